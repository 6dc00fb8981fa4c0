"""Families that are not people: family, unit, value and what happened, in invented sentences."""

from __future__ import annotations

import pytest

from flows.extract.quantities.confidence import of_family
from flows.extract.quantities.numbers.find import find_numbers
from flows.extract.quantities.things.families import OtherFigure, other_figures
from flows.extract.quantities.things.nouns import is_plural, singular
from schemas.vocabulary import FAMILY, PEOPLE_FAMILIES


def figures(text: str) -> list[OtherFigure]:
    return other_figures(text, find_numbers(text))


@pytest.mark.parametrize(
    ("text", "family", "unit", "value"),
    [
        ("The bridge cost $5m to repair.", "money", "USD", 5e6),
        ("It raised A$ 3.5 billion.", "money", "AUD", 3.5e9),
        ("They owed 200 million rupees.", "money", "INR", 2e8),
        ("The ransom was 40,000 euros.", "money", "EUR", 40_000),
        ("He paid 1,500 ¥ in Beijing.", "money", "CNY", 1500),
        ("The fare is thirteen dollars and forty-five cents.", "money", "USD", 13.45),
        ("The fund holds 75 USD million.", "money", "USD", 75e6),
        ("Turnout reached 12.5%.", "percent", "%", 12.5),
        ("Prices rose 3 percentage points.", "percent", "%", 3),
        ("The siege lasted 45 days.", "duration", "day", 45),
        ("After a three-hour battle they left.", "duration", "hour", 3),
        ("They held out for 20 more years.", "duration", "year", 20),
        ("It lies 5km north.", "measure", "km", 5),
        ("A 2,000-pound bomb fell.", "measure", "lb", 2000),
        ("The field of 12 square kilometres burned.", "measure", "square km", 12),
        ("Wind of 80 miles per hour hit the port.", "measure", "mph", 80),
        ("It dug half a mile of trench.", "measure", "mi", 0.5),
        ("At night it was -12 degrees Celsius.", "measure", "°C", -12),
        ("The plant makes 300 MW.", "measure", "MW", 300),
        ("The well gives 500 barrels a day.", "measure", "barrel per day", 500),
        ("Some 40 apartment blocks lost heating.", "infrastructure", "apartment block", 40),
        ("Shells damaged six hospitals.", "infrastructure", "hospital", 6),
        ("About 1,000 medics marched.", "count", "medic", 1000),
        ("The party won 20 of the most contested seats.", "count", "seat", 20),
        ("They planted dozens of trees.", "count", "tree", None),
        ("There are 300 US special forces troops.", "count", "troop", 300),
        ("He sold 5,000 military and administrative posts.", "count", "post", 5000),
    ],
)
def test_family_and_unit(text: str, family: str, unit: str, value: float | None) -> None:
    (figure,) = figures(text)
    assert (figure.family, figure.unit, figure.value) == (family, unit, value)


@pytest.mark.parametrize(
    ("text", "count_type", "unit"),
    [
        ("Norland launched 120 drones overnight.", "launched", "drone"),
        ("Gunners shot down 48 cruise missiles.", "intercepted", "cruise missile"),
        ("The raid destroyed two battle tanks.", "destroyed", "battle tank"),
        ("The navy has lost nine warships.", "lost", "warship"),
        ("The port holds 14 frigates.", "other", "frigate"),
    ],
)
def test_materiel(text: str, count_type: str, unit: str) -> None:
    (figure,) = figures(text)
    assert (figure.family, figure.count_type, figure.unit) == ("materiel", count_type, unit)


@pytest.mark.parametrize(
    "text",
    [
        "Two years ago the town was quiet.".replace("Two years ago", "It fell two years ago, and"),
        "No one can say that.",
        "When one sees the ruins, words fail.",
        "Ola Brand, 42, runs the clinic.",
        "In May 2014 the war began.",
        "The T-72 burned near Route 66.",
        "Eggs cost a dozen.".replace("a dozen", "much on 12 May"),
        "It has 1) a roof and 2) a floor.",
    ],
)
def test_no_figure(text: str) -> None:
    assert figures(text) == []


def test_quotation_mark_is_no_inch() -> None:
    (figure,) = figures('"We saw 300" was all he said of the goats.')
    assert figure.family == "count"


def test_rate_belongs_to_its_price() -> None:
    (figure,) = figures("Eggs cost 64 cents a dozen.")
    assert (figure.value, figure.unit) == (64, "cent")


def test_words_of_the_sentence_decide_an_ambiguous_unit() -> None:
    assert figures("He was fined 500 pounds.")[0].unit == "GBP"
    assert figures("The crate weighed 500 pounds.")[0].unit == "lb"
    assert figures("Each 500-pound bomb fell near the bank in London.")[0].unit == "lb"
    assert figures("The warhead has a yield of 20 kt.")[0].unit == "kiloton"


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("cities", "city"),
        ("children", "child"),
        ("churches", "church"),
        ("Iraqis".lower(), "iraqi"),
        ("aircraft", "aircraft"),
        ("gunmen", "gunman"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert is_plural(plural)
    assert singular(plural) == one


@pytest.mark.parametrize("word", ["news", "has", "this", "bus", "crisis", "class", "previous"])
def test_no_plural(word: str) -> None:
    assert not is_plural(word)
    assert singular(word) == word


def test_every_family_has_its_confidence() -> None:
    others = set(FAMILY) - set(PEOPLE_FAMILIES)
    assert all(0 < of_family(family, noun=False) <= of_family(family, noun=True) < 1 for family in others)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("They owe 400 million Tunisian dinars.", ["TND"]),
        ("A fare of 12 Bahamian dollars.", ["BSD"]),
        ("It took 90 Sri Lankan rupees and 70 Syrian pounds.", ["LKR", "SYP"]),
        ("The boat weighs 90 pounds.", ["lb"]),
        ("It closed at $34.50 a share.", ["USD"]),
        ("They pay 40 euros per head.", ["EUR"]),
        ("It fell to $13 billion a year earlier.", ["USD"]),
        ("The level rose from 12.5 to 13.5 percent.", ["%", "%"]),
        ("A pit of 12 by 14 feet.", ["ft", "ft"]),
        ("The loft is 6 ft 2 in tall.", ["ft", "in"]),
        ("She met 2 in the hall.", [None]),
        ("A hut of 50 sq. ft. was sold.", ["square ft"]),
        ("Rates fell 25 basis points.", ["basis point"]),
        ("It cost $A50 there and $US30 here.", ["AUD", "USD"]),
        ("It cost 50 zł.", ["PLN"]),
    ],
)
def test_units_beside_the_number(text: str, units: list[str | None]) -> None:
    assert [f.unit for f in figures(text)] == units
