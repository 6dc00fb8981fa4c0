"""The words of a run told apart: tokens, and items, which are stretches of tokens with one function.

First pass (`Stretch.items`): the longest stretch that a table knows as a name, title, day or number word. Second pass
(`Stretch.compose`): a head word ("Ministry of ...", "Gulf of ...") or tail word ("... Party", "... River") joined with what
belongs to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.core.names import plain_key
from flows.extract.entities.lexicon import Entry, Lexicon

POSSESSIVE = re.compile(r"(?:['’][sS]|(?<=[sS])['’])$")
HYPHEN_TAIL = re.compile(r"[-‐‑]([a-z]+)$")
ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+(?:-.*)?$")
NAMED_KINDS = ("agreement", "event", "facility", "organization", "place")
INSIDE = frozenset(
    (
        "of",
        "the",
        "for",
        "and",
        "on",
        "in",
        "to",
        "de",
        "la",
        "las",
        "los",
        "del",
        "y",
        "e",
        "des",
        "du",
        "di",
        "da",
        "do",
        "&",
    )
)
SHORT_NAME = 4  # letters of a name too short to tell a lost apostrophe
MODEL = re.compile(r"[A-Z][A-Za-z]{0,3}-?\d+[A-Za-z]{0,3}$")  # AK-47, T-72B3
PIECES = ("word", "known")


@dataclass(slots=True)
class Token:
    """One word of a run, possessive and closing dot off; `breaks`: no name goes on after it."""

    start: int
    end: int
    text: str
    key: str
    breaks: bool


@dataclass(slots=True)
class Item:
    """Tokens `first` up to `last` with one function.

    `function` is known, word, title, honorific, skip, join, or a kind of name that the second pass made.
    """

    first: int
    last: int
    function: str
    entry: Entry | None = None


def tokenise(run: str, lex: Lexicon) -> list[Token]:
    """Cut a run at its spaces and take off what is not the name's."""
    tokens = []
    at = 0
    words = run.split(" ")
    for i, word in enumerate(words):
        text, breaks = word, False
        if ("'" in text or "’" in text) and (m := POSSESSIVE.search(text)):
            text, breaks = text[: m.start()], True
        if "-" in text and (m := HYPHEN_TAIL.search(text)) and m[1] in lex.words["hyphen_tail"] and m.start() > 0:
            text, breaks = text[: m.start()], True
        text = text.rstrip("-‐‑'’‘&" if len(text) > 1 else "")
        if text.endswith("s") and _lost_apostrophe(text, lex):
            text, breaks = text[:-1], True
        if text.endswith(".") and not _keeps_dot(text, lex, last=i == len(words) - 1):
            text = text.rstrip(".")
            breaks = breaks or len(text) > 3
        if text:
            tokens.append(Token(at, at + len(text), text, plain_key(text), breaks))
        at += len(word) + 1
    return tokens


def _lost_apostrophe(text: str, lex: Lexicon) -> bool:
    """Whether the word is a known name and an "s" whose apostrophe the page has lost: "Syrias north"."""
    key = plain_key(text)
    if key in lex.folded or key in lex.given or text.isupper():
        return False
    known = lex.folded.get(key[:-1])
    return text[:-1] in lex.exact or (known is not None and _taken_apart(known) and len(text) > SHORT_NAME)


def _taken_apart(known: Entry) -> bool:
    return known.part in ("country", "city") or known.entity_type in ("person", "group")


def _keeps_dot(text: str, lex: Lexicon, *, last: bool) -> bool:
    if ABBREVIATION.match(text):
        return not (last and len(text) == 2)
    return text in lex.kinds or (not last and len(text) <= 5)


