"""Whether a verb of saying and the phrase before it fit: in number, and by what the verb needs around it."""

from __future__ import annotations

from flows.extract.attribution import words as w
from flows.extract.attribution.line import Line

IT = (["it"], ["this"], ["that"], ["them"])  # between a verb and 'at': put it at 40
MANY = frozenset(
    {
        "they",
        "we",
        "i",
        "you",
        "police",
        "media",
        "staff",
        "people",
        "some",
        "others",
        "many",
        "both",
        "several",
        "most",
        "percent",
        "majority",
        "half",
        "third",
        "quarter",
        "fifth",
    }
)


def agrees(line: Line, first: int, head: int, verb: int, chain: int, i: int) -> bool:
    """Whether subject and verb fit in number, so that a noun ("the orders") is not read as a verb.

    Args:
        line: the sentence.
        first: the first word of the subject.
        head: the word it is about.
        verb: the flags of the verb.
        chain: those of the words between, taken together.
        i: the verb.
    """
    flags, word = line.flags[head], line.words[head]
    if not finds(line, head, i):
        return False
    if chain & (w.MODAL | w.HAVE):
        return True
    if verb & w.PAST:
        return not flags & w.PREPOSITION or bool(flags & w.CAPITAL)
    many = (
        bool(flags & w.PLURAL)
        or word in MANY
        or line.words[first] in ("those", "these", "both", "several", "many", "most")
    )
    many = many or (word.endswith("s") and not word.endswith(("ss", "'s")))
    if verb & w.BASE:
        return (
            many
            or (flags & w.NUMBER and word.isalpha() and word != "one")
            or line.words[first : first + 2] == ["one", "in"]
            or (flags & w.CAPITAL != 0 and head >= 2 and line.words[head - 1] == "and")
            or word in ("who", "which")
        )
    return not many or bool(flags & w.CAPITAL) or word == "police"


def finds(line: Line, head: int | None, i: int) -> bool:
    """Whether a verb has around it what makes it one of saying: a report finds; a policeman who finds a body says nothing.

    Args:
        line: the sentence.
        head: the word that its subject is about, if it has one of its own.
        i: the verb.
    """
    if line.flags[i] & w.ISSUING and line.words[-1] == ":":
        return any(f & w.DOCUMENT for f in line.flags[i + 1 : i + 6])
    if not line.flags[i] & w.FINDING or line.flags[i] & w.CLAUSE:
        return True
    following = line.words[i + 1 : i + 8]
    subject = 0 if head is None else line.flags[head]
    if line.flags[i] & w.THAT:
        return following[:1] == ["that"] or bool(i + 1 < line.n and line.flags[i + 1] & w.QUOTE)
    if line.flags[i] & w.TOLL:
        return any(f & w.TALLY for f in line.flags[i + 1 : i + 6]) or "at" in following[: 1 + (following[:1] in IT)]
    if line.flags[i] & w.SEEING:
        return bool(subject & w.WITNESS) and any(f & w.NUMBER for f in line.flags[i + 1 : i + 7])
    if line.flags[i] & w.OF:
        return following[:1] == ["of"] and any(f & (w.NUMBER | w.QUOTE) for f in line.flags[i + 2 : i + 6])
    if following[:1] == ["that"] or subject & w.DOCUMENT:
        return True
    return line.words[i] not in ("found", "finds", "find", "discovered", "showed", "shows", "show") and any(
        f & (w.TALLY | w.NUMBER) for f in line.flags[i + 1 : i + 7]
    )
