"""The table of countries and its words."""

from __future__ import annotations

import pycountry
import pytest

from flows.core import countries as c


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Ukrainians", "Ukraine"),
        ("Israeli", "Israel"),
        ("the Netherlands", "Netherlands"),
        ("U.S.", "United States"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("Palestinian", "Palestine"),
        ("British", "United Kingdom"),
        ("DR Congo", "Democratic Republic of the Congo"),
        ("Congolese", "Democratic Republic of the Congo"),
        ("Serbs", "Serbia"),
        ("Poles", "Poland"),
        ("Dutch", "Netherlands"),
    ],
)
def test_words_of_a_country(word: str, name: str) -> None:
    country = c.country_of_word(word)
    assert country is not None
    assert country.name == name


def test_capitals_stand_for_the_state_only_as_metonyms() -> None:
    assert c.country_of_word("Moscow") is None
    moscow, kremlin = c.country_of_metonym("Moscow"), c.country_of_metonym("the Kremlin")
    assert moscow is kremlin
    assert moscow is not None
    assert moscow.iso3 == "RUS"


def test_unknown_and_lower_case_words_are_no_country() -> None:
    assert c.country_of_word("us") is None
    assert c.country_of_word("") is None
    assert c.country_of_word("Atlantis") is None


def test_codes_are_of_the_standard() -> None:
    codes = {x.iso3 for x in c.countries()} - {None}
    assert {code for code in codes if pycountry.countries.get(alpha_3=code) is None} == {"XKX"}


def test_every_member_state_has_adjective_people_and_capital() -> None:
    whole = [x for x in c.countries() if x.adjectives and x.people and x.capital]
    assert len(whole) >= 193
