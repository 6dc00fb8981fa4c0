"""The words of all sentences that may tell a source: cut in Polars for the whole batch, each distinct word looked up once.

A `Line` is one sentence of them. What a walk over words asks again and again (does this word end a phrase, is it a verb and
nothing else) is worked out for the whole batch at a time and stands beside the flags of the lexicon.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from flows.extract.attribution import words as w

PIECE = r"@?\w+(?:[’'.&/-]\w+|,\d{3})*['’]?\s*|[^\w\s]\s*|\s+"  # every character belongs to one piece
PARTICLES = ("al-", "el-", "ul-", "as-", "ash-", "an-", "ar-", "ad-", "az-", "ez-", "et-")  # before a name: al-Zahir
KNOWN = 200_000  # pieces remembered between batches
LONG = 40  # characters of a piece worth remembering
CHAIN = 8  # auxiliaries and adverbs between a source and its verb
MARKS = {
    ",": w.COMMA,
    ".": w.HARD | w.PERIOD,
    "!": w.HARD,
    "?": w.HARD,
    "…": w.HARD,
    ":": w.COLON,
    "—": w.DASH,
    "–": w.DASH,
    "-": w.DASH,
    "&": w.GLUE,
    "/": w.GLUE,
    "'": w.GLUE,
}

PARTICLE = w.PREPOSITION | w.RELATIVE | w.STOP | w.PHRASAL  # what the second word of a verb can be
NO_SUBJECTS: dict[int, tuple[int, int]] = {}
Hole = tuple[int, int]  # a quotation: its words are not read as the reporter's
Bits = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Sentence(NamedTuple):
    """A stretch to read: where it begins in its article, its text, and its quotations as offsets into the article.

    One printed in capitals (`shouted`) is given with capitals only where names stand.
    """

    start: int
    text: str
    holes: tuple[Hole, ...]
    shouted: bool = False


class Line:
    """A sentence: word `i` is `words[i]` in lower case and can be what `flags[i]` tells; a quotation is one word.

    Attributes:
        n: how many words it has.
        quoted: whether it holds a quotation.
        cues: the words that may tell a source.
        halts: the words that end a sentence.
        shouted: whether all of it is printed in capitals.
        subjects: what a parser of the user's takes for the subjects of verbs, if one is named.
    """

    __slots__ = ("cues", "flags", "halts", "low", "n", "quoted", "read", "shouted", "subjects", "words")

    def __init__(self, read: Read, low: int, high: int, *, quoted: bool, shouted: bool) -> None:
        self.read = read
        self.low = low
        self.n = high - low
        self.quoted = quoted
        self.shouted = shouted
        self.flags = read.flags[low:high]
        self.words = read.words[low:high]
        self.cues: list[int] = []
        self.halts: list[int] = []
        self.subjects: dict[int, tuple[int, int]] = NO_SUBJECTS

    def hint(self, subjects: dict[int, tuple[int, int]], begin: int) -> None:
        """Take a parser's subjects: verb → span, as offsets into the sentence, which begins at `begin`."""
        low, high = self.low, self.low + self.n
        starts, ends = self.read.starts, self.read.ends
        found = {}
        for verb, (start, end) in subjects.items():
            at = bisect_left(starts, begin + verb, low, high)
            first, last = bisect_left(starts, begin + start, low, high), bisect_right(ends, begin + end, low, high)
            if at < high and starts[at] == begin + verb and first < last:
                found[at - low] = (first - low, last - low)
        self.subjects = found

    def start(self, i: int) -> int:
        """Where word `i` begins in the article."""
        return self.read.starts[self.low + i]

    def end(self, i: int) -> int:
        """Where word `i` ends in the article."""
        return self.read.ends[self.low + i]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch from word `start` up to, not with, word `end`."""
        return self.read.starts[self.low + start], self.read.ends[self.low + end - 1]

    def open(self, j: int) -> int:
        """The first word of the run that no wall parts from word `j`."""
        return max(self.read.walls[self.low + j] + 1 - self.low, 0)

    def part(self, start: int, end: int) -> Line:
        """These words as a line of their own."""
        return Line(self.read, self.low + start, self.low + end, quoted=False, shouted=self.shouted)


class Read:
    """The words of many sentences, end to end."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        rows, begins, holes, owners = _pieces(sentences)
        texts = pl.Series(rows, dtype=pl.String).str.extract_all(PIECE)
        counts = np.where(holes > 0, 1, texts.list.len().to_numpy()).astype(np.int64)
        pieces = texts.explode()
        widths = pieces.str.len_chars().fill_null(0).to_numpy().astype(np.int64)
        table, ids = _looked_up(pieces)
        row = np.repeat(np.arange(len(rows)), counts)
        first = np.cumsum(counts) - counts
        before = np.cumsum(widths) - widths
        hole = holes[row]
        starts = begins[row] + before - before[first[row]]
        blank = (table.sizes[ids] == 0) & (hole == 0)
        keep = ~blank
        owner = owners[row][keep]
        flags = np.where(hole > 0, w.QUOTE, table.flags[ids])[keep]
        lows = np.searchsorted(owner, np.arange(len(sentences) + 1))
        self.low: list[int] = lows.tolist()
        self.quoted = [bool(s.holes) for s in sentences]
        self.shouted = [s.shouted for s in sentences]
        self._mark(flags, owner, lows)
        self.words: list[str] = table.words[ids[keep]].tolist()
        self.starts: list[int] = starts[keep].tolist()
        self.ends: list[int] = np.where(hole > 0, hole, starts + table.sizes[ids])[keep].tolist()

    def _mark(self, flags: Bits, owner: Bits, lows: Bits) -> None:
        """Work out what depends on the words around, for all words at once but only where it can make a difference."""
        first = np.zeros(len(flags) + 1, np.bool_)
        first[lows] = True
        around = _Around(flags, first)
        verbs = np.flatnonzero(_has(flags, w.VERB | w.STANDING))
        bound = verbs[_attributive(around, verbs)]
        flags[bound] = (flags[bound] | w.ATTRIBUTIVE) & ~w.FINITE
        hard = np.flatnonzero(_has(flags, w.HARD))
        halting = ~(_has(flags[hard], w.PERIOD) & _has(around.before(hard), w.SHORT))
        stops = hard[halting]
        flags[stops] |= w.HALT
        flags[hard[~halting]] |= w.INSIDE
        wall = (flags & (w.INSIDE | w.FINITE)) != w.INSIDE
        self.walls: list[int] = np.maximum.accumulate(np.where(wall, np.arange(len(flags)), -1)).tolist()
        cues = _cues(flags, around, np.array(self.quoted, np.bool_)[owner], lows)
        self.flags: list[int] = flags.tolist()
        self._cues: list[int] = (cues - lows[owner[cues]]).tolist()  # counted from the beginning of their sentences
        self._halts: list[int] = (stops - lows[owner[stops]]).tolist()
        self._cue_low: list[int] = np.searchsorted(cues, lows).tolist()
        self._halt_low: list[int] = np.searchsorted(stops, lows).tolist()

    def line(self, k: int) -> Line | None:
        """Return sentence `k` if a word in it may tell a source."""
        a, b = self._cue_low[k], self._cue_low[k + 1]
        if a == b:
            return None
        low = self.low[k]
        line = Line(self, low, self.low[k + 1], quoted=self.quoted[k], shouted=self.shouted[k])
        line.cues = self._cues[a:b]
        line.halts = self._halts[self._halt_low[k] : self._halt_low[k + 1]]
        return line


