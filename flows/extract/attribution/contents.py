"""Which stretch of a sentence a source covers."""

from __future__ import annotations

from typing import NamedTuple

from flows.extract.attribution import phrases
from flows.extract.attribution import words as w
from flows.extract.attribution.line import Line

SUBORDINATE = frozenset(
    {"after", "while", "when", "as", "if", "although", "though", "because", "since", "until", "before", "whereas"}
)
RANKED = frozenset(
    {"latest", "first", "second", "third", "fourth", "fifth", "last", "most", "worst", "single", "biggest"}
)
LINKS = frozenset({"and", "but"})
JOINING = frozenset({"and", "but", "that", "while", "as", "or", "though", "although"})
OBJECTS = frozenset({"of", "to", "at", "up", "over", "about", "around", "between", "under"})
SPEAKERS = frozenset({"who", "which", "as", "after", "when", "while", "before", "speaking", "citing", "referring"})
MET = w.STOP | w.QUOTE | w.COLON | w.COMMA | w.AUXILIARY | w.FINITE  # what a walk over whom and when can meet
REASONS = frozenset({"because", "since", "if", "unless", "so", "whether"})  # what is said goes on behind the source
FRAME_WORDS = 14  # words after the verb that may tell whom, when and where
ADVERBIAL = 8  # words of a phrase that only tells when or where
SUBJECT_WORDS = 5  # of a clause that a source told in passing parts from its verb
WHEN = frozenset({"last", "this", "on", "in"})
WHEN_WORDS = 4  # of a time, without its preposition
CLOSE = 40  # a source that begins so near behind a cue, in the same clause, belongs to what is said
Range = tuple[int, int]


class Frame(NamedTuple):
    """A source with its cue; all places count words."""

    source: Range
    first: int  # first word of source and cue
    last: int  # one past their last word
    cue: Range
    side: str  # where the content stands: left or right
    kind: str


def reach(line: Line, found: list[Frame]) -> list[Range]:
    """How far each content may go: up to the next frame, or over it when that one is part of what is said."""
    hard = line.halts
    if len(found) == 1:
        return [_between(hard, found[0], line.n)]
    out: list[Range] = []
    high = line.n
    for n in range(len(found) - 1, -1, -1):
        frame = found[n]
        low = found[n - 1].last if n and not _closes(frame, found[n - 1]) else 0
        low = max([low, *(i + 1 for i in hard if i < frame.first)][-1], low) if hard else low
        end = next((i for i in hard if i >= frame.last), line.n)
        mine = line.n
        if n + 1 < len(found):
            after = found[n + 1]
            begins = after.first if after.first > frame.first else after.cue[0]  # over a relative clause: its verb
            mine = high if _holds(line, frame, after) else max(begins, frame.last)
        high = max(min(mine, end), frame.last)
        out.append((min(low, frame.first), high))
    return out[::-1]


def _between(halts: list[int], frame: Frame, n: int) -> Range:
    """How far the content of a lone frame may go: to the ends of its sentence."""
    low = 0
    for halt in halts:
        if halt >= frame.last:
            n = halt
            break
        if halt < frame.first:
            low = halt + 1
    return low, n


def _closes(frame: Frame, before: Frame) -> bool:
    """…, and two of them confessed, said X: a source behind a sentence covers what is told in it by others, too."""
    return frame.kind == "verb" and frame.side == "left" and before.side == "right"


def _holds(line: Line, frame: Frame, after: Frame) -> bool:
    """X said it had recorded …: the second frame is what the first one says."""
    if (
        frame.side != "right"
        or after.side != "right"
        or after.kind == "participle"
        or not 0 <= after.first - frame.last <= CLOSE
        or line.words[after.first] in LINKS
    ):
        return False
    between = range(frame.last, after.first)
    return not any(
        line.flags[i] & (w.PUNCTUATION | w.QUOTE) or line.words[i] in ("and", "but", "while") for i in between
    )


