"""Days, months, weekdays, quarters, seasons and holidays whose year or week is not printed.

`ahead` tells whether the words around speak of what is to come (True), of what is past (False) or neither (None). A bare weekday
is the last such day, the article's own included, unless the words look ahead; a day or month without its year is the last
one behind, or the next one ahead; without a hint the nearest. "since Oct. 7" and "the Oct. 7
attack" are always behind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flows.extract.dates import periods as p
from flows.extract.dates.periods import Period
from flows.extract.dates.readings import Spec
from flows.extract.dates.state import Resolved, Resolver, State, placed, unplaced

FAR, NEAR = (
    3,
    100,
)  # a day without its year that lies thrice as far off as another, itself within so many days, is the other
FAR_MONTHS, NEAR_MONTHS = 9, 2
SOON = 92  # days: a quarter that begins within them may be meant when the words look ahead
YEAR_STEPS = {"this": 0, "last": -1, "next": 1}


def _choose(days: list[date], published: date, ahead: bool | None) -> date | None:
    """The last day behind or the next ahead as the words say; without a hint, or when that one is far off, the nearest."""
    nearest = min(days, key=lambda d: (abs((d - published).days), d), default=None)
    if not nearest or ahead is None:
        return nearest
    fit = [d for d in days if (d >= published if ahead else d <= published)]
    if not fit:
        return nearest
    chosen = min(fit) if ahead else max(fit)
    gap, least = abs((chosen - published).days), abs((nearest - published).days)
    return nearest if least < NEAR and gap > FAR * least else chosen


def _year_meant(year: str, state: State) -> tuple[int | None, date | None]:
    """The year of "last year" by the article's date, of "that year" by the date last named, and that date."""
    base, step = state.published, YEAR_STEPS.get(year, 0)
    if year.startswith("text"):
        base, step = state.last.date_start if state.last else None, int(year.split(" ")[1])
    return (base.year + step, base) if base else (None, None)


