"""Claims, their reports, figures and quotations of a release as rows for the terminal, with filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from flows.core.display import plain
from flows.core.store import Release
from flows.core.tolls import drops

IDLE = {"claims": (), "reports": (), "figures": (), "quotations": ("side", "agreement")}
AGREEMENT = {"conflict": 0, "compatible": 1, "agree": 2, "single": 3}
ORDER = [
    pl.col("agreement").replace_strict(AGREEMENT, return_dtype=pl.Int8),
    pl.col("n_independent"),
    pl.col("claim_id"),
]
DESCENDING = [False, True, False]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; null means all. `side` and `source` are looked for in the words, whatever the capitals."""

    kind: str | None = None
    side: str | None = None
    source: str | None = None
    agreement: str | None = None
    since: date | None = None
    until: date | None = None
    most: int = 30

    def idle(self, what: str) -> list[str]:
        """Return the filters that are given and say nothing about what is shown."""
        return [name for name in IDLE[what] if getattr(self, name) is not None]


def claims(release: Release, filters: Filters) -> pl.DataFrame:
    """Return claims, conflicts first: `label, best, low, high, agreement, reports, independent, sources`."""
    return (
        _claims(release, filters)
        .sort(*ORDER, descending=DESCENDING)
        .head(filters.most)
        .select(
            "label",
            "best",
            "low",
            "high",
            "agreement",
            reports="n_reports",
            independent="n_independent",
            sources="n_attributed",
        )
        .collect()
    )


def reports(release: Release, filters: Filters) -> pl.DataFrame:
    """Return the figures that answer claims, conflicts first, each claim's by day: `claim, date, figure, stands, drop, said by, outlet`.

    `stands` is how a figure stands to the claim's best, `drop` the higher figure of an earlier day that a growing toll falls below.
    """
    quantities = _with_articles(release, "quantities").with_columns(
        who=pl.coalesce("attributed_to", "source_name", "source_uri")
    )
    told = _scan(release, "claim_reports")
    claims = _claims(release, filters).select("claim_id", "label", "agreement", "n_independent")
    return (
        told.join(claims, on="claim_id")
        .join(quantities, on="quantity_id")
        .join(drops(told.collect(), quantities.collect()).lazy(), on=["claim_id", "quantity_id"], how="left")
        .sort(*ORDER, "reported_date", "quantity_id", descending=[*DESCENDING, False, False], nulls_last=True)
        .head(filters.most)
        .select(
            claim="label",
            date="reported_date",
            figure="surface",
            stands="relation",
            drop="fell_from",
            said_by="attributed_to",
            outlet=pl.coalesce("source_name", "source_uri"),
        )
        .collect()
    )


def figures(release: Release, filters: Filters) -> pl.DataFrame:
    """Return figures: `date, figure, what, side, said by, outlet, sentence`, newest first."""
    return (
        _with_articles(release, "quantities")
        .filter(_is("count_type", filters.kind) if filters.kind else pl.col("count_type").is_not_null())
        .filter(_holds("affected", filters.side), _holds("attributed_to", filters.source))
        .filter(_days("published_date", "published_date", filters))
        .join(_of_claims(release, filters), on="quantity_id", how="semi")
        .sort("published_date", "article_id", "char_start", descending=[True, False, False], nulls_last=True)
        .head(filters.most)
        .select(
            date="published_date",
            figure="surface",
            what=pl.concat_str("count_type", pl.lit(": "), pl.col("unit").fill_null("?")),
            side="affected",
            said_by="attributed_to",
            outlet=pl.coalesce("source_name", "source_uri"),
            sentence="sentence",
        )
        .collect()
    )


def quotations(release: Release, filters: Filters) -> pl.DataFrame:
    """Return quotations: `date, speaker, said, outlet`, newest first."""
    return (
        _with_articles(release, "quotations")
        .filter(_is("quote_type", filters.kind), _holds("speaker", filters.source))
        .filter(_days("published_date", "published_date", filters))
        .sort("published_date", "article_id", "char_start", descending=[True, False, False], nulls_last=True)
        .head(filters.most)
        .select(
            date="published_date",
            speaker=pl.coalesce("speaker", "speaker_raw"),
            said="text",
            outlet=pl.coalesce("source_name", "source_uri"),
        )
        .collect()
    )


VIEWS: dict[str, Callable[[Release, Filters], pl.DataFrame]] = {
    "claims": claims,
    "reports": reports,
    "figures": figures,
    "quotations": quotations,
}


def cells(frame: pl.DataFrame) -> list[list[str]]:
    """Return a frame's rows as texts that are safe in a terminal; null is empty."""
    return [[_cell(value) for value in row] for row in frame.iter_rows()]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,g}"
    return plain(str(value))


def _scan(release: Release, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(release.parts(table))


def _with_articles(release: Release, table: str) -> pl.LazyFrame:
    articles = _scan(release, "articles").select("article_id", "published_date", "source_name", "source_uri")
    return _scan(release, table).join(articles, on="article_id", how="left")


def _claims(release: Release, filters: Filters) -> pl.LazyFrame:
    """The claims that the filters leave: by source those that one of its figures answers."""
    found = _scan(release, "claims").filter(
        _is("count_type", filters.kind), _holds("affected", filters.side), _is("agreement", filters.agreement)
    )
    found = found.filter(_days("first_reported", "last_reported", filters))
    if filters.source is None:
        return found
    theirs = _scan(release, "quantities").filter(_holds("attributed_to", filters.source)).select("quantity_id")
    return found.join(
        _scan(release, "claim_reports").join(theirs, on="quantity_id", how="semi"), on="claim_id", how="semi"
    )


def _of_claims(release: Release, filters: Filters) -> pl.LazyFrame:
    """The figures that answer claims of an agreement; all figures where none is asked for."""
    if filters.agreement is None:
        return _scan(release, "quantities").select("quantity_id")
    asked = _scan(release, "claims").filter(_is("agreement", filters.agreement))
    return _scan(release, "claim_reports").join(asked, on="claim_id", how="semi").select("quantity_id")


def _is(column: str, wanted: str | None) -> pl.Expr:
    return pl.lit(value=True) if wanted is None else pl.col(column) == wanted


def _holds(column: str, wanted: str | None) -> pl.Expr:
    if wanted is None:
        return pl.lit(value=True)
    return pl.col(column).str.to_lowercase().str.contains(wanted.lower(), literal=True).fill_null(value=False)


def _days(first: str, last: str, filters: Filters) -> pl.Expr:
    since = pl.lit(value=True) if filters.since is None else pl.col(last) >= filters.since
    until = pl.lit(value=True) if filters.until is None else pl.col(first) <= filters.until
    return since & until
