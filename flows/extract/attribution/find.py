"""From units to rows: parse each unit, resolve its sources, place the stretches."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

import polars as pl

from flows.core.batch import Batch
from flows.extract.attribution.cast import BODIES, Cast, Mention
from flows.extract.attribution.parse import Said, parse
from flows.extract.attribution.units import Unit, units

Row = tuple[Any, ...]
COLUMNS = ("article", "char_start", "char_end", "surface", "role", "entity_id", "name", "entity_type")


def mentions_by_article(mentions: pl.DataFrame) -> dict[int, list[Mention]]:
    """Return the mentions of each article in order of place."""
    out: dict[int, list[Mention]] = {}
    wanted = mentions.filter(pl.col("entity_type").is_in(["person", *BODIES]))
    for article, *rest in wanted.sort("article", "char_start").select(COLUMNS).iter_rows():
        out.setdefault(article, []).append(Mention(*rest))
    return out


def attributions(batch: Batch, mentions: pl.DataFrame) -> list[Row]:
    """Return the rows of `find_attributions` as tuples."""
    names = mentions_by_article(mentions)
    texts = batch.articles["text"].to_list()
    out: list[Row] = []
    for article, mine in groupby(units(batch), key=attrgetter("article")):
        cast = Cast(texts[article], names.get(article, []))
        told = [(unit, parse(unit.masked)) for unit in mine]
        for unit, said in told:
            cast.hidden += [(q.outer_start, q.outer_end) for q in unit.quotes]
            for one in said:
                cast.expect(unit.start + one.source[0], unit.start + one.source[1])
        out += [_row(unit, one, cast) for unit, said in told for one in said]
    return out


def _row(unit: Unit, said: Said, cast: Cast) -> Row:
    source_start, source_end, cue_start, cue_end, start, end = (
        unit.start + at for at in (*said.source, *said.cue, *said.content)
    )
    source = cast.who(source_start, source_end)
    cast.heard(source_start, source)
    cue = cast.text[cue_start:cue_end]
    return (
        unit.article,
        start,
        end,
        source_start,
        source_end,
        source.raw,
        source.name,
        source.id,
        cue_start,
        cue_end,
        cue,
    )
