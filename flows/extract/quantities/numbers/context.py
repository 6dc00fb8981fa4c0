"""Whether a number counts anything, by the words and signs around it.

The cues are in the table ``number_contexts``; what is grammar rather than vocabulary (years, parts of dates, ages between
commas, digits inside names) is here. Only a few words on either side are looked at, as words in lower case in sets, so that the
work per number is small and bounded.
"""

from __future__ import annotations

import re

from flows.core import reference
from flows.extract.quantities.numbers.numerals import BOUNDING, Reading
from flows.extract.quantities.things.nouns import is_plural
from flows.extract.quantities.things.units import short_names

BEFORE, AFTER = 40, 40
OLDEST = 110
CHAINED = ("age", "list")
MARKS = ".,;:!?)”\"'’]"
OPENERS = "([“\"‘'—–-"

_SHORT_UNITS = short_names()
_GLUED = re.compile(r"(st|nd|rd|th)(?![a-z])|([^\W\d_]+)", re.IGNORECASE)
_MONEY_AFTER = re.compile(r"\s?[$£€¥₹₽₴%°]")
_NAME_AGE = re.compile(r"(?:^|[^\w])[A-Z][\w.’'-]*,\s(?:both |each |now |then )?$|[a-z],\s(?:both |each )$")
_FULL_NAME = re.compile(r"(?:^|[,;.] |\band )(?:[A-Z][\w.’'-]+ )+[A-Z][\w.’'-]+, $")
_AGE_CLOSES = re.compile(r"[,;)]|\.(?:\s|$)|:| and [A-Z]|\s?\(|$")
_SECTION = re.compile(r"(?:^|[\n;]\s*|\s{2,})[\[(]?$")
_SECTION_END = re.compile(r"\s?[.)\]](?:\s|$)")
_UNOPENED = re.compile(r"\s?\)\s")
_NAMED = re.compile(r"[a-z,]['’]? (?!Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)[A-Z][a-z]{2,} $")
_NAMED_END = re.compile(r"[,;)\]]|\.?$|\.\s")
_SHARE_WORD = re.compile(r"(?: ?- ?| )([A-Za-z]+)")
_SUPERLATIVE = re.compile(r"\w{3,}(?:iest|[gdtnrlhkw]est)$")


_TOLD = {
    "place": (
        "before", "after", "before digits", "age limit", "change", "clock", "counted", "hyphen", "month", "no noun", "no one",
        "no plural", "one ever", "one of", "street", "the one", "this one", "today", "year",
    ),
    "reason": ("age", "change", "count", "date", "identifier", "list", "name", "ordinal", "plural", "pronoun", "time", "year"),
}  # fmt: skip


def _words(*places: str) -> dict[str, str]:
    table = reference.rows("number_contexts", "word", "place", "reason", key=("word", "place"), allowed=_TOLD)
    return {(r["word"] or "").replace("-", " "): r["reason"] or "" for r in table if r["place"] in places}


def _by_first(phrases: dict[str, str]) -> dict[str, list[tuple[list[str], str]]]:
    out: dict[str, list[tuple[list[str], str]]] = {}
    for phrase, reason in sorted(phrases.items(), key=lambda item: -len(item[0])):
        first, *rest = phrase.split(" ")
        out.setdefault(first, []).append((rest, reason))
    return out


MONTHS, _NO_PLURAL, _COUNTED, _GROUPS = _words("month"), _words("no plural"), _words("counted"), _words("age limit")
_YEAR_CUES, _NO_NOUN = _words("year"), _words("no noun")
_LEFT, _LEFT_DIGITS, _HYPHEN = _words("before"), _words("before digits"), _words("hyphen")
_SHARES = {
    r["word"] or "": int(r["parts"] or 1) for r in reference.rows("number_shares", "word", "parts", key=("word",))
}
_CLOCK, _TODAY = _words("clock"), _words("today")
_STREETS, _CHANGES = _words("street"), _words("change")
_RIGHT = _by_first(_words("after"))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE_BEFORE = re.compile(rf"(?:^|[^a-z])(?:{_MONTH})\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? ?(?:of )?\[?$", re.IGNORECASE)
_NO_ONE, _THE_ONE, _THIS_ONE = _words("no one"), _words("the one"), _words("this one")
_ONE_EVER, _ONE_OF = _words("one ever"), _words("one of")


