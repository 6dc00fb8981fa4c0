"""What was taken out and must not come back: a state that goes from release to release.

A tombstone names an article by its id and by the page its address leads to, both as hashes: it does not tell what was taken out, and
knows it again under any form of its address and with any text.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from flows.core.addresses import page_key
from flows.core.ids import digest
from flows.core.store import STATE, Release

TOMBSTONES = f"{STATE}/tombstones"
PART = f"{TOMBSTONES}/part-00.parquet"
SCHEMA = {"article_id": pl.String, "page_id": pl.String}


def page_id(url: str | None) -> str | None:
    """Return the id of the page that an address leads to, null without one."""
    return digest("page", page_key(url)) if url else None


def tombstones(release: Release | None) -> pl.DataFrame:
    """Return the tombstones of a release."""
    parts = release.parts(TOMBSTONES) if release else []
    return pl.concat([pl.DataFrame(schema=SCHEMA), *(pl.read_parquet(p) for p in parts)])


def bury(known: pl.DataFrame, articles: Iterable[tuple[str | None, str | None]]) -> pl.DataFrame:
    """Return the tombstones together with those of these articles, given by id and address."""
    rows = [(article, page_id(url)) for article, url in articles]
    new = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return pl.concat([known, new]).unique(maintain_order=True)


def buried(known: pl.DataFrame, articles: pl.DataFrame) -> pl.Series:
    """Tell for each article (`article_id`, `url`) whether it was taken out before."""
    if known.is_empty():
        return pl.repeat(value=False, n=len(articles), eager=True)
    pages = pl.Series([page_id(url) for url in articles["url"]], dtype=pl.String)
    return articles["article_id"].is_in(known["article_id"].drop_nulls().implode()) | pages.is_in(
        known["page_id"].drop_nulls().implode()
    ).fill_null(value=False)
