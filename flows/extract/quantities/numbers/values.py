"""The value of one number in a row of tokens: digits with their separators and multipliers, number words, vague words.

Quirks: a number of more than 15 significant digits, or above 10^18, is excluded as `oversized`, so that no value overflows or
lies. `1.500` is one and a half, `1.500.000` and `1.500,50` are read as Continental, `1,50,000` as Indian; `3,5` is `malformed`,
though its value is known where a unit follows.
A lone `m` after digits without a currency stays open (`suffix`): metres or millions.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.extract.quantities.numbers.tokens import FRACTION_SIGNS, FRACTIONS, SIGNS, SPACES, WORDS, Token, is_token

LARGEST = 1e18
DIGITS = 15
SUFFIXES = {
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "bln": 1e9,
    "tn": 1e12,
    "mio": 1e6,
    "mrd": 1e9,
}


class Number(NamedTuple):
    """A number read from the tokens; `base` is what stood before its last multiplier."""

    low: float
    high: float
    base: float
    scale: float
    vague: bool
    kind: str
    unit: str | None
    excluded: str | None
    suffix: str | None
    digits: bool
    first: int
    last: int


def read_number(tokens: list[Token], i: int) -> Number | None:
    """Read one number that begins at token `i`."""
    if i >= len(tokens):
        return None
    first, unit = i, None
    if tokens[i].kind == "sign":
        unit = SIGNS[re.sub(r"\s", "", tokens[i].word)]
        i += 1
    if is_token(tokens, i, "number"):
        return _from_digits(tokens, first, i, unit)
    if is_token(tokens, i, "minus") and not is_token(tokens, i + 1, "minus"):
        inner = read_number(tokens, i + 1)
        return None if inner is None else inner._replace(low=-inner.high, high=-inner.low, first=first)
    return _from_words(tokens, i)


_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})*,\d{3}(?:\.\d+)?")
_COMMA = re.compile(r"\d{1,3},\d{1,2}")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")
_RATIO = re.compile(rf"(?:(\d+)[{SPACES}-])?(\d{{1,3}})/(\d{{1,3}})")
_MIXED = re.compile(rf"(\d*)[{SPACES}]?([{FRACTION_SIGNS}])")


def literal(printed: str) -> tuple[float, str | None]:
    """Return the value of digits as printed and, where they are no number, why."""
    text = printed.replace(", 000", ",000")
    if sum(c.isdecimal() for c in text.lstrip("0")) > DIGITS:
        return 0.0, "oversized"
    if ":" in text:
        return 0.0, "time"
    if ratio := _RATIO.fullmatch(text):
        whole, over, under = ratio.groups()
        good = int(under) > int(over) and (int(under) <= 10 or int(under) in (16, 32, 64, 100))
        return (
            (int(whole or 0) + int(over) / int(under), None if whole else "fraction") if good else (0.0, "identifier")
        )
    if mixed := _MIXED.fullmatch(text):
        return int(mixed[1] or 0) + FRACTIONS[mixed[2]], None if mixed[1] else "fraction"
    spaced = re.sub(rf"[{SPACES}]", "", text)
    if _PLAIN.fullmatch(spaced):
        return float(spaced), None
    if _GROUPED.fullmatch(spaced):
        return float(spaced.replace(",", "")), None
    if _CONTINENTAL.fullmatch(spaced):
        return float(spaced.replace(".", "").replace(",", ".")), None
    if _COMMA.fullmatch(spaced):
        return float(spaced.replace(",", ".")), "malformed"
    return 0.0, "identifier" if "." in spaced or "/" in spaced else "malformed"


def _from_digits(tokens: list[Token], first: int, i: int, unit: str | None) -> Number:
    value, excluded = literal(tokens[i].word)
    base, scale, suffix, last = value, 1.0, None, i
    kind = "fraction" if excluded == "fraction" else "cardinal"
    if is_token(tokens, i + 1, "suffix"):
        last = i + 1
        letters = tokens[last].word.strip(SPACES)
        if letters == "m" and unit is None and not tokens[last].word.isupper():
            suffix = "m"
        else:
            scale = SUFFIXES[letters]
    if is_token(tokens, last + 1, "percent"):
        last += 1
        unit = "%"
    value, last, scale = _half_more(tokens, last, value * scale, scale)
    value, last, scale = _multipliers(tokens, last, value, scale)
    if kind == "fraction" and scale > 1:
        kind, excluded = "cardinal", None
    if value > LARGEST:
        value, excluded = 0.0, "oversized"
    if unit is None and suffix is None and excluded is None:
        value, unit, last = _sign_behind(tokens, last, value)
    return Number(value, value, base, scale, False, kind, unit, excluded, suffix, True, first, last)


def _sign_behind(tokens: list[Token], last: int, value: float) -> tuple[float, str | None, int]:
    """Read a currency sign that stands between two numbers: "5 € 10 €" are two amounts, "17 USD 25" is one with cents."""
    if not is_token(tokens, last + 1, "sign") or not is_token(tokens, last + 2, "number"):
        return value, None, last
    unit = SIGNS[re.sub(r"\s", "", tokens[last + 1].word)]
    cents = tokens[last + 2].word
    alone = len(tokens) == last + 3 or not is_token(tokens, last + 3, "sign")
    if alone and len(cents) == 2 and cents.isdecimal() and value == int(value):
        return value + int(cents) / 100, unit, last + 2
    return value, unit, last + 1


def _multipliers(tokens: list[Token], last: int, value: float, scale: float) -> tuple[float, int, float]:
    """Read "million", "dozen", "hundred thousand" after a number; a hyphen may stand between."""
    while True:
        i = last + 2 if is_token(tokens, last + 1, "dash") else last + 1
        if not is_token(tokens, i, "word") or tokens[i].word not in WORDS:
            return value, last, scale
        kind, factor = WORDS[tokens[i].word]["kind"], float(WORDS[tokens[i].word]["low"] or 1)
        if kind not in ("hundred", "magnitude", "dozen") and not (kind == "plural" and factor >= 1000):
            return value, last, scale
        value, scale, last = value * factor, scale * factor, i


def _half_more(tokens: list[Token], last: int, value: float, scale: float) -> tuple[float, int, float]:
    """Read "and a half" after a number: half of the last multiplier, or of one."""
    i = last + 1
    pieces = [t.word for t in tokens[i : i + 6] if t.kind != "dash"]
    if pieces[:1] == ["and"] and pieces[1:2] in (["a"], ["one"]) and pieces[2:3] in (["half"], ["quarter"]):
        while tokens[i].word not in ("half", "quarter"):
            i += 1
        return value + scale * (0.5 if tokens[i].word == "half" else 0.25), i, scale
    return value, last, scale


def _from_words(tokens: list[Token], i: int) -> Number | None:
    """Read a number in words: "a hundred and five", "half a million", "several hundred", "tens of thousands"."""
    first, article = i, is_token(tokens, i, "article")
    if article:
        i += 1
    if not is_token(tokens, i, "word"):
        return None
    word = tokens[i].word
    if word in ("half", "quarter"):
        return _part(tokens, first, i)
    kind, low, high = WORDS[word]["kind"], float(WORDS[word]["low"] or 0), float(WORDS[word]["high"] or 0)
    if kind in ("vague", "plural"):
        return _vague(tokens, first if article and kind == "vague" else i, i, (low, high), bare=not article)
    if kind == "small":
        return _sum(tokens, i, i, 0.0)
    return _sum(tokens, first, i, 1.0, bare=not article)


def _sum(tokens: list[Token], first: int, i: int, current: float, *, bare: bool = False) -> Number | None:
    """Add up number words from token `i`: "two hundred and five thousand"."""
    total, last, lowest, base, scale = 0.0, i - 1, LARGEST, 0.0, 1.0
    while (step := _next_word(tokens, last + 1, current, begun=last >= i)) is not None:
        at, kind, number = step
        if kind == "small":
            current += number
            scale = 1.0
        elif kind == "magnitude":
            if number >= lowest:
                break
            total, current, lowest, base, scale = total + (current or 1.0) * number, 0.0, number, current or 1.0, number
        else:
            current, base, scale = (current or 1.0) * number, current or 1.0, number
        last = at
    if last < i:
        return None
    if total == 0:
        current, last = _spoken_decimals(tokens, last, current)
    value, last, scale = _half_more(tokens, last, total + current, scale)
    if value != int(value) or value != total + current:
        value, last, scale = _multipliers(tokens, last, value, scale)
    excluded = (
        "oversized"
        if value > LARGEST
        else "bare magnitude"
        if bare and first == i == last and tokens[i].word != "dozen"
        else None
    )
    return Number(value, value, base or value, scale, False, "cardinal", None, excluded, None, False, first, last)


def _spoken_decimals(tokens: list[Token], last: int, whole: float) -> tuple[float, int]:
    """Read "point five" after a number in words."""
    if not is_token(tokens, last + 1, "link", "point"):
        return whole, last
    digits, i = "", last + 2
    while (
        is_token(tokens, i, "word")
        and (row := WORDS.get(tokens[i].word))
        and row["kind"] == "small"
        and len(digits) < 9
    ):
        digits += row["low"] or ""
        i += 1
    return (float(f"{int(whole)}.{digits}"), i - 1) if digits else (whole, last)


def _next_word(tokens: list[Token], i: int, current: float, *, begun: bool) -> tuple[int, str, float] | None:
    """Return place, kind and value of the number word that continues a sum, or None where it ends."""
    joined = None
    if begun and (is_token(tokens, i, "link", "and") or is_token(tokens, i, "dash")):
        joined, i = tokens[i].word, i + 1
    if not is_token(tokens, i, "word") or tokens[i].word not in WORDS:
        return None
    kind, number = WORDS[tokens[i].word]["kind"] or "", float(WORDS[tokens[i].word]["low"] or 0)
    if kind == "plural" and number >= 1000 and begun:
        kind = "magnitude"
    if kind not in ("small", "hundred", "magnitude", "dozen"):
        return None
    if not begun:
        return i, kind, number
    if kind == "small":
        fits = (
            (current == 0 and number > 0)
            or current % 100 == 0
            or (20 <= current % 100 <= 90 and current % 10 == 0 and 0 < number < 10)
        )
        spoken = joined != "and" or current == 0 or current % 100 == 0
        return (i, kind, number) if fits and spoken and number > 0 else None
    if joined == "and" or (kind == "hundred" and not 0 < current < 100):
        return None
    return i, kind, number


def _part(tokens: list[Token], first: int, i: int) -> Number:
    """Read "half a million", "half million", "a quarter of a million"; without a multiplier it is a fraction."""
    share, at = (0.5 if tokens[i].word == "half" else 0.25), i
    after = i + 1
    if is_token(tokens, after, "link", "of"):
        after += 1
    if is_token(tokens, after, "dash"):
        after += 1
    if is_token(tokens, after, "article"):
        after += 1
    value, last, scale = _multipliers(tokens, after - 1, share, 1.0)
    if last < after or value > LARGEST:
        return Number(share, share, share, 1.0, False, "fraction", None, "fraction", None, False, first, at)
    return Number(value, value, share, scale, False, "cardinal", None, None, None, False, first, last)


def _vague(tokens: list[Token], first: int, i: int, ends: tuple[float, float], *, bare: bool) -> Number:
    """Read a vague word with its multipliers: "a few dozen" 36-99, "several hundred" 300-999, "tens of thousands" 10000-99999."""
    low, high = ends
    last, word = i, tokens[i].word
    while True:
        at = last + 1
        while is_token(tokens, at, "link", "of") or is_token(tokens, at, "article"):
            at += 1
        if not is_token(tokens, at, "word") or tokens[at].word not in WORDS:
            break
        kind, factor = WORDS[tokens[at].word]["kind"], float(WORDS[tokens[at].word]["low"] or 1)
        if kind not in ("hundred", "magnitude", "dozen", "plural") or high * factor > LARGEST:
            break
        low, high = low * factor, (99.0 if kind == "dozen" and high == 9 else (high + 1) * factor - 1)
        last = at
    repeated = last + 2
    if is_token(tokens, last + 1, "link", "and") and is_token(tokens, repeated, "word", word):
        last = repeated  # "hundreds and hundreds"
    lonely = bare and word in ("few", "couple", "handful") and last == i
    return Number(low, high, low, 1.0, True, "vague", None, "no number" if lonely else None, None, False, first, last)
