"""Dates, times, durations and sets as TIMEX3."""

from __future__ import annotations

import polars as pl

from flows.core.batch import Batch

FOUND = {
    "article": pl.UInt32, "char_start": pl.Int64, "char_end": pl.Int64, "surface": pl.String, "timex_type": pl.String, "timex_value": pl.String,
    "timex_mod": pl.String, "date_start": pl.Date, "date_end": pl.Date, "date_prec": pl.String, "anchor_date": pl.Date,
}


def find_dates(batch: Batch) -> pl.DataFrame:
    """Return every expression of time: `article` and the columns of `dates` without ids."""
    return pl.DataFrame(schema=FOUND)
