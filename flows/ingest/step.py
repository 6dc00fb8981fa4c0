"""The step `ingest`: the chunks of the input become batches of articles that no earlier release holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import read_json, write_json, write_parquet
from flows.core.parallel import Progress, cores, each
from flows.core.workspace import Workspace, once
from flows.ingest import Chunk, read_chunk

TOLD = 5  # reasons in the message of a run that is refused whole


class AllRejectedError(Exception):
    """Every document was rejected: nothing is published; one line with the first reasons."""


def run(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Read every chunk, then drop what is known; returns counts of documents.

    Raises:
        AllRejectedError: there were documents, and every one was rejected.
    """
    work = Workspace(root)
    chunks = range(len(work.plan["chunks"]))
    each(_read, root, list(chunks), work.limits.workers or cores(), progress)
    if not (root / "batches.json").is_file():
        _sift(work)
    sifted = read_json(root / "batches.json")
    if sifted["seen"] and sifted["rejected"] == sifted["seen"]:
        raise AllRejectedError(f"every document was rejected, nothing is published: {_reasons(work)}")
    return {key: sifted[key] for key in ("seen", "articles", "rejected", "known")}


def _reasons(work: Workspace) -> str:
    rejects = pl.concat([pl.read_parquet(work.batch(n) / "rejects.parquet") for n in work.numbers])
    told = [f"{uri}: {reason}" for uri, reason in rejects.select("source_uri", "reason").head(TOLD).rows()]
    return "; ".join(told) + (f"; and {len(rejects) - TOLD:,} more" if len(rejects) > TOLD else "")


def _read(root: Path, index: int) -> None:
    """Read one chunk into its folder: pairs of articles and rejects, then `done.json`."""
    work = Workspace(root)
    folder = work.chunk(index)
    if (folder / "done.json").is_file():
        return
    limits = work.limits
    n = 0
    for n, read in enumerate(
        read_chunk(Chunk(**work.plan["chunks"][index]), batch_documents=limits.batch_documents), 1
    ):
        write_parquet(read.articles, folder / f"{n - 1:06d}.articles.parquet")
        write_parquet(read.rejects, folder / f"{n - 1:06d}.rejects.parquet")
    write_json({"outputs": n}, folder / "done.json")


def _sift(work: Workspace) -> None:
    """Number the batches; a document that stands in the base release or earlier in this run is only counted."""
    base = work.base
    seen = {
        "articles": _ids(work, ".state/signatures", "article_id"),
        "rejects": _ids(work, "rejects", "reject_id"),
    }
    number = next_number(work)
    numbers, counts = [], {"seen": 0, "articles": 0, "rejected": 0, "known": 0}
    for stem in _outputs(work):
        articles, new_articles = _fresh(stem.with_name(stem.name + ".articles.parquet"), "article_id", seen, "articles")
        rejects, new_rejects = _fresh(stem.with_name(stem.name + ".rejects.parquet"), "reject_id", seen, "rejects")
        refused, new_refused = (_refused(rows, articles) for rows in (rejects, new_rejects))
        counts["seen"] += len(articles) + refused
        counts["articles"] += len(new_articles)
        counts["rejected"] += new_refused
        counts["known"] += len(articles) - len(new_articles) + refused - new_refused
        if len(new_articles) or len(new_rejects):
            once(work.batch(number) / "articles.parquet", new_articles)
            once(work.batch(number) / "rejects.parquet", new_rejects)
            numbers.append(number)
            number += 1
    write_json({"numbers": numbers, "base": base.version if base else None, **counts}, work.root / "batches.json")


def _refused(rejects: pl.DataFrame, articles: pl.DataFrame) -> int:
    """Count the documents refused whole: a note on an article that stays is none, and two notes on one document are one."""
    stays = pl.col("article_id").is_in(articles["article_id"].implode()).fill_null(value=False)
    return rejects.filter(~stays)["source_uri"].n_unique()


def next_number(work: Workspace) -> int:
    """Return the first batch number that no part of the base release uses."""
    if work.base is None:
        return 0
    used = [int(p.stem.removeprefix("part-")) for table in ("articles", "rejects") for p in work.base.parts(table)]
    return max(used, default=-1) + 1


def _ids(work: Workspace, table: str, column: str) -> set[str]:
    old = work.old(table, [column])
    return set() if old is None else set(old[column])


def _outputs(work: Workspace) -> list[Path]:
    """The stems of all pairs read, in order of input."""
    out = []
    for index in range(len(work.plan["chunks"])):
        folder = work.chunk(index)
        out += [folder / f"{n:06d}" for n in range(read_json(folder / "done.json")["outputs"])]
    return out


def _fresh(path: Path, column: str, seen: dict[str, set[str]], kind: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows read and those of them not seen before, and remember the latter."""
    frame = pl.read_parquet(path)
    known = seen[kind]
    keep = []
    for value in frame[column]:
        keep.append(value not in known)
        known.add(value)
    return frame, frame.filter(pl.Series(keep, dtype=pl.Boolean)) if keep else frame
