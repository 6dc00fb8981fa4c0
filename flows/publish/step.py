"""The step `publish`: a release is drafted in a hidden folder, renamed when it is whole, and only then pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import link, write_parquet
from flows.core.fingerprint import fingerprint
from flows.core.parallel import Progress
from flows.core.remote import store_at
from flows.core.store import STATE, Release, Store
from flows.core.tallies import NAMES, TALLIES
from flows.core.tombstones import TOMBSTONES
from flows.core.workspace import Workspace
from flows.publish.draft import READ_ONLY, begin, fill, make_visible
from schemas import FACTS, SNAPSHOTS, TABLES

STATES = (f"{STATE}/signatures", f"{STATE}/reports", f"{STATE}/index", TALLIES)  # one part per batch, like facts


def run(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Publish what the workspace holds; returns `version` and `path` of the release, both null when nothing is new."""
    work = Workspace(root)
    store = store_at(work.plan["data"])
    if not work.numbers:
        return _told(store, store.newest(), new=False)
    if _published(store, work):
        store.point()
        return _told(store, store.newest(), new=True)
    draft = begin(store)
    fresh = _assemble(work, draft, progress)
    provenance = {
        "sources": work.plan["sources"],
        "started": work.plan["started"],
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "run_id": work.plan["run_id"],
        "fingerprint": fingerprint(),
        "steps": work.notes(),
    }
    made = make_visible(store, draft, work.base or work.rebuilds, fresh, provenance)
    return _told(store, made, new=True)


def _told(store: Store, release: Release | None, *, new: bool) -> dict[str, Any]:
    return {
        "version": release.version if release else None,
        "path": str(release.path) if release else None,
        "address": store.address_of(release) if release else None,
        "new": new,
    }


def _published(store: Store, work: Workspace) -> bool:
    """Tell whether this run's release is visible already: only the pointer failed, and the step is done again."""
    newest = store.newest()
    return newest is not None and newest.manifest["provenance"].get("run_id") == work.plan["run_id"]


def _assemble(work: Workspace, draft: Path, progress: Progress | None) -> dict[str, str]:
    """Link every part into the draft; returns the paths of those made by this run."""
    carried = list(_carried_over(work))
    made = list(_made(work))
    fresh: dict[str, str] = {}
    taken = set()
    for n, (source, name) in enumerate(made, 1):
        link(source, draft / name)
        (draft / name).chmod(READ_ONLY)
        fresh[name] = fingerprint()
        taken.add(name)
        if progress and (n % 100 == 0 or n == len(made)):
            progress(n, len(made))
    for source, name in carried:
        if name not in taken:
            link(source, draft / name)
    return {**fresh, **fill(draft)}


def _carried_over(work: Workspace) -> Iterator[tuple[Path, str]]:
    """Every part of the base release, by its path in a release; of one that is rebuilt only what it must not know again."""
    if work.rebuilds is not None:
        for part in work.rebuilds.parts(TOMBSTONES):
            yield part, part.relative_to(work.rebuilds.path).as_posix()
    base = work.base
    if base is None:
        return
    for table in (*TABLES, TOMBSTONES, *STATES, NAMES):
        for part in base.parts(table):
            yield part, part.relative_to(base.path).as_posix()


def _made(work: Workspace) -> Iterator[tuple[Path, str]]:
    """Every part this run made that holds rows, by its path in a release."""
    for n in work.numbers:
        folder = work.batch(n)
        for table in FACTS:
            part = folder / "parts" / f"{table}.parquet"
            if table == "rejects" and n == work.numbers[-1]:
                part = _with_late_rejects(work, part)
            if pl.scan_parquet(part).select(pl.len()).collect().item():
                yield part, f"{table}/part-{n:06d}.parquet"
        yield _index(folder), f"{STATE}/signatures/part-{n:06d}.parquet"
        yield folder / "reports.parquet", f"{STATE}/reports/part-{n:06d}.parquet"
        yield folder / "index.claims.parquet", f"{STATE}/index/part-{n:06d}.parquet"
        yield folder / "tallies.parquet", f"{TALLIES}/part-{n:06d}.parquet"
    yield work.root / "buckets/names.parquet", f"{NAMES}/part-{work.numbers[0]:06d}.parquet"
    for name in SNAPSHOTS:
        for part in work.buckets(name):
            yield part, f"{name}/{part.name}"


def _with_late_rejects(work: Workspace, part: Path) -> Path:
    """Return the last batch's rejects together with what the step before this one refused."""
    late = work.root / "buckets" / "rejects.parquet"
    target = part.with_name("rejects.all.parquet")
    rejects = pl.concat([pl.read_parquet(part), pl.read_parquet(late)]).unique("reject_id", maintain_order=True)
    known = work.old("rejects", "reject_id")  # a claim or entity told anew refuses the same rows again
    write_parquet(rejects.filter(~pl.col("reject_id").is_in(known.implode())), target)
    return target


def _index(folder: Path) -> Path:
    """Return what later runs need to find copies of this batch's articles: its signatures with their clusters."""
    target = folder / "index.parquet"
    if not target.is_file():
        assigned = pl.read_parquet(folder / "matches.parquet").select("article_id", "cluster_id", "canonical_id")
        signatures = pl.read_parquet(folder / "signatures.parquet")
        write_parquet(signatures.join(assigned, on="article_id", how="left", maintain_order="left"), target)
    return target
