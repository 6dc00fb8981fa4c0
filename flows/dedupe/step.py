"""The steps of dedupe on disk: `match` finds each article's cluster, `settle` tells copies from revisions by their figures.

Of `match` all but the last and short part, which assigns the articles one after the other, is done by portions that need nothing
from each other: signatures and likeness by batch, the search for pairs by shares of the bands, each reading what it needs::

    unfinished/<key>/match/rows.parquet, spans.json    all articles in order of input, without sketches and texts
    unfinished/<key>/match/bands/                      pairs of rows that a share of the bands brings together
    unfinished/<key>/match/pairs.parquet, paired.npy   pairs to compare, and the rows that stand in one
    unfinished/<key>/match/texts/                      their texts
    unfinished/<key>/batches/<number>/likeness.parquet
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from flows.core.files import read_json, whole, write_json, write_parquet
from flows.core.parallel import Progress, cores, each
from flows.core.store import STATE
from flows.core.workspace import Workspace, once, part_number
from flows.dedupe import relation, sign
from flows.dedupe.candidates import SHARES, bins_of, most_similar, share_pairs
from flows.dedupe.clusters import COMPACT, all_pairs, assign, same_pairs, sizes, usable
from flows.dedupe.compare import NEAR
from flows.dedupe.likeness import LIKENESS, weigh
from flows.dedupe.pool import Pool, Span, is_shelved, shelve
from flows.dedupe.sketch import BINS, Sketches, unpacked
from flows.dedupe.words import Ints, distinct

COPIES = ("exact", "near")
FACTS = ("quantities", "dates", "quotations", "mentions", "sightings")
SIGNATURES = f"{STATE}/signatures"
CLUSTERS = ["cluster_id", "canonical_id"]
FEW_NEW = 0.1  # share of new articles below which the sketches are read for several shares of the bands together,
MANY = 4_000_000  # unless there are so many that this would take too much memory


def run_match(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Sign every batch, then assign each new article to a cluster, in order of input."""
    work = Workspace(root)
    numbers, workers = work.numbers, work.limits.workers or cores()
    each(_sign, root, numbers, workers, progress)
    if numbers and not all((work.batch(n) / "matches.parquet").is_file() for n in numbers):
        _list_rows(work)
        each(_search, root, range(0, SHARES, _at_once(work)), workers)
        _list_pairs(work)
        paired = np.load(_folder(work) / "paired.npy")
        each(_shelve, root, [s.part for s in _spans(work) if len(_within(paired, s))], workers)
        each(_weigh, root, numbers, workers, progress)
        _assign(work)
    return {"signed": len(numbers)}


def _sign(root: Path, number: int) -> None:
    folder = Workspace(root).batch(number)
    target = folder / "signatures.parquet"
    if not target.is_file():
        write_parquet(sign(pl.read_parquet(folder / "articles.parquet")), target)


def _folder(work: Workspace) -> Path:
    return work.root / "match"


def _signatures(work: Workspace, number: int) -> Path:
    """The signatures of one batch, of this run or of the base release."""
    if work.batch(number).is_dir() or work.base is None:
        return work.batch(number) / "signatures.parquet"
    return work.base.path / SIGNATURES / f"part-{number:06d}.parquet"


def _list_rows(work: Workspace) -> None:
    """Write what is known of all articles, the earlier ones first, and which rows each part has."""
    if (_folder(work) / "spans.json").is_file():
        return
    old = [part_number(p) for p in work.base.parts(SIGNATURES)] if work.base else []
    columns = [*COMPACT, *CLUSTERS]
    unknown = [pl.lit(None, pl.String).alias(name) for name in CLUSTERS]
    frames = [pl.read_parquet(_signatures(work, n), columns=columns) for n in old]
    frames += [pl.read_parquet(_signatures(work, n), columns=COMPACT).with_columns(unknown) for n in work.numbers]
    spans, row = [], 0
    for n, frame in zip([*old, *work.numbers], frames, strict=True):
        spans.append([n, row, row + len(frame)])
        row += len(frame)
    rows = pl.concat([frame.select(columns) for frame in frames])
    write_parquet(rows, _folder(work) / "rows.parquet")
    _write_rows(np.flatnonzero(usable(rows)), _folder(work) / "usable.npy")
    write_json(spans, _folder(work) / "spans.json")