def _day(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, month, day, year, mod, time, *named = spec
    published = state.published
    if year is None and (month, day) in state.days:
        known = state.days[month, day]
        return placed(p.day_period(known), mod, known, time)
    if isinstance(year, str) and year != "step-1":
        meant, anchor = _year_meant(year, state)
        real = p.real_day(meant, month, day) if meant else None
        return (
            placed(p.day_period(real), mod, anchor, time)
            if real
            else unplaced(f"XXXX-{month:02d}-{day:02d}{time}", mod)
        )
    if not published:
        return unplaced(f"XXXX-{month:02d}-{day:02d}{time}", mod)
    return placed(_day_near(month, day, year, state, ahead, named), mod, published, time)


def _day_near(
    month: int, day: int, year: str | None, state: State, ahead: bool | None, named: list[int]
) -> Period | None:
    published = state.published or date.min
    reach = 8 if (month, day) == (2, 29) else 1
    days = [d for y in range(-reach, reach + 1) if (d := p.real_day(published.year + y, month, day))]
    days = [d for d in days if d.isoweekday() in named] or days  # "Saturday, 7 October": the year in which it is one
    if year == "step-1":
        days, ahead = [d for d in days if d < published], False
    past = [d for d in days if d <= published]
    chosen = max(past) if state.behind and past else _choose(days, published, ahead)
    return p.day_period(chosen) if chosen else None


def _month(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, month, year, step, text_step, mod = spec
    base = state.published
    if isinstance(year, str):
        meant, anchor = _year_meant(year, state)
        return placed(p.month_period(meant, month), mod, anchor) if meant else unplaced(f"XXXX-{month:02d}", mod)
    if not base:
        return unplaced(f"XXXX-{month:02d}", mod)
    if text_step is not None and state.last and state.last.date_start:
        base = state.last.date_start
        step = text_step
    return placed(_month_near(int(month), step, base, ahead), mod, base)


def _month_near(month: int, step: int | None, base: date, ahead: bool | None) -> Period | None:
    now = base.year * 12 + base.month - 1
    options = [(base.year + y) * 12 + month - 1 for y in (-1, 0, 1)]
    nearest = min(options, key=lambda o: (abs(o - now), o))
    if step == 0:
        chosen = options[1]
    elif step is not None:
        chosen = max(o for o in options if o < now) if step < 0 else min(o for o in options if o > now)
    elif ahead is None:
        chosen = nearest
    else:
        chosen = min(o for o in options if o >= now) if ahead else max(o for o in options if o <= now)
        chosen = nearest if abs(chosen - now) > FAR_MONTHS and abs(nearest - now) <= NEAR_MONTHS else chosen
    return p.month_period(chosen // 12, chosen % 12 + 1)


def _weekday(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, weekday, step, text_step, mod, time = spec
    base = state.published
    if text_step is not None:
        base = state.day.date_start if state.day else base
        step = {0: None}.get(text_step, text_step)
    if not base:
        return unplaced(f"XXXX-WXX-{weekday}{time}", mod)
    behind = (base.isoweekday() - int(weekday)) % 7
    if step == -1:
        offset = -(behind or 7)
    elif step == 1 or (ahead and behind):
        offset = 7 - behind
    else:
        offset = 7 - behind if step == 0 and ahead is not False and behind else -behind
    day = p.shift(base, offset)
    return placed(p.day_period(day), mod, base, str(time)) if day else None


def _quarter(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, number, what, year, step, mod = spec
    make: Callable[[int, int], Period | None] = p.quarter_period if what == "quarter" else p.half_period
    letter = "Q" if what == "quarter" else "H"
    base = state.published
    if not base:
        return unplaced(f"XXXX-{letter}{number}", mod)
    if isinstance(year, str):
        return placed(make(base.year + YEAR_STEPS[year], int(number)), mod, base)
    options = [o for y in (-1, 0, 1) if (o := make(base.year + y, number))]
    past = [o for o in options if o.start <= base and not (step == -1 and o.end >= base)]
    coming = [o for o in options if o.start > base]
    soon = bool(ahead and coming and (coming[0].start - base).days < SOON)
    if coming and (step == 1 or (soon and step is None)):
        return placed(coming[0], mod, base)
    return placed(past[-1], mod, base) if past else None


def _season(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, code, year, step, text_step, mod = spec
    base = state.published
    if text_step is not None and state.last and state.last.date_start:
        base, step = state.last.date_start, text_step
    if isinstance(year, str):
        meant, anchor = _year_meant(year, state)
        return placed(p.season_period(meant, code), mod, anchor) if meant else unplaced(f"XXXX-{code}", mod)
    if not base:
        return unplaced(f"XXXX-{code}", mod)
    options = [o for y in (-2, -1, 0, 1) if (o := p.season_period(base.year + y, str(code)))]
    if step == 0:
        chosen = next((o for o in options if o.start <= base <= o.end), options[2])
    elif step == 1 or (step is None and ahead):
        chosen = next(o for o in options if o.start > base or (step is None and o.end >= base))
    else:
        chosen = [o for o in options if (o.end < base if step == -1 else o.start <= base)][-1]
    return placed(chosen, mod, base)


def _holiday(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, rule, step = spec
    base = state.published
    if not base:
        fixed = str(rule)
        return unplaced(f"XXXX-{fixed}" if len(fixed) == 5 and fixed[2] == "-" else "XXXX-XX-XX")
    days = [d for y in (-1, 0, 1) if (d := p.holiday(str(rule), base.year + y))]
    chosen = _choose(days, base, {-1: False, 1: True}.get(step, ahead))
    return placed(p.day_period(chosen), None, base) if chosen else None


def _nth_day(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, nth, weekday, month, year = spec
    known = _month(("month", month, year if isinstance(year, str) else None, None, None, None), state, ahead)
    if not isinstance(year, int) and not (known and known.date_start):
        return unplaced(f"XXXX-{month:02d}")
    wanted = year if isinstance(year, int) else known.date_start.year if known and known.date_start else 0
    day = p.nth_weekday(wanted, month, weekday, nth)
    fits = day is not None and day.month == month
    return placed(p.day_period(day), None, None if isinstance(year, int) else state.published) if day and fits else None


PLACES: dict[str, Resolver] = {
    "day": _day,
    "month": _month,
    "weekday": _weekday,
    "quarter": _quarter,
    "season": _season,
    "holiday": _holiday,
    "nth_day": _nth_day,
}
