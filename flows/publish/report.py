"""`report.html`: one self-contained page for readers of a release; every text from an article is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.core.files import whole

TEMPLATES = Path(__file__).parent / "templates"
MOST_CLAIMS = 500
MOST_REPORTS = 50


def write_report(folder: Path, manifest: dict[str, Any]) -> None:
    """Write `report.html` of the release in `folder`, from its own tables."""
    tables = {
        r["name"].replace("-", "_"): pl.concat([pl.read_parquet(folder / p) for p in r["path"]])
        for r in manifest["resources"]
    }
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["figure"] = _figure
    page = environment.get_template("report.html.jinja").render(
        version=manifest["version"],
        counts={name: len(frame) for name, frame in tables.items()},
        relations=dict(tables["duplicates"]["relation"].value_counts(sort=True).rows()),
        kinds=_kinds(tables["quantities"]),
        claims=_claims(tables),
        n_claims=len(tables["claims"]),
        rejects=tables["rejects"].head(MOST_REPORTS).to_dicts(),
    )
    with whole(folder / "report.html") as draft:
        draft.write_text(page, encoding="utf-8")


def _figure(value: float | None) -> str:
    if value is None:
        return "open"
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def _kinds(quantities: pl.DataFrame) -> list[tuple[str, str | None, int]]:
    counted = (
        quantities.group_by("family", "count_type")
        .len()
        .sort(["len", "family", "count_type"], descending=[True, False, False])
    )
    return [(family, kind, n) for family, kind, n in counted.rows()]


def _claims(tables: dict[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """The claims that readers want first: conflicts, then those with the most independent reports."""
    order = pl.col("agreement").replace_strict(
        {"conflict": 0, "compatible": 1, "agree": 2, "single": 3}, return_dtype=pl.Int8
    )
    top = (
        tables["claims"]
        .sort([order, pl.col("n_independent"), pl.col("claim_id")], descending=[False, True, False])
        .head(MOST_CLAIMS)
    )
    reports = (
        tables["claim_reports"]
        .join(top.select("claim_id"), on="claim_id", how="semi")
        .join(tables["quantities"], on="quantity_id")
        .join(
            tables["articles"].select("article_id", "url", "source_uri", "source_name", "title", "text"),
            on="article_id",
        )
        .sort("claim_id", "reported_date", "quantity_id")
    )
    by_claim: dict[str, list[dict[str, Any]]] = {}
    for row in reports.iter_rows(named=True):
        kept = by_claim.setdefault(row["claim_id"], [])
        if len(kept) < MOST_REPORTS:
            kept.append(_marked(row))
    return [{**claim, "reports": by_claim.get(claim["claim_id"], [])} for claim in top.to_dicts()]


def _marked(row: dict[str, Any]) -> dict[str, Any]:
    """Cut the sentence round the figure, so that the template can mark it."""
    text, start, end = row.pop("text"), row["char_start"], row["char_end"]
    begin = text.rfind(row["sentence"], 0, end + len(row["sentence"]))
    before, after = (text[begin:start], text[end : begin + len(row["sentence"])]) if 0 <= begin <= start else ("", "")
    link = row["url"] if row["url"] and row["url"].startswith(("http://", "https://")) else None
    return {**row, "before": before, "after": after, "link": link}
