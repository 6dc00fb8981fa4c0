"""Days of a month, ranges and lists of them, and the year that the last of a row lends to those before it."""

from __future__ import annotations

import re

from flows.extract.dates import periods as p
from flows.extract.dates.readings import Found, Groups, Spec, absolute, month_of, part_mod, year_of

ROW = re.compile(r"(?i)\s*[-–—/]\s*(?:the\s+)?|,?\s+(?:to|and|or|until|till|through)\s+(?:the\s+)?|,\s+")
_FIGURES = re.compile(r"(?i)(\d+)(?:st|nd|rd|th)?")
LENDERS = ("day", "month", "season")


def dated(month: int, day: int, year: int | str | None, mod: str | None, time: str = "") -> Spec | None:
    """Return the spec of a day of a month, with or without its year; None when there is no such day."""
    if isinstance(year, int):
        real = p.real_day(year, month, day) if p.FIRST_YEAR <= year <= p.LAST_YEAR else None
        return absolute("DATE", p.day_period(real), mod, time) if real else None
    if not p.real_day(2000, month, day):
        return None
    return ("day", month, day, year, mod, time)


def range_of_days(match: re.Match[str], g: Groups, guard: str) -> list[Found]:
    """Return the days of one month: each as long as its own figures, the outer ones with what stands before and behind."""
    month, year = month_of(g["mon"] or ""), year_of(g)
    places = [*_FIGURES.finditer(match.string, *match.span("ds")), *_FIGURES.finditer(match.string, *match.span("d2"))]
    specs = [dated(month, int(place[1]), year, None) for place in places]
    bounds = [list(place.span()) for place in places]
    bounds[0][0], bounds[-1][1] = match.start(), match.end()
    return (
        [(start, end, spec, guard) for (start, end), spec in zip(bounds, specs, strict=True) if spec]
        if all(specs)
        else []
    )


def range_of_years(match: re.Match[str], g: Groups, guard: str) -> list[Found]:
    """Return the two years of `1914-18`, the second shortened in print."""
    first = int(g["y"] or 0)
    second = first - first % 100 + int(g["yy"] or 0)
    if second <= first:
        return []
    a, b = absolute("DATE", p.year_period(first), part_mod(g)), absolute("DATE", p.year_period(second))
    cut = match.end("y")
    return [(match.start(), cut, a, guard), (match.start("yy"), match.end(), b, "paired")] if a and b else []


def share_years(found: list[Found], run: str) -> list[Found]:
    """Give days, months and seasons without a year the year of the one they stand in a row with.

    "between 1 March and 30 June 2023": both are of 2023; what would lie behind its end lies in the year before.
    """
    out = list(found)
    for k in range(len(out) - 2, -1, -1):
        start, end, spec, _ = out[k]
        last = out[k + 1][2]
        if spec[0] not in LENDERS or spec[2 if spec[0] != "day" else 3] is not None or last[0] != "abs":
            continue
        if last[5] in LENDERS and ROW.fullmatch(run, end, out[k + 1][0]) and (lent := _lend(spec, last)):
            out[k] = (start, end, lent, "month" if spec[0] == "day" else "")
    return out


def _lend(spec: Spec, last: Spec) -> Spec | None:
    for year in (last[3].year, last[3].year - 1):
        period: p.Period | None
        if spec[0] == "day":
            real = p.real_day(year, spec[1], spec[2])
            period = p.day_period(real) if real else None
        elif spec[3] is not None or spec[4] is not None:
            return None
        else:
            period = (p.month_period if spec[0] == "month" else p.season_period)(year, spec[1])
        if period and period.start <= last[3]:
            return absolute(
                "DATE", period, spec[4] if spec[0] == "day" else spec[5], spec[5] if spec[0] == "day" else ""
            )
    return None
