"""What a run may do on the web: how long, how much, how often, and which hosts beyond the public ones."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from flows.ingest.readers.streams import MAX_DOCUMENT

AGENT = "newstally/0.1"
AGENT_SETTING = "NEWSTALLY_AGENT"  # name and contact of who fetches, sent behind our own name
HOSTS_SETTING = "NEWSTALLY_ALLOW_HOSTS"


@dataclass(frozen=True, slots=True)
class Web:
    """Limits of fetching; times in seconds.

    Attributes:
        allow_hosts: hosts (`name` or `name:port`) that may lie at an address that is not public.
        agent: the user agent; its part before the slash is the name that robots.txt is asked for.
        delay: between two requests to one host, more if its robots.txt asks for more.
        longest_delay: what robots.txt may ask for at most.
        connect: for one connection.
        read: until the next bytes come.
        total: for one answer with all its bytes.
        tries: of a request that fails for a reason that may pass.
        backoff: before the second try; doubled before each further one.
        longest_wait: that a server may ask for before the next try; one that asks for more is left for the next run.
        size: bytes of a body, packed or not.
        redirects: that are followed.
        pages: that are fetched of one feed in a run; the others are left for the next.
        failures: one after the other from which on a host counts as down for this run.
        workers: hosts that are asked at the same time.
    """

    allow_hosts: tuple[str, ...] = ()
    agent: str = AGENT
    delay: float = 1.0
    longest_delay: float = 30.0
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    tries: int = 3
    backoff: float = 2.0
    longest_wait: float = 60.0
    size: int = MAX_DOCUMENT
    redirects: int = 5
    pages: int = 500
    failures: int = 3
    workers: int = 8

    @classmethod
    def of(cls, allow_hosts: Iterable[str] = ()) -> Web:
        """Return the settings with these hosts and those of the environment."""
        named = [*allow_hosts, *os.environ.get(HOSTS_SETTING, "").split(",")]
        contact = "".join(c for c in os.environ.get(AGENT_SETTING, "") if c.isprintable() and c.isascii()).strip()
        return cls(
            allow_hosts=tuple(dict.fromkeys(h.strip().lower() for h in named if h.strip())),
            agent=f"{AGENT} {contact}".strip(),
        )

    @property
    def name(self) -> str:
        """The name that robots.txt is asked for."""
        return self.agent.partition("/")[0]
