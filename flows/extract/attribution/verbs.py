"""Verbs of saying with their sources: before them, over what stands between; behind them; or left to an earlier verb."""

from __future__ import annotations

from flows.extract.attribution import appositions, phrases
from flows.extract.attribution import words as w
from flows.extract.attribution.agreement import agrees, finds
from flows.extract.attribution.contents import Frame
from flows.extract.attribution.line import CHAIN, Line

NO_CHAIN = w.PRONOUN | w.NOUN | w.CAPITAL | w.DETERMINER
NEARBY = frozenset({"last", "this", "earlier", "early", "late"})  # before when something was said
THEN = frozenset({"earlier", "later", "previously", "recently", "yesterday", "today"})
RAISING = frozenset({"appeared", "appears", "seemed", "seems", "began", "hastened", "went"})  # and 'to say': said
QUOTED_AS = 15  # words between 'quoted' and 'as saying'


def verb(line: Line, i: int, found: list[Frame]) -> Frame | None:
    """Return who says something by the verb at word `i`; `found` are the frames before it."""
    every = line.flags
    flags = every[i]
    if flags & w.STANDING and (toll := _toll(line, i)) is not None:
        return toll
    if flags & w.PHRASAL and not flags & (w.CLAUSE | w.ADDRESS | w.ACT):
        whole = w.phrasals().get((line.words[i], line.words[i + 1] if i + 1 < line.n else ""), 0)
        if whole and not (flags & w.OF and line.quoted is False and finds(line, None, i)):
            return _phrasal(line, i, whole, found)
    issuing = flags & w.ISSUING and line.words[-1] == ":"
    if not issuing and (not flags & w.VERB or (not line.quoted and not flags & (w.SAYING | w.ACT))):
        return None
    j, chain = _over_chain(line, i)
    verb = j + 1
    if j > 0 and every[j] & w.TIME:
        j = _before_time(line, j)
    by = flags & w.PAST and i + 2 < line.n and line.words[i + 1] == "by"
    by = by and not line.flags[i + 2] & w.MEANS
    if by and (chain & w.BE or j < 0 or not _subject_of_saying(line, j)):
        return _passive(line, i)
    if flags & w.ING:
        return _participle(line, i, j, chain, found)
    if (chain & w.NEGATION and flags & w.SAYING) or (chain & w.BE and flags & w.PAST):
        return None
    if flags & w.BASE and j >= 0 and line.words[j] == "to":
        return _went_on(line, i, j, found)
    if j >= 0 and line.flags[j] & w.POSSESSIVE and flags & (w.THIRD | w.BASE) and not flags & w.PAST:
        return None  # the minister's claims
    if i in line.subjects:
        return _parsed(line, i, verb, line.subjects[i])
    subject = _subject(line, j)
    if subject is not None and not agrees(line, subject[0], phrases.head(line, *subject), flags, chain, i):
        subject = None
    inverted = _inverted(line, i, subject is not None and j >= 0 and not line.flags[j] & (w.COMMA | w.DASH))
    if inverted is not None and subject is not None and not subject[0] and _clause(line, *inverted):
        inverted = None  # X, the mayor, said the raid killed nine
    if inverted is not None:
        return Frame(inverted, i, inverted[1], (i, i + 1), "left", "verb")
    if subject is None:
        joined = j >= 1 and line.words[j] in ("and", "but") and flags & (w.PAST | w.THIRD) and finds(line, None, i)
        source = (_teller(line, found) if found else phrases.first(line, j)) if joined else None
        return Frame(source, j, i + 1, (j + 1, i + 1), "right", "verb") if source else None
    return Frame(subject, subject[0] if subject[0] <= j else j, i + 1, (verb, i + 1), "right", "verb")


def _over_chain(line: Line, i: int) -> phrases.Range:
    """Return the word before the auxiliaries and adverbs of a verb, and their flags taken together."""
    flags = line.flags
    j, chain = i - 1, 0
    while j >= 0 and flags[j] & w.BETWEEN and i - j <= CHAIN and not flags[j] & NO_CHAIN:
        chain |= flags[j]
        j -= 1
    return j, chain


