"""Finding copies beside rensa and datasketch: the same articles, the same 5-word shingles, one core, one run.

Speed is taken on generated articles, twice: from shingles that are made to pairs, and from texts to pairs. `planted` is the share of
generated copies and updates that are paired with their original or with another version of it. Recall and precision are those of the
ladder of similarities (`tests.dedupe.dedupe_articles`): pairs of articles whose containment is known, up to three times as long.

The peers are set up as well as they can be: 128 permutations, 64 bands of two, and only pairs below an estimated Jaccard similarity of
.1 left out, so that they miss little (at .2 rensa's precision on the ladder rises from .65 to .79, its recall falls from .98 to .86).
They give pairs that may be alike; newstally's last line has compared each pair's real text.
"""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from flows.dedupe import match, sign
from flows.dedupe.candidates import candidates
from flows.dedupe.compare import NEAR
from flows.dedupe.sketch import sketches
from flows.dedupe.words import U64, Ints, chunks, distinct, shingles, visible, words
from tests.benchmarks import generator
from tests.dedupe.dedupe_articles import WAYS_TO_CHANGE, Writer, changed, frame, lay_out, plain_similarity

PERMUTATIONS, BANDS, LEAST = 128, 64, 0.1
LADDER = 600  # pairs
AT_ONCE = 100  # articles that are sketched together, as `sign` does
Pair = tuple[int, int]  # a later and an earlier row
Pairs = set[Pair]


@dataclass(frozen=True, slots=True)
class Shingled:
    """Articles with their shingles, as each of those compared takes them; what makes them is not measured."""

    texts: list[str]
    numbers: U64
    counts: Ints
    words: list[list[str]]

    @classmethod
    def of(cls, texts: list[str]) -> Shingled:
        """Shingle these texts."""
        numbers, counts = numbered(texts)
        return cls(texts, numbers, counts, [in_words(text) for text in texts])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; speeds in articles per second, 0 where a way does not begin there."""

    who: str
    of_shingles: float
    of_texts: float
    planted: float
    recall: float
    precision: float


def numbered(texts: list[str]) -> tuple[U64, Ints]:
    """Return the distinct shingles of texts as numbers, one text after the other, and how many each has."""
    sets: list[U64] = []
    for _, chunk in chunks(visible(pl.Series(texts))):
        found = words(chunk)
        grams, per_text = shingles(found.numbers, found.counts)
        sets += [distinct(part) for part in np.split(grams, np.cumsum(per_text)[:-1])]
    return np.concatenate(sets), np.array([len(s) for s in sets])


def in_words(text: str) -> list[str]:
    """Return the distinct shingles of a text, printed."""
    found = re.findall(r"\w+", text.lower())
    return sorted({" ".join(found[i : i + 5]) for i in range(len(found) - 4)})


def ours(given: Shingled) -> Pairs:
    """Sketches, made of some articles at a time, and bands, as the step `match` searches, without reading a text."""
    everyone = np.ones(len(given.counts), np.bool_)
    cuts = np.arange(AT_ONCE, len(given.counts), AT_ONCE)
    of_articles = np.split(given.numbers, np.cumsum(given.counts)[cuts - 1])
    sketched = [sketches(*some) for some in zip(of_articles, np.split(given.counts, cuts), strict=True)]
    later, earlier = candidates(np.concatenate(sketched), given.counts, everyone, 0, NEAR)
    return set(zip(later.tolist(), earlier.tolist(), strict=True))


def verified(texts: list[str]) -> Pairs:
    """Return each article that joins another's cluster, with every earlier one of it."""
    articles = frame(texts)
    stored = dict(articles.select("article_id", "text").iter_rows())
    signed = sign(articles)
    none = signed.head(0).with_columns(cluster_id=pl.lit(""), canonical_id=pl.lit(""))
    found = match(signed, none, lambda ids: {i: stored[i] for i in ids})
    members: dict[str, list[int]] = {}
    pairs: Pairs = set()
    for row, cluster in enumerate(found["cluster_id"]):
        earlier = members.setdefault(cluster, [])
        pairs.update((row, other) for other in earlier)
        earlier.append(row)
    return pairs


