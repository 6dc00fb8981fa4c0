"""`datapackage.json` (Frictionless v2): what a release holds, what made it, and what changed since the one before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.core.files import sha256
from flows.core.store import MANIFEST, STATE, Release, StoreError
from flows.core.tombstones import TOMBSTONES
from flows.publish.changes import changes
from schemas import SCHEMA_VERSION, SNAPSHOTS, TABLES
from schemas.dictionary import table_schema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def part_entry(folder: Path, path: Path, fingerprint: str) -> dict[str, Any]:
    """Return what the manifest says of one part."""
    return {
        "path": path.relative_to(folder).as_posix(),
        "rows": pq.read_metadata(path).num_rows,
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
        "fingerprint": fingerprint,
    }


def build(
    folder: Path, version: str, base: Release | None, fresh: dict[str, str], run: dict[str, Any]
) -> dict[str, Any]:
    """Return the manifest of the release drafted in `folder`.

    Args:
        folder: the draft, all parts in place.
        version: the release's name.
        base: the release before; entries of parts carried over from it are taken over unread.
        fresh: path of each part made by this run → fingerprint of what made it.
        run: provenance: sources, times, figures of the steps.
    """
    known = {e["path"]: e for e in entries(base.manifest)} if base else {}
    resources = [resource(folder, name, known, fresh) for name in TABLES]
    states = sorted(p for p in (folder / STATE).rglob("part-*.parquet"))
    listed = [_entry(folder, p, known, fresh) for p in states]
    return {
        "$schema": PROFILE,
        "name": f"newstally-{version.lower()}",
        "title": "newstally: who said how many",
        "description": "Figures of killed, injured, captured, exchanged and displaced people in news articles, with their sources.",
        "version": version,
        "schema_version": SCHEMA_VERSION,
        "resources": resources,
        "state": listed,
        "forgotten": sum(e["rows"] for e in listed if e["path"].startswith(TOMBSTONES)),
        "provenance": run,
        "changes": changes(folder, resources, base, fresh),
    }


def entries(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a manifest says of every part, tables and state."""
    return [part for resource in manifest["resources"] for part in resource["parts"]] + list(manifest["state"])


def _entry(folder: Path, path: Path, known: dict[str, Any], fresh: dict[str, str]) -> dict[str, Any]:
    name = path.relative_to(folder).as_posix()
    if name in fresh:
        return part_entry(folder, path, fresh[name])
    if name not in known:
        raise StoreError(
            f"{name}: the release before holds this part, but its {MANIFEST} does not; run `newstally verify`"
        )
    return dict(known[name])


def resource(folder: Path, name: str, known: dict[str, Any], fresh: dict[str, str]) -> dict[str, Any]:
    """Return what a manifest says of one table whose parts stand in `folder`; `known` and `fresh` as in `build`, by path."""
    parts = [_entry(folder, p, known, fresh) for p in sorted((folder / name).glob("part-*.parquet"))]
    model = TABLES[name]
    return {
        "name": name.replace("_", "-"),
        "title": (model.__doc__ or "").splitlines()[0],
        "path": [p["path"] for p in parts],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "rows": sum(p["rows"] for p in parts),
        "bytes": sum(p["bytes"] for p in parts),
        "kind": "snapshot" if name in SNAPSHOTS else "facts",
        "schema": table_schema(model),
        "parts": parts,
    }
