"""From a match of the grammar to specs: words become numbers, codes and modifiers; impossible readings become nothing.

Two-digit years: an apostrophe or a month beside them makes them years; 00-49 are read as 20xx, 50-99 as 19xx. `05/06/2024` is kept
open here (`numeric`), the article's own habit decides in `resolve`; dots are always day first.
"""

from __future__ import annotations

import re

from flows.extract.dates import periods as p
from flows.extract.dates import words as w

Spec = tuple[object, ...]
Found = tuple[int, int, Spec, str]
Groups = dict[str, str | None]

UNIT_CODES = {
    "1 D": "D",
    "1 W": "W",
    "1 WE": "WE",
    "1 M": "M",
    "1 Q": "Q",
    "1 Y": "Y",
    "10 Y": "E",
    "100 Y": "C",
    "1 N": "N",
}
HALVES = {"TH": "30TM", "TM": "30TS", "Y": "6M", "D": "T12H"}
PIVOT = 50
LAST_MONTH, LAST_WEEKDAY = 12, 7


def build(name: str, guard: str, match: re.Match[str]) -> list[Found]:
    """Return the expressions that a rule's match stands for; none when the reading is impossible."""
    groups = {key: w.squeeze(value) if value else value for key, value in match.groupdict().items()}
    start, end = match.span()
    if name in ("day_range", "range_day"):
        return _range_of_days(match, groups, guard)
    if name == "year_range":
        return _range_of_years(match, groups, guard)
    spec = BUILDERS[name](groups, match.group())
    if not spec:
        return []
    text = match.group().rstrip()
    trimmed = len(text.rstrip(",.")) if text.endswith(",") else len(text)
    return [(start, start + trimmed if trimmed < end - start else end, spec, guard)]


# ---------------------------------------------------------------- small things


def short_year(two: str) -> int:
    """Return the year of two figures."""
    number = int(two)
    return number + (2000 if number < PIVOT else 1900)


def month_of(word: str) -> int:
    """Return the number of a month's name or short form."""
    return w.MONTHS[word.rstrip(".")]


def weekday_of(word: str) -> int:
    """Return the ISO number of a weekday's name or short form."""
    return w.WEEKDAYS[word.rstrip(".,")]


def ordinal_of(word: str) -> int:
    """Return the number of `third` or `3rd`."""
    return w.ORDINALS[word] if word in w.ORDINALS else int(re.sub(r"\D", "", word))


def number_of(words: str) -> float | str:
    """Return the value of a number phrase, "X" when it has none."""
    if words in w.VAGUE:
        return "X"
    if words in w.NUMBERS:
        return float(w.NUMBERS[words])
    if words.startswith("half a"):
        return 0.5
    if match := re.fullmatch(r"([\d,]+(?:\.\d+)?)(?: (\d)/(\d)|([½¼¾]))?", words):
        whole, top, below, sign = match.groups()
        extra = int(top) / int(below) if top else {"½": 0.5, "¼": 0.25, "¾": 0.75, None: 0.0}[sign]
        return float(whole.replace(",", "")) + extra
    total = 0
    for word in re.split(r"[ -]+", words.replace("and ", "")):
        value = w.NUMBERS.get(word)
        if value is None:
            return "X"
        total = total * value if value >= 100 and total else total + value
    return float(total)


def part_mod(groups: Groups) -> str | None:
    """Return the modifier that "early", "the end of" and the like stand for."""
    words = groups.get("part") or groups.get("part2")
    mod = w.PARTS.get(words, "") if words else ""
    return mod if mod in ("START", "MID", "END") else None


def about_mod(groups: Groups, text: str = "") -> str | None:
    """Return the modifier of "nearly", "more than" and the like, also of "or so" behind."""
    words = groups.get("about")
    if words and words in w.APPROX:
        return w.APPROX[words]
    return "APPROX" if groups.get("so") or text.endswith("or so") else None


def step_of(groups: Groups) -> int | None:
    """Return -1, 0 or 1 for last, this, next."""
    words = groups.get("step")
    return w.STEPS.get(words) if words else None


