"""robots.txt as RFC 9309 has it: absent allows everything, unreachable forbids everything for this run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from flows.ingest.fetch.faults import NotFetched

MOST = 500_000  # bytes that are looked at

Get = Callable[[str], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class _Rules:
    rules: Protego | None = None  # None allows everything
    fault: NotFetched | None = None


class Robots:
    """What the sites of one run allow; each is asked once."""

    def __init__(self, get: Get, name: str) -> None:
        self.get, self.name = get, name
        self.lock = threading.Lock()
        self.known: dict[str, _Rules] = {}

    def check(self, url: str) -> float:
        """Return the pause that a site asks for.

        Raises:
            NotFetched: the site forbids the address, or cannot tell.
        """
        site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        with self.lock:
            found = self.known.get(site)
        if found is None:
            found = self._ask(f"{site}/robots.txt")
            with self.lock:
                found = self.known.setdefault(site, found)
        if found.fault is not None:
            raise found.fault
        if found.rules is None:
            return 0.0
        if not found.rules.can_fetch(url, self.name):
            raise NotFetched("robots", f"{site}/robots.txt forbids {self.name} to fetch this", url, passing=True)
        return found.rules.crawl_delay(self.name) or 0.0

    def _ask(self, url: str) -> _Rules:
        try:
            status, body = self.get(url)
        except NotFetched as error:
            if error.check == "address":
                return _Rules(fault=error)
            reason = f"{url} cannot be read, so nothing may be fetched there: {error}"
            return _Rules(fault=NotFetched("robots_unreachable", reason, url, passing=True))
        if 200 <= status < 300:
            return _Rules(Protego.parse(body[:MOST].decode("utf-8", "replace")))
        return _Rules()  # 4xx: there is none
