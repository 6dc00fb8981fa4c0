"""The five saved pages, end to end: the claims an analyst expects, and no others."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows import pipeline
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.publish import verify

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def tables(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    data = tmp_path_factory.mktemp("five")
    pipeline.run([str(shared / "seeds")], data, Limits(workers=1))
    release = Store(data).find("latest")
    assert verify(release) == []
    return {
        name: pl.concat([pl.read_parquet(p) for p in release.parts(name)])
        for name in ("articles", "quantities", "claims", "claim_reports")
    }


def reports(tables: dict[str, pl.DataFrame], claim_id: str) -> list[tuple[str, str]]:
    rows = tables["claim_reports"].filter(pl.col("claim_id") == claim_id).join(tables["quantities"], on="quantity_id")
    return sorted(rows.select("surface", "relation").rows())


def claim(tables: dict[str, pl.DataFrame], **wanted: object) -> dict[str, object]:
    found = tables["claims"].filter(*(pl.col(k) == v for k, v in wanted.items()))
    assert len(found) == 1, f"{wanted}: {len(found)} claims"
    return dict(found.row(0, named=True))


def test_exactly_these_claims(tables: dict[str, pl.DataFrame]) -> None:
    assert len(tables["claims"]) == 4


def test_exchange(tables: dict[str, pl.DataFrame]) -> None:
    found = claim(tables, family="prisoner")
    assert (found["best"], found["agreement"], found["n_articles"]) == (314.0, "compatible", 4)
    surfaces = [surface for surface, _ in reports(tables, str(found["claim_id"]))]
    assert surfaces == ["150", "157", "314", "more than 300", "more than 300", "over 310", "seven"]
    sums = {surface for surface, relation in reports(tables, str(found["claim_id"])) if relation == "sum"}
    assert sums == {"150", "157", "seven"}


def test_ukrainian_soldiers(tables: dict[str, pl.DataFrame]) -> None:
    found = claim(tables, count_type="killed", affected="Ukraine")
    assert found["best"] == 55_000.0
    assert [s for s, _ in reports(tables, str(found["claim_id"]))] == [
        "an estimated 55,000",
        "at least 55,000",
        "tens of thousands",
    ]
    assert found["agreement"] in ("agree", "compatible")


def test_russian_soldiers(tables: dict[str, pl.DataFrame]) -> None:
    found = claim(tables, count_type="killed", affected="Russia")
    assert [s for s, _ in reports(tables, str(found["claim_id"]))] == ["more than 160,000", "up to 325,000"]


def test_apartment_blocks(tables: dict[str, pl.DataFrame]) -> None:
    found = claim(tables, family="infrastructure")
    assert (found["best"], found["unit"], found["modality"]) == (1_000.0, "apartment block", "possible")


def test_undated_pages_stay_undated(tables: dict[str, pl.DataFrame]) -> None:
    assert tables["articles"]["published_date"].drop_nulls().len() == 1
