"""Entities of all articles, folded from the sightings of each batch.

A *tally* (`flows.core.tallies`) is a count of values: one row per entity, field and value, with the articles and mentions that show
it. Adding counts is associative and does not hang on order, so any split of the articles into batches gives the same entities. An
article must come once; the pipeline sees to that. Each batch's tally is kept for good; what is added up again are those of the
entities that new articles name.

Fields of a tally: `entity` (the entity itself, value empty), `name`, `entity_type`, `country_iso3`, `wikidata_id`, `surface`.

An entity's row shows the fullest usual name, the commonest type, and the other names and surfaces by frequency. `same_as` stays
null here because it looks across buckets (`flows.reconcile.persons`).
"""

from __future__ import annotations

import polars as pl

from flows.core.tallies import added_up, number
from schemas import TABLES, polars_schema
from schemas.vocabulary import ENTITY_TYPE

FIELDS = ("name", "entity_type", "country_iso3", "wikidata_id", "surface")
USUAL = 3  # a name is usual if it stands in at least a third as many articles as the commonest


def tally(sightings: pl.DataFrame) -> pl.DataFrame:
    """Return the counts of some articles, in order of entity, field and value.

    Args:
        sightings: `entity_id, name, entity_type, country_iso3, wikidata_id, surface, article_id, n_mentions`.
    """
    new = sightings.with_columns(entity=number())
    counted = [_count(new, "entity", pl.lit(""))]
    counted += [_count(new.filter(pl.col(field).is_not_null()), field, pl.col(field)) for field in FIELDS]
    return added_up(counted)


def _count(new: pl.DataFrame, field: str, value: pl.Expr) -> pl.DataFrame:
    """Count the articles and mentions of each value of one field."""
    return (
        new.select("entity", "article_id", "n_mentions", value=value.cast(pl.String))
        .group_by("entity", "value")
        .agg(n_articles=pl.col("article_id").n_unique().cast(pl.Int64), n_mentions=pl.col("n_mentions").sum())
        .select("entity", pl.lit(field).alias("field"), "value", "n_articles", pl.col("n_mentions").cast(pl.Int64))
    )


def entities(state: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the table `entities` that a tally tells, in order of id; `same_as` is null."""
    counts = state.filter(pl.col("field") == "entity").select("entity", "n_articles", "n_mentions")
    named = counts.join(_names(state), on="entity", how="left")
    for field in ("entity_type", "country_iso3", "wikidata_id"):
        named = named.join(_commonest(state, field), on="entity", how="left")
    named = named.join(_aliases(state, named.select("entity", "name")), on="entity", how="left")
    schema = polars_schema(TABLES["entities"])
    ids = pl.Series([f"{entity:016x}" for entity in named["entity"]], dtype=pl.String)
    rows = named.with_columns(entity_id=ids, same_as=pl.lit(None, dtype=pl.String)).sort("entity_id")
    return rows.select([pl.col(name).cast(dtype) for name, dtype in schema.items()])


def _names(state: pl.DataFrame) -> pl.DataFrame:
    """The fullest usual name: of the usual ones that with most words, then the commonest, the longest, the first."""
    usual = pl.col("n_articles") * USUAL >= pl.col("n_articles").max().over("entity")
    words = pl.col("value").str.count_matches(" ")
    return (
        state.filter(pl.col("field") == "name")
        .filter(usual)
        .sort(
            "entity",
            words,
            "n_articles",
            "n_mentions",
            pl.col("value").str.len_chars(),
            "value",
            descending=[False, True, True, True, True, False],
        )
        .unique("entity", keep="first", maintain_order=True)
        .select("entity", name="value")
    )


def _commonest(state: pl.DataFrame, field: str) -> pl.DataFrame:
    """The value of a field with most mentions; among equals the first in the vocabulary or the alphabet."""
    rank = pl.col("value").replace_strict({t: i for i, t in enumerate(ENTITY_TYPE)}, default=len(ENTITY_TYPE))
    return (
        state.filter(pl.col("field") == field)
        .sort("entity", "n_mentions", rank, "value", descending=[False, True, False, False])
        .unique("entity", keep="first", maintain_order=True)
        .select("entity", pl.col("value").alias(field))
    )


def _aliases(state: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Other names and surfaces, the most frequent first, joined by `; `."""
    return (
        state.filter(pl.col("field").is_in(["surface", "name"]))
        .group_by("entity", "value")
        .agg(pl.col("n_mentions").max())
        .join(names, on="entity", how="left")
        .filter(pl.col("value") != pl.col("name"))
        .sort("entity", "n_mentions", "value", descending=[False, True, False])
        .group_by("entity", maintain_order=True)
        .agg(aliases=pl.col("value").str.join("; "))
    )
