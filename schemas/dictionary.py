"""The data dictionary and the Frictionless schemas, made from the models.

``python -m schemas.dictionary`` writes ``schemas/DICTIONARY.md``; with ``--check`` it fails where the file is not what it would write.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import polars as pl

from schemas import FACTS, SCHEMA_VERSION, SNAPSHOTS, TABLES
from schemas.table import Column, Table, describe

TARGET = Path(__file__).with_name("DICTIONARY.md")
HEAD = f"""# Data dictionary

Made from the models in this folder by `python -m schemas.dictionary`; do not edit. Schema version {SCHEMA_VERSION}.
Unknown is null. Times are UTC with microseconds. Offsets are Unicode code points into `articles.text`, half open. Several values in one
cell are joined by `; `.
"""


def frictionless_type(dtype: pl.DataType) -> str:
    """Return the Frictionless type of a Polars type.

    Raises:
        TypeError: a type that no table may have.
    """
    if dtype == pl.String:
        return "string"
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    if dtype == pl.Boolean:
        return "boolean"
    if dtype == pl.Date:
        return "date"
    if isinstance(dtype, pl.Datetime):
        return "datetime"
    raise TypeError(f"no Frictionless type for {dtype}")


def table_schema(model: type[Table]) -> dict[str, Any]:
    """Return the Frictionless table schema of a model, with keys and vocabularies."""
    columns = describe(model)
    out: dict[str, Any] = {"fields": [_field(c) for c in columns]}
    unique = [c.name for c in columns if c.unique]
    if unique:
        out["primaryKey"] = unique[:1]
    links = [_foreign_key(model, c) for c in columns if c.refers_to]
    if links:
        out["foreignKeys"] = links
    return out


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    if column.vocabulary:
        constraints["enum"] = list(column.vocabulary)
    out = {"name": column.name, "type": frictionless_type(column.dtype), "description": column.description}
    if column.unit:
        out["unit"] = column.unit
    return {**out, "constraints": constraints} if constraints else out


def _foreign_key(model: type[Table], column: Column) -> dict[str, Any]:
    table, field = str(column.refers_to).split(".")
    own = next(name for name, m in TABLES.items() if m is model)
    reference = {"fields": [field]} if table == own else {"resource": table.replace("_", "-"), "fields": [field]}
    return {"fields": [column.name], "reference": reference}


def markdown() -> str:
    """Return the data dictionary as Markdown."""
    out = [HEAD]
    for name, model in TABLES.items():
        kind = "facts, append-only" if name in FACTS else "a snapshot" if name in SNAPSHOTS else "unknown"
        out.append(
            f"## {name}\n\n{inspect.getdoc(model)} ({kind})\n\n| column | type | null | meaning |\n|---|---|---|---|"
        )
        out += [_row(c) for c in describe(model)]
        out.append("")
    return "\n".join(out)


def _row(column: Column) -> str:
    words = [column.description]
    if column.unit:
        words.append(f"Unit: {column.unit}.")
    if column.vocabulary:
        words.append("One of " + ", ".join(f"`{w}`" for w in column.vocabulary) + ".")
    if column.refers_to:
        words.append(f"Refers to `{column.refers_to}`.")
    return f"| `{column.name}` | {frictionless_type(column.dtype)} | {'yes' if column.nullable else 'no'} | {' '.join(words)} |"


def main() -> int:
    """Write the dictionary, or with `--check` compare it."""
    if "--check" in sys.argv[1:]:
        if TARGET.read_text(encoding="utf-8") != markdown():
            print(f"{TARGET.name} is not what the models say; run `python -m schemas.dictionary`", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(markdown(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
