"""What the words of a source phrase tell without knowing the article: worked out once for each phrase that is met."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.extract.attribution import words as w
from flows.extract.attribution.hearing import PRONOUNS, SELF, bare
from flows.extract.attribution.line import Line
from flows.extract.attribution.naming import (
    based,
    body_end,
    is_bare_name,
    modified,
    name_after,
    without_article,
)
from flows.extract.attribution.persons import gender
from flows.extract.attribution.phrases import head as head_of

KNOWN = 100_000  # phrases remembered
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their"})
AGED = re.compile(
    r"the (?:\d{1,3}[- ]year[- ]old(?: \w+)?|(?:mother|father|grandmother|grandfather|parent)[- ]of[- ][\w-]+)",
    re.IGNORECASE,
)  # said of a person named before


class Shape(NamedTuple):
    """A source phrase; all places count characters from its beginning.

    Attributes:
        wants: whom a pronoun stands for; null when it is none.
        words: how many words it has.
        flags: what its head word can be.
        noun: its head word without a possessive ending.
        head: where the head word begins.
        joined: whether it holds an 'and'.
        hooks: its prepositions and commas (true), by place.
        name: where the name of a person or body described begins, else -1.
        short: whether it may stand for somebody told in full elsewhere: the ministry.
        unknown: whether it is a bare name, known to the entities room or not.
        body: the name of a body that is told apart by its words: Ostrian police.
        spelled: the same, as `full` counts it: also of persons' nouns that can be bodies.
        gender: what its words tell of it.
        owner: the phrase whose possessive stands before a report or count.
        length: characters of it.
    """

    wants: str | None
    words: int
    flags: int
    noun: str
    head: int
    joined: bool
    hooks: tuple[tuple[int, bool], ...]
    name: int
    short: bool
    unknown: bool
    body: str | None
    spelled: str | None
    gender: str | None
    owner: Shape | None
    length: int

    def hangs(self, at: int) -> bool:
        """Whether the name at this place hangs on a preposition: a spokesman for X."""
        hangs = False
        for place, comma in self.hooks:
            if place >= at:
                break
            hangs = not comma
        return hangs


_SEEN: dict[str, Shape] = {}


def shape(line: Line, words: tuple[int, int], raw: str) -> Shape:
    """Return the shape of a phrase, given its words in their sentence and its text."""
    if line.shouted:
        return _made(line.part(*words), raw)
    known = _SEEN.get(raw)
    if known is None:
        if len(_SEEN) >= KNOWN:
            _SEEN.clear()
        known = _SEEN[raw] = _made(line.part(*words), raw)
    return known


def _made(line: Line, raw: str) -> Shape:
    begin = line.start(0)
    head = head_of(line, 0, line.n)
    flags = line.flags[head]
    after = name_after(line, head) if flags & (w.PERSON | w.INSTITUTION) else None
    apart = modified(line, head)
    spelled = None
    if flags & w.INSTITUTION and apart:
        spelled = without_article(raw[: body_end(line, head) - begin])
    wants = PRONOUNS.get(line.words[0]) if line.n == 1 else None
    return Shape(
        SELF if line.words[0] == "the" and AGED.fullmatch(raw) else wants,
        line.n,
        flags,
        bare(line.words[head]),
        line.start(head) - begin,
        "and" in line.words,
        _hooks(line, begin),
        -1 if after is None else line.start(after) - begin,
        (not apart or bool(flags & w.GENERIC and based(line, head))) and (line.words[0] in DEFINITE or head == 0),
        is_bare_name(line) and not flags & (w.NOUN | w.TIME),
        None if flags & w.PERSON else spelled,
        spelled if line.n > 1 else None,
        gender(raw, None),
        _owner(line, head, raw, begin) if flags & (w.DOCUMENT | w.TALLY) else None,
        len(raw),
    )


def _hooks(line: Line, begin: int) -> tuple[tuple[int, bool], ...]:
    return tuple(
        (line.start(i) - begin, bool(flags & w.COMMA))
        for i, flags in enumerate(line.flags)
        if flags & w.COMMA or (flags & w.PREPOSITION and i and not flags & w.CAPITAL)
    )


def _owner(line: Line, head: int, raw: str, begin: int) -> Shape | None:
    whose = next((i for i in range(head) if line.flags[i] & w.POSSESSIVE), None)
    if whose is None:
        return None
    end = line.end(whose) - begin - (2 if line.words[whose].endswith("'s") else 1)
    return _made(line.part(0, whose + 1), raw[:end])
