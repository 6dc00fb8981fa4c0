"""Ingest: sources in, rows of `articles` and `rejects` out. Plain functions; nothing here knows how they are run.

`resolve` lists the files that sources name, `plan` cuts them into chunks, `read_chunk` reads one chunk. The three are
deterministic, a chunk is a plain value that can be sent anywhere, and memory is bounded whatever the size of a file.
"""

from flows.ingest.plan import Chunk, plan
from flows.ingest.problems import SourceError
from flows.ingest.read import Ingested, read_chunk
from flows.ingest.sources import SourceFile, resolve

__all__ = ["Chunk", "Ingested", "SourceError", "SourceFile", "plan", "read_chunk", "resolve"]
