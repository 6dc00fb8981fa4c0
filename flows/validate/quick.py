"""Whether a whole frame passes its model, in one pass over it: the common case, for which pandera takes a pass a check.

The rules are read from the pandera models, nothing is told twice. A rule that is not known here makes the answer "not sure",
and pandera decides, as it does wherever a row fails and the reason is wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl

from schemas import TABLES, polars_schema

Rule = Callable[[pl.Expr, dict[str, Any]], pl.Expr]


def _length(column: pl.Expr, told: dict[str, Any]) -> pl.Expr:
    bad = pl.lit(value=False)
    length = column.str.len_chars()
    for name, wrong in (("min_value", length.__lt__), ("max_value", length.__gt__), ("exact_value", length.__ne__)):
        if told[name] is not None:
            bad = bad | wrong(told[name])
    return bad


BREAKS: dict[str, Rule] = {
    "isin": lambda column, told: ~column.is_in(told["allowed_values"]),
    "str_matches": lambda column, told: ~column.str.contains(told["pattern"]),
    "str_length": _length,
    "greater_than_or_equal_to": lambda column, told: column < told["min_value"],
    "less_than_or_equal_to": lambda column, told: column > told["max_value"],
}


def surely_passes(table: str, frame: pl.DataFrame) -> bool:
    """Tell whether every row of `frame` passes the model of `table`; False also where that cannot be told here."""
    rules = _rules(table)
    if rules is None or dict(frame.schema) != polars_schema(TABLES[table]):
        return False
    return not any(frame.select(rules).row(0)) if len(frame) else True


@cache
def _rules(table: str) -> tuple[pl.Expr, ...] | None:
    """Return expressions that are true where something fails, None if the model has a rule that is not known here."""
    out: list[pl.Expr] = []
    schema = TABLES[table].to_schema()
    if schema.checks or schema.unique:
        return None
    for name, column in schema.columns.items():
        cells = pl.col(name)
        bad = [] if column.nullable else [cells.is_null()]
        bad += [cells.is_duplicated()] if column.unique else []
        bad += [cells.is_nan() | cells.is_infinite()] if column.dtype.type.is_float() else []
        for check in column.checks:
            if check.name not in BREAKS:
                return None
            bad.append(BREAKS[check.name](cells, check.statistics))
        out += [wrong.any().alias(f"{name} {k}") for k, wrong in enumerate(bad)]
    return tuple(out)
