"""Which cue governs which count: a search through the clause, from each cue to the people it is about.

A passive, an intransitive verb and a predicate ("12 people were killed", "12 died", "12 dead") look to the left for their
subject; an active verb and a gerund ("killed 12", "killing 12") to the right for their objects; a noun of event ("the death of
12") for what follows "of"; a toll ("the death toll rose to 47") for the numbers behind it. Each finding carries a rule and a
score; where two cues claim one count, the higher score keeps it.
"""

from __future__ import annotations

from collections.abc import Callable

from flows.extract.quantities.people_chunks import Chunk
from flows.extract.quantities.people_tokens import Token
from flows.extract.quantities.people_words import Cue, pairs

Fits = Callable[[Cue, Chunk, str], bool]

REACH = 20
AUXILIARIES = 'aBGHMr"'
STOPS = ";sCRTwvKBHMGZ"
LIST = ",c&"
RAISING = frozenset("reported confirmed believed feared presumed known thought said left found declared listed assumed seen announced pronounced acknowledged verified estimated understood alleged".split())
NUMBERING = frozenset(("number", "tally", "count", "total", "numbers"))


class Clause:
    """The chunks of one sentence with the counts that cues have claimed so far."""

    def __init__(self, tokens: list[Token], chunks: list[Chunk], fits: Fits) -> None:
        self.tokens = tokens
        self.chunks = chunks
        self.shape = "".join(c.kind for c in chunks)
        self.fits = fits

    def claim(self, at: int, cue_at: int, rule: str, score: float) -> bool:
        """Tie a count to a cue if it may be and no firmer claim stands."""
        chunk, cue = self.chunks[at], self.chunks[cue_at].cue
        if cue is None or score <= chunk.score or not self.fits(cue, chunk, rule):
            return False
        chunk.governor, chunk.governor_at, chunk.rule, chunk.score = cue, cue_at, rule, score
        return True

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
        return self.shape[j] if 0 <= j < len(self.shape) else " "

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
        if self.kind(at - 1) == "D" and ("P" in forms or "A" in forms):
            return "people"
        if "B" in forms or "F" in forms or "G" in forms:
            return "active"
        if "A" in forms:
            return "predicate"
        return "people" if "N" in forms else "none"

    def _numbered(self, at: int) -> bool:
        """ "The number of people killed", "the number of militant casualties", "the number killed"."""
        j = at - 1
        while self.kind(j) in "nDoh" and j > at - 5:
            if self.kind(j) == "n" and self.word(j) in NUMBERING:
                return True
            j -= 1
        return False

    def _event(self, at: int, forms: str) -> bool:
        if self.kind(at + 1) == "o" or forms in ("E", "EN", "NE"):
            return True
        if self.kind(at - 1) == "N" and self.chunks[at - 1].owning:
            return True
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
        if kind in "nJr" and self.kind(at - 2) != "o" and (self._object_noun(after) or before == "I" or self.chunks[after].determined):
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
        if self.kind(self.skip_left(at - 1, "a")) not in "NIJ":
            return False
        chunk = self.chunks[after]
        if chunk.cue is not None:
            return True
        follower = self.skip_right(after + 1, "a")
        if self.kind(follower) != "K":
            return False
        cue = self.chunks[follower].cue
        return cue is not None and any(f in cue.forms for f in "PQA") and self.kind(self.skip_right(follower + 1, "a")) not in "NIJ"

    # ------------------------------------------------------------- subjects

    def subjects(self, at: int) -> list[tuple[int, float]]:
        """Return the counted subjects of the cue at `at`, nearest first, with scores."""
        j = self._before_verb(at)
        penalty = 0.0
        for _ in range(REACH):
            kind = self.kind(j)
            if kind in "NIJZ" and not self._thing(j):
                step = self._subject_at(j)
                if step is None:
                    penalty += 0.2
                    j -= 2
                    continue
                return self.list_left(j, 0.95 - penalty - step)
            moved = self._left_of(j, "n" if kind in "NIJZ" else kind)
            if moved is None:
                return []
            j, cost = moved
            penalty += cost
        return []

    def _before_verb(self, at: int) -> int:
        j = self.skip_left(self.raised(self.skip_left(at - 1, "a")), AUXILIARIES)
        if self.kind(j) == "t":
            j -= 1
            if self.kind(j) in "vV" and self.kind(self.skip_left(j - 1, "a")) in "BG":
                j = self.skip_left(j - 1, AUXILIARIES)  # "were forced to flee"
            j = self.skip_left(j, AUXILIARIES)  # "are to be released"
        return j

    def _thing(self, j: int) -> bool:
        return self.chunks[j].kind == "N" and self.chunks[j].noun is None and not self.chunks[j].elliptic

    def _subject_at(self, j: int) -> float | None:
        """Return what it costs to take the count at `j` as subject, None when it stands inside a phrase of another one."""
        chunk = self.chunks[j]
        before = self.kind(j - 1)
        if self.kind(j + 1) in "wT":
            return 0.05
        if before == "i":
            return None
        if before in "py":
            return (0.35 if not self._heads_left(j) else None)
        if before == "o":
            return None if self.kind(j - 2) in "NI" and self.chunks[j - 2].noun is not None else 0.1
        if before in "vgV":
            return 0.05
        return 0.0

    def _heads_left(self, j: int) -> bool:
        """Whether another count stands left of a phrase at `j` that could be the subject instead."""
        k = j - 2
        return self.kind(k) in "NI" and self.chunks[k].kind in "NI" and self.chunks[k].noun is not None

    def _left_of(self, j: int, kind: str) -> tuple[int, float] | None:
        """Step over what may stand between a subject and its verb; None where the clause begins."""
        if kind in 'an"iD':
            return self._over_noun(j) if kind == "n" else (j - 1, 0.0)
        if kind in ",-)":
            return self._over_insertion(j, kind)
        if kind in "gV":
            return (j - 1, 0.1)
        if kind == "K":
            return (j - 1, 0.3) if self.kind(j - 1) in "NIJna" else self._over_relative(j)
        if kind in "wT":
            return (self.skip_left(j - 1, ","), 0.05)
        if kind == "v":
            return self._over_relative(j)
        if kind == "c":
            return (j - 1, 0.25) if self.kind(j - 1) in "VvgK" else None
        return None

    def _over_noun(self, j: int) -> tuple[int, float] | None:
        before = self.kind(j - 1)
        if before in "pyot":
            return (j - 2, 0.05)
        if before in "c,&":
            k = self.skip_left(j - 1, LIST)
            return (k, 0.05) if self.kind(k) in "NIJn" else None
        if before in "gvV" and self.kind(self.skip_left(j - 2, "a")) in "NIwT":
            return (j - 1, 0.1)
        if before in "i":
            return (j - 2, 0.05)
        if before == "(" or before == "-":
            return (j - 1, 0.05)
        if before in "NIn" and (before == "n" or self.chunks[j - 1].elliptic or self.word(j) in NUMBERING):
            return (j - 1, 0.15)
        if before == "a" and self.kind(self.skip_left(j - 1, "a")) in "NI":
            return (self.skip_left(j - 1, "a"), 0.05)
        return None

    def _over_insertion(self, j: int, kind: str) -> tuple[int, float] | None:
        opener = "(" if kind == ")" else kind
        k = self.shape.rfind(opener, max(0, j - REACH), j)
        if k <= 0:
            return None
        if kind == "," and self.kind(k + 1) in "c&":
            return (j - 1, 0.05)  # the comma of a list
        if kind != "," or self.kind(k - 1) in "NIJ":
            return (k - 1, 0.05)
        first = self._appositive(k)
        if first is not None:
            return (first, 0.15)
        return (k - 1, 0.05) if self.kind(k - 1) in "naK)" else None

    def _appositive(self, comma: int) -> int | None:
        """Return the count that a longer insertion belongs to: "Three of them, identified as X, Y, and Z, died"."""
        for k in range(comma, max(0, comma - REACH), -1):
            if self.shape[k] in ";sRC":
                return None
            if self.shape[k] == "," and self.kind(k - 1) in "NI" and self.kind(k + 1) in "Vgniw":
                return k - 1
        return None

    def _over_relative(self, j: int) -> tuple[int, float] | None:
        for k in range(j - 1, max(-1, j - 8), -1):
            if self.kind(k) in "wT" and self.kind(self.skip_left(k - 1, ",")) in "NIJ":
                return (self.skip_left(k - 1, ","), 0.1)
            if self.kind(k) in ";KsRC":
                return None
        return None

    def list_left(self, j: int, score: float) -> list[tuple[int, float]]:
        """Return the count at `j` and those it stands in a row with, and the whole that "including" makes them part of."""
        out = [(j, score)]
        whole = self.chunks[j].pronoun is not None and self._inserted_whole(j)
        if self.chunks[j].pronoun is not None:
            return [*out, (whole, score - 0.05)] if whole else out
        k = j
        for _ in range(REACH):
            m = self.skip_left(k - 1, LIST)
            if self.kind(m) in "ri" and self.kind(self.skip_left(m, "ir")) in "NI,":
                m = self.skip_left(m, "ir,")
                return [*out, (m, score - 0.05)] if self.kind(m) in "NI" else out
            if m == k - 1 and not (self.kind(m) in "NI" and self._no_commas(m, k)):
                break
            if self.kind(m) in "NIJ":
                out.append((m, score - 0.1))
                k = m
            elif self.kind(m) == "n":
                k = m
                while self.kind(k - 1) in "po" and self.kind(k - 2) in "nNI":
                    k -= 2
                if self.kind(k) in "NI":
                    out.append((k, score - 0.15))
            else:
                break
        return out

    def _inserted_whole(self, j: int) -> int:
        """Return the whole that "one of them a child" is inserted behind, 0 without one."""
        m = self.skip_left(j - 1, ",")
        return m if self.chunks[j].noun is not None and self.kind(m) in "NI" and self.kind(j + 1) not in "B" else 0

    def _no_commas(self, left: int, right: int) -> bool:
        a, b = self.chunks[left], self.chunks[right]
        return a.noun is not None and b.noun is not None and not a.others

    # ------------------------------------------------------------- objects

    def objects(self, at: int) -> list[tuple[int, float]]:
        """Return the counted objects behind place `at`, in order, with scores."""
        out: list[tuple[int, float]] = []
        j = at + 1
        score = 0.95
        fresh = True  # a noun phrase may stand here
        things = False  # something else than people was counted: a number without noun may go on with it
        for _ in range(3 * REACH):
            kind = self.kind(j)
            if kind in "NIJZ":
                if not fresh and not (out and self._no_commas(j - 1, j) and self.kind(j - 1) in "NI"):
                    break
                if (out and self._begins_clause(j)) or (things and self.chunks[j].elliptic):
                    break
                things = things or self._thing(j)
                out.append((j, 0.98 if not out and j == at + 1 else score))
                fresh = False
            elif kind in "nr":
                if not fresh and self.kind(j - 1) not in "po(":
                    break
                fresh = False
            elif kind in LIST or kind == ":":
                if kind == "c" and self.kind(j + 1) == "K" and not out:
                    j += 1
                fresh = True
                if out:
                    score = min(score, 0.9)
            elif kind in "po" and (out or kind == "o" or not fresh):
                j, score = j + 1, score - 0.05
                while self.kind(j) in "aDp":
                    j += 1
                fresh = False
                if self.kind(j) not in "nNIJr":
                    break
                if kind == "o" and not out and self.kind(j) in "NI":
                    out.append((j, score - 0.05))
            elif kind == "i":
                fresh = True
                score -= 0.05
            elif kind == "(":
                close = self.shape.find(")", j)
                if close < 0:
                    break
                j = close
            elif kind not in 'aDm"-':
                break
            j += 1
        return out

    def _begins_clause(self, j: int) -> bool:
        """Whether what stands at `j` is the subject of a verb of its own: "killing 18 people, a hospital official said"."""
        if self.chunks[j].pronoun == "whom":
            return self.kind(j + 1) in "vV"
        k = self.skip_right(j + 1, "a")
        if self.kind(k) == "v" and self.word(k) == "said" and self.kind(j - 1) == "c" and self.kind(k + 1) == "n":
            return False  # "and two soldiers said the director", in a text that has lost its commas
        return self.kind(k) in "vVHM" or (self.kind(k) == "B" and self.kind(j - 1) in LIST)

    def behind(self, at: int) -> list[tuple[int, float]]:
        """Return the counts that follow a toll in its clause."""
        out = []
        for j in range(at + 1, min(len(self.shape), at + REACH)):
            kind = self.shape[j]
            if kind in ";sw" or (kind == "K" and self.chunks[j].cue is not None and self._verb(j)):
                break
            if kind == "N" and (self.chunks[j].elliptic or self.chunks[j].noun is not None):
                out.append((j, 0.8))
        return out

    def _verb(self, j: int) -> bool:
        cue = self.chunks[j].cue
        return cue is not None and not any(f in cue.forms for f in "ANTE") and not any(f in cue.forms for f in "P")


