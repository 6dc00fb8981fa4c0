"""Growing tolls: the figures of a claim in order of their days, and the drops among them.

The dead of an event grow from report to report, so a figure that allows no number as high as one printed on an earlier day is a *drop*:
an outlet that prints what is out of date, a source that corrects itself or contradicts another. Which count types grow stands in
`seeds/reference/claim_count_types.csv`. Parts of a toll are no drops of the whole, and what is denied, planned or vague is none either.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from flows.core import reference

WHOLE = ("equal", "within", "outside")  # relations of the figures that answer the whole question
NEEDS = ("quantity_id", "family", "count_type", "value", "value_low", "value_high", "qualifier", "modality")
DROPS = {
    "quantity_id": pl.String,
    "claim_id": pl.String,
    "fell_from": pl.Float64,
    "fell_on": pl.Date,
    "own": pl.Boolean,
}


@cache
def growing() -> pl.DataFrame:
    """Return family and count type of the counts that a later report may raise."""
    header = ("family", "count_type", "question", "whole", "needs_place", "grows")
    table = reference.rows("claim_count_types", *header, key=("family", "count_type"))
    kept = [(row["family"], row["count_type"]) for row in table if row["grows"] == "yes"]
    return pl.DataFrame(kept, schema={"family": pl.String, "count_type": pl.String}, orient="row")


def drops(claim_reports: pl.DataFrame, quantities: pl.DataFrame) -> pl.DataFrame:
    """Return the drops: columns `DROPS`, one row for each figure that falls below an earlier day's of its claim.

    Args:
        claim_reports: rows of that table.
        quantities: the figures they refer to, with the columns `NEEDS` and `who`, the voice that gives each.

    Returns:
        `fell_from` is the highest floor printed on an earlier day and `fell_on` the day it was first reached; `own` tells that the
        same voice had itself printed more than it does now, and then both are its own.
    """
    about = _about_share()
    told = (
        claim_reports.filter(pl.col("relation").is_in(WHOLE), pl.col("reported_date").is_not_null())
        .join(quantities.select(*NEEDS, "who"), on="quantity_id")
        .join(growing(), on=["family", "count_type"], how="semi", nulls_equal=True)
        .filter(pl.col("modality") == "asserted", pl.col("value").is_not_null(), pl.col("qualifier") != "vague")
        .with_columns(
            floor=_reaching("value_low", 1 - about, 0.0), ceiling=_reaching("value_high", 1 + about, float("inf"))
        )
    )
    own, any_ = _peaks(told, ["claim_id", "who"]), _peaks(told, ["claim_id"])
    return (
        told.join(own, on=["claim_id", "who", "reported_date"], how="left", nulls_equal=True)
        .join(any_, on=["claim_id", "reported_date"], how="left", suffix="_any")
        .with_columns(own=(pl.col("ceiling") < pl.col("peak")).fill_null(value=False))
        .filter(pl.col("own") | (pl.col("ceiling") < pl.col("peak_any")))
        .with_columns(
            fell_from=pl.when("own").then("peak").otherwise("peak_any"),
            fell_on=pl.when("own").then("day").otherwise("day_any"),
        )
        .select([pl.col(name).cast(dtype) for name, dtype in DROPS.items()])
        .sort("claim_id", "quantity_id")
    )


def _about_share() -> float:
    """Return what "about" leaves open to either side, as a share."""
    table = reference.rows("claim_conventions", "name", "value", "meaning", key=("name",))
    return float(next(row["value"] for row in table if row["name"] == "about_share") or "nan")


def _reaching(bound: str, about: float, open_end: float) -> pl.Expr:
    near = pl.when(pl.col("qualifier") == "about").then(pl.col("value") * about).otherwise(open_end)
    return pl.coalesce(bound, near)


def _peaks(told: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return for each day the highest floor of the days before, and the first day that reached it."""
    daily = (
        told.group_by(*key, "reported_date")
        .agg(pl.max("floor"))
        .sort(*key, "reported_date")
        .with_columns(so_far=pl.col("floor").cum_max().over(key))
        .with_columns(day=pl.col("reported_date").min().over([*key, "so_far"]))
    )
    return daily.select(
        *key, "reported_date", peak=pl.col("so_far").shift(1).over(key), day=pl.col("day").shift(1).over(key)
    )
