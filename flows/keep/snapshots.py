"""Claims and entities once some articles' rows are gone and others' have come: only the parts concerned are made anew."""

from __future__ import annotations

import polars as pl

from flows.core.store import BUCKETS, Release
from flows.core.tallies import NAMES, TALLIES, added_up, number
from flows.core.workspace import part_number
from flows.extract.stage import extract
from flows.keep.heirs import Succession, in_order, rows_of
from flows.reconcile import report_rows, summarise
from flows.reconcile.assign import indexed
from flows.reconcile.claim_step import INDEX, REPORTS, TABLES, carried, founding_bucket, place, within_reach
from flows.reconcile.entities import FIELDS, entities, tally
from flows.reconcile.persons import BLOCKS, COMPACT, blocks, same_persons
from flows.reconcile.reach import keys_wanted
from flows.validate import split

Parts = dict[str, pl.DataFrame]  # by path in a release
SEEN = ["entity_id", "surface", "article_id", "n_mentions"]


def claims(release: Release, silenced: pl.Series, heirs: Succession) -> tuple[Parts, pl.DataFrame]:
    """Return the parts of `claims`, `claim_reports` and of what they are made from that change, and what their models refuse."""
    mine = pl.col("article_id").is_in(silenced.implode())
    there = {part_number(p): p for p in release.parts(REPORTS)}
    told = pl.scan_parquet(list(there.values()))
    gone = told.filter(mine).select("article_id", "claim_id", "bucket").collect()
    coming = _placed(release, told.filter(~mine), gone["claim_id"], heirs)
    touched = pl.concat([gone["claim_id"], coming["claim_id"]]).unique()
    out: Parts = {}
    frames = []
    for n, path in there.items():
        before = pl.read_parquet(path)
        new = coming.join(
            heirs.articles.filter(pl.col("part") == n), on="article_id", how="semi", maintain_order="left"
        )
        after = in_order(release, n, before.filter(~mine), new)
        if not after.equals(before):
            out[f"{REPORTS}/{path.name}"] = after
        own = after.filter(pl.col("claim_id").is_in(touched.implode()))
        frames.append(own.with_columns(part=pl.lit(n, pl.Int64)))
    own = pl.concat(frames)
    out |= _reindexed(release, own, touched)
    refused = []
    for bucket in pl.concat([gone["bucket"], coming["bucket"]]).unique().sort():
        for name, found in zip(TABLES, summarise(own.filter(pl.col("bucket") == bucket)), strict=True):
            rows, bad = split(name, found)
            path = release.path / name / f"part-{bucket:02d}.parquet"
            old = pl.read_parquet(path) if path.is_file() else rows.clear()
            out[f"{name}/{path.name}"] = carried(old, rows, touched)
            refused.append(bad)
    return out, pl.concat([heirs.facts["rejects"].clear(), *refused])


def _placed(release: Release, told: pl.LazyFrame, gone: pl.Series, heirs: Succession) -> pl.DataFrame:
    """Return the new speakers' figures that answer a question, with their claims, as the state holds them.

    The claims that lose a figure are looked for under the keys that they have without it.
    """
    clusters = heirs.duplicates.select("article_id", "cluster_id")
    rows = report_rows(heirs.facts["quantities"], heirs.articles.drop("part"), clusters)
    founding = rows.with_columns(bucket=founding_bucket(), part=pl.lit(None, pl.Int64))
    if rows.is_empty():
        return told.head(0).collect()
    lost = pl.col("claim_id").is_in(gone.implode())
    kept = pl.scan_parquet(release.parts(INDEX)).filter(~lost)
    index = pl.concat([kept, indexed(told.filter(lost).collect()).drop("nth").lazy()])
    found, _ = place(within_reach(told, index, keys_wanted(rows)), founding)
    return pl.concat([rows, found], how="horizontal").select(told.collect_schema().names())


