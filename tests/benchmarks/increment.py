"""What a few new articles cost on a store that holds many: seconds, and bytes against those of the articles that were there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flows.core.store import Release, Store
from tests.benchmarks import generator
from tests.benchmarks.child import Spent, spend
from tests.benchmarks.whole import run

ELSEWHERE = 10**9  # new articles are numbered from here: none has the address of one that was generated before
SEED = 2


@dataclass(frozen=True, slots=True)
class Increment:
    """One run over `n` new articles on a store of `before`.

    Attributes:
        spent: what the run cost.
        added: MiB of the release that the one before does not share.
        each_before: kB that an article takes in the release before.
    """

    before: int
    n: int
    spent: Spent
    added: float
    each_before: float

    @property
    def each_new(self) -> float:
        """kB that were added for each new article."""
        return self.added * 1024 / self.n


def measured(n: int, before: int, data: Path, workers: int, folder: Path) -> Increment:
    """Add `n` new articles to a data folder."""
    source = folder / "new.jsonl"
    generator.write(n, source, seed=SEED, first=ELSEWHERE)
    old = _files(Store(data).find("latest"))
    spent = spend(run, source, data, workers)
    new = _files(Store(data).find("latest"))
    added = sum(size for file, size in new.items() if file not in old) / 2**20
    return Increment(before, n, spent, added, sum(old.values()) / 1024 / before)


def _files(release: Release) -> dict[int, int]:
    """Return the sizes of a release's files by what the disk knows them by: a file carried over is the same one."""
    told = [path.stat() for path in release.path.rglob("*") if path.is_file()]
    return {file.st_ino: file.st_size for file in told}
