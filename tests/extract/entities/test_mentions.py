"""Names found, typed and joined inside one article."""

from __future__ import annotations

import itertools
import time
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.batch import Batch
from flows.extract.entities import FOUND, find_mentions
from flows.extract.entities.register import _registers
from schemas.vocabulary import ENTITY_TYPE


def mentions(*texts: str) -> list[dict[str, Any]]:
    return find_mentions(Batch.of(pl.DataFrame({"text": list(texts)}))).to_dicts()


def named(text: str, surface: str, nth: int = 0) -> dict[str, Any]:
    return [m for m in mentions(text) if m["surface"] == surface][nth]


def surfaces(text: str) -> list[str]:
    return [m["surface"] for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("Fighting went on near Talvora on Sunday.", "Talvora", "place"),
        ("The village of Ekkenbu was burnt.", "Ekkenbu", "place"),
        ("Residents fled Mirkovo, Ukraine, by bus.", "Mirkovo", "place"),
        ("Spokesman Tural Hekkinen said so.", "Tural Hekkinen", "person"),
        ("A driver, Ortun Velkas, 41, died.", "Ortun Velkas", "person"),
        ("Gen. Hob Marrak was there.", "Hob Marrak", "person"),
        ("The Talvora Liberation Front claimed it.", "Talvora Liberation Front", "group"),
        ("He works at the Ministry of Water and Forests.", "Ministry of Water and Forests", "organization"),
        ("Shells hit Talvora General Hospital.", "Talvora General Hospital", "facility"),
        ("They signed the Talvora Accords.", "Talvora Accords", "agreement"),
        ("The Battle of Talvora lasted a week.", "Battle of Talvora", "event"),
        ("Hezbollah fired rockets.", "Hezbollah", "group"),
        ("Two Palestinians were hurt.", "Palestinians", "group"),
        ("Shares of Marrak Corp fell.", "Marrak Corp", "organization"),
        ("They crossed the Orrin River.", "Orrin River", "place"),
    ],
)
def test_kinds(text: str, surface: str, kind: str) -> None:
    assert named(text, surface)["entity_type"] == kind


def test_titles_stay_outside_and_give_the_role() -> None:
    text = "Norwegian Defence Minister Hob Velkas met foreign minister Ana Orrin; Lut Marrak, the mayor of Talvora, came later."
    assert named(text, "Hob Velkas")["role"] == "Norwegian Defence Minister"
    assert named(text, "Ana Orrin")["role"] == "foreign minister"
    assert named(text, "Lut Marrak")["role"] == "mayor of Talvora"


def test_surnames_and_acronyms_join_the_full_name() -> None:
    text = (
        "General Hob T. Velkas leads the Council for Open Rivers (COR). Velkas joined COR in May. Velkas's aide left."
    )
    ids = {m["entity_id"] for m in mentions(text) if "Velkas" in m["surface"]}
    assert len(ids) == 1
    assert named(text, "COR")["entity_id"] == named(text, "Council for Open Rivers")["entity_id"]
    assert named(text, "Velkas", 1)["name"] == "Hob T. Velkas"


def test_namesakes_are_kept_apart() -> None:
    text = "Daniel Marrak died. Marrak was 40. His brother Peter Marrak survived. Marrak is in hospital."
    daniel, peter = named(text, "Daniel Marrak")["entity_id"], named(text, "Peter Marrak")["entity_id"]
    assert daniel != peter
    assert [m["entity_id"] for m in mentions(text) if m["surface"] == "Marrak"] == [daniel, peter]


def test_ids_do_not_hang_on_the_order_of_articles() -> None:
    one, two = "Sergei Orrinov left.", "Sergey Orrinov and the Talvora Liberation Front agreed."
    there = {(m["surface"], m["entity_id"]) for m in mentions(one, two)}
    back = {(m["surface"], m["entity_id"]) for m in mentions(two, one)}
    assert there == back
    assert len({i for s, i in there if s.startswith("Serg")}) == 1


def test_articles_do_not_hang_on_each_other() -> None:
    one, two = "Velkas said nothing.", "Hob Velkas said much. Marrak, 30, listened."
    together = [(m["surface"], m["entity_id"]) for m in mentions(one, two)]
    assert together == [(m["surface"], m["entity_id"]) for t in (one, two) for m in mentions(t)]


