"""Tolls over time: for each side or place the figures of the dead, injured and missing by day of report, one sign per source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from flows.publish.report.claims import said, sides
from flows.publish.report.scale import Days, day, scale, short
from flows.publish.report.sentences import cut, outlet
from flows.publish.report.tables import Tables

MOST_PANELS = 8
FEW = 4  # panels of single sides and places, below which all are shown together as well
LEAST = 3  # figures that make a course
MOST_MARKS = 60  # in one panel
MOST_SERIES = 5  # sources with a sign of their own; the others share one
HEIGHT, TOP, BOTTOM = 190, 14, 166  # of a panel, in pixels
KINDS = ["killed", "injured", "missing", "casualties", "displaced"]
OTHERS = "other sources"


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure: its place across in per cent and down in pixels, and the number of its series."""

    quantity_id: str
    x: float
    y: float
    series: int
    words: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A line between two figures of one source that count the same question."""

    x1: float
    y1: float
    x2: float
    y2: float
    series: int


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart."""

    title: str
    kind: str
    sides: list[str]
    first: date
    last: date
    series: list[str]
    marks: list[Dot]
    segments: list[Segment]
    rows: list[tuple[float, str]]
    columns: list[tuple[float, str]]
    log: bool
    n: int


def panels(tables: Tables) -> list[Panel]:
    """Return the panels with the most sources first; a panel needs three figures on two days to show a course.

    Where few sides and places have that many, panels of all of them together come first.
    """
    figures = _figures(tables)
    own = _groups(figures.filter(pl.col("about").is_not_null()), MOST_PANELS)
    if len(own) < FEW:
        together = figures.with_columns(about=pl.lit(None, pl.String), total=pl.lit(value=False))
        own = _groups(together, FEW - len(own)) + own
    return [_panel(key, rows) for key, rows in own]


def _figures(tables: Tables) -> pl.DataFrame:
    """Every dated figure with what it is about, whether it is a total, and who gives it."""
    claims = tables.claim_reports.select("quantity_id", "claim_id").sort("claim_id").unique("quantity_id", keep="first")
    return (
        tables.quantities.filter(pl.col("count_type").is_in(KINDS), pl.col("modality") == "asserted")
        .filter(pl.col("value").is_not_null(), pl.col("value") < 1e12)
        .join(tables.articles, on="article_id")
        .filter(pl.col("published_date").is_not_null())
        .join(claims, on="quantity_id", how="left")
        .with_columns(
            about=pl.coalesce("affected", "location"),
            total=pl.col("scope").eq("cumulative").fill_null(value=False),
            who=pl.coalesce("attributed_to", "source_name", "source_uri"),
        )
    )


def _groups(figures: pl.DataFrame, most: int) -> list[tuple[tuple[Any, ...], list[dict[str, Any]]]]:
    """The figures of each panel in order of their days, by kind, side or place, and whether they are totals."""
    keys = ["count_type", "about", "total"]
    ranked = (
        figures.group_by(keys)
        .agg(days=pl.col("published_date").n_unique(), voices=pl.col("who").n_unique(), n=pl.len())
        .filter(pl.col("days") > 1, pl.col("n") >= LEAST)
        .sort(["total", "voices", "n", "count_type", "about"], descending=[True, True, True, False, False])
        .head(most)
    )
    chosen = figures.join(ranked, on=keys, nulls_equal=True).sort("published_date", "quantity_id")
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {k: [] for k in ranked.select(keys).iter_rows()}
    for row in chosen.iter_rows(named=True):
        groups[tuple(row[k] for k in keys)].append(row)
    return list(groups.items())


def _panel(key: tuple[Any, ...], rows: list[dict[str, Any]]) -> Panel:
    kind, about, total = key
    n, first, last_day = len(rows), rows[0]["published_date"], rows[-1]["published_date"]
    rows = _spread(rows)
    names, series = _series(rows)
    days = Days(rows[0]["published_date"], rows[-1]["published_date"])
    axis = scale(r["value"] for r in rows)
    if axis is None:
        raise ValueError("a panel without figures")
    marks, segments = [], []
    last: dict[tuple[str, str], tuple[float, float]] = {}
    for row, sign in zip(rows, series, strict=True):
        x, y = days.at(row["published_date"]), _down(axis.at(row["value"]))
        words = f"{day(row['published_date'])}: {said(row)}, {cut(row['attributed_to']) or outlet(row)}"
        marks.append(Dot(row["quantity_id"], x, y, sign, words))
        line = (row["claim_id"], row["who"])
        if row["claim_id"] and line in last and last[line][0] < x:
            segments.append(Segment(last[line][0], last[line][1], x, y, sign))
        last[line] = (x, y)
    return Panel(
        title=f"{kind.capitalize()}, {cut(about) or 'all sides and places'}" + (" (totals)" if total else ""),
        kind=kind,
        sides=sides(rows[0]) if about else [],
        first=first,
        last=last_day,
        series=names,
        marks=marks,
        segments=segments,
        rows=[(_down(axis.at(t)), short(t)) for t in axis.ticks],
        columns=days.ticks(),
        log=axis.log,
        n=n,
    )


def _spread(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of too many rows those of the sources with a sign of their own, evenly spread, the first and the last among them."""
    if len(rows) <= MOST_MARKS:
        return rows
    _, numbers = _series(rows)
    rows = [row for row, number in zip(rows, numbers, strict=True) if number < MOST_SERIES]
    if len(rows) <= MOST_MARKS:
        return rows
    return [rows[i * (len(rows) - 1) // (MOST_MARKS - 1)] for i in range(MOST_MARKS)]


def _series(rows: list[dict[str, Any]]) -> tuple[list[str], list[int]]:
    """The names of the series, those with most figures first, and the number of each row's."""
    counts: dict[str, int] = {}
    voices = [r["who"] or "unknown outlet" for r in rows]
    for who in voices:
        counts[who] = counts.get(who, 0) + 1
    first = sorted(counts, key=lambda w: (-counts[w], w))[:MOST_SERIES]
    number = {who: n for n, who in enumerate(first)}
    names = [cut(w) or w for w in first] + ([OTHERS] if len(counts) > MOST_SERIES else [])
    return names, [number.get(who, MOST_SERIES) for who in voices]


def _down(percent: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * percent / 100, 1)
