"""Whether the words around a bare weekday, month or day look ahead: "will be freed on Friday", "killed in Friday's raid".

The nearest cue before the date decides, else the nearest behind it. A verb with its auxiliaries is one cue ("will be released",
"would have arrived"), so that its participle does not pass for a past tense; a participle before a noun ("visit wounded
troops") gives way to a cue before it that looks ahead. Words and their directions stand in ``seeds/reference/date_cues.csv``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flows.core import reference
from flows.extract.dates import words as w
from flows.extract.dates.context import PAST_EVENTS, first_word, last_word

EDGE = r"(?-u:\b)"
KEPT = 10_000  # cues whose meaning is remembered
_WILL = ("will", "shall", "ll", "won't", "won’t")
_MODALS = (*_WILL, "would", "may", "might", "should", "must", "can")
_ADVERB = "(?: (?:not|also|soon|then|now|still|never|only|[a-z]+ly))?"
_REPUTED = "believed|thought|said|known|reported|alleged|claimed|considered|suspected|understood|presumed|proved|likely|seems?|appears?"
_LIMITS = (" by", " until", " till", "By", "Until")
_AHEAD = ("future", "intent")
_DIRECTIONS = {
    str(row["word"]).replace("’", "'"): str(row["direction"])
    for row in reference.rows("date_cues", "word", "direction", key=("word",))
}
_AWAITED = re.compile(r"(?i)\b(?:ahead of|before|until|since) $")
_OWN = re.compile(r"['’]s (?:[a-z]+ )?([a-z-]+)")


def _pattern() -> str:
    """The pattern of a cue, in the syntax of the Rust engine: verbs with their auxiliaries before single words."""
    modal = w.any_of(_MODALS)
    verbs = "|".join(
        (
            f"(?:{modal}|could)(?: not)? have(?: been)? [a-z]+",
            f"(?:{modal}){_ADVERB}(?: be)?{_ADVERB} [a-z]+|could be{_ADVERB} [a-z]+",
            f"(?:{_REPUTED}) to be(?: [a-z]+)?",
            f"to be{_ADVERB} [a-z]+|(?:is|are) to(?: be)?{_ADVERB} [a-z]+",
            "[a-z]{2,}ed (?:[a-z]{4,}s|men|people|women|children|police)",
        )
    )
    words = f"{w.any_of(_DIRECTIONS)}|(?-i:[a-z]{{2,}}ed)"
    return f"{EDGE}(?:{verbs}){EDGE}|(?i:{EDGE}(?:{words}){EDGE}|['’]ll{EDGE})"


CUE = _pattern()


@lru_cache(maxsize=KEPT)
def meaning(cue: str) -> str:
    """Return what a cue tells: future, intent, said, past, or weak (a participle before a noun)."""
    cue = cue.casefold().replace("’", "'")
    first, *more = cue.split(" ")
    if cue in _DIRECTIONS or not more:
        return _DIRECTIONS.get(cue, "past")
    if "have" in more[:2]:
        return "future" if first in _WILL else "past"
    if first in _WILL:
        return "future"
    if first in _MODALS or first in ("to", "is", "are", "could"):
        return "intent"
    return "weak" if len(more) == 1 else "past"


def told(cue: str | None, earlier: str | None, carried: str | None) -> str | None:
    """Return what the cues before a date tell: the last one, unless it is weak and the one before it looks ahead.

    Args:
        cue: the last one before the date and behind the date before.
        earlier: the one before it.
        carried: what was told of the date before, in the same sentence.
    """
    if cue is None:
        return carried
    last = meaning(cue)
    if last != "weak":
        return last
    before = meaning(earlier) if earlier else carried
    return before if before in _AHEAD else "past"


def ahead(hint: str | None, after: str | None, lead: str, tail: str) -> bool | None:
    """Return whether the words around look ahead, None where they do not tell.

    Args:
        hint: what the cues before tell.
        after: the next cue behind.
        lead: the text before.
        tail: the text behind: an event that has been ("Friday's raid") or a verb of the past beside it outweigh an intent before.
    """
    own = _OWN.match(tail)
    if hint in _AHEAD and own and own[1] in PAST_EVENTS and not _AWAITED.search(lead):
        return False
    if hint == "intent" and last_word(lead).casefold() == "on" and _is_past(first_word(tail)):
        return False
    if hint is None and after:
        hint = meaning(after)
        hint = None if hint == "intent" else hint
    if hint is None or hint == "said":
        return True if lead.rstrip().endswith(_LIMITS) else None
    return hint in _AHEAD


def _is_past(word: str) -> bool:
    return word.islower() and (word in _DIRECTIONS or word.endswith("ed")) and meaning(word) in ("past", "said")
