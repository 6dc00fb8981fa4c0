"""Runs of capitals: every stretch of text that may hold names, with the words beside it, found in Polars over the whole batch.

A run is words that begin with a capital, joined by one space and by the small words that stand inside names ("of the", "bin",
"de la", "and", "for"). It is wider than a name on purpose: it may hold a title, several names, a possessive or a closing dot;
`flows.extract.entities.parse` takes it apart. The pattern names its letters by ranges because Unicode classes cost four times
the time.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.core.batch import Batch

LEFT, RIGHT = 48, 80  # characters of context kept on either side

UPPER = r"A-Z\x{c0}-\x{de}\x{100}-\x{17f}\x{218}-\x{21b}\x{400}-\x{42f}\x{1e00}-\x{1eff}"
LETTER = r"a-zA-Z0-9.'&\x{c0}-\x{24f}\x{2bc}\x{2018}\x{2019}\x{300}-\x{36f}\x{400}-\x{4ff}\x{1e00}-\x{1eff}"
PREFIX = r"(?:[aeuAEU][lsnrdtz][-’']|ash-|ath-|[dl]['’])?"
INNER = (
    "of|the|de|la|las|los|del|della|di|da|do|dos|das|du|des|le|bin|bint|ibn|ben|abu|ould"
    "|van|der|den|von|zu|al|el|ul|ur|y|e|es|wa|&|and|for"
)
WORD = rf"{PREFIX}[{UPPER}][{LETTER}]*(?:[-\x{{2010}}\x{{2011}}][{LETTER}]+)*"
RUN = rf"{WORD}(?: (?:(?:{INNER}) ){{0,2}}{WORD})*"


@dataclass(frozen=True, slots=True)
class Idle:
    """Runs that need no closer look.

    Attributes:
        never: words that are no name wherever they stand ("The", "Monday").
        opening: common words as they begin a sentence.
        speaking: words behind a person, which may make a name of an opening word ("King said").
    """

    never: list[str]
    opening: list[str]
    speaking: list[str]


def runs(batch: Batch, idle: Idle) -> pl.DataFrame:
    """Return every run of capitals that may hold a name.

    Returns:
        `article`, `start` (offset in the article), `run`, `left` and `right` (the text beside it inside its sentence, up to the
        next run), `caps` (the sentence is all in capitals), `first` (nothing but marks stands before it in the sentence).
    """
    text = pl.col("text")
    length = pl.col("char_end") - pl.col("char_start")
    found = batch.sentences.select(
        "article",
        base=pl.col("char_start") - (length.cum_sum() - length),
        caps=_all_capitals(),
        rest=text.str.split(RUN, literal=False),
        run=text.str.extract_all(RUN).list.concat(pl.lit(None, dtype=pl.String)),
    ).with_row_index("sentence")
    pieces = found.explode("rest", "run")
    width = pl.col("rest").str.len_chars().cast(pl.Int64) + pl.col("run").str.len_chars().fill_null(0).cast(pl.Int64)
    left, run = pl.col("left"), pl.col("run")
    return (
        pieces.with_columns(
            start=pl.col("base") + width.cum_sum() - pl.col("run").str.len_chars().cast(pl.Int64),
            opens=(pl.col("sentence") != pl.col("sentence").shift(1)).fill_null(value=True),
            right=pl.col("rest").shift(-1).str.slice(0, RIGHT),
            left=pl.col("rest").str.slice(-LEFT),
        )
        .filter(run.is_not_null() & ~run.is_in(idle.never))
        .with_columns(first=pl.col("opens") & ~left.str.contains(r"[\p{L}\p{N}]"))
        .filter(~left.str.contains(r"[\p{L}\p{N}_@#]$") & ~_only_opens(idle))
        .select("article", "start", "run", "left", "right", "caps", "first")
    )


def _only_opens(idle: Idle) -> pl.Expr:
    """A common word at the beginning of a sentence, with nothing behind it that a person of that name would have."""
    behind = pl.col("right").str.extract(r"^ ([\w'’-]+)")
    speaks = behind.is_in(idle.speaking).fill_null(value=False)
    return pl.col("first") & pl.col("run").is_in(idle.opening) & ~speaks


def _all_capitals() -> pl.Expr:
    """Whether the sentence is in capitals: a dozen of them or more, and nowhere four small letters together."""
    text = pl.col("text")
    return ~text.str.contains("[a-z]{4}") & text.str.contains("(?:[A-Z][^A-Z]*){12}")
