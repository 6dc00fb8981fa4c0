"""Which earlier claims a new figure can meet: those whose figures must be read back before it is placed, and no others.

A figure looks for its claim under some keys of an index (`assign.lookups`), whose entries are kept as numbers beside the claims they
lead to. Of the claims under one key it is compared with the oldest and the latest only, so of a key that leads to many no more are
read. What is returned may be more than what is met, never less, so that placing ends where it would have ended with all claims at hand.
"""

from __future__ import annotations

import polars as pl

from flows.reconcile.assign import LATEST, OLDEST, country_day, hashed, lookups
from flows.reconcile.compare import Rules
from flows.reconcile.figures import figures

WANTED = {"key": pl.UInt64, "lone": pl.Boolean}
LONE = 2  # claims of a day and country, of which it only matters whether they are more than one


def keys_wanted(new: pl.DataFrame) -> pl.DataFrame:
    """Return the keys under which figures look for claims; of those that are `lone` it only matters whether there is one claim."""
    rules = Rules.read()
    found = {key for figure in figures(new) for key in lookups(figure, rules)}
    lone = {country_day(figure) for figure in figures(new)} - found
    kinds = ((found, False), (lone, True))
    frames = [pl.DataFrame({"key": hashed(keys)}).with_columns(lone=pl.lit(value=kind)) for keys, kind in kinds]
    return pl.concat([pl.DataFrame(schema=WANTED), *frames]).sort("key")


def claims_in_reach(index: pl.LazyFrame, wanted: pl.DataFrame) -> pl.Series:
    """Return the ids of the claims.

    Args:
        index: the entries of all claims, in the order in which they came.
        wanted: as `keys_wanted` gives them.
    """
    of_key = wanted.group_by("key").agg(pl.col("lone").all())
    found = index.filter(pl.col("key").is_in(of_key["key"].implode())).collect()
    nth, of = pl.int_range(pl.len()).over("key"), pl.len().over("key").cast(pl.Int64)
    lone = pl.col("key").is_in(of_key.filter("lone")["key"].implode())
    met = pl.when(lone).then(nth < LONE).otherwise((nth < OLDEST) | (nth >= of - LATEST))
    return found.filter(met)["claim_id"].unique()
