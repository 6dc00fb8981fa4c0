"""Claims and entities once some articles' rows are gone and others' have come: only the parts concerned are made anew."""

from __future__ import annotations

import polars as pl

from flows.core.store import BUCKETS, STATE, Release
from flows.core.workspace import part_number
from flows.extract.stage import extract
from flows.keep.heirs import Succession, in_order, rows_of
from flows.reconcile import report_rows, summarise
from flows.reconcile.claim_step import REPORTS, TABLES, carried, founding_bucket, place, within_reach
from flows.reconcile.entities import FIELDS, entities, merge_sightings, same_persons
from flows.reconcile.entity_step import COMPACT, linked
from flows.validate import split

Parts = dict[str, pl.DataFrame]  # by path in a release
SEEN = ["entity_id", "surface", "article_id", "n_mentions"]


def claims(release: Release, silenced: pl.Series, heirs: Succession) -> tuple[Parts, pl.DataFrame]:
    """Return the parts of `claims`, `claim_reports` and of what they are made from that change, and what their models refuse."""
    mine = pl.col("article_id").is_in(silenced.implode())
    there = {part_number(p): p for p in release.parts(REPORTS)}
    told = pl.scan_parquet(list(there.values()))
    gone = told.filter(mine).select("article_id", "claim_id", "bucket").collect()
    coming = _placed(told.filter(~mine), heirs)
    touched = pl.concat([gone["claim_id"], coming["claim_id"]]).unique()
    out: Parts = {}
    frames = []
    for number, path in there.items():
        before = pl.read_parquet(path)
        new = coming.join(
            heirs.articles.filter(pl.col("part") == number), on="article_id", how="semi", maintain_order="left"
        )
        after = in_order(release, number, before.filter(~mine), new)
        if not after.equals(before):
            out[f"{REPORTS}/{path.name}"] = after
        frames.append(after.filter(pl.col("claim_id").is_in(touched.implode())))
    own = pl.concat(frames)
    refused = []
    for bucket in pl.concat([gone["bucket"], coming["bucket"]]).unique().sort():
        for name, rows in zip(TABLES, summarise(own.filter(pl.col("bucket") == bucket)), strict=True):
            path = release.path / name / f"part-{bucket:02d}.parquet"
            old = pl.read_parquet(path) if path.is_file() else rows.clear()
            out[f"{name}/{path.name}"], bad = split(name, carried(old, rows, touched))
            refused.append(bad)
    return out, pl.concat([heirs.facts["rejects"].clear(), *refused])


def _placed(told: pl.LazyFrame, heirs: Succession) -> pl.DataFrame:
    """Return the new speakers' figures that answer a question, with their claims, as the state holds them."""
    clusters = heirs.duplicates.select("article_id", "cluster_id")
    rows = report_rows(heirs.facts["quantities"], heirs.articles.drop("part"), clusters)
    founding = rows.with_columns(bucket=founding_bucket())
    if rows.is_empty():
        return told.head(0).collect()
    found = place(within_reach(told, rows), founding)
    return pl.concat([rows, found], how="horizontal").select(told.collect_schema().names())


def named(release: Release, placed: pl.DataFrame, heirs: Succession) -> Parts:
    """Return the parts of `entities` and of their counts that change when the rows of the articles `placed` go."""
    less = merge_sightings(None, _sightings(release, placed))
    more = merge_sightings(None, heirs.sightings) if len(heirs.sightings) else less.clear()
    out: Parts = {}
    told: dict[int, pl.DataFrame] = {}
    for bucket in range(BUCKETS):
        here = pl.col("entity_id").str.starts_with(f"{bucket:x}")
        minus, plus = less.filter(here), more.filter(here)
        if minus.is_empty() and plus.is_empty():
            continue
        name = f"{STATE}/sightings/part-{bucket:02d}.parquet"
        path = release.path / name
        out[name] = _summed(pl.read_parquet(path) if path.is_file() else minus.clear(), minus, plus)
        told[bucket] = entities(out[name])
    return out | _linked(release, told)


def _linked(release: Release, told: dict[int, pl.DataFrame]) -> Parts:
    """Return the buckets of `entities` with the links of persons under two ids; of the others those in which a link changed."""
    if not told:
        return {}
    rest = {part_number(p): p for p in release.parts("entities") if part_number(p) not in told}
    compact = {n: pl.read_parquet(p, columns=COMPACT) for n, p in rest.items()}
    links = same_persons(pl.concat([frame.select(COMPACT) for frame in (*told.values(), *compact.values())]))
    changed = [n for n, frame in compact.items() if not linked(frame, links)["same_as"].equals(frame["same_as"])]
    whole = {**told, **{n: pl.read_parquet(rest[n]) for n in changed}}
    return {f"entities/part-{n:02d}.parquet": linked(frame, links) for n, frame in whole.items()}


def _sightings(release: Release, placed: pl.DataFrame) -> pl.DataFrame:
    """Return what the articles told of entities.

    It is extracted again. Where that does not give the mentions which the release holds (they were made by other code), only what
    these tell is returned: names and types that the articles told stay counted for entities that others name.
    """
    mentions = rows_of(release, "mentions", placed)
    held = mentions.group_by("entity_id", "surface", "article_id", maintain_order=True).agg(
        n_mentions=pl.len().cast(pl.Int64)
    )
    found = extract(rows_of(release, "articles", placed)).sightings
    again = found.group_by("entity_id", "surface", "article_id").agg(pl.col("n_mentions").sum())
    if again.sort(SEEN).select(SEEN).equals(held.sort(SEEN).select(SEEN)):
        return found
    unknown = [pl.lit(None, pl.String).alias(field) for field in FIELDS if field != "surface"]
    return held.with_columns(unknown)


def _summed(old: pl.DataFrame, minus: pl.DataFrame, plus: pl.DataFrame) -> pl.DataFrame:
    """Return the state with counts taken off and put on; what nobody shows any more is gone, and all of an entity nobody names."""
    off = minus.with_columns(-pl.col("n_articles"), -pl.col("n_mentions"))
    state = (
        pl.concat([old, off, plus])
        .group_by("entity_id", "field", "value")
        .agg(pl.col("n_articles", "n_mentions").sum())
        .filter(pl.col("n_articles") > 0, pl.col("n_mentions") > 0)
        .sort("entity_id", "field", "value")
    )
    living = state.filter(pl.col("field") == "entity")["entity_id"]
    return state.filter(pl.col("entity_id").is_in(living.implode()))
