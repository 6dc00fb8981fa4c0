"""Drops in growing tolls: what falls below an earlier day's floor, and whose it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from flows.core.tolls import DROPS, drops, growing

QUANTITIES = {
    "quantity_id": pl.String, "family": pl.String, "count_type": pl.String, "value": pl.Float64, "value_low": pl.Float64,
    "value_high": pl.Float64, "qualifier": pl.String, "modality": pl.String, "who": pl.String,
}  # fmt: skip
REPORTS = {"claim_id": pl.String, "quantity_id": pl.String, "relation": pl.String, "reported_date": pl.Date}


def found(*told: dict[str, Any], kind: tuple[str, str] = ("casualty", "killed")) -> list[tuple[Any, ...]]:
    """The drops among figures given as value, day of May 2024 and voice, with more where a test needs it."""
    figures, reports = [], []
    for n, t in enumerate(told):
        value = t["value"]
        bounds = {"value_low": value, "value_high": value, "qualifier": "exact", "modality": "asserted"}
        figures.append({"quantity_id": f"q{n}", "family": kind[0], "count_type": kind[1], **bounds, **t})
        day = date(2024, 5, t["day"]) if t["day"] else None
        about = {"claim_id": t.get("claim", "c"), "relation": t.get("relation", "equal")}
        reports.append({**about, "quantity_id": f"q{n}", "reported_date": day})
    rows = [{c: f.get(c) for c in QUANTITIES} for f in figures]
    out = drops(pl.DataFrame(reports, schema=REPORTS), pl.DataFrame(rows, schema=QUANTITIES))
    assert out.schema == pl.Schema(DROPS)
    return [(r["quantity_id"], r["fell_from"], r["fell_on"].day, r["own"]) for r in out.to_dicts()]


def told(value: float, day: int | None, who: str = "Mayor", **more: Any) -> dict[str, Any]:
    return {"value": value, "day": day, "who": who, **more}


def test_a_toll_that_only_grows_has_no_drop() -> None:
    assert found(told(5, 1), told(9, 2), told(9, 3), told(12, 4)) == []
    assert drops(pl.DataFrame(schema=REPORTS), pl.DataFrame(schema=QUANTITIES)).is_empty()


def test_a_source_that_takes_back_its_own_figure() -> None:
    assert found(told(9, 1), told(14, 2), told(7, 4), told(20, 3, "Army")) == [("q2", 14, 2, True)]


def test_a_figure_below_that_of_another_source() -> None:
    assert found(told(9, 1), told(7, 3, "Army"), told(9, 2, "Clinic")) == [("q1", 9, 1, False)]


def test_figures_of_one_day_do_not_fall_below_each_other() -> None:
    assert found(told(9, 1), told(7, 1, "Army")) == []


@pytest.mark.parametrize(
    "more",
    [
        {"qualifier": "at_least", "value_high": None},
        {"qualifier": "about", "value": 8.5, "value_low": None, "value_high": None},
        {"qualifier": "vague", "value_low": 2.0, "value_high": 5.0},
        {"modality": "denied"},
        {"modality": "planned"},
        {"relation": "part"},
        {"relation": "sum"},
        {"claim": "another"},
        {"day": None},
    ],
)
def test_what_may_still_be_as_many_or_answers_something_else_is_no_drop(more: dict[str, Any]) -> None:
    assert found(told(9, 1), {**told(7, 3), **more}) == []


def test_only_counts_that_grow_have_drops() -> None:
    assert found(told(9, 1), told(7, 3), kind=("prisoner", "held")) == []
    assert ("casualty", "killed") in growing().rows()
    assert ("prisoner", "held") not in growing().rows()
    assert found(told(9, 1), told(7, 3), kind=("displacement", "displaced")) == [("q1", 9, 1, True)]
