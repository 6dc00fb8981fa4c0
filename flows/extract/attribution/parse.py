"""Who says what inside one sentence.

Each word that may tell a source is asked for its frame, source and cue; what the frames leave is what is said. Time grows
with the length of the sentence.
"""

from __future__ import annotations

from typing import NamedTuple

from flows.extract.attribution import phrases, signs, verbs
from flows.extract.attribution import words as w
from flows.extract.attribution.contents import Frame, content_of, reach
from flows.extract.attribution.line import Line

DEED_WORDS = 5  # of the object of 'claimed'
HELD = ("held", "stance")  # kinds of frames that a noun makes
ABOUT = frozenset({"for", "about", "of", "against", "on", "with"})  # between an act and what it is about


class Said(NamedTuple):
    """One source, its cue and the stretch it covers, as offsets into the article."""

    line: Line
    words: tuple[int, int]  # of the source
    source: tuple[int, int]
    cue: tuple[int, int]
    content: tuple[int, int] | None  # null: what follows the colon that ends the sentence, or what a note stands under
    noted: bool
    asserted: bool  # the source vouches for it; else it is only promised, asked, criticised
    adding: bool  # the source plainly goes on: added, continued


def parse(line: Line) -> list[Said]:
    """Return what is said by whom in a sentence, in order of the cues; what acts tell behind what is said."""
    found = frames(line)
    if not found:
        return []
    acts = [frame for frame in found if _is_act(line, frame)]
    main = [frame for frame in found if frame not in acts] if acts and not line.quoted else found
    out = []
    for frame, (low, high) in zip(main, reach(line, main), strict=True):
        if frame.side == "before":
            out.append(_said(line, frame, None))
            continue
        content = content_of(line, frame, low, high)
        if content is not None and _worth(line, frame, content):
            out.append(_said(line, frame, line.span(*content)))
        elif content is None and frame.side == "right" and line.words[-1] == ":" and frame is found[-1]:
            out.append(_said(line, frame, None))
    return out + _acted(line, found, acts) if acts else out


def _acted(line: Line, found: list[Frame], acts: list[Frame]) -> list[Said]:
    """Return what is promised, asked, criticised, ..., without marks: up to the next frame, and nobody's word for a figure."""
    out = []
    for frame, (low, high) in zip(found, reach(line, found), strict=True):
        if frame not in acts or not (frame.kind in HELD or phrases.speaks(line, frame.source)):
            continue
        content = content_of(line, frame, low, high)
        if content is None or any(f & w.QUOTE for f in line.flags[slice(*content)]):
            continue
        start, end = content
        if end - start > 1 and start == frame.last and line.words[start] in ABOUT:
            start += 1
        out.append(_said(line, frame, line.span(start, end), asserted=False))
    return out


def _is_act(line: Line, frame: Frame) -> bool:
    flags = line.flags[frame.cue[1] - 1]
    if frame.kind == "stance":
        return True
    return bool(flags & w.ACT) and not flags & w.SAYING and frame.kind in ("verb", "participle")


def _said(line: Line, frame: Frame, content: tuple[int, int] | None, *, asserted: bool = True) -> Said:
    span = line.span(*frame.source)
    if frame.kind in HELD and (owner := line.words[frame.source[1] - 1])[-2:] in ("'s", "s'"):
        span = span[0], span[1] - (2 if owner.endswith("'s") else 1)
    adding = bool(line.flags[frame.cue[1] - 1] & w.ADDING)
    cue = line.span(*frame.cue)
    return Said(line, frame.source, span, cue, content, frame.side == "before", asserted, adding)


def frames(line: Line) -> list[Frame]:
    """Return each source with its cue, in order."""
    found: list[Frame] = []
    told: list[Frame] = []  # those that a verb may go on from
    for i in line.cues:
        if found and i < found[-1].cue[1]:
            continue  # the second word of a verb
        frame = _frame(line, i, told)
        if frame is not None and (line.quoted or not _is_deed(line, frame)):
            found.append(frame)
            if frame.kind not in HELD:
                told.append(frame)
    return _relayed(line, found) if found else found