def govern(tokens: list[Token], chunks: list[Chunk], fits: Fits) -> Clause:
    """Tie the counts of a sentence to its cues."""
    clause = Clause(tokens, chunks, fits)
    for at, chunk in enumerate(chunks):
        if chunk.kind == "K":
            _apply(clause, at)
    for at, chunk in enumerate(chunks):
        if chunk.counted and chunk.cue is not None:
            _own_cue(clause, at)
        if chunk.kind in "NI":
            _paired(clause, at)
    return clause


def _paired(clause: Clause, at: int) -> None:
    """ "took 30 villagers hostage", "let 12 sailors go": a verb before and its particle behind the people."""
    verb_at = clause.skip_left(at - 1, "aDS,cNIJ&")
    if clause.kind(verb_at) not in "vVgKG":
        return
    verb = clause.word(verb_at)
    chunk = clause.chunks[at]
    for cue, particles in pairs().get(verb, ()):
        for k in range(at + 1, min(len(clause.shape), at + 5)):
            if clause.kind(k) in ";sRTw," or (clause.kind(k) in "vVKBHM" and clause.word(k) not in particles):
                break
            if clause.phrase(k) in particles or clause.word(k) in particles:
                if chunk.score < 0.99 and clause.fits(cue, chunk, "pair"):
                    chunk.governor, chunk.governor_at, chunk.rule, chunk.score = cue, verb_at, "pair", 0.99
                return


