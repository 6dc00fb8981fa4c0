"""What the tables know about names: entries by every alias, and words by what they do beside or inside a name.

Aliases are found without regard to case, accents, hyphens and apostrophes, but for short ones in capitals ("IS", "US", "WHO"),
which count only as printed. Where two tables know a word, the first in the order of `_entries` keeps it.
"""

from __future__ import annotations

import re
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
GROUPS = ("name", "aliases", "kind", "country_iso3", "wikidata")
NAMED = ("name", "kind", "country_iso3", "wikidata", "aliases")
TAIL_KINDS = {
    "agreement_tail": "agreement",
    "event_tail": "event",
    "facility_tail": "facility",
    "org_tail": "organization",
    "place_tail": "place",
}
HEAD_KINDS = {
    "org_head": "organization",
    "event_head": "event",
    "agreement_head": "agreement",
    "facility_head": "facility",
    "place_head": "place",
}
SMALL_ENDING = re.compile(r"(?<=\w)(?: [a-z]+)+$")
FUNCTIONS = ("title", "honorific", "calendar", "number_word", "no_name")  # phrases of these kinds are found like names


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
        folded: entries by `plain_key`.
        phrases: title, honorific, calendar, number_word or no_name by `plain_key`.
        reach: by first word of a key in `folded` or `phrases`, the most words such a key has.
        seats: states by the places that stand for their governments, as `plain_key`.
        kinds: all kinds of each word of ``entity_words.csv``, as printed.
        words: words by kind.
        tails: what kind of name ends in these words.
        heads: what kind of name begins with this word.
        common: lower-case words that are no names.
        given: given names as `plain_key`.
        persons: known persons by `person_key` of their names, and of the surnames that mean them.
        joined: last words before " in ", " on ", " to " inside a known name, as printed.
        pairs: the first two words of every key in `folded` or `phrases` that has more than one.
        ends: last words of the tails that have two.
    """

    exact: Mapping[str, Entry]
    folded: Mapping[str, Entry]
    phrases: Mapping[str, str]
    reach: Mapping[str, int]
    seats: Mapping[str, Entry]
    kinds: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    tails: Mapping[str, str]
    heads: Mapping[str, str]
    common: frozenset[str]
    given: frozenset[str]
    persons: Mapping[str, Entry]
    joined: frozenset[str]
    pairs: frozenset[str]
    ends: frozenset[str]


def _entries() -> Iterator[tuple[str, Entry]]:
    """Every alias with its entry, the most telling table first."""
    states = {}
    for c in countries.countries():
        states[c.name] = entry("place", c.name, c.iso3, c.wikidata, part="country")
        for alias in (c.name, *c.aliases):
            yield alias, states[c.name]
    yield from _peoples()
    yield from _groups()
    yield from _named()
    for c in countries.countries():
        if c.capital:
            yield c.capital, entry("place", c.capital, c.iso3, part="city")
        yield from ((seat, states[c.name]) for seat in c.metonyms)


def _peoples() -> Iterator[tuple[str, Entry]]:
    for c in countries.countries():
        name = next((p for p in c.people if p.endswith("s")), c.people[-1] if c.people else c.name)
        side = entry("group", name, c.iso3, part="people")
        adjective = Entry(side.entity_id, side.name, "group", c.iso3, None, "adjective")
        yield from ((word, side) for word in c.people if word not in c.adjectives)
        yield from ((word, adjective) for word in c.adjectives)


def _groups() -> Iterator[tuple[str, Entry]]:
    for row in reference.rows("groups", *GROUPS):
        name = row["name"] or ""
        people = row["kind"] != "armed"
        known = entry("group", name, row["country_iso3"], row["wikidata"], "people" if people else "name")
        adjective = Entry(known.entity_id, name, "group", row["country_iso3"], None, "adjective")
        for alias in (name, *cells(row["aliases"])):
            yield alias, adjective if people and alias != name and not alias.endswith("s") else known


def _named() -> Iterator[tuple[str, Entry]]:
    for table, fixed in (("entity_organizations", "organization"), ("entity_places", "place"), ("entity_events", None)):
        for row in reference.rows(table, *NAMED):
            name, kind = row["name"] or "", fixed or row["kind"] or ""
            known = entry(
                kind, name, row["country_iso3"], row["wikidata"], part="city" if row["kind"] == "city" else "name"
            )
            yield from ((a, known) for a in (name, *cells(row["aliases"])))
    yield from _persons()


def _persons() -> Iterator[tuple[str, Entry]]:
    for row in reference.rows("entity_persons", "name", "country_iso3", "wikidata", "aliases"):
        known = entry("person", row["name"] or "", row["country_iso3"], row["wikidata"])
        yield from ((a, known) for a in (known.name, *cells(row["aliases"])))


def _keys(alias: str) -> tuple[str, ...]:
    """The keys an alias is found by: with its article, and without it where more than a word is left."""
    key = plain_key(alias)
    bare = key[4:] if key.startswith("the ") else key
    return (key, bare) if len(bare) > 3 else (key,)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once."""
    exact: dict[str, Entry] = {}
    folded: dict[str, Entry] = {}
    joined: set[str] = set()
    for alias, known in _entries():
        if alias.isupper() and len(alias.replace(".", "")) <= SHORT:
            exact.setdefault(alias, known)
            continue
        for key in _keys(alias):
            folded.setdefault(key, known)
        joined.update(
            alias[:at].rsplit(" ", 1)[-1] for small in (" in ", " on ", " to ") if (at := alias.find(small)) > 0
        )
    words: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for row in reference.rows("entity_words", "word", "kind", key=("word", "kind")):
        words.setdefault(row["kind"] or "", set()).add(row["word"] or "")
        kinds.setdefault(row["word"] or "", set()).add(row["kind"] or "")
    phrases = {plain_key(word): kind for kind in reversed(FUNCTIONS) for word in words[kind]}
    given = {
        plain_key(n)
        for r in reference.rows("names_given", "name", "variants")
        for n in (r["name"] or "", *cells(r["variants"]))
    }
    tails = _telling(words, TAIL_KINDS)
    return Lexicon(
        exact=exact,
        folded=folded,
        phrases=phrases,
        reach=_reach([*folded, *phrases]),
        seats={plain_key(word): folded[plain_key(c.name)] for word, c in countries.metonyms().items()},
        kinds={word: frozenset(values) for word, values in kinds.items()},
        words={kind: frozenset(values) for kind, values in words.items()},
        tails=tails,
        heads=_telling(words, HEAD_KINDS),
        common=frozenset(reference.column("entity_common_words", "word", "word")),
        given=frozenset(given),
        persons={person_key(alias): known for alias, known in reversed(list(_persons()))},
        joined=frozenset(joined),
        pairs=frozenset(" ".join(key.split(" ", 2)[:2]) for key in (*folded, *phrases) if " " in key),
        ends=frozenset(tail.rpartition(" ")[2] for tail in tails if " " in tail),
    )


@cache
def listed_endings() -> frozenset[str]:
    """Return what goes on in small letters behind capitals in names of the table of events: " nuclear power plant"."""
    rows = reference.rows("entity_events", *NAMED)
    aliases = (alias for row in rows for alias in (row["name"] or "", *cells(row["aliases"])))
    return frozenset(m[0] for alias in aliases if (m := SMALL_ENDING.search(alias)) is not None)


def _telling(words: Mapping[str, set[str]], tables: Mapping[str, str]) -> dict[str, str]:
    """Words of several tables by the kind they tell; a word of two tables tells the kind of the first."""
    return {word: kind for table, kind in reversed(list(tables.items())) for word in words[table]}


def _reach(keys: list[str]) -> dict[str, int]:
    reach: dict[str, int] = {}
    for key in keys:
        first, _, rest = key.partition(" ")
        size = rest.count(" ") + 2 if rest else 1
        if size > reach.get(first, 0):
            reach[first] = size
    return reach
