"""Which earlier claims a new figure can meet: those whose figures must be read back before it is placed, and no others.

A figure looks for its claim by day (`assign.lookups`): its own or that of its publication, give or take a few. A toll, an
exchange, and a figure that tells no day look by place or side alone: then all claims of their kind are in reach. What is returned may
be more than what is met, never less, so that placing ends where it would have ended with all claims at hand.
"""

from __future__ import annotations

import polars as pl

from flows.reconcile import conventions as conv

ROOT = ["block", "kind", "increment"]
_PUB = pl.col("published_date").cast(pl.Int32)


def claims_in_reach(told: pl.LazyFrame, new: pl.DataFrame) -> pl.Series:
    """Return the ids of the claims.

    Args:
        told: the figures placed before, with their `claim_id`; only some narrow columns are read.
        new: figures as `rows.report_rows` gives them.
    """
    narrow = told.select(*ROOT, "claim_id", "from_day", "to_day", "published_date")
    kin = narrow.join(new.lazy().select(ROOT).unique(), on=ROOT, how="semi")
    dated = kin.with_columns(day=_days_told()).explode("day").drop_nulls("day")
    wide = new.lazy().filter(_looks_everywhere()).select(ROOT).unique()
    found = [
        dated.join(_days_looked_at(new.lazy()), on=[*ROOT, "day"], how="semi"),
        kin.join(wide, on=ROOT, how="semi"),
    ]
    return pl.concat([rows.select("claim_id") for rows in found]).unique().collect()["claim_id"]


def _looks_everywhere() -> pl.Expr:
    soft = [name for name, kind in conv.questions().items() if not kind.needs_place]
    by_side = pl.col("question").is_in(soft) & _PUB.is_null()
    undated = pl.col("from_day").is_null() & _PUB.is_null()
    return (pl.col("kind") == "total") | (pl.col("question") == "exchange") | by_side | undated


def _days_looked_at(new: pl.LazyFrame) -> pl.LazyFrame:
    """Return `ROOT` and each day that some new figure looks at."""
    around = int(conv.numbers()["publication_days"]) + 1
    first = pl.coalesce("from_day", _PUB)
    days = pl.int_ranges(first - around, _last_day(first) + around + 1)
    return new.select(*ROOT, day=days).explode("day").drop_nulls("day").unique()


def _days_told() -> pl.Expr:
    """The days under which a claim may stand in the index because of a figure."""
    first = pl.col("from_day")
    days = pl.int_ranges(first, _last_day(first) + 1)
    return pl.concat_list(_PUB.cast(pl.Int64), days.fill_null([]))


def _last_day(first: pl.Expr) -> pl.Expr:
    longest = int(conv.numbers()["incident_days"])
    return pl.max_horizontal(first, pl.min_horizontal("to_day", first + longest))
