"""From a spec to a value: what a relative expression means in this article, at this place.

`state` knows the article's date and the date last named. Without an anchor the value keeps its X. Two dates of figures that could
be read both ways are read day first, unless the article shows the American order. Steps from a date in the text ("two days
later") need one that is as precise as the step; else they stay a length of time.
"""

from __future__ import annotations

from datetime import date, timedelta

from flows.extract.dates import periods as p
from flows.extract.dates.periods import Period
from flows.extract.dates.places import PLACES
from flows.extract.dates.readings import Spec, duration
from flows.extract.dates.state import Resolved, Resolver, State, placed, unplaced

NEAR_SENTENCES = 2  # so long a day named in the text holds for the times of day behind it
ANNOUNCED = 15  # years
YEAR_AND_HALF = 500  # days: an older quarter is a comparison, not the quarter spoken of
POINT_MODS = {"LESS_THAN": "AFTER", "MORE_THAN": "BEFORE"}
FINENESS = {"day": 0, "week": 1, "month": 2, "season": 3, "quarter": 3, "year": 4, "decade": 5, "century": 6}
UNIT_FINENESS = {"D": 0, "N": 0, "WE": 1, "W": 1, "M": 2, "Q": 3, "Y": 4, "E": 5, "C": 6}
OPEN = {
    "D": "XXXX-XX-XX", "N": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX",
    "E": "XXX", "C": "XX",
}  # fmt: skip


