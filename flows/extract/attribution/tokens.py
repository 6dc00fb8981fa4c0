"""Words of one sentence with what each can be."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.core import reference
from flows.extract.attribution.words import Word, lexicon

FILL = "\x02"  # stands for every character of a quotation, so that its words are not read as the reporter's
_NEVER = "|".join(
    re.escape(r["abbreviation"] or "")
    for r in reference.rows("abbreviations", "abbreviation", "ends_sentence", key=("abbreviation",))
    if r["ends_sentence"] == "never"
)
TOKEN = re.compile(rf"{FILL}+|(?:{_NEVER})\.|(?:[^\W\d_]\.)+|\w+(?:[’'.&/-]\w+)*['’]?(?=\W|$)|[^\w\s]")
PUNCTUATION = frozenset(',;:.!?()[]—–-"“”«»…')


class Token(NamedTuple):
    """One word or mark."""

    start: int
    end: int
    text: str  # lower-case, without a possessive ending
    flags: int


def tokens(text: str) -> list[Token]:
    """Return the words and marks of a sentence whose quotations are blotted out."""
    words = lexicon()
    out = []
    for m in TOKEN.finditer(text):
        raw = m[0]
        first = raw[0]
        if first == FILL:
            out.append(Token(m.start(), m.end(), "", int(Word.QUOTE)))
            continue
        low = raw.lower()
        flags = words.get(low, 0)
        if first.isupper():
            flags |= Word.CAPITAL
        elif len(raw) == 1 and not first.isalnum():
            flags |= Word.PUNCTUATION
        elif not flags and low.endswith("ly"):
            flags |= Word.SKIP
        if low[-2:] in ("'s", "’s") or low[-1] in "'’":
            stem = low.rstrip("s").rstrip("'’") if low[-1] == "s" else low[:-1]
            flags |= words.get(stem, 0) & ~int(Word.SKIP)
        out.append(Token(m.start(), m.end(), low, int(flags)))
    return out
