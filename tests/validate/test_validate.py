"""Validation: bad rows become rejects with the reason and the record, good ones go on, references lead somewhere."""

from __future__ import annotations

import json
import math
from typing import Any

import polars as pl
import pytest

from flows.validate import broken_links, split
from flows.validate.crosscheck import shifted_spans
from flows.validate.quick import surely_passes
from schemas import FACTS, TABLES, empty, polars_schema

A, B, Q = "a" * 16, "b" * 16, "c" * 16
DATE: dict[str, Any] = {
    "date_id": "1" * 16,
    "article_id": A,
    "char_start": 3,
    "char_end": 9,
    "surface": "Monday",
    "timex_type": "DATE",
    "timex_value": "XXXX-WXX-1",
    "timex_mod": None,
    "date_start": None,
    "date_end": None,
    "date_prec": "day",
    "anchor_date": None,
}
FIGURE: dict[str, Any] = {
    **dict.fromkeys(polars_schema(FACTS["quantities"])),
    "quantity_id": Q,
    "article_id": A,
    "char_start": 0,
    "char_end": 2,
    "surface": "12",
    "sentence": "12 died.",
    "family": "casualty",
    "count_type": "killed",
    "value": 12.0,
    "value_low": 12.0,
    "value_high": 12.0,
    "qualifier": "exact",
    "modality": "asserted",
    "is_implicit": False,
    "confidence": 0.9,
}


def frame(table: str, *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=polars_schema(TABLES[table]), orient="row")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"surface": ""}, "surface"),
        ({"timex_type": "YEAR"}, "timex_type"),
        ({"timex_value": None}, "timex_value"),
        ({"char_start": -1}, "char_start"),
        ({"date_id": "not an id"}, "date_id"),
        ({"date_prec": "hour"}, "date_prec"),
    ],
)
def test_bad_row_is_refused_with_its_record(change: dict[str, Any], column: str) -> None:
    bad = {**DATE, "date_id": "2" * 16, **change}
    good, rejects = split("dates", frame("dates", DATE, bad))
    assert good["date_id"].to_list() == [DATE["date_id"]]
    assert rejects["column"].to_list() == [column]
    assert rejects["stage"].to_list() == ["validate"]
    assert json.loads(rejects["payload"][0])[column] == bad[column]
    TABLES["rejects"].validate(rejects)


def test_repeated_id_keeps_the_first() -> None:
    good, rejects = split("dates", frame("dates", DATE, {**DATE, "surface": "Sunday"}))
    assert good["surface"].to_list() == ["Monday"]
    assert rejects["check"].to_list() == ["field_uniqueness"]


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_no_number_is_refused(number: float) -> None:
    good, rejects = split("quantities", frame("quantities", {**FIGURE, "value": number}))
    assert good.is_empty()
    assert "value" in rejects["column"].to_list()


def test_wrong_frame_is_a_bug() -> None:
    with pytest.raises(TypeError, match="dates"):
        split("dates", frame("dates", DATE).drop("surface"))
    with pytest.raises(TypeError, match="dates"):
        split("dates", frame("dates", DATE).with_columns(pl.col("char_start").cast(pl.String)))


@pytest.mark.parametrize("table", TABLES)
def test_empty_tables_pass(table: str) -> None:
    good, rejects = split(table, empty(TABLES[table]))
    assert good.is_empty()
    assert rejects.is_empty()


def test_references_must_lead_somewhere() -> None:
    rows = frame(
        "quantities",
        FIGURE,
        {**FIGURE, "quantity_id": "d" * 16, "article_id": B, "part_of": Q},
        {**FIGURE, "quantity_id": "e" * 16, "attributed_to_id": f"{A}; {B}"},
    )
    ids = {
        "articles.article_id": pl.Series([A]),
        "quantities.quantity_id": pl.Series([Q]),
        "entities.entity_id": pl.Series([A]),
    }
    found = {(row, column) for row, column, *_ in broken_links("quantities", rows, ids)}
    assert found == {(1, "article_id"), (2, "attributed_to_id")}


def test_spans_must_hold_the_surface() -> None:
    texts = pl.DataFrame({"article_id": [A], "text": ["On Monday 👍🏽 it ended."]})
    assert shifted_spans("dates", frame("dates", DATE), texts) == []
    assert [row for row, *_ in shifted_spans("dates", frame("dates", DATE, {**DATE, "char_start": 4}), texts)] == [1]
    assert [row for row, *_ in shifted_spans("dates", frame("dates", {**DATE, "article_id": B}), texts)] == [0]


SPOILED: dict[str, list[Any]] = {
    "timex_type": ["YEAR", None],
    "date_prec": ["hour"],
    "char_start": [-1, None],
    "char_end": [0],
    "surface": ["", None],
    "date_id": ["not an id", "1" * 16],
    "article_id": [None, "A" * 16],
}


def test_quick_check_and_pandera_agree() -> None:
    good = {**DATE, "date_id": "2" * 16}
    assert surely_passes("dates", frame("dates", DATE, good))
    assert surely_passes("dates", frame("dates"))
    assert not surely_passes("dates", frame("dates", DATE).drop("surface"))
    for column, values in SPOILED.items():
        for value in values:
            spoiled = frame("dates", DATE, {**good, column: value})
            assert not surely_passes("dates", spoiled), (column, value)
            assert split("dates", spoiled)[1].height == 1, (column, value)
    for value in (math.nan, math.inf):
        assert not surely_passes("quantities", frame("quantities", {**FIGURE, "value": value}))


def test_every_rule_of_every_model_is_known_to_the_quick_check() -> None:
    for table, model in TABLES.items():
        assert surely_passes(table, empty(model)), table
