"""Which stretches between marks are somebody's speech or writing, and which are titles, nicknames and words held at arm's length."""

from __future__ import annotations

import re

from flows.extract.attribution.marks import Quote
from flows.extract.attribution.units import Unit

HEADING = 160  # characters of a heading at most
BEHIND = 40  # characters behind a name between marks that may tell of what
SENTENCE = 5  # words from which a quotation speaks for itself
NAMED = re.compile(
    r"(?:\s[\w-]+)?\s(?:network|channel|station|newspaper|paper|magazine|website|page|agency|radio|TV|television|group|battalion"
    r"|brigade|movement|party|organi[sz]ation|association|foundation|campaign|neighbou?rhood|operation|project|programme?)\b"
)
LOOSE = re.compile(r"\w")
TITLE = re.compile(
    r"(?:[A-Z\d][\w’'&:.-]*|of|the|and|a|an|in|on|for|to|with|from|at|or|vs)(?:\s+(?:[A-Z\d][\w’'&:.!-]*|of|the|and|a|an|in|on|for|to|with|from|at|or|vs|&|-))*[,.!?]?"
)
NAMING = re.compile(
    r"(?:so-called|known as|nicknamed|dubbed|named|titled|entitled|headlined|codenamed|code-named|called|(?:film|movie|book"
    r"|song|show|series|program|programme|documentary|novel|album|play|operation|column|segment|game|memoir|podcast"
    r"|exhibition|page|channel|network|newspaper|magazine|website|group|battalion|brigade|hit|episode|drama|comedy|poem|sketch),?)\s+(?:the\s+|a\s+|an\s+)?$",
    re.IGNORECASE,
)
ON_AIR = re.compile(r"(?:\bon|\bof|\bin|\bfor|[’']s|\bhost|\bthe)\s+(?:[A-Z]\w+[’']s\s+)?$")
BEFORE_NAME = re.compile(r"[A-Z][\w.]*\s+$")
AFTER_NAME = re.compile(r"\s+[A-Z]\w")


def alone(unit: Unit) -> bool:
    """Whether the unit is nothing but quotations."""
    at = unit.start
    for q in unit.quotes:
        if LOOSE.search(unit.text[at - unit.start : q.outer_start - unit.start]):
            return False
        at = q.outer_end
    return LOOSE.search(unit.text[at - unit.start :]) is None


def is_heading(unit: Unit, text: str) -> bool:
    """Whether the unit is a line of its own that holds but one quotation, without a full stop: a heading."""
    whole = (unit.start == 0 or text[unit.start - 1] == "\n") and text[unit.end : unit.end + 1] in ("", "\n")
    ended = unit.text.rstrip("”\"’'»")[-1:] in ".!?,…"
    return whole and len(unit.quotes) == 1 and unit.end - unit.start < HEADING and not ended


def is_sentence(text: str) -> bool:
    """Whether the words are speech by their look: several of them, or a sentence that ends as one."""
    words = text.split()
    return len(words) >= SENTENCE or (
        len(words) >= 3 and text[:1].isupper() and text[-1:] in ".?!,…" and not is_title(text)
    )


def is_title(text: str) -> bool:
    """Whether every word that can is capitalised: a title or a name."""
    return len(text) < 80 and not (text.isupper() and len(text) > 12) and TITLE.fullmatch(text) is not None


def is_name_of_something(q: Quote, unit: Unit, text: str) -> bool:
    """Whether marks set off a title, a nickname or a name, by what stands around them."""
    before = unit.text[max(0, q.outer_start - unit.start - 40) : q.outer_start - unit.start]
    after = unit.text[q.outer_end - unit.start : q.outer_end - unit.start + 3]
    if re.search(r"so-called\s+$", before, re.IGNORECASE):
        return True
    if not is_title(text) or unit.text.isupper():
        return False
    if BEFORE_NAME.search(before) and AFTER_NAME.match(after) and len(text.split()) <= 3:
        return True
    behind = unit.text[q.outer_end - unit.start : q.outer_end - unit.start + BEHIND]
    return bool(NAMING.search(before) or NAMED.match(behind) or (ON_AIR.search(before) and text[-1:] not in "!?"))
