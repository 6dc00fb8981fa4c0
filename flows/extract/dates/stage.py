"""From the candidates of a batch to the rows of `dates`.

One loop over the candidates, in order of place: read the run (each different run once), ask its guard, place it on the
calendar. What depends on nothing but the article's date is placed once for each date; the rows are put together as columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

import polars as pl

from flows.core.batch import Batch
from flows.extract.dates import direction, finder, grammar
from flows.extract.dates.context import BEHIND, GUARDS, PAST_EVENTS, first_word, last_word
from flows.extract.dates.outlets import month_first
from flows.extract.dates.readings import Spec
from flows.extract.dates.resolve import remember, resolve
from flows.extract.dates.state import Resolved, State

FOUND = {
    "article": pl.UInt32,
    "char_start": pl.Int64,
    "char_end": pl.Int64,
    "surface": pl.String,
    "timex_type": pl.String,
    "timex_value": pl.String,
    "timex_mod": pl.String,
    "date_start": pl.Date,
    "date_end": pl.Date,
    "date_prec": pl.String,
    "anchor_date": pl.Date,
}
CACHED = 200_000  # entries of each cache; it is emptied when full, so that hostile input cannot fill the memory
YEARS = range(1500, 2150)  # an article of another year has a wrong date: nothing rests on it
DATELINE = 80  # characters from the head of the article
CONTEXT = 48  # characters of the sentence that a guard sees on each side
OUTLET = ("source_name", "url")
_MODALS = tuple(f" {word} " for word in ("to", "will", "would", "could", "may", "might", "can", "should", "not", "did"))

Candidate = tuple[int, int, int, str, str, str, str | None, str | None, str | None]
Parsed = tuple[Candidate, tuple[grammar.Item, ...]]
Outlet = tuple[str | None, str | None]  # its name and the article's address
Row = tuple[int, int, int, str, Resolved]
_runs: dict[str, tuple[grammar.Item, ...]] = {}
_settled: dict[tuple[object, ...], Resolved | None] = {}


def find_dates(batch: Batch) -> pl.DataFrame:
    """Return every expression of time: `article` and the columns of `dates` without ids."""
    if batch.sentences.is_empty():
        return pl.DataFrame(schema=FOUND)
    found = finder.candidates(batch.sentences, CONTEXT)
    published: list[date | None] = batch.articles["published_date"].to_list()
    lacking = [pl.lit(None).alias(c) for c in OUTLET if c not in batch.articles.columns]
    outlets: list[Outlet] = batch.articles.with_columns(lacking).select(OUTLET).rows()
    candidates: Iterator[Candidate] = found.iter_rows()
    rows: list[Row] = []
    for number, group in groupby(candidates, key=itemgetter(0)):
        rows += _read(list(group), published[number], outlets[number])
    return _frame(rows)


def _frame(rows: list[Row]) -> pl.DataFrame:
    """The rows as columns; equal values are built once."""
    numbers: dict[Resolved, int] = {}
    at = [numbers.setdefault(row[4], len(numbers)) for row in rows]
    values = pl.DataFrame(list(numbers), schema=dict(list(FOUND.items())[4:]), orient="row")
    places = pl.DataFrame(
        {name: [row[k] for row in rows] for k, name in enumerate(list(FOUND)[:4])}, schema=dict(list(FOUND.items())[:4])
    )
    return places.hstack(values[at] if at else values)


def _items(run: str) -> tuple[grammar.Item, ...]:
    """The expressions of a run, read once."""
    known = _runs.get(run)
    if known is None:
        if len(_runs) >= CACHED:
            _runs.clear()
        known = _runs[run] = grammar.parse(run)
    return known


def _read(article: list[Candidate], published: date | None, outlet: Outlet) -> list[Row]:
    """The expressions of one article."""
    parsed = [(candidate, items) for candidate in article if (items := _items(candidate[3]))]
    state = _start(parsed, published, outlet)
    rows: list[Row] = []
    waiting: list[tuple[int, Spec]] = []  # times of the sentence at hand whose day may still be named
    carried: str | None = None
    for (number, sentence, start, run, before, after, cue, earlier, cue_after), items in parsed:
        if sentence != state.sentence:
            state.sentence, carried, waiting = sentence, None, []
        carried = direction.told(cue, earlier, carried)
        for item in items:
            begin, end, spec, guard, _, looking = item
            surface = run[begin:end]
            lead = before + run[:begin] if begin else before
            tail = run[end:] + after if end < len(run) else after
            if guard and not GUARDS[guard](surface, lead, tail, spec):
                rows += _month_only(item, run, number, start, state) if guard == "month" else ()
                continue
            ahead = direction.ahead(carried, cue_after, lead, tail) if looking else None
            resolved = _place(item, state, lead, tail, ahead)
            if not resolved:
                continue
            remember(spec, resolved, state)
            if spec[0] == "time" and (not state.day or state.day_sentence != sentence):
                waiting.append((len(rows), spec))
            elif waiting and state.day is resolved:
                waiting = _settle(waiting, rows, state)
            if guard == "clock" and tail[:1] == "." and surface[-2:] in (".m", ".M"):
                end, surface = end + 1, surface + "."
            rows.append((number, start + begin, start + end, surface, resolved))
    return rows


def _start(parsed: list[Parsed], published: date | None, outlet: Outlet) -> State:
    """What is known at the head of an article."""
    if published and published.year not in YEARS:
        published = None
    if not published and parsed:
        published = _dateline(*parsed[0])
    doubtful = any(item.spec[0] == "numeric" for _, items in parsed for item in items)
    return State(published, month_first=doubtful and _american(parsed, outlet))


def _settle(waiting: list[tuple[int, Spec]], rows: list[Row], state: State) -> list[tuple[int, Spec]]:
    """Give times of day the day that their sentence names behind them; nothing waits any longer."""
    for at, spec in waiting:
        resolved = resolve(spec, state, None)
        if resolved:
            rows[at] = (*rows[at][:4], resolved)
    return []


def _month_only(item: grammar.Item, run: str, number: int, start: int, state: State) -> list[Row]:
    """The date before a count that looked like its day or year: "in March 20 people were killed", "on 12 May 90 were"."""
    text = run[item.start : item.end]
    name = text.split(" ")[0] if item.spec[0] == "day" else re.split(r"[\s\u00A0]+\d\d$", text)[0]
    shorter = _items(name)
    if not shorter or name == text or name.islower():
        return []
    resolved = resolve(shorter[0].spec, state, None)
    return [(number, start + item.start, start + item.start + len(name), name, resolved)] if resolved else []


def _place(item: grammar.Item, state: State, lead: str, tail: str, ahead: bool | None) -> Resolved | None:
    """What a spec means here; looked up where it depends on the article's date alone."""
    spec = item.spec
    if spec[0] == "span" and lead.endswith(_MODALS):  # "to last three years": a verb
        return resolve(("dur", spec[1], spec[6]), state, None)
    if not item.settled:
        if spec[0] == "day":
            state.behind = last_word(lead).casefold() in BEHIND or first_word(tail).casefold() in PAST_EVENTS
        elif spec[0] == "day_beside":
            state.closed = not tail[:2].strip()[:1].isalnum()
        return resolve(spec, state, ahead)
    key = (spec, state.published, ahead)
    try:
        return _settled[key]
    except KeyError:
        if len(_settled) >= CACHED:
            _settled.clear()
        known = _settled[key] = resolve(spec, state, ahead)
        return known


