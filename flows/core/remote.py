"""A data folder on an object store (`s3://bucket/folder`): the same store, with the same guarantees, worked on in a mirror here.

::

    <data>/parts/<table>/<sha256>.parquet     each part once, whatever number of releases refer to it
    <data>/<version>.datapackage.json         the manifest; its paths are relative to <data>
    <data>/<version>.report.html
    <data>/latest.json                        written last: a release newer than what it names is none yet
    <data>/writer.json                        who writes (`flows.core.lease`)

A writer takes the lease, brings the newest release into a folder of its own on this machine (only parts it does not have), works there
as on a local data folder, and sends what is new: parts first, then report and manifest, then `latest.json`, which is replaced only if it
is still the one the run began with. So a reader who follows `latest.json` finds everything, and a writer that was thought dead
cannot undo what another has published. Readers and writers share only parts, which never change.

Access, region and endpoint are those of the environment (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL`, ...); needs the extra `s3`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flows.core.bucket import Bucket
from flows.core.files import link, sha256, write_json
from flows.core.ids import digest
from flows.core.lease import Lease
from flows.core.store import HOLDER, MANIFEST, PINS, VERSION, Release, Store, StoreError, damaged, parsed

CACHE = "NEWSTALLY_CACHE"
LATEST, PARTS, REPORT = "latest.json", "parts", "report.html"


@cache
def store_at(address: str | Path) -> Store:
    """Return the data folder at a path or an `s3://` address; one object per address, which knows what it holds."""
    text = str(address)
    return RemoteStore(text) if "://" in text else Store(Path(text))


def cache_folder() -> Path:
    """Return where mirrors are kept: `NEWSTALLY_CACHE`, or the user's cache folder."""
    given = os.environ.get(CACHE)
    if given:
        return Path(given).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "newstally"