def by_rensa(given: Sequence[list[str]]) -> Pairs:
    """Return the pairs that rensa finds."""
    import rensa

    hashed = rensa.RMinHash.from_token_sets(given, PERMUTATIONS, 42)
    index = rensa.RMinHashLSH(threshold=LEAST, num_perm=PERMUTATIONS, num_bands=BANDS)
    index.insert_many(hashed)
    found = index.query_all(hashed)
    return {(i, j) for i, others in enumerate(found) for j in others if j < i and hashed[i].jaccard(hashed[j]) >= LEAST}


def by_datasketch(given: Sequence[list[str]]) -> Pairs:
    """Return the pairs that datasketch finds."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
    hashed = MinHash.bulk([[s.encode() for s in told] for told in given], num_perm=PERMUTATIONS)
    pairs: Pairs = set()
    for i, one in enumerate(hashed):
        pairs.update((i, j) for j in index.query(one) if one.jaccard(hashed[j]) >= LEAST)
        index.insert(i, one, check_duplication=False)
    return pairs


PEERS: dict[str, Callable[[Sequence[list[str]]], Pairs]] = {"rensa": by_rensa, "datasketch": by_datasketch}


def installed(package: str) -> bool:
    """Tell whether a peer is here."""
    return importlib.util.find_spec(package) is not None


def lines(n: int) -> list[Line]:
    """Measure on `n` generated articles; peers that are not installed are left out."""
    return list(_lines(n))


def _lines(n: int) -> Iterator[Line]:
    made = list(generator.articles(n))
    given = Shingled.of(["\n".join(a.paragraphs) for a in made])
    rows = {a.url: i for i, a in enumerate(made)}
    original = [rows.get(a.original or a.url, i) for i, a in enumerate(made)]
    pairs, near = ladder(LADDER)
    small = Shingled.of([text for pair in pairs for text in pair])
    ours(small), verified(small.texts[:20])  # tables are read once

    def line(who: str, found: Pairs, of_shingles: float, of_texts: float, on_ladder: Pairs) -> Line:
        return Line(who, of_shingles, of_texts, versions_found(found, original), *quality(on_ladder, near))

    found, seconds = timed(ours, given)
    yield line("newstally, sketches and bands", found, n / seconds, 0.0, ours(small))
    found, seconds = timed(verified, given.texts)
    yield line("newstally, each pair compared", found, 0.0, n / seconds, verified(small.texts))
    for name in filter(installed, PEERS):
        PEERS[name](small.words[:20])
        found, seconds = timed(PEERS[name], given.words)
        _, before = timed(lambda texts: [in_words(t) for t in texts], given.texts)
        yield line(name, found, n / seconds, n / (seconds + before), PEERS[name](small.words))


def timed(work: Callable[[Any], Any], given: Any) -> tuple[Any, float]:
    """Return what `work` makes and the seconds of processor time it takes."""
    begun = time.process_time()
    found = work(given)
    return found, time.process_time() - begun


def ladder(n: int) -> tuple[list[tuple[str, str]], Pairs]:
    """Return pairs of articles of similarities from 0 to .95, and which of their rows are near-identical."""
    writer = Writer(11)
    pairs: list[tuple[str, str]] = []
    near: Pairs = set()
    for i in range(n):
        base = writer.sentences(writer.random.randint(6, 30))
        other = changed(base, WAYS_TO_CHANGE[i % 6], 0.95 * writer.random.random(), writer)
        pairs.append((lay_out(base), f"By {writer.name()}\n{lay_out(other)}"))
        if plain_similarity(*pairs[-1])[1] >= NEAR:
            near.add((2 * i + 1, 2 * i))
    return pairs, near


def quality(found: Pairs, near: Pairs) -> tuple[float, float]:
    """Return recall and precision of pairs."""
    right = len(found & near)
    return right / len(near), right / max(1, len(found))


def versions_found(found: Pairs, original: Sequence[int]) -> float:
    """Return the share of planted copies and updates that are paired with their original or with another version of it."""
    derived = [i for i, first in enumerate(original) if first != i]
    paired = {i for i, j in found if original[i] == original[j]}
    return sum(i in paired for i in derived) / max(1, len(derived))
