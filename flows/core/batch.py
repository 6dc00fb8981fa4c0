"""The batch that the extractors see: articles and their sentences, each article known by its row number.

Extractors return frames that carry `article` (that number) and the columns of their table without ids; `finish` turns
them into rows of the contract.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.core.ids import digests
from flows.core.sentences import sentences


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles read together.

    Attributes:
        articles: rows of the table `articles` with `article` (UInt32, the row number) in front.
        sentences: as `flows.core.sentences.sentences` gives them, in order of article and place.
    """

    articles: pl.DataFrame
    sentences: pl.DataFrame

    @classmethod
    def of(cls, articles: pl.DataFrame) -> Batch:
        """Return the batch of these rows of the table `articles`."""
        numbered = articles.with_row_index("article")
        return cls(numbered, sentences(numbered))


def finish(table: str, id_column: str, type_column: str, found: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Give extracted rows their `article_id` and row id, in order of article and place.

    The id is made of table, article, span and type, so that it is the same in every run and on every machine.
    """
    order = [c for c in ("article", "char_start", "char_end", type_column) if c in found.columns]
    keyed = found.join(articles.select("article", "article_id"), on="article", how="left", maintain_order="left").sort(
        order, maintain_order=True
    )
    return keyed.with_columns(
        digests(table, pl.col("article_id"), pl.col("char_start"), pl.col("char_end"), pl.col(type_column)).alias(
            id_column
        )
    )
