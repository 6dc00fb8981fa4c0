"""One function over many batches, on all cores: each worker reads its batch from disk and writes what it makes there."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[int, int], None]


class WorkerError(RuntimeError):
    """A worker process died; says on what it worked."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(
    work: Callable[[Path, int], T], root: Path, numbers: Sequence[int], workers: int, progress: Progress | None = None
) -> list[T]:
    """Return `work(root, n)` for every n, in the order of `numbers`.

    `work` must be importable and idempotent: after a crash it is called again. One batch, or one worker, runs in this process.

    Raises:
        WorkerError: a worker was killed (for instance for want of memory).
    """
    if workers <= 1 or len(numbers) <= 1:
        return list(_counted((work(root, n) for n in numbers), len(numbers), progress))
    with _pool(min(workers, len(numbers))) as pool:
        futures = {pool.submit(work, root, n): n for n in numbers}
        try:
            for done, future in enumerate(as_completed(futures), 1):
                future.result()
                if progress:
                    progress(done, len(futures))
        except BrokenProcessPool as e:
            unfinished = sorted(n for f, n in futures.items() if not f.done() or f.exception())
            raise WorkerError(
                f"a worker process died on one of the batches {', '.join(map(str, unfinished[:8]))}; what was done is kept: run again, "
                "with fewer --workers if memory is short"
            ) from e
        return [f.result() for f in futures]


def _counted(results: Iterable[T], total: int, progress: Progress | None) -> Iterable[T]:
    for done, result in enumerate(results, 1):
        if progress:
            progress(done, total)
        yield result


@contextmanager
def _pool(workers: int) -> Iterator[Executor]:
    """Give a pool of fresh interpreters (a forked Polars deadlocks), each with its share of Polars' threads."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = str(max(1, cores() // workers))
    try:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            yield pool
    finally:
        if before is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = before
