"""The people and bodies of one article: who a printed source is.

A name stands for its entity, a role or common noun for the one that bore it, a pronoun for the last fitting speaker or
subject. Who is not named stays unnamed: the printed description is all there is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from flows.extract.attribution import words as w
from flows.extract.attribution.line import Line, short_line
from flows.extract.attribution.naming import (
    based,
    body_end,
    hangs,
    is_bare_name,
    modified,
    name_after,
    title,
    without_article,
)
from flows.extract.attribution.persons import gender, role_words, told_roles
from flows.extract.attribution.phrases import head as head_of

MALE, FEMALE, THING, MANY, SELF = "m", "f", "it", "they", "i"
PRONOUNS = {"he": MALE, "she": FEMALE, "it": THING, "they": MANY, "we": MANY, "i": SELF}
LEAD = 60  # characters from the beginning of a sentence within which its subject begins
NEAR = 1_500  # characters that a pronoun looks back
AHEAD = 160  # characters that it looks ahead where nobody was named before
BODIES = frozenset({"organization", "group", "place", "facility"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their"})
AGED = re.compile(
    r"the (?:\d{1,3}[- ]year[- ]old(?: \w+)?|(?:mother|father|grandmother|grandfather|parent)[- ]of[- ][\w-]+)",
    re.IGNORECASE,
)  # said of a person named before


class Mention(NamedTuple):
    """One mention, as the entities room gives it."""

    start: int
    end: int
    surface: str
    role: str | None
    entity_id: str
    name: str
    type: str


class Source(NamedTuple):
    """Who says something: `name` and `id` null when unnamed; `kind` is person, body or unnamed."""

    name: str | None
    id: str | None
    raw: str
    kind: str
    gender: str | None = None


class Cast:
    """Who may speak in one article; told of every speaker, in order, by `heard`."""

    def __init__(self, text: str, mentions: list[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self.starts = [m.start for m in mentions]
        self.hidden: list[tuple[int, int]] = []  # quotations
        self.spoken: list[tuple[int, Source]] = []
        self.genders: dict[str, str | None] = {}
        self.bearers: dict[str, Source] = {}  # last word of a phrase → who was last told by it
        self.full: dict[str, dict[str, int]] = {}  # a body's noun → the names it has in this article

    @cached_property
    def surnames(self) -> dict[str, Mention]:
        """Who is meant by each last name: the first person whose full name ends in it."""
        return _surnames(self.mentions)

    @cached_property
    def called(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Which mentions hold a word in the role of a person, and which in the name of a body."""
        people: dict[str, list[int]] = {}
        bodies: dict[str, list[int]] = {}
        for k, m in enumerate(self.mentions):
            if m.type == "person":
                for word in role_words(m.role) | told_roles(self.text, m.start, m.end):
                    people.setdefault(word, []).append(k)
            else:
                for word in set(m.name.lower().split()):
                    bodies.setdefault(word, []).append(k)
        return people, bodies

    def heard(self, at: int, source: Source) -> None:
        """Remember that this source spoke at this place."""
        self.spoken.append((at, source))
        if source.name:
            self.bearers[source.raw.rsplit(None, 1)[-1].lower()] = source

    def expect(self, start: int, end: int) -> None:
        """Note the name of a body that speaks anywhere in the article ("Ostrian police"), for where it stands short."""
        line = short_line(self.text[start:end])
        head = head_of(line, 0, line.n)
        if line.n > 1 and line.flags[head] & w.INSTITUTION and modified(line, head):
            name = without_article(self.text[start : start + body_end(line, head)])
            names = self.full.setdefault(line.words[head], {})
            names[name] = names.get(name, 0) + 1

    def who(self, start: int, end: int) -> Source:
        """Return who the noun phrase ``text[start:end]`` is."""
        raw = self.text[start:end]
        if raw.lower() in PRONOUNS:
            return self._pronoun(PRONOUNS[raw.lower()], start, raw)
        if AGED.fullmatch(raw):
            return self._pronoun(SELF, start, raw)
        line = short_line(raw)
        parts = self._parts(line, start)
        if len(parts) > 1:
            each = [self._phrase(s, e) for s, e in parts]
            if all(s.name or s.kind == "unnamed" for s in each) and any(s.name for s in each):
                ids = "; ".join(s.id or "" for s in each) if all(s.id for s in each) else None
                return Source("; ".join(s.name or s.raw for s in each), ids, raw, "body")
        return self._phrase(start, end)._replace(raw=raw)

    def _within(self, start: int, end: int) -> list[Mention]:
        lo, hi = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [m for m in self.mentions[lo:hi] if m.end <= end]

    def _parts(self, line: Line, start: int) -> list[tuple[int, int]]:
        """Split a phrase at 'and' and commas where every side names or describes somebody of its own."""
        cuts = [i for i in range(1, line.n - 1) if line.words[i] == "and" or line.flags[i] & w.COMMA]
        if not any(line.words[i] == "and" for i in cuts):
            return []
        known = [(m.start - start, m.end - start) for m in self._within(start, start + line.end(line.n - 1))]
        cuts = [i for i in cuts if not any(s < line.start(i) < e for s, e in known)]
        out, at = [], 0
        for cut in [*cuts, line.n]:
            if cut > at:
                head = head_of(line, at, cut)
                if cut < line.n and title(line, at, cut, head):
                    return []
                if not line.flags[head] & (w.NOUN | w.PRONOUN) and not any(s <= line.start(head) < e for s, e in known):
                    return []
                out.append((start + line.start(at), start + line.end(cut - 1)))
            at = cut + 1
        return out

    def _phrase(self, start: int, end: int) -> Source:
        raw = self.text[start:end]
        line = short_line(raw)
        if not line.n:
            return Source(None, None, raw, "unnamed")
        head = head_of(line, 0, line.n)
        mine = self._within(start, end)
        for m in mine:
            if m.type == "person" and not self._owns(m, end) and not hangs(line, m.start - start):
                return self._person(m, raw)
        if line.n == 1 and (bearer := self.surnames.get(_bare(raw))) is not None:
            return self._person(bearer, raw)
        head_start = start + line.start(head)
        for m in mine:
            if m.type in BODIES and m.start <= head_start < m.end and not self._owns(m, end):
                return Source(m.name, m.entity_id, raw, "body")
        return self._described(line, head, raw, start, mine)

    def _described(self, line: Line, head: int, raw: str, start: int, mine: list[Mention]) -> Source:
        """Who a common noun is: its bearer, a body with a name of its own, the body behind a document, or nobody named."""
        flags, noun = line.flags[head], line.words[head]
        if flags & w.PERSON and (after := name_after(line, head)) is not None:
            name = self.text[start + line.start(after) : start + line.end(line.n - 1)]
            return Source(name, None, raw, "person", gender(raw, None))
        if flags & (w.DOCUMENT | w.TALLY) and (owner := self._owner(line, head, start, mine)) is not None:
            return owner
        if is_bare_name(line) and not flags & (w.NOUN | w.TIME):
            return Source(raw, None, raw, "person", gender(raw, None))
        told_apart = modified(line, head)
        if (not told_apart or (flags & w.GENERIC and based(line, head))) and (line.words[0] in DEFINITE or head == 0):
            bearer = self._bearer(noun, flags, start)
            if bearer is not None:
                return bearer
        if flags & w.INSTITUTION and not flags & w.PERSON and told_apart:
            return Source(without_article(self.text[start : start + body_end(line, head)]), None, raw, "body")
        return Source(None, None, raw, "unnamed", gender(raw, None))

    def _owner(self, line: Line, head: int, start: int, mine: list[Mention]) -> Source | None:
        """Whose report or count it is: the body or person named with it, else the one whose possessive stands before."""
        named = next((m for m in mine if m.type in ("organization", "group", "person")), None)
        if named is not None:
            return self._person(named, named.surface)
        whose = next((i for i in range(head) if line.flags[i] & w.POSSESSIVE), None)
        if whose is None:
            return None
        end = line.end(whose) - (2 if line.words[whose].endswith("'s") else 1)
        source = self._phrase(start, start + end)
        return source if source.name else None

    def _owns(self, m: Mention, end: int) -> bool:
        """Whether the name only tells whose: X's spokesman."""
        return m.end < end and (
            self.text[m.end : m.end + 1] in ("'", "’") or m.surface.endswith(("'s", "’s", "'", "’"))
        )

    def _person(self, m: Mention, raw: str) -> Source:
        if m.type != "person":
            return Source(m.name, m.entity_id, raw, "body")
        if " " not in m.name:
            m = self.surnames.get(_bare(m.name), m)
        if m.entity_id not in self.genders:
            self.genders[m.entity_id] = gender(m.name, m.role)
        return Source(m.name, m.entity_id, raw, "person", self.genders[m.entity_id] or gender(raw, m.role))

    def _bearer(self, noun: str, flags: int, before: int) -> Source | None:
        """Who bore this role or is this kind of body: the last one told before, else the only one in the article."""
        if noun in self.bearers:
            return self.bearers[noun]
        people, bodies = self.called
        k = bisect_left(self.starts, before)
        person = _last_before(people.get(noun), k)
        body = _last_before(bodies.get(noun), k) if flags & w.INSTITUTION else None
        if person is not None and (body is None or person > body):
            m = self.mentions[person]
            return self._person(m, m.surface)
        if body is not None:
            m = self.mentions[body]
            return Source(m.name, m.entity_id, m.surface, "body")
        if noun not in self.full:
            return self._spoken_body(before) if flags & w.GENERIC else None
        names = self.full[noun]
        name = max(names, key=lambda n: names[n])
        return Source(name, None, name, "body")

    def _spoken_body(self, before: int) -> Source | None:
        """The body that spoke last, else the one named last: "the group" after Red Lantern."""
        for at, source in reversed(self.spoken):
            if at < before - NEAR:
                break
            if at < before and source.kind == "body" and source.name:
                return source
        for k in range(bisect_left(self.starts, before) - 1, -1, -1):
            m = self.mentions[k]
            if m.start < before - NEAR:
                break
            if m.type in ("organization", "group") and not self._is_hidden(m.start):
                return Source(m.name, m.entity_id, m.surface, "body")
        return None

    def _pronoun(self, wants: str, at: int, raw: str) -> Source:
        floor = max(0, at - NEAR)
        best: tuple[int, Source] | None = None
        for place, source in reversed(self.spoken):
            if place < floor or best is not None:
                break
            if place < at and _fits(source, wants):
                best = (place, source)
        subject = self._subject(wants, floor, at)
        if subject is not None and (best is None or subject[0] > best[0]):
            best = subject
        if best is None and wants in (MALE, FEMALE, SELF) and raw.lower() != "i":
            best = self._named_next(wants, at)
        if best is None:
            return Source(None, None, raw, "unnamed", wants if wants in (MALE, FEMALE) else None)
        source = best[1]
        if source.kind == "person" and wants in (MALE, FEMALE):
            source = source._replace(gender=wants)
            if source.id:
                self.genders[source.id] = wants
        return source if source.name is None else source._replace(raw=raw)

    def _named_next(self, wants: str, at: int) -> tuple[int, Source] | None:
        """Who is named right after having spoken: "…," she said. Ana Ferreira had fled."""
        for m in self.mentions[bisect_left(self.starts, at) :]:
            if m.start > at + AHEAD or m.type == "person":
                break
        else:
            return None
        opens = self.text.endswith(("\n", ". ", "” "), 0, m.start)
        source = self._person(m, m.surface)
        near = m.type == "person" and m.start <= at + AHEAD
        return (m.start, source) if near and opens and _fits(source, wants) else None

    def _subject(self, wants: str, floor: int, at: int) -> tuple[int, Source] | None:
        """The first fitting name of the sentence nearest before a pronoun that begins with one."""
        last: tuple[int, Source] | None = None
        for k in range(bisect_left(self.starts, at) - 1, -1, -1):
            m = self.mentions[k]
            if m.start < floor:
                break
            if last is not None and self._parted(m.end, last[0]):
                if self._leads(last[0], at):
                    return last
                last = None
            if self._is_hidden(m.start) or self._owns(m, at):
                continue
            source = self._person(m, m.surface)
            if _fits(source, wants):
                last = (m.start, source)
        return last if last is not None and self._leads(last[0], at) else None

    def _leads(self, place: int, at: int) -> bool:
        """Whether a name stands near the beginning of its sentence, or in the sentence of the pronoun itself."""
        before = self.text[max(0, place - LEAD) : place]
        return (
            place < LEAD
            or any(mark in before for mark in ("\n", ". ", "” ", '" ', "? "))
            or not self._parted(place, at)
        )

    def _parted(self, start: int, end: int) -> bool:
        gap = self.text[start:end]
        return "\n" in gap or ". " in gap or "? " in gap or "” " in gap or '" ' in gap

    def _is_hidden(self, at: int) -> bool:
        k = bisect_left(self.hidden, (at + 1, 0)) - 1
        return k >= 0 and self.hidden[k][0] <= at < self.hidden[k][1]


