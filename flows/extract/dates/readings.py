"""Words to values: years, months, ordinals, number phrases, units, clock times and modifiers out of a match's groups.

Two-digit years: 00-49 are read as 20xx (beside a month in words as 19xx where that lies far ahead of the article's date), 50-99
as 19xx; whether two figures are a year at all the grammar decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flows.extract.dates import periods as p
from flows.extract.dates import words as w

Spec = tuple[Any, ...]
Found = tuple[int, int, Spec, str]
Groups = dict[str, str | None]
Builder = Callable[[Groups, str], Spec | None]

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
NOON = 12
LAST_MONTH, LAST_WEEKDAY = 12, 7


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


def nth_of(word: str) -> int:
    """Return 3 for `third`, -1 for `last`."""
    return -1 if word in ("last", "final") else ordinal_of(word)


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
    """Return the year printed, None for none; `this`, `last`, `next`, or `text -1`, `text 0`, `text 1` for one of the text."""
    if year := groups.get("y"):
        return int(year)
    if two := groups.get("y2"):
        return short_year(two.lstrip("'"))
    if other := groups.get("ytext"):
        step = -1 if "previous" in other else 1 if "following" in other or "next" in other else 0
        return f"text {step}"
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
    if military := groups.get("mil") or groups.get("mil2"):
        return f"T{military[:2]}:{military[2:]}" if int(military[:2]) < 25 else None
    if plain := groups.get("h24"):
        return _clock(*plain.split(":")[:2])
    if spoken := groups.get("oc"):
        hour = number_of(spoken)
        return f"T{int(hour):02d}:00" if isinstance(hour, float) and 0 < hour < 13 else None
    if bare := groups.get("hin"):
        late = groups.get("hpart") != "morning" and int(bare) < NOON
        return _clock(str(int(bare) + (NOON if late else 0)), "00")
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
    words = groups.get("dp") or groups.get("dp0")
    return "T" + w.DAYPARTS[words] if words else ""


def absolute(kind: str, period: p.Period | None, mod: str | None = None, time: str = "") -> Spec | None:
    """Return the spec of a place on the calendar that needs nothing else."""
    if not period:
        return None
    return ("abs", "TIME" if time else kind, period.value + time, period.start, period.end, period.prec, mod)
