"""The one writer of a data folder on an object store: an object that says who writes, made and taken over by conditional puts.

Rule: who makes `writer.json` writes, and makes it anew every `BEAT` seconds as long as he does. Another may take it over when its writer
ran on this machine and is no longer there, when it was not renewed during `LAPSE` seconds of waiting, or when the store says that it is
older than `OLD` seconds. No clock but one's own and the store's is compared, and of two that take over one wins. What a writer that was
only slow does after that is refused when it publishes.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flows.core.bucket import Bucket, BucketError
from flows.core.store import HOLDER, StoreError, parsed

BEAT, LAPSE, OLD = 30.0, 120.0, 900.0
POLL = 0.5
_ours: set[str] = set()  # tokens of the leases that this process holds


class Lease:
    """What a writer holds; renewed in the background until it is given back."""

    def __init__(self, bucket: Bucket, etag: str, told: dict[str, Any]) -> None:
        self.bucket, self.etag, self.told = bucket, etag, told
        self._lost = False
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)
        self._thread.start()

    @classmethod
    @contextmanager
    def taken(cls, bucket: Bucket, wait: float) -> Iterator[Lease]:
        """Hold the lease.

        Args:
            bucket: the data folder.
            wait: seconds to wait for another writer.

        Raises:
            StoreError: another run still holds it.
        """
        told: dict[str, Any] = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "token": uuid.uuid4().hex,
        }
        lease = cls(bucket, _won(bucket, told, wait), told)
        _ours.add(told["token"])
        try:
            yield lease
        finally:
            lease.give_back()
            _ours.discard(told["token"])

    def check(self) -> None:
        """Make sure that this is still the writer.

        Raises:
            StoreError: another has taken over.
        """
        found = self.bucket.get(HOLDER)
        if self._lost or found is None or parsed(found[0], HOLDER).get("token") != self.told["token"]:
            raise StoreError(
                f"{self.bucket.url}: this run was silent for too long and another has taken over; run again"
            )

    def give_back(self) -> None:
        """End the lease, if it still is ours."""
        self._done.set()
        self._thread.join()
        try:
            found = self.bucket.get(HOLDER)
            if found is not None and found[1] == self.etag:
                self.bucket.delete([HOLDER])
        except BucketError:
            pass  # the store is away: the next writer finds us gone, or waits until the lease lapses

    def _renew(self) -> None:
        while not self._done.wait(BEAT):
            try:
                etag = self.bucket.put_if(HOLDER, _coded({**self.told, "beat": time.time()}), self.etag)
            except BucketError:
                continue  # the store is away; whether the lease was lost meanwhile is asked before anything is published
            if etag is None:
                self._lost = True
                return
            self.etag = etag


def _won(bucket: Bucket, told: dict[str, Any], wait: float) -> str:
    """Return the ETag of our own `writer.json`, made now or taken over."""
    end = time.monotonic() + wait
    seen: tuple[str, float] | None = None
    while True:
        etag = bucket.put_if(HOLDER, _coded(told), None)
        if etag is not None:
            return etag
        found = bucket.get(HOLDER)
        if found is None:
            continue  # given back this moment
        holder = parsed(found[0], f"{bucket.url}/{HOLDER}")
        if seen is None or seen[0] != found[1]:
            seen = (found[1], time.monotonic())
        silent = time.monotonic() - seen[1] > LAPSE
        if silent or _is_dead(holder) or bucket.age(HOLDER) > OLD:
            etag = bucket.put_if(HOLDER, _coded(told), found[1])
            if etag is not None:
                return etag
        elif time.monotonic() >= end:
            who = f"process {holder.get('pid')} on {holder.get('host')} since {holder.get('since')}"
            raise StoreError(
                f"{bucket.url}: another run is writing here ({who}); wait for it, or give --wait SECONDS: "
                f"of a dead writer on another machine it is free after {LAPSE:.0f}"
            )
        time.sleep(POLL)


def _is_dead(holder: dict[str, Any]) -> bool:
    """Tell whether the writer ran on this machine and is gone."""
    if holder.get("host") != socket.gethostname() or not isinstance(holder.get("pid"), int):
        return False
    if holder["pid"] == os.getpid():
        return holder.get("token") not in _ours  # left by a process that had our number
    try:
        os.kill(holder["pid"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _coded(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()
