"""Releases made up for the tests of the report: tables written as Parquet beside a manifest, without running the pipeline."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from schemas import SNAPSHOTS, TABLES, polars_schema

VERSION = "20260301T120000Z"


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A frame of the table's columns; those not given are null."""
    schema = polars_schema(TABLES[table])
    return pl.DataFrame([{c: r.get(c) for c in schema} for r in rows], schema=schema)


def write(folder: Path, frames: dict[str, pl.DataFrame]) -> dict[str, Any]:
    """Write the frames as a release's parts and return a manifest that lists them."""
    resources = []
    for name, model in TABLES.items():
        table = frames.get(name, pl.DataFrame(schema=polars_schema(model)))
        path = f"{name}/part-00.parquet" if name in SNAPSHOTS else f"{name}/part-000000.parquet"
        (folder / name).mkdir(parents=True)
        table.write_parquet(folder / path)
        resources.append({"name": name.replace("_", "-"), "path": [path], "rows": len(table)})
    told = {r["name"].replace("-", "_"): {"rows": r["rows"], "rows_before": 0} for r in resources}
    claims = {kind: {"n": 0, "claim_ids": []} for kind in ("added", "changed", "gone")}
    return {
        "version": VERSION,
        "resources": resources,
        "changes": {"since": None, "tables": told, "claims": claims},
    }


def figure(n: int, sentence: str, surface: str, value: float, **more: Any) -> dict[str, dict[str, Any]]:
    """An article with one sentence and one figure in it, as rows of `articles`, `duplicates` and `quantities`."""
    article, start = f"{n:016x}", sentence.index(surface)
    day = more.pop("published_date", date(2026, 1, 1 + n % 28))
    about = {k: more.pop(k) for k in ("url", "source_name", "source_uri", "title") if k in more}
    return {
        "articles": {
            "article_id": article, "text": f"Before. {sentence} After.", "published_date": day, "text_sha256": "0" * 64,
            "n_chars": len(sentence) + 15, **about,
        },
        "duplicates": {
            "article_id": article, "cluster_id": article, "canonical_id": article, "relation": "unique", "jaccard": 1.0,
            "containment": 1.0,
        },
        "quantities": {
            "quantity_id": f"{n + 2**40:016x}", "article_id": article, "char_start": 8 + start,
            "char_end": 8 + start + len(surface), "surface": surface, "sentence": sentence, "family": "casualty",
            "count_type": "killed", "value": value, "value_low": value, "value_high": value, "qualifier": "exact",
            "modality": "asserted", "is_implicit": False, "confidence": 0.9, **more,
        },
    }  # fmt: skip


def claim(
    n: int, figures: list[dict[str, dict[str, Any]]], agreement: str, **more: Any
) -> dict[str, list[dict[str, Any]]]:
    """A claim that the figures answer, as rows of `claims` and `claim_reports`; in a conflict the last is outside."""
    values = [f["quantities"]["value"] for f in figures]
    days = [f["articles"]["published_date"] for f in figures]
    claim_id = f"{n + 2**48:016x}"
    relations = ["equal"] * len(figures)
    if agreement == "conflict":
        relations[-1] = "outside"
    told = {
        "claim_id": claim_id, "label": f"How many people were killed in place {n}?", "family": "casualty", "count_type": "killed",
        "best": values[0], "low": min(values), "high": max(values), "n_reports": len(figures), "n_articles": len(figures),
        "n_independent": len(figures), "n_attributed": 1, "agreement": agreement, "modality": "asserted",
        "first_reported": min(days), "last_reported": max(days), **more,
    }  # fmt: skip
    reports = [
        {"claim_id": claim_id, "quantity_id": f["quantities"]["quantity_id"], "relation": r, "reported_date": d}
        for f, r, d in zip(figures, relations, days, strict=True)
    ]
    return {"claims": [told], "claim_reports": reports}


def release(
    folder: Path, claims: list[tuple[list[dict[str, dict[str, Any]]], dict[str, list[dict[str, Any]]]]]
) -> dict[str, Any]:
    """Write a release of claims with their figures and return its manifest."""
    rows: dict[str, list[dict[str, Any]]] = {
        t: [] for t in ("articles", "duplicates", "quantities", "claims", "claim_reports")
    }
    for figures, told in claims:
        for table in ("articles", "duplicates", "quantities"):
            rows[table] += [f[table] for f in figures]
        for table in ("claims", "claim_reports"):
            rows[table] += told[table]
    return write(folder, {table: frame(table, found) for table, found in rows.items()})