def _frame(line: Line, i: int, found: list[Frame]) -> Frame | None:
    flags = line.flags[i]
    if flags & w.QUOTE:
        return signs.after_dash(line, i) or signs.before_colon(line, i)
    if flags & (w.COLON | w.DASH):
        return signs.announced(line, i) or signs.signed(line, i)
    if flags & w.RELAY:
        return signs.per(line, i) if line.words[i] == "per" else signs.by_count(line, i) or signs.called_by(line, i)
    if flags & w.ACCORDING:
        return signs.according(line, i)
    if flags & w.CITING:
        return signs.citing(line, i)
    if flags & w.STANCE and (frame := signs.held(line, i)) is not None:
        return frame
    return verbs.verb(line, i, found)


def _worth(line: Line, frame: Frame, content: phrases.Range) -> bool:
    """A verb that only tells of its object is a cue beside a quotation alone; a deed is nothing said."""
    flags = line.flags[frame.cue[1] - 1]
    if line.quoted and any(f & w.QUOTE for f in line.flags[content[0] : content[1]]):
        return True
    if line.quoted and _is_deed(line, frame):
        return False
    return frame.kind in ("according", "citing", "dash", "colon", "toll", "held") or bool(flags & w.SAYING)


def _is_deed(line: Line, frame: Frame) -> bool:
    """Whether what follows the verb is an object with which it tells of a deed: claimed two attacks, claimed the lives of."""
    n = low = frame.last
    if frame.kind != "verb" or frame.side != "right":
        return False
    if n < line.n and line.flags[n] & w.DEED and not line.flags[n] & w.CLAIMED:
        return True
    if not line.words[n - 1].startswith("claim"):
        return False
    while n < line.n and n - low < DEED_WORDS and not line.flags[n] & (w.PUNCTUATION | w.QUOTE | w.STOP | w.BETWEEN):
        if line.flags[n] & w.CLAIMED:
            return n + 1 >= line.n or bool(line.flags[n + 1] & (w.PUNCTUATION | w.PREPOSITION | w.RELATIVE | w.STOP))
        n += 1
    return False


def _relayed(line: Line, found: list[Frame]) -> list[Frame]:
    """X, citing Y, said: Y says it, X only passes it on; not so where Y is but a document without an owner."""
    out: list[Frame] = []
    ahead: Frame | None = None
    passed: dict[phrases.Range, phrases.Range] = {}  # who passes on → whose word it is
    for frame in found:
        if frame.source in passed and frame.kind == "verb":
            frame = frame._replace(source=passed[frame.source])
        if frame.kind == "citing" and frame.side == "ahead" and out and out[-1].last in (frame.first, frame.first - 1):
            out[-1] = out[-1]._replace(source=frame.source, last=frame.last)  # the radio reported, citing X, that
        elif frame.kind == "citing" and frame.side == "ahead":
            ahead = None if _is_bare_document(line, *frame.source) else frame
        elif frame.kind == "citing" and out and out[-1].kind == "verb":
            out[-1] = out[-1]._replace(source=frame.source)
        elif ahead is not None and frame.kind == "verb":
            passed[frame.source] = ahead.source
            out.append(frame._replace(source=ahead.source, first=min(ahead.first, frame.first)))
            ahead = None
        else:
            out.append(frame)
    return [*out, ahead._replace(side="left")] if ahead is not None else out


def _is_bare_document(line: Line, start: int, end: int) -> bool:
    """Whether a phrase names a document and nobody whose it is: the report, a court filing."""
    flags = line.flags[start:end]
    others = any(f & (w.PERSON | w.INSTITUTION | w.CAPITAL | w.POSSESSIVE) for f in flags)
    return bool(flags[-1] & w.DOCUMENT) and not others
