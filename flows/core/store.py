"""The data folder: releases that never change once visible, the pointer to the newest, and one writer at a time.

::

    data/releases/<version>/<table>/part-*.parquet   facts: one part per batch; snapshots: one part per bucket
    data/releases/<version>/.state/<name>/part-*     what the next run needs: signatures, sightings, claim reports
    data/releases/<version>/datapackage.json         written last; a release without it is none
    data/releases/latest, latest.json                the newest complete release
    data/work/<key>/                                 what an unfinished run has done so far
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from collections.abc import Iterator
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
STATE = ".state"
BUCKETS = 16


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
        """Its datapackage.json."""
        return dict(read_json(self.path / MANIFEST))

    def parts(self, table: str) -> list[Path]:
        """Return the parts of a table (or of a state, by `.state/<name>`), in order."""
        return sorted((self.path / table).glob("part-*.parquet"))


class Store:
    """A data folder on a local file system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.releases_folder = folder / "releases"
        self.work_folder = folder / "work"

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
        if newest is None:
            raise StoreError(
                f"{self.folder}: no release here yet; make one with `newstally run SOURCE --data {self.folder}`"
            )
        if name == "latest":
            return newest
        for release in self.releases():
            if release.version == name:
                return release
        raise StoreError(f"{self.folder}: no release {name}; `newstally releases --data {self.folder}` lists them")

    def next_version(self, now: datetime | None = None) -> str:
        """Return a version later than every one before, whatever the clock says."""
        stamp = (now or datetime.now(UTC)).strftime(STAMP)
        newest = self.newest()
        if newest is None or stamp > newest.version:
            return stamp
        return (datetime.strptime(newest.version, STAMP) + timedelta(seconds=1)).strftime(STAMP)

    def point(self) -> None:
        """Let `latest` and `latest.json` name the newest complete release; each is replaced in one step."""
        newest = self.newest()
        if newest is None:
            return
        link = self.releases_folder / "latest"
        if not link.is_symlink() or link.readlink().name != newest.version:
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

    def sweep(self, keep: str | None = None) -> None:
        """Remove what a killed run left behind: drafts of releases, and work folders other than `keep`.

        A folder loses its name before its files: a run that is killed while it removes leaves nothing that another would take up.
        """
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

    @contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """Hold the folder as its only writer; a crash frees it.

        Args:
            wait: seconds to wait for another writer.

        Raises:
            StoreError: another run still holds it, or the folder cannot be written.
        """
        holder = self.folder / "writer.json"
        lock = self._lock(wait, holder)
        try:
            self.releases_folder.mkdir(exist_ok=True)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            write_json({"pid": os.getpid(), "host": socket.gethostname(), "since": now}, holder)
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    def _lock(self, wait: float, holder: Path) -> FileLock:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock")
            lock.acquire(timeout=wait, poll_interval=0.2)
        except Timeout:
            told = _told(holder)
            raise StoreError(
                f"{self.folder}: another run is writing here ({told}); wait for it, or give --wait SECONDS"
            ) from None
        except (FileExistsError, NotADirectoryError) as e:
            raise StoreError(f"{self.folder}: is a file or lies in one; name another --data") from e
        except OSError as e:
            raise StoreError(
                f"{self.folder}: cannot be written ({e.strerror}); check owner, mode and free space of the data folder"
            ) from e
        return lock


def _told(holder: Path) -> str:
    try:
        who = read_json(holder)
        return f"process {who['pid']} on {who['host']} since {who['since']}"
    except (OSError, json.JSONDecodeError, KeyError):
        return "it has not said who it is"