def judge(text: str, start: int, end: int, reading: Reading, surface: int) -> str | None:
    """Return why the number at `text[start:end]`, whose surface begins at `surface`, is no quantity, or None."""
    if reading.unit is not None:
        return None
    if reading.value == 0 and reading.qualifier in BOUNDING:
        return "no number"
    following = words_after(text, end)
    joined = text[end : end + 1] == "-"
    if following and (reason := _behind(following, joined, reading)):
        return reason
    before = words_before(text, surface)
    if not reading.digits:
        if start > 1 and text[start - 1] == "-" and text[start - 2].isalpha():
            return "name"
        named = before and reading.kind == "cardinal"
        reason = (_LEFT.get(before[-1]) or _LEFT.get(" ".join(before))) if named else None
        if before and before[-1][-1:] == "," and 0 < (reading.value or 0) <= OLDEST and reading.qualifier == "exact":
            aged = _FULL_NAME.search(text, max(0, surface - BEFORE), surface)
            reason = reason or ("age" if aged and _AGE_CLOSES.match(text, end) else None)
        if before and before[-1] == "year" and reading.value is not None and 1000 <= reading.value <= 2100:
            return "year"
        return reason or (_pronoun(before, following, text, end) if text[start:end].lower() == "one" else None)
    return (
        _touching(text, start, end, reading)
        or _cues(text, surface, end, before, following, reading)
        or _calendar(text, surface, end, before, following, reading)
        or _numbering(text, surface, start, end, reading)
    )


def share_after(text: str, end: int) -> tuple[int, int] | None:
    """Return into how many parts the word behind a number divides ("two thirds"), and where that word ends."""
    match = _SHARE_WORD.match(text, end)
    parts = _SHARES.get(match[1].lower()) if match else None
    return (parts, match.end()) if match and parts else None


def words_after(text: str, end: int) -> list[str]:
    """Return up to three words right behind a number, in lower case, without marks; none where a mark comes first."""
    if text[end : end + 1] not in (" ", "-", "\u00a0"):
        return []
    chunk = text[end + 1 : end + AFTER]
    words = (chunk.replace("-", " ") if "-" in chunk else chunk).lower().split(None, 3)[:3]
    for i, word in enumerate(words):
        if word[-1] in MARKS:
            return [*words[:i], word.rstrip(MARKS)]
    return words


def words_before(text: str, start: int) -> list[str]:
    """Return up to two words right before a number, in lower case, without opening marks; none where a mark comes between."""
    if start == 0 or not (text[start - 1] == " " or text[start - 1] == "#"):
        return []
    words = text[max(0, start - BEFORE) : start].rstrip("# ").rsplit(None, 2)[-2:]
    return [w.lstrip(OPENERS).lower() if w[0] in OPENERS else w.lower() for w in words]


def changes(text: str, surface: int) -> bool:
    """Tell whether a verb of change stands before two numbers: "fell 5 to 286", "rose from 12 to 15" are two amounts, no range."""
    before = words_before(text, surface)
    return bool(before) and before[-1] in _CHANGES


def continues(between: str, text: str, end: int) -> bool:
    """Tell whether a number goes on in a list of ages or of numbered things: only a comma, "and", "or" stands between."""
    return between.strip(" ,").lower() in ("", "and", "or", "to", "&") and not _counts(words_after(text, end))


def _counts(following: list[str]) -> bool:
    """A plural follows, or a word for people hurt."""
    if not following:
        return False
    word = following[0]
    return word in _COUNTED or (word not in _NO_PLURAL and is_plural(word))


