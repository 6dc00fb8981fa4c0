"""Runs killed by the system at random moments, under a reader: never a half release, nothing lost, the same bytes in the end."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
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


def read(data: Path) -> None:
    """Read `latest` as an analyst would, whatever happens meanwhile."""
    latest = data / "releases" / "latest"
    if latest.exists():
        pinned = latest.resolve()
        articles = pl.read_parquet(pinned / "articles").height
        assert pl.read_parquet(pinned / "duplicates").height == articles > 0


def bytes_of(data: Path) -> dict[str, str]:
    folder = Store(data).find("latest").path
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("part-*.parquet"))}


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
    for attempt in range(kills):
        data = tmp_path / f"data{attempt // 4}"
        hit += killed_after(script, source, data, dice.uniform(0, 1.1 * takes))
        read(data)
        for release in Store(data).releases():
            assert verify(release) == []
            assert bytes_of(data) == expected
    for folder in tmp_path.glob("data*"):
        pipeline.run([str(source)], folder, Limits(workers=1, batch_documents=4))
        assert bytes_of(folder) == expected
        assert len(Store(folder).releases()) == 1
    assert hit, "no run was killed: the test tests nothing"


def test_killed_a_few_times(tmp_path: Path, root: Path) -> None:
    survive(tmp_path, root, kills=4, seed=1)


@pytest.mark.slow
def test_killed_many_times(tmp_path: Path, root: Path) -> None:
    survive(tmp_path, root, kills=40, seed=2)
