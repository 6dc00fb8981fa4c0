"""From the candidates of a batch to the rows of `dates`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

import polars as pl

from flows.core.batch import Batch
from flows.extract.dates import finder, grammar
from flows.extract.dates.context import GUARDS
from flows.extract.dates.parts import Spec
from flows.extract.dates.resolve import Resolved, State, remember, resolve

FOUND = {
    "article": pl.UInt32, "char_start": pl.Int64, "char_end": pl.Int64, "surface": pl.String, "timex_type": pl.String, "timex_value": pl.String,
    "timex_mod": pl.String, "date_start": pl.Date, "date_end": pl.Date, "date_prec": pl.String, "anchor_date": pl.Date,
}  # fmt: skip
CACHED_RUNS = 200_000

Candidate = tuple[int, int, int, str, str, str, str | None, str | None]
Row = tuple[int, int, int, str, Resolved]
_runs: dict[str, tuple[grammar.Item, ...]] = {}


def find_dates(batch: Batch) -> pl.DataFrame:
    """Return every expression of time: `article` and the columns of `dates` without ids."""
    if batch.sentences.is_empty():
        return pl.DataFrame(schema=FOUND)
    cue = pl.col("before").str.extract_all(finder.CUE).list.last(), pl.col("after").str.extract(f"({finder.CUE})")
    found = finder.candidates(batch.sentences).with_columns(cue_before=cue[0], cue_after=cue[1])
    published: list[date | None] = batch.articles["published_date"].to_list()
    rows = [row for article in _articles(found) for row in _read(article, published[article[0][0]])]
    return pl.DataFrame([(*row[:4], *row[4]) for row in rows], schema=FOUND, orient="row")


def _articles(found: pl.DataFrame) -> Iterator[list[Candidate]]:
    columns = ("article", "sentence", "start", "run", "before", "after", "cue_before", "cue_after")
    yield from (list(group) for _, group in groupby(found.select(columns).iter_rows(), key=lambda row: row[0]))


def _items(run: str) -> tuple[grammar.Item, ...]:
    """The expressions of a run, read once."""
    known = _runs.get(run)
    if known is None:
        if len(_runs) >= CACHED_RUNS:
            _runs.clear()
        known = _runs[run] = grammar.parse(run)
    return known


def _read(article: list[Candidate], published: date | None) -> Iterator[Row]:
    state = State(published)
    parsed = [(candidate, _items(candidate[3])) for candidate in article]
    if any(item.spec[0] == "numeric" for _, items in parsed for item in items):
        state.month_first = _american(parsed)
    for (number, _, start, run, before, after, cue_before, cue_after), items in parsed:
        ahead = _ahead(cue_before, cue_after)
        for item in items:
            surface = run[item.start : item.end]
            if item.guard and not GUARDS[item.guard](
                surface, before + run[: item.start], run[item.end :] + after, item.spec
            ):
                continue
            resolved = resolve(item.spec, state, ahead)
            if resolved:
                remember(resolved, state)
                yield number, start + item.start, start + item.end, surface, resolved


def _ahead(before: str | None, after: str | None) -> bool | None:
    """Whether the nearest cue before, or else after, looks ahead."""
    for cue in (before, after):
        if cue:
            return finder.DIRECTIONS.get(cue.casefold().replace("’", "'"), "past") == "future"
    return None


def _american(parsed: list[tuple[Candidate, tuple[grammar.Item, ...]]]) -> bool:
    """Whether the article writes months first: a date that reads only so, else `Month D, YYYY` in words and never `D Month YYYY`."""
    votes: list[Spec] = [
        item.spec for _, items in parsed for item in items if item.spec[0] == "numeric" and item.spec[2] is None
    ]
    if votes:
        return not all(vote[3] for vote in votes)
    written = [c[3][i.start : i.end] for c, items in parsed for i in items if i.guard == "month" and i.spec[0] == "abs"]
    return bool(written) and not any(surface.lstrip()[:1].isdigit() for surface in written)