def _apply(clause: Clause, at: int) -> None:
    cue = clause.chunks[at].cue
    assert cue is not None
    voice = clause.voice(at)
    if voice in ("passive", "own", "predicate"):
        if clause.kind(at - 1) in "NIJ" and voice != "own":
            clause.claim(at - 1, at, "adjacent", 0.97)
        found = clause.subjects(at) or _relative_object(clause, at)
        if not found and voice == "predicate":
            found = _predicate_nouns(clause, at)
        _claim_all(clause, at, found, voice)
        if clause.kind(at + 1) in ":&":  # "Dead: 192", "was killed along with 10 others"
            _claim_all(clause, at, clause.objects(at + 1), voice)
    elif voice == "active":
        found = clause.objects(at)
        _claim_all(clause, at, found, voice)
        if not found and cue.count_type == "evacuated" and clause.kind(at - 1) == "t":
            _claim_all(clause, at, clause.subjects(at), "own")  # "ordered 400 residents to evacuate"
    elif voice == "event" or (voice == "people" and clause.kind(at + 1) == "o"):
        if cue.text.endswith((" of", " for", " to")):
            _claim_all(clause, at, clause.objects(at), voice)  # "the fate of 17 sailors"
        elif clause.kind(at + 1) == "o":
            _claim_all(clause, at, clause.objects(at + 1), voice)
        elif clause.kind(at + 1) in "gp" and clause.kind(at + 2) in "NI" and cue.count_type == "exchanged":
            _claim_all(clause, at, clause.objects(at + 1), voice)  # "a swap involving 300 prisoners"
        elif clause.kind(at - 1) == "N" and clause.chunks[at - 1].owning:
            clause.claim(at - 1, at, "owner", 0.85)
    elif voice == "toll":
        _claim_all(clause, at, clause.behind(at), voice)
    elif voice == "people":
        _claim_all(clause, at, _predicate_nouns(clause, at), voice)
    elif voice == "after":
        j = clause.skip_left(at - 1, "a")
        if clause.kind(j) in "NI":
            clause.claim(j, at, voice, 0.9)


