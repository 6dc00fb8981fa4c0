"""The names of a batch on their way to mentions: one row per place, what is fixed as numbers of the register, and what the article tells.

Two ways lead here: `of_runs`, from runs of capitals, and `of_spans`, name by name, where a tagger of the user's has its say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from flows.extract.entities.beside import behind, numbers_before, numbers_behind
from flows.extract.entities.parse import Part
from flows.extract.entities.register import (
    KIND,
    LINKS,
    NOBODY,
    Fact,
    Flags,
    Ints,
    Register,
)  # fmt: skip
from flows.extract.entities.runs import LEFT, RIGHT, Runs

GAPS = np.array([-1, *(len(link) for link in LINKS)])  # length of what joins a list, by number


class Span(NamedTuple):
    """One name with the text beside it, for taggers: `tagged` is the type that the tagger gives it, if it does."""

    article: int
    start: int
    end: int
    part: Part
    left: str
    right: str
    capitals: bool
    tagged: str | None = None


@dataclass(slots=True)
class Names:
    """Names in order of article and place.

    Attributes:
        texts: the articles.
        part: number of the name's part; `facts`: what the register knows of it, as `Fact` orders it.
        left, right: numbers of the words beside the name.
        link: what joins it to the name before it, as `LINKS` numbers it; 0 for anything else.
        capitals: it stands in capitals.
        kind: the part's kind until the article tells better.
        entry: the entity, `NOBODY` while unknown.
        text, role, flags: the part's, until the name grows ("Israeli military") or a title is found beside it.
        tagged: the type a tagger gives, 0 for none.
        told: types that a tagger decides on.
        run, lefts, rights, behind_run: row of the text beside the name's run, that text, and the number of the word behind it.
        loud, sport: articles mostly in capitals, articles on sport.
    """

    register: Register
    texts: Sequence[str]
    article: Ints
    start: Ints
    end: Ints
    part: Ints
    facts: Ints
    left: Ints
    right: Ints
    link: Ints
    capitals: Flags
    loud: Flags
    sport: Flags
    tagged: Ints
    run: Ints
    behind_run: Ints
    lefts: pl.Series
    rights: pl.Series
    told: frozenset[str] = frozenset()
    kind: Ints = field(init=False)
    entry: Ints = field(init=False)
    text: Ints = field(init=False)
    flags: Ints = field(init=False)
    role: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what holds in any article; adjectives of countries are no names by themselves."""
        self.kind, self.text, self.role = (self.of(fact).copy() for fact in (Fact.KIND, Fact.TEXT, Fact.ROLE))
        self.flags = self.of(Fact.FLAGS)
        self.entry = np.where(self.kind == KIND["adjective"], NOBODY, self.of(Fact.KNOWN))

    def has(self, flag: int) -> Flags:
        """Which names have a flag of the register."""
        return (self.flags & flag) > 0

    def of(self, fact: Fact) -> Ints:
        """Return a fact of each name's part."""
        known: Ints = self.facts[fact]
        return known

    def entity_type(self) -> Ints:
        """Return the type of each name's entity, as `KIND` numbers it."""
        return self.register.entry_facts.at(self.entry)[:, 0]

    def phrase_part(self) -> Ints:
        """Return what each name's entity is in a phrase, as `PART` numbers it."""
        return self.register.entry_facts.at(self.entry)[:, 1]

    def keys(self, code: Ints, rows: Flags | Ints | slice = slice(None)) -> Ints:
        """Return one number for article and code together."""
        return (self.article[rows] << 32) | code[rows]

    def following(self) -> Ints:
        """Return the number of the word behind each name's run, over a possessive."""
        return self.behind_run[self.run]

    def left_of(self, rows: Ints) -> list[str]:
        """Return the text before each name, as far as rules look."""
        texts = self.lefts.gather(self.run[rows]).str.tail(LEFT).to_list()
        printed, parts = self.register.printed, self.register.parts
        inner = [printed[part][: parts[part].start] for part in self.part[rows].tolist()]
        return [text + start for text, start in zip(texts, inner, strict=True)]

    def right_of(self, rows: Ints) -> list[str]:
        """Return the text behind each name, as far as rules look."""
        texts = self.rights.gather(self.run[rows]).str.head(RIGHT).to_list()
        printed, parts = self.register.printed, self.register.parts
        inner = [printed[part][parts[part].end :] for part in self.part[rows].tolist()]
        return [end + text for text, end in zip(texts, inner, strict=True)]


