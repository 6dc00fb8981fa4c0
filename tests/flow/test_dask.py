"""Many machines: the flow on a local Dask cluster makes the bytes that one process makes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from flows import pipeline
from flows.core.files import sha256
from flows.core.parallel import each, spread_by
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.spread import _groups

MAIN = "from flows.cli import main; main()"


def parts(data: Path) -> dict[str, str]:
    folder = Store(data).find("latest").path
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("part-*.parquet"))}


def _double(_root: Path, number: int) -> int:
    return 2 * number


def test_portions_go_where_they_are_sent(tmp_path: Path) -> None:
    sent: list[int] = []

    def spread(work, root, numbers, _progress):
        sent.extend(numbers)
        return [work(root, n) for n in numbers]

    with spread_by(spread):
        assert each(_double, tmp_path, [3, 1, 2], workers=2) == [6, 2, 4]
        assert each(_double, tmp_path, [], workers=2) == []
    assert sent == [3, 1, 2]
    assert each(_double, tmp_path, [5], workers=1) == [10]
    assert sent == [3, 1, 2], "behind the block the portions stay here"


@pytest.mark.parametrize(
    ("portions", "threads", "tasks"), [(1, 2, 1), (8, 2, 2), (31, 2, 2), (32, 2, 8), (1000, 4, 16)]
)
def test_portions_go_out_in_few_tasks(portions: int, threads: int, tasks: int) -> None:
    groups = _groups(range(portions), threads)
    assert len(groups) == tasks
    assert sorted(n for group in groups for n in group) == list(range(portions))
    assert max(map(len, groups)) - min(map(len, groups)) <= 1


def test_missing_extra_is_told_in_a_line(root: Path, tmp_path: Path) -> None:
    if find_spec("prefect_dask"):
        pytest.skip("the extra is installed")
    told = subprocess.run(
        [sys.executable, "-c", MAIN, "run", str(root / "seeds" / "articles"), "--data", str(tmp_path)],
        env={**os.environ, "NEWSTALLY_DASK": "local"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "extra `dask`" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.slow
@pytest.mark.skipif(find_spec("prefect_dask") is None, reason="prefect-dask is not installed")
def test_release_made_on_dask_has_the_same_bytes(root: Path, tmp_path: Path) -> None:
    articles = str(root / "seeds" / "articles")
    pipeline.run([articles], tmp_path / "alone", Limits(workers=1, batch_documents=4))
    told = subprocess.run(
        [sys.executable, "-c", MAIN, "run", articles, "--data", str(tmp_path / "dask"), "--batch-documents", "4"],
        env={**os.environ, "NEWSTALLY_DASK": "local"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-3000:]
    assert parts(tmp_path / "dask") == parts(tmp_path / "alone")
