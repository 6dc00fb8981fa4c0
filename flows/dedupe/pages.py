"""Text that belongs to the page and not to the article: sign-in shells, newsletter boxes, footers, lists of other stories.

Where extraction left it behind, articles of one site share it. `shares_content` knows it by its phrases
(``seeds/reference/boilerplate_phrases.csv``), `shared_by_strangers` by its company: it stands also in earlier articles that have
nothing else in common with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from flows.core import reference
from flows.dedupe.compare import LEAST_SHINGLES, NEAR, REMEMBERED, Text, similarity, windows
from flows.dedupe.words import SHINGLE, U64, Bools, distinct, phrase_numbers, stands_in

HARDLY_ELSE = 0.8  # containment that is believed when hardly anything but the page is left to compare
REACH = 15  # words within which two prompts make a box, and to which a box reaches beyond them
LISTED = 60  # words that belong to a list of other stories
STRANGERS = 3
OWN_SHARE = 0.25  # of a stranger's shingles that must be its own
FOREIGN = 0.1  # of what is shared that a stranger may lack, and of two strangers' own shingles that may agree


def shares_content(a: Text, b: Text, containment: float) -> bool:
    """Tell whether two texts with this containment share enough when what belongs to the page is left out."""
    x, y = _content(a), _content(b)
    if x is a.shingles and y is b.shingles:
        return True
    if min(len(x), len(y)) < LEAST_SHINGLES:
        return containment >= HARDLY_ELSE
    return similarity(x, y)[1] >= NEAR


def shared_by_strangers(text: Text, earlier: Sequence[Text]) -> U64:
    """Return the shingles of a new text that belong to its site, none if they cannot be told.

    They stand in more than `STRANGERS` of the earlier texts, and so many of those that hold them have nothing else in common.

    Args:
        text: the new text.
        earlier: texts that share shingles with it.
    """
    held = np.zeros(len(text.shingles), np.int64)
    for other in earlier:
        held += stands_in(text.shingles, other.shingles)
    common = text.shingles[held > STRANGERS]
    owns: list[U64] = []
    if not len(common) or not _is_large(without(text.shingles, common), text):
        return common[:0]
    for other in earlier:
        if stands_in(common, other.shingles).mean() < 1 - FOREIGN:
            continue
        own = without(other.shingles, common)
        if _is_large(own, other) and all(similarity(own, seen)[1] < FOREIGN for seen in owns):
            owns.append(own)
            if len(owns) > STRANGERS:
                return common
    return common[:0]


def without(shingles: U64, page: U64) -> U64:
    """Return the shingles that are not the page's."""
    return shingles[~stands_in(shingles, page)]


def _is_large(own: U64, text: Text) -> bool:
    return len(own) >= max(OWN_SHARE * len(text.shingles), SHINGLE)


def _of_page(text: Text) -> Bools:
    """Tell which words belong to the page: near two prompts, or after the heading of a list of other stories."""
    prompts = _found(text.numbers, _phrases("prompt"))
    lists = _found(text.numbers, _phrases("list"))
    close = _around(prompts & (_around(prompts) > 1)) > 0
    after = np.convolve(lists, np.ones(LISTED, np.int64))[: len(lists)] > 0
    page: Bools = close | after
    return page


def _around(marks: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how many marks stand within `REACH` words of each word."""
    return np.convolve(marks, np.ones(2 * REACH + 1, np.int64))[REACH : REACH + len(marks)]


@lru_cache(maxsize=REMEMBERED)
def _content(text: Text) -> U64:
    """Return the set of shingles that do not wholly belong to the page: the text's own set if none does."""
    page = _of_page(text)
    if len(page) < SHINGLE or not page.any():
        return text.shingles
    whole = np.lib.stride_tricks.sliding_window_view(page, SHINGLE).all(axis=1)
    return distinct(windows(text.numbers)[~whole])


def _found(numbers: U64, phrases: dict[int, U64]) -> npt.NDArray[np.int64]:
    """Mark the words at which one of these phrases begins."""
    marks = np.zeros(len(numbers), np.int64)
    for size, known in phrases.items():
        begins = stands_in(windows(numbers, size), known)
        marks[: len(begins)] |= begins
    return marks


@cache
def _phrases(kind: str) -> dict[int, U64]:
    table = reference.rows("boilerplate_phrases", "phrase", "kind", key=("phrase",))
    return phrase_numbers([row["phrase"] or "" for row in table if row["kind"] == kind])
