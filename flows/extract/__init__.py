"""Extraction: dates, names, who says what, quotations and figures, batch by batch.

Each room finds one kind of thing. Candidates are found by Polars over the whole batch; Python sees only the sentences that
hold one. What a room finds is a frame with `article` (row number in the batch) and the columns of its table; ids come last.
"""

from flows.extract.stage import Facts, extract

__all__ = ["Facts", "extract"]
