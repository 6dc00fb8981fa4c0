"""The sentences that may tell a source, with their quotations blotted out.

A quotation of several sentences belongs to one unit with the words that frame it, so that "…," he said stays whole. Only
paragraphs with a quotation mark and sentences with a cue word reach Python; the rest of the batch is never looped over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from flows.core import reference
from flows.core.batch import Batch
from flows.extract.attribution import words as w
from flows.extract.attribution.line import FILL
from flows.extract.attribution.marks import ANY_MARK, Quote, quotes


class Unit(NamedTuple):
    """A sentence, or several held together by a quotation; offsets count from the article's beginning."""

    article: int
    paragraph: int
    start: int
    end: int
    text: str  # as printed
    masked: str  # the same length, quotations blotted out
    quotes: tuple[Quote, ...]
    goes_on: bool = False  # begins as a sentence that continues the report before it


_LAST: list[tuple[Batch, list[Unit]]] = []  # the batch read last: two rooms ask for its units, one after the other


def units(batch: Batch) -> list[Unit]:
    """Return the units of a batch in order of article and place."""
    if not _LAST or _LAST[0][0] is not batch:
        _LAST[:] = [(batch, list(_units(batch, _candidates(batch))))]
    return _LAST[0][1]


def _candidates(batch: Batch) -> pl.DataFrame:
    """Return the sentences with a cue and those of paragraphs with a quotation mark."""
    cue = rf"(?i)(?-u:\b)(?:{'|'.join(w.cue_words(w.SAYING | w.CITING))}|according to|(?:^|, )per)(?-u:\b)"
    begins = "|".join(re.escape(words) for words in reference.column("speech_continuations", "opening", "opening"))
    opening = rf"(?i)^(?:{begins}|(?:[\w,.-]+ ){{1,3}}(?:of (?:them|those)|others|more))(?-u:\b)"
    marked = pl.col("text").str.contains(ANY_MARK).any().over("article", "paragraph")
    return (
        batch.sentences.with_columns(marked=marked)
        .with_columns(goes_on=pl.col("text").str.contains(opening))
        .with_columns(wanted=pl.col("marked") | pl.col("goes_on") | pl.col("text").str.contains(cue))
        .filter("wanted")
        .select("article", "paragraph", "char_start", "char_end", "text", "marked", "goes_on")
    )


def _units(batch: Batch, rows: pl.DataFrame) -> Iterator[Unit]:
    texts = batch.articles["text"]
    group: list[tuple[int, int, int, int, str]] = []
    inside = False
    last = (-1, -1)
    for article, paragraph, start, end, text, marked, goes_on in rows.iter_rows():
        if group and (group[0][0], group[0][1]) != (article, paragraph):
            made, inside = _quoted(texts[group[0][0]], group, inside=inside)
            yield from made
            group = []
        if marked:
            if (article, paragraph) != last:
                inside = inside and last == (article, paragraph - 1)
                last = (article, paragraph)
            group.append((article, paragraph, start, end, text))
        else:
            yield Unit(article, paragraph, start, end, text, text, (), goes_on)
    if group:
        yield from _quoted(texts[group[0][0]], group, inside=inside)[0]


def _quoted(whole: str, group: list[tuple[int, int, int, int, str]], *, inside: bool) -> tuple[list[Unit], bool]:
    """Return the units of a paragraph with quotation marks and whether its last quotation stays open."""
    article, paragraph, first = group[0][:3]
    text = whole[first : group[-1][3]]
    found = quotes(text, inside=inside)
    pieces = [(s - first, e - first) for _, _, s, e, _ in group]
    out, k = [], 0
    for start, end in _joined(text, pieces, found):
        mine = []
        while k < len(found) and found[k].outer_start < end:
            mine.append(found[k])
            k += 1
        masked, at = [], start
        for q in mine:
            masked += [text[at : q.outer_start], FILL * (q.outer_end - q.outer_start)]
            at = q.outer_end
        masked.append(text[at:end])
        placed = tuple(
            Quote(q.outer_start + first, q.start + first, q.end + first, q.outer_end + first, q.closed, q.weak)
            for q in mine
        )
        out.append(Unit(article, paragraph, start + first, end + first, text[start:end], "".join(masked), placed))
    return out, bool(found) and not found[-1].closed


def _joined(text: str, pieces: list[tuple[int, int]], found: list[Quote]) -> list[tuple[int, int]]:
    """Join sentences that a quotation holds together."""
    out: list[tuple[int, int]] = []
    k = 0
    for start, end in pieces:
        while k < len(found) and found[k].outer_end < start:
            k += 1
        broken = k < len(found) and found[k].outer_start < start and found[k].outer_end > (out[-1][1] if out else start)
        if out and (broken or _goes_on(text, out[-1], found, k, start)):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _goes_on(text: str, before: tuple[int, int], found: list[Quote], k: int, start: int) -> bool:
    """A question or cry that is quoted may be followed by its verb of saying: "Why?" Smith asked."""
    end = before[1]
    closing = next((q for q in found[max(0, k - 1) : k + 1] if q.outer_end == end), None)
    return closing is not None and text[closing.end - 1] in "?!…-—" and bool(text[start : start + 1].isalpha())
