"""The README's worked analysis runs on the sample articles and prints what the README shows.

``python tests/flow/test_readme.py`` writes what it prints today into the README.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path

import pytest

from flows import pipeline
from flows.core.workspace import Limits

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SECTION = re.compile(r"## A worked analysis\n(.*?)\n## ", re.DOTALL)
STEP = re.compile(r"```python\n(?P<code>.*?)```\n\n```\n(?P<shown>.*?)```\n", re.DOTALL)


def steps() -> list[re.Match[str]]:
    found = SECTION.search(README.read_text(encoding="utf-8"))
    assert found
    return list(STEP.finditer(found[1]))


def printed(code: str, folder: Path) -> str:
    """What the code prints, run where the data folder of the sample articles lies."""
    out = io.StringIO()
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(code, "README.md", "exec"), {})
    finally:
        os.chdir(before)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def made(folder: Path) -> Path:
    pipeline.run([str(ROOT / "seeds" / "articles")], folder / "data", Limits(workers=1))
    return folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("readme"))


def test_the_worked_analysis_prints_what_it_shows(sample: Path) -> None:
    found = steps()
    code = "".join(step["code"] for step in found)
    assert "import polars" in code and "import pandas" in code
    for step in found:
        assert printed(step["code"], sample) == step["shown"], (
            "run this file as a script if the change is an improvement"
        )


def test_the_pictures_are_there_and_small() -> None:
    named = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert named
    for picture in named:
        assert 1_000 < (ROOT / picture).stat().st_size < 150_000


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        folder = made(Path(scratch))
        text = README.read_text(encoding="utf-8")
        for step in steps():
            shown = printed(step["code"], folder)
            text = text.replace(step[0], f"```python\n{step['code']}```\n\n```\n{shown}```\n")
        README.write_text(text, encoding="utf-8")