def text_step_of(groups: Groups) -> int | None:
    """Return -1, 0 or 1 for previous, same, following."""
    words = groups.get("tstep")
    return w.TEXT_STEPS.get(words) if words else None


def year_of(groups: Groups) -> int | str | None:
    """Return the year printed, `this`, `last` or `next` for a relative one, None for none."""
    if year := groups.get("y"):
        return int(year)
    if two := groups.get("y2"):
        return short_year(two.lstrip("'"))
    relative = groups.get("yrel")
    return relative.split(" ")[0] if relative else None


def unit_of(groups: Groups) -> tuple[int, str]:
    """Return how many of which TIMEX3 unit a unit word is (`fortnight`: 2, W)."""
    word = groups["u"] or ""
    word = w.PLURALS.get(word) or w.SHORT_UNITS.get(word) or word
    count, code = w.UNITS[word].split(" ")
    return int(count), code


def unit_code(groups: Groups) -> str | None:
    """Return the code by which `periods.unit_period` knows a unit of the calendar."""
    count, code = unit_of(groups)
    return UNIT_CODES.get(f"{count} {code}")


def duration(number: float | str, count: int, code: str) -> str:
    """Return a TIMEX3 duration."""
    time = "T" if code.startswith("T") else ""
    unit = code.removeprefix("T") if time else {"N": "NI"}.get(code, code)
    if isinstance(number, str):
        unit = {10: "DE", 100: "CE", 1000: "ML"}.get(count, unit)
        return f"P{time}X{unit}"
    total = number * count
    if total == int(total):
        return f"P{time}{int(total)}{unit}"
    if total % 1 == 0.5 and code in HALVES:
        whole = f"P{time}{int(total)}{unit}" if int(total) else "P"
        rest = HALVES[code]
        rest = (
            rest.removesuffix("TM") + "M" if code == "TH" else rest.removesuffix("TS") + "S" if code == "TM" else rest
        )
        return whole + (rest if int(total) or not time else f"T{rest}")
    return f"P{time}{round(total, 2):g}{unit}"


def clock_of(groups: Groups) -> str | None:
    """Return `T17:00`; None for a time that no clock shows."""
    if noon := groups.get("noon"):
        return "T" + w.CLOCK[noon]
    if military := groups.get("mil"):
        return f"T{military[:2]}:{military[2:]}" if int(military[:2]) < 25 else None
    if plain := groups.get("h24"):
        return _clock(*plain.split(":")[:2])
    if spoken := groups.get("oc"):
        hour = number_of(spoken)
        return f"T{int(hour):02d}:00" if isinstance(hour, float) and 0 < hour < 13 else None
    if bare := groups.get("hin"):
        return _clock(bare, "00")
    hour_text, _, minutes = (groups.get("hm") or "").replace(".", ":").partition(":")
    hour = int(hour_text or 99)
    if not 0 < hour < 13:
        return None
    return _clock(str(hour % 12 + (12 if groups.get("ap") == "p" else 0)), (minutes or "00")[:2])


def _clock(hour: str, minute: str) -> str | None:
    if (int(hour) < 24 and int(minute) < 60) or (hour, minute) == ("24", "00"):
        return f"T{int(hour):02d}:{int(minute):02d}"
    return None


def daypart_of(groups: Groups) -> str:
    """Return `TMO` and the like, or nothing."""
    words = groups.get("dp")
    return "T" + w.DAYPARTS[words] if words else ""


def absolute(kind: str, period: p.Period | None, mod: str | None = None, time: str = "") -> Spec | None:
    """Return the spec of a place on the calendar that needs nothing else."""
    if not period:
        return None
    return ("abs", "TIME" if time else kind, period.value + time, period.start, period.end, period.prec, mod)


# ---------------------------------------------------------------- dates


def _dated(month: int, day: int, year: int | str | None, mod: str | None, time: str = "") -> Spec | None:
    """A day of a month, with or without its year."""
    if isinstance(year, int):
        real = p.real_day(year, month, day)
        return absolute("DATE", p.day_period(real), mod, time) if real else None
    if not p.real_day(2000, month, day):
        return None
    return ("day", month, day, year, mod, time)


