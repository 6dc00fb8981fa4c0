"""Pages that were fetched again and read as before: what else a server puts into a page does not make it another article."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.core.workspace import Workspace

WEB = "^https?://"
COLUMNS = ["source_uri", "url", "text_sha256"]


def unchanged_pages(work: Workspace, files: Sequence[Path]) -> list[pl.Series | None]:
    """Mark in files of articles the pages of the web that stand in the base release with the same url and text.

    Returns:
        one series of marks for each file, None for all of them if there can be none.
    """
    nothing: list[pl.Series | None] = [None] * len(files)
    if work.base is None or "round" not in work.plan:
        return nothing
    read = [pl.read_parquet(file, columns=COLUMNS) for file in files]
    fetched = [frame.filter(pl.col("source_uri").str.contains(WEB)) for frame in read]
    urls = pl.concat([pl.Series("url", [], pl.String), *(frame["url"] for frame in fetched)]).unique()
    if urls.is_empty():
        return nothing
    parts = [pl.scan_parquet(part).select(COLUMNS[1:]) for part in work.base.parts("articles")]
    seen = {row for part in parts for row in part.filter(pl.col("url").is_in(urls.implode())).collect().iter_rows()}
    return [
        pl.Series([url == uri and (url, text) in seen for uri, url, text in _of_web(frame)], dtype=pl.Boolean)
        for frame in read
    ]


def _of_web(frame: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Return place, url and text's hash of each row; empty places for rows that were not fetched."""
    place = pl.when(pl.col("source_uri").str.contains(WEB)).then("source_uri").otherwise(pl.lit(""))
    return frame.select(place, pl.col("url").fill_null("none"), "text_sha256").rows()