def content_of(line: Line, frame: Frame, low: int, high: int) -> Range | None:
    """Return the words that the source of this frame says, between `low` and `high`."""
    if not low and line.flags[0] & w.SHOUTED:
        low = phrases.after_dateline(line, 0, frame.first)
    if frame.side == "left":
        return _around(line, frame, _tidy(line, low, frame.first, LINKS), high)
    if frame.kind == "verb" and _aside(line, frame, high):
        return _tidy(line, low, frame.first - 1, LINKS) if line.flags[frame.first - 2] & (w.COMMA | w.QUOTE) else None
    flags, last = line.flags, frame.last
    if flags[last - 1] & w.ISSUING and line.words[-1] == ":":
        return None
    start = _skip(line, last, high)
    right = _tidy(line, start, high, JOINING)
    if right is None or (flags[right[1] - 1] & w.TIME and frame.kind == "verb" and _is_time(line, *right)):
        return None if frame.kind == "participle" else _before(line, frame, low)
    if right[0] == last and flags[last] & w.AUXILIARY:
        return (_missing_subject(line, frame, low, last), right[1])
    if frame.kind != "verb" or not frame.first or not flags[frame.first - 1] & (w.COMMA | w.QUOTE):
        return right
    left = _tidy(line, low, frame.first, LINKS)
    if left is None or _adverbial(line, left):
        return right
    return _either(line, frame, left, start, right, high)


def _is_time(line: Line, start: int, end: int) -> bool:
    """Whether words only tell when it was said: this evening, late last year."""
    if end - start > WHEN_WORDS:
        return False
    flags = line.flags[start:end]
    return all(f & (w.TIME | w.DETERMINER | w.ADVERB) or line.words[n] in WHEN for n, f in enumerate(flags, start))


def _aside(line: Line, frame: Frame, high: int) -> bool:
    """Whether a source is told in passing: not 19, as this newspaper reported."""
    if frame.first < 2 or line.words[frame.first - 1] != "as":
        return False
    aside = line.flags[frame.first - 2] & (w.COMMA | w.QUOTE | w.NUMBER)
    return bool(aside) and not any(f & w.QUOTE for f in line.flags[frame.last : high])


def _before(line: Line, frame: Frame, low: int) -> Range | None:
    """What is said where nothing follows the verb: the words before, unless they only lead up to what a colon announces."""
    left = _tidy(line, low, frame.first, LINKS)
    return None if left is not None and line.words[-1] == ":" and _adverbial(line, left) else left


def _either(line: Line, frame: Frame, left: Range, start: int, right: Range, high: int) -> Range:
    """What is said where a source stands between commas or after a quotation: the words before, after, or both."""
    after = frame.last
    while after < high and line.flags[after] & (w.TIME | w.ADVERB):
        after += 1
    if after < line.n and line.words[after] == ";":
        return (left[0], right[1])
    if after < line.n and line.flags[after] & w.COMMA:
        word = line.words[right[0]]
        other = line.flags[right[0]] & (w.ING | w.STOP) and word not in REASONS
        other = other or _sums_up(line, right[0])
        return left if other or word in SPEAKERS else (left[0], right[1])
    if (
        line.words[left[0]] in SUBORDINATE
        and line.words[left[0] + 1] != "many"
        and not line.flags[frame.first - 1] & w.QUOTE
    ):
        return right
    if line.flags[frame.first - 1] & w.QUOTE or _only_frame(line, frame, start):
        return left if not any(line.flags[i] & w.QUOTE for i in range(*right)) else right
    return right


def _sums_up(line: Line, i: int) -> bool:
    """Whether the reporter goes on by what it all is: …, X said, the latest sign of it."""
    word = line.words[i + 1] if i + 2 < line.n and line.words[i] == "the" else ""
    return word in RANKED or (len(word) > len("best") and word.endswith("est"))


def _around(line: Line, frame: Frame, left: Range | None, high: int) -> Range | None:
    """What 'according to X' covers: the words before it, those after it, or both when 'and' goes on."""
    right = _tidy(line, frame.last, high, JOINING)
    if left is None or right is None:
        return left or (right if frame.kind == "according" else None)
    if frame.kind == "according" and not _is_clause(line, left):
        return (left[0], right[1])
    n = frame.last
    goes_on = n + 1 < line.n and line.flags[n] & w.COMMA and line.words[n + 1] in ("and", "with", "including")
    return (left[0], right[1]) if goes_on and frame.kind in ("according", "verb") else left


def _is_clause(line: Line, left: Range) -> bool:
    """Whether what stands before a source may have a verb; a few words without any are its subject: the raid, according to X, killed."""
    if left[1] - left[0] > SUBJECT_WORDS:
        return True
    words, flags = line.words[slice(*left)], line.flags[slice(*left)]
    return any(f & (w.AUXILIARY | w.FINITE | w.QUOTE | w.NUMBER) for f in flags) or any(
        word.endswith(("ed", "ing")) for word in words
    )


def _missing_subject(line: Line, frame: Frame, low: int, start: int) -> int:
    """'40 men who police say were taken': what is said begins with the noun before the source."""
    n = frame.first - 1
    while n > low and (line.flags[n] & (w.RELATIVE | w.COMMA) or line.words[n] == "that"):
        n -= 1
    phrase = phrases.left(line, n) if n >= low else None
    return phrase[0] if phrase is not None and phrase[0] >= low else start


