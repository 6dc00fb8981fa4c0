"""The command line. Prefect is imported only by the commands that need it, so that the others start at once.

Exit codes: 0 a release is visible (also when nothing was new), 1 the run failed or every document was rejected and the previous
release stands, 2 wrong usage.
"""

from flows.cli import keeping, reading, running
from flows.cli.common import app


def main() -> None:
    """Run the command line."""
    app()


__all__ = ["app", "keeping", "main", "reading", "running"]
