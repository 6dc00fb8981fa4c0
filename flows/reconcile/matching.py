"""Which claim a figure answers: the rules by which figures meet.

A figure meets the figures of one *block* only (see `rows`), additions apart from tolls, and tolls since a beginning apart from
periods and from incidents. In order of input each figure joins the claim that fits best, or founds one. An assignment never
changes, so the outcome does not depend on how the input is cut into runs. All numbers stand in `claim_conventions`.

*In its own article.* A figure that the text makes part of another goes to that one's claim. An article does not answer one
question twice: the same people at the same place, another number that contradicts the first, no other source - that is another
event. The same number again, without another place, is the same event.

*Incidents* meet at the same place on the same day, whoever tells them, as long as they do not name different people and their
numbers are not too far apart (`conflict_ratio`); in a region they must be near (`near_ratio`), and a country is no place. One day
apart, they meet when their numbers are equal and telling (`informative`). Undated figures have their day of publication for a day:
on the same day they meet like dated ones, up to `publication_days` later only with near numbers or as a risen toll; figures whose
publication is unknown meet each other. Where one tells no place narrower than a country, they meet only with an equal, telling
number on the same day in the same country, if no other event has that number - except for questions that need no place (exchanges,
hostages held, drones launched), which meet on side and day alone. A narrower side or population joins the wider figure as its part.

*An exchange* is one event for both sides: what each side received joins the total, planned or carried out. Where a day of
publication is unknown, the ways must not exceed the total, and those of both sides must nearly make it up.

*Periods* meet when both ends agree. *Totals* meet when their first day agrees (by day, month or year, or the war's first day) and
they count the same side and people at the same place, as far apart as a toll may rise in the time between; described differently or
without side and first day, only with near numbers; fewer people since the same day are a part from `least_part` of the toll on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.reconcile import conventions as conv
from flows.reconcile.figures import Figure, Profile, agreeable, narrower, near, widest, within_ratio

Score = tuple[int, ...]
Told = tuple[str | None, Profile]  # place and people, as one figure tells them
BY_NUMBER, BY_KEY, BY_REPETITION = 0, 1, 2  # what a figure is joined by; the first part of every score
YEAR = 365
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
        claim.days = (figure.from_day, figure.to_day if figure.to_day is not None else figure.from_day)
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
    if not _is_share(figure):
        claim.widest = widest(claim.widest, figure.profile)
    claim.told.add((figure.place, figure.profile))
    if claim.article_id != figure.article_id:
        claim.article_id, claim.in_article = figure.article_id, []
    claim.in_article.append(figure)
    if not any(
        f.point == figure.point and f.profile == figure.profile and f.qualifier == figure.qualifier
        for f in claim.recent
    ):
        claim.recent.append(figure)
        if len(claim.recent) > KEPT_FIGURES:
            del claim.recent[1]  # the founding figure stays


def _is_share(figure: Figure) -> bool:
    """Tell whether a figure is by its count type only one way of an exchange."""
    return figure.question == "exchange" and figure.count_type == "released"


def fit(claim: Claim, figure: Figure, rules: Rules, lone: bool = False) -> Score | None:
    """Return how well a figure fits a claim of its block, kind and increment; more is better, null is not at all.

    Args:
        claim: the claim.
        figure: the figure.
        rules: the conventions.
        lone: whether no other event of the figure's day and country is known.
    """
    if figure.kind == "total":
        return _fit_total(claim, figure, rules)
    if figure.question == "exchange":
        return _fit_exchange(claim, figure, rules)
    return _fit_incident(claim, figure, rules, lone)


def _repeats(claim: Claim, figure: Figure, rules: Rules) -> bool | None:
    """Tell how a figure stands to those of its own article in the claim: repeats one, contradicts one (null), or neither."""
    if claim.article_id != figure.article_id:
        return False
    repeats = False
    for other in claim.in_article:
        if near(other, figure, rules.near):
            repeats = repeats or other.profile == figure.profile
        elif other.profile == figure.profile and not _other_voice(other, figure):
            return None
    return repeats


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


def _near_any(claim: Claim, figure: Figure, rules: Rules) -> bool:
    return any(near(other, figure, rules.near) for other in _peers(claim, figure, rules))


def _in_conflict_range(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether a figure is close enough to be another answer to the same question; a rising toll may go twice as far."""
    limit = rules.conflict * (2 if _rises(claim, figure) else 1)
    return _within(claim, figure, rules, limit)


def _within(claim: Claim, figure: Figure, rules: Rules, limit: float) -> bool:
    return any(
        other.low == 0 == other.point or figure.point == 0 or within_ratio(other.point, figure.point, limit)
        for other in _peers(claim, figure, rules)
    )


