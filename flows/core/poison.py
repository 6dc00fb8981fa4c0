"""One item on which a stage fails by a fault of ours does not cost the others of its batch.

The fault is found by halves and told with its traceback; the stage goes on without the item. Where more than a few items of a batch
fail it is not they that are at fault: the first error ends the run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import polars as pl

from flows.core.display import plain
from flows.core.reference import ReferenceTableError

R = TypeVar("R")
C = TypeVar("C", pl.DataFrame, list[Any])

FEW = 3  # items of a batch that may fail, or one in
ONE_IN = 50
TOLD = 200  # characters of an error
STOPS = (OSError, MemoryError, ReferenceTableError)  # no item is at fault
log = logging.getLogger("newstally")


def spare(work: Callable[[C], R], items: C, stops: Sequence[type[Exception]] = ()) -> tuple[list[R], dict[int, str]]:
    """Return what `work` makes of runs of items, in order, and what is wrong with those it fails on, by their place.

    Args:
        work: takes any run of the items.
        items: the batch; as a rule it is done at once, and the outcome is a list of one.
        stops: errors for which no item is at fault, beside those of `STOPS`.
    """
    made: list[R] = []
    failed: dict[int, str] = {}
    first: BaseException | None = None
    waiting = [(0, len(items))]
    ends: tuple[type[Exception], ...] = (*STOPS, *stops)
    while waiting:
        begin, end = waiting.pop()
        try:
            made.append(work(items[begin:end]))
        except ends:
            raise
        except (Exception, pl.exceptions.PanicException) as error:
            if begin == end:
                raise  # it fails on nothing
            first = first or error
            if end - begin == 1:
                failed[begin] = plain(" ".join(f"{type(error).__name__}: {error}".split()))[:TOLD]
                log.exception("left out, as it cannot be worked on")
                if len(failed) > max(FEW, len(items) // ONE_IN):
                    raise first from None
            else:
                middle = (begin + end) // 2
                waiting += [(middle, end), (begin, middle)]
    return made, failed
