"""What the words around a person's name tell: he or she, and the roles by which the article may call the person later.

A role stands before the name ("the teacher X"), or beside it between commas ("X, 52, a retired teacher, …"). Ranks are
printed short before a name and in full without one, so `speech_ranks.csv` gives the full word.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from flows.core import reference
from flows.extract.attribution import words as w

BESIDE = 70  # characters after a name that may hold its apposition
BEFORE = 45  # characters before a name that may hold its description
APPOSITION = re.compile(
    r"(?:, \d{1,3})?,? (?:is |was )?((?:an? |the |who is |who was |[Aa]s )?[^,.;:\n“”\"()]{3,60})[,.;?!]"
)
AGE = re.compile(r"\d{1,3}$")
DESCRIPTION = re.compile(
    r"(?:^|[.,;:?!\n“”\"] ?)((?:an?|the|his|her|their|its|one|another) [^,.;:?!\n“”\"]{2,40}?),? ?$", re.IGNORECASE
)
LINK = re.compile(r" (?:of|for|in|at|from|who|with|on|to) ")


@cache
def ranks() -> dict[str, str]:
    """Return what a short rank or a title before a name is called without it: lt → lieutenant, father → priest."""
    rows = reference.rows("speech_ranks", "short", "word", key=("short",))
    return {(r["short"] or ""): r["word"] or "" for r in rows}


@lru_cache(maxsize=10_000)
def role_words(role: str) -> frozenset[str]:
    """Return the words of a role in lower case, ranks also in full."""
    found = {word.rstrip(".") for word in role.lower().split()}
    return frozenset(found | {ranks()[word] for word in found & ranks().keys()})


def told_roles(text: str, start: int, end: int) -> set[str]:
    """Return the nouns of persons by which the words around the name ``text[start:end]`` describe it."""
    out: set[str] = set()
    if (m := APPOSITION.match(text, end, end + BESIDE)) is not None and text[end : end + 1] in ", ":
        beside = m[1]
        if text[end] == "," or beside.startswith(("a ", "an ", "the ")):
            out |= _nouns(beside)
    begin = text.rfind("\n", max(0, start - BEFORE), start) + 1 or max(0, start - BEFORE)
    if (m := DESCRIPTION.search(text[begin:start])) is not None:
        out |= _nouns(m[1])
    return out


def _nouns(phrase: str) -> set[str]:
    """Return the head noun of a description, if it is one of persons, also as one half of 'X and Y'."""
    parts = LINK.split(f" {phrase} ", maxsplit=1)[0].lower().split(" and ")
    heads = {part.split()[-1] for part in parts if part.split()}
    return {word for word in heads if w.lexicon().get(word, 0) & w.PERSON and not w.lexicon()[word] & w.PLURAL}


@cache
def _first_names() -> dict[str, str]:
    return {
        (r["name"] or "").lower(): r["gender"] or ""
        for r in reference.rows("first_names", "name", "gender", key=("name",))
    }


@lru_cache(maxsize=50_000)
def gender(name: str, role: str | None) -> str | None:
    """Return `m` or `f` where a title or a first name is plain about it, else None."""
    table = _first_names()
    found = (table[word] for word in f"{role or ''} {name}".lower().replace(".", "").split() if word in table)
    return next(found, None)
