"""How fast a run is, stage by stage, and what it costs against the floor: Polars reading the same JSON Lines and writing them as Parquet.

``python tests/benchmarks/run.py [N...]`` makes N generated articles (default 1000 10000), publishes a release of them, prints one table:
articles per second, seconds of each stage, peak memory, the multiple of the floor, and how many of the planted figures and copies were
found. All numbers of a line come from one run on this machine.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from flows import pipeline
from flows.core.store import Release, Store
from flows.core.workspace import Limits
from tests.benchmarks import generator

STAGES = [step.name for step in pipeline.STEPS[:-1]]  # the manifest is written by the last, which cannot time itself


def floor(source: Path, target: Path) -> float:
    """Return the seconds Polars takes to read the articles and write them, nothing else."""
    begun = time.perf_counter()
    pl.read_ndjson(source).write_parquet(target, compression="zstd")
    return time.perf_counter() - begun


def _run(source: Path, data: Path, workers: int, told: Any) -> None:
    begun = time.perf_counter()
    pipeline.run([str(source)], data, Limits(workers=workers))
    seconds = time.perf_counter() - begun
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    told.put((seconds, peak))


def measured(n: int, workers: int, folder: Path) -> dict[str, Any]:
    """Return one line of the table."""
    source, truth = folder / f"{n}.jsonl", folder / f"{n}.truth.jsonl"
    generator.write(n, source, truth)
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    process = context.Process(target=_run, args=(source, folder / f"data{n}", workers, told))
    process.start()
    seconds, peak = told.get()
    process.join()
    release = Store(folder / f"data{n}").find("latest")
    stages = {s: release.manifest["provenance"]["steps"].get(s, {}).get("seconds", math.nan) for s in STAGES}
    base = floor(source, folder / "floor.parquet")
    return {"n": n, "seconds": seconds, "peak": peak, "floor": base, "stages": stages, **found(release, truth)}


def found(release: Release, truth: Path) -> dict[str, float]:
    """Return the share of planted figures and of planted relations that the release holds."""
    lines = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    articles = pl.concat([pl.read_parquet(p, columns=["article_id", "url"]) for p in release.parts("articles")])
    duplicates = pl.concat([pl.read_parquet(p) for p in release.parts("duplicates")]).join(articles, on="article_id")
    relation = dict(duplicates.select("url", "relation").rows())
    planted = pl.DataFrame(
        [
            {"url": t["url"], "count_type": f["count_type"], "value": float(f["value"])}
            for t in lines
            for f in t["figures"]
        ]
    ).filter(pl.col("url").replace_strict(relation, default=None).is_in(["unique", "revision"]))
    quantities = pl.concat(
        [pl.read_parquet(p, columns=["article_id", "count_type", "value"]) for p in release.parts("quantities")]
    )
    rows = quantities.join(articles, on="article_id").unique(["url", "count_type", "value"])
    hit = planted.join(rows, on=["url", "count_type", "value"], how="semi").height
    right = sum(relation.get(t["url"]) == t["relation"] for t in lines)
    return {"figures": hit / max(1, planted.height), "relations": right / len(lines)}


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("n", type=int, nargs="*", default=[1_000, 10_000])
    ap.add_argument("--workers", type=int, default=0)
    args = ap.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = [measured(n, args.workers, Path(folder)) for n in args.n]
    columns = [
        "articles",
        "seconds",
        "articles/s",
        "peak MiB",
        "× floor",
        "figures found",
        "relations right",
        *STAGES,
        "rest",
    ]
    table = Table(*columns, box=None, pad_edge=False)
    for r in lines:
        cells = [
            f"{r['n']:,}",
            f"{r['seconds']:.1f}",
            f"{r['n'] / r['seconds']:,.0f}",
            f"{r['peak']:,.0f}",
            f"{r['seconds'] / r['floor']:.0f}",
        ]
        table.add_row(
            *cells,
            f"{r['figures']:.4f}",
            f"{r['relations']:.4f}",
            *(f"{r['stages'][s]:.1f}" for s in STAGES),
            f"{r['seconds'] - sum(r['stages'].values()):.1f}",
        )
    Console(width=200).print(table)
    if len(lines) > 1:
        first, last = lines[0], lines[-1]
        exponent = math.log(last["seconds"] / first["seconds"]) / math.log(last["n"] / first["n"])
        print(f"time grows as n^{exponent:.2f} from {first['n']:,} to {last['n']:,}")


if __name__ == "__main__":
    main()
