"""What is in the release and since when; copies and rejects told openly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from flows.core.store import STAMP
from flows.publish.report.sentences import cut, outlet, safe_link
from flows.publish.report.tables import Tables

MOST_OUTLETS = 20
MOST_COPIES = 100
MOST_REJECTS = 100
RELATIONS = ("unique", "revision", "exact", "near")
AGREEMENTS = ("conflict", "compatible", "agree", "single")


@dataclass(frozen=True, slots=True)
class About:
    """The release in numbers."""

    version: str
    made: str
    since: str | None
    first: Any
    last: Any
    n_undated: int
    tables: list[tuple[str, int, int]]
    claim_changes: dict[str, int]
    agreement: dict[str, int]
    relations: dict[str, int]
    kinds: list[tuple[str, str | None, int]]
    outlets: list[dict[str, Any]]
    n_outlets: int
    copies: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    reject_kinds: list[tuple[str, str, int]]
    n_rejects: int


def about(tables: Tables, manifest: dict[str, Any]) -> About:
    """Return what the page tells of the release as a whole."""
    changes = manifest["changes"]
    days = tables.articles["published_date"]
    outlets = _outlets(tables)
    agreement = dict(tables.claims["agreement"].value_counts().iter_rows())
    relations = dict(tables.duplicates["relation"].value_counts().iter_rows())
    return About(
        version=manifest["version"],
        made=_when(manifest["version"]),
        since=_when(changes["since"]) if changes["since"] else None,
        first=days.min(),
        last=days.max(),
        n_undated=days.null_count(),
        tables=[
            (name.replace("-", "_"), t["rows"], t["rows"] - t["rows_before"]) for name, t in changes["tables"].items()
        ],
        claim_changes={name: kind["n"] for name, kind in changes["claims"].items()},
        agreement={name: agreement.get(name, 0) for name in AGREEMENTS},
        relations={name: relations.get(name, 0) for name in RELATIONS},
        kinds=_kinds(tables.quantities),
        outlets=outlets[:MOST_OUTLETS],
        n_outlets=len(outlets),
        copies=_copies(tables),
        rejects=_rejects(tables.rejects),
        reject_kinds=[
            (stage, cut(check, 60) or "", n) for stage, check, n in _counted(tables.rejects, "stage", "check")
        ],
        n_rejects=len(tables.rejects),
    )


def news(manifest: dict[str, Any]) -> dict[str, str]:
    """Return which claims are new or changed since the release before, by id; nothing where the manifest does not list them all."""
    changes = manifest["changes"]
    if changes["since"] is None:
        return {}
    kinds = (("new", changes["claims"]["added"]), ("changed", changes["claims"]["changed"]))
    return {i: word for word, listed in kinds if listed["n"] == len(listed["claim_ids"]) for i in listed["claim_ids"]}


def _when(version: str) -> str:
    made = datetime.strptime(version, STAMP).replace(tzinfo=UTC)
    return f"{made.day} {made:%B %Y, %H:%M} UTC"


def _counted(frame: pl.DataFrame, one: str, other: str) -> list[tuple[Any, Any, int]]:
    counts = frame.group_by(one, other).len().sort(["len", one, other], descending=[True, False, False])
    return [(a, b, n) for a, b, n in counts.iter_rows()]


def _kinds(quantities: pl.DataFrame) -> list[tuple[str, str | None, int]]:
    return _counted(quantities, "family", "count_type")


def _outlets(tables: Tables) -> list[dict[str, Any]]:
    """The outlets with their articles and days; articles without one are told by host or as unnamed."""
    keys = ["source_name", "url"]
    named = tables.articles.with_columns(
        url=pl.when(pl.col("source_name").is_null()).then(pl.col("url").str.extract(r"(?i)^(https?://[^/?#]+)"))
    )
    counts = named.group_by(keys).agg(n=pl.len(), first=pl.min("published_date"), last=pl.max("published_date"))
    rows = counts.sort(["n", *keys], descending=[True, False, False]).iter_rows(named=True)
    return [{**row, "name": outlet({**row, "source_uri": "(no outlet named)"})} for row in rows]


def _copies(tables: Tables) -> list[dict[str, Any]]:
    """Copies and updates beside the article they belong to."""
    told = tables.articles.select("article_id", "title", "source_name", "source_uri", "url")
    rows = (
        tables.duplicates.filter(pl.col("relation") != "unique")
        .sort("relation", "cluster_id", "article_id")
        .head(MOST_COPIES)
        .join(told, on="article_id", how="left", maintain_order="left")
        .join(told, left_on="canonical_id", right_on="article_id", how="left", suffix="_of", maintain_order="left")
    )
    return [
        {
            "relation": row["relation"],
            "containment": row["containment"],
            "title": cut(row["title"]),
            "outlet": outlet(row),
            "link": safe_link(row["url"]),
            "title_of": cut(row["title_of"]),
            "outlet_of": outlet({k: row[f"{k}_of"] for k in ("source_name", "source_uri", "url")}),
        }
        for row in rows.iter_rows(named=True)
    ]


def _rejects(rejects: pl.DataFrame) -> list[dict[str, Any]]:
    columns = ["stage", "table_name", "source_uri", "article_id", "check", "reason"]
    rows = rejects.sort(columns, nulls_last=True).head(MOST_REJECTS)
    return [{name: cut(value, 240) for name, value in row.items()} for row in rows.iter_rows(named=True)]
