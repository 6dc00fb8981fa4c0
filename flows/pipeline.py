"""The order of the steps and what they work on; knows no Prefect, so that the flow and the tests run the same thing."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import write_json
from flows.core.fingerprint import fingerprint
from flows.core.ids import digest
from flows.core.parallel import Progress, dismiss
from flows.core.remote import store_at
from flows.core.store import Release, Store
from flows.core.workspace import Limits, Workspace, once, part_number
from flows.dedupe import step as dedupe
from flows.extract import step as extract
from flows.ingest import plan, resolve
from flows.ingest import step as ingest
from flows.ingest.fetch.addresses import split
from flows.ingest.fetch.rounds import Round, settle
from flows.ingest.fetch.settings import Web
from flows.publish import step as publish
from flows.publish.draft import of_today
from flows.publish.manifest import entries
from flows.reconcile import step as reconcile
from flows.validate import step as validate
from schemas import FACTS, polars_schema


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name and the function that does it on a run's folder; done twice it does nothing new."""

    name: str
    does: str
    run: Callable[[Path, Progress | None], dict[str, Any]]


STEPS = (
    Step("ingest", "reading documents", ingest.run),
    Step("match", "finding copies", dedupe.run_match),
    Step("extract", "extracting figures, dates, quotations and names", extract.run),
    Step("settle", "telling copies from updates", dedupe.run_settle),
    Step("validate", "checking every row", validate.run),
    Step("reconcile", "joining what articles say", reconcile.run),
    Step("publish", "publishing the release", publish.run),
)


def prepare(sources: Sequence[str], store: Store, limits: Limits, web: Web | None = None) -> Path:
    """Return the folder of the run for these sources, taken up again if a killed run left it; must be called as the only writer.

    What stands on the web is fetched first: the run's key rests on what came, and a run taken up again finds it there.

    Raises:
        flows.ingest.SourceError: a source is missing or cannot be read at all.
        flows.core.store.StoreError: the newest release is of another schema.
    """
    store.point()
    paths, addresses = split(sources)
    files = [f for f in resolve(paths) if not store.holds(f.path)]
    fetched = _gathered(addresses, store, web or Web.of()) if addresses else None
    files += fetched.files() if fetched else []
    chunks = [asdict(chunk) for chunk in plan(files, batch_documents=limits.batch_documents)]
    base = store.newest()
    if base is not None:
        of_today(store, base)
    listing = [f"{f.path}\0{f.uri}\0{f.size}\0{f.mtime_ns}" for f in files]
    cut = f"{limits.batch_documents}"
    key = digest(fingerprint(), base.version if base else "", cut, *listing)
    store.sweep(keep=key)
    decided = _decided(store, base, sources, limits, chunks)
    if fetched is not None:
        decided |= {"round": str(fetched.folder.resolve()), "unchanged": fetched.known}
    return Workspace.open(store.work_folder / key, decided).root


def _gathered(addresses: Sequence[str], store: Store, web: Web) -> Round:
    from flows.ingest.fetch.gather import gather  # with the HTTP library, which a run over files does not need

    return gather(addresses, store, web)


def _decided(
    store: Store, base: Release | None, sources: Sequence[str], limits: Limits, chunks: list[Any]
) -> dict[str, Any]:
    return {
        "data": store.address,
        "base": str(base.path.resolve()) if base else None,
        "sources": list(sources),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "run_id": str(uuid.uuid4()),
        "limits": asdict(limits),
        "chunks": chunks,
    }


def prepare_rebuild(store: Store, limits: Limits) -> Path | None:
    """Return the folder of a run that makes every part anew from the stored articles; None when no part is stale.

    The batches keep their numbers and the articles their order, so clusters, entities and claims come out as a first run
    over the same articles would make them.
    """
    store.point()
    old = store.find("latest")
    if {entry["fingerprint"] for entry in entries(old.manifest)} == {fingerprint()}:
        return None
    key = digest("rebuild", fingerprint(), old.version)
    store.sweep(keep=key)
    decided = _decided(store, None, ["(rebuilt)"], limits, [])
    work = Workspace.open(store.work_folder / key, {**decided, "rebuilds": str(old.path.resolve())})
    numbers = sorted({part_number(p) for table in ("articles", "rejects") for p in old.parts(table)})
    for number in numbers:
        once(work.batch(number) / "articles.parquet", _stored(old, "articles", number))
        refused = _stored(old, "rejects", number).filter(pl.col("stage") == "ingest")
        once(work.batch(number) / "rejects.parquet", refused)
    write_json({"numbers": numbers}, work.root / "batches.json")
    return work.root


def _stored(release: Release, table: str, number: int) -> pl.DataFrame:
    """Return one part of a release in today's columns: a column that is new is null, one that is gone is left out."""
    path = release.path / table / f"part-{number:06d}.parquet"
    schema = polars_schema(FACTS[table])
    if not path.is_file():
        return pl.DataFrame(schema=schema)
    frame = pl.read_parquet(path)
    lacking = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(lacking).select([pl.col(name).cast(dtype) for name, dtype in schema.items()])


def rebuild(data: Path | str, limits: Limits | None = None, wait: float = 0.0) -> dict[str, Any] | None:
    """Make every part anew where the code or the reference tables have changed; returns what `publish` tells, None if nothing is stale."""
    store = store_at(data)
    store.find("latest")  # told before a folder is made
    with store.writing(wait):
        root = prepare_rebuild(store, limits or Limits())
        if root is None:
            return None
        told = _all(STEPS[1:], root)
        finish(root)
    return told


def finish(root: Path) -> None:
    """Remove the folder of a run whose release is visible, and remember what it had fetched."""
    plan_of = Workspace(root).plan
    store = store_at(plan_of["data"])
    if "round" in plan_of:
        settle(Path(plan_of["round"]), store)
    store.sweep()


def run(
    sources: Sequence[str],
    data: Path | str,
    limits: Limits | None = None,
    wait: float = 0.0,
    web: Web | None = None,
) -> dict[str, Any]:
    """Run all steps in this process, without Prefect; returns what `publish` tells."""
    store = store_at(data)
    with store.writing(wait):
        root = prepare(sources, store, limits or Limits(), web)
        told = _all(STEPS, root)
        finish(root)
    return told


def _all(steps: Sequence[Step], root: Path) -> dict[str, Any]:
    told: dict[str, Any] = {}
    try:
        for step in steps:
            begun = time.monotonic()
            told = step.run(root, None)
            Workspace(root).note(step.name, **told, seconds=round(time.monotonic() - begun, 3))
    finally:
        dismiss()
    return told


__all__ = ["STEPS", "Step", "finish", "prepare", "prepare_rebuild", "rebuild", "run"]
