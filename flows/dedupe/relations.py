"""How an article stands to the canonical article of its cluster: unique, exact, near or revision.

A figure is its family, count type, value and bounds; an article's figures are a set, since a copy may repeat one or not. A
quotation is its words, and it stands in the canonical article if these words stand in a row in that one's quotations taken
together: what one article breaks by "he said" the other may print in one.
"""

from __future__ import annotations

import polars as pl

from schemas import FACTS, polars_schema
from schemas.vocabulary import PEOPLE_FAMILIES

_FIGURE = ["family", "count_type", "value", "value_low", "value_high"]


def relation(matches: pl.DataFrame, figures: pl.DataFrame, quotations: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the table `duplicates`.

    Args:
        matches: what `match` returns.
        figures: rows of `quantities` of the articles in clusters of others and of their canonical articles.
        quotations: rows of `quotations` of the same articles.
    """
    copies = matches.filter(pl.col("article_id") != pl.col("canonical_id")).select("article_id", "canonical_id")
    new = pl.concat([_new_figures(copies, figures), _new_quotations(copies, quotations)])
    canonical = pl.col("article_id") == pl.col("canonical_id")
    revised = pl.col("article_id").is_in(new["article_id"].unique().implode())
    named = pl.when(canonical).then(pl.lit("unique")).when("exact").then(pl.lit("exact"))
    rows = matches.with_columns(relation=named.when(revised).then(pl.lit("revision")).otherwise(pl.lit("near")))
    return rows.select([pl.col(name).cast(dtype) for name, dtype in polars_schema(FACTS["duplicates"]).items()])


def _new_figures(copies: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the articles with a figure of the people families that their canonical article lacks."""
    people = (
        figures.filter(pl.col("family").is_in(PEOPLE_FAMILIES))
        .select("article_id", *_FIGURE)
        .unique(maintain_order=True)
    )
    own = copies.join(people, on="article_id")
    there = people.rename({"article_id": "canonical_id"})
    return own.join(there, on=["canonical_id", *_FIGURE], how="anti", nulls_equal=True).select("article_id")


def _new_quotations(copies: pl.DataFrame, quotations: pl.DataFrame) -> pl.DataFrame:
    """Return the articles with a quotation that their canonical article lacks."""
    plain = (
        pl.col("text")
        .str.to_lowercase()
        .str.replace_all(r"['’]", "")
        .str.replace_all(r"[^\p{L}\p{N}\p{M}]+", " ")
        .str.strip_chars()
    )
    said = quotations.sort("article_id", "char_start", maintain_order=True).select(
        "article_id", words=pl.lit(" ") + plain + pl.lit(" ")
    )
    said = said.filter(pl.col("words") != "  ")  # marks round a dash or dots say nothing
    own = copies.join(said, on="article_id")
    there = said.group_by("article_id", maintain_order=True).agg(
        pl.col("words").str.join("").str.replace_all("  ", " ", literal=True)
    )
    both = own.join(there.rename({"article_id": "canonical_id", "words": "there"}), on="canonical_id", how="left")
    return both.filter(~pl.col("there").fill_null("").str.contains(pl.col("words"), literal=True)).select("article_id")
