"""What the words around a number say of it: an addition to a toll told before, or a toll brought up to date."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from flows.reconcile import conventions as conv

Event = list[str | int | None]  # question, place and day of a figure
LOOKED_BACK = 32  # events of an article that an addition may add to: the last ones
NEAR_NUMBER = 60  # characters before and after a number in which the words of an addition or an update are looked for


@cache
def _increment_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before, after = conv.increments()
    return (
        re.compile(rf"\b(?:{_any(before)})\s+(?:\w+\s+)?$", re.IGNORECASE),
        re.compile(rf"^\s+(?:\w+\s+){{0,2}}(?:{_any(after)})\b(?!\s+than\b)", re.IGNORECASE),
    )


@cache
def _update_words() -> re.Pattern[str]:
    with_to, directly = conv.toll_words()
    return re.compile(rf"\b(?:(?:{_any(with_to)})\b[^.;]{{0,30}}\bto|(?:{_any(directly)}))\s+$", re.IGNORECASE)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


def _places_of(surface: str, sentence: str) -> list[tuple[str, str]]:
    """Return what stands before and after a number wherever the sentence prints it."""
    found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", sentence)][:5]
    return [(sentence[max(0, start - NEAR_NUMBER) : start], sentence[end : end + NEAR_NUMBER]) for start, end in found]


def _wording(surface: str, sentence: str) -> tuple[bool, bool]:
    """Tell whether a number is an addition, and whether it is a toll brought up to date; all places must say so."""
    before, after = _increment_words()
    around = _places_of(surface, sentence)
    added = bool(around) and all(before.search(left) or after.search(right) for left, right in around)
    return added, not added and any(_update_words().search(left) for left, _ in around)


def mark_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `increment` and `updated`; only sentences that hold one of their words are looked at."""
    cues = [*conv.increments()[0], *conv.increments()[1], *conv.toll_words()[0], *conv.toll_words()[1]]
    numbered = rows.with_row_index("row")
    held = numbered.filter(pl.col("sentence").str.contains_any(cues, ascii_case_insensitive=True))
    said = [
        (row, *_wording(surface, sentence))
        for row, surface, sentence in held.select("row", "surface", "sentence").iter_rows()
    ]
    schema = {"row": pl.UInt32, "increment": pl.Boolean, "updated": pl.Boolean}
    marks = pl.DataFrame(said, schema=schema, orient="row")
    marked = numbered.join(marks, on="row", how="left", maintain_order="left").drop("row")
    return marked.with_columns(pl.col("increment", "updated").fill_null(value=False))


def settle_increments(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep `increment` where the words add to a toll told elsewhere or to that of the same event, not to another count of the article.

    "Twelve died. Another thirty were injured" gives the injured in full; "another five died there" after twelve does not give the dead.
    """
    articles = rows.filter(pl.col("increment"))["article_id"].unique()
    told = rows.with_row_index("row").filter(pl.col("article_id").is_in(articles.implode()))
    kept: list[int] = []
    before: list[Event] = []
    article, added = None, False
    columns = ("row", "article_id", "kind", "increment", "question", "place", "from_day")
    for row, article_id, kind, increment, *event in told.select(columns).iter_rows():
        if article_id != article:
            article, before, added = article_id, [], False
        added = increment and (not before or added or any(_same_event(e, event) for e in before[-LOOKED_BACK:]))
        if kind == "incident" and event not in before[-LOOKED_BACK:]:
            before.append(event)
        if added:
            kept.append(row)
    return rows.with_columns(increment=pl.int_range(pl.len(), dtype=pl.UInt32).is_in(kept))


def _same_event(a: Event, b: Event) -> bool:
    """Tell whether question, place and day agree as far as both are told."""
    return a[0] == b[0] and all(x is None or y is None or x == y for x, y in zip(a[1:], b[1:], strict=True))
