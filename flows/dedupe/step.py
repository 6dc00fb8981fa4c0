"""The steps of dedupe on disk: `match` finds each article's cluster, `settle` tells copies from revisions by their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import write_parquet
from flows.core.parallel import Progress, cores, each
from flows.core.workspace import Workspace, once
from flows.dedupe import match, relation, sign

COPIES = ("exact", "near")
FACTS = ("quantities", "dates", "quotations", "mentions", "sightings")


def run_match(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Sign every batch, then assign each new article to a cluster, in order of input."""
    work = Workspace(root)
    numbers = work.numbers
    each(_sign, root, numbers, work.limits.workers or cores(), progress)
    if not all((work.batch(n) / "matches.parquet").is_file() for n in numbers):
        _match_all(work)
    return {"signed": len(numbers)}


def _sign(root: Path, number: int) -> None:
    folder = Workspace(root).batch(number)
    target = folder / "signatures.parquet"
    if not target.is_file():
        write_parquet(sign(pl.read_parquet(folder / "articles.parquet")), target)


def _match_all(work: Workspace) -> None:
    numbers = work.numbers
    signed = [
        pl.read_parquet(work.batch(n) / "signatures.parquet").with_columns(part=pl.lit(n, pl.Int64)) for n in numbers
    ]
    if not signed:
        return
    new = pl.concat(signed)
    old = work.old(".state/signatures")
    known = (
        old
        if old is not None
        else new.clear().with_columns(cluster_id=pl.lit(None, pl.String), canonical_id=pl.lit(None, pl.String))
    )
    places = pl.concat([known.select("article_id", "part"), new.select("article_id", "part")])
    matches = match(new.drop("part"), known.drop("part"), _Texts(work, places))
    placed = matches.join(new.select("article_id", "part"), on="article_id", how="left", maintain_order="left").join(
        places.rename({"article_id": "canonical_id", "part": "canonical_part"}),
        on="canonical_id",
        how="left",
        maintain_order="left",
    )
    for n in numbers:
        once(work.batch(n) / "matches.parquet", placed.filter(pl.col("part") == n).drop("part"))


class _Texts:
    """Texts by article id, read from the batches that hold them."""

    def __init__(self, work: Workspace, places: pl.DataFrame) -> None:
        self.work, self.places = work, places

    def __call__(self, ids: Sequence[str]) -> Mapping[str, str]:
        wanted = self.places.filter(pl.col("article_id").is_in(list(ids)))
        out: dict[str, str] = {}
        for (part,), rows in wanted.group_by("part", maintain_order=True):
            found = self.work.rows("articles", int(str(part)), rows["article_id"].to_list(), ["article_id", "text"])
            out.update(found.iter_rows())
        return out


def run_settle(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Write `duplicates` of every batch; returns the count of each relation."""
    work = Workspace(root)
    numbers = work.numbers
    each(_settle, root, numbers, work.limits.workers or cores(), progress)
    counts: dict[str, int] = {}
    for n in numbers:
        for kind in pl.read_parquet(work.batch(n) / "duplicates.parquet", columns=["relation"])["relation"]:
            counts[kind] = counts.get(kind, 0) + 1
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
