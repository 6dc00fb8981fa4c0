"""Why a figure was read as it was: the cue, the rule, the source and the side that each people figure of a text rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from flows.core.batch import Batch, finish
from flows.core.ids import digest
from flows.extract.attribution import find_attributions
from flows.extract.dates import find_dates
from flows.extract.entities import find_mentions
from flows.extract.models import named_parser, named_tagger
from flows.extract.quantities.around import Around
from flows.extract.quantities.numbers.find import numbers_in
from flows.extract.quantities.people.stage import Found, find_people
from flows.extract.quotations import find_quotations
from schemas import FACTS, polars_schema


@dataclass(frozen=True, slots=True)
class Explained:
    """One figure; the offsets of `figure` and `cue` are those of the sentence.

    Attributes:
        sentence: the sentence it stands in.
        figure: span of the number phrase.
        cue: span of the word that says what happened.
        rule: the name of the rule that joined the two.
        reads: what was made of it, by column of `quantities`.
    """

    sentence: str
    figure: tuple[int, int]
    cue: tuple[int, int]
    rule: str
    reads: dict[str, object]


def explain(text: str, published: date | None = None) -> list[Explained]:
    """Return the people figures of one text, in order.

    Args:
        text: an article's body.
        published: its date, on which relative dates rest.
    """
    row = {"article_id": digest(text), "text": text, "published_date": published, "language": "en"}
    batch = Batch.of(pl.DataFrame([row], schema=polars_schema(FACTS["articles"]), orient="row"))
    dates, mentions = find_dates(batch), find_mentions(batch, named_tagger())
    attributions = find_attributions(batch, mentions, named_parser())
    quotations = find_quotations(batch, mentions, attributions)
    quotations = finish("quotations", "quotation_id", "quote_type", quotations, batch.articles)
    around = Around(dates, mentions, attributions.filter("asserted"), quotations)
    return [_explained(text, found) for found in find_people(batch, numbers_in(batch.sentences), around)]


def _explained(text: str, found: Found) -> Explained:
    figure = found.figure
    offset = found.start - figure.start
    reads = {
        "figure": text[found.start : found.end],
        "count type": figure.count_type,
        "value": _range(figure.value, figure.low, figure.high, figure.qualifier),
        "unit": figure.unit,
        "population": found.population,
        "side": found.sides or (found.side.name if found.side else None),
        "modality": figure.modality,
        "source": (found.source.name or found.source.raw) if found.source else None,
        "place": found.where.name if found.where else None,
        "from": found.period.start,
        "to": found.period.end,
        "scope": found.period.scope,
    }
    sentence = text[offset : offset + len(found.sentence)]
    cue = (figure.cue_start, figure.cue_end)
    return Explained(
        sentence, (figure.start, figure.end), cue, figure.rule, {k: v for k, v in reads.items() if v is not None}
    )


def _range(value: float | None, low: float | None, high: float | None, qualifier: str) -> str:
    shown = [("" if v is None else f"{v:,.0f}" if v == int(v) else f"{v:,g}") for v in (value, low, high)]
    return f"{shown[0] or 'none'} ({qualifier}, from {shown[1] or 'open'} to {shown[2] or 'open'})"
