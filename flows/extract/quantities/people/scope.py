"""When and where: the time a figure covers, its scope, and its place, from the dates and places of its sentence."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

# Patterns of texts in lower case: without regard to case they would be searched twice as slowly.
SINCE = re.compile(r"\b(?:since|from|beginning|began|started|starting)\b[^,;]{0,25}$")
EVER = re.compile(
    r"\b(?:since|so far|to date|overall|in all|throughout the (?:war|conflict)|during the (?:war|conflict)|over the course of)\b",
)
PAST = re.compile(r"\b(?:past|last|previous|over|within|in the space of|during)\b")
EVENT = re.compile(
    r"\b(?:attacks?|blasts?|explosions?|bombings?|bombs?|air ?strikes?|strikes?|shelling|shootings?|clash(?:es)?|ambush|raids?|crash|"
    r"assault|massacre|suicide bomber|gunmen|missiles?|rockets?|drones?|battle|operation|earthquake|fire|collision|accident|barrage|"
    r"grenade|mine)\b",
)
BEFORE_PLACE = re.compile(
    r"\b(in|near|at|outside|around|across|inside|of|on|from|into|to|over)(?: the)?(?: [\w'’-]+){0,3}?\s*$",
)
REACH = 40


class When(NamedTuple):
    """A dated expression of the text: place, type, first and last day, precision."""

    start: int
    end: int
    timex_type: str
    first: dt.date | None
    last: dt.date | None
    surface: str


class Where(NamedTuple):
    """A place named in the text: place in the text, name and country code."""

    start: int
    end: int
    name: str
    iso3: str | None


class Period(NamedTuple):
    """The time a figure covers."""

    start: dt.date | None
    end: dt.date | None
    scope: str | None


def period(text: str, offset: int, at: int, whens: list[When]) -> Period:
    """Return the time that the figure at `at` (in the sentence) covers.

    Args:
        text: the sentence.
        offset: where it begins in the article.
        at: the figure's place in the sentence.
        whens: the expressions of time in the sentence.
    """
    low = text.lower()
    cumulative = EVER.search(low) is not None
    since = next((w for w in whens if w.first is not None and _since(text, w.start - offset)), None)
    if since is not None:
        return Period(since.first, None, "cumulative")
    dated = sorted((w for w in whens if w.timex_type in ("DATE", "TIME")), key=lambda w: abs(w.start - offset - at))
    for when in dated:
        if when.first is None:
            continue
        if when.last is not None and when.last > when.first:
            return Period(when.first, when.last, "cumulative" if cumulative else "period")
        return Period(when.first, when.last or when.first, "cumulative" if cumulative else "incident")
    if cumulative:
        return Period(None, None, "cumulative")
    if any(
        w.timex_type == "DURATION" and PAST.search(text[max(0, w.start - offset - 20) : w.end - offset].lower())
        for w in whens
    ):
        return Period(None, None, "period")
    return Period(None, None, "incident" if EVENT.search(low) else None)


def _since(text: str, at: int) -> bool:
    """Whether a time at `at` is where a count begins: it outdoes every other time of its sentence."""
    return SINCE.search(text[max(0, at - REACH) : max(0, at)].lower()) is not None


def place(text: str, offset: int, at: int, wheres: list[Where]) -> Where | None:
    """Return the place that a preposition puts nearest to the figure, one behind it before one in front of it."""
    best: tuple[int, Where] | None = None
    for where in wheres:
        start = where.start - offset
        if not BEFORE_PLACE.search(text[max(0, start - REACH) : start].lower()):
            continue
        distance = start - at if start > at else 2 * (at - start)
        if best is None or distance < best[0]:
            best = (distance, where)
    return best[1] if best else None
