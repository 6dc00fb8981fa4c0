"""One sentence in chunks, with the steps that a search through it takes, and how each cue in it is used (its voice)."""

from __future__ import annotations

from collections.abc import Callable

from flows.extract.quantities.people.chunks import Chunk
from flows.extract.quantities.people.tokens import Token
from flows.extract.quantities.people.words import Cue, context

Fits = Callable[[Cue, Chunk, str], bool]

REACH = 20
AUXILIARIES = 'aBGHMr"'
STOPS = ";sCRTwvKBHMGZ"
LIST = ",c&"
RAISING = context("reporting")
NUMBERING = context("numbering")
COVERING = context("covering")
REMAINS = context("remains")


class Clause:
    """The chunks of one sentence with the counts that cues have claimed so far."""

    def __init__(self, tokens: list[Token], chunks: list[Chunk], fits: Fits) -> None:
        self.tokens = tokens
        self.chunks = chunks
        self.shape = "".join([c.kind for c in chunks])
        self.n = len(chunks)
        self.fits = fits

    def claim(self, at: int, cue_at: int, rule: str, score: float) -> bool:
        """Tie a count to a cue if it may be and no firmer claim stands."""
        chunk, cue = self.chunks[at], self.chunks[cue_at].cue
        if cue is None or score <= chunk.score or not self.fits(cue, chunk, rule):
            return False
        if cue.count_type != "killed" and self.dead(at):
            return False
        chunk.governor, chunk.governor_at, chunk.rule, chunk.score = cue, cue_at, rule, score
        return True

    def dead(self, at: int) -> bool:
        """Whether only remains of the people at `at` are spoken of: "the bodies of 28 soldiers were brought home"."""
        return self.kind(at - 1) == "o" and self.word(at - 2) in REMAINS

    # ------------------------------------------------------------- small steps

    def skip_left(self, j: int, kinds: str) -> int:
        """Return the first place at or left of `j` that is none of `kinds`."""
        while j >= 0 and self.shape[j] in kinds:
            j -= 1
        return j

    def skip_right(self, j: int, kinds: str) -> int:
        """Return the first place at or right of `j` that is none of `kinds`."""
        while j < len(self.shape) and self.shape[j] in kinds:
            j += 1
        return j

    def kind(self, j: int) -> str:
        """Return the kind at a place, a blank outside of the sentence."""
        return self.shape[j] if 0 <= j < self.n else " "

    def word(self, j: int) -> str:
        """Return the last word of a chunk."""
        return self.tokens[self.chunks[j].last - 1].word if 0 <= j < len(self.chunks) else ""

    def phrase(self, j: int) -> str:
        """Return the first two words from a chunk on."""
        first = self.chunks[j].first
        return " ".join(t.word for t in self.tokens[first : first + 2])

    def raised(self, j: int) -> int:
        """Step over "reported" in "were reported killed", leftwards from `j`."""
        if self.kind(j) in "vV" and self.word(j) in RAISING:
            before = self.skip_left(j - 1, "a")
            if self.kind(before) in "BGH":
                return before
        return j

    def share(self, j: int) -> int:
        """Of "100 of the 250 hostages" the first number is the one spoken of."""
        before = self.chunks[j - 1] if j else None
        return j - 1 if before is not None and before.kind == "N" and before.pronoun == "of" else j

    def thing(self, j: int) -> bool:
        """Whether something else than people is counted at `j`."""
        return self.chunks[j].kind == "N" and self.chunks[j].noun is None and not self.chunks[j].elliptic

    # ------------------------------------------------------------- voice

    def voice(self, at: int) -> str:
        """Return how the cue at `at` is used: active, passive, own, predicate, event, toll, people, after, or none."""
        cue = self.chunks[at].cue
        assert cue is not None
        forms = cue.forms
        if "T" in forms or self._numbered(at):
            return "toll"
        if "Z" in forms:
            return "after"
        if "E" in forms and self._event(at, forms):
            return "event"
        if any(f in forms for f in "pqfbg"):
            return "own"
        if self.kind(at - 1) == "D" and "N" in forms:
            return "people"
        if ("P" in forms or "Q" in forms) and self.kind(at - 1) != "D":
            return self._participle(at, forms)
        if self.kind(at - 1) == "D" and any(f in forms for f in "PQA"):
            return "people"
        if "B" in forms or "F" in forms or "G" in forms:
            return "active"
        if "A" in forms:
            return "predicate"
        return "people" if "N" in forms else "none"

    def _numbered(self, at: int) -> bool:
        """As in "The number of people killed", "the number of militant casualties", "the number killed"."""
        j = at - 1
        while self.kind(j) in "nDohra" and j > at - 6:
            if self.kind(j) == "n" and self.word(j) in NUMBERING:
                return True
            j -= 1
        return False

    def _event(self, at: int, forms: str) -> bool:
        if self.kind(at + 1) == "o" or forms in ("E", "EN", "NE"):
            return True
        if self.kind(at - 1) == "N" and self.chunks[at - 1].owning:
            return True
        if self.kind(at + 1) in "vVi" and self.word(at + 1) in COVERING:
            return True  # "the swap covered"
        return "B" in forms and self.kind(at - 1) in "DSpo" and self.kind(at + 1) not in "NIJ"

    def _participle(self, at: int, forms: str) -> str:
        before = self.kind(self.raised(self.skip_left(at - 1, "a")))
        if before in "BG":
            return "passive"
        if before == "H" or (before in "wT" and "P" in forms):
            return "active"
        after = self.skip_right(at + 1, "a")
        kind = self.kind(after)
        if "Q" in forms:
            return "passive"
        if kind == ":":
            return "active"
        if kind in "NIZ" and not self._own_predicate(at, after):
            return "active"
        if kind in "nJrD" and before not in "NIJ":
            return "active"
        if (
            kind in "nJr"
            and self.kind(at - 2) != "o"
            and (self._object_noun(after) or before == "I" or self.chunks[after].determined)
        ):
            return "active"
        if kind == "c" and self.kind(after + 1) == "K":
            other = self.chunks[after + 1].cue
            if other is not None and ("P" in other.forms):
                return self._participle(after + 1, other.forms)
        if kind == "i" and before not in "NIJ":
            return "passive"
        return "passive"

    def _object_noun(self, at: int) -> bool:
        return self.chunks[at].noun is not None

    def _own_predicate(self, at: int, after: int) -> bool:
        """Whether the number behind belongs to the next cue: "nine killed 12 injured"."""
        before = self.skip_left(at - 1, "a")
        if self.kind(before) not in "NIJ" or self.thing(before):
            return False  # "the two sides exchanged 300 prisoners"
        chunk = self.chunks[after]
        if chunk.cue is not None:
            return True
        follower = self.skip_right(after + 1, "a")
        if self.kind(follower) != "K":
            return False
        cue = self.chunks[follower].cue
        return (
            cue is not None
            and any(f in cue.forms for f in "PQA")
            and self.kind(self.skip_right(follower + 1, "a")) not in "NIJ"
        )
