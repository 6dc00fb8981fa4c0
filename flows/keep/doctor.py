"""A check-up: the installation, the data folder, the server; each finding says what is wrong and what to do.

Levels: `ok`; `look` for what an operator should know and nothing fails of; `bad` for what will fail, or has.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import httpx
from packaging.requirements import InvalidRequirement, Requirement

from flows.core.files import read_json
from flows.core.fingerprint import ROOT, fingerprint
from flows.core.remote import RemoteStore, cache_folder, store_at
from flows.core.store import MANIFEST, VERSION, Release, Store, StoreError
from flows.keep.prune import pins
from flows.publish.manifest import entries
from schemas import SCHEMA_VERSION

Level = Literal["ok", "look", "bad"]
GIB = 1 << 30
LEAST_FREE = 2 * GIB
MANY_PARTS = 500
DEPLOYMENTS = ("scheduled", "on-demand")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, how it is, and what to do about it."""

    level: Level
    what: str
    told: str
    do: str = ""


def examine(data: str, api: str | None) -> list[Finding]:
    """Return all findings.

    Args:
        data: the data folder.
        api: address of the Prefect server, None where none is configured.
    """
    return [*_installation(), *_data(data), *_server(api)]


def _installation() -> Iterator[Finding]:
    yield Finding("ok", "Python", ".".join(map(str, sys.version_info[:3])))
    tables = list((ROOT / "seeds" / "reference").glob("*.csv"))
    if not tables:
        yield Finding("bad", "reference tables", f"none in {ROOT / 'seeds' / 'reference'}", "install newstally again")
    try:
        wanted = importlib.metadata.requires("newstally") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("bad", "newstally", "is not installed in this Python", "run `./run setup`")
        return
    wrong = [told for line in wanted if (told := _outside(line))]
    for told in wrong:
        yield Finding("bad", "packages", told, "run `./run setup`, or install what the lock names")
    if not wrong:
        yield Finding(
            "ok", "packages", f"{len(wanted)} requirements are met or belong to extras that are not asked for"
        )


def _outside(line: str) -> str | None:
    """Tell which bound of a requirement is not kept, None if all are; an extra counts only as far as it is installed."""
    try:
        wanted = Requirement(line)
    except InvalidRequirement:
        return f"{line}: cannot be understood"
    optional = wanted.marker is not None and "extra" in str(wanted.marker)
    if wanted.marker is not None and not optional and not wanted.marker.evaluate():
        return None
    try:
        found = importlib.metadata.version(wanted.name)
    except importlib.metadata.PackageNotFoundError:
        return None if optional else f"{wanted.name} is not installed, {wanted.specifier} is needed"
    if wanted.specifier.contains(found, prereleases=True):
        return None
    return f"{wanted.name} is {found}, {wanted.specifier} is needed"


def _data(data: str) -> Iterator[Finding]:
    try:
        store = store_at(data)
        yield from _space(store)
        if not isinstance(store, RemoteStore) and not store.folder.is_dir():
            yield Finding(
                "look", "data folder", f"{data} is not there yet", f"`newstally run SOURCE --data {data}` makes it"
            )
            return
        with store.holding(0):
            yield Finding("ok", "data folder", f"{store.told} can be written, and nobody writes at the moment")
            yield from _unfinished(store)
        yield from _releases(store)
    except StoreError as e:
        yield Finding("bad" if "another run" not in str(e) else "look", "data folder", str(e))


def _space(store: Store) -> Iterator[Finding]:
    where = cache_folder() if isinstance(store, RemoteStore) else store.folder
    there = next(p for p in (where.resolve(), *where.resolve().parents) if p.exists())
    free = shutil.disk_usage(there).free
    told = f"{free / GIB:,.1f} GiB free under {there}"
    if free < LEAST_FREE:
        yield Finding("bad", "disk", told, "make room, or `newstally releases prune`")
    else:
        yield Finding("ok", "disk", told)


