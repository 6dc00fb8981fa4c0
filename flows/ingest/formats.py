"""One reader per format: from a file to its documents, one at a time, each with its place in the file.

A place is the file's address, for records with `#` and a number: the line of JSON Lines and CSV (the first line of the
record), the position in a JSON list, the row of a Parquet file, all from 1. A reader yields a reject for what it cannot
read and goes on where the format lets it: a broken line is one reject, a broken list ends the file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from typing import cast as typed

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from flows.ingest import documents as docs
from flows.ingest.documents import KEYS, Document, Found, from_record, refused
from flows.ingest.problems import BadInput, Reject
from flows.ingest.sources import SPECIAL, UNKNOWN, UNLISTED, SourceFile, endings
from flows.ingest.streams import HEAD, MAX_DOCUMENT, blocks, decode, is_one_value, lines, opened, whole

ROWS = 256  # of a Parquet file held at once
MAX_PARQUET = 2_000_000_000  # unpacked bytes of a packed Parquet file, which must be held whole
TOO_LONG = f"longer than {MAX_DOCUMENT} bytes; read past"
csv.field_size_limit(MAX_DOCUMENT)


def read(file: SourceFile, start: int, end: int, first: int) -> Found:
    """Yield the documents of a file, or of its bytes or row groups from `start` to `end`; `first` numbers the first record."""
    match file.format:
        case "txt" | "html":
            yield page(file)
        case "jsonl" if start == 0 and end < 0 and _one_value(file):
            yield from json_values(file)
        case "jsonl":
            yield from json_lines(file, start, end, first)
        case "json":
            yield from json_values(file)
        case "csv":
            yield from csv_rows(file)
        case "parquet":
            yield from parquet_rows(file, start, end, first)
        case _:
            raise _unread(file)


def _unread(file: SourceFile) -> BadInput:
    if file.format == UNLISTED:
        return BadInput("unreadable", "the folder cannot be listed; check its permissions")
    if file.format == SPECIAL:
        return BadInput("format", "not a regular file")
    if file.format == UNKNOWN:
        return BadInput("format", "the ending is not known; give .txt, .html, .jsonl, .json, .csv or .parquet")
    raise AssertionError(file.format)


def page(file: SourceFile) -> Document:
    """Return the one document of a text or HTML file, with what its sidecar tells."""
    raw = whole(file)
    text = decode(raw)
    if not text.strip():
        raise BadInput("empty", "the file holds only white space")
    document = Document(file.uri, docs.HTML if file.format == "html" else docs.PAGE, raw, text)
    if (told := _sidecar(file)) is not None:
        told_of = from_record({**told, "text": text, "html": None}, file.uri)
        for key in ("url", "source_name", "title", "author", "published_at", "language"):
            setattr(document, key, getattr(told_of, key))
        retrieved = told.get("retrieved_at")
        document.retrieved_at = retrieved if isinstance(retrieved, str) else None
    return document


def _sidecar(file: SourceFile) -> dict[str, Any] | None:
    """Return the record beside a page; a sidecar that cannot be read refuses the page, whose date it holds."""
    path = f"{endings(file.path)[0]}.json"
    try:
        with fsspec.open(path, "rb").open() if "://" in path else Path(path).open("rb") as stream:
            raw = stream.read(MAX_DOCUMENT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInput("sidecar", f"the sidecar {Path(path).name} cannot be read: {error.strerror or error}") from None
    try:
        told = docs.strict(decode(raw))
    except BadInput as error:
        raise BadInput("sidecar", f"the sidecar {Path(path).name} cannot be read: {error}") from None
    if not isinstance(told, dict):
        raise BadInput("sidecar", f"the sidecar {Path(path).name} holds no object")
    return told


def _one_value(file: SourceFile) -> bool:
    parts = blocks(file)
    try:
        return is_one_value(next(parts, b"")[:HEAD])
    finally:
        parts.close()


def json_lines(file: SourceFile, start: int, end: int, first: int) -> Found:
    """Yield the documents of JSON Lines; empty lines are none."""
    seen = False
    for number, line in enumerate(lines(blocks(file, start, end)), first):
        place = f"{file.uri}#{number}"
        if line is None:
            seen = True
            yield Reject(place, "too_large", f"the line is {TOO_LONG}")
        elif line and not line.isspace():
            seen = True
            try:
                yield from_record(docs.parse(line), place)
            except BadInput as error:
                yield refused(place, error, line)
    if not seen and start == 0:
        yield Reject(file.uri, "empty", "the file holds no lines")


def json_values(file: SourceFile) -> Found:
    """Yield the documents of a JSON file: a list of objects, one object, or several one after the other."""
    text = _Text(blocks(file))
    opening = text.next_sign()
    if opening == "":
        raise BadInput("empty", "the file is empty")
    if opening == "[":
        text.skip()
        yield from _items(text, file.uri)
    else:
        yield from _sequence(text, file.uri)


def _sequence(text: _Text, uri: str) -> Found:
    """Yield the documents of objects that follow each other; the first has the file's own address."""
    number = 1
    while text.next_sign():
        found = _value(text, f"{uri}#{number}" if number > 1 else uri)
        yield found
        if _ends_file(found):
            return
        number += 1


