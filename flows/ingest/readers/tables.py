"""CSV and Parquet: documents one at a time, each with its line or its row."""

from __future__ import annotations

import csv
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.ingest.documents import KEYS, Document, Found, from_record, refused
from flows.ingest.problems import BadInput, Reject
from flows.ingest.readers.streams import MAX_DOCUMENT, TOO_LONG, blocks, decode, lines, opened
from flows.ingest.sources import SourceFile, endings

ROWS = 256  # of a Parquet file held at once
MAX_PARQUET = 2_000_000_000  # unpacked bytes of a packed Parquet file, which must be held whole
csv.field_size_limit(MAX_DOCUMENT)


def csv_rows(file: SourceFile) -> Found:
    """Yield the documents of a CSV file with a header; comma, semicolon or tab."""
    source = _CsvLines(file)
    head = next(source, "")
    if not head.strip():
        raise BadInput("empty", "the file is empty")
    names, delimiter = _header(head)
    reader = csv.reader(source, delimiter=delimiter)
    empty = True
    while True:
        place = f"{file.uri}#{source.number + 1}"
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:  # the reader goes on with the next line
            empty = False
            yield Reject(place, "csv", f"the row is broken: {error}")
            continue
        if cells:
            empty = False
            yield _csv_row(names, cells, place)
    if empty:
        yield Reject(file.uri, "empty", "the table holds no rows")


def _header(head: str) -> tuple[list[str], str]:
    for delimiter in (",", ";", "\t"):
        try:
            names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
        except csv.Error as error:
            raise BadInput("header", f"the header is broken: {error}", head[:200]) from None
        if {"text", "html"} & set(names):
            twice = sorted({name for name in names if name in KEYS and names.count(name) > 1})
            if twice:
                raise BadInput("header", f"the header names {', '.join(twice)} twice; keep one", head[:200])
            return names, delimiter
    raise BadInput("header", "the header names neither text nor html; the first line must name the columns", head[:200])


def _csv_row(names: list[str], cells: list[str], place: str) -> Document | Reject:
    if len(cells) != len(names):
        reason = f"the row has {len(cells)} cells where the header has {len(names)}"
        return Reject(place, "csv", reason, payload="|".join(cells)[:1000])
    if not _is_text("".join(cells)):
        return Reject(place, "encoding", "the row is binary or in an encoding that cannot be told; save it as UTF-8")
    try:
        return from_record(
            {name: cell for name, cell in zip(names, cells, strict=True) if name in KEYS and cell}, place
        )
    except BadInput as error:
        return refused(place, error, "|".join(cells)[:1000])


def _is_text(row: str) -> bool:
    try:
        row.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in row


class _CsvLines:
    """The lines of a CSV file as text; `number` is that of the last line given."""

    def __init__(self, file: SourceFile) -> None:
        self.parts = lines(blocks(file))
        self.number = 0

    def __iter__(self) -> _CsvLines:
        return self

    def __next__(self) -> str:
        line = next(self.parts)
        self.number += 1
        if line is None:
            raise BadInput(
                "too_large", f"line {self.number} is {TOO_LONG.split(';')[0]}; the rest of the file is not read"
            )
        try:
            return decode(line) + "\n"
        except BadInput:  # the row that holds it is refused, not the file
            return line.decode("utf-8", "surrogateescape") + "\n"


def parquet_rows(file: SourceFile, start: int, end: int, first: int) -> Found:
    """Yield the documents of the row groups from `start` to `end` (-1: all)."""
    with opened(file) as stream:
        source = stream if endings(file.path)[2] is None else _unpacked(file)
        number = first
        try:
            table = pq.ParquetFile(source)
            names = _columns(table.schema_arrow.names)
            groups = list(range(start, end if end >= 0 else table.num_row_groups))
            for batch in table.iter_batches(ROWS, row_groups=groups, columns=names):
                for record in batch.to_pylist():
                    yield _parquet_row(record, f"{file.uri}#{number}")
                    number += 1
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise BadInput("parquet", f"no readable Parquet: {error}") from error
        if number == 1:
            yield Reject(file.uri, "empty", "the table holds no rows")


def _columns(given: list[str]) -> list[str]:
    names = [name for name in given if name in KEYS]
    if not {"text", "html"} & set(names):
        raise BadInput("header", "the table has neither a column text nor html", ", ".join(given)[:200])
    return names


def _unpacked(file: SourceFile) -> pa.BufferReader:
    held = bytearray()
    for block in blocks(file):
        held += block
        if len(held) > MAX_PARQUET:
            raise BadInput("packing", f"unpacks to more than {MAX_PARQUET} bytes; unpack it first")
    return pa.BufferReader(bytes(held))


def _parquet_row(record: dict[str, Any], place: str) -> Document | Reject:
    try:
        return from_record(record, place)
    except BadInput as error:
        return refused(place, error, str(record)[:1000])
