"""What a run tells its reader: one line per step, and what a release holds, for the terminal and for Prefect's artifacts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from flows.core.display import plain
from flows.core.store import MANIFEST, Release
from flows.extract import corrections
from flows.extract.stage import LANGUAGES

MOST_CLAIMS = 25
MOST_SAID = 12  # figures of a conflict
MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@])")
ADDRESS = re.compile(r"(?i)(https?|ftp|mailto|www)([:.])")  # Markdown makes links of them by itself
ORDER = pl.col("agreement").replace_strict(
    {"conflict": 0, "compatible": 1, "agree": 2, "single": 3}, return_dtype=pl.Int8
)


def escaped(text: str) -> str:
    """Return a text from an article that Markdown shows as it is, on one line; Prefect's page reads cells of tables as Markdown too."""
    return ADDRESS.sub(r"\1\\\2", MARKUP.sub(r"\\\1", plain(text).replace("\n", " ")))


def line(step: str, told: dict[str, Any]) -> str:
    """Return what a step has to tell in one line."""
    if step == "ingest":
        return f"{told['seen']:,} documents, {told['articles']:,} new articles, {told['rejected']:,} rejected, {told['known']:,} known"
    if step == "publish":
        return f"release {told['version']}" if told["new"] else "nothing new"
    if step == "validate":
        refused = sum(table["refused"] for table in told.values())
        return f"{sum(table['kept'] for table in told.values()):,} rows pass, {refused:,} refused"
    return ", ".join(f"{str(key).replace('_', ' ')} {value:,}" for key, value in told.items()) or "nothing to do"


def rows(release: Release, table: str, columns: list[str]) -> pl.DataFrame:
    """Return some columns of a table of a release."""
    return pl.concat([pl.read_parquet(part, columns=columns) for part in release.parts(table)])


def _other_languages(release: Release) -> list[tuple[str, str]]:
    """Return the line on articles that are kept and not read for figures, if there are any."""
    languages = rows(release, "articles", ["language"])["language"].drop_nulls().value_counts().rows()
    others = sorted((code, n) for code, n in languages if code not in LANGUAGES)
    if not others:
        return []
    detail = ", ".join(f"{code} {n:,}" for code, n in others)
    return [("  in other languages, kept unread", f"{sum(n for _, n in others):,} ({detail})")]


def holdings(release: Release) -> list[tuple[str, str]]:
    """Return what a release holds: pairs of a name and a count with its breakdown."""
    relations = dict(rows(release, "duplicates", ["relation"])["relation"].value_counts().rows())
    copies = relations.get("exact", 0) + relations.get("near", 0)
    figures = rows(release, "quantities", ["family", "count_type"])
    agreement = dict(rows(release, "claims", ["agreement"])["agreement"].value_counts().rows())
    out = [
        ("articles", f"{sum(relations.values()):,}"),
        ("  of these copies", f"{copies:,} ({relations.get('exact', 0):,} exact, {relations.get('near', 0):,} near)"),
        ("  of these updates", f"{relations.get('revision', 0):,}"),
        *_other_languages(release),
        ("figures", f"{len(figures):,}"),
    ]
    kinds = (
        figures.group_by("family")
        .agg(pl.len(), pl.col("count_type").drop_nulls().value_counts(sort=True).alias("types"))
        .sort(["len", "family"], descending=[True, False])
    )
    for family, n, types in kinds.iter_rows():
        detail = ", ".join(
            f"{t['count_type']} {t['count']:,}" for t in sorted(types, key=lambda t: (-t["count"], t["count_type"]))
        )
        out.append((f"  {family}", f"{n:,}" + (f" ({detail})" if detail else "")))
    out += [(name, f"{_count(release, name):,}") for name in ("dates", "quotations", "entities")]
    told = ", ".join(
        f"{name} {agreement[name]:,}" for name in ("conflict", "compatible", "agree", "single") if name in agreement
    )
    out.append(("claims", f"{_count(release, 'claims'):,}" + (f" ({told})" if told else "")))
    out.append(("rejects", f"{_count(release, 'rejects'):,}"))
    if corrected := corrections.told(rows(release, "rejects", ["check"])["check"]):
        out.append(("  corrections of sources", corrected))
    return out


