"""Figures: every number phrase that counts or measures something."""

from __future__ import annotations

import polars as pl

from flows.core.batch import Batch
from flows.extract.quantities.around import Around
from flows.extract.quantities.columns import FOUND
from flows.extract.quantities.numbers.find import numbers_in
from flows.extract.quantities.people.stage import find_people, row
from flows.extract.quantities.things.stage import find_others


def find_quantities(
    batch: Batch, dates: pl.DataFrame, mentions: pl.DataFrame, attributions: pl.DataFrame, quotations: pl.DataFrame
) -> pl.DataFrame:
    """Return every figure: columns `FOUND`; `row` numbers the rows of the frame, `part_of_row` is the `row` of the including figure."""
    numbers = numbers_in(batch.sentences)
    around = Around(dates, mentions, attributions, quotations)
    found = find_people(batch, numbers, around)
    columns = zip(*[(i, *row(f)) for i, f in enumerate(found)], strict=True) if found else ([] for _ in FOUND)
    people = pl.DataFrame(dict(zip(FOUND, columns, strict=True)), schema=FOUND)
    taken = {(f.article, f.start) for f in found}
    others = find_others(batch, numbers, taken, around).with_row_index("row", offset=len(found))
    rest = others.with_columns(is_implicit=pl.lit(value=False))
    return pl.concat(
        [
            people,
            rest.select(pl.col(c) if c in rest.columns else pl.lit(None, dtype=t).alias(c) for c, t in FOUND.items()),
        ]
    )


__all__ = ["FOUND", "find_quantities"]
