"""One batch of articles in, its facts out."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.core.batch import Batch, finish
from flows.extract.attribution import find_attributions
from flows.extract.corrections import correct
from flows.extract.dates import find_dates
from flows.extract.entities import find_mentions
from flows.extract.models import named_parser, named_tagger
from flows.extract.quantities import find_quantities
from flows.extract.quotations import find_quotations
from schemas import FACTS, polars_schema

LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a batch says.

    Attributes:
        quantities, dates, quotations, mentions: rows of the tables of these names.
        sightings: what the batch tells of each entity, one row per entity and surface: `entity_id, name, entity_type,
            country_iso3, wikidata_id, surface, article_id, n_mentions`.
        notes: rows of the table `rejects` that tell of corrected figures.
    """

    quantities: pl.DataFrame
    dates: pl.DataFrame
    quotations: pl.DataFrame
    mentions: pl.DataFrame
    sightings: pl.DataFrame
    notes: pl.DataFrame


def extract(articles: pl.DataFrame) -> Facts:
    """Return all facts of these rows of the table `articles`; articles in other languages than `LANGUAGES` yield none."""
    batch = Batch.of(articles.filter(pl.col("language").is_in(LANGUAGES) | pl.col("language").is_null()))
    dates = find_dates(batch)
    mentions = find_mentions(batch, named_tagger())
    attributions = find_attributions(batch, mentions, named_parser())
    quotations = find_quotations(batch, mentions, attributions)
    quotations = finish("quotations", "quotation_id", "quote_type", quotations, batch.articles)
    quantities = find_quantities(batch, dates, mentions, attributions.filter("asserted"), quotations)
    mentions = finish("mentions", "mention_id", "entity_id", mentions, batch.articles)
    figures = _link_parts(finish("quantities", "quantity_id", "kind", _kinds(quantities), batch.articles))
    corrected, notes = correct(articles, _rows("quantities", figures))
    return Facts(
        quantities=corrected,
        dates=_rows("dates", finish("dates", "date_id", "timex_type", dates, batch.articles)),
        quotations=_rows("quotations", quotations),
        mentions=_rows("mentions", mentions),
        sightings=_sightings(mentions),
        notes=notes,
    )


def _rows(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select([pl.col(name).cast(dtype) for name, dtype in polars_schema(FACTS[table]).items()])


def _kinds(quantities: pl.DataFrame) -> pl.DataFrame:
    """The type in a figure's id: family and count type, so that one number phrase may count two things."""
    return quantities.with_columns(
        kind=pl.concat_str([pl.col("family"), pl.col("count_type").fill_null("")], separator=":")
    )


def _link_parts(quantities: pl.DataFrame) -> pl.DataFrame:
    """Turn `part_of_row` (the number in `row` of the including figure) into its id."""
    wholes = quantities.select(part_of_row=pl.col("row"), part_of=pl.col("quantity_id"))
    return quantities.join(wholes, on="part_of_row", how="left", maintain_order="left")


def _sightings(mentions: pl.DataFrame) -> pl.DataFrame:
    entity = ["entity_id", "name", "entity_type", "country_iso3", "wikidata_id"]
    return mentions.group_by([*entity, "surface", "article_id"], maintain_order=True).agg(
        n_mentions=pl.len().cast(pl.Int64)
    )
