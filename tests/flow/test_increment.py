"""What a run with a few new articles writes beside a store: parts in proportion to the new ones, no part of the facts or states anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from flows import pipeline
from flows.core.store import STATE, Release, Store
from flows.core.workspace import Limits
from flows.publish import compact, verify
from schemas import FACTS, TABLES
from tests.benchmarks import generator

LIMITS = Limits(workers=1, batch_documents=60)
OLD, NEW = 300, 15
KEPT = (*FACTS, *(f"{STATE}/{name}" for name in ("signatures", "reports", "index", "tallies", "names")))
SNAPSHOTS = ("entities", "claims", "claim_reports")


def write(rows: list[dict[str, object]], path: Path) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A data folder with a release of many articles, its source, and a source of a few newer ones that tell of few days."""
    folder = tmp_path_factory.mktemp("increment")
    rows = [article.row() for article in generator.articles(OLD + NEW, seed=5)]
    for row in rows[OLD:]:
        row["published_at"] = "2031-05-06"
    old, new = write(rows[:OLD], folder / "old.jsonl"), write(rows[OLD:], folder / "new.jsonl")
    pipeline.run([old], folder / "data", LIMITS)
    pipeline.run([new], folder / "data", LIMITS)
    return folder / "data", old, new


def parts(release: Release, table: str) -> dict[str, tuple[int, int]]:
    """Return each part's inode and bytes."""
    return {p.name: (p.stat().st_ino, p.stat().st_size) for p in release.parts(table)}


@pytest.mark.parametrize("table", KEPT)
def test_no_earlier_part_is_written_again(store: tuple[Path, str, str], table: str) -> None:
    before, after = Store(store[0]).releases()
    old, new = parts(before, table), parts(after, table)
    assert {name: new[name] for name in old} == old, "every part is carried over as the file it is"
    assert len(new) - len(old) <= 1, "the new articles are one batch"


def test_bytes_are_in_proportion_to_the_new_articles(store: tuple[Path, str, str]) -> None:
    before, after = Store(store[0]).releases()
    all_old = sum(size for table in KEPT for _, size in parts(before, table).values())
    fresh = sum(
        size for table in KEPT for name, (_, size) in parts(after, table).items() if name not in parts(before, table)
    )
    assert 0 < fresh < 4 * all_old * NEW / OLD


def test_claims_of_other_months_are_carried_over(store: tuple[Path, str, str]) -> None:
    before, after = Store(store[0]).releases()
    old, new = parts(before, "claims"), parts(after, "claims")
    rewritten = [name for name in old if new[name] != old[name]]
    assert len(rewritten) <= len(old) // 4, "the new ones tell of one month"
    read = {release: pl.concat([pl.read_parquet(p) for p in release.parts("claims")]) for release in (before, after)}
    touched = set(after.manifest["changes"]["claims"]["changed"]["claim_ids"])
    rest = ~pl.col("claim_id").is_in(touched)
    kept = read[after].filter(pl.col("claim_id").is_in(read[before]["claim_id"].implode()), rest).sort("claim_id")
    assert kept.equals(read[before].filter(rest).sort("claim_id"))


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_those_of_one_run(
    store: tuple[Path, str, str], tmp_path_factory: pytest.TempPathFactory, table: str
) -> None:
    data, old, new = store
    whole = tmp_path_factory.getbasetemp() / "increment-whole"
    if not whole.exists():
        pipeline.run([old, new], whole, LIMITS)
    rows = [
        pl.concat([pl.read_parquet(p) for p in release.parts(table)])
        for release in (Store(data).find("latest"), Store(whole).find("latest"))
    ]
    assert rows[0].sort(rows[0].columns).equals(rows[1].sort(rows[1].columns))
    if table in SNAPSHOTS:
        assert rows[0].equals(rows[1]), "in the same buckets and order"


@pytest.mark.parametrize("joined", [False, True])
def test_what_is_kept_serves_a_third_run(store: tuple[Path, str, str], tmp_path: Path, joined: bool) -> None:
    data, old, new = store
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    if joined:
        assert compact(Store(tmp_path / "data")) is not None
    rows = [article.row() for article in generator.articles(OLD + 2 * NEW, seed=5)][-NEW:]
    copies = [{**row, "url": f"{row['url']}/again"} for row in map(json.loads, Path(new).read_text().splitlines())]
    more = write([*rows, *copies], tmp_path / "more.jsonl")
    pipeline.run([more], tmp_path / "data", LIMITS)
    pipeline.run([old, new, more], tmp_path / "whole", LIMITS)
    found, expected = (Store(tmp_path / name).find("latest") for name in ("data", "whole"))
    assert verify(found) == []
    for table in (*SNAPSHOTS, "duplicates"):
        told, wanted = (pl.concat([pl.read_parquet(p) for p in r.parts(table)]) for r in (found, expected))
        assert told.equals(wanted), table
