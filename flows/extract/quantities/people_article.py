"""What the other extractors found around a figure: times, places, sources and quotations of its article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

import polars as pl

from flows.extract.quantities.people_scope import When, Where

NEAREST = 64  # stretches that begin before a figure and may still cover it; bounds the look in a text of hostile length


class Source(NamedTuple):
    """Who says a stretch of text."""

    start: int
    end: int
    raw: str | None
    name: str | None
    entity_id: str | None


class Article:
    """What the other extractors found in one article, by place."""

    def __init__(self) -> None:
        self.whens: list[When] = []
        self.wheres: list[Where] = []
        self.sources: list[Source] = []
        self.quotations: list[tuple[int, int, str]] = []

    def whens_in(self, start: int, end: int) -> list[When]:
        """Return the expressions of time in a stretch."""
        first, last = bisect_left(self.whens, start, key=_start), bisect_left(self.whens, end, key=_start)
        return [w for w in self.whens[first:last] if w.end <= end]

    def wheres_in(self, start: int, end: int) -> list[Where]:
        """Return the places named in a stretch."""
        first, last = bisect_left(self.wheres, start, key=_start), bisect_left(self.wheres, end, key=_start)
        return [w for w in self.wheres[first:last] if w.end <= end]

    def source_of(self, start: int, end: int) -> Source | None:
        """Return who says a stretch: the narrowest content that covers it; several sources of one content are joined."""
        last = bisect_right(self.sources, start, key=_start)
        covering = [s for s in self.sources[max(0, last - NEAREST) : last] if s.end >= end]
        if not covering:
            return None
        narrow = min(s.end - s.start for s in covering)
        same = [s for s in covering if s.end - s.start == narrow]
        if len(same) == 1:
            return same[0]
        names = list(dict.fromkeys(n for s in same if (n := s.name or s.raw)))
        return Source(
            same[0].start,
            same[0].end,
            "; ".join(dict.fromkeys(s.raw for s in same if s.raw)) or None,
            "; ".join(names) or None,
            None,
        )

    def quotation_of(self, start: int, end: int) -> str | None:
        """Return the quotation in marks that a stretch stands in."""
        last = bisect_right(self.quotations, start, key=_first)
        return next((q for _, e, q in self.quotations[max(0, last - NEAREST) : last] if e >= end), None)

    def settle(self) -> None:
        """Bring everything into the order of the text; look-ups rest on it."""
        for found in (self.whens, self.wheres, self.sources):
            found.sort(key=_start)
        self.quotations.sort(key=_first)


def _start(found: When | Where | Source) -> int:
    return found.start


def _first(quotation: tuple[int, int, str]) -> int:
    return quotation[0]


def articles_of(
    wanted: pl.Series, dates: pl.DataFrame, mentions: pl.DataFrame, attributions: pl.DataFrame, quotations: pl.DataFrame
) -> dict[int, Article]:
    """Return what was found in each of the wanted articles."""
    out = {article: Article() for article in wanted.unique().to_list()}
    keep = pl.col("article").is_in(wanted.implode())
    for a, *rest in (
        dates.filter(keep)
        .select("article", "char_start", "char_end", "timex_type", "date_start", "date_end", "surface")
        .iter_rows()
    ):
        out[a].whens.append(When(*rest))
    places = mentions.filter(keep & (pl.col("entity_type") == "place"))
    for a, *rest in places.select("article", "char_start", "char_end", "name", "country_iso3").iter_rows():
        out[a].wheres.append(Where(*rest))
    for a, *rest in (
        attributions.filter(keep)
        .select("article", "content_start", "content_end", "source_raw", "source", "source_id")
        .iter_rows()
    ):
        out[a].sources.append(Source(*rest))
    direct = quotations.filter(keep & (pl.col("quote_type") == "direct"))
    for a, s, e, q in direct.select("article", "char_start", "char_end", "quotation_id").iter_rows():
        out[a].quotations.append((s, e, q))
    for article in out.values():
        article.settle()
    return out
