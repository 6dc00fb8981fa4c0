"""A draft of a release without some articles: what holds no row of theirs is linked, the rest is written anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.core.files import link, write_parquet
from flows.core.fingerprint import fingerprint
from flows.core.store import STATE, Release
from flows.core.tombstones import PART, bury, tombstones
from flows.core.workspace import part_number
from flows.keep import snapshots
from flows.keep.heirs import SIGNATURES, Succession, in_order, places, rows_of, succession
from flows.publish import manifest
from flows.publish.draft import READ_ONLY, fill
from flows.validate.step import COPIES, EXTRACTED
from schemas import FACTS, SNAPSHOTS, empty

MIXED = "mixed"  # the fingerprint of a part whose rows were made by different code: never current


@dataclass(frozen=True, slots=True)
class Without:
    """What was taken out of a release, and the parts of its draft that are new, each with the fingerprint of what made it."""

    articles: list[str]
    heirs: list[str]
    fresh: dict[str, str]


def without(old: Release, draft: Path, gone: pl.DataFrame) -> Without:
    """Write a draft of the release without the articles `gone` (`article_id, url`)."""
    everybody = places(old)
    ids = gone["article_id"]
    heirs = succession(old, everybody, ids)
    silenced = pl.concat([ids, heirs.silent]).unique()
    made = dict(_facts(old, everybody, ids, silenced, heirs))
    placed = everybody.join(silenced.to_frame(), on="article_id", how="semi").select("article_id", "part")
    speaking = rows_of(old, "duplicates", placed).filter(~pl.col("relation").is_in(COPIES))
    claims, refused = snapshots.claims(old, silenced, heirs)
    made |= claims | snapshots.named(old, placed.join(speaking, on="article_id", how="semi"), heirs)
    if len(refused):
        last = old.parts("rejects")[-1]
        name = f"rejects/{last.name}"
        made[name] = pl.concat([made.get(name, pl.read_parquet(last)), refused]).unique(
            "reject_id", maintain_order=True
        )
    made[PART] = bury(tombstones(old), gone.select("article_id", "url").iter_rows())
    fresh = _written(old, draft, made)
    return Without(sorted(ids), sorted(heirs.articles["article_id"]), {**fresh, **fill(draft)})


def _written(old: Release, draft: Path, made: dict[str, pl.DataFrame]) -> dict[str, str]:
    """Write what changed and link what did not; returns the former with their fingerprints."""
    marks = {e["path"]: e["fingerprint"] for e in manifest.entries(old.manifest)}
    fresh = {}
    for name, frame in made.items():
        if len(frame):
            write_parquet(frame, draft / name)
            (draft / name).chmod(READ_ONLY)
            fresh[name] = fingerprint() if marks.get(name, fingerprint()) == fingerprint() else MIXED
    states = sorted({Path(name).parent.as_posix() for name in marks if name.startswith(f"{STATE}/")})
    for table in (*FACTS, *SNAPSHOTS, *states):
        for part in old.parts(table):
            name = part.relative_to(old.path).as_posix()
            if name not in made:
                link(part, draft / name)
    return fresh


def _facts(
    old: Release, everybody: pl.DataFrame, gone: pl.Series, silenced: pl.Series, heirs: Succession
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield every part of facts and signatures that changes."""
    concerned = pl.concat([silenced, heirs.duplicates["article_id"]])
    numbers = everybody.filter(pl.col("article_id").is_in(concerned.implode()))["part"].unique().sort()
    left = {
        "articles": gone,
        "duplicates": gone,
        "rejects": gone,
        SIGNATURES: gone,
        **dict.fromkeys(EXTRACTED, silenced),
    }
    parts = heirs.articles.select("article_id", "part")
    for table, leaving in left.items():
        coming = heirs.facts.get(table)
        there = {part_number(p) for p in old.parts(table)}
        for number in sorted(there) if table == "rejects" else numbers:
            name = f"{table}/part-{number:06d}.parquet"
            before = pl.read_parquet(old.path / name) if number in there else _none(table, coming)
            after = before.filter(~pl.col("article_id").is_in(leaving.implode()).fill_null(value=False))
            if table in ("duplicates", SIGNATURES):
                after = _reassigned(after, heirs.duplicates)
            if coming is not None:
                ours = parts.filter(pl.col("part") == number).select("article_id")
                new = coming.join(ours, on="article_id", how="semi", maintain_order="left")
                after = pl.concat([after, new]) if table == "rejects" else in_order(old, number, after, new)
            if not after.equals(before):
                yield name, after


def _none(table: str, coming: pl.DataFrame | None) -> pl.DataFrame:
    return empty(FACTS[table]) if coming is None else coming.clear()


def _reassigned(rows: pl.DataFrame, duplicates: pl.DataFrame) -> pl.DataFrame:
    """Put the new assignments in the place of the old ones; of the signatures only the canonical article is one."""
    columns = [c for c in ("canonical_id", "relation", "jaccard", "containment") if c in rows.columns]
    new = duplicates.select("article_id", *columns)
    return rows.update(new, on="article_id", how="left", maintain_order="left").select(rows.columns)