def _pieces(sentences: Sequence[Sentence]) -> tuple[list[str | None], Bits, Bits, Bits]:
    """Cut sentences at their quotations: texts (null for a quotation), where each begins, where a quotation ends, whose it is."""
    rows: list[str | None] = []
    begins: list[int] = []
    holes: list[int] = []
    owners: list[int] = []
    for k, (start, text, inner, _) in enumerate(sentences):
        at = start
        for begin, end in inner:
            if begin > at:
                rows.append(text[at - start : begin - start])
                begins.append(at)
                holes.append(0)
                owners.append(k)
            rows.append(None)
            begins.append(begin)
            holes.append(end)
            owners.append(k)
            at = end
        if at - start < len(text):
            rows.append(text[at - start :] if inner else text)
            begins.append(at)
            holes.append(0)
            owners.append(k)
    return rows, np.array(begins, np.int64), np.array(holes, np.int64), np.array(owners, np.int64)


class Table(NamedTuple):
    """What is known of each distinct piece of a batch."""

    flags: Bits
    sizes: Bits
    words: npt.NDArray[np.object_]


_SEEN: dict[str, tuple[int, int, str]] = {}


def _looked_up(pieces: pl.Series) -> tuple[Table, Bits]:
    """Return what the distinct pieces are, and which of them each piece is."""
    coded = pieces.fill_null("").to_arrow().dictionary_encode()
    found = [_known(piece or "") for piece in coded.dictionary.to_pylist()]
    flags, sizes, words = zip(*found, strict=True) if found else ((), (), ())
    table = Table(np.array(flags, np.int64), np.array(sizes, np.int64), np.array(words, np.object_))
    return table, coded.indices.to_numpy().astype(np.int64)


def _known(piece: str) -> tuple[int, int, str]:
    made = _SEEN.get(piece)
    if made is None:
        raw = piece.rstrip()
        made = (_alone(_flags(raw)), len(raw), raw.lower().replace("’", "'"))
        if len(piece) <= LONG:
            if len(_SEEN) >= KNOWN:
                _SEEN.clear()
            _SEEN[piece] = made
    return made


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
        flags |= (w.lexicon().get(stem, 0) & (w.NOUN | w.DETERMINER | w.TIME | w.GENERIC)) | w.POSSESSIVE
    if not flags and "-" in low:
        flags = w.lexicon().get(low[low.rindex("-") + 1 :], 0) & (w.NOUN | w.PLURAL)  # counter-protesters
    if first.isdigit():
        return flags | w.NUMBER
    if first.isupper():
        flags = _capital(raw, flags)
    elif low.startswith(PARTICLES) and raw[low.index("-") + 1 : low.index("-") + 2].isupper():
        flags |= w.CAPITAL
    elif not flags and low.endswith("ly"):
        flags = w.ADVERB
    return flags | (w.SHORT if "." in raw else 0)


