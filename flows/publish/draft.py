"""From a draft to a visible release: the one place where a folder of parts gets its report, its manifest and its name."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from flows.core.files import sync_folder, write_json, write_parquet
from flows.core.fingerprint import fingerprint
from flows.core.store import MANIFEST, Release, Store, StoreError
from flows.publish import manifest
from flows.publish.report import write_report
from schemas import FACTS, SCHEMA_VERSION, TABLES, empty

READ_ONLY = 0o444


def of_today(store: Store, release: Release) -> Release:
    """Return the release that a new one is made from.

    Raises:
        StoreError: another newstally made it: its tables, or what it keeps for the next run, cannot be gone on from.
    """
    made = release.manifest["schema_version"]
    if made != SCHEMA_VERSION:
        raise StoreError(
            f"{store.told}: release {release.version} is of schema {made}, this is newstally for {SCHEMA_VERSION}; "
            "run `newstally rebuild`, then again"
        )
    return release


def begin(store: Store) -> Path:
    """Return the empty place of the next version's draft, which no reader sees."""
    draft = store.releases_folder / f".{store.next_version()}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    return draft


def make_visible(
    store: Store, draft: Path, base: Release | None, fresh: dict[str, str], provenance: dict[str, Any]
) -> Release:
    """Make the draft visible: everything is durable before the folder is renamed, and only then is it pointed at.

    Args:
        store: the data folder.
        draft: as `begin` gave it, all parts in place.
        base: the release before.
        fresh: path of each part made anew → fingerprint of what made it.
        provenance: what the manifest tells of the run.
    """
    version = draft.name.removeprefix(".").removesuffix(".draft")
    seal(draft, manifest.build(draft, version, base, fresh, provenance))
    made = Release(store.releases_folder / version)
    draft.rename(made.path)
    store.point()
    return made


def seal(draft: Path, described: dict[str, Any]) -> None:
    """Give a draft its report and its manifest, and make all of it durable."""
    write_report(draft, described)
    write_json(described, draft / MANIFEST)
    for folder in [draft, *(p for p in draft.rglob("*") if p.is_dir())]:
        sync_folder(folder)


def fill(draft: Path) -> dict[str, str]:
    """Write an empty part of every table that has none, so that a reader's pattern finds a file; returns their fingerprints by path."""
    out = {}
    for table, model in TABLES.items():
        if not any((draft / table).glob("part-*.parquet")):
            name = f"{table}/part-{0:06d}.parquet" if table in FACTS else f"{table}/part-{0:02d}.parquet"
            write_parquet(empty(model), draft / name)
            (draft / name).chmod(READ_ONLY)
            out[name] = fingerprint()
    return out
