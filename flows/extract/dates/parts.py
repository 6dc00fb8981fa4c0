"""From a match of the grammar to specs: places on the calendar, whole or with open parts; impossible readings become nothing.

`05/06/2024` is kept open here (`numeric`), the article's own habit decides in `resolve`; dots are always day first.
"""

from __future__ import annotations

import re
from datetime import date

from flows.extract.dates import periods as p
from flows.extract.dates import words as w
from flows.extract.dates.ranges import dated, range_of_days, range_of_years
from flows.extract.dates.readings import (
    Builder,
    Found,
    Groups,
    Spec,
    about_mod,
    absolute,
    clock_of,
    daypart_of,
    month_of,
    nth_of,
    ordinal_of,
    part_mod,
    short_year,
    step_of,
    text_step_of,
    weekday_of,
    year_of,
)
from flows.extract.dates.relative import RELATIVE


def _iso(g: Groups, _: str) -> Spec | None:
    return dated(int(g["m"] or 0), int(g["d"] or 0), int(g["y"] or 0), None, clock_of(g) or "" if g["h24"] else "")


def _numeric(g: Groups, text: str) -> Spec | None:
    if g.get("m"):
        return dated(int(g["m"] or 0), int(g["d"] or 0), int(g["y"] or 0), None)
    if len(set(re.findall(r"[/.-]", text))) > 1:
        return None
    year = int(g["y"] or 0) if len(g["y"] or "") > 2 else short_year(g["y"] or "")
    a, b = int(g["a"] or 0), int(g["b"] or 0)
    day_first, month_first = dated(b, a, year, None), dated(a, b, year, None)
    if not day_first or not month_first or g["sep"] == "." or a == b:
        only = day_first or (month_first if g["sep"] != "." else None)
        return ("numeric", only, None, bool(day_first) and a != b) if only and g["sep"] != "." else only
    return ("numeric", day_first, month_first, True)


def _day(g: Groups, _: str) -> Spec | None:
    year = year_of(g) or ("step-1" if step_of(g) == -1 and not g.get("wd") else None)
    part = w.PARTS.get(g.get("part") or "", "")
    time = f"T{part}" if part in ("MO", "AF", "EV", "NI") else ""
    spec = dated(month_of(g["mon"] or ""), int(g["d"] or 0), year, part_mod(g), time)
    if spec and part == "WEEK":
        return ("week_of", spec)
    named = g.get("wd")
    return (*spec, weekday_of(named)) if spec and spec[0] == "day" and named else spec


def _month(g: Groups, text: str) -> Spec | None:
    month, mod, year = month_of(g["mon"] or ""), part_mod(g), year_of(g) if "y" in g else None
    if isinstance(year, int):
        return absolute("DATE", p.month_period(year, month), mod)
    if "part" not in g:
        return ("set", f"XXXX-{month:02d}", None)
    return ("month", month, year, step_of(g), text_step_of(g), mod)


def _weekday(g: Groups, text: str) -> Spec | None:
    day = weekday_of(g["wd"] or "")
    if "part" not in g:
        return ("set", f"XXXX-WXX-{day}{daypart_of(g)}", None)
    return ("weekday", day, step_of(g), text_step_of(g), part_mod(g), daypart_of(g))


def _clock_date(g: Groups, _: str) -> Spec | None:
    time, mod = clock_of(g), about_mod(g)
    if not time:
        return None
    if day := g.get("wd2"):
        return ("weekday", weekday_of(day), None, None, mod, time)
    if g.get("dei"):
        return ("unit", "D", int(w.DEICTIC[g["dei"] or ""].split(" ")[0]), mod, time)
    if month := g.get("mon") or g.get("mon2"):
        return dated(month_of(month), int(g.get("d") or g.get("dd") or 0), year_of(g), mod, time)
    return ("time", time, mod)


def _holiday(g: Groups, _: str) -> Spec | None:
    rule = w.HOLIDAYS[g["hol"] or ""]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", rule):
        return absolute("DATE", p.day_period(date.fromisoformat(rule)))
    if not g.get("y"):
        return ("holiday", rule, step_of(g))
    day = p.holiday(rule, int(g["y"] or 0))
    return absolute("DATE", p.day_period(day)) if day else None


