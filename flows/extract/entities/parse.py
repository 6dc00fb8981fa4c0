"""A run of capitals taken apart into names, by what stands in it: tables, titles, head words.

`parse` is a pure function of the run and where it stands, so that each run is taken apart once and remembered. What cannot
be told without the article ("Ashdown": who or where?) is left as kind `unknown` to `flows.extract.entities.resolve`.
"""

from __future__ import annotations

from typing import NamedTuple

from flows.extract.entities.items import NAMED_KINDS, PIECES, Item, Stretch
from flows.extract.entities.lexicon import Entry, lexicon
from flows.extract.entities.words import INITIAL, Word, word_of

ROLE_PARTS = frozenset(("known", "organization", "title"))
PORTFOLIO_JOINS = frozenset(("of", "the", "for", "and", "&"))


class Part(NamedTuple):
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


def parse(run: str, first: bool, caps: bool) -> list[Part]:
    """Return the names in a run of capitals.

    Args:
        run: the run as printed.
        first: it begins a sentence or a quotation.
        caps: its sentence is all in capitals.
    """
    if " " not in run:
        word = word_of(run, True, caps)
        return _of_word(run, word, 0, first, caps) if word is not None else []
    words: list[Word] = []
    starts: list[int] = []
    parts: list[Part] = []
    printed = run.split(" ")
    last, at, begin = len(printed) - 1, 0, True
    for i, one in enumerate(printed):
        word = word_of(one, i == last, caps)
        if word is not None:
            words.append(word)
            starts.append(at)
            if word.breaks:
                parts += _names(run, words, starts, first and begin, caps)
                words, starts, begin = [], [], False
        at += len(one) + 1
    if words:
        parts += _names(run, words, starts, first and begin, caps)
    return parts


def _names(run: str, words: list[Word], starts: list[int], first: bool, caps: bool) -> list[Part]:
    """The names of words without a break between them."""
    if len(words) == 1:
        return _of_word(run, words[0], starts[0], first, caps)
    names = Names(run, words, starts, first, caps, lexicon())
    names.find()
    return names.parts


def _of_word(run: str, word: Word, start: int, opens: bool, caps: bool) -> list[Part]:
    """The name of one word that stands alone; the usual cases need no items."""
    text, common = word.text, word.common
    if word.plain:
        if len(text) == 1 and not (common and opens):
            return []
        acronym = len(text) <= 6 and text.isupper() and not (common and opens)
        return [
            Part(
                start, start + len(text), text, "acronym" if acronym else "unknown", None, None, opens or common, common
            )
        ]
    known = word.exact
    if known is None and word.function is None and not word.joint and not (common and (opens or caps)):
        known = word.known
    if known is not None:
        kind = "adjective" if known.part == "adjective" else known.entity_type
        return [Part(start, start + len(text), text, kind, known)]
    names = Names(run, [word], [start], opens, caps, lexicon())
    names.find()
    return names.parts


