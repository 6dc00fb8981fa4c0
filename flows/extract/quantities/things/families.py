"""Families that are not people: money, percent, duration, measure, materiel, infrastructure, and count for the rest.

`other_figures(text, phrases)` turns the number phrases of one sentence that nobody else has claimed into rows. A phrase
that is excluded gives a row only where a unit proves the exclusion wrong ("half an hour", "1/2 inch"). Two phrases that make
one amount ("13 dollars 45 cents") give one row.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from flows.core import reference
from flows.extract.quantities.confidence import of_family
from flows.extract.quantities.numbers.find import NumberPhrase
from flows.extract.quantities.things.nouns import counted
from flows.extract.quantities.things.units import Unit, decide_sign, named_unit, unit_after
from schemas.vocabulary import COUNT_TYPES

THINGS_AND_COUNTS = ("materiel", "infrastructure", "count")
RESCUED = ("fraction", "list", "bare magnitude", "malformed", "no number")
BEHIND, AHEAD = 160, 120
FOOT = 12  # inches
SIGNED = ("°C", "°F", "degree", "K")


class OtherFigure(NamedTuple):
    """One figure of a family that is not people; offsets count from the start of the sentence.

    `reach` is where the unit behind the number ends, `phrase` the place of its number phrase in the list that was given.
    """

    start: int
    end: int
    family: str
    count_type: str | None
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str | None
    confidence: float
    reach: int
    phrase: int


_METRES = re.compile(
    r"\s?(?:tall|long|wide|high|deep|away|from|of|above|below|off|thick|apart|x|×|$|[.,;:)])", re.IGNORECASE
)
_TOUCHING = re.compile(r"[-‐‑]| - [a-z]+(?<!s) ")
_PAST = re.compile(r" (?:ago|hence|from now)(?![a-z])", re.IGNORECASE)
_MINUS = re.compile(r"(?<![\w)])([-−])$|(?<!\w)(?<!\w\s)([-−])\s$")
_ENDS = re.compile(r"\s?(?:[.,;!?]|$)| (?:more|for|to|and|but|in|at|each|apiece|per|extra)\b")
_ROW = re.compile(r"(?:,? (?:to|and|or|by|x|versus) |, | ?[x×–-] ?|/)(?:from |about |only )?", re.IGNORECASE)
_FEET = re.compile(r"\d\s?-?(?:ft|feet|foot)\.?[ -]$")
_INCHES = re.compile(r"[ -]ins?\b\.?")
_CENTS = re.compile(r",? (?:and )?$")


def other_figures(text: str, phrases: list[NumberPhrase]) -> list[OtherFigure]:
    """Return the figures that these phrases of one sentence give, in order."""
    out: list[OtherFigure] = []
    for place, phrase in enumerate(phrases):
        last = out[-1] if out else None
        if last is not None and phrase.start < last.reach:
            continue  # "64 cents a dozen", "5 m^2"
        if last is not None and last.family == "money":
            between = text[last.reach : phrase.start]
            if _is_rate(between, text, phrase):
                continue
            if (joined := _with_cents(last, between, text, phrase)) is not None:
                out[-1] = joined
                continue
        figure = _figure(text, phrase, place)
        if figure is not None:
            out.append(figure)
    return _lent(text, out) if any(f.unit is None for f in out[:-1]) else out


def _lent(text: str, found: list[OtherFigure]) -> list[OtherFigure]:
    """Give a bare number the unit of the one it stands in a row with: "from 12.5 to 13.5 percent", "12 by 14 feet"."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        f, after = out[i], out[i + 1]
        joined = f.unit is None and after.unit is not None and f.count_type is None
        if joined and _ROW.fullmatch(text, f.reach, after.start) and after.family not in THINGS_AND_COUNTS:
            out[i] = f._replace(family=after.family, unit=after.unit, confidence=after.confidence)
    return out


def _is_rate(between: str, text: str, phrase: NumberPhrase) -> bool:
    """Tell whether a number right behind a price is its rate ("64 cents a dozen")."""
    return between == " " and text[phrase.start : phrase.start + 2].lower() == "a " and phrase.kind == "cardinal"


def _with_cents(last: OtherFigure, between: str, text: str, phrase: NumberPhrase) -> OtherFigure | None:
    """Join "13 dollars" and "45 cents", or "15 dollars" and a bare "50" that ends the clause, to one amount."""
    whole = (
        last.value is not None
        and last.value == int(last.value)
        and last.qualifier == "exact"
        and last.unit not in _parts()
    )
    if not whole or not _CENTS.fullmatch(between) or phrase.value is None or not 0 < phrase.value < 100 or phrase.unit:
        return None
    unit = unit_after(text, phrase.end, phrase.value)
    parts = _parts().get(unit.unit) if unit else None
    if parts is None and (
        unit or phrase.excluded or phrase.value < 5 or not _ENDS.match(text, phrase.end) or last.reach == last.end
    ):
        return None
    if phrase.value != int(phrase.value) or last.value is None:
        return None
    value = round(last.value + phrase.value / (parts or 100), 2)
    reach = phrase.end + (unit.length if unit else 0)
    return last._replace(value=value, low=value, high=value, end=phrase.end, reach=reach)


