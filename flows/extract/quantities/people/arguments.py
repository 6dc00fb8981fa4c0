"""Who a cue is about: the search to the left for subjects and to the right for objects, over what may stand between."""

from __future__ import annotations

from flows.extract.quantities.people.clause import AUXILIARIES, LIST, NUMBERING, REACH, Clause

PART = 10  # chunks that an insertion in a list may have


class Arguments(Clause):
    """A sentence whose cues can be asked for the counts they are about."""

    # ------------------------------------------------------------- subjects

    def subjects(self, at: int) -> list[tuple[int, float]]:
        """Return the counted subjects of the cue at `at`, nearest first, with scores."""
        j = self._before_verb(at)
        penalty = 0.0
        for _ in range(REACH):
            kind = self.kind(j)
            if kind in "NIJZ" and not self.thing(j):
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

    def _counts(self, j: int) -> bool:
        return self.kind(j) in "NI" and not self.thing(j)

    def _subject_at(self, j: int) -> float | None:
        """Return what it costs to take the count at `j` as subject, None when it stands inside a phrase of another one."""
        self.chunks[j]
        before = self.kind(j - 1)
        if self.kind(j + 1) in "wT":
            return 0.05
        if before == "i":
            return None
        if before in "py":
            return 0.35 if not self._heads_left(j) else None
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
        if kind in "po" and self.kind(j - 1) in "V":
            return (j - 1, 0.05)  # "two men suspected of smuggling were"
        if kind == "K":
            return (j - 1, 0.3) if self.kind(j - 1) in "NIJna" else self._over_relative(j)
        if kind in "wT":
            return (self.skip_left(j - 1, ","), 0.05)
        if kind == "v":
            return self._over_relative(j)
        if kind == "c":
            return self._over_verb(j - 1)
        return None

    def _over_verb(self, j: int) -> tuple[int, float] | None:
        """Step over another verb of the same subject, with what it shares: "were stabbed and killed"."""
        if self.kind(j) not in "VvgK":
            return None
        before = self.skip_left(j - 1, "a")
        return (self.skip_left(before, AUXILIARIES), 0.3) if self.kind(before) in "BHM" else (j, 0.25)

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
        if kind == "," and k == j - 2 and self.kind(j - 1) == "N" and not self.thing(j - 1) and not self._counts(k - 1):
            return (j - 1, 0.1)  # "residents of 14 villages, some 23,000 people, have been"
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
            if m == k - 1 and self.kind(m) in "ri" and self.kind(self.skip_left(m, "ir")) in "NI,":
                m = self.skip_left(m, "ir,")
                return [*out, (m, score - 0.05)] if self.kind(m) in "NI" else out
            if m == k - 1 and not (self.kind(m) in "NI" and self.no_commas(m, k)):
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

    def no_commas(self, left: int, right: int) -> bool:
        """Whether two counts side by side may stand in a row that has lost its commas."""
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
                if not fresh and not (out and self.no_commas(j - 1, j) and self.kind(j - 1) in "NI"):
                    break
                if (out and self._begins_clause(j)) or (things and self.chunks[j].elliptic):
                    break
                things = things or self.thing(j)
                out.append((j, 0.98 if not out and j == self.skip_right(at + 1, "D") else score))
                fresh = False
            elif kind in "nr":
                if not fresh and self.kind(j - 1) not in "po(":
                    break
                fresh = False
            elif kind in LIST or kind == ":":
                if kind == "," and out and (beyond := self._over_part(j)):
                    j = beyond
                elif kind == "c" and self.kind(j + 1) == "K" and not out:
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

    def _over_part(self, comma: int) -> int:
        """Return the comma that ends an insertion in a list ("60, eight of them arrested in June, and 25 guards"), 0 without one."""
        if self.kind(comma + 1) != "N" or self.chunks[comma + 1].pronoun not in ("them", "whom"):
            return 0
        end = self.shape.find(",", comma + 2, comma + PART)
        return end if end > 0 and self.kind(end + 1) == "c" and self.kind(end + 2) in "NI" else 0

    def apposed(self, at: int) -> list[tuple[int, float]]:
        """Return the counts that say how many a noun phrase means: "freed the last of the peacekeepers, 85 men, officials said"."""
        j = at
        while self.kind(j) in "anDKoV" and j < at + PART:
            j += 1
        noun = self.chunks[j - 1].noun or self.chunks[j - 1].cue
        if noun is None or self.kind(j) not in ",-(" or self.kind(j + 1) != "N" or self.thing(j + 1):
            return []
        end = self.skip_right(j + 2, "apDn")
        return [(j + 1, 0.8)] if self.kind(end) in ",-)" and self.kind(end + 1) not in "NI" else []

    def _begins_clause(self, j: int) -> bool:
        """Whether what stands at `j` is the subject of a verb of its own: "killing 18 people, a hospital official said"."""
        if self.chunks[j].pronoun == "whom":
            return self.kind(j + 1) in "vV"
        k = self.skip_right(j + 1, "a")
        while self.kind(j) == "I" and self.kind(k) in "po" and self.kind(k + 1) in "nK":
            k = self.skip_right(k + 2, "a")  # "a survivor of the attack said"
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
                if self.kind(j - 1) in ",:" and self._begins_clause(j):
                    break  # "The toll could rise: five are in hospital"
                out.append((j, 0.8))
        return out

    def _verb(self, j: int) -> bool:
        cue = self.chunks[j].cue
        return cue is not None and not any(f in cue.forms for f in "ANTE") and not any(f in cue.forms for f in "P")
