r"""White space and characters: the same for every text, in Polars, before anything reads its lines.

Line ends of all kinds become `\n` (also the vertical tab, form feed, NEL and the Unicode line and paragraph separators);
lines lose white space at their ends, blank lines go, tabs become spaces. Control characters (C0, C1) and U+FEFF go, lone
surrogates become U+FFFD. All other characters stay as printed, zero-width and direction marks among them.
"""

from __future__ import annotations

import re

import polars as pl

SURROGATE = re.compile(r"[\ud800-\udfff]")
BREAKS = r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
CONTROLS = r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]"
ANY_CONTROL = r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]"
BLANK = re.compile(r"\s+")
UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")


def storable(text: str) -> str:
    """Return a text without lone surrogates, which no UTF-8 can hold."""
    try:
        text.encode("utf-8")  # ten times faster than to search for them
    except UnicodeEncodeError:
        return SURROGATE.sub("\ufffd", text)
    return text


def normalise(texts: pl.Series) -> pl.Series:
    """Return the texts with lines separated by one newline, as the module says."""
    odd = texts.str.contains(ANY_CONTROL)
    out = texts
    if odd.any():
        clean = (
            texts.str.replace_all(BREAKS, "\n").str.replace_all("\t", " ", literal=True).str.replace_all(CONTROLS, "")
        )
        out = pl.select(pl.when(odd).then(clean).otherwise(texts)).to_series()
    return out.str.replace_all(r"\s*\n\s*", "\n").str.strip_chars().alias(texts.name)


def one_line(text: str | None) -> str | None:
    """Return a cell such as a title on one line, None for nothing."""
    if not text:
        return None
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip() or None
    return BLANK.sub(" ", UNWANTED.sub("", storable(text))).strip() or None
