"""Noun phrases before and after a verb of saying, found by walking over words up to a boundary.

No grammar and no tags: a phrase ends where punctuation, a joining word or a verb stands, and has to hold a name, a noun of
sources or a determiner. Every walk is bounded by `REACH`.
"""

from __future__ import annotations

from flows.extract.attribution import words as w
from flows.extract.attribution.line import Line
from flows.extract.attribution.naming import LONGEST_NAME, is_name

REACH = 40  # words that a source, with its apposition, may take
MARKED_NAME = 24  # characters of a body's name between marks
DATELINE = 16  # words up to the dash of a dateline
UNPARTED = 3  # words behind the first of a phrase that may hold the end of a clause
LED = ("-run", "-based", "-backed", "-led", "-owned", "-affiliated", "-linked", "-controlled", "-aligned")
HOOK = w.PREPOSITION | w.COMMA | w.RELATIVE | w.ING
SETTLED = w.CAPITAL | w.NOUN | w.DETERMINER | w.PREPOSITION | w.POSSESSIVE | w.PUNCTUATION | w.NAMING
SORTS = frozenset({"local", "medical", "military", "official", "civil", "opposition", "activist", "rebel", "security"})
Range = tuple[int, int]


def named(line: Line, start: int, end: int) -> bool:
    """Whether a stretch holds a capital word that is no day or month."""
    return any(f & w.CAPITAL and not f & w.TIME for f in line.flags[start:end])


def is_phrase(line: Line, start: int, end: int) -> bool:
    """Whether a stretch can name or describe a source."""
    if start >= end:
        return False
    first, last = line.flags[start], line.flags[end - 1]
    if end - start == 1 and first & w.PRONOUN:
        return True
    if last & w.TIME and not last & w.NOUN:
        before = line.flags[end - 2] if end - start > 1 else 0  # Mina March
        return bool(last & w.TITLED and before & w.CAPITAL and not before & w.TIME)
    if last & (w.PREPOSITION | w.DETERMINER | w.AUXILIARY) and not last & (w.CAPITAL | w.NOUN):
        return end - start == 1 and line.words[start] in (
            "some",
            "others",
            "many",
            "both",
            "several",
            "one",
            "most",
            "few",
        )
    if any(f & (w.CAPITAL | w.NOUN) for f in line.flags[start:end]):
        return True
    return bool(first & (w.DETERMINER | w.NUMBER)) and end - start > 1


def left(line: Line, j: int) -> Range | None:
    """Return the noun phrase that ends with word `j`."""
    flags = line.flags
    if j < 0 or flags[j] & w.FINITE or not flags[j] & w.INSIDE:
        return None
    if flags[j] & w.PRONOUN and not flags[j] & (w.NOUN | w.CAPITAL):
        return (j, j + 1)
    k = max(line.open(j), j - REACH)
    if k > 1 and line.words[k - 1] == "and" and j - k < REACH // 2:
        k = _coordinated(line, k, j)
    k = _trim(line, k, j)
    if j - k >= UNPARTED and "," not in line.words:
        k = _fresh(line, k, j)
    return (k, j + 1) if is_phrase(line, k, j + 1) else None


def _coordinated(line: Line, k: int, j: int) -> int:
    """X and Y said: take X too when both sides look like names or sources and X begins a clause."""
    flags = line.flags
    if not flags[k - 2] & (w.CAPITAL | w.NOUN | w.PRONOUN) or not any(
        f & (w.CAPITAL | w.NOUN | w.PRONOUN) for f in flags[k : j + 1]
    ):
        return k
    start = max(line.open(k - 3), k - REACH) if k > 2 else 0
    plain = all(
        f & (w.CAPITAL | w.NOUN | w.DETERMINER | w.POSSESSIVE | w.PREPOSITION | w.SHORT | w.PRONOUN)
        for f in flags[start : k - 1]
    )
    return start if plain and k - start < 12 else k


