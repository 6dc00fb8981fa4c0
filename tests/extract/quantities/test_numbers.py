"""Number phrases: surface, value, bounds, qualifier, and why a number is no quantity."""

from __future__ import annotations

import pytest

from flows.extract.quantities.numbers.find import NumberPhrase, find_numbers


def only(text: str) -> NumberPhrase:
    (phrase,) = find_numbers(text)
    return phrase


@pytest.mark.parametrize(
    ("text", "surface", "value", "low", "high", "qualifier"),
    [
        ("They buried more than 160,000 men.", "more than 160,000", 160_000, 160_000, None, "more_than"),
        ("At least 12 were hit.", "At least 12", 12, 12, None, "at_least"),
        ("an estimated 55,000 people", "an estimated 55,000", 55_000, None, None, "about"),
        ("some 1,200 farmers", "some 1,200", 1200, None, None, "about"),
        ("between 3 and 5 boats", "between 3 and 5", None, 3, 5, "between"),
        ("20 to 30 boats", "20 to 30", None, 20, 30, "between"),
        ("from 10,000 to more than 30,000 men", "from 10,000 to more than 30,000", None, 10_000, 30_000, "between"),
        ("5 to 10 million people", "5 to 10 million", None, 5e6, 1e7, "between"),
        ("dozens fled", "dozens", None, 12, 99, "vague"),
        ("Several hundred fled", "Several hundred", None, 300, 999, "vague"),
        ("a few dozen men", "a few dozen", None, 36, 99, "vague"),
        ("a dozen men", "a dozen", 12, 12, 12, "exact"),
        ("tens of thousands fled", "tens of thousands", None, 10_000, 99_999, "vague"),
        ("hundreds of thousands fled", "hundreds of thousands", None, 100_000, 999_999, "vague"),
        ("half a million people", "half a million", 500_000, 500_000, 500_000, "exact"),
        ("1.2 million people", "1.2 million", 1.2e6, 1.2e6, 1.2e6, "exact"),
        ("as many as 30 men", "as many as 30", 30, None, 30, "at_most"),
        ("12 or more men", "12 or more", 12, 12, None, "at_least"),
        ("a 20-odd strong crew", "20-odd", 20, None, None, "about"),
        ("20+ men", "20+", 20, 20, None, "at_least"),
        ("nearly two hundred and five men", "nearly two hundred and five", 205, None, 205, "less_than"),
        ("another 13 men", "13", 13, 13, 13, "exact"),
        ("1,50,000 men", "1,50,000", 150_000, 150_000, 150_000, "exact"),
        ("３００ men", "３００", 300, 300, 300, "exact"),
    ],
)
def test_phrase(
    text: str, surface: str, value: float | None, low: float | None, high: float | None, qualifier: str
) -> None:
    phrase = only(text)
    assert text[phrase.start : phrase.end] == surface
    assert (phrase.value, phrase.low, phrase.high, phrase.qualifier) == (value, low, high, qualifier)
    assert phrase.excluded is None


@pytest.mark.parametrize(
    "text",
    [
        "The only two left were caught.",
        "Another six were hurt.",
        "one of the boys was hurt",
        "The rebels now number about 160,000.",
        "On the day four men died.",
        "a group of 10 men",
        "a soldier died and one was hurt",
    ],
)
def test_counts(text: str) -> None:
    assert only(text).excluded is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a man aged 12 died", "age"),
        ("Jon Brask and Ola Lind, both 42, died", "age"),
        ("the 72nd Brigade", "ordinal"),
        ("a T-72 tank", "name"),
        ("since 2011", "year"),
        ("room 12", "list"),
        ("The sisters, aged 9, 12 and 14, fled.".replace("9, 12 and ", ""), "age"),
        ("Article 51 allows it.", "list"),
        ("at 469 Elm St.", "identifier"),
        ("The attack began at 2030 hours.", "time"),
        ("They met on 3 June.", "date"),
        ("world war two", "name"),
        ("two thirds of it", "fraction"),
        ("the one who left", "pronoun"),
        ("9" * 400, "oversized"),
    ],
)
def test_excluded(text: str, reason: str) -> None:
    assert only(text).excluded == reason
