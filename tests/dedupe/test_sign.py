"""Signatures: shingles counted right, stable numbers, exact hashes."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.dedupe import SIGNATURE, sign
from flows.dedupe.compare import prepare, similarity
from flows.dedupe.signatures import bare
from flows.dedupe.words import PIECE, names, visible, words
from tests.dedupe.dedupe_articles import Writer, frame, lay_out, plain_shingles, plain_similarity


def count_words(text: str) -> int:
    return int(words(visible(pl.Series([text]))).counts[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("— … “”", 0),
        ("one", 1),
        ("It’s 1,020 men—or “fewer”.", 7),
        ("Sołtys żyje; Əli bəy", 4),
        ("zero\u200bwidth soft\u00adhyphen", 2),
        ("x" * (3 * PIECE), 3),
        ("停火了", 3),
    ],
)
def test_words(text: str, expected: int) -> None:
    assert count_words(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="ab’ .,é1\n—", max_size=60), max_size=8))
def test_shingles_are_the_obvious_ones(texts: list[str]) -> None:
    prepared = prepare({str(i): text for i, text in enumerate(texts)})
    for i, text in enumerate(texts):
        assert len(prepared[str(i)].shingles) == len(plain_shingles(text))
        assert len(prepared[str(i)].numbers) == len(re.findall(r"\w+", text))


@settings(max_examples=200, deadline=None)
@given(*[st.lists(st.sampled_from("abc"), min_size=5, max_size=40).map(" ".join)] * 2)
def test_similarity_is_the_obvious_one(a: str, b: str) -> None:
    prepared = prepare({"a": a, "b": b})
    assert similarity(prepared["a"].shingles, prepared["b"].shingles) == plain_similarity(a, b)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=5))
def test_any_text_is_signed(texts: list[str]) -> None:
    signed = sign(frame(texts))
    assert signed.schema == pl.Schema(SIGNATURE)
    assert signed["article_id"].to_list() == frame(texts)["article_id"].to_list()


def test_numbers_never_change() -> None:
    """Signatures are stored: another machine, batch or version must come to the same numbers."""
    text = "The old ferry left the harbour of Norvik before dawn with ninety people and a cow on board."
    row = sign(frame([text], {0: "https://example.org/ferry"})).row(0, named=True)
    sketch = np.frombuffer(row["sketch"], "<u2").astype(np.uint64)
    assert row["n_shingles"] == 14
    assert row["url_key"] == 17556206084593677708
    assert row["exact_hash"] == 6361485785024136258
    assert int((sketch * np.arange(1, 257, dtype=np.uint64)).sum()) == 940542950


def test_signature_does_not_depend_on_the_batch() -> None:
    writer = Writer(3)
    texts = [writer.article(writer.random.randint(1, 60)) for _ in range(150)] + [
        "",
        "short",
        "停火了",
        "Xi 习近平 said " + writer.article(5),
        writer.article(1500),
    ]
    whole = sign(frame(texts))
    assert len("\n".join(texts)) > PIECE
    for row in range(0, len(texts), 7):
        alone = sign(frame(texts)[row : row + 1])
        assert alone.equals(whole[row : row + 1])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="aAé İŁ1.,“\n习", max_size=30), min_size=1, max_size=4))
def test_names_stand_beside_their_words(texts: list[str]) -> None:
    capital, counts = names(pl.Series(texts))
    assert counts.tolist() == words(pl.Series(texts)).counts.tolist()
    assert len(capital) == counts.sum()


def test_names_are_capitals_inside_a_sentence() -> None:
    text = "Then Ann Ode, Norvik's mayor, left. Nobody “Saw” 3 Boats"
    found = [word for word, name in zip(re.findall(r"\w+", text), names(pl.Series([text]))[0], strict=True) if name]
    assert found == ["Ann", "Ode", "Norvik", "Boats"]


def test_long_text_is_cut_into_pieces_without_harm() -> None:
    text = lay_out(Writer(5).sentences(4000))
    assert len(text) > PIECE
    assert len(prepare({"a": text})["a"].shingles) == len(plain_shingles(text))


@pytest.mark.parametrize(
    "text",
    [
        "The mill burned. Nobody came.\n\n(Reporting by Ann Ode; Editing by Bo Lind)",
        "The mill  burned.\u00a0Nobody came.  Reporting by Ann Ode\nEditing by Bo Lind",
        "The mill burned.\nNobody came.\nENDS",
        "The mill burned. Nobody\u200b came. (AP)",
        "\ufeffThe mill burned. Nobody came.\n-30-\n",
        "The mill burned. Nobody came.\nAnn Ode in Norvik contributed to this report.",
        "The mill burned. Nobody came.\n© 2031 Norvik Post. All rights reserved.",
    ],
)
def test_white_space_and_sign_offs_do_not_count(text: str) -> None:
    assert bare(visible(pl.Series([text])))[0] == "The mill burned. Nobody came."


@pytest.mark.parametrize(
    "text",
    ["The mill burned (the mayor said).", "They were edited by hand.", "It burned. Nobody came to the end", "ENDS"],
)
def test_what_is_no_sign_off_stays(text: str) -> None:
    assert bare(visible(pl.Series([text])))[0] == text
