"""Patterns of many words: they match the same words as a plain list, the longest first, in Python and in Polars."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.patterns import any_of

WORDS = st.lists(st.text(alphabet="abc .-'é", min_size=1, max_size=6), min_size=1, max_size=12)


@given(WORDS, st.text(alphabet="abc .-'é", max_size=20))
def test_matches_what_a_list_of_words_matches(words: list[str], text: str) -> None:
    plain = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    expected = [m[0] for m in re.finditer(plain, text)]
    assert [m[0] for m in re.finditer(any_of(words), text)] == expected
    assert pl.Series([text]).str.extract_all(any_of(words)).to_list() == [expected]


def test_pieces_stand_for_characters() -> None:
    pattern = any_of(["new year's day", "new year"], {" ": "[ _]", "'": "['’]"})
    assert re.fullmatch(pattern, "new_year’s day")
    assert re.match(pattern, "new year's days")[0] == "new year's day"  # type: ignore[index]


def test_no_words_are_refused() -> None:
    with pytest.raises(ValueError, match="no words"):
        any_of([])
