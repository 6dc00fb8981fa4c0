"""The people and bodies of one article: who a printed source is.

A name stands for its entity, a role or common noun for the one that bore it, a pronoun for the last fitting speaker or
subject. Who is not named stays unnamed: the printed description is all there is. What takes a look at the whole article is
worked out when a source first needs it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cached_property, lru_cache

from flows.extract.attribution import words as w
from flows.extract.attribution.hearing import PRONOUNS, Ask, Heard, Hearing, Source, bare
from flows.extract.attribution.line import Line
from flows.extract.attribution.mentions import BODIES, Mentions
from flows.extract.attribution.naming import title, without_article
from flows.extract.attribution.parse import Said
from flows.extract.attribution.persons import BEFORE, BESIDE, role_words, told_roles
from flows.extract.attribution.phrases import head as head_of
from flows.extract.attribution.shapes import Shape, shape

LONGEST_NAME = 80  # characters
BARE_WORDS = 2  # an article and a noun
NEAR_AUTHOR = 600  # characters within which "the statement" is the one told of before
OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they"}
SPOKEN = frozenset(
    {"statement", "report", "communique", "communiqué", "release", "letter", "post", "bulletin", "update"}
)


TITLES = re.compile(r"(?:[A-Z][\w.]* ){0,3}")  # between a comma and a name


class Cast(Hearing):
    """Who may speak in one article; told of every speaker, in order, by `heard`.

    Attributes:
        told: all that is said in the article.
    """

    def __init__(self, text: str, mentions: Mentions, told: list[Said], hidden: list[tuple[int, int]]) -> None:
        super().__init__(text, mentions, hidden)
        self.told = told
        self.described: dict[str, str] = {}  # noun → the words by which who has no name was last described
        self.bearers: dict[str, Source] = {}  # last word of a phrase → who was last told by it
        self.beside: dict[str, list[int]] = {}  # noun → the persons whose names stand beside it

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
    def called(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Which persons' mentions have each role, and which mentions each body."""
        people: dict[str, list[int]] = {}
        bodies: dict[str, list[int]] = {}
        names = self.mentions
        for k, (kind, role, name) in enumerate(zip(names.types, names.roles, names.names, strict=True)):
            if kind != "person":
                bodies.setdefault(name, []).append(k)
            elif role:
                people.setdefault(role, []).append(k)
        return people, bodies

    @cached_property
    def lower(self) -> str:
        """The text in lower case, place by place."""
        low = self.text.lower()
        return low if len(low) == len(self.text) else self.text

    def _beside(self, noun: str) -> list[int]:
        """Which persons' names stand beside a noun that describes them."""
        found = self.beside.get(noun)
        if found is None:
            near: set[int] = set()
            at = self.lower.find(noun)
            while at >= 0:
                near.update(self._near(at))
                at = self.lower.find(noun, at + 1)
            found = self.beside[noun] = [
                k for k in sorted(near) if noun in told_roles(self.text, self.mentions.starts[k], self.mentions.ends[k])
            ]
        return found

    def _near(self, at: int) -> list[int]:
        """Which persons' names stand where a word at this place may describe them."""
        names = self.mentions
        around = range(names.before(at - BESIDE - LONGEST_NAME), names.before(at + BEFORE))
        return [k for k in around if names.types[k] == "person" and at - names.ends[k] < BESIDE]

    @cached_property
    def full(self) -> dict[str, dict[str, int]]:
        """A body's noun → the names it has where it speaks in this article ("Ostrian police"), for where it stands short."""
        out: dict[str, dict[str, int]] = {}
        for said in self.told:
            form = shape(said.line, said.words, self.text[said.source[0] : said.source[1]])
            if form.spelled is not None:
                names = out.setdefault(form.noun, {})
                names[form.spelled] = names.get(form.spelled, 0) + 1
        return out

    def heard(self, at: int, source: Source, content: tuple[int, int]) -> None:
        """Remember that this source spoke at this place, and what it said."""
        self.spoken.append(Heard(at, source, *content))
        if source.name:
            self.bearers[source.raw.rsplit(None, 1)[-1].lower()] = source

    def who(self, said: Said, content: tuple[int, int]) -> Source:
        """Return who says something, given where it stands."""
        start, end = said.source
        raw = self.text[start:end]
        form = shape(said.line, said.words, raw)
        if form.wants is not None:
            return self.pronoun(Ask(form.wants, raw, start, *content, said.adding))
        if form.joined:
            if (body := self._shared(said.line, *said.words, raw)) is not None:
                return body
            parts = self._parts(said.line, *said.words)
            each = [self._part(said.line, part) for part in parts] if len(parts) > 1 else []
            if each and all(s.name or s.kind == "unnamed" for s in each):
                return _together(each, raw)
        found = self._phrase(form, start, raw)
        return found if found.raw == raw else found._replace(raw=raw)

    def _part(self, line: Line, words: tuple[int, int]) -> Source:
        start, end = line.span(*words)
        raw = self.text[start:end]
        return self._phrase(shape(line, words, raw), start, raw)

    def _parts(self, line: Line, first: int, last: int) -> list[tuple[int, int]]:
        """Split a phrase at 'and' and commas where every side names or describes somebody of its own."""
        cuts = [i for i in range(first + 1, last - 1) if line.words[i] == "and" or line.flags[i] & w.COMMA]
        if not any(line.words[i] == "and" for i in cuts):
            return []
        names = self.mentions
        known = [(names.starts[k], names.ends[k]) for k in names.within(*line.span(first, last))]
        cuts = [i for i in cuts if not any(s < line.start(i) < e for s, e in known)]
        out: list[tuple[int, int]] = []
        told: list[bool] = []
        at = first
        for cut in [*cuts, last]:
            if cut > at:
                head = head_of(line, at, cut)
                if cut < last and title(line, at, cut, last, head):
                    return []
                name = any(s <= line.start(head) < e for s, e in known)
                if not name and not line.flags[head] & (w.NOUN | w.PRONOUN):
                    return []
                out.append((at, cut))
                told.append(name)
            at = cut + 1
        return _without_descriptions(line, out, told)

    def _shared(self, line: Line, start: int, end: int, raw: str) -> Source | None:
        """The body whose name joins two places: Northfield and Belmar Police."""
        k = next(iter(self.mentions.within(*line.span(start, end))), None)
        first = start + (line.words[start] == "the")
        if k is None or self.mentions.types[k] != "place" or self.mentions.starts[k] != line.start(first):
            return None
        titled = all(f & w.TITLED and not f & w.POSSESSIVE for f in line.flags[first + 2 : end])
        last = line.flags[end - 1]
        if titled and end > first + 3 and line.words[first + 1] == "and" and last & w.INSTITUTION:
            return Source(without_article(raw), None, raw, "body")
        return None

    def _phrase(self, form: Shape, start: int, raw: str) -> Source:
        end = start + form.length
        names = self.mentions
        mine = names.within(start, end)
        for k in mine:
            if names.types[k] != "person" or self.owns(k, end):
                continue
            if not form.hangs(names.starts[k] - start) or self._titled(k, form, start):
                return self.person(k, raw)
        if form.words == 1 and form.flags & w.TITLED and (bearer := self.surnames.get(form.noun)) is not None:
            return self.person(bearer, raw)
        head = start + form.head
        for k in mine:
            if names.types[k] in BODIES and names.starts[k] <= head < names.ends[k] and not self.owns(k, end):
                return Source(names.names[k], names.ids[k], raw, "body")
        return self._described(form, start, raw, mine)

    def _titled(self, k: int, form: Shape, start: int) -> bool:
        """Whether a person's name ends a phrase and its title stands before it: Envoy to the League Mara Holt."""
        names = self.mentions
        if not form.flags & w.PERSON or names.ends[k] != start + form.length:
            return False
        if names.starts[k] <= start + form.head:
            return True
        beside = k > 0 and names.types[k - 1] in BODIES and names.ends[k - 1] + 1 == names.starts[k]
        hook = next((place for place, comma in reversed(form.hooks) if not comma), 0)
        return beside and not self.text.startswith("for ", start + hook)

    def _apposed(self, form: Shape, end: int) -> int | None:
        """The person whose name, with a title, stands between commas behind a description: the abbot, Most Rev. X."""
        names = self.mentions
        if not form.flags & w.PERSON or form.flags & w.PLURAL or not self.text.startswith(", ", end):
            return None
        k = names.before(end)
        if k >= len(names) or names.types[k] != "person" or not TITLES.fullmatch(self.text, end + 2, names.starts[k]):
            return None
        return k if self.text.startswith(",", names.ends[k]) else None

    def _described(self, form: Shape, start: int, raw: str, mine: list[int]) -> Source:
        """Who a common noun is: its bearer, a body with a name of its own, the body behind a document, or nobody named."""
        if form.name >= 0:
            names = self.mentions
            k = next((k for k in mine if names.starts[k] == start + form.name), None)
            if k is not None and names.types[k] != "place":
                return self.person(k, raw)
            return Source(raw[form.name :], None, raw, "person" if form.flags & w.PERSON else "body", form.gender)
        if (named := self._apposed(form, start + form.length)) is not None:
            return self.person(named, raw)
        if form.flags & (w.DOCUMENT | w.TALLY) and (owner := self._owner(form, start, raw, mine)) is not None:
            return owner
        if form.flags & w.DOCUMENT and (author := self._author(form, start, raw)) is not None:
            return author
        if form.unknown:
            return Source(raw, None, raw, "person", form.gender)
        if form.short and (bearer := self._bearer(form.noun, form.flags, start)) is not None:
            return bearer
        if form.body is not None:
            return Source(form.body, None, raw, "body")
        told = self.described.get(form.noun) if form.short and form.words <= BARE_WORDS else None
        if told is None and form.flags & w.NOUN and form.words > BARE_WORDS:
            self.described[form.noun] = raw
        return Source(None, None, raw, "unnamed", form.gender, form.flags, told)

    def _owner(self, form: Shape, start: int, raw: str, mine: list[int]) -> Source | None:
        """Whose report or count it is: the body or person named with it, else the one whose possessive stands before."""
        names = self.mentions
        named = next((k for k in mine if names.types[k] in ("organization", "group", "person")), None)
        if named is not None:
            return self.person(named, names.surfaces[named])
        first = raw.split(None, 1)[0].lower()
        if first in OWNERS:
            owner = self.pronoun(Ask(PRONOUNS[OWNERS[first]], raw, start, start, start, adding=False))
            return owner if owner.name else None
        if form.owner is None:
            return None
        source = self._phrase(form.owner, start, raw[: form.owner.length])
        return source if source.name else None

    def _author(self, form: Shape, start: int, raw: str) -> Source | None:
        """Whose "the statement" is, told without an owner: of the one who spoke last."""
        words = BARE_WORDS + raw.lower().startswith("the same ")
        if not form.short or form.words != words or form.flags & w.PLURAL or form.noun not in SPOKEN:
            return None
        for at, source, *_ in reversed(self.spoken):
            if start - NEAR_AUTHOR < at < start:
                return source if source.kind != "person" or source.name else None
        return None

    def _bearer(self, noun: str, flags: int, before: int) -> Source | None:
        """Who bore this role or is this kind of body: the last one told before, else the only one in the article."""
        if noun in self.bearers:
            return self.bearers[noun]
        names = self.mentions
        high = names.before(before)
        by_role, by_name = self.called
        k = max(_latest(by_role, role_words, noun, high), _last(self._beside(noun), high))
        if flags & w.INSTITUTION and (body := _latest(by_name, name_words, noun, high)) > k:
            return Source(names.names[body], names.ids[body], names.surfaces[body], "body")
        if k >= 0:
            return self.person(k, names.surfaces[k])
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


