"""What comparing needs of a text, and how similar two texts really are: shingles counted, nothing estimated."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from flows.core import reference
from flows.dedupe.words import (
    SHINGLE,
    U64,
    Bools,
    Ints,
    Listed,
    chunks,
    distinct,
    names,
    shingles,
    stands_in,
    visible,
    words,
)

NEAR = 0.5  # the least containment of near-identical texts
LEAST_SHINGLES = 16  # a shorter text is only ever exactly the same

REMEMBERED = 512  # texts of which something worked out is remembered
NUMBER, DAY, NAME = 1, 2, 4  # kinds of slots
Kinds = npt.NDArray[np.uint8]
K = TypeVar("K", bound=Hashable)


@dataclass(slots=True, eq=False)
class Text:
    """One text, ready to be compared; equal only to itself, so that what is worked out of it can be remembered.

    Attributes:
        text: as printed, what prints nothing left out.
        shingles: the set of its shingles, sorted.
        numbers: its words in order.
        digits: which of them begin with a digit.
        slots: what of them changes from one issue of a bulletin to the next: `NUMBER`, `DAY` (also months) or `NAME` (a capital
            inside a sentence), added up; 0 for other words. None until `give_slots`: most texts are compared by their shingles only.
    """

    text: str
    shingles: U64
    numbers: U64
    digits: Bools
    slots: Kinds | None = None


def prepare(texts: Mapping[K, str]) -> dict[K, Text]:
    """Return texts by key, ready to be compared by their shingles."""
    out: dict[K, Text] = {}
    keys = list(texts)
    for begin, chunk in chunks(visible(pl.Series(list(texts.values()), dtype=pl.String))):
        found = words(chunk)
        grams, per_text = shingles(found.numbers, found.counts)
        word_ends, gram_ends = np.cumsum(found.counts), np.cumsum(per_text)
        for k, text in enumerate(chunk):
            own = slice(word_ends[k] - found.counts[k], word_ends[k])
            known = distinct(grams[gram_ends[k] - per_text[k] : gram_ends[k]])
            out[keys[begin + k]] = Text(text, known, found.numbers[own], found.digits[own])
    return out


def give_slots(texts: Iterable[Text]) -> None:
    """Work out the slots of these texts."""
    lacking = list(dict.fromkeys(text for text in texts if text.slots is None))
    for begin, chunk in chunks(pl.Series([text.text for text in lacking], dtype=pl.String)):
        some = lacking[begin : begin + len(chunk)]
        counts = np.array([len(text.numbers) for text in some])
        slots = _slots(chunk, some, counts)
        for text, own in zip(some, np.split(slots, np.cumsum(counts)[:-1]), strict=True):
            text.slots = _told(own)


def similarity(a: U64, b: U64) -> tuple[float, float]:
    """Return Jaccard similarity and containment of two sorted sets; 1 for two empty ones, 0 for one."""
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    if not len(shorter):
        same = float(len(a) == len(b))
        return same, same
    common = int(stands_in(shorter, longer).sum())
    return common / (len(a) + len(b) - common), common / len(shorter)


def windows(numbers: U64, size: int = SHINGLE) -> U64:
    """Return the runs of `size` words of one text."""
    return shingles(numbers, np.array([len(numbers)]), size)[0]


def _slots(texts: pl.Series, prepared: list[Text], counts: Ints) -> Kinds:
    numbers = np.concatenate([text.numbers for text in prepared])
    number = np.concatenate([text.digits for text in prepared]) | _slot_words("number", "movement").holds(numbers)
    slots = NUMBER * number.astype(np.uint8) + np.uint8(DAY) * _slot_words("day", "month").holds(numbers)
    capital, counted = names(texts)
    if np.array_equal(
        counted, counts
    ):  # a letter that grows in lower case, inside a word beyond all bounds, may break this
        slots += np.uint8(NAME) * (capital & (slots == 0))
    return slots


def _told(slots: Kinds) -> Kinds:
    """Return the slots of one text without names where capitals tell none, as in a text all in capitals."""
    return slots & np.uint8(NUMBER | DAY) if 2 * np.count_nonzero(slots == NAME) > len(slots) else slots


@cache
def _slot_words(*kinds: str) -> Listed:
    table = reference.rows("template_words", "word", "kind", key=("word",))
    return Listed.of(words(pl.Series([row["word"] for row in table if row["kind"] in kinds])).numbers)
