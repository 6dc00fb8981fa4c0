"""One sentence as parallel lists of words, places and flags; made by one regex pass and two look-ups per word."""

from __future__ import annotations

import re
from itertools import accumulate

from flows.extract.attribution import words as w

FILL = "\x02"  # stands for every character of a quotation, so that its words are not read as the reporter's
PIECE = re.compile(rf"\w+(?:[’'.&/-]\w+|,\d{{3}})*['’]?\s*|{FILL}+\s*|[^\w\s{FILL}]\s*|\s+")
KNOWN = 200_000  # words remembered between sentences
MARKS = {
    ",": w.COMMA,
    ".": w.HARD,
    "!": w.HARD,
    "?": w.HARD,
    "…": w.HARD,
    ";": 0,
    ":": 0,
    "—": w.DASH,
    "–": w.DASH,
    "-": w.DASH,
}


class _Flags(dict[str, int]):
    """Flags of every word met, with the white space behind it, computed once."""

    def __missing__(self, piece: str) -> int:
        flags = _flags(piece.rstrip())
        if len(self) < KNOWN:
            self[piece] = flags
        return flags


class _Lower(dict[str, str]):
    def __missing__(self, piece: str) -> str:
        low = piece.rstrip().lower().replace("’", "'")
        if len(self) < KNOWN:
            self[piece] = low
        return low


FLAGS, LOWER = _Flags(), _Lower()


def _flags(raw: str) -> int:
    if not raw:
        return 0
    first = raw[0]
    if first == FILL:
        return w.QUOTE
    if not first.isalnum() and first != "_":
        return w.PUNCTUATION | MARKS.get(first, 0)
    low = raw.lower().replace("’", "'")
    flags = w.lexicon().get(low, 0)
    if low.endswith("'s") or low[-1] == "'":
        stem = low[:-2] if low[-1] == "s" else low[:-1]
        flags |= (w.lexicon().get(stem, 0) & (w.NOUN | w.DETERMINER | w.TIME)) | w.POSSESSIVE
    if first.isdigit():
        return flags | w.NUMBER
    if first.isupper():
        if raw.isupper() and len(raw) > 1:
            flags = (flags & (w.NOUN | w.POSSESSIVE | w.TIME)) | w.CAPITAL
        elif not flags & w.SMALL or flags & (w.NOUN | w.TIME):
            flags |= w.CAPITAL
        if len(raw) == 1 and not flags & w.SMALL:
            flags |= w.SHORT | w.CAPITAL
    elif not flags and low.endswith("ly"):
        flags = w.ADVERB
    return flags | (w.SHORT if "." in raw else 0)


class Line:
    """A sentence: word `i` begins at `starts[i]`, is `words[i]` in lower case and can be what `flags[i]` tells."""

    __slots__ = ("flags", "n", "pieces", "starts", "words")

    def __init__(self, text: str) -> None:
        pieces = PIECE.findall(text)
        self.pieces = pieces
        self.n = len(pieces)
        self.starts = list(accumulate(map(len, pieces), initial=0))
        self.flags = list(map(FLAGS.__getitem__, pieces))
        self.words = list(map(LOWER.__getitem__, pieces))

    def end(self, i: int) -> int:
        """Where word `i` ends, without the white space behind it."""
        return self.starts[i] + len(self.pieces[i].rstrip())

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch from word `start` up to, not with, word `end`."""
        return self.starts[start], self.end(end - 1)

    def hard(self, i: int) -> bool:
        """Whether a full stop here ends a sentence and not an abbreviation."""
        return bool(self.flags[i] & w.HARD) and not (i and self.words[i] == "." and self.flags[i - 1] & w.SHORT)
