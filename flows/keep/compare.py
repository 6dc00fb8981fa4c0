"""Two releases beside each other: rows added, changed and gone per table, and what became of the figures and claims.

Parts that both releases hold are not read. Of the others only keys and a hash of each row are held, whatever the size of the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from flows.core.store import Release
from flows.publish.manifest import entries
from schemas import TABLES

KEYS = {
    "articles": ["article_id"],
    "duplicates": ["article_id"],
    "quantities": ["quantity_id"],
    "dates": ["date_id"],
    "quotations": ["quotation_id"],
    "mentions": ["mention_id"],
    "rejects": ["reject_id"],
    "entities": ["entity_id"],
    "claims": ["claim_id"],
    "claim_reports": ["claim_id", "quantity_id"],
}
FIGURE = ["surface", "count_type", "value", "value_low", "value_high", "unit", "affected", "attributed_to", "modality"]
CLAIM = ["label", "best", "low", "high", "agreement", "n_reports"]
LABELS = {"quantities": FIGURE, "claims": CLAIM}


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows of a table came, changed and went."""

    added: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two releases.

    Attributes:
        tables: the rows of each table.
        figures: figures that stand in both and differ in a column of `FIGURE`: that column, before and after, in one line each.
        claims: the same of claims and `CLAIM`.
    """

    tables: dict[str, Rows]
    figures: list[str]
    claims: list[str]


def compare(old: Release, new: Release) -> Comparison:
    """Return what is different in `new`."""
    kept = _hashes(old) & _hashes(new)
    tables, told = {}, {}
    for table in TABLES:
        then, now = (_hashed(release, table, kept) for release in (old, new))
        both = then.join(now, on=KEYS[table], suffix="_now")
        changed = both.filter(pl.col("row") != pl.col("row_now"))
        tables[table] = Rows(len(now) - len(both), len(changed), len(then) - len(both))
        if table in LABELS:
            told[table] = _differences(old, new, table, changed[KEYS[table][0]])
    return Comparison(tables, told["quantities"], told["claims"])


def _hashes(release: Release) -> set[str]:
    return {entry["sha256"] for entry in entries(release.manifest)}


def _hashed(release: Release, table: str, kept: set[str]) -> pl.DataFrame:
    """Return keys and a hash of each row of the parts that the other release does not hold."""
    keys = KEYS[table]
    frames = [pl.DataFrame(schema={**dict.fromkeys(keys, pl.String), "row": pl.UInt64})]
    for resource in release.manifest["resources"]:
        if resource["name"].replace("-", "_") != table:
            continue
        for part in resource["parts"]:
            if part["sha256"] not in kept:
                rows = pl.read_parquet(release.path / part["path"])
                frames.append(rows.select(keys).with_columns(row=rows.select(sorted(rows.columns)).hash_rows()))
    return pl.concat(frames)


def _differences(old: Release, new: Release, table: str, ids: pl.Series) -> list[str]:
    """Return what differs in the columns that a reader looks at, in one line per row."""
    key, columns = KEYS[table][0], LABELS[table]
    then, now = (
        pl.scan_parquet(release.parts(table)).filter(pl.col(key).is_in(ids.implode())).select(key, *columns).collect()
        for release in (old, new)
    )
    out = []
    for row in then.join(now, on=key, suffix="_now").sort(key).iter_rows(named=True):
        differs = [c for c in columns if row[c] != row[f"{c}_now"]]
        if differs:
            out.append(f"{row[columns[0]]}: {_arrows(row, differs)}")
    return out


def _arrows(row: dict[str, object], columns: Sequence[str]) -> str:
    return ", ".join(f"{c} {_shown(row[c])} → {_shown(row[f'{c}_now'])}" for c in columns)


def _shown(value: object) -> str:
    if value is None:
        return "unknown"
    return f"{value:,g}" if isinstance(value, float) else str(value)
