"""How similar two texts really are, and whether what they share is an article.

`Text` holds what comparing needs of one text. `similarity` counts shingles. Two kinds of text share many shingles and are yet no
copies of each other; `same_article` and `shared_by_strangers` tell them:

- issues of a regular bulletin (market, farm or war bulletins of different days): the words agree, the numbers and days between
  them do not. Numbers, days and months are slots; two texts are issues of one bulletin if at least `SLOTS_DIFFERING` slots that
  have the same words around them differ, and those are most of such slots. A revised toll changes few of the article's slots.
- pages of one site of which extraction left the sign-in shell, newsletter box or video list: without such lines too little is
  shared; or what they share stands also in other earlier articles that have nothing else in common with each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from flows.core import reference
from flows.dedupe.words import SHINGLE, U64, Bools, chunks, distinct, shingles, stands_in, word_numbers, words

NEAR = 0.5  # the least containment of near-identical texts
LEAST_SHINGLES = 16  # a shorter text is only ever exactly the same
SLOTS_DIFFERING = 5
SHARE_DIFFERING = 0.7
SURELY_SAME = 0.95  # containment from which on lines of the page are not looked for
BOX_WORDS = 60  # a longer line is no line of the page
STRANGERS = 3
OWN_SHARE = 0.25  # of a stranger's shingles that must be its own
FOREIGN = 0.1  # of two strangers' own shingles that may agree
_SLOT = np.uint64(0x5107)


@dataclass(frozen=True, slots=True)
class Text:
    """One text, ready to be compared.

    Attributes:
        text: as printed.
        shingles: the set of its shingles, sorted.
        numbers: its words in order.
        slots: which of them are numbers, days or months, which change from one issue of a bulletin to the next.
        boxed: whether a phrase of the page's boxes stands in it.
    """

    text: str
    shingles: U64
    numbers: U64
    slots: Bools
    boxed: bool


def prepare(texts: Mapping[str, str]) -> dict[str, Text]:
    """Return texts by id, ready to be compared."""
    out: dict[str, Text] = {}
    ids = list(texts)
    for begin, chunk in chunks(pl.Series(list(texts.values()), dtype=pl.String)):
        found = words(chunk)
        boxed = _boxed(chunk)
        slots = found.digits | stands_in(found.numbers, _slot_words())
        grams, per_text = shingles(found.numbers, found.counts)
        word_ends, gram_ends = np.cumsum(found.counts), np.cumsum(per_text)
        for k in range(len(chunk)):
            these = slice(word_ends[k] - found.counts[k], word_ends[k])
            own = grams[gram_ends[k] - per_text[k] : gram_ends[k]]
            article = ids[begin + k]
            out[article] = Text(texts[article], distinct(own), found.numbers[these], slots[these], boxed[k])
    return out


def similarity(a: U64, b: U64) -> tuple[float, float]:
    """Return Jaccard similarity and containment of two sorted sets; 1 for two empty ones, 0 for one."""
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    if not len(shorter):
        same = float(len(a) == len(b))
        return same, same
    common = int(stands_in(shorter, longer).sum())
    return common / (len(a) + len(b) - common), common / len(shorter)


def same_article(a: Text, b: Text, containment: float) -> bool:
    """Tell whether two texts with this containment are one article, and neither issues of a bulletin nor pages of a site."""
    if _is_bulletin(a, b):
        return False
    return containment >= SURELY_SAME or _shares_content(a, b)


def shared_by_strangers(a: Text, b: Text, others: Sequence[Text]) -> bool:
    """Tell whether what two texts share is a site's: `STRANGERS` of the others hold it and share nothing else with anyone."""
    common = a.shingles[stands_in(a.shingles, b.shingles)]
    owns = [_own(b, common)]
    if not _is_large(owns[0], b) or not _is_large(_own(a, common), a):
        return False
    strangers = 0
    for other in others:
        if similarity_held(common, other.shingles) < 1 - FOREIGN:
            continue
        own = _own(other, common)
        if _is_large(own, other) and all(similarity(own, seen)[1] < FOREIGN for seen in owns):
            owns.append(own)
            strangers += 1
            if strangers == STRANGERS:
                return True
    return False


def similarity_held(part: U64, whole: U64) -> float:
    """Return the share of a set that another holds."""
    return float(stands_in(part, whole).sum()) / max(len(part), 1)


def _own(text: Text, common: U64) -> U64:
    return text.shingles[~stands_in(text.shingles, common)]


def _is_large(own: U64, text: Text) -> bool:
    return len(own) >= max(OWN_SHARE * len(text.shingles), SHINGLE)


def _shares_content(a: Text, b: Text) -> bool:
    """Tell whether enough is shared when the lines of the page are left out."""
    if not a.boxed and not b.boxed:
        return True
    left = prepare({"a": _without_boxes(a.text), "b": _without_boxes(b.text)})
    x, y = left["a"].shingles, left["b"].shingles
    return min(len(x), len(y)) >= LEAST_SHINGLES and similarity(x, y)[1] >= NEAR


def _boxed(texts: pl.Series) -> list[bool]:
    return texts.str.to_lowercase().str.contains_any(_phrases()).to_list()


def _without_boxes(text: str) -> str:
    lines = text.split("\n")
    boxed = _boxed(pl.Series(lines, dtype=pl.String))
    return "\n".join(line for line, box in zip(lines, boxed, strict=True) if not box or line.count(" ") >= BOX_WORDS)


@cache
def _phrases() -> list[str]:
    return reference.column("boilerplate_phrases", "phrase", "phrase")


@cache
def _slot_words() -> U64:
    return word_numbers(reference.column("template_words", "word", "word", "kind"))


def _is_bulletin(a: Text, b: Text) -> bool:
    """Tell whether two texts are issues of one bulletin: most of the slots that have the same words around them differ."""
    values, slots = _slots(a)
    other_values, other_slots = _slots(b)
    if min(slots.sum(), other_slots.sum()) < SLOTS_DIFFERING or min(len(values), len(other_values)) < SHINGLE:
        return False
    placed = slots & _covered(
        stands_in(_windows(_masked(values, slots)), distinct(_windows(_masked(other_values, other_slots))))
    )
    equal = placed & _covered(stands_in(_windows(values), distinct(_windows(other_values))))
    differing = int(placed.sum() - equal.sum())
    return differing >= SLOTS_DIFFERING and differing >= SHARE_DIFFERING * int(placed.sum())


def _slots(text: Text) -> tuple[U64, Bools]:
    """Return the words, numbers in a row made one, and which of them are slots."""
    slot = text.slots
    begins = np.flatnonzero(~(slot & np.concatenate([[False], slot[:-1]])))
    if not len(begins):
        return text.numbers[:0], slot[:0]
    place = np.arange(len(slot)) - np.repeat(begins, np.diff(begins, append=len(slot)))
    weighed = text.numbers * (2 * place + 1).astype(np.uint64)
    return np.add.reduceat(weighed, begins), slot[begins]


def _masked(values: U64, slots: Bools) -> U64:
    return np.where(slots, _SLOT, values)


def _windows(values: U64) -> U64:
    return shingles(values, np.array([len(values)]))[0]


def _covered(windows: Bools) -> Bools:
    """Return which words stand in at least one of these windows."""
    return np.convolve(windows, np.ones(SHINGLE, np.int64)) > 0
