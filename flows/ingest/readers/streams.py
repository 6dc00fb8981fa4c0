"""Bytes out of files, in bounded memory: packed or not, local or remote, cut into lines, decoded.

Limits are constants here. A packed file that is cut short, broken, or unpacks to more than `MAX_RATIO` times its size is
refused. UTF-16 and UTF-32 with a byte order mark become UTF-8 on the way. A text that is not UTF-8 is read in the encoding
it declares, then as Windows-1252, but only where the result looks like writing; else it is refused.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import fsspec
import pyarrow as pa

from flows.ingest.problems import BadInput
from flows.ingest.sources import SourceFile, changed, endings

BLOCK = 1 << 20
HEAD = 256  # bytes that tell a JSON value over many lines from JSON Lines
MAX_DOCUMENT = 20_000_000
TOO_LONG = f"longer than {MAX_DOCUMENT} bytes; read past"
MAX_RATIO = 200
RATIO_FROM = 64 << 20  # unpacked bytes below which the ratio does not matter

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,3}=\s{0,3}["']?([A-Za-z0-9_.:-]{2,40})""", re.I
)
NO_CHARSETS = (
    "idna",
    "punycode",
    "raw_unicode_escape",
    "undefined",
    "unicode_escape",
    "utf-7",
)  # of Python, not of pages
WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252"}  # as browsers do: pages that name these mean Windows-1252
UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH_SHARE = 0.2  # Windows-1252 writing has fewer bytes than this above 127
ODD = re.compile(r"[¤¦¨ª¬¯±-¶¸-º¼-¾×÷ÐðÞþ]")  # letters' neighbours in Windows-1252 that writing seldom uses


@contextmanager
def opened(file: SourceFile, *, as_stored: bool = False) -> Iterator[IO[bytes]]:
    """Open a file for reading bytes, unpacked unless asked for as stored; what the system refuses becomes `BadInput`."""
    try:
        raw: Any = fsspec.open(file.path, "rb").open() if "://" in file.path else open(file.path, "rb")  # noqa: SIM115, PTH123
    except FileNotFoundError:
        raise BadInput("vanished", "the file was there when the sources were listed and is gone now") from None
    except PermissionError:
        raise BadInput("unreadable", "the file may not be read; check its permissions") from None
    except OSError as error:
        raise BadInput("unreadable", f"the file cannot be opened: {error.strerror or error}") from None
    with raw:
        packing = endings(file.path)[2]
        if packing is None or as_stored:
            yield raw
        else:
            with pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), packing) as unpacked:
                yield cast("IO[bytes]", unpacked)


def blocks(file: SourceFile, start: int = 0, end: int = -1) -> Generator[bytes]:
    """Yield the file's bytes from `start` to `end` (-1: all) in blocks, as UTF-8 where a mark says it is UTF-16 or UTF-32."""
    with opened(file) as stream:
        if start:
            stream.seek(start)
        raw = _bounded(file, stream, end - start if end >= 0 else None)
        first = next(raw, b"")
        mark, encoding = _mark(first) if start == 0 else (b"", "utf-8")
        first = first[len(mark) :]
        if encoding == "utf-8":
            yield first
            yield from raw
        else:
            yield from _transcoded(first, raw, encoding)


def _bounded(file: SourceFile, stream: IO[bytes], left: int | None) -> Iterator[bytes]:
    packed = endings(file.path)[2] is not None
    total = 0
    while left is None or left > 0:
        try:
            block = stream.read(BLOCK if left is None else min(BLOCK, left))
        except (OSError, EOFError, pa.ArrowException) as error:
            check = "packing" if packed else "unreadable"
            what = "the packed file is cut short or broken" if packed else "the file cannot be read to its end"
            raise BadInput(check, f"{what} (after {total} bytes): {error}") from error
        if not block:
            return
        total += len(block)
        if packed and total > RATIO_FROM and total > MAX_RATIO * max(file.size, 1):
            raise BadInput("packing", f"unpacks to more than {MAX_RATIO} times its size; not read further")
        if left is not None:
            left -= len(block)
        yield bytes(block)


