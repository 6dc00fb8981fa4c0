"""What a cue needs around it, and how a figure is meant: words of the sentence and of those before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise

from flows.extract.quantities.people.chunks import Chunk
from flows.extract.quantities.people.tokens import Token
from flows.extract.quantities.people.words import Cue, Noun, context

WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")
ENOUGH = 100  # so many "could flee" are people without a word for it
RESIDENTS = context("residents")
ARMED = context("armed")
ROLES = context("role")
BODIES = context("body")
FREEING, RELEASES, SWAPPED = context("freeing"), context("release"), context("swapped")
SUBJECT = frozenset(
    ("passive", "own", "predicate", "adjacent")
)  # rules by which "hundreds were rounded up" needs no noun
HOMECOMING = 5_000
AROUND = ("captive", "taken", "evacuees", "missingnear")  # kinds of context that may stand anywhere in the article
PLAIN = 3  # so many different words of captivity make plain what an article is about
MANY = 20  # so many people flee from a war, fewer from a crime
CAPTIVES = context("captive_noun")
DENIED = context("denied")
POSSIBLE = context("possible")
PLANNED = context("planned")
IMPENDING = context("impending")
REPORTING = context("reporting")


class Surroundings:
    """Decides whether a cue may govern a count in this sentence.

    Args:
        tokens: of the sentence.
        around: gives the words of the article; asked only when needed.
    """

    def __init__(self, tokens: list[Token], around: Callable[[], frozenset[str]]) -> None:
        self._tokens = tokens
        self._around = around
        self._near: dict[str, bool] = {}

    @cached_property
    def words(self) -> set[str]:
        """The words of the sentence."""
        return {t.word for t in self._tokens}

    def here(self, kind: str) -> bool:
        """Whether a context word of this kind stands in the sentence."""
        return not context(kind).isdisjoint(self.words)

    def near(self, kind: str) -> bool:
        """Whether one stands in the article."""
        if kind not in self._near:
            self._near[kind] = self.here(kind) or not context(kind).isdisjoint(self._around())
        return self._near[kind]

    def fits(self, cue: Cue, chunk: Chunk, rule: str) -> bool:
        """Whether this cue may be about what this chunk counts, tied to it by this rule."""
        noun = chunk.noun
        if noun is None and not chunk.elliptic:
            return False
        if noun is not None and noun.unit in BODIES and cue.count_type != "killed":
            return False
        if chunk.number is not None and chunk.number.unit is not None:
            return False
        if chunk.doubtful and cue.count_type not in BODILY:
            return False
        needs = cue.needs
        if needs is None or (noun is not None and self._named(cue, noun, rule)):
            return True
        if needs in ("found", "lives", "left", "rubble", "orders"):
            return self.here(needs)
        if noun is None and chunk.pronoun is None and needs != "residents" and rule not in SUBJECT and not self._firm():
            return False
        if needs == "evacuees":
            return (noun is not None or rule in SUBJECT) and self.near(needs)
        if needs == "people":
            return noun is None or noun.unit not in ROLES
        return self._fits_kind(needs, chunk, rule)

    def _named(self, cue: Cue, noun: Noun, rule: str) -> bool:
        """Whether of people named nothing else can be said so: "freed 31 miners", "the release of 50 women", "96 people were exchanged"."""
        if noun.unit in ROLES or cue.needs != "captive":
            return False
        return (
            cue.text in FREEING
            or (rule == "event" and cue.text in RELEASES)
            or (rule == "passive" and cue.text in SWAPPED)
        )

    def _firm(self) -> bool:
        """Whether another cue of the sentence, or the article as a whole, leaves no doubt that people are counted."""
        return (
            any(isinstance(t.entry, Cue) and t.entry.needs is None for t in self._tokens)
            or len(context("captive") & self._around()) >= PLAIN
        )

    def _fits_kind(self, needs: str, chunk: Chunk, rule: str) -> bool:
        noun = chunk.noun
        if needs == "captive":
            return (noun is not None and noun.unit in CAPTIVES) or self.near("captive")
        if needs == "missingnear":
            return rule in ("people", "toll") or self.near("missingnear")
        if needs == "convoys":
            return noun is not None and noun.population != "military" and (self.here(needs) or self.near("evacuees"))
        if needs == "captivehere":
            return (
                (noun is not None and noun.unit in CAPTIVES)
                or self.here("captive")
                or (few(chunk) and self.near("captive") and (noun is not None or self._firm()))
            )
        if needs == "hostage":
            return (noun is not None and noun.unit in CAPTIVES) or self.here("captive")
        if needs == "taken":
            return noun is not None and (noun.unit in CAPTIVES or (noun.unit not in ROLES and self.near("taken")))
        if needs == "captives":
            return noun is not None and noun.unit in CAPTIVES
        if needs == "fighters":
            return noun is not None and (noun.population == "military" or noun.unit in ARMED)
        if needs == "residents":
            return self._residents(chunk)
        raise ValueError(f"cue_words: unknown need {needs!r}")

    def _residents(self, chunk: Chunk) -> bool:
        noun, number = chunk.noun, chunk.number
        if number is None:
            return False
        size = number.value or number.low or number.high or 0
        if noun is not None and (
            noun.population == "military"
            or noun.unit in ("man", "suspect", "prisoner", "inmate", "detainee", "hostage")
        ):
            return False
        return size >= (MANY if noun is not None or chunk.pronoun is not None else ENOUGH) or (
            noun is not None and noun.unit in RESIDENTS and size >= 2
        )


NOT = frozenset(("not", "never"))


BODILY = ("killed", "injured", "abducted", "detained", "held")  # what hardly happens to things


def few(chunk: Chunk, crowd: int = HOMECOMING) -> bool:
    """Whether so few come back that they are captives: migrants and refugees return by the thousand."""
    n = chunk.number
    return n is None or (n.value or n.low or 0) < crowd


def modality(tokens: list[Token], chunks: list[Chunk], at: int) -> str:
    """Return how the figure of the count at `at` is meant: asserted, planned, possible or denied."""
    chunk = chunks[at]
    cue_chunk = chunks[chunk.governor_at]
    if _negated(tokens, chunk):
        return "denied"
    left = max(0, cue_chunk.first - 8)
    before = list(tokens[left : cue_chunk.first])
    aux = _auxiliaries(before)
    if any(w in NOT or w.endswith("n't") for w in aux) or (before and before[-1].word.endswith("n't")):
        return "denied"
    if any(w in ("may", "might", "could") for w in aux):
        return "possible"
    if any(w in ("will", "would", "shall", "won't") for w in aux):
        return "planned"
    if _denied(tokens, cue_chunk):
        return "denied"
    return _by_context(before, chunk, tokens[chunk.last - 1 : chunk.last + 3])


def _auxiliaries(before: list[Token]) -> list[str]:
    out = []
    for token in reversed(before):
        if token.kind not in "aBHGM":
            break
        out.append(token.word)
    return out


def _negated(tokens: list[Token], chunk: Chunk) -> bool:
    return chunk.kind == "N" and chunk.first > 0 and tokens[chunk.first - 1].word == "not"


def _denied(tokens: list[Token], cue: Chunk) -> bool:
    """As in "denied killing 12" before the cue; "but this report was denied" behind it."""
    for i in range(cue.first - 1, max(-1, cue.first - 15), -1):
        if tokens[i].kind in ",;":
            break
        if tokens[i].word in DENIED and tokens[i].kind in "Vxg":
            return True
    behind = tokens[cue.last :]
    return any(t.word in DENIED and behind[i - 1].kind in "BaC" for i, t in enumerate(behind) if i)


def _by_context(before: list[Token], chunk: Chunk, behind: list[Token]) -> str:
    near = before[-4:]
    if any(t.word in POSSIBLE for t in near) or _that(before):
        return "possible"
    assert chunk.governor is not None
    forms = chunk.governor.forms
    infinitive = bool(before) and _infinitive(before)
    if infinitive and before and any(t.word in POSSIBLE for t in before):
        return "possible"
    eventual = "E" in forms or "B" in forms
    if (infinitive or eventual) and any(t.word in PLANNED for t in before[-7:]):
        return "planned"
    if infinitive and (before[-1].word == "be" or _is_to(before)) and not _reported(before):
        return "planned"
    if chunk.governor.text.split()[0] in IMPENDING:
        return "planned"  # "are waiting to leave"
    if "E" in forms and any(t.word in ("next", "tomorrow") for t in behind):
        return "planned"
    return "asserted"


def _is_to(before: list[Token]) -> bool:
    """As in "are to give up 60 captives"."""
    return any(t.kind == "B" and behind.kind == "t" for t, behind in pairwise(before[-4:]))


def _reported(before: list[Token]) -> bool:
    """As in "are believed to be in rebel hands": said of the present."""
    return any(t.word in REPORTING and behind.kind == "t" for t, behind in pairwise(before))


def _that(before: list[Token]) -> bool:
    """As in "fear that hundreds of them died"."""
    return any(t.word in POSSIBLE and behind.kind == "T" for t, behind in pairwise(before))


def _infinitive(before: list[Token]) -> bool:
    for token in reversed(before):
        if token.kind == "t":
            return True
        if token.kind not in "aBH":
            return False
    return False
