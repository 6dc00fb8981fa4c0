"""From units to rows: parse each unit, resolve its sources, place the stretches."""

from __future__ import annotations

from typing import Any

import polars as pl

from flows.core.batch import Batch
from flows.extract.attribution.cast import Cast, Mention, Source
from flows.extract.attribution.parse import Said, parse
from flows.extract.attribution.tokens import tokens
from flows.extract.attribution.units import Unit, units

Row = tuple[Any, ...]


def mentions_by_article(mentions: pl.DataFrame) -> dict[int, list[Mention]]:
    """Return the mentions of each article in order of place."""
    out: dict[int, list[Mention]] = {}
    wanted = mentions.filter(pl.col("entity_type").is_in(["person", "organization", "group", "place", "facility"]))
    columns = ("article", "char_start", "char_end", "surface", "role", "entity_id", "name", "entity_type")
    for article, *rest in wanted.sort("article", "char_start").select(columns).iter_rows():
        out.setdefault(article, []).append(Mention(*rest))
    return out


def attributions(batch: Batch, mentions: pl.DataFrame) -> list[Row]:
    """Return the rows of `find_attributions` as tuples."""
    names = mentions_by_article(mentions)
    texts = batch.articles["text"].to_list()
    out: list[Row] = []
    article, cast = -1, Cast("", [])
    for unit in units(batch):
        if unit.article != article:
            article = unit.article
            cast = Cast(texts[article], names.get(article, []))
        cast.hidden += [(q.outer_start, q.outer_end) for q in unit.quotes]
        out += [row for said in parse(tokens(unit.masked)) if (row := _row(unit, said, cast)) is not None]
    return out


def _row(unit: Unit, said: Said, cast: Cast) -> Row | None:
    if said.source is None:
        return None
    start, end = said.source[0] + unit.start, said.source[1] + unit.start
    source = cast.who(start, end)
    cast.heard(start, source)
    content = (said.content[0] + unit.start, said.content[1] + unit.start)
    cue = (said.cue[0] + unit.start, said.cue[1] + unit.start)
    return (unit.article, *content, start, end, _raw(source), source.name, source.id, *cue, cast.text[cue[0] : cue[1]])


def _raw(source: Source) -> str:
    return source.raw
