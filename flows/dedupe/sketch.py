"""Sketches: 256 numbers of 16 bits that stand for the set of a text's shingles, after which similar texts are looked for.

One-permutation MinHash: a shingle's upper bits choose one of 256 bins, each bin keeps its least lower part. A bin that no
shingle fell into takes the number of the first filled bin in an order of its own (densification), so that a text of 20
shingles is sketched as well as one of 2,000. The share of equal bins of two sketches estimates their Jaccard similarity with a
standard error of at most .031; 16 bits of each number are kept, which makes two bins equal by chance once in 65,536.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from flows.dedupe.words import U64, Ints

BINS = 256
EMPTY = np.uint32(0xFFFFFFFF)
Sketches = npt.NDArray[np.uint16]


def sketches(numbers: U64, counts: Ints) -> Sketches:
    """Return one sketch per text; a text without a shingle has zeros.

    Args:
        numbers: the shingles of the texts, one text after the other.
        counts: how many each text has.
    """
    least = np.full((len(counts), BINS), EMPTY, np.uint32)
    text = np.repeat(np.arange(len(counts)), counts)
    place = text * BINS + (numbers >> np.uint64(56)).astype(np.int64)
    np.minimum.at(least.reshape(-1), place, numbers.astype(np.uint32))
    _fill(least)
    return least.astype(np.uint16)


def packed(rows: Sketches) -> pl.Series:
    """Return sketches as the bytes in which they are kept: Parquet reads them four times faster than lists of numbers."""
    return pl.Series("sketch", [row.tobytes() for row in rows.astype("<u2", copy=False)], dtype=pl.Binary)


def unpacked(column: pl.Series) -> Sketches:
    """Return kept sketches as numbers."""
    return np.frombuffer(b"".join(column.to_list()), "<u2").reshape(-1, BINS)


def _fill(least: npt.NDArray[np.uint32]) -> None:
    """Give every empty bin the number of the first filled bin in its own order."""
    filled = least != EMPTY
    some = filled.any(axis=1)
    least[~some] = 0
    rows, bins = np.nonzero(~filled & some[:, None])
    orders = _orders()
    for step in range(BINS):
        if not len(rows):
            return
        source = orders[bins, step]
        found = filled[rows, source]
        least[rows[found], bins[found]] = least[rows[found], source[found]]
        rows, bins = rows[~found], bins[~found]


@cache
def _orders() -> Ints:
    """A fixed order of all bins for every bin, by a linear congruential generator: no library's random numbers are promised to stay."""
    state, out = 88172645463325252, []
    for _ in range(BINS):
        order = list(range(BINS))
        for i in range(BINS - 1, 0, -1):
            state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            j = (state >> 33) % (i + 1)
            order[i], order[j] = order[j], order[i]
        out.append(order)
    return np.array(out, np.int64)


def least_equal_bins(
    shorter: Ints, longer: Ints, containment: float, bins: int = BINS, errors: float = 3
) -> npt.NDArray[np.float64]:
    """Return how many bins two texts with this containment share at the least.

    It is three standard errors below what is expected of such a pair, so that one in 700 of them is missed.

    Args:
        shorter: shingles of the shorter text of each pair.
        longer: shingles of the longer one.
        containment: the share of the shorter's shingles that the longer holds.
        bins: how many bins are looked at.
        errors: standard errors.
    """
    common = containment * shorter
    jaccard = common / np.maximum(shorter + longer - common, 1)
    spread = np.sqrt(bins * jaccard * (1 - jaccard))
    bound: npt.NDArray[np.float64] = bins * jaccard - errors * spread
    return np.maximum(bound, 3)
