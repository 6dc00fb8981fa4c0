"""What the other extractors found around a figure: times, places, sources and quotations, ordered once for the whole batch.

A place in the batch is one number, the article's shifted left with the offset behind it, so that one bisection of a flat list
finds what stands there; rows become objects only where a figure asks for them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from flows.extract.quantities.people.scope import When, Where

NEAREST = 64  # stretches that begin before a figure and may still cover it; bounds the look in a text of hostile length
SHIFT = 36  # bits of an offset
CALENDAR = ("DATE", "TIME")
_WHEN = ("timex_type", "date_start", "date_end", "surface")
_WHERE = ("name", "country_iso3")
_SOURCE = ("source_raw", "source", "source_id", "source_told")
_SPEAKER = ("speaker_raw", "speaker", "speaker_id")


class Source(NamedTuple):
    """Who says a stretch of text."""

    start: int
    end: int
    raw: str | None
    name: str | None
    entity_id: str | None


class Stretches:
    """Stretches of the batch in order of place, with what is known of each.

    Args:
        found: with `article` and the columns named.
        start: the column of the place where a stretch begins.
        end: the column of the place where it ends.
        told: the columns of what is known.
    """

    def __init__(self, found: pl.DataFrame, start: str, end: str, told: tuple[str, ...]) -> None:
        article = pl.col("article").cast(pl.Int64).mul(1 << SHIFT)
        keyed = found.select(*told, (article + pl.col(start)).alias("first"), (article + pl.col(end)).alias("last"))
        keyed = keyed.sort("first", maintain_order=True)
        self.starts: list[int] = keyed["first"].to_list()
        self.ends: list[int] = keyed["last"].to_list()
        self._reach: list[int] = keyed["last"].cum_max().to_list()
        self._told: list[list[object]] = [keyed[name].to_list() for name in told]

    def row(self, i: int) -> list[object]:
        """Return what is known of a stretch, column by column."""
        return [column[i] for column in self._told]

    def inside(self, start: int, end: int) -> list[int]:
        """Return the stretches that lie inside one."""
        first = bisect_left(self.starts, start)
        return [i for i in range(first, bisect_left(self.starts, end, first)) if self.ends[i] <= end]

    def covering(self, start: int, end: int) -> list[int]:
        """Return the stretches that cover one, in order of place."""
        at = bisect_right(self.starts, start) - 1
        out = []
        for i in range(at, max(at - NEAREST, -1), -1):
            if self._reach[i] < end:
                break  # nothing before reaches so far
            if self.ends[i] >= end:
                out.append(i)
        return out[::-1]


class Around:
    """What the other extractors found in a batch.

    Args:
        dates: every expression of time.
        mentions: every name.
        attributions: who says what.
        quotations: every quotation, with its id.
    """

    def __init__(
        self, dates: pl.DataFrame, mentions: pl.DataFrame, attributions: pl.DataFrame, quotations: pl.DataFrame
    ) -> None:
        places = mentions.filter(pl.col("entity_type") == "place")
        direct = quotations.filter(pl.col("quote_type") == "direct")
        calendar = dates.filter(pl.col("timex_type").is_in(CALENDAR))
        self.calendar = Stretches(calendar, "char_start", "char_end", ())
        self.whens = Stretches(dates, "char_start", "char_end", _WHEN)
        self.wheres = Stretches(places, "char_start", "char_end", _WHERE)
        self.sources = Stretches(attributions, "content_start", "content_end", _SOURCE)
        self.quotations = Stretches(direct, "char_start", "char_end", ("quotation_id", *_SPEAKER))

    def article(self, number: int) -> Article:
        """Return what was found in one article."""
        return Article(self, number << SHIFT)


@dataclass(frozen=True, slots=True)
class Article:
    """What was found in one article; offsets are the article's."""

    around: Around
    base: int

    def whens_in(self, start: int, end: int) -> list[When]:
        """Return the expressions of time in a stretch."""
        found = self.around.whens
        at = found.inside(self.base + start, self.base + end)
        return [When(found.starts[i] - self.base, found.ends[i] - self.base, *found.row(i)) for i in at]  # type: ignore[arg-type]

    def in_date(self, at: int) -> bool:
        """Whether a place stands in a date or a time of day."""
        return bool(self.around.calendar.covering(self.base + at, self.base + at + 1))

    def wheres_in(self, start: int, end: int) -> list[Where]:
        """Return the places named in a stretch."""
        found = self.around.wheres
        at = found.inside(self.base + start, self.base + end)
        return [Where(found.starts[i] - self.base, found.ends[i] - self.base, *found.row(i)) for i in at]  # type: ignore[arg-type]

    def source_of(self, start: int, end: int) -> Source | None:
        """Return who says a stretch: the narrowest content that covers it; several sources of one content are joined."""
        found = self.around.sources
        covering = found.covering(self.base + start, self.base + end)
        if not covering:
            return self._speaker_of(start, end)
        narrow = min(found.ends[i] - found.starts[i] for i in covering)
        same = [self._source(i) for i in covering if found.ends[i] - found.starts[i] == narrow]
        if len(same) == 1:
            return same[0]
        names = dict.fromkeys(n for s in same if (n := s.name or s.raw))
        raws = dict.fromkeys(s.raw for s in same if s.raw)
        return Source(same[0].start, same[0].end, "; ".join(raws) or None, "; ".join(names) or None, None)

    def _speaker_of(self, start: int, end: int) -> Source | None:
        """Return who speaks in a quotation that no word of saying introduces: one that goes on, one that is led up to."""
        found = self.around.quotations
        covering = found.covering(self.base + start, self.base + end)
        if not covering:
            return None
        i = covering[0]
        _, *told = found.row(i)
        return Source(found.starts[i] - self.base, found.ends[i] - self.base, *told) if any(told) else None  # type: ignore[arg-type]

    def _source(self, i: int) -> Source:
        found = self.around.sources
        raw, name, entity_id, told = found.row(i)
        return Source(found.starts[i] - self.base, found.ends[i] - self.base, raw, name or told, entity_id)  # type: ignore[arg-type]

    def quotation_of(self, start: int, end: int) -> str | None:
        """Return the quotation in marks that a stretch stands in, the outermost of several."""
        found = self.around.quotations
        covering = found.covering(self.base + start, self.base + end)
        return str(found.row(covering[0])[0]) if covering else None
