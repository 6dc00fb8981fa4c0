"""Made-up news articles with known truth: a seeded grammar, copies, updates and quotations in stated shares.

``python tests/benchmarks/generator.py 1000 articles.jsonl truth.jsonl [--seed N]`` writes articles of 3 to 6 kB as JSON Lines, and per
article its planted figures (`count_type, value, attributed_to`) and, for copies and updates, the url of the original. All is invented.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

COPIES, CUTS, UPDATES = 0.12, 0.08, 0.05  # shares of exact copies, cut copies and updates among all articles

YEARS = (2016, 2025)
SIDES = [
    ("Sudanese", "Sudan"),
    ("Ukrainian", "Ukraine"),
    ("Malian", "Mali"),
    ("Colombian", "Colombia"),
    ("Syrian", "Syria"),
    ("Ethiopian", "Ethiopia"),
]
FIRST = [
    "Ana",
    "Ivo",
    "Lena",
    "Omar",
    "Tariq",
    "Sofia",
    "Marek",
    "Nadia",
    "Piotr",
    "Leila",
    "Viktor",
    "Amina",
    "Jonas",
    "Rosa",
    "Hamid",
    "Greta",
]
LAST = [
    "Varo",
    "Castell",
    "Idrane",
    "Mokwena",
    "Petrak",
    "Salvo",
    "Hadid",
    "Okafor",
    "Lindqvist",
    "Barros",
    "Yusupov",
    "Kellner",
    "Traore",
    "Novak",
]
BODIES = [
    "the regional health office",
    "the Civil Rescue Board",
    "the Northern Command",
    "the Harbour Clinic",
    "the Relief Council",
    "the Border Watch",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _pieces() -> dict[str, list[str]]:
    """Return the pieces of filler by name: short ones, so that two articles share hardly five words in a row, as in real news."""
    lines = Path(__file__).with_name("filler.txt").read_text(encoding="utf-8").splitlines()
    named = [line.split("|") for line in lines if not line.startswith("#")]
    return {name: pieces for name, *pieces in named}


FILLER = _pieces()
TOWNS = [head + tail for head in FILLER["heads"] for tail in FILLER["tails"]]
OUTLETS = [
    f"{a} {b}"
    for a in ("Coast", "Hill", "River", "Plain", "Delta", "Border", "Island", "Valley")
    for b in ("Courier", "Mail", "Tribune", "Post", "Gazette")
]


@dataclass
class Article:
    """One article with what was planted in it."""

    url: str
    source_name: str
    title: str
    published_at: str
    paragraphs: list[str]
    figures: list[dict[str, object]] = field(default_factory=list)
    original: str | None = None
    relation: str = "unique"

    def row(self) -> dict[str, object]:
        """Return it as a line of JSON Lines."""
        keys = {
            "url": self.url,
            "source_name": self.source_name,
            "title": self.title,
            "published_at": self.published_at,
        }
        return {**keys, "language": "en", "text": "\n".join(self.paragraphs)}

    def truth(self) -> dict[str, object]:
        """Return what is known of it."""
        return {"url": self.url, "relation": self.relation, "original": self.original, "figures": self.figures}


def articles(n: int, seed: int = 1, first: int = 0) -> Iterator[Article]:
    """Yield n articles numbered from `first`; the same seed gives the same ones. Originals of copies are among the last thousand."""
    dice = random.Random(seed)
    recent: list[Article] = []
    for i in range(first, first + n):
        draw = dice.random()
        if recent and draw < COPIES + CUTS + UPDATES:
            made = _derived(dice, i, dice.choice(recent), draw)
        else:
            made = _original(dice, i)
            recent = [*recent[-999:], made]
        yield made


def _original(dice: random.Random, i: int) -> Article:
    adjective, side = dice.choice(SIDES)
    town, day = dice.choice(TOWNS), dice.choice(DAYS)
    source = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
    body = dice.choice(BODIES)
    killed, wounded, captured, fled = (
        dice.randint(3, 90),
        dice.randint(3, 240),
        dice.randint(3, 60),
        dice.randint(2, 90) * 100,
    )
    paragraphs = [
        f"An attack on {town} killed {killed} people and wounded {wounded} others on {day}, {body} said.",
        f"“We carried them out one by one,” said {source}, a doctor in {town}. “Nobody came to help us until the morning.”",
        f"{source} said {captured} {adjective} soldiers had been captured near the {dice.choice(LAST)} bridge.",
        f"About {fled:,} residents have fled {town} since {dice.choice(DAYS)}, according to {body}.",
    ]
    figures: list[dict[str, object]] = [
        {"count_type": "killed", "value": killed, "attributed_to": body, "affected": None},
        {"count_type": "injured", "value": wounded, "attributed_to": body, "affected": None},
        {"count_type": "captured", "value": captured, "attributed_to": source, "affected": side},
        {"count_type": "displaced", "value": fled, "attributed_to": body, "affected": None},
    ]
    size = dice.randint(3_000, 6_000)
    while sum(map(len, paragraphs)) < size:
        paragraphs.append(" ".join(_filler(dice) for _ in range(dice.randint(2, 5))))
    return _named(dice, i, f"Attack on {town} leaves {killed} dead", paragraphs, figures)


def _filler(dice: random.Random) -> str:
    def one(name: str) -> str:
        return dice.choice(FILLER[name])

    people = f"{one('kinds')} {one('people')}"
    named = f"{dice.choice(FIRST)} {dice.choice(LAST)} of {dice.choice(TOWNS)} and {people}"
    subject = named if dice.random() < 1 / 3 else f"{people.capitalize()} in {dice.choice(TOWNS)}"
    matter = f"{one('verbs')} the {one('states')} {one('things')} near {dice.choice(TOWNS)}"
    return f"{subject} {matter} {one('joints')} {one('ends')} {one('moments')}."


def _named(dice: random.Random, i: int, title: str, paragraphs: list[str], figures: list[dict[str, object]]) -> Article:
    day = f"{dice.randint(*YEARS)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    return Article(f"https://news.example/{i}", dice.choice(OUTLETS), title, day, paragraphs, figures)


def _derived(dice: random.Random, i: int, base: Article, draw: float) -> Article:
    paragraphs, figures, relation = list(base.paragraphs), base.figures, "exact"
    if draw >= COPIES + CUTS:
        extra = dice.randint(301, 999)
        paragraphs.insert(4, f"Rescuers said later that {extra} people were missing.")
        figures = [*figures, {"count_type": "missing", "value": extra, "attributed_to": "Rescuers", "affected": None}]
        relation = "revision"
    elif draw >= COPIES:
        paragraphs = paragraphs[: max(5, round(len(paragraphs) * dice.uniform(0.5, 0.95)))]
        relation = "near"
    made = _named(dice, i, base.title, paragraphs, figures)
    made.original, made.relation, made.published_at = base.url, relation, base.published_at
    return made


def write(n: int, target: Path, truth: Path | None = None, seed: int = 1, first: int = 0) -> None:
    """Write n articles numbered from `first`, and what is known of them."""
    with target.open("w", encoding="utf-8") as out:
        told = truth.open("w", encoding="utf-8") if truth else None
        for article in articles(n, seed, first):
            out.write(json.dumps(article.row(), ensure_ascii=False) + "\n")
            if told:
                told.write(json.dumps(article.truth(), ensure_ascii=False) + "\n")
        if told:
            told.close()


def main() -> None:
    """Write articles from the command line."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("n", type=int)
    ap.add_argument("articles", type=Path)
    ap.add_argument("truth", type=Path, nargs="?")
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    write(args.n, args.articles, args.truth, args.seed)


if __name__ == "__main__":
    main()