@cache
def _parts() -> dict[str, int]:
    rows = reference.rows("currency_parts", "unit", "parts", key=("unit",))
    return {r["unit"] or "": int(r["parts"] or 1) for r in rows}


def _figure(text: str, phrase: NumberPhrase, place: int) -> OtherFigure | None:
    if phrase.excluded is not None and phrase.excluded not in RESCUED:
        return None
    if phrase.unit == "%":
        return _row(phrase, place, "percent", "%")
    if phrase.unit is not None:
        at = phrase.number_start
        code = phrase.unit if text[at + 1 : at + 2].isalpha() else decide_sign(text, text[at], phrase.unit)
        return _row(phrase, place, "money", code)
    if phrase.suffix == "m":
        if _METRES.match(text, phrase.number_end):
            return _row(phrase, place, "measure", "m")
        phrase = _times(phrase, 1e6)
    size = phrase.value if phrase.value is not None else phrase.high or phrase.low or 0.0
    unit = unit_after(text, phrase.end, size, part=phrase.kind == "fraction") or _inches(text, phrase)
    if unit is not None:
        return _measured(text, phrase, place, unit)
    return _counted(text, phrase, place, size) if phrase.excluded is None else None


def _inches(text: str, phrase: NumberPhrase) -> Unit | None:
    """Read inches right behind feet, where "in" is no preposition: "6 ft 2 in"."""
    inches = _INCHES.match(text, phrase.end)
    feet = inches and phrase.value is not None and phrase.value < FOOT and _FEET.search(text, 0, phrase.start)
    return Unit("measure", "in", inches.end() - phrase.end) if inches and feet else None


def _measured(text: str, phrase: NumberPhrase, place: int, unit: Unit) -> OtherFigure | None:
    """A number with a unit; a time that ends in "ago" is a date."""
    reach = phrase.end + unit.length
    if unit.family == "duration" and _PAST.match(text, reach):
        return None
    if (phrase.excluded == "list" and unit.unit in ("in", "second")) or (
        phrase.excluded == "no number" and unit.family != "duration"
    ):
        return None
    if unit.factor != 1.0:
        phrase = _times(phrase, unit.factor)
    if unit.unit in SIGNED and (minus := _MINUS.search(text, max(0, phrase.start - 3), phrase.start)):
        phrase = _times(phrase, -1.0)
        phrase = phrase._replace(low=phrase.high, high=phrase.low, start=minus.start())
    return _row(phrase, place, unit.family, unit.unit, reach=reach)


def _counted(text: str, phrase: NumberPhrase, place: int, size: float) -> OtherFigure | None:
    """A number with a noun; "one" without a noun is no figure."""
    noun = counted(text, phrase.end, one=size == 1, touching=_TOUCHING.match(text, phrase.end) is not None)
    if noun is None:
        return None if size == 1 and not phrase.digits else _row(phrase, place, "count", None)
    if noun.family == "count" and (unit := named_unit(noun.unit)) is not None:
        return _row(phrase, place, *unit)
    count_type = _count_type(text, phrase) if noun.family == "materiel" else None
    return _row(phrase, place, noun.family, noun.unit, count_type)


def _times(phrase: NumberPhrase, factor: float) -> NumberPhrase:
    value, low, high = (None if x is None else x * factor for x in (phrase.value, phrase.low, phrase.high))
    return phrase._replace(value=value, low=low, high=high)


def _row(
    phrase: NumberPhrase,
    place: int,
    family: str,
    unit: str | None,
    count_type: str | None = None,
    reach: int | None = None,
) -> OtherFigure:
    return OtherFigure(
        phrase.start, phrase.end, family, count_type, phrase.value, phrase.low, phrase.high, phrase.qualifier,
        unit, of_family(family, noun=unit is not None), reach or phrase.end, place,
    )  # fmt: skip


@cache
def _verbs() -> tuple[re.Pattern[str], dict[str, str]]:
    said = {"count_type": COUNT_TYPES["materiel"]}
    table = reference.rows("materiel_verbs", "word", "count_type", key=("word",), allowed=said)
    rows = {r["word"] or "": r["count_type"] or "" for r in table}
    words = "|".join(re.escape(w) for w in sorted(rows, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE), rows


def _count_type(text: str, phrase: NumberPhrase) -> str:
    """Return what happened to weapons by the nearest word that says so; a word before the number outweighs one behind it."""
    pattern, types = _verbs()
    best, nearest = "other", 1_000
    for match in pattern.finditer(text, max(0, phrase.start - BEHIND), min(len(text), phrase.end + AHEAD)):
        away = phrase.start - match.end() if match.end() <= phrase.start else 2 * (match.start() - phrase.end)
        if 0 <= away < nearest:
            best, nearest = types[match[0].lower()], away
    return best
