"""What claims cost by number of figures, and how right they are: a corpus with known truth, one process on one core.

``python tests/benchmarks/claims.py [N...]`` makes about N figures of events that lie as dense as in daily news of five wars (default 10000
100000 1000000), joins them into claims and prints one line each: seconds of processor time by part, microseconds a figure, peak memory of
the process, pairs joined right, and how the time grows.
"""

from __future__ import annotations

import argparse
import itertools
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

from flows.reconcile import assign, block, report_rows, summarise
from tests.reconcile.claims_corpus import make, pairwise

FIGURES_PER_ARTICLE, ARTICLES_PER_EVENT, EVENTS_PER_DAY = 2.4, 8, 10
NAMES = ("quantities", "articles", "duplicates", "truth")


def write(n: int, folder: Path) -> None:
    """Write the corpus as Parquet, so that what makes it does not count as memory of the claims."""
    articles = round(n / FIGURES_PER_ARTICLE)
    corpus = make(7, events=max(50, articles // ARTICLES_PER_EVENT), articles=articles, per_day=EVENTS_PER_DAY)
    truth = pl.DataFrame({"quantity_id": corpus.truth.keys(), "question": corpus.truth.values()})
    for name, frame in zip(NAMES, (*corpus.frames(), truth), strict=True):
        frame.write_parquet(folder / f"{name}.parquet")


def join(folder: Path, told: Any) -> None:
    """Join the figures of the folder and tell what it cost."""
    frames = [pl.read_parquet(folder / f"{name}.parquet") for name in NAMES[:3]]
    seconds = [time.process_time()]
    rows = block(report_rows(*frames))
    seconds.append(time.process_time())
    state = [assign(None, part) for part in rows.partition_by("bucket", maintain_order=True, include_key=False)]
    seconds.append(time.process_time())
    summed = [summarise(part) for part in state]
    seconds.append(time.process_time())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pl.concat([reports for _, reports in summed]).write_parquet(folder / "claim_reports.parquet")
    parts = [later - earlier for earlier, later in itertools.pairwise(seconds)]
    told.put({"n": len(rows), "claims": sum(len(c) for c, _ in summed), "parts": parts, "peak": peak})


def measured(n: int) -> dict[str, Any]:
    """Return one line of the table; each part in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as scratch:
        folder, told = Path(scratch), context.Queue()
        for work, more in ((write, (n, folder)), (join, (folder, told))):
            process = context.Process(target=work, args=more)
            process.start()
            line = told.get() if work is join else {}
            process.join()
            if process.exitcode:
                raise SystemExit(f"{work.__name__} failed")
        truth = dict(pl.read_parquet(folder / "truth.parquet").iter_rows())
        claim_of = dict(pl.read_parquet(folder / "claim_reports.parquet").select("quantity_id", "claim_id").iter_rows())
    precision, recall = pairwise(truth, claim_of)
    return {**line, "precision": precision, "recall": recall}


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("n", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    lines = [measured(n) for n in ap.parse_args().n]
    columns = ["figures", "claims", "prepare s", "assign s", "tell s", "µs/figure", "peak MiB", "precision", "recall"]
    table = Table(*columns, box=None, pad_edge=False)
    for r in lines:
        whole = sum(r["parts"])
        table.add_row(
            f"{r['n']:,}", f"{r['claims']:,}", *(f"{s:.2f}" for s in r["parts"]), f"{whole / r['n'] * 1e6:.0f}",
            f"{r['peak']:,.0f}", f"{r['precision']:.3f}", f"{r['recall']:.3f}",
        )  # fmt: skip
    Console(width=140).print(table)
    if len(lines) > 1:
        first, last = lines[0], lines[-1]
        growth = math.log(sum(last["parts"]) / sum(first["parts"])) / math.log(last["n"] / first["n"])
        print(f"time grows as n^{growth:.2f} from {first['n']:,} to {last['n']:,}")


if __name__ == "__main__":
    main()
