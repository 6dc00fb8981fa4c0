"""What a run of time words says, without its surroundings: spans and specs.

A spec is a plain tuple, its first part the name of a rule in `resolve`. The grammar knows neither the article's date nor the
words around the run; a guard names the check of `context` that an expression has to pass first. The rules are tried word by
word; of the rules only those whose class of words the run holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from flows.extract.dates import words as w
from flows.extract.dates.parts import build
from flows.extract.dates.ranges import share_years
from flows.extract.dates.readings import Found, Spec
from flows.extract.dates.rules import RULES


class Item(NamedTuple):
    """One expression of a run.

    Its span in the run, its spec, the check it has to pass ("" for none), whether its value depends on nothing but the
    article's date and the direction, and whether the direction matters.
    """

    start: int
    end: int
    spec: Spec
    guard: str
    settled: bool
    looking: bool


SETTLED = frozenset(("abs", "either", "dur", "set", "ref", "unit", "holiday", "span", "quarter"))
STEPPED = {
    "weekday": 3,
    "month": 4,
    "season": 4,
}  # settled unless they step from a date in the text: where the step stands
LOOKING = frozenset(("day", "week_of", "month", "weekday", "quarter", "season", "holiday", "the", "nth_day"))
WHOLE = ("iso", "numeric", "clock", "day", "day_range", "range_day")  # an impossible one is no part of another date
_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+")
FIGURE = "0"  # stands for any run of figures among the words of a run


def _words(*tables: Iterable[str]) -> frozenset[str]:
    """The single words of phrases, as `_TOKEN` finds them; figures are all the same."""
    phrases = [phrase for table in tables for phrase in table]
    return frozenset(FIGURE if t[0].isdigit() else t for phrase in phrases for t in _TOKEN.findall(phrase.casefold()))


_START = re.compile(r"(?<!\w)[\w'’]")
CLASSES: dict[str, frozenset[str]] = {
    "figure": frozenset(FIGURE),
    "month": _words(w.MONTHS),
    "clock": _words(w.CLOCK, [FIGURE, "clock"]),
    "holiday": _words(w.HOLIDAYS),
    "quarter": _words(["quarter", "half", "period", "q", "h"]),
    "season": _words(w.SEASONS),
    "decade": _words(w.DECADES, ["s"]),
    "century": _words(["century", "centuries"]),
    "weekday": _words(w.WEEKDAYS, (f"{day}s" for day in w.WEEKDAYS)),
    "deictic": _words(w.DEICTIC),
    "daypart": _words(w.DAYPARTS),
    "unit": _words(w.UNITS, w.PLURALS),
    "frequency": _words(w.FREQUENCY),
    "reference": _words(w.REFERENCES),
}
Trial = tuple[
    str, str, Callable[[str, int], "re.Match[str] | None"]
]  # of a rule: its name, its guard, its pattern's match
_tried: dict[tuple[str, ...], tuple[Trial, ...]] = {}


def parse(run: str) -> tuple[Item, ...]:
    """Return the expressions of a run in order of place; none overlaps another."""
    out: list[Found] = []
    rules = _rules(run)
    at = 0
    for place in _START.finditer(run):
        start = place.start()
        if start < at:
            continue
        for name, guard, fits in rules:
            match = fits(run, start)
            if not match:
                continue
            items = build(name, guard, match)
            out += items
            at = items[-1][1] if items else match.end() if name in WHOLE else at
            break
    return tuple(Item(*item, _settled(item[2]), item[2][0] in LOOKING) for item in share_years(out, run))


def _rules(run: str) -> tuple[Trial, ...]:
    """The rules whose class of words the run holds; their patterns are compiled when they are first needed."""
    tokens = {FIGURE if token[0].isdigit() else token for token in _TOKEN.findall(run.casefold())}
    present = tuple(name for name, words in CLASSES.items() if not words.isdisjoint(tokens))
    known = _tried.get(present)
    if known is None:
        known = _tried[present] = tuple(
            (rule.name, rule.guard, _compiled(rule.pattern).match) for rule in RULES if rule.needs in present
        )
    return known


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _settled(spec: Spec) -> bool:
    if spec[0] in SETTLED:
        return True
    return spec[0] in STEPPED and spec[STEPPED[spec[0]]] is None and not str(spec[2]).startswith("text")
