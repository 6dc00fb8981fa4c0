"""The columns of figures as extraction gives them, before rows get their ids: one place for people and things."""

from __future__ import annotations

import polars as pl

FOUND = {
    "row": pl.UInt32,
    "part_of_row": pl.UInt32,
    "article": pl.UInt32,
    "char_start": pl.Int64,
    "char_end": pl.Int64,
    "surface": pl.String,
    "sentence": pl.String,
    "family": pl.String,
    "count_type": pl.String,
    "value": pl.Float64,
    "value_low": pl.Float64,
    "value_high": pl.Float64,
    "qualifier": pl.String,
    "unit": pl.String,
    "population": pl.String,
    "affected": pl.String,
    "affected_iso3": pl.String,
    "attributed_to": pl.String,
    "attributed_to_raw": pl.String,
    "attributed_to_id": pl.String,
    "location": pl.String,
    "location_iso3": pl.String,
    "quotation_id": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "scope": pl.String,
    "modality": pl.String,
    "is_implicit": pl.Boolean,
    "confidence": pl.Float64,
}