class RemoteStore(Store):
    """A data folder on an object store; as a `Store` it is the writer's mirror."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.bucket = Bucket(self.url)
        self.mirror = cache_folder() / digest("mirror", self.url)
        super().__init__(self.mirror / "writing")
        self._reading = self.mirror / "reading"
        self._lease: Lease | None = None
        self._latest: tuple[str, str] | None = None  # version and ETag of `latest.json` as this writer knows it
        self._sent: set[str] = set()  # keys of the parts that the newest release there refers to

    @property
    def told(self) -> str:
        """The data folder as the user named it."""
        return self.url

    @property
    def address(self) -> str:
        """The address to name to a user and to open the store with."""
        return self.url

    def address_of(self, release: Release) -> str:
        """Return where a reader finds a release."""
        return f"{self.url}/{release.version}.{MANIFEST}"

    def holds(self, path: str) -> bool:
        """Tell whether a file is one that the store itself wrote."""
        if not path.startswith(f"{self.url}/"):
            return super().holds(path)
        first, _, below = path.removeprefix(f"{self.url}/").partition("/")
        if below:
            return first == PARTS
        return first in (LATEST, HOLDER, PINS) or VERSION.fullmatch(first.partition(".")[0]) is not None

    # What is there

    def versions(self) -> list[str]:
        """Return the versions of all complete releases, oldest first."""
        latest = self._pointer()
        told = [name.removesuffix(f".{MANIFEST}") for name in self.bucket.names("") if name.endswith(f".{MANIFEST}")]
        return sorted(v for v in told if VERSION.fullmatch(v) and latest is not None and v <= latest[0])

    def manifest(self, version: str) -> dict[str, Any]:
        """Return a release's manifest as it stands in a local data folder."""
        return _brought_home(self._remote_manifest(version), f"{self.url}/{version}.{MANIFEST}")

    def find(self, name: str) -> Release:
        """Return a release by its version or by `latest`, after bringing to this machine what of it is not here."""
        version = self._resolved(name)
        folder = self.releases_folder if self._lease else self._reading / "releases"
        return self._bring(version, folder, self.mirror / PARTS)

    def _resolved(self, name: str) -> str:
        if name == "latest":
            latest = self._pointer()
            if latest is not None:
                return latest[0]
        known = self.versions()
        if name not in known:
            raise self._lacking(name, known)
        return name

    @contextmanager
    def fresh(self, name: str) -> Iterator[Release]:
        """Give a release whose every byte has just been read from the store: a check must not look at the mirror."""
        version = self._resolved(name)
        self.mirror.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="verify-", dir=self.mirror) as scratch:
            yield self._bring(version, Path(scratch), None)

    def read_note(self, name: str) -> Any:
        """Return what a file beside the releases says (pins), None where there is none."""
        found = self.bucket.get(name)
        return None if found is None else parsed(found[0], f"{self.url}/{name}")

    def write_note(self, name: str, value: Any) -> None:
        """Write a file beside the releases."""
        self.bucket.put(name, _coded(value))

    # Writing

    @contextmanager
    def holding(self, wait: float) -> Iterator[None]:
        """Hold the data folder as its only writer on any machine."""
        with super().holding(wait), Lease.taken(self.bucket, wait) as lease:
            self._lease = lease
            try:
                yield
            finally:
                self._lease = None

    @contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """Hold the data folder as its only writer, with the newest release at hand in the mirror."""
        with self.holding(wait):
            self._pull()
            yield

    def point(self) -> None:
        """Send the newest release of the mirror, and let `latest.json` name it when all of it is there."""
        super().point()
        newest = self.newest()
        if newest is None or (self._latest is not None and newest.version == self._latest[0]):
            return
        self._held().check()
        sent = self._send_new(newest)
        self._held().check()
        told = _coded({"version": newest.version, "path": f"{newest.version}.{MANIFEST}"})
        etag = self.bucket.put_if(LATEST, told, self._latest[1] if self._latest else None)
        if etag is None:
            self.bucket.delete([f"{newest.version}.{MANIFEST}", f"{newest.version}.{REPORT}"])
            raise self._overtaken()
        self._latest, self._sent = (newest.version, etag), sent

    def remove(self, version: str) -> None:
        """Remove a release; parts that no release refers to any more go with `drop_parts`."""
        self.bucket.delete([f"{version}.{MANIFEST}", f"{version}.{REPORT}"])
        super().remove(version)

    def replace(self, version: str, draft: Path) -> None:
        """Put another content under the version of an earlier release."""
        super().replace(version, draft)
        release = Release(self.releases_folder / version)
        self._send_parts(release)
        self.bucket.upload({f"{version}.{REPORT}": release.path / REPORT})
        self.bucket.put(f"{version}.{MANIFEST}", _coded(_sent_away(release.manifest)))

    def drop_parts(self) -> int:
        """Remove every part that no release refers to; returns their number. Must be called as the only writer."""
        self._held().check()
        wanted = {e["path"] for v in self.versions() for e in _entries(self._remote_manifest(v))}
        idle = [key for key in self.bucket.tree(PARTS) if key not in wanted]
        self.bucket.delete(idle)
        super().drop_parts()
        self._drop_mirrored({Path(key).name for key in idle})
        return len(idle)

    def _drop_mirrored(self, names: set[str]) -> None:
        for path in (self.mirror / PARTS).rglob("*.parquet"):
            if path.name in names or path.stat().st_nlink == 1:
                path.unlink()

    def _held(self) -> Lease:
        if self._lease is None:
            raise StoreError(f"{self.url}: only its writer may do this")
        return self._lease

    def _pointer(self) -> tuple[str, str] | None:
        """Return the version that `latest.json` names, and its ETag."""
        found = self.bucket.get(LATEST)
        if found is None:
            return None
        told = parsed(found[0], f"{self.url}/{LATEST}")
        if not isinstance(told, dict) or not VERSION.fullmatch(str(told.get("version"))):
            raise damaged(f"{self.url}/{LATEST}", "names no version")
        return str(told["version"]), found[1]

    def _remote_manifest(self, version: str) -> dict[str, Any]:
        name = f"{version}.{MANIFEST}"
        found = self.bucket.get(name)
        if found is None:
            raise damaged(f"{self.url}/{name}", "is missing")
        return dict(parsed(found[0], f"{self.url}/{name}", manifest=True))

    def _pull(self) -> None:
        """Make the mirror hold the newest release and no other, and remove what a dead writer left unfinished there."""
        self._latest = self._pointer()
        last = self._latest[0] if self._latest else ""
        if self._latest:
            self._bring(last, self.releases_folder, self.mirror / PARTS)
            self._sent = {e["path"] for e in _entries(self._remote_manifest(last))}
        for path in list(self.releases_folder.iterdir()):
            if VERSION.fullmatch(path.name) and path.name != last:
                shutil.rmtree(path)
        shutil.rmtree(self._reading, ignore_errors=True)
        self._drop_mirrored(set())
        stale = [
            n for n in self.bucket.names("") if VERSION.fullmatch(n.partition(".")[0]) and n.partition(".")[0] > last
        ]
        self.bucket.delete(stale)

    def _overtaken(self) -> StoreError:
        return StoreError(f"{self.url}: another run has published meanwhile; nothing of this one is visible, run again")

    def _send_new(self, release: Release) -> set[str]:
        """Send a release under a version that nobody has: two writers within one second choose the same, and one of them loses."""
        sent = self._send_parts(release)
        report = (release.path / REPORT).read_bytes()
        for name, content in ((REPORT, report), (MANIFEST, _coded(_sent_away(release.manifest)))):
            if self.bucket.put_if(f"{release.version}.{name}", content, None) is None:
                raise self._overtaken()
        return sent

    def _send_parts(self, release: Release) -> set[str]:
        parts = {_key(e): release.path / e["path"] for e in _entries(release.manifest)}
        for key, path in parts.items():
            if key not in self._sent:
                link(path, self.mirror / key) if not (self.mirror / key).exists() else None
        self.bucket.upload({key: path for key, path in parts.items() if key not in self._sent})
        return set(parts)

    def _bring(self, version: str, folder: Path, parts: Path | None) -> Release:
        """Return a release in a folder here, made of parts at hand and of those fetched; `parts` None: all are fetched."""
        manifest = self.manifest(version)
        target = folder / version
        if (target / MANIFEST).is_file() and Release(target).manifest == manifest:
            return Release(target)
        shutil.rmtree(target, ignore_errors=True)
        draft = folder / f".{version}.{os.getpid()}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        entries = _entries(manifest)
        if parts is None:
            first = {_key(e): draft / e["path"] for e in reversed(entries)}  # parts of the same bytes lie there once
            self.bucket.download(first)
            for e in entries:
                if draft / e["path"] != first[_key(e)]:
                    link(first[_key(e)], draft / e["path"])
        else:
            self._fetch({_key(e): e for e in entries if not (self.mirror / _key(e)).is_file()})
            for e in entries:
                link(self.mirror / _key(e), draft / e["path"])
        self.bucket.download({f"{version}.{REPORT}": draft / REPORT})
        write_json(manifest, draft / MANIFEST)
        draft.rename(target)
        return Release(target)

    def _fetch(self, entries: dict[str, dict[str, Any]]) -> None:
        """Bring parts into the mirror, given by where they lie on the store; a part is there under its hash only if it has it."""
        self.mirror.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=self.mirror) as scratch:
            fetched = {key: Path(scratch) / f"{n}.parquet" for n, key in enumerate(entries)}
            self.bucket.download(fetched)
            for key, entry in entries.items():
                path, target = fetched[key], self.mirror / key
                if sha256(path) != entry["sha256"]:
                    raise damaged(f"{self.url}/{key}", "was changed after it was published (its SHA-256 differs)")
                path.chmod(0o444)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)


