"""The data folder: releases that never change once visible, the pointer to the newest, and one writer at a time.

::

    data/releases/<version>/<table>/part-*.parquet   facts: one part per batch; snapshots: one part per bucket
    data/releases/<version>/.state/<name>/part-*     what the next run needs: signatures, tallies, claim reports
    data/releases/<version>/datapackage.json         written last; a release without it is none
    data/releases/latest, latest.json                the newest complete release
    data/unfinished/<key>/                           what an unfinished run has done so far
    data/feeds/                                      what was fetched of the web, and what of it is not yet in a release
    data/pins.json                                   releases that are never pruned, and why

`flows.core.remote` has the same on an object store.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from flows.core.files import read_json, sync_folder, write_json

VERSION = re.compile(r"\d{8}T\d{6}Z")
STAMP = "%Y%m%dT%H%M%SZ"
MANIFEST = "datapackage.json"
HOLDER = "writer.json"
PINS = "pins.json"
AGAIN = ".again"  # the ending of a draft that is to take the place of an earlier release
STATE = ".state"
BUCKETS = 16  # of entities, by the first digit of their ids
KEYS = ("version", "schema_version", "resources", "state", "provenance")  # a manifest has them, whatever its schema
MEND = "put it back from a copy, or move the release's folder away so that the one before counts"


class StoreError(Exception):
    """The data folder cannot be used; one line that says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """One complete release."""

    path: Path

    @property
    def version(self) -> str:
        """Its name, which is its time."""
        return self.path.name

    @property
    def manifest(self) -> dict[str, Any]:
        """Its datapackage.json.

        Raises:
            StoreError: it cannot be read or is no manifest of a release.
        """
        path = self.path / MANIFEST
        try:
            content = path.read_bytes()
        except OSError as e:
            raise damaged(path, e) from e
        return dict(parsed(content, path, manifest=True))

    def parts(self, table: str) -> list[Path]:
        """Return the parts of a table (or of a state, by `.state/<name>`), in order."""
        return sorted((self.path / table).glob("part-*.parquet"))


def damaged(where: Path | str, why: object) -> StoreError:
    """Return the error about a file of the store that cannot be what was written there."""
    return StoreError(f"{where}: is damaged ({why}); {MEND}")


def parsed(content: bytes, where: Path | str, *, manifest: bool = False) -> Any:
    """Return the JSON of a file of the store.

    Raises:
        StoreError: it is none, or no manifest where one is wanted.
    """
    try:
        told = json.loads(content)
    except ValueError as e:  # broken JSON and broken UTF-8 are both ValueErrors
        raise damaged(where, e) from e
    lacking = [key for key in KEYS if not isinstance(told, dict) or key not in told] if manifest else []
    if lacking:
        raise damaged(where, f"lacks {', '.join(lacking)}")
    return told


