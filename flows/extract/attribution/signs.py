"""Sources that no verb introduces: 'according to', 'per', 'citing', 'by X's count', and those beside a colon or a dash."""

from __future__ import annotations

from flows.extract.attribution import appositions, phrases
from flows.extract.attribution import words as w
from flows.extract.attribution.contents import Frame
from flows.extract.attribution.line import Line

CHAIN = 8  # words between a verb and the quotation whose speaker follows with 'by'
CLAUSE_WORDS = 14  # words that tell who somebody without a name is
DESCRIBED = 2  # words between whose it is and a noun of saying: her long-standing claim
OWNERS = frozenset({"his", "her", "its", "their"})
NAME_WORDS = 6  # words of a name beside a colon


def according(line: Line, i: int) -> Frame | None:
    """'According to local officials, …', before or behind what they say."""
    if i + 2 >= line.n or line.words[i + 1] != "to":
        return None
    source = phrases.right(line, i + 2, wide=True)
    if source is None:
        return None
    source = _with_clause(line, appositions.with_name(line, source))
    opens = i == 0 or line.flags[i - 1] & w.HALT or (line.flags[i - 1] & w.STOP and i == 1) or line.flags[i] & w.TITLED
    return Frame(source, i, source[1], (i, i + 2), "right" if opens else "left", "according")


def _with_clause(line: Line, source: phrases.Range) -> phrases.Range:
    """'A source who asked not to be named': the clause belongs to whoever has no name."""
    n = source[1]
    if n + 1 >= line.n or line.words[n] not in ("who", "familiar", "briefed") or phrases.named(line, *source):
        return source
    while n < line.n and n - source[1] < CLAUSE_WORDS and not line.flags[n] & (w.PUNCTUATION | w.QUOTE):
        n += 1
    return (source[0], n)


def per(line: Line, i: int) -> Frame | None:
    """'Per the Ostrian Observatory, …'."""
    if i and not line.flags[i - 1] & w.COMMA:
        return None
    source = phrases.right(line, i + 1, wide=True)
    if source is None or not phrases.named(line, *source):
        return None
    return Frame(source, i, source[1], (i, i + 1), "left" if i else "right", "according")


def by_count(line: Line, i: int) -> Frame | None:
    """'By the ministry's count', 'on his estimate'."""
    if i and not line.flags[i - 1] & (w.COMMA | w.STOP | w.QUOTE):
        return None
    source = phrases.right(line, i + 1, wide=False)
    if (
        source is None
        or not line.flags[phrases.head(line, *source)] & (w.DOCUMENT | w.TALLY)
        or not phrases.owned(line, *source)
    ):
        return None
    opens = i == 0 or bool(line.flags[i - 1] & w.STOP)
    return Frame(source, i, source[1], (i, i + 1), "right" if opens else "left", "according")


def citing(line: Line, i: int) -> Frame | None:
    """'…, citing the ministry'; ahead of a verb of saying it takes that verb's source from whoever passes it on."""
    source = phrases.right(line, i + 1, wide=True)
    if source is None or not line.flags[phrases.head(line, *source)] & (w.NOUN | w.CAPITAL | w.TALLY):
        return None
    side = "ahead" if i == 0 or (source[1] < line.n and line.flags[source[1]] & w.COMMA) else "left"
    return Frame(source, i, source[1], (i, i + 1), side, "citing")


def after_dash(line: Line, i: int) -> Frame | None:
    """A quotation, a dash, and nothing but who said or wrote it."""
    n = i + 1
    if n + 1 >= line.n or not line.flags[n] & w.DASH:
        return None
    while n + 1 < line.n and line.flags[n] & w.DASH:
        n += 1
    source = phrases.right(line, n, wide=True)
    if (
        source is None
        or not phrases.speaks(line, source)
        or any(not f & w.PUNCTUATION for f in line.flags[source[1] :])
    ):
        return None
    return Frame(source, i + 1, source[1], (i + 1, i + 2), "left", "dash")


