"""Ingest: sources in, rows of `articles` and `rejects` out. Plain functions; nothing here knows how they are run.

`fetch` brings what stands on the web, `resolve` lists the files that sources name, `plan` cuts them into chunks, `read_chunk`
reads one chunk. The last three are deterministic, a chunk is a plain value that can be sent anywhere, and memory is bounded
whatever the size of a file.
"""

from collections.abc import Sequence

from flows.ingest.fetch.addresses import split
from flows.ingest.plan import Chunk, plan
from flows.ingest.problems import SourceError
from flows.ingest.read import Ingested, changed_files, read_chunk
from flows.ingest.sources import SourceFile, resolve


def check_sources(sources: Sequence[str]) -> None:
    """Tell a wrong source before anything starts; nothing is fetched for that.

    Raises:
        SourceError: as `resolve` and `split` do.
    """
    resolve(split(sources)[0])


__all__ = [
    "Chunk",
    "Ingested",
    "SourceError",
    "SourceFile",
    "changed_files",
    "check_sources",
    "plan",
    "read_chunk",
    "resolve",
]
