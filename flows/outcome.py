"""What an operator wants to know of one run: what was refused and why, what changed in the tables, and whom to tell of a failure."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator

import httpx
import polars as pl

from flows.core.display import plain
from flows.core.store import MANIFEST, Release
from flows.core.workspace import Workspace

ON_FAILURE = "NEWSTALLY_ON_FAILURE"  # a command, or an http(s) address
SECONDS = 60.0
MOST_REASONS = 5
MOST_CLAIMS = 5
LONGEST = 160
TOLD = ["best", "low", "high", "agreement"]


def refused(work: Workspace) -> list[str]:
    """Return the commonest reasons for which this run refused documents and rows, with an example each."""
    parts = [work.batch(n) / "parts" / "rejects.parquet" for n in work.numbers]
    rejects = (
        pl.concat([pl.read_parquet(p, columns=["stage", "reason", "source_uri", "article_id"]) for p in parts])
        if parts
        else None
    )
    if rejects is None or rejects.is_empty():
        return []
    where = pl.coalesce("source_uri", "article_id", pl.lit("?"))
    kinds = (
        rejects.group_by("stage", pl.col("reason").str.replace(r": .*", "").alias("reason"), maintain_order=True)
        .agg(pl.len(), where.first().alias("first"))
        .sort("len", descending=True, maintain_order=True)
    )
    out = [
        _cut(f"{n:,} × {stage}: {reason} (first: {first})")
        for stage, reason, n, first in kinds.head(MOST_REASONS).iter_rows()
    ]
    if len(kinds) > MOST_REASONS:
        out.append(f"and {kinds['len'][MOST_REASONS:].sum():,} more for {len(kinds) - MOST_REASONS} other reasons")
    return out


def changed(release: Release) -> list[str]:
    """Return what the release changed since the one before: rows, claims, and the figures that changed most visibly."""
    told = release.manifest["changes"]
    if told["since"] is None:
        return ["the first release"]
    tables = {name: counts["rows"] - counts["rows_before"] for name, counts in told["tables"].items()}
    grown = [f"{tables[t]:+,} {t}" for t in ("articles", "quantities", "quotations") if tables[t]]
    claims = [
        f"{told['claims'][kind]['n']:,} {kind}" for kind in ("added", "changed", "gone") if told["claims"][kind]["n"]
    ]
    head = "; ".join(part for part in (", ".join(grown), f"claims: {', '.join(claims)}" if claims else "") if part)
    return [f"since {told['since']}: {head or 'no row'}", *_figures(release, told)]


def _figures(release: Release, told: dict[str, object]) -> Iterator[str]:
    """Yield the claims whose best figure or agreement changed, those with most independent reports first."""
    before = Release(release.path.parent / str(told["since"]))
    claims = told["claims"]
    assert isinstance(claims, dict)
    ids = pl.Series(claims["changed"]["claim_ids"], dtype=pl.String)
    if ids.is_empty() or not (before.path / MANIFEST).is_file():
        return
    then, now = (
        pl.scan_parquet(r.parts("claims")).filter(pl.col("claim_id").is_in(ids.implode())).collect()
        for r in (before, release)
    )
    both = now.join(then.select("claim_id", *TOLD), on="claim_id", suffix="_then")
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_then")) for c in TOLD)
    top = both.filter(differs).sort(["n_independent", "claim_id"], descending=[True, False])
    for row in top.head(MOST_CLAIMS).iter_rows(named=True):
        yield _cut(f"{row['label']} " + ", ".join(_arrow(row, c) for c in TOLD if row[c] != row[f"{c}_then"]))
    if len(top) > MOST_CLAIMS:
        yield f"and {len(top) - MOST_CLAIMS:,} more; `newstally releases compare {before.version}` tells them"


def _arrow(row: dict[str, object], column: str) -> str:
    then, now = (f"{v:,g}" if isinstance(v, float) else str(v or "open") for v in (row[f"{column}_then"], row[column]))
    return f"{column} {then} → {now}"


def _cut(text: str) -> str:
    text = plain(text).replace("\n", " ")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def tell_failure(line: str) -> str | None:
    """Tell of a failed run as `NEWSTALLY_ON_FAILURE` says; returns what went wrong with that, None if nothing did.

    An http(s) address gets a POST of `{"text": line}`, which chat servers take as it is. Anything else is a command, which gets the
    line as its last argument.
    """
    how = os.environ.get(ON_FAILURE, "").strip()
    if not how:
        return None
    try:
        if how.startswith(("http://", "https://")):
            httpx.post(how, json={"text": line}, timeout=SECONDS).raise_for_status()
        else:
            subprocess.run([*shlex.split(how), line], check=True, timeout=SECONDS, capture_output=True)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, subprocess.SubprocessError) as e:
        return f"{ON_FAILURE}: could not be told ({str(e) or type(e).__name__})"
    return None
