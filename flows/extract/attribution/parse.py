"""Who says what inside one sentence: verbs of saying with the phrase before or after them, 'according to', 'citing', 'by'.

From a verb of saying the parser looks left past auxiliaries for its source (over an apposition between commas, if need be),
then right for an inverted one, and takes as content what the clause leaves. Time grows with the length of the sentence.
"""

from __future__ import annotations

from typing import NamedTuple

from flows.extract.attribution import phrases
from flows.extract.attribution import words as w
from flows.extract.attribution.agreement import agrees
from flows.extract.attribution.contents import Frame, content_of, reach
from flows.extract.attribution.line import Line

NO_CHAIN = w.PRONOUN | w.NOUN | w.CAPITAL | w.DETERMINER
CHAIN = 8  # auxiliaries and adverbs between a source and its verb
CLAUSE_WORDS = 14  # words that tell who somebody without a name is
NAME_WORDS = 6  # words of a name before a colon
QUOTED_AS = 15  # words between 'quoted' and 'as saying'


class Said(NamedTuple):
    """One source, its cue and the stretch it covers, as offsets into the article."""

    phrase: Line  # the words of the source
    source: tuple[int, int]
    cue: tuple[int, int]
    content: tuple[int, int] | None  # null: what follows the colon that ends the sentence


def parse(line: Line) -> list[Said]:
    """Return what is said by whom in a sentence, in order of the cues."""
    found = frames(line)
    if not found:
        return []
    out = []
    for frame, (low, high) in zip(found, reach(line, found), strict=True):
        if frame.side == "before":
            out.append(_said(line, frame, None))
            continue
        content = content_of(line, frame, low, high)
        if content is not None and _worth(line, frame, content):
            out.append(_said(line, frame, line.span(*content)))
        elif content is None and frame.side == "right" and line.words[-1] == ":" and frame is found[-1]:
            out.append(_said(line, frame, None))
    return out


def _said(line: Line, frame: Frame, content: tuple[int, int] | None) -> Said:
    return Said(line.part(*frame.source), line.span(*frame.source), line.span(*frame.cue), content)


def frames(line: Line) -> list[Frame]:
    """Return each source with its cue, in order."""
    found: list[Frame] = []
    for i in line.cues:
        frame = _frame(line, i, found)
        if frame is not None:
            found.append(frame)
    return _relayed(found) if found else found


def _frame(line: Line, i: int, found: list[Frame]) -> Frame | None:
    flags = line.flags[i]
    if flags & w.QUOTE:
        return _after_dash(line, i) or _before_colon(line, i)
    if flags & (w.COLON | w.DASH):
        return _announced(line, i) or _signed(line, i)
    if flags & w.RELAY:
        return _per(line, i) if line.words[i] == "per" else _by_count(line, i) or _called_by(line, i)
    if flags & w.ACCORDING:
        return _according(line, i)
    if flags & w.CITING:
        return _citing(line, i)
    return _verb(line, i, found)


def _worth(line: Line, frame: Frame, content: phrases.Range) -> bool:
    """A verb that only tells of its object is a cue beside a quotation alone; a deed is nothing said."""
    flags = line.flags[frame.cue[1] - 1]
    if line.quoted and any(f & w.QUOTE for f in line.flags[content[0] : content[1]]):
        return True
    if frame.kind == "verb" and frame.last < line.n and line.flags[frame.last] & w.DEED:
        return False
    return frame.kind in ("according", "citing", "dash", "colon", "toll") or bool(flags & w.SAYING)


def _according(line: Line, i: int) -> Frame | None:
    if i + 2 >= line.n or line.words[i + 1] != "to":
        return None
    source = phrases.right(line, i + 2, wide=True)
    if source is None:
        return None
    source = _with_clause(line, _with_name(line, source))
    opens = i == 0 or line.flags[i - 1] & w.HALT or (line.flags[i - 1] & w.STOP and i == 1)
    return Frame(source, i, source[1], (i, i + 2), "right" if opens else "left", "according")


def _with_clause(line: Line, source: phrases.Range) -> phrases.Range:
    """'A source who asked not to be named': the clause belongs to whoever has no name."""
    n = source[1]
    if n + 1 >= line.n or line.words[n] not in ("who", "familiar", "briefed") or phrases.named(line, *source):
        return source
    while n < line.n and n - source[1] < CLAUSE_WORDS and not line.flags[n] & (w.PUNCTUATION | w.QUOTE):
        n += 1
    return (source[0], n)