def _iso(g: Groups, _: str) -> Spec | None:
    return _dated(int(g["m"] or 0), int(g["d"] or 0), int(g["y"] or 0), None, clock_of(g) or "" if g["h24"] else "")


def _numeric(g: Groups, text: str) -> Spec | None:
    if g.get("m"):
        return _dated(int(g["m"] or 0), int(g["d"] or 0), int(g["y"] or 0), None)
    if len(set(re.findall(r"[/.-]", text))) > 1:
        return None
    year = int(g["y"] or 0) if len(g["y"] or "") > 2 else short_year(g["y"] or "")
    a, b = int(g["a"] or 0), int(g["b"] or 0)
    day_first, month_first = _dated(b, a, year, None), _dated(a, b, year, None)
    if not day_first or not month_first or g["sep"] == "." or a == b:
        only = day_first or (month_first if g["sep"] != "." else None)
        return ("numeric", only, None, bool(day_first) and a != b) if only and g["sep"] != "." else only
    return ("numeric", day_first, month_first, True)


def _day(g: Groups, _: str) -> Spec | None:
    year = year_of(g) or ("step-1" if step_of(g) == -1 and not g.get("wd") else None)
    part = w.PARTS.get(g.get("part") or "", "")
    time = f"T{part}" if part in ("MO", "AF", "EV", "NI") else ""
    spec = _dated(month_of(g["mon"] or ""), int(g["d"] or 0), year, part_mod(g), time)
    return ("week_of", spec) if spec and part == "WEEK" else spec


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
        return _dated(month_of(month), int(g.get("d") or g.get("dd") or 0), year_of(g), mod, time)
    return ("time", time, mod)


def _holiday(g: Groups, _: str) -> Spec | None:
    rule = w.HOLIDAYS[g["hol"] or ""]
    if not g.get("y"):
        return ("holiday", rule, step_of(g))
    day = p.holiday(rule, int(g["y"] or 0))
    return absolute("DATE", p.day_period(day)) if day else None


def _quarter(g: Groups, _: str) -> Spec | None:
    text = g["q"] or ""
    if short := re.fullmatch(r"(q|h)?([1-4])q?", text):
        what, number = ("half" if short[1] == "h" else "quarter"), int(short[2])
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


# ---------------------------------------------------------------- relative expressions, lengths, sets


def _deictic(g: Groups, _: str) -> Spec | None:
    offset, _sep, part = w.DEICTIC[g["dei"] or ""].partition(" ")
    return ("unit", "D", int(offset), part_mod(g), daypart_of(g) or (f"T{part}" if part else ""))


def _daypart(g: Groups, _: str) -> Spec | None:
    which = (g.get("day") or "").removeprefix("the ")
    if which in ("every", "each"):
        return ("set", f"XXXX-XX-XX{daypart_of(g)}", None)
    return ("daypart", daypart_of(g), which or None, part_mod(g))


def _ago(g: Groups, text: str) -> Spec | None:
    number = number_of(g["n"] or "") if g.get("n") else "X"
    if g.get("half") and isinstance(number, float):
        number += 0.5
    count, code = unit_of(g)
    way = g["way"] or ""
    if not g.get("n") and (g["u"] or "") in w.UNITS:
        return None
    return (
        "ago",
        number,
        count,
        code,
        -1 if way in ("ago", "earlier", "before", "previously") else 1,
        way,
        about_mod(g),
    )


def _span(g: Groups, _: str) -> Spec | None:
    number = number_of(g["n"] or "") if g.get("n") else "X"
    count, code = unit_of(g)
    way = {"past": -1, "this past": -1, "last": -1, "recent": -1, "next": 1, "coming": 1}.get(g["step"] or "", 0)
    return ("span", duration(number, count, code), number, count, code, way, about_mod(g))


def _set(g: Groups, _: str) -> Spec | None:
    words = g.get("n") or ""
    count, code = unit_of(g)
    number = 2.0 if words in ("other", "alternate") else number_of(words) if words else 1.0
    return ("set", duration(number, count, code), None)


