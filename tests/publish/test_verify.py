"""`verify` misses nothing that was done to a release after it was published."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows import pipeline
from flows.core.store import MANIFEST, Release, Store
from flows.core.workspace import Limits
from flows.publish import verify
from flows.publish.manifest import part_entry

Manifest = dict[str, Any]
TEXT = "Shelling killed {} civilians in the town of Harvel on Monday, Colonel Ada Lind said."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose newest release has two parts of articles."""
    folder = tmp_path_factory.mktemp("verify")
    for n in (4, 17):
        line = {"url": f"https://a.example/{n}", "language": "en", "text": TEXT.format(n)}
        (folder / "in.jsonl").write_text(json.dumps(line) + "\n")
        pipeline.run([str(folder / "in.jsonl")], folder / "data", Limits(workers=1))
    return folder / "data"


@pytest.fixture
def release(made: Path, tmp_path: Path) -> Release:
    shutil.copytree(made, tmp_path / "data", symlinks=True)
    found = Store(tmp_path / "data").find("latest")
    assert verify(found) == []
    return found


def same_size(path: Path) -> None:
    path.chmod(0o644)
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


@pytest.mark.parametrize("harm", [same_size, Path.unlink, lambda p: shutil.copy(p, p.with_name("part-000099.parquet"))])
@pytest.mark.parametrize("table", ["quantities", "entities", ".state/signatures", ".state/reports"])
def test_part_changed_lost_or_added(release: Release, table: str, harm: Callable[[Path], object]) -> None:
    harm(release.parts(table)[0])
    assert any(problem.startswith(f"{table}/part-") for problem in verify(release))


def _more(part: Manifest) -> None:
    part["rows"] += 1


EDITS: dict[str, Callable[[Manifest], object]] = {
    "rows of a part": lambda m: _more(m["resources"][0]["parts"][0]),
    "rows of a part of the state": lambda m: _more(m["state"][0]),
    "rows of a table": lambda m: _more(m["resources"][0]),
    "path": lambda m: m["resources"][0]["path"].reverse(),
    "paths left out": lambda m: m["resources"][0]["path"].pop(),
    "table left out": lambda m: m["resources"].pop(3),
    "state left out": lambda m: m["state"].clear(),
    "version": lambda m: m.update(version="20200101T000000Z"),
    "entry without hash": lambda m: m["state"][0].pop("sha256"),
    "resources of another kind": lambda m: m.update(resources=[1, 2]),
    "state of another kind": lambda m: m.update(state=None),
}


@pytest.mark.parametrize("what", EDITS)
def test_edited_manifest(release: Release, what: str) -> None:
    manifest = release.manifest
    EDITS[what](manifest)
    (release.path / MANIFEST).write_text(json.dumps(manifest))
    assert verify(release), what


def test_id_that_stands_in_two_parts(release: Release) -> None:
    first, second = release.parts("quantities")
    second.chmod(0o644)
    pl.read_parquet(first).write_parquet(second)
    manifest = release.manifest
    table = next(r for r in manifest["resources"] if r["name"] == "quantities")
    table["parts"][1] = part_entry(release.path, second, table["parts"][1]["fingerprint"])
    for key in ("rows", "bytes"):
        table[key] = sum(part[key] for part in table["parts"])
    (release.path / MANIFEST).write_text(json.dumps(manifest))
    assert any("field_uniqueness" in problem for problem in verify(release))