def _absolute(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    _, kind, value, start, end, prec, mod = spec
    return Resolved(kind, value, mod, start, end, prec, None)


def _either(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    """A year in two figures: of this century, unless it would lie further ahead of the article than anything is announced."""
    _, late, early = spec
    far = state.published is not None and late[3].year > state.published.year + ANNOUNCED
    return _absolute(early if far else late, state, ahead)


def _numeric(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, day_first, month_first, _flag = spec
    chosen = month_first if state.month_first and month_first else day_first
    return _absolute(chosen, state, ahead) if isinstance(chosen, tuple) else None


def _week_of(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    inner = resolve(spec[1], state, ahead)
    if not inner or not inner.date_start:
        return unplaced("XXXX-WXX")
    return placed(p.week_period(inner.date_start), None, inner.anchor_date)


def _unit(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, code, offset, mod, time = spec
    if not state.published:
        return unplaced(OPEN[str(code)] + str(time), mod)
    return placed(p.unit_period(state.published, str(code), int(offset)), mod, state.published, str(time))


def _same_quarter(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, year, back, _same = spec
    base = state.quarter
    if not base and state.published:
        before = p.quarter_period(state.published.year, (state.published.month + 2) // 3 - 1)
        base = (before.start.year, (before.start.month + 2) // 3) if before else None
    if not base:
        return unplaced(f"{year}-QX" if year else "XXXX-QX")
    wanted = int(year) if year else base[0] - int(back)
    return placed(p.quarter_period(wanted, base[1]), None, state.published)


def _year_ago(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    if state.quarter:
        return _same_quarter(("same_quarter", None, 1, True), state, ahead)
    return _unit(("unit", "Y", -1, None, ""), state, ahead)


def _ago(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, number, count, code, sign, way, mod = spec
    length = duration(number, count, code)
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
    if not base or isinstance(number, str) or (code.startswith("T") and way != "ago"):
        return Resolved("DURATION", length, mod, None, None, None, None)
    period = _moved(base, float(number) * int(count) * int(sign), str(code), limit)
    if not period:
        return Resolved("DURATION", length, mod, None, None, None, None)
    found = placed(period, POINT_MODS.get(mod, mod), base)
    # "nearly six years ago" may fall into the next year: no bounds are better than wrong ones
    return found._replace(date_start=None, date_end=None, date_prec=None) if found and mod else found


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


def _duration(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    return Resolved("DURATION", str(spec[1]), spec[2], None, None, None, None)


def _set(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    return Resolved("SET", str(spec[1]), spec[2], None, None, None, None)


def _reference(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    return Resolved("DATE", str(spec[1]), None, None, None, None, None)


def _span(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    _, value, number, count, code, way, mod = spec
    bare = Resolved("DURATION", str(value), mod, None, None, None, None)
    base = state.published
    if not base or not way or isinstance(number, str):
        return bare
    total = float(number) * int(count) * int(way)
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
    if not month:
        return None
    return month.start.replace(day=min(base.day, month.end.day))


def _same(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, code, step, mod = spec
    known = state.day if code in ("D", "N") else state.last
    fine = bool(known and known.date_start and FINENESS[known.date_prec or "century"] <= UNIT_FINENESS[str(code)])
    base = known.date_start if known and fine else state.published if code not in ("D", "N") else None
    time = "TNI" if code == "N" else ""
    if not base:
        return unplaced(OPEN[str(code)] + time, mod)
    return placed(p.unit_period(base, str(code), int(step)), mod, base, time)


def _day_beside(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    """The day before or after the one last named, unless the text goes on: "the day after the vote"."""
    return _same(("same", "D", spec[1], None), state, ahead) if state.closed else unplaced("XXXX-XX-XX")


def _the(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, code, mod = spec
    base = state.published
    if code in ("D", "N"):
        return _same(("same", code, 0, mod), state, ahead)
    if code == "Q":
        found = _same_quarter(("same_quarter", None, 0, True), state, ahead)
        return found._replace(timex_mod=mod) if found else None
    if not base:
        return unplaced(OPEN[str(code)], mod)
    offset = -1 if code == "WE" and not ahead and base.isoweekday() < 6 else 0
    return placed(p.unit_period(base, str(code), offset), mod, base)


def _time(spec: Spec, state: State, ahead: bool | None) -> Resolved:
    _, time, mod = spec
    anchor = _near_day(state)
    if not anchor:
        return unplaced(f"XXXX-XX-XX{time}", mod)
    return Resolved("TIME", f"{anchor.isoformat()}{time}", mod, anchor, anchor, "day", anchor)


def _near_day(state: State) -> date | None:
    """The day of a time that has none beside it: the one named just before, else the article's, else the last named."""
    named = state.day.date_start if state.day else None
    near = state.sentence - state.day_sentence <= NEAR_SENTENCES
    return named if named and (near or not state.published) else state.published


def _daypart(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, time, which, mod = spec
    if which in ("this", "last"):
        return _unit(("unit", "D", -1 if which == "last" else 0, mod, time), state, ahead)
    base = _near_day(state) if which is None else state.day.date_start if state.day else None
    if not base:
        return unplaced(f"XXXX-XX-XX{time}", mod)
    day = p.shift(base, {"next": 1, "following": 1, "previous": -1}.get(str(which), 0))
    return placed(p.day_period(day), mod, base, str(time)) if day else None


def _week_day(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, weekday, step, mod = spec
    week = p.unit_period(state.published, "W", step) if state.published else None
    if not week:
        return unplaced(f"XXXX-WXX-{weekday}", mod)
    return placed(p.day_period(week.start + timedelta(days=weekday - 1)), mod, state.published)


def _day_of(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    _, day, step = spec
    month = p.unit_period(state.published, "M", step) if state.published else None
    if not month:
        return unplaced(f"XXXX-XX-{day:02d}") if 0 < day < 32 else None  # no month is longer
    real = p.real_day(month.start.year, month.start.month, day)
    return placed(p.day_period(real), None, state.published) if real else None


RESOLVERS: dict[str, Resolver] = {
    **PLACES,
    "abs": _absolute,
    "either": _either,
    "numeric": _numeric,
    "week_of": _week_of,
    "unit": _unit,
    "week_day": _week_day,
    "day_of": _day_of,
    "same_quarter": _same_quarter,
    "year_ago": _year_ago,
    "ago": _ago,
    "dur": _duration,
    "set": _set,
    "ref": _reference,
    "span": _span,
    "same": _same,
    "day_beside": _day_beside,
    "the": _the,
    "time": _time,
    "daypart": _daypart,
}


def resolve(spec: Spec, state: State, ahead: bool | None) -> Resolved | None:
    """Return what a spec means here; None when it means nothing."""
    return RESOLVERS[str(spec[0])](spec, state, ahead)


def remember(spec: Spec, found: Resolved, state: State) -> None:
    """Keep a place on the calendar as the anchor of what follows."""
    if found.timex_type == "DURATION":
        if found.timex_value in ("P3M", "P6M", "P9M", "P12M"):
            state.quarter = None
        return
    if not found.date_start or found.timex_type == "SET" or spec[0] == "time":
        return
    state.last = found
    if found.date_prec == "day":
        state.day, state.day_sentence = found, state.sentence
        if spec[0] == "abs":
            state.days[found.date_start.month, found.date_start.day] = found.date_start
    if found.date_prec == "quarter" and spec[0] in ("quarter", "abs"):
        known = state.published
        over = not (known and found.date_end) or found.date_end < known
        fresh = over and (not known or (known - found.date_start).days < YEAR_AND_HALF)
        state.quarter = (found.date_start.year, (found.date_start.month + 2) // 3) if fresh else state.quarter
