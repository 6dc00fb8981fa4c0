"""Tolls over time: the figures of the dead, injured and missing by day of report, one sign per source, drops ringed.

First come the courses of single claims, then of all that is told of a side or place; a line joins what one source says to one question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from flows.core.tolls import WHOLE
from flows.publish.report.claims import fell, said, sides
from flows.publish.report.scale import Days, day, scale, short
from flows.publish.report.sentences import cut, outlet
from flows.publish.report.tables import Tables, drops_of

MOST_PANELS = 10
MOST_COURSES = 4  # of the panels, those of single totals, and those of single events
FEW = 4  # panels of claims, sides and places, below which all are shown together as well
LEAST = 3  # figures that make a course
MOST_MARKS = 50  # in one panel
MOST_FIGURES = 50_000  # that are looked at
MOST_SERIES = 5  # sources with a sign of their own; the others share one
HEIGHT, TOP, BOTTOM = 190, 14, 166  # of a panel, in pixels
KINDS = ["killed", "injured", "missing", "casualties", "displaced"]
OTHERS = "other sources"

Group = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure: its place across in per cent and down in pixels, the number of its series, open bounds; `fell` where the toll drops."""

    quantity_id: str
    x: float
    y: float
    series: int
    words: str
    open_up: bool
    open_down: bool
    fell: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A line between two figures of one source that count the same question."""

    x1: float
    y1: float
    x2: float
    y2: float
    series: int
    fell: bool


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
    n_fell: int


def panels(tables: Tables) -> list[Panel]:
    """Return the panels with the most sources first; a panel needs three figures on two days to show a course.

    Where few claims, sides and places have that many, panels of all of them together follow.
    """
    figures = _figures(tables)
    claims = _of_claims(figures)
    chosen = _groups(claims.filter("total"), MOST_COURSES) + _groups(claims.filter(~pl.col("total")), MOST_COURSES)
    chosen = _different(chosen + _groups(_of_sides(figures), MOST_PANELS))[:MOST_PANELS]
    if len(chosen) < FEW:
        chosen = _different(chosen + _groups(_together(figures), FEW - len(chosen)))
    return [_panel(rows) for rows in chosen]


def _different(groups: list[Group]) -> list[Group]:
    """Return the groups without those that show what one before them shows."""
    return list({tuple(row["quantity_id"] for row in rows): rows for rows in reversed(groups)}.values())[::-1]


def _figures(tables: Tables) -> pl.DataFrame:
    """Every dated figure with its claim, what it is about, whether it is a total, who gives it and what it falls below."""
    claims = _courses(tables)
    reports = tables.some("claim_reports", claims["claim_id"])
    told = tables.told(reports)
    return (
        told.sort("claim_id")
        .unique("quantity_id", keep="first", maintain_order=True)
        .filter(pl.col("count_type").is_in(KINDS), pl.col("modality") == "asserted")
        .filter(pl.col("value").is_not_null(), pl.col("value") < 1e12, pl.col("published_date").is_not_null())
        .join(claims, on="claim_id", how="left")
        .join(drops_of(told), on=["quantity_id", "claim_id"], how="left")
        .with_columns(
            about=pl.coalesce("affected", "location"),
            total=pl.col("scope").eq("cumulative").fill_null(value=False),
            who=pl.coalesce("attributed_to", "source_name", "source_uri"),
        )
    )


def _courses(tables: Tables) -> pl.DataFrame:
    """The claims whose figures are looked at, with their labels: all, or those with the most reports where there are too many."""
    claims = tables.scan("claims").filter(pl.col("count_type").is_in(KINDS))
    ranked = claims.select("claim_id", "n_reports").collect(engine="streaming")
    ranked = ranked.sort(["n_reports", "claim_id"], descending=[True, False])
    chosen = ranked.filter(pl.col("n_reports").cum_sum() - pl.col("n_reports") < MOST_FIGURES)
    return tables.some("claims", chosen["claim_id"]).select("claim_id", "label")


def _of_claims(figures: pl.DataFrame) -> pl.DataFrame:
    whole = figures.filter(pl.col("relation").is_in(WHOLE))
    return whole.with_columns(
        panel=pl.col("claim_id"), title=pl.col("label"), total=pl.col("total").all().over("claim_id")
    )


def _of_sides(figures: pl.DataFrame) -> pl.DataFrame:
    name = pl.format("{}, {}", pl.col("count_type").str.to_titlecase(), pl.col("about").str.slice(0, 200))
    title = name + pl.when("total").then(pl.lit(" (totals)")).otherwise(pl.lit(""))
    return figures.filter(pl.col("about").is_not_null()).with_columns(panel=title, title=title)


def _together(figures: pl.DataFrame) -> pl.DataFrame:
    title = pl.format("{}, all sides and places", pl.col("count_type").str.to_titlecase())
    return figures.with_columns(panel=title, title=title, about=pl.lit(None, pl.String), total=pl.lit(value=False))


def _groups(figures: pl.DataFrame, most: int) -> list[Group]:
    """The figures of each panel in order of their days: totals first, then what most sources speak of."""
    ranked = (
        figures.group_by("panel")
        .agg(
            days=pl.col("published_date").n_unique(),
            voices=pl.col("who").n_unique(),
            n=pl.len(),
            totals=pl.col("total").all(),
        )
        .filter(pl.col("days") > 1, pl.col("n") >= LEAST)
        .sort(["totals", "voices", "n", "panel"], descending=[True, True, True, False])
        .head(most)
        .select("panel")
    )
    chosen = figures.join(ranked, on="panel", how="semi").sort("published_date", "quantity_id")
    groups: dict[str, Group] = {panel: [] for panel in ranked["panel"]}
    for row in chosen.iter_rows(named=True):
        groups[row["panel"]].append(row)
    return list(groups.values())


def _panel(told: Group) -> Panel:
    rows = _spread(told)
    names, series = _series(rows)
    days = Days(rows[0]["published_date"], rows[-1]["published_date"])
    axis = scale(r["value"] for r in rows)
    if axis is None:
        raise ValueError("a panel without figures")
    places = [(days.at(r["published_date"]), _down(axis.at(r["value"]))) for r in rows]
    head = told[0]
    return Panel(
        title=cut(head["title"], 300) or "",
        kind=head["count_type"],
        sides=sides(head) if head["about"] else [],
        first=head["published_date"],
        last=told[-1]["published_date"],
        series=names,
        marks=[_dot(r, at, sign) for r, at, sign in zip(rows, places, series, strict=True)],
        segments=_segments(rows, places, series),
        rows=[(_down(axis.at(t)), short(t)) for t in axis.ticks],
        columns=days.ticks(),
        log=axis.log,
        n=len(told),
        n_fell=sum(r["fell_from"] is not None for r in told),
    )


def _dot(row: dict[str, Any], at: tuple[float, float], sign: int) -> Dot:
    near = row["qualifier"] == "about"  # open to both sides, and no arrow tells how far
    return Dot(
        quantity_id=row["quantity_id"],
        x=at[0],
        y=at[1],
        series=sign,
        words=_words(row),
        open_up=row["value_high"] is None and not near,
        open_down=row["value_low"] is None and not near,
        fell=row["fell_from"] is not None,
    )


def _words(row: dict[str, Any]) -> str:
    words = f"{day(row['published_date'])}: {said(row)}, {cut(row['attributed_to']) or outlet(row)}"
    return words if row["fell_from"] is None else f"{words}; {fell(row)}"


def _segments(rows: Group, places: list[tuple[float, float]], series: list[int]) -> list[Segment]:
    """The lines from each figure to the next of the same source in the same claim, where days lie between them."""
    out = []
    last: dict[tuple[str, str], tuple[float, float]] = {}
    for row, at, sign in zip(rows, places, series, strict=True):
        line = (row["claim_id"], row["who"])
        if row["claim_id"] and line in last and last[line][0] < at[0]:
            out.append(Segment(*last[line], *at, sign, row["fell_from"] is not None and row["own"]))
        last[line] = at
    return out


def _spread(rows: Group) -> Group:
    """Of too many rows those of the sources with a sign of their own, evenly spread, the first and the last among them."""
    if len(rows) <= MOST_MARKS:
        return rows
    _, numbers = _series(rows)
    rows = [row for row, number in zip(rows, numbers, strict=True) if number < MOST_SERIES]
    if len(rows) <= MOST_MARKS:
        return rows
    return [rows[i * (len(rows) - 1) // (MOST_MARKS - 1)] for i in range(MOST_MARKS)]


def _series(rows: Group) -> tuple[list[str], list[int]]:
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
