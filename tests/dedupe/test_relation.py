"""Copies and revisions, told by figures and quotations."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from flows.dedupe import relation
from flows.dedupe.clusters import MATCH
from schemas import FACTS, polars_schema
from schemas.facts import Duplicates

A, B = "a" * 16, "b" * 16


def facts(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=polars_schema(FACTS[table]))


def killed(
    article: str, value: float | None, low: float | None = None, high: float | None = None, **more: Any
) -> dict[str, Any]:
    figure = {
        "article_id": article,
        "family": "casualty",
        "count_type": "killed",
        "value": value,
        "value_low": low,
        "value_high": high,
    }
    return figure | more


def said(article: str, start: int, text: str) -> dict[str, Any]:
    return {"article_id": article, "char_start": start, "text": text, "quote_type": "direct"}


def of_copy(figures: list[dict[str, Any]], quotations: list[dict[str, Any]], *, exact: bool = False) -> str:
    matches = pl.DataFrame(
        [(A, "c" * 16, A, 1.0, 1.0, True), (B, "c" * 16, A, 0.6, 0.9, exact)], schema=MATCH, orient="row"
    )
    rows = relation(matches, facts("quantities", figures), facts("quotations", quotations))
    Duplicates.validate(rows, lazy=True)
    assert rows["relation"][0] == "unique"
    return str(rows["relation"][1])


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([], "near"),
        ([killed(A, 12, 12, None), killed(B, 12, 12, None)], "near"),
        ([killed(A, 12, 12, 12), killed(B, 12, 12, 12), killed(B, 12, 12, 12)], "near"),
        ([killed(A, 12), killed(A, 3)], "near"),
        ([killed(B, 12, 12, 12)], "revision"),
        ([killed(A, 12, 12, 12), killed(B, 12, 12, None)], "revision"),
        ([killed(A, 12, 12, 12), killed(B, 15, 15, 15)], "revision"),
        ([killed(A, 12, 12, 12), killed(B, 12, 12, 12, count_type="injured")], "revision"),
        ([killed(A, None, 12, 99), killed(B, None, 12, 99)], "near"),
        ([killed(B, 12, family="materiel", count_type="lost")], "near"),
    ],
)
def test_figures(figures: list[dict[str, Any]], expected: str) -> None:
    assert of_copy(figures, []) == expected


@pytest.mark.parametrize(
    ("theirs", "own", "expected"),
    [
        (["We will rebuild the mill"], "We will rebuild the mill,", "near"),
        (["We will rebuild", "the mill"], "We will rebuild the mill", "near"),
        (["We will not rebuild the mill"], "rebuild the mill", "near"),
        (["We’ll rebuild"], "We'll rebuild", "near"),
        (["We will rebuild"], "We will not rebuild", "revision"),
        (["Scared"], "scar", "revision"),
        ([], "Never", "revision"),
        ([], "…", "near"),
    ],
)
def test_quotations(theirs: list[str], own: str, expected: str) -> None:
    assert of_copy([], [*(said(A, i, text) for i, text in enumerate(theirs)), said(B, 7, own)]) == expected


def test_exact_is_exact_whatever_was_extracted() -> None:
    assert of_copy([killed(B, 3)], [said(B, 0, "No")], exact=True) == "exact"


def test_nothing_matched() -> None:
    rows = relation(pl.DataFrame(schema=MATCH), facts("quantities", []), facts("quotations", []))
    assert rows.schema == pl.Schema(polars_schema(FACTS["duplicates"]))
