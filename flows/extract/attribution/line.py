"""One sentence as parallel lists of words, places and flags; made by splitting at blanks and looking up what was met before."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, chain
from operator import itemgetter

from flows.extract.attribution import words as w

PIECE = re.compile(r"@?\w+(?:[’'.&/-]\w+|,\d{3})*['’]?|[^\w\s]")
KNOWN = 200_000  # chunks remembered between sentences
LONG = 40  # characters of a chunk worth remembering
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


Chunk = tuple[tuple[int, ...], tuple[str, ...], tuple[int, ...], tuple[int, ...]]  # flags, words, starts, ends


class _Chunks(dict[str, Chunk]):
    """What stands between two blanks, taken apart once: mostly one word, or a word and a comma."""

    def __missing__(self, chunk: str) -> Chunk:
        found = [(m[0], m.start(), m.end()) for m in PIECE.finditer(chunk)]
        made = (
            tuple(_flags(raw) for raw, _, _ in found),
            tuple(raw.lower().replace("’", "'") for raw, _, _ in found),
            tuple(start for _, start, _ in found),
            tuple(end for _, _, end in found),
        )
        if len(self) < KNOWN and len(chunk) <= LONG:
            self[chunk] = made
        return made


CHUNKS = _Chunks()
FLAGS, WORDS = itemgetter(0), itemgetter(1)


def _flags(raw: str) -> int:
    if not raw:
        return 0
    first = raw[0]
    if first == "@" and len(raw) > 1:
        return w.CAPITAL  # the name of an account
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


Hole = tuple[int, int]  # a quotation: its words are not read as the reporter's
HOLE: Chunk = ((w.QUOTE,), ("",), (0,), (0,))


class Line:
    """A sentence: word `i` is `words[i]` in lower case and can be what `flags[i]` tells; a quotation is one word."""

    __slots__ = ("_places", "chunks", "flags", "holes", "n", "text", "words")

    def __init__(self, text: str, holes: tuple[Hole, ...] = ()) -> None:
        chunks: list[Chunk] = []
        at = 0
        for start, end in holes:
            chunks += map(CHUNKS.__getitem__, text[at:start].split(" "))
            chunks.append(HOLE)
            at = end
        chunks += map(CHUNKS.__getitem__, (text[at:] if at else text).split(" "))
        self.text = text
        self.holes = holes
        self.chunks = chunks
        self.flags = list(chain.from_iterable(map(FLAGS, chunks)))
        self.words = list(chain.from_iterable(map(WORDS, chunks)))
        self.n = len(self.flags)
        self._places: tuple[list[int], list[int]] | None = None

    def _locate(self) -> tuple[list[int], list[int]]:
        """Return how many words stand before each chunk and where each chunk begins; made when first asked for."""
        if self._places is None:
            counts = accumulate(map(len, map(FLAGS, self.chunks)), initial=0)
            begins: list[int] = []
            at = 0
            for start, end in self.holes:
                widths = map(len, self.text[at:start].split(" "))
                begins += accumulate((width + 1 for width in widths), initial=at)
                begins[-1] = start
                at = end
            begins += accumulate((len(raw) + 1 for raw in self.text[at:].split(" ")), initial=at)
            self._places = (list(counts), begins)
        return self._places

    def start(self, i: int) -> int:
        """Where word `i` begins."""
        before, begins = self._locate()
        k = bisect_right(before, i) - 1
        return begins[k] + self.chunks[k][2][i - before[k]]

    def end(self, i: int) -> int:
        """Where word `i` ends."""
        before, begins = self._locate()
        k = bisect_right(before, i) - 1
        if self.chunks[k] is HOLE:
            return next(end for start, end in self.holes if start == begins[k])
        return begins[k] + self.chunks[k][3][i - before[k]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch from word `start` up to, not with, word `end`."""
        return self.start(start), self.end(end - 1)

    def hard(self, i: int) -> bool:
        """Whether a full stop here ends a sentence and not an abbreviation."""
        return bool(self.flags[i] & w.HARD) and not (i and self.words[i] == "." and self.flags[i - 1] & w.SHORT)


@lru_cache(maxsize=20_000)
def short_line(text: str) -> Line:
    """Return the words of a source phrase; the same few phrases come again and again."""
    return Line(text)
