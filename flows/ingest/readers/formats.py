"""Which reader reads a file: from a file to its documents, one at a time, each with its place in the file.

A place is the file's address, for records with `#` and a number: the line of JSON Lines and CSV (the first line of the
record), the position in a JSON list, the row of a Parquet file, the item of a feed, all from 1; in an archive the byte where
the record begins. A reader yields a reject for what it cannot read and goes on where the format lets it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fsspec

from flows.ingest import documents as docs
from flows.ingest.documents import Document, Found, from_record
from flows.ingest.fetch.rounds import fetched
from flows.ingest.problems import BadInput
from flows.ingest.readers.archives import warc_records
from flows.ingest.readers.feeds import feed_items
from flows.ingest.readers.json_text import json_lines, json_values, one_value
from flows.ingest.readers.streams import MAX_DOCUMENT, decode, whole
from flows.ingest.readers.tables import csv_rows, parquet_rows
from flows.ingest.sources import SPECIAL, UNKNOWN, UNLISTED, SourceFile, endings


def read(file: SourceFile, start: int, end: int, first: int) -> Found:
    """Yield the documents of a file, or of its bytes or row groups from `start` to `end`; `first` numbers the first record."""
    match file.format:
        case "txt" | "html":
            yield page(file)
        case "jsonl" if start == 0 and end < 0 and one_value(file):
            yield from json_values(file)
        case "jsonl":
            yield from json_lines(file, start, end, first)
        case "json":
            yield from json_values(file)
        case "csv":
            yield from csv_rows(file)
        case "parquet":
            yield from parquet_rows(file, start, end, first)
        case "warc":
            yield from warc_records(file, start, end)
        case "feed":
            yield from feed_items(file)
        case "fetched":
            yield fetched(file)
        case _:
            raise _unread(file)


def _unread(file: SourceFile) -> BadInput:
    if file.format == UNLISTED:
        return BadInput("unreadable", "the folder cannot be listed; check its permissions")
    if file.format == SPECIAL:
        return BadInput("format", "not a regular file")
    if file.format == UNKNOWN:
        return BadInput(
            "format",
            "the ending is not known; give .txt, .html, .jsonl, .json, .csv, .parquet, .warc, .rss, .atom or .xml",
        )
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
