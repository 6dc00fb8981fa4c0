"""A run of capitals taken apart into names, by what stands in it: tables, titles, head words.

`parse` is a pure function of the run and where it stands, so that each run is taken apart once and remembered. What cannot
be told without the article ("Ashdown": who or where?) is left as kind `unknown` to `flows.extract.entities.resolve`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.extract.entities.items import NAMED_KINDS, PIECES, Item, Stretch, tokenise
from flows.extract.entities.lexicon import Entry, lexicon

INITIAL = re.compile(r"(?:[^\W\d_]\.)+$")
LONGEST = 300  # characters of a run worth remembering
ROLE_PARTS = ("known", "organization", "title")


@dataclass(frozen=True, slots=True)
class Part:
    """One name in a run.

    Attributes:
        start, end: place in the run.
        text: the name as printed.
        kind: a type of the contract, or `unknown`, `acronym`, `adjective` (of a country, a name only before an institution).
        entry: the table's entry, if it is known.
        role: title before the name.
        weak: a single word that begins a sentence, or stands in capitals: needs evidence.
        common: besides, it is a common word.
        full: a person by more than the surname.
    """

    start: int
    end: int
    text: str
    kind: str
    entry: Entry | None = None
    role: str | None = None
    weak: bool = False
    common: bool = False
    full: bool = False


def parse(run: str, first: bool, caps: bool) -> tuple[Part, ...]:
    """Return the names in a run of capitals, remembered unless it is longer than any name could make it.

    Args:
        run: the run as printed.
        first: it begins a sentence or a quotation.
        caps: its sentence is all in capitals.
    """
    return _remembered(run, first, caps) if len(run) <= LONGEST else _parse(run, first, caps)


def _parse(run: str, first: bool, caps: bool) -> tuple[Part, ...]:
    lex = lexicon()
    tokens = tokenise(run, lex)
    parts: list[Part] = []
    begin = 0
    for i, token in enumerate(tokens):
        if token.breaks or i == len(tokens) - 1:
            names = Names(Stretch(run, tokens[begin : i + 1], first and begin == 0, caps, lex))
            parts.extend(names.parts)
            begin = i + 1
    return tuple(parts)


_remembered = lru_cache(maxsize=200_000)(_parse)


class Names:
    """The third pass: persons behind titles, known names, and the words nobody knows."""

    def __init__(self, stretch: Stretch) -> None:
        """Find the names of a stretch; they are in `parts`."""
        self.stretch, self.lex = stretch, stretch.lex
        self.parts: list[Part] = []
        self.items = stretch.compose(stretch.items())
        k = 0
        role: int | None = None
        while k < len(self.items):
            k, role = self._step(k, role)

    def _step(self, k: int, role: int | None) -> tuple[int, int | None]:
        """Take the name or title at item k; return the next item and where a title's phrase began that is still open."""
        item = self.items[k]
        if item.function == "title" and not self._given_before(k):
            return self._portfolio(k), self._role_start(k) if role is None else role
        if item.function == "honorific":
            k += 1
            return (self._person(k, role) if k < len(self.items) and self.items[k].function in PIECES else k), None
        if role is not None and item.function in PIECES and self._may_be_person(item):
            return self._person(k, role), None
        return self._one(k), role if item.function == "join" and self._is("the", item) else None

    def _is(self, word: str, item: Item) -> bool:
        return self.stretch.tokens[item.first].text == word

    def _may_be_person(self, item: Item) -> bool:
        return (
            item.entry is None
            or item.entry.entity_type == "person"
            or (item.entry.part == "city" and item.last - item.first == 1)
        )

    def _given_before(self, k: int) -> bool:
        """Tell a title word that ends a name behind a given name ("John Major")."""
        return (
            k == len(self.items) - 1
            and k > 0
            and self.items[k - 1].function == "word"
            and self.stretch.given(self.items[k - 1])
        )

    def _role_start(self, k: int) -> int:
        """The token where the title's phrase begins: "Ukrainian President", "NATO Secretary General"."""
        b = k
        while b > 0 and self.items[b - 1].function in ROLE_PARTS:
            b -= 1
        return self.items[b].first

    def _portfolio(self, k: int) -> int:
        """Step over "of Defence" and "of the United Nations" behind a title; known names there are mentions."""
        after = k = k + 1
        while (
            k < len(self.items)
            and self.items[k].function == "join"
            and self.stretch.tokens[self.items[k].first].text in ("of", "the", "for", "and", "&")
        ):
            k += 1
        if k == after or k >= len(self.items):
            return after
        moved = False
        while k < len(self.items):
            item = self.items[k]
            pair = " ".join(self.stretch.shown[item.first : item.first + 2])
            if item.function in NAMED_KINDS or (item.entry is not None and item.entry.entity_type != "person"):
                self._one(k)
            elif not (
                item.function == "join"
                or "portfolio" in self.stretch.kinds(item)
                or "portfolio" in self.lex.kinds.get(pair, ())
            ):
                break
            k, moved = k + 1, True
        return k if moved else after

    # -- persons -----------------------------------------------------------------------------------------------------

    def _person(self, k: int, role_from: int | None) -> int:
        """A person begins at item k: take words, particles, initials and marks of generation."""
        end = self._person_end(k)
        if end == k:
            return k + 1
        first, last = self.items[k].first, self.items[end - 1].last
        role = self.stretch.text(role_from, first).strip() if role_from is not None and role_from < first else None
        one = self.items[k].entry if end == k + 1 else None
        self._add(
            first, last, "person", entry=one if one is not None and one.entity_type == "person" else None, role=role
        )
        return end

    def _person_end(self, k: int) -> int:
        items, end = self.items, k
        while end < len(items):
            item = items[end]
            one = item.last == item.first + 1
            if item.function == "known" and end == k and not one:
                return end + 1
            plain = item.function == "word" or (item.function == "known" and one and self._fits(item, end == k, end))
            small = item.function == "join" and self._particle(end, k)
            behind_given = end == k + 1 and end == len(items) - 1 and one and self.stretch.given(items[k])
            if not (plain or small or (item.function in ("title", "skip") and behind_given)):
                break
            end += 1
        return end

    def _fits(self, item: Item, first: bool, k: int) -> bool:
        """Whether a known word may be part of a person's name: a place, or behind a given name anything."""
        if item.entry is None or first:
            return True
        if self.stretch.given(self.items[k - 1]) or item.entry.entity_type == "person":
            return True
        return item.entry.part in ("city", "name") and item.entry.entity_type == "place"

    def _particle(self, k: int, begin: int) -> bool:
        word = self.stretch.tokens[self.items[k].first].text
        return (
            word in self.lex.words["particle"]
            and k > begin
            and k + 1 < len(self.items)
            and self.items[k + 1].function in ("word", "join")
        )

    # -- everything else ---------------------------------------------------------------------------------------------

    def _one(self, k: int) -> int:
        """Add what item k names, and return the next item."""
        item = self.items[k]
        if item.function in NAMED_KINDS:
            self._add(item.first, item.last, item.function)
        elif item.function == "known" and item.entry is not None:
            return self._known(k, item.entry)
        elif item.function == "word":
            return self._unknown(k)
        return k + 1

    def _known(self, k: int, known: Entry) -> int:
        item = self.items[k]
        following = self.items[k + 1] if k + 1 < len(self.items) else None
        if following is not None and following.function == "word":
            if self.stretch.given(item) and not self.stretch.common(following):
                return self._person(k, None)
            if known.entity_type == "person" and "suffix" in self.stretch.kinds(following):
                return self._person(k, None)
        if self._directs(item, following):
            self._add(item.first, self.items[k + 1].last, "place")
            return k + 2
        kind = "adjective" if known.part == "adjective" else known.entity_type
        self._add(item.first, item.last, kind, entry=known)
        return k + 1

    def _directs(self, item: Item, following: Item | None) -> bool:
        """Tell a direction before a known place ("South Lebanon")."""
        if "direction" not in self.stretch.kinds(item) or following is None or following.entry is None:
            return False
        return following.entry.entity_type == "place"

    def _unknown(self, k: int) -> int:
        item, stretch = self.items[k], self.stretch
        following = self.items[k + 1] if k + 1 < len(self.items) else None
        opens = stretch.opens(item)
        if "direction" in stretch.kinds(item):
            if self._directs(item, following):
                self._add(item.first, self.items[k + 1].last, "place")
                return k + 2
            return k + 1
        person = stretch.given(item) and following is not None and following.function in ("word", "join", "known")
        if stretch.common(item) and (opens or stretch.caps) and not person:
            if opens and not stretch.caps:
                self._add(item.first, item.last, "unknown", weak=True, common=True)
            return k + 1
        end = self._person_end(k)
        while end > k + 1 and self.items[end - 1].function == "join":
            end -= 1
        if stretch.caps:
            end = next((e for e in range(k + 1, end) if stretch.common(self.items[e])), end)
        self._add_unknown(k, end, opens)
        return end

    def _add_unknown(self, k: int, end: int, opens: bool) -> None:
        words = [self.stretch.shown[i] for i in range(self.items[k].first, self.items[end - 1].last)]
        if len(words) == 1:
            word = words[0]
            if len(word) == 1:
                return
            acronym = word.isupper() and len(word) <= 6 and not self.stretch.caps
            if "-" in word and self._compound(self.items[k].first, word):
                return
            common = word.lower() in self.lex.common
            self._add(
                self.items[k].first,
                self.items[k].last,
                "acronym" if acronym else "unknown",
                weak=opens or common or self.stretch.caps,
                common=common,
            )
            return
        self._add(self.items[k].first, self.items[end - 1].last, self._kind(words, k), weak=self.stretch.caps)

    def _compound(self, i: int, word: str) -> bool:
        """Take "US-Russia" for two names; adjectives so joined are none."""
        known = [self.lex.exact.get(p) or self.lex.folded.get(p.lower()) for p in word.split("-")]
        if any(found is None for found in known):
            return False
        at = self.stretch.tokens[i].start
        for piece, found in zip(word.split("-"), known, strict=True):
            if found is not None and found.part != "adjective":
                self.parts.append(Part(at, at + len(piece), piece, found.entity_type, found))
            at += len(piece) + 1
        return True

    def _kind(self, words: list[str], k: int) -> str:
        """The kind that several unknown words show by themselves."""
        given = self.stretch.given(self.items[k])
        lone = all(w.isupper() and len(w) > 3 for w in words[:1]) and not self.stretch.caps
        initials = any(INITIAL.match(w) for w in words)
        if given or initials or words[-1] in self.lex.words["suffix"]:
            return "person"
        last = words[-1].lower()
        return "organization" if (lone or last in self.lex.common) and not self.stretch.caps else "unknown"

    def _add(
        self,
        i: int,
        j: int,
        kind: str,
        *,
        entry: Entry | None = None,
        role: str | None = None,
        weak: bool = False,
        common: bool = False,
    ) -> None:
        tokens = self.stretch.tokens
        start, end = tokens[i].start, tokens[j - 1].end
        full = kind == "person" and j > i + 1
        self.parts.append(Part(start, end, self.stretch.run[start:end], kind, entry, role, weak, common, full))
