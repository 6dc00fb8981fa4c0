"""What a stretch of number words and digits says: its numbers, bounds and qualifiers, without looking at what surrounds it.

`PATTERN` finds such stretches (in Polars, linear in the text); `read` takes one apart. One stretch may hold several numbers
("in 2014 300", "two of three"). Words, qualifiers and signs come from ``number_words``, ``number_qualifiers``, ``currency_signs``.

Quirks: digits of all scripts count as digits, fullwidth and Arabic-Indic among them; a number of more than 15 significant
digits is excluded as `oversized`, so that no value overflows or lies. `1.500` is one and a half, `1.500.000` and `1.500,50` are
read as Continental; `3,5` is `malformed`. A lone `m` after digits without a currency stays open (`suffix`): metres or millions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from flows.core import reference

SPACES = " \u00a0\u2009\u202f"
LARGEST = 1e18
DIGITS = 15
WORDS = {r["word"]: r for r in reference.rows("number_words", "word", "kind", "low", "high", key=("word",))}
QUALIFIERS = reference.rows("number_qualifiers", "phrase", "place", "qualifier", key=("phrase", "place"))
SIGNS = {
    (r["sign"] or "").casefold().replace(" ", ""): r["unit"] or ""
    for r in reference.rows("currency_signs", "sign", "unit", key=("sign",))
}
SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "bln": 1e9, "tn": 1e12}
FRACTIONS = {
    "½": 0.5,
    "¼": 0.25,
    "¾": 0.75,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "⅛": 0.125,
    "⅜": 0.375,
    "⅝": 0.625,
    "⅞": 0.875,
    "⅕": 0.2,
}
READABLE = ("fraction", "bare magnitude", "no number")  # excluded, yet the value is known
BOUNDING = {"at_least": "low", "more_than": "low", "at_most": "high", "less_than": "high"}


class Reading(NamedTuple):
    """One number inside a stretch; offsets are relative to it.

    `suffix` is "m" where metres or millions are open, `dash` tells a range written with a dash, `digits` a number in digits,
    `plain_year` that it (or where a range begins) is printed as four bare digits.
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


class Token(NamedTuple):
    """A piece of a stretch: what it is, the word in lower case, and where it stands."""

    kind: str
    word: str
    start: int
    end: int


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


def _alternatives(phrases: list[str]) -> str:
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return "|".join(re.escape(p).replace(r"\ ", " ") for p in ordered)


def _letter_signs() -> str:
    """Signs that begin with a letter; a blank may stand before the sign proper ("HK $")."""
    signs = [s for s in SIGNS if s[0].isalpha()]
    ordered = sorted(signs, key=lambda p: (-len(p), p))
    return "|".join(re.sub(r"(\\?[$¥])$", r" ?\1", re.escape(s)) for s in ordered)


_BEFORE = _alternatives([r["phrase"] or "" for r in QUALIFIERS if r["place"] == "before"])
_AFTER = _alternatives(
    [r["phrase"] or "" for r in QUALIFIERS if r["place"] == "after" and (r["phrase"] or "") != "odd"]
)
_WORD = _alternatives([w for w in WORDS if w] + ["half", "quarter"])
_LETTER_SIGNS = _letter_signs()
_BARE_SIGNS = "".join(re.escape(s) for s in SIGNS if len(s) == 1 and not s.isalpha())
_FRACTION = "".join(FRACTIONS)


