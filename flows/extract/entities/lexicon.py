"""What the tables know about names: entries by every alias, and words by what they do beside or inside a name.

Aliases are found without regard to case, accents, hyphens and apostrophes, but for short ones in capitals ("IS", "US", "WHO"),
which count only as printed. Where two tables know a word, the first in the order of `_entries` keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flows.core import countries, reference
from flows.core.countries import cells
from flows.core.ids import digest
from flows.core.names import name_key, person_key, plain_key

SHORT = 5  # aliases in capitals up to this length count only as printed
ID_KIND = {
    "facility": "place",
    "group": "organization",
}  # what a name is typed may differ between articles, its id must not


@dataclass(frozen=True, slots=True)
class Entry:
    """One entity.

    Attributes:
        entity_id: id over its founding key.
        name: canonical name.
        entity_type: one of the contract's types.
        country_iso3: country, where known.
        wikidata_id: Wikidata item, where known.
        part: what the word is in a phrase: `name`, `country`, `adjective`, `people`, `city`.
    """

    entity_id: str
    name: str
    entity_type: str
    country_iso3: str | None = None
    wikidata_id: str | None = None
    part: str = "name"


def entity_id(entity_type: str, name: str) -> str:
    """Return the id of the entity with this fullest name."""
    key = person_key(name) if entity_type == "person" else name_key(name)
    return digest("entity", ID_KIND.get(entity_type, entity_type), key)


def entry(
    entity_type: str, name: str, iso3: str | None = None, wikidata: str | None = None, part: str = "name"
) -> Entry:
    """Return an entry with its id."""
    return Entry(entity_id(entity_type, name), name, entity_type, iso3, wikidata, part)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries and words.

    Attributes:
        exact: entries of short aliases in capitals, as printed.
        folded: entries by `name_key`.
        seats: states by the places that stand for their governments, as `name_key`.
        longest: most words in a key.
        words: word lists of ``entity_words.csv`` by kind.
        common: lower-case words that are no names.
        given: given names as `plain_key`.
    """

    exact: Mapping[str, Entry]
    folded: Mapping[str, Entry]
    seats: Mapping[str, Entry]
    longest: int
    words: Mapping[str, frozenset[str]]
    common: frozenset[str]
    given: frozenset[str]


def _entries() -> Iterator[tuple[str, Entry]]:
    """Every alias with its entry, the most telling table first."""
    states = {}
    for c in countries.countries():
        states[c.name] = entry("place", c.name, c.iso3, c.wikidata, part="country")
        for alias in (c.name, *c.aliases):
            yield alias, states[c.name]
    yield from _people()
    yield from _tables()
    for c in countries.countries():
        if c.capital:
            yield c.capital, entry("place", c.capital, c.iso3, part="city")
        yield from ((seat, states[c.name]) for seat in c.metonyms)


def _people() -> Iterator[tuple[str, Entry]]:
    for c in countries.countries():
        side = entry(
            "group",
            next((p for p in c.people if p.endswith("s")), c.people[-1] if c.people else c.name),
            c.iso3,
            part="people",
        )
        for word in c.people:
            if word not in c.adjectives:
                yield word, side
        for word in c.adjectives:
            yield word, Entry(side.entity_id, side.name, "group", c.iso3, None, "adjective")


def _tables() -> Iterator[tuple[str, Entry]]:
    for row in reference.rows("groups", "name", "aliases", "kind", "country_iso3", "wikidata"):
        name = row["name"] or ""
        known = entry("group", name, row["country_iso3"], row["wikidata"])
        yield from ((a, known) for a in (name, *cells(row["aliases"])))
    for table, fixed in (("entity_organizations", "organization"), ("entity_places", "place"), ("entity_events", None)):
        for row in reference.rows(table, "name", "kind", "country_iso3", "wikidata", "aliases"):
            name, kind = row["name"] or "", fixed or row["kind"] or ""
            known = entry(
                kind, name, row["country_iso3"], row["wikidata"], part="city" if row["kind"] == "city" else "name"
            )
            yield from ((a, known) for a in (name, *cells(row["aliases"])))
    for row in reference.rows("entity_persons", "name", "country_iso3", "wikidata", "aliases"):
        name = row["name"] or ""
        known = entry("person", name, row["country_iso3"], row["wikidata"])
        yield from ((a, known) for a in (name, *cells(row["aliases"])))


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    exact: dict[str, Entry] = {}
    folded: dict[str, Entry] = {}
    for alias, known in _entries():
        if alias.isupper() and len(alias.replace(".", "")) <= SHORT:
            exact.setdefault(alias, known)
        elif key := name_key(alias):
            folded.setdefault(key, known)
    words: dict[str, set[str]] = {}
    for row in reference.rows("entity_words", "word", "kind", key=("word", "kind")):
        words.setdefault(row["kind"] or "", set()).add(row["word"] or "")
    given = {
        plain_key(n)
        for r in reference.rows("names_given", "name", "variants")
        for n in (r["name"] or "", *cells(r["variants"]))
    }
    return Lexicon(
        exact=exact,
        folded=folded,
        seats={name_key(word): folded[name_key(c.name)] for word, c in countries.metonyms().items()},
        longest=max(key.count(" ") for key in folded) + 1,
        words={kind: frozenset(values) for kind, values in words.items()},
        common=frozenset(reference.column("entity_common_words", "word", "word")),
        given=frozenset(given),
    )
