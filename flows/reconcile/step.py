"""The step `reconcile`: entities and claims, bucket by bucket; only buckets that a new fact touches are made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import write_parquet
from flows.core.parallel import Progress
from flows.core.store import BUCKETS
from flows.core.workspace import Workspace, part_number
from flows.reconcile import assign, block, report_rows, summarise
from flows.reconcile.entities import entities, merge_sightings, same_persons
from flows.validate import split
from schemas import FACTS, empty


def run(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Rewrite the touched buckets of `entities`, `claims` and `claim_reports`, and of the states they are made from."""
    work = Workspace(root)
    sightings, reports = _by_bucket(_sightings(work)), _by_bucket(_reports(work))
    total = len(sightings) + len(reports)
    rejects: list[pl.DataFrame] = []
    told: dict[int, pl.DataFrame] = {}
    for done, (number, new) in enumerate(sightings, 1):
        state = merge_sightings(work.old_bucket("sightings", number), new)
        write_parquet(state, work.bucket("sightings", number))
        told[number] = entities(state)
        if progress:
            progress(done, total)
    for number, frame in _linked(work, told).items():
        _write(work, number, {}, {"entities": frame}, rejects)
    for done, (number, new) in enumerate(reports, len(sightings) + 1):
        state = assign(work.old_bucket("reports", number), new)
        claims, claim_reports = summarise(state)
        _write(work, number, {"reports": state}, {"claims": claims, "claim_reports": claim_reports}, rejects)
        if progress:
            progress(done, total)
    write_parquet(pl.concat([empty(FACTS["rejects"]), *rejects]), work.root / "buckets" / "rejects.parquet")
    return {"entity_buckets": len(sightings), "claim_buckets": len(reports), "refused": sum(len(r) for r in rejects)}


def _linked(work: Workspace, told: dict[int, pl.DataFrame]) -> dict[int, pl.DataFrame]:
    """Set `same_as` of persons who stand under two ids; an untouched bucket comes back only where a link of it changed."""
    if not told:
        return {}
    compact = ["entity_id", "name", "entity_type", "n_articles"]
    before = {part_number(p): p for p in work.base.parts("entities")} if work.base else {}
    rest = {n: pl.read_parquet(p) for n, p in before.items() if n not in told}
    links = same_persons(pl.concat([frame.select(compact) for frame in (*told.values(), *rest.values())]))
    out = {}
    for number, frame in {**told, **rest}.items():
        linked = (
            frame.drop("same_as").join(links, on="entity_id", how="left", maintain_order="left").select(frame.columns)
        )
        if number in told or not linked.equals(frame):
            out[number] = linked
    return out


def _write(
    work: Workspace,
    number: int,
    states: dict[str, pl.DataFrame],
    tables: dict[str, pl.DataFrame],
    rejects: list[pl.DataFrame],
) -> None:
    for name, frame in states.items():
        write_parquet(frame, work.bucket(name, number))
    for name, frame in tables.items():
        good, bad = split(name, frame)
        write_parquet(good, work.bucket(name, number))
        rejects.append(bad)


def _by_bucket(rows: pl.DataFrame) -> list[tuple[int, pl.DataFrame]]:
    """Split rows by bucket, in order of bucket, rows in order of input."""
    if rows.is_empty():
        return []
    parts = rows.partition_by("bucket", maintain_order=True, include_key=True)
    return sorted(((int(part["bucket"][0]), part.drop("bucket")) for part in parts), key=lambda pair: pair[0])


def _sightings(work: Workspace) -> pl.DataFrame:
    frames = [pl.read_parquet(work.batch(n) / "parts/sightings.parquet") for n in work.numbers]
    if not frames:
        return pl.DataFrame()
    first_digit = pl.col("entity_id").str.slice(0, 1).str.to_integer(base=16, strict=True)
    return pl.concat(frames).with_columns(bucket=first_digit.mod(BUCKETS))


def _reports(work: Workspace) -> pl.DataFrame:
    frames = []
    for n in work.numbers:
        quantities, articles, duplicates = (
            pl.read_parquet(work.batch(n) / "parts" / f"{name}.parquet")
            for name in ("quantities", "articles", "duplicates")
        )
        frames.append(report_rows(quantities, articles, duplicates))
    return block(pl.concat(frames)) if frames else pl.DataFrame()
