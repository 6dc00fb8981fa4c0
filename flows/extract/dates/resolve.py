"""From a spec to a value: what a relative expression means in this article, at this place.

`state` knows the article's date and the date last named; `ahead` tells whether the words around speak of what is to come (True), of
what is past (False) or neither (None). Without an anchor the value keeps its X. A bare weekday is the last such day, the
article's own included, unless the words look ahead; a day or month without its year is the last one behind, or the next one
ahead; without a hint the nearest. Two dates of figures that could be read both ways are read day first, unless the
article shows the American order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flows.extract.dates import periods as p
from flows.extract.dates.parts import Spec
from flows.extract.dates.periods import Period


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


FINENESS = {"day": 0, "week": 1, "month": 2, "season": 3, "quarter": 3, "year": 4, "decade": 5, "century": 6}
UNIT_FINENESS = {"D": 0, "N": 0, "WE": 1, "W": 1, "M": 2, "Q": 3, "Y": 4, "E": 5, "C": 6}
OPEN = {
    "D": "XXXX-XX-XX", "N": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX",
    "E": "XXX", "C": "XX",
}  # fmt: skip
YEAR_STEPS = {"this": 0, "last": -1, "next": 1}
POINT_MODS = {"LESS_THAN": "AFTER", "MORE_THAN": "BEFORE"}


def _open(value: str, mod: str | None = None, kind: str = "DATE") -> Resolved:
    return Resolved("TIME" if "T" in value else kind, value, mod, None, None, None, None)


def _placed(period: Period | None, mod: str | None, anchor: date | None, time: str = "") -> Resolved | None:
    if not period:
        return None
    kind = "TIME" if time else "DATE"
    return Resolved(kind, period.value + time, mod, period.start, period.end, period.prec, anchor)


def _absolute(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    _, kind, value, start, end, prec, mod = spec
    return Resolved(kind, value, mod, start, end, prec, None)  # type: ignore[arg-type]


def _numeric(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, day_first, month_first, _flag = spec
    chosen = month_first if state.month_first and month_first else day_first
    return _absolute(chosen, state, ahead) if isinstance(chosen, tuple) else None


def _choose(days: list[date], published: date, ahead: bool | None) -> date | None:
    """The last day behind, the next ahead, or the nearest."""
    if not days:
        return None
    if ahead is None:
        return min(days, key=lambda d: (abs((d - published).days), d))
    fit = [d for d in days if (d >= published if ahead else d <= published)]
    if not fit:
        return min(days, key=lambda d: (abs((d - published).days), d))
    return min(fit) if ahead else max(fit)


def _day(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, month, day, year, mod, time = spec
    published = state.published
    if not published:
        return _open(f"XXXX-{month:02d}-{day:02d}{time}", mod)  # type: ignore[arg-type]
    return _placed(_day_near(int(month), int(day), year, published, ahead), mod, published, str(time))  # type: ignore[call-overload,arg-type]


def _day_near(month: int, day: int, year: object, published: date, ahead: bool | None) -> Period | None:
    if isinstance(year, str) and year in YEAR_STEPS:
        real = p.real_day(published.year + YEAR_STEPS[year], month, day)
        return p.day_period(real) if real else None
    reach = 8 if (month, day) == (2, 29) else 1
    days = [d for y in range(-reach, reach + 1) if (d := p.real_day(published.year + y, month, day))]
    if year == "step-1":
        days, ahead = [d for d in days if d < published], False
    chosen = _choose(days, published, ahead)
    return p.day_period(chosen) if chosen else None


def _week_of(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    inner = resolve(spec[1], state, ahead)  # type: ignore[arg-type]
    if not inner or not inner.date_start:
        return _open("XXXX-WXX")
    return _placed(p.week_period(inner.date_start), None, inner.anchor_date)


def _month(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, month, year, step, text_step, mod = spec
    base = state.published
    if not base:
        return _open(f"XXXX-{month:02d}", mod)  # type: ignore[arg-type]
    if isinstance(year, str):
        return _placed(p.month_period(base.year + YEAR_STEPS[year], int(month)), mod, base)  # type: ignore[call-overload]
    if text_step is not None and state.last and state.last.date_start:
        base = state.last.date_start
        step = text_step
    return _placed(_month_near(int(month), step, base, ahead), mod, base)  # type: ignore[call-overload,arg-type]


def _month_near(month: int, step: int | None, base: date, ahead: bool | None) -> Period | None:
    now = base.year * 12 + base.month - 1
    options = [(base.year + y) * 12 + month - 1 for y in (-1, 0, 1)]
    if step == 0:
        chosen = options[1]
    elif step == -1 or (step is None and ahead is False):
        chosen = max(o for o in options if o < now or (o == now and step is None))
    elif step == 1 or ahead:
        chosen = min(o for o in options if o > now or (o == now and step is None))
    else:
        chosen = min(options, key=lambda o: (abs(o - now), o))
    return p.month_period(chosen // 12, chosen % 12 + 1)


def _weekday(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, weekday, step, text_step, mod, time = spec
    base = state.published
    if text_step is not None:
        base = state.day.date_start if state.day else base
        step = {0: None}.get(text_step, text_step)  # type: ignore[arg-type,call-overload]
    if not base:
        return _open(f"XXXX-WXX-{weekday}{time}", mod)
    behind = (base.isoweekday() - int(weekday)) % 7  # type: ignore[call-overload]
    if step == -1:
        offset = -(behind or 7)
    elif step == 1 or (ahead and behind):
        offset = 7 - behind
    else:
        offset = 7 - behind if step == 0 and ahead is not False and behind else -behind
    day = p.shift(base, offset)
    return _placed(p.day_period(day), mod, base, str(time)) if day else None


def _unit(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, code, offset, mod, time = spec
    if not state.published:
        return _open(OPEN[str(code)] + str(time), mod)  # type: ignore[arg-type]
    return _placed(p.unit_period(state.published, str(code), int(offset)), mod, state.published, str(time))  # type: ignore[call-overload,arg-type]


def _quarter(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, number, what, year, step, mod = spec
    make: Callable[[int, int], Period | None] = p.quarter_period if what == "quarter" else p.half_period
    letter = "Q" if what == "quarter" else "H"
    base = state.published
    if not base:
        return _open(f"XXXX-{letter}{number}", mod)  # type: ignore[arg-type]
    if isinstance(year, str):
        return _placed(make(base.year + YEAR_STEPS[year], int(number)), mod, base)  # type: ignore[call-overload,arg-type]
    options = [o for y in (-1, 0, 1) if (o := make(base.year + y, int(number))) and o.start and o.end]  # type: ignore[call-overload]
    past = [o for o in options if o.start <= base and not (step == -1 and o.end >= base)]  # type: ignore[operator]
    coming = [o for o in options if o.end >= base and not (step == 1 and o.start <= base)]  # type: ignore[operator]
    if (ahead or step == 1) and coming and step != -1:
        return _placed(coming[0], mod, base)  # type: ignore[arg-type]
    return _placed(past[-1], mod, base) if past else None  # type: ignore[arg-type]


def _same_quarter(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, year, back, _same = spec
    base = state.quarter
    if not base and state.published:
        before = p.quarter_period(state.published.year, (state.published.month + 2) // 3 - 1)
        base = (before.start.year, (before.start.month + 2) // 3) if before and before.start else None
    if not base:
        return _open(f"{year}-QX" if year else "XXXX-QX")
    wanted = int(year) if year else base[0] - int(back)  # type: ignore[call-overload]
    return _placed(p.quarter_period(wanted, base[1]), None, state.published)


def _year_ago(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    if state.quarter:
        return _same_quarter(("same_quarter", None, 1, True), state, ahead)
    return _unit(("unit", "Y", -1, None, ""), state, ahead)


def _season(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, code, year, step, text_step, mod = spec
    base = state.published
    if text_step is not None and state.last and state.last.date_start:
        base, step = state.last.date_start, text_step
    if not base:
        return _open(f"XXXX-{code}", mod)  # type: ignore[arg-type]
    if isinstance(year, str):
        return _placed(p.season_period(base.year + YEAR_STEPS[year], str(code)), mod, base)  # type: ignore[arg-type]
    options = [o for y in (-2, -1, 0, 1) if (o := p.season_period(base.year + y, str(code))) and o.start and o.end]
    if step == 0:
        chosen = next((o for o in options if o.start <= base <= o.end), options[2])  # type: ignore[operator]
    elif step == 1 or (step is None and ahead):
        chosen = next(o for o in options if o.start > base or (step is None and o.end >= base))  # type: ignore[operator]
    else:
        chosen = [o for o in options if (o.end < base if step == -1 else o.start <= base)][-1]  # type: ignore[operator]
    return _placed(chosen, mod, base)  # type: ignore[arg-type]


def _holiday(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, rule, step = spec
    base = state.published
    if not base:
        fixed = str(rule)
        return _open(f"XXXX-{fixed}" if len(fixed) == 5 and fixed[2] == "-" else "XXXX-XX-XX")
    days = [d for y in (-1, 0, 1) if (d := p.holiday(str(rule), base.year + y))]
    chosen = _choose(days, base, {-1: False, 1: True}.get(step, ahead))  # type: ignore[call-overload]
    return _placed(p.day_period(chosen), None, base) if chosen else None


def _ago(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, number, count, code, sign, way, mod = spec
    length = _length(number, count, code)
    if way == "ago" and number == 1.0 and (count, code) == (1, "Y") and state.quarter and not mod:
        return _year_ago(spec, state, ahead)
    base: date | None = state.published
    limit = 0
    if way not in ("ago", "hence", "from now"):
        if way == "earlier" and number == 1.0 and (count, code) == (1, "Y"):
            return _year_ago(spec, state, ahead)
        known = state.last
        base = known.date_start if known else None
        limit = FINENESS[known.date_prec or "century"] if known else 0
    if not base or isinstance(number, str):
        return Resolved("DURATION", length, mod, None, None, None, None)  # type: ignore[arg-type]
    period = _moved(base, float(number) * int(count) * int(sign), str(code), limit)  # type: ignore[arg-type,call-overload]
    if not period:
        return Resolved("DURATION", length, mod, None, None, None, None)  # type: ignore[arg-type]
    return _placed(period, POINT_MODS.get(str(mod), mod), base)  # type: ignore[arg-type]


def _moved(base: date, amount: float, code: str, limit: int) -> Period | None:
    """The period `amount` units from `base`, as precise as the unit; None when the base is less precise than that."""
    if code.startswith("T"):
        if limit:
            return None
        days = int(-(-abs(amount) // {"TH": 24, "TM": 1440, "TS": 86400}[code]))
        other = p.shift(base, days if amount > 0 else -days)
        return Period(f"{base.isoformat()}TXX:XX", min(base, other), max(base, other), "day") if other else None
    if limit > UNIT_FINENESS.get(code, 0) or abs(amount) > 10_000 or (amount != int(amount) and code != "W"):
        return None
    if code == "W":
        day = p.shift(base, round(7 * amount))
        return p.week_period(day) if day else None
    return p.unit_period(base, code, int(amount))


def _length(number: object, count: object, code: object) -> str:
    from flows.extract.dates.parts import duration

    return duration(number, count, code)  # type: ignore[arg-type]


def _duration(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    return Resolved("DURATION", str(spec[1]), spec[2], None, None, None, None)  # type: ignore[arg-type]


def _set(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    return Resolved("SET", str(spec[1]), spec[2], None, None, None, None)  # type: ignore[arg-type]


def _reference(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    return Resolved("DATE", str(spec[1]), None, None, None, None, None)


def _span(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    _, value, number, count, code, way, mod = spec
    bare = Resolved("DURATION", str(value), mod, None, None, None, None)  # type: ignore[arg-type]
    base = state.published
    if not base or not way or isinstance(number, str):
        return bare
    total = float(number) * int(count) * int(way)  # type: ignore[arg-type,call-overload]
    other = _far_end(base, total, str(code))
    if not other:
        return bare
    prec = {"W": "week", "M": "month", "Q": "quarter", "Y": "year"}.get(str(code), "day")
    return bare._replace(date_start=min(base, other), date_end=max(base, other), date_prec=prec, anchor_date=base)


def _far_end(base: date, amount: float, code: str) -> date | None:
    """The other end of a stretch of time that begins or ends at `base`."""
    days = {"TS": 1 / 86400, "TM": 1 / 1440, "TH": 1 / 24, "D": 1, "N": 1, "W": 7, "WE": 7}.get(code)
    if abs(amount) > 100_000:
        return None
    if days:
        whole = amount * days
        return p.shift(base, int(whole) if whole == int(whole) else int(whole) + (1 if whole > 0 else -1))
    months = round(amount * {"M": 1, "Q": 3, "Y": 12}[code])
    month = p.month_period(base.year, base.month + months)
    if not month or not month.start or not month.end:
        return None
    return month.start.replace(day=min(base.day, month.end.day))


def _same(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, code, step, mod = spec
    known = state.day if code in ("D", "N") else state.last
    fine = bool(known and known.date_start and FINENESS[known.date_prec or "century"] <= UNIT_FINENESS[str(code)])
    base = known.date_start if known and fine else state.published if code not in ("D", "N") else None
    time = "TNI" if code == "N" else ""
    if not base:
        return _open(OPEN[str(code)] + time, mod)  # type: ignore[arg-type]
    return _placed(p.unit_period(base, str(code), int(step)), mod, base, time)  # type: ignore[call-overload,arg-type]


def _the(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, code, mod = spec
    base = state.published
    if code in ("D", "N"):
        return _same(("same", code, 0, mod), state, ahead)
    if code == "Q":
        found = _same_quarter(("same_quarter", None, 0, True), state, ahead)
        return found._replace(timex_mod=mod) if found else None  # type: ignore[arg-type]
    if not base:
        return _open(OPEN[str(code)], mod)  # type: ignore[arg-type]
    offset = -1 if code == "WE" and not ahead and base.isoweekday() < 6 else 0
    return _placed(p.unit_period(base, str(code), offset), mod, base)  # type: ignore[arg-type]


def _time(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    _, time, mod = spec
    base = state.day.date_start if state.day else None
    anchor = base or state.published
    if not anchor:
        return _open(f"XXXX-XX-XX{time}", mod)  # type: ignore[arg-type]
    return Resolved("TIME", f"{anchor.isoformat()}{time}", mod, anchor, anchor, "day", anchor)  # type: ignore[arg-type]


def _daypart(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, time, which, mod = spec
    if which in ("this", "last"):
        return _unit(("unit", "D", -1 if which == "last" else 0, mod, time), state, ahead)
    base = state.day.date_start if state.day else state.published if which is None else None
    if not base:
        return _open(f"XXXX-XX-XX{time}", mod)  # type: ignore[arg-type]
    day = p.shift(base, {"next": 1, "following": 1, "previous": -1}.get(str(which), 0))
    return _placed(p.day_period(day), mod, base, str(time)) if day else None  # type: ignore[arg-type]


Resolver = Callable[[Spec, State, "bool | None"], "Resolved | None"]
RESOLVERS: dict[str, Resolver] = {
    "abs": _absolute, "numeric": _numeric, "day": _day, "week_of": _week_of, "month": _month, "weekday": _weekday,
    "unit": _unit, "quarter": _quarter, "same_quarter": _same_quarter, "year_ago": _year_ago, "season": _season,
    "holiday": _holiday, "ago": _ago, "dur": _duration, "set": _set, "ref": _reference, "span": _span, "same": _same,
    "the": _the, "time": _time, "daypart": _daypart,
}  # fmt: skip
FREE = frozenset(("abs", "dur", "set", "ref"))


def resolve(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    """Return what a spec means here; None when it means nothing."""
    return RESOLVERS[str(spec[0])](spec, state, ahead)


def remember(found: Resolved, state: State) -> None:
    """Keep a place on the calendar as the anchor of what follows."""
    if found.timex_type == "DURATION":
        if found.timex_value in ("P3M", "P6M", "P9M", "P12M"):
            state.quarter = None
        return
    if not found.date_start or found.timex_type == "SET":
        return
    state.last = found
    if found.date_prec == "day":
        state.day = found
    if found.date_prec == "quarter":
        state.quarter = (found.date_start.year, (found.date_start.month + 2) // 3)
