"""A sentence as a row of tokens: words, number phrases and punctuation, each with its kind and place.

A number phrase that counts something is one token; words of several parts in the tables ("shot dead", "prisoners of war")
are one token. Everything else is a word, looked up once and remembered.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from flows.extract.quantities.numbers.find import NumberPhrase
from flows.extract.quantities.people.words import ANY, Entry, Phrase, context, lexicon

WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’.&/\-‑][^\W_]+)*['’]?|--+|[^\w\s]")
PUNCTUATION = {
    ",": ",", ";": ";", ":": ":", "(": "(", ")": ")", "[": "(", "]": ")", "—": "-", "–": "-", "--": "-", "---": "-", "-": "-",
    '"': '"', "“": '"', "”": '"', "«": '"', "»": '"', "!": ";", "?": ";", ".": ".", "…": ";", "•": ";", "|": ";",
    "'": '"', "’": '"', "‘": '"',
}  # fmt: skip
NAMES_IN_CAPITALS = frozenset(("IS", "US", "IT"))  # in a text that is not all in capitals
OVER = context("over")
GROUPS = {"pair": 2.0, "duo": 2.0, "couple": 2.0, "trio": 3.0, "quartet": 4.0, "quintet": 5.0}
GROUPED = frozenset((*GROUPS, "since"))
REMEMBERED = 200_000
LONGEST_WORD = 40
OPEN_ED = (
    "hundred",
    "bred",
    "bed",
    "red",
    "shed",
    "seed",
    "need",
    "feed",
    "speed",
    "greed",
    "weed",
    "deed",
    "breed",
    "sacred",
    "kindred",
)
NOUNS_ING = context("noun_ing")
NOT_ADVERBS = context("not_adverb")


class Token(NamedTuple):
    """One token: lower-case word, kind (see `people_words`), what the tables say of it, place, and how it is printed."""

    word: str
    kind: str
    entry: object
    start: int
    end: int
    possessive: bool
    capital: bool


_known: dict[str, tuple[str, str, object, bool, bool]] = {}


def _read(printed: str) -> tuple[str, str, object, bool, bool]:
    """Return word, kind, entry, possessive, capital of a printed word."""
    word = printed.replace("’", "'").replace("‑", "-").lower()
    possessive = word.endswith(("'s", "s'"))
    if word.endswith("'s"):
        word = word[:-2]
    elif word.endswith("'"):
        word = word[:-1]
    kind, entry = _look_up(word, capital=printed[:1].isupper())
    found = (word, kind, entry, possessive, printed[:1].isupper())
    if len(_known) < REMEMBERED and len(printed) <= LONGEST_WORD:
        _known[printed] = found
    return found


def _look_up(word: str, *, capital: bool) -> Entry:
    entry = lexicon()[0].get(word) or lexicon()[0].get(word.replace("-", " "))
    if entry is None and "-" in word:
        last = lexicon()[0].get(word.rsplit("-", 1)[1])
        entry = last if last is not None and last[0] == "h" else None
    if entry is not None:
        return ("g", None) if entry[0] == "v" and word.endswith("ing") else entry
    if word.endswith("ed") and word not in OPEN_ED and "-" not in word:
        return ("V", None)
    if word.endswith("ing") and word not in NOUNS_ING and "-" not in word:
        return ("g", None)
    if word.endswith("ly") and not capital and word not in NOT_ADVERBS and "-" not in word:
        return ("a", None)
    return ("X" if capital else "x", None)


def _phrase(tokens: list[Token], phrases: list[Phrase], at: int) -> tuple[Entry, int] | None:
    """Return the entry of the longest phrase whose first word is token `at`, and the index after it."""
    for rest, entry in phrases:
        i = at + 1
        for k, word in enumerate(rest):
            if word == ANY:
                if i < len(tokens) and not (k + 1 < len(rest) and tokens[i].word == rest[k + 1]):
                    i += 1
                continue
            if i >= len(tokens) or tokens[i].word != word or tokens[i].kind == "N":
                break
            i += 1
        else:
            return entry, i
    return None


def tokenize(text: str, numbers: list[NumberPhrase]) -> list[Token]:
    """Return the tokens of a sentence; `numbers` are its number phrases that count something, in order."""
    tokens = _plain(text, numbers)
    words = [t.word for t in tokens]
    if not GROUPED.isdisjoint(words):
        _count_groups(tokens)
    if any(name in text for name in NAMES_IN_CAPITALS) and not text.isupper():
        tokens = [
            t._replace(kind="X") if t.capital and text[t.start : t.end] in NAMES_IN_CAPITALS else t for t in tokens
        ]
    seconds = _seconds()
    return _joined(tokens, [i for i, word in enumerate(words) if word in seconds])


@cache
def _seconds() -> dict[str, frozenset[str]]:
    """Return the second words of the phrases of the tables by their first."""
    return {first: frozenset(rest[0] for rest, _ in found) for first, found in lexicon()[1].items()}


def _joined(tokens: list[Token], starting: list[int]) -> list[Token]:
    """Make one token of the words of each phrase of the tables; `starting` are the tokens with which one may begin."""
    phrases = lexicon()[1]
    out: list[Token] = []
    done = 0
    for i in starting:
        if i < done or tokens[i].kind == "N":
            continue
        second = _seconds()[tokens[i].word]
        if ANY not in second and (i + 1 == len(tokens) or tokens[i + 1].word not in second):
            continue
        found = _phrase(tokens, phrases[tokens[i].word], i)
        if found is None:
            continue
        (kind, entry), after = found
        first, last = tokens[i], tokens[after - 1]
        word = " ".join(t.word for t in tokens[i:after])
        out += tokens[done:i]
        out.append(Token(word, kind, entry, first.start, last.end, last.possessive, first.capital))
        done = after
    return out + tokens[done:]


def _count_groups(tokens: list[Token]) -> None:
    """Make numbers of "the pair", "the trio" before a verb, an adverb of "since" inside one ("have since died")."""
    for i, token in enumerate(tokens):
        if token.word == "since" and i and tokens[i - 1].kind in "HB":
            tokens[i] = token._replace(kind="a")
        size = GROUPS.get(token.word)
        if size and 0 < i < len(tokens) - 1 and tokens[i - 1].kind in "DA" and tokens[i + 1].kind in "BHMk":
            t = tokens[i]
            number = NumberPhrase(t.start, t.end, t.start, t.end, size, size, size, "exact", "cardinal", None, None)
            tokens[i] = t._replace(kind="N", entry=number)


def _plain(text: str, numbers: list[NumberPhrase]) -> list[Token]:
    out: list[Token] = []
    at = 0
    for number in numbers:
        if number.start < at or (
            text[number.end : number.end + 1] == "-" and text[number.end + 1 : number.end + 2].isalpha()
        ):
            continue  # "two-tiered"
        number = _without_verb_ending(text, number)
        _words(out, text, at, number.start)
        out.append(Token(text[number.start : number.end].lower(), "N", number, number.start, number.end, False, False))
        at = number.end
    _words(out, text, at, len(text))
    return out


def _without_verb_ending(text: str, number: NumberPhrase) -> NumberPhrase:
    """As in "hand over two officers": the word belongs to the verb."""
    before = text[max(0, number.start - 9) : number.start].split()
    if before and before[-1].lower() in OVER and text[number.start : number.start + 5].lower() == "over ":
        value = number.value
        return number._replace(start=number.number_start, value=value, low=value, high=value, qualifier="exact")
    return number


def _words(out: list[Token], text: str, start: int, end: int) -> None:
    known, add, new = _known, out.append, tuple.__new__  # the innermost loop: local names are quicker
    for match in WORD.finditer(text, start, end):
        printed = match[0]
        at = match.start()
        read = known.get(printed)
        if read is None:
            mark = PUNCTUATION.get(printed)
            if mark is not None:
                if mark != "." or _stops(text, at):
                    out.append(Token(printed, ";" if mark == "." else mark, None, at, at + len(printed), False, False))
                continue
            read = _read(printed)
        add(new(Token, (read[0], read[1], read[2], at, at + len(printed), read[3], read[4])))


def _stops(text: str, at: int) -> bool:
    """A full stop inside a sentence is a stop where a blank and more than two letters stand around it."""
    before = text[max(0, at - 3) : at]
    return text[at + 1 : at + 2].isspace() and before.isalpha() and before.islower()
