"""The words by which a source is told: verbs of saying, nouns of sources, and the small words between them."""

from __future__ import annotations

from enum import IntFlag
from functools import cache

from flows.core import reference


class Word(IntFlag):
    """What a word can be in a clause of saying; a word can be several things."""

    NONE = 0
    CLAUSE = 1  # verb whose object is what is said
    OBJECT = 2  # verb that says something about its object
    SPEECH = 4  # manner of speaking
    PAST = 8
    BASE = 16
    ING = 32
    THIRD = 64
    PERSON = 128
    INSTITUTION = 256
    DOCUMENT = 512
    PRONOUN = 1024
    DETERMINER = 2048
    STOP = 4096  # begins another clause
    SKIP = 8192  # auxiliaries and adverbs between a source and its verb
    PREPOSITION = 16384
    NEGATION = 32768
    CAPITAL = 65536
    PUNCTUATION = 131072
    QUOTE = 262144
    TIME = 524288


VERB = Word.CLAUSE | Word.OBJECT | Word.SPEECH
NOUN = Word.PERSON | Word.INSTITUTION | Word.DOCUMENT
KINDS = {"clause": Word.CLAUSE, "object": Word.OBJECT, "speech": Word.SPEECH}
NOUN_KINDS = {"person": Word.PERSON, "institution": Word.INSTITUTION, "document": Word.DOCUMENT}
SMALL_KINDS = {
    "pronoun": Word.PRONOUN,
    "determiner": Word.DETERMINER,
    "stop": Word.STOP,
    "skip": Word.SKIP,
    "preposition": Word.PREPOSITION,
    "negation": Word.NEGATION,
    "time": Word.TIME,
}


@cache
def lexicon() -> dict[str, int]:
    """Return every known word, lower-case, with its flags."""
    words: dict[str, int] = {}

    def put(word: str | None, flags: Word) -> None:
        if word and " " not in word:
            words[word] = words.get(word, 0) | int(flags)

    for row in reference.rows("speech_verbs", "verb", "third", "past", "participle", "ing", "kind", key=("verb",)):
        kind = KINDS[row["kind"] or ""]
        put(row["verb"], kind | Word.BASE)
        put(row["third"], kind | Word.THIRD)
        put(row["past"], kind | Word.PAST)
        put(row["participle"], kind | Word.PAST)
        put(row["ing"], kind | Word.ING)
    for row in reference.rows("speech_nouns", "noun", "kind", key=("noun",)):
        kind = NOUN_KINDS[row["kind"] or ""]
        put(row["noun"], kind)
        put(plural(row["noun"] or ""), kind)
    for row in reference.rows("speech_small_words", "word", "kind", key=("word", "kind")):
        put(row["word"], SMALL_KINDS[row["kind"] or ""])
    return words


def plural(noun: str) -> str:
    """Return the plural as printed: ministry → ministries, witness → witnesses, woman → women."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "sh", "ch", "x")):
        return noun + "es"
    if noun.endswith("fe"):
        return noun[:-2] + "ves"
    return noun + "s"


@cache
def cue_words() -> tuple[str, ...]:
    """Return the forms of all verbs of saying and the fixed phrases that tell a source."""
    return tuple(sorted(w for w, flags in lexicon().items() if flags & VERB))
