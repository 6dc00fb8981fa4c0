"""Which side the counted people belong to: by an adjective, a possessive, a group's name, or what the sentence says of an exchange.

Sides come from ``countries`` and ``groups``; a name is matched as printed, in texts all in capitals without regard to case.
Places give no side: "12 killed in Ukraine" tells where, not who.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from flows.core import reference
from flows.core.countries import adjectives, cells, metonyms, names, people
from flows.extract.quantities.people.chunks import Chunk
from flows.extract.quantities.people.tokens import WORD, Token
from flows.extract.quantities.people.words import context

ARMY_OF = re.compile(
    r"\b(?!The\b|A\b|An\b|Its\b|Their\b)([A-Z]\w+)(?:['’]s)? "
    r"(?:army|troops|forces|soldiers|government|military|armed forces|defen[cs]e ministry|air force)\b|"
    r"\b(?:army|government|ministry|forces|military|president) of ([A-Z]\w+)"
)
GOVERNMENT = context("government")
BESIDE = 8  # tokens
ARTICLES = ("al-", "an-", "ash-", "el-")  # of Arabic names: "40 al-Nusra Front members"
LONGEST = 5
SHORT = 4  # an alias in capitals no longer than this counts only as printed
FIRST = re.compile(r"[^\W_]+|.", re.DOTALL)  # by what a word is passed over that begins no name
ENDINGS = 2  # tokens that "'s" may take behind a name
REMEMBERED = 20_000  # words and names
BELONG = context("belong")


class Side(NamedTuple):
    """A side: its usual English name, and its code where it is a state."""

    name: str
    iso3: str | None


class Index(NamedTuple):
    """Sides by the words that name them, in lower case; those that count only as printed; how long a name may be by how it begins."""

    owners: dict[str, Side]
    printed: dict[str, Side]
    seats: dict[str, Side]
    longest: dict[str, int]


@cache
def index() -> Index:
    """Return the sides by word: adjectives, peoples, names and groups; capitals and seats of government apart."""
    owners: dict[str, Side] = {}
    printed: dict[str, Side] = {}
    for table in (names(), people(), adjectives()):
        for word, country in table.items():
            _add(owners, printed, word, Side(country.name, country.iso3))
    for row in reference.rows("groups", "name", "aliases", "kind", "country_iso3", "wikidata", key=("name",)):
        if row["kind"] == "faith":
            continue
        for word in (row["name"] or "", *cells(row["aliases"])):
            if row["kind"] != "people" or word.casefold() not in owners:  # Britons are the United Kingdom's
                _add(owners, printed, word, Side(row["name"] or "", None))
    seats = {word.casefold(): Side(c.name, c.iso3) for word, c in metonyms().items()}
    longest: dict[str, int] = {}
    for name in (*owners, *printed, *seats):
        begins = _begins(name)
        longest[begins] = min(LONGEST, max(longest.get(begins, 0), len(WORD.findall(name)) + ENDINGS))
    return Index(owners, printed, seats, longest)


def _begins(printed: str) -> str:
    found = FIRST.match(printed)
    return found[0].casefold() if found else ""


@lru_cache(maxsize=REMEMBERED)
def _longest(printed: str) -> int:
    """Return how many tokens a name may have that begins with this word; 0 where none does."""
    return index().longest.get(_begins(printed), 0)


@lru_cache(maxsize=REMEMBERED)
def _named(printed: str, *, all_capitals: bool) -> tuple[Side, bool] | None:
    """Return the side of a name as printed, and whether it is a seat of government."""
    printed = printed.replace("’", "'")
    for ending in ("'s", "'"):
        printed = printed.removesuffix(ending)
    if not all_capitals and printed in index().printed:
        return index().printed[printed], False
    low = printed.casefold()
    side = index().owners.get(low)
    if side is not None:
        return side, False
    seat = index().seats.get(low)
    return (seat, True) if seat is not None else None


def _add(owners: dict[str, Side], printed: dict[str, Side], word: str, side: Side) -> None:
    if word.isupper() and len(word.replace(".", "")) <= SHORT:
        printed[word] = side
    else:
        owners[word.casefold()] = side


class Sides:
    """The sides that one sentence names.

    Args:
        text: the sentence.
        tokens: its tokens.
    """

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.all_capitals = text.isupper()
        self._named: list[tuple[int, int, Side, bool]] | None = None

    def named(self) -> list[tuple[int, int, Side, bool]]:
        """Return every side named in the sentence: first token, token after, side, and whether by a seat of government."""
        if self._named is None:
            self._named = self._scan()
        return self._named

    def _scan(self) -> list[tuple[int, int, Side, bool]]:
        out = []
        i = 0
        tokens = self.tokens
        while i < len(tokens):
            token = tokens[i]
            named = token.capital or token.kind == "h" or token.word.startswith(ARTICLES)
            most = _longest(self.text[token.start : token.end]) if named else 0
            for n in range(min(most, len(tokens) - i), 0, -1):
                printed = self.text[token.start : tokens[i + n - 1].end]
                found = _named(printed, all_capitals=self.all_capitals)
                if found is not None:
                    out.append((i, i + n, *found))
                    i += n - 1
                    break
            i += 1
        return out

    def of(self, chunk: Chunk) -> Side | None:
        """Return the side of the people that a chunk counts."""
        at = chunk.like or chunk
        last = max(at.word + 1, at.first + 1)
        inside = [s for first, end, s, seat in self.named() if first >= at.first and end <= last and not seat]
        if inside:
            return inside[-1]
        if chunk.word >= 0 and at.noun is not None and at.noun.unit in BELONG:
            found = self._belonging(last)
            if found is not None:
                return found
        if at.owner >= 0 and self.tokens[at.owner].word in ("its", "their", "his", "our"):
            return self.before(at.owner)
        return None

    def _belonging(self, at: int) -> Side | None:
        """As in "members of the Islamic State", "soldiers from Chad"."""
        if at >= len(self.tokens) or self.tokens[at].word not in ("of", "from"):
            return None
        at += 1
        while at < len(self.tokens) and self.tokens[at].kind in "DSmxA" and not self.tokens[at].capital:
            at += 1
        return next((s for first, _, s, seat in self.named() if first == at and not seat), None)

    def of_government(self, chunk: Chunk) -> bool:
        """Whether armed people are said to be the government's: "40 government troops"."""
        at = chunk.like or chunk
        if at.noun is None or at.noun.population != "military" or at.word < 0:
            return False
        return any(t.word in GOVERNMENT for t in self.tokens[at.first : at.word])

    def before(self, at: int) -> Side | None:
        """Return the side named last before a token: whom "its" means."""
        return next((s for first, _, s, _ in reversed(self.named()) if first < at), None)

    def between(self, chunk: Chunk) -> list[Side]:
        """Return the two sides of "between X and Y" beside a count."""
        states = [(first, s) for first, _, s, _ in self.named()]
        for i, (first, side) in enumerate(states[:-1]):
            beside = chunk.first - BESIDE <= first <= chunk.last + BESIDE
            if beside and first and self.tokens[first - 1].word == "between" and states[i + 1][1] != side:
                return [side, states[i + 1][1]]
        return []

    def pair(self) -> list[Side]:
        """Return the two sides that the sentence names, if it names just two."""
        distinct = list(dict.fromkeys(s for _, _, s, _ in self.named()))
        return distinct if len(distinct) == 2 else []


def plain_state(text: str) -> Side | None:
    """Return the state whose army or government an article names, if it names just one."""
    found = {
        side
        for m in ARMY_OF.finditer(text)
        if (side := index().owners.get((m[1] or m[2]).casefold())) is not None and side.iso3
    }
    return found.pop() if len(found) == 1 else None


def side_in(name: str) -> Side | None:
    """Return the side that a source's name tells: "Russian Defence Ministry", "Ukraine"."""
    words = name.replace("’s", "").replace("'s", "").split()
    for n in range(min(LONGEST, len(words)), 0, -1):
        for i in range(len(words) - n + 1):
            printed = " ".join(words[i : i + n])
            side = (
                index().printed.get(printed)
                or index().owners.get(printed.casefold())
                or index().seats.get(printed.casefold())
            )
            if side is not None:
                return side
    return None
