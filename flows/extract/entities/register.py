"""The runs, names and entities a process has met, by number, with all that holds of them in any article.

What hangs on a name's own words is found out once and kept in columns beside its number; articles are then resolved on numbers,
whole batches at a time. Nothing here depends on the articles met before but the numbers themselves, and no number leaves the batch.
"""

from __future__ import annotations

import re
from array import array
from enum import IntEnum, auto
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.core.names import fold_token, person_key, plain_key
from flows.extract.entities.beside import number_before, number_behind
from flows.extract.entities.lexicon import Entry, Lexicon, entity_id, lexicon
from flows.extract.entities.parse import Part, parse
from flows.extract.entities.words import REMEMBERED
from schemas.vocabulary import ENTITY_TYPE

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

KINDS = ("", "unknown", "acronym", "adjective", *ENTITY_TYPE)
KIND = {kind: i for i, kind in enumerate(KINDS)}
STATED = frozenset(("organization", "place", "facility", "event", "agreement", "group"))
ABRIDGED = frozenset(("organization", "group", "agreement"))  # what is called by its initials
UNSURE = frozenset(("unknown", "acronym"))
PARTS = ("name", "country", "adjective", "people", "city")
PART = {part: i for i, part in enumerate(PARTS)}
FLAGS_OF = {
    "0": (False, False),
    "1": (True, False),
    "2": (False, True),
    "3": (True, True),
}  # begins a sentence, in capitals
GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
COMMON_ENDING = re.compile(r"(?:ing|ings|ed|ly|tion|tions|ities|ments|ment|ness|ists|isms|ences|ances|ers|ors)$")
LINKS = {" and ": 1, ", ": 2, ", and ": 3}  # what stands between the names of a list
POSSESSIVES = ("'s", "’s", "'", "’")
NOBODY = 0  # the number of no entity, and of no text
WEAK, COMMON, FULL, SPACED, ENDING, PERSONLIKE, SHORT, OWNS, ENDS, LED = (1 << i for i in range(10))


class OwnFacts(NamedTuple):
    """What holds of a name's words wherever they stand, as in `Fact`."""

    kind: int
    known: int
    own: int
    text: int
    flags: int
    full: int
    family: int
    surname: int
    initials: int
    seat: int


class Fact(IntEnum):
    """What is kept of a part, by column."""

    START = 0
    END = auto()
    KIND = auto()
    KNOWN = auto()  # the table's entity
    OWN = auto()  # the entity that the part's own words make it
    TEXT = auto()
    FLAGS = auto()
    LEFT = auto()  # the word before it in its run; -1 if it begins the run
    RIGHT = auto()
    LINK = auto()  # what joins it to the part before it in its run
    FULL = auto()  # founding key of a full name, and that key's last word
    FAMILY = auto()
    SURNAME = auto()
    INITIALS = auto()
    SEAT = auto()  # the state whose seat of government it is
    ROLE = auto()


class Column:
    """A table of numbers that grows row by row."""

    __slots__ = ("add", "data", "width")

    def __init__(self, width: int = 1, first: tuple[int, ...] = ()) -> None:
        """Begin empty, or with the row of number 0."""
        self.width = width
        self.data = array("q", first)
        self.add = self.data.extend

    def __len__(self) -> int:
        return len(self.data) // self.width

    def at(self, numbers: Ints) -> Ints:
        """Return the rows of these numbers; the values alone if a row holds only one."""
        table = np.frombuffer(self.data, dtype=np.int64) if self.data else np.zeros(self.width, dtype=np.int64)
        return table.take(numbers) if self.width == 1 else table.reshape(-1, self.width).take(numbers, axis=0)