def _adverbial(line: Line, left: Range) -> bool:
    """Whether the words before a source only tell when or where: "In Syria", "Following the meeting"."""
    if left[1] - left[0] > ADVERBIAL:
        return False
    first = line.flags[left[0]]
    opens = first & (w.PREPOSITION | w.TIME | w.ADVERB | w.ING) or line.words[left[0]] in (
        "following",
        "speaking",
        "asked",
    )
    return bool(opens) and not any(f & (w.AUXILIARY | w.COMMA | w.QUOTE) for f in line.flags[left[0] : left[1]])


def _only_frame(line: Line, frame: Frame, start: int) -> bool:
    """Whether what follows the verb only tells whom, when and where it was said, and no clause."""
    if (start > frame.last and line.words[start - 1] == "that") or _is_object(line, frame.last):
        return False
    flags = line.flags[frame.last]
    return bool(flags & (w.PREPOSITION | w.TIME | w.ADVERB | w.STOP | w.ING) or line.flags[frame.last - 1] & w.ADDRESS)


def _skip(line: Line, start: int, high: int) -> int:
    """Step over whom, when and where it was said, up to 'that' or the clause itself."""
    flags, words = line.flags, line.words
    address = flags[start - 1] & w.ADDRESS
    if flags[start - 1] & w.TOLL and not flags[start - 1] & w.CLAUSE:
        return start
    if start < high and _is_object(line, start):
        return start
    whole = _has_object(line, start, high)
    for n in range(start, min(start + FRAME_WORDS, high)):
        if not flags[n] & MET:
            continue
        if words[n] == "that" and not (n + 1 < high and flags[n + 1] & w.PUNCTUATION):
            if whole:
                return start
            return n + 1
        if flags[n] & w.QUOTE or words[n] == ":":
            return n
        if flags[n] & w.COMMA:
            if n == start or address or (flags[start] & (w.PREPOSITION | w.TIME | w.ADVERB) and words[start] != "to"):
                return n + 1
            break
        if flags[n] & (w.AUXILIARY | w.FINITE) and n > start and not address:
            break
    n = start
    while n < high and (
        flags[n] & (w.TIME | w.ADVERB) or (words[n] in ("on", "in") and n + 1 < high and flags[n + 1] & w.TIME)
    ):
        n += 1
    return _addressee(line, n, high) if address else n


def _has_object(line: Line, start: int, high: int) -> bool:
    """Whether what follows the verb is its object, so that a later 'that' only goes on with it: rejects accusations that."""
    if start + 1 >= high or line.flags[start - 1] & w.ADDRESS or line.words[start] == "that":
        return False
    first, second = line.flags[start], line.flags[start + 1]
    if line.flags[start - 1] & w.ACT and not line.flags[start - 1] & w.SAYING:
        return not first & (w.TIME | w.COMMA | w.QUOTE | w.COLON)
    return bool(first & (w.DETERMINER | w.POSSESSIVE)) and not (first | second) & w.TIME


def _is_object(line: Line, start: int) -> bool:
    """Whether a preposition begins what is said and not when, where or to whom: of 9 dead, at least 9, to killing."""
    if start + 1 >= line.n or (word := line.words[start]) not in OBJECTS:
        return False
    after = line.words[start + 1]
    if word == "to":
        return after.endswith("ing")
    return word == "of" or any(f & w.NUMBER for f in line.flags[start + 1 : start + 3])


def _addressee(line: Line, n: int, high: int) -> int:
    """Told reporters it was over: step over those who were told."""
    flags = line.flags
    if n < high and flags[n] & w.DETERMINER:
        n += 1
        while n < high and not flags[n] & (w.CAPITAL | w.NOUN | w.PUNCTUATION | w.STOP):
            n += 1
    if n < high and flags[n] & w.PRONOUN:
        return n + 1
    while n < high and flags[n] & (w.CAPITAL | w.NOUN) and not flags[n] & w.PRONOUN:
        n += 1
    return n


def _tidy(line: Line, start: int, end: int, leading: frozenset[str]) -> Range | None:
    """Take punctuation and joining words off both ends."""
    flags, words = line.flags, line.words
    while start < end and ((flags[start] & w.PUNCTUATION and words[start] not in "([$£€'") or words[start] in leading):
        start += 1
    while end > start and (
        (flags[end - 1] & w.PUNCTUATION and words[end - 1] not in ")]%'") or words[end - 1] in JOINING
    ):
        end -= 1
    return (start, end) if end > start else None
