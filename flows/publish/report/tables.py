"""What the page reads of a release: counts over whole tables, and the rows of the few claims, figures and articles that it shows.

No table is held whole: what is counted is counted while it is read, and of claims only the keys by which they are ranked are looked
at together. So a page of a million articles needs little more room than one of a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.tolls import drops

COLUMNS: dict[str, list[str]] = {
    "articles": ["article_id", "url", "source_uri", "source_name", "title", "published_date"],
    "duplicates": ["article_id", "cluster_id", "canonical_id", "relation", "jaccard", "containment"],
    "quantities": [
        "quantity_id", "article_id", "char_start", "char_end", "surface", "family", "count_type", "value", "value_low",
        "value_high", "qualifier", "unit", "affected", "attributed_to", "location", "scope", "modality", "confidence",
    ],
    "claims": [
        "claim_id", "label", "family", "count_type", "affected", "location", "period_start", "period_end", "scope",
        "modality", "best", "low", "high", "n_reports", "n_articles", "n_independent", "n_attributed", "agreement",
        "first_reported", "last_reported",
    ],
    "claim_reports": ["claim_id", "quantity_id", "relation", "reported_date"],
    "rejects": ["stage", "table_name", "source_uri", "article_id", "check", "reason"],
}  # fmt: skip
RANKS = ["claim_id", "agreement", "n_independent", "n_reports"]
KEYS = {"articles": "article_id", "quantities": "quantity_id", "claims": "claim_id", "claim_reports": "claim_id"}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one release, by the parts they stand in, and what ranks all its claims."""

    parts: dict[str, list[Path]]
    ranks: pl.DataFrame

    @classmethod
    def of(cls, folder: Path, manifest: dict[str, Any]) -> Tables:
        """Return the tables of the release in `folder`."""
        parts = {r["name"].replace("-", "_"): [folder / p for p in r["path"]] for r in manifest["resources"]}
        return cls(parts, pl.scan_parquet(parts["claims"]).select(RANKS).collect(engine="streaming"))

    def scan(self, name: str) -> pl.LazyFrame:
        """Return a table, unread, cut to `COLUMNS`."""
        return pl.scan_parquet(self.parts[name]).select(COLUMNS[name])

    def some(self, name: str, ids: pl.Series, *more: str) -> pl.DataFrame:
        """Return the rows of a table by its key, in the order of the table, with `more` columns."""
        rows = pl.scan_parquet(self.parts[name]).select(*COLUMNS[name], *more)
        return rows.filter(pl.col(KEYS[name]).is_in(ids.implode())).collect(engine="streaming")

    def told(self, reports: pl.DataFrame, *, in_words: bool = False) -> pl.DataFrame:
        """Return reports with their figures and the articles of these, `in_words` with `sentence` and `text`."""
        sentence, text = (["sentence"], ["text"]) if in_words else ([], [])
        figures = self.some("quantities", reports["quantity_id"].unique(), *sentence)
        articles = self.some("articles", figures["article_id"].unique(), *text)
        both = figures.join(articles, on="article_id", how="left", maintain_order="left")
        return reports.join(both, on="quantity_id", maintain_order="left")


def drops_of(told: pl.DataFrame) -> pl.DataFrame:
    """Return the drops of the tolls (`flows.core.tolls.drops`) among reports as `Tables.told` gives them, of whole claims."""
    voices = told.unique("quantity_id").with_columns(who=pl.coalesce("attributed_to", "source_name", "source_uri"))
    return drops(told.select(COLUMNS["claim_reports"]), voices)
