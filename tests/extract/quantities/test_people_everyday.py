"""Figures told in the everyday words of an article about a war, and numbers that are told once more."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from flows.core.batch import Batch
from flows.extract.quantities.numbers.find import numbers_in
from flows.extract.quantities.people.reading import readings

WAR = "Fighting between the army and rebels went on in the north, where prisoners were exchanged and many fled."
PEACE = "The club will build a new hall, and members of the choir were at the fair on Sunday."


def article(text: str) -> list[tuple[str, str]]:
    """Return surface and count type of the figures of an article."""
    row = {"article_id": "0" * 16, "published_date": dt.date(2024, 5, 2), "language": "en", "text": text}
    batch = Batch.of(pl.DataFrame([row]))
    return [
        (t[f.start : f.end], f.count_type)
        for _, _, t, found in readings(batch, numbers_in(batch.sentences))
        for f in found.figures
    ]


CASES = [
    ("The army freed 31 miners whom a gang had kept underground for a week.", [("31", "released")]),
    ("Nineteen of the sailors are back with their families.", [("Nineteen", "released")]),
    ("Two buses carrying 64 freed soldiers crossed into Ukrainian territory at noon.", [("64", "released")]),
    ("The release of 50 women and children is expected by Thursday.", [("50", "released")]),
    ("Among the 40 freed were six journalists.", [("40", "released"), ("six", "released")]),
    ("The two governments traded 120 captured troops at the border post.", [("120", "exchanged")]),
    ("Each side handed over 75 prisoners.", [("75", "released")]),
    ("Some 4,300 people remain in captivity, the coordination office says.", [("Some 4,300", "held")]),
    ("At least 22 aid workers are behind bars in Sanaa.", [("At least 22", "held")]),
    ("Police have rounded up 230 opposition supporters since Sunday.", [("230", "detained")]),
    ("Gunmen took 35 villagers into the forest.", [("35", "abducted")]),
    ("Nothing has been heard of nine fishermen since the storm.", [("nine", "missing")]),
    ("Relatives have reported 63 men missing.", [("63", "missing")]),
    ("Another 200 families left their homes overnight.", [("200", "displaced")]),
    ("More than 12,000 people have sought shelter in schools.", [("More than 12,000", "displaced")]),
    ("Some 3,000 villagers have been living in tents since the spring.", [("Some 3,000", "displaced")]),
    ("About 700,000 Sudanese have crossed into Chad.", [("About 700,000", "displaced")]),
    ("The town has taken in 9,000 people who fled the shelling.", [("9,000", "displaced")]),
    ("Up to 40,000 people are on the move, the mayor said.", [("Up to 40,000", "displaced")]),
    ("Authorities moved 1,500 residents out of the danger zone.", [("1,500", "evacuated")]),
    ("Helicopters lifted 26 patients from the hospital roof.", [("26", "evacuated")]),
    ("The governor told 18,000 people in four districts to leave.", [("18,000", "evacuated")]),
    (
        "A landmine blew up under a bus, leaving five people dead and 11 in hospital.",
        [("five", "killed"), ("11", "injured")],
    ),
    ("Doctors in Goma are treating 90 people with gunshot wounds.", [("90", "injured")]),
    ("Thirty-two people needed hospital treatment.", [("Thirty-two", "injured")]),
    ("The bodies of 28 soldiers were brought home.", [("28", "killed")]),
    ("The strike cost 13 people their lives.", [("13", "killed")]),
    ("Russia has lost 1,200 men in a week, Kyiv says.", [("1,200", "killed")]),
    ("Fourteen police officers lost their lives in the ambush.", [("Fourteen", "killed")]),
    ("Three others succumbed to their injuries on Monday.", [("Three", "killed")]),
    ("Seven bodies were found in a well.", [("Seven", "killed")]),
    ("The number of dead now stands at 164.", [("164", "killed")]),
    ("That brings to 52 the number of journalists killed this year.", [("52", "killed")]),
    ("The militia says it holds 43 government soldiers.", [("43", "held")]),
    ("Rebels laid siege to the base; 60 soldiers gave themselves up.", [("60", "captured")]),
    ("A further 20 troops were taken captive.", [("20", "captured")]),
    ("Eleven of the hostages managed to get away.", [("Eleven", "released")]),
    ("Twenty-five schoolgirls slipped away from their captors.", [("Twenty-five", "released")]),
    ("The Red Cross helped bring 104 detainees home.", [("104", "released")]),
    ("Only six of the 30 abducted teachers have come back.", [("six", "released"), ("30", "abducted")]),
    ("A list of 1,140 missing persons was handed to the commission.", [("1,140", "missing")]),
    ("The camp, home to 22,000 displaced people, was shelled.", [("22,000", "displaced")]),
    ("Floods have driven 85,000 people from their homes.", [("85,000", "displaced")]),
    ("More than 900 homeless families are sleeping in the stadium.", [("More than 900", "displaced")]),
    ("The blast threw 40 workers to the ground and hurt nine of them.", [("nine", "injured")]),
    ("There are 17 known dead, the mayor said, and 23 people unaccounted for.", [("17", "killed"), ("23", "missing")]),
    ("It is believed that 80 people perished.", [("80", "killed")]),
    ("Israel is holding 9,300 Palestinians without trial.", [("9,300", "held")]),
    ("They want 250 of their comrades set free.", [("250", "released")]),
    ("President Kuru pardoned 88 convicts.", [("88", "released")]),
    (
        "Six were shot dead and 13 wounded; two of the wounded died overnight.",
        [("Six", "killed"), ("13", "injured"), ("two", "killed")],
    ),
    ("A convoy with 450 civilians reached Zaporizhzhia.", [("450", "evacuated")]),
    ("Rescue teams pulled 16 survivors from the rubble.", [("16", "evacuated")]),
    ("The clashes claimed 45 lives.", [("45", "killed")]),
    ("No fewer than 19 worshippers were kidnapped from a church in Kwara.", [("No fewer than 19", "abducted")]),
    ("In all, 96 people have been exchanged since March.", [("96", "exchanged")]),
    ("Ten more are to go home next week.", [("Ten", "released")]),
    ("Hamas is to free three women on Saturday.", [("three", "released")]),
    ("Ninety people sleep in each cell.", [("Ninety", "held")]),
    ("The prison, built for 800, holds 2,400 men.", [("2,400", "held")]),
    ("Some 70 demonstrators spent the night in custody.", [("Some 70", "held")]),
    ("The dead include four children and a pregnant woman.", [("four", "killed"), ("a", "killed")]),
    ("Residents buried 21 of their neighbours on Tuesday.", [("21", "killed")]),
    ("Fire destroyed the shelters of 5,000 Rohingya, who now sleep in the open.", [("5,000", "displaced")]),
    ("Thousands streamed out of the city on foot.", [("Thousands", "displaced")]),
    ("Seven soldiers went missing during the retreat.", [("Seven", "missing")]),
    ("Contact was lost with a patrol of 12 men.", [("12", "missing")]),
    ("Kidnappers are holding 38 passengers of a night bus.", [("38", "held")]),
    ("Some 600 wounded fighters were moved to hospitals in the rear.", [("Some 600", "injured")]),
    ("Mortar fire left a girl without a leg and injured her two brothers.", [("two", "injured")]),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:40] for text, _ in CASES])
def test_sentence_of_an_article_of_war(text: str, wanted: list[tuple[str, str]]) -> None:
    assert article(f"{WAR}\n{text}") == wanted


AGAIN = [
    ("Gunmen kidnapped 60 people in Arlem on Monday. The first count was 48.", ["60", "48"]),
    ("Gunmen kidnapped 60 people in Arlem. On Friday the council raised it to 72.", ["60", "72"]),
    ("Gunmen kidnapped 60 people in Arlem and 20 in Breda. That makes 80 people.", ["60", "20", "80"]),
    ("Police arrested 300 people on Friday, bringing their tally since Sunday to 900.", ["300", "900"]),
    ("Police arrested 300 people. A union counted 350, later corrected to 410.", ["300", "350", "410"]),
    ("Police arrested 300 people in Arlem; in Breda there were 40.", ["300", "40"]),
    ("Rebels kidnapped 60 people. The mayor spoke of \u201ca few dozen\u201d.", ["60", "a few dozen"]),
    ("The count of the dead rises to 29 from 25 last night.", ["29", "25"]),
    ("The rebels released the last of the kidnapped monks, 14 men, on Sunday.", ["14"]),
    ("A commission lists 15 people as forcibly disappeared and 170 as arrested.", ["15", "170"]),
    (
        "Rebels hold 60 hostages, eight of them arrested in June, and 25 fishermen.",
        ["60", "eight", "25"],
    ),
    ("Three girls were stabbed and killed in Arlem.", ["Three"]),
    (
        "Rebels kidnapped 60 people on Sunday, on Monday 75, and by Friday the count stood at nearly 200.",
        ["60", "75", "nearly 200"],
    ),
    ("A fire injured 17 people; the ministry speaks of four.", ["17", "four"]),
    ("The quake killed 2,300 people; the opposition says 3,500.", ["2,300", "3,500"]),
    ("The police say 12 people were killed and two more died of wounds, which makes 14.", ["12", "two", "14"]),
    ("The rebels kidnapped 40 nuns. It brings the number taken this year to 190.", ["40", "190"]),
]


@pytest.mark.parametrize(("text", "surfaces"), AGAIN, ids=[text[:40] for text, _ in AGAIN])
def test_number_told_once_more(text: str, surfaces: list[str]) -> None:
    assert [s for s, _ in article(text)] == surfaces


WHOLE = [
    (
        "Police broke up the rally with batons. More than 300 were taken to police stations. Forty were let go before midnight.",
        [("More than 300", "detained"), ("Forty", "released")],
    ),
    (
        "Soldiers in Amba led away 33 young men whom they called rebels. Twenty are home again. The army says it knows of five.",
        [("33", "detained"), ("Twenty", "released"), ("five", "released")],
    ),
    (
        "The kidnappers of the 46 pilgrims want money. They sent back one with a letter.",
        [("46", "abducted"), ("one", "released")],
    ),
    (
        "Rebels shot 14 men and made off with 23 girls, a survivor of the attack said.",
        [("14", "killed"), ("23", "abducted")],
    ),
    (
        "Rebels kidnapped 40 monks. Two were gruesomely murdered; one of the others, a boy of 16, was set free.",
        [("40", "abducted"), ("Two", "killed"), ("one", "released")],
    ),
    (
        "Police detained 80 marchers in Arlem. By Sunday all but 12 had been let out; two men suspected of arson were arrested.",
        [("80", "detained"), ("two", "detained")],
    ),
    (
        "Gunmen stopped a bus and shot nine passengers dead; 16, among them all the women, walked free the next morning.",
        [("nine", "killed"), ("16", "released")],
    ),
    (
        "The siege of Arlem is over, the army said. Some 80 of the sick went by ambulance; a further 3,000 people are expected.",
        [("Some 80", "evacuated"), ("3,000", "displaced")],
    ),
    (
        "Jordan's navy evacuated 100 people from the port and flew out 340; half of them lie in hospital with burns.",
        [("100", "evacuated"), ("340", "evacuated")],
    ),
    ("In Breda police took in three men after the bomb attack.", [("three", "detained")]),
    (
        "Since March 22,000 Arlemers have fled the army: 8,000 went to Breda, 6,000 to Delden.",
        [("22,000", "displaced"), ("8,000", "displaced"), ("6,000", "displaced")],
    ),
    ("Security forces sent 12 gunmen to hell. Two soldiers embraced martyrdom.", [("12", "killed"), ("Two", "killed")]),
    ("The ferry went down off the cape with 118 on board; survivors drowned near the border.", []),
]


@pytest.mark.parametrize(("text", "wanted"), WHOLE, ids=[text[:40] for text, _ in WHOLE])
def test_short_article(text: str, wanted: list[tuple[str, str]]) -> None:
    assert article(text) == wanted


def test_people_told_to_leave_are_a_planned_evacuation() -> None:
    row = {"article_id": "0" * 16, "published_date": dt.date(2024, 5, 2), "language": "en"}
    text = f"{WAR} The council has ordered some 400 people in huts below the dam to move by Friday."
    batch = Batch.of(pl.DataFrame([{**row, "text": text}]))
    told = [f for _, _, _, found in readings(batch, numbers_in(batch.sentences)) for f in found.figures]
    assert [(f.count_type, f.value, f.modality) for f in told] == [("evacuated", 400.0, "planned")]


NONE = [
    "Some 40 teachers left early for the rally.",
    "About 15,000 people registered for the race.",
    "Four in ten of the members came by train.",
    "Twelve players came home on Monday.",
    "Ninety people sleep in the hall after the dance.",
]


@pytest.mark.parametrize("text", NONE)
def test_everyday_words_count_nobody_in_an_article_of_peace(text: str) -> None:
    assert article(f"{PEACE}\n{text}") == []


def test_a_peaceful_rally_is_no_scene() -> None:
    text = "Teachers will rally on Friday, police said. The protest is the third of its kind at rallies this year."
    assert article(f"{text}\nMore than 15,000 people registered, and 400 fellow teachers left for the rally.") == []


def test_scenes_are_told_by_words_not_by_parts_of_words() -> None:
    text = "The contents of a scampi tin, says the rebellious cook of the campus, need unshelled corn and a fleece."
    assert article(f"{text}\nSome 4,000 people left for the coast.") == []


def test_spelled_out_ages_behind_names_are_no_figures() -> None:
    text = "Rosa Lind, six, Ada Maria Holm, seven, and Ines Berg, nine, died in the attack in Arlem, where two boys were killed."
    assert [s for s, _ in article(text)] == ["two"]


def test_remains_are_of_the_dead() -> None:
    assert article(f"{WAR}\nThe bodies of 28 soldiers were brought home on Monday.") == [("28", "killed")]


def test_taken_people_are_what_the_article_tells_of_the_others() -> None:
    text = "Police detained 200 people in Arlem. In Breda 40 protesters were seized."
    assert article(text) == [("200", "detained"), ("40", "detained")]
