"""No change may make extraction worse: every score on the annotated articles stays above its floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quality import measure


@pytest.mark.shared
@pytest.mark.parametrize("name", measure.SOURCES)
def test_scores_stay_above_their_floors(name: str, shared: Path, tmp_path: Path) -> None:
    assert shared.is_dir()
    floors = measure.floors()[name]
    found = measure.measure(name, tmp_path)
    assert {key: found[key] for key in floors if found[key] < floors[key]} == {}


def test_floors_are_set() -> None:
    assert set(measure.floors()) == set(measure.SOURCES)
    assert all(floor > 0 for floors in measure.floors().values() for floor in floors.values())
