"""Words and 5-word shingles of many texts as 64-bit numbers, by numpy over the bytes of the texts.

A word is a run of letters, digits and marks, in lower case; a letter of a script written without spaces is a word of its own;
invisible format characters are left out. A shingle is five words in a row inside one text. Word and shingle become numbers by
fixed arithmetic modulo 2^64, the same on every machine and in every version. Two given different shingles get one number with
probability 2^-64, so a pair of 1,000-word texts holds a false common shingle with probability below 10^-13: counting numbers
is counting shingles.

A word's number is the sum of its bytes times rising powers of an odd number, made for 32 kB of text at a time, which is what a
core's nearest cache holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

U64 = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

SHINGLE = 5
CHUNK = 1 << 19  # bytes of text taken together
PIECE = 1 << 15  # bytes whose words are hashed together; a longer word is cut
INVISIBLE = [
    "\u00ad",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u2060",
    "\ufeff",
    *map(chr, range(0x202A, 0x202F)),
]
SEPARATOR = r"[[^\p{L}\p{N}\p{M}]&&[^\x00-\x7f]]"
UNSPACED = r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])"

_ODD = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_LAST = np.uint64(0xFFFF)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts, one text after the other.

    Attributes:
        numbers: each word as a number.
        digits: whether the word begins with an ASCII digit.
        counts: how many words each text has.
    """

    numbers: U64
    digits: Bools
    counts: Ints


@dataclass(frozen=True, slots=True)
class Listed:
    """A short list of words, looked for among many: a table of their last bits rules out nearly all others at once."""

    numbers: U64
    marks: Bools

    @classmethod
    def of(cls, numbers: U64) -> Listed:
        """Return the list of these words."""
        marks = np.zeros(1 << 16, np.bool_)
        marks[numbers & _LAST] = True
        return cls(distinct(numbers), marks)

    def holds(self, numbers: U64) -> Bools:
        """Tell which of these words stand in the list."""
        found: Bools = self.marks[numbers & _LAST]
        some = np.flatnonzero(found)
        found[some] = stands_in(numbers[some], self.numbers)
        return found


def words(texts: pl.Series) -> Words:
    """Return the words of these texts, which are `visible`; call it with the `chunks` of many."""
    buffer, lengths = _buffer(texts, texts.str.to_lowercase())
    numbers, starts = [], []
    for begin, end in _pieces(buffer):
        hashed, at = _hash_words(buffer[begin:end])
        numbers.append(hashed)
        starts.append(at + begin)
    begins = np.concatenate(starts)
    return Words(np.concatenate(numbers), _is_digit(buffer[begins]), _counts(begins, lengths))


def names(texts: pl.Series) -> tuple[Bools, Ints]:
    """Tell which words of these texts begin with an ASCII capital inside a sentence; and how many words each text has."""
    buffer, lengths = _buffer(texts, texts)
    begins = np.concatenate([_edges(buffer[begin:end])[0::2] + begin for begin, end in _pieces(buffer)])
    before, blank = buffer[np.maximum(begins - 2, 0)], buffer[np.maximum(begins - 1, 0)] == 32
    inside = blank & (_in_word(before) | (before == 44)) & (begins > 1)
    return inside & ((buffer[begins] - np.uint8(65)) < 26), _counts(begins, lengths)


def shingles(numbers: U64, counts: Ints, size: int = SHINGLE) -> tuple[U64, Ints]:
    """Return the runs of `size` words of texts whose words these are, and how many each text has."""
    per_text = np.maximum(counts - (size - 1), 0)
    if not per_text.any():
        return np.empty(0, np.uint64), per_text
    last = len(numbers) - size + 1
    odd = np.uint64(_ODD)
    rolled = numbers[:last] * odd
    for k in range(1, size):
        rolled += numbers[k : last + k]
        rolled *= odd
    text = np.repeat(np.arange(len(counts)), counts)
    return _mixed(rolled[text[:last] == text[size - 1 :]]), per_text


def chunks(texts: pl.Series, limit: int = CHUNK) -> Iterator[tuple[int, pl.Series]]:
    """Cut texts into series of at most `limit` bytes, a longer text alone, each with the row it begins at."""
    begin, size = 0, 0
    lengths = texts.str.len_bytes().to_list()
    for row, length in enumerate(lengths):
        if size and size + length > limit:
            yield begin, texts[begin:row]
            begin, size = row, 0
        size += length + 1
    if begin < len(lengths):
        yield begin, texts[begin:]