@pytest.mark.parametrize(
    ("text", "surface", "name"),
    [
        ("Moscow denied the report.", "Moscow", "Russia"),
        ("The Kremlin said nothing.", "Kremlin", "Russia"),
        ("They live in Moscow.", "Moscow", "Moscow"),
        ("A street in Kiev was blocked.", "Kiev", "Kyiv"),
        ("Talks between Kyiv and Moscow broke down.", "Kyiv", "Ukraine"),
        ("U.S. officials left.", "U.S.", "United States"),
        ("The Israeli military said so.", "Israeli military", "Israeli military"),
        ("Israel's military said so.", "Israel's military", "Israeli military"),
        ("Daesh fled.", "Daesh", "Islamic State"),
        ("Eucom confirmed it.", "Eucom", "United States European Command"),
    ],
)
def test_canonical_names(text: str, surface: str, name: str) -> None:
    assert named(text, surface)["name"] == name


@pytest.mark.parametrize(
    "text",
    [
        "Russian forces advanced on Monday.",
        "Please tell us who they are.",
        "Rescue workers came. Police arrived. Hundreds fled in January.",
        "HEAVY FIGHTING IN THE NORTH, MANY DEAD AFTER ATTACK",
        "However, nobody said so.",
    ],
)
def test_no_names(text: str) -> None:
    assert surfaces(text) == []


def test_capitals_are_read_in_mixed_case_tables() -> None:
    text = "GUERRILLAS OF THE FMLN ATTACKED SAN SALVADOR, PRESIDENT ALFREDO CRISTIANI SAID."
    assert {"FMLN", "SAN SALVADOR", "ALFREDO CRISTIANI"} <= set(surfaces(text))
    assert named(text, "SAN SALVADOR")["name"] == "San Salvador"


WORDS = st.sampled_from(
    [
        "President",
        "General",
        "Minister",
        "of",
        "the",
        "and",
        "Kyiv",
        "Ukraine's",
        "Ukrainian",
        "Zelensky",
        "U.S.",
        "NATO",
        "(UN)",
        "al-Assad",
        "Côte",
        "d’Ivoire",
        "Marrak",
        "&",
        "Co.",
        "Ministry",
        "Front",
        "said,",
        "in",
        "IS",
        "South",
        "Bank.",
        "É",
        "Žižek",
        "İstanbul",
        "ﬁ",
        "😀",
        "\u200f",
        "\u200b",
        "McX",
        "O'Hara",
        "Gen.",
        "J.",
        "“Hob”",
        "3-1",
        "v",
        "’s",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=25).map(" ".join)), max_size=4))
def test_any_text_gives_mentions_in_place(texts: list[str]) -> None:
    found = find_mentions(Batch.of(pl.DataFrame({"text": texts}, schema={"text": pl.String})))
    assert dict(found.schema) == FOUND
    last = (-1, -1)
    for row in found.iter_rows(named=True):
        assert texts[row["article"]][row["char_start"] : row["char_end"]] == row["surface"] != ""
        assert row["entity_type"] in ENTITY_TYPE
        assert len(row["entity_id"]) == 16
        assert row["name"].strip()
        assert (row["article"], row["char_start"]) >= last, "mentions overlap or are out of order"
        last = (row["article"], row["char_end"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join), min_size=2, max_size=5))
def test_no_article_hangs_on_the_others_of_its_batch(texts: list[str]) -> None:
    columns = [name for name in FOUND if name != "article"]
    together = find_mentions(Batch.of(pl.DataFrame({"text": texts}))).select(columns).rows()
    _registers.clear()
    alone = [
        row for text in texts for row in find_mentions(Batch.of(pl.DataFrame({"text": [text]}))).select(columns).rows()
    ]
    assert together == alone


def test_a_full_register_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Hob Velkas of Talvora met the Talvora Liberation Front. Velkas left."
    before = mentions(text)
    monkeypatch.setattr("flows.extract.entities.register.REMEMBERED", 0)
    assert mentions(text) == before


