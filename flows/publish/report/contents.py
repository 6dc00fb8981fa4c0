"""What is in the release and since when; copies and rejects told openly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from flows.core.store import STAMP
from flows.publish.report.sentences import cut, outlet, safe_link
from flows.publish.report.tables import COLUMNS, Tables

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
    first, last, n_undated = _days(tables)
    outlets, n_outlets = _outlets(tables)
    agreement = dict(tables.ranks["agreement"].value_counts().iter_rows())
    relations = {name: n for name, _, n in _counted(tables, "duplicates", "relation")}
    reject_kinds = _counted(tables, "rejects", "stage", "check")
    return About(
        version=manifest["version"],
        made=_when(manifest["version"]),
        since=_when(changes["since"]) if changes["since"] else None,
        first=first,
        last=last,
        n_undated=n_undated,
        tables=[
            (name.replace("-", "_"), t["rows"], t["rows"] - t["rows_before"]) for name, t in changes["tables"].items()
        ],
        claim_changes={name: kind["n"] for name, kind in changes["claims"].items()},
        agreement={name: agreement.get(name, 0) for name in AGREEMENTS},
        relations={name: relations.get(name, 0) for name in RELATIONS},
        kinds=_counted(tables, "quantities", "family", "count_type"),
        outlets=outlets,
        n_outlets=n_outlets,
        copies=_copies(tables),
        rejects=_rejects(tables),
        reject_kinds=[(stage, cut(check, 60) or "", n) for stage, check, n in reject_kinds],
        n_rejects=sum(n for _, _, n in reject_kinds),
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


def _counted(tables: Tables, name: str, one: str, other: str | None = None) -> list[tuple[Any, Any, int]]:
    """Return how often each value or pair of values stands in a table, the commonest first."""
    keys = [one, other] if other else [one]
    counts = tables.scan(name).group_by(keys).len().collect(engine="streaming")
    rows = counts.sort(["len", *keys], descending=[True, *[False] * len(keys)]).iter_rows(named=True)
    return [(row[one], row[other] if other else None, row["len"]) for row in rows]


def _days(tables: Tables) -> tuple[Any, Any, int]:
    day = pl.col("published_date")
    told = tables.scan("articles").select(first=day.min(), last=day.max(), undated=day.null_count())
    first, last, undated = told.collect(engine="streaming").row(0)
    return first, last, undated


def _outlets(tables: Tables) -> tuple[list[dict[str, Any]], int]:
    """The outlets with most articles, with their days, and how many there are; articles without one are told by host or as unnamed."""
    keys = ["source_name", "url"]
    host = pl.when(pl.col("source_name").is_null()).then(pl.col("url").str.extract(r"(?i)^(https?://[^/?#]+)"))
    named = tables.scan("articles").select("source_name", "published_date", url=host)
    counts = named.group_by(keys).agg(n=pl.len(), first=pl.min("published_date"), last=pl.max("published_date"))
    found = counts.collect(engine="streaming")
    rows = found.sort(["n", *keys], descending=[True, False, False]).head(MOST_OUTLETS).iter_rows(named=True)
    return [{**row, "name": outlet({**row, "source_uri": "(no outlet named)"})} for row in rows], len(found)


def _copies(tables: Tables) -> list[dict[str, Any]]:
    """Copies and updates beside the article they belong to."""
    keys = ["relation", "cluster_id", "article_id"]
    copies = tables.scan("duplicates").filter(pl.col("relation") != "unique").bottom_k(MOST_COPIES, by=keys).collect()
    told = tables.some("articles", pl.concat([copies["article_id"], copies["canonical_id"]]).unique())
    told = told.select("article_id", "title", "source_name", "source_uri", "url")
    rows = (
        copies.sort(keys)
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


def _rejects(tables: Tables) -> list[dict[str, Any]]:
    columns = COLUMNS["rejects"]
    lacking = [pl.col(c).is_null() for c in columns]
    order = [by for pair in zip(lacking, map(pl.col, columns), strict=True) for by in pair]  # nulls last
    rows = tables.scan("rejects").sort(order).head(MOST_REJECTS).collect()
    return [{name: cut(value, 240) for name, value in row.items()} for row in rows.iter_rows(named=True)]
