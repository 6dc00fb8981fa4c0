"""When an article was published: what a caller says in ISO 8601, and what a page prints.

A date alone gives the date; an instant with a zone gives both, the date as printed; an instant without a zone gives the
date only. Nothing is guessed: a date whose day and month could be the other way round is none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from flows.core import reference

Moment = tuple[datetime | None, date | None]
UNKNOWN: Moment = (None, None)
DATELINE = re.compile(r"^[^\W\d_a-z]{2}[^\W\d_a-z .,'-]*[, ]")
AFTER = re.compile(r"[ ,]{0,2}(?:\([^()]{2,40}\)\s?)?(?:--|[—–:]|- )|[ ,]{0,2}\([^()]{2,40}\)")
DIGIT = re.compile(r"\d")
ISO_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
EARLIEST, LATEST = 1800, 2100


@lru_cache(maxsize=4096)
def parse_iso(text: str) -> Moment | None:
    """Return instant (UTC) and local date of an ISO 8601 date or instant, None if it is neither."""
    text = text.strip()
    if not ISO_DAY.match(text) or len(text) > 40:
        return None
    try:
        if len(text) <= 10:
            return None, _in_range(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
        day = _in_range(moment.date())
        return (moment.astimezone(UTC) if moment.tzinfo else None), day
    except (ValueError, OverflowError):
        return None


def _in_range(day: date) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(day)
    return day


@cache
def _words() -> tuple[dict[str, int], re.Pattern[str]]:
    months = {
        row["word"] or "": int(row["month"] or 0)
        for row in reference.rows("page_months", "word", "month", key=("word",))
    }
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    day = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|\.)?"
    year = r"(?P<{}>(?:18|19|20)\d\d)"
    pattern = re.compile(
        rf"\b(?:(?P<m1>{names})\.?\s{{1,3}}{day.format('d1')}(?:,\s{{0,3}}|\s{{1,3}}){year.format('y1')}"
        rf"|{day.format('d2')}\s{{1,3}}(?:de\s)?(?P<m2>{names})\.?,?\s{{1,3}}(?:de\s)?{year.format('y2')}"
        rf"|{year.format('y3')}-(?P<m3>\d\d)-(?P<d3>\d\d)"
        rf"|(?P<a4>\d{{1,2}})[./](?P<b4>\d{{1,2}})[./]{year.format('y4')})\b",
        re.IGNORECASE,
    )
    return months, pattern


def find_day(line: str) -> tuple[date, int, int] | None:
    """Return the first full date in a line and where it stands, or None."""
    if not DIGIT.search(line):
        return None
    months, pattern = _words()
    found = pattern.search(line)
    if not found:
        return None
    part = found.groupdict()
    if part["m1"]:
        numbers = part["y1"], months[part["m1"].casefold()], part["d1"]
    elif part["m2"]:
        numbers = part["y2"], months[part["m2"].casefold()], part["d2"]
    elif part["m3"]:
        numbers = part["y3"], int(part["m3"]), part["d3"]
    else:
        a, b = int(part["a4"]), int(part["b4"])
        if a <= 12 and b <= 12 and a != b:
            return None
        day_, month = (a, b) if a > 12 or a == b else (b, a)
        numbers = part["y4"], month, str(day_)
    try:
        return date(int(numbers[0]), numbers[1], int(numbers[2])), found.start(), found.end()
    except ValueError:
        return None


def dateline_day(head: str) -> date | None:
    """Return the date of a dateline at the beginning of a text: a place in capitals, a full date, an agency or a dash."""
    if not DATELINE.match(head):
        return None
    found = find_day(head)
    return found[0] if found and found[1] <= 60 and AFTER.match(head, found[2]) else None
