"""Counts that a text goes on with: "Ten were women.", "Another 40 followed on Friday.", "Among them were three nurses.".

A sentence without a cue of its own may go on counting the people of the sentence before. It does so where its number has no
noun and begins the sentence or its list, or where its people are said to be among, included in or part of those before.
"""

from __future__ import annotations

from flows.extract.quantities.people.chunks import Chunk
from flows.extract.quantities.people.clause import Clause
from flows.extract.quantities.people.nouns import PERSON
from flows.extract.quantities.people.restated import restates, sums
from flows.extract.quantities.people.tokens import Token
from flows.extract.quantities.people.words import context

FAR = 0.6  # the score of what is carried over
MOVED = ("evacuated", "displaced", "released")
INCLUDING = context("including")
THEM = context("them")
GOING_ON = context("going_on")
CLAIMING = context("claiming")


def carried(clause: Clause, last: Chunk) -> list[Chunk]:
    """Return the counts of a sentence that continue the count `last` of the sentence before, with noun and rule filled in."""
    chunks = clause.chunks
    out: list[Chunk] = []
    for at, chunk in enumerate(chunks):
        if chunk.kind not in "NI" or chunk.governor is not None:
            continue
        rule = _rule(clause, at, last, continuing=bool(out))
        if rule is None:
            continue
        said = _said(chunks, clause.shape, at)
        if said is not None:
            chunk.noun, chunk.like = said.noun, said
        elif chunk.elliptic:
            chunk.noun, chunk.like = (last.noun, None) if not _own_noun(last) else (PERSON, None)
        chunk.rule, chunk.score = rule, FAR
        out.append(chunk)
    return out


def _acts(tokens: list[Token], chunks: list[Chunk], shape: str, at: int) -> bool:
    """Whether the people do something else than what is told of all of them: "two of them have confessed", "found two of them"."""
    behind = at + 1
    while behind < len(shape) and shape[behind] in "aHM":
        behind += 1
    if behind < len(shape) and shape[behind] in "vV":
        return tokens[chunks[behind].first].word not in GOING_ON
    return at > 0 and shape[at - 1] in "vV" and tokens[chunks[at - 1].last - 1].word not in CLAIMING


def _own_noun(last: Chunk) -> bool:
    return last.noun is None or (last.cue is not None and set(last.cue.forms) <= set("NE"))


def _rule(clause: Clause, at: int, last: Chunk, *, continuing: bool) -> str | None:
    tokens, chunks, shape = clause.tokens, clause.chunks, clause.shape
    chunk = chunks[at]
    if chunk.pronoun in ("them", "these", "those") and chunk.kind == "N":
        return "part" if chunk.noun is not None or not _acts(tokens, chunks, shape, at) else None
    if _included(tokens, chunks, shape, at):
        return "included"
    if chunk.kind == "N" and chunk.noun is not None and sums(clause, at):
        return "continued"
    if chunk.kind != "N" or not chunk.elliptic or chunk.pronoun is not None:
        return None
    if restates(clause, at):
        return "continued"
    begins = (
        at == 0
        or shape[:at] in ("D", "a,", "a", "c", "a,D", "aD", "m", "pn", "pn,", "yn", "yn,", "pa", "pa,")
        or (continuing and shape[at - 1] in ",c;D")
    )
    if not begins or (shape[:1] in "py" and not _moved(last)):
        return None
    if _goes_on(tokens, chunks, shape, at):
        return "continued"
    return None


def _moved(last: Chunk) -> bool:
    """Whether people are said to have moved, so that "by nightfall 300 had left" goes on with them."""
    return last.governor is not None and last.governor.count_type in MOVED


def _included(tokens: list[Token], chunks: list[Chunk], shape: str, at: int) -> bool:
    """As in "They include 12 women and three children", "Among them were 12 women"."""
    j = at - 1
    while j >= 0 and shape[j] in "NIJnc,aDBop":
        j -= 1
    if j < 0 or shape[j] not in "ir" or chunks[at].noun is None:
        return False
    words = {t.word for t in tokens[: chunks[at].first]}
    return not INCLUDING.isdisjoint(words) and not THEM.isdisjoint(words)


def _goes_on(tokens: list[Token], chunks: list[Chunk], shape: str, at: int) -> bool:
    """Whether the number is said to be somebody, somewhere, or to follow; any other verb gives the people another role."""
    behind = at + 1
    while behind < len(shape) and shape[behind] in "aH":
        behind += 1
    kind = shape[behind] if behind < len(shape) else ";"
    if kind == "B":
        after = behind + 1
        while after < len(shape) and shape[after] == "a":
            after += 1
        return (after < len(shape) and shape[after] in "npiN" and chunks[after].noun is not None) or shape[
            after : after + 1
        ] in ("i",)
    if kind in "vV":
        return tokens[chunks[behind].first].word in GOING_ON
    return kind in "p,;c)" and at > 0


def _said(chunks: list[Chunk], shape: str, at: int) -> Chunk | None:
    """Return what the number is said to be: "ten were women", "four children"."""
    j = at + 1
    while j < len(shape) and shape[j] in "aB":
        j += 1
    if j < len(shape) and shape[j] == "n" and chunks[at].elliptic:
        noun = chunks[j].noun
        return chunks[j] if noun is not None and noun.plural else None
    return None
