"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The annotated articles beside the project; tests that need them are skipped without."""
    if not (SHARED / "gold" / "score.py").is_file():
        pytest.skip("the annotated articles (../shared) are not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
