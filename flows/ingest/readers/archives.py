"""WARC archives: each `response` record that holds a page becomes a document; a damaged record is one reject.

Plain, or gzip with one member per record as crawlers write it, or packed whole (gzip, zstd). Pages are responses of status
200 whose type is HTML; `WARC-Target-URI` is the url, `WARC-Date` the time it was retrieved. Requests, revisits, pictures and
the like are no documents and are passed over. A record's place is the byte at which it begins in the file; of several records
in one gzip member the second and later have a number behind it; in a zstd file it is the byte in what was unpacked.

No library is used: those there are end at the first damaged record, pass over large ones in silence and unpack without
bound. Here a record counts only if it ends where its length says and its digest, where there is one, is right. Otherwise the
next beginning of a record is looked for behind the beginning of the damaged one, so that a wrong length swallows nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from typing import IO, Any

from flows.ingest import documents as docs
from flows.ingest.documents import Document, Found, refused
from flows.ingest.problems import BadInput, Reject
from flows.ingest.readers.payload import characters, dechunked, unpacked
from flows.ingest.readers.records import BUFFER, MEMBER, Member, Page, Tape, http, next_member, records
from flows.ingest.readers.streams import MAX_DOCUMENT, Blocks, blocks, opened
from flows.ingest.sources import Packing, SourceFile, endings

DIGESTS: dict[str, Any] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "md5": hashlib.md5}


def warc_records(file: SourceFile, start: int, end: int) -> Found:
    """Yield the pages of the records that begin between the bytes `start` and `end` (-1: all)."""
    packing = endings(file.path)[2]
    seen = False
    if packing == "zstd":
        found = _in_tape(Tape(io.BufferedReader(Blocks(blocks(file)), BUFFER)), file.uri, end)
    else:
        found = _as_stored(file, packing, start, end)
    for page in found:
        seen = True
        yield page
    if not seen and start == 0 and end < 0:
        yield Reject(file.uri, "empty", "the archive holds no page: no response of status 200 with HTML")


def _as_stored(file: SourceFile, packing: Packing | None, start: int, end: int) -> Found:
    with opened(file, as_stored=True) as stream:
        if packing == "gzip":
            yield from _in_members(stream, file.uri, start, end)
        else:
            stream.seek(start)
            yield from _in_tape(Tape(stream, start, seekable=True), file.uri, end)


def _in_tape(tape: Tape, uri: str, end: int) -> Found:
    for at, found in records(tape, end):
        yield _document(found, f"{uri}#{at}")


def _in_members(stream: IO[bytes], uri: str, start: int, end: int) -> Found:
    at = start
    while end < 0 or at < end:
        stream.seek(at)
        if (sign := stream.read(len(MEMBER))) != MEMBER:
            if sign:
                yield Reject(f"{uri}#{at}", "damaged", "no gzip member begins here; the next record was looked for")
            after = next_member(stream, at + 1) if sign else None
        else:
            stream.seek(at)
            member = Member(stream)
            tape = Tape(io.BufferedReader(member, BUFFER))
            for n, (_, found) in enumerate(records(tape, -1), 1):
                yield _document(found, f"{uri}#{at}" if n == 1 else f"{uri}#{at}.{n}")
            after = next_member(stream, at + 1) if member.broken else at + member.size
        if after is None:
            return
        at = after


def _document(found: Page | BadInput, place: str) -> Document | Reject:
    if isinstance(found, BadInput):
        return refused(place, found)
    try:
        return _read(found, place)
    except BadInput as error:
        return refused(place, error, found.headers.get("warc-target-uri"))


def _read(page: Page, place: str) -> Document:
    if page.block is None:
        raise BadInput("too_large", f"the page is larger than {MAX_DOCUMENT} bytes")
    _check(page.headers.get("warc-block-digest", ""), page.block)
    status, headers, body = http(page.block)
    if not status:
        raise BadInput("http", "the record holds no HTTP response", repr(page.block[:60]))
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = dechunked(body)
    body = unpacked(body, headers.get("content-encoding", ""))
    text = characters(body, headers.get("content-type", ""))
    if not text.strip():
        raise BadInput("empty", "the page is empty")
    url = page.headers["warc-target-uri"].removeprefix("<").removesuffix(">")
    return Document(place, docs.HTML, body, text, url=url, retrieved_at=page.headers.get("warc-date"))


def _check(told: str, block: bytes) -> None:
    """Compare the digest of a record, as Base32 or in hexadecimal digits; one of another kind is passed over."""
    kind, _, value = told.partition(":")
    make = DIGESTS.get(kind.strip().lower().replace("-", ""))
    if make is None or not value:
        return
    value = value.strip()
    is_hex = len(value) == 2 * make().digest_size
    try:
        expected = bytes.fromhex(value) if is_hex else base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        expected = b""
    if make(block).digest() != expected:
        raise BadInput("damaged", "the record is not what its digest says", told)
