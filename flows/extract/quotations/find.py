"""From attributions and quotation marks to rows: who speaks between which marks, and what is reported without them."""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from flows.core.batch import Batch
from flows.extract.attribution.marks import Quote
from flows.extract.attribution.units import Unit, units

Row = tuple[Any, ...]
SPEECH_WORDS = 5  # words that a quotation without a speaker must have to count as speech


class Spoken(NamedTuple):
    """One attribution."""

    content: tuple[int, int]
    source: tuple[int, int]
    raw: str | None
    name: str | None
    id: str | None
    cue: tuple[int, int]
    word: str


def quotations(batch: Batch, mentions: pl.DataFrame, attributions: pl.DataFrame) -> list[Row]:
    """Return the rows of `find_quotations` as tuples."""
    said: dict[int, list[Spoken]] = {}
    for article, cs, ce, ss, se, raw, name, sid, qs, qe, cue in attributions.iter_rows():
        said.setdefault(article, []).append(Spoken((cs, ce), (ss, se), raw, name, sid, (qs, qe), cue))
    texts = batch.articles["text"].to_list()
    out: list[Row] = []
    quoted: dict[int, list[Quote]] = {}
    last: tuple[int, int, Spoken | None] = (-1, -1, None)
    for unit in units(batch):
        mine = [a for a in said.get(unit.article, ()) if unit.start <= a.cue[0] < unit.end]
        for q in unit.quotes:
            quoted.setdefault(unit.article, []).append(q)
            speaker = _speaker(q, unit, mine)
            if (
                (speaker is None and last[:2] == (unit.article, unit.paragraph))
                or (speaker is None and last[0] == unit.article and last[1] == unit.paragraph - 1)
            ) and _is_speech(texts[unit.article][q.start : q.end]):
                speaker = last[2]
            text = texts[unit.article][q.start : q.end]
            if speaker is None and not _is_speech(text):
                continue
            out.append(_direct(unit.article, q, text, speaker))
        if mine:
            last = (unit.article, unit.paragraph, mine[-1])
    for article, spoken in said.items():
        marks = quoted.get(article, [])
        seen = set()
        for a in spoken:
            if a.content in seen or any(q.outer_start < a.content[1] and q.outer_end > a.content[0] for q in marks):
                continue
            seen.add(a.content)
            out.append(
                (
                    article,
                    *a.content,
                    texts[article][a.content[0] : a.content[1]],
                    "indirect",
                    a.name,
                    a.raw,
                    _one(a.id),
                    *a.source,
                    a.word,
                )
            )
    return out


def _speaker(q: Quote, unit: Unit, mine: list[Spoken]) -> Spoken | None:
    best, reach = None, 10**9
    for a in mine:
        if a.content[0] < q.outer_end and a.content[1] > q.outer_start:
            size = a.content[1] - a.content[0]
            if size < reach:
                best, reach = a, size
    if best is None and len(mine) == 1:
        return mine[0]
    return best


def _is_speech(text: str) -> bool:
    return len(text.split()) >= SPEECH_WORDS


def _one(ids: str | None) -> str | None:
    return ids.split("; ")[0] if ids else None


def _direct(article: int, q: Quote, text: str, a: Spoken | None) -> Row:
    if a is None:
        return (article, q.start, q.end, text, "direct", None, None, None, None, None, None)
    return (article, q.start, q.end, text, "direct", a.name, a.raw, _one(a.id), *a.source, a.word)