def _is_part(claim: Claim, figure: Figure) -> bool:
    """Tell whether the figure counts fewer of fewer people than some figure of the claim, or more of more."""
    return any(
        (narrower(figure.profile, other.profile) and figure.low <= other.high and figure.point <= other.point)
        or (narrower(other.profile, figure.profile) and other.low <= figure.high and other.point <= figure.point)
        for other in claim.recent
    )


def days_apart(claim: Claim, figure: Figure, rules: Rules) -> int | None:
    """Return how far the days of claim and figure lie apart, null when they do not agree; undated figures count by publication."""
    if claim.days is not None and figure.from_day is not None:
        start, end = figure.from_day, figure.to_day if figure.to_day is not None else figure.from_day
        apart = max(claim.days[0] - end, start - claim.days[1], 0)
        return apart if apart <= 1 else None
    if claim.days is None and figure.from_day is None:
        if claim.pub is None or figure.pub is None:
            return 0 if claim.pub is figure.pub else None
        apart = abs(claim.pub - figure.pub)
        return apart if apart <= rules.publication_days else None
    day, pub = (claim.days[1], figure.pub) if claim.days is not None else (figure.from_day, claim.pub)
    if pub is None or day is None or not -1 <= pub - day <= rules.publication_days:
        return None
    return max(pub - day, 0)


def _fit_incident(claim: Claim, figure: Figure, rules: Rules, lone: bool) -> Score | None:
    if not agreeable(claim.widest, figure.profile):
        return None
    apart = days_apart(claim, figure, rules)
    repeats = _repeats(claim, figure, rules)
    if apart is None or repeats is None:
        return None
    same = (figure.place, figure.profile) in claim.told
    close = _near_any(claim, figure, rules)
    if claim.place != figure.place and claim.place is not None and figure.place is not None:
        return None
    if claim.land != figure.land and claim.land is not None and figure.land is not None:
        return None
    score = (int(same), int(close), -apart, -claim.number)
    if repeats and figure.point > 1 and (claim.place == figure.place or figure.place is None):
        return (BY_REPETITION, *score)
    if figure.place is not None and claim.place == figure.place:
        return (BY_KEY, *score) if _same_place(claim, figure, rules, apart, close) else None
    needs = conv.questions()[figure.question].needs_place and figure.kind == "incident"
    if not (
        _same_number(claim, figure, rules, apart, lone) if needs else _without_place(claim, figure, rules, apart, close)
    ):
        return None
    return (BY_NUMBER if needs else BY_KEY, *score)


def _same_place(claim: Claim, figure: Figure, rules: Rules, apart: int, close: bool) -> bool:
    dated = claim.days is not None and figure.from_day is not None
    if close and (apart == 0 or not dated):
        return True
    if dated and apart == 1:
        return figure.point >= rules.informative and any(other.value == figure.value for other in claim.recent)
    if figure.region:
        return False
    firm = claim.place_firm and not figure.place_borrowed
    if not (apart == 0 if dated else firm and (apart == 0 or _rises(claim, figure))):
        return False
    return _in_conflict_range(claim, figure, rules) or _is_part(claim, figure)


def _rises(claim: Claim, figure: Figure) -> bool:
    """Tell whether the figure is a later and higher toll than all of the claim's, or an earlier and lower one."""
    if figure.pub is None or claim.last_pub is None or not conv.questions()[figure.question].grows:
        return False
    if figure.pub >= claim.last_pub:
        return all(figure.point >= other.point for other in claim.recent)
    return (
        claim.pub is not None and figure.pub <= claim.pub and all(figure.point <= other.point for other in claim.recent)
    )


def _without_place(claim: Claim, figure: Figure, rules: Rules, apart: int, close: bool) -> bool:
    """Tell whether two figures of a question that needs no place, or of a period, answer the same one by side and day."""
    same_sides = figure.profile[0] is not None and figure.profile[0] == claim.widest[0]
    if apart == 0 and same_sides and _in_conflict_range(claim, figure, rules):
        return True
    if figure.kind == "period":
        return apart == 0 and close
    return same_sides and close


def _same_number(claim: Claim, figure: Figure, rules: Rules, apart: int, lone: bool) -> bool:
    """Tell whether a number rare enough, or of the only event so far, printed for the same day and country, stands for one event."""
    dated = claim.days is not None and figure.from_day is not None
    known = figure.theatre is not None and claim.theatre is not None
    if apart > (0 if dated else 1) or (known and figure.theatre != claim.theatre):
        return False
    if not known and not (dated and figure.point >= rules.very_informative):
        return False
    if figure.point < (rules.informative_dated if dated else rules.informative) and not (
        dated and lone and figure.point > 1
    ):
        return False
    return any(other.value == figure.value and near(other, figure, rules.near) for other in claim.recent)


