"""The release of the sample articles, as kept in ``snapshot.json``: any change in what is read shows as a difference of text.

``python tests/flow/test_snapshot.py`` writes the snapshot anew; read the difference before committing it.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from flows import pipeline
from flows.core.store import Release, Store
from flows.core.workspace import Limits
from schemas import TABLES

HERE = Path(__file__).parent
SNAPSHOT = HERE / "snapshot.json"
ARTICLES = HERE.parents[1] / "seeds" / "articles"
FIGURE = [
    "surface",
    "count_type",
    "value",
    "value_low",
    "value_high",
    "unit",
    "population",
    "affected",
    "attributed_to",
    "modality",
    "scope",
]


def snapshot(release: Release) -> dict[str, Any]:
    """Return what a reader would compare: row counts, relations, people figures, quotations, claims, rejects."""
    tables = {name: pl.concat([pl.read_parquet(p) for p in release.parts(name)]) for name in TABLES}
    articles = tables["articles"].select("article_id", "source_uri")
    figures = tables["quantities"].filter(pl.col("count_type").is_not_null()).join(articles, on="article_id")
    quotations = tables["quotations"].filter(pl.col("quote_type") == "direct").join(articles, on="article_id")
    relations = tables["duplicates"].join(articles, on="article_id")
    return {
        "rows": {name: len(frame) for name, frame in tables.items()},
        "relations": dict(relations.select("source_uri", "relation").sort("source_uri").rows()),
        "figures": _lines(figures.sort("source_uri", "char_start", "count_type"), ["source_uri", *FIGURE]),
        "quotations": _lines(
            quotations.sort("source_uri", "char_start"), ["source_uri", "speaker", "speaker_raw", "text"]
        ),
        "claims": _lines(
            tables["claims"].sort("label", "claim_id"), ["label", "best", "low", "high", "agreement", "n_reports"]
        ),
        "rejects": _lines(tables["rejects"].sort("source_uri"), ["source_uri", "check", "reason"]),
    }


def _lines(frame: pl.DataFrame, columns: list[str]) -> list[str]:
    return [" | ".join("-" if cell is None else str(cell) for cell in row) for row in frame.select(columns).rows()]


def made(folder: Path) -> dict[str, Any]:
    pipeline.run([str(ARTICLES)], folder, Limits(workers=1))
    return snapshot(Store(folder).find("latest"))


def test_release_is_as_kept(tmp_path: Path) -> None:
    kept, now = json.loads(SNAPSHOT.read_text(encoding="utf-8")), made(tmp_path)
    for key in kept:
        assert now[key] == kept[key], f"{key}: if this is meant, run `python tests/flow/test_snapshot.py`"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        SNAPSHOT.write_text(json.dumps(made(Path(folder)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