def _reindexed(release: Release, own: pl.DataFrame, touched: pl.Series) -> Parts:
    """Return the parts of the index that change; `own` are all figures of the claims touched, with their `part`."""
    entries = indexed(own)
    entries = entries.select(own["part"].gather(entries["nth"]), "key", "claim_id")
    out: Parts = {}
    for path in release.parts(INDEX):
        before = pl.read_parquet(path)
        kept = before.filter(~pl.col("claim_id").is_in(touched.implode()))
        new = entries.filter(pl.col("part") == part_number(path)).drop("part")
        if len(kept) < len(before) or len(new):
            out[f"{INDEX}/{path.name}"] = pl.concat([kept, new])
    return out


def named(release: Release, placed: pl.DataFrame, heirs: Succession) -> Parts:
    """Return the parts of `entities` and of what they are told from that change when the rows of the articles `placed` go."""
    gone = _sightings(release, placed).join(placed, on="article_id")
    coming = heirs.sightings.join(heirs.articles.select("article_id", "part"), on="article_id")
    there = {part_number(p): p for p in release.parts(TALLIES)}
    changed: dict[int, pl.DataFrame] = {}
    for n in sorted({*gone["part"], *coming["part"]}):
        less, more = (tally(rows.filter(pl.col("part") == n)) for rows in (gone, coming))
        before = pl.read_parquet(there[n]) if n in there else less.clear()
        changed[n] = _summed(before, less, more)
    touched = pl.concat([gone["entity_id"], coming["entity_id"]]).unique()
    numbers = touched.to_frame().select(number()).to_series()
    mine = pl.col("entity").is_in(numbers.implode())
    rest = [pl.scan_parquet(p).filter(mine).collect() for n, p in there.items() if n not in changed]
    told = entities(added_up([*rest, *(frame.filter(mine) for frame in changed.values())]))
    out = {f"{TALLIES}/part-{n:06d}.parquet": frame for n, frame in changed.items()}
    return out | _linked(release, touched, told)


def _linked(release: Release, touched: pl.Series, told: pl.DataFrame) -> Parts:
    """Return the buckets of `entities` that change, by what is told anew or by a link, and the index of names with the new ones."""
    old = {part_number(p): pl.read_parquet(p) for p in release.parts("entities")}
    mine = pl.col("entity_id").is_in(touched.implode())
    now: dict[int, pl.DataFrame] = {}
    for bucket in range(BUCKETS):
        own = told.filter(pl.col("entity_id").str.starts_with(f"{bucket:x}"))
        now[bucket] = old[bucket].filter(~mine).merge_sorted(own, "entity_id") if bucket in old else own
    links = same_persons(pl.concat([frame.select(COMPACT) for frame in now.values()]))
    whole = {n: linked(frame, links) for n, frame in now.items()}
    out = {
        f"entities/part-{n:02d}.parquet": frame
        for n, frame in whole.items()
        if not frame.equals(old.get(n, told.clear()))
    }
    before = pl.concat([told.clear(), *old.values()]).filter(mine)
    added = blocks(told.filter(pl.col("entity_type") == "person").join(before, on=["entity_id", "name"], how="anti"))
    if len(added):
        last = release.parts(NAMES)[-1:]
        known = [pl.read_parquet(path) for path in last]
        name = last[0].name if last else "part-000000.parquet"
        out[f"{NAMES}/{name}"] = pl.concat([*known, added]).unique().sort(list(BLOCKS))
    return out


def linked(frame: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Return rows of `entities` with these links in `same_as`, and with no other."""
    return frame.drop("same_as").join(links, on="entity_id", how="left", maintain_order="left").select(frame.columns)


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
    """Return a batch's tally with counts taken off and put on; what no article of it shows any more is gone."""
    off = minus.with_columns(-pl.col("n_articles"), -pl.col("n_mentions"))
    state = added_up([old, off, plus]).filter(pl.col("n_articles") > 0, pl.col("n_mentions") > 0)
    living = state.filter(pl.col("field") == "entity")["entity"]
    return state.filter(pl.col("entity").is_in(living.implode()))
