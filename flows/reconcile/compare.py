"""What matching knows of a claim, and how a figure compares with it: days, numbers, people, its own article."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.reconcile import conventions as conv
from flows.reconcile.figures import Figure, Profile, agreeable, narrower, near, widest, within_ratio

Told = tuple[str | None, Profile]  # place and people, as one figure tells them
KEPT_FIGURES = 24  # of a claim's figures, those that new ones are compared with


@dataclass(slots=True, eq=False)
class Claim:
    """A claim as far as matching needs to know it."""

    claim_id: str
    number: int
    widest: Profile
    place: str | None = None
    place_firm: bool = False
    land: str | None = None
    theatre: str | None = None
    days: tuple[int, int] | None = None
    pub: int | None = None
    last_pub: int | None = None
    start: int | None = None
    told: set[Told] = field(default_factory=set)
    recent: list[Figure] = field(default_factory=list)
    article_id: str = ""
    in_article: list[Figure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rules:
    """The numeric conventions, by name."""

    near: float
    conflict: float
    informative: float
    informative_dated: float
    very_informative: float
    publication_days: int
    incident_days: int
    total_gap_days: int
    part_share: float
    least_part: float

    @classmethod
    def read(cls) -> Rules:
        """Return the conventions of the reference tables."""
        n = conv.numbers()
        return cls(
            near=n["near_ratio"],
            conflict=n["conflict_ratio"],
            informative=n["informative"],
            informative_dated=n["informative_dated"],
            very_informative=n["very_informative"],
            publication_days=int(n["publication_days"]),
            incident_days=int(n["incident_days"]),
            total_gap_days=int(n["total_gap_days"]),
            part_share=n["part_share"],
            least_part=n["least_part"],
        )


def found(claim_id: str, number: int, figure: Figure) -> Claim:
    """Return the claim that a figure founds."""
    claim = Claim(claim_id, number, figure.profile)
    add(claim, figure)
    return claim


def add(claim: Claim, figure: Figure) -> None:
    """Note a figure of a claim."""
    if claim.days is None and figure.from_day is not None:
        claim.days = days_of(figure)
    if claim.start is None:
        claim.start = figure.from_day
    if claim.pub is None:
        claim.pub = figure.pub
    if figure.pub is not None:
        claim.last_pub = max(figure.pub, claim.last_pub or figure.pub)
    if claim.place is None:
        claim.place = figure.place
    if figure.place is not None and not figure.place_borrowed:
        claim.place_firm = True
    claim.land, claim.theatre = claim.land or figure.land, claim.theatre or figure.theatre
    if not is_share(figure):
        claim.widest = widest(claim.widest, figure.profile)
    claim.told.add((figure.place, figure.profile))
    if claim.article_id != figure.article_id:
        claim.article_id, claim.in_article = figure.article_id, []
    if len(claim.in_article) < KEPT_FIGURES:
        claim.in_article.append(figure)
    if not any(
        f.point == figure.point and f.profile == figure.profile and f.qualifier == figure.qualifier
        for f in claim.recent
    ):
        claim.recent.append(figure)
        if len(claim.recent) > KEPT_FIGURES:
            del claim.recent[1]  # the founding figure stays


def is_share(figure: Figure) -> bool:
    """Tell whether a figure is by its count type only one way of an exchange."""
    return figure.question == "exchange" and figure.count_type == "released"


def repeats_own(claim: Claim, figure: Figure, rules: Rules) -> bool | None:
    """Tell how a figure stands to those of its own article in the claim: repeats one, contradicts one (null), or neither."""
    if claim.article_id != figure.article_id:
        return False
    repeats = False
    for other in claim.in_article:
        if near(other, figure, rules.near):
            repeats = repeats or other.profile == figure.profile
        elif _contradicts(other, figure):
            return None
    return repeats


def _contradicts(a: Figure, b: Figure) -> bool:
    """Tell whether two figures of one article cannot be of one event: neither an update, nor of two sources, nor part of the other."""
    if (
        a.updated
        or b.updated
        or _other_voice(a, b)
        or a.profile[2] != b.profile[2]
        or not agreeable(a.profile, b.profile)
    ):
        return False
    if a.question == "exchange" and a.profile != b.profile:
        return False  # what the one and the other side received
    part = narrower(b.profile, a.profile) and b.point <= a.point
    return not (part or (narrower(a.profile, b.profile) and a.point <= b.point))


def _other_voice(a: Figure, b: Figure) -> bool:
    return a.source is not None and b.source is not None and a.source != b.source


def _peers(claim: Claim, figure: Figure, rules: Rules) -> list[Figure]:
    """Return the figures of a claim that a new one can be compared with: the same kind of people, no parts of a larger number."""
    same = [
        other
        for other in claim.recent
        if other.profile[2] == figure.profile[2] and (other.part_of is None or other.profile == figure.profile)
    ]
    top = max((other.point for other in same if other.profile == figure.profile), default=0.0)
    return [o for o in same if o.point * rules.near >= top or not narrower(o.profile, figure.profile)]


def near_any(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether a comparable figure of the claim prints a near number."""
    return any(near(other, figure, rules.near) for other in _peers(claim, figure, rules))


