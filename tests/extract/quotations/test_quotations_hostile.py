"""Whatever a text holds: nothing raises, offsets hold, time grows with length."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.extract.attribution.marks import quotes

WORDS = st.sampled_from(
    [
        "said",
        "told",
        "that",
        "according to",
        "Maren Holt",
        "he",
        "she",
        "the ministry",
        "citing",
        "by",
        ",",
        ".",
        "\n",
        "—",
        "(",
        ")",
        ":",
    ]
)
SIGNS = st.sampled_from([*list("\"'“”‘’«»„`"), "''", "``", "\u200b", "\u200f", "😀", "\xa0", "İ", "ﬁ", "9", "٣"])
HOSTILE = st.lists(st.one_of(WORDS, SIGNS, st.text(max_size=6)), max_size=60).map(" ".join)
GLUED = st.lists(st.one_of(WORDS, SIGNS, st.text(max_size=6)), max_size=60).map("".join)
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(text=st.one_of(HOSTILE, GLUED))
def test_offsets_hold_in_any_text(listen, text):
    text = text.replace("\x1f", " ").replace("\r", " ") + " end"
    read = listen(text)
    for row in read.attributions:
        assert 0 <= row["content_start"] < row["content_end"] <= len(text)
        assert 0 <= row["source_start"] < row["source_end"] <= len(text)
        assert text[row["cue_start"] : row["cue_end"]] == row["cue"] != ""
    for row in read.quotations:
        assert text[row["char_start"] : row["char_end"]] == row["text"] != ""
        assert row["quote_type"] in ("direct", "indirect")
        assert (row["speaker_char_start"] is None) == (row["speaker_char_end"] is None)


@QUIET
@given(text=st.one_of(HOSTILE, GLUED), inside=st.booleans())
def test_quotations_of_a_paragraph_lie_in_order_and_apart(text, inside):
    found = quotes(text, inside=inside)
    at = 0
    for q in found:
        assert at <= q.outer_start <= q.start < q.end <= q.outer_end <= len(text)
        at = q.outer_end


def seconds(listen, text):
    begin = time.process_time()
    listen(text)
    return time.process_time() - begin


def test_time_grows_no_faster_than_the_text(listen):
    listen("warm up “now” said Maren Holt.")
    for piece in ('" ', "“", "' ", "‘a ", "said ", "X, ", "X said, ", "“a” said X ", "he said he said that "):
        short, long = 5_000 // len(piece), 50_000 // len(piece)
        assert seconds(listen, piece * long) < 60 * max(seconds(listen, piece * short), 0.02)


@pytest.mark.parametrize(
    "piece",
    [
        '“He said "that ‘5 people ',  # marks that open and never close
        "General Tarn said “we go. He” ",  # quotations that hold the sentences of a whole paragraph together
        "“We go now. It is late.” It ",
        "``He said ''that `` ",
        "« A said „b ",
        "in Kyiv “We go. Now” ",
    ],
)
def test_four_times_the_marks_take_four_times_as_long(listen, piece):
    listen("warm up “now” said Maren Holt.")
    once, fourfold = (seconds(listen, piece * (size // len(piece))) for size in (50_000, 200_000))
    assert fourfold < 8 * max(once, 0.1)  # 16 where time grows with the square


def test_a_megabyte_without_a_sentence_ends_soon(listen):
    assert seconds(listen, "Maren Holt said the word " * 40_000) < 20


def test_a_hundred_thousand_marks_end_soon(listen):
    for mark in ('"', "“", "'", "‘", "«", "''", "“” ", " '"):
        assert seconds(listen, mark * 100_000) < 10