def _dateline(candidate: Candidate, items: tuple[grammar.Item, ...]) -> date | None:
    """The day an undated article prints at its head: `Lima, 5 May 1988 (Agency) --`, or as its first words."""
    _, _, start, _, before, after, *_ = candidate
    spec = items[0].spec[1] if items[0].spec[0] == "either" else items[0].spec
    if spec[0] != "abs" or spec[5] != "day" or start > DATELINE or items[0].start:
        return None
    headed = not before or (
        before[:1].isupper() and before.endswith(", ") and after.lstrip().startswith(("(", "-", "—", "–"))
    )
    day = spec[3]
    return day if headed and isinstance(day, date) else None


def _american(parsed: list[Parsed], outlet: Outlet) -> bool:
    """Whether the article writes months first.

    Dates in figures that can be read only one way decide; without one, `Month D, YYYY` in words and never `D Month YYYY`;
    where the article has neither, what ``date_outlets`` says of its outlet, and else days come first.
    """
    votes = [item.spec for _, items in parsed for item in items if item.spec[0] == "numeric" and item.spec[2] is None]
    if votes:
        return not all(vote[3] for vote in votes)
    written = [c[3][i.start : i.end] for c, items in parsed for i in items if i.guard == "month" and i.spec[0] == "abs"]
    return not any(surface.lstrip()[:1].isdigit() for surface in written) if written else month_first(*outlet)
