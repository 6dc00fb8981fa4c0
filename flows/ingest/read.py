"""One chunk in, its articles and rejects out, batch by batch.

A file that changed since the sources were listed, or while it was read, is refused: what was read of it may be neither the
old nor the new text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from flows.ingest.articles import assemble
from flows.ingest.documents import Document, refused
from flows.ingest.plan import BATCH_BYTES, BATCH_DOCUMENTS, Chunk
from flows.ingest.problems import BadInput, Reject, rejects_frame
from flows.ingest.readers.formats import read
from flows.ingest.readers.streams import unchanged
from flows.ingest.sources import SourceFile

CHANGED = "the file changed after the sources were listed; run again"


@dataclass(frozen=True, slots=True)
class Ingested:
    """Rows of the tables `articles` and `rejects`."""

    articles: pl.DataFrame
    rejects: pl.DataFrame


def read_chunk(
    chunk: Chunk, *, batch_documents: int = BATCH_DOCUMENTS, batch_bytes: int = BATCH_BYTES
) -> Iterator[Ingested]:
    """Yield what a chunk holds, in order, at most about `batch_documents` documents or `batch_bytes` at a time."""
    held: list[Document] = []
    rejects: list[Reject] = []
    size = 0
    for found in _found(chunk):
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


def _ingested(documents: list[Document], rejects: list[Reject]) -> Ingested:
    articles, more = assemble(documents)
    return Ingested(articles, rejects_frame([*rejects, *more]))


def _found(chunk: Chunk) -> Iterator[Document | Reject]:
    for file in chunk.files:
        if file.format in ("txt", "html"):
            yield from _page(file, chunk)
        else:
            yield from _records(file, chunk)


def _page(file: SourceFile, chunk: Chunk) -> Iterator[Document | Reject]:
    """Yield a page, held back until the file has been found unchanged."""
    try:
        documents = list(read(file, chunk.start, chunk.end, chunk.first))
    except BadInput as error:
        yield refused(file.uri, error)
    else:
        if unchanged(file):
            yield from documents
        else:
            yield Reject(file.uri, "changed", CHANGED)


def _records(file: SourceFile, chunk: Chunk) -> Iterator[Document | Reject]:
    try:
        yield from read(file, chunk.start, chunk.end, chunk.first)
    except BadInput as error:
        yield refused(file.uri, error)
    else:
        if not unchanged(file):
            yield Reject(file.uri, "changed", f"{CHANGED}; records read so far may be of both versions")
