"""Who says what: a source, its word of saying, and the stretch of text that it covers."""

from __future__ import annotations

import polars as pl

from flows.core.batch import Batch
from flows.extract.attribution.find import attributions
from flows.extract.models import Parser

FOUND = {
    "article": pl.UInt32,
    "content_start": pl.Int64,
    "content_end": pl.Int64,
    "source_start": pl.Int64,
    "source_end": pl.Int64,
    "source_raw": pl.String,
    "source": pl.String,
    "source_id": pl.String,
    "source_told": pl.String,
    "cue_start": pl.Int64,
    "cue_end": pl.Int64,
    "cue": pl.String,
    "asserted": pl.Boolean,
}


def find_attributions(batch: Batch, mentions: pl.DataFrame, parser: Parser | None = None) -> pl.DataFrame:
    """Return who says what: columns `FOUND`; one row per source and stretch, `source` null when it is unnamed.

    `source_told` is how the article describes the unnamed source where it tells most of it, if that is elsewhere.

    A row that is not `asserted` is no source's word for what it holds: what is promised, asked for, criticised.
    The subjects that a `parser` finds go before those that our own walk over the words finds.
    """
    columns = zip(*attributions(batch, mentions, parser), strict=True)
    return pl.DataFrame(dict(zip(FOUND, columns, strict=False)), schema=FOUND)
