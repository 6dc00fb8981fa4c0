"""Which releases stay: a policy counts back from the newest, and a pinned release always stays.

Pins stand beside the releases in `pins.json`, since a release itself never changes. The newest release is never pruned, either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from flows.core.store import PINS, STAMP, Store, damaged

RULE = re.compile(r"\s*(\w+)\s*=\s*(\d+)\s*")


class PolicyError(ValueError):
    """A policy that says nothing that is known; one line."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What to keep; what no rule keeps goes.

    Attributes:
        last: so many newest releases.
        daily: the newest release of each of so many days, counted back from the newest release.
        monthly: the newest release of each of so many months.
    """

    last: int = 0
    daily: int = 0
    monthly: int = 0

    @classmethod
    def parse(cls, text: str) -> Policy:
        """Read `last=96,daily=30,monthly=24`.

        Raises:
            PolicyError: it is nothing like that.
        """
        known = {f.name for f in fields(cls)}
        rules: dict[str, int] = {}
        for rule in text.split(","):
            found = RULE.fullmatch(rule)
            if found is None or found[1] not in known or found[1] in rules:
                raise PolicyError(f"{text!r}: no policy; write for instance last=96,daily=30,monthly=24")
            rules[found[1]] = int(found[2])
        return cls(**rules)

    def kept(self, versions: Sequence[str], pinned: Iterable[str]) -> list[str]:
        """Return the versions that stay, of those given oldest first."""
        if not versions:
            return []
        newest = datetime.strptime(versions[-1], STAMP).replace(tzinfo=UTC)
        since_day = (newest - timedelta(days=self.daily - 1)).strftime("%Y%m%d")
        months = newest.year * 12 + newest.month - 1 - (self.monthly - 1)
        since_month = f"{months // 12:04d}{months % 12 + 1:02d}"
        last_of_day = {v[:8]: v for v in versions if self.daily and v[:8] >= since_day}
        last_of_month = {v[:6]: v for v in versions if self.monthly and v[:6] >= since_month}
        stay = {versions[-1], *pinned, *last_of_day.values(), *last_of_month.values()}
        stay |= set(versions[max(0, len(versions) - self.last) :])
        return [v for v in versions if v in stay]


def pins(store: Store) -> dict[str, str]:
    """Return why each pinned release is pinned, by version.

    Raises:
        StoreError: the list is damaged; then nothing may be pruned.
    """
    told = store.read_note(PINS)
    if told is None:
        return {}
    if not isinstance(told, Mapping) or not all(isinstance(why, str) for why in told.values()):
        raise damaged(f"{store.told}/{PINS}", "is no list of versions and reasons")
    return dict(told)


def pin(store: Store, version: str, why: str) -> None:
    """Pin a release; must be called as the only writer."""
    store.check(version)
    store.write_note(PINS, dict(sorted({**pins(store), version: why}.items())))


def unpin(store: Store, version: str) -> bool:
    """Take a pin away; tells whether there was one. Must be called as the only writer."""
    known = pins(store)
    if known.pop(version, None) is None:
        return False
    store.write_note(PINS, known)
    return True


def prune(store: Store, policy: Policy, *, only_tell: bool = False) -> list[str]:
    """Remove the releases that the policy does not keep; returns their versions. Must be called as the only writer."""
    versions = store.versions()
    kept = set(policy.kept(versions, pins(store)))
    idle = [v for v in versions if v not in kept]
    if not only_tell and idle:
        for version in idle:
            store.remove(version)
        store.drop_parts()
    return idle
