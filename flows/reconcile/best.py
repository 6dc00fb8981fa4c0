"""What a claim says: best, low and high by a stated rule, and how far its reports agree. No number is ever an average.

*Roles.* A figure that the text makes part of another, one way of an exchange, or a figure of fewer people (a narrower side,
population or kind of people, never printed with the whole's number) whose number is not near the whole's is a *part*. All others
answer the whole question, also one that names but the side besides and comes from another source. Where nobody gives the whole of an
exchange, what each side received is added up; otherwise the widest figures are the whole.

*Replaced.* A source's own later figure replaces its earlier one (the source is who gives the number, or else the article's cluster).
For a toll that grows, a later and higher figure overtakes an earlier one that it contradicts, unless the earlier one has a source,
the later has none, and the step is larger than `conflict_ratio`. Who repeats an earlier number at most `stale_days` after a higher one
was first printed repeats the old toll; an article that says a toll rose to a number gives any lower one as the toll of before.
Denied figures answer, but support nothing.

*Best*, as UCDP uses it, is the figure best supported. First, a bound yields to a printed number that it includes ("more than 300" to
"314"), and the floor of a growing toll to a later and higher floor. Of the rest that one goes first which

1. the fewest named sources contradict with their latest word, then the fewest other clusters of articles (copies are one): so of two
   numbers that exclude each other the attributed one wins;
2. is no upper bound; is attributed; is exact, or else "about", or else a lower bound;
3. is printed by the most independent clusters; is the latest, for a growing toll; is asserted, or else planned, or else possible;
   came first.

The lower end stands for a range; vague words give no best.

*Low* and *high* are the lowest and highest number that a report that was not replaced supports; open bounds support none beyond
the number they print. Vague words count only where nothing else is told.

*Agreement.* `single`: one voice (one cluster of articles, at most one source), which does not contradict itself. `agree`: all
figures of the whole print the same number with the same bounds. `compatible`: a number exists for each two of them that both allow,
or the later replaced or overtook the earlier, and no part exceeds the whole. `conflict`: anything else.

*Relation.* `equal`: prints the best. `within`: its bounds include the best. `sum`: one of the parts that add up to the best. `part`: any
other part. `outside`: its bounds exclude the best, be it overtaken, replaced, contradicting or denied.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from flows.reconcile import conventions as conv
from flows.reconcile.figures import OPEN, Figure, narrower, overlap, widest, within_ratio
from flows.reconcile.support import best_number, number_of, standing_figures


@dataclass(frozen=True, slots=True)
class Answer:
    """What a claim says; `relations` in order of its figures."""

    best: float | None
    low: float | None
    high: float | None
    agreement: str
    relations: tuple[str, ...]
    wholes: tuple[Figure, ...]


def answer(reports: list[Figure]) -> Answer:
    """Return what the figures of one claim say together."""
    if len(reports) == 1:
        return _single(reports[0])
    parts = _parts(reports)
    wholes = [f for f in reports if f not in parts]
    if not wholes and reports[0].question == "exchange":
        return _only_parts(reports)
    if not wholes:  # figures that are said to be parts of each other
        parts, wholes = set(), reports
    standing = standing_figures(wholes)
    best = best_number(standing, wholes)
    low, high = _range(standing, best)
    sums = _sums(best, wholes, [f for f in reports if f in parts])
    relations = tuple(_relation(f, best, parts, sums) for f in reports)
    return Answer(best, low, high, _agreement(reports, wholes, parts, standing), relations, tuple(wholes))


def _single(figure: Figure) -> Answer:
    supports = figure.modality != "denied"
    best = number_of(figure) if supports else None
    low, high = _range([figure], best) if supports else (None, None)
    return Answer(
        best, low, high, "single", ("equal" if best is not None else "within" if supports else "outside",), (figure,)
    )


def _parts(reports: list[Figure]) -> set[Figure]:
    """Return the figures that answer only a part of the question."""
    known = {f.quantity_id for f in reports}
    parts = {f for f in reports if f.part_of in known}
    if any(f.count_type == "exchanged" for f in reports):
        parts |= {f for f in reports if f.count_type == "released"}
    elif reports[0].question == "exchange" and len(ways(reports)[0]) > 1:
        return set(reports)
    rest = [f for f in reports if f not in parts]
    if not rest:
        return parts
    wide = rest[0].profile
    for figure in rest[1:]:
        wide = widest(wide, figure.profile)
    full = [f for f in rest if not narrower(f.profile, wide)] or _largest_profile(rest)
    numbers = {f.value for f in full if f.value is not None}
    same = {f.profile for f in full} | {f.profile for f in rest if f.value in numbers}
    ratio = conv.numbers()["near_ratio"]
    full = list({(f.low, f.high, f.source, f.profile): f for f in full}.values())  # equal ones tell nothing more
    for figure in rest:
        if figure.profile in same or _other_answer(figure, full):
            continue
        close = any(overlap(figure, f) and within_ratio(figure.point, f.point, ratio) for f in full)
        if not close and any(figure.point < f.point for f in full):
            parts.add(figure)
    return parts


def _other_answer(figure: Figure, full: list[Figure]) -> bool:
    """Tell whether a figure that only names the side besides comes from another named source than every figure of the whole."""
    return figure.source is not None and all(
        f.source is not None and f.source != figure.source and f.profile[1:] == figure.profile[1:] for f in full
    )


def _largest_profile(rest: list[Figure]) -> list[Figure]:
    """Return the figures that tell the same as the largest one."""
    top = max(rest, key=lambda f: f.point)
    return [f for f in rest if f.profile == top.profile]


def _range(standing: list[Figure], best: float | None) -> tuple[float | None, float | None]:
    """Return the lowest and highest number that the figures support."""
    told = [f for f in standing if f.qualifier != "vague"] or standing
    lows = [n for f in told if (n := f.value_low if f.qualifier != "about" else f.value) is not None]
    highs = [n for f in told if (n := f.value_high if f.qualifier != "about" else f.value) is not None]
    low, high = min(lows, default=None), max(highs, default=None)
    if best is not None:
        low = min(low, best) if low is not None else None
        high = max(high, best) if high is not None else None
    return low, high


def _relation(figure: Figure, best: float | None, parts: set[Figure], sums: set[Figure]) -> str:
    if figure in sums:
        return "sum"
    if figure in parts:
        return "part"
    if figure.modality == "denied":
        return "outside"
    if best is None:
        return "within"
    if number_of(figure) == best:
        return "equal"
    return "within" if figure.low <= best <= figure.high else "outside"


def _agreement(reports: list[Figure], wholes: list[Figure], parts: set[Figure], standing: list[Figure]) -> str:
    contradicted = _contradicted(standing) or len({f.modality == "denied" for f in wholes}) > 1
    ceiling = max((f.high for f in standing), default=OPEN)
    if contradicted or any(part.low > ceiling for part in parts):
        return "conflict"
    if _one_voice(reports):
        return "single"
    if not parts and len({(f.value, f.value_low, f.value_high) for f in wholes}) == 1:
        return "agree"
    return "compatible"


def _one_voice(reports: list[Figure]) -> bool:
    """Tell whether all figures come from one cluster of articles and at most one named source."""
    return len({f.cluster_id for f in reports}) == 1 and len({f.source for f in reports if f.source is not None}) <= 1


def _contradicted(standing: list[Figure]) -> bool:
    """Tell whether two of the figures allow no common number: then the lowest ceiling lies below the highest floor.

    A growing toll whose day of publication is unknown contradicts nothing: it may be an earlier or a later one.
    """
    grows = bool(standing) and conv.questions()[standing[0].question].grows
    dated = (
        [f for f in standing if f.pub is not None or not grows]
        if any(f.pub is not None for f in standing)
        else standing
    )
    return bool(dated) and min(f.high for f in dated) < max(f.low for f in dated)


def _latest(figures: list[Figure]) -> dict[tuple[str, str, str], Figure]:
    """Return the latest figure with a number for each side, population and kind of people."""
    out: dict[tuple[str, str, str], Figure] = {}
    for figure in figures:
        if figure.value is None:
            continue
        sides, population, detail = figure.profile
        key = ("; ".join(sorted(sides)) if sides else "", population, detail or "")
        known = out.get(key)
        if known is None or (known.pub or 0) <= (figure.pub or 0):
            out[key] = figure
    return out


def _by_side(parts: list[Figure]) -> tuple[dict[str, float], set[Figure]]:
    """Return the number of each side - its own whole, else military and civilian added up - and the figures used for it."""
    slots = _latest(parts)
    numbers: dict[str, float] = {}
    used: set[Figure] = set()
    for side in sorted({key[0] for key in slots if key[0] and ";" not in key[0]}):
        whole = slots.get((side, "unknown", ""))
        shares = [f for p in ("military", "civilian") if (f := slots.get((side, p, ""))) is not None]
        total = sum(f.value or 0.0 for f in shares)
        if whole is not None and whole.value is not None:
            numbers[side] = whole.value
            used |= {whole, *(shares if total == whole.value else [])}
        elif shares:
            numbers[side] = total
            used |= set(shares)
    return numbers, used


def _sums(best: float | None, wholes: list[Figure], parts: list[Figure]) -> set[Figure]:
    """Return the parts that add up: sides, populations or kinds of people to the best, or the parts of one figure to it."""
    if best is None or len(parts) < 2:
        return set()
    numbers, used = _by_side(parts)
    if len(numbers) > 1 and sum(numbers.values()) == best:
        values = {(f.profile, f.value) for f in used}
        return {f for f in parts if (f.profile, f.value) in values}
    out: set[Figure] = set()
    parts_of: dict[str | None, list[Figure]] = defaultdict(list)
    for part in parts:
        parts_of[part.part_of].append(part)
    for whole in wholes:
        own = parts_of.get(whole.quantity_id, [])
        if len(own) > 1 and whole.value is not None and sum(f.value or 0.0 for f in own) == whole.value:
            out |= set(own)
    slots = list(_latest([f for f in parts if f.profile[2] is None and not f.profile[0]]).values())
    if len(slots) > 1 and sum(f.value or 0.0 for f in slots) == best:
        out |= set(slots)
    return out


def ways(reports: list[Figure]) -> tuple[dict[str, float], set[Figure]]:
    """Return what each side received in an exchange, and the figures that say so; one may leave out whose people they were."""
    known = {f.quantity_id for f in reports}
    loose = [f for f in reports if f.modality != "denied" and f.part_of not in known]
    numbers, used = _by_side(loose)
    ratio = conv.numbers()["near_ratio"]
    other = [f for f in loose if f.profile[0] is None and f.value is not None]
    other = [f for f in other if not any(within_ratio(f.point, n, ratio) for n in numbers.values())]
    if other and len(numbers) == 1:
        largest = max(other, key=lambda f: f.point)
        numbers["the other side"] = largest.point
        used |= {f for f in other if f.point == largest.point}
    return numbers, used


def _only_parts(reports: list[Figure]) -> Answer:
    """Answer for an exchange of which only what each side received is told: the sides added up."""
    numbers, used = ways(reports)
    best = sum(numbers.values()) if numbers else None
    relations = tuple("sum" if f in used else "part" for f in reports)
    return Answer(best, best, best, "single" if _one_voice(reports) else "compatible", relations, tuple(reports))