def _items(text: _Text, uri: str) -> Found:
    """Yield the documents of a list, behind its opening sign."""
    number = 0
    while (sign := text.next_sign()) not in ("]", ""):
        number += 1
        found = _value(text, f"{uri}#{number}")
        yield found
        if _ends_file(found):
            yield Reject(uri, "json", f"the list cannot be read from its item {number} on", case=str(number))
            return
        sign = text.next_sign()
        if sign == ",":
            text.skip()
        elif sign != "]":
            break
    if sign != "]":
        yield Reject(uri, "json", f"the list is cut short or broken after item {number}")
        return
    text.skip()
    if number == 0:
        yield Reject(uri, "empty", "the list holds no items")
    if text.next_sign():
        yield Reject(uri, "json", "more follows behind the list and is not read")


def _ends_file(found: Document | Reject) -> bool:
    """Tell whether a value is broken such that what follows cannot be found."""
    return isinstance(found, Reject) and found.check in ("json", "too_large", "encoding")


def _value(text: _Text, place: str) -> Document | Reject:
    try:
        return from_record(text.value(), place)
    except BadInput as error:
        return refused(place, error, text.ahead())


class _Text:
    """A JSON text read piece by piece: holds what is not yet parsed, at most `MAX_DOCUMENT` characters and a block."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.stream = io.TextIOWrapper(typed(IO[bytes], _Raw(parts)), encoding="utf-8", errors="strict")
        self.held = ""
        self.at = 0
        self.done = False

    def more(self, size: int = 1 << 16) -> bool:
        try:
            piece = self.stream.read(size)
        except UnicodeDecodeError as error:
            raise BadInput("encoding", f"the file is not UTF-8: {error.reason}") from None
        self.held, self.at = self.held[self.at :] + piece, 0
        self.done = not piece
        return not self.done

    def next_sign(self) -> str:
        """Return the next character that is not white space, or "" at the end."""
        while True:
            while self.at < len(self.held):
                if self.held[self.at] not in " \t\r\n":
                    return self.held[self.at]
                self.at += 1
            if not self.more():
                return ""

    def skip(self) -> None:
        self.at += 1

    def ahead(self) -> str:
        return self.held[self.at : self.at + 1000]

    def value(self) -> Any:
        decoder = json.JSONDecoder(object_pairs_hook=docs.pairs)
        while True:
            try:
                value, end = decoder.raw_decode(self.held, self.at)
            except json.JSONDecodeError as error:
                left = len(self.held) - self.at
                if left > MAX_DOCUMENT:
                    raise BadInput(
                        "too_large", f"an item is longer than {MAX_DOCUMENT} characters, or broken"
                    ) from None
                if not self.more(max(1 << 16, left)):
                    raise BadInput("json", f"broken JSON: {error.msg}") from None
            except RecursionError:
                raise BadInput("json", "the JSON is nested too deep") from None
            except ValueError as error:  # a number of more digits than Python reads
                raise BadInput("json", f"broken JSON: {error}") from None
            else:
                self.at = end
                return value


class _Raw(io.RawIOBase):
    """Blocks of bytes as a stream."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts
        self.held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.held:
            part = next(self.parts, None)
            if part is None:
                return 0
            self.held = part
        size = min(len(buffer), len(self.held))
        buffer[:size], self.held = self.held[:size], self.held[size:]
        return size


def csv_rows(file: SourceFile) -> Found:
    """Yield the documents of a CSV file with a header; comma, semicolon or tab."""
    source = _CsvLines(file)
    head = next(source, "")
    if not head.strip():
        raise BadInput("empty", "the file is empty")
    names, delimiter = _header(head)
    reader = csv.reader(source, delimiter=delimiter)
    begins = source.number + 1
    try:
        for cells in reader:
            place, begins = f"{file.uri}#{begins}", source.number + 1
            if cells:
                yield _csv_row(names, cells, place)
    except csv.Error as error:
        raise BadInput("csv", f"broken from line {begins} on: {error}") from None


def _header(head: str) -> tuple[list[str], str]:
    for delimiter in (",", ";", "\t"):
        names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
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
        except (pa.ArrowException, OSError) as error:
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
