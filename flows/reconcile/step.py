"""The step `reconcile`: entities and claims; only what a new fact touches is made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import write_parquet
from flows.core.parallel import Progress
from flows.core.workspace import Workspace
from flows.reconcile import claim_step, entity_step
from schemas import FACTS, empty


def run(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Make the touched buckets of `entities`, `claims` and `claim_reports` anew, and what they are made from."""
    work = Workspace(root)
    if not work.numbers:
        return {"entity_buckets": 0, "claim_buckets": 0, "refused": 0}
    told = {"entity_buckets": entity_step.run(work, progress), "claim_buckets": claim_step.run(work, progress)}
    refused = [pl.read_parquet(p) for p in sorted((root / "buckets").glob("rejects.*/part-*.parquet"))]
    late = pl.concat([empty(FACTS["rejects"]), *refused])
    write_parquet(late, root / "buckets" / "rejects.parquet")
    return {**told, "refused": len(late)}
