"""The step `extract`: the facts of every batch, exact copies left out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import write_parquet
from flows.core.parallel import Progress, cores, each
from flows.core.workspace import Workspace
from flows.extract.stage import Facts, extract


def run(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Extract every batch."""
    work = Workspace(root)
    found = each(_extract, root, work.numbers, work.limits.workers or cores(), progress)
    return {"extracted": sum(found)}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the collector of cycles rest: extraction makes millions of small objects and no cycles, and it costs a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _extract(root: Path, number: int) -> int:
    folder = Workspace(root).batch(number)
    articles = pl.read_parquet(folder / "articles.parquet")
    copies = pl.read_parquet(folder / "matches.parquet").filter(
        pl.col("exact") & (pl.col("article_id") != pl.col("canonical_id"))
    )["article_id"]
    own = articles.filter(~pl.col("article_id").is_in(copies.implode()))
    names = [f.name for f in fields(Facts)]
    if not all((folder / f"facts/{name}.parquet").is_file() for name in names):
        with _uncollected():
            facts = extract(own)
        for name in names:
            write_parquet(getattr(facts, name), folder / f"facts/{name}.parquet")
    return len(own)
