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
_LAST: list[tuple[pl.DataFrame, dict[int, list[Mention]]]] = []  # the mentions read last: two rooms ask for them
COLUMNS = ("char_start", "char_end", "surface", "role", "entity_id", "name", "entity_type")


def mentions_by_article(mentions: pl.DataFrame) -> dict[int, list[Mention]]:
    """Return the mentions of each article in order of place."""
    if not _LAST or _LAST[0][0] is not mentions:
        wanted = mentions.filter(pl.col("entity_type").is_in(["person", *BODIES])).sort("article", "char_start")
        every = list(map(Mention._make, wanted.select(COLUMNS).iter_rows()))
        out: dict[int, list[Mention]] = {}
        at = 0
        for article, n in wanted.group_by("article", maintain_order=True).len().iter_rows():
            out[article] = every[at : at + n]
            at += n
        _LAST[:] = [(mentions, out)]
    return _LAST[0][1]


def attributions(batch: Batch, mentions: pl.DataFrame) -> list[Row]:
    """Return the rows of `find_attributions` as tuples."""
    names = mentions_by_article(mentions)
    texts = batch.articles["text"].to_list()
    out: list[Row] = []
    for article, mine in groupby(units(batch), key=attrgetter("article")):
        cast = Cast(texts[article], names.get(article, []))
        told = [(unit, _parse(unit)) for unit in mine]
        for unit, said in told:
            cast.hidden += [(q.outer_start, q.outer_end) for q in unit.quotes]
            for one in said:
                cast.expect(unit.start + one.source[0], unit.start + one.source[1])
        last: tuple[int, Row] | None = None  # where the report before ends, and its row
        for n, (unit, said) in enumerate(told):
            after = told[n + 1][0] if n + 1 < len(told) else None
            rows = [row for one in said if (row := _row(unit, one, cast, after)) is not None]
            if not rows and unit.goes_on and last is not None and unit.start - last[0] in (1, 2):
                rows = [(article, unit.start, unit.end, *last[1][3:])]
            last = (unit.end, rows[-1]) if rows else None
            out += rows
    return out


def _parse(unit: Unit) -> list[Said]:
    """Return what a unit tells; one without a cue word can still name a speaker beside a quotation."""
    if not unit.cued and not unit.quotes:
        return []
    last = unit.end - unit.start
    return parse(
        unit.text,
        tuple((max(0, q.outer_start - unit.start), min(last, q.outer_end - unit.start)) for q in unit.quotes),
    )


def _row(unit: Unit, said: Said, cast: Cast, after: Unit | None) -> Row | None:
    source_start, source_end, cue_start, cue_end = (unit.start + at for at in (*said.source, *said.cue))
    if said.content is not None:
        start, end = unit.start + said.content[0], unit.start + said.content[1]
    elif (
        after is not None
        and after.quotes
        and after.quotes[0].outer_start == after.start
        and after.paragraph <= unit.paragraph + 1
    ):
        start, end = after.quotes[0].start, after.quotes[0].end
    else:
        return None
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
