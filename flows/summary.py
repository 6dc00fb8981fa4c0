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


def scan(release: Release, table: str) -> pl.LazyFrame:
    """Return a table of a release, unread."""
    return pl.scan_parquet(release.parts(table))


def holdings(release: Release) -> list[tuple[str, str]]:
    """Return what a release holds: pairs of a name and a count with its breakdown."""
    relations = _counts(release, "duplicates", "relation")
    copies = relations.get("exact", 0) + relations.get("near", 0)
    agreement = _counts(release, "claims", "agreement")
    families = _counts(release, "quantities", "family")
    types = scan(release, "quantities").group_by("family", "count_type").len().drop_nulls().collect()
    out = [
        ("articles", f"{sum(relations.values()):,}"),
        ("  of these copies", f"{copies:,} ({relations.get('exact', 0):,} exact, {relations.get('near', 0):,} near)"),
        ("  of these updates", f"{relations.get('revision', 0):,}"),
        *_other_languages(release),
        ("figures", f"{sum(families.values()):,}"),
    ]
    for family, n in sorted(families.items(), key=lambda f: (-f[1], f[0])):
        own = types.filter(pl.col("family") == family).sort(["len", "count_type"], descending=[True, False])
        detail = ", ".join(f"{kind} {count:,}" for kind, count in own.select("count_type", "len").iter_rows())
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


def _counts(release: Release, table: str, column: str) -> dict[str, int]:
    return dict(scan(release, table).group_by(column).len().collect().iter_rows())


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
    columns = ["label", "best", "low", "high", "agreement", "n_reports", "n_independent", "n_attributed"]
    ordered = scan(release, "claims").sort([ORDER, "n_independent", "claim_id"], descending=[False, True, False])
    top = ordered.head(most).select(columns).collect()
    return [{**row, "label": escaped(row["label"])} for row in top.to_dicts()]


def _some(release: Release, table: str, columns: list[str], wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a table whose first column stands in the first one of `wanted`."""
    known = wanted.to_series().implode()
    return scan(release, table).select(columns).filter(pl.col(columns[0]).is_in(known)).collect()


def conflict_rows(release: Release, most: int = MOST_CLAIMS) -> list[dict[str, Any]]:
    """Return the claims whose figures contradict each other as rows of a table artifact: the question, its best figure, who says what."""
    conflicts = scan(release, "claims").filter(pl.col("agreement") == "conflict")
    ordered = conflicts.sort(["n_independent", "claim_id"], descending=[True, False]).head(most)
    top = ordered.select("claim_id", "label", "best").collect()
    reports = _some(release, "claim_reports", ["claim_id", "quantity_id", "reported_date"], top)
    columns = ["quantity_id", "article_id", "surface", "attributed_to", "modality"]
    quantities = _some(release, "quantities", columns, reports.select("quantity_id"))
    articles = _some(release, "articles", ["article_id", "source_name"], quantities.select("article_id"))
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