def _per(line: Line, i: int) -> Frame | None:
    """'Per the Ostrian Observatory, …'."""
    if i and not line.flags[i - 1] & w.COMMA:
        return None
    source = phrases.right(line, i + 1, wide=True)
    if source is None or not phrases.named(line, *source):
        return None
    return Frame(source, i, source[1], (i, i + 1), "left" if i else "right", "according")


def _after_dash(line: Line, i: int) -> Frame | None:
    """A quotation, a dash, and nothing but who said or wrote it."""
    n = i + 1
    if n + 1 >= line.n or not line.flags[n] & w.DASH:
        return None
    while n + 1 < line.n and line.flags[n] & w.DASH:
        n += 1
    source = phrases.right(line, n, wide=True)
    if source is None or not _speaks(line, source) or any(not f & w.PUNCTUATION for f in line.flags[source[1] :]):
        return None
    return Frame(source, i + 1, source[1], (i + 1, i + 2), "left", "dash")


def _before_colon(line: Line, i: int) -> Frame | None:
    """A name, a colon, and what it says."""
    if i < 2 or line.words[i - 1] != ":":
        return None
    source = phrases.left(line, i - 2)
    if source is None or source[0] or not phrases.named(line, *source) or source[1] - source[0] > NAME_WORDS:
        return None
    return Frame(source, 0, i, (i - 1, i), "right", "colon")


def _announced(line: Line, i: int) -> Frame | None:
    """'Police: 12 killed', 'Source: hospital': a source that begins a line, and a colon."""
    if not line.flags[i] & w.COLON or not 0 < i <= NAME_WORDS or i + 2 >= line.n:
        return None
    if i == 1 and line.words[0] in ("source", "sources"):
        source = phrases.right(line, i + 1, wide=True)
        return Frame(source, 0, source[1], (0, 1), "before", "colon") if source and source[1] >= line.n - 1 else None
    source = phrases.left(line, i - 1)
    if source is None or source[0] or not line.flags[i - 1] & (w.PERSON | w.INSTITUTION):
        return None
    if line.flags[i + 1] & w.QUOTE or not any(f & (w.NUMBER | w.TALLY) for f in line.flags[i + 1 :]):
        return None
    return Frame(source, 0, i + 1, (i, i + 1), "right", "colon")


def _signed(line: Line, i: int) -> Frame | None:
    """'12 killed in strike – police', '12 killed: ministry': a source behind the last dash or colon of a line."""
    if not 1 < i < line.n - 1 or line.n - i > NAME_WORDS or not any(f & w.NUMBER for f in line.flags[:i]):
        return None
    source = phrases.right(line, i + 1, wide=False)
    if source is None or not line.flags[source[1] - 1] & (w.PERSON | w.INSTITUTION):
        return None
    if any(not f & w.HARD for f in line.flags[source[1] :]) or line.flags[source[0]] & w.NUMBER:
        return None
    return Frame(source, i, source[1], (i, i + 1), "left", "dash")


def _citing(line: Line, i: int) -> Frame | None:
    source = phrases.right(line, i + 1, wide=True)
    if source is None or not line.flags[phrases.head(line, *source)] & (w.NOUN | w.CAPITAL | w.TALLY):
        return None
    side = "ahead" if i == 0 or (source[1] < line.n and line.flags[source[1]] & w.COMMA) else "left"
    return Frame(source, i, source[1], (i, i + 1), side, "citing")


def _relayed(found: list[Frame]) -> list[Frame]:
    """X, citing Y, said: Y says it, X only passes it on."""
    out: list[Frame] = []
    ahead: Frame | None = None
    for frame in found:
        if frame.kind == "citing" and frame.side == "ahead" and out and out[-1].last in (frame.first, frame.first - 1):
            out[-1] = out[-1]._replace(source=frame.source, last=frame.last)  # the radio reported, citing X, that
        elif frame.kind == "citing" and frame.side == "ahead":
            ahead = frame
        elif frame.kind == "citing" and out and out[-1].kind == "verb":
            out[-1] = out[-1]._replace(source=frame.source)
        elif ahead is not None and frame.kind == "verb":
            out.append(frame._replace(source=ahead.source, first=min(ahead.first, frame.first)))
            ahead = None
        else:
            out.append(frame)
    return [*out, ahead._replace(side="left")] if ahead is not None else out


