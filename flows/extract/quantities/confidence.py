"""How likely a figure is right: number and count type for people, number and unit for the other families.

The table ``confidence`` holds what was fitted to annotated articles by ``tests/quality/calibration.py``, as log-odds that add up: for
people the base, the rule that joined count and cue, the count type, each step that the search for the cue went, and a single person
without a number; for the other families one sum each. `rows` and `right` tell what each rests on; a name without rows rests on judgement.
"""

from __future__ import annotations

import math
from functools import cache

from flows.core import reference

NEAR = 0.95  # the score of a cue right beside the count
STEP = 0.1  # of a score
LEAST, MOST = 0.05, 0.99
PEOPLE = "people"
NO_NOUN = "no noun"  # of a count whose noun was not found


@cache
def weights() -> dict[tuple[str, str], float]:
    """Return the log-odds by kind and name."""
    table = reference.rows("confidence", "kind", "name", "log_odds", "rows", "right", "example", key=("kind", "name"))
    return {(r["kind"] or "", r["name"] or ""): float(r["log_odds"] or 0) for r in table}


def steps(score: float) -> float:
    """Return how far the search for a cue went."""
    return max(0.0, NEAR - score) / STEP


@cache
def of_people(rule: str, count_type: str, score: float, *, single: bool) -> float:
    """Return the confidence in a figure of people.

    Raises:
        flows.core.reference.ReferenceTableError: the table does not know the rule or the count type.
    """
    total = _weight("base", PEOPLE) + _weight("rule", rule) + _weight("count_type", count_type)
    return share(total + steps(score) * _weight("base", "step") + (_weight("base", "single") if single else 0.0))


@cache
def of_family(family: str, *, noun: bool) -> float:
    """Return the confidence in a figure of another family."""
    return share(_weight("family", family if noun else NO_NOUN))


def share(log_odds: float) -> float:
    """Return log-odds as a share of 1 with two digits."""
    return round(min(MOST, max(LEAST, 1 / (1 + math.exp(-log_odds)))), 2)


def _weight(kind: str, name: str) -> float:
    try:
        return weights()[kind, name]
    except KeyError:
        raise reference.ReferenceTableError(
            f"confidence.csv has no row {kind},{name}; add one with log_odds 0, then run tests/quality/calibration.py --update"
        ) from None
