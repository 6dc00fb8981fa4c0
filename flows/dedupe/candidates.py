"""Which earlier articles may be near-identical to a new one: sketches that agree in two neighbouring bins (a band).

256 bands over 256 bins, looked at in shares: a pair of Jaccard similarity 1/3 (equal lengths, half of the shingles shared) is
missed with probability below 10^-9, one of 1/7 (half of the shingles shared, three times the length) below .02. What a band
brings together is kept if so many bins of its share, and in the end of all, agree as `least_equal_bins` asks for, which unrelated
articles hardly ever do, so that hardly a text is read in vain.

Bounds: a band value is remembered for the first `PER_BAND` articles that have it, an article is compared with the `PER_ARTICLE`
most similar sketches. Both rules look at earlier articles only, so the outcome is the same in one batch or in many.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from flows.dedupe.sketch import BINS, Sketches, least_equal_bins
from flows.dedupe.words import U64, Bools, Ints, distinct

BAND = 2  # bins of a band
PER_BAND = 8
PER_ARTICLE = 32
SHARES = 8  # into which the bands are cut: each is looked at by itself, with a part of the sketches only
AT_ONCE = 1_000_000  # pairs that wait to be sorted out
SLOTS = 20  # bits of the table in which the band values of new articles are marked
_ODD = np.uint32(0x9E3779B1)
_ROW, _ROWS = np.uint64(32), np.uint64(0xFFFFFFFF)  # where a row stands in a number that also holds another or a key
_log = logging.getLogger(__name__)


def bins_of(share: int) -> list[int]:
    """Return the bins that one of the `SHARES` of all bands looks at; the last of a share is the first of the next."""
    width = BINS // SHARES
    return [(share * width + k) % BINS for k in range(width + 1)]


def share_pairs(bins: Sketches, rows: Ints, sizes: Ints, first_new: int, containment: float) -> U64:
    """Return `later << 32 | earlier` for the pairs that a share of the bands brings together, sorted.

    Args:
        bins: for each bin of `bins_of`, its numbers in the articles that take part.
        rows: the rows of these articles, in order of input.
        sizes: how many shingles each of them has.
        first_new: the row the new articles begin at.
        containment: the least share of the shorter text's shingles that the longer holds.
    """
    new = rows >= first_new
    if not new.any():
        return np.empty(0, np.uint64)
    by_article = bins.T if _few(new) else np.ascontiguousarray(bins.T)  # which pays where many pairs are looked up
    kept: list[U64] = []
    waiting: list[U64] = []
    left_out = 0
    for band, (left, right) in enumerate(pairwise(bins)):
        codes, lost = _share_band(left, right, new)
        waiting.append(codes)
        left_out += lost
        if sum(map(len, waiting)) > AT_ONCE or band == len(bins) - 2:
            kept.append(_promising(distinct(np.concatenate(waiting)), by_article, sizes, containment))
            waiting.clear()
    if left_out:
        _log.info("band values shared by more than %d articles: %d later entries not kept", PER_BAND, left_out)
    later, earlier = _split(distinct(np.concatenate(kept)))
    return distinct((rows[later].astype(np.uint64) << _ROW) | rows[earlier].astype(np.uint64))


def _promising(pairs: U64, by_article: Sketches, sizes: Ints, containment: float) -> U64:
    """Return the pairs that agree in more of the share's bins than in those of a band.

    A true pair is brought together by several shares and passes in nearly all of them. Articles that share a boilerplate of a
    few sentences come together by thousands, and hardly ever pass.
    """
    keep = np.empty(len(pairs), np.bool_)
    for begin in range(0, len(pairs), 100_000):
        part = slice(begin, begin + 100_000)
        later, earlier = _split(pairs[part])
        equal = np.count_nonzero(by_article[later] == by_article[earlier], axis=1)
        a, b = sizes[later], sizes[earlier]
        least = least_equal_bins(np.minimum(a, b), np.maximum(a, b), containment, by_article.shape[1], errors=2)
        keep[part] = equal >= np.maximum(least, BAND + 2)
    return pairs[keep]


def candidates(sketches: Sketches, sizes: Ints, usable: Bools, first_new: int, containment: float) -> tuple[Ints, Ints]:
    """Return rows of new articles and of the earlier ones to compare each with, by new row, the most similar sketch first.

    Args:
        sketches: of all articles in order of input, the known ones first.
        sizes: how many shingles each article has.
        usable: which articles take part.
        first_new: the row the new articles begin at.
        containment: the least share of the shorter text's shingles that the longer holds.
    """
    rows = np.flatnonzero(usable)
    shares = (np.ascontiguousarray(sketches[rows][:, bins_of(k)].T) for k in range(SHARES))
    found = [share_pairs(bins, rows, sizes[rows], first_new, containment) for bins in shares]
    return most_similar(distinct(np.concatenate(found)), sizes, lambda wanted: sketches[wanted], containment)


def paired_rows(pairs: U64) -> Ints:
    """Return the rows that stand in some pair, sorted."""
    return distinct(np.concatenate([pairs >> _ROW, pairs & _ROWS])).astype(np.int64)


def _split(pairs: U64) -> tuple[Ints, Ints]:
    return (pairs >> _ROW).astype(np.int64), (pairs & _ROWS).astype(np.int64)


def _share_band(left: npt.NDArray[np.uint16], right: npt.NDArray[np.uint16], new: Bools) -> tuple[U64, int]:
    """Return `later << 32 | earlier` for the pairs that agree in both bins, and how many entries the bound left out.

    Key and row are sorted as one number, which is ten times faster than sorting rows by their keys.
    """
    coded = _asked_for(left, right, new)
    coded.sort()
    again = (coded[1:] ^ coded[:-1]) >> _ROW == 0
    held = np.flatnonzero(np.concatenate([again, [False]]) | np.concatenate([[False], again]))
    if not len(held):
        return np.empty(0, np.uint64), 0
    order = (coded[held] & _ROWS).astype(np.int64)
    begins = np.flatnonzero(np.concatenate([[True], ~again[held[1:] - 1]]))
    begin = np.repeat(begins, np.diff(begins, append=len(order)))
    rank = np.arange(len(order)) - begin
    asks = np.flatnonzero(new[order] & (rank > 0))
    partners = np.minimum(rank[asks], PER_BAND)
    offsets = np.arange(partners.sum()) - np.repeat(np.cumsum(partners) - partners, partners)
    earlier = order[np.repeat(begin[asks], partners) + offsets].astype(np.uint64)
    later = np.repeat(order[asks], partners).astype(np.uint64)
    return (later << _ROW) | earlier, int((rank[asks] > PER_BAND).sum())


def _asked_for(left: npt.NDArray[np.uint16], right: npt.NDArray[np.uint16], new: Bools) -> U64:
    """Return `key << 32 | row`; where few articles are new, only of the rows that may share the key of one."""
    if not _few(new):
        return _coded(_keys(left, right), np.arange(len(new)))
    begins = np.zeros(1 << 16, np.bool_)
    begins[left[new]] = True
    rows = np.flatnonzero(begins[left])
    keys = _keys(left[rows], right[rows])
    slots = (keys * _ODD) >> np.uint32(32 - SLOTS)
    wanted = np.zeros(1 << SLOTS, np.bool_)
    wanted[slots[new[rows]]] = True
    some = wanted[slots]
    return _coded(keys[some], rows[some])


def _few(new: Bools) -> bool:
    return bool(2 * np.count_nonzero(new) < len(new))


def _keys(left: npt.NDArray[np.uint16], right: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    keys: npt.NDArray[np.uint32] = (left.astype(np.uint32) << np.uint32(16)) | right
    return keys


def _coded(keys: npt.NDArray[np.uint32], rows: Ints) -> U64:
    coded: U64 = (keys.astype(np.uint64) << _ROW) | rows.astype(np.uint64)
    return coded


def most_similar(
    pairs: U64, sizes: Ints, sketches: Callable[[Ints], Sketches], containment: float
) -> tuple[Ints, Ints]:
    """Return the later and earlier rows of the pairs whose sketches are similar enough, at most `PER_ARTICLE` of a later one.

    Args:
        pairs: as `share_pairs` gives them.
        sizes: how many shingles each article has.
        sketches: returns the sketches of rows.
        containment: the least share of the shorter text's shingles that the longer holds.
    """
    later, earlier = _split(pairs)
    rows = paired_rows(pairs)
    held = sketches(rows)
    first, second = np.searchsorted(rows, later), np.searchsorted(rows, earlier)
    equal = np.empty(len(later), np.int64)
    for begin in range(0, len(later), 20_000):
        part = slice(begin, begin + 20_000)
        equal[part] = np.count_nonzero(held[first[part]] == held[second[part]], axis=1)
    a, b = sizes[later], sizes[earlier]
    near = equal >= least_equal_bins(np.minimum(a, b), np.maximum(a, b), containment)
    later, earlier, equal = later[near], earlier[near], equal[near]
    order = np.lexsort((earlier, -equal, later))
    later, earlier = later[order], earlier[order]
    rank = np.arange(len(later)) - np.searchsorted(later, later)
    return later[rank < PER_ARTICLE], earlier[rank < PER_ARTICLE]
