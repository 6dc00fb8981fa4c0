"""The people families over a whole batch: sentences read one by one, joined with what the other extractors found."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import polars as pl

from flows.core.batch import Batch
from flows.extract.quantities.around import Around, Article, Source
from flows.extract.quantities.confidence import of_people
from flows.extract.quantities.numbers.find import NumberPhrase
from flows.extract.quantities.people.reading import readings
from flows.extract.quantities.people.scope import Period, When, Where, period, place
from flows.extract.quantities.people.sentence import Figure, Read
from flows.extract.quantities.people.sides import Side, Sides, plain_state, side_in
from flows.extract.quantities.people.words import context
from schemas.vocabulary import PEOPLE_COUNT_TYPES

FAMILY_OF = {count_type: family for family, types in PEOPLE_COUNT_TYPES.items() for count_type in types}
HOMECOMING = re.compile(r"return|receiv|came|come|coming|got back|get back|bring|brought|\w+ home")
GIVING_UP = re.compile(r"surrender|laid down|lay down|g[ai]ven? themselves|giving themselves|turned themselves")
POLICE = context("police")
POLICING = re.compile(r"\bpolice\b", re.IGNORECASE)
UNREST = re.compile(rf"\b(?:{'|'.join(sorted(context('unrest')))})", re.IGNORECASE)
ARMED = re.compile(rf"\b(?:{'|'.join(sorted(context('attackers')))})", re.IGNORECASE)
ATTACKED = frozenset(("killed", "injured", "casualties", "missing", "captured", "abducted"))


class Found(NamedTuple):
    """One figure with everything that its article says of it; `part_of` is a place in the list of all figures, -1 without one."""

    article: int
    start: int
    end: int
    sentence: str
    figure: Figure
    side: Side | None
    sides: str | None
    sure: bool
    source: Source | None
    where: Where | None
    period: Period
    quotation_id: str | None
    population: str
    part_of: int


def find_people(batch: Batch, numbers: dict[int, list[NumberPhrase]], around: Around) -> list[Found]:
    """Return every figure of the people families, in order of article and place.

    Args:
        batch: the articles.
        numbers: the number phrases of its sentences.
        around: what the other extractors found.
    """
    out: list[Found] = []
    for article, offset, text, found in readings(batch, numbers):
        _add(out, article, offset, text, found, around.article(article), batch.articles["text"])
    return _swaps(out)


def _add(
    out: list[Found], article: int, offset: int, text: str, found: Read, around: Article, texts: pl.Series
) -> None:
    sides = Sides(text, found.tokens)
    end = offset + len(text)
    whens, wheres = around.whens_in(offset, end), around.wheres_in(offset, end)
    where_of = {id(f.chunk): len(out) + k for k, f in enumerate(found.figures)}
    for figure in found.figures:
        start, stop = offset + figure.start, offset + figure.end
        source = around.source_of(start, stop)
        side = _side(figure, sides, source)
        if side is None and sides.of_government(figure.chunk):
            side = plain_state(texts[article])
        both, sure = _both(figure, sides)
        out.append(
            Found(
                article, start, stop, text, figure, side, both, sure, source,
                place(text, offset, figure.start, wheres), period(text, offset, figure.start, _told(whens, source)),
                around.quotation_of(start, stop), _population(figure, side, lambda: str(texts[article])),
                where_of.get(id(figure.whole), -1) if figure.whole is not None else -1,
            )
        )  # fmt: skip


def _told(whens: list[When], source: Source | None) -> list[When]:
    """Leave out the times of saying: "estimated last month that", those outside of what a source says."""
    return whens if source is None else [w for w in whens if w.start >= source.start and w.end <= source.end]


def _population(figure: Figure, side: Side | None, article: Callable[[], str]) -> str:
    if figure.unit == "member" and side is not None and side.iso3 is None:
        return "military"
    if (figure.unit in POLICE or (figure.unit == "officer" and POLICING.search(article()))) and not _attacked(
        figure, article
    ):
        return "unknown"
    if figure.population == "unknown" and GIVING_UP.match(figure.cue):
        return "military"
    return figure.population


def _attacked(figure: Figure, article: Callable[[], str]) -> bool:
    """Whether police are hurt or taken by armed people, not by a crowd."""
    if figure.count_type not in ATTACKED:
        return False
    text = article()
    return UNREST.search(text) is None or ARMED.search(text) is not None


def _side(figure: Figure, sides: Sides, source: Source | None) -> Side | None:
    if figure.count_type == "exchanged":
        return None
    side = sides.of(figure.chunk)
    if side is None and source is not None and (source.name or source.raw):
        name = source.name or source.raw or ""
        if figure.chunk.owner >= 0 or (figure.count_type == "released" and HOMECOMING.match(figure.cue)):
            side = side_in(name)
    return side


def _both(figure: Figure, sides: Sides) -> tuple[str | None, bool]:
    """Return the sides of a swap and whether they are sure: "between X and Y", or X and Y of a sentence whose verb is the swap's."""
    if figure.count_type != "exchanged":
        return None, False
    between = sides.between(figure.chunk)
    both = between or sides.pair()
    return _joined(both), bool(between) or (bool(both) and figure.rule == "active")


def _joined(sides: list[Side]) -> str | None:
    return "; ".join(sorted(s.name for s in sides)) or None


def _swaps(found: list[Found]) -> list[Found]:
    """A swap whose sentence leaves its sides open is between the two whose people the article counts elsewhere."""
    parties: dict[int, set[str]] = {}
    for f in found:
        if f.side is not None:
            parties.setdefault(f.article, set()).add(f.side.name)
    out = []
    for f in found:
        sides = parties.get(f.article, set())
        if f.figure.count_type == "exchanged" and not f.sure and len(sides) == 2:
            out.append(f._replace(sides="; ".join(sorted(sides))))
        else:
            out.append(f)
    return out


def row(f: Found) -> tuple[Any, ...]:
    """Return a figure as the columns of `FOUND`, in their order, without `row`."""
    g = f.figure
    source = f.source
    return (
        f.part_of if f.part_of >= 0 else None, f.article, f.start, f.end, f.sentence[g.start : g.end], f.sentence,
        FAMILY_OF[g.count_type], g.count_type, g.value, g.low, g.high, g.qualifier, g.unit, f.population,
        f.sides or (f.side.name if f.side else None), f.side.iso3 if f.side else None,
        (source.name or source.raw) if source else None, source.raw if source else None, source.entity_id if source else None,
        f.where.name if f.where else None, f.where.iso3 if f.where else None, f.quotation_id,
        f.period.start, f.period.end, f.period.scope, g.modality, g.implicit,
        of_people(g.rule, g.count_type, g.score, single=g.implicit),
    )  # fmt: skip