def _last_before(places: list[int] | None, k: int) -> int | None:
    at = bisect_left(places, k) - 1 if places else -1
    return places[at] if places and at >= 0 else None


def _surnames(mentions: list[Mention]) -> dict[str, Mention]:
    """Return who is meant by each last name: the first person whose full name ends in it."""
    out: dict[str, Mention] = {}
    for m in mentions:
        if m.type == "person" and " " in m.name:
            out.setdefault(m.name.rsplit(" ", 1)[1].lower(), m)
            if " " in m.surface:
                out.setdefault(_bare(m.surface.rsplit(" ", 1)[1]), m)
    return out


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word).lower()


def _fits(source: Source, wants: str) -> bool:
    if wants in (MALE, FEMALE):
        described = (
            source.kind == "unnamed" and source.raw.lower() not in PRONOUNS and not source.raw.lower().endswith("s")
        )
        return source.gender in (None, wants) and (source.kind == "person" or described)
    if wants == THING:
        return source.kind == "body" or _is_thing(source)
    if wants == MANY:
        return source.kind == "body" or (source.kind == "unnamed" and source.raw.lower().endswith("s"))
    return source.kind == "person"


def _is_thing(source: Source) -> bool:
    """Whether a source without a name is one body or document: an army statement."""
    line = short_line(source.raw)
    flags = line.flags[head_of(line, 0, line.n)] if line.n else 0
    body = bool(flags & (w.INSTITUTION | w.DOCUMENT)) and not flags & (w.PLURAL | w.PERSON)
    return source.kind == "unnamed" and body
