"""What the page reads of a release: only the columns it shows; whole articles only for the sentences it shows."""

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


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one release, cut to `COLUMNS`, and the drops of its tolls; `texts` reads the bodies of a few articles."""

    articles: pl.DataFrame
    duplicates: pl.DataFrame
    quantities: pl.DataFrame
    claims: pl.DataFrame
    claim_reports: pl.DataFrame
    rejects: pl.DataFrame
    drops: pl.DataFrame
    article_parts: tuple[Path, ...]
    quantity_parts: tuple[Path, ...]

    @classmethod
    def read(cls, folder: Path, manifest: dict[str, Any]) -> Tables:
        """Read the tables of the release in `folder`."""
        parts = {r["name"].replace("-", "_"): [folder / p for p in r["path"]] for r in manifest["resources"]}
        frames = {name: pl.concat([pl.read_parquet(p, columns=c) for p in parts[name]]) for name, c in COLUMNS.items()}
        voices = frames["quantities"].join(frames["articles"], on="article_id", how="left")
        told = voices.with_columns(who=pl.coalesce("attributed_to", "source_name", "source_uri"))
        return cls(
            **frames,
            drops=drops(frames["claim_reports"], told),
            article_parts=tuple(parts["articles"]),
            quantity_parts=tuple(parts["quantities"]),
        )

    def texts(self, article_ids: set[str]) -> dict[str, str]:
        """Return the bodies of some articles, by id."""
        return _some(self.article_parts, "article_id", "text", article_ids)

    def printed(self, quantity_ids: set[str]) -> dict[str, str]:
        """Return the sentences of some figures, by id."""
        return _some(self.quantity_parts, "quantity_id", "sentence", quantity_ids)


def _some(parts: tuple[Path, ...], key: str, column: str, wanted: set[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    ids = pl.Series(sorted(wanted), dtype=pl.String)
    for part in parts:
        frame = pl.scan_parquet(part).select(key, column).filter(pl.col(key).is_in(ids.implode())).collect()
        out.update(zip(frame[key].to_list(), frame[column].to_list(), strict=True))
    return out
