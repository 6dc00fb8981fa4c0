"""A corpus of figures with known truth: wars, incidents, tolls, swaps, and outlets that tell them more or less completely.

Articles are made directly as rows of `quantities`. Every figure carries the question it answers (`truth`), and every question
its true range and how the reports about it stand to each other. What an outlet leaves out or rounds is drawn, not arranged.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from flows.core.ids import digest
from tests.reconcile.claims_figures import FAMILY, QUANTITIES, bounds

SYLLABLES = ("ka", "mo", "ri", "vel", "tor", "zan", "dub", "esh", "lin", "gor", "pa", "sel", "ur", "ban", "nok", "thi")
WARS = (
    ("UKR", "Ukraine", "Russia", "RUS", date(2022, 2, 24)),
    ("SYR", "Syria", "Islamic State", None, date(2011, 3, 15)),
    ("SDN", "Sudan", "Rapid Support Forces", "SDN", date(2023, 4, 15)),
    ("PSE", "Palestine", "Israel", "ISR", date(2023, 10, 7)),
    ("COL", "Colombia", "FARC", "COL", date(1999, 1, 7)),
)
SOURCES = (
    "Interior Ministry",
    "the mayor",
    "rescue workers",
    "a hospital official",
    "Defence Ministry",
    "a monitoring group",
)


@dataclass
class Question:
    """What is truly asked: its range, and whether somebody contradicts the others."""

    low: float
    high: float
    told: list[tuple[date | None, float, float, bool]] = field(default_factory=list)
    printed: set[tuple[Any, ...]] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    parts: int = 0

    def contradicted(self) -> bool:
        """Tell whether an honest report of the day of a rival's or later excludes the rival's number."""
        rivals = [(day, low) for day, low, _, rival in self.told if rival]
        honest = [(day, low, high) for day, low, high, rival in self.told if not rival]
        return any(
            day is not None and other is not None and other >= day and not low <= number <= high
            for day, number in rivals
            for other, low, high in honest
        )

    def agreement(self) -> str:
        """Return how the reports stand to each other."""
        if self.contradicted():
            return "conflict"
        if len(self.articles) == 1:
            return "single"
        return "agree" if len(self.printed) == 1 and not self.parts else "compatible"


@dataclass
class Corpus:
    """The rows and the truth about them."""

    rows: list[dict[str, Any]]
    published: list[tuple[str, date | None]]
    clusters: list[tuple[str, str]]
    truth: dict[str, str]
    questions: dict[str, Question]

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        articles = {"article_id": pl.String, "published_date": pl.Date}
        duplicates = {"article_id": pl.String, "cluster_id": pl.String}
        return (
            pl.DataFrame(self.rows, schema=QUANTITIES),
            pl.DataFrame(self.published, schema=articles, orient="row"),
            pl.DataFrame(self.clusters, schema=duplicates, orient="row"),
        )


@dataclass
class Event:
    """One incident: its tolls grow for some days."""

    key: str
    war: tuple[Any, ...]
    town: str
    day: date
    killed: list[int]
    injured: list[int]
    children: int
    swap: tuple[int, int, int] | None


class Maker:
    """Draws events, then articles about them."""

    def __init__(self, seed: int, events: int, outlets: int, untold: float, per_day: float) -> None:
        self.rng = random.Random(seed)
        self.untold = untold
        self.outlets = [f"outlet {n}" for n in range(outlets)]
        self.corpus = Corpus([], [], [], {}, {})
        self.days = 60 + round(events / per_day)
        self.taken: dict[str, list[date]] = {}
        self.published: date | None = None
        self.towns = {war[0]: [self._name() for _ in range(max(3, events // 12))] for war in WARS}
        self.events = [self._event(n) for n in range(events)]

    def _name(self) -> str:
        return "".join(self.rng.choices(SYLLABLES, k=self.rng.randint(2, 4))).capitalize()

    def _event(self, number: int) -> Event:
        rng = self.rng
        war = rng.choice(WARS[:4] if rng.random() < 0.85 else WARS)
        first = rng.choice((1, 2, 3, 4, 5, 6, 8, 12, 15, 20, 33, 50))
        growth = [first]
        for _ in range(6):
            growth.append(growth[-1] + (rng.randint(1, max(1, growth[-1] // 3)) if rng.random() < 0.35 else 0))
        hurt = [round(n * rng.uniform(1.2, 3)) for n in (growth[0], growth[-1])]
        swap = None
        if war[0] == "UKR" and rng.random() < 0.15 and len(self.taken.get("swap", ())) < self.days // 12:
            swap = (rng.randint(40, 250), rng.randint(40, 250), rng.randint(2, 20))
        town, day = self._free(war[0] if swap is None else "swap")
        return Event(f"e{number}", war, town, day, growth, sorted(hurt), min(first // 3, 6), swap)

    def _free(self, where: str) -> tuple[str, date]:
        """Return a town and a day on which nothing happened there yet; swaps are at least five days apart."""
        rng, days = self.rng, self.days
        while True:
            town = rng.choice(self.towns[where]) if where != "swap" else where
            day = date(2024, 1, 1) + timedelta(days=rng.randint(0, days))
            apart = 5 if where == "swap" else 1
            if all(abs((day - other).days) >= apart for other in self.taken.get(town, [])):
                self.taken.setdefault(town, []).append(day)
                return town, day

    def figure(
        self,
        article: str,
        truth: str,
        question: Question,
        count_type: str,
        value: float,
        *,
        plain: bool = False,
        rival: bool = False,
        **told: Any,
    ) -> dict[str, Any]:
        """Add a row; unless it is `plain` the number is rounded and bounded as news does, never against the truth."""
        rng = self.rng
        qualifier, printed = "exact", value
        draw = 1.0 if plain or rival else rng.random()
        if draw < 0.2:
            qualifier = "at_least"
        elif draw < 0.27 and value > 20:
            qualifier, printed = "more_than", float(int((value - 1) // 10 * 10))
        elif draw < 0.33 and value > 20:
            qualifier, printed = "about", float(round(value / 5) * 5)
        elif draw < 0.36:
            qualifier = "at_most"
        low, high = bounds(qualifier, printed, None, None)
        number = len(self.corpus.rows)
        row: dict[str, Any] = dict.fromkeys(QUANTITIES)
        row.update(
            quantity_id=digest(article, str(number)), article_id=digest(article), char_start=number, char_end=number + 1,
            surface=f"{printed:g}", sentence="It was reported.", family=FAMILY.get(count_type, "prisoner"), count_type=count_type,
            value=printed, value_low=low, value_high=high, qualifier=qualifier, unit="person", population="unknown",
            modality="asserted", is_implicit=False, confidence=0.9,
        )  # fmt: skip
        row.update(told)
        self.corpus.rows.append(row)
        self.corpus.truth[row["quantity_id"]] = truth
        self.corpus.questions.setdefault(truth, question)
        question = self.corpus.questions[truth]
        question.articles.add(article)
        if row["part_of"] is None and count_type != "released" and row["unit"] != "child":
            question.printed.add((row["value"], row["value_low"], row["value_high"]))
            about = 0.1 * printed if qualifier == "about" else 0.0
            lowest = low if low is not None else printed - about if about else 0.0
            highest = high if high is not None else printed + about if about else math.inf
            question.told.append((self.published, lowest, highest, rival))
        else:
            question.parts += 1
        return row

    def told(self, event: Event, lag: int) -> dict[str, Any]:
        """Return what an article tells of place, day and people; the day goes unsaid mostly while it is news."""
        rng, (iso3, country, _, _, _) = self.rng, event.war
        out: dict[str, Any] = {"scope": "incident" if rng.random() < 0.7 else None}
        draw = rng.random()
        if draw > self.untold:
            out |= {"location": event.town, "location_iso3": iso3 if rng.random() < 0.8 else None}
        elif draw > self.untold / 2:
            out |= {"location": country, "location_iso3": iso3}
        if rng.random() < (0.65 if lag < 2 else 0.9):
            out |= {"period_start": event.day, "period_end": event.day}
        if rng.random() < 0.3:
            out |= {"affected": country, "affected_iso3": iso3}
        if rng.random() < 0.35:
            out |= {"population": "civilian", "unit": "civilian"}
        if rng.random() < 0.6:
            out |= {"attributed_to": rng.choice(SOURCES)}
        return out

    def incident(self, article: str, event: Event, lag: int, *, rival: bool) -> None:
        """Write what an article tells of one incident."""
        rng, last = self.rng, len(event.killed) - 1
        at = min(max(lag - (rng.random() < 0.05), 0), last)
        toll = event.killed[at]
        question = Question(min(event.killed), max(event.killed))
        told = self.told(event, lag)
        if rival:
            toll = max(event.killed) * 3 // 2 + 2
            told |= {"attributed_to": event.war[2], "scope": "incident"}
        whole = self.figure(article, f"{event.key} killed", question, "killed", float(toll), rival=rival, **told)
        if event.children and not rival and rng.random() < 0.4:
            part = {**told, "unit": "child", "population": "civilian"}
            linked = whole["quantity_id"] if rng.random() < 0.8 else None
            self.figure(
                article, f"{event.key} killed", question, "killed", float(event.children), **part, part_of=linked
            )
        if rng.random() < 0.6:
            hurt = event.injured[0 if lag < 2 else 1]
            where = {k: v for k, v in told.items() if k not in ("location", "location_iso3") or rng.random() < 0.6}
            where.pop("population", None)
            where.pop("unit", None)
            self.figure(
                article, f"{event.key} injured", Question(*map(float, event.injured)), "injured", float(hurt), **where
            )
        if rng.random() < 0.15:
            self.figure(article, f"{event.key} killed", question, "killed", float(toll), rival=rival, scope="incident")

    def swap(self, article: str, event: Event) -> None:
        """Write what an article tells of an exchange."""
        assert event.swap is not None
        rng, (ours, theirs, civilians) = self.rng, event.swap
        total = float(ours + theirs + civilians)
        question = Question(total, total)
        truth = f"{event.key} swap"
        day = {"period_start": event.day, "period_end": event.day} if rng.random() < 0.5 else {}
        draw = rng.random()
        if draw < 0.6:
            both = {"affected": "Russia; Ukraine", "affected_iso3": "RUS; UKR"} if rng.random() < 0.8 else {}
            planned = {"modality": "planned"} if rng.random() < 0.2 else {}
            self.figure(article, truth, question, "exchanged", total, **both, **day, **planned)
        if draw > 0.4:
            of = {"affected": "Ukraine", "affected_iso3": "UKR"}
            self.figure(article, truth, question, "released", float(ours), population="military", **of, **day)
            self.figure(article, truth, question, "released", float(civilians), population="civilian", **of, **day)
            of = {"affected": "Russia", "affected_iso3": "RUS"}
            self.figure(article, truth, question, "released", float(theirs), population="military", **of, **day)

    def toll(self, article: str, event: Event, published: date) -> None:
        """Write the toll of the whole war that an article closes with."""
        rng, (iso3, country, enemy, enemy_iso3, start) = self.rng, event.war
        ours = rng.random() < 0.6
        side, home = (country, iso3) if ours else (enemy, enemy_iso3)
        true = float((20_000 if ours else 30_000) + 10 * (published - date(2024, 1, 1)).days)
        said = rng.choice((start, start.replace(day=1), start.replace(month=1, day=1), None))
        told = {
            "affected": side,
            "affected_iso3": home,
            "population": "military",
            "unit": "soldier",
            "scope": "cumulative",
        }
        question = Question(20_000.0 if ours else 30_000.0, 40_000.0)
        self.figure(article, f"{iso3} {side} toll", question, "killed", true, **told, period_start=said)

    def more(self, article: str, event: Event) -> None:
        """Write an addition to a toll told before."""
        count = event.killed[0]
        truth = f"{event.key} more"
        told = {
            "location": event.town,
            "location_iso3": event.war[0],
            "period_start": event.day,
            "period_end": event.day,
        }
        row = self.figure(
            article, truth, Question(count, count), "killed", float(count), plain=True, **told, scope="incident"
        )
        row["sentence"] = f"Another {count} people were killed."
        row["surface"] = str(count)

    def article(self, number: int) -> None:
        """Write one article about one event, often with background."""
        rng = self.rng
        event = rng.choice(self.events)
        lag = min(rng.choice((0, 0, 0, 1, 1, 2, 2, 3, 5)), len(event.killed) - 1)
        published = event.day + timedelta(days=lag)
        name = f"{rng.choice(self.outlets)} {number}"
        self.published = published if rng.random() > 0.03 else None
        self.corpus.published.append((digest(name), self.published))
        self.corpus.clusters.append((digest(name), digest(name)))
        if event.swap is not None:
            self.swap(name, event)
            return
        self.incident(name, event, lag, rival=rng.random() < 0.03)
        if rng.random() < 0.3:
            self.toll(name, event, published)
        if rng.random() < 0.05:
            self.more(name, event)
        if rng.random() < 0.15:
            other = rng.choice(self.events)
            if other.swap is None and other.day < event.day and other.key != event.key and other.town != event.town:
                told = {"location": other.town, "location_iso3": other.war[0], **_day(other), "scope": "incident"}
                question = Question(min(other.killed), max(other.killed))
                self.figure(name, f"{other.key} killed", question, "killed", float(other.killed[-1]), **told)


def _day(event: Event) -> dict[str, Any]:
    return {"period_start": event.day, "period_end": event.day}


def make(
    seed: int, events: int = 50, outlets: int = 40, articles: int = 400, untold: float = 0.05, per_day: float = 0.5
) -> Corpus:
    """Return a corpus, the same for the same arguments.

    Args:
        seed: of the draws.
        events: incidents and swaps that truly were.
        outlets: how many tell of them.
        articles: that they print.
        untold: the share of reports that leave out the place.
        per_day: events on one day, all wars together.
    """
    maker = Maker(seed, events, outlets, untold, per_day)
    for number in range(articles):
        maker.article(number)
    maker.corpus.published.sort(key=lambda pair: pair[1] or date(2024, 1, 1))
    order = {article: n for n, (article, _) in enumerate(maker.corpus.published)}
    maker.corpus.rows.sort(key=lambda row: order[row["article_id"]])
    return maker.corpus


def pairwise(truth: dict[str, str], claim_of: dict[str, str]) -> tuple[float, float]:
    """Return precision and recall over pairs of figures that are joined."""
    both = _pairs((truth[q], claim_of[q]) for q in truth)
    joined, true = _pairs(claim_of[q] for q in truth), _pairs(truth[q] for q in truth)
    return both / max(joined, 1), both / max(true, 1)


def _pairs(keys: Any) -> int:
    counts: dict[Any, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return sum(n * (n - 1) // 2 for n in counts.values())


__all__ = ["Corpus", "make", "pairwise"]
