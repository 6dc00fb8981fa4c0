"""Whether a number counts anything, by the words and signs around it.

The cues are in the table ``number_contexts``; what is grammar rather than vocabulary (years, parts of dates, ages between
commas, "one" as a pronoun, digits inside names) is here. Only `BEFORE` characters in front of and `AFTER` characters behind
a number are looked at, so that the work per number is bounded.
"""

from __future__ import annotations

import re

from flows.core import reference
from flows.extract.quantities.numerals import Reading
from flows.extract.quantities.units import short_names

BEFORE, AFTER = 40, 40
OLDEST = 110
CHAINED = ("age", "list")
MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)

_CONTEXTS = reference.rows("number_contexts", "word", "place", "reason", key=("word", "place"))
_BEFORE = {r["word"] or "": r["reason"] or "" for r in _CONTEXTS if r["place"] == "before"}
_BEFORE_DIGITS = {r["word"] or "": r["reason"] or "" for r in _CONTEXTS if r["place"] == "before digits"}
_BEHIND = {(r["word"] or "").replace("-", " "): r["reason"] or "" for r in _CONTEXTS if r["place"] == "after"}
_SHORT_UNITS = short_names()


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", " ") for w in sorted(words, key=len, reverse=True))


_LAST_WORD = re.compile(rf"(?:^|[\s(\[“\"‘'—–-])({_any([*_BEFORE, *_BEFORE_DIGITS])})\s*#?$", re.IGNORECASE)
_NEXT_WORD = re.compile(
    rf"[ \u00a0-]?({_any([*_BEHIND, *(w.replace(' ', '-') for w in _BEHIND)])})(?!\w)", re.IGNORECASE
)
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th)(?![a-z])|[- ](?:first|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?![a-z])|-second(?![a-z])",
    re.IGNORECASE,
)
_OLD_ORDINAL = re.compile(r"D(?![A-Za-z])")
_SHARE = re.compile(
    r"(?: ?- ?| )(?:half|halves|third|thirds|quarters|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?)(?![a-z])",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)?(?:[ -]|\s+of\s+)(?:{MONTHS})(?![a-z])", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"(?:^|[^a-z])(?:{MONTHS})\.?[ -]$", re.IGNORECASE)
