"""The words of a run of capitals, each with all that the tables know of it.

What a word is by itself does not hang on its neighbours, so it is found out once and remembered: a run is then read by looking
at its words' facts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from flows.core.names import plain_key
from flows.extract.entities.lexicon import Entry, Lexicon, lexicon

POSSESSIVE = re.compile(r"(?:['’][sS]|(?<=[sS])['’])$")
HYPHEN_TAIL = re.compile(r"[-‐‑]([a-z]+)$")
ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+(?:-.*)?$")
INITIAL = re.compile(r"(?:[^\W\d_]\.)+$")
MODEL = re.compile(r"[A-Z][A-Za-z]{0,3}-?\d+[A-Za-z]{0,3}$")  # AK-47, T-72B3
SHORT_NAME = 4  # letters of a name too short to tell a lost apostrophe
REMEMBERED = 200_000  # words, runs and the like that are kept from batch to batch
NONE: frozenset[str] = frozenset()
HEAD, TAIL = 1, 2


class Keyed(NamedTuple):
    """What tables tell of a word's key: alone it is a phrase or an entry; the most words of a key that begins with it; a given name."""

    function: str | None = None
    known: Entry | None = None
    reach: int = 0
    given: bool = False


class Shown(NamedTuple):
    """What the word table tells of a word: its kinds, what kind of name begins or ends with it, whether it may end a pair that does."""

    kinds: frozenset[str] = NONE
    head: str | None = None
    tail: str | None = None
    ends: bool = False


UNKEYED, UNSHOWN = Keyed(), Shown()


class Tables(NamedTuple):
    """The lexicon by word, so that one look tells all."""

    keyed: dict[str, Keyed]
    shown: dict[str, Shown]
    exact: Mapping[str, Entry]
    common: frozenset[str]
    role: frozenset[str]


@cache
def tables() -> Tables:
    """Return the tables of words."""
    lex = lexicon()
    single = {key for key in (*lex.folded, *lex.phrases) if " " not in key}
    keyed = {
        key: Keyed(lex.phrases.get(key), lex.folded.get(key), lex.reach.get(key, 0), key in lex.given)
        for key in single | lex.reach.keys() | lex.given
    }
    shown = {
        word: Shown(lex.kinds.get(word, NONE), lex.heads.get(word), lex.tails.get(word), word in lex.ends)
        for word in {*lex.kinds, *lex.ends}
    }
    return Tables(keyed, shown, lex.exact, lex.common, lex.words["role"])


class Word:
    """One word of a run, possessive and closing dot off.

    Attributes:
        text, key, shown: the word as printed, as tables are searched, and as the word table writes it.
        breaks: no name goes on after it.
        kinds: its kinds in the word table.
        given, common, role: it is a given name, a common word, a common word for a person's task.
        exact: the entry of a short alias in capitals.
        function, known: what the tables know the word alone as: a phrase or an entry.
        skip: it is no name, and part of none: a model number, a number word, a pronoun.
        joint: it begins small and no table knows it: it joins names.
        reach: the most words of a table's key that begins like this.
        head, tail: the kind of name that begins or ends with it.
        ends: it may be the last of two words that end a name.
        marks: `HEAD` and `TAIL`, if it may begin or end a kind of name.
        plain: nothing is known of it; a name of plain words needs no further look.
    """

    __slots__ = (
        "breaks", "common",  "ends", "exact", "function", "given", "head", "joint", "key", "kinds", "known", "marks", "plain",
        "reach", "role", "shown", "skip", "tail", "text",
    )  # fmt: skip

    def __init__(self, text: str, breaks: bool, caps: bool) -> None:
        """Look the word up; `caps`: its sentence is all in capitals."""
        known = tables()
        lower = text.lower()
        simple = text.isalnum() and text.isascii()
        self.text, self.breaks = text, breaks
        key = self.key = lower if simple else plain_key(text)
        shown = self.shown = text.title() if caps and len(text) > 1 else text
        self.kinds, self.head, self.tail, self.ends = known.shown.get(shown, UNSHOWN)
        self.marks = HEAD * (self.head is not None) | TAIL * (self.ends or self.tail is not None)
        self.function, self.known, self.reach, self.given = known.keyed.get(key, UNKEYED)
        if " " in key:
            first = known.keyed.get(key.partition(" ")[0], UNKEYED)
            self.reach = first.reach
            self.function, self.known = lexicon().phrases.get(key), lexicon().folded.get(key)
            self.given = key in lexicon().given
        if self.known is not None and len(text) <= 3 and text.isupper():
            self.known = None
        self.common, self.role = lower in known.common, lower in known.role
        self.exact = None if caps and self.common else known.exact.get(text)
        self.skip = "function" in self.kinds if simple and text.isalpha() else self._skip()
        compound = not simple and ("-" in text or "’" in text or "'" in text)
        self.joint = not (text[0].isupper() or compound)
        told = self.skip or self.joint or self.marks or self.exact is not None
        self.plain = not (told or self.reach or self.role or caps or compound or "direction" in self.kinds)

    def _skip(self) -> bool:
        kinds = lexicon().kinds
        numbered = "-" in self.text and "number_word" in kinds.get(self.shown.partition("-")[0], NONE)
        stem = self.shown.partition("'")[0].partition("’")[0]
        return numbered or MODEL.match(self.text) is not None or "function" in kinds.get(stem, NONE)


@lru_cache(maxsize=REMEMBERED)
def word_of(printed: str, last: bool, caps: bool) -> Word | None:
    """Return the word between two spaces of a run without what is not the name's, or None if nothing is left.

    Args:
        printed: as printed.
        last: it ends the run.
        caps: its sentence is all in capitals.
    """
    lex = lexicon()
    text, breaks = printed, False
    if ("'" in text or "’" in text) and (m := POSSESSIVE.search(text)):
        text, breaks = text[: m.start()], True
    if "-" in text and (m := HYPHEN_TAIL.search(text)) and m[1] in lex.words["hyphen_tail"] and m.start() > 0:
        text, breaks = text[: m.start()], True
    if not text.isalnum():
        text = text.rstrip("-‐‑'’‘&" if len(text) > 1 else "")
    if text.endswith("s") and _lost_apostrophe(text, lex):
        text, breaks = text[:-1], True
    if text.endswith(".") and not _keeps_dot(text, lex, last=last):
        text = text.rstrip(".")
        breaks = breaks or len(text) > 3
    return Word(text, breaks, caps) if text else None


def _lost_apostrophe(text: str, lex: Lexicon) -> bool:
    """Whether the word is a known name and an "s" whose apostrophe the page has lost: "Syrias north"."""
    key = plain_key(text)
    if key in lex.folded or key in lex.given or text.isupper():
        return False
    known = lex.folded.get(key[:-1])
    return text[:-1] in lex.exact or (known is not None and _taken_apart(known) and len(text) > SHORT_NAME)


def _taken_apart(known: Entry) -> bool:
    return known.part in ("country", "city") or known.entity_type in ("person", "group")


def _keeps_dot(text: str, lex: Lexicon, *, last: bool) -> bool:
    if ABBREVIATION.match(text):
        return not (last and len(text) == 2)
    return text in lex.kinds or (not last and len(text) <= 5)
