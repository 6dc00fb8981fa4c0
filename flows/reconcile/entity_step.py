"""Entities on disk: what the new articles name is told anew from the tallies of all batches, everything else is carried over.

1. by batch, what its articles say of entities is counted (`tally`), once and for good;
2. of the earlier tallies those of the entities named again are read back, in one scan over their numbers;
3. by bucket, these entities are told, and the blocks of names in which persons under two ids are looked for;
4. links are looked for in these blocks only, in an index of the names of all persons to which each run adds its new ones;
5. by bucket, the table is written: the rows told, the links that changed, and all other rows as they were.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.core.files import read_json, write_json, write_parquet
from flows.core.parallel import Progress, cores, each
from flows.core.store import BUCKETS
from flows.core.tallies import NAMES, TALLIES, TALLY, added_up
from flows.core.workspace import Workspace, once
from flows.reconcile.entities import entities, tally
from flows.reconcile.persons import BLOCKS, COMPACT, blocks, relinked, same_persons
from flows.validate import split
from schemas import TABLES, empty

WIDTH = 60  # bits below the one hex digit that is the bucket


def run(work: Workspace, progress: Progress | None) -> int:
    """Write the touched buckets of `entities` and what they are made from; returns how many were touched."""
    workers = work.limits.workers or cores()
    each(_tally, work.root, work.numbers, workers)
    _read_back(work)
    touched = [b for b, new in enumerate(each(_tell, work.root, range(BUCKETS), workers, progress)) if new]
    done = work.root / "buckets" / "linked.json"
    if not done.is_file():
        write_json({"linked": _link(work, touched)}, done)
    each(_finish, work.root, read_json(done)["linked"], workers)
    return len(touched)


def _tally(root: Path, number: int) -> None:
    folder = Workspace(root).batch(number)
    if not (folder / "tallies.parquet").is_file():
        once(folder / "tallies.parquet", tally(pl.read_parquet(folder / "parts/sightings.parquet")))


def _tallies(work: Workspace) -> pl.LazyFrame:
    return pl.scan_parquet([work.batch(n) / "tallies.parquet" for n in work.numbers])


def _told_before(work: Workspace) -> Path:
    return work.root / "buckets" / "tallies.before.parquet"


def _read_back(work: Workspace) -> None:
    """Write the earlier tallies of the entities that are named again; one scan of their numbers."""
    target = _told_before(work)
    parts = work.base.parts(TALLIES) if work.base else []
    if target.is_file():
        return
    if not parts:
        write_parquet(pl.DataFrame(schema=TALLY), target)
        return
    named = _tallies(work).select("entity").unique().collect()["entity"]
    write_parquet(pl.scan_parquet(parts).filter(pl.col("entity").is_in(named.implode())).collect(), target)


def _told(work: Workspace, bucket: int) -> Path:
    return work.bucket("entities.told", bucket)


def _old(work: Workspace, bucket: int, columns: list[str] | None = None) -> pl.DataFrame | None:
    path = work.base.path / f"entities/part-{bucket:02d}.parquet" if work.base else None
    return pl.read_parquet(path, columns=columns) if path is not None and path.is_file() else None


def _tell(root: Path, bucket: int) -> bool:
    """Tell the entities of one bucket that new articles name, with the blocks of their names; tells whether there are any."""
    work = Workspace(root)
    target = _told(work, bucket)
    if target.is_file():
        return True
    last = ((bucket + 1) << WIDTH) - 1
    own = pl.col("entity").is_between(pl.lit(bucket << WIDTH, pl.UInt64), pl.lit(last, pl.UInt64))
    new = _tallies(work).filter(own).collect()
    if new.is_empty():
        return False
    good, bad = split("entities", entities(added_up([pl.read_parquet(_told_before(work)).filter(own), new])))
    old = _old(work, bucket, COMPACT)
    before = good.select(COMPACT).clear() if old is None else old.join(good, on="entity_id", how="semi")
    write_parquet(_named(before, good), work.bucket("names", bucket))
    write_parquet(bad, work.bucket("rejects.entities", bucket))
    write_parquet(good, target)
    return True


def _named(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return the blocks of the names of persons, now and before, and whether the index lacks them (`new`)."""
    person = pl.col("entity_type") == "person"
    then, told = (frame.filter(person).select("entity_id", "name") for frame in (before, now))
    changed = told.join(then, on=["entity_id", "name"], how="anti")
    known = pl.concat([then, told.join(then, on=["entity_id", "name"], how="semi")]).unique()
    kinds = ((blocks(changed), True), (blocks(known), False))
    return pl.concat([frame.with_columns(new=pl.lit(value=is_new)) for frame, is_new in kinds])


def _link(work: Workspace, touched: list[int]) -> list[int]:
    """Write the links that may have changed, and the new names of the index; returns the buckets to write."""
    told = pl.concat(
        [
            empty(TABLES["entities"]).select(COMPACT),
            *(pl.read_parquet(_told(work, b), columns=COMPACT) for b in touched),
        ]
    )
    named = pl.concat(
        [
            pl.DataFrame(schema={**BLOCKS, "new": pl.Boolean}),
            *(pl.read_parquet(work.bucket("names", b)) for b in touched),
        ]
    )
    added = named.filter("new").select(list(BLOCKS)).sort(list(BLOCKS))
    write_parquet(added, work.root / "buckets" / "names.parquet")
    old = {b: frame for b in range(BUCKETS) if (frame := _old(work, b, COMPACT)) is not None}
    if not old:
        links = same_persons(told, added)
    else:
        before = pl.concat(list(old.values()))
        now = told.update(before.select("entity_id", "same_as"), on="entity_id", how="left")
        persons = pl.concat([before.join(told, on="entity_id", how="anti"), now])
        index = [pl.scan_parquet(p) for p in work.base.parts(NAMES)] if work.base else []
        links = relinked(persons, pl.concat([*index, added.lazy()]), told["entity_id"], named["block"].unique())
    write_parquet(links, work.root / "buckets" / "links.parquet")
    relinks = [b for b, frame in old.items() if b not in touched and not _with(frame, links).equals(frame)]
    return sorted([*touched, *relinks])


def _with(frame: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Return rows of `entities` with these links in `same_as`; a row without one here keeps its own."""
    return frame.join(
        links.rename({"same_as": "now"}).with_columns(told=pl.lit(value=True)),
        on="entity_id",
        how="left",
        maintain_order="left",
    ).select(
        pl.when(pl.col("told").is_null()).then("same_as").otherwise("now").alias("same_as") if c == "same_as" else c
        for c in frame.columns
    )


def _finish(root: Path, bucket: int) -> None:
    """Write one bucket of `entities`."""
    work = Workspace(root)
    target = work.bucket("entities", bucket)
    if target.is_file():
        return
    old = _old(work, bucket)
    if _told(work, bucket).is_file():
        told = pl.read_parquet(_told(work, bucket))
        rows = told if old is None else carried(old, told)
    else:
        assert old is not None
        rows = old
    write_parquet(_with(rows, pl.read_parquet(work.root / "buckets" / "links.parquet")), target)


def carried(old: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a bucket in order of id, those told anew in the place of the old ones."""
    kept = old.join(told.select("entity_id"), on="entity_id", how="anti", maintain_order="left")
    return kept.merge_sorted(told, "entity_id")
