"""Reference tables: the cue words, names, units and conventions that an analyst may edit, as CSV files in ``seeds/reference``.

A table is a UTF-8 CSV with a header; a line whose first cell begins with ``#`` is a comment. Cells are strings, an empty
cell is null. A table with a missing column, a ragged line, a repeated key or a value that a closed column does not allow is
refused with file and line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "seeds" / "reference"

Row = dict[str, str | None]
Closed = tuple[tuple[str, tuple[str | None, ...]], ...]


class ReferenceTableError(ValueError):
    """A reference table that cannot be read; says file, line and what to do."""


def rows(
    name: str,
    *columns: str,
    key: tuple[str, ...] = (),
    allowed: Mapping[str, Iterable[str | None]] | None = None,
) -> list[Row]:
    """Return the rows of ``seeds/reference/<name>.csv`` as dicts with exactly `columns`.

    Args:
        name: the file's name without its ending.
        columns: the header the code counts on, in any order in the file.
        key: columns that together may stand only once.
        allowed: the values of closed columns, with None where a cell may be empty; a cell may join several by `|`.

    Raises:
        ReferenceTableError: the file is absent, its header differs, a line is ragged, a key is repeated or a value is not allowed.
    """
    closed = tuple((column, tuple(values)) for column, values in (allowed or {}).items())
    return [dict(row) for row in _read(name, columns, key, closed)]


@cache
def _read(name: str, columns: tuple[str, ...], key: tuple[str, ...], closed: Closed) -> tuple[Row, ...]:
    path = FOLDER / f"{name}.csv"
    seen: dict[tuple[str | None, ...], int] = {}
    out = []
    for number, row in _lines(path, columns):
        if key:
            mark = tuple(row[k] for k in key)
            if mark in seen:
                raise ReferenceTableError(
                    f"{path.name}:{number}: {mark} stands already in line {seen[mark]}; keep one of the two"
                )
            seen[mark] = number
        _check(f"{path.name}:{number}", row, closed)
        out.append(row)
    return tuple(out)


def _check(where: str, row: Row, closed: Closed) -> None:
    for column, values in closed:
        cell = row[column]
        for value in (cell,) if cell is None else cell.split("|"):
            if value not in values:
                known = ", ".join(v or "an empty cell" for v in values)
                raise ReferenceTableError(f"{where}: {column} is {value or 'empty'}; it must be one of {known}")


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReferenceTableError(f"{path.name}: reference table not found in {path.parent}") from None
    reader = csv.reader(text.splitlines())
    header = next(reader, [])
    if set(header) != set(columns) or len(header) != len(columns):
        raise ReferenceTableError(f"{path.name}:1: the header is {','.join(header)}; it must name {','.join(columns)}")
    for cells in reader:
        if not cells or cells[0].startswith("#"):
            continue
        if len(cells) != len(header):
            raise ReferenceTableError(
                f"{path.name}:{reader.line_num}: {len(cells)} cells where the header has {len(header)}"
            )
        yield reader.line_num, {h: (c.strip() or None) for h, c in zip(header, cells, strict=True)}


def column(name: str, wanted: str, *columns: str) -> list[str]:
    """Return one column of a table, nulls left out; `columns` is its whole header."""
    return [value for row in rows(name, *columns) if (value := row[wanted]) is not None]
