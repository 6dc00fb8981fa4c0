"""Number phrases: where a text prints a number, what it says, and whether it counts anything at all.

`numbers_in(sentences)` reads the sentences of a batch, once for all who count; `find_all(texts)` any texts, `find_numbers(text)`
one. Each `NumberPhrase` holds

- `start, end`: the surface with its qualifier as printed ("more than 160,000", "$5m", "12 or more"); signs that touch the
  number (`$`, `%`) belong to it, words ("percent", "dollars") do not;
- `number_start, number_end`: the number without qualifier;
- `value, low, high, qualifier`: as the guidelines define them;
- `kind`: `cardinal`, `range`, `vague`, `fraction`, `ordinal`;
- `unit`: what a touching sign says (ISO 4217 code or `%`), else null; `suffix` "m" where metres or millions stay open;
- `excluded`: why it is no quantity (`age`, `year`, `date`, `time`, `ordinal`, `name`, `list`, `score`, `identifier`,
  `pronoun`, `fraction`, `oversized`, `malformed`, `no number`, `bare magnitude`), null for a quantity.

Excluded numbers are returned, too; whoever counts must ask for `excluded is None`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import ascii_letters, digits
from typing import NamedTuple

import polars as pl

from flows.extract.quantities.numbers.context import CHAINED, changes, continues, judge, share_after
from flows.extract.quantities.numbers.numerals import Reading, read
from flows.extract.quantities.numbers.tokens import PATTERN, WORDS

LARGEST_WHOLE = 1_000  # no larger number is printed with thirds or quarters in words
NUMBERED = (
    rf"\p{{Nd}}|[½¼¾⅓⅔]|(?i-u:\b(?:{'|'.join(sorted(w for w in WORDS if w))}|half)\b)"  # what every number phrase holds
)
_LETTERS = frozenset(ascii_letters)
_WORD_CHARACTERS = frozenset(f"{ascii_letters}{digits}_")  # what the edges of the patterns look at


class NumberPhrase(NamedTuple):
    """One number as printed; offsets count code points of the text it was found in."""

    start: int
    end: int
    number_start: int
    number_end: int
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    kind: str
    unit: str | None
    excluded: str | None
    suffix: str | None = None
    digits: bool = True


def numbers_in(sentences: pl.DataFrame) -> dict[int, list[NumberPhrase]]:
    """Return the number phrases of the sentences that hold one, by the sentence's place in the frame."""
    held = sentences.select("text").with_row_index("index").filter(pl.col("text").str.contains(NUMBERED))
    return {i: found for i, found in zip(held["index"], find_all(held["text"]), strict=True) if found}


def find_numbers(text: str) -> list[NumberPhrase]:
    """Return the number phrases of one text, in order."""
    return find_all(pl.Series([text], dtype=pl.String))[0]


def find_all(texts: pl.Series) -> list[list[NumberPhrase]]:
    """Return the number phrases of every text."""
    stretches = texts.str.extract_all(PATTERN).to_list()
    return [_phrases(text, found) if found else [] for text, found in zip(texts.to_list(), stretches, strict=True)]


def _phrases(text: str, stretches: list[str]) -> list[NumberPhrase]:
    out: list[NumberPhrase] = []
    at = 0
    previous: str | None = None
    for stretch in stretches:
        at, behind = place_of(text, stretch, at)
        for r in _readings(text, at, stretch):
            start, number_start, number_end = at + r.start, at + r.number_start, at + r.number_end
            if out and start < out[-1].end:
                continue  # "half" of "one half" is already part of a fraction
            excluded = r.excluded or judge(text, number_start, number_end, r, start)
            if excluded is None and previous in CHAINED and continues(text[out[-1].end : start], text, at + r.end):
                excluded = previous
            kind = "ordinal" if excluded == "ordinal" else r.kind
            phrase = NumberPhrase(
                start, at + r.end, number_start, number_end, r.value, r.low, r.high, r.qualifier,
                kind, r.unit, excluded, r.suffix, r.digits,
            )  # fmt: skip
            if excluded == "fraction" and r.kind == "cardinal":
                _add_share(out, text, phrase)
            else:
                out.append(phrase)
            previous = excluded
        at = behind
    return out


def _add_share(out: list[NumberPhrase], text: str, phrase: NumberPhrase) -> None:
    """Add "two thirds" as a fraction, or to the whole number before it ("two and two thirds")."""
    share = share_after(text, phrase.number_end)
    if share is None or phrase.value is None:
        out.append(phrase)
        return
    value, end = phrase.value / share[0], share[1]
    last = out[-1] if out and text[out[-1].end : phrase.start] in (" and ", "-and-") else phrase
    if last.excluded is None and last.value is not None and last.value < LARGEST_WHOLE and last.qualifier == "exact":
        whole = last.value + value
        out[-1] = last._replace(end=end, number_end=end, value=whole, low=whole, high=whole)
        return
    out.append(
        phrase._replace(end=end, number_end=end, value=value, low=value, high=value, qualifier="exact", kind="fraction")
    )


def _readings(text: str, at: int, stretch: str) -> Iterable[Reading]:
    """Read a stretch; what looks like a range behind a verb of change is two numbers."""
    readings = read(stretch)
    if "to" in stretch and any(r.split and changes(text, at + r.start) for r in readings):
        return _halves(text, at, stretch, readings)
    return readings


def _halves(text: str, at: int, stretch: str, readings: tuple[Reading, ...]) -> Iterator[Reading]:
    for r in readings:
        if not r.split or not changes(text, at + r.start):
            yield r
            continue
        for first, last in ((r.start, r.split), (r.split, r.end)):
            yield from (half.shifted(first) for half in read(stretch[first:last]))


def place_of(text: str, stretch: str, at: int) -> tuple[int, int]:
    """Return where a stretch that Polars found stands: its first occurrence from `at` that does not begin or end inside a word."""
    found = text.index(stretch, at)
    end = found + len(stretch)
    head, tail = stretch[0] in _LETTERS, stretch[-1] in _LETTERS
    while (head and found and text[found - 1] in _WORD_CHARACTERS) or (
        tail and end < len(text) and text[end] in _WORD_CHARACTERS
    ):
        found = text.index(stretch, found + 1)
        end = found + len(stretch)
    return found, end
