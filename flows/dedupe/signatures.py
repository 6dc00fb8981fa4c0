"""Signatures: what is kept of an article, beside its text, to recognise its copies. About 540 bytes an article.

`exact_hash` stands for the text without white space and sign-offs: among ten million articles two different ones get the same with
a probability of 3 in a million. A sign-off is a paragraph or a bracket at the very end that names
who reported, wrote or edited, who owns the text, or that it ends ("-30-", "ENDS"); the phrases are in
``seeds/reference/sign_offs.csv``.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import polars as pl
import polars_hash  # noqa: F401  (registers the `nchash` namespace on expressions)

from flows.core import reference
from flows.core.addresses import page_key
from flows.dedupe.sketch import BINS, packed, sketches
from flows.dedupe.words import chunks, shingles, visible, words

SIGNATURE = {
    "article_id": pl.String(),
    "url_key": pl.UInt64(),
    "exact_hash": pl.UInt64(),
    "n_shingles": pl.UInt32(),
    "sketch": pl.Binary(),
}
TAIL = 600  # characters at the end in which sign-offs are looked for
SIGN_OFFS = 4  # how many may stand one after the other


def sign(articles: pl.DataFrame) -> pl.DataFrame:
    """Return one signature per article, in the same order.

    Args:
        articles: with the columns `article_id`, `url` and `text`.

    Returns:
        `article_id`; `url_key`, a number for the page the url is an address of, null without one; `exact_hash`; `n_shingles`; `sketch`.
    """
    counts, rows = [np.empty(0, np.int64)], [np.empty((0, BINS), np.uint16)]
    seen = visible(articles["text"])
    for _, texts in chunks(seen):
        found = words(texts)
        numbers, per_text = shingles(found.numbers, found.counts)
        counts.append(per_text)
        rows.append(sketches(numbers, per_text))
    url: pl.Expr = pl.col("page").nchash.xxhash64()  # type: ignore[attr-defined]
    exact: pl.Expr = pl.col("bare").nchash.xxhash64()  # type: ignore[attr-defined]
    pages = pl.Series([page_key(url) if url else None for url in articles["url"]], dtype=pl.String)
    return articles.with_columns(bare=bare(seen), page=pages).select(
        pl.col("article_id"),
        pl.when(pl.col("page").is_not_null()).then(url).alias("url_key"),
        exact.alias("exact_hash"),
        pl.Series("n_shingles", np.concatenate(counts).astype(np.uint32)),
        packed(np.concatenate(rows)),
    )


def bare(texts: pl.Series) -> pl.Series:
    """Return `visible` texts with single blanks for white space of every kind, none at the ends, and without sign-offs."""
    plain = texts.str.strip_chars()
    pattern = _sign_off_pattern()
    for _ in range(SIGN_OFFS):
        signed = plain.str.tail(TAIL).str.contains(pattern)
        if not signed.any():
            break
        some = plain.filter(signed)
        shorter = some.str.head(-TAIL) + some.str.tail(TAIL).str.replace(pattern, "$1").str.strip_chars_end()
        plain = plain.scatter(signed.arg_true(), shorter)
    return plain.str.replace_all(r"\s{2,}|[\s&&[^ ]]", " ")


@cache
def _sign_off_pattern() -> str:
    """Return a pattern for the last sign-off of a text: a line, a bracket, or the sentences after the last one's end."""
    table = reference.rows("sign_offs", "phrase", "place", key=("phrase", "place"))
    begins, holds, whole = (
        "|".join(re.escape(r["phrase"] or "") for r in table if r["place"] == place)
        for place in ("begins", "holds", "whole")
    )
    line = rf"[-–—•*/ \t]*(?:(?:{begins})[^\n]*|[^\n]*(?:{holds})[^\n]*|(?:{whole})[ \t.]*)"
    bracket = rf"[(\[](?:(?:{begins})[^()\[\]]*|[^()\[\]]*(?:{holds})[^()\[\]]*|(?:{whole}))[)\]]\.?"
    sentence = rf"(?:(?:{begins})[^\n]*|(?:{whole})\.?)"
    return rf"(?:\n\s*{line}|\s+[-–—•/]*\s*{bracket}|([.!?…][”\"’'»)\]]*)\s+{sentence})\s*$"
