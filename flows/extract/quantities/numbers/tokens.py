"""Stretches of number words and digits: how they are found and cut into tokens.

`PATTERN` finds a stretch (in Polars, linear in the text): numbers with their qualifiers, links ("to", "and", a dash) and signs.
One stretch may hold several numbers ("in 2014 300", "two of three"). `tokenize` cuts it. Words, qualifiers and signs come from
``number_words``, ``number_qualifiers`` and ``currency_signs``. Digits are those of ASCII and fullwidth ones,
Arabic-Indic (both kinds), Devanagari and Bengali digits; others are not read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.core import reference
from flows.core.patterns import any_of
from schemas import vocabulary

DIGIT = "[0-9٠-٩۰-۹०-९০-৯０-９]"
SUFFIX = "bn|mn|tn|mln|bln|mio|mrd"
SPACES = " \u00a0\u2009\u202f"
_KINDS = {"kind": ("small", "hundred", "magnitude", "dozen", "plural", "vague")}
WORDS = {
    r["word"]: r for r in reference.rows("number_words", "word", "kind", "low", "high", key=("word",), allowed=_KINDS)
}
_PLACES = {"place": ("before", "after"), "qualifier": vocabulary.QUALIFIER}
_QUALIFIER_ROWS = reference.rows(
    "number_qualifiers", "phrase", "place", "qualifier", key=("phrase", "place"), allowed=_PLACES
)
SIGNS = {
    (r["sign"] or "").casefold().replace(" ", ""): r["unit"] or ""
    for r in reference.rows("currency_signs", "sign", "unit", key=("sign",))
}
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


class Token(NamedTuple):
    """A piece of a stretch: what it is, the word in lower case, and where it stands."""

    kind: str
    word: str
    start: int
    end: int


def _letter_signs(*, letter_first: bool) -> str:
    """Signs of several characters; a blank may stand before the sign proper ("HK $"), but not after "a" ("a $5 bill")."""
    signs = [s for s in SIGNS if s[0].isalpha() == letter_first and (letter_first or len(s) > 1)]
    ordered = sorted(signs, key=lambda p: (-len(p), p))
    return "|".join(re.escape(s) if s == "a$" else re.sub(r"(\\?[$¥])$", r" ?\1", re.escape(s)) for s in ordered)


_BEFORE = any_of([r["phrase"] or "" for r in _QUALIFIER_ROWS if r["place"] == "before"])
_AFTER = any_of([r["phrase"] or "" for r in _QUALIFIER_ROWS if r["place"] == "after" and (r["phrase"] or "") != "odd"])
_WORD = any_of([w for w in WORDS if w] + ["half", "quarter"])
_LETTER_SIGNS = _letter_signs(letter_first=True)
_SIGNS_AND_LETTERS = _letter_signs(letter_first=False)
_BARE_SIGNS = "".join(re.escape(s) for s in SIGNS if len(s) == 1 and not s.isalpha())
FRACTION_SIGNS = "".join(FRACTIONS)


def _pattern() -> str:
    """Return the stretch pattern in the syntax of Rust's regex crate: no look-around, linear in the text."""
    s = f"[{SPACES}]"
    edge = r"(?-u:\b)"
    digits = (
        rf"(?:{DIGIT}{{1,3}}(?:{s}{DIGIT}{{3}})+{edge}|{DIGIT}{{1,3}}(?:, 000)+{edge}|(?-u:\B)\.{DIGIT}+|"
        rf"{DIGIT}+(?:[.,]{DIGIT}+)*(?:[/:]{DIGIT}+)*(?:{s}?[{FRACTION_SIGNS}]|[{SPACES}-]{DIGIT}/{DIGIT}{{1,2}}{edge})?|[{FRACTION_SIGNS}])"
    )
    long_suffix = rf"(?i-u: ?(?:{SUFFIX})\b|[kmb]\b)|{s}?%"
    plain = rf"{digits}(?:{long_suffix})?"
    sign = rf"(?:(?i:{edge}(?:{_LETTER_SIGNS})|{_SIGNS_AND_LETTERS})|[{_BARE_SIGNS}])"
    money = rf"{sign}{s}?{digits}(?:(?i-u: ?(?:{SUFFIX}|[kmb])\b))?"
    word = rf"{edge}(?i-u:{_WORD}){edge}"
    number = rf"(?:{money}|{plain}|{word})"
    lead = rf"(?:{edge}(?i-u:{_BEFORE}|between|from|an?|minus){s}|[~<>≤≥≈]{s}?)"
    link = rf"(?:{s}?[-‐‑–—]{s}?|{s}(?i-u:(?:and|to|or|of|point) )?|(?i-u:-(?:and|to|or)-(?:a-)?))"
    tail = rf"(?:{s}(?i-u:{_AFTER})(?-u:\b)|\+|[- ](?i-u:odd)(?-u:\b))"
    return rf"{lead}*{number}(?:{link}{lead}*{number})*{tail}?"


PATTERN = _pattern()

_TOKEN = re.compile(
    "|".join(
        (
            rf"(?P<sign>(?:(?<![a-z])(?:{_LETTER_SIGNS})|{_SIGNS_AND_LETTERS})(?=[{SPACES}]?\d)|[{_BARE_SIGNS}])",
            rf"(?P<before>(?:{_BEFORE})(?![a-z]))",
            rf"(?P<after>(?:{_AFTER}|odd)(?![a-z])|\+)",
            r"(?P<link>(?:and|to|or|of|point)(?![a-z]))",
            r"(?P<open>(?:between|from)(?![a-z]))",
            r"(?P<article>an?(?![a-z]))",
            r"(?P<minus>minus(?![a-z]))",
            rf"(?P<word>(?:{_WORD})(?![a-z]))",
            rf"(?P<number>\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\w)|\d{{1,3}}(?:,\ 000)+(?!\w)|\.\d+|\d+(?:[.,]\d+)*(?:[/:]\d+)*"
            rf"(?:[{SPACES}]?[{FRACTION_SIGNS}]|[{SPACES}-]\d/\d{{1,2}}(?!\w))?|[{FRACTION_SIGNS}])",
            rf"(?P<suffix>[{SPACES}]?(?:{SUFFIX}|[kmb])(?![a-z]))",
            rf"(?P<percent>[{SPACES}]?%)",
            r"(?P<compare>[~<>≤≥≈])",
            r"(?P<dash>[-‐‑–—])",
        )
    ),
    re.IGNORECASE,
)
COMPARE = {"~": "about", "≈": "about", "<": "less_than", ">": "more_than", "≤": "at_most", "≥": "at_least"}
QUALIFIER = {(r["place"], r["phrase"]): r["qualifier"] or "" for r in _QUALIFIER_ROWS} | {("after", "+"): "at_least"}


def tokenize(stretch: str) -> list[Token]:
    """Return the tokens of a stretch; blanks are none."""
    return [Token(m.lastgroup or "", m[0].casefold(), m.start(), m.end()) for m in _TOKEN.finditer(stretch)]


def is_token(tokens: list[Token], i: int, kind: str, *words: str) -> bool:
    """Tell whether token `i` is there, is of this kind and, if words are given, one of them."""
    return i < len(tokens) and tokens[i].kind == kind and (not words or tokens[i].word in words)
