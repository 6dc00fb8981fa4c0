"""Many machines: the portions of every step as Prefect tasks on Dask, over a folder that all machines share.

The setting `NEWSTALLY_DASK` names the scheduler (`tcp://HOST:8786`) or is `local` for a cluster on this machine; unset, the steps
share processes of this machine (`flows.core.parallel`). Dask's workers need newstally installed, with the extra `dask`, and the data
folder under the same path. What is written does not hang on where it is made.

Portions go out in few tasks, each with many portions: a task costs Prefect and Dask more than a tenth of a second of processor time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.core import parallel
from flows.core.parallel import Progress, SpreadError, WorkerError, cores

SETTING = "NEWSTALLY_DASK"
LOCAL = "local"
EACH = 4  # tasks for each of Dask's threads in one round of portions: so many that the last ones do not keep the others waiting
MANY = 4 * EACH  # portions for each thread, below which every thread is given one task
NOBODY_YET = 8  # threads to reckon with where no worker has come so far


def task_runner() -> TaskRunner[Any]:
    """Return the task runner that the setting names.

    Raises:
        SpreadError: the extra is not installed.
    """
    address = os.environ.get(SETTING)
    if not address:
        return ThreadPoolTaskRunner()
    if find_spec("prefect_dask") is None:
        raise SpreadError(
            f"{SETTING} is set, but prefect-dask is not installed: install newstally with the extra `dask`"
        )
    from prefect_dask import DaskTaskRunner

    one_thread = {"POLARS_MAX_THREADS": "1"}
    local = {"n_workers": cores(), "threads_per_worker": 1, "dashboard_address": None, "env": one_thread}
    runner: TaskRunner[Any] = (
        DaskTaskRunner(cluster_kwargs=local) if address == LOCAL else DaskTaskRunner(address=address)
    )
    return runner


@contextmanager
def spreading() -> Iterator[None]:
    """Let the portions of all steps in this block go to Dask, if the setting names one; must be called inside the flow."""
    if not os.environ.get(SETTING):
        yield
        return
    with parallel.spread_by(_on_dask):
        yield


@task(name="portions", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=2, persist_result=False)
def _portions(work: Callable[[Path, int], Any], root: str, numbers: list[int]) -> list[Any]:
    """Do some portions of a step, where Dask puts them."""
    return [work(Path(root), number) for number in numbers]


def _on_dask(
    work: Callable[[Path, int], Any], root: Path, numbers: Sequence[int], progress: Progress | None
) -> list[Any]:
    """Return `work(root, n)` for every n in order, done by Dask's workers."""
    groups = _groups(numbers, _threads())
    futures = {_portions.submit(work, str(root), group): k for k, group in enumerate(groups)}
    results: dict[int, Any] = {}
    for future in as_completed(list(futures)):
        group = groups[futures[future]]
        results.update(zip(group, _result(future, group), strict=True))
        if progress:
            progress(len(results), len(numbers))
    return [results[n] for n in numbers]


def _threads() -> int:
    """Return how many threads Dask's workers have."""
    context = FlowRunContext.get()
    assert context is not None
    runner: Any = context.task_runner
    return sum(runner.client.nthreads().values()) or NOBODY_YET


def _groups(numbers: Sequence[int], threads: int) -> list[list[int]]:
    """Return which portions go together into a task."""
    tasks = min(len(numbers), threads * (EACH if len(numbers) >= MANY * threads else 1))
    return [list(numbers[k::tasks]) for k in range(tasks)]


def _result(future: Any, group: list[int]) -> Any:
    try:
        return future.result()
    except Exception as e:
        if type(e).__name__ != "KilledWorker":
            raise
        raise WorkerError(
            f"a Dask worker died on one of the batches {', '.join(map(str, group[:8]))}; what was done is kept: run again, with more "
            "memory for each worker"
        ) from e
