"""The words by which a source is told, as flags: verbs of saying, nouns of sources, and the small words between them.

All lists stand in `seeds/reference/speech_*.csv`. Flags are plain integers, because the parser looks at every word of every
sentence that may tell a source.
"""

from __future__ import annotations

from functools import cache

from flows.core import reference

CLAUSE = 1 << 0  # verb whose object is what is said
ADDRESS = 1 << 1  # the same, after the one it is said to
FINDING = 1 << 2  # the same, where a document or a body that counts is the subject
OBJECT = 1 << 3  # verb that says something about its object
SPEECH = 1 << 4  # manner of speaking
PAST = 1 << 5
BASE = 1 << 6
ING = 1 << 7
THIRD = 1 << 8
PERSON = 1 << 9
INSTITUTION = 1 << 10
DOCUMENT = 1 << 11
PLURAL = 1 << 12
PRONOUN = 1 << 13
RELATIVE = 1 << 14
DETERMINER = 1 << 15
STOP = 1 << 16  # begins another clause
BE = 1 << 17
HAVE = 1 << 18
MODAL = 1 << 19
ADVERB = 1 << 20
NEGATION = 1 << 21
PREPOSITION = 1 << 22
TIME = 1 << 23
TALLY = 1 << 24
DEED = 1 << 25
CAPITAL = 1 << 26
PUNCTUATION = 1 << 27
COMMA = 1 << 28
QUOTE = 1 << 29
HARD = 1 << 30  # ends a sentence
DASH = 1 << 31
SHORT = 1 << 32  # abbreviation or initial: the full stop after it ends nothing
POSSESSIVE = 1 << 33
NUMBER = 1 << 34
ACCORDING = 1 << 35
CITING = 1 << 36
THAT = 1 << 37  # says something only where 'that' or a quotation follows
STANDING = 1 << 39  # what a toll does: stands at, rose to, includes
TOLL = 1 << 40  # says something only where a toll follows
OF = 1 << 41  # says something only where 'of' and a number follow
RELAY = 1 << 42  # 'by' and 'per' before a source
MEANS = 1 << 43  # by telephone: how something was said
GENERIC = 1 << 38  # a body that an article calls by its kind after naming it
ACT = 1 << 55  # of OBJECT: told without marks, too
ADDING = 1 << 56  # of a verb: the source goes on
CLAIMED = 1 << 57  # object of 'claimed' that makes it a deed
WITNESS = 1 << 58  # a noun of those who see
SEEING = 1 << 59  # says something only where those who see are the subject and a number follows
ISSUING = 1 << 60  # says something only where a document follows that a colon announces: issued this statement:
PHRASAL = 1 << 61  # says something only with the particle behind it: talked about, is confident that
STANCE = 1 << 62  # a noun of what somebody says or thinks: his claim that
OWNING = 1 << 44  # 'the' and its like: before a noun
NAMING = 1 << 45  # between a noun and its name: named, called
# Not of a word alone, but as printed or beside other words; `line` tells them.
PERIOD = 1 << 46
COLON = 1 << 47
GLUE = 1 << 48  # punctuation inside a name
TITLED = 1 << 49  # printed with a capital first letter
SHOUTED = 1 << 50  # printed in capitals
ATTRIBUTIVE = 1 << 51  # a verb's form that stands as a noun or before a name
HALT = 1 << 52  # a full stop that ends a sentence and not an abbreviation
INSIDE = 1 << 53  # can stand inside a noun phrase
FINITE = 1 << 54  # can only be the verb of a clause

SAYING = CLAUSE | ADDRESS | FINDING
VERB = SAYING | OBJECT | SPEECH
NOUN = PERSON | INSTITUTION | DOCUMENT
AUXILIARY = BE | HAVE | MODAL
BETWEEN = AUXILIARY | ADVERB | NEGATION  # may stand between a source and its verb
CUE = VERB | ACCORDING | CITING | STANDING
TRIGGER = CUE | QUOTE | RELAY | ISSUING | PHRASAL | STANCE

