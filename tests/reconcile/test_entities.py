"""Entities folded from sightings: counts, names, aliases, and persons under two ids."""

from __future__ import annotations

import itertools
import random

import polars as pl
from polars.testing import assert_frame_equal

from flows.core.ids import digest
from flows.reconcile.entities import entities, merge_sightings, same_persons
from schemas import TABLES, polars_schema

COLUMNS = {
    "entity_id": pl.String,
    "name": pl.String,
    "entity_type": pl.String,
    "country_iso3": pl.String,
    "wikidata_id": pl.String,
    "surface": pl.String,
    "article_id": pl.String,
    "n_mentions": pl.Int64,
}
BRONK, TALA = digest("a"), digest("b")
SIGHTINGS = [
    (BRONK, "Ivo T. Bronk", "person", None, None, "Ivo T. Bronk", "a1", 1),
    (BRONK, "Ivo T. Bronk", "person", None, None, "Bronk", "a1", 4),
    (BRONK, "Ivo Bronk", "person", None, None, "Ivo Bronk", "a2", 1),
    (BRONK, "Ivo Bronk", "person", None, None, "Bronk", "a2", 2),
    (BRONK, "Ivo Bronk", "organization", None, None, "Bronk", "a3", 1),
    (TALA, "Tala", "place", "TUR", None, "Tala", "a1", 2),
    (TALA, "Tala", "place", None, None, "TALA", "a3", 1),
]


def frame(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def test_rows_of_the_contract() -> None:
    rows = entities(merge_sightings(None, frame(SIGHTINGS)))
    assert rows.schema == pl.Schema(polars_schema(TABLES["entities"]))
    bronk = rows.row(by_predicate=pl.col("entity_id") == BRONK, named=True)
    assert bronk["name"] == "Ivo T. Bronk"
    assert bronk["entity_type"] == "person"
    assert bronk["aliases"] == "Bronk; Ivo Bronk"
    assert (bronk["n_articles"], bronk["n_mentions"]) == (3, 9)
    tala = rows.row(by_predicate=pl.col("entity_id") == TALA, named=True)
    assert (tala["name"], tala["country_iso3"], tala["aliases"], tala["same_as"]) == ("Tala", "TUR", "TALA", None)


def test_a_rare_longer_name_does_not_win() -> None:
    rows = [(BRONK, "Ivo Bronk", "person", None, None, "Ivo Bronk", f"a{i}", 1) for i in range(9)]
    rows.append((BRONK, "Ivo Bronk Tuesday", "person", None, None, "Ivo Bronk Tuesday", "b", 1))
    assert entities(merge_sightings(None, frame(rows)))["name"].to_list() == ["Ivo Bronk"]


def test_any_split_and_order_of_articles_gives_the_same_state() -> None:
    whole = merge_sightings(None, frame(SIGHTINGS))
    articles = {row[6] for row in SIGHTINGS}
    for order in itertools.permutations(sorted(map(str, articles))):
        state: pl.DataFrame | None = None
        for article in order:
            rows = [row for row in SIGHTINGS if row[6] == article]
            random.Random(1).shuffle(rows)
            state = merge_sightings(state, frame(rows))
        assert state is not None
        assert_frame_equal(state, whole)


def test_no_sightings() -> None:
    state = merge_sightings(None, frame([]))
    assert state.is_empty()
    assert entities(state).is_empty()


def persons(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [(digest(name), name, "person", n) for name, n in rows],
        schema={"entity_id": pl.String, "name": pl.String, "entity_type": pl.String, "n_articles": pl.Int64},
        orient="row",
    )


def test_a_bare_surname_is_its_only_bearer() -> None:
    found = same_persons(persons(("Ivo Bronkovski", 5), ("Bronkovsky", 2)))
    assert found.rows() == [(digest("Bronkovsky"), digest("Ivo Bronkovski"))]


def test_a_bare_surname_with_two_bearers_stays() -> None:
    assert same_persons(persons(("Ivo Bronk", 5), ("Mara Bronk", 1), ("Bronk", 2))).is_empty()


def test_a_better_known_bare_surname_stays() -> None:
    assert same_persons(persons(("Ivo Bronk", 1), ("Bronk", 9))).is_empty()


def test_one_letter_in_a_long_surname() -> None:
    found = same_persons(persons(("Mara Stranovich", 5), ("Mara Stranowitch", 1), ("Mara Stranavich", 2)))
    assert set(found["same_as"]) == {digest("Mara Stranovich")}
    assert same_persons(persons(("Mara Bron", 5), ("Mara Brun", 1))).is_empty()
    assert same_persons(persons(("Mara Stranovich", 5), ("Lena Stranavich", 1))).is_empty()


def test_links_never_chain() -> None:
    found = same_persons(persons(("Mara Stranovich", 9), ("Mara Stranavich", 5), ("Mara Stranawich", 1)))
    assert set(found["same_as"]).isdisjoint(found["entity_id"])
