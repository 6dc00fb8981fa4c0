"""The words of time, read from the reference tables, and the pattern fragments made of them.

`date_words` lists every word with its kind and value, `date_holidays` the holidays with a computable day. The fragments are
plain strings that mean the same to Python's `re` and to the Rust engine behind Polars: no look-around, no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from flows.core import patterns, reference

BLANK = "[ \u00a0\u2009\u202f]"
SPACE = f"(?:{BLANK}{{1,3}})"
HYPHEN = "[-\u2010\u2011\u2013]"
JOIN = f"(?:{SPACE}|{HYPHEN})"
DAY_NUMBER = "(?:3[01]|[12][0-9]|0?[1-9])"
DAY_ORDINAL = f"{DAY_NUMBER}(?:st|nd|rd|th|ST|ND|RD|TH)?"
YEAR = "(?:1[0-9][0-9][0-9]|20[0-9][0-9]|2100)"

WORDS = reference.rows("date_words", "word", "kind", "value", key=("word", "kind"))


def table(*kinds: str) -> dict[str, str]:
    """Return word → value of the rows of these kinds; an empty value is an empty string."""
    return {str(row["word"]): row["value"] or "" for row in WORDS if row["kind"] in kinds}


def any_of(words: Iterable[str]) -> str:
    """Return a group that matches any of `words`, the longest first, spaces as in print."""
    return patterns.any_of(words, {" ": SPACE, "'": "['’]"})


MONTHS = {word: int(value) for word, value in table("month", "month_short").items()}
WEEKDAYS = {word: int(value) for word, value in table("weekday", "weekday_short").items()}
SEASONS = table("season")
NUMBERS = {word: int(value) for word, value in table("number").items()}
VAGUE = table("vague_number")
ORDINALS = {word: int(value) for word, value in table("ordinal").items()}
UNITS = table("unit")
PLURALS = table("unit_plural")
SHORT_UNITS = table("unit_short")
DAYPARTS = table("daypart")
CLOCK = table("clock")
DEICTIC = table("deictic")
REFERENCES = table("reference")
FREQUENCY = table("frequency")
PARTS = table("part")
APPROX = table("approx")
STEPS = {word: int(value) for word, value in table("step").items()}
TEXT_STEPS = {word: int(value) for word, value in table("text_step").items()}
DECADES = {word: int(value) for word, value in table("decade").items()}
HOLIDAYS = {
    str(row["name"]).replace("’", "'"): str(row["rule"])
    for row in reference.rows("date_holidays", "name", "rule", "country", key=("name",))
}

MONTH_FULL = any_of(table("month"))
MONTH_ANY = f"(?:{MONTH_FULL}|{any_of(table('month_short'))}\\.?)"
WEEKDAY_FULL = any_of(table("weekday"))
WEEKDAY_ANY = f"(?:{WEEKDAY_FULL}|{any_of(table('weekday_short'))}\\.?)"
SEASON = any_of(SEASONS)
ORDINAL = f"(?:{any_of(ORDINALS)}|[0-9]{{1,2}}(?:st|nd|rd|th))"
UNIT = any_of(UNITS)
PLURAL = any_of(PLURALS)
DAYPART = any_of(DAYPARTS)
PART = any_of(PARTS)
APPROXIMATE = any_of(APPROX)
STEP = any_of(STEPS)
TEXT_STEP = any_of(TEXT_STEPS)
HOLIDAY = any_of(HOLIDAYS)

_SIMPLE = any_of(set(NUMBERS) - {"a", "an"})
DIGITS = "[0-9]{1,3}(?:,[0-9]{3})?(?:\\.[0-9]{1,2})?"
_COMPOUND = f"{_SIMPLE}(?:{JOIN}(?:and{SPACE})?{_SIMPLE}){{0,3}}"
NUMBER = f"(?:{any_of(VAGUE)}|{DIGITS}(?:{SPACE}[1-3]/[2-4]|[½¼¾])?|half{SPACE}an?|{_COMPOUND}|an?)"


@lru_cache(maxsize=65_536)
def squeeze(surface: str) -> str:
    """Return a surface in lower case with plain spaces, hyphens and apostrophes, as the tables spell it."""
    lowered = re.sub("[ \u00a0\u2009\u202f]+", " ", surface.casefold())
    return re.sub(HYPHEN, "-", lowered).replace("’", "'").strip()