def _pattern() -> str:
    """Return the stretch pattern in the syntax of Rust's regex crate: no look-around, linear in the text."""
    s = f"[{SPACES}]"
    edge = r"(?-u:\b)"
    digits = (
        rf"(?:\p{{Nd}}{{1,3}}(?:{s}\p{{Nd}}{{3}})+{edge}|\p{{Nd}}{{1,3}}(?:, 000)+{edge}|"
        rf"\p{{Nd}}+(?:[.,]\p{{Nd}}+)*(?:[/:]\p{{Nd}}+)*(?:{s}?[{_FRACTION}]|{s}\p{{Nd}}/\p{{Nd}}{{1,2}}{edge})?|[{_FRACTION}])"
    )
    long_suffix = rf"(?i-u: ?(?:bn|mn|tn|mln|bln)\b|[kmb]\b)|{s}?%"
    plain = rf"{digits}(?:{long_suffix})?"
    sign = rf"(?:{edge}(?i:{_LETTER_SIGNS})|[{_BARE_SIGNS}])"
    money = rf"{sign}{s}?{digits}(?:(?i-u: ?(?:bn|mn|tn|mln|bln|[kmb])\b))?"
    word = rf"{edge}(?i-u:{_WORD}){edge}"
    number = rf"(?:{money}|{plain}|{word})"
    lead = rf"(?:{edge}(?i-u:{_BEFORE}|between|from|an?|minus){s}|[~<>≤≥≈]{s}?)"
    link = rf"(?:{s}?[-‐‑–—]{s}?|{s}(?i-u:(?:and|to|or|of) )?|(?i-u:-(?:and|to|or)-(?:a-)?))"
    tail = rf"(?:{s}(?i-u:{_AFTER})(?-u:\b)|\+|[- ](?i-u:odd)(?-u:\b))"
    return rf"{lead}*{number}(?:{link}{lead}*{number})*{tail}?"


PATTERN = _pattern()

_TOKEN = re.compile(
    "|".join(
        (
            rf"(?P<before>(?:{_BEFORE})(?![a-z]))",
            rf"(?P<after>(?:{_AFTER}|odd)(?![a-z])|\+)",
            r"(?P<link>(?:and|to|or|of)(?![a-z]))",
            r"(?P<open>(?:between|from)(?![a-z]))",
            r"(?P<article>an?(?![a-z]))",
            r"(?P<minus>minus(?![a-z]))",
            rf"(?P<word>(?:{_WORD})(?![a-z]))",
            rf"(?P<sign>(?:{_LETTER_SIGNS})(?=[{SPACES}]?\d)|[{_BARE_SIGNS}])",
            rf"(?P<number>\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\w)|\d{{1,3}}(?:,\ 000)+(?!\w)|\d+(?:[.,]\d+)*(?:[/:]\d+)*"
            rf"(?:[{SPACES}]?[{_FRACTION}]|[{SPACES}]\d/\d{{1,2}}(?!\w))?|[{_FRACTION}])",
            rf"(?P<suffix>[{SPACES}]?(?:bn|mn|tn|mln|bln|[kmb])(?![a-z]))",
            rf"(?P<percent>[{SPACES}]?%)",
            r"(?P<compare>[~<>≤≥≈])",
            r"(?P<dash>[-‐‑–—])",
        )
    ),
    re.IGNORECASE,
)
_COMPARE = {"~": "about", "≈": "about", "<": "less_than", ">": "more_than", "≤": "at_most", "≥": "at_least"}
_QUALIFIER = {(r["place"], r["phrase"]): r["qualifier"] or "" for r in QUALIFIERS} | {("after", "+"): "at_least"}


@lru_cache(maxsize=65_536)
def read(stretch: str) -> tuple[Reading, ...]:
    """Return the numbers in a stretch that `PATTERN` found, in order."""
    tokens = [Token(m.lastgroup or "", m[0].casefold(), m.start(), m.end()) for m in _TOKEN.finditer(stretch)]
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


def _is(tokens: list[Token], i: int, kind: str, *words: str) -> bool:
    return i < len(tokens) and tokens[i].kind == kind and (not words or tokens[i].word in words)


def _qualifiers(tokens: list[Token], i: int) -> tuple[list[str], int]:
    """Read qualifiers and signs of comparison before a number."""
    names = []
    while i < len(tokens) and tokens[i].kind in ("before", "compare"):
        names.append(_COMPARE.get(tokens[i].word) or _QUALIFIER["before", tokens[i].word])
        i += 1
    return names, i


def _strongest(names: list[str]) -> str:
    """A bound outweighs "about": "up to about 30" is at most 30."""
    return next((n for n in names if n in BOUNDING), names[0] if names else "exact")


