"""The sentences that may tell a source, with their quotations.

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
from flows.extract.attribution.marks import ANY_MARK, Quote, quotes

HEADING = 60  # characters beside a colon or dash that may hold a source
MOST = 24  # quotations that hold one unit together: hostile text could join a whole book, and a unit is read as one


class Unit(NamedTuple):
    """A sentence, or several held together by a quotation; offsets count from the article's beginning."""

    article: int
    paragraph: int
    start: int
    end: int
    text: str  # as printed
    quotes: tuple[Quote, ...]
    cued: bool  # holds a word that can tell a source
    goes_on: bool  # begins as a sentence that continues the report before it


_LAST: list[tuple[Batch, list[Unit]]] = []  # the batch read last: two rooms ask for its units, one after the other


def units(batch: Batch) -> list[Unit]:
    """Return the units of a batch in order of article and place."""
    if not _LAST or _LAST[0][0] is not batch:
        _LAST[:] = [(batch, list(_units(batch, _candidates(batch))))]
    return _LAST[0][1]


def _cues() -> tuple[str, str]:
    """Return the patterns of sentences that can tell a source without quotation marks.

    The second is searched for by itself: in one with the first it would make so many states that the search takes eight times as long.
    """

    def any_of(wanted: int, without: int = 0) -> str:
        return "|".join(w.cue_words(wanted, without))

    plain = any_of(w.SAYING | w.CITING | w.ACT, w.THAT | w.TOLL | w.OF | w.SEEING | w.ISSUING)
    toll = rf"(?:{any_of(w.TOLL)})(?-u:\b)[^.]*(?-u:\b)(?:{any_of(w.TALLY)}|at|by)"
    seen = rf"(?:{any_of(w.WITNESS)})(?-u:\b)[^.]*(?-u:\b)(?:{any_of(w.SEEING)})"
    phrasal = "|".join(f"{word} {particle}" for word, particle in w.phrasals())
    held = rf"(?:{any_of(w.STANCE)}) (?:that|of|to|for|about|against|on)"
    issued = rf"(?:{any_of(w.ISSUING)})(?-u:\b)[^.]*:$"
    counted = rf"by [^.,]{{1,40}}(?:['’]s?|own)(?: \w+)? (?:{any_of(w.TALLY)})"
    return (
        rf"(?i)(?-u:\b)(?:{plain}|{phrasal}|{held}|according to|(?:{any_of(w.THAT)}) that|(?:{any_of(w.OF)}) of|{toll}|{seen})(?-u:\b)"
        rf"|(?:^|, )per |{issued}",
        rf"(?i)(?-u:\b){counted}(?-u:\b)",
    )


def _beside_mark() -> pl.Expr:
    """Whether a noun of sources stands before the first colon of a heading or note, or behind its last colon or dash."""
    heads = "|".join((*w.cue_words(w.PERSON | w.INSTITUTION), "sources?"))
    announced = pl.col("text").str.head(HEADING).str.contains(rf"(?i-u:\b(?:{heads})(?: [a-z][\w'-]+){{0,3}}: )")
    signed = pl.col("text").str.tail(HEADING).str.contains(rf"(?i)(?::| [–—-]) [^:–—]*(?-u:\b)(?:{heads})\.?$")
    return announced | signed


def _candidates(batch: Batch) -> pl.DataFrame:
    """Return the sentences with a cue and those of paragraphs with a quotation mark."""
    begins = "|".join(re.escape(words) for words in reference.column("speech_continuations", "opening", "opening"))
    number = "|".join((*w.cue_words(w.NUMBER), r"[\d,.]+"))
    goes_on = r"of (?:them|those)|others|more(?: \w+)? (?:were|was|had|have|are|is)"
    opening = rf"(?i)^(?:{begins}|(?:[\w-]+ ){{0,2}}(?:{number})(?: [\w-]+)? (?:{goes_on}))(?-u:\b)"
    text = pl.col("text")
    found = batch.sentences.with_columns(
        marked=text.str.contains(ANY_MARK),
        cued=pl.any_horizontal(*(text.str.contains(cue) for cue in _cues()), _beside_mark()),
        goes_on=text.str.contains(opening),
    )
    found = found.with_columns(marked=pl.col("marked").any().over("article", "paragraph"))
    return found.filter(pl.any_horizontal("marked", "cued", "goes_on")).select(
        "article", "paragraph", "char_start", "char_end", "text", "marked", "cued", "goes_on"
    )


Sentence = tuple[int, int, bool, bool]  # start, end, cued, goes on


def _units(batch: Batch, rows: pl.DataFrame) -> Iterator[Unit]:
    texts = batch.articles["text"].to_list()
    inside, last = False, (-1, -1)
    group: list[Sentence] = []
    for article, paragraph, start, end, text, marked, cued, goes_on in rows.iter_rows():
        if group and last != (article, paragraph):
            made, inside = _quoted(texts[last[0]], *last, group, inside=inside)
            yield from made
            group = []
        if not marked:
            yield Unit(article, paragraph, start, end, text, (), cued, goes_on)
            continue
        if last != (article, paragraph):
            inside = inside and last == (article, paragraph - 1)
            last = (article, paragraph)
        group.append((start, end, cued, goes_on))
    if group:
        yield from _quoted(texts[last[0]], *last, group, inside=inside)[0]


def _quoted(
    whole: str, article: int, paragraph: int, group: list[Sentence], *, inside: bool
) -> tuple[list[Unit], bool]:
    """Return the units of a paragraph with quotation marks and whether its last quotation stays open."""
    first = group[0][0]
    text = whole[first : group[-1][1]]
    found = [q.moved(first) for q in quotes(text, inside=inside)]
    out, k = [], 0
    for start, end, cued, goes_on in _joined(whole, group, found):
        begin = k
        while k < len(found) and found[k].outer_start < end:
            k += 1
        out.append(Unit(article, paragraph, start, end, whole[start:end], tuple(found[begin:k]), cued, goes_on))
    return out, bool(found) and not found[-1].closed


def _joined(whole: str, group: list[Sentence], found: list[Quote]) -> list[Sentence]:
    """Join sentences that a quotation holds together."""
    out: list[Sentence] = []
    k = first = 0  # `first`: the quotation with which the last unit begins
    for start, end, cued, goes_on in group:
        while k < len(found) and found[k].outer_end < start:
            k += 1
        broken = k < len(found) and found[k].outer_start < start and found[k].outer_end > (out[-1][1] if out else start)
        if out and k - first < MOST and (broken or _goes_on(whole, out[-1][1], found, k, start)):
            out[-1] = (out[-1][0], end, out[-1][2] or cued, out[-1][3])
        else:
            first = k
            out.append((start, end, cued, goes_on))
    return out


def _goes_on(whole: str, end: int, found: list[Quote], k: int, start: int) -> bool:
    """A question or cry that is quoted may be followed by its verb of saying: "Why?" Smith asked."""
    closing = next((q for q in found[max(0, k - 1) : k + 1] if q.outer_end == end), None)
    return closing is not None and whole[closing.end - 1] in "?!…-—" and whole[start : start + 1].isalpha()
