"""Who says what inside one sentence: verbs of saying with the noun phrase before or after them, 'according to', 'by'.

Works on words, not on a grammar: from a verb of saying it looks left past auxiliaries for a noun phrase (over an apposition
between commas, if need be), then right for an inverted one, and takes as content what the clause leaves. All walks are
bounded, so that time grows with the length of the sentence and no faster.
"""

from __future__ import annotations

from typing import NamedTuple

from flows.extract.attribution.tokens import Token
from flows.extract.attribution.words import NOUN, VERB, Word

REACH = 40  # words that a source, with its apposition, may take
NOT_SAID = Word.PUNCTUATION | Word.QUOTE | Word.STOP


class Said(NamedTuple):
    """One source, its cue and the stretch it covers, as offsets into the sentence."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    content: tuple[int, int]
    kind: str


def parse(toks: list[Token]) -> list[Said]:
    """Return what is said by whom in a sentence, in order of the cues."""
    found: list[_Clause] = []
    for i, tok in enumerate(toks):
        clause = None
        if tok.text == "according" and i + 1 < len(toks) and toks[i + 1].text == "to":
            clause = _according(toks, i)
        elif tok.text in ("citing", "quoting"):
            clause = _citing(toks, i)
        elif tok.flags & VERB:
            clause = _verb(toks, i, found)
        if clause is not None:
            found.append(clause)
    return _finish(toks, found)


class _Clause(NamedTuple):
    source: tuple[int, int] | None  # token range
    first: int  # first token of the frame (source and cue)
    last: int  # one past the last token of the frame
    cue: tuple[int, int]
    side: str  # left, right, both: where the content stands
    kind: str


# ---------------------------------------------------------------- frames


def _according(toks: list[Token], i: int) -> _Clause | None:
    source = _phrase_right(toks, i + 2, wide=True)
    if source is None:
        return None
    end = source[1]
    starts = i == 0 or (i == 1 and toks[0].flags & (Word.STOP | Word.QUOTE) > 0)
    return _Clause(source, i, end, (i, i + 2), "right" if starts else "left", "according")


def _citing(toks: list[Token], i: int) -> _Clause | None:
    source = _phrase_right(toks, i + 1, wide=True)
    return None if source is None else _Clause(source, i, source[1], (i, i + 1), "left", "citing")


def _verb(toks: list[Token], i: int, found: list[_Clause]) -> _Clause | None:
    flags = toks[i].flags
    if (
        flags & Word.CAPITAL
        and i
        and not toks[i].text.isupper()
        and not toks[i - 1].flags & (Word.QUOTE | Word.PUNCTUATION)
    ):
        return None
    if i + 1 < len(toks) and toks[i + 1].text == "by" and flags & Word.PAST and flags & (Word.CLAUSE | Word.OBJECT):
        source = _phrase_right(toks, i + 2, wide=True)
        if source is not None and flags & Word.CLAUSE:
            return _Clause(source, i, source[1], (i, i + 1), "left", "passive")
        return None
    j = i - 1
    seen = set()
    while (
        j >= 0
        and i - j < 8
        and toks[j].flags & (Word.SKIP | Word.NEGATION)
        and not toks[j].flags & (Word.PRONOUN | NOUN)
    ):
        seen.add(toks[j].text)
        if toks[j].flags & Word.NEGATION:
            seen.add("not")
        j -= 1
    if "not" in seen and flags & Word.CLAUSE:
        return None
    if seen & {"was", "were", "been", "being", "is", "are", "be"} and flags & Word.PAST:
        return None
    if j >= 0 and toks[j].text == "to" and flags & Word.BASE:
        return None
    if flags & Word.ING:
        return _participle(toks, i, found)
    left = _subject_left(toks, j, i)
    right = _inverted(toks, i) if flags & (Word.PAST | Word.THIRD | Word.BASE) else None
    if right is not None and (left is None or (left[2] == "apposition" and _ends(toks, right[1]))):
        return _Clause(right, i, right[1], (i, i + 1), "left", "verb")
    if left is None:
        if j < 0 or toks[j].flags & (Word.QUOTE | Word.PUNCTUATION) or toks[j].text != "and":
            return None
        return _Clause(found[-1].source, j, i + 1, (j + 1, i + 1), "right", "verb") if found else None
    return _Clause((left[0], left[1]), left[0], i + 1, (j + 1, i + 1), "right", "verb")


def _participle(toks: list[Token], i: int, found: list[_Clause]) -> _Clause | None:
    if i and not toks[i - 1].flags & (Word.PUNCTUATION | Word.QUOTE | Word.STOP | Word.SKIP):
        return None
    source = found[-1].source if found else None
    if source is None:
        source = _first_phrase(toks, i)
    return None if source is None else _Clause(source, i, i + 1, (i, i + 1), "right", "participle")


# ---------------------------------------------------------------- noun phrases


def _inside(tok: Token) -> bool:
    return not tok.flags & (Word.PUNCTUATION | Word.QUOTE) and not (
        tok.flags & Word.STOP and not tok.flags & Word.CAPITAL
    )


def _subject_left(toks: list[Token], j: int, cue: int) -> tuple[int, int, str] | None:
    """Return the noun phrase that ends at word `j`, or the one whose apposition ends there."""
    if j < 0:
        return None
    tok = toks[j]
    if tok.text in ("who", "which", "that"):
        k = j - 1
        if k >= 0 and toks[k].text == ",":
            k -= 1
        phrase = _phrase_left(toks, k)
        return (*phrase, "relative") if phrase else None
    if tok.text in (",", "—", "–", ")"):
        return _over_apposition(toks, j)
    phrase = _phrase_left(toks, j)
    return (*phrase, "plain") if phrase else None


def _phrase_left(toks: list[Token], j: int) -> tuple[int, int] | None:
    """Return the noun phrase that ends with word `j`."""
    if j < 0 or not _inside(toks[j]):
        return None
    head = toks[j]
    if head.flags & Word.PRONOUN and not head.flags & NOUN:
        return (j, j + 1)
    k = j
    while k > 0 and j - k < REACH and _inside(toks[k - 1]) and not _finite(toks, k - 1):
        k -= 1
    if (
        k > 1
        and toks[k - 1].text == "and"
        and _noun_like(toks[k - 2])
        and toks[k].flags & (Word.CAPITAL | NOUN | Word.DETERMINER)
    ):
        before = _phrase_left(toks, k - 2) if k - 2 >= 0 and j - k < REACH // 2 else None
        if before is not None and (before[0] == 0 or toks[before[0] - 1].flags & NOT_SAID):
            k = before[0]
    k = _trim_left(toks, k, j)
    return (k, j + 1) if _is_phrase(toks, k, j + 1) else None


def _trim_left(toks: list[Token], k: int, j: int) -> int:
    """Drop adverbs and a leading prepositional phrase ("In Gaza the ministry …")."""
    while k < j and toks[k].flags & Word.SKIP and not toks[k].flags & (NOUN | Word.DETERMINER):
        k += 1
    if toks[k].flags & Word.PREPOSITION and k < j:
        at = k + 1
        for n in range(k + 2, j + 1):
            if toks[n].flags & (Word.DETERMINER | Word.PRONOUN) and not toks[n - 1].flags & Word.PREPOSITION:
                return n
            if toks[n].flags & NOUN and not toks[n - 1].flags & (Word.PREPOSITION | Word.DETERMINER):
                at = n
        k = at
    for n in range(j, k, -1):
        if (
            toks[n].flags & Word.DETERMINER
            and not toks[n - 1].flags & (Word.PREPOSITION | Word.DETERMINER)
            and toks[n - 1].text != "and"
        ):
            return n
    return k


def _finite(toks: list[Token], k: int) -> bool:
    """Whether a word can only be the verb of another clause."""
    tok = toks[k]
    if tok.flags & Word.CAPITAL:
        return False
    return bool(tok.flags & VERB and tok.flags & (Word.PAST | Word.THIRD) and not tok.flags & NOUN) or tok.text in (
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
    )


def _noun_like(tok: Token) -> bool:
    return bool(tok.flags & (Word.CAPITAL | NOUN | Word.PRONOUN))


def _is_phrase(toks: list[Token], start: int, end: int) -> bool:
    if start >= end:
        return False
    first, last = toks[start], toks[end - 1]
    if last.flags & Word.TIME and not last.flags & NOUN:
        return False
    if last.flags & (Word.PREPOSITION | Word.DETERMINER) and not last.flags & (Word.CAPITAL | Word.PRONOUN | NOUN):
        return False
    return any(t.flags & (Word.CAPITAL | NOUN) for t in toks[start:end]) or bool(
        first.flags & Word.DETERMINER and end - start > 1
    )


def _over_apposition(toks: list[Token], j: int) -> tuple[int, int, str] | None:
    """X, the mayor of Y, said: return X, looking left over what stands between commas, dashes or brackets."""
    mark = toks[j].text
    opening = {")": "("}.get(mark, mark)
    k, best = j - 1, None
    while k > 0 and j - k < REACH:
        tok = toks[k]
        if tok.flags & Word.QUOTE or tok.text in (";", ":"):
            break
        if tok.text == opening:
            phrase = _phrase_left(toks, k - 1)
            if phrase and any(t.flags & Word.CAPITAL for t in toks[phrase[0] : phrase[1]] if not t.flags & Word.TIME):
                clean = phrase[0] == 0 or bool(toks[phrase[0] - 1].flags & NOT_SAID)
                if clean:
                    best = (*phrase, "apposition")
                    if not _part_of_place(toks, phrase):
                        break
            elif phrase and toks[phrase[0]].flags & Word.DETERMINER and best is None:
                best = (*phrase, "apposition")
                break
        k -= 1
    return best


def _part_of_place(toks: list[Token], phrase: tuple[int, int]) -> bool:
    """A single capital word right after a comma may be the end of an apposition: the mayor of Lviv, Ukraine, said."""
    return phrase[1] - phrase[0] == 1 and phrase[0] > 1 and toks[phrase[0] - 1].text == ","


def _phrase_right(toks: list[Token], i: int, *, wide: bool) -> tuple[int, int] | None:
    """Return the noun phrase that begins with word `i`; `wide` lets it hold 'in', 'at', 'with', 'on'."""
    n = i
    while n < len(toks) and n - i < REACH:
        tok = toks[n]
        if (
            tok.text == "and"
            and n > i
            and n + 1 < len(toks)
            and _noun_like(toks[n - 1])
            and (toks[n + 1].flags & (Word.CAPITAL | NOUN) or toks[n + 1].text == "the")
        ):
            n += 1
            continue
        if not _inside(tok) or (tok.flags & Word.TIME and n > i):
            break
        if tok.flags & Word.PREPOSITION and tok.text not in ("of", "for", "from") and not tok.flags & Word.CAPITAL:
            joins = wide or (tok.text in ("in", "at", "with") and toks[n - 1].flags & Word.PERSON)
            if n == i or not joins:
                break
        if (_finite(toks, n) and n > i) or tok.flags & Word.ING:
            break
        n += 1
    while (
        n > i
        and toks[n - 1].flags & (Word.PREPOSITION | Word.STOP | Word.DETERMINER | Word.SKIP)
        and not toks[n - 1].flags & (Word.CAPITAL | NOUN | Word.PRONOUN)
    ):
        n -= 1
    return (i, n) if _is_phrase(toks, i, n) or (n == i + 1 and toks[i].flags & Word.PRONOUN) else None


def _inverted(toks: list[Token], i: int) -> tuple[int, int] | None:
    """…, said X: the noun phrase after the verb, when what is said stands before it."""
    if i == 0 or not (toks[i - 1].flags & Word.QUOTE or toks[i - 1].text in (",", "—", "–", "”", '"')):
        return None
    if i + 1 >= len(toks) or toks[i + 1].flags & (Word.PREPOSITION | Word.PUNCTUATION):
        return None
    return _phrase_right(toks, i + 1, wide=False)


def _ends(toks: list[Token], n: int) -> bool:
    return n >= len(toks) or bool(
        toks[n].flags & (Word.PUNCTUATION | Word.QUOTE | Word.TIME | Word.PREPOSITION | Word.STOP)
    )


def _first_phrase(toks: list[Token], i: int) -> tuple[int, int] | None:
    """The subject of the sentence, as far as words tell: its first noun phrase."""
    k = 0
    while (
        k < i
        and toks[k].flags & (Word.STOP | Word.PREPOSITION | Word.SKIP | Word.PUNCTUATION | Word.QUOTE)
        and not toks[k].flags & (NOUN | Word.PRONOUN)
    ):
        k += 1
    n = k
    while n < i and _inside(toks[n]) and toks[n].flags & (Word.CAPITAL | NOUN | Word.DETERMINER | Word.PRONOUN):
        n += 1
    return (k, n) if _is_phrase(toks, k, n) or (n == k + 1 and toks[k].flags & Word.PRONOUN) else None


# ---------------------------------------------------------------- contents


def _finish(toks: list[Token], found: list[_Clause]) -> list[Said]:
    out = []
    bounds = _bounds(toks, found)
    for clause, (low, high) in zip(found, bounds, strict=True):
        content = _content(toks, clause, low, high)
        source = clause.source
        cue = (toks[clause.cue[0]].start, toks[clause.cue[1] - 1].end)
        if content is None:
            continue
        if not _worth(toks, clause, content):
            continue
        out.append(
            Said(
                (toks[source[0]].start, toks[source[1] - 1].end) if source else None,
                cue,
                (toks[content[0]].start, toks[content[1] - 1].end),
                clause.kind,
            )
        )
    return out


def _bounds(toks: list[Token], found: list[_Clause]) -> list[tuple[int, int]]:
    """How far the content of each clause may reach: up to the next one, or over it when that one is part of what is said."""
    out: list[tuple[int, int]] = []
    high = len(toks)
    for n in range(len(found) - 1, -1, -1):
        clause = found[n]
        low = found[n - 1].last if n else 0
        mine = len(toks) if n + 1 == len(found) else found[n + 1].first
        if n + 1 < len(found) and clause.side == "right" and found[n + 1].side == "right" and mine - clause.last <= 4:
            between = toks[clause.last : mine]
            if not any(t.flags & (Word.PUNCTUATION | Word.QUOTE) or t.text in ("and", "but", "while") for t in between):
                mine = high
        high = max(mine, clause.last)
        out.append((min(low, clause.first), high))
    return out[::-1]


def _worth(toks: list[Token], clause: _Clause, content: tuple[int, int]) -> bool:
    """A verb that only tells of its object is a cue beside a quotation alone."""
    flags = toks[clause.cue[1] - 1].flags
    if clause.kind in ("according", "citing") or flags & Word.CLAUSE:
        return True
    return any(t.flags & Word.QUOTE for t in toks[content[0] : content[1]])


def _content(toks: list[Token], clause: _Clause, low: int, high: int) -> tuple[int, int] | None:
    left = _tidy(toks, low, clause.first)
    if clause.side == "left":
        return left
    start = _skip_frame(toks, clause.last, high)
    right = _tidy(toks, start, high)
    before = toks[clause.first - 1] if clause.first else None
    parted = before is not None and (before.text == "," or bool(before.flags & Word.QUOTE))
    if right is None:
        return left
    if (
        parted
        and left is not None
        and clause.kind == "verb"
        and clause.last < len(toks)
        and toks[clause.last].text == ","
    ):
        return (left[0], right[1])
    return right


def _skip_frame(toks: list[Token], start: int, high: int) -> int:
    """Step over whom, when and where it was said, up to 'that' or the clause itself."""
    for n in range(start, min(start + 14, high)):
        if toks[n].text == "that" and (n == start or toks[n - 1].text != ","):
            return n + 1
        if toks[n].flags & (Word.PUNCTUATION | Word.QUOTE):
            if toks[n].text in (",", ":") and n - start <= 8 and _frame_words(toks, start, n):
                return n + 1
            break
    n = start
    while (n < high and toks[n].flags & (Word.TIME | Word.SKIP)) or (
        n < high and toks[n].text in ("on", "in") and n + 1 < high and toks[n + 1].flags & Word.TIME
    ):
        n += 1
    return n


def _frame_words(toks: list[Token], start: int, n: int) -> bool:
    return start == n or bool(
        toks[start].flags & (Word.PREPOSITION | Word.TIME | Word.SKIP | Word.CAPITAL | NOUN | Word.PRONOUN)
    )


def _tidy(toks: list[Token], start: int, end: int) -> tuple[int, int] | None:
    """Take punctuation and joining words off both ends."""
    while start < end and (
        (toks[start].flags & Word.PUNCTUATION and toks[start].text not in "([$")
        or toks[start].text in ("and", "but", "that", "while", "as", "or")
    ):
        start += 1
    while end > start and (
        (toks[end - 1].flags & Word.PUNCTUATION and toks[end - 1].text not in ")]%")
        or toks[end - 1].text in ("and", "but", "that", "while", "as", "or")
    ):
        end -= 1
    return (start, end) if end > start else None
