"""The figures of people in one sentence as short rows, for the tests of sentences."""

from __future__ import annotations

from flows.extract.quantities.numbers.find import find_numbers
from flows.extract.quantities.people.sentence import read

Row = tuple[str, str, int | float | tuple[float | None, float | None], str, str, str, str | None]
ARTICLE = frozenset(
    ["captive", "hostages", "abducted", "prisoners", "missing", "evacuation"]
)  # words of the article around the sentence


def rows(text: str) -> list[Row]:
    found = read(text, find_numbers(text), lambda: ARTICLE).figures
    wholes = {id(f.chunk): text[f.start : f.end] for f in found}
    return [
        (
            text[f.start : f.end],
            f.count_type,
            f.value if f.value is not None else (f.low, f.high),
            f.unit,
            f.population,
            f.modality,
            wholes.get(id(f.whole)) if f.whole is not None else None,
        )
        for f in found
    ]
