"""Where the records of a WARC archive begin and end, in plain files and in gzip members, damaged ones skipped one by one.

A record counts only if it ends where its length says. Otherwise the next beginning of a record is looked for behind the
beginning of the damaged one, so that a wrong length swallows nothing. Memory is bounded by one page, and a member that unpacks
to more than `MAX_RATIO` times its size is not unpacked further.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from flows.ingest.problems import BadInput
from flows.ingest.readers.payload import is_html
from flows.ingest.readers.streams import MAX_DOCUMENT, MAX_RATIO, RATIO_FROM

BUFFER = 1 << 16
HEAD = 1 << 14  # bytes in which the HTTP headers of a response end
MAX_LINE = 1 << 14
MAX_HEADERS = 200
VERSION = re.compile(rb"WARC/\d\.\d{1,2}\s*")
MEMBER = b"\x1f\x8b\x08"
END = b"\r\n\r\n"
Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One response that holds a page; `block` is None if it is too large."""

    headers: Headers
    block: bytes | None


class Tape:
    """A stream that knows where it is and can give a line back."""

    def __init__(self, stream: IO[bytes], at: int = 0, *, seekable: bool = False) -> None:
        self.stream, self.at, self.seekable = stream, at, seekable
        self.held = b""

    def line(self) -> bytes:
        """Return the next line, or the next part of a very long one; nothing at the end."""
        line, self.held = self.held or self.stream.readline(MAX_LINE), b""
        self.at += len(line)
        return line

    def give_back(self, line: bytes) -> None:
        """Take a line back, to be read again."""
        self.held = line
        self.at -= len(line)

    def take(self, size: int) -> bytes:
        """Return exactly so many bytes; BadInput if there are fewer."""
        got = self.stream.read(size)
        self.at += len(got)
        if len(got) < size:
            raise BadInput("cut_short", f"the archive ends {size - len(got)} bytes before the record does")
        return got

    def skip(self, size: int) -> None:
        """Pass over so many bytes."""
        if self.seekable:
            self.at = self.stream.seek(size, io.SEEK_CUR)
            return
        while size > 0:
            size -= len(self.take(min(size, BUFFER)))

    def rewind(self, at: int) -> None:
        """Go back to a place, where the stream can."""
        if self.seekable:
            self.held = b""
            self.at = self.stream.seek(at)


