"""Validation: every table against its pandera model, then the tables against each other; bad rows become rejects."""

from flows.validate.crosscheck import broken_links
from flows.validate.models import refusals, split
from flows.validate.step import GateError

__all__ = ["GateError", "broken_links", "refusals", "split"]
