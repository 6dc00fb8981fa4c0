"""Texts laid out so that one is found by its row without reading others: what the articles to compare are read from.

A pair's articles may stand in any two parts; parts are packed and read whole. So the texts that stand in some pair are copied
out once, part by part, and every worker maps the copies into its memory.
"""

from __future__ import annotations

import mmap
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from flows.core.files import whole
from flows.dedupe.words import Ints


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one part: `begin` to `end` of all articles in order of input."""

    part: int
    begin: int
    end: int


def shelve(folder: Path, part: int, rows: Ints, texts: Sequence[str]) -> None:
    """Write the texts of some rows of a part, rows in rising order."""
    coded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, coded)])
    with whole(folder / f"{part:06d}.texts") as draft:
        draft.write_bytes(b"".join(coded))
    with whole(folder / f"{part:06d}.npy") as draft, draft.open("wb") as file:
        np.save(file, np.column_stack([rows, ends[:-1], ends[1:]]))  # last: it tells that the texts are there


def is_shelved(folder: Path, part: int) -> bool:
    """Tell whether the texts of a part were written."""
    return (folder / f"{part:06d}.npy").is_file()


@dataclass(slots=True)
class Pool:
    """The texts that `shelve` wrote, by row."""

    folder: Path
    spans: list[Span]
    opened: dict[int, tuple[Ints, mmap.mmap | bytes]] = field(default_factory=dict)

    def __call__(self, rows: Sequence[int]) -> Mapping[int, str]:
        """Return the texts of these rows."""
        return {row: self._text(row) for row in rows}

    def _text(self, row: int) -> str:
        span = self.spans[bisect_right(self.spans, row, key=lambda s: s.begin) - 1]
        if span.part not in self.opened:
            self.opened[span.part] = self._open(span.part)
        places, texts = self.opened[span.part]
        at = int(np.searchsorted(places[:, 0], row))
        if at == len(places) or places[at, 0] != row:
            raise KeyError(f"the text of row {row} of part {span.part} was not laid out")
        return texts[int(places[at, 1]) : int(places[at, 2])].decode()

    def _open(self, part: int) -> tuple[Ints, mmap.mmap | bytes]:
        places: Ints = np.load(self.folder / f"{part:06d}.npy")
        path = self.folder / f"{part:06d}.texts"
        if not path.stat().st_size:
            return places, b""  # nothing to map
        with path.open("rb") as file:
            return places, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
