"""One table against its model: which rows pass, and why the others do not.

A lazy frame would be checked for its column types only, so frames are collected; all failures are gathered at once. NaN passes
pandera's bounds and is refused here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandera.errors
import polars as pl

from flows.core.ids import digest
from flows.validate.quick import surely_passes
from schemas import FACTS, TABLES, empty, polars_schema

LONGEST_CASE = 200
LONGEST_PAYLOAD = 2_000

Failure = tuple[int | None, str | None, str, str | None]  # row number or None for the whole frame, column, check, case


def split(table: str, frame: pl.DataFrame, left_out: Sequence[str] = ()) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of `frame` that pass the model of `table` without the columns `left_out`, and `rejects` rows for the others.

    Raises:
        TypeError: the frame as a whole does not fit (a column is missing or has another type): a bug of ours, no bad data.
    """
    if surely_passes(table, frame):
        return frame, empty(FACTS["rejects"])
    found = _model_failures(table, frame, left_out) + _nan_failures(frame)
    whole = [f for f in found if f[0] is None]
    if whole:
        told = "; ".join(f"{column}: {check} ({case})" for _, column, check, case in whole)
        raise TypeError(f"{table}: the frame does not fit its model: {told}")
    bad = {row for row, *_ in found if row is not None}
    keep = pl.Series([i not in bad for i in range(len(frame))], dtype=pl.Boolean)
    return (frame.filter(keep) if bad else frame), refusals(table, frame, found)


def _model_failures(table: str, frame: pl.DataFrame, left_out: Sequence[str]) -> list[Failure]:
    try:
        TABLES[table].to_schema().remove_columns(list(left_out)).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as e:
        cases = e.failure_cases
        rows = (
            cases.select("index", "column", "check", pl.col("failure_case").cast(pl.String))
            .sort("column", "index", nulls_last=False)
            .rows()
        )
        return _first_kept([(index, column, str(check).split("(")[0], case) for index, column, check, case in rows])
    return []


def _first_kept(failures: list[Failure]) -> list[Failure]:
    """Of rows with the same id, let the first pass: pandera refuses them all."""
    seen: set[tuple[str | None, str | None]] = set()
    out = []
    for row, column, check, case in failures:
        if check == "field_uniqueness" and (column, case) not in seen:
            seen.add((column, case))
            continue
        out.append((row, column, check, case))
    return out


def _nan_failures(frame: pl.DataFrame) -> list[Failure]:
    out: list[Failure] = []
    for name, dtype in frame.schema.items():
        if dtype.is_float():
            bad = frame.select(pl.arg_where(pl.col(name).is_nan() | pl.col(name).is_infinite())).to_series()
            out += [(int(i), name, "finite", str(frame[name][int(i)])) for i in bad]
    return out


def refusals(table: str, frame: pl.DataFrame, found: list[Failure], stage: str = "validate") -> pl.DataFrame:
    """Return one `rejects` row per failure, with the record as JSON."""
    rows = [
        _refusal(table, frame.row(row, named=True), column, check, case, stage)
        for row, column, check, case in found
        if row is not None
    ]
    return pl.DataFrame(rows, schema=polars_schema(FACTS["rejects"])).unique("reject_id", maintain_order=True)


def _refusal(
    table: str, record: dict[str, Any], column: str | None, check: str, case: str | None, stage: str
) -> dict[str, Any]:
    payload = json.dumps(record, default=str, ensure_ascii=False)
    article = record.get("article_id")
    return {
        "reject_id": digest(stage, table, payload, str(article), str(column), check, str(case)),
        "stage": stage,
        "table_name": table,
        "source_uri": record.get("source_uri"),
        "article_id": article if isinstance(article, str) and len(article) == 16 else None,
        "column": column,
        "check": check,
        "failure_case": _cut(case),
        "reason": f"{table}.{column}: {check} refuses {_cut(case)!r}",
        "payload": payload[:LONGEST_PAYLOAD],
    }


def _cut(case: Any) -> str | None:
    return None if case is None else str(case)[:LONGEST_CASE] or None
