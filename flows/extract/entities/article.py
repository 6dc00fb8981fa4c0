"""One article's names on their way to mentions: the shared state of `flows.extract.entities.resolve` and its helpers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from flows.core.names import fold_token, plain_key
from flows.extract.entities.lexicon import Entry, Lexicon, entity_id
from flows.extract.entities.parse import Part

GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))


@dataclass(slots=True)
class Name:
    """A part with its place in the article and the words beside it.

    `end` may move when a common noun joins the name ("Israeli military"); `kind` is the part's until the article tells better;
    `entry` is the entity, null while unknown; `tagged` is the type a tagger of the user's gives it, if one does.
    """

    start: int
    end: int
    part: Part
    left: str
    right: str
    caps: bool
    kind: str
    entry: Entry | None = None
    role: str | None = None
    tagged: str | None = None


@dataclass(slots=True)
class Article:
    """The names of one article, and what is known of them so far.

    Attributes:
        text: the article's text.
        names: in order.
        sport: the article is about sport.
        capitals: most of it is in capitals.
        told: the types that a tagger of the user's decides on; none without one.
        surnames: places and entries of full names, in order of place, by folded surname.
    """

    text: str
    names: list[Name]
    lex: Lexicon
    sport: bool = False
    capitals: bool = False
    told: frozenset[str] = frozenset()
    surnames: dict[str, tuple[list[int], list[Entry]]] = field(default_factory=dict)
    _words: frozenset[str] | None = None

    def surname(self, text: str, at: int) -> Entry | None:
        """Return the person a bare surname means: the latest full name before it, or else the first after."""
        known = self.surnames.get(surname_key(text))
        if not known:
            return None
        places, entries = known
        return entries[max(bisect_left(places, at) - 1, 0)]

    def add_surname(self, name: str, at: int, entry: Entry) -> None:
        """Remember a full name."""
        places, entries = self.surnames.setdefault(surname_key(name), ([], []))
        k = bisect_right(places, at)
        places.insert(k, at)
        entries.insert(k, entry)

    def prints(self, word: str) -> bool:
        """Whether a word stands in the article exactly so."""
        if self._words is None:
            self._words = frozenset(self.text.split())
        return word in self._words or f"{word}," in self._words or f"{word}." in self._words


@lru_cache(maxsize=100_000)
def surname_key(name: str) -> str:
    """Return the last word of a name, folded; marks of generation do not count."""
    tokens = [t for t in plain_key(name).split() if t not in GENERATIONS]
    return fold_token(tokens[-1]) if tokens else name


@lru_cache(maxsize=100_000)
def new_entry(kind: str, name: str) -> Entry:
    """Return the entry of a name that no table knows."""
    shown = name[4:] if name[:4] in ("The ", "the ") else name
    if shown.isupper() and (" " in shown or kind == "person"):
        shown = shown.title()
    return Entry(entity_id(kind, shown), shown, kind)


def words_left(text: str) -> tuple[str, str]:
    """Return the last word and the last two words before a name, lower-case; empty where a mark stands between."""
    pieces = text[-40:].rsplit(None, 2)
    if not pieces or not text.endswith((" ", "-", "(", '"', "“")) or pieces[-1][-1] in ',.;:)”"':
        return "", ""
    last = pieces[-1].lstrip("(\"“‘'").lower()
    return last, f"{pieces[-2].lower()} {last}" if len(pieces) > 1 else ""


def word_right(text: str) -> str:
    """Return the word behind a name, lower-case; empty where a mark stands between."""
    if not text.startswith(" "):
        return ""
    word = text[1:40].split(" ", 1)[0]
    return word.rstrip('.,;:!?)"”').lower()