def _relative_object(clause: Clause, at: int) -> list[tuple[int, float]]:
    """ "the 40 schoolgirls it kidnapped": the object stands before a subject that is a pronoun."""
    j = clause.skip_left(at - 1, "aH")
    if clause.kind(j) != "R":
        return []
    j = clause.skip_left(j - 1, "wT")
    return [(j, 0.75)] if clause.kind(j) in "NI" else []


def _claim_all(clause: Clause, at: int, found: list[tuple[int, float]], rule: str) -> None:
    anchor = False
    found = [(clause.share(j), score) for j, score in found]
    for j, score in found:
        if clause.chunks[j].kind == "J":
            continue
        anchor = clause.claim(j, at, rule, score) or anchor
    if anchor:
        for j, score in found:
            if clause.chunks[j].kind == "J":
                clause.claim(j, at, rule, score)


def _predicate_nouns(clause: Clause, at: int) -> list[tuple[int, float]]:
    """ "Among the dead were a man and two children", "the dead included 12 women", "two of the wounded", "10 were among the dead"."""
    j = at + 1
    if clause.kind(j) == ":":
        return clause.objects(j)
    if clause.kind(j) in "Bi" or (clause.kind(j) == "H" and clause.kind(j + 1) == "B"):
        while clause.kind(j) in "BHi":
            j += 1
        return [(k, score - 0.1) for k, score in clause.objects(j - 1)]
    if clause.kind(j) == "p" and clause.kind(j + 1) == "N" and clause.chunks[j + 1].elliptic and clause.kind(at - 1) in "nDS":
        return [(j + 1, 0.8)]  # "put its dead at about 55,000"
    k = clause.skip_left(at - 1, 'a"')
    if clause.kind(k) == "B":
        return [(m, s - 0.1) for m, s in clause.subjects(at)]
    k = at - 1
    if clause.kind(k) == "D":
        k -= 1
    if clause.kind(k) in "N" and clause.chunks[k].pronoun == "of":
        return [(k, 0.7)]
    if clause.kind(k) == "i":
        left = clause.skip_left(k - 1, "aBvV")
        return [(j, s - 0.1) for j, s in clause.subjects(left + 1)] if left >= 0 else []
    if clause.kind(k) == "o" and clause.kind(k - 1) in " ,;(\"":
        j = clause.skip_right(at + 1, ",")
        if clause.kind(j) == "N" and clause.chunks[j].elliptic:
            clause.chunks[j].pronoun = clause.chunks[j].pronoun or "of the"
            return [(j, 0.85)]  # "Of those killed, six were children"
    return []


def _own_cue(clause: Clause, at: int) -> None:
    """A count whose own noun or adjective is the cue: "12 deaths", "six kidnapped girls"."""
    chunk = clause.chunks[at]
    assert chunk.cue is not None
    if chunk.kind in "IJ" and "N" in chunk.cue.forms and chunk.cue.forms == "N":
        return
    firm = any(f in chunk.cue.forms for f in "PAE") or chunk.cue.needs is None
    score = 0.92 if firm and chunk.word >= 0 and chunk.elliptic else 0.88 if firm and chunk.cue.forms != "N" else 0.7
    if chunk.score < score and clause.fits(chunk.cue, chunk, "noun"):
        chunk.governor, chunk.governor_at, chunk.rule, chunk.score = chunk.cue, at, "noun", score
