"""Figures to claims, one after the other, with an index so that each figure sees only the claims that can fit.

The state is the rows of a bucket with their `claim_id`, in the order in which they came. What matching knows of a claim is read
back from its rows, so a call with old and new rows ends where one call with all of them would have ended. The entries of the index are
kept, too: they tell a later run which claims it must read back (`flows.reconcile.reach`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl
import polars_hash  # noqa: F401  (registers the `nchash` namespace on expressions)

from flows.core.ids import digest
from flows.reconcile import conventions as conv
from flows.reconcile.compare import Claim, Rules, add, found
from flows.reconcile.figures import Figure, figures
from flows.reconcile.matching import BY_NUMBER, fit
from flows.reconcile.rows import ROWS

Key = tuple[str | int | float | bool | None, ...]
OLDEST, LATEST = 16, 48  # claims of one index entry that a figure is compared with, so that the work stays linear

STATE = {**ROWS, "claim_id": pl.String}
ENTRY = {"key": pl.UInt64, "claim_id": pl.String}


def assign(state: pl.DataFrame | None, new: pl.DataFrame) -> pl.DataFrame:
    """Return the state with the new rows, each with its `claim_id`; old assignments stay.

    Args:
        state: rows of one lane as this function returned them, or nothing; of a claim that the new rows cannot meet all may lack.
        new: rows of the same lane as `rows.block` gives them, in order of input.
    """
    old = state.select(list(STATE)) if state is not None and not state.is_empty() else pl.DataFrame(schema=STATE)
    book = _book(old)
    ids = [book.place(figure) for figure in figures(new)]
    placed = new.with_columns(claim_id=pl.Series(ids, dtype=pl.String)).select(list(STATE))
    return pl.concat([old, placed])


def assigned(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Return the claim of each new row, and what they add to the index: `ENTRY` with `nth`, the number of the new row.

    Args:
        old: as for `assign`.
        new: as for `assign`.
    """
    book = _book(old)
    ids = pl.Series("claim_id", [book.place(figure) for figure in figures(new)], dtype=pl.String)
    return ids, book.added()


def indexed(state: pl.DataFrame) -> pl.DataFrame:
    """Return the index of all claims of a state: `ENTRY` with `nth`, the number of the row that an entry is there for."""
    book = Book(Rules.read())
    _restore(book, state)
    return book.added()


def _book(old: pl.DataFrame) -> Book:
    book = Book(Rules.read())
    _restore(book, old)
    book.first, book.noted = book.nth, []
    return book


def _restore(book: Book, state: pl.DataFrame) -> None:
    for figure, claim_id in zip(figures(state), state["claim_id"], strict=True):
        book.restore(figure, claim_id)


