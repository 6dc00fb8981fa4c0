"""Runs of capitals: every stretch of text that may hold names, with the words beside it, found in Polars over the whole batch.

A run is words that begin with a capital, joined by one space and by the small words that stand inside names ("of the", "bin",
"de la", "and", "for"). It is wider than a name on purpose: it may hold a title, several names, a possessive or a closing dot;
`flows.extract.entities.parse` takes it apart. The pattern names its letters by ranges because Unicode classes cost four times
the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from flows.core.batch import Batch
from flows.core.sentences import CUT
from flows.extract.entities.lexicon import lexicon
from flows.extract.entities.register import Flags, Ints

LEFT, RIGHT = 48, 80  # characters of context that rules may look at on either side
SHOUT = 24  # a longer run of nothing but capitals is read like a sentence in capitals
SMALL_JOINS = (" in ", " on ", " to ")

UPPER = r"A-Z\x{c0}-\x{de}\x{100}-\x{17f}\x{218}-\x{21b}\x{400}-\x{42f}\x{1e00}-\x{1eff}"
LETTER = r"a-zA-Z0-9.'&\x{c0}-\x{24f}\x{2bc}\x{2018}\x{2019}\x{300}-\x{36f}\x{400}-\x{4ff}\x{1e00}-\x{1eff}"
PREFIX = r"(?:[aeuAEU][lsnrdtz][-’']|ash-|ath-|[dl]['’])?"
INNER = (
    "of|the|de|la|las|los|del|della|di|da|do|dos|das|du|des|le|bin|bint|ibn|ben|abu|ould"
    "|van|der|den|von|zu|al|el|ul|ur|y|e|es|wa|&|and|for"
)
WORD = rf"{PREFIX}[{UPPER}][{LETTER}]*(?:[-\x{{2010}}\x{{2011}}][{LETTER}]+)*"
RUN = rf"{WORD}(?: (?:(?:{INNER}) ){{0,2}}{WORD})*"
QUOTE_ENDS = r'(?:[“"‘]|: |— )$'


@dataclass(slots=True)
class Runs:
    """Runs in order of article and place.

    Attributes:
        article, start: where the run begins, in its article.
        key: the run with its flags in front, as `flows.extract.entities.register` numbers it.
        left, right: the text of its sentence beside it, up to the next run on either side.
        capitals: the sentence is all in capitals; `loud`: it, or the run, if that is long.
        opens: nothing but marks stands before it in the sentence.
    """

    article: Ints
    start: Ints
    key: pl.Series
    left: pl.Series
    right: pl.Series
    capitals: Flags
    loud: Flags
    opens: Flags

    def keep(self, which: Flags) -> Runs:
        """Return some of the runs."""
        rows = pl.Series(which)
        return Runs(
            self.article[which], self.start[which], self.key.filter(rows), self.left.filter(rows), self.right.filter(rows),
            self.capitals[which], self.loud[which], self.opens[which],
        )  # fmt: skip


def find_runs(batch: Batch) -> Runs:
    """Return every run of capitals but words that are never a name."""
    text = pl.col("text")
    cut = (text.str.replace_all(RUN, f"{CUT}$0{CUT}") + CUT).str.split(CUT)
    found = batch.sentences.select("article", "char_start", "text", cut=cut)
    pairs = (found["cut"].list.len() // 2).to_numpy().astype(np.int64)
    pieces = found["cut"].explode()
    rest, run = pieces.gather_every(2), pieces.gather_every(2, 1)
    length = run.str.len_chars().to_numpy().astype(np.int64)
    ends = np.cumsum(rest.str.len_chars().to_numpy() + length)
    sentence = np.repeat(np.arange(len(pairs)), pairs)
    opens = np.cumsum(pairs) - pairs  # the first pair of each sentence
    base = found["char_start"].to_numpy() - np.concatenate(([0], ends))[opens]
    rows = np.flatnonzero(length)
    rows = rows[~run.gather(rows).is_in(_never()).to_numpy()]
    left = rest.gather(rows)
    inside = left.str.contains(r"[\p{L}\p{N}_@#]$").to_numpy()
    rows, left = rows[~inside], left.filter(pl.Series(~inside))
    right, shown = rest.gather(rows + 1), run.gather(rows)
    capitals = _all_capitals(found["text"])[sentence[rows]]
    loud = _loud(shown, capitals, length[rows])
    first = _first(left, opens[sentence[rows]] == rows)
    return _joined(
        Runs(
            article=found["article"].to_numpy().astype(np.int64)[sentence[rows]],
            start=(base[sentence] + ends - length)[rows],
            key=_keys(shown, left, first, loud),
            left=left,
            right=right,
            capitals=capitals,
            loud=loud,
            opens=first,
        )
    )


def _first(left: pl.Series, opens: Flags) -> Flags:
    """Which of the runs that come first in their sentence have nothing but marks before them."""
    opening = np.flatnonzero(opens)
    first = np.zeros(len(opens), dtype=np.bool_)
    first[opening] = ~left.gather(opening).str.contains(r"[\p{L}\p{N}]").to_numpy()
    return first


def _loud(run: pl.Series, capitals: Flags, length: Ints) -> Flags:
    """Which runs are read like capitals: those of a sentence in capitals, and long ones that hold nothing else."""
    loud = capitals.copy()
    long = np.flatnonzero(length > SHOUT)
    loud[long] |= np.array([text.isupper() for text in run.gather(long)], dtype=np.bool_)
    return loud


def _keys(run: pl.Series, left: pl.Series, first: Flags, loud: Flags) -> pl.Series:
    """Write the flags before each run: 1, it begins a sentence or quotation; 2, it is read like capitals."""
    begins = first | left.str.contains(QUOTE_ENDS).to_numpy()
    return pl.Series(["0", "1", "2", "3"]).gather(pl.Series(begins + 2 * loud)) + run


def _joined(runs: Runs) -> Runs:
    """Join runs that a known name's "in", "on" or "to" holds together: "Co-operation in Europe"."""
    small = np.flatnonzero(runs.right.is_in(_small_joins()).to_numpy())
    last = runs.key.gather(small).str.slice(1).str.extract(r"([^ ]+)$")
    joined = lexicon().joined
    small = small[np.array([word in joined for word in last], dtype=np.bool_)]
    small = small[small + 1 < len(runs.start)]
    after = runs.start[small] + runs.key.gather(small).str.len_chars().to_numpy() - 1
    after += runs.right.gather(small).str.len_chars().to_numpy()
    small = small[(runs.article[small + 1] == runs.article[small]) & (runs.start[small + 1] == after)]
    if not len(small):
        return runs
    keys, rights = runs.key.gather(small).to_list(), runs.right.gather(small).to_list()
    next_keys, next_rights = runs.key.gather(small + 1).to_list(), runs.right.gather(small + 1).to_list()
    place = {int(row): i for i, row in enumerate(small)}
    for i in range(len(small) - 1, -1, -1):
        k = place.get(int(small[i]) + 1)  # the next run may itself be joined to one behind it
        after, right = (next_keys[i], next_rights[i]) if k is None else (keys[k], rights[k])
        keys[i], rights[i] = keys[i] + rights[i] + after[1:], right
    order = np.arange(len(runs.start))
    order[small] = len(order) + np.arange(len(small))
    where = pl.Series(order)
    runs.key = pl.concat([runs.key, pl.Series(keys, dtype=pl.String)], rechunk=True).gather(where)
    runs.right = pl.concat([runs.right, pl.Series(rights, dtype=pl.String)], rechunk=True).gather(where)
    kept = np.ones(len(order), dtype=np.bool_)
    kept[small + 1] = False
    return runs.keep(kept)


@cache
def _small_joins() -> pl.Series:
    return pl.Series(SMALL_JOINS).implode()


@cache
def _never() -> pl.Series:
    """Words that are no name wherever they stand ("The", "Monday")."""
    lex = lexicon()
    timely = {w for kind in ("calendar", "number_word") for w in lex.words[kind] if w.lower() not in lex.given}
    return pl.Series(sorted(lex.words["function"] | timely)).implode()


def _all_capitals(sentences: pl.Series) -> Flags:
    """Which sentences are in capitals: a dozen of them or more, and nowhere four small letters together."""
    capitals = ~sentences.str.contains("[a-z]{4}").to_numpy()
    rows = np.flatnonzero(capitals)
    capitals[rows] = sentences.gather(rows).str.contains("(?:[A-Z][^A-Z]*){12}").to_numpy()
    return capitals
