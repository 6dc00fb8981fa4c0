"""Organisations: names their own words type, acronyms, short forms, and institutions of countries and places.

An acronym goes to the name it is printed behind in brackets, or whose initials it is. "The Front" and "Liberation Front" go to
the "Talvora Liberation Front" of the same article.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np

from flows.core.countries import countries, country_of_adjective
from flows.core.names import plain_key
from flows.extract.entities.beside import GOES_ON, before, behind
from flows.extract.entities.lexicon import Entry, entry, lexicon
from flows.extract.entities.names import Names
from flows.extract.entities.persons import FEW, first_of
from flows.extract.entities.register import (
    ABRIDGED,
    COMMON,
    ENDS,
    KIND,
    NOBODY,
    PART,
    SHORT,
    SPACED,
    STATED,
    Fact,
    Flags,
    Ints,
    initials,
)  # fmt: skip

NUMBER = re.compile(r"(?<![\w.,/-])\d{1,3}(?:st|nd|rd|th) $")
ORGANIZATION, GROUP, ACRONYM = KIND["organization"], KIND["group"], KIND["acronym"]
STATED_KINDS = np.array([kind in STATED for kind in KIND])
ABRIDGED_KINDS = np.array([kind in ABRIDGED for kind in KIND])


def organizations(names: Names) -> None:
    """Give names that their own words type their entity, and acronyms that of the name they shorten."""
    stated = (names.entry == NOBODY) & STATED_KINDS[names.kind]
    names.entry[stated] = names.of(Fact.OWN)[stated]
    _numbered(names)
    short = _initials(names)
    bracketed = _bracketed(names)
    names.entry = np.where(short == NOBODY, names.entry, short)
    names.entry = np.where(bracketed == NOBODY, names.entry, bracketed)
    _short_forms(names)


def _numbered(names: Names) -> None:
    """Take the number of a body of troops into its name: "47th Brigade", "5th Special Forces Group"."""
    rows = np.flatnonzero(before().ordinal[names.left] & ~names.sport[names.article])
    texts, nouns = names.register.texts, lexicon().words["unit_noun"]
    for row, left in zip(rows.tolist(), names.left_of(rows), strict=True):
        m = NUMBER.search(left)
        text = texts[names.text[row]]
        if m is None or text.rpartition(" ")[2].lower() not in nouns or names.kind[row] == KIND["person"]:
            continue
        names.start[row] -= m.end() - m.start()
        names.text[row] = names.register.text_number(m[0] + text)
        names.kind[row], names.entry[row] = ORGANIZATION, names.register.make("organization", m[0] + text)


def _initials(names: Names) -> Ints:
    """The entity that each open acronym has the initials of; `NOBODY` for all else."""
    found = np.zeros(len(names.entry), dtype=np.int64)
    rows = np.flatnonzero((names.kind == ACRONYM) & (names.entry == NOBODY))
    code = names.of(Fact.INITIALS)
    full = np.flatnonzero((code != NOBODY) & ABRIDGED_KINDS[names.entity_type()])
    found[rows] = first_of(names.keys(code, full), names.entry[full], names.keys(names.text, rows))
    return found


def _bracketed(names: Names) -> Ints:
    """The entity that each short form in capitals is printed behind in brackets; `NOBODY` for all else."""
    found = np.zeros(len(names.entry), dtype=np.int64)
    rows = np.flatnonzero(names.has(SHORT) & behind().bracket[names.right])
    rows = rows[rows > 0]
    last = rows - 1
    near = (names.article[last] == names.article[rows]) & (names.end[last] + 2 == names.start[rows])
    rows = rows[near & (names.entry[last] != NOBODY)]
    texts = names.register.texts
    rows = rows[[_shortens(texts[b], texts[a]) for a, b in zip(names.text[rows - 1], names.text[rows], strict=True)]]
    if not len(rows):
        return found
    rows = rows[::-1]  # of two that use one short form, the later one keeps it
    return first_of(names.keys(names.text, rows), names.entry[rows - 1], names.keys(names.text))


@lru_cache(maxsize=10_000)
def _shortens(acronym: str, name: str) -> bool:
    """Whether the acronym may stand for the name: its initials, or the same first letter and most letters in order."""
    if initials(name).upper() == acronym.upper():
        return True
    letters = iter(name.upper())
    return " " in name and acronym[0].upper() == name[0].upper() and all(c in letters for c in acronym.upper())


# -- short forms ------------------------------------------------------------------------------------------------------


def _short_forms(names: Names) -> None:
    """Join "the Front" and "Liberation Front" to the "Talvora Liberation Front" of the same article, the latest before it."""
    armed = (names.entity_type() == GROUP) & (names.kind == ORGANIZATION)
    full = ((names.entity_type() == ORGANIZATION) | armed) & names.has(SPACED)
    word = _loose_words(names, full)
    asked = np.bincount(names.article[word], minlength=len(names.texts)) > 0
    some = asked | _shared_endings(names, full)
    stated = (names.kind == ORGANIZATION) & (names.entry != NOBODY)
    rows = np.flatnonzero((full | word | stated) & some[names.article])
    begins = np.flatnonzero(np.diff(names.article[rows], prepend=-1))
    for group in np.split(rows, begins[1:]) if len(rows) else []:
        _join_short_forms(names, group, full[group].tolist(), word[group].tolist())


def _loose_words(names: Names, full: Flags) -> Flags:
    """Which names are common words behind "the" that stand in an organisation's name of some article of the batch."""
    word: Flags = (names.entry == NOBODY) & names.has(COMMON) & ~names.has(SPACED) & before().the[names.left]
    texts = names.register.texts
    inside: set[str] = set()
    for code in np.unique(names.text[full]).tolist():
        inside.update(texts[code].split(" "))
    rows = np.flatnonzero(word)
    word[rows] = np.array([texts[code] in inside for code in names.text[rows].tolist()], dtype=np.bool_)
    return word


