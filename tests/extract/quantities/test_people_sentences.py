"""One sentence at a time: what is counted, of whom, how it is meant."""

from __future__ import annotations

import pytest

from flows.extract.quantities.numbers.find import find_numbers
from flows.extract.quantities.people.sentence import read


def figures(text: str, before: str = "") -> list[tuple[str, str, float | None, str]]:
    found = read(text, find_numbers(text), lambda: frozenset(before.lower().split())).figures
    return [(text[f.start : f.end], f.count_type, f.value, f.unit) for f in found]


CASES = [
    ("A mortar round killed nine people near the bridge.", [("nine", "killed", 9, "person")]),
    (
        "Gunmen shot dead two drivers and abducted 14 miners.",
        [("two", "killed", 2, "driver"), ("14", "abducted", 14, "miner")],
    ),
    (
        "Thirty soldiers were killed and 60 wounded.",
        [("Thirty", "killed", 30, "soldier"), ("60", "injured", 60, "soldier")],
    ),
    ("The blast left 12 dead and 40 injured.", [("12", "killed", 12, "person"), ("40", "injured", 40, "person")]),
    ("35 guerrillas and 5 soldiers dead", [("35", "killed", 35, "guerrilla"), ("5", "killed", 5, "soldier")]),
    ("The death toll rose to 47 from 39.", [("47", "killed", 47, "person"), ("39", "killed", 39, "person")]),
    (
        "Three drivers were killed, a nurse among them, and four others were injured.",
        [("Three", "killed", 3, "driver"), ("a", "killed", 1, "nurse"), ("four", "injured", 4, "person")],
    ),
    ("Trackers list 900 Chadian military fatalities.", [("900", "killed", 900, "fatality")]),
    ("Pirates killed two Thai deckfolk and took six Thai trawlers.", [("two", "killed", 2, "deckfolk")]),
    ("No one was hurt.", [("No one", "injured", 0, "person")]),
    ("Two suicide bombers killed 19 worshippers.", [("19", "killed", 19, "worshipper")]),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[c[0][:40] for c in CASES])
def test_figures(text: str, wanted: list[tuple[str, str, float | None, str]]) -> None:
    assert figures(text) == wanted


NONE = [
    "The club has released 12 songs.",
    "The committee held 40 meetings.",
    "The party captured 30 seats.",
    "The senator killed the deal after 3 votes.",
    "He returned a kick for 97 yards.",
    "The firm freed up $3m and moved 300 units.",
]


@pytest.mark.parametrize("text", NONE)
def test_no_people(text: str) -> None:
    assert figures(text) == []
