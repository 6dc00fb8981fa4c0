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

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from flows.core.ids import digest
from flows.dedupe.bulletins import SERIES, other_issue
from flows.dedupe.candidates import candidates
from flows.dedupe.compare import LEAST_SHINGLES, NEAR, Text, prepare, similarity
from flows.dedupe.pages import shared_by_strangers, shares_content, without
from flows.dedupe.signatures import SIGNATURE
from flows.dedupe.words import U64, Ints

HELD = 0.25
LARGE = 100
NEAREST = 8  # matches that are looked at
ALIKE = 0.6  # Jaccard similarity that two pages of one site do not reach by what is the site's
SURELY_SAME = 0.95  # containment from which on text of the page is not looked for
AT_ONCE = 4_000  # texts that are read and held together

Texts = Callable[[Sequence[str]], Mapping[str, str]]
Rows = list[int | None]
MATCH = {
    "article_id": pl.String(),
    "cluster_id": pl.String(),
    "canonical_id": pl.String(),
    "jaccard": pl.Float64(),
    "containment": pl.Float64(),
    "exact": pl.Boolean(),
}


@dataclass(slots=True)
class _State:
    """What is known while new articles are assigned one after the other; articles are rows, the known ones first."""

    ids: list[str]
    exact: list[int]
    canonical: list[int]
    cluster: list[str]
    size: dict[str, int]
    texts: Texts
    read: dict[str, Text] = field(default_factory=dict)

    def load(self, rows: Sequence[int]) -> None:
        """Read and prepare the texts of these articles that are not at hand."""
        absent = sorted({self.ids[row] for row in rows if self.ids[row] not in self.read})
        if absent:
            self.read.update(prepare(self.texts(absent)))

    def text(self, row: int) -> Text:
        self.load([row])
        return self.read[self.ids[row]]


def match(new: pl.DataFrame, known: pl.DataFrame, texts: Texts) -> pl.DataFrame:
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
    state = _state(both, known, texts)
    twins = _first_before(both, "exact_hash")
    versions = _first_before(both, "url_key")
    matches = _similar(both, twins, known.height)
    out: list[tuple[str, str, str, float, float, bool]] = []
    for rows in _portions(range(known.height, both.height), twins, versions, matches):
        state.read.clear()
        state.load(_needed(rows, twins, versions, matches, state))
        out.extend(_assign(row, versions[row], twins[row], matches.get(row, []), state) for row in rows)
    return pl.DataFrame(out, schema=MATCH, orient="row")


def _state(both: pl.DataFrame, known: pl.DataFrame, texts: Texts) -> _State:
    row_of = {article: row for row, article in enumerate(known["article_id"])}
    sizes = known["cluster_id"].value_counts()
    return _State(
        ids=both["article_id"].to_list(),
        exact=both["exact_hash"].to_list(),
        canonical=[row_of[article] for article in known["canonical_id"]],
        cluster=known["cluster_id"].to_list(),
        size=dict(sizes.iter_rows()),
        texts=texts,
    )


def _first_before(both: pl.DataFrame, column: str) -> Rows:
    """Return for each article the row of the first one with the same value, null for that one itself."""
    first = pl.col("row").first().over(column)
    earlier = pl.when(pl.col(column).is_not_null() & (first < pl.col("row"))).then(first)
    return both.with_row_index("row").select(earlier.alias("first"))["first"].to_list()


def _similar(both: pl.DataFrame, twins: Rows, first_new: int) -> dict[int, list[int]]:
    """Return the earlier articles to compare each new one with; copies of an article stand back behind it."""
    sizes: Ints = both["n_shingles"].to_numpy().astype(np.int64)
    usable = (sizes >= LEAST_SHINGLES) & np.array([twin is None for twin in twins])
    later, earlier = candidates(both["sketch"].to_numpy(), sizes, usable, first_new, NEAR)
    out: dict[int, list[int]] = {}
    for new, old in zip(later.tolist(), earlier.tolist(), strict=True):
        out.setdefault(new, []).append(old)
    return out


