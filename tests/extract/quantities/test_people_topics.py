"""Everyday words that count people only where the article counts such people elsewhere, and counts that are taken up again."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from flows.core.batch import Batch
from flows.extract.quantities.numbers.find import find_numbers, numbers_in
from flows.extract.quantities.people.reading import readings
from flows.extract.quantities.people.sentence import read, read_again

Row = tuple[str, str, str]


def told(text: str, *types: str) -> list[Row]:
    """Return surface, count type and unit of each figure of a sentence in an article that tells these count types."""
    reading = read(text, find_numbers(text), lambda: frozenset(("captives", "prison")))
    read_again(reading, types)
    return [(text[f.start : f.end], f.count_type, f.unit) for f in reading.figures]


def article(text: str) -> list[Row]:
    """Return the figures of an article."""
    row = {"article_id": "0" * 16, "published_date": dt.date(2024, 5, 2), "language": "en", "text": text}
    batch = Batch.of(pl.DataFrame([row]))
    return [
        (t[f.start : f.end], f.count_type, f.unit)
        for _, _, t, found in readings(batch, numbers_in(batch.sentences))
        for f in found.figures
    ]


CASES = [
    ("Another 350 were brought in on Friday.", ("captured",), [("350", "captured", "person")]),
    ("Nineteen came home the same night.", ("detained",), [("Nineteen", "released", "person")]),
    ("Guards keep fifty in the stadium.", ("held",), [("fifty", "held", "person")]),
    ("Sixteen thousand have since reached Dori on foot.", ("displaced",), [("Sixteen thousand", "displaced", "person")]),
    ("Some 900 villagers waded through the lagoon.", ("displaced",), [("Some 900", "displaced", "villager")]),
    ("The camps around the town have 85,000.", ("displaced",), [("85,000", "displaced", "person")]),
    ("A frigate has landed 356, 101 of them children.", ("evacuated",), [("356", "evacuated", "person"), ("101", "evacuated", "child")]),
    ("Eight are in Bwera hospital.", ("killed",), [("Eight", "injured", "person")]),
    ("Seven children have got lost on the way.", ("missing",), [("Seven", "missing", "child")]),
    ("Sixty have not arrived anywhere.", ("missing",), [("Sixty", "missing", "person")]),
    ("In the jail 70 inmates were beaten.", ("injured",), [("70", "injured", "inmate")]),
    ("The council buried 2,700 in four years.", ("killed",), [("2,700", "killed", "person")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "types", "wanted"), CASES, ids=[c[0][:40] for c in CASES])
def test_told_on_topic(text: str, types: tuple[str, ...], wanted: list[Row]) -> None:
    assert told(text, *types) == wanted


@pytest.mark.parametrize(("text", "types", "wanted"), CASES, ids=[c[0][:40] for c in CASES])
def test_not_told_off_topic(text: str, types: tuple[str, ...], wanted: list[Row]) -> None:
    off = "injured" if types[0] not in ("killed", "injured", "missing") else "displaced"
    reading = read(text, find_numbers(text), lambda: frozenset(("captives", "prison")))
    read_again(reading, (off,))
    assert not [f for f in reading.figures if f.rule == "topic" and f.count_type == wanted[0][1]]


NEVER = [
    "The school has 41 registered voters.",
    "The tents are enough for 3,000.",
    "TO TAKE A FEW STEPS",
    "About 100 protesters marched in front of the town hall.",
    "Six members had filed their reports.",
    "The band released 12 songs.",
    "The lorry was carrying four people inside.",
]


@pytest.mark.parametrize("text", NEVER)
def test_never(text: str) -> None:
    assert told(text, "displaced", "evacuated", "abducted", "held", "released", "killed", "injured") == []


def test_topic_reaches_the_whole_article() -> None:
    plain = "By noon 400 had reached the river. The mill stood empty. Its owner spoke of old times. Nobody came. "
    assert article(plain) == []
    assert article(plain + "In March 9,000 villagers had fled their homes.") == [
        ("400", "displaced", "person"),
        ("9,000", "displaced", "villager"),
    ]


RESTATED = [
    ("On Friday 260 villagers fled their homes; the day before it had been 140.", ["260", "140"]),
    ("In May 9,000 people fled their homes. In April it had been 13,000.", ["9,000", "13,000"]),
    ("On Sunday 300 hostages were freed, after 307 on Saturday and 390 on Friday.", ["300", "307", "390"]),
    ("Some 900 people fled their homes on Thursday, the army said, and 600 more on Friday.", ["Some 900", "600"]),
    ("The army says 15 villagers were killed; a priest speaks of 40.", ["15", "40"]),
    ("The army says 15 villagers were killed. A priest counted 40.", ["15", "40"]),
    ("Four villagers were killed. The mayor put the figure at seven.", ["Four", "seven"]),
]


@pytest.mark.parametrize(("text", "wanted"), RESTATED, ids=[c[0][:40] for c in RESTATED])
def test_restated(text: str, wanted: list[str]) -> None:
    found = article(text)
    assert [f[0] for f in found] == wanted
    assert len({f[1:] for f in found}) == 1


def test_of_whom() -> None:
    text = "Floods uprooted 45,000 people, of whom 20,000 are children."
    assert told(text) == [("45,000", "displaced", "person"), ("20,000", "displaced", "child")]


def test_given_as() -> None:
    text = "The prosecutor gave 129 as the number of dead and 352 as that of the hurt."
    assert told(text) == [("129", "killed", "person"), ("352", "injured", "person")]


TAKEN = [
    ("Soldiers took away 31 men.", "detained"),
    ("Gunmen took away 31 men.", "abducted"),
    ("The army said 31 men were taken away by gunmen.", "abducted"),
    ("In the night 31 men were taken away by soldiers.", "detained"),
]


@pytest.mark.parametrize(("text", "wanted"), TAKEN, ids=[c[0] for c in TAKEN])
def test_who_takes_people_away_tells_arrest_from_abduction(text: str, wanted: str) -> None:
    assert [f[1] for f in told(text, "held")] == [wanted]