class Names(Stretch):
    """The third pass: persons behind titles, known names, and the words nobody knows."""

    def find(self) -> None:
        """Find the names of the stretch; they are in `parts`."""
        self.parts: list[Part] = []
        self.read()
        self.compose()
        k = 0
        role: int | None = None
        while k < len(self.items):
            k, role = self._step(k, role)

    def _step(self, k: int, role: int | None) -> tuple[int, int | None]:
        """Take the name or title at item k; return the next item and where a title's phrase began that is still open."""
        item = self.items[k]
        function = item.function
        if function == "title" and not self._given_before(k):
            return self._portfolio(k), self._role_start(k) if role is None else role
        if function == "honorific":
            k += 1
            return (self._person(k, role) if k < len(self.items) and self.items[k].function in PIECES else k), None
        if role is not None and function in PIECES and self._may_be_person(item):
            return self._person(k, role), None
        return self._one(k), role if function == "join" and self.word(item) == "the" else None

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
            and self.given(self.items[k - 1])
        )

    def _role_start(self, k: int) -> int:
        """The word where the title's phrase begins: "Ukrainian President", "NATO Secretary General"."""
        b = k
        while b > 0 and self.items[b - 1].function in ROLE_PARTS:
            b -= 1
        return self.items[b].first

    def _portfolio(self, k: int) -> int:
        """Step over "of Defence" and "of the United Nations" behind a title; known names there are mentions."""
        items = self.items
        after = k = k + 1
        while k < len(items) and items[k].function == "join" and self.word(items[k]) in PORTFOLIO_JOINS:
            k += 1
        if k == after or k >= len(items):
            return after
        moved = False
        while k < len(items):
            item = items[k]
            if item.function in NAMED_KINDS or (item.entry is not None and item.entry.entity_type != "person"):
                self._one(k)
            elif not (item.function == "join" or "portfolio" in self.kinds(item) or self._pair_is_portfolio(item)):
                break
            k, moved = k + 1, True
        return k if moved else after

    def _pair_is_portfolio(self, item: Item) -> bool:
        pair = " ".join([w.shown for w in self.words[item.first : item.first + 2]])
        return "portfolio" in self.lex.kinds.get(pair, ())

    # -- persons -----------------------------------------------------------------------------------------------------

    def _person(self, k: int, role_from: int | None) -> int:
        """A person begins at item k: take words, particles, initials and marks of generation."""
        end = self._person_end(k)
        if end == k:
            return k + 1
        first, last = self.items[k].first, self.items[end - 1].last
        role = self.text(role_from, first).strip() if role_from is not None and role_from < first else None
        one = self.items[k].entry if end == k + 1 else None
        self._add(
            first, last, "person", entry=one if one is not None and one.entity_type == "person" else None, role=role
        )
        return end

    def _person_end(self, k: int) -> int:
        items, end = self.items, k
        while end < len(items):
            item = items[end]
            function = item.function
            if function == "word":
                end += 1
                continue
            one = item.last == item.first + 1
            if function == "known" and end == k and not one:
                return end + 1
            plain = function == "known" and one and self._fits(item, end == k, end)
            small = function == "join" and self._particle(end, k)
            if not (plain or small or (one and end == len(items) - 1 and self._behind_given(end, k))):
                break
            end += 1
        return end

    def _behind_given(self, k: int, begin: int) -> bool:
        """Tell a title, or behind one word anything, that ends a name behind a given name ("John Major", "John June")."""
        fits = self.items[k].function == "title" if k > begin + 1 and not self.caps else k == begin + 1
        return fits and self.items[k].function in ("title", "skip") and self.given(self.items[k - 1])

    def _fits(self, item: Item, first: bool, k: int) -> bool:
        """Whether a known word may be part of a person's name: a place, or behind a given name anything."""
        if item.entry is None or first:
            return True
        if self.given(self.items[k - 1]) or item.entry.entity_type == "person":
            return True
        return item.entry.part in ("city", "name") and item.entry.entity_type == "place"

    def _particle(self, k: int, begin: int) -> bool:
        return (
            self.word(self.items[k]) in self.lex.words["particle"]
            and k > begin
            and k + 1 < len(self.items)
            and self.items[k + 1].function in ("word", "join")
        )

    # -- everything else ---------------------------------------------------------------------------------------------

    def _one(self, k: int) -> int:
        """Add what item k names, and return the next item."""
        item = self.items[k]
        function = item.function
        if function == "word":
            return self._unknown(k)
        if function == "known" and item.entry is not None:
            return self._known(k, item.entry)
        if function in NAMED_KINDS:
            self._add(item.first, item.last, function)
        return k + 1

    def _known(self, k: int, known: Entry) -> int:
        item = self.items[k]
        following = self.items[k + 1] if k + 1 < len(self.items) else None
        if following is not None and following.function == "word":
            if self.given(item) and not self.common(following):
                return self._person(k, None)
            if known.entity_type == "person" and "suffix" in self.kinds(following):
                return self._person(k, None)
        if self._directs(item, following):
            self._add(item.first, self.items[k + 1].last, "place")
            return k + 2
        kind = "adjective" if known.part == "adjective" else known.entity_type
        self._add(item.first, item.last, kind, entry=known)
        return k + 1

    def _directs(self, item: Item, following: Item | None) -> bool:
        """Tell a direction before a known place ("South Lebanon")."""
        if following is None or following.entry is None or following.entry.entity_type != "place":
            return False
        return "direction" in self.kinds(item)

    def _unknown(self, k: int) -> int:
        item = self.items[k]
        following = self.items[k + 1] if k + 1 < len(self.items) else None
        if "direction" in self.kinds(item):
            if self._directs(item, following):
                self._add(item.first, self.items[k + 1].last, "place")
                return k + 2
            return k + 1
        opens = self.first and item.first == 0
        if (opens or self.caps) and self.common(item):
            goes_on = following is not None and following.function in ("word", "join", "known")
            if not (goes_on and self.given(item)):
                if opens and not self.caps:
                    self._add(item.first, item.last, "unknown", weak=True, common=True)
                return k + 1
        end = self._person_end(k)
        while end > k + 1 and self.items[end - 1].function == "join":
            end -= 1
        if self.caps:
            end = next((e for e in range(k + 1, end) if self.common(self.items[e])), end)
        self._add_unknown(k, end, opens)
        return end

    def _add_unknown(self, k: int, end: int, opens: bool) -> None:
        first, last = self.items[k].first, self.items[end - 1].last
        if last > first + 1:
            shown = [w.shown for w in self.words[first:last]]
            self._add(first, last, self._kind(shown, k), weak=self.caps)
            return
        word = self.words[first]
        if len(word.shown) == 1 or ("-" in word.shown and self._compound(first, word.shown)):
            return
        acronym = len(word.shown) <= 6 and word.shown.isupper() and not self.caps
        common = word.shown.lower() in self.lex.common
        weak = opens or common or self.caps
        self._add(first, self.items[k].last, "acronym" if acronym else "unknown", weak=weak, common=common)

    def _compound(self, i: int, word: str) -> bool:
        """Take "US-Russia" for two names; adjectives so joined are none."""
        known = [self.lex.exact.get(p) or self.lex.folded.get(p.lower()) for p in word.split("-")]
        if any(found is None for found in known):
            return False
        at = self.starts[i]
        for piece, found in zip(word.split("-"), known, strict=True):
            if found is not None and found.part != "adjective":
                self.parts.append(Part(at, at + len(piece), piece, found.entity_type, found))
            at += len(piece) + 1
        return True

    def _kind(self, shown: list[str], k: int) -> str:
        """The kind that several unknown words show by themselves."""
        if self.given(self.items[k]) or shown[-1] in self.lex.words["suffix"]:
            return "person"
        if any("." in w and INITIAL.match(w) for w in shown):
            return "person"
        if self.caps:
            return "unknown"
        lone = len(shown[0]) > 3 and shown[0].isupper()
        return "organization" if lone or shown[-1].lower() in self.lex.common else "unknown"

    def _add(
        self, i: int, j: int, kind: str, *, entry: Entry | None = None, role: str | None = None,
        weak: bool = False, common: bool = False,
    ) -> None:  # fmt: skip
        start, end = self.starts[i], self.starts[j - 1] + len(self.words[j - 1].text)
        full = kind == "person" and j > i + 1
        self.parts.append(Part(start, end, self.run[start:end], kind, entry, role, weak, common, full))
