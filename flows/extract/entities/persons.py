"""Persons: full names found their entities, bare surnames and given names join them.

The fullest form in an article founds the entity. A bare surname is the person of the latest full name before it that ends in
it, or else of the first one behind it; a given name is who alone bears it in the article.
"""

from __future__ import annotations

import numpy as np

from flows.extract.entities.beside import before, behind
from flows.extract.entities.names import Names
from flows.extract.entities.register import COMMON, FULL, KIND, NOBODY, OWNS, SPACED, Fact, Flags, Ints

PERSON, UNKNOWN = KIND["person"], KIND["unknown"]
OF_STATE = ("President", "Prime Minister", "Chancellor", "King", "Queen", "Pope")  # who bears these is known by surname
FEW = 30  # names of one article that end in the same word and are still compared


def first_of(keys: Ints, values: Ints, wanted: Ints) -> Ints:
    """Return for each wanted key the value that stands with its first occurrence in `keys`, 0 where it has none."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64)
    unique, at = np.unique(keys, return_index=True)
    place = np.minimum(np.searchsorted(unique, wanted), len(unique) - 1)
    return np.where(unique[place] == wanted, values[at[place]], 0)


def full_persons(names: Names) -> None:
    """Give every full name its entity."""
    _places_like_persons(names)
    rows = np.flatnonzero(names.has(FULL) & (names.entry == NOBODY) & (names.kind == PERSON))
    if not len(rows):
        return
    persons, first, person = np.unique(names.keys(names.of(Fact.FULL), rows), return_index=True, return_inverse=True)
    families = names.keys(names.of(Fact.FAMILY), rows[first])
    names.entry[rows] = _entities(names, persons, families, _fullest(names, rows, person))[person]


def _fullest(names: Names, rows: Ints, person: Ints) -> Ints:
    """The text of the longest form of each person, the first of equals."""
    length = names.end[rows] - names.start[rows]
    order = np.lexsort((rows, -length, person))
    firsts = order[np.flatnonzero(np.diff(person[order], prepend=-1))]
    return names.text[rows[firsts]]


def _entities(names: Names, persons: Ints, families: Ints, fullest: Ints) -> Ints:
    """The entity of each person: a name whose words all stand in one longer name with the same surname is that person."""
    register = names.register
    form = fullest.copy()
    _, family, size = np.unique(families, return_inverse=True, return_counts=True)
    shared = np.flatnonzero((size[family] > 1) & (size[family] <= FEW))
    shared = shared[np.argsort(family[shared], kind="stable")]
    for group in np.split(shared, np.flatnonzero(np.diff(family[shared])) + 1) if len(shared) else []:
        keys = {i: register.texts[persons[i] & 0xFFFFFFFF] for i in group.tolist()}
        words = {i: frozenset(key.split()) for i, key in keys.items()}
        for i in keys:
            longer = [k for k in keys if len(keys[k]) > len(keys[i]) and words[i] < words[k]]
            form[i] = fullest[longer[0]] if len(longer) == 1 else form[i]
    different, at = np.unique(form, return_inverse=True)
    return np.array([register.person_of(text) for text in different.tolist()], dtype=np.int64)[at]


def _places_like_persons(names: Names) -> None:
    """Take back the kind of a name like "Tal Hadid" that stands where only places do, everywhere in the article."""
    rows = np.flatnonzero(names.has(FULL) & (names.entry == NOBODY) & (names.tagged == 0))
    if not len(rows):
        return
    stands = before().surely[names.left[rows]] & ~behind().say[names.right[rows]] & (names.role[rows] == 0)
    texts, text = np.unique(names.keys(names.text, rows), return_inverse=True)
    only = np.bincount(text, weights=~stands, minlength=len(texts)) == 0
    names.kind[rows[only[text]]] = UNKNOWN


class Surnames:
    """The full names of every article by surname and by given name."""

    def __init__(self, names: Names) -> None:
        """Collect full names as they now stand."""
        person = names.entity_type() == PERSON
        rows = np.flatnonzero(person & names.has(SPACED))
        keys = names.keys(names.of(Fact.SURNAME), rows)
        order = np.argsort(keys, kind="stable")
        self.names, self.rows = names, rows[order]
        self.families, self.family = np.unique(keys[order], return_inverse=True)
        self.place = (self.family << 32) | names.start[self.rows]
        self.given = self._by_given_name()

    def bearer(self, rows: Ints) -> Ints:
        """Return the person a bare surname means: of the latest full name before it, or else the first after."""
        names = self.names
        if not len(self.rows) or not len(rows):
            return np.zeros(len(rows), dtype=np.int64)
        wanted = names.keys(names.of(Fact.SURNAME), rows)
        family = np.minimum(np.searchsorted(self.families, wanted), len(self.families) - 1)
        latest = np.searchsorted(self.place, (family << 32) | names.start[rows]) - 1
        first = np.searchsorted(self.family, family)
        found = names.entry[self.rows[np.maximum(latest, first)]]
        found = np.where(self.families[family] == wanted, found, NOBODY)
        found = self._of_table(rows, found, latest < first)
        titled = np.flatnonzero((found != NOBODY) & (names.role[rows] != 0) & self._shared()[family])
        for i in titled.tolist():
            found[i] = self._of_title(int(family[i]), int(rows[i])) or found[i]
        return found

    def _of_table(self, rows: Ints, found: Ints, unnamed: Flags) -> Ints:
        """The person whom the tables know by a bare surname: ahead of the first full name, and behind a title of state.

        `unnamed`: the surnames that no full name stands before.
        """
        names = self.names
        known = names.of(Fact.KNOWN)[rows]
        person = names.register.entry_facts.at(known)[:, 0] == PERSON
        articles = names.article[self.rows] << 32
        told = np.isin((names.article[rows] << 32) | known, articles | names.entry[self.rows])
        heads = np.zeros(len(rows), dtype=np.bool_)
        for i in np.flatnonzero(person & ~told & (found != NOBODY) & (names.role[rows] != 0)).tolist():
            heads[i] = names.register.texts[names.role[rows[i]]].endswith(OF_STATE)
        return np.where(person & (found != NOBODY) & ((told & unnamed) | heads), known, found)

    def _shared(self) -> Flags:
        """Which families have several persons in their article."""
        entries = self.names.entry[self.rows]
        low, high = np.full(len(self.families), np.iinfo(np.int64).max), np.zeros(len(self.families), dtype=np.int64)
        np.minimum.at(low, self.family, entries)
        np.maximum.at(high, self.family, entries)
        shared: Flags = low < high
        return shared

    def _of_title(self, family: int, row: int) -> int:
        """The one person of a family whose title the article has told: "President Orrin" is no other Orrin."""
        names, texts = self.names, self.names.register.texts
        first, last = np.searchsorted(self.family, (family, family + 1)).tolist()
        told = self.rows[first : min(last, first + FEW)]
        title = texts[names.role[row]].rpartition(" ")[2]
        same = {int(names.entry[k]) for k in told.tolist() if texts[names.role[k]].rpartition(" ")[2] == title}
        return same.pop() if len(same) == 1 else NOBODY

    def bearer_of_given(self, rows: Ints) -> Ints:
        """Return the person of the article who alone bears the name as a given name."""
        keys, entries = self.given
        return first_of(keys, entries, self.names.keys(self.names.text, rows))

    def _by_given_name(self) -> tuple[Ints, Ints]:
        names = self.names
        entries = names.entry[self.rows]
        keys = (names.article[self.rows] << 32) | names.register.entry_facts.at(entries)[:, 2]
        unique, at, group = np.unique(keys, return_index=True, return_inverse=True)
        others = np.bincount(group, weights=entries != entries[at][group], minlength=len(unique)) > 0
        return unique[~others], entries[at][~others]


def short_persons(names: Names) -> None:
    """Join bare surnames to full names, and given names to the one who bears them; others stand for themselves."""
    open_kind = (names.kind == PERSON) | ((names.kind == UNKNOWN) & (names.of(Fact.KNOWN) == NOBODY))
    rows = np.flatnonzero(open_kind & ~names.has(SPACED))
    common = names.has(COMMON)[rows]
    kept = ~common | (names.entry[rows] != NOBODY) | _speaks(names, rows)
    rows, common = rows[kept], common[kept]
    surnames = Surnames(names)
    person = surnames.bearer(rows)
    given = np.where(common, NOBODY, surnames.bearer_of_given(rows))
    person = np.where(person == NOBODY, given, person)
    alone = (names.kind[rows] == PERSON) & (names.entry[rows] == NOBODY)
    person = np.where((person == NOBODY) & alone, names.of(Fact.OWN)[rows], person)
    names.entry[rows] = np.where(person == NOBODY, names.entry[rows], person)


def _speaks(names: Names, rows: Ints) -> Flags:
    right = names.right[rows]
    return names.has(OWNS)[rows] | behind().say[right] | behind().person[right]
