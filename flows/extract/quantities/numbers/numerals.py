"""What a stretch of number words and digits says: its numbers, bounds and qualifiers, without looking at what surrounds it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from flows.extract.quantities.numbers.tokens import COMPARE, QUALIFIER, Token, is_token, tokenize
from flows.extract.quantities.numbers.values import Number, read_number

READABLE = ("fraction", "bare magnitude", "no number", "malformed")  # excluded, yet the value is known
BOUNDING = {"at_least": "low", "more_than": "low", "at_most": "high", "less_than": "high"}
REMEMBERED = 200  # characters: longer stretches are hostile, and not worth remembering


class Reading(NamedTuple):
    """One number inside a stretch; offsets are relative to it.

    `suffix` is "m" where metres or millions are open, `dash` tells a range written with a dash, `digits` a number in digits,
    `plain_year` that it (or where a range begins) is printed as four bare digits, `split` where a range's second number begins.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    kind: str
    unit: str | None
    excluded: str | None
    suffix: str | None
    dash: bool
    digits: bool
    plain_year: bool = False
    split: int = 0

    def shifted(self, by: int) -> Reading:
        """Return the same reading with its offsets moved."""
        start, end, number_start, number_end = (x + by for x in self[:4])
        return self._replace(start=start, end=end, number_start=number_start, number_end=number_end)


def read(stretch: str) -> tuple[Reading, ...]:
    """Return the numbers in a stretch that `PATTERN` found, in order."""
    return _remembered(stretch) if len(stretch) <= REMEMBERED else _read(stretch)


@lru_cache(maxsize=65_536)
def _remembered(stretch: str) -> tuple[Reading, ...]:
    return _read(stretch)


def _read(stretch: str) -> tuple[Reading, ...]:
    tokens = tokenize(stretch)
    out: list[Reading] = []
    i = 0
    while i < len(tokens):
        found = _range(tokens, i) or _single(tokens, i)
        if found is None:
            i += 1
            continue
        reading, i = found
        out.append(reading)
    return tuple(out)


def _qualifiers(tokens: list[Token], i: int) -> tuple[list[str], int]:
    """Read qualifiers and signs of comparison before a number."""
    names = []
    while i < len(tokens) and tokens[i].kind in ("before", "compare"):
        names.append(COMPARE.get(tokens[i].word) or QUALIFIER["before", tokens[i].word])
        i += 1
    return names, i


def _strongest(names: list[str]) -> str:
    """A bound outweighs "about": "up to about 30" is at most 30."""
    return next((n for n in names if n in BOUNDING), names[0] if names else "exact")


def _single(tokens: list[Token], i: int) -> tuple[Reading, int] | None:
    names, at = _qualifiers(tokens, i)
    article = at + 1 if names and is_token(tokens, at, "article") else at  # "about a dozen", "exceeding a $4 billion"
    number = read_number(tokens, at) or read_number(tokens, article)
    if number is None:
        return None
    after = number.last + 1
    end = tokens[number.last].end
    if is_token(tokens, after, "dash") and is_token(tokens, after + 1, "after", "odd"):
        after += 1
    if is_token(tokens, after, "after"):
        names.append(QUALIFIER["after", tokens[after].word])
        end = tokens[after].end
        after += 1
    qualifier = _strongest(names)
    value, low, high = bounds(number.low, number.high, qualifier, vague=number.vague)
    if number.excluded not in (None, *READABLE):
        value = low = high = None
    start = tokens[i].start if names and at > i else tokens[number.first].start
    shown = "vague" if number.vague else qualifier
    span = (start, end, tokens[number.first].start, tokens[number.last].end)
    reading = Reading(
        *span, value, low, high, shown, number.kind, number.unit, number.excluded, number.suffix, False, number.digits
    )
    return reading._replace(plain_year=_four_digits(tokens, number)), after


