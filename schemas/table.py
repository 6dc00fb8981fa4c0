"""What all models share: strict columns, fields that know their description, unit and key, and how to read them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandera.polars as pa
import polars as pl


class Table(pa.DataFrameModel):
    """A table of a release: exactly these columns, with exactly these types."""

    class Config:
        """No column may be missing, none may come on top, nothing is converted."""

        strict = True
        coerce = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the data dictionary tells it."""

    name: str
    dtype: pl.DataType
    nullable: bool
    unique: bool
    description: str
    unit: str | None
    vocabulary: tuple[str, ...]
    refers_to: str | None


def field(
    description: str,
    *,
    unit: str | None = None,
    vocabulary: tuple[str, ...] = (),
    refers_to: str | None = None,
    **rules: Any,
) -> Any:
    """Return a pandera field.

    Args:
        description: what a cell means, one sentence.
        unit: of numbers, e.g. `code points`.
        vocabulary: the closed list of values.
        refers_to: `table.column` that holds every value of this one.
        rules: pandera's own (`nullable`, `unique`, `ge`, …).
    """
    if vocabulary:
        rules["isin"] = list(vocabulary)
    metadata = {"unit": unit, "vocabulary": vocabulary, "refers_to": refers_to}
    return pa.Field(description=description, metadata=metadata, **rules)


def describe(model: type[Table]) -> list[Column]:
    """Return the columns of a model in order, with all that the data dictionary prints."""
    out = []
    for name, column in model.to_schema().columns.items():
        meta = column.metadata or {}
        out.append(
            Column(
                name=name,
                dtype=column.dtype.type,
                nullable=column.nullable,
                unique=column.unique,
                description=column.description or "",
                unit=meta.get("unit"),
                vocabulary=tuple(meta.get("vocabulary", ())),
                refers_to=meta.get("refers_to"),
            )
        )
    return out


def polars_schema(model: type[Table]) -> dict[str, pl.DataType]:
    """Return column names and Polars types of a model, in its order."""
    return {c.name: c.dtype for c in describe(model)}


def empty(model: type[Table]) -> pl.DataFrame:
    """Return a frame of the model with no rows."""
    return pl.DataFrame(schema=polars_schema(model))
