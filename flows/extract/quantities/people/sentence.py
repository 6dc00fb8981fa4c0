"""The three people families: how many were killed, held, displaced, as one sentence says it.

`figures` reads one sentence: tokens, chunks, cues, then parts and what is left unsaid. Who they belong to, who says it, where and
when is added by the modules that know the article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flows.extract.quantities.numbers.find import NumberPhrase
from flows.extract.quantities.people.arguments import Arguments
from flows.extract.quantities.people.carry import carried
from flows.extract.quantities.people.chunks import Chunk, chunk
from flows.extract.quantities.people.context import Surroundings, modality
from flows.extract.quantities.people.cues import govern
from flows.extract.quantities.people.levels import link_levels
from flows.extract.quantities.people.nouns import PERSON
from flows.extract.quantities.people.parts import fill_in, link_parts
from flows.extract.quantities.people.tokens import Token, tokenize
from flows.extract.quantities.people.topics import RULE as TOPIC
from flows.extract.quantities.people.topics import claim_topics
from flows.extract.quantities.people.words import Cue, Noun, context

UNREAL = ("denied", "planned")  # "threatened to kill a guard" counts nobody
SEIZED = context("seizing")
BELONGING = context("belonging")
SUFFERED = context("suffering")
FORCES = context("forces")
TAKEN = context("taking")
TELLING = context("telling_to")
SAYING = context("saying")
AUTHORITY = context("authority")


@dataclass(slots=True)
class Figure:
    """One figure of a sentence; offsets are those of the sentence.

    `rule` and the cue's span tell why it was read so; `chunk` links it to the sentence's other figures.
    """

    start: int
    end: int
    count_type: str
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    unit: str
    population: str
    modality: str
    implicit: bool
    rule: str
    score: float
    cue: str
    cue_start: int
    cue_end: int
    chunk: Chunk
    whole: Chunk | None


@dataclass(slots=True)
class Read:
    """A sentence that was read: its tokens, chunks and figures."""

    tokens: list[Token]
    chunks: list[Chunk]
    figures: list[Figure]
    clause: Arguments | None = None


def read(text: str, numbers: list[NumberPhrase], around: Callable[[], frozenset[str]]) -> Read:
    """Return the figures of a sentence.

    Args:
        text: the sentence.
        numbers: its number phrases.
        around: gives the words of the article in lower case; asked only when a cue needs them.
    """
    tokens = tokenize(text, [n for n in numbers if n.excluded is None and n.unit is None])
    chunks = chunk(tokens)
    if not any(c.kind in "NIZ" and (c.noun is not None or c.elliptic) for c in chunks):
        return Read(tokens, chunks, [])
    if not any(c.cue is not None or c.kind in "vVg" for c in chunks):
        return Read(tokens, chunks, [], Arguments(tokens, chunks, Surroundings(tokens, around).fits))
    clause = govern(tokens, chunks, Surroundings(tokens, around).fits)
    link_levels(clause, tokens)
    return Read(tokens, chunks, _figures(tokens, clause), clause)


def read_again(reading: Read, told: Sequence[str]) -> None:
    """Add the figures told in everyday words; `told` are the count types that the article tells, the nearest last."""
    clause = reading.clause
    if clause is not None and claim_topics(clause, told):
        reading.figures = _figures(reading.tokens, clause)


def _figures(tokens: list[Token], clause: Arguments) -> list[Figure]:
    """Return the figures of a clause whose counts are tied to their cues."""
    chunks = clause.chunks
    link_parts(clause, tokens)
    fill_in(clause, tokens)
    standing = [at for at, c in enumerate(chunks) if c.governor is not None and _stands(c, tokens)]
    anchors = {chunks[at].governor_at for at in standing if chunks[at].kind != "J"}
    figures = [
        _figure(tokens, clause, at) for at in standing if chunks[at].kind != "J" or chunks[at].governor_at in anchors
    ]
    return [f for f in figures if not (f.implicit and f.value and f.modality in UNREAL)]


def carry(reading: Read, before: Figure) -> list[Figure]:
    """Return the figures of a sentence that go on with a figure of the sentence before."""
    out: list[Figure] = []
    if reading.clause is None:
        return out
    for c in carried(reading.clause, before.chunk):
        noun = c.noun or PERSON
        start, end = _span(reading.tokens, c)
        n = c.number
        numbers = (1.0, 1.0, 1.0, "exact") if n is None else (n.value, n.low, n.high, n.qualifier)
        population = before.population if noun.population == "unknown" and c.elliptic else noun.population
        out.append(
            Figure(start, end, before.count_type, *numbers, noun.unit, population, before.modality, n is None, c.rule, c.score,
                   before.cue, start, start, c, None)
        )  # fmt: skip
    return out


def heading(reading: Read) -> Cue | None:
    """Return the cue of a sentence that ends in a colon and heads a list: "Released so far:"."""
    if not reading.tokens or reading.tokens[-1].kind != ":":
        return None
    cues = [c.cue for c in reading.chunks if c.cue is not None and c.kind == "K" and c.cue.needs is None]
    return cues[-1] if cues else None


def listed(reading: Read, cue: Cue) -> list[Figure]:
    """Return the figures of an item in a list whose heading has this cue: each number of people, and the first without a noun."""
    out: list[Figure] = []
    for at, c in enumerate(reading.chunks):
        if c.kind != "N" or c.governor is not None or (c.elliptic and out) or (c.noun is None and not c.elliptic):
            continue
        if c.elliptic and at and reading.chunks[at - 1].kind not in "nDK:(-,":
            continue  # "prices rose by 3"
        c.governor, c.rule, c.score = cue, "heading", 0.7
        noun = c.noun or PERSON
        start, end = _span(reading.tokens, c)
        n = c.number
        assert n is not None
        out.append(
            Figure(start, end, cue.count_type, n.value, n.low, n.high, n.qualifier, noun.unit, noun.population, "asserted", False, c.rule,
                   c.score, cue.text, start, start, c, None)
        )  # fmt: skip
    return out


def _stands(c: Chunk, tokens: list[Token]) -> bool:
    """A single person in apposition to a name ("Lee, a nurse, was killed") is no figure."""
    if c.kind == "Z":
        return (
            c.cue is None
            or c.governor is not c.cue
            or c.cue.count_type in ("killed", "injured", "casualties", "missing")
        )
    if c.kind != "I" or c.first < 2 or tokens[c.first - 1].kind != ",":
        return True
    before = tokens[c.first - 2]
    behind = tokens[c.last].kind if c.last < len(tokens) else ","
    if _is_one(tokens, c.first - 2):
        return False  # "freed one of them, a boy of 16"
    named = before.kind == "X" or (before.word.isdigit() and before.kind in "xN")
    return not (named and behind not in "cN")


def _is_one(tokens: list[Token], at: int) -> bool:
    """Whether the phrase that ends at token `at` counts one person."""
    for token in reversed(tokens[max(0, at - 5) : at + 1]):
        if isinstance(token.entry, NumberPhrase):
            return token.entry.value == 1
        if token.kind in ",;vVk":
            return False
    return False


def _figure(tokens: list[Token], clause: Arguments, at: int) -> Figure:
    c = clause.chunks[at]
    assert c.governor is not None
    cue = clause.chunks[c.governor_at]
    noun = c.noun or PERSON
    how = modality(tokens, clause.chunks, at)
    count_type = c.governor.count_type
    if c.rule == TOPIC and count_type == "evacuated" and c.governor.text in TELLING:
        how = "planned"  # "ordered 400 people in huts to move"
    if c.rule != TOPIC and c.governor.text in SEIZED and noun.unit not in ("hostage", "abductee"):
        count_type = "captured" if noun.population == "military" or noun.unit in ("prisoner", "captive") else "abducted"
    if count_type == "abducted" and c.governor.text.split()[0] in TAKEN and _by_authority(tokens, cue):
        count_type = "detained"
    if count_type == "displaced" and how == "planned" and _ordered(tokens, cue):
        count_type = "evacuated"
    if count_type == "exchanged" and _one_way(tokens, c):
        count_type = "released"
    start, end = _span(tokens, c)
    n = c.number
    if n is None:
        value = 0.0 if c.kind == "Z" else 1.0
        numbers: tuple[float | None, float | None, float | None, str] = (value, value, value, "exact")
    else:
        numbers = (n.value, n.low, n.high, n.qualifier)
    return Figure(
        start, end, count_type, *numbers, noun.unit, _population(clause, at, tokens), how, n is None, c.rule, c.score,
        c.governor.text, tokens[cue.first].start, tokens[cue.last - 1].end, c, c.whole,
    )  # fmt: skip


def _population(clause: Arguments, at: int, tokens: list[Token]) -> str:
    """The noun's population; a part's is its whole's where its own is open; so is that of an army's own losses."""
    c = clause.chunks[at]
    own = (c.noun or PERSON).population
    if own != "unknown":
        return own
    if c.noun is not None and c.noun.unit in BELONGING and _of_forces(tokens, c.last):
        return "military"
    if c.whole is not None and not c.others:
        return (c.whole.noun or PERSON).population
    source = c.like or c
    if source.elliptic and _suffered(tokens, source.first):
        return "military"
    return own


def _of_forces(tokens: list[Token], at: int) -> bool:
    """As in "members of the security forces"."""
    if at >= len(tokens) or tokens[at].kind != "o":
        return False
    behind = tokens[at + 1 : at + 6]
    return any(t.word in FORCES or (isinstance(t.entry, Noun) and t.entry.population == "military") for t in behind)


def _suffered(tokens: list[Token], at: int) -> bool:
    """Whether armed people are said to have suffered the count at token `at`: "the army suffered two dead"."""
    before = tokens[max(0, at - 10) : at]
    verb = next((i for i in range(len(before) - 1, -1, -1) if before[i].word in SUFFERED), None)
    return verb is not None and any(
        t.word in FORCES or (isinstance(t.entry, Noun) and t.entry.population == "military") for t in before[:verb]
    )


def _one_way(tokens: list[Token], c: Chunk) -> bool:
    """Whether a figure is one side's share of a swap: "200 prisoners each", "150 prisoners for 150"."""
    behind = [t.word for t in tokens[c.last : c.last + 4]]
    return (
        behind[:1] == ["each"]
        or (behind[:1] == ["for"] and tokens[c.last + 1].kind in "NA")
        or ("each" in behind[:3] and behind[:1] == ["from"])
    )


def _by_authority(tokens: list[Token], cue: Chunk) -> bool:
    """Whether police or soldiers are said to have taken the people away: then they are under arrest."""
    behind = tokens[cue.last : cue.last + 4]
    if behind[:1] and behind[0].kind == "y":
        return any(t.word in AUTHORITY for t in behind)
    for token in reversed(tokens[: cue.first]):
        if token.kind in "NBT,;" or token.word in SAYING:
            return False  # "The army said 30 traders were taken away"
        if token.word in AUTHORITY:
            return True
    return False


def _ordered(tokens: list[Token], cue: Chunk) -> bool:
    return any(t.word in context("orders") for t in tokens[: cue.first])


def _span(tokens: list[Token], c: Chunk) -> tuple[int, int]:
    if c.number is not None:
        return c.number.start, c.number.end
    if c.kind == "J":
        return tokens[c.first].start, tokens[c.last - 1].end
    if c.kind == "Z" and tokens[c.first].word == "no" and c.last == c.first + 2 and tokens[c.first + 1].word == "one":
        return tokens[c.first].start, tokens[c.first + 1].end
    return tokens[c.first].start, tokens[c.first].end
