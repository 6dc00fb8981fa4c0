"""Known errors in sources: figures that an analyst's table ``corrections`` says were printed wrong.

The number of such a figure becomes what the table reads; what is printed, and so its span and id, stays. Every line whose article is
here leaves a row in `rejects`: with the check `correction` and what stood before, or as `correction without a figure` where the
article holds no such figure. Lines whose article is not here are counted where a release is told of (`flows.summary`).
"""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

import polars as pl

from flows.core import reference
from flows.core.ids import digest
from flows.extract.quantities.numbers.find import NumberPhrase, find_numbers
from schemas import FACTS, polars_schema

COLUMNS = ("article", "surface", "context", "reads", "reason", "reference")
APPLIED, NO_FIGURE = "correction", "correction without a figure"
NUMBERS = ("value", "value_low", "value_high", "qualifier")


class Correction(NamedTuple):
    """One line of the table."""

    article: str
    surface: str
    context: str | None
    reads: str
    reason: str
    reference: str
    number: NumberPhrase


@cache
def corrections() -> tuple[Correction, ...]:
    """Return the lines of the table.

    Raises:
        flows.core.reference.ReferenceTableError: a cell is empty that must not be, or `reads` is no number phrase.
    """
    out = []
    for row in reference.rows("corrections", *COLUMNS, key=("article", "surface", "context")):
        article, surface, context, reads, reason, source = (row[name] for name in COLUMNS)
        if not (article and surface and reads and reason and source):
            raise reference.ReferenceTableError(
                f"corrections.csv: the line of {surface or article!r} has an empty cell; fill it"
            )
        out.append(Correction(article, surface, context, reads, reason, source, _number(surface, reads)))
    return tuple(out)


def _number(surface: str, reads: str) -> NumberPhrase:
    found = find_numbers(reads)
    if len(found) != 1 or found[0].excluded is not None or (found[0].start, found[0].end) != (0, len(reads)):
        raise reference.ReferenceTableError(
            f"corrections.csv: {surface!r} should read {reads!r}, which is no number phrase; write it as an article would: at least 40"
        )
    return found[0]


def correct(articles: pl.DataFrame, quantities: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the figures with the table's corrections, and the rows of `rejects` that tell of them.

    Args:
        articles: rows of the table `articles`.
        quantities: rows of the table `quantities` that were found in them.
    """
    notes = []
    for line in corrections():
        here = articles.filter((pl.col("url") == line.article) | (pl.col("text_sha256") == line.article))
        for article_id, source_uri in here.select("article_id", "source_uri").iter_rows():
            wrong = (pl.col("article_id") == article_id) & (pl.col("surface") == line.surface)
            if line.context is not None:
                wrong &= pl.col("sentence").str.contains(line.context, literal=True)
            before = quantities.filter(wrong).select("quantity_id", *NUMBERS).to_dicts()
            notes.append(_note(line, article_id, source_uri, before))
            if before:
                quantities = quantities.with_columns(_corrected(line, wrong))
    return quantities, pl.DataFrame(notes, schema=polars_schema(FACTS["rejects"]), orient="row")


def _corrected(line: Correction, wrong: pl.Expr) -> list[pl.Expr]:
    n = line.number
    new = dict(zip(NUMBERS, (n.value, n.low, n.high, n.qualifier), strict=True))
    return [
        pl.when(wrong)
        .then(pl.lit(value, dtype=pl.String if name == "qualifier" else pl.Float64))
        .otherwise(name)
        .alias(name)
        for name, value in new.items()
    ]


def _note(line: Correction, article_id: str, source_uri: str, before: list[dict[str, object]]) -> dict[str, object]:
    check = APPLIED if before else NO_FIGURE
    told = (
        f"reads {line.reads!r} instead of {line.surface!r}"
        if before
        else f"no figure {line.surface!r}" + (f" in a sentence with {line.context!r}" if line.context else "")
    )
    payload = json.dumps(before, ensure_ascii=False) if before else None
    return {
        "reject_id": digest("extract", "quantities", article_id, check, line.surface, line.context or ""),
        "stage": "extract",
        "table_name": "quantities",
        "source_uri": source_uri,
        "article_id": article_id,
        "column": "value",
        "check": check,
        "failure_case": line.surface,
        "reason": f"{told}: {line.reason} ({line.reference})",
        "payload": payload,
    }  # fmt: skip


def told(rejects: pl.Series) -> str | None:
    """Return what became of the table's lines in one line, None without any.

    Args:
        rejects: the column `check` of a release's `rejects`.
    """
    if not corrections():
        return None
    applied, lost = (rejects.to_list().count(check) for check in (APPLIED, NO_FIGURE))
    absent = max(0, len(corrections()) - applied - lost)
    return (
        f"{len(corrections()):,} listed: {applied:,} applied, {lost:,} find no such figure, {absent:,} of an article that is not here or "
        "was stored before they were listed"
    )