def _capital(raw: str, flags: int) -> int:
    shouted = w.SHOUTED if raw.isupper() else 0
    if shouted and len(raw) > 1:
        flags = (flags & (w.NOUN | w.POSSESSIVE | w.TIME)) | w.CAPITAL
    elif not flags & w.SMALL or flags & (w.NOUN | w.TIME):
        flags |= w.CAPITAL
    if len(raw) == 1 and not flags & w.SMALL:
        flags |= w.SHORT | w.CAPITAL
    return flags | w.TITLED | shouted


def _alone(flags: int) -> int:
    """Return the flags of a word with what it is wherever no word beside it says otherwise: inside a noun phrase, a verb."""
    inside = flags & w.GLUE if flags & w.PUNCTUATION else not flags & (w.QUOTE | w.STOP)
    verb = flags & w.VERB and flags & (w.PAST | w.THIRD) and not flags & w.DETERMINER
    finite = (flags & w.AUXILIARY or verb) and not flags & (w.CAPITAL | w.NOUN)
    return flags | (w.INSIDE if inside else 0) | (w.FINITE if finite else 0)


def _has(flags: Bits, wanted: int) -> Mask:
    found: Mask = (flags & wanted) != 0
    return found


class _Around(NamedTuple):
    """The words of a batch, and which of them begin a sentence (one more, behind the last, does)."""

    flags: Bits
    first: Mask

    def before(self, at: Bits) -> Bits:
        """The flags of the words before these in their sentences."""
        return np.where(self.first[at], 0, self.flags[at - 1])

    def after(self, at: Bits) -> Bits:
        """The flags of the words behind these in their sentences."""
        return np.where(self.first[at + 1], 0, self.flags[(at + 1) % len(self.flags)])


def _attributive(around: _Around, at: Bits) -> Mask:
    """Where a verb's form stands as a noun (the talks) or between a noun and its name (a clerk named Maas)."""
    flags, before, after = around.flags[at], around.before(at), around.after(at)
    named = _has(flags, w.NAMING) & _has(after, w.CAPITAL) & _has(before, w.NOUN | w.TALLY | w.NUMBER)
    owned = _has(before, w.OWNING) | (_has(before, w.POSSESSIVE) & ~_has(before, w.PRONOUN | w.CAPITAL))
    return ~_has(flags, w.AUXILIARY) & np.where(_has(flags, w.PAST), named, owned)


def _cues(every: Bits, around: _Around, quoted: Mask, lows: Bits) -> Bits:
    """Where a source may be told: cues, less those that can be none by the words beside them."""
    at = np.flatnonzero(_has(every, w.TRIGGER | w.COLON | w.DASH))
    flags, before, after, first, quoted = every[at], around.before(at), around.after(at), around.first[at], quoted[at]
    verb = (
        _has(flags, w.SAYING | w.ACT)
        | (_has(flags, w.PHRASAL | w.STANCE) & _has(after, PARTICLE))
        | (_has(flags, w.VERB) & quoted)
    )
    standing = np.flatnonzero(_has(flags, w.STANDING))
    verb[standing] |= _counted(every, at[standing])
    issuing = np.flatnonzero(_has(flags, w.ISSUING))
    verb[issuing] |= _has(every[lows[np.searchsorted(lows, at[issuing], side="right")] - 1], w.COLON)
    named = _has(flags, w.CAPITAL) & ~first & ~_has(before, w.PUNCTUATION | w.QUOTE)
    verb &= ~named & ~_has(flags, w.ATTRIBUTIVE)
    beside = _has(after, w.DASH) | _has(before, w.COLON)
    opens = first | _has(before, w.COMMA | w.STOP | w.QUOTE)
    tells = np.where(
        _has(flags, w.QUOTE | w.COLON | w.DASH),
        np.where(_has(flags, w.QUOTE), beside, _has(before, w.NOUN | w.CAPITAL) | _has(after, w.NOUN | w.CAPITAL)),
        np.where(_has(flags, w.RELAY), opens, _has(flags, w.ACCORDING | w.CITING) | verb),
    )
    return at[tells]


def _counted(flags: Bits, at: Bits) -> Mask:
    """Whether the word before each of these, auxiliaries and adverbs passed over, is a document or a count."""
    before = at - 1
    for _ in range(CHAIN):
        before = before - (_has(flags[before], w.BETWEEN) & ~_has(flags[before], w.NOUN | w.CAPITAL | w.TALLY))
    return _has(flags[before], w.DOCUMENT | w.TALLY)
