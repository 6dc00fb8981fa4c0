"""Countries by any word that stands for them: name, adjective, people, capital or seat of government.

The table is ``seeds/reference/countries.csv``. Words are matched as printed, but for a leading "the", curly apostrophes and
accents. Where one word belongs to two countries ("Congolese", "Victoria"), the country of the later line wins, so that
the table's order decides and nothing else. States that no longer exist have no code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from anyascii import anyascii

from flows.core import reference

COLUMNS = ("name", "iso3", "wikidata", "adjectives", "people", "capital", "metonyms", "aliases")


@dataclass(frozen=True, slots=True)
class Country:
    """One state or territory.

    Attributes:
        name: the usual English name.
        iso3: ISO 3166-1 alpha-3, null where there is none.
        wikidata: Wikidata item, null where unknown.
        adjectives: `Ukrainian`.
        people: nouns for those who belong to it, singular and plural: `Ukrainian`, `Ukrainians`.
        capital: the capital as printed in English.
        metonyms: further places that stand for the government: `Kremlin`.
        aliases: other names of the country.
    """

    name: str
    iso3: str | None
    wikidata: str | None
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capital: str | None
    metonyms: tuple[str, ...]
    aliases: tuple[str, ...]


def cells(value: str | None) -> tuple[str, ...]:
    """Return the values of a cell that holds several, separated by `|`."""
    return tuple(v for part in (value or "").split("|") if (v := part.strip()))


def plain(word: str) -> str:
    """Return a word as the tables look it up: straight apostrophes, no accents, no leading "the"."""
    word = word.replace("’", "'")
    word = word if word.isascii() else anyascii(word)
    return word[4:] if word[:4] in ("the ", "The ") else word


@cache
def countries() -> tuple[Country, ...]:
    """Return all countries in the table's order."""
    return tuple(
        Country(
            name=row["name"] or "",
            iso3=row["iso3"],
            wikidata=row["wikidata"],
            adjectives=cells(row["adjectives"]),
            people=cells(row["people"]),
            capital=row["capital"],
            metonyms=cells(row["metonyms"]),
            aliases=cells(row["aliases"]),
        )
        for row in reference.rows("countries", *COLUMNS, key=("name",))
    )


def _index(words: Iterable[tuple[str, Country]]) -> Mapping[str, Country]:
    return MappingProxyType({plain(word): country for word, country in words})


@cache
def names() -> Mapping[str, Country]:
    """Return countries by name and alias."""
    return _index((word, c) for c in countries() for word in (*c.aliases, c.name))


@cache
def adjectives() -> Mapping[str, Country]:
    """Return countries by adjective: `Russian`."""
    return _index((word, c) for c in countries() for word in c.adjectives)


@cache
def people() -> Mapping[str, Country]:
    """Return countries by the noun for their people: `Russians`."""
    return _index((word, c) for c in countries() for word in c.people)


@cache
def capitals() -> Mapping[str, Country]:
    """Return countries by capital."""
    return _index((c.capital, c) for c in countries() if c.capital)


@cache
def metonyms() -> Mapping[str, Country]:
    """Return countries by whatever place stands for their government, capitals included."""
    return _index((word, c) for c in countries() for word in (*c.metonyms, *((c.capital,) if c.capital else ())))


def country_of_name(word: str) -> Country | None:
    """Return the country of this name or alias: `Britain`, `DR Congo`."""
    return names().get(plain(word))


def country_of_adjective(word: str) -> Country | None:
    """Return the country of this adjective: `Israeli`."""
    return adjectives().get(plain(word))


def country_of_people(word: str) -> Country | None:
    """Return the country of this people's noun: `Israelis`."""
    return people().get(plain(word))


def country_of_metonym(word: str) -> Country | None:
    """Return the country whose government sits in this place: `Moscow`, `the Kremlin`."""
    return metonyms().get(plain(word))


def country_of_word(word: str) -> Country | None:
    """Return the country that a name, adjective or people's noun stands for, in this order; capitals stand for none here."""
    return country_of_name(word) or country_of_adjective(word) or country_of_people(word)
