"""Objects under one `s3://` address: whole files up and down, and small ones replaced only if they are what they were.

An object appears whole or not at all. A conditional put (`If-Match`, `If-None-Match`) makes one writer of two win; stores that do not
know it (rare, old ones) are no place for a data folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.core.store import StoreError

AT_ONCE = 16
REFUSED = (
    "PreconditionFailed",
    "ConditionalRequestConflict",
    "NoSuchKey",
)  # another was faster; what was to be replaced is gone


class BucketError(StoreError, OSError):
    """The object store did not do what was asked; it may do so later, so that a step is tried again."""


class Bucket:
    """What lies under one address."""

    def __init__(self, url: str) -> None:
        self.url = url
        scheme, _, self.root = url.partition("://")
        if scheme != "s3" or not self.root:
            raise StoreError(f"{url}: a data folder is a folder here or s3://BUCKET/FOLDER; name another --data")
        try:
            import s3fs
        except ImportError as e:
            raise StoreError(f"{url}: needs s3fs; install newstally with the extra `s3`") from e
        self.fs = s3fs.S3FileSystem(use_listings_cache=False)

    @contextmanager
    def _asked(self, what: str) -> Iterator[None]:
        """Turn the errors of the libraries into one line."""
        from botocore.exceptions import BotoCoreError

        try:
            yield
        except BucketError:
            raise
        except (OSError, BotoCoreError) as e:
            raise BucketError(
                f"{self.url}: {what} failed ({e}); check the address, your access and the connection"
            ) from e

    def _at(self, key: str) -> str:
        return f"{self.root}/{key}" if key else self.root

    def names(self, folder: str) -> list[str]:
        """Return the names of the objects right under a folder."""
        with self._asked("listing"):
            try:
                found = self.fs.ls(self._at(folder), detail=True, refresh=True)
            except FileNotFoundError:
                return []
        return sorted(i["name"].rpartition("/")[2] for i in found if i["type"] == "file")

    def tree(self, folder: str) -> list[str]:
        """Return the keys of all objects below a folder."""
        with self._asked("listing"):
            found = self.fs.find(self._at(folder), refresh=True)
        return sorted(name.removeprefix(self.root + "/") for name in found)

    def get(self, key: str) -> tuple[bytes, str] | None:
        """Return an object and its ETag, None where there is none."""
        with self._asked(f"reading {key}"):
            bucket, name, _ = self.fs.split_path(self._at(key))
            try:
                told = self.fs.call_s3("get_object", Bucket=bucket, Key=name)
            except FileNotFoundError:
                return None
            return self._read(told["Body"]), str(told["ETag"])

    def _read(self, body: Any) -> bytes:
        from fsspec.asyn import sync

        return bytes(sync(self.fs.loop, body.read))

    def put(self, key: str, content: bytes) -> None:
        """Write an object, whatever was there."""
        with self._asked(f"writing {key}"):
            self.fs.pipe_file(self._at(key), content)

    def put_if(self, key: str, content: bytes, etag: str | None) -> str | None:
        """Write an object if the one there has this ETag (None: if there is none); returns the new ETag, None if it was refused."""
        bucket, name, _ = self.fs.split_path(self._at(key))
        match = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        with self._asked(f"writing {key}"):
            try:
                told = self.fs.call_s3("put_object", Bucket=bucket, Key=name, Body=content, **match)
            except OSError as e:
                if _code(e) not in REFUSED:
                    raise
                there = self.get(key)  # a put whose answer was lost is sent again, and then refused by what it wrote
                return there[1] if there is not None and there[0] == content else None
        return str(told["ETag"])

    def age(self, key: str) -> float:
        """Return how many seconds ago an object was written by the store's clock, 0 if it is gone."""
        with self._asked(f"reading {key}"):
            try:
                told = self.fs.info(self._at(key), refresh=True)
            except FileNotFoundError:
                return 0.0
        written: datetime = told["LastModified"]
        return (datetime.now(UTC) - written).total_seconds()

    def delete(self, keys: Sequence[str]) -> None:
        """Remove objects; one that is gone already is no error."""
        for begin in range(0, len(keys), 1000):
            with self._asked("removing"):
                named = [self.fs.split_path(self._at(key))[:2] for key in keys[begin : begin + 1000]]
                objects = {"Objects": [{"Key": name} for _, name in named], "Quiet": True}
                told = self.fs.call_s3("delete_objects", Bucket=named[0][0], Delete=objects)
                if told.get("Errors"):
                    raise OSError(f"{told['Errors'][0]}")

    def upload(self, files: Mapping[str, Path]) -> None:
        """Write files, by key."""
        with self._asked("sending"):
            if files:
                self.fs.put([str(p) for p in files.values()], [self._at(k) for k in files], batch_size=AT_ONCE)

    def download(self, files: Mapping[str, Path]) -> None:
        """Read objects into files, by key."""
        for path in files.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        with self._asked("fetching"):
            if files:
                self.fs.get([self._at(k) for k in files], [str(p) for p in files.values()], batch_size=AT_ONCE)


def _code(error: OSError) -> str | None:
    """Return the word in the store's answer that is behind an error of s3fs."""
    response = getattr(error.__cause__ or error.__context__, "response", None) or {}
    code = response.get("Error", {}).get("Code")
    return None if code is None else str(code)
