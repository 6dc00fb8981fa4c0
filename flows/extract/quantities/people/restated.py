"""Numbers that count the same people once more: "the first count was 227", "that makes 265", "later corrected to 1,386".

Such a number stands beside a word that takes up a count told before: a pronoun or a noun for counts with "to be", a verb by which
a source gives a number, a verb of putting or correcting with "at" or "to", or a verb of summing up behind "that".
"""

from __future__ import annotations

from flows.extract.quantities.people.clause import Clause
from flows.extract.quantities.people.words import context

RESTATING = context("restating")
PUTTING = context("putting")
CLAIMING = context("claiming")
SUMMING = context("summing")
TOTALS = context("numbering")
REACHING = context("reaching")
SAYING = context("saying")
OPEN = ' ,;)pacy-"'  # what may follow: nothing else is counted
FAR = 6


def restates(clause: Clause, at: int) -> bool:
    """Whether the number at `at` counts anew what was counted before."""
    if sums(clause, at) or _named(clause, at):
        return True
    return clause.kind(at + 1) in OPEN and (_given(clause, at) or _is(clause, at) or _put(clause, at))


def sums(clause: Clause, at: int) -> bool:
    """As in "That makes 265 persons"; the people may be named anew."""
    verb = clause.skip_left(at - 1, "aDm")
    before = clause.kind(verb - 1)
    return clause.word(verb) in SUMMING and (before == "w" or (before in "TRD" and verb <= 2))


def _named(clause: Clause, at: int) -> bool:
    """As in "1,500 is the figure that the deputy gives"."""
    if clause.kind(at + 1) != "B" or clause.kind(at - 1) not in ' ,;"-T':
        return False
    noun = clause.skip_right(at + 2, "aD")
    return clause.kind(noun) == "n" and not TOTALS.isdisjoint(_words(clause, noun))


def _words(clause: Clause, at: int) -> list[str]:
    chunk = clause.chunks[at]
    return [t.word for t in clause.tokens[chunk.first : chunk.last]]


def _given(clause: Clause, at: int) -> bool:
    """As in "Witnesses speak of 40", "a police source gave fewer than 300 for the capital": a source gives a number and says no more."""
    verb = clause.skip_left(at - 1, 'aDot"')
    if clause.word(verb) in SAYING and verb == at - 1:
        return clause.kind(at + 1) in " ,;)"  # "the opposition says 3,500"
    if clause.word(verb) not in CLAIMING:
        return False
    return clause.kind(at + 1) in ' ,;)"' or clause.word(at + 1) == "for"


def _is(clause: Clause, at: int) -> bool:
    """As in "In April it had been 260", "in the capital there were 150", "the figure for the town is now four"."""
    be = clause.skip_left(at - 1, "aDm")
    if clause.kind(be) != "B":
        return False
    subject = clause.skip_left(be, "aBHM")
    if any(clause.word(k) in RESTATING for k in range(subject + 1, be)):
        return True  # "there"
    while clause.kind(subject) == "n" and clause.kind(subject - 1) in "po" and subject > 1:
        subject -= 2
    return clause.word(subject) in RESTATING or (clause.kind(subject) == "n" and clause.word(subject) in TOTALS)


def _put(clause: Clause, at: int) -> bool:
    """As in "put the figure at 15,000", "raised it to 315", "later corrected to 1,386", "bringing its tally since May to 60"."""
    if clause.kind(at - 1) not in "tp" or clause.word(at - 1) not in ("at", "to"):
        return False
    if clause.word(at - 2) in PUTTING:
        return True
    if clause.word(at - 2) in REACHING:
        noun = at - 3
        while clause.kind(noun) in "na" and clause.kind(noun - 1) in "po" and noun > 1:
            noun -= 2
        return clause.word(noun) in TOTALS  # "by evening the count stood at 20"
    taken_up = False
    for k in range(at - 2, max(-1, at - 2 - FAR), -1):
        if clause.word(k) in PUTTING:
            return taken_up
        if clause.kind(k) not in "nrRDpaoTvVK":
            return False
        taken_up = taken_up or clause.word(k) in RESTATING or (clause.kind(k) == "n" and clause.word(k) in TOTALS)
    return False
