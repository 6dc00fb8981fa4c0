"""How fast an analyst reads: one side's killed figures of one month from many quantities, through `pl.scan_parquet` with filters.

The rows are those of a release of generated articles, again and again with other ids, sides and days, written in parts as newstally
writes them. They come in the order of their days, as from a feed, and in no order, as from an archive.
"""

from __future__ import annotations

import calendar
import resource
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from flows.core.files import write_parquet
from flows.core.store import Release
from tests.benchmarks.child import spend

PART = 1_000_000  # rows: about what a joined part of 100,000 articles holds
SIDES = ["Ukraine", "Russia", "Sudan", "Mali", "Syria", "Ethiopia", "Colombia", "Israel", "Palestine", None]
FIRST, DAYS = date(2016, 1, 1), 3_650
SIDE, MONTH = "Ukraine", (2022, 6)
ORDERS = ("by day", "none")
AGAIN = 5  # times that it is read, of which the best counts


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading.

    Attributes:
        rows: quantities there are.
        order: in which order they came.
        answer: rows of the answer.
        seconds: wall, the best of some.
        cpu: processor seconds of the same.
        opened: share of the rows that stand in row groups which their statistics do not exclude.
        mib: size of the files.
    """

    rows: int
    order: str
    answer: int
    seconds: float
    cpu: float
    opened: float
    mib: float


def measured(rows: int, release: Release, folder: Path) -> list[Reading]:
    """Plant `rows` quantities and read them, in either order."""
    targets = [folder / f"quantities-{n}" for n in range(len(ORDERS))]
    spend(plant, rows, release.path, targets)
    out = []
    for order, target, told in zip(ORDERS, targets, spend(read_all, targets).made, strict=True):
        files = sum(path.stat().st_size for path in target.iterdir()) / 2**20
        out.append(Reading(rows, order, *told, opened(target), files))
    return out


def plant(rows: int, release: Path, targets: list[Path]) -> None:
    """Write parts of quantities, in each order."""
    sample = pl.read_parquet(release / "quantities" / "*.parquet")
    for order, target in zip(ORDERS, targets, strict=True):
        for n, begin in enumerate(range(0, rows, PART)):
            write_parquet(_part(sample, begin, min(begin + PART, rows), rows, order), target / f"part-{n:06d}.parquet")


def _part(sample: pl.DataFrame, begin: int, end: int, rows: int, order: str) -> pl.DataFrame:
    dice = np.random.default_rng(begin)
    count = end - begin
    arrived = np.arange(begin, end) / rows * DAYS if order == "by day" else dice.uniform(0, DAYS, count)
    day = pl.lit(FIRST) + pl.duration(
        days=pl.Series(np.clip(arrived - dice.exponential(5, count), 0, None)).cast(pl.Int64)
    )
    ids = {
        name: pl.Series([f"{n:016x}" for n in dice.integers(0, 2**63, count).tolist()])
        for name in ("quantity_id", "article_id")
    }
    sides = pl.Series(SIDES, dtype=pl.String)[dice.integers(0, len(SIDES), count)]
    return sample[dice.integers(0, len(sample), count)].with_columns(
        **ids, affected=sides, period_start=day, period_end=day
    )


def query(folder: Path) -> pl.LazyFrame:
    """The question, as an analyst would put it."""
    first = date(*MONTH, 1)
    last = first.replace(day=calendar.monthrange(*MONTH)[1])
    return pl.scan_parquet(folder / "*.parquet").filter(
        pl.col("count_type") == "killed", pl.col("affected") == SIDE, pl.col("period_start").is_between(first, last)
    )


def read_all(folders: list[Path]) -> list[tuple[int, float, float]]:
    """Return what `read` tells of each folder."""
    return [read(folder) for folder in folders]


def read(folder: Path) -> tuple[int, float, float]:
    """Return how many rows answer the question, and the wall and processor seconds it takes."""
    best = (float("inf"), 0.0)
    found = 0
    for _ in range(AGAIN):
        begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        found = len(query(folder).collect())
        spent = resource.getrusage(resource.RUSAGE_SELF)
        cpu = spent.ru_utime + spent.ru_stime - used.ru_utime - used.ru_stime
        best = min(best, (time.perf_counter() - begun, cpu))
    return found, *best


def opened(folder: Path) -> float:
    """Return the share of rows in row groups that may hold an answer by their statistics."""
    first = date(*MONTH, 1)
    wanted: dict[str, tuple[Any, Any]] = {
        "count_type": ("killed", "killed"),
        "affected": (SIDE, SIDE),
        "period_start": (first, first.replace(day=calendar.monthrange(*MONTH)[1])),
    }
    all_rows = some = 0
    for path in folder.iterdir():
        meta = pq.read_metadata(path)
        places = {meta.schema.column(k).name: k for k in range(meta.num_columns)}
        for n in range(meta.num_row_groups):
            group = meta.row_group(n)
            told = {name: group.column(places[name]).statistics for name in wanted}
            may = all(
                s is None or not s.has_min_max or (s.min <= wanted[name][1] and s.max >= wanted[name][0])
                for name, s in told.items()
            )
            all_rows += group.num_rows
            some += group.num_rows * may
    return some / all_rows
