"""Texts on sport: towns there are teams."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

from flows.core.batch import Batch
from flows.extract.entities.beside import before, behind
from flows.extract.entities.lexicon import lexicon
from flows.extract.entities.names import Names
from flows.extract.entities.register import KIND, NOBODY, PART, Flags, Ints

SPORT_WORDS, SPORT_DENSITY = 4, 400  # a text on sport has so many words of sport, and one in so many characters
SCORE_LINES = 5  # or so many lines that end in a name and a score
SCORE = re.compile(r" \d|\d$")
DATED = re.compile(r"(?:,.{0,30})? \d{4}-")
YEARS = re.compile(r" \d{4}-")


def on_sport(batch: Batch, names: Names) -> Flags:
    """Tell which articles are on sport: many words of sport for their length, or one such word and lines of scores.

    Only those are looked at where a number or a word of play stands beside some name, since it tells nothing of the others.
    """
    beside = before().sport[names.left] | behind().sport[names.right] | behind().figure[names.right]
    asked = np.unique(names.article[beside])
    sport = np.zeros(len(names.texts), dtype=np.bool_)
    words = "|".join(sorted(lexicon().words["sport_topic"]))
    text = pl.col("text")
    articles = batch.articles.select(text.gather(asked)).to_series()
    count = articles.str.count_matches(rf"(?i-u:\b(?:{words})\b)").to_numpy()
    wordy = (count >= SPORT_WORDS) & (count * SPORT_DENSITY >= articles.str.len_bytes().to_numpy())
    lines = batch.sentences.filter(text.str.contains("[A-Za-z] [0-9]{1,3}$"))["article"].to_numpy()
    scored = np.bincount(lines, minlength=len(sport))[asked] >= SCORE_LINES
    sport[asked] = wordy | (scored & (count > 0))
    return sport


def scores(names: Names, rows: Ints) -> Flags:
    """Which of these names stand beside a score."""
    beside = zip(names.left_of(rows), names.right_of(rows), strict=True)
    return np.array([bool(SCORE.match(right) or SCORE.search(left.rstrip())) for left, right in beside], dtype=np.bool_)


def teams(names: Names) -> None:
    """Make a town beside a score or a word of play its team, and so wherever no word of place precedes it."""
    if not names.sport.any():
        return
    register = names.register
    towns = (
        names.sport[names.article] & (names.entity_type() == KIND["place"]) & (names.phrase_part() != PART["country"])
    )
    rows = np.flatnonzero(towns)
    right, left = names.right_of(rows), names.left_of(rows)
    scored = np.array(
        [
            bool((SCORE.match(r) or SCORE.search(b.rstrip()[-2:])) and not DATED.match(r))
            for b, r in zip(left, right, strict=True)
        ],
        dtype=np.bool_,
    )
    plays = scored | behind().sport[names.right[rows]] | before().sport[names.left[rows]]
    playing = frozenset(names.keys(names.entry, rows[plays]).tolist())
    keys = names.keys(names.entry)
    elsewhere = behind().mark[names.right] | before().at[names.left] | (names.entry == NOBODY)
    rows = np.flatnonzero(names.sport[names.article] & ~elsewhere)
    for row, text in zip(rows.tolist(), names.right_of(rows), strict=True):
        found = register.entries[names.entry[row]]
        if found is not None and int(keys[row]) in playing and not YEARS.match(text):
            names.entry[row] = register.make("organization", found.name)
