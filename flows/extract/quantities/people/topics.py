"""Counts told in everyday words: "another 350 were brought in", "nineteen came home", "600 slept in the church".

Such words count captives, the displaced or the hurt only in an article that counts them elsewhere in words that leave no doubt.
So this is a second reading: it knows which count types the article tells (in the order in which it tells them) and looks at
the counts that no cue has claimed. Table ``cue_topics`` says which verb, with which words behind it, in which role.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, cached_property
from typing import NamedTuple

import polars as pl

from flows.core import reference
from flows.extract.quantities.people.arguments import Arguments
from flows.extract.quantities.people.chunks import Chunk
from flows.extract.quantities.people.context import BODIES, CAPTIVES, ENOUGH, HOMECOMING, RESIDENTS, ROLES, few
from flows.extract.quantities.people.words import Cue, context

RULE = "topic"
SCORE = 0.7
FEW = 10  # fewer people than that are not said to be on the run in everyday words
AHEAD = 6  # words that a phrase behind a verb may have
CAPACITY = context("capacity")
PARTICLES = context("particle")
PARTICIPLES = context("participle")
EITHER = context("past_or_participle")
STAYING = context("staying")
PHRASES = 3  # phrases with a preposition between people and their verb
MOVED = frozenset(("displaced", "evacuated"))
CAPTIVE = frozenset(("captured", "detained", "abducted", "held", "released", "exchanged"))
HURT = frozenset(("killed", "injured", "casualties"))
TOPICS = {t: group for group in (MOVED, CAPTIVE, HURT) for t in group} | {
    "missing": frozenset(("missing", *HURT, *CAPTIVE))
}
FEW_OF = CAPTIVE - {"held", "detained"}
CAPTIVE_WORDS = context("captive")
PLACED = (["with"], ["in"], ["under"], ["behind"])  # cues that begin so tell a place as well: "with wounds"
RETURNING = frozenset(("released", "exchanged"))
CROWD = 2_500  # so many came through or over are on the run, unless the article tells of a release
STATES = frozenset(("held", "displaced", "evacuated"))
FORM = {"subject": "p", "object": "P", "active": "P", "passive": "P", "not": "q", "place": "A"}


class Frame(NamedTuple):
    """A row of the table: what stands behind the verb, the role of the people, what it says, what else must stand there."""

    behind: tuple[str, ...]
    role: str
    count_type: str
    beside: frozenset[str]


@cache
def frames() -> dict[str, list[Frame]]:
    """Return the frames by verb form or preposition."""
    out: dict[str, list[Frame]] = {}
    said = {"role": tuple(FORM), "count_type": tuple(TOPICS)}
    for row in reference.rows("cue_topics", "verbs", "with", "role", "count_type", "beside", allowed=said):
        behind = tuple((row["with"] or "").split("|")) if row["with"] else ()
        beside = frozenset((row["beside"] or "").split("|")) if row["beside"] else frozenset()
        frame = Frame(behind, row["role"] or "", row["count_type"] or "", beside)
        for word in (row["verbs"] or "").split("|"):
            out.setdefault(word, []).append(frame)
    return out


@cache
def everyday() -> list[str]:
    """Return what to look for to find a sentence that may tell of people so: the verbs, and the words of place."""
    found = [(verb, f) for verb, all_of_it in frames().items() for f in all_of_it]
    words = {verb for verb, f in found if f.role != "place" and not f.beside}
    words |= {w for _, f in found for w in (f.behind if f.role == "place" else f.beside)}
    return sorted(f" {w}" for w in words)


SCENES = ("displaced", "evacuated", "held")
WAR = ("killed", "held", "displaced")  # what an article of war may tell of, in whatever words
PLAIN = 2  # so many different words of a scene make plain what a short article is about, one more where it is long
LONG = 2_500


@cache
def _stage() -> tuple[dict[str, frozenset[str]], str]:
    """Return the words of each scene in the plain, and the pattern that finds them where words begin; `*` stands for the rest of a word."""
    words = {name: context(f"scene_{name}") for name in (*SCENES, "war")}
    every = sorted(set().union(*words.values()), key=lambda w: (-len(w), w))
    ends = [re.escape(w[:-1]) if w.endswith("*") else rf"{re.escape(w)}\b" for w in every]
    plain = {name: frozenset(w.removesuffix("*") for w in scene) for name, scene in words.items()}
    return plain, rf"(?i-u:\b(?:{'|'.join(ends)}))"


def scenes(articles: pl.DataFrame, counting: Collection[int]) -> dict[int, list[str]]:
    """Return the count types whose scene an article plainly is, by article, the surest last.

    Args:
        articles: their numbers and texts.
        counting: the articles that count people in words that leave no doubt: it takes less to see that they are of war.
    """
    words, pattern = _stage()
    text = pl.col("text")
    least = PLAIN + (text.str.len_bytes() > LONG).cast(pl.Int64)
    seen = articles.select("article", least=least, seen=text.str.extract_all(pattern).list.unique())
    out: dict[int, list[str]] = {}
    for article, enough, found in seen.filter(pl.col("seen").list.len() > 0).iter_rows():
        lower = {w.lower() for w in found}
        told = {name for name in SCENES if len(words[name] & lower) >= enough}
        if len(words["war"] & lower) >= enough - (article in counting):
            told.add("war")
        plain = [t for t in SCENES if t in told]
        types = [t for t in WAR if "war" in told and t not in plain] + plain
        if types:
            out[article] = types
    return out


def claim_topics(clause: Arguments, told: Sequence[str]) -> bool:
    """Tie counts that no cue has claimed to everyday words; `told` are the article's count types, the nearest one last.

    Returns:
        whether anything was claimed.
    """
    topic = _Topic(clause, told)
    found = False
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind != "N":
            continue
        if clause.word(at - 1) == "for" and (clause.word(at - 2) in CAPACITY or clause.kind(at - 2) == "n"):
            continue  # "room for 40", "a party for 250"
        if clause.word(at + 1) == "per":
            continue  # "61 per cent"
        if (_open(chunk) or topic.outdone(at)) and (said := topic.said(at)) is not None:
            verb, frame = said
            cue = Cue(clause.word(verb), FORM[frame.role], frame.count_type, None)
            row = clause.list_left(at, SCORE) if verb > at else [(at, SCORE)]
            for k, _ in row:
                other = clause.chunks[k]
                if k == at or (other.kind == "N" and _open(other) and not clause.thing(k)):
                    other.governor, other.governor_at, other.rule, other.score = cue, verb, RULE, SCORE
            found = True
    return found


def _open(chunk: Chunk) -> bool:
    if chunk.governor is not None or chunk.pronoun == "of" or chunk.doubtful:
        return False
    return chunk.elliptic or (chunk.noun is not None and chunk.noun.unit not in ROLES)


class _Topic:
    def __init__(self, clause: Arguments, told: Sequence[str]) -> None:
        self.clause = clause
        self.rank = {count_type: i for i, count_type in enumerate(told)}

    @cached_property
    def words(self) -> set[str]:
        """The words of the sentence."""
        return {t.word for t in self.clause.tokens}

    def said(self, at: int) -> tuple[int, Frame] | None:
        """Return the verb (or preposition) that says what happened to the count at `at`, and the frame."""
        said = self._before(at) or self._behind(at)
        if said is not None and (said[1].behind or said[1].beside or said[1].role != "subject"):
            return said
        return self._place(at) or said  # "90 sleep in each cell"

    def _home(self, j: int) -> bool:
        """As in "twenty are home again"."""
        first = self.clause.word(j).split()[:1]
        return self.clause.kind(j) in "nK" and self.clause.kind(j - 1) in "Ba" and first == ["home"]

    def outdone(self, at: int) -> bool:
        """Whether a noun that says of itself that people are held or displaced has a verb that says more: "70 inmates were beaten"."""
        chunk = self.clause.chunks[at]
        if (
            chunk.kind != "N"
            or chunk.rule != "noun"
            or chunk.governor is None
            or chunk.governor.count_type not in STATES
        ):
            return False
        found = self._behind(at)
        return found is not None and found[1].role in ("object", "passive") and found[1].count_type not in STATES

    # ---------------------------------------------------------------- the three places

    def _before(self, at: int) -> tuple[int, Frame] | None:
        """As object: "brought in 12 men", "carried hundreds of women off"."""
        clause = self.clause
        if clause.kind(self._after(at)) in "BHM" and clause.kind(at - 1) in "cw,":
            return None
        verb = clause.skip_left(at - 1, 'aDm"')
        if clause.kind(verb) == "p" and clause.word(verb) in PARTICLES:
            verb -= 1  # "brought in 12 men"
        elif clause.word(verb) == "with" and clause.kind(verb - 1) == "p":
            verb -= 2  # "made off with 12 men"
        if clause.kind(verb) not in "vVgKHG" or (clause.kind(verb) == "V" and self._passive(verb)):
            return None
        behind = self._text(clause.chunks[at].last)
        texts = [self._text(clause.chunks[verb].last), behind]
        if (after := self._after(at)) < len(clause.chunks):
            texts.append(self._text(clause.chunks[after].first))  # "ordered 400 people in huts to move"
        return self._match(verb, at, ("object", "active"), tuple(texts))

    def _behind(self, at: int) -> tuple[int, Frame] | None:
        """As subject, of a verb or of a passive: "12 came home", "12 were brought in", "12 men carried off in May"."""
        clause = self.clause
        j = self._after(at)
        if clause.kind(j) == "w":
            j = clause.skip_right(j + 1, "a")
        passive = negated = False
        while clause.kind(j) in "BHGMat":
            word = clause.tokens[clause.chunks[j].first].word
            passive = (passive or clause.kind(j) in "BG") and clause.kind(j) not in "Ht"  # "are to go"
            negated = negated or word in ("not", "never", "yet", "nowhere") or word.endswith("n't")
            j += 1
        if clause.kind(j) not in "vVgKB":
            return None
        bare = j == self._after(at) and (clause.kind(j) == "V" or self._participle(j, at))
        gerund = clause.word(j).split()[0].endswith("ing")
        if bare and clause.kind(j + 1) not in "py ,;)" and not gerund:
            done: tuple[str, ...] = ()  # "12 men marched the streets" is no "12 men marched off"
        else:
            done = ("object", "passive")
        if bare and clause.chunks[at].elliptic and clause.kind(j + 1) == "n" and not clause.chunks[j + 1].determined:
            return None  # "41 registered voters"
        roles: tuple[str, ...] = done if passive and not gerund else ("subject", *done) if bare else ("subject",)
        return self._match(j, at, ("not",) if negated else roles, (self._text(clause.chunks[j].last),))

    def _place(self, at: int) -> tuple[int, Frame] | None:
        """As in "12 men under guard", "12 are in hospital"."""
        clause = self.clause
        j = clause.skip_right(at + 1, "aBH")
        if clause.word(j) in STAYING:
            j = clause.skip_right(j + 1, "a")
        for _ in range(PHRASES):
            if clause.kind(j) != "p" and not self._home(j) and clause.word(j).split()[:1] not in PLACED:
                return None
            found = self._match(j, at, ("place",), (self._text(clause.chunks[j].last),))
            if found is not None:
                return found
            j = clause.skip_right(j + 1, "DanBH")  # "12 are in Arlem with burns", "12 from Arlem are back"
        return None

    def _participle(self, j: int, at: int) -> bool:
        """Whether an irregular form behind the people is a participle: always ("12 driven off"), or an object's ("told of 12 shot")."""
        word = self.clause.word(j)
        if word in PARTICIPLES:
            return True
        return word in EITHER and self.clause.kind(self.clause.skip_left(at - 1, "aD")) in "ovVg"

    # ---------------------------------------------------------------- steps

    def _after(self, at: int) -> int:
        """Return the place behind a count and the phrases with prepositions that belong to it."""
        clause = self.clause
        j = clause.skip_right(at + 1, "a")
        for _ in range(PHRASES):
            close = clause.shape.find(",", j + 1, j + AHEAD + PHRASES) if clause.kind(j) == "," else -1
            if close > 0 and clause.kind(j + 1) in "irnVpw" and clause.kind(close + 1) in "vVBHMGK":
                return close + 1  # "16, among them all the women, walked"
            if clause.kind(j) not in "po" or clause.kind(j + 1) not in "nDr":
                return j
            j = clause.skip_right(j + 2, "a")
        return j

    def _passive(self, verb: int) -> bool:
        return self.clause.kind(self.clause.skip_left(verb - 1, "a")) in "BG"

    def _text(self, token: int) -> str:
        return " ".join(t.word for t in self.clause.tokens[token : token + AHEAD]) + " "

    def _match(self, verb: int, at: int, roles: tuple[str, ...], behind: tuple[str, ...]) -> tuple[int, Frame] | None:
        first, _, rest = self.clause.word(verb).partition(" ")
        if rest:
            behind = (f"{rest} {behind[0]}", *behind[1:])
        best: tuple[tuple[int, bool, int, int], Frame] | None = None
        for frame in frames().get(first, ()):
            follows = _follows(frame, behind) if frame.role in roles and self._on_topic(frame, at) else None
            if follows is None:
                continue
            said = (len(frame.beside) > 0) + (len(frame.behind) > 0)
            value = (said, len(frame.behind) > 0, follows, self._nearness(frame))
            if best is None or value > best[0]:
                best = (value, frame)
        return (verb, best[1]) if best else None

    def _on_topic(self, frame: Frame, at: int) -> bool:
        if TOPICS[frame.count_type].isdisjoint(self.rank) or not (frame.beside <= set() or frame.beside & self.words):
            return False
        chunk = self.clause.chunks[at]
        if self.clause.dead(at) or (chunk.noun is not None and chunk.noun.unit in BODIES):
            return frame.count_type == "killed"
        if frame.role == "active" and chunk.elliptic and (chunk.number is None or chunk.number.value is None):
            return False  # "lost billions"
        if frame.count_type == "displaced":
            return _many(chunk)
        if frame.count_type == "evacuated" and frame.role in ("subject", "place") and not frame.beside:
            return "evacuated" in self.rank  # not "went down with 118 on board", "five left"
        if frame.count_type not in FEW_OF or self.words & CAPTIVE_WORDS:
            return True
        if chunk.noun is None or chunk.noun.unit not in CAPTIVES:
            return few(chunk, HOMECOMING if RETURNING & self.rank.keys() else CROWD)
        return True

    def _nearness(self, frame: Frame) -> int:
        """Return how lately the article told of this count type, or of one of its topic."""
        own = self.rank.get(frame.count_type)
        if own is not None:
            return 2 * own + 1
        return max(2 * self.rank[t] for t in TOPICS[frame.count_type] if t in self.rank)


def _follows(frame: Frame, behind: tuple[str, ...]) -> int | None:
    """Return how many words of the frame follow, beyond one; None where none of its phrases does."""
    if not frame.behind:
        return 0
    if frame.role == "place":
        found = [word for word in frame.behind if any(f" {word} " in f" {text}" for text in behind)]
    else:
        found = [word for word in frame.behind if any(text.startswith(f"{word} ") for text in behind)]
    return max((word.count(" ") for word in found), default=None)


def _many(chunk: Chunk) -> bool:
    noun, number = chunk.noun, chunk.number
    if number is None or (noun is not None and noun.population == "military"):
        return False
    size = number.value or number.low or number.high or 0
    return size >= (FEW if noun is not None and noun.unit in RESIDENTS else ENOUGH if noun is None else 2 * FEW)
