"""From units to rows: parse each unit, resolve its sources, place the stretches."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from flows.core.batch import Batch
from flows.extract.attribution.cast import Cast
from flows.extract.attribution.hearing import Source
from flows.extract.attribution.line import Read, Sentence
from flows.extract.attribution.mentions import NONE, Mentions, mentions_by_article
from flows.extract.attribution.parse import Said, parse
from flows.extract.attribution.units import Unit, units
from flows.extract.models import Parser

Row = tuple[Any, ...]
AFTER = 6  # sentences of a quotation in two-part marks behind the one that names its source


def attributions(batch: Batch, mentions: pl.DataFrame, parser: Parser | None) -> list[Row]:
    """Return the rows of `find_attributions` as tuples."""
    every = units(batch)
    names = mentions_by_article(mentions)
    told = _told(every, names, parser)
    texts = batch.articles["text"].to_list()
    out: list[Row] = []
    at = 0
    for article, group in groupby(every, key=itemgetter(0)):
        mine = list(group)
        out += _article(texts[article], mine, told[at : at + len(mine)], names.get(article, NONE))
        at += len(mine)
    return out


def _told(every: list[Unit], names: dict[int, Mentions], parser: Parser | None) -> list[list[Said]]:
    """Return what each unit tells; one without a cue word can still name a speaker beside a quotation."""
    asked = [n for n, unit in enumerate(every) if unit.cued or unit.quotes]
    read = Read([_sentence(every[n], names) for n in asked])
    parsed = parser.subjects([every[n].text for n in asked]) if parser else []
    told: list[list[Said]] = [[] for _ in every]
    for k, n in enumerate(asked):
        line = read.line(k)
        if line is not None:
            if parsed:
                line.hint(parsed[k], every[n].start)
            told[n] = parse(line)
    return told


def _sentence(unit: Unit, names: dict[int, Mentions]) -> Sentence:
    start, end, text = unit.start, unit.end, unit.text
    holes = tuple([(max(start, q.outer_start), min(end, q.outer_end)) for q in unit.quotes])
    shouted = text.isupper()
    if shouted:
        text = _spoken_softly(text, start, names.get(unit.article, NONE))
    return Sentence(start, text, holes, shouted)


def _spoken_softly(text: str, start: int, names: Mentions) -> str:
    """A sentence in capitals as it would be printed otherwise: only names keep theirs."""
    soft = text.lower()
    for k in names.within(start, start + len(text)):
        low, high = names.starts[k] - start, names.ends[k] - start
        soft = soft[:low] + text[low:high].title() + soft[high:]
    return soft if len(soft) == len(text) else text


def _article(text: str, mine: list[Unit], told: list[list[Said]], names: Mentions) -> list[Row]:
    hidden = [(q.outer_start, q.outer_end) for unit in mine for q in unit.quotes]
    cast = Cast(text, names, [one for said in told for one in said], hidden)
    out: list[Row] = []
    last: tuple[int, Row] | None = None  # where the report before ends, and its row
    for n, unit in enumerate(mine):
        rows: list[Row] = []
        named: list[tuple[int, int]] = []  # what persons with a name say
        acts: list[Row] = []
        for said in told[n]:
            content = said.content or _noted(text, unit, said)
            content = content or _ahead(unit, mine[n + 1] if n + 1 < len(mine) else None)
            if content and unit.quotes and unit.quotes[0].weak and len(told[n]) == 1:
                content = _with_the_rest(content, mine, n)
            if content is None:
                continue
            row, source = _row(unit.article, said, content, cast)
            (rows if said.asserted else acts).append(row)
            if said.asserted and source.kind == "person" and source.name:
                named.append(content)
        if named and len(rows) > 1:
            rows = [_vouched(row, named) for row in rows]
        if not rows and unit.goes_on and last is not None and unit.start - last[0] in (1, 2):
            rows.append((unit.article, unit.start, unit.end, *last[1][3:]))
        last = (unit.end, rows[-1]) if rows else None
        out += rows + acts
    return out


def _with_the_rest(content: tuple[int, int], mine: list[Unit], n: int) -> tuple[int, int]:
    """A quotation in two-part marks with what goes on behind its source: the unit's others, sentences that are nothing else."""
    unit = mine[n]
    if not any(q.outer_start < content[1] and q.outer_end > content[0] for q in unit.quotes):
        return content
    start, end = min(content[0], unit.quotes[0].outer_start), max(content[1], unit.quotes[-1].outer_end)
    for after in mine[n + 1 : n + 1 + AFTER]:
        quotes = after.quotes
        whole = quotes and quotes[0].outer_start == after.start and quotes[-1].outer_end >= after.end - 1
        if after.paragraph != unit.paragraph or not whole or len(quotes) != 1:
            break
        end = quotes[0].outer_end
    return start, end


def _noted(text: str, unit: Unit, said: Said) -> tuple[int, int] | None:
    """What a note covers that begins a sentence, "Source: hospital": the paragraph before it."""
    begin = text.rfind("\n", 0, unit.start) + 1
    end = begin + len(text[begin : unit.start].rstrip())
    return (begin, end) if said.noted and end > begin else None


def _ahead(unit: Unit, after: Unit | None) -> tuple[int, int] | None:
    """What stands behind a colon that ends a unit: the quotation with which the next one begins."""
    if after is None or not after.quotes or after.paragraph > unit.paragraph + 1:
        return None
    first = after.quotes[0]
    return (first.start, first.end) if first.outer_start == after.start else None


def _vouched(row: Row, named: list[tuple[int, int]]) -> Row:
    """What nobody named says inside of what a person with a name says is that person's word."""
    start, end = row[1], row[2]
    inside = row[6] is None and any(low <= start and end <= high and high - low > end - start for low, high in named)
    return (*row[:-1], False) if inside else row


def _row(article: int, said: Said, content: tuple[int, int], cast: Cast) -> tuple[Row, Source]:
    source = cast.who(said, content)
    if said.asserted:
        cast.heard(said.source[0], source, content)
    start, end = said.cue
    told = (source.raw, source.name, source.id, source.told, start, end, cast.text[start:end], said.asserted)
    return (article, *content, *said.source, *told), source
