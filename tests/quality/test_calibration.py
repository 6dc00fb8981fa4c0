"""Confidence means what it says: of the rows near 0.8, 80 % are right, on articles that the fit has not seen."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from flows.core import reference
from flows.extract.quantities.confidence import of_people, weights
from schemas.vocabulary import FAMILY, PEOPLE_COUNT_TYPES, PEOPLE_FAMILIES
from tests.quality import calibration

BOUND = {"figures of people": 0.05, "the other families": 0.08}


@pytest.mark.shared
def test_confidence_is_calibrated_on_held_out_articles(shared: Path) -> None:
    assert shared.is_dir()
    for name, cases in calibration.sets().items():
        assert len(cases) > 100
        fitted_elsewhere = list(calibration.held_out(cases, weights()))
        assert calibration.error(fitted_elsewhere) <= BOUND[name], name
        as_shipped = [(case, calibration.confidence(case, weights())) for case in cases]
        assert calibration.error(as_shipped) <= BOUND[name], name


def made(rule: str, likely: float, n: int) -> list[object]:
    chance = random.Random(rule)
    parts = ((("base", "people"), 1.0), (("rule", rule), 1.0))
    return [calibration.Case(f"{rule}{i}", parts, chance.random() < likely) for i in range(n)]


def test_fit_finds_the_shares_that_the_cases_were_made_with() -> None:
    cases = [*made("sure", 0.97, 400), *made("doubtful", 0.6, 400)]
    told = list(calibration.held_out(cases, {}))
    assert len(told) == len(cases)
    assert calibration.error(told) < 0.04
    assert {round(value, 1) for _, value in told} == {1.0, 0.6}


def test_error_tells_a_confidence_that_lies() -> None:
    cases = made("doubtful", 0.6, 400)
    assert calibration.error([(case, 0.95) for case in cases]) > 0.3


def test_picture_shows_both_families_of_figures() -> None:
    told = {
        "people": [(c, 0.8) for c in made("sure", 0.8, 50)],
        "others": [(c, 0.5) for c in made("doubtful", 0.5, 50)],
    }
    root = ET.fromstring(calibration.picture(told))
    assert sum(1 for _ in root.iter("{http://www.w3.org/2000/svg}circle")) == 4


def test_table_knows_every_count_type_and_family() -> None:
    known = set(weights())
    assert {("count_type", t) for types in PEOPLE_COUNT_TYPES.values() for t in types} <= known
    assert {("family", f) for f in FAMILY if f not in PEOPLE_FAMILIES} <= known


def test_rule_without_a_row_is_told() -> None:
    with pytest.raises(reference.ReferenceTableError, match="no row rule,unheard of; add one"):
        of_people("unheard of", "killed", 0.9, single=False)