def _spans(work: Workspace) -> list[Span]:
    return [Span(*span) for span in read_json(_folder(work) / "spans.json")]


def _first_new(work: Workspace) -> int:
    """The row the new articles begin at."""
    return next(span.begin for span in _spans(work) if span.part == work.numbers[0])


def _write_rows(rows: Any, target: Path) -> None:
    with whole(target) as draft, draft.open("wb") as file:
        np.save(file, rows)


def _within(rows: Ints, span: Span) -> Ints:
    """Return the rows of one part among rows in rising order."""
    first, last = np.searchsorted(rows, [span.begin, span.end])
    return rows[first:last]


def _at_once(work: Workspace) -> int:
    """Return how many shares of the bands a portion looks at: several where reading the sketches is most of the work."""
    rows = np.load(_folder(work) / "usable.npy")
    few = np.count_nonzero(rows >= _first_new(work)) < FEW_NEW * len(rows)
    return SHARES // 2 if few and len(rows) < MANY else 1


def _search(root: Path, first: int) -> None:
    """Find the pairs of some shares of the bands, `first` and those after it."""
    work = Workspace(root)
    targets = {k: _folder(work) / "bands" / f"{k}.npy" for k in range(first, first + _at_once(work))}
    lacking = [k for k, target in targets.items() if not target.is_file()]
    if not lacking:
        return
    rows = np.load(_folder(work) / "usable.npy")
    counts = sizes(pl.read_parquet(_folder(work) / "rows.parquet", columns=["n_shingles"]))[rows]
    wanted = sorted({n for k in lacking for n in bins_of(k)})
    held = np.ascontiguousarray(_sketches(work, rows, wanted).T)
    for k in lacking:
        bins = held[np.searchsorted(wanted, bins_of(k))]
        _write_rows(share_pairs(bins, rows, counts, _first_new(work), NEAR), targets[k])


def _sketches(work: Workspace, rows: Ints, bins: list[int] | None = None) -> Sketches:
    """Return the sketches of rows in rising order, or some bins of them; one part is held at a time."""
    out = np.empty((len(rows), len(bins) if bins else BINS), np.uint16)
    for span in _spans(work):
        first, last = np.searchsorted(rows, [span.begin, span.end])
        if first < last:
            part = unpacked(pl.read_parquet(_signatures(work, span.part), columns=["sketch"])["sketch"])
            found = part[rows[first:last] - span.begin]
            out[first:last] = found[:, bins] if bins else found
    return out


def _list_pairs(work: Workspace) -> None:
    """Write the pairs to compare, and the rows whose texts that takes."""
    target = _folder(work) / "paired.npy"
    if target.is_file():
        return
    found = distinct(np.concatenate([np.load(_folder(work) / "bands" / f"{k}.npy") for k in range(SHARES)]))
    rows = pl.read_parquet(_folder(work) / "rows.parquet")
    later, earlier = most_similar(found, sizes(rows), lambda wanted: _sketches(work, wanted), NEAR)
    pairs = all_pairs(same_pairs(rows, _first_new(work)), later, earlier)
    write_parquet(pairs, _folder(work) / "pairs.parquet")
    others = pairs["other"].unique()
    known = rows.with_row_index("row")
    canonical = known.join(known.filter(pl.col("row").is_in(others.implode())), on="canonical_id", how="semi")
    first = known.join(canonical.select(article_id="canonical_id"), on="article_id", how="semi")["row"]
    paired = pl.concat([pairs["row"], others, first]).unique().sort().to_numpy().astype(np.int64)
    _write_rows(paired, target)


