"""The conventions of claims that an analyst may change, read once from the reference tables `claim_*.csv`.

Nothing here decides by itself: days of tolerance, which count types answer one question, other names of sides and places,
wars and their first days, and the words that begin a count all stand in the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from anyascii import anyascii

from flows.core import reference
from flows.core.countries import cells, countries, country_of_name

EPOCH = date(1970, 1, 1)
SHORTEST_WORD = 4  # letters of a name that tells a country in running text
VOWELS = frozenset("aeiouy")
COUNTRY, REGION, TOWN = "country", "region", "town"


@dataclass(frozen=True, slots=True)
class CountType:
    """One row of `claim_count_types`: which question a count type answers and what a report of it needs."""

    question: str
    whole: str | None
    needs_place: bool
    grows: bool


@dataclass(frozen=True, slots=True)
class War:
    """One row of `claim_wars`; days are counted from 1970-01-01, an open end is null."""

    theatre: str
    countries: tuple[str, ...]
    start: int
    end: int | None


def day_number(text: str) -> int:
    """Return the day of an ISO date, counted from 1970-01-01."""
    return (date.fromisoformat(text) - EPOCH).days


@cache
def numbers() -> dict[str, float]:
    """Return the numeric conventions by name."""
    table = reference.rows("claim_conventions", "name", "value", "meaning", key=("name",))
    return {str(row["name"]): float(row["value"] or "nan") for row in table}


@cache
def count_types() -> dict[tuple[str, str | None], CountType]:
    """Return what each family and count type asks; other families ask nothing and make no claims."""
    header = ("family", "count_type", "question", "whole", "needs_place", "grows")
    return {
        (str(row["family"]), row["count_type"]): CountType(
            question=str(row["question"]),
            whole=row["whole"],
            needs_place=row["needs_place"] == "yes",
            grows=row["grows"] == "yes",
        )
        for row in reference.rows("claim_count_types", *header, key=("family", "count_type"))
    }


@cache
def questions() -> dict[str, CountType]:
    """Return the first count type of each question."""
    out: dict[str, CountType] = {}
    for kind in count_types().values():
        out.setdefault(kind.question, kind)
    return out


@cache
def outcome_nouns() -> frozenset[str]:
    """Return the nouns that name what happened to people and not who they are."""
    return frozenset(reference.column("claim_outcome_nouns", "noun", "noun"))


@cache
def narrow_units() -> dict[str, str]:
    """Return the class of every head noun that counts only some of the people concerned."""
    return {
        str(r["unit"]): str(r["class"]) for r in reference.rows("claim_narrow_units", "unit", "class", key=("unit",))
    }


@cache
def increments() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of an addition to a toll that stand before and after its number."""
    table = reference.rows("claim_increments", "words", "place", key=("words", "place"))
    before = tuple(str(row["words"]) for row in table if row["place"] == "before")
    return before, tuple(str(row["words"]) for row in table if row["place"] == "after")


