"""The input cut into chunks that a worker reads by itself: the same cut for the same files, on every machine.

Small files are grouped. An uncompressed local JSON Lines file is cut at line ends: one pass over its bytes, a block at a
time, finds them and counts the lines, so that every record is known by its line number. A Parquet file is cut between row
groups, a WARC archive between records: a packed one where a member begins, found without unpacking what lies before. What
cannot be read out of order (packed, CSV, JSON lists, remote files) is one chunk, however large; it is read as
a stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from flows.ingest.problems import BadInput
from flows.ingest.readers.records import next_member, record_starts
from flows.ingest.readers.streams import BLOCK, BOMS, HEAD, is_one_value, opened
from flows.ingest.sources import SourceFile, endings

BATCH_DOCUMENTS = 1_000
BATCH_BYTES = 16 << 20
PAGES = ("txt", "html")
PACKED = 4  # times that pages shrink when they are packed, about
RECORD_BYTES = 4_000  # a record of a small tabular file, on average: decides only how many such files are read together


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one worker reads at a time.

    Attributes:
        files: the files; only one where `end` is not -1.
        start: first byte (JSON Lines, WARC) or row group (Parquet).
        end: the byte or row group after the last; -1 for all of the file.
        first: number of the first record, from 1.
    """

    files: tuple[SourceFile, ...]
    start: int = 0
    end: int = -1
    first: int = 1

    def __post_init__(self) -> None:
        """Take back what `dataclasses.asdict` and JSON have made of the files: `Chunk(**plain)` is the chunk again."""
        given: Sequence[Any] = self.files
        files = tuple(SourceFile(**file) if isinstance(file, dict) else file for file in given)
        object.__setattr__(self, "files", files)


def plan(
    files: Sequence[SourceFile], *, batch_documents: int = BATCH_DOCUMENTS, batch_bytes: int = BATCH_BYTES
) -> list[Chunk]:
    """Return chunks of about `batch_documents` documents and at most about `batch_bytes` bytes, in the order of `files`."""
    return list(_chunks(files, batch_documents, batch_bytes))


def _chunks(files: Sequence[SourceFile], batch_documents: int, batch_bytes: int) -> Iterator[Chunk]:
    group: list[SourceFile] = []
    documents = size = 0
    for file in files:
        small = file.format in PAGES or file.size <= batch_bytes // 16
        here = 1 if file.format in PAGES else 1 + file.size // RECORD_BYTES
        if group and (not small or documents + here > batch_documents or size + file.size > batch_bytes):
            yield Chunk(tuple(group))
            group, documents, size = [], 0, 0
        if small:
            group.append(file)
            documents += here
            size += file.size
        else:
            yield from _cut(file, batch_documents, batch_bytes)
    if group:
        yield Chunk(tuple(group))


def _cut(file: SourceFile, batch_documents: int, batch_bytes: int) -> Iterator[Chunk]:
    packing = endings(file.path)[2]
    local = "://" not in file.path
    plain = local and packing is None
    try:
        if plain and file.format == "jsonl":
            yield from _line_ranges(file, batch_documents, batch_bytes)
        elif plain and file.format == "parquet":
            yield from _row_groups(file, batch_documents, batch_bytes)
        elif local and file.format == "warc" and packing in (None, "gzip"):
            yield from _record_ranges(file, batch_bytes // (PACKED if packing else 1))
        else:
            yield Chunk((file,))
    except BadInput:  # read_chunk meets the same fault and refuses the file
        yield Chunk((file,))


def _line_ranges(file: SourceFile, batch_documents: int, batch_bytes: int) -> Iterator[Chunk]:
    start, first = 0, 1
    lines = at = end = 0
    with opened(file) as stream:
        while block := stream.read(BLOCK):
            wide = any(block.startswith(mark) for mark, encoding in BOMS if encoding != "utf-8")
            if at == 0 and (wide or is_one_value(block[:HEAD])):
                yield Chunk((file,))
                return
            for newline in (np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + at + 1).tolist():
                if lines and newline - start > batch_bytes:
                    yield Chunk((file,), start, end, first)
                    start, first, lines = end, first + lines, 0
                lines, end = lines + 1, newline
                if lines == batch_documents:
                    yield Chunk((file,), start, end, first)
                    start, first, lines = end, first + lines, 0
            at += len(block)
    if start < at:
        yield Chunk((file,), start, at, first)


def _record_ranges(file: SourceFile, about: int) -> Iterator[Chunk]:
    """Cut an archive at records, `about` so many bytes of the file a piece."""
    start = 0
    with opened(file, as_stored=True) as stream:
        for at in _every(about, stream, file) if endings(file.path)[2] else record_starts(stream):
            if at - start >= about:
                yield Chunk((file,), start, at)
                start = at
    yield Chunk((file,), start, file.size) if start else Chunk((file,))


def _every(about: int, stream: IO[bytes], file: SourceFile) -> Iterator[int]:
    """Yield the first record behind each `about` bytes of a packed archive: what lies between need not be unpacked."""
    at: int | None = 0
    while at is not None and at + about < file.size:
        at = next_member(stream, at + about)
        if at is not None:
            yield at


def _row_groups(file: SourceFile, batch_documents: int, batch_bytes: int) -> Iterator[Chunk]:
    try:
        with opened(file) as stream:
            meta = pq.ParquetFile(stream).metadata
            sizes = [
                (meta.row_group(i).num_rows, meta.row_group(i).total_byte_size) for i in range(meta.num_row_groups)
            ]
    except (pa.ArrowException, OSError):
        sizes = []
    if not sizes:
        yield Chunk((file,))
        return
    start = rows = size = 0
    first = 1
    for group, (here, weight) in enumerate(sizes):
        if rows and (rows + here > batch_documents or size + weight > batch_bytes):
            yield Chunk((file,), start, group, first)
            start, first, rows, size = group, first + rows, 0, 0
        rows += here
        size += weight
    yield Chunk((file,), start, len(sizes), first)
