"""The kind of a name that no table and no word of its own tells, by what stands beside it anywhere in the article."""

from __future__ import annotations

import re
from functools import cache

from flows.core.names import person_key
from flows.extract.entities.article import Article, Name, new_entry, word_right, words_left
from flows.extract.entities.lexicon import Lexicon, lexicon
from flows.extract.entities.parse import Part

AGE_OR_WHO = re.compile(r", (?:\d\d,|who |whose )")
SCORE = re.compile(r" \d|\d$")
COMMON_ENDING = re.compile(r"(?:ing|ings|ed|ly|tion|tions|ities|ments|ment|ness|ists|isms|ences|ances|ers|ors)$")
Cue = tuple[int, int, int]  # votes for place, organisation and person
LIST_JOINS = (" and ", ", ", ", and ")
LISTED = 6  # the longest of them
UNSURE = ("unknown", "acronym")


class Votes:
    """What the places of one name say."""

    __slots__ = ("organization", "person", "place", "seen")

    def __init__(self) -> None:
        """Begin without votes."""
        self.person = self.place = self.organization = self.seen = 0


def type_unknown(article: Article) -> None:
    """Give every name still unknown its entity, or leave it without one if it is no name."""
    votes: dict[str, Votes] = {}
    open_names = [(i, n) for i, n in enumerate(article.names) if n.entry is None and n.kind in UNSURE]
    for i, name in open_names:
        following = article.names[i + 1] if i + 1 < len(article.names) else None
        own = votes.setdefault(name.part.text, Votes())
        _vote(own, name, following, article)
        if i:
            _vote_of_neighbour(own, article.names[i - 1], name, article.text)
    for _, name in open_names:
        text = name.part.text
        known = article.lex.persons.get(person_key(text)) if not name.part.common else None
        kind = "person" if known is not None else _decide(name, votes[text], article)
        if kind is not None:
            name.entry = known or new_entry(kind, text)
            if kind == "person" and " " in text:
                article.add_surname(text, name.start, name.entry)


def _vote(votes: Votes, name: Name, following: Name | None, article: Article) -> None:
    before, behind = cues()
    last, two = words_left(name.left)
    for cue in (before.get(two) or before.get(last), behind.get(word_right(name.right))):
        if cue is not None:
            votes.place += cue[0]
            votes.organization += cue[1]
            votes.person += cue[2]
    if name.right.startswith(", "):
        if AGE_OR_WHO.match(name.right):
            votes.person += 3
        if following is not None and following.start == name.end + 2 and _is_land(following):
            votes.place += 3
    elif name.right.startswith(" who "):
        votes.person += 3
    if article.sport and (SCORE.match(name.right) or SCORE.search(name.left.rstrip())):
        votes.organization += 1
    if not name.part.weak:
        votes.seen += 1


def _vote_of_neighbour(votes: Votes, before: Name, name: Name, text: str) -> None:
    """In a list, a name is probably what the one before it is."""
    if before.entry is None or name.start - before.end > LISTED or text[before.end : name.start] not in LIST_JOINS:
        return
    kind = before.entry.entity_type
    votes.place += kind == "place"
    votes.person += kind == "person"
    votes.organization += kind in ("organization", "group") and " " not in name.part.text


def stands_as_place(name: Name) -> bool:
    """Whether a name that looks like a person's stands where only places do: "fighting in Tal Hadid"."""
    last, two = words_left(name.left)
    cue = cues()[0].get(two) or cues()[0].get(last)
    return cue is not None and cue[0] > 1 and word_right(name.right) not in lexicon().words["say"]


@cache
def cues() -> tuple[dict[str, Cue], dict[str, Cue]]:
    """The votes of the words before and behind a name; of a word of several kinds the last kind named here counts."""
    words = lexicon().words
    before: dict[str, Cue] = {"the": (0, 2, 0)}
    before |= dict.fromkeys(words["place_left"], (1, 0, 0)) | dict.fromkeys(words["place_left_strong"], (2, 0, 0))
    before |= dict.fromkeys(words["role"], (0, 0, 3))
    behind: dict[str, Cue] = dict.fromkeys(words["person_right"], (0, 0, 1)) | dict.fromkeys(words["say"], (0, 0, 2))
    behind |= dict.fromkeys(words["org_right"], (0, 2, 0)) | dict.fromkeys(words["place_right"], (2, 0, 0))
    return before, behind


def _is_land(name: Name) -> bool:
    return name.entry is not None and name.entry.entity_type == "place"


def _decide(name: Name, votes: Votes, article: Article) -> str | None:
    """The kind of an unknown name, or None if it is no name."""
    part = name.part
    if name.caps and not article.capitals and not _known_otherwise(part, article):
        return None
    if part.common and votes.seen == 0:
        return None
    if name.kind == "acronym":
        return "place" if votes.place > 2 * max(votes.seen, 1) else "organization"
    silent = votes.place + votes.organization + votes.person == 0
    if (
        part.weak
        and votes.seen == 0
        and (_is_word(part.text, article) or (name.caps and silent and " " not in part.text))
    ):
        return None
    if votes.place > max(votes.person, votes.organization):
        return "place"
    if votes.organization > votes.person:
        return "organization"
    if votes.person > 0 or _looks_like_person(part, article.lex):
        return "person"
    return "organization"


def _known_otherwise(part: Part, article: Article) -> bool:
    """Whether a name in capitals is spelled like a name, or stands elsewhere in the article in mixed case."""
    first = part.text.split(" ", 1)[0].lower()
    return all(article.prints(word) for word in part.text.title().split(" ")) or (
        " " in part.text and first in article.lex.given
    )


def _is_word(text: str, article: Article) -> bool:
    """Whether a single word at a sentence's beginning is a common one: it stands in the article in lower case, or looks it."""
    if " " in text:
        return False
    return COMMON_ENDING.search(text) is not None or article.prints(text.lower())


def _looks_like_person(part: Part, lex: Lexicon) -> bool:
    words = part.text.split(" ")
    if len(words) == 1:
        return part.text.lower() in lex.given
    return part.text.isupper() or (len(words) <= 4 and not any(w.isupper() and len(w) > 2 for w in words))


def teams(article: Article) -> None:
    """In a text on sport, a town beside a score or a word of play is its team, and so wherever no word of place precedes it."""
    if not article.sport:
        return
    words = article.lex.words
    playing = set()
    for name in article.names:
        if name.entry is None or name.entry.entity_type != "place" or name.entry.part == "country":
            continue
        last, _ = words_left(name.left)
        right = word_right(name.right)
        scores = SCORE.match(name.right) is not None or SCORE.search(name.left.rstrip()[-2:]) is not None
        dated = re.match(r"(?:,.{0,30})? \d{4}-", name.right) is not None
        if (scores and not dated) or right in words["sport_right"] or last in words["sport_left"]:
            playing.add(name.entry.entity_id)
    for name in article.names:
        if name.entry is not None and name.entry.entity_id in playing and not name.right.startswith(","):
            last, _ = words_left(name.left)
            if last not in ("in", "at", "near", "of", "from") and not re.match(r" \d{4}-", name.right):
                name.entry = new_entry("organization", name.entry.name)
