"""The step `ingest`: the chunks of the input become batches of articles that no earlier release holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import link, read_json, write_json, write_parquet
from flows.core.parallel import Progress, cores, each
from flows.core.tombstones import buried, tombstones
from flows.core.workspace import Workspace
from flows.ingest import Chunk, changed_files, read_chunk
from flows.ingest.fetch.unchanged import unchanged_pages

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
    changed = each(_read, root, list(chunks), work.limits.workers or cores(), progress)
    if not (root / "batches.json").is_file():
        _take_back(work, set().union(*changed))
        _sift(work)
    sifted = read_json(root / "batches.json")
    if sifted["seen"] and sifted["rejected"] == sifted["seen"]:
        raise AllRejectedError(f"every document was rejected, nothing is published: {_reasons(work)}")
    return {key: sifted[key] for key in ("seen", "articles", "rejected", "known")}


def _reasons(work: Workspace) -> str:
    rejects = pl.concat([pl.read_parquet(work.batch(n) / "rejects.parquet") for n in work.numbers])
    told = [f"{uri}: {reason}" for uri, reason in rejects.select("source_uri", "reason").head(TOLD).rows()]
    return "; ".join(told) + (f"; and {len(rejects) - TOLD:,} more" if len(rejects) > TOLD else "")


def _read(root: Path, index: int) -> set[str]:
    """Read one chunk into its folder: pairs of articles and rejects, then `done.json`.

    Returns:
        The paths of files that changed meanwhile; nothing of them was taken.
    """
    work = Workspace(root)
    done = work.chunk(index) / "done.json"
    if done.is_file():
        return set(read_json(done)["changed"])
    files = Chunk(**work.plan["chunks"][index]).files
    changed: set[str] = set()
    n = _write(work, index, changed)
    while more := changed_files(files) - changed:
        changed |= more
        n = _write(work, index, changed)
    write_json({"outputs": n, "changed": sorted(changed)}, done)
    return changed


def _write(work: Workspace, index: int, changed: set[str]) -> int:
    """Write what a chunk holds without the files that changed; returns how many pairs."""
    read = read_chunk(Chunk(**work.plan["chunks"][index]), batch_documents=work.limits.batch_documents, changed=changed)
    n = 0
    for n, ingested in enumerate(read, 1):
        stem = work.chunk(index) / f"{n - 1:06d}"
        write_parquet(ingested.articles, _output(stem, "articles"))
        write_parquet(ingested.rejects, _output(stem, "rejects"))
    return n


def _take_back(work: Workspace, changed: set[str]) -> None:
    """Let go what chunks took of a file before it was found changed: by another chunk of it, or after all were read."""
    chunks = [Chunk(**plain) for plain in work.plan["chunks"]]
    pieces = [(index, chunk.files[0]) for index, chunk in enumerate(chunks) if chunk.start or chunk.end >= 0]
    changed |= changed_files({file for _, file in pieces})
    for index, file in pieces:
        if file.path in changed and not read_json(work.chunk(index) / "done.json")["changed"]:
            n = _write(work, index, {file.path})
            write_json({"outputs": n, "changed": [file.path]}, work.chunk(index) / "done.json")


def _sift(work: Workspace) -> None:
    """Number the batches; a document that stands in the base release or earlier in this run is only counted."""
    base = work.base
    outputs = _outputs(work)
    fresh = {
        "articles": _fresh(outputs, "articles", "article_id", work.old(".state/signatures", "article_id")),
        "rejects": _fresh(outputs, "rejects", "reject_id", work.old("rejects", "reject_id")),
    }
    fresh = _without_buried(fresh, outputs, tombstones(base))
    same = unchanged_pages(work, [_output(stem, "articles") for stem in outputs])
    number = next_number(work)
    unchanged = int(work.plan.get("unchanged", 0))  # items and pages of the web that were asked for and not sent again
    numbers, counts = [], {"seen": unchanged, "articles": 0, "rejected": 0, "known": unchanged}
    for n, stem in enumerate(outputs):
        articles, rejects = fresh["articles"][n].without(same[n]), fresh["rejects"][n]
        refused, new_refused = _refused(stem, articles.ids, rejects.new)
        counts["seen"] += len(articles.new) + refused
        counts["articles"] += articles.n_new
        counts["rejected"] += new_refused
        counts["known"] += len(articles.new) - articles.n_new + refused - new_refused
        if articles.n_new or rejects.n_new:
            for table, kept in (("articles", articles), ("rejects", rejects)):
                _keep(_output(stem, table), kept.new, work.batch(number) / f"{table}.parquet")
            numbers.append(number)
            number += 1
    write_json({"numbers": numbers, "base": base.version if base else None, **counts}, work.root / "batches.json")


@dataclass(frozen=True, slots=True)
class _Fresh:
    """The ids of one file of rows and which of them were not seen before."""

    ids: pl.Series
    new: pl.Series

    @property
    def n_new(self) -> int:
        return int(self.new.sum())

    def without(self, same: pl.Series | None) -> _Fresh:
        """Return the rows without those marked here."""
        return self if same is None else _Fresh(self.ids, self.new & ~same)


def _fresh(outputs: list[Path], table: str, column: str, known: pl.Series) -> list[_Fresh]:
    """Tell for each file of a table which rows are new; only the ids of all files are held together."""
    files = [pl.read_parquet(_output(stem, table), columns=[column])[column] for stem in outputs]
    ids = pl.concat([pl.Series(column, [], pl.String), *files])
    new = ids.is_first_distinct() & ~ids.is_in(known.implode())
    out, begin = [], 0
    for file in files:
        out.append(_Fresh(file, new[begin : begin + len(file)]))
        begin += len(file)
    return out


def _without_buried(
    fresh: dict[str, list[_Fresh]], outputs: list[Path], buried_before: pl.DataFrame
) -> dict[str, list[_Fresh]]:
    """Take articles that were taken out before, and what was noted of them, for known; the first of two with one id stays the new one."""
    if buried_before.is_empty():
        return fresh
    articles, rejects = [], []
    for n, stem in enumerate(outputs):
        rows = pl.read_parquet(_output(stem, "articles"), columns=["article_id", "url"])
        out = buried(buried_before, rows)
        known = pl.read_parquet(_output(stem, "rejects"), columns=["article_id"])["article_id"]
        noted = known.is_in(rows["article_id"].filter(out).implode()).fill_null(value=False)
        articles.append(_Fresh(fresh["articles"][n].ids, fresh["articles"][n].new & ~out))
        rejects.append(_Fresh(fresh["rejects"][n].ids, fresh["rejects"][n].new & ~noted))
    return {"articles": articles, "rejects": rejects}


def _keep(source: Path, new: pl.Series, target: Path) -> None:
    """Put the new rows of a file into their batch: the file itself where all are new."""
    if target.is_file():
        return
    if new.all():
        link(source, target)
    else:
        write_parquet(pl.read_parquet(source).filter(new), target)


def _refused(stem: Path, articles: pl.Series, new: pl.Series) -> tuple[int, int]:
    """Count the documents refused whole, and those not refused before.

    A note on an article that stays is none, and two notes on one document are one.
    """
    if new.is_empty():
        return 0, 0
    rejects = pl.read_parquet(_output(stem, "rejects"), columns=["article_id", "source_uri"]).with_columns(new=new)
    stays = pl.col("article_id").is_in(articles.implode()).fill_null(value=False)
    refused = rejects.filter(~stays)
    return refused["source_uri"].n_unique(), refused.filter("new")["source_uri"].n_unique()


def _output(stem: Path, table: str) -> Path:
    return stem.with_name(f"{stem.name}.{table}.parquet")


def next_number(work: Workspace) -> int:
    """Return the first batch number that no part of the base release uses."""
    if work.base is None:
        return 0
    used = [int(p.stem.removeprefix("part-")) for table in ("articles", "rejects") for p in work.base.parts(table)]
    return max(used, default=-1) + 1


def _outputs(work: Workspace) -> list[Path]:
    """The stems of all pairs read, in order of input."""
    out = []
    for index in range(len(work.plan["chunks"])):
        folder = work.chunk(index)
        out += [folder / f"{n:06d}" for n in range(read_json(folder / "done.json")["outputs"])]
    return out
