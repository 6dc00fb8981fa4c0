"""Which cluster each new article joins: compared with all earlier articles, in order of input.

Rules, in this order:

1. An article whose url is that of the same page as an earlier one's (`flows.core.addresses`) joins that one's cluster, whatever its
   text has become.
2. An article that is an earlier one but for white space and sign-offs joins that one's cluster.
3. An article of at least `LEAST_SHINGLES` shingles joins the cluster of its best match: the earlier article with the highest
   containment, then Jaccard similarity, then the first, among those with a containment of at least `NEAR`. Articles that are
   alike only in what belongs to the page do not count (`flows.dedupe.pages`), nor does anything from the first match on that
   is another issue of a bulletin (`flows.dedupe.bulletins`): a copy would be more like it than another issue is. Copies of
   copies must not drift away from what the cluster is about: a match counts only if the article also has a containment of
   `HELD` with the match's canonical article, and of `NEAR` once the cluster has `LARGE` articles. The next best match takes
   its place.
4. Any other article is the canonical one of a cluster of its own.

Each rule looks at earlier articles only and an assignment is never changed, so that the outcome is the same whether articles
come in one batch or in many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, TypeVar

import numpy as np
import polars as pl

from flows.core.ids import digest
from flows.dedupe.candidates import candidates
from flows.dedupe.compare import LEAST_SHINGLES, NEAR
from flows.dedupe.likeness import PAIRS, SAME, SIMILAR, Likeness, Shelf, Texts, weigh
from flows.dedupe.signatures import SIGNATURE
from flows.dedupe.sketch import unpacked
from flows.dedupe.words import Bools, Ints

T = TypeVar("T")

HELD = 0.25
LARGE = 100
COMPACT = [name for name in SIGNATURE if name != "sketch"]  # what is held of all articles together
MATCH = {
    "article_id": pl.String(),
    "cluster_id": pl.String(),
    "canonical_id": pl.String(),
    "jaccard": pl.Float64(),
    "containment": pl.Float64(),
    "exact": pl.Boolean(),
}


def match(new: pl.DataFrame, known: pl.DataFrame, texts: Callable[[Sequence[str]], Mapping[str, str]]) -> pl.DataFrame:
    """Assign every new article to a cluster.

    Args:
        new: signatures (`sign`) of the new articles in order of input.
        known: signatures of all earlier articles in order of input, with their `cluster_id` and `canonical_id`.
        texts: returns the texts of articles by id, known or new; asked only for those that are compared.

    Returns:
        `article_id, cluster_id, canonical_id, jaccard, containment, exact`, one row per new article in the same order; the
        last three against the canonical article, which for a canonical article is itself.
    """
    both = pl.concat([known.select(*SIGNATURE), new.select(*SIGNATURE)])
    same = same_pairs(both, known.height)
    later, earlier = candidates(unpacked(both["sketch"]), sizes(both), usable(both), known.height, NEAR)
    ids = both["article_id"]

    def by_row(rows: Sequence[int]) -> Mapping[int, str]:
        read = texts([ids[row] for row in rows])
        return {row: read[ids[row]] for row in rows}

    likeness = weigh(all_pairs(same, later, earlier), by_row)
    return assign(both.select(COMPACT), known.select("cluster_id", "canonical_id"), likeness, by_row)


def sizes(signed: pl.DataFrame) -> Ints:
    """Return how many shingles each article has."""
    return signed["n_shingles"].to_numpy().astype(np.int64)


def usable(signed: pl.DataFrame) -> Bools:
    """Tell which articles take part in the search for similar ones; copies of an article stand back behind it."""
    first = signed.select(pl.col("exact_hash").is_first_distinct()).to_series().to_numpy()
    return first & (sizes(signed) >= LEAST_SHINGLES)


def same_pairs(signed: pl.DataFrame, first_new: int) -> pl.DataFrame:
    """Return new articles and the earlier ones they belong to without being similar: that of their url, or else of their text."""
    first = pl.col("row").first()
    url = pl.when(pl.col("url_key").is_not_null()).then(first.over("url_key"))
    firsts = signed.with_row_index("row").select("row", url=url, text=first.over("exact_hash"))
    other = pl.when(pl.col("url") < pl.col("row")).then("url").when(pl.col("text") < pl.col("row")).then("text")
    return firsts.select("row", other=other, kind=pl.lit(SAME)).filter(
        pl.col("row") >= first_new, pl.col("other").is_not_null()
    )


def all_pairs(same: pl.DataFrame, later: Ints, earlier: Ints) -> pl.DataFrame:
    """Return `PAIRS` in order of the new article: those that are the same, and those of the others that may be similar."""
    similar = pl.DataFrame({"row": later, "other": earlier}).with_columns(kind=pl.lit(SIMILAR))
    rest = similar.cast({"row": pl.UInt32, "other": pl.UInt32}).join(same, on="row", how="anti", maintain_order="left")
    return pl.concat([same.select(list(PAIRS)), rest]).sort("row", maintain_order=True)


@dataclass(slots=True)
class _Column(Generic[T]):
    """A column by row: of the known articles only those that are asked for, of the new ones all."""

    known: dict[int, T]
    first_new: int
    new: list[T] = field(default_factory=list)

    def __getitem__(self, row: int) -> T:
        return self.known[row] if row < self.first_new else self.new[row - self.first_new]


@dataclass(slots=True)
class _State:
    """What is known while new articles are assigned one after the other; articles are rows, the known ones first."""

    ids: _Column[str]
    exact: _Column[int]
    canonical: _Column[int]
    cluster: _Column[str]
    size: dict[str, int]
    shelf: Shelf
    alike: dict[int, tuple[float, float]] = field(default_factory=dict)  # of the article in hand, by the other's row

    def likeness(self, row: int, other: int) -> tuple[float, float]:
        """Return Jaccard similarity and containment; of an article with itself without looking."""
        if other not in self.alike:
            self.alike[other] = self.shelf.alike(row, other)
            self.shelf.read.clear()
        return self.alike[other]


def assign(signed: pl.DataFrame, known: pl.DataFrame, likeness: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """Assign the new articles one after the other; returns what `match` does.

    Args:
        signed: `COMPACT` of all articles in order of input, the known ones first.
        known: `cluster_id` and `canonical_id` of the known ones.
        likeness: what `weigh` tells of the new ones, in order.
        texts: returns texts by row; asked only for the few pairs that were not weighed.
    """
    state = _state(signed, known, likeness["other"].unique(), texts)
    weighed = {row: list(found) for row, found in groupby(likeness.iter_rows(), key=itemgetter(0))}
    out = [_assigned(row, weighed.get(row, []), state) for row in range(known.height, signed.height)]
    return pl.DataFrame(out, schema=MATCH, orient="row")


def _state(signed: pl.DataFrame, known: pl.DataFrame, others: pl.Series, texts: Texts) -> _State:
    """Return the state before the first new article; of the known ones it holds `others`, their canonical ones and clusters."""
    first = known.height
    all_known = pl.concat([signed.head(first).select("article_id", "exact_hash"), known], how="horizontal")
    met = all_known.with_row_index("row").filter(pl.col("row").is_in(others.implode()))
    head = all_known.select("article_id", "exact_hash").with_row_index("row")
    heads = head.filter(pl.col("article_id").is_in(met["canonical_id"].implode()))
    canonical = met.join(heads.select("article_id", canonical="row"), left_on="canonical_id", right_on="article_id")
    held = pl.concat([met.select(heads.columns), heads]).unique()
    sizes = known.filter(pl.col("cluster_id").is_in(met["cluster_id"].implode()))["cluster_id"].value_counts()
    new = signed.slice(first)
    return _State(
        ids=_Column(_by_row(held, "article_id"), first, new["article_id"].to_list()),
        exact=_Column(_by_row(held, "exact_hash"), first, new["exact_hash"].to_list()),
        canonical=_Column(_by_row(canonical, "canonical"), first),
        cluster=_Column(_by_row(met, "cluster_id"), first),
        size=dict(sizes.iter_rows()),
        shelf=Shelf(texts),
    )


def _by_row(frame: pl.DataFrame, column: str) -> dict[int, Any]:
    return dict(frame.select("row", column).iter_rows())


def _assigned(row: int, weighed: list[Likeness], state: _State) -> tuple[str, str, str, float, float, bool]:
    """Assign one article and return its row of the outcome."""
    state.alike = {other: (jaccard, containment) for _, other, _, jaccard, containment, _ in weighed}
    joined = _joined(row, weighed, state)
    canonical = row if joined is None else state.canonical[joined]
    cluster = digest("cluster", state.ids[row]) if joined is None else state.cluster[joined]
    state.canonical.new.append(canonical)
    state.cluster.new.append(cluster)
    state.size[cluster] = state.size.get(cluster, 0) + 1
    if joined is None:
        return state.ids[row], cluster, state.ids[row], 1.0, 1.0, True
    exact = state.exact[row] == state.exact[canonical]
    return (state.ids[row], cluster, state.ids[canonical], *state.likeness(row, canonical), exact)


def _joined(row: int, weighed: list[Likeness], state: _State) -> int | None:
    """Return the earlier article whose cluster this one joins."""
    for _, other, kind, _, _, counts in weighed:
        if kind == SAME or (counts and _is_held(row, other, state)):
            return other
    return None


def _is_held(row: int, other: int, state: _State) -> bool:
    """Tell whether an article is near enough to the canonical article of another one's cluster."""
    least = NEAR if state.size[state.cluster[other]] >= LARGE else HELD
    return state.likeness(row, state.canonical[other])[1] >= least