class Blocks(io.RawIOBase):
    """Blocks of bytes as a stream."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts
        self.held = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what is there of the next block."""
        while not self.held:
            part = next(self.parts, None)
            if part is None:
                return 0
            self.held = part
        size = min(len(buffer), len(self.held))
        buffer[:size], self.held = self.held[:size], self.held[size:]
        return size


def _mark(head: bytes) -> tuple[bytes, str]:
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return mark, encoding
    return b"", "utf-8"


def _transcoded(first: bytes, rest: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        yield decoder.decode(first).encode("utf-8")
        for block in rest:
            yield decoder.decode(block).encode("utf-8")
        yield decoder.decode(b"", final=True).encode("utf-8")
    except UnicodeError as error:
        raise BadInput("encoding", f"the file says it is {encoding} and is not: {error}") from error


def lines(parts: Iterator[bytes], limit: int = MAX_DOCUMENT) -> Iterator[bytes | None]:
    """Yield each line without its end; None for a line longer than `limit`, which is read past and not kept."""
    carry: list[bytes] = []
    size = 0
    for part in parts:
        head, *tail = part.split(b"\n")
        size += len(head)
        carry = [*carry, head] if size <= limit else []
        for piece in tail:
            yield b"".join(carry) if size <= limit else None
            carry, size = [piece], len(piece)
            if size > limit:
                carry = []
    if size:
        yield b"".join(carry) if size <= limit else None


def is_one_value(head: bytes) -> bool:
    """Tell from its beginning whether a file holds one JSON value over many lines, whatever its ending says."""
    first, newline, _ = head.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")
    return bool(newline) and first.strip() in (b"[", b"{")


def whole(file: SourceFile) -> bytes:
    """Return all bytes of a file that holds one document.

    Raises:
        BadInput: it is empty, too large, or cannot be read.
    """
    out = bytearray()
    for block in blocks(file):
        out += block
        if len(out) > MAX_DOCUMENT:
            raise BadInput("too_large", f"the document is larger than {MAX_DOCUMENT} bytes; cut it or raise the limit")
    if not out.strip():
        raise BadInput("empty", "the file is empty")
    return bytes(out)


def decode(raw: bytes, told: str | None = None) -> str:
    """Return a document's characters; `told` is the encoding that who sent it names.

    Raises:
        BadInput: it is no text, or in an encoding that cannot be told.
    """
    if b"\x00" in raw[:8192]:
        raise BadInput("binary", "the input is binary, not text")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 (byte {error.start}: 0x{raw[error.start]:02x})"
    declared = DECLARED.search(raw[:4096])
    text = _declared(raw, told) if told else None
    if text is None and declared:
        text = _declared(raw, declared.group(1).decode("ascii"))
    if text is None:
        text = _windows(raw)
    if text is None:
        raise BadInput("encoding", f"{reason}, and no other encoding fits; save it as UTF-8")
    return text


def _declared(raw: bytes, name: str) -> str | None:
    try:
        codec = codecs.lookup(name).name
        return None if codec in NO_CHARSETS else raw.decode(WIDER.get(codec, codec))
    except (LookupError, ValueError):
        return None


def _windows(raw: bytes) -> str | None:
    """Return the text read as Windows-1252 if that makes writing, None if it is broken UTF-8 or something else."""
    high = len(raw) - len(raw.translate(None, bytes(range(128, 256))))
    pairs = sum(len(m) for m in UTF8_PAIR.findall(raw))
    if high > HIGH_SHARE * len(raw) or 2 * pairs > high:
        return None
    controls = len(raw) - len(raw.translate(None, bytes([*range(9), *range(14, 32)])))
    if controls:
        return None
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return text if 3 * len(ODD.findall(text)) <= high else None


def unchanged(file: SourceFile) -> bool:
    """Tell whether a file still has the size and time it had when the sources were listed."""
    try:
        if "://" in file.path:
            fs, path = fsspec.core.url_to_fs(file.path)
            info = fs.info(path)
            return int(info.get("size") or 0) == file.size and changed(info) == file.mtime_ns
        now = Path(file.path).stat()
    except OSError:
        return False
    return now.st_size == file.size and now.st_mtime_ns == file.mtime_ns