def bounds(low: float, high: float, qualifier: str, *, vague: bool) -> tuple[float | None, float | None, float | None]:
    """Return value, lower and upper bound of a number or vague word under a qualifier, as the guidelines define them."""
    keeps = BOUNDING.get(qualifier)
    if vague:
        return None, (None if keeps == "high" else low), (None if keeps == "low" else high)
    if qualifier == "about":
        return low, None, None
    return low, (None if keeps == "high" else low), (None if keeps == "low" else low)


def _range(tokens: list[Token], i: int) -> tuple[Reading, int] | None:
    """Read "between 3 and 5", "from 10,000 to more than 30,000", "3 to 5", "3-5", "two or three", "5 to 10 million"."""
    _, at = _qualifiers(tokens, i)
    opening = tokens[at].word if is_token(tokens, at, "open") else None
    _, number_at = _qualifiers(tokens, at + 1 if opening else at)
    first = read_number(tokens, number_at)
    if first is None:
        return None
    second_at, dash = _link(tokens, first.last + 1, opening)
    if second_at is None:
        return None
    second = read_number(tokens, _qualifiers(tokens, second_at)[1])
    if second is None or first.vague != second.vague or _differ(tokens, first, second, opened=opening is not None):
        return None
    if dash and not (first.digits and second.digits):
        return None
    after = second.last + 1
    scaled = first.scale == 1 and second.scale > 1 and first.low < second.base
    low = first.low * second.scale if scaled else first.low
    if (dash and is_token(tokens, after, "dash")) or not low < second.high:
        return (_odd_pair(tokens, number_at, after), _end_of_chain(tokens, after)) if dash else None
    reading = Reading(
        start=tokens[i].start,
        end=tokens[second.last].end,
        number_start=tokens[first.first].start,
        number_end=tokens[second.last].end,
        value=None,
        low=low,
        high=second.high,
        qualifier="vague" if first.vague else "between",
        kind="range",
        unit=first.unit or second.unit,
        excluded=first.excluded or second.excluded,
        suffix=second.suffix,
        dash=dash,
        digits=first.digits,
    )
    split = 0 if dash or opening == "between" else tokens[second_at].start
    return reading._replace(plain_year=_four_digits(tokens, first), split=split), after


def _link(tokens: list[Token], i: int, opening: str | None) -> tuple[int | None, bool]:
    """Return where the second number of a range begins, and whether a bare dash joins it."""
    words = {"between": ("and",), "from": ("to",)}.get(opening or "", ("to", "or"))
    if is_token(tokens, i, "link", *words):
        return i + 1, False
    if opening == "between" or not is_token(tokens, i, "dash"):
        return None, False
    if is_token(tokens, i + 1, "link", *words) and is_token(tokens, i + 2, "dash"):
        return i + 3, False  # "two-to-three"
    return i + 1, True


def _differ(tokens: list[Token], first: Number, second: Number, *, opened: bool) -> bool:
    """Two amounts of different kind are no range ("6 % to $ 1.4 billion", "since 2011 to 1.5 million")."""
    if first.unit != second.unit and first.unit is not None and (second.unit is not None or first.unit == "%"):
        return True
    return not opened and second.scale > 1 and _four_digits(tokens, first) and 1900 <= first.low <= 2100


def _four_digits(tokens: list[Token], number: Number) -> bool:
    word = tokens[number.first].word
    return number.first == number.last and len(word) == 4 and word.isdecimal()


def _end_of_chain(tokens: list[Token], i: int) -> int:
    while i < len(tokens) and tokens[i].kind in ("dash", "number"):
        i += 1
    return i


def _odd_pair(tokens: list[Token], i: int, after: int) -> Reading:
    """Two numbers that a dash joins and that are no range: a score, a telephone number, a date in digits."""
    last = _end_of_chain(tokens, after) - 1
    span = (tokens[i].start, tokens[last].end, tokens[i].start, tokens[last].end)
    reason = "score" if last == after - 1 else "identifier"
    return Reading(*span, None, None, None, "exact", "range", None, reason, None, True, True)