_DATE_BEFORE = re.compile(rf"(?:^|[^a-z])(?:{MONTHS})\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? ?(?:of )?\[?$", re.IGNORECASE)
_DAY_MONTH_BEFORE = re.compile(rf"\d(?:st|nd|rd|th)?[ -](?:{MONTHS})\.?[ -]$", re.IGNORECASE)
_YEAR_CUE = re.compile(
    r"(?:^|[^a-z])(?:in|since|until|till|during|before|after|throughout|early|late|mid|year|spring|summer|autumn|fall|winter|"
    r"the|of|fiscal|circa)[ -]$",
    re.IGNORECASE,
)
_PLURAL_AFTER = re.compile(
    r" (?!(?:was|is|has|as|its|this|his|us|yes|thus|across|unless|does|says|versus|towards|perhaps|always)\b)[a-z]+s\b"
    r"| (?:people|men|women|children|troops|police|civilian|dead|wounded|injured|killed|more|other)\b",
    re.IGNORECASE,
)
_COUNT_AFTER = re.compile(
    r" (?:people|persons|men|women|children|troops|soldiers|civilians|fighters|militants|prisoners|refugees|others|more|dead|wounded|injured)\b",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(r"\s?[$£€¥₹₽₴%°]")
_NAME_AGE = re.compile(r"(?:^|[^\w])[A-Z][\w.’'-]*,\s(?:both |each |now |then )?$")
_ANY_AGE = re.compile(r"[a-z],\s(?:both |each )$")
_AGE_CLOSES = re.compile(r"[,;)]|\.(?:\s|$)|:| and [A-Z]|\s?\(|$")
_AGE_LIMIT = re.compile(
    r"(?:^|[^a-z])(?:children|minors|boys|girls|men|women|males|females|people|persons|those|anyone|youths|adults|citizens|everyone|residents) $",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"(?:under|over|above|below) ", re.IGNORECASE)
_SECTION = re.compile(r"(?:^|[\n;]\s*|\s{2,})[\[(]?$")
_SECTION_END = re.compile(r"\s?[.)\]](?:\s|$)")
_UNOPENED = re.compile(r"\s?\)\s")
_NAMED = re.compile(r"[a-z,]['’]? (?!Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)[A-Z][a-z]{2,} $")
_NAMED_END = re.compile(r"[,;)\]]|\.?$|\.\s")
_STRONG_BEFORE = re.compile(
    r"(?:^|[^a-z])(?:the|each|every|any|which|another|other|only|first|last|next|good|better|best|new|big|small|right|"
    r"wrong|same|such|very|loved|whole|bad|old|easy|hard|tough|former|latter|some|not|as|like|is|was|are|became|remains|being)[ -]$",
    re.IGNORECASE,
)
_THIS_BEFORE = re.compile(r"(?:^|[^a-z])(?:this|that) $", re.IGNORECASE)
_NO_BEFORE = re.compile(r"(?:^|[^a-z])(?:no|every|any|loved)[ -]$", re.IGNORECASE)
_CLAUSE_AFTER = re.compile(
    r" (?:of|can|could|may|might|must|should|would|will|is|was|has|had|who|that|which|to|in|on|at|by|for|from|with|and|or|but|as|the|a|"
    r"our|his|her|they|he|she|it|we|being|carrying|being)\b|\s?[.,;:?!)”\"]|$",
    re.IGNORECASE,
)
_NEVER_AFTER = re.compile(
    r"['’]s\b| another\b| by one\b| after another\b| day\b(?! (?:of|later|after|before|ago))| thing\b| (?:can|could|may|might|must|should|would|sees|"
    r"knows|needs|wonders) | of (?:the |these |those |its |his |her |their |our |\w+['’]s )?"
    r"(?:few|most|many|several|main|major|key|largest|biggest|best|worst|first|last|leading|only|\w+(?:iest|gest|dest|test|nest|rest|lest|hest))\b",
    re.IGNORECASE,
)


def judge(text: str, start: int, end: int, reading: Reading, surface: int) -> str | None:
    """Return why the number at `text[start:end]`, whose surface begins at `surface`, is no quantity, or None."""
    if reading.unit is not None:
        return None
    before, after = text[max(0, surface - BEFORE) : surface], text[end : end + AFTER]
    if not reading.digits:
        return _word_cues(before, after, reading) or (_pronoun(before, after) if end - start == 3 else None)
    return (
        _touching(text[max(0, start - 2) : start], after, reading)
        or _cues(before, after, reading)
        or _calendar(before, after, reading)
        or _numbering(before, after, text[start:end], reading)
    )


def continues(before: str, text: str, start: int, end: int) -> bool:
    """Tell whether a number goes on in a list of ages or of numbered things: only a comma, "and", "or" stands between."""
    return before.strip(" ,") in ("", "and", "or", "to", "&") and not _PLURAL_AFTER.match(text, end)


def _touching(before: str, after: str, reading: Reading) -> str | None:
    """Digits inside a name, an address on the web, a decade; ordinals."""
    if before:
        last, other = before[-1], before[-2:-1]
        if (
            last.isalnum()
            or last in "#@&=_\\"
            or (last in "-/." and other.isalpha())
            or (last in ":.,/" and other.isdecimal())
        ):
            return "name"
    if not after:
        return None
    if after[0].isalpha():
        return _glued(after, reading)
    if after[0] in "'’" and re.match(r"['’]s(?![a-z])", after, re.IGNORECASE):
        return "year"
    if after[0] in "_@" or after[:3] == "://":
        return "name"
    return (
        "ordinal"
        if after[0] in " -" and (match := _ORDINAL.match(after)) and match[0] != " second" and after[0] == "-"
        else None
    )


def _glued(after: str, reading: Reading) -> str | None:
    """Letters that touch the digits: an ordinal, a decade, a unit, or a name."""
    if _ORDINAL.match(after) or (_OLD_ORDINAL.match(after) and reading.value in (2, 3, 22, 23, 32, 33)):
        return "ordinal"
    match = re.match(r"[^\W\d_]+", after)
    letters = match[0].lower() if match else ""
    if letters == "s":
        return "year"
    rest = after[len(letters) : len(letters) + 1]
    known = letters in _SHORT_UNITS or letters in _BEHIND or letters.rstrip("s") in _SHORT_UNITS
    return None if known and not (rest.isdecimal() and letters + rest not in _SHORT_UNITS) else "name"


def _word_cues(before: str, after: str, reading: Reading) -> str | None:
    """What tells that a number in words counts nothing."""
    if after:
        if match := _NEXT_WORD.match(after):
            return _BEHIND[match[1].casefold().replace("-", " ")]
        if after[0] in "- " and (match := _ORDINAL.match(after)) and after[0] == "-":
            return "ordinal"
        if reading.kind == "cardinal" and _SHARE.match(after):
            return "fraction"
    if before and reading.kind == "cardinal" and (match := _LAST_WORD.search(before)):
        return _BEFORE.get(match[1].casefold())
    return None


def _cues(before: str, after: str, reading: Reading) -> str | None:
    """Words of the table beside a number in digits, ages among them."""
    if after:
        if match := _NEXT_WORD.match(after):
            return _BEHIND[match[1].casefold().replace("-", " ")]
        if reading.kind == "cardinal" and _SHARE.match(after):
            return "fraction"
    if not before:
        return None
    if match := _LAST_WORD.search(before):
        word = match[1].casefold()
        if word in _BEFORE:
            return _BEFORE[word]
        if not _PLURAL_AFTER.match(after):
            return _BEFORE_DIGITS[word]
    return "age" if _is_age(before, after, reading) else None


def _is_age(before: str, after: str, reading: Reading) -> bool:
    if reading.value is None or not 0 < reading.value <= OLDEST:
        return False
    if reading.qualifier in ("less_than", "more_than") and _AGE_LIMIT.search(before) and not _PLURAL_AFTER.match(after):
        return True
    return bool((_NAME_AGE.search(before) or _ANY_AGE.search(before)) and _AGE_CLOSES.match(after))


def _calendar(before: str, after: str, reading: Reading) -> str | None:
    """Years and days of months."""
    if _MONTH_AFTER.match(after) or (before and _MONTH_BEFORE.search(before)):
        top = reading.high if reading.value is None else reading.value
        day_month = bool(_DAY_MONTH_BEFORE.search(before))
        if top is not None and (top <= 31 or 1000 <= top <= 2100 or (day_month and top <= 99)):
            counted = top <= 31 and not day_month and not _MONTH_AFTER.match(after) and _COUNT_AFTER.match(after)
            return None if counted else "date"
    return "year" if reading.plain_year and _is_year(before, after, reading) else None


def _is_year(before: str, after: str, reading: Reading) -> bool:
    """Four plain digits are a year after "in" or a month, and where nothing is counted after them."""
    year = reading.low if reading.value is None else reading.value
    if year is None or not 1000 <= year <= 2100 or _MONEY_AFTER.match(after) or _measures(after):
        return False
    if reading.kind == "range":
        return 1800 <= year and (reading.high or 0) <= 2100 and not _PLURAL_AFTER.match(after)
    if _DATE_BEFORE.search(before):
        return True
    if reading.qualifier not in ("exact", "about"):
        return False
    if reading.qualifier == "exact" and year >= 1900 and _YEAR_CUE.search(before):
        return True
    if year % 100 != 0 and year >= 1900 and not _COUNT_AFTER.match(after):
        return True
    return not _PLURAL_AFTER.match(after) and (1900 <= year or bool(_YEAR_CUE.search(before)))


def _measures(after: str) -> bool:
    """A unit follows ("1900 km")."""
    match = re.match(r"[ \u00a0-]?([^\W\d_]+)", after)
    if match is None:
        return False
    word = match[1].lower()
    return word in _SHORT_UNITS or word.endswith(
        ("metres", "meters", "miles", "dollars", "euros", "pounds", "tons", "tonnes")
    )


def _numbering(before: str, after: str, printed: str, reading: Reading) -> str | None:
    """Numbers of sections and notes, serial numbers, numbers at the end of a name."""
    if len(printed) > 1 and printed[0] == "0" and printed.isdecimal():
        return "time" if len(printed) == 4 else "identifier"
    if not printed.isdecimal():
        return None
    if len(printed) <= 3 and _SECTION.search(before) and _SECTION_END.match(after):
        return "list"
    if before[-1:] == "[" and after[:1] == "]":
        return "list"
    if _UNOPENED.match(after) and "(" not in before:
        return "list"
    if len(printed) <= 3 and reading.qualifier == "exact" and _NAMED.search(before) and _NAMED_END.match(after):
        return "name"
    return None


def _pronoun(before: str, after: str) -> str | None:
    """ "One" that counts nothing: "no one", "the one who", "one must", "one of the most"."""
    if _NO_BEFORE.search(before) or _NEVER_AFTER.match(after):
        return "pronoun"
    if _STRONG_BEFORE.search(before) and _CLAUSE_AFTER.match(after):
        return "pronoun"
    return "pronoun" if _THIS_BEFORE.search(before) and _CLAUSE_AFTER.match(after) and after[:4] != " of " else None
