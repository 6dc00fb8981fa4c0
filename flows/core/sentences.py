"""Sentences with their places: the articles' texts cut in Polars, without a loop over articles.

A sentence never crosses a line break. Its text is exactly ``text[char_start:char_end]`` of its article in code points, white
space at its ends left out. A stretch without an end is cut at `LONGEST` characters, so that hostile text stays bounded.
"""

from __future__ import annotations

import re

import polars as pl

from flows.core import reference

LONGEST = 2_000
LONGEST_ABBREVIATION = 14  # code points, white space after it included
CUT = "\x1f"  # a control character that cleaning takes out of every text

# Punctuation that may close a sentence, what may close with it, white space, then what may begin the next.
BOUNDARY = r"""([.!?…][.!?…]*[”"’'»)\]]*)(\s+)([“"‘'«(\[¿¡]*[\p{Lu}\p{N}])"""
FIRST_WORDS = (
    "The|A|An|In|On|At|He|She|It|They|We|I|But|And|This|That|These|Those|There|His|Her|Its|Their|Our|After|Before|When|While|"
    "As|If|For|By|With|Since|Some|Many|Most|More|No|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Earlier|Meanwhile|However|"
    "According|Another|Both|Only|Under|Over|Last|Also|Later|One|Officials|Police|Witnesses|What|Who|How|Why|Where"
)


def sentences(articles: pl.DataFrame) -> pl.DataFrame:
    """Return every sentence of `articles`, in order.

    Args:
        articles: with the columns `article` (row index) and `text`.

    Returns:
        `article` (UInt32), `paragraph` (UInt32, counted inside the article), `char_start`, `char_end` (Int64), `text`.
    """
    segments = _segments(_paragraphs(articles))
    joined = _join_abbreviations(segments)
    lead = (pl.col("text").str.len_chars() - pl.col("text").str.strip_chars_start().str.len_chars()).cast(pl.Int64)
    return (
        joined.with_columns(char_start=pl.col("char_start") + lead, text=pl.col("text").str.strip_chars())
        .filter(pl.col("text") != "")
        .with_columns(char_end=pl.col("char_start") + pl.col("text").str.len_chars().cast(pl.Int64))
        .select("article", "paragraph", "char_start", "char_end", "text")
    )


def _paragraphs(articles: pl.DataFrame) -> pl.DataFrame:
    lines = articles.select(
        pl.col("article").cast(pl.UInt32), pl.col("text").str.replace_all(CUT, " ", literal=True).str.split("\n")
    )
    width = pl.col("text").str.len_chars().cast(pl.Int64) + 1
    return lines.explode("text").with_columns(
        paragraph=pl.int_range(pl.len(), dtype=pl.UInt32).over("article"),
        char_start=(width.cum_sum() - width).over("article"),
    )


def _segments(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Cut at every boundary; the pieces of a paragraph joined are the paragraph."""
    pieces = paragraphs.with_columns(pl.col("text").str.replace_all(BOUNDARY, f"$1$2{CUT}$3"))
    if (pieces["text"].str.len_chars() > LONGEST).any():
        long = pl.col("text").str.len_chars() > LONGEST
        cut = pl.col("text").map_elements(_cut_long, return_dtype=pl.String)
        pieces = pl.concat([pieces.filter(~long), pieces.filter(long).with_columns(cut)]).sort("article", "paragraph")
    width = pl.col("text").str.len_chars().cast(pl.Int64)
    before = width.cum_sum() - width
    first = (pl.col("paragraph") != pl.col("paragraph").shift(1, fill_value=2**32 - 1)) | (
        pl.col("article") != pl.col("article").shift(1)
    )
    since = before - pl.when(first).then(before).forward_fill()  # a window by paragraph costs ten times this
    return (
        pieces.with_columns(pl.col("text").str.split(CUT))
        .explode("text")
        .with_columns(char_start=pl.col("char_start") + since)
    )


def _cut_long(text: str) -> str:
    return CUT.join(_pieces(piece) for piece in text.split(CUT))


def _pieces(text: str) -> str:
    out = []
    while len(text) > LONGEST:
        at = text.rfind(" ", 1, LONGEST) + 1 or LONGEST
        out.append(text[:at])
        text = text[at:]
    return CUT.join([*out, text])


def _join_abbreviations(segments: pl.DataFrame) -> pl.DataFrame:
    """Join a piece to the one before it when that one ends in an abbreviation and not in a sentence."""
    joins = segments.select(_joins().fill_null(value=False)).to_series()
    numbered = segments.with_columns(sentence=(~joins).cum_sum())
    joined = joins | joins.shift(-1, fill_value=False)
    if not joins.any():
        return segments
    whole = (
        numbered.filter(joined)
        .group_by("sentence", maintain_order=True)
        .agg(pl.col("article", "paragraph", "char_start").first(), pl.col("text").str.join(""))
        .select(numbered.columns)
    )
    return pl.concat([numbered.filter(~joined), whole]).sort("sentence").drop("sentence")


def _joins() -> pl.Expr:
    table = reference.rows("abbreviations", "abbreviation", "ends_sentence", key=("abbreviation",))
    never = "|".join(re.escape(r["abbreviation"] or "") for r in table if r["ends_sentence"] == "never")
    maybe = "|".join(re.escape(r["abbreviation"] or "") for r in table if r["ends_sentence"] == "maybe")
    tail = pl.col("text").str.tail(LONGEST_ABBREVIATION)  # a search for the end of a long piece is slow
    dotted = tail.str.contains(r"\.[ \t\u{a0}]+$")
    stops = dotted & tail.str.contains(rf"(?:^|[ (\[“\"‘'—–-])(?:{never}|\p{{Lu}}|(?:\p{{Lu}}\.)+\p{{Lu}})\.\s+$")
    may_stop = dotted & tail.str.contains(rf"(?:^|[ (\[“\"‘'—–-])(?:{maybe})\.\s+$")
    spelled = dotted & tail.str.contains(r"(?:\p{Lu}\.){2,}\s+$")
    begins = pl.col("text").str.contains(rf"^(?:{FIRST_WORDS})\b")
    length = pl.col("text").str.len_chars()
    same = (pl.col("article") == pl.col("article").shift(1)) & (pl.col("paragraph") == pl.col("paragraph").shift(1))
    short = length.shift(1) + length <= LONGEST
    return same & short & ((stops.shift(1) & ~(spelled.shift(1) & begins)) | (may_stop.shift(1) & ~begins))