def _quarter(g: Groups, _: str) -> Spec | None:
    text = g["q"] or ""
    if short := re.fullmatch(r"[qh]?([1-4])[qh]?", text):
        what, number = ("half" if "h" in text else "quarter"), int(short[1])
    else:
        what, number = g.get("what") or "quarter", ordinal_of(text)
    if number > (4 if what == "quarter" else 2):
        return None
    year = year_of(g | {"y": (g.get("y") or "").removeprefix("fy") or None} if not (g.get("y") or "").isdigit() else g)
    if isinstance(year, int):
        year = year if year > 99 else short_year(f"{year:02d}")
        period = (p.quarter_period if what == "quarter" else p.half_period)(year, number)
        return absolute("DATE", period, part_mod(g))
    return ("quarter", number, what, year, step_of(g), part_mod(g))


def _season(g: Groups, _: str) -> Spec | None:
    code = w.SEASONS[g["sea"] or ""]
    if "part" not in g:
        return ("set", f"XXXX-{code}", None)
    year = year_of(g) if "y" in g else None
    if isinstance(year, int):
        return absolute("DATE", p.season_period(year, code), part_mod(g))
    return ("season", code, year, step_of(g), text_step_of(g) if "tstep" in g else None, part_mod(g))


def _decade(g: Groups, _: str) -> Spec | None:
    if g.get("dec"):
        number = int(g["dec"] or 0)
    else:
        tens = g.get("two") or g.get("two2") or w.DECADES[g["dword"] or ""]
        number = 190 + int(tens)
    return absolute("DATE", p.decade_period(number), part_mod(g))


def _century(g: Groups, _: str) -> Spec | None:
    number = ordinal_of(g["o"] or "")
    if g.get("bc") or not number:
        return ("abs", "DATE", f"BC{number:02d}", None, None, "century", part_mod(g)) if number else None
    return absolute("DATE", p.century_period(number - 1), part_mod(g))


def _year(g: Groups, text: str) -> Spec | None:
    year = 2000 if g.get("k") else year_of(g)
    if not isinstance(year, int):
        return None
    mod = (
        "AFTER"
        if text.casefold().startswith("post")
        else "BEFORE"
        if text.casefold().startswith("pre")
        else part_mod(g)
    )
    return absolute("DATE", p.year_period(year), mod)


def _fiscal(g: Groups, _: str) -> Spec | None:
    text = g["y"] or ""
    return absolute("DATE", p.year_period(int(text) if len(text) > 2 else short_year(text)), part_mod(g))


def _last_part(g: Groups, _: str) -> Spec | None:
    year = int(g["y"] or 0)
    return absolute("DATE", p.quarter_period(year, 4) if g["what"] == "quarter" else p.half_period(year, 2))


CALENDAR: dict[str, Builder] = {
    "iso": _iso,
    "numeric": _numeric,
    "clock": _clock_date,
    "day": _day,
    "month": _month,
    "weekday": _weekday,
    "holiday": _holiday,
    "quarter": _quarter,
    "season": _season,
    "decade": _decade,
    "century": _century,
    "fiscal": _fiscal,
    "year": _year,
    "half": _last_part,
    "nth_day": lambda g, _: (
        "nth_day",
        nth_of(g["o"] or ""),
        weekday_of(g["wd"] or ""),
        month_of(g["mon"] or ""),
        year_of(g),
    ),
}
BUILDERS = {**CALENDAR, **RELATIVE}
YOUNG = 2000  # two figures that are read as a later year may mean one a century before: the article's date decides


def build(name: str, guard: str, match: re.Match[str]) -> list[Found]:
    """Return the expressions that a rule's match stands for; none when the reading is impossible."""
    groups = {key: w.squeeze(value) if value else value for key, value in match.groupdict().items()}
    start, end = match.span()
    if name in ("day_range", "range_day"):
        return range_of_days(match, groups, guard)
    if name == "year_range":
        return range_of_years(match, groups, guard)
    spec = BUILDERS[name](groups, match.group())
    if not spec:
        return []
    if (two := groups.get("y2")) and spec[0] == "abs" and spec[3] and spec[3].year >= YOUNG:
        older = BUILDERS[name](groups | {"y2": None, "y": f"19{two[-2:]}"}, match.group())
        spec = ("either", spec, older) if older else spec
    text = match.group().rstrip()
    trimmed = len(text.rstrip(",.")) if text.endswith(",") else len(text)
    return [(start, start + trimmed if trimmed < end - start else end, spec, guard)]
