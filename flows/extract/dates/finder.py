"""Candidates: runs of time words, found by Polars over all sentences at once.

A run is a stretch of words that can stand in an expression of time and holds at least one that makes it one (a month, a unit,
a year, "now"). The grammar reads the run afterwards; the same run is read only once. Offsets come from the lengths of the
pieces between marks, in code points, so nothing has to be searched again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from flows.extract.dates import words as w
from flows.extract.dates.direction import CUE, EDGE

MARK = "\x1f"  # never in a sentence: `flows.core.sentences` uses it as its own mark

CAPITALISED = r"(?-i:May|MAY|March|MARCH|Sat|SAT|Sun|SUN|Mar|MAR|Mon|MON|Wed|WED|Dec|DEC|Jan|JAN|FY|Sec)"
_WORD = re.compile(r"[a-z]+")
_WIDE = re.compile(r"\[[^\]]*(?:[^\x00-\x7f]|\\u[0-9A-F]{4})[^\]]*\]")  # a class that holds more than ASCII
LOWER_TRAPS = {"may", "march", "sat", "sun", "mar", "mon", "wed", "dec", "jan"}
NUMERIC = "|".join(
    (
        r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}(?:T[0-9:.]+Z?)?",
        r"[0-9]{1,2}[:.]?[0-9]{0,2}[ \u00A0\u202F]?(?:[ap]m|[ap]\.m)(?-u:\b)\.?",
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[ \u00A0]?(?:hours|hrs|gmt|utc|[ap]\.?m\.?))?",
        r"[0-9]{4}[ -](?:hours|hrs|gmt|utc|local time)",
        r"[12][0-9]{2}0['’]s",
        r"[12][0-9]{3}s?",
        r"at [0-2][0-9][0-5][0-9]",
        r"[0-9]0s",
        r"q[1-4]|[1-4]q|h[12]|[12]h|fy[0-9]{2,4}",
        r"[0-9]{1,3}[ -]?(?:second|sec|min|hr|yr)s?",
        r"[0-9]{1,2} in the (?:morning|afternoon|evening)",
        r"year(?:['’]s)?[- ]end",
        r"(?:latest|comparable|corresponding|same|[0-9]{4}|year[- ](?:ago|earlier)) period",
        r"two thousand",
        r"[a-z0-9]+ o['’]clock",
    )
)


def _single_words(*tables: Iterable[str]) -> set[str]:
    return {word for table in tables for phrase in table for word in _WORD.findall(phrase)}


def _run_patterns() -> tuple[str, str]:
    """The pattern of a run, in the syntax of the Rust engine, and of what every run holds.

    Phrases are broken into single words: the engine builds its automaton while it reads, and one of whole phrases outgrows
    its memory and is slower by half. What is found too much the grammar leaves unread.
    """
    links = set(w.table("link"))
    leads = _single_words(w.NUMBERS, w.VAGUE, w.ORDINALS, w.STEPS, w.TEXT_STEPS, w.PARTS, w.APPROX, w.table("lead"))
    leads = (leads - links - set(w.UNITS) - set(w.PLURALS) - set(w.DAYPARTS)) | {"at", "second"}
    figures = f"{w.DIGITS}(?:st|nd|rd|th)?"
    months, weekdays = w.any_of(set(w.MONTHS) - LOWER_TRAPS), w.any_of(set(w.WEEKDAYS) - LOWER_TRAPS)
    units = w.any_of((set(w.UNITS) | set(w.PLURALS)) - {"second"})
    names = w.any_of((*w.SEASONS, *w.DAYPARTS, *w.CLOCK, *w.DEICTIC, *w.FREQUENCY, *w.DECADES))
    plain = f"{w.HOLIDAY}|{CAPITALISED}|{months}|{weekdays}s?|{units}|{names}|{w.any_of(w.REFERENCES)}"
    anchor = f"(?:{EDGE}(?:{NUMERIC}|{plain})|['’][0-9]0s|['’][0-9]{{2}})"
    gap = f"\\.?(?:['’]s)?(?:,?{w.SPACE}|{w.HYPHEN}|/)"
    lead = f"{EDGE}(?:{figures}|{w.any_of(leads)}){EDGE}[½¼¾]?{gap}"
    inner = f"{EDGE}(?:{figures}|{w.any_of(leads | links)}){EDGE}[½¼¾]?{gap}"
    tail = f"{EDGE}(?:{w.any_of(w.table('tail'))}|{w.DAY_ORDINAL}|[0-9]{{2}})"
    onward = f"{gap}(?:{inner})*?(?:{anchor}|{tail}){EDGE}"
    run = f"(?:{lead}(?:{EDGE}(?:to|or|and|of){gap})?)*?{anchor}{EDGE}(?:{onward})*"
    return _folded(run), _folded(anchor)


def _folded(pattern: str) -> str:
    """The pattern without regard to the case of ASCII letters only, which makes the automaton smaller by a third."""
    plain = pattern.replace(w.SPACE, w.BLANK)
    return "(?i-u)" + _WIDE.sub(lambda match: f"(?u:{match[0]})", plain)


RUN, ANCHOR = _run_patterns()


def candidates(sentences: pl.DataFrame, context: int) -> pl.DataFrame:
    """Return every run of time words.

    Args:
        sentences: with `article`, `char_start`, `char_end` and `text`.
        context: characters to keep of the text before and after a run.

    Returns:
        `article`, `sentence` (row number), `start` (in the article), `run`, `before` and `after` (the sentence's text
        between this run and its neighbours, cut to `context`), `cue_before`, `cue_earlier` and `cue_after` (the nearest
        words that tell whether it looks ahead), in order of place.
    """
    held = sentences.with_row_index("sentence").filter(pl.col("text").str.contains(ANCHOR))
    # a sentence that holds no run after all is a single piece, and no piece of it is kept
    marked = pl.col("text").str.replace_all(RUN, f"{MARK}$0{MARK}").str.split(MARK)
    pieces = held.select("article", "sentence", "char_start", piece=marked).explode("piece")
    width = pl.col("piece").str.len_chars().cast(pl.Int64)
    first = (pl.col("sentence") != pl.col("sentence").shift(1)).fill_null(value=True)
    placed = pieces.with_columns(total=width.cum_sum() - width, row=pl.int_range(pl.len()), first=first).with_columns(
        base=pl.when("first").then(pl.col("char_start") - pl.col("total")).forward_fill(),
        odd=(pl.col("row") - pl.when("first").then("row").forward_fill()) % 2 == 1,
        before=pl.col("piece").shift(1),
        after=pl.col("piece").shift(-1),
    )
    cued = placed.filter("odd").with_columns(cues=pl.col("before").str.extract_all(CUE))
    return cued.select(
        "article",
        "sentence",
        start=pl.col("total") + pl.col("base"),
        run="piece",
        before=pl.col("before").str.tail(context),
        after=pl.col("after").str.head(context),
        cue_before=pl.col("cues").list.last(),
        cue_earlier=pl.col("cues").list.get(-2, null_on_oob=True),
        cue_after=pl.col("after").str.extract_all(CUE).list.first(),
    )
