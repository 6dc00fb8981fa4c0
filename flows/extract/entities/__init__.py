"""Names: persons, organisations, places, groups, events, agreements, facilities."""

from __future__ import annotations

import re

import polars as pl

from flows.core.batch import Batch
from flows.core.ids import digest

FOUND = {
    "article": pl.UInt32, "char_start": pl.Int64, "char_end": pl.Int64, "surface": pl.String, "role": pl.String, "entity_id": pl.String,
    "name": pl.String, "entity_type": pl.String, "country_iso3": pl.String, "wikidata_id": pl.String,
}
NAME = re.compile(r"[A-Z][\w’'-]+(?: (?:of |for |and |the )?[A-Z][\w’'.-]*)*")


def find_mentions(batch: Batch) -> pl.DataFrame:
    """Return every mention: `article`, the columns of `mentions`, and its entity's `name, entity_type, country_iso3, wikidata_id`."""
    out = []
    for article, start, text in batch.sentences.select("article", "char_start", "text").iter_rows():
        for m in NAME.finditer(text):
            kind = "person" if " " in m[0] else "place"
            out.append((article, start + m.start(), start + m.end(), m[0], None, digest(kind, m[0]), m[0], kind, None, None))
    return pl.DataFrame(out, schema=FOUND, orient="row")
