"""One function over many batches, on all cores: each worker reads its batch from disk and writes what it makes there."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from flows.core.startup import spare_pandas

T = TypeVar("T")

Progress = Callable[[int, int], None]
Spread = Callable[[Callable[[Path, int], Any], Path, Sequence[int], Progress | None], list[Any]]


class WorkerError(RuntimeError):
    """A worker process died; says on what it worked."""


class SpreadError(Exception):
    """The setting that sends the work to other machines cannot be followed; one line that says what to do."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector of cycles rest: work that makes millions of small objects and no cycles takes a quarter less time without it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def each(
    work: Callable[[Path, int], T], root: Path, numbers: Sequence[int], workers: int, progress: Progress | None = None
) -> list[T]:
    """Return `work(root, n)` for every n, in the order of `numbers`.

    `work` must be importable and idempotent: after a crash it is called again. One batch, or one worker, runs in this process.

    Raises:
        WorkerError: a worker was killed (for instance for want of memory).
    """
    if _spread:
        return _spread[0](work, root, numbers, progress) if numbers else []
    if workers <= 1 or len(numbers) <= 1:
        return list(_counted((work(root, n) for n in numbers), len(numbers), progress))
    crew = _crew(workers)
    futures = {crew.submit(work, root, n): n for n in numbers}
    try:
        for done, future in enumerate(as_completed(futures), 1):
            future.result()
            if progress:
                progress(done, len(futures))
    except BrokenProcessPool as e:
        dismiss()
        unfinished = sorted(n for f, n in futures.items() if not f.done() or f.exception())
        raise WorkerError(
            f"a worker process died on one of the batches {', '.join(map(str, unfinished[:8]))}; what was done is kept: run again, "
            "with fewer --workers if memory is short"
        ) from e
    except BaseException:
        dismiss()
        raise
    return [f.result() for f in futures]


@contextmanager
def spread_by(spread: Spread) -> Iterator[None]:
    """Let `each` hand its portions to `spread` in this block, instead of to processes of this machine."""
    _spread.append(spread)
    try:
        yield
    finally:
        _spread.remove(spread)


def _counted(results: Iterable[T], total: int, progress: Progress | None) -> Iterable[T]:
    for done, result in enumerate(results, 1):
        if progress:
            progress(done, total)
        yield result


@dataclass
class _Hired:
    crew: ProcessPoolExecutor
    workers: int
    threads_before: str | None


_spread: list[Spread] = []  # at most one
_hired: list[_Hired] = []  # at most one: fresh interpreters cost seconds, so that the steps of a run share them


def _crew(workers: int) -> ProcessPoolExecutor:
    """Return the pool of fresh interpreters (a forked Polars deadlocks), each with its share of Polars' threads."""
    if _hired and _hired[0].workers != workers:
        dismiss()
    if not _hired:
        before = os.environ.get("POLARS_MAX_THREADS")
        os.environ["POLARS_MAX_THREADS"] = str(max(1, cores() // workers))
        crew = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), spare_pandas)
        _hired.append(_Hired(crew, workers, before))
    return _hired[0].crew


def dismiss() -> None:
    """Let the workers go, once a run has no more batches for them; without workers it does nothing."""
    while _hired:
        hired = _hired.pop()
        hired.crew.shutdown(wait=True, cancel_futures=True)
        if hired.threads_before is None:
            os.environ.pop("POLARS_MAX_THREADS", None)
        else:
            os.environ["POLARS_MAX_THREADS"] = hired.threads_before
