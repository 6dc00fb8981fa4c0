"""Who is cited for how much, and prisoners exchanged by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from flows.publish.report.claims import said, sides
from flows.publish.report.scale import FIRST, LAST, LONGEST, Scale, between, figure, scale, short
from flows.publish.report.sentences import cut
from flows.publish.report.tables import Tables

MOST_CITED = 25
MOST_EXCHANGES = 60
MOST_KINDS = 6
BOUNDS = ["value_low", "value_high", "qualifier"]
PEOPLE = ["casualty", "prisoner", "displacement"]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a source is cited for: how many figures of one kind, and the largest of them."""

    kind: str
    n: int
    largest: str
    quantity_id: str | None


@dataclass(frozen=True, slots=True)
class Cited:
    """One source: how many figures of people it is cited for, in how many articles, and for how much."""

    who: str
    n: int
    n_articles: int
    share: float
    kinds: list[Counted]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange of prisoners: the claim's range in per cent, and the figure its mark leads to."""

    quantity_id: str
    claim_id: str
    day: date | None
    reported: bool
    label: str
    sides: list[str]
    agreement: str
    best: str
    range: str
    place: float | None
    start: float
    width: float


def cited(tables: Tables) -> list[Cited]:
    """Return the sources cited for the most figures of people."""
    figures = tables.scan("quantities").filter(pl.col("family").is_in(PEOPLE), pl.col("attributed_to").is_not_null())
    told = figures.group_by("attributed_to").len().collect(engine="streaming")
    voices = told.with_columns(who=pl.col("attributed_to").str.split("; ")).explode("who").filter(pl.col("who") != "")
    top = (
        voices.group_by("who").agg(n=pl.col("len").sum()).sort(["n", "who"], descending=[True, False]).head(MOST_CITED)
    )
    own = figures.join(voices.join(top, on="who", how="semi").select("attributed_to", "who").lazy(), on="attributed_to")
    kind = own.group_by("who", "count_type")
    n_articles, counted, largest = pl.collect_all(
        [own.group_by("who").agg(pl.col("article_id").n_unique()), kind.len(), kind.agg(_largest())], engine="streaming"
    )
    top = top.join(n_articles, on="who", how="left", maintain_order="left")
    figures_of = tables.some("quantities", largest["quantity_id"].drop_nulls().unique())
    largest = largest.join(figures_of.select("quantity_id", "value", *BOUNDS), on="quantity_id")
    told = (
        counted.join(largest, on=["who", "count_type"], how="left", nulls_equal=True)
        .sort(["who", "len", "count_type"], descending=[False, True, False])
        .select(
            "who",
            "count_type",
            "len",
            pl.when(pl.col("quantity_id").is_not_null()).then(pl.struct("value", "quantity_id", *BOUNDS)),
        )
    )
    kinds: dict[str, list[Counted]] = {}
    for who, kind, n, found in told.iter_rows():
        words, quantity_id = (said(found), found["quantity_id"]) if found else ("", None)
        kinds.setdefault(who, []).append(Counted(kind, n, words, quantity_id))
    most = max(top["n"].to_list(), default=1)
    return [
        Cited(cut(who) or "", n, n_articles, round(100 * n / most, 1), kinds[who][:MOST_KINDS])
        for who, n, n_articles in top.iter_rows()
    ]


def _largest() -> pl.Expr:
    """The largest figure that is asserted."""
    counts = pl.col("value").is_finite() & (pl.col("value") < LONGEST) & (pl.col("modality") == "asserted")
    value = pl.when(counts).then("value")
    return pl.col("quantity_id").filter(value == value.max()).max()


def exchanges(tables: Tables) -> tuple[list[Exchange], list[tuple[float, str]]]:
    """Return the claims of exchanges by date, the newest `MOST_EXCHANGES` of them, undated ones last; and the marks of their axis."""
    day = pl.coalesce("period_start", "first_reported")
    newest = (
        tables.scan("claims")
        .filter(pl.col("count_type") == "exchanged")
        .select("claim_id", day=day)
        .sort(["day", "claim_id"], descending=[True, False], nulls_last=True)
        .head(MOST_EXCHANGES)
        .collect()["claim_id"]
    )
    first = (
        tables.some("claim_reports", newest)
        .sort("claim_id", pl.col("relation") != "equal", "reported_date", "quantity_id")
        .group_by("claim_id", maintain_order=True)
        .first()
        .select("claim_id", "quantity_id")
    )
    found = tables.some("claims", newest).join(first, on="claim_id").with_columns(day=day)
    found = found.sort("day", "claim_id", nulls_last=True)
    axis = _axis([v for column in ("best", "low", "high") for v in found[column]])
    ticks = [(axis.at(t), short(t)) for t in axis.ticks] if axis else []
    return [_exchange(row, axis) for row in found.iter_rows(named=True)], ticks


def _axis(values: list[float | None]) -> Scale | None:
    return scale([0.0, *values]) if any(v is not None for v in values) else None


def _exchange(row: dict[str, Any], axis: Scale | None) -> Exchange:
    low, high, best = row["low"], row["high"], row["best"]
    start = axis.at(low) if axis and low is not None else FIRST
    end = axis.at(high) if axis and high is not None else LAST
    return Exchange(
        quantity_id=row["quantity_id"],
        claim_id=row["claim_id"],
        day=row["day"],
        reported=row["period_start"] is None,
        label=cut(row["label"], 300) or "",
        sides=sides(row),
        agreement=row["agreement"],
        best="no number" if best is None else figure(best),
        range=between(low, high),
        place=axis.at(best) if axis and best is not None else None,
        start=start,
        width=round(max(end - start, 0.0), 2),
    )
