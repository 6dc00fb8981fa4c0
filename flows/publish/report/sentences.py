"""The sentences behind the marks: each figure in its words, with outlet, day, source and link, cut to a bounded length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from flows.publish.report.tables import Tables

BUDGET = 2_300_000  # bytes of the page that claims and their sentences may fill
RESERVE = 1_100_000  # bytes kept for the sentences that only the other charts lead to
FIXED = 900  # bytes of markup round a sentence and its mark, beside its own words
AROUND = 320  # characters of a sentence shown on either side of a figure
LONGEST_NAME = 160
LONGEST_LINK = 1_000
FORBIDDEN = frozenset(" \t\r\n\"'<>`\\")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One figure in its sentence; `source` is who gives it, None for the outlet's own voice."""

    quantity_id: str
    before: str
    figure: str
    after: str
    source: str | None
    outlet: str
    title: str | None
    day: date | None
    link: str | None
    host: str | None
    modality: str
    size: int

    @property
    def who(self) -> str:
        """Who stands for the figure: the source named, else the outlet."""
        return self.source or self.outlet


def cut(text: str | None, most: int = LONGEST_NAME) -> str | None:
    """Return a name or headline of bounded length."""
    if text is None or len(text) <= most:
        return text
    return text[: most - 1].rstrip() + "…"


def weight(*words: str | None) -> int:
    """Return how many bytes of the page some words fill."""
    return sum(len(escape(w).encode()) for w in words if w)


def safe_link(url: str | None) -> tuple[str, str] | None:
    """Return an article's address with its host if it is a plain web address that can be linked, else None."""
    if url is None or len(url) > LONGEST_LINK or not url.lower().startswith(("http://", "https://")):
        return None
    if any(c in FORBIDDEN or not c.isprintable() for c in url):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return (url, host) if host else None


def outlet(row: dict[str, Any]) -> str:
    """Return the outlet's name, or what stands in for it."""
    link = safe_link(row["url"])
    name = row["source_name"] or (link[1] if link else None) or row["source_uri"]
    return cut(name) or "unknown outlet"


class Sentences:
    """Reads sentences in bulk, keeps the page's budget and knows the anchor of each sentence shown."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.left = BUDGET
        self.anchors: dict[str, str] = {}

    def read(self, quantity_ids: Iterable[str]) -> dict[str, Sentence]:
        """Return the sentences of some figures, by id."""
        wanted = pl.DataFrame({"quantity_id": sorted(set(quantity_ids))}, schema={"quantity_id": pl.String})
        rows = self.tables.told(wanted, in_words=True)
        out = {}
        for row in rows.iter_rows(named=True):
            parts = _parts(row["text"], row["sentence"], row["char_start"], row["char_end"])
            out[row["quantity_id"]] = _sentence(row, parts)
        return out

    def take(self, sentences: list[Sentence], *words: str | None) -> bool:
        """Count sentences and other words against the budget, give anchors; False, and nothing done, where it is used up."""
        size = sum(s.size for s in sentences) + weight(*words) + (FIXED if words else 0)
        if size > self.left:
            return False
        self.left -= size
        for s in sentences:
            self.anchors[s.quantity_id] = f"f-{s.quantity_id}"
        return True

    def rest(self, quantity_ids: Iterable[str]) -> list[Sentence]:
        """Return the sentences of charts that no claim on the page shows, as far as the reserve goes."""
        self.left = RESERVE
        lacking = list(dict.fromkeys(q for q in quantity_ids if q not in self.anchors))
        found = self.read(lacking)
        return [found[q] for q in lacking if self.take([found[q]])]


def _parts(text: str, sentence: str, start: int, end: int) -> tuple[str, str, str]:
    """Cut the sentence round the figure; where it does not stand in the text as given, what stands round the figure."""
    begin = text.rfind(sentence, 0, start + len(sentence))
    stop = begin + len(sentence)
    if begin < 0 or stop < end:
        begin, stop = max(0, start - AROUND), min(len(text), end + AROUND)
    before, after = text[begin:start], text[end:stop]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:]
    if len(after) > AROUND:
        after = after[:AROUND] + "…"
    return before, cut(text[start:end], AROUND) or "", after


def _sentence(row: dict[str, Any], parts: tuple[str, str, str]) -> Sentence:
    link, host = safe_link(row["url"]) or (None, None)
    source, place, title = cut(row["attributed_to"]), outlet(row), cut(row["title"])
    size = FIXED + weight(*parts, place, title, link, host, *[source or place] * 4)  # the name also stands at its mark
    return Sentence(
        quantity_id=row["quantity_id"],
        before=parts[0],
        figure=parts[1],
        after=parts[2],
        source=source,
        outlet=place,
        title=title,
        day=row["published_date"],
        link=link,
        host=cut(host, 60),
        modality=row["modality"],
        size=size,
    )
