"""Entities folded from sightings: counts, names, aliases, and persons under two ids."""

from __future__ import annotations

import itertools
import random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.core.ids import digest
from flows.core.tallies import added_up
from flows.reconcile.entities import entities, tally
from flows.reconcile.persons import blocks, relinked, same_persons
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
    rows = entities(tally(frame(SIGHTINGS)))
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
    assert entities(tally(frame(rows)))["name"].to_list() == ["Ivo Bronk"]


def test_any_split_and_order_of_articles_gives_the_same_state() -> None:
    whole = tally(frame(SIGHTINGS))
    articles = {row[6] for row in SIGHTINGS}
    for order in itertools.permutations(sorted(map(str, articles))):
        state = whole.clear()
        for article in order:
            rows = [row for row in SIGHTINGS if row[6] == article]
            random.Random(1).shuffle(rows)
            state = added_up([state, tally(frame(rows))])
        assert_frame_equal(state, whole)


def test_no_sightings() -> None:
    state = tally(frame([]))
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


SURNAMES = [
    "Stranovich",
    "Stranavich",
    "Stranowitch",
    "Stranavik",
    "Bronkovski",
    "Bronkovsky",
    "Bronk",
    "Tessarin",
    "Tessarun",
    "Tesarin",
]
GIVEN = ["Mara", "Lena", "Ivo"]


def index_of(rows: pl.DataFrame) -> pl.DataFrame:
    return blocks(rows.filter(pl.col("entity_type") == "person"))


def linked_by_steps(seed: int, steps: int) -> None:
    """Name persons again and again; after each step the links are those of a search among all of them."""
    dice = random.Random(seed)
    names = [f"{given} {surname}" for surname in SURNAMES for given in GIVEN] + SURNAMES
    ids = [digest("person", str(n)) for n in range(60)]
    known: dict[str, tuple[str, str, int]] = {}
    same: dict[str, str] = {}
    index = index_of(persons())
    for _ in range(steps):
        touched, named = {}, []
        for entity in dice.sample(ids, dice.randint(1, 6)):
            before = known.get(entity)
            name = before[0] if before and dice.random() < 0.8 else dice.choice(names)
            kind = "person" if dice.random() < 0.9 else "organization"
            touched[entity] = (name, kind, (before[2] if before else 0) + dice.randint(1, 3))
            named += [row for row in (before, touched[entity]) if row is not None]
        known |= touched
        rows = pl.DataFrame(
            [(i, *row, same.get(i)) for i, row in known.items()],
            schema={
                "entity_id": pl.String,
                "name": pl.String,
                "entity_type": pl.String,
                "n_articles": pl.Int64,
                "same_as": pl.String,
            },
            orient="row",
        )
        new = rows.filter(pl.col("entity_id").is_in(list(touched)))
        index = pl.concat([index, index_of(new)]).unique()
        told = pl.DataFrame(
            [("x", n) for n, kind, _ in named if kind == "person"], schema=["entity_id", "name"], orient="row"
        )
        block = blocks(told.cast(pl.String))["block"]
        found = dict(relinked(rows, index.lazy(), pl.Series(list(touched), dtype=pl.String), block).iter_rows())
        for entity in (*touched, *found):
            same.pop(entity, None)
        same |= {i: other for i, other in found.items() if other is not None}
        assert same == dict(same_persons(rows).iter_rows())


@pytest.mark.parametrize("seed", range(8))
def test_links_found_by_blocks_are_those_found_among_all(seed: int) -> None:
    linked_by_steps(seed, 25)
