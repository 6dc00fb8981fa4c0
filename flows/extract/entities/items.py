"""The words of a run told apart: items, which are stretches of words with one function.

First pass (`Stretch.read`): the longest stretch that a table knows as a name, title, day or number word. Second pass
(`Stretch.compose`): a head word ("Ministry of ...", "Gulf of ...") or tail word ("... Party", "... River") joined with what
belongs to it.
"""

from __future__ import annotations

from flows.extract.entities.lexicon import Entry, Lexicon
from flows.extract.entities.words import HEAD, NONE, TAIL, Word

NAMED_KINDS = frozenset(("agreement", "event", "facility", "organization", "place"))
INSIDE = frozenset(
    [
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
    ]
)
PIECES = frozenset(("word", "known"))
TITLES = frozenset(("title", "honorific"))


class Item:
    """Words `first` up to `last` with one function.

    `function` is known, word, title, honorific, skip, join, or a kind of name that the second pass made.
    """

    __slots__ = ("entry", "first", "function", "last")

    def __init__(self, first: int, last: int, function: str, entry: Entry | None = None) -> None:
        """Make the item."""
        self.first, self.last, self.function, self.entry = first, last, function, entry


class Stretch:
    """Words of a run without a break between them, and their items."""

    def __init__(self, run: str, words: list[Word], starts: list[int], first: bool, caps: bool, lex: Lexicon) -> None:
        """Take the words and where they begin; `first`: they begin a sentence; `caps`: the sentence is all in capitals."""
        self.run, self.words, self.starts = run, words, starts
        self.first, self.caps, self.lex = first, caps, lex
        self.items: list[Item] = []
        self.marks = 0

    def text(self, i: int, j: int) -> str:
        """Return the words i up to j as printed."""
        return self.run[self.starts[i] : self.starts[j - 1] + len(self.words[j - 1].text)]

    def shown(self, item: Item) -> str:
        """Return an item's words as the word tables write them."""
        if item.last == item.first + 1:
            return self.words[item.first].shown
        return " ".join([w.shown for w in self.words[item.first : item.last]])

    def kinds(self, item: Item) -> frozenset[str]:
        """Return the kinds of an item's words in the word table."""
        if item.last == item.first + 1:
            return self.words[item.first].kinds
        return self.lex.kinds.get(self.shown(item), NONE)

    def common(self, item: Item) -> bool:
        """Whether the item is one word that is usually no name."""
        return item.last == item.first + 1 and self.words[item.first].common

    def opens(self, item: Item) -> bool:
        """Whether the item begins a sentence."""
        return self.first and item.first == 0

    def given(self, item: Item) -> bool:
        """Whether the item is one given name."""
        return item.last == item.first + 1 and self.words[item.first].given

    def word(self, item: Item) -> str:
        """Return the first word of an item as printed."""
        return self.words[item.first].text

    # -- first pass --------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Find the items of the first pass."""
        words, items, i = self.words, self.items, 0
        while i < len(words):
            word = words[i]
            self.marks |= word.marks
            item = None
            if word.joint:
                item = Item(i, i + 1, "join")
            elif word.reach:
                item = (self._phrase(i, word) if word.reach > 1 else None) or self._alone(i, word)
            if item is None:
                item = self._unlisted(i, word)
            items.append(item)
            i = item.last

    def _unlisted(self, i: int, word: Word) -> Item:
        """The item of a word that no table of names or phrases knows."""
        if word.exact is not None:
            return Item(i, i + 1, "known", word.exact)
        if word.skip:
            return Item(i, i + 1, "skip")
        if word.role and i == 0 and self.first and len(self.words) > 1:
            return Item(i, i + 1, "title")
        return Item(i, i + 1, "word")

    def _phrase(self, i: int, word: Word) -> Item | None:
        """The longest item of several words that the tables know."""
        end = min(len(self.words), i + word.reach)
        if end < i + 2:
            return None
        key = f"{word.key} {self.words[i + 1].key}"
        pair = key if key.count(" ") == 1 else " ".join(key.split(" ", 2)[:2])
        if pair not in self.lex.pairs:
            return None
        for j in range(end, i + 1, -1):
            key = " ".join([w.key for w in self.words[i:j]])
            function = self.lex.phrases.get(key)
            if function is not None:
                return Item(i, j, function if function in TITLES else "skip")
            if (known := self.lex.folded.get(key)) is not None:
                return Item(i, j, "known", known)
        return None

    def _alone(self, i: int, word: Word) -> Item | None:
        """The item that the tables know one word as."""
        if word.exact is not None:
            return Item(i, i + 1, "known", word.exact)
        function = word.function
        if function is not None and not self._given_here(i, word, function):
            return Item(i, i + 1, function if function in TITLES else "skip")
        if word.known is None or (word.common and ((self.first and i == 0) or self.caps)):
            return None
        return Item(i, i + 1, "known", word.known)

    def _given_here(self, i: int, word: Word, function: str) -> bool:
        """Tell a given name ("Jan", "April") before a word that is no common one."""
        if not word.given or function not in ("calendar", "no_name") or i + 1 == len(self.words):
            return False
        following = self.words[i + 1]
        return following.text[:1].isupper() and not following.common

    # -- second pass -------------------------------------------------------------------------------------------------

    def compose(self) -> None:
        """Join head and tail words with what belongs to them."""
        if self.marks & HEAD:
            self._heads()
        if "&" in self.run:
            self._companies()
        if not self.marks & TAIL:
            return
        items = self.items
        k = len(items) - 1
        while k >= 0:
            kind, first = self._tail(items, k)
            if kind:
                begin = self._chain(items, first, named=kind == "facility")
                if self._is_name(items, begin, first, k, kind):
                    items[begin : k + 1] = [Item(items[begin].first, items[k].last, kind)]
                    k = begin
            k -= 1

    def _is_name(self, items: list[Item], begin: int, first: int, k: int, kind: str) -> bool:
        """Whether the items `begin` to `k`, of which those from `first` are the tail, are more than a common phrase."""
        if begin == first and (kind == "place" or first == k):
            return False
        return not self.caps or kind == "organization" or not all(self.common(it) for it in items[begin : k + 1])

    def _companies(self) -> None:
        """Join "Smith & Jones"."""
        items, k = self.items, 1
        while k < len(items) - 1:
            if self.word(items[k]) == "&" and items[k - 1].function in PIECES and items[k + 1].function in PIECES:
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
        item = items[k]
        if item.function not in PIECES or item.last - item.first > 1:
            return None, k
        word = self.words[item.first]
        if word.ends and k and items[k - 1].function in PIECES:
            pair = self.lex.tails.get(f"{self.shown(items[k - 1])} {word.shown}")
            if pair is not None:
                return pair, k - 1
        return word.tail, k

    def _chain(self, items: list[Item], k: int, *, named: bool = False) -> int:
        """Where the name begins that ends in item k: words and known names before it; `named` takes a title ("King ...")."""
        b = k
        while b > 0:
            before = items[b - 1]
            if self._pairs(items, b - 1, k):
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

    def _pairs(self, items: list[Item], k: int, tail: int) -> bool:
        """Whether item k is the "and" of a name like "Food and Harvest Board" that ends in item `tail`: a common word stands before it.

        A word that may itself end a name does end it before another whole name: "Orrin Group and Marrak Farms Ltd".
        """
        if k < 1 or items[k].function != "join" or self.word(items[k]) != "and":
            return False
        before = items[k - 1]
        if before.function != "word" or not self.common(before) or self.opens(before) or self.caps:
            return False
        ends = self.words[before.first].tail is not None and k > 1 and items[k - 2].function in PIECES
        whole = sum(item.last - item.first for item in items[k + 1 : tail]) > 1
        return not (ends and (whole or "company_form" in self.kinds(before)))

    def _opener(self, items: list[Item], b: int) -> bool:
        """Whether a common word at the sentence's beginning stands before a name that needs it not."""
        return items[b].function == "known" or len(items) - b > 1

    def _heads(self) -> None:
        items, k = self.items, 0
        while k < len(items):
            item = items[k]
            one = item.function in PIECES and item.last == item.first + 1
            kind = self.words[item.first].head if one else None
            if kind:
                end = self._reach(items, k, kind)
                if end > k + 1:
                    kind = (self._tail(items, end - 1)[0] or kind) if kind in ("place", "facility") else kind
                    begin = self._chain(items, k) if kind in ("organization", "agreement") else k
                    items[begin:end] = [Item(items[begin].first, items[end - 1].last, kind)]
                    k = begin
            k += 1

    def _reach(self, items: list[Item], k: int, kind: str) -> int:
        """Where the name ends that begins with head item k (exclusive); k + 1 if nothing follows that belongs to it."""
        end = k + 1
        joined = False
        while end < len(items):
            item = items[end]
            if item.function == "join":
                word = self.word(item)
                if word not in INSIDE or (word in ("and", "in", "to") and not (joined and kind == "organization")):
                    break
                if word == "and" and self._another(items, end):
                    break
                joined = joined or word != "the"
            elif not (joined or kind in ("place", "event", "facility")) or not self._goes_on(items, end):
                break
            end += 1
        while end > k + 1 and items[end - 1].function == "join":
            end -= 1
        return end

    def _another(self, items: list[Item], k: int) -> bool:
        """Whether behind the "and" of item k another body is named: "the Ministry of Health and the Orlen Council"."""
        if k + 2 >= len(items) or self.word(items[k + 1]) != "the":
            return False
        rest = [self.words[item.first] for item in items[k + 2 :] if item.function in PIECES]
        return len(rest) > 1 and any("organization" in (word.head, word.tail) for word in rest)

    def _goes_on(self, items: list[Item], k: int) -> bool:
        """Whether item k may go on a name that a head word began."""
        if items[k].function == "title":  # "Centre for Justice"
            return self.word(items[k - 1]) in ("for", "of") and k + 1 == len(items)
        listed = items[k].function == "known" and self.word(items[k - 1]) in ("and", "in")
        shouted = self.caps and not listed and self.common(items[k]) and not self.kinds(items[k])
        return items[k].function in PIECES and not listed and not shouted and not self._is_person(items, k)

    def _is_person(self, items: list[Item], k: int) -> bool:
        item = items[k]
        if item.entry:
            return item.entry.entity_type == "person"
        return self.given(item) and k + 1 < len(items) and items[k + 1].function == "word"
