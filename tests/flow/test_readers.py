"""A release is opened with nothing of ours: Polars, pandas, DuckDB, frictionless."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import polars as pl
import pytest

from flows import pipeline
from flows.core.workspace import Limits
from schemas import TABLES


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    data = tmp_path_factory.mktemp("readers")
    pipeline.run([str(root / "seeds" / "articles")], data, Limits(workers=1))
    return data / "releases" / "latest"


@pytest.mark.parametrize("table", TABLES)
def test_all_readers_agree(release: Path, table: str) -> None:
    rows = {r["name"]: r["rows"] for r in json.loads((release / "datapackage.json").read_text())["resources"]}[
        table.replace("_", "-")
    ]
    lazy = pl.scan_parquet(f"{release}/{table}/*.parquet")
    assert lazy.select(pl.len()).collect().item() == rows
    frame = pd.read_parquet(release / table)
    assert len(frame) == rows
    assert list(frame.columns) == list(TABLES[table].to_schema().columns)
    counted = duckdb.sql(f"select count(*) from read_parquet('{release}/{table}/*.parquet')").fetchall()
    assert counted == [(rows,)]


def test_datapackage_is_valid(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_text())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    for resource in package["resources"]:
        assert resource["path"]
        assert all(not p.startswith(("/", "..")) and (release / p).is_file() for p in resource["path"])
        assert resource["rows"] == sum(p["rows"] for p in resource["parts"])
    assert frictionless.Package.validate_descriptor(one_path(package)).valid


def one_path(package: dict) -> dict:
    """The library knows one string in `path` and further parts in `extrapaths`; the profile allows a list."""
    out = copy.deepcopy(package)
    for resource in out["resources"]:
        first, *rest = resource["path"]
        resource["path"] = first
        if rest:
            resource["extrapaths"] = rest
    return out
