"""Tallies: how often articles show a value of an entity; kept as a state, one part per batch, from which entities are told.

An entity is known here by the number that its id writes, so that many rows are looked through fast.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from flows.core.store import STATE

TALLIES = f"{STATE}/tallies"
NAMES = f"{STATE}/names"  # the blocks of the names of persons, one part per run, under the number of its first batch
TALLY = {
    "entity": pl.UInt64,
    "field": pl.String,
    "value": pl.String,
    "n_articles": pl.Int64,
    "n_mentions": pl.Int64,
}


def number(entity_id: str = "entity_id") -> pl.Expr:
    """Return the number that an entity's id writes."""
    return pl.col(entity_id).str.to_integer(base=16, dtype=pl.UInt64)


def added_up(tallies: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the sum of tallies of different articles, in order of entity, field and value."""
    return (
        pl.concat([pl.DataFrame(schema=TALLY), *(frame.select(list(TALLY)) for frame in tallies)])
        .group_by("entity", "field", "value")
        .agg(pl.col("n_articles", "n_mentions").sum())
        .sort("entity", "field", "value")
    )
