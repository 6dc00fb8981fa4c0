"""Data flows one way, and so do imports; Prefect stays in the flow and its deployments."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAGES = ["core", "ingest", "dedupe", "extract", "validate", "reconcile", "publish", "keep"]
# What each stage may import besides itself, core and schemas: stages hand over files, not calls.
MAY_IMPORT = {
    "validate": set(),
    "reconcile": {"validate"},
    "publish": {"validate"},
    "keep": {"dedupe", "extract", "validate", "reconcile", "publish"},
    "core": set(),
    "ingest": set(),
    "dedupe": set(),
    "extract": set(),
}
KNOW_PREFECT = {"flows/flow.py", "flows/deployments.py", "flows/spread.py"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def modules() -> list[Path]:
    found = [*(ROOT / "flows").rglob("*.py"), *(ROOT / "schemas").rglob("*.py")]
    assert len(found) > 30
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    used = set(imports(path))
    if name not in KNOW_PREFECT:
        assert not {m for m in used if m.split(".")[0].startswith("prefect")}, "only the flow knows Prefect"
    if name.startswith("schemas/"):
        assert not {m for m in used if m.split(".")[0] == "flows"}, "schemas know no code that fills them"
    stage = path.relative_to(ROOT).parts[1]
    if name.startswith("flows/") and stage in STAGES:
        used_stages = {m.split(".")[1] for m in used if m.startswith("flows.") and m.count(".")} - {stage, "core"}
        assert used_stages <= MAY_IMPORT[stage], f"{stage} may not import {used_stages - MAY_IMPORT[stage]}"


def test_every_stage_is_covered() -> None:
    folders = {p.name for p in (ROOT / "flows").iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == {*STAGES, "cli"}
