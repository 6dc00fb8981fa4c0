"""Issues of a regular bulletin: market, farm, weather, war or ministry bulletins of different days, notices of different events.

Their words agree, the numbers, days and names between them do not: these are slots, slots in a row are one. A slot is placed if
the other text has one amid the same words; it differs if no shingle that holds it stands in the other text. A revised article
differs too: in a few figures, while its other numbers, days and names stay. Two texts are issues of one bulletin

- if half of the placed slots differ, whatever they hold, and these are at least `FEW` (one less with a day among them): short
  notices, in which there is little else;
- or if half of the placed numbers and days differ, and these are at least `MANY`: long bulletins, whose names stay the same;

and in both cases one in `WORDS_A_SLOT` words: news in prose is not so dense with what can change.

By chance one of many issues agrees with another in more slots than that. So a text that has `SERIES` other issues among the earlier
articles is taken for a copy of one only if all but `RARELY` of its placed slots agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from flows.dedupe.compare import DAY, NUMBER, REMEMBERED, Kinds, Text, give_slots, windows
from flows.dedupe.words import SHINGLE, U64, Bools, distinct, stands_in

HALF = 0.5
FEW = 4
MANY = 6
WORDS_A_SLOT = 25
SERIES = 2
RARELY = 0.2
BESIDE = 3  # words on either side that show two slots to be the same one
_SLOT = np.uint64(0x5107)


@dataclass(frozen=True, slots=True)
class _Slots:
    """The slots of a text.

    Attributes:
        kinds: what each word holds, slots in a row made one.
        shingles: its shingles in order.
        known: the set of them.
        places: each word with `BESIDE` words on either side, slots made alike.
        known_places: the set of them.
    """

    kinds: Kinds
    shingles: U64
    known: U64
    places: U64
    known_places: U64


def other_issue(a: Text, b: Text) -> tuple[bool, bool]:
    """Tell of two texts that share many shingles whether they are issues of one bulletin, and whether they would be in a series."""
    here, there = _slots(a), _slots(b)
    if min(np.count_nonzero(here.kinds), np.count_nonzero(there.kinds)) < FEW - 1:
        return False, False
    placed = (here.kinds > 0) & stands_in(here.places, there.known_places)
    differing = placed & ~_covered(stands_in(here.shingles, there.known), len(placed))
    day = int((here.kinds[differing] & DAY).any())
    numeric = (here.kinds & (NUMBER | DAY)) > 0
    dense = min(len(here.kinds), len(there.kinds)) / WORDS_A_SLOT
    short = differing.sum() >= max(FEW - day, HALF * placed.sum(), dense)
    long = (differing & numeric).sum() >= max(MANY - day, HALF * (placed & numeric).sum(), dense)
    return bool(short or long), bool(differing.sum() > RARELY * placed.sum())


@lru_cache(maxsize=REMEMBERED)
def _slots(text: Text) -> _Slots:
    values, kinds = _joined(text)
    edge = np.zeros(BESIDE, np.uint64)
    places = windows(np.concatenate([edge, np.where(kinds > 0, _SLOT, values), edge]), 2 * BESIDE + 1)
    grams = windows(values)
    return _Slots(kinds, grams, distinct(grams), places, distinct(places))


def _joined(text: Text) -> tuple[U64, Kinds]:
    """Return the words, slots in a row made one, and what each holds."""
    if text.slots is None:
        give_slots([text])
    assert text.slots is not None
    slot = text.slots > 0
    begins = np.flatnonzero(~(slot & np.concatenate([[False], slot[:-1]])))
    if not len(begins):
        return text.numbers[:0], text.slots[:0]
    place = np.arange(len(slot)) - np.repeat(begins, np.diff(begins, append=len(slot)))
    weighed = text.numbers * (2 * place + 1).astype(np.uint64)
    return np.add.reduceat(weighed, begins), np.bitwise_or.reduceat(text.slots, begins)


def _covered(shared: Bools, count: int) -> Bools:
    """Tell which of `count` words stand in at least one of these shingles."""
    if not len(shared):
        return np.zeros(count, np.bool_)
    covered: Bools = np.convolve(shared, np.ones(SHINGLE, np.int64)) > 0
    return covered
