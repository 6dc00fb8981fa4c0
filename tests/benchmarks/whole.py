"""The whole way, from JSON Lines to a visible release, beside the floor: Polars reading the same file and writing it as Parquet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows import pipeline
from flows.core.store import Release, Store
from flows.core.workspace import Limits
from tests.benchmarks import generator
from tests.benchmarks.child import Spent, spend

STAGES = [step.name for step in pipeline.STEPS[:-1]]  # the manifest is written by the last, which cannot time itself
LAST = pipeline.STEPS[-1].name
KEPT = ["unique", "revision"]  # relations of articles whose figures stand for themselves


@dataclass(frozen=True, slots=True)
class Run:
    """One run over `n` generated articles.

    Attributes:
        n: how many.
        data: the data folder.
        spent: what the run cost.
        floor: what the floor cost.
        stages: wall seconds of each stage; those of the last one hold what lies between the stages too.
        figures: share of the planted figures that were found.
        relations: share of the articles whose relation is the planted one.
    """

    n: int
    data: Path
    spent: Spent
    floor: Spent
    stages: dict[str, float]
    figures: float
    relations: float


def floor(source: Path, target: Path) -> None:
    """Read the articles and write them, nothing else, in as little memory as Polars can."""
    pl.scan_ndjson(source).sink_parquet(target, compression="zstd")


def run(source: Path, data: Path, workers: int) -> None:
    """Make a release."""
    pipeline.run([str(source)], data, Limits(workers=workers))


def measured(n: int, workers: int, folder: Path) -> Run:
    """Generate `n` articles, make a release of them and look at it."""
    source, truth, data = (folder / f"{n}{ending}" for ending in (".jsonl", ".truth.jsonl", ""))
    generator.write(n, source, truth)
    spent = spend(run, source, data, workers)
    base = spend(floor, source, folder / "floor.parquet")
    release = Store(data).find("latest")
    told = release.manifest["provenance"]["steps"]
    stages = {name: float(told[name]["seconds"]) for name in STAGES}
    stages[LAST] = spent.seconds - sum(stages.values())
    return Run(n, data, spent, base, stages, *found(release, truth))


def found(release: Release, truth: Path) -> tuple[float, float]:
    """Return the share of planted figures and of planted relations that a release holds."""
    planted = pl.scan_ndjson(truth, infer_schema_length=None)
    urls = pl.scan_parquet(release.parts("articles")).select("article_id", "url")
    relations = pl.scan_parquet(release.parts("duplicates")).join(urls, on="article_id").select("url", told="relation")
    right = planted.join(relations, on="url", how="left").select((pl.col("relation") == pl.col("told")).mean())
    figures = (
        planted.join(relations.filter(pl.col("told").is_in(KEPT)), on="url", how="semi")
        .select("url", "figures")
        .explode("figures")
        .unnest("figures")
        .select("url", "count_type", pl.col("value").cast(pl.Float64))
    )
    rows = pl.scan_parquet(release.parts("quantities")).join(urls, on="article_id").select("url", "count_type", "value")
    hit = figures.join(rows.unique(), on=["url", "count_type", "value"], how="left", coalesce=False)
    share = hit.select(pl.col("value_right").is_not_null().mean())
    return share.collect().item(), right.collect().item()


def exponent(runs: list[tuple[int, float]]) -> float:
    """Return how time grows between the smallest and the largest of `(n, seconds)`."""
    (n, first), (m, last) = min(runs), max(runs)
    return math.log(last / first) / math.log(m / n)
