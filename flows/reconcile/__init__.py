"""Claims: figures from all articles that answer the same question become one claim.

`rows` prepares the figures, `matching` says which of them meet, `best` what they say together. The conventions an analyst may change
stand in the reference tables `claim_*.csv`.
"""

from flows.reconcile.assign import assign
from flows.reconcile.rows import block, report_rows
from flows.reconcile.summary import summarise

__all__ = ["assign", "block", "report_rows", "summarise"]