def _fit_exchange(claim: Claim, figure: Figure, rules: Rules) -> Score | None:
    """Both sides of an exchange are one event, planned or carried out; what one side received may be a part of its total."""
    repeats = _repeats(claim, figure, rules)
    apart = days_apart(claim, figure, rules)
    unknown = claim.pub is None or figure.pub is None
    if apart is None and unknown and (claim.days is None or figure.from_day is None):
        apart = (
            rules.publication_days
        )  # a publication that is unknown agrees with any, but the numbers must bear it out
    if repeats is None or apart is None:
        return None
    if (
        claim.place != figure.place
        and claim.place_firm
        and claim.place is not None
        and figure.place is not None
        and apart > 1
    ):
        return None
    same = (figure.place, figure.profile) in claim.told
    close = any(near(o, figure, rules.near) for o in claim.recent if _is_share(o) == _is_share(figure))
    beside = claim.article_id == figure.article_id
    if not (
        close
        or beside
        or _share(claim, figure, rules, apart)
        or (apart == 0 and _in_conflict_range(claim, figure, rules))
    ):
        return None
    return (BY_KEY, int(repeats or beside), int(same), int(close), -apart, -claim.number)


def _share(claim: Claim, figure: Figure, rules: Rules, apart: int) -> bool:
    """Tell whether the figure and the claim's make up one exchange: a total and its ways, or two ways of it.

    When the days do not tell, the ways must not exceed the total, and those of both sides must nearly make it up.
    """
    totals = [f for f in (*claim.recent, figure) if not _is_share(f)]
    ways = {f.profile: f for f in (*claim.recent, figure) if _is_share(f)}
    if _is_share(figure) and apart <= 1 and any(f.profile[0] != figure.profile[0] for f in ways.values()):
        return True
    if not totals or not ways:
        return False
    made_up = sum(f.point for f in ways.values())
    if apart < rules.publication_days:
        return any(f.point <= total.high for total in totals for f in ways.values())
    both = len({f.profile[0] for f in ways.values()}) > 1
    return any(
        made_up <= total.high and made_up >= total.point * (1 / rules.near if both else rules.part_share)
        for total in totals
    )


def starts_agree(a: int | None, b: int | None) -> bool:
    """Tell whether two first days of totals mean the same; one that is the first of a month or year may stand for all of it."""
    if a is None or b is None or a == b:
        return True
    first, second = sorted(conv.EPOCH.fromordinal(conv.EPOCH.toordinal() + n) for n in (a, b))
    if first.year != second.year or first.day != 1:
        return False
    return first.month in (1, second.month)


def _fit_total(claim: Claim, figure: Figure, rules: Rules) -> Score | None:
    if not starts_agree(claim.start, figure.from_day):
        return None
    if claim.place is not None and figure.place is not None and claim.place != figure.place:
        return None
    repeats = _repeats(claim, figure, rules)
    if repeats is None or not _same_war(claim, figure, rules):
        return None
    close = agreeable(claim.widest, figure.profile) and _near_any(claim, figure, rules)
    same = (figure.place, figure.profile) in claim.told
    exact = claim.start == figure.from_day
    if not (close or (same and _same_toll(claim, figure, rules)) or (exact and _part_of_toll(claim, figure, rules))):
        return None
    return (BY_KEY, int(same), int(close), int(exact), -claim.number)


def _same_toll(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether a figure of the same people and place can be another state of a toll: it must tell whose or since when.

    A toll may rise by the year; one that tells no beginning must be the closer.
    """
    if figure.profile[0] is None and figure.from_day is None:
        return False
    limit = rules.conflict
    if claim.start is not None and figure.from_day is not None and _rises(claim, figure):
        limit *= 1 + abs((figure.pub or 0) - (claim.last_pub or 0)) / YEAR
    return _within(claim, figure, rules, limit)


def _part_of_toll(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether a figure counts fewer of a toll's people since the same day, and enough of them to be worth a part."""
    if (
        claim.place != figure.place
        or figure.profile[0] != claim.widest[0]
        or not narrower(figure.profile, claim.widest)
    ):
        return False
    wholes = [other.point for other in claim.recent if other.profile == claim.widest]
    return any(rules.least_part * whole <= figure.point < whole for whole in wholes)


def _same_war(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether tolls, one of them at least without a beginning, can be of the same war by the time they were printed."""
    if claim.start is not None and figure.from_day is not None:
        return True
    if figure.pub is None or claim.last_pub is None:
        return True
    if claim.start is not None and figure.pub < claim.start:
        return False
    return abs(figure.pub - claim.last_pub) <= rules.total_gap_days
