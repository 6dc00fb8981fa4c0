"""Publishing: immutable releases with a manifest and a report, and the check of any release."""

from flows.publish.compact import ROWS, compact
from flows.publish.report import remade
from flows.publish.verify import verify

__all__ = ["ROWS", "compact", "remade", "verify"]