def distinct(numbers: U64) -> U64:
    """Return the set of these numbers, sorted; np.unique is ten times slower on such numbers."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def stands_in(numbers: U64, known: U64) -> Bools:
    """Tell which numbers stand in a sorted set."""
    if not len(known):
        return np.zeros(len(numbers), np.bool_)
    place = np.searchsorted(known, numbers)
    place[place == len(known)] = 0
    found: Bools = known[place] == numbers
    return found


def phrase_numbers(listed: Sequence[str]) -> dict[int, U64]:
    """Return, by count of words, the numbers that `shingles` gives these phrases, sorted."""
    found = words(pl.Series(listed, dtype=pl.String))
    return {
        size: distinct(
            shingles(
                found.numbers[np.repeat(found.counts == size, found.counts)], found.counts[found.counts == size], size
            )[0]
        )
        for size in set(found.counts.tolist())
    }


def visible(texts: pl.Series) -> pl.Series:
    """Return texts without characters that print nothing: soft hyphens, zero-width and direction marks."""
    return texts.str.replace_many(INVISIBLE, [""] * len(INVISIBLE))


def _buffer(printed: pl.Series, texts: pl.Series) -> tuple[Bytes, Ints]:
    """Return the bytes of all texts, white space for every character beyond ASCII that is no part of a word, and each text's length.

    Which texts are looked at for scripts without spaces is decided by the text as `printed`, text by text.
    """
    dense = (printed.str.len_bytes() > 1.5 * printed.str.len_chars()).arg_true()
    if len(dense):
        texts = texts.scatter(dense, texts[dense].str.replace_all(UNSPACED, " $1 "))
    plain = texts.str.replace_all(SEPARATOR, " ")
    joined = ("\n".join(plain.to_list()) + "\n").encode()
    return np.frombuffer(joined, np.uint8), plain.str.len_bytes().to_numpy().astype(np.int64) + 1


def _counts(begins: Ints, lengths: Ints) -> Ints:
    return np.diff(np.searchsorted(begins, np.cumsum(lengths)), prepend=0)


def _is_digit(characters: Bytes) -> Bools:
    return (characters - np.uint8(48)) < 10


def _in_word(characters: Bytes) -> Bools:
    return _is_digit(characters) | (((characters | np.uint8(32)) - np.uint8(97)) < 26) | (characters >= 128)


def _mixed(numbers: U64) -> U64:
    numbers = numbers ^ (numbers >> np.uint64(29))
    numbers *= _MIX
    numbers ^= numbers >> np.uint64(32)
    return numbers


def _pieces(buffer: Bytes) -> Iterator[tuple[int, int]]:
    """Cut the bytes of a long text where no word is cut, unless the word is longer than a piece."""
    begin = 0
    while len(buffer) - begin > PIECE:
        gaps = np.flatnonzero(~_in_word(buffer[begin : begin + PIECE]))
        end = begin + (int(gaps[-1]) + 1 if len(gaps) else PIECE)
        yield begin, end
        begin = end
    yield begin, len(buffer)


def _edges(buffer: Bytes) -> Ints:
    """Return where words begin and end, by turns."""
    inside = np.zeros(len(buffer) + 2, np.bool_)
    inside[1:-1] = _in_word(buffer)
    return np.flatnonzero(inside[1:] != inside[:-1])


def _hash_words(buffer: Bytes) -> tuple[U64, Ints]:
    """Return number and first byte of each word: its bytes times rising powers, shifted back to power one."""
    powers, inverse = _powers()
    edges = _edges(buffer)
    starts = edges[0::2]
    weighed = np.zeros(len(buffer) + 1, np.uint64)
    np.multiply(buffer, powers[: len(buffer)], out=weighed[:-1])
    sums = np.add.reduceat(weighed, edges)[0::2] if len(edges) else weighed[:0]
    return _mixed(sums * inverse[starts]), starts


@cache
def _powers() -> tuple[U64, U64]:
    """The powers of an odd number and of its inverse modulo 2^64."""
    odd, inverse = np.uint64(_ODD), np.uint64(pow(_ODD, -1, 1 << 64))
    return np.cumprod(np.full(PIECE, odd), dtype=np.uint64), np.cumprod(np.full(PIECE, inverse), dtype=np.uint64)
