"""JSON Lines and JSON: documents one at a time, each with its line or its position in the list.

A broken line is one reject and the next one is read; a broken item of a list ends the file, since nobody can tell where the
next one begins.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import IO, Any
from typing import cast as typed

from flows.ingest import documents as docs
from flows.ingest.documents import Document, Found, from_record, refused
from flows.ingest.problems import BadInput, Reject
from flows.ingest.readers.streams import HEAD, MAX_DOCUMENT, TOO_LONG, Blocks, blocks, is_one_value, lines
from flows.ingest.sources import SourceFile


def one_value(file: SourceFile) -> bool:
    """Tell whether a file named as JSON Lines holds one JSON value over many lines."""
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
        self.stream = io.TextIOWrapper(typed(IO[bytes], Blocks(parts)), encoding="utf-8", errors="strict")
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
