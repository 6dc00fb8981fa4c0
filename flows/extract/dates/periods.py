"""Stretches of the calendar: value, first and last day, precision.

Weeks are ISO weeks (Monday to Sunday), seasons the meteorological ones of the northern half, a winter belongs to the year in
which it begins. Whatever would leave the years 1000 to 2200 is no period.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """A stretch of the calendar as TIMEX3 writes it."""

    value: str
    start: date
    end: date
    prec: str


SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
FIRST_YEAR, LAST_YEAR = 1000, 2200  # further off nothing is printed as a date


def shift(day: date, days: int) -> date | None:
    """Return `day` moved by `days`, None when it leaves the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def real_day(year: int, month: int, day: int) -> date | None:
    """Return the date, None when there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_period(day: date) -> Period:
    """Return one day."""
    return Period(day.isoformat(), day, day, "day")


def week_period(day: date) -> Period | None:
    """Return the ISO week that holds `day`."""
    year, week, weekday = day.isocalendar()
    start, end = shift(day, 1 - weekday), shift(day, 7 - weekday)
    return Period(f"{year:04d}-W{week:02d}", start, end, "week") if start and end else None


def weekend_period(day: date) -> Period | None:
    """Return the weekend of the ISO week that holds `day`."""
    week = week_period(day)
    return Period(week.value + "-WE", week.end - timedelta(days=1), week.end, "week") if week else None


def month_period(year: int, month: int) -> Period | None:
    """Return a month; `month` may run over (13 is January of the next year)."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    last = monthrange(year, month)[1]
    return Period(f"{year:04d}-{month:02d}", date(year, month, 1), date(year, month, last), "month")


def quarter_period(year: int, quarter: int) -> Period | None:
    """Return a calendar quarter; `quarter` may run over."""
    year, quarter = year + (quarter - 1) // 4, (quarter - 1) % 4 + 1
    return _months(f"{year:04d}-Q{quarter}", year, 3 * quarter - 2, 3, "quarter")


def half_period(year: int, half: int) -> Period | None:
    """Return half a year; the vocabulary of precision has no word for it, so it is called a year."""
    return _months(f"{year:04d}-H{half}", year, 6 * half - 5, 6, "year")


def season_period(year: int, season: str) -> Period | None:
    """Return a season of the year in which it begins."""
    return _months(f"{year:04d}-{season}", year, SEASON_START[season], 3, "season")


def year_period(year: int) -> Period | None:
    """Return a year."""
    return _months(f"{year:04d}", year, 1, 12, "year")


def decade_period(decade: int) -> Period | None:
    """Return a decade by its first three figures (199: the 1990s)."""
    if not 1 <= decade < LAST_YEAR // 10:
        return None
    return Period(str(decade), date(decade * 10, 1, 1), date(decade * 10 + 9, 12, 31), "decade")


def century_period(century: int) -> Period | None:
    """Return a century by its first figures (19: the twentieth, reckoned from 1900 on as TIMEX3 does)."""
    if not 1 <= century < LAST_YEAR // 100:
        return None
    return Period(f"{century:02d}", date(century * 100, 1, 1), date(century * 100 + 99, 12, 31), "century")


def _months(value: str, year: int, first: int, count: int, prec: str) -> Period | None:
    start, end = month_period(year, first), month_period(year, first + count - 1)
    return Period(value, start.start, end.end, prec) if start and end else None


def unit_period(day: date, unit: str, offset: int) -> Period | None:
    """Return the `unit` (D, W, WE, M, Q, Y, E for decade, C for century) that holds `day`, moved by `offset` units."""
    if unit in ("D", "N"):
        moved = shift(day, offset)
        return day_period(moved) if moved else None
    if unit in ("W", "WE"):
        moved = shift(day, 7 * offset)
        return (week_period if unit == "W" else weekend_period)(moved) if moved else None
    if unit == "M":
        return month_period(day.year, day.month + offset)
    if unit == "Q":
        return quarter_period(day.year, (day.month + 2) // 3 + offset)
    if unit == "Y":
        return year_period(day.year + offset)
    return decade_period(day.year // 10 + offset) if unit == "E" else century_period(day.year // 100 + offset)


def easter(year: int, *, orthodox: bool = False) -> date | None:
    """Return Easter Sunday, Western or Orthodox, by the computus of Gauss and Meeus in the Gregorian calendar."""
    if not 1583 <= year <= LAST_YEAR:
        return None
    if orthodox:
        a, b, c = year % 4, year % 7, year % 19
        d = (19 * c + 15) % 30
        e = (2 * a + 4 * b - d + 34) % 7
        month, day = divmod(d + e + 114, 31)
        return shift(date(year, month, day + 1), year // 100 - year // 400 - 2)
    century, golden = year // 100, year % 19
    h = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    i = h - (h // 28) * (1 - (29 // (h + 1)) * ((21 - golden) // 11))
    j = (year + year // 4 + i + 2 - century + century // 4) % 7
    month = 3 + (i - j + 40) // 44
    return date(year, month, i - j + 28 - 31 * (month // 4))


def holiday(rule: str, year: int) -> date | None:
    """Return the day of a holiday rule of `date_holidays` in a year.

    Raises:
        ValueError: the rule is none of those the table's comment lists.
    """
    if rule.startswith(("easter", "orthodox")):
        sunday = easter(year, orthodox=rule.startswith("orthodox"))
        return shift(sunday, int(rule.removeprefix("easter").removeprefix("orthodox"))) if sunday else None
    kind, *rest = rule.split(" ")
    if kind == "nth":
        return nth_weekday(year, *(int(n) for n in rest))
    if kind == "after":
        month, weekday, nth, target = (int(n) for n in rest)
        first = nth_weekday(year, month, weekday, nth)
        return shift(first, (target - weekday) % 7) if first else None
    parts = [int(n) for n in rule.split("-")]
    return real_day(year, *parts) if len(parts) == 2 else real_day(*parts)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """Return the nth such weekday of a month, counted from its end when negative."""
    if nth > 0:
        first = real_day(year, month, 1)
        return first and shift(first, (weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    last = real_day(year, month, monthrange(year, month)[1])
    return last and shift(last, -((last.isoweekday() - weekday) % 7) + 7 * (nth + 1))
