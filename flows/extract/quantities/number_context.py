"""Whether a number counts anything, by the words and signs around it.

The cues are in the table ``number_contexts``; what is grammar rather than vocabulary (years, parts of dates, ages between
commas, "one" as a pronoun, digits inside names) is here. Only the `BEFORE` characters in front and the `AFTER` characters
behind a number are looked at, so that the work per number is bounded.
"""

from __future__ import annotations

import re

from flows.core import reference
from flows.extract.quantities.numerals import Reading

BEFORE, AFTER = 40, 40
OLDEST = 120
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"

_CONTEXTS = reference.rows("number_contexts", "word", "place", "reason", key=("word", "place"))
_REASON_BEFORE = {r["word"] or "": r["reason"] or "" for r in _CONTEXTS if r["place"] == "before"}
_REASON_AFTER = {(r["word"] or "").replace("-", " "): r["reason"] or "" for r in _CONTEXTS if r["place"] == "after"}


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", " ") for w in sorted(words, key=len, reverse=True))


_LAST_WORD = re.compile(rf"(?:^|[\s(\[“\"‘'—–-])({_any(list(_REASON_BEFORE))})(?: of)?\s*#?$", re.IGNORECASE)
_NEXT_WORD = re.compile(
    rf"[ \u00a0-]?({_any([r['word'] or '' for r in _CONTEXTS if r['place'] == 'after'])})(?![\w])", re.IGNORECASE
)
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th)(?![a-z])|[- ](?:first|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?![a-z])|-second(?![a-z])",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"[- ](?:half|halves|third|thirds|quarters|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?)(?![a-z])",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)?(?:[ -]|\s+of\s+)(?:{MONTHS})(?![a-z])", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"(?:^|[^a-z])(?:{MONTHS})\.?[ -]$", re.IGNORECASE)
_DATE_BEFORE = re.compile(rf"(?:^|[^a-z])(?:{MONTHS})\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? ?(?:of )?$", re.IGNORECASE)
_YEAR_STRONG = re.compile(
    r"(?:^|[^a-z])(?:in|since|until|till|during|before|after|throughout|early|late|mid|year|spring|summer|autumn|fall|winter|the|of|fiscal|circa)[ -]$",
    re.IGNORECASE,
)
_NOUN_AFTER = re.compile(
    r" (?!(?:was|is|has|as|its|this|his|us|yes|thus|across|unless|does|says|versus|towards|perhaps|always)\b)[a-z]+s\b| (?:people|men|women|children|troops|police|civilian|dead|wounded|more|other)\b"
)
_NAME_AGE = re.compile(r"[^\W\d_][\w.’'-]*,\s(?:both |each |now |then |who was |only |just )?$")
_AGE_CLOSES = re.compile(r"(?:,|\.(?:\s|$)|;|:| and [A-Z]|\s?\(| from | of )|$")
_PRONOUN_BEFORE = re.compile(
    r"(?:^|[^a-z])(?:the|this|that|each|every|any|no|which|another|other|only|first|last|next|good|better|best|new|big|small|right|wrong|same|such|very|loved|whole|bad|old|easy|hard|tough|former|latter|some|not)[ -]$",
    re.IGNORECASE,
)
_PRONOUN_AFTER = re.compile(
    r" of (?!\d)|['’]s\b| another\b| (?:day|thing|can|could|may|might|must|should|would|will|is|was|has|had|who|that|which|to|in which|by one|after another|or another|way or)\b|s\b|\s?[.,;:?!)”\"]|$",
    re.IGNORECASE,
)


def judge(text: str, start: int, end: int, reading: Reading) -> str | None:
    """Return why the number at `text[start:end]` is no quantity, or None."""
    before, after = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
    if reading.unit is not None:
        return None
    return (
        _touching(before, after, reading)
        or _cues(before, after, reading)
        or (_calendar(before, after, reading) if reading.digits else _pronoun(text, start, end, before, after))
    )


def _touching(before: str, after: str, reading: Reading) -> str | None:
    """Digits inside a name, an address on the web, a decade; ordinals."""
    if reading.digits and before:
        last = before[-1]
        if (
            last.isalnum()
            or last in "#@&=_\\"
            or (last in "-/." and before[-2:-1].isalpha())
            or (last in ":.,/" and before[-2:-1].isdecimal())
        ):
            return "name"
    if after and (match := _ORDINAL.match(after)) and (reading.digits or after[0] == "-"):
        return "ordinal"
    if reading.digits and after and after[0] in "'’s" and re.match(r"['’]?s(?![a-z])", after):
        return "year"
    if reading.digits and after and after[0] in "_@" or after[:3] == "://":
        return "name"
    return None


def _cues(before: str, after: str, reading: Reading) -> str | None:
    """Words of the table beside the number."""
    if after and (match := _NEXT_WORD.match(after)):
        return _REASON_AFTER[match[1].casefold().replace("-", " ")]
    if before and (match := _LAST_WORD.search(before)):
        return _REASON_BEFORE[match[1].casefold()]
    if reading.kind == "cardinal" and after and _SHARE.match(after):
        return "fraction"
    old = reading.value is not None and 0 < reading.value <= OLDEST and reading.digits
    return "age" if old and _NAME_AGE.search(before) and _AGE_CLOSES.match(after) and before[:1] != "" else None


def _calendar(before: str, after: str, reading: Reading) -> str | None:
    """Years and days of months."""
    if _MONTH_AFTER.match(after) or _MONTH_BEFORE.search(before):
        top = reading.high if reading.value is None else reading.value
        if top is not None and (top <= 31 or 1000 <= top <= 2100):
            return "date"
    return "year" if _is_year(before, after, reading) else None


def _is_year(before: str, after: str, reading: Reading) -> bool:
    """Four plain digits are a year after "in" or a month, and where nothing is counted after them."""
    year = reading.low if reading.value is None else reading.value
    if year is None or not 1000 <= year <= 2100 or year != int(year) or not reading.plain_year:
        return False
    if reading.kind == "range":
        return 1800 <= year and not _NOUN_AFTER.match(after)
    if _DATE_BEFORE.search(before):
        return True
    if reading.qualifier not in ("exact", "about"):
        return False
    counts = bool(_NOUN_AFTER.match(after))
    if reading.qualifier == "exact" and year >= 1900 and _YEAR_STRONG.search(before):
        return True
    return not counts and (1900 <= year or bool(_YEAR_STRONG.search(before)))


def _pronoun(text: str, start: int, end: int, before: str, after: str) -> str | None:
    if text[start:end].casefold() != "one":
        return None
    return "pronoun" if _PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(after) else None
