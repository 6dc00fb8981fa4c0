"""What a name does in its sentence: seats of government that stand for their states, and titles printed beside persons."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from flows.extract.entities.beside import before, behind
from flows.extract.entities.lexicon import lexicon
from flows.extract.entities.names import Names
from flows.extract.entities.persons import PERSON
from flows.extract.entities.register import LINKS, NOBODY, PART, Fact

DANGLING = re.compile(r"(?: (?:of|for|at|to|in|with|the)){1,3}$")
APPOSED = re.compile(r", (?:the |a |an |who is |who was |its |their )?")
TITLE_WORD = re.compile(r"[a-z][\w’'-]*")
OPENING_MARKS = '(“"'
COMPOUND = re.compile(r"(?:ex|vice|co|deputy)-\w+")
STEM = re.compile(r"\w+")
PREPOSITION = re.compile(r" (?:of|for|at|to|in|with)(?: the)? ?")
CLAUSAL = frozenset(
    ("who", "whose", "which", "that", "but", "and", "or", "as", "when", "while", "where", "if", "because", "is", "was")
)
LONGEST = 3  # words of a title's noun
MODIFIERS = 4  # words between an apposition's article and its noun


def metonyms(names: Names) -> None:
    """Let seats of government that act or are dealt with stand for their states."""
    seat = names.of(Fact.SEAT)
    city = (seat != NOBODY) & (names.phrase_part() == PART["city"])
    acts = behind().act[names.right] & ~before().place[names.left]
    dealt = before().dealt[names.left] & ~behind().place[names.right]
    rows = np.flatnonzero(city & (acts | dealt))
    names.entry[rows] = seat[rows]
    pairs = rows[(names.link[rows] == LINKS[" and "]) & (rows > 0)] - 1  # "Oslo and Lima agreed"
    pairs = pairs[(names.phrase_part()[pairs] == PART["city"]) & (seat[pairs] != NOBODY)]
    names.entry[pairs] = seat[pairs]


def roles(names: Names) -> None:
    """Give persons the title printed beside them in lower case: before the name, or in apposition behind it."""
    register = names.register
    person = (names.entity_type() == PERSON) & (names.role == 0)
    role = before().role[names.left]
    rows = np.flatnonzero(person & role)
    for row, text in zip(rows.tolist(), names.left_of(rows), strict=True):
        if begin := _title_before(text):
            names.role[row] = register.text_number(_with_owner(names, row, begin, whole=begin + 1 >= len(text)))
    rows = np.flatnonzero(person & ~role & behind().comma[names.right])
    for row, text in zip(rows.tolist(), names.right_of(rows), strict=True):
        if found := _apposed(text):
            names.role[row] = register.text_number(_with_object(names, row, *found))


def _title_before(text: str) -> int:
    """How many characters before a name its title begins: noun and modifiers, "former foreign minister "; 0 if none stands there."""
    words = text.replace("\xa0", " ").rstrip(" ").removesuffix(",").split(" ")
    nouns, modifiers = lexicon().words["role"], lexicon().words["role_modifier"]
    first = _phrase_begins(words, len(words), nouns)
    for _ in range(MODIFIERS):
        if first == len(words) or words[first][:1] in OPENING_MARKS:
            break
        before = _phrase_begins(words, first, modifiers)
        if before == first and not (first and COMPOUND.fullmatch(words[first - 1].lstrip(OPENING_MARKS))):
            break
        first = min(before, first - 1)
    if first == len(words):
        return 0
    length = len(text) - len(" ".join(words[:first])) - (first > 0)
    return length - (len(words[first]) - len(words[first].lstrip(OPENING_MARKS)))


def _phrase_begins(words: list[str], end: int, phrases: frozenset[str]) -> int:
    """Where the longest of these phrases begins that ends before word `end`; `end` itself if none does."""
    for begin in range(max(end - LONGEST, 0), end):
        if " ".join(words[begin:end]).lstrip(OPENING_MARKS) in phrases:
            return begin
    return end


def _apposed(text: str) -> tuple[int, int] | None:
    """Where the title in apposition begins and ends in the text behind a name: ", the mayor of "."""
    m = APPOSED.match(text)
    if m is None:
        return None
    begin = at = m.end()
    nouns, clausal = lexicon().words["role"], _clausal()
    for _ in range(MODIFIERS + 1):
        noun = TITLE_WORD.match(text, at)
        if noun is None or noun[0] in clausal:
            return None
        end = _noun_end(text, noun, nouns)
        if end:
            preposition = PREPOSITION.match(text, end)
            return begin, preposition.end() if preposition else end
        at = noun.end() + 1
        if text[noun.end() : at] != " ":
            return None
    return None


@cache
def _clausal() -> frozenset[str]:
    """Words that a title in apposition does not hold: verbs and what begins a clause."""
    words = lexicon().words
    return words["say"] | words["act"] | CLAUSAL


def _noun_end(text: str, noun: re.Match[str], nouns: frozenset[str]) -> int:
    """Where a title's noun ends that begins here, 0 if none does: "secretary of state", "deputy mayor", "leader" in "leader-elect"."""
    words = [noun]
    while len(words) < LONGEST and text[words[-1].end() : words[-1].end() + 1] == " ":
        word = TITLE_WORD.match(text, words[-1].end() + 1)
        if word is None:
            break
        words.append(word)
    for word in reversed(words):
        if text[noun.start() : word.end()] in nouns:
            following = next((w for w in words if w.start() > word.end()), None)
            return following.end() if following is not None and following[0] in nouns else word.end()
    stem = STEM.match(noun[0])
    return noun.start() + stem.end() if stem is not None and stem[0] in nouns else 0


def _with_owner(names: Names, row: int, length: int, *, whole: bool) -> str:
    """Take the name before a role into it if nothing stands between: "Ukrainian foreign minister".

    `whole`: the role is all that stands before the name, up to the run of capitals before it.
    """
    start = int(names.start[row])
    text: str = names.texts[names.article[row]]
    begin = start - length
    if whole and row and names.article[row - 1] == names.article[row]:
        end = int(names.end[row - 1])
        if begin - 1 <= end <= begin and names.kind[row - 1] != PERSON and text[end:begin].strip() == "":
            begin = int(names.start[row - 1])
    return text[begin:start].strip(" ,")


def _with_object(names: Names, row: int, begin: int, end: int) -> str:
    """Take the name right behind a role's preposition into it: "the mayor of Springfield"."""
    text, name_end = names.texts[names.article[row]], int(names.end[row])
    begin, end = name_end + begin, name_end + end
    follows = row + 1 < len(names.start) and names.article[row + 1] == names.article[row]
    if text[end - 1] == " " and follows and names.start[row + 1] == end:
        end = int(names.end[row + 1])
    return DANGLING.sub("", text[begin:end].strip())
