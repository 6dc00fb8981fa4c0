"""Entities on disk: the sightings of the new batches are counted bucket by bucket, then persons under two ids are linked."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.core.files import read_json, write_json, write_parquet
from flows.core.parallel import Progress, cores, each
from flows.core.store import BUCKETS
from flows.core.workspace import Workspace, part_number
from flows.reconcile.entities import entities, merge_sightings, same_persons
from flows.validate import split

COMPACT = ["entity_id", "name", "entity_type", "n_articles", "same_as"]


def run(work: Workspace, progress: Progress | None) -> int:
    """Write the touched buckets of `entities` and of the counts they are made from; returns how many were touched."""
    workers = work.limits.workers or cores()
    touched = [b for b, new in enumerate(each(_count, work.root, range(BUCKETS), workers, progress)) if new]
    done = work.root / "buckets" / "linked.json"
    if not done.is_file():
        write_json({"linked": _link(work, touched)}, done)
    each(_finish, work.root, read_json(done)["linked"], workers)
    return len(touched)


def _draft(work: Workspace, bucket: int) -> Path:
    return work.bucket("entities.unlinked", bucket)


def _count(root: Path, bucket: int) -> bool:
    """Add the new sightings of one bucket to its state and tell its entities; tells whether there were any."""
    work = Workspace(root)
    if _draft(work, bucket).is_file():
        return True
    first = f"{bucket:x}"
    frames = [
        pl.scan_parquet(work.batch(n) / "parts/sightings.parquet").filter(pl.col("entity_id").str.starts_with(first))
        for n in work.numbers
    ]
    new = pl.concat(frames).collect()
    if new.is_empty():
        return False
    state = merge_sightings(work.old_bucket("sightings", bucket), new)
    write_parquet(state, work.bucket("sightings", bucket))
    write_parquet(entities(state), _draft(work, bucket))
    return True


def _link(work: Workspace, touched: list[int]) -> list[int]:
    """Write who is the same as whom; returns the buckets to write, an untouched one only where a link of it changed."""
    rest = [p for p in work.base.parts("entities") if part_number(p) not in touched] if work.base else []
    read = [pl.read_parquet(_draft(work, b), columns=COMPACT) for b in touched]
    old = [pl.read_parquet(p, columns=COMPACT) for p in rest]
    links = (
        same_persons(pl.concat([*read, *old]))
        if touched
        else same_persons(pl.DataFrame(schema=dict.fromkeys(COMPACT, pl.String)))
    )
    write_parquet(links, work.root / "buckets" / "links.parquet")
    changed = [
        part_number(p)
        for p, frame in zip(rest, old, strict=True)
        if not linked(frame, links)["same_as"].equals(frame["same_as"])
    ]
    return sorted([*touched, *changed]) if touched else []


def linked(frame: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Return rows of `entities` with these links in `same_as`."""
    return frame.drop("same_as").join(links, on="entity_id", how="left", maintain_order="left").select(frame.columns)


def _finish(root: Path, bucket: int) -> None:
    """Write one bucket of `entities` with its links, and what its model refuses."""
    work = Workspace(root)
    draft = _draft(work, bucket)
    if draft.is_file():
        frame = pl.read_parquet(draft)
    else:
        assert work.base is not None
        frame = pl.read_parquet(work.base.path / "entities" / f"part-{bucket:02d}.parquet")
    good, bad = split("entities", linked(frame, pl.read_parquet(work.root / "buckets" / "links.parquet")))
    write_parquet(bad, work.bucket("rejects.entities", bucket))
    write_parquet(good, work.bucket("entities", bucket))