def _fresh(line: Line, k: int, j: int) -> int:
    """Where the source begins behind the clause before it, when the comma between them has been lost."""
    flags, words = line.flags, line.words
    hooked = False
    for n in range(j - 1, k, -1):
        f = flags[n]
        hooked = hooked or bool(f & HOOK)
        if f & SETTLED:
            continue
        before = flags[n - 1]
        if f & w.TITLED and f & (w.STOP | w.ADVERB):
            return n + 1  # fell on the town Meanwhile officials said
        if words[n].endswith(LED) and before & w.NOUN and not before & (w.CAPITAL | w.POSSESSIVE):
            return n  # an attack on the party state-run radio said
        if words[n].endswith("ed") and "-" not in words[n] and _is_lost(flags, n, j):
            return n + 1  # dozens wounded Ostrian media reported
    if not hooked or not flags[j] & w.NOUN or flags[head(line, k, j + 1)] & (w.NOUN | w.CAPITAL | w.PRONOUN | w.TALLY):
        return k
    for n in range(j, k, -1):
        if not flags[n] & (w.CAPITAL | w.NOUN) and words[n] not in SORTS:
            return k if n == j or flags[n] & (w.DETERMINER | w.POSSESSIVE | w.PREPOSITION) else n + 1
        if (flags[n] & w.SHOUTED and len(words[n]) > 1) or words[n] in SORTS:
            return k if flags[n - 1] & (w.DETERMINER | w.POSSESSIVE | w.PREPOSITION) else n
    return k


def _is_lost(flags: list[int], n: int, j: int) -> bool:
    """Whether a participle ends the clause before a name that runs up to word `j`."""
    before = flags[n - 1]
    if before & (w.DETERMINER | w.ADVERB | w.POSSESSIVE | w.CAPITAL) and not before & w.NUMBER:
        return False
    return all(f & (w.CAPITAL | w.NOUN) and not f & w.TIME for f in flags[n + 1 : j + 1])


def _trim(line: Line, k: int, j: int) -> int:
    """Drop adverbs, times and a leading prepositional phrase: "On Monday in Gaza the ministry said"."""
    flags = line.flags
    while k < j and flags[k] & (w.ADVERB | w.TIME) and not flags[k] & (w.NOUN | w.DETERMINER):
        k += 1
    if k + 2 <= j and flags[k] & w.PRONOUN and not flags[k] & (w.NOUN | w.CAPITAL | w.DETERMINER):
        return k + 2  # they met protesters
    if k < j and flags[k] & w.NUMBER and flags[k + 1] & w.DETERMINER and flags[k + 1] & w.TITLED:
        return k + 1  # 20:40 The ministry
    if k < j and flags[k] & w.PREPOSITION and k and flags[k - 1] & w.FINITE:
        k += 1  # given by the ministry: no phrase of time or place before another subject
    elif k < j and flags[k] & w.PREPOSITION:
        at = None
        for n in range(k + 2, j + 1):
            before = flags[n - 1]
            if flags[n] & (w.DETERMINER | w.PRONOUN) and not before & (w.PREPOSITION | w.DETERMINER):
                return n
            if (
                flags[n] & (w.CAPITAL | w.NOUN)
                and not before & (w.PREPOSITION | w.DETERMINER | w.CAPITAL | w.SHORT)
                and at is None
            ):
                at = n
        if at is None:
            at = j if flags[j] & (w.CAPITAL | w.NOUN) else k
            while at > k + 2 and flags[at] & w.CAPITAL and flags[at - 1] & w.CAPITAL and not flags[at - 1] & w.TIME:
                at -= 1
        k = at
    for n in range(j, k, -1):
        before = flags[n - 1]
        if flags[n] & w.DETERMINER and not before & (w.PREPOSITION | w.DETERMINER | w.NUMBER | w.POSSESSIVE):
            if before & w.CAPITAL and flags[n] & w.TITLED:
                continue  # Save Our Children
            if line.words[n - 1] in ("and", "&") or is_name(line, k, n, least=2):
                return k
            return n
    return k


def right(line: Line, i: int, *, wide: bool) -> Range | None:
    """Return the noun phrase that begins with word `i`; `wide` lets it hold 'in', 'at', 'with', 'on'."""
    flags, words = line.flags, line.words
    n = i
    while n < line.n and n - i < REACH:
        f = flags[n]
        if words[n] == "and" and n > i and n + 1 < line.n and _joins(line, n):
            n += 1
            continue
        if f & w.QUOTE and n > i and _is_named(line, n):
            n += 1
            continue
        if not f & ~(w.INSIDE | w.TALLY) and n > i and words[n].endswith("ed") and _is_verb(line, n):
            break
        if not f & w.INSIDE or (f & w.TIME and n > i and not f & w.NOUN) or (n > i and f & (w.FINITE | w.ING)):
            break
        if f & w.PREPOSITION and words[n] not in ("of", "for", "from"):
            joins = wide or (words[n] in ("in", "at", "with") and flags[n - 1] & (w.PERSON | w.INSTITUTION))
            if n == i or not joins:
                break
        if f & w.DETERMINER and n > i and not flags[n - 1] & (w.PREPOSITION | w.STOP | w.DETERMINER):
            break
        n += 1
    while (
        n > i
        and flags[n - 1] & (w.PREPOSITION | w.STOP | w.DETERMINER | w.BETWEEN | w.HARD)
        and not flags[n - 1] & (w.CAPITAL | w.NOUN | w.PRONOUN)
    ):
        n -= 1
    return (i, n) if is_phrase(line, i, n) else None


