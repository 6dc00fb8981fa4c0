"""The check of any release: its files against the manifest, its tables against their models and against each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from flows.core.files import sha256
from flows.core.store import MANIFEST, Release
from flows.publish.manifest import entries, resource
from flows.validate import broken_links, split
from flows.validate.crosscheck import shifted_spans
from schemas import SCHEMA_VERSION, TABLES

MOST = 20  # problems told per kind


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
    """The rows against their models and each other; an edition says which columns it leaves out, and without texts no span can be read."""
    frames = {name: pl.concat([pl.read_parquet(p) for p in release.parts(name)]) for name in TABLES}
    for name, frame in frames.items():
        _, refused = split(name, frame, left_out.get(name, []))
        yield from _told(name, refused["reason"].to_list())
    ids = {
        "articles.article_id": frames["articles"]["article_id"],
        "quotations.quotation_id": frames["quotations"]["quotation_id"],
        "quantities.quantity_id": frames["quantities"]["quantity_id"],
        "entities.entity_id": frames["entities"]["entity_id"],
        "claims.claim_id": frames["claims"]["claim_id"],
    }
    for name, frame in frames.items():
        found = broken_links(name, frame, ids)
        if not left_out:
            found += shifted_spans(name, frame, frames["articles"])
        yield from _told(name, [f"{column}: {check} refuses {case!r}" for _, column, check, case in found])
    yield from _copies(frames)


def _copies(frames: dict[str, pl.DataFrame]) -> Iterator[str]:
    """Rules that join tables: each article has one row in `duplicates`, copies carry no rows, a canonical article is unique."""
    duplicates = frames["duplicates"]
    lacking = frames["articles"].join(duplicates, on="article_id", how="anti")
    yield from _told("duplicates", [f"article {a} has no row" for a in lacking["article_id"]])
    copies = duplicates.filter(pl.col("relation").is_in(["exact", "near"]))
    for name in ("quantities", "dates", "quotations", "mentions"):
        rows = frames[name].join(copies, on="article_id", how="semi")
        yield from _told(
            name, [f"article {a} is a copy and carries rows" for a in rows["article_id"].unique(maintain_order=True)]
        )
    uniques = duplicates.filter(pl.col("relation") == "unique")
    wrong = duplicates.join(uniques, left_on="canonical_id", right_on="article_id", how="anti")
    yield from _told("duplicates", [f"canonical article {a} is not unique" for a in wrong["canonical_id"]])


def _told(table: str, problems: list[str]) -> Iterator[str]:
    for problem in problems[:MOST]:
        yield f"{table}: {problem}"
    if len(problems) > MOST:
        yield f"{table}: and {len(problems) - MOST} more of this kind"
