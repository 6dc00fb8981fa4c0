"""The words by which counts of people are recognised, read from the reference tables and held as one look-up.

A word is looked up in lower case with a straight apostrophe and without its possessive ending. What it is, one letter says:

====  =========================================  ====  ==========================================
N     number phrase (set by the tokenizer)       k     cue: says what happened (`Cue`)
h     noun for people (`Noun`)                   v     common verb; V ends in -ed, g in -ing, unlisted
D A S determiner, article, possessive            B H G M  be, have, get, modal
p o y t  preposition, of, by, to                 c C   conjunction, but
w T s who/which, that, subordinating word        i     including, among
R r   pronoun as subject, as object              z     no, none, nobody
a m O adverb, more/other, others                 x X & any other word, with a capital; along with
====  =========================================  ====  ==========================================

Punctuation stands for itself: ``, ; : - ( ) "``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from flows.core import reference
from flows.core.countries import countries
from schemas.vocabulary import PEOPLE_COUNT_TYPES, POPULATION


class Noun(NamedTuple):
    """A noun for people: the unit it gives, the population it belongs to, and whether it is printed in the plural."""

    unit: str
    population: str
    plural: bool


class Cue(NamedTuple):
    """A word or phrase that says what happened to people.

    `forms` holds one letter per form: P past, Q participle, F finite, B base, G gerund (small letters where the people are
    the subject), A predicate, N noun for people, E event, T toll, Z after.
    """

    text: str
    forms: str
    count_type: str
    needs: str | None


Entry = tuple[str, Noun | Cue | None]
Phrase = tuple[tuple[str, ...], Entry]

KINDS = {
    "determiner": "D", "article": "A", "possessive": "S", "be": "B", "have": "H", "get": "G", "modal": "M", "preposition": "p",
    "of": "o", "by": "y", "to": "t", "conjunction": "c", "but": "C", "relative": "w", "that": "T", "subordinate": "s",
    "adverb": "a", "include": "i", "subject": "R", "object": "r", "none": "z", "skip": "m", "others": "O", "verb": "v",
    "together": "&",
}  # fmt: skip
FORMS = {
    "past": "P", "participle": "Q", "finite": "F", "base": "B", "gerund": "G", "own past": "p", "own participle": "q",
    "own finite": "f", "own base": "b", "own gerund": "g", "predicate": "A", "people": "N", "event": "E", "toll": "T", "after": "Z",
}  # fmt: skip
NEEDS = (
    None, "people", "captive", "captives", "captivehere", "hostage", "taken", "fighters", "residents", "evacuees", "convoys",
    "missingnear", "found", "lives", "left", "rubble", "orders",
)  # fmt: skip
PEOPLE_TYPES = tuple(t for types in PEOPLE_COUNT_TYPES.values() for t in types)
ANY = "~"
PLURAL = re.compile(r"\s([a-z]+s)\b")


def _nouns() -> dict[str, Noun]:
    out = {}
    said = {"population": (None, *POPULATION)}
    for row in reference.rows("people_nouns", "noun", "plural", "population", key=("noun", "plural"), allowed=said):
        noun, plural, population = row["noun"] or "", row["plural"] or "", row["population"] or "unknown"
        out[plural] = Noun(noun, population, True)
        if noun != plural:
            out.setdefault(noun, Noun(noun, population, False))
    return out


def _peoples() -> dict[str, Noun]:
    """Nouns for the people of a country: `Moroccan`, `Moroccans`, `Frenchmen`; not the adjectives that are also plurals."""
    out = {}
    for country in countries():
        for word in country.people:
            low = word.casefold()
            plural = low.endswith(("s", "men", "women")) and word not in country.adjectives
            one = low[:-1] if low.endswith("s") and not low.endswith("ss") else singular(low)
            out[low] = Noun(one if plural else low, "unknown", plural)
    return out


def singular(word: str) -> str:
    """Return the singular of a regular English noun."""
    for ending, instead in (
        ("women", "woman"),
        ("men", "man"),
        ("children", "child"),
        ("people", "person"),
        ("wives", "wife"),
    ):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "shes", "ches")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _cues() -> list[Cue]:
    out = []
    said = {"forms": FORMS, "count_type": PEOPLE_TYPES, "needs": NEEDS}
    for row in reference.rows("cue_words", "cue", "forms", "count_type", "needs", key=("cue",), allowed=said):
        forms = "".join(FORMS[f] for f in (row["forms"] or "").split("|"))
        out.append(Cue(row["cue"] or "", forms, row["count_type"] or "", row["needs"]))
    return out


@cache
def lexicon() -> tuple[dict[str, Entry], dict[str, list[Phrase]]]:
    """Return the single words, and the phrases by their first word, longest first."""
    entries: dict[str, Entry] = {}
    for word, noun in (*_peoples().items(), *_nouns().items()):
        entries[word] = ("h", noun)
    for row in reference.rows("grammar_words", "word", "kind", key=("word",), allowed={"kind": KINDS}):
        entries[row["word"] or ""] = (KINDS[row["kind"] or ""], None)
    for cue in _cues():
        entries[cue.text] = ("k", cue)
    phrases: dict[str, list[Phrase]] = {}
    for text in [t for t in entries if " " in t]:
        first, *rest = text.split()
        phrases.setdefault(first, []).append((tuple(rest), entries.pop(text)))
    for found in phrases.values():
        found.sort(key=lambda phrase: -len(phrase[0]))
    return entries, phrases


@cache
def pairs() -> dict[str, list[tuple[Cue, frozenset[str]]]]:
    """Return, by verb, the cues that a particle behind the object completes, with their particles."""
    out: dict[str, list[tuple[Cue, frozenset[str]]]] = {}
    said = {"count_type": PEOPLE_TYPES, "needs": NEEDS}
    for row in reference.rows("cue_pairs", "verbs", "particles", "count_type", "needs", allowed=said):
        particles = (row["particles"] or "").split("|")
        for verb in (row["verbs"] or "").split("|"):
            cue = Cue(f"{verb} {particles[0]}", "P", row["count_type"] or "", row["needs"])
            out.setdefault(verb, []).append((cue, frozenset(particles)))
    return out


@cache
def suffixes() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Return endings of nouns for people: the ending, the population, and the nouns it does not hold for."""
    said = {"population": POPULATION}
    table = reference.rows("people_suffixes", "suffix", "population", "unlike", key=("suffix",), allowed=said)
    return tuple((r["suffix"] or "", r["population"] or "", frozenset((r["unlike"] or "").split("|"))) for r in table)


@cache
def context(kind: str) -> frozenset[str]:
    """Return the words of one kind around a cue, as ``cue_context`` lists them."""
    table = reference.rows("cue_context", "word", "kind", key=("word", "kind"))
    return frozenset(r["word"] or "" for r in table if r["kind"] == kind)


def guess(word: str) -> Noun | None:
    """Return the noun for people that an unlisted plural looks like, if it looks like one."""
    if not word.endswith(("s", "men", "women", "folk")):
        return None
    one = singular(word)
    for suffix, population, unlike in suffixes():
        if one.endswith(suffix) and len(one) > len(suffix) + 2 and one not in unlike:
            return Noun(one, population, True)
    return None


@cache
def _is_thing(word: str) -> bool:
    return word not in lexicon()[0] and guess(word) is None


def counts_things(text: str, end: int) -> bool:
    """Whether a number that ends here is right before a plural that no table knows: "12 emails" are no people, whatever is said of them."""
    found = PLURAL.match(text, end)
    return found is not None and _is_thing(found[1])
