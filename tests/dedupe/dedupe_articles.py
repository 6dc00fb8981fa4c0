"""Articles of an invented war, written by a seeded grammar, and the ways in which outlets change them."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

import polars as pl

from flows.core.ids import digest
from flows.dedupe import match, sign

SYLLABLES = [
    "ka",
    "ro",
    "mi",
    "ven",
    "tal",
    "dor",
    "shu",
    "bel",
    "nar",
    "ost",
    "qui",
    "lam",
    "fer",
    "gos",
    "tir",
    "zan",
    "hol",
    "peb",
    "uld",
]
NOUNS = [
    "bridge",
    "depot",
    "school",
    "hospital",
    "convoy",
    "column",
    "market",
    "station",
    "refinery",
    "barracks",
    "village",
    "crossing",
]
VERBS = [
    "shelled",
    "struck",
    "seized",
    "left",
    "reached",
    "crossed",
    "held",
    "surrounded",
    "hit",
    "guarded",
    "entered",
    "cleared",
    "shut",
]
ADJECTIVES = [
    "northern",
    "southern",
    "old",
    "narrow",
    "crowded",
    "ruined",
    "coastal",
    "frozen",
    "remote",
    "empty",
    "busy",
    "burned",
    "upper",
]
WAYS = [
    "before dawn",
    "after heavy rain",
    "during the night",
    "without a warning",
    "for the second time",
    "under fire",
    "on foot",
    "by boat",
]
FRAMES = [
    "{Name} {verb} the {adj} {noun} near {Place} {way}.",
    "The {noun} at {Place} was {verb} {way}, {Name} said.",
    "{n} {noun}s in {Place} were {verb} by the {adj} brigade.",
    "“We {verb} a {adj} {noun} {way},” said {Name} of {Place}.",
    "In {Place}, a {adj} {noun} and {n} {adj} {noun}s were {verb}.",
    "At least {n} people were killed when the {noun} of {Place} was {verb} {way}.",
    "{Name}, a {adj} commander, {verb} {Place} with {n} men {way}.",
    "Residents of {Place} {verb} the {noun} and the {adj} {noun} {way}.",
]


class Writer:
    """Writes sentences and articles; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def name(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4))).capitalize()

    def day(self) -> str:
        return self.random.choice(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"])

    def sentence(self) -> str:
        frame = self.random.choice(FRAMES)
        for slot, make in {
            "{Name}": self.name,
            "{Place}": self.name,
            "{verb}": lambda: self.random.choice(VERBS),
            "{adj}": lambda: self.random.choice(ADJECTIVES),
            "{noun}": lambda: self.random.choice(NOUNS),
            "{way}": lambda: self.random.choice(WAYS),
            "{n}": lambda: str(self.random.randint(2, 900)),
        }.items():
            while slot in frame:
                frame = frame.replace(slot, make(), 1)
        return frame

    def sentences(self, count: int) -> list[str]:
        return [self.sentence() for _ in range(count)]

    def article(self, count: int = 25) -> str:
        return lay_out(self.sentences(count))


def lay_out(sentences: Sequence[str]) -> str:
    return "\n".join(" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))


def frame(texts: Sequence[str], urls: Mapping[int, str] | None = None) -> pl.DataFrame:
    """Return articles with an id by their place; `urls` gives some of them a url."""
    urls = urls or {}
    rows = [(digest(str(i)), urls.get(i), text) for i, text in enumerate(texts)]
    return pl.DataFrame(rows, schema={"article_id": pl.String, "url": pl.String, "text": pl.String}, orient="row")


def assign(articles: pl.DataFrame, cuts: Sequence[int] = ()) -> pl.DataFrame:
    """Match articles in batches that begin at these rows, each batch knowing those before."""
    stored = dict(articles.select("article_id", "text").iter_rows())
    signatures = sign(articles)
    known = signatures.head(0).with_columns(cluster_id=pl.lit(""), canonical_id=pl.lit(""))
    done = []
    for begin, end in zip([0, *cuts], [*cuts, articles.height], strict=True):
        new = signatures[begin:end]
        found = match(new, known, lambda ids: {i: stored[i] for i in ids})
        known = pl.concat([known, new.with_columns(found["cluster_id"], found["canonical_id"])])
        done.append(found)
    return pl.concat(done)


def plain_shingles(text: str) -> set[tuple[str, ...]]:
    """Return the 5-word shingles the slow and obvious way."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def plain_similarity(a: str, b: str) -> tuple[float, float]:
    """Return Jaccard similarity and containment the slow and obvious way."""
    x, y = plain_shingles(a), plain_shingles(b)
    return len(x & y) / max(len(x | y), 1), len(x & y) / max(min(len(x), len(y)), 1)


def changed(base: list[str], way: str, share: float, writer: Writer) -> list[str]:
    """Return the sentences of an article that holds about this share of another one."""
    pick, count = writer.random.random, len(base)
    kept = round(count * share)
    if way == "replaced":
        return [s if pick() < share else writer.sentence() for s in base]
    if way == "other end":
        return base[:kept] + writer.sentences(count - kept)
    if way == "other beginning":
        return writer.sentences(count - kept) + base[count - kept :]
    if way == "edited":
        spared = share**0.2
        return [" ".join(w if pick() < spared else writer.random.choice(NOUNS) for w in s.split(" ")) for s in base]
    if way == "cut":
        return [s if pick() < share else writer.sentence() for s in base[: max(4, count // 3)]]
    if way == "grown":
        part = [s for s in base if pick() < share]
        return writer.sentences(count) + part + writer.sentences(2 * count - len(part))
    raise ValueError(way)


WAYS_TO_CHANGE = ["replaced", "other end", "other beginning", "edited", "cut", "grown"]
