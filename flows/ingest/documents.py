"""One document as it came in, and how a tabular record becomes one.

A record has the keys `KEYS`, all optional but one of `text` and `html`; where both are given the text is taken. Other keys
are ignored: data sets carry many columns of their own. A key of the wrong type refuses the record; `author` may be a list
of names, and a `published_at` that is no string is treated like one that cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson

from flows.ingest.problems import BadInput, Reject
from flows.ingest.readers.streams import MAX_DOCUMENT, decode

KEYS = ("url", "source_name", "title", "author", "published_at", "language", "text", "html")
STRINGS = ("url", "source_name", "title", "language", "text", "html")
MARKS = tuple(f'"{key}"'.encode() for key in KEYS)
CALLER, PAGE, HTML = "caller", "page", "html"


@dataclass(slots=True)
class Document:
    """One document before cleaning.

    Attributes:
        source_uri: file and place in it, relative to the source's root.
        kind: `caller` (text handed over in a record), `page` (a saved page's text) or `html`.
        raw: what the id is made of: the cell, or the file's bytes.
        body: the text or HTML to clean.
        otherwise: what a feed says of it, by key; it counts where neither caller nor page says anything.
    """

    source_uri: str
    kind: str
    raw: str | bytes
    body: str
    url: str | None = None
    source_name: str | None = None
    title: str | None = None
    author: str | None = None
    published_at: str | None = None
    language: str | None = None
    retrieved_at: str | None = None
    otherwise: Mapping[str, str] = field(default_factory=dict)


Found = Iterator[Document | Reject]


def from_record(record: Any, place: str) -> Document:
    """Return the document of a record.

    Raises:
        BadInput: it is no object, a key has a wrong type, or it has neither text nor HTML.
    """
    if not isinstance(record, dict):
        raise BadInput("type", f"the record is {_kind(record)}, it must be an object", str(record)[:200])
    if isinstance(record, Ambiguous) and record.twice:
        names = ", ".join(record.twice)
        raise BadInput("duplicate_key", f"the key {names} is given twice; keep one", names)
    for key in STRINGS:
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            raise BadInput("type", f"{key} is {_kind(value)}, it must be a string", f"{key}={value!r}"[:200])
    text, html = record.get("text"), record.get("html")
    if text and not text.isspace():
        kind, body = CALLER, text
    elif html and not html.isspace():
        kind, body = HTML, html
    else:
        raise BadInput("no_text", "the record has neither text nor html")
    if len(body) > MAX_DOCUMENT:
        raise BadInput("too_large", f"the document is longer than {MAX_DOCUMENT} characters")
    return Document(
        source_uri=place,
        kind=kind,
        raw=body,
        body=body,
        url=record.get("url") or None,
        source_name=record.get("source_name"),
        title=record.get("title"),
        author=_author(record.get("author")),
        published_at=_moment(record.get("published_at")),
        language=record.get("language"),
    )


def _kind(value: Any) -> str:
    names = {
        dict: "an object",
        list: "a list",
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a string",
    }
    return "null" if value is None else names.get(type(value), type(value).__name__)


def _author(value: Any) -> str | None:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return "; ".join(name.strip() for name in value if name.strip())
    if value is not None and not isinstance(value, str):
        raise BadInput("type", f"author is {_kind(value)}, it must be a string or a list of strings", repr(value)[:200])
    return value


def _moment(value: Any) -> str | None:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else json.dumps(value, default=str)[:200]


def parse(line: bytes) -> Any:
    """Return the value of one JSON text.

    Raises:
        BadInput: it is broken, nested too deep, or in a wrong encoding.
    """
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return strict(decode(line))
    if isinstance(value, dict) and any(line.count(mark) > 1 for mark in MARKS):
        return strict(decode(line))  # perhaps only in a nested object or in the text: look properly
    return value


def strict(text: str) -> Any:
    """Return the value of one JSON text, objects with a repeated key marked; the slow and exact way."""
    try:
        return json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise BadInput("json", f"broken JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise BadInput("json", "the JSON is nested too deep") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise BadInput("json", f"broken JSON: {error}") from None


class Ambiguous(dict[str, Any]):
    """An object that gives one of our keys twice; it is refused as a record, and of no matter elsewhere."""

    twice: tuple[str, ...] = ()


def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, marked where it gives one of our keys twice."""
    record = dict(items)
    if len(record) == len(items):
        return record
    names = [key for key, _ in items]
    marked = Ambiguous(record)
    marked.twice = tuple(sorted({key for key in names if key in KEYS and names.count(key) > 1}))
    return marked


def refused(place: str, error: BadInput, payload: str | bytes | None = None) -> Reject:
    """Return the reject of a document that raised `error`."""
    text = payload[:4000].decode("utf-8", "backslashreplace") if isinstance(payload, bytes) else payload
    column = "text" if error.check == "no_text" else None
    return Reject(place, error.check, str(error), column=column, case=error.case, payload=text)
