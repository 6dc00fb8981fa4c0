"""Claims on disk, in four rounds whose portions need nothing from each other.

1. by batch, the figures that answer a question (`report_rows`);
2. by lane, each figure gets its claim: the figures of a block share a lane, and of what was reported before only the claims
   that a new figure can meet are read back, found in one scan over an index of numbers;
3. by batch, what was placed and what it adds to the index is written, once and for good: an assignment never changes;
4. by bucket, the claims that have a new figure are told anew, the others of the bucket are carried over.

A claim's bucket is that of its founding figure: its month, so that a day's news touches few buckets, or its block where it has none.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.core.files import write_parquet
from flows.core.ids import digests
from flows.core.parallel import Progress, cores, each, uncollected
from flows.core.store import STATE
from flows.core.workspace import Workspace, once
from flows.reconcile.assign import ENTRY, assigned
from flows.reconcile.reach import claims_in_reach, keys_wanted
from flows.reconcile.rows import block, report_rows
from flows.reconcile.summary import CLAIM_REPORTS, CLAIMS, summarise
from flows.validate import split

LANES = 16
CLAIM_BUCKETS = 64
REPORTS = f"{STATE}/reports"
INDEX = f"{STATE}/index"
TABLES = {"claims": CLAIMS, "claim_reports": CLAIM_REPORTS}


def run(work: Workspace, progress: Progress | None) -> int:
    """Place the new figures and write the touched buckets of `claims` and `claim_reports`; returns how many were touched."""
    workers = work.limits.workers or cores()
    each(_list, work.root, work.numbers, workers)
    _read_back(work)
    each(_place, work.root, range(LANES), workers, progress)
    buckets = sorted(set().union(*each(_keep, work.root, work.numbers, workers)))
    each(_tell, work.root, buckets, workers, progress)
    return len(buckets)


def _lane(work: Workspace, lane: int, name: str = "lane") -> Path:
    return work.root / "claims" / f"{name}-{lane:02d}.parquet"


def _list(root: Path, number: int) -> None:
    """Write the figures of one batch that answer a question, with their lane and the bucket of a claim they would found.

    Where claims were told before, also what to look for in their index.
    """
    work = Workspace(root)
    folder = work.batch(number)
    if not (folder / "reports.new.parquet").is_file():
        names = ("quantities", "articles", "duplicates")
        rows = report_rows(*(pl.read_parquet(folder / "parts" / f"{name}.parquet") for name in names))
        if work.base is not None:
            write_parquet(keys_wanted(rows), folder / "wanted.parquet")
        write_parquet(
            block(rows, LANES).rename({"bucket": "lane"}).with_columns(bucket=founding_bucket()),
            folder / "reports.new.parquet",
        )


def founding_bucket() -> pl.Expr:
    """Return the bucket of a claim by the figure that founds it."""
    day = pl.coalesce("from_day", pl.col("published_date").cast(pl.Int32)).cast(pl.Date)
    month = pl.when(pl.col("kind") != "total").then(day.dt.strftime("%Y-%m"))
    told = digests("bucket", pl.coalesce(month, "block"))
    return told.str.slice(0, 8).str.to_integer(base=16, strict=True).mod(CLAIM_BUCKETS)


def _place(root: Path, lane: int) -> None:
    """Give each new figure of a lane its claim and that one's bucket."""
    work = Workspace(root)
    if _lane(work, lane).is_file():
        return
    read = [
        pl.scan_parquet(work.batch(n) / "reports.new.parquet")
        .with_row_index("nth")
        .filter(pl.col("lane") == lane)
        .with_columns(part=pl.lit(n, pl.Int64))
        for n in work.numbers
    ]
    new = pl.concat(read).collect()
    old = pl.read_parquet(_told_before(work))
    old = block(old, LANES, "lane").filter(pl.col("lane") == lane).drop("lane")
    with uncollected():
        figures, index = place(old, new)
    write_parquet(index, _lane(work, lane, "index"))
    write_parquet(pl.concat([new.select("part", "nth"), figures], how="horizontal"), _lane(work, lane))


