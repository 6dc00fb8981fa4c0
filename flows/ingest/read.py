"""One chunk in, its articles and rejects out, batch by batch.

A file that changed since the sources were listed, or while it was read, is refused whole: what was read of it may be neither the
old nor the new text. So whoever has read a chunk asks `changed_files` afterwards, and reads it again without those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.core.poison import spare
from flows.ingest.articles import assemble
from flows.ingest.documents import Document, refused
from flows.ingest.plan import BATCH_BYTES, BATCH_DOCUMENTS, Chunk
from flows.ingest.problems import BadInput, Reject, rejects_frame
from flows.ingest.readers.formats import read
from flows.ingest.readers.streams import unchanged
from flows.ingest.sources import SPECIAL, UNKNOWN, UNLISTED, SourceFile

CHANGED = "the file changed after the sources were listed, nothing of it was taken; run again once it is complete"
GONE = "the file was there when the sources were listed and is gone, nothing of it was taken"


@dataclass(frozen=True, slots=True)
class Ingested:
    """Rows of the tables `articles` and `rejects`."""

    articles: pl.DataFrame
    rejects: pl.DataFrame


def read_chunk(
    chunk: Chunk,
    *,
    batch_documents: int = BATCH_DOCUMENTS,
    batch_bytes: int = BATCH_BYTES,
    changed: Collection[str] = (),
) -> Iterator[Ingested]:
    """Yield what a chunk holds, in order, at most about `batch_documents` documents or `batch_bytes` at a time.

    Files whose paths stand in `changed` are refused: one reject each, whatever the number of chunks they were cut into.
    """
    held: list[Document] = []
    rejects: list[Reject] = []
    size = 0
    for found in _found(chunk, changed):
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            held.append(found)
            size += len(found.body)
        if len(held) + len(rejects) >= batch_documents or size >= batch_bytes:
            yield _ingested(held, rejects)
            held, rejects, size = [], [], 0
    if held or rejects:
        yield _ingested(held, rejects)


def changed_files(files: Iterable[SourceFile]) -> set[str]:
    """Return the paths of files that are no longer as they were listed; what is not read at all does not count."""
    return {file.path for file in files if file.format not in (UNKNOWN, SPECIAL, UNLISTED) and not unchanged(file)}


def _ingested(documents: list[Document], rejects: list[Reject]) -> Ingested:
    made, failed = spare(assemble, documents)
    lost = [refused(documents[n].source_uri, _fault(error), documents[n].body) for n, error in failed.items()]
    told = [*rejects, *(reject for _, more in made for reject in more), *lost]
    return Ingested(pl.concat([articles for articles, _ in made]), rejects_frame(told))


def _fault(error: str) -> BadInput:
    return BadInput("failed", f"reading fails on this document by a fault of the program: {error}")


def _found(chunk: Chunk, changed: Collection[str]) -> Iterator[Document | Reject]:
    for file in chunk.files:
        if file.path not in changed:
            yield from _documents(file, chunk)
        elif chunk.start == 0:
            gone = "://" not in file.path and not Path(file.path).exists()
            yield Reject(file.uri, "vanished", GONE) if gone else Reject(file.uri, "changed", CHANGED)


def _documents(file: SourceFile, chunk: Chunk) -> Iterator[Document | Reject]:
    try:
        yield from read(file, chunk.start, chunk.end, chunk.first)
    except BadInput as error:
        yield refused(file.uri, error)