def _phrasal(line: Line, i: int, whole: int, found: list[Frame]) -> Frame | None:
    """Return who tells something by a verb with its particle (talked about) or is in a state of mind (is confident that)."""
    j, chain = _over_chain(line, i)
    state = not whole & (w.PAST | w.BASE | w.ING | w.THIRD)
    if chain & w.NEGATION or bool(chain & w.BE) < state or (chain & w.BE and whole & w.PAST):
        return None
    if j >= 0 and (line.words[j] == "to" or line.flags[j] & w.POSSESSIVE):
        return None
    line.flags[i + 1] |= whole  # the line's own: what stands last in the cue tells what kind it is
    if whole & w.ING and not chain & w.BE:
        if j >= 0 and not line.flags[j] & (w.PUNCTUATION | w.QUOTE | w.STOP):
            return None
        source = found[-1].source if found else phrases.first(line, i)
        return Frame(source, i, i + 2, (i, i + 2), "right", "participle") if source else None
    source = _subject(line, j)
    if source is None or not (state or agrees(line, source[0], phrases.head(line, *source), whole, chain, i + 1)):
        return None
    return Frame(source, min(source[0], j + 1), i + 2, (j + 1, i + 2), "right", "verb")


def _parsed(line: Line, i: int, verb: int, subject: phrases.Range) -> Frame:
    """The frame of a verb whose subject a parser of the user's has found."""
    if subject[0] > i:
        return Frame(subject, i, subject[1], (i, i + 1), "left", "verb")
    return Frame(subject, min(subject[0], verb), i + 1, (verb, i + 1), "right", "verb")


def _teller(line: Line, found: list[Frame]) -> phrases.Range:
    """Who goes on with a second verb: the last one who says something, rather than one who is told of or passes it on."""
    if found[-1].kind == "citing" and found[-1].side == "ahead":
        return found[-1].source
    said = [frame for frame in found if frame.kind == "verb" and line.flags[frame.cue[1] - 1] & (w.CLAUSE | w.ADDRESS)]
    last = found[-1]
    if last.side == "right" and last.source[0] and line.words[last.source[0] - 1] == "but":
        return last.source  # …, but Y disputed that and said
    return (said or found)[-1].source


def _toll(line: Line, i: int) -> Frame | None:
    """'the ministry's toll stands at', 'by the group's count': whose number it is."""
    j = i - 1
    while (
        j >= 0 and i - j <= CHAIN and line.flags[j] & w.BETWEEN and not line.flags[j] & (w.NOUN | w.CAPITAL | w.TALLY)
    ):
        j -= 1
    subject = phrases.left(line, j)
    if subject is None or not line.flags[j] & (w.DOCUMENT | w.TALLY) or not phrases.owned(line, *subject):
        return None
    return Frame(subject, subject[0], i + 1, (j + 1, i + 1), "right", "toll")


def _before_time(line: Line, j: int) -> int:
    """'X on Tuesday said': step back over when it was said."""
    n = j
    while n > 0 and line.flags[n] & w.TIME and not line.flags[n] & w.NOUN:
        n -= 1
    if n == j or n < 1:
        return j
    if line.words[n + 1] in THEN and line.flags[n] & w.RELATIVE:
        return n
    if line.words[n] in NEARBY and line.flags[n - 1] & w.COMMA:
        return n - 1
    return n - 1 if line.words[n] in ("on", "in", "at") else j


def _went_on(line: Line, i: int, j: int, found: list[Frame]) -> Frame | None:
    """'went on to say' and its like tell; 'declined to say', 'failed to say' do not."""
    if j >= 1 and line.words[j - 1] in ("on", "continued", "proceeded") and found:
        return Frame(found[-1].source, j, i + 1, (i, i + 1), "right", "verb")
    if j >= 2 and line.words[j - 1] in RAISING:
        source = _subject(line, j - 2)
        return Frame(source, source[0], i + 1, (j - 1, i + 1), "right", "verb") if source else None
    if j >= 2 and line.words[j - 1] == "on" and line.words[j - 2] in ("went", "goes", "go"):
        source = _subject(line, j - 3)
        return Frame(source, source[0], i + 1, (j - 2, i + 1), "right", "verb") if source else None
    return None


def _subject_of_saying(line: Line, j: int) -> bool:
    """'residents said by telephone', 'the list published by': nobody is told to have been the one who says."""
    return bool(line.flags[j] & (w.NOUN | w.TALLY | w.PRONOUN)) and line.words[j] not in ("as",)


