"""Runs killed by the system at random moments, under a reader: never a half release, nothing lost, the same bytes in the end."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import polars as pl
import pytest

from flows import pipeline
from flows.core.files import sha256
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.publish import verify

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["flows.pipeline"])  # imports only: a process that has used Polars must not be forked
RUN = """
import sys
from pathlib import Path
from flows import pipeline
from flows.core.workspace import Limits
if __name__ == "__main__":
    print("begun", flush=True)
    pipeline.run([sys.argv[1]], Path(sys.argv[2]), Limits(workers=1, batch_documents=4))
"""


def begun(source: Path, data: Path) -> BaseProcess:
    """Start a run in a process of its own, forked from one that has imported everything and done nothing yet."""
    run = FORKS.Process(target=pipeline.run, args=([str(source)], data, Limits(workers=1, batch_documents=4)))
    run.start()
    return run


def killed_after(source: Path, data: Path, seconds: float) -> bool:
    """Start a run and kill it after `seconds`; tells whether it was still going."""
    run = begun(source, data)
    run.join(seconds)
    run.kill()
    run.join()
    return run.exitcode == -signal.SIGKILL


def read(data: Path) -> bool:
    """Read `latest` as an analyst would, whatever happens meanwhile; tells whether there was anything."""
    latest = data / "releases" / "latest"
    if not latest.exists():
        return False
    pinned = latest.resolve()
    articles = pl.read_parquet(pinned / "articles").height
    assert pl.read_parquet(pinned / "duplicates").height == articles > 0
    return True


class Reader(threading.Thread):
    """Reads without a pause while runs are killed."""

    def __init__(self, folder: Path) -> None:
        """Read the data folder `data`, which the test changes as it goes on."""
        super().__init__(daemon=True)
        self.data, self.done = folder, threading.Event()
        self.reads, self.faults = 0, list[Exception]()

    def run(self) -> None:
        while not self.done.is_set():
            try:
                self.reads += read(self.data)
            except (AssertionError, OSError, pl.exceptions.PolarsError) as e:
                self.faults.append(e)
            time.sleep(0.02)


def bytes_of(data: Path) -> dict[str, str]:
    folder = Store(data).find("latest").path
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("part-*.parquet"))}


def whole(data: Path, expected: dict[str, str]) -> None:
    """Make sure that there is one release, and that it is what an undisturbed run makes."""
    assert len(Store(data).releases()) == 1
    assert verify(Store(data).find("latest")) == []
    assert bytes_of(data) == expected


def survive(tmp_path: Path, root: Path, kills: int, seed: int) -> None:
    source = tmp_path / "source"
    shutil.copytree(root / "seeds" / "articles", source)
    begun(source, tmp_path / "first").join()  # the first starts the process that the others are forked from
    at = time.monotonic()
    begun(source, tmp_path / "undisturbed").join()
    takes = time.monotonic() - at
    expected = bytes_of(tmp_path / "undisturbed")
    dice = random.Random(seed)
    hit = 0
    attempts = 0
    folder = tmp_path / "data0"
    reader = Reader(folder)
    reader.start()
    while hit < kills:
        attempts += 1
        assert attempts < 4 * kills, "hardly any run is killed: the test tests nothing"
        at = time.monotonic()
        if killed_after(source, folder, dice.uniform(0, takes)):
            hit += 1
        else:
            # A busy machine takes longer; a run that is taken up takes less, which says nothing of a whole one.
            takes = max(takes, time.monotonic() - at)
        print(f"{hit} of {attempts} runs killed, {reader.reads} reads", flush=True)
        if Store(folder).releases():  # it came to its end, if only after the last rename: the next one begins anew
            whole(folder, expected)
            folder = reader.data = tmp_path / f"data{attempts}"
    for data in tmp_path.glob("data*"):
        pipeline.run([str(source)], data, Limits(workers=1, batch_documents=4))
        whole(data, expected)
    reader.done.set()
    reader.join()
    print(f"{hit} of {attempts} runs killed, {reader.reads} reads, {len(reader.faults)} of them wrong")
    assert not reader.faults
    assert reader.reads


def test_killed_a_few_times(tmp_path: Path, root: Path) -> None:
    survive(tmp_path, root, kills=4, seed=1)


@pytest.mark.slow
def test_killed_many_times(tmp_path: Path, root: Path) -> None:
    survive(tmp_path, root, kills=100, seed=2)


@pytest.mark.slow
def test_worker_killed(tmp_path: Path, root: Path) -> None:
    """A worker that the system kills for want of memory fails the run in one line; the next one ends as if nothing had been."""
    source = str(root / "seeds" / "articles")
    limits = Limits(workers=1, batch_documents=4)
    pipeline.run([source], tmp_path / "undisturbed", limits)
    script = tmp_path / "run.py"
    script.write_text(RUN.replace("workers=1", "workers=2"))
    command = [sys.executable, str(script), source, str(tmp_path / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        while not (workers := children(run.pid)):
            assert run.poll() is None, "it never started a worker"
            time.sleep(0.02)
        os.kill(workers[-1], signal.SIGKILL)
        _, told = run.communicate()
    assert run.returncode == 1
    assert "WorkerError: a worker process died" in told
    assert not Store(tmp_path / "data").releases()
    pipeline.run([source], tmp_path / "data", limits)
    assert bytes_of(tmp_path / "data") == bytes_of(tmp_path / "undisturbed")


def children(parent: int) -> list[int]:
    """The worker processes of a run."""
    out = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            mine = f"PPid:\t{parent}\n" in (entry / "status").read_text()
            worker = b"spawn_main" in (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if mine and worker:
            out.append(int(entry.name))
    return sorted(out)
