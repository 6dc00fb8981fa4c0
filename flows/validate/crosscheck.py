"""The tables against each other: foreign keys and spans, in plain Polars."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.validate.models import Failure
from schemas import TABLES, describe

SPANS = {"quantities": "surface", "dates": "surface", "mentions": "surface", "quotations": "text"}
LISTS = ("attributed_to_id",)


def broken_links(table: str, frame: pl.DataFrame, ids: Mapping[str, pl.Series]) -> list[Failure]:
    """Return the rows of `frame` whose references lead nowhere.

    Args:
        table: its name.
        frame: its rows.
        ids: by `table.column`, all values that may be referred to; a reference to a column that is not given is not checked.
    """
    out: list[Failure] = []
    for column in describe(TABLES[table]):
        known = ids.get(column.refers_to or "")
        if known is None:
            continue
        lost = ~pl.col(column.name).is_in(known.implode()) & pl.col(column.name).is_not_null()
        out += _failures(frame, lost, column.name, f"stands in {column.refers_to}")
    for name in LISTS:
        if name in frame.columns and "entities.entity_id" in ids:
            known = ids["entities.entity_id"]
            lost = pl.col(name).str.split("; ").list.set_difference(known.implode().first()).list.len() > 0
            out += _failures(frame, lost.fill_null(value=False), name, "stands in entities.entity_id")
    return out


def shifted_spans(table: str, frame: pl.DataFrame, texts: pl.DataFrame) -> list[Failure]:
    """Return the rows whose `text[char_start:char_end]` is not exactly their surface."""
    surface = SPANS.get(table)
    if surface is None:
        return []
    placed = frame.select("article_id", "char_start", "char_end", surface).join(
        texts.select("article_id", body="text"), on="article_id", how="left", maintain_order="left"
    )
    cut = pl.col("body").str.slice(pl.col("char_start"), pl.col("char_end") - pl.col("char_start"))
    return _failures(
        placed, (cut != pl.col(surface)).fill_null(value=True), surface, "text[char_start:char_end] == surface"
    )


def _failures(frame: pl.DataFrame, bad: pl.Expr, column: str, check: str) -> list[Failure]:
    rows = frame.select(pl.arg_where(bad)).to_series()
    return [(int(i), column, check, str(frame[column][int(i)])) for i in rows]
