"""Counts that something rises or comes to: "taking military deaths to 525", "arrests have reached 3,260", "brings to 81 the number freed".

The number stands apart from its people: behind a verb of raising with "to", or of reaching, whose subject or object is a noun
for what happened. Only a number without a noun of its own is read so, and only within the clause.
"""

from __future__ import annotations

from flows.extract.quantities.people.arguments import Arguments
from flows.extract.quantities.people.chunks import Chunk
from flows.extract.quantities.people.nouns import PERSON, noun_of_cue, of_population
from flows.extract.quantities.people.tokens import Token
from flows.extract.quantities.people.words import context

RAISING = context("raising")
REACHING = context("reaching")
NUMBERING = context("numbering")
MEN = frozenset(("person", "personnel", "man", "soldier", "troop", "serviceman", "fighter"))
SCORE = 0.8
FIRM = 0.9
FAR = 8
BETWEEN = "nKDSopaHhB"
RULE = "toll"


def link_levels(clause: Arguments, tokens: list[Token]) -> None:
    """Tie numbers that a noun of outcome comes to to that noun's cue."""
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind != "N" or chunk.pronoun is not None or not (chunk.elliptic or _men(chunk)):
            continue
        if (named := _given_as(clause, at)) is not None:
            chunk.elliptic = not clause.claim(at, named, RULE, FIRM)
            chunk.noun = PERSON
            continue
        if chunk.governor is not None:
            continue
        cue_at = _raised(clause, at)
        cue_at = _reached(clause, at) if cue_at is None else cue_at
        cue_at = _risen(clause, at) if cue_at is None else cue_at
        if cue_at is not None and clause.claim(at, cue_at, RULE, SCORE):
            first = clause.chunks[cue_at].first
            start = clause.chunks[cue_at - 1].first if clause.kind(cue_at - 1) in "nh" else first
            if chunk.elliptic:
                chunk.noun = of_population(noun_of_cue(tokens, first), tokens, start, first) or PERSON
            chunk.elliptic = False


def _men(chunk: Chunk) -> bool:
    """As in "losses amounted to 310 personnel"."""
    return chunk.noun is not None and chunk.noun.unit in MEN


def _given_as(clause: Arguments, at: int) -> int | None:
    """Return the cue of "gave 129 as the number of dead and 352 as that of the hurt", None without one."""
    if clause.word(at + 1) != "as":
        return None
    j = clause.skip_right(at + 2, "DToSn")
    return j if clause.kind(j) == "K" and j <= at + FAR else None


def _raised(clause: Arguments, at: int) -> int | None:
    """Return the cue of "taking deaths to 12", "brings to 12 the number of people freed", None without one."""
    if clause.kind(at - 1) not in "tp":
        return None
    if clause.word(at - 2) in RAISING:
        j = clause.skip_right(at + 1, "D")
        cue = clause.chunks[j].cue if clause.kind(j) == "K" else None
        if cue is not None and "T" in cue.forms:
            return _forward(clause, j) or j  # "the number of hostages who have been freed"
        return _forward(clause, j) if clause.word(j) in NUMBERING else None
    found: int | None = None
    for j in range(at - 2, max(0, at - FAR), -1):
        if clause.word(j) in RAISING:
            return found
        if clause.kind(j) not in BETWEEN:
            return None
        found = j if found is None and _outcome(clause, j) else found
    return None


def _reached(clause: Arguments, at: int) -> int | None:
    """Return the cue of "arrests have reached 12", None without one."""
    verb = clause.skip_left(at - 1, "atp")
    if clause.word(verb) not in REACHING:
        return None
    for j in range(verb - 1, max(-1, verb - FAR), -1):
        if clause.kind(j) not in BETWEEN:
            return None
        if _outcome(clause, j):
            return j
    return None


def _risen(clause: Arguments, at: int) -> int | None:
    """Return the cue of the 25 in "the count of the dead rises to 29 from 25", None without one."""
    other = clause.skip_left(at - 2, "a")
    if clause.word(at - 1) != "from" or clause.kind(other) != "N" or clause.kind(other - 1) not in "tp":
        return None
    cue_at = clause.chunks[other].governor_at
    return cue_at if cue_at >= 0 and clause.word(clause.skip_left(other - 2, "a")) in REACHING else None


def _outcome(clause: Arguments, j: int) -> bool:
    """Whether a plural noun for what happened stands at `j`: "deaths", "arrests"."""
    cue = clause.chunks[j].cue if clause.kind(j) == "K" else None
    return cue is not None and any(f in cue.forms for f in "NE") and clause.word(j).endswith(("s", "dead"))


def _forward(clause: Arguments, at: int) -> int | None:
    for j in range(at + 1, min(len(clause.shape), at + FAR)):
        if clause.kind(j) == "K":
            return j
        if clause.kind(j) not in "onwTHBaGh":
            return None
    return None
