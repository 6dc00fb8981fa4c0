"""Which words of a source phrase are its name: questions that the words alone answer, without knowing the article."""

from __future__ import annotations

import re

from flows.extract.attribution import words as w
from flows.extract.attribution.line import Line

LONGEST_NAME = 8  # words of a name, with titles
NAME = 4  # words of a name that the entities room does not know
ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)


def name_after(line: Line, head: int) -> int | None:
    """Where the name begins in "one young girl, Mina"; the entities room need not know it."""
    comma = next((i for i in range(head + 1, line.n) if line.flags[i] & w.COMMA), None)
    if comma is None or comma + 1 >= line.n or line.n - comma - 1 > NAME:
        return None
    plain = bool(line.flags[comma + 1] & line.flags[-1] & w.CAPITAL) and all(
        (f & (w.CAPITAL | w.SHORT | w.HARD) and not f & w.TIME) or word in ("of", "for")
        for f, word in zip(line.flags[comma + 1 :], line.words[comma + 1 :], strict=True)
    )
    return comma + 1 if plain else None


def is_bare_name(line: Line) -> bool:
    """Whether a phrase is nothing but capital words: a name that the entities room does not know."""
    pairs = zip(line.flags, line.words, strict=True)
    return line.n <= NAME and all(f & (w.CAPITAL | w.SHORT | w.HARD) or word == "and" for f, word in pairs)


def title(line: Line, start: int, cut: int, end: int, head: int) -> bool:
    """Whether the 'and' at word `cut` stands inside a title: "minister of A and B, X", "Police and Fire Commissioner X"."""
    flags = line.flags
    if flags[head] & w.PERSON and head + 1 < cut and not flags[head] & w.PLURAL:
        return True
    alone = cut == start + 1 and flags[start] & w.CAPITAL and flags[start] & w.NOUN
    return bool(alone) and any(f & w.PERSON and f & w.CAPITAL for f in flags[cut + 1 : end - 1])


def modified(line: Line, head: int) -> bool:
    """Whether a name or adjective stands before the head word, or a place or body behind it."""
    return any(f & w.CAPITAL for f in line.flags[1 if line.flags[0] & w.DETERMINER else 0 : head]) or any(
        line.words[i] in ("of", "for") and i + 1 < line.n and any(f & w.CAPITAL for f in line.flags[i + 1 :])
        for i in range(head + 1, line.n)
    )


def body_end(line: Line, head: int) -> int:
    """Where the name of a body ends: at its noun, or behind what alone tells it apart (ministry of health in Belmar)."""
    before = any(f & w.CAPITAL for f in line.flags[1 if line.flags[0] & w.DETERMINER else 0 : head])
    return line.end(head if before and line.words[head + 1 : head + 2] != ["of"] else line.n - 1)


def based(line: Line, head: int) -> bool:
    """Whether a body is only told by its seat: the Ostria-based group."""
    return all(
        line.words[i].endswith(("-based", "-run", "-backed", "-led")) or not line.flags[i] & w.CAPITAL
        for i in range(head)
    )


def without_article(raw: str) -> str:
    """Return a name without the article before it."""
    return ARTICLE.sub("", raw, count=1) if ARTICLE.match(raw) else raw


def is_name(line: Line, start: int, end: int, *, least: int) -> bool:
    """Whether a stretch is a bare name, as persons and bodies have it: Voice of Evin."""
    flags = line.flags[start:end]
    if not least <= end - start <= LONGEST_NAME or not flags[-1] & (w.CAPITAL | w.HARD):
        return False
    inner = flags[0] & w.CAPITAL and line.words[start + 1 : end - 1]
    return all(
        (f & (w.CAPITAL | w.SHORT | w.HARD) and not f & w.TIME) or (inner and line.words[n] in ("of", "for"))
        for n, f in enumerate(flags, start)
    )