class Member(io.RawIOBase):
    """What one gzip member holds, unpacked as it is read; after an error it has ended."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.unpacking = zlib.decompressobj(31)
        self.read_in = self.given = 0
        self.broken = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; BadInput where the member is broken, cut short or a bomb."""
        while not (self.broken or self._is_over()):
            packed = self.unpacking.unconsumed_tail or self._more()
            try:
                out = self.unpacking.decompress(packed, len(buffer))
            except zlib.error as error:
                raise self._fault(f"the packed record is broken: {error}") from None
            self.given += len(out)
            if self.given > RATIO_FROM and self.given > MAX_RATIO * self.read_in:
                raise self._fault(f"unpacks to more than {MAX_RATIO} times its size; not read further")
            if out:
                buffer[: len(out)] = out
                return len(out)
        return 0

    def _is_over(self) -> bool:
        return self.unpacking.eof

    @property
    def size(self) -> int:
        """The bytes of the file that the member takes, once it is read to its end."""
        return self.read_in - len(self.unpacking.unused_data)

    def _more(self) -> bytes:
        packed = self.stream.read(BUFFER // 2)
        self.read_in += len(packed)
        if not packed:
            raise self._fault(f"the packed record is cut short (after {self.given} bytes)")
        return packed

    def _fault(self, reason: str) -> BadInput:
        self.broken = True
        return BadInput("packing", reason)


def next_member(stream: IO[bytes], at: int) -> int | None:
    """Return the first byte from `at` on at which a gzip member with a record begins; None if there is none."""
    held = b""
    stream.seek(at)
    while block := stream.read(1 << 20):
        held += block
        found = held.find(MEMBER)
        while found >= 0:
            if _begins_record(stream, at + found):
                return at + found
            found = held.find(MEMBER, found + 1)
        at += max(0, len(held) - len(MEMBER) + 1)
        held = held[-len(MEMBER) + 1 :]
        stream.seek(at + len(held))
    return None


def _begins_record(stream: IO[bytes], at: int) -> bool:
    stream.seek(at)
    try:
        begins = zlib.decompressobj(31).decompress(stream.read(2048), 64)
    except zlib.error:
        return False
    return VERSION.match(begins.lstrip()) is not None


def record_starts(stream: IO[bytes]) -> Iterator[int]:
    """Yield where the records of a plain archive begin, damaged ones left out."""
    tape = Tape(stream, seekable=True)
    while line := tape.line():
        at = tape.at - len(line)
        if not line.isspace():
            try:
                tape.skip(_length(_headers(tape, line)))
                _end(tape)
            except BadInput:
                _resync(tape, at)
            else:
                yield at


def records(tape: Tape, end: int) -> Iterator[tuple[int, Page | BadInput]]:
    """Yield the pages and the faults of a tape with their places; what is no page is passed over."""
    while True:
        at = tape.at
        try:
            line = tape.line()
            if not line or 0 <= end <= at:
                return
            found = None if line.isspace() else _record(tape, line)
        except BadInput as error:
            yield at, error
            _resync(tape, at)
        else:
            if found is not None:
                yield at, found


def _resync(tape: Tape, damaged: int) -> None:
    """Go to the next line that begins a record, behind the beginning of a damaged one."""
    tape.rewind(damaged + 1)
    try:
        while line := tape.line():
            if VERSION.fullmatch(line):
                tape.give_back(line)
                return
    except BadInput:
        return  # told already: the stream itself is broken


def _record(tape: Tape, line: bytes) -> Page | None:
    """Read one record to its end; return it if it holds a page."""
    headers = _headers(tape, line)
    length = _length(headers)
    head = b""
    if _is_response(headers):
        head = tape.take(min(length, HEAD))
        if _is_page(head):
            block = head + tape.take(length - len(head)) if length <= MAX_DOCUMENT + HEAD else None
            tape.skip(0 if block is not None else length - len(head))
            _end(tape)
            return Page(headers, block)
    tape.skip(length - len(head))
    _end(tape)
    return None


def _headers(tape: Tape, line: bytes) -> Headers:
    if not VERSION.fullmatch(line):
        raise BadInput("damaged", "no record begins here; the next one was looked for", repr(line[:60]))
    raw: list[bytes] = []
    while (line := tape.line()) and not line.isspace():
        raw.append(line)
        if len(raw) > MAX_HEADERS:
            raise BadInput("damaged", f"the record has more than {MAX_HEADERS} headers")
    if not line:
        raise BadInput("cut_short", "the archive ends in the headers of the record")
    return _named(b"".join(raw))


def _named(raw: bytes) -> Headers:
    """Return headers by their lower-case names; a line that begins with white space goes on with the one before."""
    out: Headers = {}
    name = ""
    for line in raw.decode("utf-8", "replace").splitlines():
        if line[:1] in (" ", "\t") and name:
            out[name] += " " + line.strip()
        else:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            out[name] = value.strip()
    return out


def _length(headers: Headers) -> int:
    told = headers.get("content-length", "")
    if not (told.isascii() and told.isdigit() and len(told) <= 15):
        raise BadInput("damaged", "the record tells no length", told)
    return int(told)


def _end(tape: Tape) -> None:
    """Read what stands behind every record; the last one of a file may lack it.

    Raises:
        BadInput: something else stands there, so that the record's length is wrong.
    """
    after = tape.stream.read(len(END))
    tape.at += len(after)
    if not END.startswith(after):
        raise BadInput("damaged", "the record does not end where its length says")


def _is_response(headers: Headers) -> bool:
    address = headers.get("warc-target-uri", "").lstrip("<").lower()
    return headers.get("warc-type", "").lower() == "response" and address.startswith(("http://", "https://"))


def http(block: bytes) -> tuple[str, Headers, bytes]:
    """Return status, headers and body of an HTTP response; the status is empty if it is none."""
    head, gap, body = block.partition(END)
    if not gap:
        head, gap, body = block.partition(b"\n\n")
    status, _, rest = head.partition(b"\n")
    words = status.split(maxsplit=2)
    if not words or not words[0].startswith(b"HTTP/") or len(words) < 2:
        return "", {}, body
    return words[1].decode("latin-1"), _named(rest), body


def _is_page(head: bytes) -> bool:
    """Tell whether a response holds a page; one that is no HTTP at all is told when it is read."""
    status, headers, body = http(head)
    return not status or (status == "200" and is_html(headers.get("content-type", ""), body))
