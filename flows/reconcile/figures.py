"""One figure as the matching and the summary see it: bounds, near numbers, who is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from flows.reconcile import conventions as conv

Profile = tuple[frozenset[str] | None, str, str | None]
OPEN = float("inf")
COLUMNS = (
    "quantity_id", "article_id", "cluster_id", "published_date", "count_type", "value", "value_low",
    "value_high", "qualifier", "unit", "population", "affected", "source", "location", "period_start",
    "period_end", "scope", "modality", "part_of", "question", "theatre", "sides", "home", "place", "region",
    "land", "place_borrowed", "kind", "from_day", "to_day", "day_borrowed", "detail", "increment", "updated", "block",
    "family",
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Figure:
    """One row of the state; `low` and `high` are its bounds, open ones infinite; `point` is the number that stands for it."""

    quantity_id: str
    article_id: str
    cluster_id: str
    published_date: date | None
    count_type: str | None
    value: float | None
    value_low: float | None
    value_high: float | None
    qualifier: str
    unit: str | None
    population: str | None
    affected: str | None
    source: str | None
    location: str | None
    period_start: date | None
    period_end: date | None
    scope: str | None
    modality: str
    part_of: str | None
    question: str
    theatre: str | None
    sides: str | None
    home: str | None
    place: str | None
    region: bool
    land: str | None
    place_borrowed: bool
    kind: str
    from_day: int | None
    to_day: int | None
    day_borrowed: bool
    detail: str | None
    increment: bool
    updated: bool
    block: str
    family: str
    low: float = 0.0
    high: float = OPEN
    point: float = 0.0
    pub: int | None = None
    profile: Profile = (None, "unknown", None)


_SETS: dict[str, frozenset[str]] = {}


def figures(rows: pl.DataFrame) -> Iterator[Figure]:
    """Yield the rows of a state in order."""
    share = conv.numbers()["about_share"]
    for row in rows.select(COLUMNS).iter_rows():
        figure = Figure(*row)
        figure.low, figure.high = bounds(figure, share)
        point = figure.value if figure.value is not None else figure.value_low
        figure.point = point if point is not None else (figure.value_high or 0.0)
        if figure.published_date is not None:
            figure.pub = (figure.published_date - conv.EPOCH).days
        sides = None
        if figure.sides is not None:
            sides = _SETS.get(figure.sides) or _SETS.setdefault(figure.sides, frozenset(figure.sides.split("; ")))
        figure.profile = (sides, figure.population or "unknown", figure.detail)
        yield figure


def bounds(figure: Figure, about: float) -> tuple[float, float]:
    """Return the lowest and highest number that the figure allows; `about` reaches a share to either side."""
    if figure.qualifier == "about" and figure.value is not None:
        return figure.value * (1 - about), figure.value * (1 + about)
    low = figure.value_low if figure.value_low is not None else 0.0
    return low, figure.value_high if figure.value_high is not None else OPEN


def overlap(a: Figure, b: Figure) -> bool:
    """Tell whether a number exists that both figures allow."""
    return a.low <= b.high and b.low <= a.high


def near(a: Figure, b: Figure, ratio: float) -> bool:
    """Tell whether two figures allow a common number and print near ones; a range is near to what lies in it."""
    if not (a.low <= b.high and b.low <= a.high):
        return False
    if a.value is not None and b.value is not None:
        return within_ratio(a.value, b.value, ratio)
    if a.value is not None:
        return b.low / ratio <= a.value <= b.high * ratio
    return b.value is None or a.low / ratio <= b.value <= a.high * ratio


def within_ratio(a: float, b: float, ratio: float) -> bool:
    """Tell whether the quotient of two numbers is at most `ratio`."""
    small, large = (a, b) if a <= b else (b, a)
    return large <= small * ratio


def agreeable(a: Profile, b: Profile) -> bool:
    """Tell whether two descriptions of the people counted do not contradict each other."""
    if a[1] != b[1] and a[1] != "unknown" and b[1] != "unknown":
        return False
    if a[2] != b[2] and a[2] is not None and b[2] is not None:
        return False
    return a[0] is None or b[0] is None or a[0] <= b[0] or b[0] <= a[0]


def widest(a: Profile, b: Profile) -> Profile:
    """Return the description that holds both."""
    sides = None if a[0] is None or b[0] is None else a[0] | b[0]
    return sides, a[1] if a[1] == b[1] else "unknown", a[2] if a[2] == b[2] else None


def narrower(a: Profile, b: Profile) -> bool:
    """Tell whether `a` counts only some of those whom `b` counts."""
    if a == b:
        return False
    side = b[0] is None or (a[0] is not None and a[0] <= b[0])
    return side and b[1] in ("unknown", a[1]) and b[2] in (None, a[2])
