"""Sentences about captives, detained, missing, displaced and evacuated people, each with everything that it counts.

Rows are those of the cases of sentences at large: number as printed, count type, value, unit, population, modality, whole.
"""

from __future__ import annotations

import pytest

from tests.extract.quantities.people_rows import Row, rows

CASES: list[tuple[str, list[Row]]] = [
    (
        "Twelve miners have not been heard of since Sunday.",
        [("Twelve", "missing", 12.0, "miner", "civilian", "asserted", None)],
    ),
    (
        "Militiamen took 14 passengers off buses and marched away two drivers.",
        [
            ("14", "abducted", 14.0, "passenger", "unknown", "asserted", None),
            ("two", "abducted", 2.0, "driver", "civilian", "asserted", None),
        ],
    ),
    (
        "The army said 30 traders were taken off a bus at a roadblock.",
        [("30", "abducted", 30.0, "trader", "civilian", "asserted", None)],
    ),
    ("Officials lost contact with 18 climbers.", [("18", "missing", 18.0, "climber", "civilian", "asserted", None)]),
    ("Nothing is known of 40 herdsmen.", [("40", "missing", 40.0, "herdsman", "civilian", "asserted", None)]),
    (
        "The rebels carried off 19 schoolgirls, of whom nine came home in March.",
        [
            ("19", "abducted", 19.0, "schoolgirl", "civilian", "asserted", None),
            ("nine", "released", 9.0, "schoolgirl", "civilian", "asserted", None),
        ],
    ),
    ("The arrests this month have reached 340.", [("340", "detained", 340.0, "arrest", "unknown", "asserted", None)]),
    (
        "The shelling on Sunday killed three, taking civilian deaths to 212.",
        [
            ("three", "killed", 3.0, "person", "unknown", "asserted", None),
            ("212", "killed", 212.0, "death", "civilian", "asserted", None),
        ],
    ),
    (
        "That brings to 64 the number of hostages who have been freed.",
        [("64", "released", 64.0, "person", "unknown", "asserted", None)],
    ),
    (
        "The last swap covered almost 500 captives.",
        [("almost 500", "exchanged", 500.0, "captive", "unknown", "asserted", None)],
    ),
    (
        "Villages along the lake took in 12,000 people who crossed at night.",
        [("12,000", "displaced", 12000.0, "person", "unknown", "asserted", None)],
    ),
    (
        "The border town shelters 30,000 Rohingya.",
        [("30,000", "displaced", 30000.0, "rohingya", "unknown", "asserted", None)],
    ),
    (
        "Helicopters took 120 pensioners out of the flooded valley.",
        [("120", "evacuated", 120.0, "pensioner", "civilian", "asserted", None)],
    ),
    (
        "Of the 38 captives freed, 12 had been wounded.",
        [
            ("38", "released", 38.0, "captive", "unknown", "asserted", None),
            ("12", "injured", 12.0, "captive", "unknown", "asserted", None),
        ],
    ),
    (
        "The guerrillas freed 9 hostages at dawn, seven Danes and two Swedes.",
        [
            ("9", "released", 9.0, "hostage", "unknown", "asserted", None),
            ("seven", "released", 7.0, "dane", "unknown", "asserted", "9"),
            ("two", "released", 2.0, "swede", "unknown", "asserted", "9"),
        ],
    ),
    (
        "The raiders seized 40 people, 25 of them women and nine children.",
        [
            ("40", "abducted", 40.0, "person", "unknown", "asserted", None),
            ("25", "abducted", 25.0, "woman", "civilian", "asserted", "40"),
            ("nine", "abducted", 9.0, "child", "civilian", "asserted", "40"),
        ],
    ),
    (
        "Relatives fear that dozens of prisoners were executed.",
        [("dozens", "killed", (12.0, 99.0), "prisoner", "unknown", "possible", None)],
    ),
    (
        "The doctors examined 14 badly burned prisoners who had been released.",
        [("14", "released", 14.0, "prisoner", "unknown", "asserted", None)],
    ),
    (
        "Ten sick and wounded soldiers were sent home.",
        [("Ten", "released", 10.0, "soldier", "military", "asserted", None)],
    ),
    (
        "They let 12 women go and still hold 31.",
        [
            ("12", "released", 12.0, "woman", "civilian", "asserted", None),
            ("31", "held", 31.0, "woman", "civilian", "asserted", None),
        ],
    ),
    (
        "The two sides exchanged 300 prisoners on Friday.",
        [("300", "exchanged", 300.0, "prisoner", "unknown", "asserted", None)],
    ),
    (
        "The jail still holds 80 dissidents, five more than last year, and nine lawyers.",
        [
            ("80", "held", 80.0, "dissident", "unknown", "asserted", None),
            ("nine", "held", 9.0, "lawyer", "civilian", "asserted", None),
        ],
    ),
    (
        "The army freed four women and gave up 20 rebels.",
        [
            ("four", "released", 4.0, "woman", "civilian", "asserted", None),
            ("20", "released", 20.0, "rebel", "military", "asserted", None),
        ],
    ),
    ("Three of those freed were children.", [("Three", "released", 3.0, "child", "civilian", "asserted", None)]),
    (
        "Some 90 are waiting to leave since the evacuation was halted.",
        [("Some 90", "evacuated", 90.0, "person", "unknown", "planned", None)],
    ),
    ("Six pilots were flown free to Muscat.", [("Six", "released", 6.0, "pilot", "unknown", "asserted", None)]),
    (
        "The port handed back 11 captured deckhands.",
        [("11", "released", 11.0, "deckhand", "civilian", "asserted", None)],
    ),
    (
        "Nine villagers were dragged from their homes.",
        [("Nine", "abducted", 9.0, "villager", "civilian", "asserted", None)],
    ),
    ("Two nuns were bundled into a van.", [("Two", "abducted", 2.0, "nun", "civilian", "asserted", None)]),
    ("Seven hostages are still held for ransom.", [("Seven", "held", 7.0, "hostage", "unknown", "asserted", None)]),
    (
        "The families of 16 fishermen who never came back are waiting.",
        [("16", "missing", 16.0, "fisherman", "civilian", "asserted", None)],
    ),
    (
        "Eighty herders, whose fate is unknown, were last seen in May.",
        [("Eighty", "missing", 80.0, "herder", "civilian", "asserted", None)],
    ),
    (
        "More than 400,000 people are living in tents.",
        [("More than 400,000", "displaced", 400000.0, "person", "unknown", "asserted", None)],
    ),
    (
        "Tens of thousands streamed out of the valley.",
        [("Tens of thousands", "displaced", (10000.0, 99999.0), "person", "unknown", "asserted", None)],
    ),
    (
        "A further 2,000 people are in makeshift camps.",
        [("2,000", "displaced", 2000.0, "person", "unknown", "asserted", None)],
    ),
    (
        "The convoy, its drivers said, took 80 patients out of the besieged town.",
        [("80", "evacuated", 80.0, "patient", "unknown", "asserted", None)],
    ),
    ("None of the freed was hurt.", [("None", "injured", 0.0, "person", "unknown", "asserted", None)]),
    ("The relief plane lifted out 45 nurses.", [("45", "evacuated", 45.0, "nurse", "civilian", "asserted", None)]),
    (
        "Kigali gave shelter to 6,000 refugees.",
        [("6,000", "displaced", 6000.0, "refugee", "unknown", "asserted", None)],
    ),
    ("Police picked up 12 men for questioning.", [("12", "detained", 12.0, "man", "unknown", "asserted", None)]),
    (
        "Three prisoners walked out of prison on Monday.",
        [("Three", "released", 3.0, "prisoner", "unknown", "asserted", None)],
    ),
    (
        "The rebels are to give up 60 captives in May.",
        [("60", "released", 60.0, "captive", "unknown", "planned", None)],
    ),
    ("Two sailors are back home.", [("Two", "released", 2.0, "sailor", "military", "asserted", None)]),
    (
        "The guerrillas could free 12 soldiers next week.",
        [("12", "released", 12.0, "soldier", "military", "possible", None)],
    ),
    (
        "The minister denied that 40 monks had been arrested.",
        [("40", "detained", 40.0, "monk", "civilian", "denied", None)],
    ),
    ("Seventeen of the men are behind bars.", [("Seventeen", "held", 17.0, "man", "unknown", "asserted", None)]),
    (
        "Gunmen carried off four nurses and a driver.",
        [
            ("four", "abducted", 4.0, "nurse", "civilian", "asserted", None),
            ("a", "abducted", 1.0, "driver", "civilian", "asserted", None),
        ],
    ),
    (
        "Arrests rose to 200 after the raids.",
        [("200", "detained", 200.0, "arrest", "unknown", "asserted", None)],
    ),
    (
        "Five Kenyan aid workers held since March came back on Sunday.",
        [("Five", "released", 5.0, "aid worker", "civilian", "asserted", None)],
    ),
    (
        "Another 14 are believed to be in rebel hands.",
        [("14", "held", 14.0, "person", "unknown", "asserted", None)],
    ),
    (
        "The army puts military fatalities at 310.",
        [("310", "killed", 310.0, "fatality", "military", "asserted", None)],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:48] for text, _ in CASES])
def test_sentence(text: str, wanted: list[Row]) -> None:
    assert rows(text) == wanted