def _behind(following: list[str], joined: bool, reading: Reading) -> str | None:
    """Cues behind the number: "years old", "o'clock", "third"."""
    first = following[0]
    for rest, reason in _RIGHT.get(first, ()):
        if following[1 : 1 + len(rest)] == rest:
            return reason
    if reading.kind == "cardinal" and first in _SHARES:
        return "ordinal" if joined and reading.value is not None and reading.value >= 20 else "fraction"
    if joined and first in _HYPHEN:
        return _HYPHEN[first]
    if reading.digits and reading.kind == "cardinal" and any(w in _STREETS for w in following[1:]):
        return "identifier"
    return None


def _touching(text: str, start: int, end: int, reading: Reading) -> str | None:
    """Digits inside a name, an address on the web, a decade; ordinals."""
    last = text[start - 1] if start else " "
    if last != " ":
        other = text[start - 2] if start > 1 else " "
        if (
            last.isalnum()
            or last in "#@&=_\\"
            or (last in "-/." and other.isalpha())
            or (last in ":.,/" and other.isdecimal())
        ):
            return "name"
    after = text[end] if end < len(text) else " "
    if after == " ":
        return None
    if after.isalpha():
        return _glued(text, end, reading)
    if after in "'’" and text[end + 1 : end + 2].lower() == "s" and not text[end + 2 : end + 3].isalpha():
        return "year"
    return "name" if after in "_@" or text[end : end + 3] == "://" else None


def _glued(text: str, end: int, reading: Reading) -> str | None:
    """Letters that touch the digits: an ordinal, a decade, a unit, or a name."""
    match = _GLUED.match(text, end, end + AFTER)
    if match is None or match[1]:
        return "ordinal" if match else None
    letters = match[2].lower()
    if match[2] == "D" and reading.value in (2, 3, 22, 23, 32, 33):
        return "ordinal"
    if letters == "s":
        return "year"
    rest = text[match.end() : match.end() + 1]
    known = letters in _SHORT_UNITS or letters in _RIGHT or letters.rstrip("s") in _SHORT_UNITS
    if letters in _RIGHT and letters not in _SHORT_UNITS:
        return _RIGHT[letters][-1][1]
    return None if known and not (rest.isdecimal() and letters + rest not in _SHORT_UNITS) else "name"


def _cues(text: str, surface: int, end: int, before: list[str], following: list[str], reading: Reading) -> str | None:
    """Words of the table before a number in digits, and ages between commas."""
    if not before:
        return None
    last = before[-1]
    reason = _LEFT.get(last) or _LEFT.get(" ".join(before))
    if reason and (reason != "list" or _labels(text, surface, end, reading)):
        return reason
    if last in _LEFT_DIGITS and not _counts(following) and _labels(text, surface, end, reading):
        return _LEFT_DIGITS[last]
    value = reading.value
    if value is None or not 0 < value <= OLDEST:
        return None
    if last in _GROUPS and reading.qualifier in ("less_than", "more_than") and not _counts(following):
        return "age" if text[surface : surface + 5].lower() in ("under", "over ", "above", "below") else None
    if last[-1:] == "," or last in ("both", "each", "now", "then"):
        is_name = _NAME_AGE.search(text, max(0, surface - BEFORE), surface)
        return "age" if is_name and _AGE_CLOSES.match(text, end) else None
    return None


def _labels(text: str, surface: int, end: int, reading: Reading) -> bool:
    """A number that labels something is exact and has no separators ("they number about 160,000" counts)."""
    return reading.qualifier in ("exact", "between") and "," not in text[surface:end]


def _calendar(
    text: str, surface: int, end: int, before: list[str], following: list[str], reading: Reading
) -> str | None:
    """Years and days of months."""
    month_after = bool(following) and (
        following[0] in MONTHS or (following[0] == "of" and following[1:2] != [] and following[1] in MONTHS)
    )
    if not month_after and len(following) == 3 and following[0] in ("and", "or", "to") and following[2] in MONTHS:
        month_after = following[1].isdecimal()
    month_before = bool(before) and before[-1].rstrip(".") in MONTHS
    if month_after or month_before:
        top = reading.high if reading.value is None else reading.value
        day_month = month_before and len(before) == 2 and before[0][:1].isdecimal()
        if top is not None and (top <= 31 or 1000 <= top <= 2100 or (day_month and top <= 99)):
            counted = (top <= 31 or day_month) and not month_after and following[:1] != [] and following[0] in _COUNTED
            return None if counted else "date"
    if not reading.plain_year:
        return None
    if _is_clock(before, following, reading):
        return "time"
    return "year" if _is_year(text, surface, end, before, following, reading) else None


