"""Broken inputs for every reader: all that was ever found, and a few hundred new ones. `fuzz_readers.py` makes them for hours."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.fuzz_readers import FOUND, check, fuzz, seeds

CORPUS = sorted(FOUND.iterdir()) if FOUND.is_dir() else []


@pytest.mark.parametrize("path", CORPUS, ids=lambda p: p.name)
@pytest.mark.parametrize("whole", [False, True])
def test_what_was_found_stays_mended(path: Path, whole: bool) -> None:
    assert check(path, whole=whole)


def test_mutated_files() -> None:
    counts = fuzz(sorted(seeds()), 4.0, 7)
    assert not {ending: c["FAULTS"] for ending, c in counts.items() if c["FAULTS"]}
    assert all(c["inputs"] and c["rejects"] for c in counts.values())


@pytest.mark.parametrize("ending", sorted(seeds()))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes(tmp_path: Path, ending: str, raw: bytes) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(raw)
    assert check(path, whole=False)
