"""What an HTTP response holds, whether it came over the wire or out of an archive: kind, encoding, characters.

Servers say much that is not so. A body that is not packed as its header says is taken as it stands; a body that is UTF-8 is
read as UTF-8, whatever the header names; what unpacks to more than a document may have is refused before it is held.
"""

from __future__ import annotations

import re
import zlib

import zstandard

from flows.ingest.problems import BadInput
from flows.ingest.readers.streams import BOMS, MAX_DOCUMENT, decode

HTML_TYPES = ("text/html", "application/xhtml+xml")
CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,40})", re.I)
MARKUP = re.compile(rb"\s{0,500}(?:<!--[^>]{0,2000}-->\s{0,100}){0,5}<(?:!doctype\s+html|html|head|body)\b", re.I)
CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")
CHUNK_LINE = 200
SIGNS = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
ENCODINGS = "gzip, deflate, zstd"  # what a request may ask for


def media_type(content_type: str) -> str:
    """Return the bare type of a Content-Type header in lower case, "" for none."""
    return content_type.partition(";")[0].strip().lower()


def is_html(content_type: str, body: bytes) -> bool:
    """Tell whether a body is a page, by its type or, where the server names none, by its beginning."""
    kind = media_type(content_type)
    return kind in HTML_TYPES or (not kind and MARKUP.match(body[:4096]) is not None)


def unpacked(body: bytes, encoding: str, limit: int = MAX_DOCUMENT) -> bytes:
    """Return a body without its content encodings, the last one that was applied first.

    Raises:
        BadInput: it is broken, cut short, too large, or packed in a way that is not read.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    for name in reversed([n for n in names if n not in ("", "identity")]):
        name = name.removeprefix("x-")
        if name == "deflate":
            body = _inflated(body, zlib.MAX_WBITS if body[:1] and body[0] & 0x0F == 8 else -zlib.MAX_WBITS, limit)
        elif name not in SIGNS:
            raise BadInput("content_encoding", f"the body is packed as {name}, which is not read", name)
        elif body.startswith(SIGNS[name]):
            body = _inflated(body, 31, limit) if name == "gzip" else _unpacked_zstd(body, limit)
    return body


def _inflated(body: bytes, bits: int, limit: int) -> bytes:
    out = bytearray()
    try:
        while body:
            unpacking = zlib.decompressobj(bits)
            out += unpacking.decompress(body, limit + 1 - len(out))
            if len(out) > limit:
                raise BadInput("too_large", f"the body unpacks to more than {limit} bytes")
            if not unpacking.eof:
                raise BadInput("packing", f"the packed body is cut short (after {len(out)} bytes)")
            body = unpacking.unused_data if bits == 31 and unpacking.unused_data.startswith(SIGNS["gzip"]) else b""
    except zlib.error as error:
        raise BadInput("packing", f"the packed body is broken (after {len(out)} bytes): {error}") from None
    return bytes(out)


def _unpacked_zstd(body: bytes, limit: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(body)
    try:
        out = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise BadInput("packing", f"the packed body is broken: {error}") from None
    if len(out) > limit:
        raise BadInput("too_large", f"the body unpacks to more than {limit} bytes")
    return out


def dechunked(body: bytes) -> bytes:
    """Return a chunked body in one piece; one that only says that it is chunked stays as it is.

    Raises:
        BadInput: it begins as chunks and is cut short or broken.
    """
    out = bytearray()
    at = 0
    while True:
        line, newline, _ = body[at : at + CHUNK_LINE].partition(b"\n")
        size = line.partition(b";")[0].strip()
        if not newline or not CHUNK_SIZE.fullmatch(size):
            if at == 0:
                return body
            raise BadInput("cut_short", f"the chunked body is cut short or broken (after {len(out)} bytes)")
        at += len(line) + 1
        length = int(size, 16)
        if not length:
            return bytes(out)
        out += body[at : at + length]
        at += length
        at += 2 if body[at : at + 2] == b"\r\n" else 1


def characters(body: bytes, content_type: str = "") -> str:
    """Return a body's characters: by its mark, as UTF-8, as the header says, as the markup says, as Windows-1252 if that fits.

    Raises:
        BadInput: it is binary, or in an encoding that cannot be told.
    """
    for mark, name in BOMS:
        if body.startswith(mark):
            try:
                return body[len(mark) :].decode(name)
            except UnicodeError as error:
                raise BadInput("encoding", f"the body says it is {name} and is not: {error}") from None
    named = CHARSET.search(content_type)
    return decode(body, named.group(1) if named else None)