def _single(tokens: list[Token], i: int) -> tuple[Reading, int] | None:
    names, at = _qualifiers(tokens, i)
    article = at + 1 if names and _is(tokens, at, "article") else at  # "about a dozen", "exceeding a $4 billion"
    number = _number(tokens, at) or _number(tokens, article)
    if number is None:
        return None
    after = number.last + 1
    end = tokens[number.last].end
    if _is(tokens, after, "dash") and _is(tokens, after + 1, "after", "odd"):
        after += 1
    if _is(tokens, after, "after"):
        names.append(_QUALIFIER["after", tokens[after].word])
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
    opening = tokens[at].word if _is(tokens, at, "open") else None
    _, number_at = _qualifiers(tokens, at + 1 if opening else at)
    first = _number(tokens, number_at)
    if first is None:
        return None
    link = first.last + 1
    words = {"between": ("and",), "from": ("to",)}.get(opening or "", ("to", "or"))
    dash = _is(tokens, link, "dash") and opening != "between"
    dashed_word = dash and _is(tokens, link + 1, "link", *words) and _is(tokens, link + 2, "dash")
    if not dash and not _is(tokens, link, "link", *words):
        return None
    _, second_at = _qualifiers(tokens, link + (3 if dashed_word else 1))
    second = _number(tokens, second_at)
    if (
        second is None
        or _differ(tokens, first, second, opened=opening is not None)
        or first.vague != second.vague
        or (dash and not dashed_word and not (first.digits and second.digits))
    ):
        return None
    scaled = first.scale == 1 and second.scale > 1 and first.low < second.base
    low = first.low * second.scale if scaled else first.low
    after = second.last + 1
    chained = dash and not dashed_word and _is(tokens, after, "dash") and tokens[after].end - tokens[after].start == 1
    if chained or not low < second.high:
        return (_odd_pair(tokens, number_at, after), _end_of_chain(tokens, after)) if dash and not dashed_word else None
    span = (tokens[i].start, tokens[second.last].end, tokens[first.first].start, tokens[second.last].end)
    both = (None, low, second.high, "vague" if first.vague else "between", "range", first.unit or second.unit)
    reading = Reading(
        *span, *both, first.excluded or second.excluded, second.suffix, dash and not dashed_word, first.digits
    )
    return reading._replace(plain_year=_four_digits(tokens, first)), after


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


def _number(tokens: list[Token], i: int) -> Number | None:
    """Read one number that begins at token `i`."""
    if i >= len(tokens):
        return None
    first, unit = i, None
    if tokens[i].kind == "sign":
        unit = SIGNS[re.sub(r"\s", "", tokens[i].word)]
        i += 1
    if _is(tokens, i, "number"):
        return _from_digits(tokens, first, i, unit)
    if _is(tokens, i, "minus"):
        inner = _number(tokens, i + 1)
        return None if inner is None else inner._replace(low=-inner.high, high=-inner.low, first=first)
    return _from_words(tokens, i)


_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})*,\d{3}(?:\.\d+)?")
_CONTINENTAL = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")
_RATIO = re.compile(rf"(?:(\d+)[ {SPACES}])?(\d{{1,3}})/(\d{{1,3}})")
_MIXED = re.compile(rf"(\d*)[{SPACES}]?([{_FRACTION}])")


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
    return 0.0, "identifier" if "." in spaced or "/" in spaced else "malformed"


def _from_digits(tokens: list[Token], first: int, i: int, unit: str | None) -> Number:
    value, excluded = literal(tokens[i].word)
    base, scale, suffix, last = value, 1.0, None, i
    kind = "fraction" if excluded == "fraction" else "cardinal"
    if _is(tokens, i + 1, "suffix"):
        last = i + 1
        letters = tokens[last].word.strip(SPACES)
        if letters == "m" and unit is None and not tokens[last].word.isupper():
            suffix = "m"
        else:
            scale = SUFFIXES[letters]
    if _is(tokens, last + 1, "percent"):
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
    if not _is(tokens, last + 1, "sign") or not _is(tokens, last + 2, "number"):
        return value, None, last
    unit = SIGNS[re.sub(r"\s", "", tokens[last + 1].word)]
    cents = tokens[last + 2].word
    alone = len(tokens) == last + 3 or not _is(tokens, last + 3, "sign")
    if alone and len(cents) == 2 and cents.isdecimal() and value == int(value):
        return value + int(cents) / 100, unit, last + 2
    return value, unit, last + 1


