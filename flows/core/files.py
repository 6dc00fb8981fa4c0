"""Files that are there whole or not at all: written under another name, then renamed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

ROW_GROUP = 64 * 1024
TEXT_ROW_GROUP = 2 * 1024  # of tables with whole texts: what must be unpacked to read one of them
TEXT = "text_sha256"  # a table that has it holds whole texts
USER_MENDS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)  # trying again does not help
SYSTEM_ERROR = re.compile(r"os error (\d+)")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path to write to; what was written stands under `path` once the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield draft
        with draft.open("rb") as f:
            os.fsync(f.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame whole. The same frame gives the same bytes."""
    _sink(frame.lazy(), path)


def join_parquet(parts: Sequence[Path], path: Path) -> None:
    """Write the rows of some files, one after the other, into one; a stretch of them is held at a time."""
    _sink(pl.scan_parquet(list(parts)), path)


def _sink(rows: pl.LazyFrame, path: Path) -> None:
    row_group = TEXT_ROW_GROUP if TEXT in rows.collect_schema() else ROW_GROUP
    with whole(path) as draft:
        try:
            rows.sink_parquet(draft, compression="zstd", compression_level=3, statistics=True, row_group_size=row_group)
        except pl.exceptions.ComputeError as e:
            hidden = SYSTEM_ERROR.search(str(e))  # Polars hides the system's error in one of its own
            if hidden is None:
                raise
            raise OSError(int(hidden[1]), os.strerror(int(hidden[1])), str(path)) from e


def write_json(value: Any, path: Path) -> None:
    """Write JSON whole, keys in the order given."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        coded = text.encode()
    except UnicodeEncodeError:  # a file name whose bytes are no UTF-8: only escapes bring it back as it was
        coded = json.dumps(value, indent=2).encode()
    with whole(path) as draft:
        draft.write_bytes(coded + b"\n")


def read_json(path: Path) -> Any:
    """Read one JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hex digits."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def link(source: Path, target: Path) -> None:
    """Carry a file over by hard link, or by copy where the file system has none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        with whole(target) as draft:
            shutil.copyfile(source, draft)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system allows it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
