"""Which sentences may count people: found in Polars over the whole batch, so that Python reads no others.

A sentence must hold a number or a single person ("a nurse"), and a cue. Cues that need a certain surrounding ("returned",
"held", "took") count only in articles that also hold one of the cues that need none.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from flows.extract.quantities.numbers.find import NUMBERED
from flows.extract.quantities.people.words import ANY, Cue, Noun, context, lexicon

ZERO = r"(?i-u:\b(?:no|nobody|none|pair|duo|couple|trio|quartet|quintet)\b)"
PRESENT = ("people", "found", "lives", "rubble", "left")  # needs that the sentence itself must fill
SHORT = 6


def _least(texts: set[str]) -> list[str]:
    """Return the texts that hold none of the others."""
    out: list[str] = []
    for text in sorted(texts, key=lambda t: (len(t), t)):
        if not any(_covers(short, text) for short in out):
            out.append(text)
    return out


def _covers(short: str, text: str) -> bool:
    """Whether every text that holds `text` is found by looking for `short`: short words are looked for where words begin."""
    return short in text if len(short) > SHORT else f" {short}" in f" {text}"


@cache
def patterns() -> tuple[list[str], list[str]]:
    """Return the cues that need nothing around them, and the others."""
    entries, phrases = lexicon()
    firm: set[str] = set()
    other: set[str] = set()
    named = context("freeing") - {"free"}
    found = [(t, e) for t, (_, e) in entries.items() if isinstance(e, Cue)]
    for first, rests in phrases.items():
        for rest, (_, entry) in rests:
            if isinstance(entry, Cue):
                words = (first, *rest)
                found.append((_telling(words), entry))
    for text, cue in found:
        (firm if cue.needs is None or cue.needs in PRESENT or text in named else other).add(text)
    firm.update(f"{noun} of" for noun in context("release"))
    firm_least = _least(firm)
    return firm_least, [t for t in _least(other) if not any(_covers(f, t) for f in firm_least)]


def _telling(words: tuple[str, ...]) -> str:
    """Return what to look for to find a phrase: the longer side of a word that is left open."""
    if ANY not in words:
        return " ".join(words)
    at = words.index(ANY)
    return max(" ".join(words[at + 1 :]), " ".join(words[:at]), key=len)


@cache
def single_person() -> str:
    """Return the pattern of one person carried by an article: "a young nurse"."""
    nouns = sorted({w for w, (kind, e) in lexicon()[0].items() if kind == "h" and isinstance(e, Noun) and not e.plural})
    return rf"(?i:(?:^|[^\w])(?:an?|another) (?:[^ ]+ ){{0,5}}(?:{'|'.join(map(re.escape, nouns))})(?:[^\w]|$))"


def sought(words: list[str]) -> list[str]:
    """Return what to look for: long words as they are, short ones with what may stand before a word."""
    return [w for w in words if len(w) > SHORT] + [
        f"{before}{w}" for w in words if len(w) <= SHORT for before in ' "“‘(-'
    ]


def _holds(words: list[str]) -> pl.Expr:
    """Whether a text holds one of the words; short ones only where a word begins, so that "die" is not found in "soldier"."""
    text = pl.col("text")
    short = [w for w in words if len(w) <= SHORT]
    begins = rf"(?i)^[^\w]{{0,3}}(?:{'|'.join(map(re.escape, short))})"
    return text.str.contains_any(sought(words), ascii_case_insensitive=True) | text.str.contains(begins)


def candidates(sentences: pl.DataFrame) -> pl.DataFrame:
    """Return the sentences that may hold a figure.

    `single` tells that a sentence is read even without a number: it may count one person or head a list.
    """
    firm, other = patterns()
    text = pl.col("text")
    marked = sentences.with_columns(firm=_holds(firm))
    articles = marked.filter(pl.col("firm"))["article"].unique()
    kept = marked.filter(pl.col("firm") | (pl.col("article").is_in(articles.implode()) & _holds(other)))
    single = text.str.contains(single_person()) | text.str.contains(ZERO)
    heading = pl.col("firm") & text.str.ends_with(":")
    return (
        kept.with_columns(single=single | heading).filter(pl.col("single") | text.str.contains(NUMBERED)).drop("firm")
    )
