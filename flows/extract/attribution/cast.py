"""The people and bodies of one article: who a printed source is.

A name stands for its entity, a role or common noun for the one that bore it before, a pronoun for the last fitting speaker
or subject. Who is not named stays unnamed: the printed description is all there is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from flows.core import reference
from flows.extract.attribution.tokens import Token, tokens
from flows.extract.attribution.words import NOUN, Word

MALE, FEMALE = "m", "f"
PRONOUNS = {"he": MALE, "she": FEMALE, "it": "it", "they": "they", "we": "they", "i": "i", "who": "who"}
NEAR = 1_500  # characters that a pronoun looks back
BODIES = frozenset({"organization", "group", "place", "facility"})


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
    """Who says something: `name` and `id` null when unnamed."""

    name: str | None
    id: str | None
    raw: str
    kind: str  # person, body, unnamed
    gender: str | None


class Cast:
    """Who may speak in one article; told of every speaker in order by `heard`."""

    def __init__(self, text: str, mentions: list[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self.starts = [m.start for m in mentions]
        self.hidden: list[tuple[int, int]] = []  # quotations
        self.spoken: list[tuple[int, Source]] = []
        self.genders: dict[str, str] = {}

    def heard(self, at: int, source: Source) -> None:
        """Remember that this source spoke at this place."""
        self.spoken.append((at, source))

    def who(self, start: int, end: int) -> Source:
        """Return who the noun phrase ``text[start:end]`` is."""
        raw = self.text[start:end]
        low = raw.lower()
        if low in PRONOUNS:
            return self._pronoun(low, start, raw)
        toks = tokens(raw)
        parts = self._parts(toks, start)
        if len(parts) > 1:
            each = [self._phrase(s, e) for s, e in parts]
            if all(s.name for s in each):
                return Source(
                    "; ".join(s.name or "" for s in each),
                    "; ".join(s.id or "" for s in each) if all(s.id for s in each) else None,
                    raw,
                    "body",
                    None,
                )
        source = self._phrase(start, end)
        return source._replace(raw=raw) if source.kind != "unnamed" or source.raw == raw else source

    def _within(self, start: int, end: int) -> list[Mention]:
        lo, hi = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [m for m in self.mentions[lo:hi] if m.end <= end]

    def _parts(self, toks: list[Token], start: int) -> list[tuple[int, int]]:
        """Split a phrase at 'and' and commas where both sides are named."""
        cuts = [i for i, t in enumerate(toks) if t.text in ("and", ",") and 0 < i < len(toks) - 1]
        if not any(toks[i].text == "and" for i in cuts):
            return []
        inside = [(m.start - start, m.end - start) for m in self._within(start, start + toks[-1].end)]
        cuts = [i for i in cuts if not any(s < toks[i].start < e for s, e in inside)]
        out, at = [], 0
        for cut in [*cuts, len(toks)]:
            piece = toks[at:cut]
            if piece:
                if not any(t.flags & (Word.CAPITAL | NOUN) for t in piece):
                    return []
                out.append((start + piece[0].start, start + piece[-1].end))
            at = cut + 1
        return out

    def _phrase(self, start: int, end: int) -> Source:
        raw = self.text[start:end]
        toks = tokens(raw)
        mine = self._within(start, end)
        head = _head(toks)
        head_at = start + toks[head].start if toks else start
        people = [
            m for m in mine if m.type == "person" and not self._owned(m, end) and m.start <= max(head_at, start) + 80
        ]
        people = [m for m in people if m.end > head_at or m.start >= head_at or m.end == end]
        people = [m for m in people if not _after_preposition(toks, m.start - start)]
        if people:
            return self._named(people[0], raw)
        covering = [m for m in mine if m.start <= head_at < m.end]
        for m in covering:
            if m.type in BODIES and not self._owned(m, end):
                return self._named(m, raw)
        noun = toks[head] if toks else None
        if noun is None:
            return Source(None, None, raw, "unnamed", None)
        definite = (
            bool(toks[0].text in ("the", "this", "that", "these", "its", "his", "her", "their")) or len(toks) == 1
        )
        modified = (
            any(t.flags & Word.CAPITAL for t in toks[1 if toks[0].text in ("the", "a", "an") else 0 :])
            and len(toks) > 1
        )
        if noun.flags & (Word.INSTITUTION | Word.DOCUMENT | Word.PERSON) and definite and not modified:
            earlier = self._bearer(noun.text, start)
            if earlier is not None:
                return earlier._replace(raw=raw)
        if noun.flags & Word.INSTITUTION and modified and not noun.flags & Word.PERSON:
            return Source(
                _without_article(raw),
                mine[-1].entity_id if mine and mine[-1].end >= head_at else None,
                raw,
                "body",
                None,
            )
        return Source(None, None, raw, "unnamed", None)

    def _owned(self, m: Mention, end: int) -> bool:
        return (self.text[m.end : m.end + 2] in ("'s", "’s") and m.end + 2 < end) or (
            self.text[m.start : m.end].endswith(("'s", "’s")) and m.end < end
        )

    def _named(self, m: Mention, raw: str) -> Source:
        if m.type == "person":
            return Source(m.name, m.entity_id, raw, "person", self._gender(m, raw))
        return Source(m.name, m.entity_id, raw, "body", None)

    def _gender(self, m: Mention, raw: str) -> str | None:
        known = self.genders.get(m.entity_id)
        if known is None:
            known = gender(m.name, m.role) or gender(raw, m.role)
            if known:
                self.genders[m.entity_id] = known
        return known

    def _bearer(self, noun: str, before: int) -> Source | None:
        """Who bore this role or is this kind of body: the last one named or described before."""
        for at, source in reversed(self.spoken):
            if at < before and source.raw.lower().split()[-1:] == [noun]:
                return source
        k = bisect_left(self.starts, before)
        for m in reversed(self.mentions[:k]):
            if m.type == "person" and m.role and m.role.lower().split()[-1] == noun:
                return self._named(m, m.surface)
            if m.type in BODIES and noun in m.name.lower().split():
                return self._named(m, m.surface)
        return None

    def _pronoun(self, low: str, at: int, raw: str) -> Source:
        wants = PRONOUNS[low]
        line = self.text.rfind("\n", 0, at) + 1
        floor = max(0, at - NEAR)
        best = None
        for place, source in reversed(self.spoken):
            if place < floor:
                break
            if _fits(source, wants):
                best = (place, source)
                break
        named = self._subject(wants, floor, at, line)
        if named is not None and (best is None or named[0] > best[0]):
            best = named
        if best is None:
            return Source(None, None, raw, "unnamed", wants if wants in (MALE, FEMALE) else None)
        source = best[1]
        if source.id and wants in (MALE, FEMALE):
            self.genders.setdefault(source.id, wants)
        return source if source.name is None else source._replace(raw=raw)

    def _subject(self, wants: str, floor: int, at: int, line: int) -> tuple[int, Source] | None:
        """The first fitting name of the sentence or paragraph nearest before a pronoun."""
        k = bisect_left(self.starts, at)
        last = None
        for m in reversed(self.mentions[:k]):
            if m.start < floor:
                break
            if last is not None and self._sentence_between(m.end, last[0]):
                break
            if self._is_hidden(m.start):
                continue
            source = self._named(m, m.surface)
            if _fits(source, wants):
                last = (m.start, source)
        return last

    def _sentence_between(self, start: int, end: int) -> bool:
        gap = self.text[start:end]
        return "\n" in gap or ". " in gap or "? " in gap or ".” " in gap or '." ' in gap

    def _is_hidden(self, at: int) -> bool:
        k = bisect_left(self.hidden, (at + 1, 0)) - 1
        return k >= 0 and self.hidden[k][0] <= at < self.hidden[k][1]


def _fits(source: Source, wants: str) -> bool:
    if wants in (MALE, FEMALE):
        return source.gender in (None, wants) and (
            source.kind == "person"
            or (
                source.kind == "unnamed" and source.raw.lower() not in PRONOUNS and not source.raw.lower().endswith("s")
            )
        )
    if wants in ("it", "they"):
        return source.kind == "body" or (wants == "they" and source.kind == "unnamed")
    return source.kind == "person"


def _head(toks: list[Token]) -> int:
    """Which word the phrase is about: the last one before 'of', 'in', 'for' …."""
    for i, tok in enumerate(toks):
        if i and tok.flags & Word.PREPOSITION and not tok.flags & Word.CAPITAL:
            return i - 1
        if tok.text == ",":
            return i - 1
    return len(toks) - 1


def _after_preposition(toks: list[Token], at: int) -> bool:
    """Whether the name at this place hangs on a preposition: a spokesman for X."""
    return any(t.flags & Word.PREPOSITION and not t.flags & Word.CAPITAL and 0 < t.start < at for t in toks)


def _without_article(raw: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", raw, flags=re.IGNORECASE)


@cache
def _first_names() -> dict[str, str]:
    return {
        (r["name"] or "").lower(): r["gender"] or ""
        for r in reference.rows("first_names", "name", "gender", key=("name",))
    }


def gender(name: str, role: str | None) -> str | None:
    """Return `m` or `f` where a title or a first name is plain about it, else None."""
    words = f"{role or ''} {name}".lower().replace(".", "").split()
    if not words:
        return None
    table = _first_names()
    for word in words:
        if word in table:
            return table[word]
    return None
