"""What the tests of who says what share: an article of invented people, with their names as the entities room gives them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import polars as pl
import pytest

import schemas
from flows.core.batch import Batch
from flows.extract.attribution import find_attributions
from flows.extract.quotations import find_quotations

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
    ("MAREN HOLT", "Maren Holt", "person", None),
    ("Holt", "Maren Holt", "person", None),
    ("Tomas Verga", "Tomas Verga", "person", "Ostrian President"),
    ("Verga", "Tomas Verga", "person", None),
    ("Elena Sorin", "Elena Sorin", "person", None),
    ("Sorin", "Elena Sorin", "person", None),
    ("Red Lantern", "Red Lantern", "organization", None),
    ("Ostria Health Ministry", "Ostria Health Ministry", "organization", None),
    ("Northwire", "Northwire", "organization", None),
    ("Ostrian", "Ostria", "place", None),
    ("Ostria", "Ostria", "place", None),
    ("Belmar", "Belmar", "place", None),
]


class Read(NamedTuple):
    """What was read from one text."""

    text: str
    attributions: list[dict[str, object]]
    quotations: list[dict[str, object]]


def batch_of(text: str) -> Batch:
    columns = schemas.polars_schema(schemas.FACTS["articles"])
    row = dict.fromkeys(columns) | {"article_id": "0" * 16, "text": text, "language": "en"}
    return Batch.of(pl.DataFrame([row], schema=columns))


def mentions_of(text: str) -> pl.DataFrame:
    known = {surface: (name, kind, role) for surface, name, kind, role in NAMES}
    rows = []
    for m in re.finditer("|".join(re.escape(surface) for surface in known), text):
        name, kind, role = known[m[0]]
        rows.append((0, m.start(), m.end(), m[0], role, name.lower(), name, kind, None, None))
    return pl.DataFrame(rows, schema=MENTIONS, orient="row")


@pytest.fixture(scope="session")
def listen() -> Callable[[str], Read]:
    """Return a function that reads who says what, and the quotations, from a text."""

    def read(text: str) -> Read:
        batch, mentions = batch_of(text), mentions_of(text)
        found = find_attributions(batch, mentions)
        return Read(text, found.to_dicts(), find_quotations(batch, mentions, found).to_dicts())

    return read
