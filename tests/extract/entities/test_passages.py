"""Names of the kinds that news of war is full of: how well those of the marked passages are found, and each rule by itself."""

from __future__ import annotations

import polars as pl
import pytest

from flows.core.batch import Batch
from flows.extract.entities import find_mentions
from flows.extract.entities.lexicon import lexicon
from schemas import FACTS, polars_schema
from tests.extract.entities.marked import found, measured, passages

FLOORS = {True: {"typed": 0.92, "exact": 0.90, "pairs": 0.99}, False: {"typed": 0.82, "exact": 0.79, "pairs": 0.88}}


@pytest.mark.parametrize("read", [True, False], ids=["read", "held out"])
def test_marked_passages_are_read_as_well_as_before(read: bool) -> None:
    given = [passage for passage in passages() if passage.open == read]
    told = measured(given)
    assert {name: told[name] for name, floor in FLOORS[read].items() if told[name] < floor} == {}


def test_surfaces_are_what_is_printed() -> None:
    given = passages()
    for passage, rows in zip(given, found(given), strict=True):
        for row in rows:
            assert passage.text[row["char_start"] : row["char_end"]] == row["surface"]


def types(text: str) -> dict[str, str]:
    row = {"article_id": "0" * 16, "text": text, "language": "en"}
    mentions = find_mentions(Batch.of(pl.DataFrame([row], schema=polars_schema(FACTS["articles"]), orient="row")))
    return dict(mentions.select("surface", "entity_type").rows())


CASES = [
    ("Sappers mined the Velm bridge at dawn.", {"Velm bridge": "facility"}),
    ("Troops ringed the Velm oil refinery at dawn.", {"Velm oil refinery": "facility"}),
    ("They met at Camp Ostry and at the Hotel Lindau.", {"Camp Ostry": "facility", "Hotel Lindau": "facility"}),
    ("The Velm protocols of 1996 are void.", {"Velm protocols": "agreement"}),
    ("The Rwandan genocide is taught there.", {"Rwandan genocide": "event"}),
    ("The French-led force left in May.", {"French-led force": "organization"}),
    ("The Velm massacre was denied.", {"Velm massacre": "event"}),
    ("Fighters of the Velm Liberation Front fled.", {"Velm Liberation Front": "group"}),
    (
        "Operation Velvet Hammer began; Velvet Hammer is over.",
        {"Operation Velvet Hammer": "event", "Velvet Hammer": "event"},
    ),
    ("Nine Zorgan missiles hit the depot.", {}),
    ("The corvette Velmar sank at dawn.", {}),
    ("France sent trucks.", {"France": "place"}),
    (
        "The Ministry of Works and the Velm Border Council split the cost.",
        {"Ministry of Works": "organization", "Velm Border Council": "organization"},
    ),
    ("He works for the Velm Centre for Justice.", {"Velm Centre for Justice": "organization"}),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_words_beside_a_name_tell_what_it_is(text: str, wanted: dict[str, str]) -> None:
    assert types(text) == wanted


def test_one_of_many_is_no_name() -> None:
    assert "facility" not in types("Doctors at a Velm hospital fled.").values()


def test_a_known_place_stays_one_before_its_airport() -> None:
    assert types("Shells hit Kharkiv airport.") == {"Kharkiv": "place"}


def test_a_title_tells_which_of_a_family_is_meant() -> None:
    text = "General Ivo Tarn left. His wife Ada Tarn stayed. General Tarn will return."
    row = {"article_id": "0" * 16, "text": text, "language": "en"}
    mentions = find_mentions(Batch.of(pl.DataFrame([row], schema=polars_schema(FACTS["articles"]), orient="row")))
    assert mentions["name"].to_list() == ["Ivo Tarn", "Ada Tarn", "Ivo Tarn"]


def test_no_name_of_a_state_is_a_common_word() -> None:
    folded = lexicon().folded
    assert [word for word in lexicon().common if word in folded and folded[word].part == "country"] == []


PLACES = [
    ("Georgia sent troops; Governor Brian Holt spoke in Atlanta.", "Georgia", "USA"),
    ("Georgia and Russia fought in 2008; Tbilisi lost.", "Georgia", "GEO"),
    ("Georgia voted.", "Georgia", "GEO"),
    ("Clashes in Tripoli killed nine, Lebanese officials said.", "Tripoli", "LBN"),
    ("Clashes in Tripoli killed nine.", "Tripoli", "LBY"),
]


@pytest.mark.parametrize(("text", "place", "country"), PLACES)
def test_places_of_one_name_are_told_apart_by_their_article(text: str, place: str, country: str) -> None:
    row = {"article_id": "0" * 16, "text": text, "language": "en"}
    mentions = find_mentions(Batch.of(pl.DataFrame([row], schema=polars_schema(FACTS["articles"]), orient="row")))
    assert dict(mentions.select("surface", "country_iso3").rows())[place] == country


def test_a_bare_surname_before_the_full_names_is_the_known_one() -> None:
    text = "Assad's brother Maher al-Assad fled with Bashar al-Assad."
    row = {"article_id": "0" * 16, "text": text, "language": "en"}
    mentions = find_mentions(Batch.of(pl.DataFrame([row], schema=polars_schema(FACTS["articles"]), orient="row")))
    assert mentions["name"].to_list() == ["Bashar al-Assad", "Maher al-Assad", "Bashar al-Assad"]
