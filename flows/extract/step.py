"""The step `extract`: the facts of every batch, exact copies left out.

An article on which extraction fails stays, without facts and with a row in `rejects` that says so: its text is stored, and
`newstally rebuild` reads it again once the fault is mended.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import write_parquet
from flows.core.ids import digest
from flows.core.parallel import Progress, cores, each, uncollected
from flows.core.poison import spare
from flows.core.workspace import Workspace
from flows.extract.models import ModelError
from flows.extract.stage import Facts, extract
from schemas import FACTS, polars_schema

FAILED = "failed"
NAMES = [f.name for f in fields(Facts)]


def run(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Extract every batch."""
    work = Workspace(root)
    found = each(_extract, root, work.numbers, work.limits.workers or cores(), progress)
    return {"extracted": sum(found)}


def _extract(root: Path, number: int) -> int:
    folder = Workspace(root).batch(number)
    articles = pl.read_parquet(folder / "articles.parquet")
    copies = pl.read_parquet(folder / "matches.parquet").filter(
        pl.col("exact") & (pl.col("article_id") != pl.col("canonical_id"))
    )["article_id"]
    own = articles.filter(~pl.col("article_id").is_in(copies.implode()))
    if not all((folder / f"facts/{name}.parquet").is_file() for name in NAMES):
        with uncollected():
            found, failed = spare(extract, own, [ModelError])
        tables = {name: [getattr(facts, name) for facts in found] for name in NAMES}
        tables["notes"].append(_notes(own, failed))
        for name, frames in tables.items():
            write_parquet(pl.concat(frames), folder / f"facts/{name}.parquet")
    return len(own)


def _notes(articles: pl.DataFrame, failed: dict[int, str]) -> pl.DataFrame:
    """Return rows of `rejects` on the articles of these rows."""
    notes = []
    for row, error in failed.items():
        article_id, source_uri = articles.select("article_id", "source_uri").row(row)
        reason = (
            f"extraction fails on this article ({error}); it stays without facts until `newstally rebuild` reads it"
        )
        note = {
            "reject_id": digest("extract", "articles", article_id, FAILED),
            "stage": "extract",
            "table_name": "articles",
        }
        told = {"source_uri": source_uri, "article_id": article_id, "check": FAILED, "reason": reason}
        notes.append({**note, **told})
    return pl.DataFrame(notes, schema=polars_schema(FACTS["rejects"]))
