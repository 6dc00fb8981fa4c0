"""Compaction: many small parts become few, as a release of its own that changes no row.

Parts of facts are joined in order, as many as fit into `ROWS` rows of articles; the same batches are joined in every table and in the
signatures, under the number of their first batch, so that a number still leads from a signature to its article.

Where it is done again and again (`flows.keep.upkeep`), a part is joined with those after it only if they hold as many rows together, so
that over many runs a row is written again a few times only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from flows.core.files import join_parquet, link, write_parquet
from flows.core.fingerprint import fingerprint
from flows.core.store import STATE, Release, Store
from flows.core.tallies import NAMES, TALLIES, added_up
from flows.core.tombstones import TOMBSTONES
from flows.core.workspace import part_number
from flows.publish import manifest
from flows.publish.draft import READ_ONLY, begin, make_visible, of_today
from schemas import FACTS, SNAPSHOTS

ROWS = 100_000
BY_BATCH = (*FACTS, f"{STATE}/signatures", f"{STATE}/reports", f"{STATE}/index", TALLIES, NAMES)


def compact(store: Store, rows: int = ROWS, *, by_size: bool = False) -> dict[str, Any] | None:
    """Publish the newest release with its small parts joined; None where no two can be joined.

    Must be called as the only writer. A killed compaction leaves only its draft, which the next run sweeps.

    Args:
        store: the data folder.
        rows: articles in a joined part, at the most.
        by_size: whether a part is left alone that holds more rows than all those it would be joined with.
    """
    old = of_today(store, store.find("latest"))
    groups = _groups(old, rows, by_size)
    if all(len(group) == 1 for group in groups):
        return None
    draft = begin(store)
    made = _join(old, draft, groups)
    told = {"sources": ["(compacted)"], "finished": datetime.now(UTC).isoformat(timespec="seconds"), "steps": {}}
    marks = {e["path"]: e["fingerprint"] for e in manifest.entries(old.manifest)}
    fresh = {name: _mark({marks[p] for p in parts if p in marks}) for name, parts in made.items()}
    visible = make_visible(store, draft, old, fresh, told)
    return {"version": visible.version, "path": str(visible.path), "parts": len(groups)}


def _mark(marks: set[str]) -> str:
    """The fingerprint of a joined part: its parts' own, if they agree, else one that is never current, so that `rebuild` sees it."""
    return marks.pop() if len(marks) == 1 else "mixed" if marks else fingerprint()


def _groups(release: Release, rows: int, by_size: bool) -> list[list[int]]:
    """Batch numbers that go together, in order; put together from the last one on, so that old and large parts stay."""
    sizes = {part_number(p): _rows(p) for p in release.parts("articles")}
    numbers = sorted({part_number(p) for table in BY_BATCH for p in release.parts(table)})
    groups: list[list[int]] = []
    filled = 0
    for number in reversed(numbers):
        size = sizes.get(number, 0)
        if not groups or filled + size > rows or (by_size and size > filled):
            groups.insert(0, [])
            filled = 0
        groups[0].insert(0, number)
        filled += size
    return groups


def _rows(part: Path) -> int:
    return int(pq.read_metadata(part).num_rows)


def _join(old: Release, draft: Path, groups: list[list[int]]) -> dict[str, list[str]]:
    """Write the joined parts and link the others; returns the paths of the former, each with those it was made of."""
    made: dict[str, list[str]] = {}
    for table in BY_BATCH:
        for group in groups:
            parts = [p for n in group if (p := old.path / table / f"part-{n:06d}.parquet").is_file()]
            name = f"{table}/part-{group[0]:06d}.parquet"
            if len(parts) == 1 and parts[0].name == Path(name).name:
                link(parts[0], draft / name)
            elif parts:
                _write_joined(table, parts, draft / name)
                (draft / name).chmod(READ_ONLY)
                made[name] = [p.relative_to(old.path).as_posix() for p in parts]
    for table in (*SNAPSHOTS, TOMBSTONES):
        for part in old.parts(table):
            link(part, draft / table / part.name)
    return made


def _write_joined(table: str, parts: list[Path], target: Path) -> None:
    if table == TALLIES:  # what one batch with all their articles would have counted
        write_parquet(added_up([pl.read_parquet(part) for part in parts]), target)
    else:
        join_parquet(parts, target)
