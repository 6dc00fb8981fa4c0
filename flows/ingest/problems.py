"""What ingest refuses: the exception that carries a reason, and the rows of `rejects` made from it.

A cell that comes from the input is cut to a bounded length and freed of control characters, so that a bad document cannot
break the table that tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from flows.core.ids import digest
from schemas import FACTS, polars_schema

STAGE = "ingest"
TABLE = "articles"
CASE_CHARS = 200
PAYLOAD_CHARS = 1_000
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


class SourceError(ValueError):
    """A source that cannot be used at all; one line that says what, where and what to do."""


class BadInput(ValueError):  # noqa: N818  (it is an input, not a fault of the program)
    """An input that cannot be read.

    Attributes:
        check: the rule that was broken, a short word.
        case: the value at fault.
    """

    def __init__(self, check: str, reason: str, case: str | None = None) -> None:
        super().__init__(reason)
        self.check = check
        self.case = case


@dataclass(frozen=True, slots=True)
class Reject:
    """One refused document, or one refused cell of a document that stays."""

    source_uri: str
    check: str
    reason: str
    column: str | None = None
    case: str | None = None
    payload: str | None = None
    article_id: str | None = None


def printable(value: str | bytes | None, limit: int) -> str | None:
    """Return the beginning of `value` as text that can be stored, or None for nothing."""
    if not value:
        return None
    head = value[: limit * 4].decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value[: limit * 4]
    return UNPRINTABLE.sub("\ufffd", head)[:limit] or None


def rejects_frame(rejects: Iterable[Reject]) -> pl.DataFrame:
    """Return rows of the table `rejects`, each with its id, in the given order."""
    rows = [_row(reject) for reject in rejects]
    return pl.DataFrame(rows, schema=polars_schema(FACTS["rejects"]), orient="row")


def _row(reject: Reject) -> tuple[str | None, ...]:
    case = printable(reject.case, CASE_CHARS)
    column = reject.column or ""
    reject_id = digest(STAGE, TABLE, reject.source_uri, reject.article_id or "", column, reject.check, case or "")
    reason = printable(reject.reason.replace("\n", " "), 2 * CASE_CHARS) or reject.check
    payload = printable(reject.payload, PAYLOAD_CHARS)
    where = (STAGE, TABLE, reject.source_uri, reject.article_id, reject.column)
    return (reject_id, *where, reject.check, case, reason, payload)