def _shelve(root: Path, number: int) -> None:
    """Lay out the texts of one part that stand in a pair."""
    work = Workspace(root)
    folder = _folder(work) / "texts"
    if is_shelved(folder, number):
        return
    span = next(s for s in _spans(work) if s.part == number)
    rows = _within(np.load(_folder(work) / "paired.npy"), span)
    ids = pl.read_parquet(_signatures(work, number), columns=["article_id"])[rows - span.begin]
    found = work.rows("articles", number, ids["article_id"].to_list(), ["article_id", "text"])
    texts = ids.join(found, on="article_id", how="left", maintain_order="left")["text"]
    shelve(folder, number, rows, texts.fill_null("").to_list())  # one that a check refused has no text any more


def _weigh(root: Path, number: int) -> None:
    """Compare the new articles of one batch with the earlier ones they are paired with."""
    work = Workspace(root)
    span = next(s for s in _spans(work) if s.part == number)
    own = pl.col("row").is_between(span.begin, span.end, closed="left")
    pairs = pl.scan_parquet(_folder(work) / "pairs.parquet").filter(own).collect()
    once(work.batch(number) / "likeness.parquet", weigh(pairs, Pool(_folder(work) / "texts", _spans(work))))


def _assign(work: Workspace) -> None:
    """Assign the new articles in order of input and write which part holds each one's canonical article."""
    spans = _spans(work)
    rows = pl.read_parquet(_folder(work) / "rows.parquet")
    likeness = pl.concat([pl.DataFrame(schema=LIKENESS), *_read(work, "likeness")])
    known = rows.head(_first_new(work)).select(CLUSTERS)
    matches = assign(rows.select(COMPACT), known, likeness, Pool(_folder(work) / "texts", spans))
    part = np.repeat([s.part for s in spans], [s.end - s.begin for s in spans])
    places = rows.select(canonical_id="article_id").with_columns(canonical_part=pl.Series(part, dtype=pl.Int64))
    placed = matches.join(places, on="canonical_id", how="left", maintain_order="left")
    for span in spans:
        if span.begin >= known.height:
            own = placed[span.begin - known.height : span.end - known.height]
            once(work.batch(span.part) / "matches.parquet", own)


def _read(work: Workspace, name: str) -> list[pl.DataFrame]:
    return [pl.read_parquet(work.batch(n) / f"{name}.parquet") for n in work.numbers]


def run_settle(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Write `duplicates` of every batch; returns the count of each relation."""
    work = Workspace(root)
    numbers = work.numbers
    each(_settle, root, numbers, work.limits.workers or cores(), progress)
    counts: dict[str, int] = {}
    for n in numbers:
        told = pl.read_parquet(work.batch(n) / "duplicates.parquet", columns=["relation"])["relation"]
        for kind, count in told.value_counts().iter_rows():
            counts[kind] = counts.get(kind, 0) + count
    return dict(sorted(counts.items()))


def _settle(root: Path, number: int) -> None:
    work = Workspace(root)
    folder = work.batch(number)
    target = folder / "duplicates.parquet"
    if target.is_file():
        return
    matches = pl.read_parquet(folder / "matches.parquet")
    figures = ["article_id", "char_start", "family", "count_type", "value", "value_low", "value_high"]
    quantities = _with_canonicals(work, number, matches, "quantities", figures)
    quotations = _with_canonicals(
        work, number, matches, "quotations", ["article_id", "char_start", "quote_type", "text"]
    )
    write_parquet(relation(matches.drop("canonical_part"), quantities, quotations), target)


def _with_canonicals(
    work: Workspace, number: int, matches: pl.DataFrame, table: str, columns: list[str]
) -> pl.DataFrame:
    """Return rows of the batch's joined articles and of their canonical ones."""
    joined = matches.filter(pl.col("article_id") != pl.col("canonical_id"))
    own = pl.scan_parquet(work.batch(number) / f"facts/{table}.parquet").select(columns)
    frames = [own.filter(pl.col("article_id").is_in(joined["article_id"].implode())).collect()]
    for (part,), rows in joined.group_by("canonical_part", maintain_order=True):
        found = work.rows(table, int(str(part)), rows["canonical_id"].unique().to_list(), columns)
        frames += [found] if found.width else []
    return pl.concat(frames).unique(maintain_order=True)