def _verb(line: Line, i: int, found: list[Frame]) -> Frame | None:
    every = line.flags
    flags = every[i]
    if flags & w.STANDING and (toll := _toll(line, i)) is not None:
        return toll
    if not flags & w.VERB or (not line.quoted and not flags & w.SAYING):
        return None
    j, chain = i - 1, 0
    while j >= 0 and every[j] & w.BETWEEN and i - j <= CHAIN and not every[j] & NO_CHAIN:
        chain |= every[j]
        j -= 1
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
    subject = _subject(line, j)
    if subject is not None and not agrees(line, phrases.head(line, *subject), flags, chain, i):
        subject = None
    inverted = _inverted(line, i, subject is not None and j >= 0 and not line.flags[j] & (w.COMMA | w.DASH))
    if inverted is not None and subject is not None and not subject[0] and _clause(line, *inverted):
        inverted = None  # X, the mayor, said the raid killed nine
    if inverted is not None:
        return Frame(inverted, i, inverted[1], (i, i + 1), "left", "verb")
    if subject is None:
        joined = j >= 1 and line.words[j] in ("and", "but") and flags & (w.PAST | w.THIRD)
        source = (_teller(line, found) if found else phrases.first(line, j)) if joined else None
        return Frame(source, j, i + 1, (j + 1, i + 1), "right", "verb") if source else None
    return Frame(subject, subject[0] if subject[0] <= j else j, i + 1, (verb, i + 1), "right", "verb")


def _teller(line: Line, found: list[Frame]) -> phrases.Range:
    """Who goes on with a second verb: the last one who says something, rather than one who is told of or passes it on."""
    if found[-1].kind == "citing" and found[-1].side == "ahead":
        return found[-1].source
    said = [frame for frame in found if frame.kind == "verb" and line.flags[frame.cue[1] - 1] & (w.CLAUSE | w.ADDRESS)]
    return (said or found)[-1].source


def _toll(line: Line, i: int) -> Frame | None:
    """'the ministry's toll stands at', 'by the group's count': whose number it is."""
    j = i - 1
    while (
        j >= 0 and i - j <= CHAIN and line.flags[j] & w.BETWEEN and not line.flags[j] & (w.NOUN | w.CAPITAL | w.TALLY)
    ):
        j -= 1
    subject = phrases.left(line, j)
    if subject is None or not line.flags[j] & (w.DOCUMENT | w.TALLY) or not _owned(line, *subject):
        return None
    return Frame(subject, subject[0], i + 1, (j + 1, i + 1), "right", "toll")


def _owned(line: Line, start: int, end: int) -> bool:
    """Whether a phrase tells whose number it is, by a possessive or a name."""
    flags = line.flags[start:end]
    return any(f & w.POSSESSIVE or (f & w.CAPITAL and not f & w.TIME) for f in flags)


def _by_count(line: Line, i: int) -> Frame | None:
    """'By the ministry's count', 'on his estimate'."""
    if i and not line.flags[i - 1] & (w.COMMA | w.STOP | w.QUOTE):
        return None
    source = phrases.right(line, i + 1, wide=False)
    if (
        source is None
        or not line.flags[phrases.head(line, *source)] & (w.DOCUMENT | w.TALLY)
        or not _owned(line, *source)
    ):
        return None
    opens = i == 0 or bool(line.flags[i - 1] & w.STOP)
    return Frame(source, i, source[1], (i, i + 1), "right" if opens else "left", "according")


def _called_by(line: Line, i: int) -> Frame | None:
    """'was described as “…” by X'."""
    if not i or not line.flags[i - 1] & w.QUOTE:
        return None
    verb = next((k for k in range(i - 2, max(0, i - CHAIN), -1) if line.flags[k] & w.VERB), None)
    if verb is None or not line.flags[verb] & w.PAST:
        return None
    if not any(f & w.BE for f in line.flags[max(0, verb - 3) : verb]):
        return None
    source = phrases.right(line, i + 1, wide=False)
    return Frame(_with_name(line, source), i, source[1], (verb, verb + 1), "left", "passive") if source else None


def _before_time(line: Line, j: int) -> int:
    """'X on Tuesday said': step back over when it was said."""
    n = j
    while n > 0 and line.flags[n] & w.TIME and not line.flags[n] & w.NOUN:
        n -= 1
    return n - 1 if n < j and n > 0 and line.words[n] in ("on", "in", "at") else j


def _went_on(line: Line, i: int, j: int, found: list[Frame]) -> Frame | None:
    """'went on to say' and its like tell; 'declined to say', 'failed to say' do not."""
    if j >= 1 and line.words[j - 1] in ("on", "continued", "proceeded") and found:
        return Frame(found[-1].source, j, i + 1, (i, i + 1), "right", "verb")
    if j >= 2 and line.words[j - 1] == "on" and line.words[j - 2] in ("went", "goes", "go"):
        source = _subject(line, j - 3)
        return Frame(source, source[0], i + 1, (j - 2, i + 1), "right", "verb") if source else None
    return None