def _portions(rows: range, twins: Rows, versions: Rows, matches: dict[int, list[int]]) -> Iterator[range]:
    """Cut the new articles into runs whose texts, and those they are compared with, fit into memory together."""
    begin, texts = rows.start, 0
    for row in rows:
        own = 1 + len(_others(row, twins, versions, matches))
        if texts + own > AT_ONCE and row > begin:
            yield range(begin, row)
            begin, texts = row, 0
        texts += own if own > 1 else 0
    if begin < rows.stop:
        yield range(begin, rows.stop)


def _needed(rows: range, twins: Rows, versions: Rows, matches: dict[int, list[int]], state: _State) -> list[int]:
    """Return the articles whose texts these new articles will be compared with, as far as can be told beforehand."""
    out: list[int] = []
    for row in rows:
        others = _others(row, twins, versions, matches)
        if others:
            out += [row, *others, *(state.canonical[other] for other in others if other < len(state.canonical))]
    return out


def _others(row: int, twins: Rows, versions: Rows, matches: dict[int, list[int]]) -> list[int]:
    return [other for other in (versions[row], twins[row]) if other is not None] or matches.get(row, [])


def _assign(
    row: int, version: int | None, twin: int | None, similar: list[int], state: _State
) -> tuple[str, str, str, float, float, bool]:
    """Assign one article and return its row of the outcome."""
    joined = _joined(row, version, twin, similar, state)
    canonical = row if joined is None else state.canonical[joined]
    cluster = digest("cluster", state.ids[row]) if joined is None else state.cluster[joined]
    state.canonical.append(canonical)
    state.cluster.append(cluster)
    state.size[cluster] = state.size.get(cluster, 0) + 1
    if joined is None:
        return state.ids[row], cluster, state.ids[row], 1.0, 1.0, True
    own, first = state.text(row), state.text(canonical)
    jaccard, containment = similarity(own.shingles, first.shingles)
    return (
        state.ids[row],
        cluster,
        state.ids[canonical],
        jaccard,
        containment,
        state.exact[row] == state.exact[canonical],
    )


def _joined(row: int, version: int | None, twin: int | None, similar: list[int], state: _State) -> int | None:
    if version is not None:
        return version
    if twin is not None:
        return twin
    return next(_matches(row, similar, state), None)


def _matches(row: int, similar: list[int], state: _State) -> Iterator[int]:
    """Yield the earlier articles that this one is a copy or a version of, the best first."""
    if not similar:
        return
    own = state.text(row)
    measured = []
    for other in similar:
        text = state.text(other)
        if min(len(own.shingles), len(text.shingles)) < LEAST_SHINGLES:
            continue  # one that repeats itself
        jaccard, containment = similarity(own.shingles, text.shingles)
        measured.append((-containment, -jaccard, other))
    near = [(other, -containment, -jaccard) for containment, jaccard, other in sorted(measured) if -containment >= NEAR]
    if not near:
        return
    near, rest = near[:NEAREST], near[NEAREST:]
    issues = {other: other_issue(own, state.text(other)) for other, _, _ in [*near, *rest[-SERIES:]]}
    in_series = sum(issue for issue, _ in issues.values()) >= SERIES
    page = own.shingles[:0]
    if near[0][2] < ALIKE:
        page = shared_by_strangers(own, [state.text(other) for other in similar])
    for other, containment, _ in near:
        if issues[other][in_series]:
            return  # what is less like it than another issue of its bulletin is no copy either
        if _is_article(own, state.text(other), containment, page) and _is_held(row, other, state):
            yield other


def _is_article(own: Text, other: Text, containment: float, page: U64) -> bool:
    """Tell whether what two texts share is more than what belongs to the page."""
    if containment < SURELY_SAME and not shares_content(own, other, containment):
        return False
    if not len(page):
        return True
    x, y = without(own.shingles, page), without(other.shingles, page)
    return min(len(x), len(y)) >= LEAST_SHINGLES and similarity(x, y)[1] >= NEAR


def _is_held(row: int, other: int, state: _State) -> bool:
    """Tell whether an article is near enough to the canonical article of another one's cluster."""
    least = NEAR if state.size[state.cluster[other]] >= LARGE else HELD
    first = state.text(state.canonical[other])
    return similarity(state.text(row).shingles, first.shingles)[1] >= least