def _rel(g: Groups, text: str) -> Spec | None:
    code, step = unit_code(g), step_of(g)
    if not code or step is None:
        return None
    if code in ("D", "N") and step:
        return None if g.get("step") == "past" else ("unit", code, step, part_mod(g), "TNI" if code == "N" else "")
    return ("unit", code, step, part_mod(g), "TNI" if code == "N" else "")


def _same(g: Groups, _: str) -> Spec | None:
    code = unit_code(g)
    return ("same", code, text_step_of(g) or 0, part_mod(g)) if code else None


def _the(g: Groups, text: str) -> Spec | None:
    code = unit_code(g)
    return ("the", code, part_mod(g)) if code else None


def _dur(g: Groups, text: str) -> Spec | None:
    number = (
        number_of(g["n"] or "") if g.get("n") else 1.0 if "n" not in g and g.get("long") and "old" not in g else "X"
    )
    count, code = unit_of(g)
    if g.get("half") and isinstance(number, float):
        number += 0.5
    if number == 0.0:
        return None
    return ("dur", duration(number, count, code), about_mod(g, text))


def _half_unit(g: Groups, _: str) -> Spec | None:
    count, code = unit_of(g)
    return ("dur", duration(0.5, count, code), about_mod(g))


def _ordinal(g: Groups, _: str) -> Spec | None:
    count, code = unit_of(g)
    number = ordinal_of(g["o"] or "")
    return ("dur", duration(float(number), count, code), about_mod(g)) if number and code != "Q" else None


def _same_quarter(g: Groups, _: str) -> Spec | None:
    back = 1 if g.get("ago") or (g.get("ly") and not g.get("y")) or g.get("yrel") == "last year" else 0
    return ("same_quarter", int(g["y"] or 0) if g.get("y") else None, back, bool(g.get("same")))


def _reference(g: Groups, _: str) -> Spec | None:
    return ("ref", w.REFERENCES[g["ref"] or ""])


BUILDERS = {
    "iso": _iso, "numeric": _numeric, "clock": _clock_date, "day": _day, "month": _month, "weekday": _weekday,
    "holiday": _holiday, "quarter": _quarter, "season": _season, "decade": _decade, "century": _century, "fiscal": _fiscal,
    "year": _year, "deictic": _deictic, "daypart": _daypart, "ago": _ago, "span": _span, "set": _set, "rel": _rel,
    "same": _same, "the": _the, "dur": _dur, "half_unit": _half_unit, "ordinal": _ordinal, "ref": _reference,
    "same_quarter": _same_quarter,
    "half": lambda g, _: absolute("DATE", p.half_period(int(g["y"] or 0), 2)),
    "freq": lambda g, _: ("set", w.FREQUENCY[g["f"] or ""], about_mod(g)),
    "same_day": lambda g, _: ("same", "D", 1 if g["way"] == "after" else -1, None),
    "year_end": lambda g, _: ("unit", "Y", step_of(g) or 0, "END", ""),
    "year_ago": lambda g, _: ("year_ago",),
}  # fmt: skip


def _range_of_days(match: re.Match[str], g: Groups, guard: str) -> list[Found]:
    """Two days of one month: the first is as long as its own figures, the other carries month and year."""
    month, year = month_of(g["mon"] or ""), year_of(g)
    first = _dated(month, int(re.sub(r"\D", "", g["d1"] or "")), year, None)
    second = _dated(month, int(re.sub(r"\D", "", g["d2"] or "")), year, None)
    if not first or not second:
        return []
    cut, resume = match.span("to")
    return [(match.start(), cut, first, guard), (resume, match.end(), second, guard)]


def _range_of_years(match: re.Match[str], g: Groups, guard: str) -> list[Found]:
    """`1914-18`: two years, the second shortened."""
    first = int(g["y"] or 0)
    second = first - first % 100 + int(g["yy"] or 0)
    if second <= first:
        return []
    a, b = absolute("DATE", p.year_period(first), part_mod(g)), absolute("DATE", p.year_period(second))
    cut = match.end("y")
    return [(match.start(), cut, a, guard), (match.start("yy"), match.end(), b, "paired")] if a and b else []
