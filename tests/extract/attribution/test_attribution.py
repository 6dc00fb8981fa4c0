"""Who says what, in sentences of the tests' own."""

from __future__ import annotations

import polars as pl
import pytest

import schemas
from flows.core.batch import Batch
from flows.extract.attribution import find_attributions

MENTIONS = {
    "article": pl.UInt32,
    "char_start": pl.Int64,
    "char_end": pl.Int64,
    "surface": pl.String,
    "role": pl.String,
    "entity_id": pl.String,
    "name": pl.String,
    "entity_type": pl.String,
    "country_iso3": pl.String,
    "wikidata_id": pl.String,
}
NAMES = [
    ("Maren Holt", "Maren Holt", "person", None),
    ("Holt", "Maren Holt", "person", None),
    ("Tomas Verga", "Tomas Verga", "person", "Ostrian President"),
    ("Verga", "Tomas Verga", "person", None),
    ("Red Lantern", "Red Lantern", "organization", None),
    ("Ostria Health Ministry", "Ostria Health Ministry", "organization", None),
    ("Ostria", "Ostria", "place", None),
    ("Belmar", "Belmar", "place", None),
]


def batch_of(text: str) -> Batch:
    columns = schemas.polars_schema(schemas.FACTS["articles"])
    row = dict.fromkeys(columns) | {"article_id": "0" * 16, "text": text, "language": "en"}
    return Batch.of(pl.DataFrame([row], schema=columns))


def mentions_of(text: str) -> pl.DataFrame:
    rows, taken = [], set()
    for surface, name, kind, role in NAMES:
        at = text.find(surface)
        while at >= 0:
            if not any(s <= at < e for s, e in taken):
                taken.add((at, at + len(surface)))
                rows.append((0, at, at + len(surface), surface, role, name.lower(), name, kind, None, None))
            at = text.find(surface, at + 1)
    return pl.DataFrame(rows, schema=MENTIONS, orient="row").sort("char_start")


def said(text: str) -> list[tuple[str, str]]:
    """The source (or its description) and the stretch of each attribution."""
    found = find_attributions(batch_of(text), mentions_of(text))
    return [(r["source"] or r["source_raw"], text[r["content_start"] : r["content_end"]]) for r in found.to_dicts()]


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Maren Holt said nine people were killed.", "Maren Holt", "nine people were killed"),
        ("Nine people were killed, Maren Holt said.", "Maren Holt", "Nine people were killed"),
        ("Nine people were killed, said Maren Holt, the mayor of Belmar.", "Maren Holt", "Nine people were killed"),
        ("Maren Holt, the mayor of Belmar, said nine people were killed.", "Maren Holt", "nine people were killed"),
        ("Maren Holt told reporters on Monday that nine people were killed.", "Maren Holt", "nine people were killed"),
        ("According to Red Lantern, nine people were killed.", "Red Lantern", "nine people were killed"),
        ("Nine people were killed, according to local officials.", "local officials", "Nine people were killed"),
        ("Red Lantern has documented 312 deaths.", "Red Lantern", "312 deaths"),
    ],
)
def test_source_and_stretch(text: str, source: str, content: str) -> None:
    assert said(text) == [(source, content)]
