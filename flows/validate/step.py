"""The step `validate`: what a batch found becomes the parts of a release, bad rows become rejects, and a gate refuses too many.

A row whose reference leads to a refused row is refused too, round by round, until nothing falls any more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import link, read_json, write_json, write_parquet
from flows.core.parallel import Progress, cores, each
from flows.core.workspace import Workspace
from flows.validate.crosscheck import broken_links, shifted_spans
from flows.validate.models import Failure, refusals, split
from schemas import TABLES, polars_schema

COPIES = ("exact", "near")
EXTRACTED = ("quantities", "dates", "quotations", "mentions")
SMALL = 20  # tables with fewer rows than this are not held to the share


class GateError(Exception):
    """The release is refused: too much was lost; one line that says what."""


def run(root: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Validate every batch.

    Raises:
        GateError: more than the stated share of a table's rows was refused, or every new article.
    """
    work = Workspace(root)
    counts = each(_validate, root, work.numbers, work.limits.workers or cores(), progress)
    total: dict[str, list[int]] = {}
    for batch in counts:
        for table, (kept, lost) in batch.items():
            row = total.setdefault(table, [0, 0])
            row[0] += kept
            row[1] += lost
    for table, (kept, lost) in total.items():
        if table == "articles" and lost and not kept:
            raise GateError(f"articles: all {lost:,} fail their checks; nothing is published, {_reasons_in(root)}")
        if lost > work.limits.max_lost * (kept + lost) and kept + lost >= SMALL:
            raise GateError(
                f"{table}: {lost:,} of {kept + lost:,} rows fail their checks, more than the {work.limits.max_lost:.0%} allowed; "
                f"nothing is published, {_reasons_in(root)}"
            )
    return {table: {"kept": kept, "refused": lost} for table, (kept, lost) in total.items()}


def _reasons_in(root: Path) -> str:
    return f"the reasons are in {root}/batches/*/parts/rejects.parquet"


def _validate(root: Path, number: int) -> dict[str, tuple[int, int]]:
    work = Workspace(root)
    folder = work.batch(number)
    done = folder / "parts" / "done.json"
    if done.is_file():
        return {table: (kept, lost) for table, (kept, lost) in read_json(done).items()}
    tables = _tables(folder)
    before = {name: len(frame) for name, frame in tables.items()}
    found = pl.read_parquet(folder / "facts/sightings.parquet")
    canonical = pl.read_parquet(folder / "matches.parquet")["canonical_id"]
    refused, sightings = check(tables, found, canonical)
    noted = [pl.read_parquet(folder / name) for name in ("rejects.parquet", "facts/notes.parquet")]
    tables["rejects"] = pl.concat([*noted, refused]).unique("reject_id", maintain_order=True)
    for name, frame in tables.items():
        part = folder / "parts" / f"{name}.parquet"
        if name == "articles" and len(frame) == before[name]:
            part.unlink(missing_ok=True)
            link(folder / "articles.parquet", part)  # the texts are written once
        else:
            write_parquet(frame, part)
    write_parquet(sightings, folder / "parts" / "sightings.parquet")
    counts = {name: (len(tables[name]), before[name] - len(tables[name])) for name in before}
    write_json(counts, done)
    return counts


def check(
    tables: dict[str, pl.DataFrame], sightings: pl.DataFrame, canonical: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take every row out of `tables` that fails its model or whose reference leads nowhere.

    Args:
        tables: `articles`, `duplicates` and what was extracted of some articles; changed in place.
        sightings: what was extracted of their entities.
        canonical: canonical articles, which may stand elsewhere.

    Returns:
        The rejects, and the sightings of articles that keep mentions.
    """
    refused = []
    for name in tables:
        tables[name], bad = split(name, tables[name])
        refused.append(bad)
    refused += _settle_links(tables, _known_entities(sightings), canonical)
    kept = pl.col("article_id").is_in(tables["mentions"]["article_id"].implode())
    return pl.concat(refused).unique("reject_id", maintain_order=True), sightings.filter(kept)


def _tables(folder: Path) -> dict[str, pl.DataFrame]:
    """The batch's tables as found; copies carry no rows of what was extracted."""
    duplicates = pl.read_parquet(folder / "duplicates.parquet")
    copies = duplicates.filter(pl.col("relation").is_in(COPIES))["article_id"].implode()
    tables = {"articles": pl.read_parquet(folder / "articles.parquet"), "duplicates": duplicates}
    for name in EXTRACTED:
        tables[name] = pl.read_parquet(folder / f"facts/{name}.parquet").filter(~pl.col("article_id").is_in(copies))
    return tables


def _known_entities(sightings: pl.DataFrame) -> pl.Series:
    """The entities of the batch whose own columns pass the model of `entities`."""
    columns = ["entity_id", "name", "entity_type", "country_iso3", "wikidata_id"]
    one = pl.lit(1, pl.Int64)
    rows = sightings.select(columns).unique("entity_id", maintain_order=True)
    good, _ = split("entities", rows.with_columns(n_articles=one, n_mentions=one).pipe(_filled, "entities"))
    return good["entity_id"]


def _filled(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    schema = polars_schema(TABLES[table])
    lacking = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns]
    return frame.with_columns(lacking).select(list(schema))


def _settle_links(tables: dict[str, pl.DataFrame], entities: pl.Series, canonical: pl.Series) -> list[pl.DataFrame]:
    """Take out rows whose references lead nowhere until none does; returns the rejects. Canonical articles may stand in earlier parts."""
    out: list[pl.DataFrame] = []
    for name in EXTRACTED:
        _take_out(tables, name, shifted_spans(name, tables[name], tables["articles"]), out)
    fell = True
    while fell:
        ids = {
            "articles.article_id": pl.concat([tables["articles"]["article_id"], canonical]).unique(),
            "quotations.quotation_id": tables["quotations"]["quotation_id"],
            "quantities.quantity_id": tables["quantities"]["quantity_id"],
            "entities.entity_id": entities,
        }
        fell = False
        for name in ("duplicates", *EXTRACTED):
            fell |= _take_out(tables, name, broken_links(name, tables[name], ids), out)
    return out


def _take_out(tables: dict[str, pl.DataFrame], name: str, found: list[Failure], out: list[pl.DataFrame]) -> bool:
    """Move the rows that failed from their table to the rejects; tells whether there were any."""
    if not found:
        return False
    out.append(refusals(name, tables[name], found))
    bad = {row for row, *_ in found}
    keep = pl.Series([i not in bad for i in range(len(tables[name]))], dtype=pl.Boolean)
    tables[name] = tables[name].filter(keep)
    return True
