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
without side and first day, only with near numbers; vague and small ones (below `informative`) meet only those of the same named side or
place; fewer people since the same day are a part from `least_part` of the toll on.
"""

from __future__ import annotations

from flows.reconcile import conventions as conv
from flows.reconcile.compare import (
    Claim,
    Rules,
    days_apart,
    in_conflict_range,
    is_part,
    is_share,
    near_any,
    near_toll,
    on_known_days,
    repeats_own,
    rises,
    same_war,
    starts_agree,
    within,
)
from flows.reconcile.figures import Figure, agreeable, narrower, near

Score = tuple[int, ...]
BY_NUMBER, BY_KEY, BY_REPETITION = 0, 1, 2  # what a figure is joined by; the first part of every score
YEAR = 365


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


def _fit_incident(claim: Claim, figure: Figure, rules: Rules, lone: bool) -> Score | None:
    if claim.place != figure.place and claim.place is not None and figure.place is not None:
        return None  # the cheapest tests go first: nearly every claim that is looked at fails one of them
    if claim.land != figure.land and claim.land is not None and figure.land is not None:
        return None
    apart = days_apart(claim, figure, rules)
    if apart is None or not agreeable(claim.widest, figure.profile):
        return None
    repeats = repeats_own(claim, figure, rules)
    if repeats is None:
        return None
    same = (figure.place, figure.profile) in claim.told
    close = near_any(claim, figure, rules)
    score = (int(close), int(same), -apart, -claim.number)
    if repeats and figure.point > 1 and (claim.place == figure.place or figure.place is None):
        return (BY_REPETITION, *score)
    if figure.place is not None and claim.place == figure.place:
        return (BY_KEY, *score) if _same_place(claim, figure, rules, apart, close) else None
    if claim.theatre != figure.theatre and claim.theatre is not None and figure.theatre is not None:
        return None
    by_side = not conv.questions()[figure.question].needs_place or figure.kind == "period"
    if by_side and _without_place(claim, figure, rules, apart, close):
        return (BY_KEY, *score)
    return (BY_NUMBER, *score) if _same_number(claim, figure, rules, apart, lone) else None


def _same_place(claim: Claim, figure: Figure, rules: Rules, apart: int, close: bool) -> bool:
    dated = on_known_days(claim, figure, rules)
    if close and (apart == 0 or not dated):
        return True
    if dated and apart == 1:
        return figure.point >= rules.informative and any(other.value == figure.value for other in claim.recent)
    if claim.article_id == figure.article_id and is_part(claim, figure):
        return True
    if figure.region:
        return False
    firm = claim.place_firm and not figure.place_borrowed
    if not (apart == 0 or (not dated and firm and rises(claim, figure))):
        return False
    return in_conflict_range(claim, figure, rules) or is_part(claim, figure)


def _without_place(claim: Claim, figure: Figure, rules: Rules, apart: int, close: bool) -> bool:
    """Tell whether two figures of a question that needs no place, or of a period, answer the same one by side and day."""
    same_sides = figure.profile[0] is not None and figure.profile[0] == claim.widest[0]
    if apart == 0 and same_sides and in_conflict_range(claim, figure, rules):
        return True
    if figure.kind == "period":
        return apart == 0 and close and figure.theatre is not None
    return same_sides and close


def _same_number(claim: Claim, figure: Figure, rules: Rules, apart: int, lone: bool) -> bool:
    """Tell whether a number rare enough, or of the only event so far, printed for the same day and country, stands for one event."""
    dated = on_known_days(claim, figure, rules)
    known = figure.theatre is not None and claim.theatre is not None
    if apart > (0 if dated else 1) or (known and figure.theatre != claim.theatre):
        return False
    if not known and not (dated and figure.point >= rules.very_informative):
        return False
    telling = figure.point >= (rules.informative_dated if dated else rules.informative)
    if not telling and not (dated and lone and figure.point > 1):
        return False
    return any(other.value == figure.value and near(other, figure, rules.near) for other in claim.recent)


def _fit_exchange(claim: Claim, figure: Figure, rules: Rules) -> Score | None:
    """Both sides of an exchange are one event, planned or carried out; what one side received may be a part of its total."""
    repeats = repeats_own(claim, figure, rules)
    apart = days_apart(claim, figure, rules)
    unknown = claim.pub is None or figure.pub is None
    if apart is None and unknown and (claim.days is None or figure.from_day is None):
        apart = rules.publication_days  # it agrees with any day, but then the numbers must bear it out
    if repeats is None or apart is None or not _may_be_one_exchange(claim, figure, apart):
        return None
    same = (figure.place, figure.profile) in claim.told
    close = any(near(o, figure, rules.near) for o in claim.recent if is_share(o) == is_share(figure))
    beside = claim.article_id == figure.article_id and claim.place in (None, figure.place)
    same_sides = figure.profile[0] is not None and figure.profile[0] == claim.widest[0]
    conflicting = apart == 0 and same_sides and in_conflict_range(claim, figure, rules)
    if apart >= rules.publication_days and figure.point < rules.informative and not beside:
        return None
    if not (close or beside or conflicting or _share(claim, figure, rules, apart)):
        return None
    return (BY_KEY, int(repeats or beside), int(same), int(close), -apart, -claim.number)


def _may_be_one_exchange(claim: Claim, figure: Figure, apart: int) -> bool:
    """Tell whether neither the war nor, unless the day is the same, the place speaks against it."""
    if claim.theatre != figure.theatre and claim.theatre is not None and figure.theatre is not None:
        return False
    elsewhere = claim.place != figure.place and claim.place is not None and figure.place is not None
    return not (elsewhere and claim.place_firm and apart > 1)


def _share(claim: Claim, figure: Figure, rules: Rules, apart: int) -> bool:
    """Tell whether the figure and the claim's make up one exchange: a total and its ways, or two ways of it.

    When the days do not tell, the ways must not exceed the total, and those of both sides must nearly make it up.
    """
    totals = [f for f in (*claim.recent, figure) if not is_share(f)]
    ways = {f.profile: f for f in (*claim.recent, figure) if is_share(f)}
    own = figure.profile[0]
    dated = claim.days is not None and figure.from_day is not None
    others = any(f.profile[0] is not None and f.profile[0] != own for f in ways.values())
    if is_share(figure) and own is not None and others and apart <= (0 if dated else 1):
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


def _fit_total(claim: Claim, figure: Figure, rules: Rules) -> Score | None:
    if not starts_agree(claim.start, figure.from_day):
        return None
    if claim.place is not None and figure.place is not None and claim.place != figure.place:
        return None
    repeats = repeats_own(claim, figure, rules)
    if repeats is None or not same_war(claim, figure, rules):
        return None
    same = (figure.place, figure.profile) in claim.told
    whose = figure.profile[0] is not None and figure.profile[0] == claim.widest[0]
    is_near = near_any if whose or (same and figure.place is not None) else near_toll
    close = agreeable(claim.widest, figure.profile) and is_near(claim, figure, rules)
    exact = claim.start == figure.from_day
    if not (close or (same and _same_toll(claim, figure, rules)) or (exact and _part_of_toll(claim, figure, rules))):
        return None
    return (BY_KEY, int(same), int(close), int(exact), -claim.number)


def _same_toll(claim: Claim, figure: Figure, rules: Rules) -> bool:
    """Tell whether a figure of the same people and place can be another state of a toll: it must tell whose or since when.

    A toll may rise by the year; one that tells no beginning must be the closer.
    """
    if claim.start != figure.from_day and (figure.profile[0] is None or None not in (claim.start, figure.from_day)):
        return False
    if figure.profile[0] is None and figure.from_day is None:
        return False
    limit = rules.conflict
    if figure.from_day is not None and rises(claim, figure):
        limit *= 1 + abs((figure.pub or 0) - (claim.last_pub or 0)) / YEAR
    return within(claim, figure, rules, limit)


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