def _unfinished(store: Store) -> Iterator[Finding]:
    for plan in sorted(store.work_folder.glob("*/plan.json")):
        try:
            told = read_json(plan)
            what = f"{', '.join(told['sources'])}, begun {told['started']}"
        except (OSError, ValueError, KeyError, TypeError):
            what = str(plan.parent)
        yield Finding(
            "look", "unfinished run", what, "run the same command to go on; a run with another input drops it"
        )


def _releases(store: Store) -> Iterator[Finding]:
    pinned = pins(store)
    versions = store.versions()
    if not versions:
        yield Finding("look", "releases", "none yet", "")
        return
    for lost in sorted(set(pinned) - set(versions)):
        yield Finding("look", "pins", f"{lost} is pinned and not there", f"newstally releases unpin {lost}")
    if not isinstance(store, RemoteStore):
        yield from _pointers(store, versions[-1])
    manifest = store.manifest(versions[-1])
    parts = entries(manifest)
    told = f"{len(versions)}, the newest {versions[-1]} with {len(parts):,} parts"
    if manifest["schema_version"] != SCHEMA_VERSION:
        yield Finding("bad", "releases", f"{told}, of schema {manifest['schema_version']}", "newstally rebuild")
    elif any(part["fingerprint"] != fingerprint() for part in parts):
        yield Finding("look", "releases", f"{told}, made by other code or tables in part", "newstally rebuild")
    else:
        yield Finding("ok", "releases", told)
    if sum(part["path"].startswith("articles/") for part in parts) > MANY_PARTS:
        yield Finding("look", "parts", f"{len(parts):,}, each costs every run a little", "newstally compact")


def _pointers(store: Store, newest: str) -> Iterator[Finding]:
    """A folder on disk: the pointers, and whether every part has its size (`newstally verify` reads them all)."""
    link, told = store.releases_folder / "latest", store.releases_folder / "latest.json"
    for path in sorted(p for p in store.releases_folder.iterdir() if VERSION.fullmatch(p.name)):
        if not (path / MANIFEST).is_file():
            yield Finding(
                "bad", "releases", f"{path} has no {MANIFEST} and counts as none", "remove it, or put the file back"
            )
    named = link.resolve().name if link.is_symlink() else newest
    try:
        named = named if read_json(told)["version"] == named else ""
    except (OSError, ValueError, KeyError, TypeError):
        named = ""
    if named != newest:
        yield Finding("bad", "latest", f"does not name the newest release {newest}", "the next run mends it")
    release = Release(store.releases_folder / newest)
    for part in entries(release.manifest):
        file = release.path / part["path"]
        if not file.is_file() or file.stat().st_size != part["bytes"]:
            yield Finding(
                "bad", "releases", f"{newest}/{part['path']} is missing or was changed", "newstally verify tells all"
            )
            return


def _server(api: str | None) -> Iterator[Finding]:
    if api is None:
        yield Finding("ok", "server", "PREFECT_API_URL is not set: each run starts a temporary one")
        return
    try:
        answer = httpx.get(f"{api}/health", timeout=5)
        if answer.is_success:
            yield Finding("ok", "server", f"{api} answers")
            yield from _deployments(api)
        else:
            yield Finding("bad", "server", f"{api} answers with {answer.status_code}", "look at its log")
    except (httpx.HTTPError, httpx.InvalidURL) as e:
        told = str(e) or type(e).__name__
        yield Finding("bad", "server", f"{api} does not answer ({told})", "start it, or unset PREFECT_API_URL")


def _deployments(api: str) -> Iterator[Finding]:
    lacking = [d for d in DEPLOYMENTS if not httpx.get(f"{api}/deployments/name/newstally/{d}", timeout=5).is_success]
    if lacking:
        names = " and ".join(f"newstally/{d}" for d in lacking)
        yield Finding(
            "look", "deployments", f"{names} not there", "`newstally serve SOURCE...`, or `prefect deploy --all`"
        )
    else:
        yield Finding("ok", "deployments", "newstally/scheduled and newstally/on-demand are there")


def api_url() -> str | None:
    """Return the configured address of the Prefect server."""
    url = os.environ.get("PREFECT_API_URL", "").rstrip("/")
    return url or None
