"""Axes: where a figure or a day stands, in per cent of the width, and which marks an axis bears."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

FIRST, LAST = 3.0, 97.0  # per cent: room for marks and labels at both ends
FIRST_DAY = 13.0  # per cent: room for the labels of the other axis
WIDE = 60  # a span of more than this factor is drawn on a logarithmic axis
NARROW = 0.7  # an axis begins at zero unless all figures lie above this share of the largest
LEAST, MOST = 1e-6, 1e30  # figures below are drawn as zero, those above not at all
LONGEST = 1e15  # figures from here on are printed with an exponent


def figure(value: float | None) -> str:
    """Return a figure as readers write it."""
    if value is None:
        return "open"
    if not math.isfinite(value) or abs(value) >= LONGEST:
        return f"{value:.2e}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.6g}"


def short(value: float) -> str:
    """Return a figure for an axis: 40k, 1.5m."""
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e4, "k")):
        if size <= abs(value) < LONGEST:
            return f"{value / (1e3 if letter == 'k' else size):,.4g}{letter}"
    return figure(value)


def between(low: float | None, high: float | None) -> str:
    """Return a range in words; an open end is told as such."""
    if low is None:
        return "no number" if high is None else f"up to {figure(high)}"
    if high is None:
        return f"{figure(low)} or more"
    return figure(low) if low == high else f"{figure(low)} to {figure(high)}"


@dataclass(frozen=True, slots=True)
class Scale:
    """A numeric axis from `low` to `high`."""

    low: float
    high: float
    log: bool
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return the place of a figure in per cent."""
        value = min(max(value, self.low), self.high)
        low, high, value = map(math.log if self.log else float, (self.low, self.high, value))
        share = (value - low) / (high - low)
        return round(FIRST + share * (LAST - FIRST), 2)


def scale(values: Iterable[float | None]) -> Scale | None:
    """Return the axis that shows all values; None where there is none to show."""
    told = [v if v >= LEAST else 0.0 for v in values if v is not None and math.isfinite(v) and 0 <= v < MOST]
    if not told:
        return None
    low, high = min(told), max(told)
    if low > 0 and high / low > WIDE:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        every = max(1, math.ceil((last - first) / 4))
        return Scale(10.0**first, 10.0**last, True, tuple(10.0**n for n in range(first, last + 1, every)))
    begin = low if low > NARROW * high and high > low else 0.0
    step = _step((high - begin) / 4) if high > 0 else 1.0
    first, last = math.floor(begin / step), max(math.ceil(high / step), math.floor(begin / step) + 1)
    return Scale(first * step, last * step, False, tuple(n * step for n in range(first, last + 1)))


def _step(rough: float) -> float:
    """The next larger of 1, 2, 5, 10, 20, …; people are counted in whole numbers, so never below one."""
    size = 10.0 ** math.floor(math.log10(max(rough, 1.0)))
    return next(n * size for n in (1, 2, 5, 10) if n * size >= rough)


@dataclass(frozen=True, slots=True)
class Days:
    """An axis of days from `first` to `last`."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Return the place of a day in per cent."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(FIRST_DAY + share * (LAST - FIRST_DAY), 2)

    def ticks(self) -> list[tuple[float, str]]:
        """Return place and label of the axis's marks: the ends and, where there is room, the middle."""
        span = (self.last - self.first).days
        days = [self.first, self.first + timedelta(days=span // 2), self.last] if span > 2 else [self.first, self.last]
        return [(self.at(d), day(d)) for d in days]


def day(value: date | None) -> str:
    """Return a day as readers write it; nothing for an unknown one."""
    return f"{value.day} {value:%b %Y}" if value else ""
