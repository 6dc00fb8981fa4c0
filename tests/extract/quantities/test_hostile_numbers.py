"""Hostile and arbitrary text: offsets hold, bounds are ordered, nothing overflows, time grows with the text."""

from __future__ import annotations

import math
import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.extract.quantities.numbers.find import find_all, find_numbers
from flows.extract.quantities.things.families import other_figures
from schemas.vocabulary import COUNT_TYPES, FAMILY, QUALIFIER

PIECES = (
    (
        "12 1,500 3.5 two hundred thousand million dozens of and to or between from at_least a half - – % $ € US$ km °C "
        "٣٠٠ １２ 1/2 ½ minus about one few several years old people tanks apartment blocks . , ( ) \" ' é May 2014 ſ \u212a "
        "more_than \u200b \u202e 😀"
    )
    .replace("_", "\u00a0")
    .split(" ")
)
MIXED = st.one_of(
    st.text(max_size=80),
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "", "\u00a0"])), max_size=20).map(
        lambda x: "".join(a + b for a, b in x)
    ),
)


@settings(max_examples=400, deadline=None)
@given(MIXED)
def test_phrases_hold(text: str) -> None:
    phrases = find_numbers(text)
    last = 0
    for p in phrases:
        assert last <= p.start <= p.number_start < p.number_end <= p.end <= len(text)
        last = p.end
        assert text[p.start : p.end] == text[p.start : p.end].strip()
        assert p.qualifier in QUALIFIER
        numbers = [x for x in (p.value, p.low, p.high) if x is not None]
        assert all(math.isfinite(x) and abs(x) <= 1e18 for x in numbers)
        assert p.low is None or p.high is None or p.low <= p.high
        if p.excluded is None:
            assert numbers
            assert (p.value is None) == (p.qualifier in ("between", "vague"))


@settings(max_examples=400, deadline=None)
@given(MIXED)
def test_figures_hold(text: str) -> None:
    for f in other_figures(text, find_numbers(text)):
        assert 0 <= f.start < f.end <= f.reach <= len(text) or f.reach >= f.end
        assert f.family in FAMILY
        assert f.count_type is None or f.count_type in COUNT_TYPES["materiel"]
        assert f.unit is None or f.unit.strip() == f.unit != ""
        assert f.low is None or f.high is None or f.low <= f.high
        assert all(math.isfinite(x) for x in (f.value, f.low, f.high) if x is not None)


@settings(max_examples=100, deadline=None)
@given(st.lists(MIXED, max_size=6))
def test_many_texts_read_as_one_by_one(texts: list[str]) -> None:
    assert find_all(pl.Series(texts, dtype=pl.String)) == [find_numbers(t) for t in texts]


@pytest.mark.parametrize(
    "text",
    [
        "7" * 400,
        "7," * 400,
        "one hundred " * 2000,
        "million " * 3000,
        "minus " * 3000 + "5",
        "about " * 3000 + "5",
        "between " * 2000 + "3 and 5",
        "1-" * 5000 + "1",
        "hundreds of " * 3000,
        "1 to " * 5000,
        "half a " * 4000,
        "$" * 5000 + "5",
        "12 ا٣\u202eرقم 45\u200b مليون",
    ],
)
def test_hostile(text: str) -> None:
    for p in find_numbers(text):
        assert text[p.start : p.end]
        assert all(x is None or abs(x) <= 1e18 for x in (p.value, p.low, p.high))
    other_figures(text, find_numbers(text))


@pytest.mark.parametrize("unit", ["He counted 12 goats and 3 sheep. ", "five hundred ", "1 to ", "x" * 30 + " "])
def test_time_grows_with_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        other_figures(text[:20_000], find_numbers(text)[:200])
        return time.process_time() - begun

    seconds(20_000)
    small, large = seconds(50_000), seconds(400_000)
    assert large < 30 * max(small, 0.01)