def before_colon(line: Line, i: int) -> Frame | None:
    """A name, a colon, and what it says."""
    if i < 2 or line.words[i - 1] != ":":
        return None
    source = phrases.left(line, i - 2)
    if source is None or source[0] or not phrases.named(line, *source) or source[1] - source[0] > NAME_WORDS:
        return None
    return Frame(source, 0, i, (i - 1, i), "right", "colon")


def announced(line: Line, i: int) -> Frame | None:
    """'Police: 12 killed', 'Source: hospital': a source that begins a line, and a colon."""
    if not line.flags[i] & w.COLON or not 0 < i <= NAME_WORDS or i + 2 >= line.n:
        return None
    if i == 1 and line.words[0] in ("source", "sources"):
        source = phrases.right(line, i + 1, wide=True)
        return Frame(source, 0, source[1], (0, 1), "before", "colon") if source and source[1] >= line.n - 1 else None
    source = phrases.left(line, i - 1)
    if source is None or source[0] or not (line.flags[i - 1] & (w.PERSON | w.INSTITUTION) or _titled(line, i)):
        return None
    if line.flags[i + 1] & w.QUOTE or not any(f & (w.NUMBER | w.TALLY) for f in line.flags[i + 1 :]):
        return None
    return Frame(source, 0, i + 1, (i, i + 1), "right", "colon")


def _titled(line: Line, i: int) -> bool:
    """Whether a person's title and name stand before word `i`: Interior Minister Lena Holt."""
    flags = line.flags[:i]
    return all(f & w.CAPITAL for f in flags) and any(f & w.PERSON for f in flags[:-1])


def signed(line: Line, i: int) -> Frame | None:
    """'12 killed in strike – police', '12 killed: ministry': a source behind the last dash or colon of a line."""
    if not 1 < i < line.n - 1 or line.n - i > NAME_WORDS or not any(f & w.NUMBER for f in line.flags[:i]):
        return None
    source = phrases.right(line, i + 1, wide=False)
    if source is None or not line.flags[source[1] - 1] & (w.PERSON | w.INSTITUTION):
        return None
    if any(not f & w.HARD for f in line.flags[source[1] :]) or line.flags[source[0]] & w.NUMBER:
        return None
    return Frame(source, i, source[1], (i, i + 1), "left", "dash")


def called_by(line: Line, i: int) -> Frame | None:
    """'was described as “…” by X'."""
    if not i or not line.flags[i - 1] & w.QUOTE:
        return None
    verb = next((k for k in range(i - 2, max(0, i - CHAIN), -1) if line.flags[k] & w.VERB), None)
    if verb is None or not line.flags[verb] & w.PAST:
        return None
    if not any(f & w.BE for f in line.flags[max(0, verb - 3) : verb]):
        return None
    source = phrases.right(line, i + 1, wide=False)
    return (
        Frame(appositions.with_name(line, source), i, source[1], (verb, verb + 1), "left", "passive")
        if source
        else None
    )


def held(line: Line, i: int) -> Frame | None:
    """'His claim that nine died', 'Lena Holt's support for the plan'."""
    if i + 2 >= line.n or line.words[i + 1] not in ("that", "of", "to", "for", "about", "against", "on"):
        return None
    k = i - 1
    while k > 0 and i - k <= DESCRIBED and not line.flags[k] & ~w.INSIDE:
        k -= 1
    if k < 0:
        return None
    source = (k, k + 1) if line.words[k] in OWNERS else None
    if line.flags[k] & w.POSSESSIVE and not line.flags[k] & w.PRONOUN:
        source = phrases.left(line, k)
    if source is None or not (line.words[k] in OWNERS or phrases.speaks(line, source)):
        return None
    return Frame(source, source[0], i + 2, (i, i + 1), "right", "held" if line.words[i + 1] == "that" else "stance")
