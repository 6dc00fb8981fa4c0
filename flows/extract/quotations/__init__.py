"""Quotations, direct and indirect, with their speakers."""

from __future__ import annotations

import polars as pl

from flows.core.batch import Batch
from flows.extract.quotations.find import quotations

FOUND = {
    "article": pl.UInt32,
    "char_start": pl.Int64,
    "char_end": pl.Int64,
    "text": pl.String,
    "quote_type": pl.String,
    "speaker": pl.String,
    "speaker_raw": pl.String,
    "speaker_id": pl.String,
    "speaker_char_start": pl.Int64,
    "speaker_char_end": pl.Int64,
    "cue": pl.String,
}


def find_quotations(batch: Batch, mentions: pl.DataFrame, attributions: pl.DataFrame) -> pl.DataFrame:
    """Return every quotation: `article` and the columns of `quotations` without ids."""
    return pl.DataFrame(quotations(batch, mentions, attributions), schema=FOUND, orient="row")