def _entries(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for resource in manifest["resources"] for part in resource["parts"]] + list(manifest["state"])


def _key(entry: dict[str, Any]) -> str:
    """Return where a part of a local release lies on the object store."""
    return f"{PARTS}/{Path(entry['path']).parent.as_posix()}/{entry['sha256']}.parquet"


def _sent_away(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest whose paths are those of the object store; `local` keeps a part's name in a local data folder."""
    return _renamed(manifest, lambda e: {**e, "path": _key(e), "local": e["path"]})


def _brought_home(manifest: dict[str, Any], where: str) -> dict[str, Any]:
    """Return the manifest as it stands in a local data folder: the inverse of `_sent_away`."""
    try:
        return _renamed(manifest, lambda e: {k: e["local"] if k == "path" else v for k, v in e.items() if k != "local"})
    except (KeyError, TypeError) as e:
        raise damaged(where, f"an entry lacks {e}") from e


def _renamed(manifest: dict[str, Any], renamed: Any) -> dict[str, Any]:
    resources = []
    for resource in manifest["resources"]:
        parts = [renamed(e) for e in resource["parts"]]
        resources.append({**resource, "path": [p["path"] for p in parts], "parts": parts})
    return {**manifest, "resources": resources, "state": [renamed(e) for e in manifest["state"]]}


def _coded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
