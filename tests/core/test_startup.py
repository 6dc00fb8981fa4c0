"""Our own programs do without pandas, which pandera would import; a process that wants it has it as before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flows.core.parallel import dismiss, each

ROOT = Path(__file__).parents[2]
SPARED = """
import sys
from flows.core.startup import spare_pandas
spare_pandas()
import flows.extract.step, flows.ingest.step, flows.validate.step
assert "pandas" not in sys.modules
import pandas
assert pandas.DataFrame({"a": [1]}).shape == (1, 1)
"""


def has_pandas(root: Path, number: int) -> bool:
    import schemas  # noqa: F401

    return "pandas" in sys.modules


def test_a_program_of_ours_starts_without_pandas_and_can_import_it_later() -> None:
    done = subprocess.run([sys.executable, "-c", SPARED], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_workers_start_without_pandas(tmp_path: Path) -> None:
    try:
        assert each(has_pandas, tmp_path, [0, 1], 2) == [False, False]
    finally:
        dismiss()