def _multipliers(tokens: list[Token], last: int, value: float, scale: float) -> tuple[float, int, float]:
    """Read "million", "dozen", "hundred thousand" after a number; a hyphen may stand between."""
    while True:
        i = last + 2 if _is(tokens, last + 1, "dash") else last + 1
        if not _is(tokens, i, "word") or tokens[i].word not in WORDS:
            return value, last, scale
        kind, factor = WORDS[tokens[i].word]["kind"], float(WORDS[tokens[i].word]["low"] or 1)
        if kind not in ("hundred", "magnitude", "dozen") and not (kind == "plural" and factor >= 1000):
            return value, last, scale
        value, scale, last = value * factor, scale * factor, i


def _half_more(tokens: list[Token], last: int, value: float, scale: float) -> tuple[float, int, float]:
    """Read "and a half" after a number: half of the last multiplier, or of one."""
    i = last + 1
    pieces = [t.word for t in tokens[i : i + 6] if t.kind != "dash"]
    if pieces[:3] == ["and", "a", "half"] or pieces[:3] == ["and", "a", "quarter"]:
        while tokens[i].word not in ("half", "quarter"):
            i += 1
        return value + scale * (0.5 if tokens[i].word == "half" else 0.25), i, scale
    return value, last, scale


def _from_words(tokens: list[Token], i: int) -> Number | None:
    """Read a number in words: "a hundred and five", "half a million", "several hundred", "tens of thousands"."""
    first, article = i, _is(tokens, i, "article")
    if article:
        i += 1
    if not _is(tokens, i, "word"):
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
    value, last, scale = _half_more(tokens, last, total + current, scale)
    if scale == 0.5 or value != total + current:
        value, last, scale = _multipliers(tokens, last, value, scale)
    excluded = (
        "oversized"
        if value > LARGEST
        else "bare magnitude"
        if bare and first == i == last and tokens[i].word != "dozen"
        else None
    )
    return Number(value, value, base or value, scale, False, "cardinal", None, excluded, None, False, first, last)


def _next_word(tokens: list[Token], i: int, current: float, *, begun: bool) -> tuple[int, str, float] | None:
    """Return place, kind and value of the number word that continues a sum, or None where it ends."""
    joined = None
    if begun and (_is(tokens, i, "link", "and") or _is(tokens, i, "dash")):
        joined, i = tokens[i].word, i + 1
    if not _is(tokens, i, "word") or tokens[i].word not in WORDS:
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
    if _is(tokens, after, "link", "of"):
        after += 1
    if _is(tokens, after, "dash"):
        after += 1
    if _is(tokens, after, "article"):
        after += 1
    value, last, scale = _multipliers(tokens, after - 1, share, 1.0)
    if last < after:
        return Number(share, share, share, 1.0, False, "fraction", None, "fraction", None, False, first, at)
    return Number(value, value, share, scale, False, "cardinal", None, None, None, False, first, last)


def _vague(tokens: list[Token], first: int, i: int, ends: tuple[float, float], *, bare: bool) -> Number:
    """Read a vague word with its multipliers: "a few dozen" 36-99, "several hundred" 300-999, "tens of thousands" 10000-99999."""
    low, high = ends
    last, word = i, tokens[i].word
    while True:
        at = last + 1
        while _is(tokens, at, "link", "of") or _is(tokens, at, "article"):
            at += 1
        if not _is(tokens, at, "word") or tokens[at].word not in WORDS:
            break
        kind, factor = WORDS[tokens[at].word]["kind"], float(WORDS[tokens[at].word]["low"] or 1)
        if kind not in ("hundred", "magnitude", "dozen", "plural") or high * factor > LARGEST:
            break
        low, high = low * factor, (99.0 if kind == "dozen" and high == 9 else (high + 1) * factor - 1)
        last = at
    repeated = last + 2
    if _is(tokens, last + 1, "link", "and") and _is(tokens, repeated, "word", word):
        last = repeated  # "hundreds and hundreds"
    lonely = bare and word in ("few", "couple", "handful") and last == i
    return Number(low, high, low, 1.0, True, "vague", None, "no number" if lonely else None, None, False, first, last)
