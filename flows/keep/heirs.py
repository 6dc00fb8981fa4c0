"""Who takes the place of articles that are taken out: in each of their clusters the next one becomes the canonical article.

The others are compared with it as they were with the one before, by the same rules: a copy whose figures do not all stand in it is a
revision from now on. Copies carry no rows, so what the new canonical article and new revisions say is extracted and checked here.
Clusters and their ids stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from flows.core.store import STATE, Release
from flows.core.workspace import part_number
from flows.dedupe import relation
from flows.dedupe.compare import prepare, similarity
from flows.extract.stage import Facts, extract
from flows.validate.step import COPIES, EXTRACTED, check
from schemas import FACTS, empty

SIGNATURES = f"{STATE}/signatures"


@dataclass(frozen=True, slots=True)
class Succession:
    """What changes in a release once articles are gone.

    Attributes:
        duplicates: the new rows of those who stay in the clusters concerned, with their batch in `part`.
        silent: articles that carried rows and carry none from now on.
        articles: those that carry rows from now on, with their batch in `part`.
        facts: their rows, by table, and the `rejects` of the check.
        sightings: what they tell of entities.
    """

    duplicates: pl.DataFrame
    silent: pl.Series
    articles: pl.DataFrame
    facts: dict[str, pl.DataFrame]
    sightings: pl.DataFrame


def places(release: Release) -> pl.DataFrame:
    """Return `article_id, cluster_id, canonical_id, exact_hash, part` of every article, in order of input."""
    columns = ["article_id", "cluster_id", "canonical_id", "exact_hash"]
    return pl.concat(
        [
            pl.read_parquet(p, columns=columns).with_columns(part=pl.lit(part_number(p), pl.Int64))
            for p in release.parts(SIGNATURES)
        ]
    )


def rows_of(release: Release, table: str, placed: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of some articles (`article_id`, `part`) of a table of facts, in order of input."""
    frames = [empty(FACTS[table])]
    for (part,), wanted in placed.sort("part", maintain_order=True).group_by("part", maintain_order=True):
        path = release.path / table / f"part-{part:06d}.parquet"
        if path.is_file():
            ids = wanted["article_id"].implode()
            frames.append(pl.scan_parquet(path).filter(pl.col("article_id").is_in(ids)).collect())
    return pl.concat(frames)


def in_order(release: Release, number: int, rows: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a batch with those of some more articles among them, in order of the articles."""
    if new.is_empty():
        return rows
    articles = pl.read_parquet(release.path / f"articles/part-{number:06d}.parquet", columns=["article_id"])
    both = pl.concat([rows, new]).join(
        articles.with_row_index("order"), on="article_id", how="left", maintain_order="left"
    )
    return both.sort("order", maintain_order=True).drop("order")


def succession(release: Release, everybody: pl.DataFrame, gone: pl.Series) -> Succession:
    """Return what changes when the articles `gone` are taken out.

    Args:
        release: the release.
        everybody: `places` of it.
        gone: ids of the articles.
    """
    is_gone = pl.col("article_id").is_in(gone.implode())
    stay = everybody.filter(pl.col("canonical_id").is_in(gone.implode()), ~is_gone)
    heirs = stay.group_by("canonical_id", maintain_order=True).agg(
        heir=pl.col("article_id").first(), heir_hash=pl.col("exact_hash").first()
    )
    stay = stay.join(heirs, on="canonical_id", how="left", maintain_order="left")
    before = rows_of(release, "duplicates", stay).select("article_id", "relation")
    copies = stay.join(
        before.filter(pl.col("relation").is_in(COPIES)), on="article_id", how="semi", maintain_order="left"
    )
    texts = rows_of(release, "articles", stay)
    found = extract(texts.join(copies, on="article_id", how="semi", maintain_order="left"))
    speaking = stay.join(copies, on="article_id", how="anti", maintain_order="left")
    told = {
        table: pl.concat([getattr(found, table), rows_of(release, table, speaking)])
        for table in ("quantities", "quotations")
    }
    duplicates = relation(_matches(stay, texts), told["quantities"], told["quotations"])
    now = duplicates.filter(~pl.col("relation").is_in(COPIES))["article_id"]
    silent = speaking.filter(~pl.col("article_id").is_in(now.implode()))["article_id"]
    new = copies.filter(pl.col("article_id").is_in(now.implode()))
    facts, sightings = _checked(found, texts, duplicates, new)
    placed = stay.select("article_id", "part")
    articles = texts.join(new.select("article_id", "part"), on="article_id", how="inner", maintain_order="left")
    return Succession(
        duplicates.join(placed, on="article_id", how="left", maintain_order="left"), silent, articles, facts, sightings
    )


def _matches(stay: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Return those who stay as `dedupe.match` would, each against its new canonical article."""
    ready = prepare(dict(texts.select("article_id", "text").iter_rows()))
    measured = []
    for article, heir in stay.select("article_id", "heir").iter_rows():
        measured.append((1.0, 1.0) if article == heir else similarity(ready[article].shingles, ready[heir].shingles))
    return stay.select(
        "article_id",
        "cluster_id",
        canonical_id="heir",
        jaccard=pl.Series([j for j, _ in measured], dtype=pl.Float64),
        containment=pl.Series([c for _, c in measured], dtype=pl.Float64),
        exact=pl.col("exact_hash") == pl.col("heir_hash"),
    )


def _checked(
    found: Facts, texts: pl.DataFrame, duplicates: pl.DataFrame, new: pl.DataFrame
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Return the rows of the new speakers that pass the checks, with the rejects of the others, and their sightings."""
    speaks = pl.col("article_id").is_in(new["article_id"].implode())
    tables = {"articles": texts.filter(speaks), "duplicates": duplicates.filter(speaks)}
    tables |= {table: getattr(found, table).filter(speaks) for table in EXTRACTED}
    rejects, sightings = check(tables, found.sightings.filter(speaks), duplicates["canonical_id"])
    rejects = pl.concat([found.notes.filter(speaks), rejects])
    return {**{table: tables[table] for table in EXTRACTED}, "rejects": rejects}, sightings
