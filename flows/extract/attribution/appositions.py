"""Sources that stand further from their verb: over an apposition, a relative clause, a role; and the name behind a description."""

from __future__ import annotations

from flows.extract.attribution import words as w
from flows.extract.attribution.line import Line
from flows.extract.attribution.naming import is_name
from flows.extract.attribution.phrases import REACH, Range, head, is_phrase, left, named

SEATS = frozenset({"in", "near", "at"})  # before where a body sits


def before_role(line: Line, phrase: Range) -> Range:
    """'Lena Holt, Chair of the League said': the name before a role that no second comma closes."""
    k = phrase[0]
    if k < 3 or not line.flags[k - 1] & w.COMMA or not line.flags[head(line, *phrase)] & w.PERSON:
        return phrase
    if line.flags[k] & w.DETERMINER or named(line, k, head(line, *phrase)):
        return phrase
    before = left(line, k - 2)
    opens = before is not None and (before[0] == 0 or line.flags[before[0] - 1] & (w.HALT | w.QUOTE))
    return before if before is not None and opens and is_name(line, *before, least=2) else phrase


def over_apposition(line: Line, j: int) -> Range | None:
    """X, the mayor of Y, said: return X; the mayor, X, said: return both."""
    flags, words = line.flags, line.words
    opening = {")": "("}.get(words[j], words[j])
    described: Range | None = None
    bare: Range | None = None
    end = j
    for k in range(j - 1, max(-1, j - REACH), -1):
        if (flags[k] & w.QUOTE and k + 1 == end) or (opening != "(" and flags[k] & w.HALT) or words[k] in (";", ":"):
            break
        if words[k] != opening:
            continue
        if words[k + 1] == "including" and named(line, k + 2, end):
            return (k + 2, end)
        phrase = left(line, k - 1)
        part, end = (k + 1, end), k
        if bare is None and is_name(line, *part, least=2):
            bare = part
        if phrase is not None and words[phrase[1] - 1] == "name" and is_name(line, *part, least=1):
            return part  # who gave only her first name, Mina
        if phrase is None or not _opens_clause(line, phrase[0]):
            continue
        if _describes(line, phrase) and is_name(line, *part, least=1):
            return (phrase[0], part[1])
        if named(line, *phrase) and not flags[phrase[0]] & (w.CAPITAL | w.DETERMINER) and bare is None:
            described = described or phrase  # president of the fund: the name may stand before it
            continue
        if named(line, *phrase):
            return (
                (phrase[0], part[1])
                if is_name(line, *part, least=2) and not is_name(line, *phrase, least=2)
                else phrase
            )
        if flags[phrase[0]] & w.DETERMINER and described is None:
            if is_name(line, *part, least=2):
                return (phrase[0], part[1])
            described = phrase
    return described or bare


def both(line: Line, phrase: Range | None) -> Range | None:
    """X, the mayor, and his deputy, Y, said: return X and Y, given Y."""
    if phrase is None or phrase[0] < 3 or line.words[phrase[0] - 2 : phrase[0]] != [",", "and"]:
        return phrase
    other = over_apposition(line, phrase[0] - 2)
    if other is None or (other[0] and not line.flags[other[0] - 1] & w.HALT):
        return phrase
    return phrase if any(f & w.FINITE for f in line.flags[other[0] : phrase[0]]) else (other[0], phrase[1])


def _opens_clause(line: Line, i: int) -> bool:
    return i == 0 or bool(line.flags[i - 1] & (w.PUNCTUATION | w.QUOTE | w.STOP | w.ADVERB))


def _describes(line: Line, phrase: Range) -> bool:
    """Whether a phrase tells of a person without a name: one young girl."""
    return bool(line.flags[phrase[1] - 1] & w.PERSON) and not named(line, *phrase)


def over_relative(line: Line, j: int) -> Range | None:
    """A clerk who asked not to be named said: return the clerk, when no comma sets the clause off."""
    for k in range(j, max(0, j - REACH), -1):
        if line.flags[k] & (w.PUNCTUATION | w.QUOTE):
            return None
        if line.words[k] == "who" and k < j:
            if line.flags[k + 1] & (w.CAPITAL | w.NOUN | w.DETERMINER | w.PRONOUN):
                return None  # the men who the ministry says
            person = left(line, k - 1)
            return person if person is not None and line.flags[head(line, *person)] & w.PERSON else None
    return None


def antecedent(line: Line, k: int) -> Range | None:
    """Return the noun phrase that a 'who' or 'which' at word `k` stands for: the nearest before it."""
    j = k - 1
    if j >= 0 and line.words[j] in (",", "—", "–"):
        j -= 1
    phrase = left(line, j)
    if phrase is None:
        return None
    if line.words[k] == "who" and line.flags[head(line, *phrase)] & w.PERSON:
        return phrase
    flags = line.flags
    joints = [n for n in range(*phrase) if flags[n] & w.PREPOSITION and not flags[n] & w.CAPITAL]
    while joints and line.words[joints[-1]] in SEATS and flags[joints[-1] - 1] & (w.CAPITAL | w.INSTITUTION):
        joints.pop()  # the body in Belmar, which says: the body
    last = joints[-1] if joints else None
    if last is not None and is_phrase(line, last + 1, phrase[1]):
        return (last + 1, phrase[1])
    if len(joints) == 0 and any(line.words[n] in SEATS for n in range(*phrase)):
        return phrase
    start = phrase[1] - 1
    while start > phrase[0] and flags[start - 1] & (w.CAPITAL | w.SHORT | w.HARD) and not flags[start - 1] & w.TIME:
        start -= 1
    return (start, phrase[1]) if flags[start] & w.CAPITAL and phrase[1] - start > 1 else phrase


def with_name(line: Line, source: Range) -> Range:
    """'said the child's uncle, Karl Maas': the name belongs to the source."""
    end = source[1]
    if end + 1 < line.n and line.flags[end] & w.COMMA and not named(line, source[1] - 1, source[1]):
        n = end + 1
        while n < line.n and n - end < 8 and line.flags[n] & (w.CAPITAL | w.SHORT) and not line.flags[n] & w.TIME:
            n += 1
        least = 1 if line.flags[end - 1] & w.PERSON else 2
        if n > end + least and (n == line.n or line.flags[n] & (w.PUNCTUATION | w.QUOTE)):
            return (source[0], n)
    return source
