"""The kind of a name that no table and no word of its own tells, by what stands beside it anywhere in the article."""

from __future__ import annotations

import re

import numpy as np

from flows.extract.entities.beside import before, behind
from flows.extract.entities.names import Names
from flows.extract.entities.persons import PERSON, UNKNOWN
from flows.extract.entities.register import (
    COMMON,
    ENDING,
    KIND,
    NOBODY,
    PERSONLIKE,
    SPACED,
    WEAK,
    Fact,
    Flags,
    Ints,
)  # fmt: skip
from flows.extract.entities.sport import scores

PLACE, ORGANIZATION, GROUP, ACRONYM = KIND["place"], KIND["organization"], KIND["group"], KIND["acronym"]
OPEN = np.array([kind in ("unknown", "acronym") for kind in KIND])
MANY = 8  # words looked for in one article, and places of one of them, before its words are listed instead
ENDS_WORD = re.compile(r"[,.]?(?:\s|\Z)")
TO_PLACE, TO_ORGANIZATION, TO_PERSON = range(3)


def type_unknown(names: Names) -> None:
    """Give every name still unknown its entity, or leave it without one if it is none or always a weapon's ("Orlen missiles")."""
    rows = np.flatnonzero((names.entry == NOBODY) & OPEN[names.kind])
    if not len(rows):
        return
    groups, group = np.unique(names.keys(names.text, rows), return_inverse=True)
    weak, common = names.has(WEAK)[rows], names.has(COMMON)[rows]
    said = _votes(names, rows)
    votes = np.stack([np.bincount(group, weights=said[:, kind], minlength=len(groups)) for kind in range(3)], axis=1)
    seen = np.bincount(group, weights=~weak, minlength=len(groups))
    kind = _kinds(names, rows, votes[group], seen[group])
    unseen = weak & (seen[group] == 0)
    armed = np.bincount(group, weights=~behind().weapon[names.right[rows]], minlength=len(groups)) == 0
    kind[armed[group]] = 0
    kind[common & (seen[group] == 0)] = 0
    kind[_no_names(names, rows, kind, unseen, votes.sum(axis=1)[group] == 0)] = 0
    listed = names.of(Fact.OWN)[rows]  # a table knows a person of this name
    named = _made(names, kind, names.text[rows])
    names.entry[rows] = np.where(listed == NOBODY, named, listed)


def _votes(names: Names, rows: Ints) -> Ints:
    """The votes for place, organisation and person at each of these names."""
    votes = before().votes[names.left[rows]] + behind().votes[names.right[rows]]
    last = len(names.entry) - 1
    following, previous = np.minimum(rows + 1, last), np.maximum(rows - 1, 0)
    entity_type = names.entity_type()
    place = entity_type[following] == PLACE
    near = (names.article[following] == names.article[rows]) & (names.start[following] == names.end[rows] + 2)
    votes[:, TO_PLACE] += 3 * (place & near & behind().comma[names.right[rows]])
    beside = np.where((names.link[rows] > 0) & (rows > 0), entity_type[previous], 0)
    votes[:, TO_PLACE] += beside == PLACE
    votes[:, TO_PERSON] += beside == PERSON
    votes[:, TO_ORGANIZATION] += ((beside == ORGANIZATION) | (beside == GROUP)) & ~names.has(SPACED)[rows]
    sport = np.flatnonzero(names.sport[names.article[rows]])
    votes[sport, TO_ORGANIZATION] += scores(names, rows[sport])
    return votes


def _kinds(names: Names, rows: Ints, votes: Ints, seen: Ints) -> Ints:
    """The kind that the votes of a whole article give each name, as `KIND` numbers it."""
    place, organization, person = votes[:, TO_PLACE], votes[:, TO_ORGANIZATION], votes[:, TO_PERSON]
    likely = np.where((person > 0) | names.has(PERSONLIKE)[rows], PERSON, ORGANIZATION)
    kind = np.where(organization > person, ORGANIZATION, likely)
    kind = np.where(place > np.maximum(person, organization), PLACE, kind)
    acronym = names.kind[rows] == ACRONYM
    return np.where(acronym, np.where(place > 2 * np.maximum(seen, 1), PLACE, ORGANIZATION), kind)


def _no_names(names: Names, rows: Ints, kind: Ints, unseen: Flags, silent: Flags) -> Flags:
    """Which of these are common words, or words in capitals that nothing shows to be a name."""
    capitals, spaced = names.capitals[rows], names.has(SPACED)[rows]
    unknown = names.kind[rows] == UNKNOWN
    no_name: Flags = unknown & unseen & ~spaced & (names.has(ENDING)[rows] | (capitals & silent))
    printed = Printed(names)
    texts = names.register.texts
    for i in np.flatnonzero(unknown & unseen & ~spaced & ~no_name & (kind > 0)).tolist():
        row = rows[i]
        no_name[i] = printed.has(int(names.article[row]), texts[names.text[row]].lower())
    for i in np.flatnonzero(capitals & ~names.loud[names.article[rows]] & ~no_name & (kind > 0)).tolist():
        row = rows[i]
        no_name[i] = not _known_otherwise(names, printed, int(names.article[row]), texts[names.text[row]])
    return no_name


def _known_otherwise(names: Names, printed: Printed, article: int, text: str) -> bool:
    """Whether a name in capitals is spelled like a name, or stands elsewhere in the article in mixed case."""
    given = " " in text and text.split(" ", 1)[0].lower() in names.register.lex.given
    return given or all(printed.has(article, word) for word in text.title().split(" "))


class Printed:
    """Whether a word stands in an article exactly so, followed by nothing but a comma or a stop."""

    def __init__(self, names: Names) -> None:
        """Begin with nothing looked for."""
        self.texts = names.texts
        self.looked: dict[int, int] = {}
        self.words: dict[int, frozenset[str]] = {}

    def has(self, article: int, word: str) -> bool:
        """Look for the word; an article that is asked often is split into its words, so that the work stays linear."""
        looked = self.looked[article] = self.looked.get(article, 0) + 1
        if looked <= MANY:
            text = self.texts[article]
            at = text.find(word)
            for _ in range(MANY):
                if at < 0:
                    return False
                if (at == 0 or text[at - 1].isspace()) and ENDS_WORD.match(text, at + len(word)):
                    return True
                at = text.find(word, at + 1)
        words = self.words.get(article)
        if words is None:
            words = self.words[article] = frozenset(self.texts[article].split())
        return word in words or f"{word}," in words or f"{word}." in words


def _made(names: Names, kind: Ints, text: Ints) -> Ints:
    """The entities of names of these kinds; `NOBODY` where the kind is 0."""
    register = names.register
    pairs, pair = np.unique((kind << 32) | text, return_inverse=True)
    made = [register.made_of(code >> 32, code & 0xFFFFFFFF) if code >> 32 else NOBODY for code in pairs.tolist()]
    return np.array(made, dtype=np.int64)[pair]
