"""The people families over a whole batch: candidate sentences found in Polars, read one by one, joined with what the other extractors found."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from flows.core.batch import Batch
from flows.extract.quantities.numbers import find_all
from flows.extract.quantities.people import Figure, Read, carry, heading, listed, read
from flows.extract.quantities.people_context import WORDS
from flows.extract.quantities.people_scope import Period, When, Where, period, place
from flows.extract.quantities.people_sides import Side, Sides, side_in
from flows.extract.quantities.people_words import ANY, Cue, lexicon
from schemas.vocabulary import PEOPLE_COUNT_TYPES

FAMILY_OF = {count_type: family for family, types in PEOPLE_COUNT_TYPES.items() for count_type in types}
HOMECOMING = re.compile(r"return|receiv|came|come|coming|got back|get back|bring|brought|\w+ home")
NUMBER = r"(?i-u:\d|\b(?:an?|no|nobody|none|another|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|eleven|twelve|dozens?|scores?|hundreds?|thousands?|millions?|several|few|couple|pair|handful|both)\b)"
GOING_ON = 2  # sentences that may go on counting what one counts
LIST_ITEMS = 15  # sentences that may stand in a list under a heading
LONGEST_ITEM = 160
CARRIED = ("part", "included", "continued")
GIVING_UP = re.compile(r"surrender|laid down|lay down|g[ai]ven? themselves|giving themselves|turned themselves")
POLICE = frozenset(("policeman", "policewoman", "police officer", "constable", "police"))
ATTACKED = frozenset(("killed", "injured", "casualties", "missing", "captured", "abducted"))


class Source(NamedTuple):
    """Who says a stretch of text."""

    start: int
    end: int
    raw: str | None
    name: str | None
    entity_id: str | None


class Found(NamedTuple):
    """One figure with everything that its article says of it; `part_of` is a place in the list of all figures, -1 without one."""

    article: int
    start: int
    end: int
    sentence: str
    figure: Figure
    side: Side | None
    sides: str | None
    source: Source | None
    where: Where | None
    period: Period
    quotation_id: str | None
    population: str
    part_of: int


@cache
def _cue_patterns() -> list[str]:
    """Words that a sentence must hold one of; those of them that hold another are left out."""
    entries, phrases = lexicon()
    texts = {t for t, (_, e) in entries.items() if isinstance(e, Cue)}
    for first, found in phrases.items():
        for rest, (_, entry) in found:
            if isinstance(entry, Cue):
                texts.add(" ".join((first, *rest)) if ANY not in rest else first)
    ordered = sorted(texts, key=len)
    out: list[str] = []
    for text in ordered:
        if not any(short in text for short in out):
            out.append(text)
    return out


def candidates(sentences: pl.DataFrame) -> pl.DataFrame:
    """Return the sentences that may hold a figure."""
    return sentences.filter(
        pl.col("text").str.contains_any(_cue_patterns(), ascii_case_insensitive=True) & pl.col("text").str.contains(NUMBER)
    )


class Article:
    """What the other extractors found in one article, by place."""

    def __init__(self) -> None:
        self.whens: list[When] = []
        self.wheres: list[Where] = []
        self.sources: list[Source] = []
        self.quotations: list[tuple[int, int, str]] = []

    def whens_in(self, start: int, end: int) -> list[When]:
        """Return the expressions of time in a stretch."""
        return [w for w in self.whens if w.start >= start and w.end <= end]

    def wheres_in(self, start: int, end: int) -> list[Where]:
        """Return the places named in a stretch."""
        return [w for w in self.wheres if w.start >= start and w.end <= end]

    def source_of(self, start: int, end: int) -> Source | None:
        """Return who says a stretch: the narrowest content that covers it; several sources of one content are joined."""
        covering = [s for s in self.sources if s.start <= start and s.end >= end]
        if not covering:
            return None
        narrow = min(s.end - s.start for s in covering)
        same = [s for s in covering if s.end - s.start == narrow]
        if len(same) == 1:
            return same[0]
        names = list(dict.fromkeys(n for s in same if (n := s.name or s.raw)))
        return Source(same[0].start, same[0].end, "; ".join(dict.fromkeys(s.raw for s in same if s.raw)) or None, "; ".join(names) or None, None)

    def quotation_of(self, start: int, end: int) -> str | None:
        """Return the quotation in marks that a stretch stands in."""
        return next((q for s, e, q in self.quotations if s <= start and e >= end), None)


def _articles(
    wanted: pl.Series, dates: pl.DataFrame, mentions: pl.DataFrame, attributions: pl.DataFrame, quotations: pl.DataFrame
) -> dict[int, Article]:
    out = {article: Article() for article in wanted.unique().to_list()}
    keep = pl.col("article").is_in(wanted.implode())
    for a, *rest in dates.filter(keep).select("article", "char_start", "char_end", "timex_type", "date_start", "date_end", "surface").iter_rows():
        out[a].whens.append(When(*rest))
    places = mentions.filter(keep & (pl.col("entity_type") == "place"))
    for a, *rest in places.select("article", "char_start", "char_end", "name", "country_iso3").iter_rows():
        out[a].wheres.append(Where(*rest))
    for a, *rest in attributions.filter(keep).select("article", "content_start", "content_end", "source_raw", "source", "source_id").iter_rows():
        out[a].sources.append(Source(*rest))
    direct = quotations.filter(keep & (pl.col("quote_type") == "direct"))
    for a, s, e, q in direct.select("article", "char_start", "char_end", "quotation_id").iter_rows():
        out[a].quotations.append((s, e, q))
    return out


def find_people(
    batch: Batch, dates: pl.DataFrame, mentions: pl.DataFrame, attributions: pl.DataFrame, quotations: pl.DataFrame
) -> list[Found]:
    """Return every figure of the people families, in order of article and place."""
    readings = _readings(batch)
    around = _articles(pl.Series([r[0] for r in readings], dtype=pl.UInt32), dates, mentions, attributions, quotations)
    out: list[Found] = []
    for article, offset, text, found in readings:
        _add(out, article, offset, text, found, around[article])
    return _swaps(out)


Reading = tuple[int, int, str, Read]  # article, where the sentence begins, its text, what was read


def _readings(batch: Batch) -> list[Reading]:
    """Read the candidate sentences and, after each with a figure or a heading, those that may go on counting."""
    numbered = batch.sentences.with_row_index("index")
    words = _Words(batch.articles["text"])
    found: dict[int, Reading] = {}

    def take(chosen: pl.DataFrame) -> None:
        rows = chosen.select("index", "article", "char_start", "text").iter_rows()
        for (i, a, offset, text), numbers in zip(rows, find_all(chosen["text"]), strict=True):
            found[i] = (a, offset, text, read(text, numbers, words.of(a)))

    take(candidates(numbered))
    after = {i + k for i, r in found.items() for k in range(1, 1 + (LIST_ITEMS if heading(r[3]) else GOING_ON if r[3].figures else 0))}
    more = numbered.filter(pl.col("index").is_in(sorted(after - found.keys())) & pl.col("text").str.contains(NUMBER))
    take(more)
    _carry(found)
    return [found[i] for i in sorted(found) if found[i][3].figures]


def _carry(found: dict[int, Reading]) -> None:
    """Let sentences go on counting what the one before counts, and list items what their heading says."""
    last: tuple[int, int, Figure] | None = None  # article, sentence, its last figure that is no part
    head: tuple[int, int, Cue] | None = None  # article, sentence of the heading or of its last item, its cue
    for i in sorted(found):
        article, _, text, reading = found[i]
        if head is not None and (head[0] != article or i - head[1] > 1 or len(text) > LONGEST_ITEM):
            head = None
        if head is not None:
            items = listed(reading, head[2])
            reading.figures.extend(items)
            head = (article, i, head[2]) if items or reading.figures else None
        if last is not None and (last[0] != article or i - last[1] > GOING_ON):
            last = None
        if last is not None:
            reading.figures.extend(carry(reading, last[2]))
        cue = heading(reading)
        head = head if cue is None else (article, i, cue)
        wholes = [f for f in reading.figures if f.whole is None and f.rule not in CARRIED]
        if wholes:
            last = (article, i, wholes[-1])
        elif reading.figures and last is not None:
            last = (article, i, last[2])


class _Words:
    """The words of the articles, read when asked for."""

    def __init__(self, texts: pl.Series) -> None:
        self._texts = texts
        self._known: dict[int, frozenset[str]] = {}

    def of(self, article: int) -> Callable[[], frozenset[str]]:
        """Return what gives the words of one article."""

        def ask() -> frozenset[str]:
            if article not in self._known:
                self._known[article] = frozenset(WORDS.findall(self._texts[article].lower()))
            return self._known[article]

        return ask


def _add(out: list[Found], article: int, offset: int, text: str, found: Read, around: Article) -> None:
    sides = Sides(text, found.tokens)
    end = offset + len(text)
    whens, wheres = around.whens_in(offset, end), around.wheres_in(offset, end)
    where_of = {id(f.chunk): len(out) + k for k, f in enumerate(found.figures)}
    for figure in found.figures:
        start, stop = offset + figure.start, offset + figure.end
        source = around.source_of(start, stop)
        side = _side(figure, sides, source)
        both = _both(figure, sides)
        out.append(
            Found(
                article, start, stop, text, figure, side, both, source,
                place(text, offset, figure.start, wheres), period(text, offset, figure.start, whens),
                around.quotation_of(start, stop), _population(figure, side),
                where_of.get(id(figure.whole), -1) if figure.whole is not None else -1,
            )
        )  # fmt: skip


def _population(figure: Figure, side: Side | None) -> str:
    if figure.unit == "member" and side is not None and side.iso3 is None:
        return "military"
    if figure.unit in POLICE and figure.count_type not in ATTACKED:
        return "unknown"
    if figure.population == "unknown" and GIVING_UP.match(figure.cue):
        return "military"
    return figure.population


def _side(figure: Figure, sides: Sides, source: Source | None) -> Side | None:
    if figure.count_type == "exchanged":
        return None
    side = sides.of(figure.chunk)
    if side is None and source is not None and (source.name or source.raw):
        name = source.name or source.raw or ""
        if figure.chunk.owner >= 0 or (figure.count_type == "released" and HOMECOMING.match(figure.cue)):
            side = side_in(name)
    return side


def _both(figure: Figure, sides: Sides) -> str | None:
    if figure.count_type != "exchanged":
        return None
    return "; ".join(sorted(s.name for s in sides.pair())) or None


def _swaps(found: list[Found]) -> list[Found]:
    """A swap whose sentence names no sides is between the two whose people the article counts elsewhere."""
    parties: dict[int, set[str]] = {}
    for f in found:
        if f.side is not None:
            parties.setdefault(f.article, set()).add(f.side.name)
    out = []
    for f in found:
        sides = parties.get(f.article, set())
        if f.figure.count_type == "exchanged" and f.sides is None and len(sides) == 2:
            out.append(f._replace(sides="; ".join(sorted(sides))))
        else:
            out.append(f)
    return out


def row(f: Found) -> dict[str, Any]:
    """Return a figure as the columns of the table, without `row` and `part_of_row`."""
    g = f.figure
    source = f.source
    return {
        "article": f.article, "char_start": f.start, "char_end": f.end, "surface": f.sentence[g.start : g.end], "sentence": f.sentence,
        "family": FAMILY_OF[g.count_type], "count_type": g.count_type,
        "value": g.value, "value_low": g.low, "value_high": g.high, "qualifier": g.qualifier,
        "unit": g.unit, "population": f.population,
        "affected": f.sides or (f.side.name if f.side else None), "affected_iso3": f.side.iso3 if f.side else None,
        "attributed_to": (source.name or source.raw) if source else None, "attributed_to_raw": source.raw if source else None,
        "attributed_to_id": source.entity_id if source else None,
        "location": f.where.name if f.where else None, "location_iso3": f.where.iso3 if f.where else None,
        "quotation_id": f.quotation_id,
        "period_start": f.period.start, "period_end": f.period.end, "scope": f.period.scope,
        "modality": g.modality, "is_implicit": g.implicit, "confidence": round(min(0.99, g.score), 2),
    }  # fmt: skip
