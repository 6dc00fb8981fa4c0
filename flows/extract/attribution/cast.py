"""The people and bodies of one article: who a printed source is.

A name stands for its entity, a role or common noun for the one that bore it, a pronoun for the last fitting speaker or
subject. Who is not named stays unnamed: the printed description is all there is. What takes a look at the whole article is
worked out when a source first needs it.
"""

from __future__ import annotations

import re
from functools import cached_property

from flows.extract.attribution import words as w
from flows.extract.attribution.hearing import PRONOUNS, SELF, Hearing, Source, bare
from flows.extract.attribution.line import Line
from flows.extract.attribution.mentions import BODIES, Mention, Mentions
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
from flows.extract.attribution.parse import Said
from flows.extract.attribution.persons import bore, gender
from flows.extract.attribution.phrases import head as head_of

DEFINITE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their"})
AGED = re.compile(
    r"the (?:\d{1,3}[- ]year[- ]old(?: \w+)?|(?:mother|father|grandmother|grandfather|parent)[- ]of[- ][\w-]+)",
    re.IGNORECASE,
)  # said of a person named before


class Cast(Hearing):
    """Who may speak in one article; told of every speaker, in order, by `heard`.

    Attributes:
        told: all that is said in the article.
    """

    def __init__(self, text: str, mentions: Mentions, told: list[Said], hidden: list[tuple[int, int]]) -> None:
        super().__init__(text, mentions, hidden)
        self.told = told
        self.bearers: dict[str, Source] = {}  # last word of a phrase → who was last told by it

    @cached_property
    def surnames(self) -> dict[str, int]:
        """Who is meant by each last name: the first person whose full name ends in it."""
        out: dict[str, int] = {}
        for k, kind in enumerate(self.mentions.types):
            if kind == "person" and " " in (name := self.mentions.names[k]):
                out.setdefault(name.rsplit(" ", 1)[1].lower(), k)
                if " " in (surface := self.mentions.surfaces[k]):
                    out.setdefault(bare(surface.rsplit(" ", 1)[1]), k)
        return out

    @cached_property
    def full(self) -> dict[str, dict[str, int]]:
        """A body's noun → the names it has where it speaks in this article ("Ostrian police"), for where it stands short."""
        out: dict[str, dict[str, int]] = {}
        for said in self.told:
            line = said.phrase
            head = head_of(line, 0, line.n)
            if line.n > 1 and line.flags[head] & w.INSTITUTION and modified(line, head):
                name = without_article(self.text[said.source[0] : body_end(line, head)])
                names = out.setdefault(line.words[head], {})
                names[name] = names.get(name, 0) + 1
        return out

    def heard(self, at: int, source: Source) -> None:
        """Remember that this source spoke at this place."""
        self.spoken.append((at, source))
        if source.name:
            self.bearers[source.raw.rsplit(None, 1)[-1].lower()] = source

    def who(self, line: Line) -> Source:
        """Return who a noun phrase is."""
        start, end = line.span(0, line.n)
        raw = self.text[start:end]
        if line.n == 1 and (wants := PRONOUNS.get(line.words[0])) is not None:
            return self.pronoun(wants, start, raw)
        if line.words[0] == "the" and AGED.fullmatch(raw):
            return self.pronoun(SELF, start, raw)
        if "and" in line.words:
            parts = self._parts(line)
            each = [self._phrase(part, *part.span(0, part.n)) for part in parts] if len(parts) > 1 else []
            if each and all(s.name or s.kind == "unnamed" for s in each) and any(s.name for s in each):
                ids = "; ".join(s.id or "" for s in each) if all(s.id for s in each) else None
                return Source("; ".join(s.name or s.raw for s in each), ids, raw, "body")
        found = self._phrase(line, start, end)
        return found if found.raw == raw else found._replace(raw=raw)

    def _parts(self, line: Line) -> list[Line]:
        """Split a phrase at 'and' and commas where every side names or describes somebody of its own."""
        cuts = [i for i in range(1, line.n - 1) if line.words[i] == "and" or line.flags[i] & w.COMMA]
        if not any(line.words[i] == "and" for i in cuts):
            return []
        names = self.mentions
        known = [(names.starts[k], names.ends[k]) for k in names.within(*line.span(0, line.n))]
        cuts = [i for i in cuts if not any(s < line.start(i) < e for s, e in known)]
        out, at = [], 0
        for cut in [*cuts, line.n]:
            if cut > at:
                head = head_of(line, at, cut)
                if cut < line.n and title(line, at, cut, head):
                    return []
                if not line.flags[head] & (w.NOUN | w.PRONOUN) and not any(s <= line.start(head) < e for s, e in known):
                    return []
                out.append(line.part(at, cut))
            at = cut + 1
        return out

    def _phrase(self, line: Line, start: int, end: int) -> Source:
        raw = self.text[start:end]
        names = self.mentions
        mine = names.within(start, end)
        for k in mine:
            if names.types[k] == "person" and not self.owns(k, end) and not hangs(line, names.starts[k]):
                return self.person(k, raw)
        if line.n == 1 and (bearer := self.surnames.get(bare(raw))) is not None:
            return self.person(bearer, raw)
        head = head_of(line, 0, line.n)
        head_start = line.start(head)
        for k in mine:
            if names.types[k] in BODIES and names.starts[k] <= head_start < names.ends[k] and not self.owns(k, end):
                return Source(names.names[k], names.ids[k], raw, "body")
        return self._described(line, head, raw, mine)

    def _described(self, line: Line, head: int, raw: str, mine: list[int]) -> Source:
        """Who a common noun is: its bearer, a body with a name of its own, the body behind a document, or nobody named."""
        start, flags = line.start(0), line.flags[head]
        if flags & w.PERSON and (after := name_after(line, head)) is not None:
            return Source(self.text[line.start(after) : line.end(line.n - 1)], None, raw, "person", gender(raw, None))
        if flags & (w.DOCUMENT | w.TALLY) and (owner := self._owner(line, head, mine)) is not None:
            return owner
        if is_bare_name(line) and not flags & (w.NOUN | w.TIME):
            return Source(raw, None, raw, "person", gender(raw, None))
        told_apart = modified(line, head)
        if (not told_apart or (flags & w.GENERIC and based(line, head))) and (line.words[0] in DEFINITE or head == 0):
            bearer = self._bearer(bare(line.words[head]), flags, start)
            if bearer is not None:
                return bearer
        if flags & w.INSTITUTION and not flags & w.PERSON and told_apart:
            name = self.text[start : min(body_end(line, head), start + len(raw))]
            return Source(without_article(name), None, raw, "body")
        return Source(None, None, raw, "unnamed", gender(raw, None), flags)

    def _owner(self, line: Line, head: int, mine: list[int]) -> Source | None:
        """Whose report or count it is: the body or person named with it, else the one whose possessive stands before."""
        names = self.mentions
        named = next((k for k in mine if names.types[k] in ("organization", "group", "person")), None)
        if named is not None:
            return self.person(named, names.surfaces[named])
        whose = next((i for i in range(head) if line.flags[i] & w.POSSESSIVE), None)
        if whose is None:
            return None
        owner = line.part(0, whose + 1)
        end = line.end(whose) - (2 if line.words[whose].endswith("'s") else 1)
        source = self._phrase(owner, line.start(0), end)
        return source if source.name else None

    def _bearer(self, noun: str, flags: int, before: int) -> Source | None:
        """Who bore this role or is this kind of body: the last one told before, else the only one in the article."""
        if noun in self.bearers:
            return self.bearers[noun]
        names = self.mentions
        body = flags & w.INSTITUTION
        for k in range(names.before(before) - 1, -1, -1):
            if names.types[k] == "person":
                if bore(noun, names.roles[k], self.text, names.starts[k], names.ends[k]):
                    return self.person(k, names.surfaces[k])
            elif body and noun in names.names[k].lower().split():
                return Source(names.names[k], names.ids[k], names.surfaces[k], "body")
        if noun not in self.full:
            return self.spoken_body(before) if flags & w.GENERIC else None
        called = self.full[noun]
        name = max(called, key=lambda n: called[n])
        return Source(name, None, name, "body")

    def person(self, k: int, raw: str) -> Source:
        """Return mention `k` as a source; a last name alone stands for the person who bears it in full."""
        names = self.mentions
        if names.types[k] == "person" and " " not in names.names[k]:
            k = self.surnames.get(bare(names.names[k]), k)
        return super().person(k, raw)


__all__ = ["Cast", "Mention", "Source"]
