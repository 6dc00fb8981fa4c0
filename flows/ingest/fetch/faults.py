"""Why something was not fetched."""

from __future__ import annotations

from flows.ingest.problems import BadInput


class NotFetched(BadInput):
    """Something of the web that could not be had.

    Attributes:
        passing: whether a later try may have it; what is not passing is not asked for again until its feed says it changed.
        after: seconds that the server asks to wait, if it does.
    """

    def __init__(
        self, check: str, reason: str, case: str | None = None, *, passing: bool = False, after: float | None = None
    ) -> None:
        super().__init__(check, reason, case)
        self.passing = passing
        self.after = after
