"""The word before and the word behind a name, as numbers: what each tells is looked up once, not at every name.

Only words that the tables know as a cue have a number; all others are 0. A mark between word and name makes it 0, but for a
comma behind a role ("the leader, Ana Orrin") and the few marks behind a name that tell something.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.extract.entities.lexicon import lexicon, listed_endings

Cue = tuple[int, int, int]  # votes for place, organisation and person
DEALT = ("between", "with", "by", "against", "urged", "accused", "accuses", "accusing", "told")
AT = ("in", "at", "near", "of", "from")
NOUNS = ("institution", "facility_noun", "agreement_noun", "event_noun", "weapon_noun", "led_noun")
ORDINAL = ("st", "nd", "rd", "th")
GOES_ON = ("which", "that", "said")
WHO = (", who ", ", whose ", *(f", {age}," for age in range(10, 100)))
FIGURES = tuple(f" {figure}" for figure in range(10))
BEHIND = r"^( [a-z'’-]+| [0-9]|, (?:[0-9]{2},|who |whose )|, |,|\))"


@dataclass(frozen=True, slots=True)
class Before:
    """What the words before a name tell, by number.

    Attributes:
        number: the words' numbers.
        votes: for place, organisation and person.
        place: it stands before places; `surely`: before nothing else.
        the, role, dealt, sport, at: the article, a person's task, an action upon who is named, a word of play, a word of place.
        ship: it stands before the name of a ship.
        ordinal: it may end an ordinal number in figures.
    """

    number: dict[str, int]
    votes: NDArray[np.int64]
    place: NDArray[np.bool_]
    surely: NDArray[np.bool_]
    the: NDArray[np.bool_]
    role: NDArray[np.bool_]
    dealt: NDArray[np.bool_]
    sport: NDArray[np.bool_]
    at: NDArray[np.bool_]
    ship: NDArray[np.bool_]
    ordinal: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Behind:
    """What the word or mark behind a name tells, by number.

    Attributes:
        number: the words' numbers, a space before each; marks as they stand.
        votes: for place, organisation and person.
        say, act, person, place, sport: a word of speech, of action, of persons, of places, of play.
        institution, facility, agreement, event, weapon, led: a noun of this kind, or its first word, may stand here.
        listed: what may go on a name of the tables, or its first word, may stand here.
        comma: a comma and a space; `mark`: a comma; `bracket`: a closing bracket; `figure`: a number.
    """

    number: dict[str, int]
    votes: NDArray[np.int64]
    say: NDArray[np.bool_]
    act: NDArray[np.bool_]
    person: NDArray[np.bool_]
    place: NDArray[np.bool_]
    sport: NDArray[np.bool_]
    institution: NDArray[np.bool_]
    facility: NDArray[np.bool_]
    agreement: NDArray[np.bool_]
    event: NDArray[np.bool_]
    weapon: NDArray[np.bool_]
    led: NDArray[np.bool_]
    listed: NDArray[np.bool_]
    comma: NDArray[np.bool_]
    mark: NDArray[np.bool_]
    bracket: NDArray[np.bool_]
    figure: NDArray[np.bool_]


@cache
def before() -> Before:
    """Return what is known of the words before names; of a word of several kinds the last kind named here gives the votes."""
    words = lexicon().words
    votes: dict[str, Cue] = {"the": (0, 2, 0)}
    votes |= dict.fromkeys(words["place_left"], (1, 0, 0)) | dict.fromkeys(words["place_left_strong"], (2, 0, 0))
    votes |= dict.fromkeys(words["role"], (0, 0, 3))
    ends = {
        " ".join(role.split(" ")[-2:]) for role in words["role"]
    }  # of "secretary of state" the last two words are seen
    role = ends | {f"{end}," for end in ends}
    known = ["", *sorted({*votes, *role, *words["sport_left"], *words["ship"], *DEALT, *AT, *ORDINAL})]
    return Before(
        number={word: i for i, word in enumerate(known)},
        votes=_votes(votes, known),
        place=_ending(words["place_left"], known),
        surely=_in((w for w, cue in votes.items() if cue[0] > 1), known),
        the=_in(("the",), known),
        role=_in(role, known),
        dealt=_in(DEALT, known),
        sport=_in(words["sport_left"], known),
        at=_ending(AT, known),
        ship=_in(words["ship"], known),
        ordinal=_in(ORDINAL, known),
    )


@cache
def behind() -> Behind:
    """Return what is known of the words behind names; of a word of several kinds the last kind named here gives the votes."""
    words = lexicon().words
    votes: dict[str, Cue] = dict.fromkeys(words["person_right"], (0, 0, 1)) | dict.fromkeys(words["say"], (0, 0, 2))
    votes |= dict.fromkeys(words["org_right"], (0, 2, 0)) | dict.fromkeys(words["place_right"], (2, 0, 0))
    votes = {f" {word}": cue for word, cue in votes.items()}
    votes |= dict.fromkeys(WHO, (0, 0, 3))
    votes[" who"] = (0, 0, 3)
    spaced = {kind: {f" {word}" for word in words[kind]} for kind in ("say", "act", "person_right", "place_right")}
    sport = {f" {word}" for word in words["sport_right"]}
    nouns = {kind: _openings(words[kind]) for kind in NOUNS}
    endings = _openings(ending[1:] for ending in listed_endings())
    known = ["", *sorted({*votes, *spaced["act"], *sport, *endings, *chain(*nouns.values()), *FIGURES, ", ", ",", ")"})]
    return Behind(
        number={word: i for i, word in enumerate(known)},
        votes=_votes(votes, known),
        say=_in(spaced["say"], known),
        act=_in(spaced["act"], known),
        person=_in(spaced["person_right"], known),
        place=_in(spaced["place_right"], known),
        sport=_in(sport, known),
        institution=_in(nouns["institution"], known),
        facility=_in(nouns["facility_noun"], known),
        agreement=_in(nouns["agreement_noun"], known),
        event=_in(nouns["event_noun"], known),
        weapon=_in(nouns["weapon_noun"], known),
        led=_in(nouns["led_noun"], known),
        listed=_in(endings, known),
        comma=_in((*WHO, ", "), known),
        mark=_in((*WHO, ", ", ","), known),
        bracket=_in((")",), known),
        figure=_in(FIGURES, known),
    )


def _openings(nouns: Iterable[str]) -> frozenset[str]:
    """The first words of nouns as they stand behind a name, also with a possessive."""
    first = {f" {noun.split(' ', 1)[0]}" for noun in nouns}
    return frozenset(noun + ending for noun in first for ending in ("", "'s", "’s"))


def _votes(votes: dict[str, Cue], known: list[str]) -> NDArray[np.int64]:
    return np.array([votes.get(word, (0, 0, 0)) for word in known], dtype=np.int64)


def _in(words: Iterable[str], known: list[str]) -> NDArray[np.bool_]:
    members = frozenset(words)
    return np.array([word in members for word in known])


def _ending(words: Iterable[str], known: list[str]) -> NDArray[np.bool_]:
    """Which of the known words, or the last of two, are among the words."""
    return _in(words, [word.rpartition(" ")[2] for word in known])


@cache
def _pair_ends() -> pl.Series:
    return pl.Series(sorted({word.rpartition(" ")[2] for word in before().number if " " in word})).implode()


def numbers_before(text: pl.Series) -> NDArray[np.int64]:
    """Return the number of the word at the end of each text, or of the last two where they are known together."""
    last = text.str.extract("([a-z'’-]+,?) $")
    number = _numbers(last, before().number)
    rows = np.flatnonzero(last.is_in(_pair_ends()).fill_null(value=False).to_numpy())
    pair = _numbers(text.gather(rows).str.extract("([a-z-]+ [a-z-]+,?) $"), before().number)
    number[rows] = np.where(pair > 0, pair, number[rows])
    return number


def numbers_behind(text: pl.Series) -> NDArray[np.int64]:
    """Return the number of the word or mark at the beginning of each text."""
    return _numbers(text.str.extract(BEHIND), behind().number)


def _numbers(words: pl.Series, number: dict[str, int]) -> NDArray[np.int64]:
    known = pl.Series(list(number), dtype=pl.String)
    codes = pl.Series(range(len(number)), dtype=pl.Int64)
    return words.replace_strict(known, codes, default=0, return_dtype=pl.Int64).to_numpy().copy()


def number_before(text: str) -> int:
    """Return the number of the word at the end of a text inside a run of capitals."""
    pieces = text[-40:].rsplit(None, 2)
    if not pieces or not text.endswith(" ") or pieces[-1][-1] in ',.;:)”"':
        return 0
    number = before().number
    last = pieces[-1].lstrip("(\"“‘'").lower()
    pair = number.get(f"{pieces[-2].lower()} {last}", 0) if len(pieces) > 1 else 0
    return pair or number.get(last, 0)


def number_behind(text: str) -> int:
    """Return the number of the word at the beginning of a text inside a run of capitals."""
    if not text.startswith(" "):
        return 0
    word = text[1:40].split(" ", 1)[0].rstrip('.,;:!?)"”')
    return behind().number.get(f" {word.lower()}", 0)