def _count(release: Release, table: str) -> int:
    return int(pl.scan_parquet(release.parts(table)).select(pl.len()).collect().item())


def markdown(release: Release, counts: dict[str, Any], changes: Sequence[str], refused: Sequence[str]) -> str:
    """Return the summary of a run as Markdown: what came in, what changed, what was refused and why, how long it took, what there is."""
    seconds = {
        name: told["seconds"] for name, told in release.manifest["provenance"]["steps"].items() if "seconds" in told
    }
    out = [f"# newstally {release.version}", f"{line('ingest', counts)}.", f"Report: `{release.path / 'report.html'}`"]
    if changes:
        out.append("## What changed\n\n" + "\n".join(f"- {escaped(told)}" for told in changes))
    if refused:
        out.append("## What was refused\n\n" + "\n".join(f"- {escaped(told)}" for told in refused))
    if changes and seconds:
        out.append("## Seconds\n\n" + ", ".join(f"{name} {took:.1f}" for name, took in seconds.items()))
    held = "\n".join(f"| {escaped(name.strip())} | {escaped(value)} |" for name, value in holdings(release))
    out.append(f"## What there is\n\n| | |\n|---|---|\n{held}\n")
    return "\n\n".join(out)


def claim_rows(release: Release, most: int = MOST_CLAIMS) -> list[dict[str, Any]]:
    """Return the claims that matter most as rows of a table artifact, conflicts first."""
    claims = pl.concat([pl.read_parquet(p) for p in release.parts("claims")])
    top = claims.sort([ORDER, "n_independent", "claim_id"], descending=[False, True, False]).head(most)
    columns = ["label", "best", "low", "high", "agreement", "n_reports", "n_independent", "n_attributed"]
    return [{**row, "label": escaped(row["label"])} for row in top.select(columns).to_dicts()]


def conflict_rows(release: Release, most: int = MOST_CLAIMS) -> list[dict[str, Any]]:
    """Return the claims whose figures contradict each other as rows of a table artifact: the question, its best figure, who says what."""
    claims = pl.concat([pl.read_parquet(p) for p in release.parts("claims")]).filter(pl.col("agreement") == "conflict")
    top = (
        claims.sort(["n_independent", "claim_id"], descending=[True, False])
        .head(most)
        .select("claim_id", "label", "best")
    )
    articles = rows(release, "articles", ["article_id", "source_name"])
    quantities = rows(release, "quantities", ["quantity_id", "article_id", "surface", "attributed_to", "modality"])
    reports = rows(release, "claim_reports", ["claim_id", "quantity_id", "reported_date"])
    said = pl.format("{}: {}", pl.coalesce("attributed_to", "source_name", pl.lit("unnamed outlet")), "surface")
    denied = pl.when(pl.col("modality") == "denied").then(pl.lit(" (denied)")).otherwise(pl.lit(""))
    told = (
        reports.join(top, on="claim_id", how="semi")
        .join(quantities, on="quantity_id")
        .join(articles, on="article_id")
        .sort("claim_id", "reported_date", "quantity_id", nulls_last=True)
        .group_by("claim_id", maintain_order=True)
        .agg(says=(said + denied).unique(maintain_order=True).head(MOST_SAID))
    )
    return [
        {"question": escaped(label), "best": best, "who says what": escaped("; ".join(says or []))}
        for _, label, best, says in top.join(told, on="claim_id", how="left", maintain_order="left").iter_rows()
    ]


def report_link(release: Release, address: str) -> str:
    """Return where a reader finds the report of a release whose own address is given."""
    if "://" in address:
        return f"{address.removesuffix(MANIFEST)}report.html"
    return (release.path / "report.html").absolute().as_uri()
