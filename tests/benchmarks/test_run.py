"""The benchmark's command in its smallest form: every table is printed, peers that are not here are named."""

from __future__ import annotations

import re

import pytest

from tests.benchmarks import copies, run
from tests.benchmarks.chain import absent
from tests.benchmarks.whole import exponent


def test_every_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    run.main(["60", "--workers", "1", "--peers", "2", "--increment", "15", "--reading", "3000"])
    told = capsys.readouterr().out
    line = re.search(r"^60 .*", told, re.MULTILINE)
    assert line is not None
    assert line[0].split()[8:10] == ["1.0000", "1.0000"], "every planted figure and relation is found"
    for title in ("From JSON Lines", "Copies, one core", "Killed on one side", "An increment"):
        assert title in told
    for name in {*absent(), *(peer for peer in copies.PEERS if not copies.installed(peer))}:
        assert f"{name} is not installed: not measured" in told


def test_copies_are_found_on_the_ladder() -> None:
    """The figures that the project promises: recall .98, precision .99."""
    ours = next(line for line in copies.lines(60) if line.who.endswith("each pair compared"))
    assert ours.recall >= 0.98
    assert ours.precision >= 0.99
    assert ours.planted == 1


def test_exponent() -> None:
    assert exponent([(1_000, 2.0), (10_000, 20.0)]) == pytest.approx(1)
    assert exponent([(1_000, 2.0), (4_000, 32.0), (2_000, 8.0)]) == pytest.approx(2)
