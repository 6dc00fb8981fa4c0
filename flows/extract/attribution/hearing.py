"""Who was heard so far in an article, and who a pronoun or a bare kind of body therefore stands for."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from flows.extract.attribution import words as w
from flows.extract.attribution.mentions import Mentions
from flows.extract.attribution.persons import gender

MALE, FEMALE, THING, MANY, SELF = "m", "f", "it", "they", "i"
PRONOUNS = {"he": MALE, "she": FEMALE, "it": THING, "they": MANY, "we": MANY, "i": SELF}
PRONOUNS |= {"his": MALE, "her": FEMALE, "its": THING, "their": MANY}  # whose claim it is
LEAD = 60  # characters from the beginning of a sentence within which its subject begins
NEAR = 1_500  # characters that a pronoun looks back
AHEAD = 160  # characters that it looks ahead where nobody was named before
LEADING = 25  # characters from the beginning of what is said within which its own subject stands: Holt lost her house, she said
PARTING = ("\n", ". ", "? ", "” ", '" ')  # between two sentences


SENTENCE_END = re.compile(r"[.?!][”\"]? ")
BEHIND = re.compile(
    r"(?:^|\s)(?:in|at|from|near|of|to|for|with|by|on|into|across|around|outside|inside|against|over)(?: the)? $", re.I
)
HUNG = 14  # characters before a name that hold its preposition
OPENING = re.compile(
    r"(?:The|the) (?:[\w-]+ ){0,2}?([\w-]+)(?= (?:has|had|have|is|was|were|did|does|also|later|\w+ed)\b)"
)


class Source(NamedTuple):
    """Who says something: `name` and `id` null when unnamed; `kind` is person, body or unnamed; `flags` of an unnamed one's noun.

    `told` is how the article describes an unnamed one where it first speaks, if that is elsewhere: the source, an army source.
    """

    name: str | None
    id: str | None
    raw: str
    kind: str
    gender: str | None = None
    flags: int = 0
    told: str | None = None


class Heard(NamedTuple):
    """A source that has spoken: where it is printed, and what it said."""

    place: int
    source: Source
    start: int
    end: int


class Ask(NamedTuple):
    """A pronoun that tells a source: where it stands, what it says, and whether it plainly goes on ("he added")."""

    wants: str
    raw: str
    at: int
    start: int
    end: int
    adding: bool


class Hearing:
    """The speakers of one article so far."""

    def __init__(self, text: str, mentions: Mentions, hidden: list[tuple[int, int]]) -> None:
        self.text = text
        self.mentions = mentions
        self.hidden = hidden  # quotations
        self.spoken: list[Heard] = []
        self.genders: dict[str, str | None] = {}

    def person(self, k: int, raw: str) -> Source:
        """Return mention `k` as a source."""
        names = self.mentions
        if names.types[k] != "person":
            return Source(names.names[k], names.ids[k], raw, "body")
        return Source(names.names[k], names.ids[k], raw, "person", self._gender(k) or gender(raw, names.roles[k]))

    def _gender(self, k: int) -> str | None:
        names = self.mentions
        known = names.ids[k]
        if known not in self.genders:
            self.genders[known] = gender(names.names[k], names.roles[k])
        return self.genders[known]

    def owns(self, k: int, end: int) -> bool:
        """Whether a name before `end` only tells whose: X's spokesman."""
        at = self.mentions.ends[k]
        return at < end and (
            self.text[at : at + 1] in ("'", "’") or self.mentions.surfaces[k].endswith(("'s", "’s", "'", "’"))
        )

    def spoken_body(self, before: int) -> Source | None:
        """The body that spoke last, else the one named last: "the group" after Red Lantern."""
        for heard in reversed(self.spoken):
            if heard.place < before - NEAR:
                break
            if heard.place < before and heard.source.kind == "body" and heard.source.name:
                return heard.source
        names = self.mentions
        for k in range(names.before(before) - 1, -1, -1):
            if names.starts[k] < before - NEAR:
                break
            if names.types[k] in ("organization", "group") and not self._is_hidden(names.starts[k]):
                return Source(names.names[k], names.ids[k], names.surfaces[k], "body")
        return None

    def pronoun(self, ask: Ask) -> Source:
        """Return whom a pronoun stands for."""
        wants, raw, at = ask.wants, ask.raw, ask.at
        floor = max(0, at - NEAR)
        last = self._last(wants, floor, at)
        best = (last.place, last.source) if last else None
        subject = None if last and ask.adding else self._subject(ask, floor, last)
        if subject is not None and (best is None or subject[0] > best[0]):
            best = subject
        if best is None and wants in (MALE, FEMALE, SELF) and raw.lower() != "i":
            best = self._named_next(wants, at)
        if best is None and wants in (THING, MANY) and (opening := self._opening(at)) is not None:
            return opening
        if best is None:
            return Source(None, None, raw, "unnamed", wants if wants in (MALE, FEMALE) else None)
        source = best[1]
        if source.kind == "person" and wants in (MALE, FEMALE):
            source = source._replace(gender=wants)
            if source.id:
                self.genders[source.id] = wants
        return source if source.name is None else source._replace(raw=raw)

    def _last(self, wants: str, floor: int, at: int) -> Heard | None:
        """The last speaker before a place for whom a pronoun may stand."""
        for heard in reversed(self.spoken):
            if heard.place < floor:
                break
            if heard.place < at and _fits(heard.source, wants):
                return heard
        return None

    def _named_next(self, wants: str, at: int) -> tuple[int, Source] | None:
        """Who is named right after having spoken: "…," she said. Ana Ferreira had fled."""
        names = self.mentions
        for k in range(names.before(at), len(names)):
            if names.starts[k] > at + AHEAD:
                return None
            if names.types[k] == "person":
                opens = self.text.endswith(("\n", ". ", "” "), 0, names.starts[k])
                source = self.person(k, names.surfaces[k])
                return (names.starts[k], source) if opens and _fits(source, wants) else None
        return None

    def _subject(self, ask: Ask, floor: int, last: Heard | None) -> tuple[int, Source] | None:
        """The first fitting name of the sentence nearest before a pronoun that begins with one, unless somebody was heard since.

        Nobody is told of by name in the middle of what he says himself, nor by the one who goes on speaking after it.
        """
        names, at, wants = self.mentions, ask.at, ask.wants
        starts, types = names.starts, names.types
        human = wants in (MALE, FEMALE, SELF)
        first = -1
        for k in range(bisect_left(starts, at) - 1, -1, -1):
            place = starts[k]
            if place < floor or (first < 0 and last is not None and place < last.place):
                break
            if (types[k] == "person") is not human:
                continue
            if first >= 0 and self._parted(names.ends[k], starts[first]):
                if self._leads(starts[first], at):
                    break
                first = -1
            if self._is_hidden(place) or self.owns(k, at) or self._is_told_of(k, ask, last):
                continue
            if not human or wants == SELF or _fits(self.person(k, names.surfaces[k]), wants):
                first = k
        if first < 0 or not self._leads(starts[first], at):
            return None
        return starts[first], self.person(first, names.surfaces[first])

    def _is_told_of(self, k: int, ask: Ask, last: Heard | None) -> bool:
        """Whether a name is only told of: inside of what is said, or behind a preposition where a body is wanted."""
        names = self.mentions
        place = names.starts[k]
        if ask.wants == THING and BEHIND.search(self.text[max(0, place - HUNG) : place]):
            return True
        if last is not None and 0 <= place - last.place < len(last.source.raw) and names.ids[k] != last.source.id:
            return True  # in the words that describe who spoke last
        if ask.start + LEADING < place < min(ask.end, ask.at):
            return True
        if last is None or not last.start <= place < last.end or ask.wants not in (MALE, FEMALE):
            return False
        return last.source.gender == ask.wants or self._gender(k) != ask.wants

    def _opening(self, at: int) -> Source | None:
        """The body with which the sentence before begins, though it has no name: The army has not commented."""
        line = self.text.rfind("\n", 0, at) + 1
        ends = [m.end() for m in SENTENCE_END.finditer(self.text, max(line, at - NEAR), at)]
        begin = ends[-2] if len(ends) > 1 else line
        m = OPENING.match(self.text, begin, at)
        if m is None or not w.lexicon().get(m[1].lower(), 0) & w.INSTITUTION:
            return None
        raw = m[0].strip()
        return Source(None, None, raw, "unnamed", None, w.lexicon()[m[1].lower()])

    def _leads(self, place: int, at: int) -> bool:
        """Whether a name stands near the beginning of its sentence, or in the sentence of the pronoun itself."""
        if place < LEAD:
            return True
        before = self.text[place - LEAD : place]
        return any(mark in before for mark in PARTING) or not self._parted(place, at)

    def _parted(self, start: int, end: int) -> bool:
        gap = self.text[start:end]
        return any(mark in gap for mark in PARTING)

    def _is_hidden(self, at: int) -> bool:
        k = bisect_left(self.hidden, (at + 1, 0)) - 1
        return k >= 0 and self.hidden[k][0] <= at < self.hidden[k][1]


def bare(word: str) -> str:
    """Return a word in lower case without its possessive ending."""
    low = word.lower().replace("’", "'")
    return low.removesuffix("'s").removesuffix("'")


def _fits(source: Source, wants: str) -> bool:
    if wants in (MALE, FEMALE):
        described = source.kind == "unnamed" and not _are_many(source) and not _is_thing(source.flags)
        described = described and source.raw.lower() not in PRONOUNS
        return source.gender in (None, wants) and (source.kind == "person" or described)
    if wants == THING:
        return source.kind == "body" or (source.kind == "unnamed" and _is_thing(source.flags))
    if wants == MANY:
        return source.kind == "body" or (source.kind == "unnamed" and _are_many(source))
    return source.kind == "person"


def _are_many(source: Source) -> bool:
    """Whether an unnamed source is several: by its noun, else by its last word."""
    return bool(source.flags & w.PLURAL) if source.flags & w.NOUN else source.raw.lower().endswith("s")


def _is_thing(flags: int) -> bool:
    """Whether a source without a name is one body or document: an army statement."""
    return bool(flags & (w.INSTITUTION | w.DOCUMENT)) and not flags & (w.PLURAL | w.PERSON)
