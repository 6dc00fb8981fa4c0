"""The noun that a number counts: found after it, and turned into its singular.

The head is the first plural after the number inside its noun phrase ("20 most expensive restaurants", "126 fighter jets"),
after "of" too ("dozens of homes", "two of its tanks"); after "one" it is the last word of the noun phrase. A noun phrase
ends at a mark or a small word (table ``grammar_words``). The unit is the longest name that the tables of materiel and
infrastructure know ("apartment block"), otherwise the head alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from flows.core import reference

WINDOW = 90
WORDS = 9
IRREGULAR = {
    r["plural"] or "": r["singular"] or ""
    for r in reference.rows("irregular_plurals", "plural", "singular", key=("plural",))
}
_KINDS = {r["word"] or "": r["kind"] or "" for r in reference.rows("grammar_words", "word", "kind", key=("word",))}
_MATERIEL = frozenset(reference.column("materiel_nouns", "noun", "noun"))
_INFRASTRUCTURE = frozenset(reference.column("infrastructure_nouns", "noun", "noun"))
_FAMILY = dict.fromkeys(_MATERIEL, "materiel") | dict.fromkeys(_INFRASTRUCTURE, "infrastructure")
_MEMBERS = frozenset(("determiner", "possessive", "article", "skip"))

_CUT = re.compile(r"[,;:!?()\[\]{}\"“”…—|/<>]|(?<![A-Z])\.(?!\w)|\s[-–]|\n")
_BRACKETS = re.compile(r"\s?[\[(][^\])]{0,30}[\])]")
_PREDICATES = frozenset(("dead", "missing", "hurt", "slain", "alive", "ill"))
_NUMBER_WORDS = frozenset(reference.column("number_words", "word", "word", "kind", "low", "high"))
_NOT_PLURAL = ("ss", "us", "sis", "'s", "’s")
_LETTER = re.compile(r"[^\W\d_]")


class Noun(NamedTuple):
    """What is counted: its family, its name in the singular, whether it was a plural, and where it ends after the number."""

    family: str
    unit: str
    plural: bool


@lru_cache(maxsize=65_536)
def singular(word: str) -> str:
    """Return the singular of a plural in lower case; a word that is none comes back unchanged."""
    if IRREGULAR.get(word, "-") != "-":
        return IRREGULAR[word]
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zzes", "shes", "ches")):
        return word[:-2]
    for tail in ("men", "women"):
        if word.endswith(tail) and not word.endswith(("specimen", "regimen")):
            return word[: -len(tail)] + ("woman" if tail == "women" else "man")
    return word[:-1]


@lru_cache(maxsize=65_536)
def is_plural(word: str) -> bool:
    """Tell whether a word in lower case looks like a plural noun."""
    if word in IRREGULAR:
        return IRREGULAR[word] != "-"
    if _KINDS.get(word, "verb") not in ("verb", "include"):
        return False
    if word.endswith("men") and len(word) > 5 and not word.endswith(("specimen", "regimen", "acumen", "abdomen")):
        return True
    return len(word) > 2 and word[-1] == "s" and not word.endswith(_NOT_PLURAL)


def counted(text: str, end: int, *, one: bool, touching: bool) -> Noun | None:
    """Return the noun counted by a number that ends at `end`.

    Args:
        text: the sentence.
        end: where the number (with a qualifier behind it) ends.
        one: the number is one, its noun is a singular.
        touching: a hyphen joins number and noun ("two-door").
    """
    window = text[end : end + WINDOW]
    if "[" in window or "(" in window:
        window = _BRACKETS.sub("", window)
    cut = _CUT.search(window, 2 if touching else 0)
    words = tuple((window[: cut.start()] if cut else window).split()[:WORDS])
    return _counted(words, one, touching) if words else None


@lru_cache(maxsize=65_536)
def _counted(words: tuple[str, ...], one: bool, touching: bool) -> Noun | None:
    if touching:
        return _hyphenated(words)
    run: list[str] = []
    partitive = words[0].lower() == "of"
    for i, printed in enumerate(words[1:] if partitive else words, start=int(partitive)):
        low = printed.lower().replace("’", "'")
        stops = low.endswith(".")
        low = low.rstrip(".")
        kind = None if printed == "US" else _KINDS.get(low)
        if kind in _MEMBERS and (not run or kind == "skip"):
            continue
        if "." in low:
            continue
        possessors = low.endswith("s'")
        low = low.rstrip("'")
        plural = (not one or partitive) and is_plural(low)
        if kind == "conjunction" and run and not one and _joins(run[-1], words[i + 1 : i + 3]):
            continue
        if kind is not None and not (plural and kind == "verb") and not (kind == "verb" and low in _FAMILY):
            break
        if plural:
            return _plural(run, low, () if possessors else words[i + 1 : i + 2])
        if one and run and low.endswith(("ed", "ing")) and low not in _FAMILY:
            break
        if _LETTER.search(low) is None or low in _NUMBER_WORDS:
            if not partitive:
                break
            continue
        run.append(low.removesuffix("'s"))
        if stops:
            break
    return _singular(run) if run and one and not partitive else None


def _joins(last: str, following: tuple[str, ...]) -> bool:
    """Two adjectives before one noun ("military and administrative personnel"), not two things."""
    if len(following) < 2 or last.endswith("ed") or last in _PREDICATES:
        return False
    first = following[0].lower()
    return first not in _NUMBER_WORDS and first not in _KINDS and not first[0].isdigit()


def _plural(run: list[str], low: str, following: tuple[str, ...]) -> Noun:
    """The plural found, or the one right after it ("sports clubs")."""
    for printed in following:
        after = printed.lower().rstrip(".")
        if is_plural(after) and after not in _KINDS:
            run, low = [*run, singular(low)], after
    return _named([*run, singular(low)], plural=True)


def _singular(run: list[str]) -> Noun:
    """The longest known name in a run of singulars, or its last word."""
    for last in range(len(run), 0, -1):
        known = _named(run[:last], plural=False)
        if known.family != "count":
            return known
    return _named(run, plural=False)


def _named(run: list[str], *, plural: bool) -> Noun:
    for length in (4, 3, 2, 1):
        name = " ".join(run[-length:])
        if len(run) >= length and name in _FAMILY:
            return Noun(_FAMILY[name], name, plural)
    head = run[-1].strip("'-")
    return Noun("count", head.rsplit("-", 1)[-1] if head.count("-") else head, plural)


def _hyphenated(words: tuple[str, ...]) -> Noun | None:
    """The noun tied to the number: "two-door", "12-member"."""
    rest = words[1:] if words[0] == "-" else words
    first = rest[0].lower().strip("-‐‑–").split("-")[0] if rest else ""
    if not first.isalpha() or len(first) < 2 or first in _KINDS:
        return None
    return _named([singular(first)], plural=False)
