"""Runs killed by the system at random moments, under a reader: never a half release, nothing lost, the same bytes in the end."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import polars as pl
import pytest

from flows import pipeline
from flows.core.files import sha256
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.publish import verify

RUN = """
import sys
from pathlib import Path
from flows import pipeline
from flows.core.workspace import Limits
if __name__ == "__main__":
    print("begun", flush=True)
    pipeline.run([sys.argv[1]], Path(sys.argv[2]), Limits(workers=1, batch_documents=4))
"""


def killed_after(script: Path, source: Path, data: Path, seconds: float) -> bool:
    """Start a run and kill it `seconds` after its imports; tells whether it was still going."""
    with subprocess.Popen([sys.executable, str(script), str(source), str(data)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(seconds)
        alive = run.poll() is None
        if alive:
            os.kill(run.pid, signal.SIGKILL)
        return alive


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
        super().__init__(daemon=True)
        self.folder, self.done = folder, threading.Event()
        self.reads, self.faults = 0, list[Exception]()

    def run(self) -> None:
        while not self.done.is_set():
            for data in self.folder.glob("data*"):
                try:
                    self.reads += read(data)
                except (AssertionError, OSError, pl.exceptions.PolarsError) as e:
                    self.faults.append(e)
            time.sleep(0.01)


def bytes_of(data: Path) -> dict[str, str]:
    folder = Store(data).find("latest").path
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("part-*.parquet"))}


def whole(data: Path, expected: dict[str, str]) -> None:
    """Make sure that there is one release, and that it is what an undisturbed run makes."""
    assert len(Store(data).releases()) == 1
    assert verify(Store(data).find("latest")) == []
    assert bytes_of(data) == expected


def survive(tmp_path: Path, root: Path, kills: int, seed: int) -> None:
    script, source = tmp_path / "run.py", tmp_path / "source"
    script.write_text(RUN)
    shutil.copytree(root / "seeds" / "articles", source)
    begun = time.monotonic()
    pipeline.run([str(source)], tmp_path / "undisturbed", Limits(workers=1, batch_documents=4))
    takes = time.monotonic() - begun
    expected = bytes_of(tmp_path / "undisturbed")
    dice = random.Random(seed)
    hit = 0
    reader = Reader(tmp_path)
    reader.start()
    attempts = 0
    folder = tmp_path / "data0"
    while hit < kills:
        attempts += 1
        assert attempts < 4 * kills, "hardly any run is killed: the test tests nothing"
        hit += killed_after(script, source, folder, dice.uniform(0, 1.1 * takes))
        if Store(folder).releases():  # it came to its end, if only after the last rename: the next one begins anew
            whole(folder, expected)
            folder = tmp_path / f"data{attempts}"
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
