"""Politeness: one request to a host at a time, a pause before the next, and none to a host that does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flows.ingest.fetch.faults import NotFetched
from flows.ingest.fetch.settings import Web


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next: float = 0.0
    delay: float = 0.0
    failures: int = 0


class Hosts:
    """The hosts of one run."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.guard = threading.Lock()
        self.hosts: dict[str, _Host] = {}

    def _of(self, host: str) -> _Host:
        with self.guard:
            return self.hosts.setdefault(host, _Host(delay=self.web.delay))

    def slow_down(self, host: str, delay: float) -> None:
        """Make the pause before requests to a host at least so long, as its robots.txt asks."""
        found = self._of(host)
        found.delay = max(found.delay, min(delay, self.web.longest_delay))

    def fail(self, host: str) -> None:
        """Count a request that the host did not answer."""
        self._of(host).failures += 1

    def answer(self, host: str) -> None:
        """Forget failures: the host answers."""
        self._of(host).failures = 0

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for the host's turn and hold it.

        Raises:
            NotFetched: the host has failed too often in this run.
        """
        found = self._of(host)
        with found.lock:
            if found.failures >= self.web.failures:
                reason = f"the host {host} failed {found.failures} times in a row; it is left alone for this run"
                raise NotFetched("host_down", reason, host, passing=True)
            time.sleep(max(0.0, found.next - time.monotonic()))
            try:
                yield
            finally:
                found.next = time.monotonic() + found.delay
