"""A takedown: an article and all its rows leave the newest release, or all of them, and the article does not come back.

The newest release is followed by one without the article. With `every`, each earlier release gets another content under its own version;
readers that hold it open keep what they have read. Only parts that held rows of the article, or get rows of the copy that takes its place,
are written anew. What was made by runs that are not done is removed, too, as it may hold the text.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from flows.core.store import Release, Store, StoreError
from flows.core.tombstones import page_id, tombstones
from flows.keep.rewrite import Without, without
from flows.publish import manifest
from flows.publish.draft import begin, make_visible, of_today, seal
from schemas import SCHEMA_VERSION

SOURCE = "(forgotten)"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done.

    Attributes:
        version: the new newest release, None where it did not hold the article.
        rewritten: earlier releases that have another content now.
        refused: earlier releases that hold the article and were made by another schema.
        articles: ids of the articles taken out.
        heirs: ids of the copies that carry their rows from now on.
    """

    version: str | None
    rewritten: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)
    heirs: list[str] = field(default_factory=list)


def forget(store: Store, name: str, *, every: bool = False) -> Forgotten:
    """Take out an article, by its address or its `article_id`; must be called as the only writer.

    Raises:
        StoreError: no release holds it, or the newest one was made by another schema.
    """
    store.sweep()
    newest = of_today(store, store.find("latest"))
    articles: set[str] = set()
    heirs: set[str] = set()
    made = None
    gone = _found(newest, name)
    if len(gone):
        draft = begin(store)
        done = without(newest, draft, gone)
        articles |= set(done.articles)
        heirs |= set(done.heirs)
        provenance = {"sources": [SOURCE], "finished": _now(), "steps": {}, "forgotten": [_told(done)]}
        made = make_visible(store, draft, newest, done.fresh, provenance).version
    rewritten: list[str] = []
    refused: list[str] = []
    for version in store.versions() if every else ():
        if version == made:
            continue
        state = _again(store, version, name, articles)
        (rewritten if state == "rewritten" else refused if state == "refused" else []).append(version)
    if every:
        store.drop_parts()
    if made is None and not rewritten and not refused:
        raise StoreError(
            f"{store.told}: no article {name} in {'any' if every else 'the newest'} release{_hint(newest, name)}"
        )
    return Forgotten(made, rewritten, refused, sorted(articles), sorted(heirs))


def _hint(newest: Release, name: str) -> str:
    known = tombstones(newest)
    there = ((known["article_id"] == name) | (known["page_id"] == page_id(name))).any()
    return "; it was forgotten before" if there else "; give the address as `articles.url` has it, or the article_id"


def _told(done: Without) -> dict[str, Any]:
    """What the manifest says: ids, which tell nothing of the article, and not its address."""
    return {"when": _now(), "article_ids": done.articles, "now_carrying_rows": done.heirs}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _found(release: Release, name: str) -> pl.DataFrame:
    """Return `article_id, url` of the articles with this id or at this page."""
    rows = pl.concat([pl.read_parquet(p, columns=["article_id", "url"]) for p in release.parts("articles")])
    wanted = page_id(name)
    pages = pl.Series([page_id(url) for url in rows["url"]], dtype=pl.String)
    return rows.filter((pl.col("article_id") == name) | (pages == wanted).fill_null(value=False))


def _again(store: Store, version: str, name: str, articles: set[str]) -> str:
    """Give an earlier release another content; tells whether it was `rewritten`, `refused` or did not hold the article (`without`)."""
    old = store.find(version)
    gone = _found(old, name)
    if gone.is_empty():
        return "without"
    told_before = old.manifest
    if told_before["schema_version"] != SCHEMA_VERSION:
        return "refused"
    draft = store.releases_folder / f".{version}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    done = without(old, draft, gone)
    articles |= set(done.articles)
    earlier = told_before["provenance"].get("forgotten", [])
    provenance = {**told_before["provenance"], "forgotten": [*earlier, _told(done)]}
    described = manifest.build(draft, version, old, done.fresh, provenance)
    tables = {
        r["name"]: {**told_before["changes"]["tables"][r["name"]], "rows": r["rows"]} for r in described["resources"]
    }
    seal(draft, {**described, "changes": {**told_before["changes"], "tables": tables}})
    store.replace(version, draft)
    return "rewritten"
