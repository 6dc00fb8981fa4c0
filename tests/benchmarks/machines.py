"""Dask against one process: the same articles, the release the same byte for byte, start-up apart.

A cluster of two workers with a thread each is started on this machine; the flow is given its address, as a user would. What both ways
take for a few articles is their start-up (Prefect's temporary server, the rounds of tasks) and is taken off; the workers have
imported what they need in a run before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.core.files import sha256
from flows.core.store import Store
from tests.benchmarks import generator
from tests.benchmarks.child import cpu_of, family, spend
from tests.benchmarks.whole import run

WORKERS = 2
SETTING = "NEWSTALLY_DASK"
ONE_THREAD = {"POLARS_MAX_THREADS": "1"}  # of each worker, as on a cluster of newstally's own
CLUSTER = f"""
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers={WORKERS}, threads_per_worker=1, dashboard_address=None) as started:
        print(started.scheduler_address, flush=True)
        input()
"""
FEW = 20  # articles of the run that shows what the start costs
COMMAND = [sys.executable, "-c", "from flows.cli import main; main()", "run"]


@dataclass(frozen=True, slots=True)
class Machines:
    """One way against the other over `n` articles, start-up apart.

    Attributes:
        alone, spread: wall seconds of one process and of Dask's workers.
        cpu_alone, cpu_spread: their processor seconds.
        starts: wall seconds of the start of either.
        same: whether the releases have the same bytes.
    """

    n: int
    alone: float
    spread: float
    cpu_alone: float
    cpu_spread: float
    starts: tuple[float, float]
    same: bool


def measured(n: int, folder: Path) -> Machines:
    """Run both ways over a few articles and over `n`."""
    few, many = folder / "few.jsonl", folder / "many.jsonl"
    generator.write(FEW, few)
    generator.write(n, many)
    first, whole = (spend(run, source, folder / f"alone-{source.stem}", 1) for source in (few, many))
    with cluster() as (address, above):
        _on_dask(address, above, few, folder / "dask-first")  # the workers import what they need
        starts, _ = _on_dask(address, above, few, folder / "dask-few")
        seconds, cpu = _on_dask(address, above, many, folder / "dask-many")
    same = parts(folder / "dask-many") == parts(folder / "alone-many")
    spread, alone = seconds - starts, whole.seconds - first.seconds
    return Machines(n, alone, spread, whole.cpu, cpu, (first.seconds, starts), same)


@contextmanager
def cluster() -> Iterator[tuple[str, int]]:
    """Give the address of a scheduler on this machine with its workers, and the process that they stand below."""
    with (
        tempfile.NamedTemporaryFile("w", suffix=".py") as script,
        subprocess.Popen(
            [sys.executable, _written(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **ONE_THREAD},
        ) as started,
    ):
        assert started.stdin is not None
        assert started.stdout is not None
        yield started.stdout.readline().strip(), started.pid
        started.stdin.write("\n")
        started.stdin.flush()


def _written(script: Any) -> str:
    script.write(CLUSTER)
    script.flush()
    return str(script.name)


def _on_dask(address: str, first: int, source: Path, data: Path) -> tuple[float, float]:
    """Return wall seconds of a run on Dask, and the processor seconds of its workers, which stand below the process `first`."""
    workers = family(first)
    begun, used = time.perf_counter(), cpu_of(workers)
    told = subprocess.run(
        [*COMMAND, str(source), "--data", str(data)],
        env={**os.environ, SETTING: address},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise SystemExit(f"the run on Dask failed:\n{told.stderr[-3000:]}")
    return time.perf_counter() - begun, cpu_of(workers) - used


def parts(data: Path) -> dict[str, str]:
    """Return the hash of each part of the newest release."""
    folder = Store(data).find("latest").path
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("part-*.parquet"))}
