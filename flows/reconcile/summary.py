"""The tables `claims` and `claim_reports` of a bucket, from its state.

Side, place, period and population of a claim are those its reports of the whole tell, as printed first; `n_attributed` counts the
different sources named or described, so that ten outlets that cite one ministry are one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from flows.core import countries
from flows.reconcile import conventions as conv
from flows.reconcile.best import answer, ways
from flows.reconcile.figures import Figure, figures
from flows.reconcile.support import MODALITY
from schemas import SNAPSHOTS, polars_schema

CLAIMS = polars_schema(SNAPSHOTS["claims"])
CLAIM_REPORTS = polars_schema(SNAPSHOTS["claim_reports"])
VERBS = {"casualties": "killed or injured", "other": "counted", None: "affected"}
IRREGULAR = {"person": "people", "child": "children", "wife": "wives"}


def summarise(state: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of `claims` and `claim_reports` of a bucket, claims in order of their founding."""
    members: dict[str, list[Figure]] = {}
    for figure, claim_id in zip(figures(state), state["claim_id"], strict=True):
        members.setdefault(claim_id, []).append(figure)
    claims: list[tuple[Any, ...]] = []
    reports: list[tuple[Any, ...]] = []
    for claim_id, found in members.items():
        row, relations = claim_row(claim_id, found)
        claims.append(row)
        reports.extend((claim_id, f.quantity_id, r, f.published_date) for f, r in zip(found, relations, strict=True))
    return (
        pl.DataFrame(claims, schema=CLAIMS, orient="row"),
        pl.DataFrame(reports, schema=CLAIM_REPORTS, orient="row"),
    )


def claim_row(claim_id: str, reports: list[Figure]) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """Return one row of `claims` and the relation of each of its reports."""
    said = answer(reports)
    wholes = said.wholes
    count_type = "exchanged" if _is_exchange(reports) else wholes[0].count_type
    start, end = _period(wholes if any(f.period_start for f in wholes) else reports)
    sides = _sides(wholes, reports)
    unit, location = _usual(f.unit for f in wholes), _location(wholes) or _location(reports)
    published = [f.published_date for f in reports if f.published_date is not None]
    first, last = min(published, default=None), max(published, default=None)
    scope = {"total": "cumulative", "period": "period"}.get(wholes[0].kind) or _scope(wholes)
    row = (
        claim_id,
        _label(wholes[0], unit, count_type, sides, location, (start, end), first),
        wholes[0].family, count_type, unit, _population(wholes, reports), sides, location, start, end, scope,
        min((f.modality for f in reports), key=MODALITY.__getitem__),
        said.best, said.low, said.high, len(reports),
        len({f.article_id for f in reports}), len({f.cluster_id for f in reports}), len(_sources(reports)),
        said.agreement, first, last,
    )  # fmt: skip
    return row, said.relations


def _is_exchange(reports: list[Figure]) -> bool:
    if reports[0].question != "exchange":
        return False
    return any(f.count_type == "exchanged" for f in reports) or len(ways(reports)[0]) > 1


def _sources(reports: list[Figure]) -> set[str]:
    return {name for f in reports if f.source for name in f.source.split("; ")}


def _population(wholes: tuple[Figure, ...], reports: list[Figure]) -> str | None:
    """Return the only population that figures of the whole tell, unless a part tells another; in an exchange all must tell it."""
    if wholes[0].population is None:
        return None
    if _is_exchange(reports):
        both = {f.population for f in reports}
        return both.pop() if len(both) == 1 else "unknown"
    told = {f.population for f in wholes} - {"unknown", None}
    others = {f.population for f in reports} - {"unknown", None} - told
    return str(told.pop()) if len(told) == 1 and not others else "unknown"


def _scope(wholes: tuple[Figure, ...]) -> str | None:
    """Return the scope of an incident's claim as the figures tell it, `incident` where one does."""
    told = [f.scope for f in wholes if f.scope is not None]
    return "incident" if "incident" in told else next(iter(told), None)


def _usual(values: Iterable[str | None]) -> str | None:
    """Return what most reports tell, the first among equals."""
    told = [value for value in values if value is not None]
    if len(told) < 2:
        return told[0] if told else None
    return Counter(told).most_common(1)[0][0]


def _location(reports: Iterable[Figure]) -> str | None:
    """Return the place most reports tell, one narrower than a country before a country."""
    told = list(reports)
    return _usual(f.location for f in told if f.place is not None) or _usual(f.location for f in told)


def _sides(wholes: tuple[Figure, ...], reports: list[Figure]) -> str | None:
    """Return the sides most reports of the whole tell; where none tells any, those of the parts of an exchange together."""
    usual = _usual(f.affected for f in wholes)
    if _is_exchange(reports) and (usual is None or ";" not in usual):
        names = {name for f in reports if f.affected for name in f.affected.split("; ")}
        return "; ".join(sorted(names)) or None
    return usual


def _period(reports: Iterable[Figure]) -> tuple[date | None, date | None]:
    """Return the period of the first report that carries one; a toll is open and begins at the latest of its first days."""
    dated = [f for f in reports if f.period_start is not None or (f.from_day is not None and not f.day_borrowed)]
    if not dated:
        return None, None
    first = dated[0]
    if first.kind != "total":
        return first.period_start, first.period_end
    days = [f.from_day for f in dated if f.from_day is not None]
    start = conv.EPOCH.fromordinal(conv.EPOCH.toordinal() + max(days)) if days else None
    return start, None


def _label(
    figure: Figure,
    unit: str | None,
    count_type: str | None,
    sides: str | None,
    location: str | None,
    period: tuple[date | None, date | None],
    published: date | None,
) -> str:
    """Return the question in words: what was counted, of which side, where and when."""
    counted = "person" if unit is None or unit.rpartition(" ")[2] in conv.outcome_nouns() else unit
    plural = _plural(counted)
    people = (
        plural.capitalize() if plural.capitalize() in countries.people() or counted.capitalize() == sides else plural
    )
    words = ["How many more" if figure.increment else "How many", people]
    words += ["of", sides.replace("; ", " and ")] if sides and people == plural else []
    words += ["were", VERBS.get(count_type) or str(count_type)]
    words += ["in", location] if location and location != sides else []
    start, end = period
    if figure.kind == "total":
        words += ["since", _day(start)] if start is not None else ["in all"]
    elif start is not None:
        words += ["on", _day(start)] if end in (None, start) else ["from", _day(start), "to", _day(end or start)]
    elif published is not None:
        words[-1] += ","
        words += ["first reported on", _day(published)]
    return " ".join(words) + "?"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _plural(unit: str) -> str:
    unit, of, rest = unit.partition(" of ")
    head, space, noun = unit.rpartition(" ")
    if noun in IRREGULAR:
        noun = IRREGULAR[noun]
    elif noun.endswith("ese"):
        pass
    elif noun.endswith("man") and noun not in ("human", "german", "roman"):
        noun = noun[:-2] + "en"
    elif noun.endswith(("s", "x", "ch", "sh")):
        noun += "es"
    elif noun.endswith("y") and noun[-2:-1] not in "aeiou":
        noun = noun[:-1] + "ies"
    else:
        noun += "s"
    return head + space + noun + of + rest