@cache
def toll_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a toll brought up to date whose number follows a "to", and those it follows directly."""
    table = reference.rows("claim_toll_words", "word", "number_follows", key=("word",))
    with_to = tuple(str(row["word"]) for row in table if row["number_follows"] == "to")
    return with_to, tuple(str(row["word"]) for row in table if row["number_follows"] == "directly")


@cache
def wars() -> tuple[War, ...]:
    """Return the wars, in order of the table."""
    return tuple(
        War(
            theatre=str(row["theatre"]),
            countries=tuple((row["countries"] or "").split("; ")) if row["countries"] else (),
            start=day_number(str(row["start"])),
            end=day_number(row["end"]) if row["end"] else None,
        )
        for row in reference.rows("claim_wars", "war", "theatre", "countries", "start", "end", key=("war",))
    )


@cache
def theatres() -> dict[str, str]:
    """Return the theatre of every country that shares one; any other country is a theatre of its own."""
    return {country: war.theatre for war in reversed(wars()) for country in war.countries}


@cache
def named_periods() -> tuple[tuple[str, str | None, int | None], ...]:
    """Return words that begin a count, and the theatre and first day they mean; both null for the war then fought."""
    table = reference.rows("claim_named_periods", "phrase", "theatre", "start", key=("phrase", "theatre"))
    return tuple(
        (str(row["phrase"]).lower(), row["theatre"], day_number(row["start"]) if row["start"] else None)
        for row in table
    )


@cache
def _sides() -> dict[str, tuple[str, str | None]]:
    out: dict[str, tuple[str, str | None]] = {}
    for row in reference.rows("groups", "name", "aliases", "kind", "country_iso3", "wikidata"):
        for name in (str(row["name"]), *cells(row["aliases"])):
            out.setdefault(fold(name), (str(row["name"]), row["country_iso3"]))
    for row in reference.rows("claim_sides", "name", "side", "home", key=("name",)):
        out[fold(str(row["name"]))] = (str(row["side"]), row["home"])
    return out


def side(name: str) -> tuple[str, str | None]:
    """Return the usual name of a side and the country it belongs to, as far as the tables know."""
    known = country_of_name(name)
    if known is not None and known.iso3 is not None:
        return known.name, known.iso3
    return _sides().get(fold(name)) or (name, None)


@cache
def land_words() -> dict[str, str]:
    """Return the names of countries, their peoples and places as a text prints them, with the country's code."""
    out: dict[str, str] = {}
    for c in countries():
        for word in (c.name, *c.aliases, *c.adjectives, *c.people, c.capital or ""):
            if c.iso3 is not None and len(word) >= SHORTEST_WORD:
                out.setdefault(word, c.iso3)
    for row in reference.rows("entity_places", "name", "kind", "country_iso3", "wikidata", "aliases"):
        for word in (str(row["name"]), *cells(row["aliases"])):
            if row["country_iso3"] is not None and len(word) >= SHORTEST_WORD:
                out.setdefault(word, row["country_iso3"])
    return out


@cache
def _places() -> dict[str, tuple[str, str, str | None]]:
    levels = {"city": TOWN, "region": REGION, "water": REGION, "part": COUNTRY}
    out: dict[str, tuple[str, str, str | None]] = {}
    for row in reference.rows("entity_places", "name", "kind", "country_iso3", "wikidata", "aliases"):
        for name in (str(row["name"]), *cells(row["aliases"])):
            out.setdefault(fold(name), (str(row["name"]), levels[str(row["kind"])], row["country_iso3"]))
    for row in reference.rows("claim_places", "place", "same_as", "level", "country", key=("place",)):
        out[fold(str(row["place"]))] = (str(row["same_as"]), str(row["level"]), row["country"])
    return out


@cache
def _place_words() -> frozenset[str]:
    return frozenset(reference.column("claim_place_words", "word", "word"))


def place(name: str) -> tuple[str, str, str | None]:
    """Return the key of a place, its level (`COUNTRY`, `REGION` or `TOWN`) and the country it lies in, where it is known."""
    known = country_of_name(name)
    if known is not None:
        return fold(known.name), COUNTRY, known.iso3
    usual, level, land = _places().get(fold(name), (name, TOWN, None))
    words = [w for w in anyascii(usual).lower().replace("-", " ").replace(",", " ").split() if w not in _place_words()]
    return _spelled(fold(" ".join(words)) or fold(usual)), level, land


def _spelled(name: str) -> str:
    """Return what all transcriptions of a long name share: its consonants, doubled ones once; a short name stays as it is."""
    consonants = "".join(c for c, before in zip(name, "\0" + name, strict=False) if c != before and c not in VOWELS)
    return f"~{consonants}" if len(consonants) >= numbers()["telling_consonants"] else name


def fold(name: str) -> str:
    """Return a name's letters and digits without case, accents, marks and white space."""
    return "".join(c for c in anyascii(name).lower() if c.isalnum())