def _subject_of_saying(line: Line, j: int) -> bool:
    """'residents said by telephone', 'the list published by': nobody is told to have been the one who says."""
    return bool(line.flags[j] & (w.NOUN | w.TALLY | w.PRONOUN)) and line.words[j] not in ("as",)


def _passive(line: Line, i: int) -> Frame | None:
    """'were reported by X', 'as announced by X'."""
    if not line.flags[i] & (w.CLAUSE | w.FINDING) or line.words[i] == "denied":
        return None
    source = phrases.right(line, i + 2, wide=True)
    return None if source is None else Frame(source, i, source[1], (i, i + 1), "left", "passive")


def _participle(line: Line, i: int, j: int, chain: int, found: list[Frame]) -> Frame | None:
    """'…, saying that', 'was quoted as saying': the source stands before."""
    if j >= 0 and line.words[j] == "as":
        return _quoted_as(line, i, j)
    if chain & w.BE:
        source = _subject(line, j)
        return Frame(source, source[0], i + 1, (j + 1, i + 1), "right", "verb") if source else None
    if j >= 0 and not line.flags[j] & (w.PUNCTUATION | w.QUOTE | w.STOP) and line.words[j] not in ("by",):
        return None
    source = found[-1].source if found else phrases.first(line, i)
    return None if source is None else Frame(source, i, i + 1, (i, i + 1), "right", "participle")


def _quoted_as(line: Line, i: int, j: int) -> Frame | None:
    """'quoted X as saying', 'X was quoted by Y as saying': X."""
    for k in range(j - 1, max(-1, j - QUOTED_AS), -1):
        if line.words[k] in ("quoted", "quotes", "quote", "cited", "cites"):
            source = phrases.right(line, k + 1, wide=False) if k + 1 < j and line.words[k + 1] != "by" else None
            if source is None:
                source = _subject(line, next((n for n in range(k - 1, -1, -1) if not line.flags[n] & w.BETWEEN), -1))
            return Frame(_with_name(line, source), k, i + 1, (i, i + 1), "right", "quoted") if source else None
    return None


def _subject(line: Line, j: int) -> phrases.Range | None:
    """Return the noun phrase that ends at word `j`, or the one whose apposition or relative clause ends there."""
    if j < 0:
        return None
    if line.flags[j] & w.RELATIVE:
        return phrases.antecedent(line, j)
    if line.words[j] in (",", "—", "–", ")"):
        return phrases.over_apposition(line, j)
    near = phrases.left(line, j)
    if "who" in line.words[:j] and not (near and near[0] and line.words[near[0] - 1] in ("as", "name")):
        return phrases.over_relative(line, j) or near  # who gave his name as X: X
    return near


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
    if not flags[i - 1] & w.QUOTE and not (flags[i] & w.CLAUSE and _speaks(line, source)):
        return None
    return _with_name(line, source)


def _clause(line: Line, start: int, end: int) -> bool:
    """Whether what stands behind the verb is no bare source, but the beginning of what is said."""
    told = any(f & (w.NUMBER | w.TALLY) for f in line.flags[start:end])
    return told or not (end >= line.n or line.flags[end] & (w.PUNCTUATION | w.QUOTE | w.TIME))


def _speaks(line: Line, source: phrases.Range) -> bool:
    """Whether a phrase names somebody or ends in a noun of sources."""
    return phrases.named(line, *source) or any(f & (w.NOUN | w.PRONOUN) for f in line.flags[source[0] : source[1]])


def _ends(line: Line, n: int) -> bool:
    return n >= line.n or bool(line.flags[n] & (w.PUNCTUATION | w.QUOTE | w.TIME | w.PREPOSITION | w.STOP | w.ING))


def _with_name(line: Line, source: phrases.Range) -> phrases.Range:
    """'said the child's uncle, Karl Maas': the name belongs to the source."""
    end = source[1]
    if end + 1 < line.n and line.flags[end] & w.COMMA and not phrases.named(line, source[1] - 1, source[1]):
        n = end + 1
        while n < line.n and n - end < 8 and line.flags[n] & (w.CAPITAL | w.SHORT) and not line.flags[n] & w.TIME:
            n += 1
        least = 1 if line.flags[end - 1] & w.PERSON else 2
        if n > end + least and (n == line.n or line.flags[n] & (w.PUNCTUATION | w.QUOTE)):
            return (source[0], n)
    return source
