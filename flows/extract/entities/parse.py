"""A run of capitals taken apart into names, by what stands in it: tables, titles, head words.

`parse` is a pure function of the run and where it stands, so that each run is taken apart once and remembered. What cannot
be told without the article ("Ashdown": who or where?) is left as kind `unknown` to `flows.extract.entities.resolve`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from flows.core.names import name_key
from flows.extract.entities.lexicon import Entry, Lexicon, lexicon

POSSESSIVE = re.compile(r"(?:['’][sS]|(?<=[sS])['’])$")
LOWER_TAIL = re.compile(r"[-‐‑](?=[a-z]{2,}$)[a-z]+$")  # Iran-backed
ABBREVIATION = re.compile(r"^(?:[A-Z]\.)+(?:-.*)?$")
INITIAL = re.compile(r"^[A-Z]\.(?:[A-Z]\.)*$")
TAILS = ("agreement", "event", "facility", "organization", "place")
NUMERAL = re.compile(r"^(?:[A-Z]{1,3}-?\d|\d)")


@dataclass(frozen=True, slots=True)
class Part:
    """One name in a run.

    Attributes:
        start, end: place in the run.
        text: the name as printed.
        kind: a type of the contract, or `unknown` or `acronym`.
        sure: whether the run itself tells the kind.
        entry: the table's entry, if it is known.
        role: title before the name.
        weak: a single word that begins a sentence, or a common word: needs evidence.
    """

    start: int
    end: int
    text: str
    kind: str
    sure: bool = False
    entry: Entry | None = None
    role: str | None = None
    weak: bool = False


@dataclass(slots=True)
class Item:
    """A stretch of tokens with one function in the run: known, title, honorific, word, skip or join."""

    first: int
    last: int
    function: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a run, possessive and closing dot off; `breaks`: no name goes on after it."""

    start: int
    end: int
    text: str
    breaks: bool


@lru_cache(maxsize=100_000)
def parse(run: str, first: bool, caps: bool) -> tuple[Part, ...]:
    """Return the names in a run of capitals.

    Args:
        run: the run as printed.
        first: it begins a sentence or a quotation.
        caps: its sentence is all in capitals.
    """
    tokens = _tokens(run)
    parts: list[Part] = []
    begin = 0
    for i, token in enumerate(tokens):
        if token.breaks or i == len(tokens) - 1:
            stretch = Stretch(run, tokens[begin : i + 1], first and begin == 0, caps, lexicon())
            parts.extend(stretch.parts())
            begin = i + 1
    return tuple(parts)


def _tokens(run: str) -> list[Token]:
    tokens = []
    at = 0
    words = run.split(" ")
    for i, word in enumerate(words):
        text = word
        breaks = False
        if m := POSSESSIVE.search(text):
            text, breaks = text[: m.start()], True
        if (m := LOWER_TAIL.search(text)) and m.start() > 0 and text[0].isupper():
            text, breaks = text[: m.start()], True
        text = text.rstrip("-‐‑'’‘&")
        if text.endswith(".") and not _keeps_dot(text, last=i == len(words) - 1):
            text = text.rstrip(".")
            breaks = breaks or len(text) > 3
        if text and text != "&":
            tokens.append(Token(at, at + len(text), text, breaks))
        elif word == "&":
            tokens.append(Token(at, at + 1, "&", False))
        at += len(word) + 1
    return tokens


def _keeps_dot(text: str, *, last: bool) -> bool:
    words = lexicon().words
    dotted = (
        text in words["title"] or text in words["honorific"] or text in words["suffix"] or text in words["org_tail"]
    )
    if ABBREVIATION.match(text):
        return not (last and len(text) == 2)
    return dotted or (not last and len(text) <= 5)


