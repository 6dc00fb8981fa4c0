"""The families that are not people over a whole batch: what is left of the number phrases when the people are counted.

`find_others` gives one row for each number phrase that no figure of people begins with. Parts of a date are left out.
Attribution, quotation and, for things (materiel and infrastructure), place, time and side come from what the article's other
extractors found.

The side of a thing is what an adjective or possessive in its noun phrase says ("Ruritanian tanks"); of what was launched, the
nearest side before; of buildings, the only country that the sentence names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import polars as pl

from flows.core import reference
from flows.core.batch import Batch
from flows.extract.quantities.around import Around, Article
from flows.extract.quantities.columns import FOUND
from flows.extract.quantities.numbers.find import NumberPhrase, place_of
from flows.extract.quantities.people.scope import period, place
from flows.extract.quantities.people.sides import Side, index
from flows.extract.quantities.things.families import OtherFigure, other_figures
from schemas.vocabulary import MODALITY, POPULATION

THINGS = ("materiel", "infrastructure")
NEAR = 60
WORDS_OF_NOUN = 5
_NOUN_PHRASE = re.compile(rf"(?:\s+[\w'’-]+){{1,{WORDS_OF_NOUN}}}")
_WORD = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*")
# In the order in which `_row` gives them.
TOLD = (
    "article",
    "char_start",
    "char_end",
    "surface",
    "sentence",
    "family",
    "count_type",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "unit",
    "population",
    "attributed_to",
    "attributed_to_raw",
    "attributed_to_id",
    "quotation_id",
    "modality",
    "confidence",
    "affected",
    "affected_iso3",
    "location",
    "location_iso3",
    "period_start",
    "period_end",
    "scope",
)


class Numbered(NamedTuple):
    """A sentence with its number phrases: article, place in the article, text, and the words of modality in it."""

    article: int
    offset: int
    text: str
    modal: list[str]
    phrases: list[NumberPhrase]


def find_others(
    batch: Batch, numbers: dict[int, list[NumberPhrase]], taken: set[tuple[int, int]], around: Around
) -> pl.DataFrame:
    """Return the rows of the other families, in order of article and place: the columns `TOLD` of `FOUND`.

    Args:
        batch: the articles.
        numbers: the number phrases of its sentences, by the sentence's place in the batch.
        taken: article and place of the number phrases that count people.
        around: what the other extractors found.
    """
    rows: list[tuple[Any, ...]] = []
    for sentence in _sentences(batch.sentences, numbers):
        article, offset, text, _, phrases = sentence
        free = [p for p in phrases if (article, offset + p.start) not in taken]
        found = other_figures(text, free) if free else []
        if found:
            beside = around.article(article)
            rows += [
                _row(sentence, f, beside) for f in found if f.family != "count" or not beside.in_date(offset + f.start)
            ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in TOLD)
    return pl.DataFrame(
        [pl.Series(name, column, dtype=FOUND[name]) for name, column in zip(TOLD, columns, strict=True)]
    )


def _sentences(sentences: pl.DataFrame, numbers: dict[int, list[NumberPhrase]]) -> Iterator[Numbered]:
    held = sentences.select("article", "char_start", "text")[list(numbers)]
    held = held.with_columns(modal=pl.col("text").str.extract_all(_modal_words()))
    for (article, offset, text, marked), found in zip(held.iter_rows(), numbers.values(), strict=True):
        yield Numbered(article, offset, text, marked, found)


def _row(sentence: Numbered, f: OtherFigure, around: Article) -> tuple[Any, ...]:
    article, offset, text, modal, _ = sentence
    start, end = offset + f.start, offset + f.end
    source = around.source_of(start, end)
    _, _, raw, name, entity_id = source if source is not None else _NOBODY
    return (
        article, start, end, text[f.start : f.end], text, f.family, f.count_type, f.value, f.low, f.high, f.qualifier, f.unit,
        _populations().get(f.unit or "") if f.family == "count" else None,
        name or raw, raw, entity_id, around.quotation_of(start, end), _modality(text, f, modal), f.confidence,
        *(_thing(sentence, f, around) if f.family in THINGS else _NOTHING),
    )  # fmt: skip


_NOBODY = (0, 0, None, None, None)
_NOTHING = (None,) * 7


def _thing(sentence: Numbered, f: OtherFigure, around: Article) -> tuple[Any, ...]:
    """Side, place and time of weapons and buildings."""
    _, offset, text, _, _ = sentence
    side = _side(text, f)
    first, last = offset, offset + len(text)
    where = place(text, offset, f.start, around.wheres_in(first, last))
    when = period(text, offset, f.start, around.whens_in(first, last))
    return (
        side.name if side else None, side.iso3 if side else None,
        where.name if where else None, where.iso3 if where else None,
        when.start, when.end, when.scope,
    )  # fmt: skip


@cache
def _populations() -> dict[str, str]:
    table = reference.rows("people_nouns", "noun", "plural", "population", key=("noun", "plural"))
    return {r["noun"] or "": r["population"] or POPULATION[-1] for r in table}


@cache
def _modalities() -> dict[str, str]:
    table = reference.rows("modality_words", "word", "modality", key=("word",), allowed={"modality": MODALITY})
    return {r["word"] or "": r["modality"] or "" for r in table}


@cache
def _modal_words() -> str:
    """Return the pattern of the words that say how something is meant; capitals stand only in a text all in capitals."""
    words = "|".join(re.escape(w).replace(r"\ ", " ") for w in sorted(_modalities(), key=len, reverse=True))
    return rf"(?i-u:\b(?:{words})\b)"


def _modality(text: str, f: OtherFigure, words: list[str]) -> str:
    """Return how a figure is meant, by the nearest word in its clause."""
    if not words:
        return "asserted"
    first = max(0, f.start - NEAR, *(text.rfind(mark, 0, f.start) for mark in ";:—"))
    best, nearest, at = "asserted", NEAR + 1, 0
    for word in words:
        start, at = place_of(text, word, at)
        away = start - f.end if start >= f.end else f.start - at
        if start >= first and 0 <= away < nearest and (word.islower() or text.isupper()):
            best, nearest = _modalities()[word.lower()], away
    return best


@lru_cache(maxsize=64)
def _named(text: str) -> tuple[tuple[int, Side], ...]:
    """Return the sides that a sentence names, seats of government among them, with their places."""
    known = index()
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    out = []
    i = 0
    while i < len(words):
        for length in (3, 2, 1):
            if i + length > len(words):
                continue
            printed = text[words[i][0] : words[i + length - 1][1]]
            low = printed.casefold()
            side = known.printed.get(printed) or (
                known.owners.get(low) or known.seats.get(low) if printed[0].isupper() else None
            )
            if side is not None:
                out.append((words[i][0], side))
                i += length - 1
                break
        i += 1
    return tuple(out)


def _side(text: str, f: OtherFigure) -> Side | None:
    """Return the side a thing belongs to, if the sentence says so."""
    named = _named(text)
    if not named:
        return None
    noun = _NOUN_PHRASE.match(text, f.end)
    head = (f.unit or "").split(" ")[-1]
    within = text.lower().find(head, f.end, noun.end()) if noun is not None and head else -1
    inside = [side for at, side in named if f.end <= at < within]
    if inside:
        return inside[-1]
    if f.family == "infrastructure":
        states = dict.fromkeys(side for _, side in named if side.iso3)
        return next(iter(states)) if len(states) == 1 else None
    if f.count_type in ("launched", "lost"):
        before = [side for at, side in named if at < f.start]
        return before[-1] if before else None
    return None
