"""Places of one name told apart by what else their article speaks of: Georgia of the Caucasus and of the United States.

The table ``entity_namesakes`` names the pairs and the words that speak for either.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np

from flows.core import reference
from flows.core.countries import cells
from flows.core.names import plain_key
from flows.extract.entities.lexicon import Entry, lexicon
from flows.extract.entities.names import Names

TABLE = "entity_namesakes"


class Pair(NamedTuple):
    """Two places of one name: `first` is meant where nothing else is told; the patterns find what speaks for each."""

    first: Entry
    other: Entry
    words: re.Pattern[str]
    against: re.Pattern[str]


def namesakes(names: Names) -> None:
    """Give each such place the entity that its article is about."""
    for pair in _pairs():
        first = names.register.listed_number(pair.first)
        rows = np.flatnonzero(names.entry == first)
        meant = [a for a in np.unique(names.article[rows]).tolist() if _means_other(pair, names.texts[a])]
        names.entry[rows[np.isin(names.article[rows], meant)]] = names.register.listed_number(pair.other)


def _means_other(pair: Pair, text: str) -> bool:
    return len(pair.words.findall(text)) > len(pair.against.findall(text))


@cache
def _pairs() -> tuple[Pair, ...]:
    """Return the table.

    Raises:
        ReferenceTableError: a name is in no table of places.
    """
    rows = reference.rows(TABLE, "name", "other", "words", "against", key=("name", "other"))
    return tuple(
        Pair(_place(row["name"]), _place(row["other"]), _any_of(row["words"]), _any_of(row["against"])) for row in rows
    )


def _place(name: str | None) -> Entry:
    found = lexicon().folded.get(plain_key(name or ""))
    if found is None or found.entity_type != "place":
        raise reference.ReferenceTableError(f"{TABLE}.csv: {name} is no place of entity_places.csv or countries.csv")
    return found


def _any_of(words: str | None) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, cells(words)))})(?!\w)")