def place(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `claim_id, bucket` of each new figure, and the entries of the index that they add, each with its figure's `part`.

    Args:
        old: earlier figures with their claims, as `within_reach` gives them.
        new: figures of whole lanes with their `part` and the bucket of a claim they would found.
    """
    placed, index = assigned(old, new)
    founded = pl.concat([old.select("claim_id", "bucket"), new.select(placed, "bucket")])
    buckets = founded.unique("claim_id", keep="first", maintain_order=True)
    figures = placed.to_frame().join(buckets, on="claim_id", how="left", maintain_order="left")
    return figures, index.select(new["part"].gather(index["nth"]), *ENTRY)


def _told_before(work: Workspace) -> Path:
    return work.root / "claims" / "told_before.parquet"


def _read_back(work: Workspace) -> None:
    """Write the earlier figures of all claims that a new figure can meet, in order of input; what was told before is scanned once."""
    target = _told_before(work)
    if target.is_file():
        return
    if work.base is not None and work.base.parts(INDEX):
        wanted = pl.concat([pl.read_parquet(work.batch(n) / "wanted.parquet") for n in work.numbers])
        index, told = (pl.scan_parquet(work.base.parts(name)) for name in (INDEX, REPORTS))
        write_parquet(within_reach(told, index, wanted), target)
    else:
        none = pl.read_parquet(work.batch(work.numbers[0]) / "reports.new.parquet").clear()
        write_parquet(none.drop("lane").with_columns(claim_id=pl.lit(None, pl.String)), target)


def within_reach(told: pl.LazyFrame, index: pl.LazyFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the earlier figures of all claims that a new figure can meet, in order of input."""
    met = claims_in_reach(index, wanted)
    return told.filter(pl.col("claim_id").is_in(met.implode())).collect()


def _keep(root: Path, number: int) -> list[int]:
    """Write the figures of one batch with their claims, as later runs read them; returns the buckets of these claims."""
    work = Workspace(root)
    folder = work.batch(number)
    target = folder / "reports.parquet"
    if not target.is_file():
        index = pl.scan_parquet([_lane(work, lane, "index") for lane in range(LANES)])
        once(folder / "index.claims.parquet", index.filter(pl.col("part") == number).drop("part").collect())
        own = pl.scan_parquet([_lane(work, lane) for lane in range(LANES)]).filter(pl.col("part") == number).collect()
        rows = pl.read_parquet(folder / "reports.new.parquet").drop("lane", "bucket").with_row_index("nth")
        once(target, rows.join(own.drop("part"), on="nth", how="left", maintain_order="left").drop("nth"))
    return pl.read_parquet(target, columns=["bucket"])["bucket"].unique().to_list()


def _tell(root: Path, bucket: int) -> None:
    """Tell the claims of one bucket that have a new figure anew, and carry the others over."""
    work = Workspace(root)
    if all(work.bucket(name, bucket).is_file() for name in TABLES):
        return
    own = (
        pl.scan_parquet([work.batch(n) / "reports.parquet" for n in work.numbers])
        .filter(pl.col("bucket") == bucket)
        .collect()
    )
    touched = own["claim_id"].unique()
    before = pl.scan_parquet(_told_before(work)).filter(pl.col("claim_id").is_in(touched.implode())).collect()
    own = pl.concat([before.select(own.columns), own])
    rejects = []
    with uncollected():
        found = summarise(own)
    for name, rows in zip(TABLES, found, strict=True):
        told, bad = split(name, rows)
        path = work.base.path / name / f"part-{bucket:02d}.parquet" if work.base else None
        old = pl.read_parquet(path) if path is not None and path.is_file() else told.clear()
        write_parquet(carried(old, told, touched), work.bucket(name, bucket))
        rejects.append(bad)
    write_parquet(pl.concat(rejects), work.bucket("rejects.claims", bucket))


def carried(old: pl.DataFrame, told: pl.DataFrame, touched: pl.Series) -> pl.DataFrame:
    """Return the rows of a bucket in order of the claims' founding: those told anew in the place of the old ones."""
    order = pl.concat([old["claim_id"], told["claim_id"]]).unique(maintain_order=True)
    rank = pl.DataFrame({"claim_id": order}).with_row_index("rank")
    rows = pl.concat([old.filter(~pl.col("claim_id").is_in(touched.implode())), told])
    return (
        rows.join(rank, on="claim_id", how="left", maintain_order="left").sort("rank", maintain_order=True).drop("rank")
    )