class Register:
    """Runs, parts, texts and entities by number."""

    def __init__(self) -> None:
        """Begin empty."""
        self.lex: Lexicon = lexicon()
        self.runs: dict[str, int] = {}
        self.run_facts = Column(3)  # first part, number of parts, 1 if it is a common word
        self.parts: list[Part] = []
        self.printed: list[str] = []  # the run of each part
        self.facts = Column(len(Fact))
        self.own_facts: dict[tuple[str, str, int], OwnFacts] = {}
        self.texts: list[str] = [""]
        self.text_numbers: dict[str, int] = {"": 0}
        self.entries: list[Entry | None] = [None]
        self.entry_numbers: dict[Entry, int] = {}
        self.listed: dict[
            int, int
        ] = {}  # numbers of the tables' entries, which live as long as the process, by identity
        self.entry_facts = Column(3, (0, 0, 0))  # type, part in a phrase, given name
        self.made: dict[tuple[int, int], int] = {}
        self.opening = opening()
        self.surnames = frozenset(key.rpartition(" ")[2] for key in self.lex.persons)

    # -- runs and parts ----------------------------------------------------------------------------------------------

    def run_numbers(self, keys: list[str]) -> Ints:
        """Return the number of each run; a key is a run with its flags in front: 1 it begins a sentence, 2 it is in capitals."""
        known = self.runs
        found = [known.get(key, -1) for key in keys]
        if -1 in found:
            for i, number in enumerate(found):
                if number < 0:
                    key = keys[i]
                    number = known.get(key, -1)
                    found[i] = self._add_run(key) if number < 0 else number
        return np.array(found, dtype=np.int64)

    def _add_run(self, key: str) -> int:
        run = key[1:]
        number = self.runs[key] = len(self.runs)
        first, caps = FLAGS_OF[key[0]]
        parts = parse(run, first, caps)
        self.run_facts.add((len(self.parts), len(parts), run in self.opening))
        end = 0
        for part in parts:
            self.add_part(part, run, LINKS.get(run[end : part.start], 0) if end else 0)
            end = part.end
        return number

    def add_part(self, part: Part, run: str, link: int) -> int:
        """Number a part of a run that is joined to the part before it by this link."""
        start, end, text, kind, entry, role, weak, common, full = part
        key = (text, kind, id(entry))
        own = self.own_facts.get(key)
        if own is None:
            own = self.own_facts[key] = self._own_facts(part)
        flags = own.flags | WEAK * weak | COMMON * common | FULL * full
        left = right = -1
        if start:
            left = number_before(run[:start])
        if end == len(run):
            flags |= ENDS
        else:
            after = run[end:]
            right = number_behind(after)
            if after in POSSESSIVES:
                flags |= ENDS
            if after.startswith(("'s", "’s")):
                flags |= OWNS
            if after == "-led":
                flags |= LED
        self.parts.append(part)
        self.printed.append(run)
        self.facts.add(
            (
                start, end, own.kind, own.known, NOBODY if common and kind != "person" else own.own, own.text, flags, left, right, link,
                own.full if full else NOBODY, own.family, own.surname, own.initials, own.seat,
                self.text_number(role) if role is not None else 0,
            )
        )  # fmt: skip
        return len(self.parts) - 1

    def _own_facts(self, part: Part) -> OwnFacts:
        """What holds of a name's words of this kind wherever they stand."""
        text, kind, entry = part.text, part.kind, part.entry
        flags = SPACED if " " in text else 0
        if len(text) <= 8 and text.isupper() and len(text) > 1:
            flags |= SHORT
        known = own = full = family = surname = abridged = seat = NOBODY
        number = self.text_number(text)
        if entry is not None:
            known = self.listed_number(entry)
            seat = self._seat(text) if entry.part == "city" else NOBODY
            person, abridges = entry.entity_type == "person", entry.entity_type in ABRIDGED
        else:
            person, abridges = kind == "person", kind in ABRIDGED
        if person or kind == "unknown":
            surname = self.text_number(surname_key(text))
        if kind in UNSURE:
            flags |= self._looks(text)
            listed = self._listed_person(text)
            own = self.listed_number(listed) if listed is not None else NOBODY
        elif entry is None and kind == "person":
            key = person_key(text)
            full, family = self.text_number(key), self.text_number(key.rpartition(" ")[2])
            own = self.person(text) if not flags & SPACED else NOBODY
        elif entry is None and kind in STATED:
            own = self._stated(kind, text)
            abridges = KINDS[self.entry_facts.data[3 * own]] in ABRIDGED
        if abridges and flags & SPACED:
            abridged = self.text_number(initials(text))
        return OwnFacts(KIND[kind], known, own, number, flags, full, family, surname, abridged, seat)

    def _stated(self, kind: str, text: str) -> int:
        found = self.lex.folded.get(plain_key(text))
        if found is not None and found.part == "name":
            return self.listed_number(found)
        return self.make("group" if kind == "organization" and self._armed(text) else kind, text)

    def _armed(self, text: str) -> bool:
        """Whether the name ends like that of an armed group: "Orlen Liberation Front"."""
        words = text.split(" ")
        return len(words) > 1 and any(" ".join(words[-n:]) in self.lex.words["group_tail"] for n in (1, 2))

    def _listed_person(self, text: str) -> Entry | None:
        """The table's person of this name, in whatever spelling."""
        return self.lex.persons.get(person_key(text)) if surname_key(text) in self.surnames else None

    def _seat(self, text: str) -> int:
        state = self.lex.seats.get(plain_key(text))
        return self.listed_number(state) if state is not None else NOBODY

    def _looks(self, text: str) -> int:
        """The flags of what a name nobody knows looks like."""
        words = text.split(" ")
        if len(words) == 1:
            person = text.lower() in self.lex.given
            return PERSONLIKE * person | ENDING * (COMMON_ENDING.search(text) is not None)
        return PERSONLIKE * (text.isupper() or (len(words) <= 4 and not any(w.isupper() and len(w) > 2 for w in words)))

    # -- texts and entities ------------------------------------------------------------------------------------------

    def text_number(self, text: str) -> int:
        """Return the number of a text."""
        number = self.text_numbers.get(text)
        if number is None:
            number = self.text_numbers[text] = len(self.texts)
            self.texts.append(text)
        return number

    def last_words(self, texts: Ints) -> Ints:
        """Return the number of the last word of each text."""
        different, at = np.unique(texts, return_inverse=True)
        lasts = [self.text_number(self.texts[code].rpartition(" ")[2]) for code in different.tolist()]
        return np.array(lasts, dtype=np.int64)[at]

    def entry_number(self, entry: Entry) -> int:
        """Return the number of an entity."""
        number = self.entry_numbers.get(entry)
        if number is None:
            number = self.entry_numbers[entry] = len(self.entries)
            self.entries.append(entry)
            given = self.text_number(entry.name.partition(" ")[0])
            self.entry_facts.add((KIND[entry.entity_type], PART[entry.part], given))
        return number

    def listed_number(self, entry: Entry) -> int:
        """Return the number of an entity of the tables."""
        number = self.listed.get(id(entry))
        if number is None:
            number = self.listed[id(entry)] = self.entry_number(entry)
        return number

    def make(self, kind: str, name: str) -> int:
        """Return the number of the entity of a name that no table knows."""
        return self.made_of(KIND[kind], self.text_number(name))

    def made_of(self, kind: int, text: int) -> int:
        """Return the number of the entity of a kind and name that are told by their numbers."""
        key = (kind, text)
        number = self.made.get(key)
        if number is None:
            number = self.made[key] = self.entry_number(new_entry(KINDS[kind], self.texts[text]))
        return number

    def person_of(self, text: int) -> int:
        """Return the number of the person whose name has this number, remembered."""
        key = (KIND["person"] << 8, text)
        number = self.made.get(key)
        if number is None:
            number = self.made[key] = self.person(self.texts[text])
        return number

    def person(self, name: str) -> int:
        """Return the number of the person of this name, which a table may know."""
        known = self.lex.persons.get(person_key(name))
        return self.listed_number(known) if known is not None else self.make("person", name)


