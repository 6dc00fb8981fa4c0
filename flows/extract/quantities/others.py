"""The families that are not people over a whole batch: what is left of the number phrases when the people are counted.

`find_others` gives one row (a dict with the columns of the table but `row` and `part_of_row`) for
each number phrase that no figure of people begins with. Parts of a date are left out. Attribution, quotation and, for things
(materiel and infrastructure), place, time and side come from what the article's other extractors found.

The side of a thing is what an adjective or possessive in its noun phrase says ("Ruritanian tanks"); of what was launched, the
nearest side before; of buildings, the only country that the sentence names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import Any, NamedTuple

import polars as pl

from flows.core import reference
from flows.core.batch import Batch
from flows.extract.quantities.families import OtherFigure, other_figures
from flows.extract.quantities.number_tokens import WORDS
from flows.extract.quantities.numbers import NumberPhrase, find_all
from flows.extract.quantities.people_article import Article, articles_of
from flows.extract.quantities.people_scope import period, place
from flows.extract.quantities.people_sides import Side, index
from schemas.vocabulary import POPULATION

THINGS = ("materiel", "infrastructure")
NEAR = 60
WORDS_OF_NOUN = 5
NUMBERED = rf"\p{{Nd}}|[½¼¾⅓⅔]|(?i-u:\b(?:{'|'.join(sorted(w for w in WORDS if w))}|half)\b)"
_NOUN_PHRASE = re.compile(rf"(?:\s+[\w'’-]+){{1,{WORDS_OF_NOUN}}}")
_WORD = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*")


class Numbered(NamedTuple):
    """A sentence with its number phrases: article, place in the article, text."""

    article: int
    offset: int
    text: str
    phrases: list[NumberPhrase]


def numbered(sentences: pl.DataFrame) -> list[Numbered]:
    """Return the sentences that hold a number phrase."""
    chosen = sentences.filter(pl.col("text").str.contains(NUMBERED))
    rows = chosen.select("article", "char_start", "text").iter_rows()
    pairs = zip(rows, find_all(chosen["text"]), strict=True)
    return [Numbered(article, offset, text, found) for (article, offset, text), found in pairs if found]


def find_others(
    batch: Batch,
    taken: set[tuple[int, int]],
    dates: pl.DataFrame,
    mentions: pl.DataFrame,
    attributions: pl.DataFrame,
    quotations: pl.DataFrame,
) -> list[dict[str, Any]]:
    """Return the rows of the other families, in order of article and place.

    Args:
        batch: the articles.
        taken: article and place of the number phrases that count people.
        dates: every expression of time.
        mentions: every name.
        attributions: who says what.
        quotations: every quotation, with its id.
    """
    calendar = _calendar(dates)
    sentences = numbered(batch.sentences)
    wanted = pl.Series([s.article for s in sentences], dtype=pl.UInt32)
    around = articles_of(wanted, dates, mentions, attributions, quotations)
    out = []
    for sentence in sentences:
        article, offset, text, phrases = sentence
        free = [p for p in phrases if (article, offset + p.start) not in taken]
        for figure in other_figures(text, free):
            if figure.family == "count" and _in_date(calendar.get(article), offset + figure.start):
                continue
            out.append(_row(sentence, figure, around.get(article)))
    return out


def _calendar(dates: pl.DataFrame) -> dict[int, tuple[list[int], list[int]]]:
    """Where each article's dates and times of day begin and end."""
    kept = dates.filter(pl.col("timex_type").is_in(["DATE", "TIME"])).sort("article", "char_start")
    grouped = kept.group_by("article", maintain_order=True).agg("char_start", "char_end")
    return {article: (starts, ends) for article, starts, ends in grouped.iter_rows()}


def _in_date(spans: tuple[list[int], list[int]] | None, at: int) -> bool:
    if spans is None:
        return False
    i = bisect_right(spans[0], at) - 1
    return i >= 0 and at < spans[1][i]


def _row(sentence: Numbered, f: OtherFigure, around: Article | None) -> dict[str, Any]:
    article, offset, text, _ = sentence
    start, end = offset + f.start, offset + f.end
    source = around.source_of(start, end) if around else None
    things = _thing(sentence, f, around) if f.family in THINGS else _NOTHING
    return {
        "article": article, "char_start": start, "char_end": end, "surface": text[f.start : f.end], "sentence": text,
        "family": f.family, "count_type": f.count_type,
        "value": f.value, "value_low": f.low, "value_high": f.high, "qualifier": f.qualifier,
        "unit": f.unit, "population": _populations().get(f.unit or "") if f.family == "count" else None, **things,
        "attributed_to": (source.name or source.raw) if source else None, "attributed_to_raw": source.raw if source else None,
        "attributed_to_id": source.entity_id if source else None,
        "quotation_id": around.quotation_of(start, end) if around else None,
        "modality": _modality(text, f), "is_implicit": False, "confidence": f.confidence,
    }  # fmt: skip


_NOTHING: dict[str, Any] = dict.fromkeys(
    ("affected", "affected_iso3", "location", "location_iso3", "period_start", "period_end", "scope")
)


def _thing(sentence: Numbered, f: OtherFigure, around: Article | None) -> dict[str, Any]:
    """Side, place and time of weapons and buildings."""
    _, offset, text, _ = sentence
    side = _side(text, f)
    first, last = offset, offset + len(text)
    where = place(text, offset, f.start, around.wheres_in(first, last)) if around else None
    when = period(text, offset, f.start, around.whens_in(first, last) if around else [])
    return {
        "affected": side.name if side else None, "affected_iso3": side.iso3 if side else None,
        "location": where.name if where else None, "location_iso3": where.iso3 if where else None,
        "period_start": when.start, "period_end": when.end, "scope": when.scope,
    }  # fmt: skip


@cache
def _populations() -> dict[str, str]:
    table = reference.rows("people_nouns", "noun", "plural", "population", key=("noun", "plural"))
    return {r["noun"] or "": r["population"] or POPULATION[-1] for r in table}


@cache
def _modalities() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = {
        r["word"] or "": r["modality"] or ""
        for r in reference.rows("modality_words", "word", "modality", key=("word",))
    }
    words = "|".join(re.escape(w) for w in sorted(rows, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b"), rows


@cache
def _modal_openings() -> frozenset[str]:
    return frozenset(word.split(" ")[0] for word in _modalities()[1])


@lru_cache(maxsize=64)
def _modal(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the words of a sentence that say how something is meant: places and modality."""
    low = text.lower()
    if len(low) != len(text) or _modal_openings().isdisjoint(low.split()):
        return ()
    pattern, rows = _modalities()
    return tuple((m.start(), m.end(), rows[m[0]]) for m in pattern.finditer(low if text.isupper() else text))


def _modality(text: str, f: OtherFigure) -> str:
    """Return how a figure is meant, by the nearest word in its clause."""
    words = _modal(text)
    if not words:
        return "asserted"
    first = max(0, f.start - NEAR, *(text.rfind(mark, 0, f.start) for mark in ";:—"))
    best, nearest = "asserted", NEAR + 1
    for start, end, modality in words:
        away = start - f.end if start >= f.end else f.start - end
        if start >= first and 0 <= away < nearest:
            best, nearest = modality, away
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
