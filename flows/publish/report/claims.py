"""The claims that readers want first, each as a range with its sources' figures as marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from flows.publish.report.scale import FIRST, LAST, Scale, between, day, figure, scale, short
from flows.publish.report.sentences import FIXED, Sentence, Sentences, cut, weight
from flows.publish.report.tables import COLUMNS, Tables, drops_of

MOST_CLAIMS = 400
MOST_BRIEF = 2_000  # claims told in one line each, a quarter of them for each agreement
BRIEF_BUDGET = 800_000  # bytes of the page that they may fill
MOST_REPORTS = 30  # figures of one claim
MOST_OPTIONS = 200  # sides and kinds in the filters
AGREEMENT = {"conflict": 0, "compatible": 1, "agree": 2, "single": 3}
TELLING = {"outside": 0, "equal": 1, "within": 2, "sum": 3, "part": 4}  # which figures stand first where not all can
MOST_VALUES = 4  # figures printed beside a source's name
UNSTATED = "not stated"


@dataclass(frozen=True, slots=True)
class Mark:
    """One source's figure in a claim's chart, places in per cent; `open_up` and `open_down` where a bound is unknown."""

    quantity_id: str
    relation: str
    place: float
    start: float
    end: float
    open_up: bool
    open_down: bool
    n: int
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One source with its marks."""

    who: str
    values: str
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Report:
    """One figure that answers a claim."""

    sentence: Sentence
    relation: str
    value: str
    fell: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A claim as one line."""

    told: dict[str, Any]
    kind: str
    sides: list[str]
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Claim(Brief):
    """A claim as the page shows it in full."""

    reports: list[Report]
    rows: list[Row]
    axis: Scale | None
    ticks: list[tuple[float, str]]
    band: tuple[float, float] | None
    best: float | None
    news: str


def shown(tables: Tables, sentences: Sentences, news: dict[str, str]) -> list[Claim]:
    """Return the claims to show in full: conflicts first, then those with the most independent reports.

    Args:
        tables: the release.
        sentences: where the sentences are taken from and counted.
        news: what is new of a claim since the release before, by id.
    """
    top = tables.some("claims", _first(tables, MOST_CLAIMS)).sort(_order())
    answers = tables.told(tables.some("claim_reports", top["claim_id"]))
    telling = pl.col("relation").replace_strict(TELLING, return_dtype=pl.Int8)
    reports = (
        answers.select(*COLUMNS["claim_reports"], "value", "value_low", "value_high", "qualifier")
        .join(drops_of(answers), on=["claim_id", "quantity_id"], how="left")
        .sort("claim_id", telling, "reported_date", "quantity_id", nulls_last=True)
        .group_by("claim_id", maintain_order=True)
        .head(MOST_REPORTS)
    )
    found = sentences.read(reports["quantity_id"])
    by_claim: dict[str, list[dict[str, Any]]] = {}
    for row in reports.iter_rows(named=True):
        by_claim.setdefault(row["claim_id"], []).append(row)
    out = []
    for told in top.iter_rows(named=True):
        rows = [r for r in by_claim.get(told["claim_id"], []) if r["quantity_id"] not in sentences.anchors]
        if not sentences.take(
            [found[r["quantity_id"]] for r in rows], cut(told["label"], 300), cut(told["affected"], 200)
        ):
            break
        out.append(_claim(told, rows, found, news.get(told["claim_id"], "")))
    return out


def brief(tables: Tables, full: list[Claim]) -> list[Brief]:
    """Return claims that do not stand in full as lines of a table: of each agreement those with the most independent reports."""
    shown = pl.Series([c.told["claim_id"] for c in full], dtype=pl.String)
    each = MOST_BRIEF // len(AGREEMENT)
    ids = [
        _first(tables, each, (pl.col("agreement") == kind) & ~pl.col("claim_id").is_in(shown.implode()))
        for kind in AGREEMENT
    ]
    rows = tables.some("claims", pl.concat(ids)).sort(_order())
    out, bytes_left = [], BRIEF_BUDGET
    for told in rows.iter_rows(named=True):
        bytes_left -= FIXED // 2 + weight(cut(told["label"], 300), cut(told["affected"], 200))
        if bytes_left < 0:
            break
        out.append(Brief({**told, "label": cut(told["label"], 300)}, kind(told), sides(told), *_days(told)))
    return out


def options(claims: Sequence[Claim | Brief]) -> dict[str, list[str]]:
    """Return the sides and kinds the filters offer."""
    named = sorted({s for c in claims for s in c.sides} - {UNSTATED})[:MOST_OPTIONS]
    return {"side": [*named, UNSTATED], "kind": sorted({c.kind for c in claims})[:MOST_OPTIONS]}


def sides(row: dict[str, Any]) -> list[str]:
    """Return the sides counted, for the filters."""
    return [s for s in (cut(row["affected"], 200) or UNSTATED).split("; ") if s]


def _order() -> list[pl.Expr]:
    """Conflicts first, then the claims with the most independent reports."""
    order = pl.col("agreement").replace_strict(AGREEMENT, return_dtype=pl.Int8)
    return [order, -pl.col("n_independent"), -pl.col("n_reports"), pl.col("claim_id")]


def _first(tables: Tables, most: int, among: pl.Expr | None = None) -> pl.Series:
    """Return the ids of the claims that come first, of those `among`."""
    kept = tables.ranks if among is None else tables.ranks.filter(among)
    return kept.bottom_k(most, by=_order())["claim_id"]


def _days(told: dict[str, Any]) -> tuple[date | None, date | None]:
    return told["period_start"] or told["first_reported"], told["period_end"] or told["last_reported"]


def kind(row: dict[str, Any]) -> str:
    """Return what is counted: the count type, or the family where there is none."""
    return str(row["count_type"] or row["family"])


def said(row: dict[str, Any]) -> str:
    """Return a figure with its bounds in words."""
    low, high, value = row["value_low"], row["value_high"], row["value"]
    if value is not None:
        prefix = {
            "about": "about ", "at_least": "at least ", "more_than": "more than ", "at_most": "at most ",
            "less_than": "less than ", "exact": "", "between": "", "vague": "some ",
        }[row["qualifier"]]  # fmt: skip
        return prefix + figure(value)
    return between(low, high)


def fell(row: dict[str, Any]) -> str:
    """Return in words what a figure of a growing toll falls below; nothing where it does not."""
    if row["fell_from"] is None:
        return ""
    voice = "the same source" if row["own"] else "another source"
    return f"a drop: {voice} gave {figure(row['fell_from'])} on {day(row['fell_on'])}"


def _claim(told: dict[str, Any], rows: list[dict[str, Any]], found: dict[str, Sentence], news: str) -> Claim:
    rows = sorted(rows, key=lambda r: (r["reported_date"] is None, r["reported_date"] or date.min))
    reports = [Report(found[r["quantity_id"]], r["relation"], said(r), fell(r)) for r in rows]
    bounds = [v for r in rows for v in (r["value"], r["value_low"], r["value_high"])]
    axis = scale([*bounds, told["low"], told["high"], told["best"]])
    band, best = (_band(told, axis), None if told["best"] is None else axis.at(told["best"])) if axis else (None, None)
    first, last = _days(told)
    return Claim(
        told={**told, "label": cut(told["label"], 300)},
        kind=kind(told),
        sides=sides(told),
        first=first,
        last=last,
        reports=reports,
        rows=_chart(rows, found, axis) if axis and len(rows) > 1 else [],
        axis=axis,
        ticks=[(axis.at(t), short(t)) for t in axis.ticks] if axis else [],
        band=band,
        best=best,
        news=news,
    )


def _band(told: dict[str, Any], axis: Scale) -> tuple[float, float] | None:
    """The range from low to high: first place and width; open ends reach the margin."""
    if told["low"] is None and told["high"] is None:
        return None
    start = FIRST if told["low"] is None else axis.at(told["low"])
    end = LAST if told["high"] is None else axis.at(told["high"])
    return start, round(max(end - start, 0.0), 2)


def _chart(rows: list[dict[str, Any]], found: dict[str, Sentence], axis: Scale) -> list[Row]:
    """One row per source; what one source says several times is one mark, which leads to the first sentence."""
    grouped: dict[str, dict[tuple[Any, ...], list[dict[str, Any]]]] = {}
    for row in rows:
        if row["value"] is None and row["value_low"] is None and row["value_high"] is None:
            continue
        key = (row["relation"], row["value"], row["value_low"], row["value_high"])
        grouped.setdefault(found[row["quantity_id"]].who, {}).setdefault(key, []).append(row)
    out = []
    for who, kinds in grouped.items():
        values = dict.fromkeys(_value(same[0], found) for same in kinds.values())
        marks = [_mark(who, same, found[same[0]["quantity_id"]].modality, axis) for same in kinds.values()]
        out.append(
            Row(who, ", ".join(list(values)[:MOST_VALUES]) + (", …" if len(values) > MOST_VALUES else ""), marks)
        )
    return out


def _value(row: dict[str, Any], found: dict[str, Sentence]) -> str:
    modality = found[row["quantity_id"]].modality
    return said(row) if modality == "asserted" else f"{said(row)} ({modality})"


def _mark(who: str, same: list[dict[str, Any]], modality: str, axis: Scale) -> Mark:
    row = same[0]
    low, high = row["value_low"], row["value_high"]
    point = next(v for v in (row["value"], low, high) if v is not None)
    return Mark(
        quantity_id=row["quantity_id"],
        relation=row["relation"],
        place=axis.at(point),
        start=axis.at(point if low is None else low),
        end=axis.at(point if high is None else high),
        open_up=high is None,
        open_down=low is None,
        n=len(same),
        words=f"{said(row)}, {who}" + ("" if modality == "asserted" else f" ({modality})"),
    )
