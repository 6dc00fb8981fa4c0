"""Which figures of a claim stand, and which number they support best (the rule is told in `best`)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from flows.reconcile import conventions as conv
from flows.reconcile.figures import Figure, within_ratio

SHARPNESS = {
    "exact": 0,
    "about": 1,
    "between": 2,
    "at_least": 2,
    "more_than": 2,
    "less_than": 3,
    "at_most": 4,
    "vague": 5,
}
MODALITY = {"asserted": 0, "planned": 1, "possible": 2, "denied": 3}
CONSIDERED = 128  # numbers and voices of one claim that are weighed against each other: the latest ones


@dataclass(frozen=True, slots=True)
class Tolls:
    """How a growing toll was printed: the first day of each number, and the dated figures by rising floor, one a number."""

    first: dict[float, int]
    rising: tuple[Figure, ...]
    ratio: float
    stale: int


def number_of(figure: Figure) -> float | None:
    """Return the number a figure can give as best."""
    if figure.value is not None:
        return figure.value
    return figure.value_low if figure.qualifier == "between" else None


def voice(figure: Figure) -> str:
    """Return who speaks: the source, or else the article's cluster."""
    return figure.source or "\x1f" + figure.cluster_id


def standing_figures(wholes: list[Figure]) -> list[Figure]:
    """Return the figures of the whole that no later one replaced or overtook; denied ones never stand."""
    told = [f for f in wholes if f.modality != "denied"]
    latest: dict[str, int] = {}
    for figure in told:
        if figure.pub is not None and figure.value is not None:
            latest[voice(figure)] = max(figure.pub, latest.get(voice(figure), figure.pub))
    kept = [f for f in told if f.pub is None or f.pub >= latest.get(voice(f), f.pub)]
    if not kept or not conv.questions()[kept[0].question].grows:
        return kept
    tolls = _tolls(told, kept)
    current = _brought_up_to_date(kept)
    return [f for f in kept if not _overtaken(f, tolls) and (f.updated or f.high >= current.get(f.article_id, 0.0))]


def _brought_up_to_date(figures: list[Figure]) -> dict[str, float]:
    """Return the highest floor that each article gives with words of an update: what it prints below is the toll of before."""
    out: dict[str, float] = {}
    for figure in figures:
        if figure.updated:
            out[figure.article_id] = max(figure.low, out.get(figure.article_id, 0.0))
    return out


def _tolls(told: list[Figure], kept: list[Figure]) -> Tolls:
    first: dict[float, int] = {}
    for figure in told:
        if figure.pub is not None:
            first[figure.point] = min(figure.pub, first.get(figure.point, figure.pub))
    by_number: dict[tuple[float, bool], Figure] = {}
    for figure in kept:
        if figure.pub is not None and figure.value is not None:
            by_number.setdefault((figure.low, figure.source is None), figure)
    rising = sorted(by_number.values(), key=lambda f: f.low)[-CONSIDERED:]
    number = conv.numbers()
    return Tolls(first, tuple(rising), number["conflict_ratio"], int(number["stale_days"]))


def _overtaken(figure: Figure, tolls: Tolls) -> bool:
    """Tell whether a later, higher figure contradicts this one; one whose day is unknown is overtaken by any higher one."""
    for later in reversed(tolls.rising):
        if later.low <= figure.high:
            return False
        sourced = later.source is not None or figure.source is None
        if _earlier(figure, later.point, tolls) and (sourced or within_ratio(figure.point, later.point, tolls.ratio)):
            return True
    return False


def _earlier(figure: Figure, number: float, tolls: Tolls) -> bool:
    """Tell whether a figure tells an earlier state of a toll than a higher number does."""
    day, since = tolls.first.get(figure.point), tolls.first.get(number)
    if day is None or since is None or figure.pub is None:
        return True
    return day < since and figure.pub <= since + tolls.stale


def best_number(standing: list[Figure], wholes: list[Figure]) -> float | None:
    """Return the number best supported among the figures that stand."""
    candidates: dict[tuple[float | None, str, bool], Figure] = {}
    clusters: dict[float | None, set[str]] = defaultdict(set)
    for figure in standing:
        number = number_of(figure)
        if number is not None:
            candidates.setdefault((number, figure.qualifier, figure.source is None), figure)
            clusters[number].add(figure.cluster_id)
    if not candidates:
        return None
    left = sorted(candidates.values(), key=lambda f: f.pub or 0)[-CONSIDERED:]
    against = _contradictors(left, wholes)
    grows = conv.questions()[left[0].question].grows
    left = [f for f in left if not any(_yields(f, other, against, grows) for other in left)]

    def rank(figure: Figure) -> tuple[float, ...]:
        sources, others = against[figure.quantity_id]
        return (
            sources,
            others,
            SHARPNESS[figure.qualifier] >= SHARPNESS["at_most"],
            figure.source is None,
            SHARPNESS[figure.qualifier],
            -len(clusters[number_of(figure)]),
            -(figure.pub or 0) if grows else 0,
            MODALITY[figure.modality],
        )

    return number_of(min(left, key=rank))


def _yields(bound: Figure, other: Figure, against: dict[str, tuple[int, int]], grows: bool) -> bool:
    """Tell whether a bound yields to another figure: a number it includes, or the later and higher floor of a growing toll.

    It does not yield to one that more sources, or as many and more clusters, contradict than itself.
    """
    if SHARPNESS[bound.qualifier] <= SHARPNESS["about"] or not bound.low <= other.point <= bound.high:
        return False
    if bound.point == other.point:
        return False  # they support one number, each with its source
    if against[other.quantity_id] > against[bound.quantity_id]:
        return False
    if SHARPNESS[other.qualifier] <= SHARPNESS["about"]:
        return True
    later = bound.pub is not None and other.pub is not None and other.pub > bound.pub
    sourced = other.source is not None or bound.source is None
    near = sourced or within_ratio(bound.point, other.point, conv.numbers()["conflict_ratio"])
    return grows and later and near and other.low > bound.low


def _contradictors(candidates: list[Figure], wholes: list[Figure]) -> dict[str, tuple[int, int]]:
    """Return for each candidate how many named sources and how many other clusters exclude its number with their latest word."""
    latest: dict[str, Figure] = {}
    for figure in wholes:
        known = latest.get(voice(figure))
        if figure.modality != "denied" and (known is None or (known.pub or 0) <= (figure.pub or 0)):
            latest[voice(figure)] = figure
    voices = sorted(latest.values(), key=lambda f: f.pub or 0)[-CONSIDERED:]
    tolls = _tolls(wholes, []) if conv.questions()[wholes[0].question].grows else None
    out = {}
    for candidate in candidates:
        number = number_of(candidate) or 0.0
        excluding = [
            f
            for f in voices
            if not f.low <= number <= f.high
            and not (tolls is not None and f.high < number and _earlier(f, candidate.point, tolls))
        ]
        sources = sum(f.source is not None for f in excluding)
        out[candidate.quantity_id] = (sources, len(excluding) - sources)
    return out
