"""An edition of a release for places where the texts may not go: bodies, headlines, sentences, quotations and rejected records stay out.

Every other column stays, so that all tables can be joined as before; spans lead into texts that a reader with rights has elsewhere
(`url` and `text_sha256` tell which). Short surfaces stay: number phrases, dates, names, and the words that name a source. The page
`report.html` and what the next run needs stay out, too. The manifest says what is left out, and `verify` checks the edition by it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.bucket import Bucket
from flows.core.files import link, write_json, write_parquet
from flows.core.store import MANIFEST, Release, StoreError, parsed
from flows.publish.manifest import part_entry

LEFT_OUT: dict[str, list[str]] = {
    "articles": ["title", "text"],
    "quantities": ["sentence"],
    "quotations": ["text"],
    "rejects": ["failure_case", "reason", "payload"],  # a reason may cite what was refused
}
NAME = "without-text"


def export(release: Release, target: str) -> int:
    """Write the edition of a release to a folder or an `s3://` address, the manifest last; returns its bytes.

    Raises:
        StoreError: something else stands there.
    """
    if "://" in target:
        return _send(release, target)
    folder = Path(target).expanduser()
    _check_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        size = _write(release, draft)
        draft.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder.rename(draft.with_suffix(".before")))
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return size


def _check_free(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        told = parsed((folder / MANIFEST).read_bytes(), folder / MANIFEST) if (folder / MANIFEST).is_file() else {}
        if not isinstance(told, dict) or told.get("edition") != NAME:
            raise StoreError(f"{folder}: holds something that is no edition; name an empty or a new folder")
    elif folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file; name a folder")


def _send(release: Release, url: str) -> int:
    bucket = Bucket(url.rstrip("/"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        size = _write(release, folder)
        names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.parquet"))
        bucket.upload({name: folder / name for name in names})
        bucket.put(MANIFEST, (folder / MANIFEST).read_bytes())
        bucket.delete([key for key in bucket.tree("") if key.endswith(".parquet") and key not in names])
    return size


def _write(release: Release, folder: Path) -> int:
    manifest = release.manifest
    resources = [_resource(release, folder, resource) for resource in manifest["resources"]]
    told = {
        **manifest,
        "name": f"{manifest['name']}-{NAME}",
        "description": f"{manifest['description']} An edition without the texts of the articles.",
        "edition": NAME,
        "left_out": LEFT_OUT,
        "resources": resources,
        "state": [],
        "provenance": {"release": manifest["version"], "fingerprint": manifest["provenance"].get("fingerprint")},
    }
    write_json(told, folder / MANIFEST)
    return sum(int(resource["bytes"]) for resource in resources)


def _resource(release: Release, folder: Path, told: dict[str, Any]) -> dict[str, Any]:
    table = told["name"].replace("-", "_")
    out = LEFT_OUT.get(table, [])
    parts = []
    for part in told["parts"]:
        target = folder / part["path"]
        if out:
            write_parquet(pl.read_parquet(release.path / part["path"]).drop(out), target)
            target.chmod(0o444)
        else:
            link(release.path / part["path"], target)
        parts.append(part_entry(folder, target, part["fingerprint"]))
    kept = [f for f in told["schema"]["fields"] if f["name"] not in out]
    return {
        **told,
        "bytes": sum(p["bytes"] for p in parts),
        "schema": {**told["schema"], "fields": kept},
        "parts": parts,
    }


def is_edition(folder: Path) -> bool:
    """Tell whether a folder holds a release or an edition of one by itself, outside a data folder."""
    return (folder / MANIFEST).is_file()
