"""All checks in one command: lint, format, types, generated files, tests with their quality floors. Stops at the first that fails."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable

CHECKS = {
    "lint": [PYTHON, "-m", "ruff", "check", "flows", "schemas", "tests"],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "flows", "schemas", "tests"],
    "types": [PYTHON, "-m", "mypy"],
    "generated files": [PYTHON, "-m", "schemas.dictionary", "--check"],
    "tests": [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-m", "not slow"],
}


def main(arguments: list[str]) -> int:
    """Run every check; arguments go to pytest."""
    for name, command in CHECKS.items():
        begun = time.monotonic()
        done = subprocess.run(command + (arguments if name == "tests" else []), cwd=ROOT, check=False)
        if done.returncode:
            print(f"check: {name} failed", file=sys.stderr)
            return done.returncode
        print(f"check: {name} passed in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