_registers: list[Register] = []


def the_register() -> Register:
    """Return the register of this process; one that has grown beyond `REMEMBERED` runs gives way to a new one."""
    if not _registers or len(_registers[0].runs) > REMEMBERED or len(_registers[0].texts) > 4 * REMEMBERED:
        _registers[:] = [Register()]
    return _registers[0]


@cache
def opening() -> frozenset[str]:
    """Common words as they begin a sentence: no names unless what follows makes them one ("King said")."""
    lex = lexicon()
    return frozenset(word.capitalize() for word in lex.common if word not in lex.folded and word not in lex.phrases)


@lru_cache(maxsize=REMEMBERED)
def surname_key(name: str) -> str:
    """Return the last word of a name, folded; marks of generation do not count."""
    tokens = [t for t in plain_key(name).split() if t not in GENERATIONS]
    return fold_token(tokens[-1]) if tokens else name


def new_entry(kind: str, name: str) -> Entry:
    """Return the entry of a name that no table knows."""
    shown = name[4:] if name[:4] in ("The ", "the ") else name
    if shown.isupper() and (" " in shown or kind == "person"):
        shown = shown.title()
    return Entry(entity_id(kind, shown), shown, kind)


def initials(name: str) -> str:
    """Return the capitals that begin a name's words."""
    return "".join([w[0] for w in name.replace("-", " ").split() if w[0].isupper()])
