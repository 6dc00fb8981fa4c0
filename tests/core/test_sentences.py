"""Sentences: where they are cut, and that their places are exact whatever the text."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.sentences import LONGEST, sentences


def cut(*texts: str) -> list[str]:
    return sentences(
        pl.DataFrame({"article": range(len(texts)), "text": texts}, schema={"article": pl.UInt32, "text": pl.String})
    )["text"].to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells fell at dawn. Nobody slept.", ["Shells fell at dawn.", "Nobody slept."]),
        (
            "Lt. Gen. Ana B. Castro of the U.S. Army left at 3 p.m. Tuesday.",
            ["Lt. Gen. Ana B. Castro of the U.S. Army left at 3 p.m. Tuesday."],
        ),
        ("It was made in the U.S. The rest was not.", ["It was made in the U.S.", "The rest was not."]),
        ("“Leave now!” he cried. She did.", ["“Leave now!” he cried.", "She did."]),
        ("He said: “We wait.” Then he left.", ["He said: “We wait.”", "Then he left."]),
        ("On Feb. 6 the town fell. No. 5 stood.", ["On Feb. 6 the town fell.", "No. 5 stood."]),
        ("About 3.5 million fled. 12 died.", ["About 3.5 million fled.", "12 died."]),
        ("One line\nAnother line", ["One line", "Another line"]),
    ],
)
def test_cuts(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_long_stretch_is_bounded() -> None:
    pieces = cut("x" * 10_000 + " " + "word " * 2_000)
    assert max(map(len, pieces)) <= LONGEST
    assert sum(p.count("word") for p in pieces) == 2_000


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(list('Aa.!? \n"“”1Gen.')), max_size=80),
        min_size=1,
        max_size=4,
    )
)
def test_places_are_exact(texts: list[str]) -> None:
    frame = pl.DataFrame(
        {"article": range(len(texts)), "text": texts}, schema={"article": pl.UInt32, "text": pl.String}
    )
    found = sentences(frame)
    covered = [0] * len(texts)
    last = (-1, -1)
    for row in found.iter_rows(named=True):
        text = texts[row["article"]].replace("\x1f", " ")
        assert text[row["char_start"] : row["char_end"]] == row["text"] != ""
        assert (row["article"], row["char_start"]) >= last, "in order, none over another"
        last = (row["article"], row["char_end"])
        covered[row["article"]] += len("".join(row["text"].split()))
    assert covered == [len("".join(t.replace("\x1f", " ").split())) for t in texts], "nothing is lost"
