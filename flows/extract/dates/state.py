"""What is known at a place of an article, and what an expression comes to there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from flows.extract.dates.periods import Period
from flows.extract.dates.readings import Spec


class Resolved(NamedTuple):
    """The columns of an expression behind its surface."""

    timex_type: str
    timex_value: str
    timex_mod: str | None
    date_start: date | None
    date_end: date | None
    date_prec: str | None
    anchor_date: date | None


@dataclass(slots=True)
class State:
    """What is known at a place of an article."""

    published: date | None
    month_first: bool = False
    last: Resolved | None = None
    day: Resolved | None = None
    quarter: tuple[int, int] | None = None
    behind: bool = False  # whether the words beside a day without its year tell that it has been
    closed: bool = False  # whether nothing goes on behind "the day after"
    sentence: int = 0  # the sentence at hand, and the one that named `day`
    day_sentence: int = 0
    days: dict[tuple[int, int], date] = field(default_factory=dict)


Resolver = Callable[[Spec, State, "bool | None"], "Resolved | None"]


def unplaced(value: str, mod: str | None = None, kind: str = "DATE") -> Resolved:
    """Return an expression without a place on the calendar."""
    return Resolved("TIME" if "T" in value else kind, value, mod, None, None, None, None)


def placed(period: Period | None, mod: str | None, anchor: date | None, time: str = "") -> Resolved | None:
    """Return an expression for a stretch of the calendar, with the time of day behind its value."""
    if not period:
        return None
    kind = "TIME" if time else "DATE"
    return Resolved(kind, period.value + time, mod, period.start, period.end, period.prec, anchor)