def _is_second(line: Line, n: int) -> bool:
    """Whether the word behind 'and' only describes the noun of a second source: state media and aid agencies."""
    return n + 2 < line.n and not line.flags[n + 1] & ~(w.INSIDE | w.DETERMINER) and bool(line.flags[n + 2] & w.NOUN)


def _is_verb(line: Line, n: int) -> bool:
    """Whether a word behind a name or noun is the verb of its clause: Red Lantern killed nine."""
    before, after = line.flags[n - 1], line.flags[n + 1] if n + 1 < line.n else 0
    plain = before & (w.CAPITAL | w.NOUN) and not line.flags[n] & (w.CAPITAL | w.NOUN | w.NAMING)
    return bool(plain and after & (w.DETERMINER | w.NUMBER))


def _is_named(line: Line, n: int) -> bool:
    """Whether a quotation is but the name of the body behind it: the opposition "Dawn" TV network."""
    short = line.end(n) - line.start(n) <= MARKED_NAME
    return short and any(f & w.INSTITUTION for f in line.flags[n + 1 : n + 3])


def _joins(line: Line, n: int) -> bool:
    before, after = line.flags[n - 1], line.flags[n + 1]
    return (
        bool(before & (w.CAPITAL | w.NOUN))
        and bool(after & (w.CAPITAL | w.NOUN) or line.words[n + 1] == "the" or _is_second(line, n))
        and not after & w.PRONOUN
    )


def head(line: Line, start: int, end: int) -> int:
    """Return which word a phrase is about: the last one before 'of', 'in', 'for' … or a comma."""
    for i in range(start + 1, end):
        flags = line.flags[i]
        if flags & (w.PREPOSITION | w.COMMA | w.RELATIVE | w.ING) and not flags & (w.CAPITAL | w.NOUN):
            beside = i - 2 >= start and not line.flags[i - 1] & (w.NOUN | w.CAPITAL | w.TALLY | w.NUMBER | w.PRONOUN)
            return i - 2 if beside and line.flags[i - 2] & (w.NOUN | w.TALLY) else i - 1  # people close to the talks
    return end - 1


def after_dateline(line: Line, k: int, i: int) -> int:
    """Step over the place from which a report is sent: "BELMAR, March 3 (Northwire) — "."""
    dash = next((n for n in range(k + 1, min(i, k + DATELINE)) if line.flags[n] & w.DASH), None)
    if dash is None or not line.flags[k] & w.SHOUTED:
        return k
    return dash + 1


def first(line: Line, i: int) -> Range | None:
    """Return the subject of the sentence, as far as words tell: its first noun phrase before word `i`."""
    flags = line.flags
    k = 0
    while (
        k < i
        and flags[k] & (w.STOP | w.BETWEEN | w.TIME | w.PUNCTUATION | w.QUOTE)
        and not flags[k] & (w.NOUN | w.PRONOUN)
    ):
        k += 1
    k = after_dateline(line, k, i)
    if k < i and (flags[k] & (w.PREPOSITION | w.ING) or line.words[k].endswith("ing")):
        comma = next((n for n in range(k, min(i, k + REACH)) if flags[n] & w.COMMA), None)
        if comma is None:
            return None
        k = comma + 1
    n = k
    while (
        n < i
        and flags[n] & w.INSIDE
        and flags[n] & (w.CAPITAL | w.NOUN | w.DETERMINER | w.PRONOUN | w.POSSESSIVE | w.SHORT)
    ):
        n += 1
    if is_phrase(line, k, n):
        return (k, n)
    if k < i and flags[k] & w.DETERMINER:
        person = next(
            (n for n in range(k + 1, min(k + LONGEST_NAME, i)) if flags[n] & w.PERSON or not flags[n] & w.INSIDE), i
        )
        return (k, person + 1) if person < i and flags[person] & w.PERSON else None
    return None


def speaks(line: Line, source: Range) -> bool:
    """Whether a phrase names somebody or ends in a noun of sources."""
    return named(line, *source) or any(f & (w.NOUN | w.PRONOUN) for f in line.flags[source[0] : source[1]])


def owned(line: Line, start: int, end: int) -> bool:
    """Whether a phrase tells whose number it is, by a possessive or a name."""
    flags = line.flags[start:end]
    return any(f & w.POSSESSIVE or (f & w.CAPITAL and not f & w.TIME) for f in flags)
