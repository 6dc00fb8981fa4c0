"""Figures made by hand for the tests of claims: rows of `quantities` with only what a test cares about."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from flows.core.ids import digest
from flows.reconcile import assign, block, report_rows, summarise
from schemas import FACTS, polars_schema

QUANTITIES = polars_schema(FACTS["quantities"])
FAMILY = {
    "killed": "casualty", "injured": "casualty", "casualties": "casualty", "missing": "casualty",
    "displaced": "displacement", "evacuated": "displacement", "launched": "materiel", "intercepted": "materiel",
    "destroyed": "materiel", "lost": "materiel",
}  # fmt: skip


def bounds(
    qualifier: str, value: float | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    if qualifier == "exact":
        return value, value
    if qualifier in ("at_least", "more_than"):
        return value, None
    if qualifier in ("at_most", "less_than"):
        return None, value
    return low, high


def figure(
    article: str,
    value: float | None,
    count_type: str | None = "killed",
    *,
    qualifier: str = "exact",
    low: float | None = None,
    high: float | None = None,
    name: str = "",
    part_of: str | None = None,
    **told: Any,
) -> dict[str, Any]:
    """Return a row of `quantities`; `name` tells figures of an article apart and is what `part_of` refers to."""
    value_low, value_high = bounds(qualifier, value, low, high)
    row: dict[str, Any] = dict.fromkeys(QUANTITIES)
    row.update(
        quantity_id=digest(article, name or f"{count_type}{value}{low}{sorted(told.items(), key=str)}"),
        article_id=digest(article),
        char_start=0,
        char_end=1,
        surface=f"{value:g}" if value is not None else "dozens",
        sentence="Made up for a test.",
        family=FAMILY.get(count_type or "", "prisoner" if count_type else "infrastructure"),
        count_type=count_type,
        value=value,
        value_low=value_low,
        value_high=value_high,
        qualifier=qualifier,
        unit="person",
        population="unknown",
        modality="asserted",
        part_of=digest(article, part_of) if part_of else None,
        is_implicit=False,
        confidence=0.9,
    )
    row.update(told)
    return row


def on(day: str | date) -> dict[str, Any]:
    """Return what tells that a figure is of one incident on one day."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return {"period_start": when, "period_end": when, "scope": "incident"}


def since(day: str) -> dict[str, Any]:
    """Return what tells that a figure counts since a day."""
    return {"period_start": date.fromisoformat(day), "scope": "cumulative"}


def rows(
    figures: list[dict[str, Any]],
    published: dict[str, str | None] | None = None,
    clusters: dict[str, str] | None = None,
    texts: dict[str, str] | None = None,
) -> pl.DataFrame:
    """Return blocked report rows; `published`, `clusters` and `texts` are by the article's name."""
    bodies = {digest(a): text for a, text in (texts or {}).items()}
    dates = {digest(a): date.fromisoformat(d) if d else None for a, d in (published or {}).items()}
    heads = {digest(a): digest(c) for a, c in (clusters or {}).items()}
    ids = list(dict.fromkeys(row["article_id"] for row in figures))
    quantities = pl.DataFrame(figures, schema=QUANTITIES)
    articles = pl.DataFrame(
        [(a, dates.get(a), bodies.get(a, "No country is named.")) for a in ids],
        schema={"article_id": pl.String, "published_date": pl.Date, "text": pl.String},
        orient="row",
    )
    duplicates = pl.DataFrame(
        [(a, heads.get(a, a)) for a in ids], schema={"article_id": pl.String, "cluster_id": pl.String}, orient="row"
    )
    return block(report_rows(quantities, articles, duplicates))


def claims(blocked: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return claims and claim_reports of rows, as if all buckets were one."""
    return summarise(assign(None, blocked.drop("bucket")))


def joined(
    figures: list[dict[str, Any]],
    published: dict[str, str | None] | None = None,
    clusters: dict[str, str] | None = None,
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return the claims and, by quantity id, the reports of some figures."""
    found, reports = claims(rows(figures, published, clusters))
    return found.to_dicts(), {r["quantity_id"]: r for r in reports.to_dicts()}