def _shared_endings(names: Names, full: Flags) -> Flags:
    """Which articles have organisations with different names that end in the same word."""
    rows = np.flatnonzero(full | ((names.kind == ORGANIZATION) & (names.entry != NOBODY)))
    last = names.register.last_words(names.text[rows])
    keys, group = np.unique((names.article[rows] << 32) | last, return_inverse=True)
    least = np.full(len(keys), np.iinfo(np.int64).max)
    np.minimum.at(least, group, names.text[rows])
    shared = np.bincount(group, weights=names.text[rows] != least[group], minlength=len(keys)) > 0
    sharing: Flags = np.bincount(keys[shared] >> 32, minlength=len(names.texts)) > 0
    return sharing


def _join_short_forms(names: Names, rows: Ints, full: list[bool], word: list[bool]) -> None:
    """Join the short forms of one article."""
    printed = [names.register.texts[code] for code in names.text[rows].tolist()]
    entries, kinds = names.entry[rows].tolist(), (names.kind[rows] == ORGANIZATION).tolist()
    listed = (names.of(Fact.KNOWN)[rows] != NOBODY).tolist()
    longer: dict[str, dict[str, int]] = {}
    latest: dict[str, int] = {}
    for i in range(len(printed) - 1, -1, -1):
        if full[i]:
            latest.update(dict.fromkeys(printed[i].split(" "), entries[i]))
            longer.setdefault(printed[i].rpartition(" ")[2], {})[printed[i]] = entries[i]
    for i, text in enumerate(printed):
        if word[i]:
            entries[i] = latest.get(text, NOBODY)
        elif kinds[i]:
            if not listed[i]:
                entries[i] = _longer(text, longer.get(text.rpartition(" ")[2], {})) or entries[i]
            latest.update(dict.fromkeys(text.split(" "), entries[i]))
    names.entry[rows] = entries


def _longer(text: str, entities: dict[str, int]) -> int:
    """The one longer name that ends in this one; beyond `FEW` names of one last word nothing is joined."""
    fits = {e for name, e in entities.items() if name.endswith(" " + text)} if len(entities) <= FEW else set()
    return next(iter(fits)) if len(fits) == 1 else NOBODY


# -- institutions -----------------------------------------------------------------------------------------------------


@cache
def _institution() -> re.Pattern[str]:
    nouns = sorted(lexicon().words["institution"], key=lambda w: (-len(w), w))
    return re.compile(rf"(?:['’]s?)? ({'|'.join(nouns)})(?![\w-])")


def institutions(names: Names) -> None:
    """Make an organisation of a country's or place's institution: "Israeli military", "Gaza's health ministry"."""
    register = names.register
    known = names.of(Fact.KNOWN)
    entity_type, part, _ = register.entry_facts.at(known).T
    owner = (part == PART["adjective"]) | (part == PART["country"]) | (entity_type == KIND["place"])
    ends = names.has(ENDS) & (behind().institution[names.following()])
    rows = np.flatnonzero(owner & (known != NOBODY) & ends)
    pattern = _institution()
    for row, right in zip(rows.tolist(), names.right_of(rows), strict=True):
        m = pattern.match(right)
        found = register.entries[known[row]]
        if m is not None and found is not None and _stands_alone(right[m.end() :]):
            names.entry[row] = register.entry_number(_institution_of(found, register.texts[names.text[row]], m[1]))
            names.end[row] += m.end()
            names.text[row] = register.text_number(names.texts[names.article[row]][names.start[row] : names.end[row]])


def _institution_of(found: Entry, owner: str, noun: str) -> Entry:
    owner = owner if found.part != "country" else _adjective(found)
    full = f"{_spelled(found, owner)} {noun}"
    known = lexicon().folded.get(plain_key(full))
    stands = known is not None and known.entity_type == "organization"
    return known if known is not None and stands else entry("organization", full, found.country_iso3)


def _stands_alone(rest: str) -> bool:
    """Whether the institution's noun is not itself before another noun ("military operation")."""
    if not rest.startswith(" "):
        return True
    word = rest[1:40].split(" ", 1)[0].rstrip('.,;:!?)"”').lower()
    words = lexicon().words
    return (
        not word
        or word in words["say"]
        or word in words["act"]
        or word in words["role"]
        or word.capitalize() in words["function"]
        or word in GOES_ON
    )


@cache
def _adjectives() -> dict[str, str]:
    return {c.name: c.adjectives[0] for c in countries() if c.adjectives}


def _adjective(found: Entry) -> str:
    return _adjectives().get(found.name, found.name)


def _spelled(found: Entry, owner: str) -> str:
    """The first adjective of the country for any of its adjectives: "US" for "American"."""
    if found.part != "adjective":
        return owner
    country = country_of_adjective(owner)
    return country.adjectives[0] if country is not None else owner