def _latest(called: dict[str, list[int]], words_of: Callable[[str], frozenset[str]], noun: str, high: int) -> int:
    """The last mention before mention `high` whose role or name holds this word, else -1."""
    return max((_last(places, high) for name, places in called.items() if noun in words_of(name)), default=-1)


def _last(places: list[int], high: int) -> int:
    """The last of these mentions before mention `high`, else -1."""
    at = bisect_left(places, high)
    return places[at - 1] if at else -1


@lru_cache(maxsize=50_000)
def name_words(name: str) -> frozenset[str]:
    """Return the words of a body's name in lower case."""
    return frozenset(name.lower().split())


def _together(each: list[Source], raw: str) -> Source:
    """Several sources as one: named where one of them has a name, else described one by one where they are plainly several."""
    if any(s.name for s in each):
        ids = "; ".join(s.id or "" for s in each) if all(s.id for s in each) else None
        return Source("; ".join(s.name or s.raw for s in each), ids, raw, "body")
    many = [bool(s.flags & w.PLURAL) for s in each]
    own = [s.raw.lower().startswith(("the ", "a ", "an ", "both the ")) for s in each]
    plain = all(a or b for a, b in zip(many, own, strict=True)) and (all(many) or own[-1])
    told = "; ".join(s.raw.removeprefix("Both ").removeprefix("both ") for s in each) if plain else None
    return Source(None, None, raw, "unnamed", None, w.PLURAL | w.PERSON, told)


def _without_descriptions(line: Line, parts: list[tuple[int, int]], named: list[bool]) -> list[tuple[int, int]]:
    """Leave out what only describes the name beside it between commas: X, the mayor, and his deputy, Y."""
    out: list[tuple[tuple[int, int], bool]] = []
    for part, name in zip(parts, named, strict=True):
        start, end = part
        beside = bool(out) and out[-1][1] != name and out[-1][0][1] == start - 1 and line.flags[start - 1] & w.COMMA
        if beside and (end == parts[-1][1] or line.flags[end] & w.COMMA):
            if name:
                out[-1] = (part, name)
            continue
        out.append((part, name))
    return [part for part, _ in out]
