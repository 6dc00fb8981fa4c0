"""The candidate sentences of a batch read one by one, and what goes on from sentence to sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from flows.core.batch import Batch
from flows.extract.quantities.numbers.find import NumberPhrase
from flows.extract.quantities.people.candidates import candidates, sought
from flows.extract.quantities.people.context import AROUND, WORDS
from flows.extract.quantities.people.nouns import PERSON
from flows.extract.quantities.people.sentence import Figure, Read, carry, heading, listed, read, read_again
from flows.extract.quantities.people.topics import everyday, scenes
from flows.extract.quantities.people.words import Cue, context, counts_things

GOING_ON = 2  # sentences that may go on counting what one counts
LIST_ITEMS = 15  # sentences that may stand in a list under a heading
LONGEST_ITEM = 160
TAKEN = context("taking")
CARRIED = ("part", "included", "continued")
Reading = tuple[int, int, str, Read]  # article, where the sentence begins, its text, what was read


def readings(batch: Batch, numbers: dict[int, list[NumberPhrase]]) -> list[Reading]:
    """Read the candidate sentences and, after each with a figure or a heading, those that may go on counting.

    Args:
        batch: the articles.
        numbers: the number phrases of its sentences, by the sentence's place in the batch.
    """
    sentences = batch.sentences.with_row_index("index")
    counting = sentences[list(numbers)].with_columns(single=pl.lit(value=False))
    words = _Words(batch.articles)
    found: dict[int, Reading] = {}

    def take(chosen: pl.DataFrame) -> None:
        for i, a, offset, text, single in chosen.select("index", "article", "char_start", "text", "single").iter_rows():
            held = numbers.get(i, [])
            if single or any(n.excluded is None and n.unit is None and not counts_things(text, n.end) for n in held):
                found[i] = (a, offset, text, read(text, held, words.of(a)))

    take(candidates(sentences))
    after = {
        i + k
        for i, r in found.items()
        for k in range(1, 1 + (LIST_ITEMS if heading(r[3]) else GOING_ON if r[3].figures else 0))
    }
    take(counting.filter(pl.col("index").is_in(sorted(after - found.keys()))))
    told = _told(found, batch.articles)
    left = counting.filter(pl.col("article").is_in(sorted(told)), ~pl.col("index").is_in(sorted(found)))
    take(left.filter(pl.col("text").str.contains_any(everyday(), ascii_case_insensitive=True)))
    for i in sorted(found):
        _read_again(found[i], told)
    _settle(found)
    _carry(found)
    return [found[i] for i in sorted(found) if found[i][3].figures]


def _told(found: dict[int, Reading], articles: pl.DataFrame) -> dict[int, list[str]]:
    """Return the count types that each article tells: those of its scenes, those of its figures, the last figure's last."""
    told = scenes(articles, {article for article, _, _, reading in found.values() if reading.figures})
    for i in sorted(found, reverse=True):
        article, _, _, reading = found[i]
        if reading.figures:
            types = told.setdefault(article, [])
            types.extend(f.count_type for f in reading.figures if f.count_type not in types)
    return told


def _read_again(found: Reading, told: dict[int, list[str]]) -> None:
    """Read a sentence again in the light of what its article tells, and note what it tells itself."""
    article, _, _, reading = found
    known = told.get(article)
    if known:
        read_again(reading, known)
        for f in reading.figures:
            if f.count_type in known:
                known.remove(f.count_type)
            known.append(f.count_type)


def _settle(found: dict[int, Reading]) -> None:
    """Read words that say no more than that people were taken away ("seized", "led off") as what the rest of the article tells."""
    firm: dict[int, set[str]] = {}
    for article, _, _, reading in found.values():
        firm.setdefault(article, set()).update(f.count_type for f in reading.figures if not _taken(f))
    for article, _, _, reading in found.values():
        told = firm[article] & {"abducted", "detained"}
        if len(told) == 1:
            instead = told.pop()
            reading.figures = [replace(f, count_type=instead) if _taken(f) else f for f in reading.figures]


def _taken(figure: Figure) -> bool:
    return figure.count_type in ("abducted", "detained") and figure.cue.split()[0] in TAKEN


def _carry(found: dict[int, Reading]) -> None:
    """Let sentences go on counting what the one before counts, and list items what their heading says."""
    last: tuple[int, int, Figure] | None = None  # article, sentence, its last figure that is no part
    head: tuple[int, int, Cue] | None = None  # article, sentence of the heading or of its last item, its cue
    for i in sorted(found):
        article, _, text, reading = found[i]
        if head is not None and (head[0] != article or i - head[1] > 1 or len(text) > LONGEST_ITEM):
            head = None
        if head is not None:
            items = listed(reading, head[2])
            reading.figures.extend(items)
            head = (article, i, head[2]) if items or reading.figures else None
        if last is not None and (last[0] != article or i - last[1] > GOING_ON):
            last = None
        if last is not None:
            _take_noun(reading, last[2])
            reading.figures.extend(carry(reading, last[2]))
        cue = heading(reading)
        head = head if cue is None else (article, i, cue)
        wholes = [f for f in reading.figures if f.whole is None and f.rule not in CARRIED]
        if wholes:
            last = (article, i, wholes[-1])
        elif reading.figures and last is not None:
            last = (article, i, last[2])


def _take_noun(reading: Read, before: Figure) -> None:
    """Give the first figure of a sentence, if no noun is printed, that of the figure before: "nine drivers. Four were freed."."""
    if not reading.figures:
        return
    first = min(reading.figures, key=lambda f: f.start)
    chunk = first.chunk
    nobody = first.unit == PERSON.unit and chunk.elliptic and chunk.pronoun is None and chunk.like is None
    if not nobody or chunk.first > 1 or before.chunk.noun is None or before.chunk.cue is not None or before.implicit:
        return
    if first.value is not None and (before.value or before.low or 0) > first.value:
        at = reading.figures.index(first)
        reading.figures[at] = replace(first, unit=before.unit, population=before.population)


class _Words:
    """The words of the articles, read when asked for, and only of those that hold one that cues look for."""

    def __init__(self, articles: pl.DataFrame) -> None:
        self._texts = articles["text"]
        wanted = sorted({w for kind in AROUND for w in context(kind)})
        telling = articles.filter(pl.col("text").str.contains_any(sought(wanted), ascii_case_insensitive=True))
        self._telling = set(telling["article"])
        self._known: dict[int, frozenset[str]] = {}

    def of(self, article: int) -> Callable[[], frozenset[str]]:
        """Return what gives the words of one article."""

        def ask() -> frozenset[str]:
            if article not in self._telling:
                return frozenset()
            if article not in self._known:
                self._known[article] = frozenset(WORDS.findall(self._texts[article].lower()))
            return self._known[article]

        return ask
