"""How like the texts of a pair are: each new article against the earlier ones that may be near-identical to it, on the real texts.

What is found for one article hangs on its own text and theirs only, never on how others were assigned, so any portion of the
articles can be weighed by itself, on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from flows.dedupe.bulletins import SERIES, other_issue
from flows.dedupe.compare import LEAST_SHINGLES, NEAR, Text, give_slots, prepare, similarity
from flows.dedupe.pages import shared_by_strangers, shares_content, without
from flows.dedupe.words import U64

NEAREST = 8  # matches that are looked at
ALIKE = 0.6  # Jaccard similarity that two pages of one site do not reach by what is the site's
SURELY_SAME = 0.95  # containment from which on text of the page is not looked for
AT_ONCE = 4_000  # texts that are read and held together

SAME, SIMILAR = "same", "similar"
Texts = Callable[[Sequence[int]], Mapping[int, str]]
PAIRS = {"row": pl.UInt32(), "other": pl.UInt32(), "kind": pl.String()}
LIKENESS = {
    "row": pl.UInt32(),
    "other": pl.UInt32(),
    "kind": pl.String(),
    "jaccard": pl.Float64(),
    "containment": pl.Float64(),
    "counts": pl.Boolean(),
}
Likeness = tuple[int, int, str, float, float, bool]
Measured = tuple[int, float, float]  # another article, containment, Jaccard similarity


@dataclass(slots=True)
class Shelf:
    """Texts at hand, ready to be compared; articles are known by their rows."""

    texts: Texts
    read: dict[int, Text] = field(default_factory=dict)

    def load(self, rows: Iterable[int]) -> None:
        """Read and prepare the texts of these articles that are not at hand."""
        absent = sorted({row for row in rows if row not in self.read})
        if absent:
            self.read.update(prepare(self.texts(absent)))

    def text(self, row: int) -> Text:
        """Return one text."""
        if row not in self.read:
            self.load([row])
        return self.read[row]

    def alike(self, a: int, b: int) -> tuple[float, float]:
        """Return Jaccard similarity and containment of two texts."""
        return similarity(self.text(a).shingles, self.text(b).shingles)


def weigh(pairs: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """Return how like the texts of pairs are.

    Args:
        pairs: `PAIRS`, all of a new article together, those that are only similar with the most similar sketch first.
        texts: returns texts by row.

    Returns:
        `LIKENESS` in order of the new article: the pairs as given, then the earlier articles worth joining by `counts`, the
        best first.
    """
    out: list[Likeness] = []
    for portion in _portions(pairs):
        shelf = Shelf(texts)
        twins = _twins(portion, texts)
        shelf.load({n for row, others, _ in portion for n in (row, *others) if row not in twins})
        near = {row: _near(row, others, shelf) for row, others, kind in portion if kind == SIMILAR}
        give_slots([text for row, found in near.items() for text in _slotted(shelf.text(row), found, shelf)])
        for row, others, kind in portion:
            if kind == SIMILAR:
                out += _similar(row, others, near[row], shelf)
            else:
                out += [(row, n, kind, *((1.0, 1.0) if row in twins else shelf.alike(row, n)), True) for n in others]
    return pl.DataFrame(out, schema=LIKENESS, orient="row")


def _portions(pairs: pl.DataFrame) -> Iterator[list[tuple[int, list[int], str]]]:
    """Cut the new articles into runs whose texts, and those they are compared with, fit into memory together."""
    grouped = pairs.group_by("row", maintain_order=True).agg("other", pl.col("kind").first())
    held: list[tuple[int, list[int], str]] = []
    texts = 0
    for row, others, kind in grouped.iter_rows():
        if held and texts + 1 + len(others) > AT_ONCE:
            yield held
            held, texts = [], 0
        held.append((row, others, kind))
        texts += 1 + len(others)
    if held:
        yield held


def _twins(portion: list[tuple[int, list[int], str]], texts: Texts) -> set[int]:
    """Return the articles whose text is to the letter that of the one they are the same as: they need not be compared."""
    same = [(row, others) for row, others, kind in portion if kind == SAME]
    read = texts(sorted({n for row, others in same for n in (row, *others)})) if same else {}
    return {row for row, others in same if all(read[row] == read[other] for other in others)}


def _near(row: int, similar: list[int], shelf: Shelf) -> list[Measured]:
    """Return what is measured of an article's pairs, the best first; nothing if none is near."""
    own = shelf.text(row)
    measured = []
    for other in similar:
        text = shelf.text(other)
        if min(len(own.shingles), len(text.shingles)) < LEAST_SHINGLES:
            continue  # one that repeats itself
        jaccard, containment = similarity(own.shingles, text.shingles)
        measured.append((-containment, -jaccard, other))
    measured.sort()
    if not measured or -measured[0][0] < NEAR:
        return []
    return [(other, -containment, -jaccard) for containment, jaccard, other in measured]


def _similar(row: int, similar: list[int], measured: list[Measured], shelf: Shelf) -> Iterator[Likeness]:
    if measured:
        counting = set(_counting(row, similar, measured, shelf))
        for other, containment, jaccard in measured:
            yield row, other, SIMILAR, jaccard, containment, other in counting


def _counting(row: int, similar: list[int], measured: list[Measured], shelf: Shelf) -> Iterator[int]:
    """Yield the earlier articles that this one is a copy or a version of, the best first."""
    own = shelf.text(row)
    near = [found for found in measured if found[1] >= NEAR]
    near, rest = near[:NEAREST], near[NEAREST:]
    issues = {
        found[0]: other_issue(own, shelf.text(found[0])) if _adds(own, found, shelf) else (False, False)
        for found in [*near, *rest[-SERIES:]]
    }
    in_series = sum(issue for issue, _ in issues.values()) >= SERIES
    page = own.shingles[:0]
    if near[0][2] < ALIKE:
        page = shared_by_strangers(own, [shelf.text(other) for other in similar])
    for other, containment, _ in near:
        if issues[other][in_series]:
            return  # what is less like it than another issue of its bulletin is no copy either
        if _is_article(own, shelf.text(other), containment, page):
            yield other


def _adds(own: Text, found: Measured, shelf: Shelf) -> bool:
    """Tell whether a text has anything that the other lacks; one that was only cut is no other issue of a bulletin."""
    other, containment, _ = found
    return containment < 1 or len(own.shingles) > len(shelf.text(other).shingles)


def _slotted(own: Text, measured: list[Measured], shelf: Shelf) -> Iterator[Text]:
    """Yield the texts whose slots will be asked for."""
    others = [shelf.text(found[0]) for found in measured if _adds(own, found, shelf)]
    if others:
        yield own
        yield from others


def _is_article(own: Text, other: Text, containment: float, page: U64) -> bool:
    """Tell whether what two texts share is more than what belongs to the page."""
    if containment < SURELY_SAME and not shares_content(own, other, containment):
        return False
    if not len(page):
        return True
    x, y = without(own.shingles, page), without(other.shingles, page)
    return min(len(x), len(y)) >= LEAST_SHINGLES and similarity(x, y)[1] >= NEAR