class Stretch:
    """Tokens without a break between them, and the names in them."""

    def __init__(self, run: str, tokens: list[Token], first: bool, caps: bool, lex: Lexicon) -> None:
        """Take the tokens; `first`: they begin a sentence."""
        self.run, self.tokens, self.first, self.caps, self.lex = run, tokens, first, caps, lex
        self.out: list[Part] = []

    def text(self, i: int, j: int) -> str:
        """Return the tokens i up to j as printed."""
        return self.run[self.tokens[i].start : self.tokens[j - 1].end]

    def parts(self) -> list[Part]:
        """Return the names."""
        items = self._items()
        items = self._compose(items)
        self._names(items)
        return self.out

    # -- first pass: what each stretch of tokens is ------------------------------------------------------------------

    def _items(self) -> list[Item]:
        items = []
        i = 0
        while i < len(self.tokens):
            item = self._item(i)
            items.append(item)
            i = item.last
        return items

    def _item(self, i: int) -> Item:
        words = self.lex.words
        if self.tokens[i].text[0].islower() and not self.tokens[i].text[1:2] in "-’'lsnrdtz":
            return Item(i, i + 1, "join")
        for j in range(min(len(self.tokens), i + self.lex.longest), i, -1):
            if self.tokens[j - 1].text[0].islower() and j - 1 > i and "-" not in self.tokens[j - 1].text:
                continue
            text = self.text(i, j)
            shown = text.title() if self.caps else text
            if shown in words["title"]:
                return Item(i, j, "title")
            if shown in words["honorific"]:
                return Item(i, j, "honorific")
            if shown in words["calendar"] or shown in words["number_word"]:
                return Item(i, j, "skip")
            if known := self._known(text, i, j):
                return Item(i, j, "known", known)
        text = self.tokens[i].text
        shown = text.title() if self.caps else text
        if shown.split("'")[0].split("’")[0] in words["function"] or (text.isdigit()):
            return Item(i, i + 1, "skip")
        if not text[0].isupper() and "-" not in text and "'" not in text and "’" not in text:
            return Item(i, i + 1, "join")
        return Item(i, i + 1, "word")

    def _known(self, text: str, i: int, j: int) -> Entry | None:
        if found := self.lex.exact.get(text):
            return found
        if j == i + 1:
            low = text.lower()
            if low in self.lex.common and ((self.first and i == 0) or self.caps):
                return None
        if text.isupper() and len(text) <= 3:
            return None
        return self.lex.folded.get(name_key(text))

    # -- second pass: names made of a head or tail word and what belongs to it ---------------------------------------

    def _compose(self, items: list[Item]) -> list[Item]:
        items = self._heads(items)
        k = len(items) - 1
        while k >= 0:
            kind, first = self._tail(items, k)
            if kind:
                begin = self._chain(items, first)
                if begin < first or (kind in ("organization", "facility", "event", "agreement") and first < k):
                    items[begin : k + 1] = [Item(items[begin].first, items[k].last, kind)]
                    k = begin
            k -= 1
        return items

    def _tail(self, items: list[Item], k: int) -> tuple[str | None, int]:
        """The kind that the word or two words at the end of item k give a name, and the item where these begin."""
        if items[k].function not in ("word", "known") or (
            items[k].function == "known" and items[k].last - items[k].first > 1
        ):
            return None, k
        for width in (2, 1):
            b = k - width + 1
            if b < 0 or any(it.function not in ("word", "known") for it in items[b : k + 1]):
                continue
            text = self.text(items[b].first, items[k].last)
            shown = text.title() if self.caps else text
            for kind in TAILS:
                if shown in self.lex.words["org_tail" if kind == "organization" else f"{kind}_tail"]:
                    return kind, b
        return None, k

    def _chain(self, items: list[Item], k: int) -> int:
        """Where the name begins that ends in item k: words and known names before it without a break."""
        b = k
        while b > 0:
            before = items[b - 1]
            if (
                before.function == "known"
                and before.entry
                and before.entry.entity_type == "person"
                and before.last - before.first > 1
            ):
                break
            if before.function == "word" and self.first and before.first == 0 and self._common(before):
                break
            if before.function in ("word", "known"):
                b -= 1
                continue
            if (
                before.function == "title"
                and before.last - before.first == 1
                and b == k
                and self.text(before.first, before.last) in self.lex.words["portfolio"]
            ):
                b -= 1
                continue
            break
        return b

    def _common(self, item: Item) -> bool:
        return self.text(item.first, item.last).lower() in self.lex.common

    def _heads(self, items: list[Item]) -> list[Item]:
        """Join "Ministry of Defence", "Gulf of Aden", "Battle of X"."""
        k = 0
        while k < len(items):
            kind = self._head(items[k])
            if kind:
                end = self._reach(items, k, kind)
                if end > k + 1:
                    begin = self._chain(items, k) if kind in ("organization", "agreement") else k
                    items[begin:end] = [Item(items[begin].first, items[end - 1].last, kind)]
                    k = begin
            k += 1
        return items

    def _head(self, item: Item) -> str | None:
        if item.function not in ("word", "known") or item.last - item.first > 1:
            return None
        text = self.text(item.first, item.last)
        shown = text.title() if self.caps else text
        for kind, name in (
            ("organization", "org_head"),
            ("event", "event_head"),
            ("agreement", "agreement_head"),
            ("place", "place_head"),
        ):
            if shown in self.lex.words[name]:
                return kind
        return None

    def _reach(self, items: list[Item], k: int, kind: str) -> int:
        """Where the name ends that begins with head item k (exclusive); k + 1 if nothing follows that belongs to it."""
        end = k + 1
        joined = False
        while end < len(items):
            item = items[end]
            if item.function == "join":
                word = self.text(item.first, item.last)
                if word not in (
                    "of",
                    "the",
                    "for",
                    "and",
                    "on",
                    "de",
                    "la",
                    "del",
                    "y",
                    "e",
                    "des",
                    "du",
                    "di",
                    "da",
                    "do",
                ):
                    break
                if word == "and" and not (joined and kind == "organization"):
                    break
                end += 1
                joined = joined or word != "the"
                continue
            before = self.text(items[end - 1].first, items[end - 1].last)
            if item.function == "known" and before == "and":
                break
            if (
                item.function in ("word", "known")
                and (joined or kind in ("place", "event"))
                and not self._is_person(items, end)
            ):
                end += 1
                continue
            break
        while end > k + 1 and items[end - 1].function == "join":
            end -= 1
        return end

    def _is_person(self, items: list[Item], k: int) -> bool:
        item = items[k]
        if item.entry:
            return item.entry.entity_type == "person"
        return (
            name_key(self.text(item.first, item.last)) in self.lex.given
            and k + 1 < len(items)
            and items[k + 1].function == "word"
        )

    # -- third pass: persons, places, the rest -----------------------------------------------------------------------

    def _names(self, items: list[Item]) -> None:
        k = 0
        role_from: int | None = None
        while k < len(items):
            item = items[k]
            if item.function == "title":
                role_from = self._role_start(items, k) if role_from is None else role_from
                k = self._portfolio(items, k)
                continue
            if item.function == "honorific":
                k += 1
                if k < len(items) and items[k].function in ("word", "known", "join"):
                    k = self._person(items, k, role_from)
                role_from = None
                continue
            if (
                role_from is not None
                and item.function in ("word", "known")
                and not (item.entry and item.entry.entity_type != "person" and item.entry.part != "city")
            ):
                k = self._person(items, k, role_from)
                role_from = None
                continue
            if item.function not in ("join",):
                role_from = None
            k = self._one(items, k)

    def _role_start(self, items: list[Item], k: int) -> int:
        """The token where the title's phrase begins: "Ukrainian President", "NATO Secretary General"."""
        b = k
        while b > 0 and items[b - 1].function in ("known", "organization", "title"):
            b -= 1
        return items[b].first

    def _portfolio(self, items: list[Item], k: int) -> int:
        """Step over "of Defence" and "of the United Nations" behind a title; names of tables there are mentions."""
        k += 1
        b = k
        while (
            k < len(items)
            and items[k].function == "join"
            and self.text(items[k].first, items[k].last) in ("of", "the", "for", "and")
        ):
            k += 1
        if k == b or k >= len(items):
            return b
        moved = False
        while k < len(items):
            item = items[k]
            text = self.text(item.first, item.last)
            if item.function == "known" and item.entry and item.entry.entity_type != "person":
                self._one(items, k)
            elif not (
                text in self.lex.words["portfolio"]
                or self.text(item.first, min(item.last + 1, len(self.tokens))) in self.lex.words["portfolio"]
            ):
                break
            k, moved = k + 1, True
        return k if moved else b

    def _person(self, items: list[Item], k: int, role_from: int | None) -> int:
        """A person begins at item k: take words, particles, initials and marks of generation."""
        end = self._person_end(items, k)
        if end == k:
            return k + 1
        first, last = items[k].first, items[end - 1].last
        role = self.text(role_from, first).strip() if role_from is not None and role_from < first else None
        entry = items[k].entry if end == k + 1 and items[k].entry and items[k].entry.entity_type == "person" else None
        self._add(first, last, "person", sure=True, entry=entry, role=role)
        return end

    def _person_end(self, items: list[Item], k: int) -> int:
        end = k
        while end < len(items):
            item = items[end]
            if item.function == "word" or (
                item.function == "known"
                and item.last - item.first == 1
                and (end == k or item.entry is None or item.entry.part in ("city", "name"))
            ):
                end += 1
            elif item.function == "known" and end == k:
                return end + 1
            elif (
                item.function == "join"
                and self.text(item.first, item.last) in self.lex.words["particle"]
                and end > k
                and end + 1 < len(items)
                and items[end + 1].function in ("word", "join")
            ):
                end += 1
            else:
                break
        return end

    def _one(self, items: list[Item], k: int) -> int:
        """Add what item k names, and return the next item."""
        item = items[k]
        if item.function in ("join", "skip", "title", "honorific"):
            return k + 1
        if item.function in TAILS:
            self._add(item.first, item.last, item.function, sure=True)
            return k + 1
        if item.function == "known" and item.entry is not None:
            return self._known_name(items, k, item.entry)
        return self._unknown(items, k)

    def _known_name(self, items: list[Item], k: int, known: Entry) -> int:
        item = items[k]
        following = items[k + 1] if k + 1 < len(items) else None
        one = item.last - item.first == 1
        text = self.text(item.first, item.last)
        if (
            one
            and following
            and following.function == "word"
            and name_key(text) in self.lex.given
            and not self._common(following)
        ):
            return self._person(items, k, None)
        if known.entity_type == "person" and following and following.function == "word":
            return (
                self._person(items, k, None)
                if self.text(following.first, following.last) in self.lex.words["suffix"]
                else self._plain(item, known, k)
            )
        if text in self.lex.words["direction"] and following and following.function in ("known", "word"):
            return self._directed(items, k)
        if known.part == "adjective":
            return k + 1
        return self._plain(item, known, k)

    def _plain(self, item: Item, known: Entry, k: int) -> int:
        self._add(item.first, item.last, known.entity_type, sure=True, entry=known)
        return k + 1

    def _directed(self, items: list[Item], k: int) -> int:
        last = items[k + 1].last
        self._add(items[k].first, last, "place", sure=True)
        return k + 2

    def _unknown(self, items: list[Item], k: int) -> int:
        text = self.text(items[k].first, items[k].last)
        following = items[k + 1] if k + 1 < len(items) else None
        opens = self.first and items[k].first == 0
        if text in self.lex.words["direction"]:
            if (
                following
                and following.function == "known"
                and following.entry
                and following.entry.entity_type == "place"
            ):
                return self._directed(items, k)
            return k + 1
        if (
            self._common(items[k])
            and (opens or self.caps)
            and not (name_key(text) in self.lex.given and following and following.function in ("word", "join"))
        ):
            return k + 1
        end = self._person_end(items, k)
        while end > k + 1 and items[end - 1].function == "join":
            end -= 1
        words = [self.text(it.first, it.last) for it in items[k:end]]
        if self.caps:
            cut = next((n for n, w in enumerate(words) if n and w.lower() in self.lex.common), len(words))
            words, end = words[:cut], k + cut
        if all(w.lower() in self.lex.words["function"] for w in words):
            return end
        kind, sure = self._kind(words)
        weak = len(words) == 1 and (opens or words[0].lower() in self.lex.common)
        self._add(items[k].first, items[end - 1].last, kind, sure=sure, weak=weak)
        return end

    def _kind(self, words: list[str]) -> tuple[str, bool]:
        if len(words) == 1:
            word = words[0]
            return (
                ("acronym", False) if word.isupper() and 2 <= len(word) <= 6 and not self.caps else ("unknown", False)
            )
        given = name_key(words[0]) in self.lex.given
        initials = any(INITIAL.match(w) for w in words)
        particle = any(w in self.lex.words["particle"] or w[:3].lower() in ("al-", "el-") for w in words[1:])
        suffix = words[-1] in self.lex.words["suffix"]
        return ("person", True) if given or initials or particle or suffix else ("unknown", False)

    def _add(
        self,
        i: int,
        j: int,
        kind: str,
        *,
        sure: bool,
        entry: Entry | None = None,
        role: str | None = None,
        weak: bool = False,
    ) -> None:
        start, end = self.tokens[i].start, self.tokens[j - 1].end
        self.out.append(Part(start, end, self.run[start:end], kind, sure, entry, role, weak))


def without_role(part: Part) -> Part:
    """Return the part without its role."""
    return replace(part, role=None)