class Store:
    """A data folder on a local file system."""

    def __init__(self, folder: Path) -> None:
        folder = Path(os.path.expanduser(folder))  # noqa: PTH111  (an unknown user's home is left as it is)
        self.folder = folder
        self.releases_folder = folder / "releases"
        self.work_folder = folder / "unfinished"
        self.feeds_folder = folder / "feeds"

    @property
    def told(self) -> str:
        """The data folder as the user named it."""
        return str(self.folder)

    @property
    def address(self) -> str:
        """The address to name to a user and to open the store with."""
        return str(self.folder.resolve())

    def address_of(self, release: Release) -> str:
        """Return where a reader finds a release."""
        return str(release.path)

    def versions(self) -> list[str]:
        """Return the versions of all complete releases, oldest first."""
        return [release.version for release in self.releases()]

    def manifest(self, version: str) -> dict[str, Any]:
        """Return the manifest of one of `versions`."""
        return Release(self.releases_folder / version).manifest

    def releases(self) -> list[Release]:
        """Return all complete releases, oldest first."""
        if not self.releases_folder.is_dir():
            return []
        found = sorted(
            p for p in self.releases_folder.iterdir() if VERSION.fullmatch(p.name) and (p / MANIFEST).is_file()
        )
        return [Release(p) for p in found]

    def newest(self) -> Release | None:
        """Return the newest complete release."""
        found = self.releases()
        return found[-1] if found else None

    def find(self, name: str) -> Release:
        """Return a release by its version or by `latest`.

        Raises:
            StoreError: there is none.
        """
        newest = self.newest()
        if newest is not None and name == "latest":
            return newest
        for release in self.releases():
            if release.version == name:
                return release
        raise self._lacking(name, self.versions())

    def _lacking(self, name: str, known: Sequence[str]) -> StoreError:
        where = self.told
        if not known:
            return StoreError(f"{where}: no release here yet; make one with `newstally run SOURCE --data {where}`")
        return StoreError(f"{where}: no release {name}; `newstally releases --data {where}` lists them")

    @contextmanager
    def fresh(self, name: str) -> Iterator[Release]:
        """Give a release as it stands on the storage itself, for a check of its bytes."""
        yield self.find(name)

    def read_note(self, name: str) -> Any:
        """Return what a file beside the releases says (pins), None where there is none.

        Raises:
            StoreError: it is damaged.
        """
        path = self.folder / name
        try:
            return parsed(path.read_bytes(), path)
        except FileNotFoundError:
            return None

    def write_note(self, name: str, value: Any) -> None:
        """Write a file beside the releases."""
        write_json(value, self.folder / name)

    def next_version(self, now: datetime | None = None) -> str:
        """Return a version later than every one before, whatever the clock says."""
        time = now or datetime.now(UTC)
        newest = self.newest()
        if newest is not None and time.strftime(STAMP) <= newest.version:
            time = datetime.strptime(newest.version, STAMP) + timedelta(seconds=1)
        while (self.releases_folder / time.strftime(STAMP)).exists():  # a folder that is no complete release
            time += timedelta(seconds=1)
        return time.strftime(STAMP)

    def point(self) -> None:
        """Let `latest` and `latest.json` name the newest complete release; each is replaced in one step.

        Raises:
            StoreError: a folder stands in the place of one of them; it may be somebody's copy and is not removed.
        """
        newest = self.newest()
        if newest is None:
            return
        link = self.releases_folder / "latest"
        for pointer in (link, self.releases_folder / "latest.json"):
            if pointer.is_dir() and not pointer.is_symlink():
                raise StoreError(f"{pointer}: is a folder where the pointer to the newest release stands; move it away")
        if not link.is_symlink() or link.readlink() != Path(newest.version):
            draft = self.releases_folder / f".latest.{os.getpid()}"
            draft.unlink(missing_ok=True)
            try:
                draft.symlink_to(newest.version)
            except (OSError, NotImplementedError):
                pass  # a system without links: latest.json stands for it
            else:
                draft.replace(link)
        write_json({"version": newest.version, "path": newest.version}, self.releases_folder / "latest.json")
        sync_folder(self.releases_folder)

    def remove(self, version: str) -> None:
        """Remove a release: it loses its name first, so that no reader finds half of it."""
        path = self.releases_folder / version
        if path.is_dir():
            shutil.rmtree(path.rename(path.with_name(f".{version}.gone")))

    def replace(self, version: str, draft: Path) -> None:
        """Put another content under the version of an earlier release; `draft` is whole and durable.

        Between the two renames the version is away for a moment, as no system renames over a folder. A crash there leaves the draft
        under a name from which `sweep` finishes.
        """
        path = self.releases_folder / version
        ready = draft.rename(path.with_name(f".{version}{AGAIN}"))
        old = path.rename(path.with_name(f".{version}.gone"))
        ready.rename(path)
        sync_folder(self.releases_folder)
        shutil.rmtree(old)

    def drop_parts(self) -> int:
        """Remove parts that no release refers to; in a folder here they go with the last release that links them."""
        return 0

    def _finish_replacing(self) -> None:
        for ready in self.releases_folder.glob(f".*{AGAIN}") if self.releases_folder.is_dir() else ():
            path = ready.with_name(ready.name.removeprefix(".").removesuffix(AGAIN))
            if not path.exists():
                ready.rename(path)

    def sweep(self, keep: str | None = None) -> None:
        """Remove what a killed run left behind: drafts of releases, and work folders other than `keep`.

        A folder loses its name before its files: a run that is killed while it removes leaves nothing that another would take up.
        """
        self._finish_replacing()
        for folder in (self.releases_folder, self.work_folder):
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                stale = path.name.startswith(".") if folder == self.releases_folder else path.name != keep
                if not stale:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(
                        path if path.name.startswith(".") else path.rename(path.with_name(f".{path.name}.gone"))
                    )
                else:
                    path.unlink()

    def holds(self, path: str) -> bool:
        """Tell whether a file is one that the store itself wrote: what comes out must not go in again."""
        if "://" in path:
            return False
        file = Path(os.path.realpath(path))
        folder = Path(os.path.realpath(self.folder))
        notes = (folder / HOLDER, folder / PINS)
        places = (self.releases_folder, self.work_folder, self.feeds_folder)
        own = (*(folder / place.name for place in places), *notes)
        return any(file.is_relative_to(place) for place in own)

    def check(self, version: str) -> None:
        """Make sure that there is such a release.

        Raises:
            StoreError: there is none.
        """
        known = self.versions()
        if version not in known:
            raise self._lacking(version, known)

    @contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """Hold the folder as its only writer, with the newest release at hand."""
        with self.holding(wait):
            yield

    @contextmanager
    def holding(self, wait: float) -> Iterator[None]:
        """Hold the folder as its only writer; a crash frees it.

        Args:
            wait: seconds to wait for another writer.

        Raises:
            StoreError: another run still holds it, or the folder cannot be written.
        """
        holder = self.folder / HOLDER
        lock = self._lock(wait, holder)
        try:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            write_json({"pid": os.getpid(), "host": socket.gethostname(), "since": now}, holder)
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    def _lock(self, wait: float, holder: Path) -> FileLock:
        if not _is_text(str(self.folder.resolve())):
            raise StoreError(f"{str(self.folder)!r}: the data folder's name is no UTF-8; name another --data")
        try:
            self.releases_folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock")
            lock.acquire(timeout=wait, poll_interval=0.2)
        except Timeout:
            told = _told(holder)
            raise StoreError(
                f"{self.folder}: another run is writing here ({told}); wait for it, or give --wait SECONDS"
            ) from None
        except (FileExistsError, NotADirectoryError) as e:
            raise StoreError(f"{e.filename}: is a file or lies in one; name another --data") from e
        except OSError as e:
            raise StoreError(
                f"{self.folder}: cannot be written ({e.strerror}); check owner, mode and free space of the data folder"
            ) from e
        return lock


def _is_text(path: str) -> bool:
    """Tell whether a path can be written in UTF-8; Parquet writers take no other."""
    return path.encode("utf-8", "replace").decode() == path


def _told(holder: Path) -> str:
    try:
        who = read_json(holder)
        return f"process {who['pid']} on {who['host']} since {who['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it has not said who it is"