KINDS = {
    "clause": CLAUSE,
    "address": ADDRESS,
    "finding": FINDING,
    "that": FINDING | THAT,
    "toll": FINDING | TOLL,
    "of": FINDING | OF,
    "seeing": FINDING | SEEING,
    "issuing": ISSUING,
    "state": OBJECT | ACT,
    "object": OBJECT,
    "act": OBJECT | ACT,
    "speech": SPEECH,
}
NOUN_KINDS = {"person": PERSON, "institution": INSTITUTION, "document": DOCUMENT}
SMALL_KINDS = {
    "pronoun": PRONOUN,
    "relative": RELATIVE,
    "determiner": DETERMINER,
    "stop": STOP,
    "be": BE,
    "have": HAVE,
    "modal": MODAL,
    "skip": ADVERB,
    "negation": NEGATION,
    "preposition": PREPOSITION,
    "time": TIME,
    "tally": TALLY,
    "object": DEED,
    "generic": GENERIC,
    "number": NUMBER,
    "standing": STANDING,
    "means": MEANS,
    "owning": OWNING,
    "naming": NAMING,
    "adding": ADDING,
    "claimed": CLAIMED,
    "stance": STANCE,
    "witness": WITNESS,
}
SMALL = PRONOUN | RELATIVE | DETERMINER | STOP | BETWEEN | PREPOSITION
FORMS = {"verb": BASE, "third": THIRD, "past": PAST, "participle": PAST, "ing": ING}


@cache
def lexicon() -> dict[str, int]:
    """Return every known word, lower-case, with its flags."""
    words: dict[str, int] = {"according": ACCORDING, "citing": CITING, "quoting": CITING, "by": RELAY, "per": RELAY}

    particles: set[str] = set()

    def put(word: str | None, flags: int) -> None:
        if word and " " in word:
            word, particle = word.split(" ", 1)
            particles.add(particle)
            flags = PHRASAL
        if word:
            words[word] = words.get(word, 0) | flags

    for row in reference.rows("speech_verbs", *FORMS, "kind", key=("verb", "kind")):
        for form, flag in FORMS.items():
            put(row[form], KINDS[row["kind"] or ""] | flag)
    for row in reference.rows("speech_nouns", "noun", "kind", key=("noun",)):
        kind = NOUN_KINDS[row["kind"] or ""]
        put(row["noun"], kind)
        put(plural(row["noun"] or ""), kind | PLURAL)
    for row in reference.rows("speech_small_words", "word", "kind", key=("word", "kind")):
        put(row["word"], SMALL_KINDS[row["kind"] or ""])
    for row in reference.rows("abbreviations", "abbreviation", "ends_sentence", key=("abbreviation",)):
        put((row["abbreviation"] or "").lower(), SHORT)
    for particle in particles:
        if not words.get(particle, 0) & (PREPOSITION | STOP):
            put(particle, PHRASAL)  # so that each second word is known as one by its flags
    return words


@cache
def phrasals() -> dict[tuple[str, str], int]:
    """Return every verb, or adjective behind a form of 'be', that tells a source only with the word behind it; with its flags."""
    out: dict[tuple[str, str], int] = {}
    for row in reference.rows("speech_verbs", *FORMS, "kind", key=("verb", "kind")):
        for form, flag in FORMS.items():
            word, _, particle = (row[form] or "").partition(" ")
            if particle:
                state = row["kind"] == "state"
                out[word, particle] = out.get((word, particle), 0) | KINDS[row["kind"] or ""] | (0 if state else flag)
    return out


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
def cue_words(wanted: int, without: int = 0) -> tuple[str, ...]:
    """Return the words with any of the flags `wanted` and none of `without`."""
    return tuple(sorted(word for word, flags in lexicon().items() if flags & wanted and not flags & without))
