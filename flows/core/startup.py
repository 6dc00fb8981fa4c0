"""What our own programs do first, before they import the rest.

pandera imports pandas wherever it is installed, though only its Polars side is used here: a second of every process. In a process that has
been spared it, pandera's side for pandas cannot be imported any more; so this is for the command line and the workers, and
nothing does it by being imported.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import Any

HIDDEN = "pandas"


class _Hiding(MetaPathFinder):
    """Says of one package that it is not installed."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        """Refuse the package, and leave all others to the finders behind."""
        if fullname == HIDDEN:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


def spare_pandas() -> None:
    """Import the tables' models without pandas, unless it is there already; who wants it later imports it as ever."""
    hiding = _Hiding()
    sys.meta_path.insert(0, hiding)
    try:
        import schemas  # noqa: F401
    finally:
        sys.meta_path.remove(hiding)
