"""The check of any release: its files against the manifest, its tables against their models and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from flows.core.files import sha256
from flows.core.store import MANIFEST, Release
from flows.publish.manifest import entries, resource
from flows.validate import split
from flows.validate.crosscheck import LISTS, SPANS, shifted_spans
from schemas import SCHEMA_VERSION, TABLES, describe

MOST = 20  # problems told per kind
AT_ONCE = 200_000  # rows held together


def verify(release: Release) -> list[str]:
    """Return every problem of a release in one line each; an empty list means that it is whole."""
    manifest = release.manifest
    if manifest["schema_version"] != SCHEMA_VERSION:
        return [
            f"schema version is {manifest['schema_version']}, this is newstally for {SCHEMA_VERSION}; `newstally rebuild` makes it anew"
        ]
    try:
        problems = list(_files(release, manifest)) or list(_manifest(release, manifest))
    except (KeyError, TypeError) as e:
        return [f"{MANIFEST}: was edited or is damaged, an entry lacks or misnames something ({e})"]
    return problems or list(_tables(release, manifest.get("left_out", {})))


def _manifest(release: Release, manifest: dict[str, Any]) -> Iterator[str]:
    """What the manifest says of the release as a whole, against its parts, whose files are as it says."""
    if manifest["version"] != release.version and "edition" not in manifest:
        yield f"{MANIFEST}: names the version {manifest['version']}"
    listed = {entry["path"]: entry for entry in entries(manifest)}
    for path, entry in listed.items():
        rows = pq.read_metadata(release.path / path).num_rows
        if rows != entry["rows"]:
            yield f"{path}: has {rows} rows, the manifest says {entry['rows']}"
    told = {r["name"]: r for r in manifest["resources"]}
    for table in TABLES:
        expected = resource(release.path, table, listed, {})
        found = told.get(expected["name"], {})
        for key in ("path", "rows", "bytes", "parts", "format", "kind"):
            if found.get(key) != expected[key]:
                yield f"{MANIFEST}: `{key}` of {expected['name']} does not agree with the table's parts"


def _files(release: Release, manifest: dict[str, Any]) -> Iterator[str]:
    told = {}
    for entry in entries(manifest):
        path = release.path / entry["path"]
        told[entry["path"]] = path
        if not path.is_file():
            yield f"{entry['path']}: is missing"
        elif path.stat().st_size != entry["bytes"]:
            yield f"{entry['path']}: has {path.stat().st_size} bytes, the manifest says {entry['bytes']}"
        elif sha256(path) != entry["sha256"]:
            yield f"{entry['path']}: was changed after it was published (its SHA-256 differs)"
    for path in sorted(release.path.rglob("*.parquet")):
        name = path.relative_to(release.path).as_posix()
        if name not in told:
            yield f"{name}: stands in the folder but not in the manifest"


def _tables(release: Release, left_out: dict[str, list[str]]) -> Iterator[str]:
    """The rows against their models and each other; an edition says which columns it leaves out, and without texts no span can be read.

    A stretch of one part is held at a time, and of whole tables only ids.
    """
    for name in TABLES:
        refused: list[str] = []
        for rows in _stretches(release, name):
            refused += split(name, rows, left_out.get(name, []))[1]["reason"].to_list()
            if name in SPANS and not left_out:
                found = shifted_spans(name, rows, _texts(release, rows["article_id"].unique()))
                refused += [f"{column}: {check} refuses {case!r}" for _, column, check, case in found]
        yield from _told(name, refused)
        yield from _told(name, list(_across(release, name, left_out.get(name, []))))
    yield from _copies(release)


def _stretches(release: Release, table: str) -> Iterator[pl.DataFrame]:
    for part in release.parts(table):
        rows = pq.read_metadata(part).num_rows
        for begin in range(0, max(rows, 1), AT_ONCE):
            yield pl.scan_parquet(part).slice(begin, AT_ONCE).collect()


def _texts(release: Release, article_ids: pl.Series) -> pl.DataFrame:
    articles = pl.scan_parquet(release.parts("articles")).select("article_id", "text")
    return articles.filter(pl.col("article_id").is_in(article_ids.implode())).collect()


def _ids(release: Release, table: str, *columns: str) -> pl.LazyFrame:
    return pl.scan_parquet(release.parts(table)).select(columns)


def _across(release: Release, table: str, left_out: Sequence[str]) -> Iterator[str]:
    """What holds of a table only as a whole: ids stand once, references lead somewhere."""
    for column in describe(TABLES[table]):
        if column.name in left_out:
            continue
        own = _ids(release, table, column.name).drop_nulls()
        if column.unique:
            twice = own.group_by(column.name).len().filter(pl.col("len") > 1)
            yield from _each(twice, column.name, "field_uniqueness")
        if column.refers_to:
            yield from _each(_lost(release, own, column.refers_to), column.name, f"stands in {column.refers_to}")
        elif column.name in LISTS:
            named = own.with_columns(pl.col(column.name).str.split("; ")).explode(column.name)
            known = "entities.entity_id"
            yield from _each(_lost(release, named, known), column.name, f"stands in {known}")


def _lost(release: Release, own: pl.LazyFrame, refers_to: str) -> pl.LazyFrame:
    """Return the values of the one column of `own` that do not stand where they refer to."""
    table, _, column = refers_to.partition(".")
    name = own.collect_schema().names()[0]
    return own.unique().join(_ids(release, table, column), left_on=name, right_on=column, how="anti")


def _each(found: pl.LazyFrame, column: str, check: str) -> Iterator[str]:
    for case in found.sort(column).collect(engine="streaming")[column]:
        yield f"{column}: {check} refuses {case!r}"


def _copies(release: Release) -> Iterator[str]:
    """Rules that join tables: each article has one row in `duplicates`, copies carry no rows, a canonical article is unique."""
    duplicates = _ids(release, "duplicates", "article_id", "canonical_id", "relation").collect()
    lacking = _ids(release, "articles", "article_id").collect().join(duplicates, on="article_id", how="anti")
    yield from _told("duplicates", [f"article {a} has no row" for a in lacking["article_id"]])
    copies = duplicates.filter(pl.col("relation").is_in(["exact", "near"])).lazy()
    for name in ("quantities", "dates", "quotations", "mentions"):
        rows = _ids(release, name, "article_id").join(copies, on="article_id", how="semi").unique()
        found = rows.sort("article_id").collect(engine="streaming")["article_id"]
        yield from _told(name, [f"article {a} is a copy and carries rows" for a in found])
    uniques = duplicates.filter(pl.col("relation") == "unique")
    wrong = duplicates.join(uniques, left_on="canonical_id", right_on="article_id", how="anti")
    yield from _told("duplicates", [f"canonical article {a} is not unique" for a in wrong["canonical_id"]])


def _told(table: str, problems: list[str]) -> Iterator[str]:
    for problem in problems[:MOST]:
        yield f"{table}: {problem}"
    if len(problems) > MOST:
        yield f"{table}: and {len(problems) - MOST} more of this kind"
