"""The scorers that lie beside the project with the annotated articles, as modules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

SHARED = Path(__file__).parents[2] / "shared"


def scorer(path: str) -> ModuleType:
    """Return the scorer at a path under ../shared."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, SHARED / path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