@dataclass(slots=True)
class Book:
    """The claims of a bucket and where to find them."""

    rules: Rules
    claims: dict[str, Claim] = field(default_factory=dict)
    index: dict[Key, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    keys_of: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    article_id: str = ""
    here: dict[Key, list[Claim]] = field(default_factory=dict)
    seen_here: set[tuple[Key, int]] = field(default_factory=set)
    by_figure: dict[tuple[str, str], Claim] = field(default_factory=dict)
    waiting: dict[tuple[str, str], Claim] = field(default_factory=dict)
    nth: int = 0
    first: int = 0
    noted: list[tuple[int, Key, str]] = field(
        default_factory=list
    )  # entries of the index, each with the figure it is there for

    def added(self) -> pl.DataFrame:
        """Return what was noted in the index since the first new figure."""
        rows = pl.DataFrame(
            {"nth": [nth - self.first for nth, _, _ in self.noted], "claim_id": [claim for _, _, claim in self.noted]},
            schema={"nth": pl.UInt32, "claim_id": pl.String},
        )
        return rows.with_columns(key=hashed(key for _, key, _ in self.noted)).select("nth", *ENTRY)

    def turn_to(self, article_id: str) -> None:
        """Forget what holds only inside the article before; figures of an article come together."""
        if article_id != self.article_id:
            self.article_id = article_id
            self.here, self.seen_here, self.by_figure, self.waiting = {}, set(), {}, {}

    def restore(self, figure: Figure, claim_id: str) -> None:
        """Note a figure that has its claim."""
        self.turn_to(figure.article_id)
        claim = self.claims.get(claim_id)
        if claim is None:
            claim = self.claims[claim_id] = found(claim_id, len(self.claims), figure)
        else:
            add(claim, figure)
        self._note(claim, figure)
        self.nth += 1

    def place(self, figure: Figure) -> str:
        """Return the claim of a new figure and note it."""
        self.turn_to(figure.article_id)
        claim = self._linked(figure) or self._best(figure)
        claim_id = claim.claim_id if claim is not None else founding_id(figure)
        self.restore(figure, claim_id)
        return claim_id

    def _linked(self, figure: Figure) -> Claim | None:
        """Return the claim of the figure that includes this one, or of one that this one includes."""
        if figure.part_of is not None:
            whole = self.by_figure.get((figure.block, figure.part_of))
            if whole is not None:
                return whole
        return self.waiting.get((figure.block, figure.quantity_id))

    def _best(self, figure: Figure) -> Claim | None:
        """Return the claim that fits best; one found by its number alone must be the only one with it."""
        best, best_score, by_number = None, None, 0
        lone = len(self.index.get(country_day(figure), ())) == 1
        for claim in self._candidates(figure):
            score = fit(claim, figure, self.rules, lone)
            if score is None:
                continue
            by_number += score[0] == BY_NUMBER
            if best_score is None or score > best_score:
                best, best_score = claim, score
        ambiguous = best_score is not None and best_score[0] == BY_NUMBER and by_number > 1
        return None if ambiguous else best

    def _candidates(self, figure: Figure) -> Iterator[Claim]:
        own = _some(self.here.get(_root(figure), []))
        seen = {claim.number for claim in own}
        yield from own
        for key in lookups(figure, self.rules):
            for claim in _some(self.index.get(key, [])):
                if claim.number not in seen:
                    seen.add(claim.number)
                    yield claim

    def _note(self, claim: Claim, figure: Figure) -> None:
        self.by_figure[figure.block, figure.quantity_id] = claim
        if figure.part_of is not None:
            self.waiting.setdefault((figure.block, figure.part_of), claim)
        known = self.keys_of[claim.claim_id]
        root = _root(figure)
        if (root, claim.number) not in self.seen_here:
            self.seen_here.add((root, claim.number))
            self.here.setdefault(root, []).append(claim)
        for key in entries(claim, figure):
            if key not in known:
                known.add(key)
                self.index[key].append(claim)
                self.noted.append((self.nth, key, claim.claim_id))


def hashed(keys: Iterable[Key]) -> pl.Series:
    """Return keys of the index as numbers."""
    told = pl.Series("key", ["\x1f".join(map(str, key)) for key in keys], dtype=pl.String)
    number: pl.Expr = pl.col("key").nchash.xxhash64()  # type: ignore[attr-defined]
    return told.to_frame().select(number).to_series()


def _some(claims: list[Claim]) -> list[Claim]:
    """Return the oldest and the latest of many claims, so that no figure is compared with all of them."""
    return claims if len(claims) <= OLDEST + LATEST else claims[:OLDEST] + claims[-LATEST:]


def founding_id(figure: Figure) -> str:
    """Return the id of the claim that a figure founds: over its question, people, place, time and the figure itself."""
    told = (
        figure.block,
        figure.kind,
        figure.sides,
        figure.population,
        figure.detail,
        figure.place,
        figure.from_day,
        figure.pub,
    )
    return digest("claims", *("" if part is None else str(part) for part in told), figure.quantity_id)


def _root(figure: Figure) -> Key:
    return (figure.block, figure.kind, figure.increment)


def country_day(figure: Figure) -> Key:
    """Return the key of all claims of a figure's day and country."""
    return (*_root(figure), "day", figure.theatre, figure.from_day)


def entries(claim: Claim, figure: Figure) -> Iterator[Key]:
    """Return the index entries under which a claim is found because of one of its figures."""
    root = _root(figure)
    if figure.kind == "total":
        yield from ((*root, home, place) for home in (figure.home, "any") for place in (figure.place, "any"))
        return
    soft = not conv.questions()[figure.question].needs_place
    if claim.days is None and claim.pub is None:
        yield (*root, "" if soft else figure.place, "unknown")
    if soft:
        yield (*root, "any")
    if figure.from_day is not None:
        yield country_day(figure)
    sides = _written(claim.widest[0])
    for day in _claim_days(claim):
        yield (*root, claim.place, day)
        if _meets_all_of_a_day(figure):
            yield (*root, "", day)
            continue
        if soft and sides is not None:
            yield (*root, "side", day, sides)
        if figure.value is not None:
            yield (*root, "=", day, figure.value)


def _meets_all_of_a_day(figure: Figure) -> bool:
    """Tell whether a figure may answer what another of its day answers that shares neither side nor number with it."""
    return figure.kind == "period" or figure.question == "exchange"


def _written(sides: frozenset[str] | None) -> str | None:
    return None if sides is None else "; ".join(sorted(sides))


def _claim_days(claim: Claim) -> Iterable[int]:
    """Return the days of a claim, those of a long period its first only, and its first day of publication while it has none."""
    if claim.days is None:
        return () if claim.pub is None else (claim.pub,)
    first, last = claim.days
    return range(first, last + 1) if last - first < conv.numbers()["incident_days"] else (first,)


def lookups(figure: Figure, rules: Rules) -> Iterator[Key]:
    """Return the index entries in which a figure looks for its claim."""
    root = _root(figure)
    if figure.kind == "total":
        homes = (figure.home, None) if figure.home is not None else ("any",)
        places = (figure.place, None) if figure.place is not None else (None, "any")
        yield from ((*root, home, place) for home in homes for place in places)
        return
    soft = not conv.questions()[figure.question].needs_place
    if figure.from_day is None and figure.pub is None:
        yield (*root, "" if soft else figure.place, "unknown")
    if soft and (figure.pub is None or figure.question == "exchange"):
        yield (*root, "any")
    sides = _written(figure.profile[0])
    for day in _days_to_look_at(figure, rules):
        if _meets_all_of_a_day(figure):
            yield (*root, "", day)
            continue
        if figure.place is not None:
            yield (*root, figure.place, day)
        if soft and sides is not None:
            yield (*root, "side", day, sides)
        if figure.value is not None and figure.value > 1:
            yield (*root, "=", day, figure.value)


def _days_to_look_at(figure: Figure, rules: Rules) -> Iterable[int]:
    around = rules.publication_days
    if figure.from_day is None:
        return () if figure.pub is None else range(figure.pub - around, figure.pub + around + 1)
    last = figure.to_day if figure.to_day is not None else figure.from_day
    if last - figure.from_day >= conv.numbers()["incident_days"]:
        return range(figure.from_day - 1, figure.from_day + 2)
    return range(figure.from_day - 1, last + around + 1)
