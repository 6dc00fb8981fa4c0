"""Names: persons, organisations, places, groups, events, agreements, facilities.

Three steps: `runs` finds stretches of capitals over the whole batch, `parse` takes each different stretch apart once, `resolve`
joins and types the names of each article. All names, words and cues are tables in ``seeds/reference`` (`entity_*`, `names_*`,
`groups`, `countries`).
"""

from __future__ import annotations

import polars as pl

from flows.core.batch import Batch
from flows.extract.entities.parse import parse
from flows.extract.entities.resolve import Name, resolve
from flows.extract.entities.runs import runs

FOUND = {
    "article": pl.UInt32, "char_start": pl.Int64, "char_end": pl.Int64, "surface": pl.String, "role": pl.String, "entity_id": pl.String,
    "name": pl.String, "entity_type": pl.String, "country_iso3": pl.String, "wikidata_id": pl.String,
}  # fmt: skip


def find_mentions(batch: Batch) -> pl.DataFrame:
    """Return every mention: `article`, the columns of `mentions`, and its entity's `name, entity_type, country_iso3, wikidata_id`."""
    out = []
    names: list[Name] = []
    current: int | None = None
    for article, start, run, left, right, caps, first in runs(batch).iter_rows():
        if article != current:
            out.extend(_rows(current, names))
            names, current = [], article
        parts = parse(run, first or left.endswith(("“", '"', "‘", ": ")), caps)
        for i, part in enumerate(parts):
            before = left if i == 0 and part.start == 0 else left + run[: part.start]
            after = right if part.end == len(run) else run[part.end :] + right
            names.append(Name(start + part.start, part, before, after))
    out.extend(_rows(current, names))
    return pl.DataFrame(out, schema=FOUND, orient="row")


def _rows(article: int | None, names: list[Name]) -> list[tuple[object, ...]]:
    return [
        (article, start, end, surface, role, e.entity_id, e.name, e.entity_type, e.country_iso3, e.wikidata_id)
        for start, end, surface, role, e in resolve(names)
    ]