def of_runs(runs: Runs, register: Register, texts: Sequence[str]) -> Names:
    """Return the names that the runs hold."""
    number = register.run_numbers(runs.key.to_list())
    first, held, opener = register.run_facts.at(number).T
    left, right = numbers_before(runs.left), numbers_behind(runs.right)
    speaks = (behind().say | behind().person)[right]
    held = np.where(runs.opens & ~speaks & (opener > 0), 0, held)
    run = np.repeat(np.arange(len(number)), held)
    part = first[run] + np.arange(len(run)) - np.repeat(np.cumsum(held) - held, held)
    facts = np.ascontiguousarray(register.facts.at(part).T)
    start, inner_left, inner_right = runs.start[run], facts[Fact.LEFT], facts[Fact.RIGHT]
    names = Names(
        register=register, texts=texts, article=runs.article[run], part=part, facts=facts,
        start=start + facts[Fact.START], end=start + facts[Fact.END],
        left=np.where(inner_left >= 0, inner_left, left[run]), right=np.where(inner_right >= 0, inner_right, right[run]),
        link=facts[Fact.LINK].copy(), capitals=runs.loud[run], loud=_loud(runs, len(texts)), sport=np.zeros(len(texts), dtype=np.bool_),
        tagged=np.zeros(len(part), dtype=np.int64), run=run, behind_run=right, lefts=runs.left, rights=runs.right,
    )  # fmt: skip
    between = runs.left.replace_strict(list(LINKS), list(LINKS.values()), default=0, return_dtype=pl.Int64).to_numpy()
    _link(names, np.where(facts[Fact.START] == 0, between[run], 0))
    return names


def _link(names: Names, between: Ints) -> None:
    """Add the joints between names of two runs; `between`: what stands before the name up to the run before, as a joint."""
    same = names.article[1:] == names.article[:-1]
    touches = same & (names.start[1:] - names.end[:-1] == GAPS[between[1:]])
    names.link[1:][touches] = between[1:][touches]


def _loud(runs: Runs, articles: int) -> Flags:
    """Which articles are mostly in capitals."""
    all_runs = np.bincount(runs.article, minlength=articles)
    return 2 * np.bincount(runs.article[runs.capitals], minlength=articles) > all_runs


def of_spans(
    spans: Sequence[Span], register: Register, texts: Sequence[str], loud: Flags, sport: Flags, told: frozenset[str]
) -> Names:
    """Return the names of these spans, for which a tagger decides on the types `told`."""
    lefts, rights = (pl.Series([s[i] for s in spans], dtype=pl.String) for i in (4, 5))
    part = np.array(
        [register.add_part(s.part._replace(start=0, end=len(s.part.text)), s.part.text, 0) for s in spans],
        dtype=np.int64,
    )
    article, start, end = (np.array([s[i] for s in spans], dtype=np.int64) for i in (0, 1, 2))
    between = [
        LINKS.get(texts[b.article][a.end : b.start], 0) if a.article == b.article else 0 for a, b in pairwise(spans)
    ]
    return Names(
        register=register, texts=texts, article=article, start=start, end=end, part=part, facts=register.facts.at(part).T,
        left=numbers_before(lefts), right=numbers_behind(rights), link=np.array([0, *between], dtype=np.int64)[: len(spans)],
        capitals=np.array([s.capitals for s in spans], dtype=np.bool_), loud=loud, sport=sport,
        tagged=np.array([KIND.get(s.tagged or "", 0) for s in spans], dtype=np.int64),
        run=np.arange(len(spans)), behind_run=numbers_behind(rights.str.replace("^['’]s", "")), lefts=lefts, rights=rights,
        told=told,
    )  # fmt: skip