LETTERS = [a + b for a in "bdfglmnprstvz" for b in "aeiou"]
FRESH = ["".join(w).capitalize() for w in itertools.islice(itertools.product(LETTERS, repeat=3), 0, None, 23)]
HOSTILE = {
    "one word": "A" * 300_000,
    "one run": "Aa " * 100_000,
    "small words": "Of The " * 50_000,
    "dots": "A.B." * 50_000,
    "hyphens": "X-" * 100_000,
    "marks": "É’" * 50_000,
    "heads": "Ministry of " * 20_000,
    "one surname": " ".join(f"Hob{w} Marrak said." for w in FRESH),
    "parts of names": " ".join(f"John {w} {v} Marrak left." for w, v in itertools.pairwise(FRESH)),
    "acronyms": " ".join(f"The {w} {v} Council ({w[0]}{v[0]}C) met." for w, v in itertools.pairwise(FRESH)),
    "short forms": " ".join(f"The {w} Liberation Front met. The Front left." for w in FRESH),
    "sentence openers": " ".join(f"{w} fell. {w.lower()}" for w in FRESH),
    "a list": ", ".join(FRESH),
    "titles": ", the the the minister of ".join(FRESH),
    "capitals": " ".join(FRESH).upper(),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_texts_are_done_in_time(kind: str) -> None:
    began = time.process_time()
    found = find_mentions(Batch.of(pl.DataFrame({"text": [HOSTILE[kind]]})))
    assert time.process_time() - began < 20
    assert all(HOSTILE[kind][start:end] == surface for start, end, surface in found.select(PLACE).iter_rows())


PLACE = ["char_start", "char_end", "surface"]


def test_short_forms_of_organisations() -> None:
    text = "The Talvora Liberation Front fired. The guns of the Front were old, said the Liberation Front."
    assert len({m["entity_id"] for m in mentions(text)}) == 1
    assert surfaces(text) == ["Talvora Liberation Front", "Front", "Liberation Front"]


def test_a_short_form_may_begin_a_sentence() -> None:
    text = "The Talvora Liberation Front fired. The Front denied it."
    assert [m["name"] for m in mentions(text)] == ["Talvora Liberation Front"] * 2


def test_a_clause_behind_a_name_is_no_title() -> None:
    text = (
        "Hob Velkas, said the minister, left. Ana Orrin, who met the mayor, stayed. Lut Marrak, the deputy mayor, fled."
    )
    assert [m["role"] for m in mentions(text)] == [None, None, "deputy mayor"]


def test_titles_of_several_words() -> None:
    text = "Hob Velkas, the former secretary of state, met chief of staff Ana Orrin."
    assert [m["role"] for m in mentions(text)] == ["former secretary of state", "chief of staff"]


def test_bodies_of_troops_keep_their_number() -> None:
    text = "The 47th Mechanized Brigade and 2nd Battalion, 5th Special Forces Group, left on the 3rd May Street."
    assert surfaces(text)[:3] == ["47th Mechanized Brigade", "2nd Battalion", "5th Special Forces Group"]
    assert {m["entity_type"] for m in mentions(text)[:3]} == {"organization"}


def test_whole_names_joined_by_and_are_two() -> None:
    assert surfaces("They sued Orrin Motors Inc and Marrak Corp. in May.") == ["Orrin Motors Inc", "Marrak Corp."]
    assert surfaces("He met the Food and Harvest Board.") == ["Food and Harvest Board"]
    assert surfaces("It was said by Lena Jean King on air.") == ["Lena Jean King"]


def test_lost_apostrophes_and_joined_names() -> None:
    assert surfaces("Shells hit Syrias north.") == ["Syria"]
    assert surfaces("The Syria-Iraq border was shut.") == ["Syria", "Iraq"]
    assert surfaces("A Syrian-Turkish plan for AK-47 rifles and T-72 tanks failed.") == []


def test_towns_are_teams_in_sport_only() -> None:
    table = "Soccer results: league matches\nBradford 1 Reading 0\nCardiff 2 Luton 2\nSwansea 0 Derby 3\nNorwich 1 Hull 0\nYork 1 Bristol 1"
    assert named(table, "Cardiff")["entity_type"] == "organization"
    assert named("A bomb in Cardiff wounded 2 people.", "Cardiff")["entity_type"] == "place"


def test_lists_share_their_kind() -> None:
    assert named("They bombed Aleppo and Tarnavo.", "Tarnavo")["entity_type"] == "place"


def test_a_bracketed_acronym_beats_the_table() -> None:
    text = "The Society of Danube Fishers (SDF) met. SDF members voted."
    assert {m["name"] for m in mentions(text) if m["surface"] == "SDF"} == {"Society of Danube Fishers"}
