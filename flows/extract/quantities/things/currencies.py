"""Currencies by whose they are: "Tunisian dinar", "Hong Kong dollar", "Sri Lankan rupee".

ISO 4217 codes begin with the two letters of their country, so that names of countries and of currencies are enough to know
them all; a word for a currency is what ``unit_names`` calls money ("rouble" and "ruble" alike), and the pound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import pycountry

from flows.core.countries import countries

NOT_SPENT = ("XA", "XP", "XT", "XB", "XX", "XU", "XS")  # metals, funds and units of account
POUND = ("pound", "GBP")


class Currency(NamedTuple):
    """A currency: its code and the words of its name in lower case."""

    code: str
    words: tuple[str, ...]


@cache
def currencies() -> tuple[Currency, ...]:
    """Return the currencies that people pay with."""
    spent = (c for c in pycountry.currencies if not c.alpha_3.startswith(NOT_SPENT) or c.alpha_3 in ("XAF", "XPF"))
    return tuple(Currency(c.alpha_3, tuple(c.name.lower().split())) for c in spent if "(" not in c.name)


def names(money: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield names of several words in lower case with their codes.

    Args:
        money: single words for currencies with the code that each stands for alone.
    """
    kinds = {c.code: c.words[-1] for c in currencies()}
    by_country: dict[str, list[Currency]] = defaultdict(list)
    for currency in currencies():
        if len(currency.words) > 1:
            yield " ".join(currency.words), currency.code
        by_country[currency.code[:2]].append(currency)
    words = [*money, POUND]
    for country in countries():
        state = pycountry.countries.get(alpha_3=country.iso3) if country.iso3 else None
        own = by_country[state.alpha_2] if state else []
        for word, stands_for in words:
            same = next((c for c in own if word in c.words or kinds.get(stands_for) in c.words), None)
            if same is not None:
                yield from ((f"{whose.lower()} {word}", same.code) for whose in (*country.adjectives, country.name))
