"""What a run has done so far, on disk: each step reads what the steps before wrote, and skips what it finds done.

::

    data/unfinished/<key>/plan.json              base release, chunks of the input, settings
    data/unfinished/<key>/chunks/<chunk>/        documents as read
    data/unfinished/<key>/batches/<number>/      one batch: articles, rejects, signatures, matches, facts, parts
    data/unfinished/<key>/buckets/<state>/       rewritten buckets of the snapshots and of what they are made from

The key is made of all that decides the outcome (base release, code, input listing, settings that cut batches), so that a run
killed at any point is taken up by the next one with the same input, and never by another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import read_json, write_json, write_parquet
from flows.core.store import Release


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use and refuse.

    Attributes:
        workers: processes for the work on batches; 0 means one per core.
        batch_documents: documents per batch.
        max_lost: share of a table's rows that checks may refuse before the release is refused.
    """

    workers: int = 0
    batch_documents: int = 1000
    max_lost: float = 0.05


class Workspace:
    """The folder of one run."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def open(cls, root: Path, plan: dict[str, Any]) -> Workspace:
        """Return the workspace of a plan; one that a killed run left is taken up with this plan's limits and times."""
        write_json(plan, root / "plan.json")
        return cls(root)

    @cached_property
    def plan(self) -> dict[str, Any]:
        """What was decided before the run: `base`, `limits`, `chunks`, `sources`."""
        return dict(read_json(self.root / "plan.json"))

    @property
    def limits(self) -> Limits:
        """The run's limits."""
        return Limits(**self.plan["limits"])

    @property
    def base(self) -> Release | None:
        """The release this run builds on."""
        return Release(Path(self.plan["base"])) if self.plan["base"] else None

    @property
    def rebuilds(self) -> Release | None:
        """The release whose parts this run makes anew; none of it is carried over."""
        return Release(Path(self.plan["rebuilds"])) if "rebuilds" in self.plan else None

    @property
    def numbers(self) -> list[int]:
        """The numbers of this run's batches, in order of input; they go on from the base release's."""
        return list(read_json(self.root / "batches.json")["numbers"])

    def chunk(self, index: int) -> Path:
        """Return the folder of one chunk of the input."""
        return self.root / "chunks" / f"{index:06d}"

    def batch(self, number: int) -> Path:
        """Return the folder of one batch."""
        return self.root / "batches" / f"{number:06d}"

    def bucket(self, name: str, number: int) -> Path:
        """Return the file of one rewritten bucket."""
        return self.root / "buckets" / name / f"part-{number:02d}.parquet"

    def buckets(self, name: str) -> list[Path]:
        """Return the files of all rewritten buckets of a name, in order."""
        return sorted((self.root / "buckets" / name).glob("part-*.parquet"))

    def old(self, table: str, column: str) -> pl.Series:
        """Return one column of a table (or `.state/<name>`) of the base release; empty without one."""
        parts = self.base.parts(table) if self.base else []
        if not parts:
            return pl.Series(column, [], pl.String)
        return pl.scan_parquet(parts).select(column).collect()[column]

    def rows(self, table: str, number: int, ids: Iterable[str], columns: list[str]) -> pl.DataFrame:
        """Return rows of some articles of one batch, of this run (as extracted) or of the base release."""
        folder = self.batch(number)
        if folder.is_dir():
            path = folder / ("articles.parquet" if table == "articles" else f"facts/{table}.parquet")
        elif self.base:
            path = self.base.path / table / f"part-{number:06d}.parquet"
        else:
            raise FileNotFoundError(f"batch {number} belongs neither to this run nor to a release before it")
        if not path.is_file():
            return pl.DataFrame()
        return pl.scan_parquet(path).filter(pl.col("article_id").is_in(list(ids))).select(columns).collect()

    def note(self, step: str, **figures: Any) -> None:
        """Keep what a step has to tell, for the summary and the manifest."""
        write_json(figures, self.root / "notes" / f"{step}.json")

    def notes(self) -> dict[str, dict[str, Any]]:
        """Return what the steps told, by step."""
        return {p.stem: read_json(p) for p in sorted((self.root / "notes").glob("*.json"))}


def part_number(path: Path) -> int:
    """Return the number in a part's name."""
    return int(path.stem.removeprefix("part-"))


def once(path: Path, frame: pl.DataFrame) -> None:
    """Write a frame unless it is there: what a killed run has done is kept."""
    if not path.is_file():
        write_parquet(frame, path)
