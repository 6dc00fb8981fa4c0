"""Claims: figures from all articles that answer the same question become one claim (see `matching` and `summary`)."""

from flows.reconcile.assign import assign
from flows.reconcile.rows import block, report_rows
from flows.reconcile.summary import summarise

__all__ = ["assign", "block", "report_rows", "summarise"]