def near_toll(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether a comparable figure of the claim prints a near number that is rare enough to tell one toll from another."""
    if figure.qualifier == "vague" or figure.point < rules.informative:
        return False
    return any(o.qualifier != "vague" and near(o, figure, rules.near) for o in _peers(claim, figure, rules))


def in_conflict_range(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether a figure is close enough to be another answer to the same question; a rising toll may go twice as far."""
    limit = rules.conflict * (2 if rises(claim, figure) else 1)
    return within(claim, figure, rules, limit)


def within(claim: Claim, figure: Figure, rules: Rules, limit: float) -> bool:
    """Tell whether a comparable figure of the claim prints a number at most `limit` times as large or small."""
    return any(
        other.low == 0 == other.point or figure.point == 0 or within_ratio(other.point, figure.point, limit)
        for other in _peers(claim, figure, rules)
    )


def is_part(claim: Claim, figure: Figure) -> bool:
    """Tell whether the figure counts fewer of fewer people than some figure of the claim, or more of more."""
    return any(
        (narrower(figure.profile, other.profile) and figure.low <= other.high and figure.point <= other.point)
        or (narrower(other.profile, figure.profile) and other.low <= figure.high and other.point <= figure.point)
        for other in claim.recent
    )


def days_of(figure: Figure) -> tuple[int, int]:
    """Return the first and last day of a dated figure."""
    start = figure.from_day or 0
    return start, figure.to_day if figure.to_day is not None else start


def on_known_days(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether both tell few enough days to be of one incident by them."""
    if claim.days is None or figure.from_day is None:
        return False
    start, end = days_of(figure)
    if figure.updated and start > claim.days[1]:
        return False  # the day may be that of the report
    return end - start < rules.incident_days and claim.days[1] - claim.days[0] < rules.incident_days


def days_apart(claim: Claim, figure: Figure, rules: Rules) -> int | None:
    """Return how far the days of claim and figure lie apart, null when they do not agree; undated figures count by publication."""
    if claim.days is not None and figure.from_day is not None:
        start, end = days_of(figure)
        if figure.kind == "period":
            apart = max(abs(claim.days[0] - start), abs(claim.days[1] - end))
        else:
            apart = max(claim.days[0] - end, start - claim.days[1], 0)
        late = figure.updated and start > claim.days[1]
        return apart if apart <= (rules.publication_days if late else 1) else None
    if claim.days is None and figure.from_day is None:
        if claim.pub is None or figure.pub is None:
            return 0 if claim.pub is figure.pub else None
        apart = abs(claim.pub - figure.pub)
        return apart if apart <= rules.publication_days else None
    day, pub = (claim.days[1], figure.pub) if claim.days is not None else (figure.from_day, claim.pub)
    if pub is None or day is None or not -1 <= pub - day <= rules.publication_days:
        return None
    return max(pub - day, 0)


def rises(claim: Claim, figure: Figure) -> bool:
    """Tell whether the figure is a later toll, higher than most of the claim's (one side may claim more), or an earlier and lower one."""
    if figure.pub is None or claim.last_pub is None or not conv.questions()[figure.question].grows:
        return False
    if figure.pub >= claim.last_pub:
        return sum(figure.point >= other.point for other in claim.recent) * 2 > len(claim.recent)
    return (
        claim.pub is not None and figure.pub <= claim.pub and all(figure.point <= other.point for other in claim.recent)
    )


def starts_agree(a: int | None, b: int | None) -> bool:
    """Tell whether two first days of totals mean the same; one that is the first of a month or year may stand for all of it."""
    if a is None or b is None or a == b:
        return True
    first, second = sorted(conv.EPOCH.fromordinal(conv.EPOCH.toordinal() + n) for n in (a, b))
    if first.year != second.year or first.day != 1:
        return False
    return first.month in (1, second.month)


def same_war(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether tolls, one of them at least without a beginning, can be of the same war by the time they were printed."""
    if claim.start is not None and figure.from_day is not None:
        return True
    if figure.pub is None or claim.last_pub is None:
        return True
    if claim.start is not None and figure.pub < claim.start:
        return False
    return abs(figure.pub - claim.last_pub) <= rules.total_gap_days