def _passive(line: Line, i: int) -> Frame | None:
    """'were reported by X', 'as announced by X'."""
    source = phrases.right(line, i + 2, wide=True)
    if source is not None and line.words[source[1] : source[1] + 1] == ["as"] and line.flags[i] & w.OBJECT:
        quoted = any(f & w.QUOTE for f in line.flags[source[1] + 1 : source[1] + 4])
        return Frame(source, i, source[1] + 1, (i, i + 1), "right", "verb") if quoted else None
    if not line.flags[i] & (w.CLAUSE | w.FINDING) or line.words[i] == "denied":
        return None
    return None if source is None else Frame(source, i, source[1], (i, i + 1), "left", "passive")


def _participle(line: Line, i: int, j: int, chain: int, found: list[Frame]) -> Frame | None:
    """'…, saying that', 'was quoted as saying': the source stands before."""
    if not finds(line, None, i):
        return None
    if j >= 0 and line.words[j] == "as":
        return _quoted_as(line, i, j)
    if chain & w.BE:
        source = _subject(line, j)
        return Frame(source, source[0], i + 1, (j + 1, i + 1), "right", "verb") if source else None
    beside = i + 1 < line.n and line.flags[i + 1] & w.QUOTE
    if j >= 0 and not line.flags[j] & (w.PUNCTUATION | w.QUOTE | w.STOP) and line.words[j] not in ("by",):
        source = phrases.first(line, i) if beside and not found else None
        return None if source is None else Frame(source, i, i + 1, (i, i + 1), "right", "participle")
    source = found[-1].source if found else phrases.first(line, i)
    return None if source is None else Frame(source, i, i + 1, (i, i + 1), "right", "participle")


def _quoted_as(line: Line, i: int, j: int) -> Frame | None:
    """'quoted X as saying', 'X was quoted by Y as saying': X."""
    for k in range(j - 1, max(-1, j - QUOTED_AS), -1):
        if line.words[k] in ("quoted", "quotes", "quote", "cited", "cites"):
            source = phrases.right(line, k + 1, wide=False) if k + 1 < j and line.words[k + 1] != "by" else None
            if source is None:
                source = _subject(line, next((n for n in range(k - 1, -1, -1) if not line.flags[n] & w.BETWEEN), -1))
            return (
                Frame(appositions.with_name(line, source), k, i + 1, (i, i + 1), "right", "quoted") if source else None
            )
    return None


def _subject(line: Line, j: int) -> phrases.Range | None:
    """Return the noun phrase that ends at word `j`, or the one whose apposition or relative clause ends there."""
    if j < 0:
        return None
    if line.flags[j] & w.RELATIVE:
        return appositions.antecedent(line, j)
    if line.words[j] in (",", "—", "–", ")"):
        return appositions.both(line, appositions.over_apposition(line, j))
    near = phrases.left(line, j)
    if "who" in line.words[:j] and not (near and near[0] and line.words[near[0] - 1] in ("as", "name")):
        return appositions.over_relative(line, j) or near  # who gave his name as X: X
    return near if near is None else appositions.before_role(line, near)


def _inverted(line: Line, i: int, plain: bool) -> phrases.Range | None:
    """…, said X: the noun phrase after the verb, when what is said stands before it."""
    flags = line.flags
    if plain or i == 0 or flags[i] & (w.ADDRESS | w.FINDING | w.TITLED) or not flags[i] & (w.PAST | w.THIRD | w.BASE):
        return None
    if not flags[i - 1] & (w.QUOTE | w.COMMA | w.DASH) or not flags[i] & (w.CLAUSE | w.SPEECH | w.OBJECT):
        return None
    if i + 1 >= line.n or (flags[i + 1] & (w.PREPOSITION | w.PUNCTUATION) and not flags[i + 1] & w.CAPITAL):
        return None
    source = phrases.right(line, i + 1, wide=False)
    if source is None or not _ends(line, source[1]):
        return None
    if not flags[i - 1] & w.QUOTE and not (flags[i] & w.CLAUSE and phrases.speaks(line, source)):
        return None
    return appositions.with_name(line, source)


def _clause(line: Line, start: int, end: int) -> bool:
    """Whether what stands behind the verb is no bare source, but the beginning of what is said."""
    told = any(f & (w.NUMBER | w.TALLY) for f in line.flags[start:end])
    return told or not (end >= line.n or line.flags[end] & (w.PUNCTUATION | w.QUOTE | w.TIME))


def _ends(line: Line, n: int) -> bool:
    return n >= line.n or bool(line.flags[n] & (w.PUNCTUATION | w.QUOTE | w.TIME | w.PREPOSITION | w.STOP | w.ING))
