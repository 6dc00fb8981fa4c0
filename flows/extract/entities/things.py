"""Names that words in small letters beside them complete or make none: "Karsa bridge", "Welm accords", "US-led coalition".

A place that the tables know stays a place before a facility's noun ("Kharkiv airport"), since that is where a thing happened;
"a Karsa hospital" is one of several there, and no name. A ship ("the cruiser Moskva") is no entity.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from flows.core.names import plain_key
from flows.extract.entities.beside import before, behind
from flows.extract.entities.lexicon import lexicon, listed_endings
from flows.extract.entities.names import Names
from flows.extract.entities.persons import first_of
from flows.extract.entities.register import COMMON, KIND, LED, NOBODY, PART, SPACED, Fact, Flags

NAMED_BEHIND = ("Operation", "Exercise")  # what stands behind these words is a name by itself
OPEN = np.array([kind in ("unknown", "place", "person") for kind in KIND])
ONE_OF_MANY = re.compile(r"(?i)(?:^|[\s(“\"])(?:an?|another|any|each|every|no|one|two|some|several|other) $")

NOUNS = {
    "facility": ("facility_noun", " "),
    "agreement": ("agreement_noun", " "),
    "event": ("event_noun", " "),
    "organization": ("led_noun", r"-led (?:[a-z-]+ )?"),
}  # by kind: the nouns, and what stands before them


def things(names: Names) -> None:
    """Complete the names of facilities, agreements and coalitions."""
    known = names.of(Fact.KNOWN)
    part = names.register.entry_facts.at(known)[:, 1]
    unlisted = (known == NOBODY) & OPEN[names.kind] & (~names.has(COMMON) | names.has(SPACED))
    place = (names.entity_type() == KIND["place"]) & ~np.isin(part, (PART["country"], PART["adjective"]))
    _complete(names, unlisted & behind().facility[names.right], "facility")
    _complete(names, unlisted & behind().event[names.right], "event")
    _complete(names, (unlisted | place) & behind().agreement[names.right], "agreement")
    _listed(names, place)
    afloat = before().ship[names.left]
    names.entry[afloat], names.kind[afloat] = NOBODY, KIND[""]
    _complete(names, names.has(LED) & behind().led[names.following()], "organization")
    _operations(names, unlisted)


def _complete(names: Names, which: Flags, kind: str) -> None:
    """Take the noun behind each of these names into it."""
    rows = np.flatnonzero(which)
    pattern = _nouns(kind)
    for row, left, right in zip(rows.tolist(), names.left_of(rows), names.right_of(rows), strict=True):
        m = pattern.match(right)
        if m is None or ONE_OF_MANY.search(left):
            continue
        names.end[row] += m.end()
        text = names.texts[names.article[row]][names.start[row] : names.end[row]]
        listed = lexicon().folded.get(plain_key(text))
        register = names.register
        names.text[row], names.kind[row] = register.text_number(text), KIND[kind]
        names.entry[row] = register.make(kind, text) if listed is None else register.listed_number(listed)


def _operations(names: Names, unlisted: Flags) -> None:
    """Join "Iron Harvest" to the "Operation Iron Harvest" of the same article."""
    full = np.flatnonzero(names.kind == KIND["event"])
    texts = names.register.texts
    heads = [texts[code].partition(" ") for code in names.text[full].tolist()]
    named = np.array([head in NAMED_BEHIND and bool(rest) for head, _, rest in heads], dtype=np.bool_)
    full, rests = full[named], [rest for head, _, rest in heads if head in NAMED_BEHIND and rest]
    if not len(full):
        return
    short = np.array([names.register.text_number(rest) for rest in rests], dtype=np.int64)
    rows = np.flatnonzero(unlisted)
    found = first_of((names.article[full] << 32) | short, names.entry[full], names.keys(names.text, rows))
    names.entry[rows] = np.where(found == NOBODY, names.entry[rows], found)
    names.kind[rows[found != NOBODY]] = KIND["event"]


def _listed(names: Names, place: Flags) -> None:
    """Take what goes on in small letters into a name that the tables so know: "Rwandan genocide", "Doha agreement"."""
    rows = np.flatnonzero(behind().listed[names.right])
    pattern = _endings()
    for row, right in zip(rows.tolist(), names.right_of(rows), strict=True):
        m = pattern.match(right)
        if m is None:
            continue
        start, end = int(names.start[row]), int(names.end[row]) + m.end()
        text = names.texts[names.article[row]][start:end]
        found = lexicon().folded.get(plain_key(text))
        if found is not None and (found.entity_type == "agreement" or not place[row]):
            names.end[row], names.text[row] = end, names.register.text_number(text)
            names.kind[row], names.entry[row] = KIND[found.entity_type], names.register.listed_number(found)


@cache
def _endings() -> re.Pattern[str]:
    endings = sorted(listed_endings(), key=lambda w: (-len(w), w))
    return re.compile(rf"(?:{'|'.join(map(re.escape, endings))})(?![\w-])")


@cache
def _nouns(kind: str) -> re.Pattern[str]:
    table, opening = NOUNS[kind]
    nouns = sorted(lexicon().words[table], key=lambda w: (-len(w), w))
    return re.compile(rf"{opening}(?:{'|'.join(nouns)})(?![\w-])")