class Stretch:
    """Tokens without a break between them."""

    def __init__(self, run: str, tokens: list[Token], first: bool, caps: bool, lex: Lexicon) -> None:
        """Take the tokens; `first`: they begin a sentence; `caps`: the sentence is all in capitals."""
        self.run, self.tokens, self.first, self.caps, self.lex = run, tokens, first, caps, lex
        self.shown = [t.text.title() if caps and len(t.text) > 1 else t.text for t in tokens]

    def text(self, i: int, j: int) -> str:
        """Return the tokens i up to j as printed."""
        return self.run[self.tokens[i].start : self.tokens[j - 1].end]

    def word(self, item: Item) -> str:
        """Return an item's words as the word tables write them."""
        return self.shown[item.first] if item.last == item.first + 1 else " ".join(self.shown[item.first : item.last])

    def kinds(self, item: Item) -> frozenset[str]:
        """Return the kinds of an item's words in the word table."""
        return self.lex.kinds.get(self.word(item), NONE)

    def common(self, item: Item) -> bool:
        """Whether the item is one word that is usually no name."""
        return item.last == item.first + 1 and self.tokens[item.first].text.lower() in self.lex.common

    def opens(self, item: Item) -> bool:
        """Whether the item begins a sentence."""
        return self.first and item.first == 0

    def given(self, item: Item) -> bool:
        """Whether the item is one given name."""
        return item.last == item.first + 1 and self.tokens[item.first].key in self.lex.given

    # -- first pass --------------------------------------------------------------------------------------------------

    def items(self) -> list[Item]:
        """Return the items of the first pass."""
        items = []
        i = 0
        while i < len(self.tokens):
            item = self._item(i)
            items.append(item)
            i = item.last
        return items

    def _item(self, i: int) -> Item:
        token = self.tokens[i]
        reach = self.lex.reach.get(token.key.partition(" ")[0], 0)
        if not (
            token.text[0].isupper()
            or "-" in token.text
            or "’" in token.text
            or "'" in token.text
            or token.key in self.lex.exact
        ):
            return Item(i, i + 1, "join")
        for j in range(min(len(self.tokens), i + reach), i, -1):
            if found := self._match(i, j):
                return found
        if known := self._exact(i):
            return Item(i, i + 1, "known", known)
        numbered = "-" in token.text and "number_word" in self.lex.kinds.get(self.shown[i].partition("-")[0], NONE)
        if (
            numbered
            or MODEL.match(token.text)
            or "function" in self.lex.kinds.get(self.shown[i].partition("'")[0].partition("’")[0], NONE)
        ):
            return Item(i, i + 1, "skip")
        if i == 0 and self.first and len(self.tokens) > 1 and token.text.lower() in self.lex.words["role"]:
            return Item(i, i + 1, "title")
        return Item(i, i + 1, "word")

    def _match(self, i: int, j: int) -> Item | None:
        """The item that the tables know the tokens i up to j as."""
        one = j == i + 1
        if one and (known := self._exact(i)):
            return Item(i, j, "known", known)
        key = self.tokens[i].key if one else " ".join(t.key for t in self.tokens[i:j])
        function = self.lex.phrases.get(key)
        if function is not None and not (one and self._given_here(i, function)):
            return Item(i, j, function if function in ("title", "honorific") else "skip")
        known = self.lex.folded.get(key)
        if known is None or (one and not self._usable(i)):
            return None
        return Item(i, j, "known", known)

    def _exact(self, i: int) -> Entry | None:
        """The entry of a short alias in capitals; among capitals it must be no common word."""
        text = self.tokens[i].text
        return None if self.caps and text.lower() in self.lex.common else self.lex.exact.get(text)

    def _given_here(self, i: int, function: str) -> bool:
        """Tell a given name ("Jan", "April") before a word that is no common one."""
        following = self.tokens[i + 1].text if i + 1 < len(self.tokens) else ""
        return (
            function in ("calendar", "no_name")
            and self.tokens[i].key in self.lex.given
            and following[:1].isupper()
            and following.lower() not in self.lex.common
        )

    def _usable(self, i: int) -> bool:
        token = self.tokens[i]
        if token.text.isupper() and len(token.text) <= 3:
            return False
        return not (((self.first and i == 0) or self.caps) and token.text.lower() in self.lex.common)

    # -- second pass -------------------------------------------------------------------------------------------------

    def compose(self, items: list[Item]) -> list[Item]:
        """Join head and tail words with what belongs to them, in place."""
        self._heads(items)
        if "&" in self.run:
            self._companies(items)
        k = len(items) - 1
        while k >= 0:
            kind, first = self._tail(items, k)
            if kind:
                begin = self._chain(items, first, named=kind == "facility")
                if self._is_name(items, begin, first, k, kind):
                    items[begin : k + 1] = [Item(items[begin].first, items[k].last, kind)]
                    k = begin
            k -= 1
        return items

    def _is_name(self, items: list[Item], begin: int, first: int, k: int, kind: str) -> bool:
        """Whether the items `begin` to `k`, of which those from `first` are the tail, are more than a common phrase."""
        if begin == first and (kind == "place" or first == k):
            return False
        return not self.caps or kind == "organization" or not all(self.common(it) for it in items[begin : k + 1])

    def _companies(self, items: list[Item]) -> None:
        """Join "Smith & Jones"."""
        k = 1
        while k < len(items) - 1:
            if (
                self.tokens[items[k].first].text == "&"
                and items[k - 1].function in PIECES
                and items[k + 1].function in PIECES
            ):
                begin, end = k - 1, k + 2
                while begin > 0 and items[begin - 1].function in PIECES:
                    begin -= 1
                while end < len(items) and items[end].function in PIECES:
                    end += 1
                items[begin:end] = [Item(items[begin].first, items[end - 1].last, "organization")]
                k = begin
            k += 1

    def _tail(self, items: list[Item], k: int) -> tuple[str | None, int]:
        """The kind that the last word or two give a name, and the item where these begin."""
        if items[k].function not in PIECES or items[k].last - items[k].first > 1:
            return None, k
        if k and items[k - 1].function in PIECES:
            pair = self.lex.tails.get(f"{self.word(items[k - 1])} {self.word(items[k])}")
            if pair is not None:
                return pair, k - 1
        return self.lex.tails.get(self.word(items[k])), k

    def _chain(self, items: list[Item], k: int, *, named: bool = False) -> int:
        """Where the name begins that ends in item k: words and known names before it; `named` takes a title ("King ...")."""
        b = k
        while b > 0:
            before = items[b - 1]
            if self._pairs(items, b - 1):
                b -= 2
                continue
            person = (
                before.entry is not None and before.entry.entity_type == "person" and before.last - before.first > 1
            )
            opener = before.function == "word" and self.opens(before) and self.common(before) and self._opener(items, b)
            one = before.last == before.first + 1
            portfolio = before.function == "title" and b == k and one and (named or "portfolio" in self.kinds(before))
            shouted = self.caps and before.function == "word" and self.common(before) and not self.kinds(before)
            if person or opener or shouted or not (before.function in PIECES or portfolio):
                break
            b -= 1
        return b

    def _pairs(self, items: list[Item], k: int) -> bool:
        """Whether item k is the "and" of a name like "Food and Harvest Board": a capitalised common word stands before it."""
        if k < 1 or items[k].function != "join" or self.tokens[items[k].first].text != "and":
            return False
        before = items[k - 1]
        return before.function == "word" and self.common(before) and not self.opens(before) and not self.caps

    def _opener(self, items: list[Item], b: int) -> bool:
        """Whether a common word at the sentence's beginning stands before a name that needs it not."""
        return items[b].function == "known" or len(items) - b > 1

    def _heads(self, items: list[Item]) -> None:
        k = 0
        while k < len(items):
            kind = self._head(items[k])
            if kind:
                end = self._reach(items, k, kind)
                if end > k + 1:
                    kind = (self._tail(items, end - 1)[0] or kind) if kind == "place" else kind
                    begin = self._chain(items, k) if kind in ("organization", "agreement") else k
                    items[begin:end] = [Item(items[begin].first, items[end - 1].last, kind)]
                    k = begin
            k += 1

    def _head(self, item: Item) -> str | None:
        if item.function not in PIECES or item.last - item.first > 1:
            return None
        return self.lex.heads.get(self.word(item))

    def _reach(self, items: list[Item], k: int, kind: str) -> int:
        """Where the name ends that begins with head item k (exclusive); k + 1 if nothing follows that belongs to it."""
        end = k + 1
        joined = False
        while end < len(items):
            item = items[end]
            if item.function == "join":
                word = self.tokens[item.first].text
                if word not in INSIDE or (word in ("and", "in", "to") and not (joined and kind == "organization")):
                    break
                joined = joined or word != "the"
            elif not (joined or kind in ("place", "event")) or not self._goes_on(items, end):
                break
            end += 1
        while end > k + 1 and items[end - 1].function == "join":
            end -= 1
        return end

    def _goes_on(self, items: list[Item], k: int) -> bool:
        """Whether item k may go on a name that a head word began."""
        listed = items[k].function == "known" and self.tokens[items[k - 1].first].text in ("and", "in")
        shouted = self.caps and not listed and self.common(items[k]) and not self.kinds(items[k])
        return items[k].function in PIECES and not listed and not shouted and not self._is_person(items, k)

    def _is_person(self, items: list[Item], k: int) -> bool:
        item = items[k]
        if item.entry:
            return item.entry.entity_type == "person"
        return self.given(item) and k + 1 < len(items) and items[k + 1].function == "word"


NONE: frozenset[str] = frozenset()
