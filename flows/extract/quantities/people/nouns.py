"""Noun phrases: where one ends, which noun for people is its head, and which unit and population that gives."""

from __future__ import annotations

from flows.extract.quantities.people.tokens import Token
from flows.extract.quantities.people.words import Cue, Noun, context, guess

LONGEST_RUN = 9
DESCRIBING = frozenset("PQAN")  # cues that may stand before the noun: "kidnapped girls", "refugee children"
PREDICATIVE = frozenset("PA")  # nouns that behind another noun say something of it: "three soldiers dead"
MILITARY = context("army")
PERSON = Noun("person", "unknown", True)
OTHERS = Noun("person", "unknown", True)
NOUNS_OF_CUES = {"bodies": "body", "lives": "life", "idps": "person", "persons": "person", "refugees": "refugee"}


def noun_phrase(tokens: list[Token], j: int) -> tuple[Noun | None, int, int, Cue | None]:
    """Read a noun phrase that no number stands before: a noun at its head that is a cue is left to be one ("the dead")."""
    noun, word, last, cue = run(tokens, j)
    if noun is None and word >= 0:
        return (None, -1, word, None)
    return (noun, word, last, cue)


def guess_noun(tokens: list[Token], j: int, last: int) -> Noun | None:
    """Return the noun for people that an unlisted head looks like: by its ending, or as a name in the plural ("Yazidis")."""
    head = tokens[last - 1]
    found = guess(head.word)
    if (
        found is None
        and head.kind == "X"
        and head.word.endswith("s")
        and not tokens[last - 1].possessive
        and last - j == 1
        and any(t.kind == "x" for t in tokens)  # not in a text that is all in capitals
    ):
        return Noun(head.word[:-1], "unknown", True)
    return found


def of_population(noun: Noun | None, tokens: list[Token], j: int, at: int) -> Noun | None:
    """As in "civilian deaths", "military fatalities": the word before tells the population."""
    if noun is None:
        return None
    for token in tokens[j:at]:
        said = (
            token.entry.population
            if isinstance(token.entry, Noun)
            else "military"
            if token.word in MILITARY
            else "unknown"
        )
        if said != "unknown":
            return noun._replace(population=said)
    return noun


def noun_of_cue(tokens: list[Token], at: int) -> Noun | None:
    """The unit that a noun which is itself a cue gives: hostage, refugee, death; "wounded" and "dead" leave it open."""
    word = tokens[at].word
    if word in ("prisoners of war", "prisoner of war", "pows", "pow"):
        return Noun("prisoner of war", "military", True)
    if word in ("lives",):
        return Noun("life", "unknown", True)
    if not word.endswith("s") and word not in (
        "hostage",
        "captive",
        "refugee",
        "evacuee",
        "prisoner",
        "detainee",
        "corpse",
        "casualty",
    ):
        return None
    parts = word.split()
    return Noun(NOUNS_OF_CUES.get(parts[-1]) or _one(parts[-1]), "unknown", word.endswith("s"))


def _one(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") else word


def run(tokens: list[Token], j: int) -> tuple[Noun | None, int, int, Cue | None]:
    """Read a noun phrase without determiner from token `j`.

    Returns:
        the noun for people at its head, the head's token, the token after the phrase, and a cue inside it ("kidnapped girls").
    """
    noun: Noun | None = None
    word = -1
    cue: Cue | None = None
    k = j
    end = min(len(tokens), j + LONGEST_RUN)
    while k < end:
        token = tokens[k]
        kind = token.kind
        if kind == "h":
            assert isinstance(token.entry, Noun)
            if not (k + 1 < end and _describes(token, tokens[k + 1], tokens[j - 1])):
                noun, word = token.entry, k
        elif kind in "xX":
            if noun is not None and not tokens[k - 1].possessive and not _people_next(tokens, k + 1, 1):
                break
        elif kind == "k":
            entry = token.entry
            assert isinstance(entry, Cue)
            if noun is None and _people_next(tokens, k + 1, 3) and not DESCRIBING.isdisjoint(entry.forms):
                cue = entry
            elif "N" in entry.forms and not (noun is not None and _predicative(token, entry, noun, tokens[k - 1])):
                return (noun if noun is not None and tokens[k - 1].possessive else None, k, k + 1, entry)
            else:
                break
        elif (
            (kind in "Vg" and noun is None and _people_next(tokens, k + 1, 3))
            or (kind == "," and noun is None and k > j and _adjectives(tokens, k))
            or (noun is None and k > j - 1 and _continued(tokens, k, j))
            or (kind == '"' and noun is None and k + 1 < end and tokens[k + 1].kind in "xXh")
        ):
            pass
        else:
            break
        k += 1
    if noun is not None and tokens[word].possessive and word == k - 1:
        return (noun, word, k, cue)
    if noun is not None:
        k = max(word + 1, j)
    return (noun, word, k, cue)


def _describes(token: Token, following: Token, before: Token) -> bool:
    """Whether a word for one of a people is an adjective here: "160,000 Russian military fatalities"."""
    if before.kind == "A":
        return token.capital and isinstance(token.entry, Noun) and following.kind == "x"  # "a Sudanese airliner"
    if before.kind != "N" or not token.capital or not isinstance(token.entry, Noun) or token.entry.plural:
        return False
    return following.kind in "x" or (
        isinstance(following.entry, Cue) and "N" in following.entry.forms and following.word.endswith("s")
    )


def _predicative(token: Token, cue: Cue, noun: Noun, before: Token) -> bool:
    """Whether a cue behind a noun says something of it ("three soldiers dead", "30 villagers hostage") and is not its head."""
    if before.possessive:
        return False
    return not PREDICATIVE.isdisjoint(cue.forms) or (noun.plural and not token.word.endswith("s"))


def _adjectives(tokens: list[Token], comma: int) -> bool:
    """Whether a comma stands between adjectives: "young, unarmed men"."""
    return (
        comma + 2 < len(tokens)
        and tokens[comma - 1].kind in "xV"
        and tokens[comma + 1].kind in "xV"
        and tokens[comma + 2].kind == "h"
    )


def _continued(tokens: list[Token], k: int, j: int) -> bool:
    """Whether "badly" or "and" leads to another adjective: "22 badly wounded soldiers", "sick and injured people"."""
    if k + 2 >= len(tokens) or tokens[k + 1].kind not in "xVk":
        return False
    leads = tokens[k].kind == "a" if k == j else tokens[k].kind == "c" and tokens[k - 1].kind in "xV" and k == j + 1
    return leads and _describing(tokens[k + 1]) and _people_next(tokens, k + 2, 2)


def _describing(token: Token) -> bool:
    return not isinstance(token.entry, Cue) or not DESCRIBING.isdisjoint(token.entry.forms)


def _people_next(tokens: list[Token], k: int, within: int) -> bool:
    """Whether a noun for people follows within so many words of the same noun phrase."""
    for token in tokens[k : k + within]:
        if token.kind == "h":
            return True
        if token.kind == "k" and isinstance(token.entry, Cue) and token.entry.forms == "N":
            return True
        if token.kind not in "xXV":
            return False
    return False
