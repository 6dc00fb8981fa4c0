"""From attributions and quotation marks to rows: who speaks between which marks, and what is reported without them.

A quotation takes the source of the attribution that covers it or stands nearest in its sentence; without one it goes on with
the speaker of its paragraph, of the paragraph before, or with the subject of the sentence that leads up to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import polars as pl

from flows.core.batch import Batch
from flows.extract.attribution.marks import Quote
from flows.extract.attribution.mentions import NONE, Mentions, mentions_by_article
from flows.extract.attribution.units import Unit, units
from flows.extract.attribution.words import ADDRESS, CLAUSE, lexicon
from flows.extract.quotations.speech import alone, is_heading, is_name_of_something, is_sentence, is_title

Row = tuple[Any, ...]
TELLING = CLAUSE | ADDRESS

DOCUMENT = re.compile(
    r"(?:statement|communiqu[eé]|declaration|announcement|message|letter|bulletin|manifesto)\b", re.IGNORECASE
)
ISSUED = re.compile(r"\b(?:by|from|of) (?:the )?\Z")
LONGEST_ISSUED = 12  # characters of what ISSUED finds, with one before it
FAR = 4_000  # characters looked back through for who leads up to a quotation
BELOW = 50  # quotations below a heading that may repeat it


class Spoken(NamedTuple):
    """One attribution, or a speaker known without one (`cue` null)."""

    start: int
    end: int
    source: tuple[int, int] | None
    raw: str | None
    name: str | None
    id: str | None
    cue: tuple[int, int]
    word: str | None
    asserted: bool = True


def quotations(batch: Batch, mentions: pl.DataFrame, attributions: pl.DataFrame) -> list[Row]:
    """Return the rows of `find_quotations` as tuples."""
    said = _by_article(attributions)
    names = mentions_by_article(mentions)
    texts = batch.articles["text"].to_list()
    out: list[Row] = []
    for article, mine in groupby(units(batch), key=attrgetter("article")):
        talk = Talk(texts[article], said.get(article, []), names.get(article, NONE))
        direct: list[Row] = []
        heads: set[int] = set()
        lone: set[int] = set()
        for unit in mine:
            rows = talk.direct(unit)
            if rows and is_heading(unit, texts[article]):
                heads.update(range(len(direct), len(direct) + len(rows)))
                lone.update(range(len(direct), len(direct) + len(rows)) if alone(unit) else ())
            direct += rows
        out += [_as_repeated(k, direct, heads, lone) if k in heads else row for k, row in enumerate(direct)]
        out += talk.indirect(article)
    return out


def _by_article(attributions: pl.DataFrame) -> dict[int, list[Spoken]]:
    out: dict[int, list[Spoken]] = {}
    for article, cs, ce, ss, se, raw, name, sid, _, qs, qe, cue, asserted in attributions.iter_rows():
        out.setdefault(article, []).append(Spoken(cs, ce, (ss, se), raw, name, sid, (qs, qe), cue, asserted))
    for mine in out.values():
        mine.sort(key=lambda a: a.cue)
    return out


class Talk:
    """The conversation of one article: asked for the quotations of each unit in order."""

    def __init__(self, text: str, said: list[Spoken], mentions: Mentions) -> None:
        self.text = text
        self.said = said
        self.spoken = [a for a in said if a.asserted]
        self.cues = [a.cue[0] for a in self.spoken]
        self.mentions = mentions
        self.persons = [k for k, kind in enumerate(mentions.types) if kind == "person"]
        self.person_starts = [mentions.starts[k] for k in self.persons]
        self.marks: list[Quote] = []
        self.last: tuple[int, Spoken] | None = None  # paragraph and speaker
        self.unit_end = 0
        self.led: tuple[int, Spoken | None] = (-1, None)  # a unit's beginning and who leads up to it

    def direct(self, unit: Unit) -> list[Row]:
        """Return the quotations of a unit."""
        frames = self.spoken[bisect_left(self.cues, unit.start) : bisect_left(self.cues, unit.end)]
        quotes = [q for q in unit.quotes if not q.weak]
        self.marks += quotes
        by_itself = bool(quotes) and alone(unit)
        out = []
        for q in quotes:
            text = self.text[q.start : q.end]
            speaker = _framed(q, unit, frames, by_itself=by_itself)
            if is_name_of_something(q, unit, text):
                continue
            if speaker is None:
                if is_sentence(text) or (by_itself and not is_title(text)):
                    speaker = self._unframed(q, unit)
                elif is_title(text) or (speaker := self._subject(unit.start, q.outer_start)) is None:
                    continue
            out.append(_direct(unit.article, q, text, speaker))
            if speaker is not None:
                self.last = (unit.paragraph, speaker)
        if frames and not quotes:
            self.last = (unit.paragraph, frames[-1])
        self.unit_end = unit.end
        return out

    def _unframed(self, q: Quote, unit: Unit) -> Spoken | None:
        """Who goes on speaking, or was led up to."""
        lead = self._subject(unit.start, q.outer_start)
        if lead is not None:
            return lead
        if self.last is not None and self.last[0] == unit.paragraph:
            return self.last[1]
        if self.led[0] != unit.start:
            self.led = (unit.start, self._lead_up(unit.start))
        before = self.led[1]
        if (
            self.last is not None
            and self.last[0] == unit.paragraph - 1
            and (before is None or before.cue[0] < self.unit_end)
        ):
            return self.last[1]
        return before

    def _lead_up(self, at: int) -> Spoken | None:
        """The subject of the sentence or line before."""
        floor = max(0, at - FAR)
        end = floor + len(self.text[floor:at].rstrip())
        line = max(floor, self.text.rfind("\n", floor, end) + 1)
        start = max(line, self.text.rfind(". ", line, end - 1) + 1)
        return self._subject(start, end) or self._subject(line, end) or self._issuer(line, end)

    def _issuer(self, start: int, end: int) -> Spoken | None:
        """The body whose words a line announces: the following statement was issued by X."""
        if not DOCUMENT.search(self.text, start, end):
            return None
        for n in range(self.mentions.before(start), self.mentions.before(end)):
            m = self.mentions.at(n)
            if m.type in ("organization", "group") and ISSUED.search(
                self.text, max(start, m.start - LONGEST_ISSUED), m.start
            ):
                return Spoken(
                    m.start, m.end, (m.start, m.end), m.surface, m.name, m.entity_id, (m.start, m.start), None
                )
        return None

    def _subject(self, start: int, end: int) -> Spoken | None:
        """The first person named in a stretch, outside quotations."""
        for n in range(bisect_left(self.person_starts, start), bisect_left(self.person_starts, end)):
            m = self.mentions.at(self.persons[n])
            if not any(k.outer_start <= m.start < k.outer_end for k in self.marks[-8:]):
                return Spoken(
                    m.start, m.end, (m.start, m.end), m.surface, m.name, m.entity_id, (m.start, m.start), None
                )
        return None

    def indirect(self, article: int) -> list[Row]:
        """Return what is reported without marks: contents of attributions that hold no quotation."""
        out, starts = [], [q.outer_start for q in self.marks]
        seen: set[tuple[int, int]] = set()
        for a in self.said:
            k = bisect_left(starts, a.end) - 1
            if (a.start, a.end) in seen or (k >= 0 and self.marks[k].outer_end > a.start):
                continue
            seen.add((a.start, a.end))
            out.append(
                (
                    article,
                    a.start,
                    a.end,
                    self.text[a.start : a.end],
                    "indirect",
                    a.name,
                    a.raw,
                    _one(a.id),
                    *(a.source or (None, None)),
                    a.word,
                )
            )
        return out


def _framed(q: Quote, unit: Unit, frames: list[Spoken], *, by_itself: bool) -> Spoken | None:
    """The attribution that covers a quotation most tightly, else the nearest one of its unit; none where that is nothing but quotations."""
    covering = [a for a in frames if a.start < q.outer_end and a.end > q.outer_start]
    if covering:
        if (behind := next((a for a in covering if _follows(q, unit, a)), None)) is not None:
            return behind
        told = [a for a in frames if _says(a) and a.cue[1] < q.start]
        between = unit.text[max(0, covering[-1].cue[1] - unit.start) : q.outer_start - unit.start]
        if told and len(covering) == 1 and not _says(covering[0]) and "," in between:
            return told[-1]  # X said the raid, which Y called brief, was "a crime"
        return min(covering, key=lambda a: (not _says(a), a.end - a.start, abs(a.cue[0] - q.start)))
    if by_itself:
        return None
    return min(frames, key=lambda a: min(abs(a.cue[0] - q.outer_end), abs(q.outer_start - a.cue[1])), default=None)


def _follows(q: Quote, unit: Unit, a: Spoken) -> bool:
    """Whether a source with its cue stands right behind a quotation that ends in a comma."""
    first = a.cue[0] if a.source is None else min(a.cue[0], a.source[0])
    if first < q.outer_end:
        return False
    between = unit.text[q.end - unit.start : first - unit.start]
    comma = "," in between or unit.text[q.end - 1 - unit.start : q.end - unit.start] == ","
    return comma and not any(c.isalnum() for c in between)


def _says(a: Spoken) -> bool:
    """Whether the cue introduces what is said, rather than telling of its object."""
    words = (a.word or "").lower().split()
    return not words or bool(lexicon().get(words[-1], TELLING) & TELLING)


def _as_repeated(at: int, direct: list[Row], heads: set[int], lone: set[int]) -> Row:
    """A heading takes the speaker of the quotation below that says the same; one without a source of its own else the next speaker."""
    row = direct[at]
    text = _folded(row[3])
    near = range(at + 1, min(at + 1 + BELOW, len(direct)))
    below = [direct[k] for k in near if k not in heads and direct[k][6]]
    other = next((other for other in below if text in _folded(other[3])), None)
    if other is None and at in lone:
        other = next(iter(below), None)
    return row if other is None else (*row[:5], *other[5:])


def _folded(text: str) -> str:
    return text.lower().replace("’", "'").strip(" .,;:!?…'\"")


def _one(ids: str | None) -> str | None:
    return ids.split("; ")[0] if ids else None


def _direct(article: int, q: Quote, text: str, a: Spoken | None) -> Row:
    if a is None:
        return (article, q.start, q.end, text, "direct", None, None, None, None, None, None)
    return (article, q.start, q.end, text, "direct", a.name, a.raw, _one(a.id), *(a.source or (None, None)), a.word)
