"""Rows of the other families over a batch: attribution, side, place, modality, and what is left to the counts of people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from flows.core.batch import Batch
from flows.extract.attribution import FOUND as ATTRIBUTIONS
from flows.extract.dates import FOUND as DATES
from flows.extract.entities import FOUND as MENTIONS
from flows.extract.quantities import FOUND
from flows.extract.quantities.around import Around
from flows.extract.quantities.numbers.find import numbers_in
from flows.extract.quantities.things.stage import find_others
from flows.extract.quotations import FOUND as QUOTATIONS

TEXT = (
    "Mayor Ines Kolar warned that up to 200 apartment blocks in Marsk, Ukraine, could lose water.\n"
    "Gunners said 30 Russian drones were shot down on 5 May 2021.\n"
    "At least 12 villagers were killed."
)


def frame(schema: dict[str, Any], *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def rows() -> list[dict[str, Any]]:
    batch = Batch.of(pl.DataFrame({"article_id": ["a"], "text": [TEXT]}))
    said = TEXT.index("that") + 5
    end = TEXT.index("\n")
    claim = {
        "article": 0,
        "content_start": said,
        "content_end": end,
        "source_raw": "Mayor Ines Kolar",
        "source": "Ines Kolar",
        "source_id": "x1",
        "source_told": None,
    }
    at = TEXT.index("Marsk")
    place = {
        "article": 0,
        "char_start": at,
        "char_end": at + 5,
        "name": "Marsk",
        "entity_type": "place",
        "country_iso3": "UKR",
    }
    day = TEXT.index("5 May")
    date = {
        "article": 0,
        "char_start": day,
        "char_end": day + 10,
        "surface": "5 May 2021",
        "timex_type": "DATE",
        "timex_value": "2021-05-05",
    }
    date |= {"date_start": dt.date(2021, 5, 5), "date_end": dt.date(2021, 5, 5), "date_prec": "day"}
    quotations = pl.DataFrame(schema={**QUOTATIONS, "quotation_id": pl.String})
    taken = {(0, TEXT.index("At least"))}
    around = Around(frame(DATES, date), frame(MENTIONS, place), frame(ATTRIBUTIONS, claim), quotations)
    return find_others(batch, numbers_in(batch.sentences), taken, around).to_dicts()


def test_rows_fit_the_table() -> None:
    found = rows()
    assert set(found[0]) == set(FOUND) - {"row", "part_of_row", "is_implicit"}
    assert all(r["surface"] == TEXT[r["char_start"] : r["char_end"]] for r in found)
    assert len(found) == 2


def test_buildings_have_source_side_place_and_modality() -> None:
    blocks = rows()[0]
    assert (blocks["family"], blocks["unit"], blocks["value"], blocks["value_high"]) == (
        "infrastructure",
        "apartment block",
        200,
        200,
    )
    assert (blocks["attributed_to"], blocks["attributed_to_raw"]) == ("Ines Kolar", "Mayor Ines Kolar")
    assert (blocks["affected"], blocks["location"], blocks["modality"]) == ("Ukraine", "Marsk", "possible")


def test_weapons_have_count_type_side_and_day() -> None:
    drones = rows()[1]
    assert (drones["family"], drones["count_type"], drones["unit"]) == ("materiel", "intercepted", "drone")
    assert (drones["affected"], drones["period_start"], drones["modality"]) == (
        "Russia",
        dt.date(2021, 5, 5),
        "asserted",
    )


def test_people_and_dates_give_no_row() -> None:
    assert [r["surface"] for r in rows()] == ["up to 200", "30"]
