"""Work on many batches: in order, shared workers, and a worker that dies is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.core import parallel
from flows.core.parallel import WorkerError, each


def square(root: Path, number: int) -> tuple[int, int]:
    (root / f"{number}").write_text("done")
    return number * number, os.getpid()


def dies(root: Path, number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), 9)
    return number


def fails(root: Path, number: int) -> int:
    raise KeyError(number)


@pytest.fixture(autouse=True)
def dismissed() -> Iterator[None]:
    yield
    parallel.dismiss()


def test_results_come_in_order_whoever_works(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    numbers = list(range(6))
    alone = each(square, tmp_path, numbers, 1)
    shared = each(square, tmp_path, numbers, 2, lambda done, total: seen.append((done, total)))
    assert [n for n, _ in alone] == [n for n, _ in shared] == [n * n for n in numbers]
    assert {pid for _, pid in alone} == {os.getpid()}
    assert os.getpid() not in {pid for _, pid in shared}
    assert sorted(seen) == [(n, 6) for n in range(1, 7)]


def test_steps_share_their_workers(tmp_path: Path) -> None:
    before = os.environ.get("POLARS_MAX_THREADS")
    first = {pid for _, pid in each(square, tmp_path, list(range(8)), 2)}
    second = {pid for _, pid in each(square, tmp_path, list(range(8)), 2)}
    assert second <= first or len(first | second) <= 2
    parallel.dismiss()
    assert os.environ.get("POLARS_MAX_THREADS") == before


def test_dead_worker_is_named_and_the_next_call_works(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="batches"):
        each(dies, tmp_path, [1, 2, 3, 4], 2)
    assert [n for n, _ in each(square, tmp_path, [1, 2], 2)] == [1, 4]


def test_error_of_a_worker_is_the_callers(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        each(fails, tmp_path, [1, 2], 2)