def _is_clock(before: list[str], following: list[str], reading: Reading) -> bool:
    """Four digits are a time of day after "at", where nothing is counted, and before "today" or "hours"."""
    value = reading.value
    if value is None or value >= 2400 or value % 100 >= 60 or reading.qualifier not in ("exact", "about"):
        return False
    first = following[0] if following else ""
    at = bool(before) and before[-1] in _CLOCK
    return (at and (first in ("hours", "hrs", "") or not _counts(following))) or first in _TODAY


def _is_year(text: str, surface: int, end: int, before: list[str], following: list[str], reading: Reading) -> bool:
    """Four plain digits are a year after "in" or a month, and where nothing is counted after them."""
    year = reading.low if reading.value is None else reading.value
    if year is None or not 1000 <= year <= 2100 or _MONEY_AFTER.match(text, end) or _measures(following):
        return False
    counts = _counts(following)
    if reading.kind == "range":
        return year >= 1800 and (reading.high or 0) <= 2100 and not counts
    if _DATE_BEFORE.search(text, max(0, surface - BEFORE), surface):
        return True
    if reading.qualifier not in ("exact", "about"):
        return False
    cued = bool(before) and before[-1].lstrip("-") in _YEAR_CUES
    if reading.qualifier == "exact" and year >= 1900 and cued:
        return True
    if year % 100 != 0 and year >= 1900 and not (counts and following[0] in _COUNTED):
        return True
    return not counts and (year >= 1900 or cued)


def _measures(following: list[str]) -> bool:
    """A unit follows ("1900 km")."""
    return bool(following) and (
        following[0] in _SHORT_UNITS
        or following[0].endswith(("metres", "meters", "miles", "dollars", "euros", "pounds", "tons", "tonnes"))
    )


def _numbering(text: str, surface: int, start: int, end: int, reading: Reading) -> str | None:
    """Numbers of sections and notes, serial numbers, numbers at the end of a name."""
    width = end - start
    if width > 1 and text[start] == "0" and text[start:end].isdecimal():
        return "time" if width == 4 else "identifier"
    after = text[end : end + 1]
    if width > 3 or (after and after not in ".,;)] "):
        return None
    if surface == 0 or text[surface - 1] in "[(\n ":
        if _SECTION.search(text, max(0, surface - 3), surface) and _SECTION_END.match(text, end):
            return "list"
        if text[surface - 1 : surface] == "[" and after == "]":
            return "list"
    if after in (")", " ") and _UNOPENED.match(text, end) and "(" not in text[max(0, surface - BEFORE) : surface]:
        return "list"
    if after != " " and reading.qualifier == "exact" and reading.kind == "cardinal" and text[start:end].isdecimal():
        named = _NAMED.search(text, max(0, surface - BEFORE), surface) and _NAMED_END.match(text, end)
        return "name" if named else None
    return None


def _pronoun(before: list[str], following: list[str], text: str, end: int) -> str | None:
    """Tell where "one" counts nothing: "no one", "the one who", "one must", "one of the most"."""
    last = before[-1] if before else ""
    first = following[0] if following else ""
    if last in _NO_ONE or first in _ONE_EVER or text[end : end + 2] in ("'s", "’s", "'S"):
        return "pronoun"
    if first == "of" and any(w in _ONE_OF or _SUPERLATIVE.match(w) for w in following[1:]):
        return "pronoun"
    if first == "by" and following[1:2] == ["one"]:
        return "pronoun"
    bare = not first or first in _NO_NOUN or first.endswith(("ing",))
    if (bare or first.endswith("ed")) and _SUPERLATIVE.match(last):
        return "pronoun"
    if bare and (last in _THE_ONE or (last in _THIS_ONE and first != "of")):
        return "pronoun"
    return None
