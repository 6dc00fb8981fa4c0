"""Tokens joined into chunks: counted people, single people, other noun phrases, cues, and the small words between.

Kinds of chunks beside those of tokens: N a number with what it counts, I one person carried by an article ("a nurse"),
J one carried by a possessive ("his wife"), Z none ("no one"), n any other noun phrase, K a cue.
Determiners, "more" and "other" vanish into the phrase they stand before.
"""

from __future__ import annotations

from flows.extract.quantities.numbers.find import NumberPhrase
from flows.extract.quantities.people.nouns import (
    OTHERS,
    PERSON,
    guess_noun,
    noun_of_cue,
    noun_phrase,
    of_population,
    run,
)
from flows.extract.quantities.people.tokens import Token
from flows.extract.quantities.people.words import Cue, Noun, context, singular

MODIFIERS = "xXhVg"
PRONOUNS = frozenset(("theirs", "ours", "them", "whom", "us", "these", "those", "you", "which"))
BEFORE_NUMBER = context("before_number")
RATIO = 10
ONE_EACH = context("one_each")
SHARES = context("share")
PEOPLE_ADJECTIVES = context("people_adjective")
TIME_LEADS = context("time_lead")
TIME_NOUNS = context("time")


class Chunk:
    """A stretch of tokens; what is counted in it; and what was found out about it.

    Defaults stand on the class: most chunks are one small word, and there are many of them.

    Attributes:
        kind: one letter, see the module.
        first, last: tokens `first` to `last - 1`.
        number: the number phrase of a counted chunk.
        noun: the noun counted; null when none is printed (`elliptic`) or the printed one is not for people.
        word: token of the head noun, -1 without one.
        elliptic: no noun is printed.
        others: "12 others".
        pronoun: "of them", "of whom" behind the number, as printed.
        owner: token of the possessive in "139 of its soldiers", -1 without one.
        determined: a noun phrase with article or determiner.
        owning: the noun is a possessive: "six priests' murder".
        doubtful: an unlisted noun behind the adjective of a country, people or things.
        cue: of a cue chunk its cue; of a counted one the cue its own noun or adjective is ("12 deaths", "six kidnapped girls").
        governor, governor_at, rule, score: the cue that governs a counted chunk, its chunk, the rule that tied them, and how firm it is.
        whole: the counted chunk that includes this one.
        like: the chunk whose noun an elliptic one takes.
    """

    number: NumberPhrase | None = None
    noun: Noun | None = None
    word: int = -1
    elliptic: bool = False
    others: bool = False
    pronoun: str | None = None
    owner: int = -1
    determined: bool = False
    owning: bool = False
    doubtful: bool = False
    cue: Cue | None = None
    governor: Cue | None = None
    governor_at: int = -1
    rule: str = ""
    score: float = 0.0
    whole: Chunk | None = None
    like: Chunk | None = None

    def __init__(self, kind: str, first: int, last: int) -> None:
        self.kind = kind
        self.first = first
        self.last = last

    @property
    def counted(self) -> bool:
        """Whether the chunk can carry a figure."""
        return self.kind in "NIJZ"


def _made(kind: str, first: int, last: int, noun: Noun | None = None, word: int = -1, cue: Cue | None = None) -> Chunk:
    made = Chunk(kind, first, last)
    if noun is not None:
        made.noun = noun
    if word >= 0:
        made.word = word
    if cue is not None:
        made.cue = cue
    return made


def chunk(tokens: list[Token]) -> list[Chunk]:
    """Return the chunks of a sentence in order."""
    out: list[Chunk] = []
    i = 0
    n = len(tokens)
    while i < n:
        kind = tokens[i].kind
        share = _share(tokens, i) if tokens[i].word in SHARES else None
        if share is not None:
            made = share
        elif tokens[i].word in TIME_LEADS and (end := _time(tokens, i)):
            made = Chunk("a", i, end)
        elif kind == "N":
            made = _counted(tokens, i)
        elif kind in "ASDmz":
            made = _determined(tokens, i)
        elif kind in "xXh":
            made = _plain(tokens, i)
        elif kind == "k":
            made = _cue(tokens, i)
        else:
            made = Chunk(kind, i, i + 1)
        out.append(made)
        i = made.last
    return out


def _cue(tokens: list[Token], i: int) -> Chunk:
    cue = tokens[i].entry
    assert isinstance(cue, Cue)
    return _made("K", i, i + 1, cue=cue)


def _plain(tokens: list[Token], i: int) -> Chunk:
    noun, word, last, _ = noun_phrase(tokens, i)
    return _made("n", i, max(last, i + 1), noun=noun, word=word)


def _time(tokens: list[Token], i: int) -> int:
    """Return the token after "last week", "this past Sunday", "late last month"; 0 where no such phrase begins."""
    for k in range(i + 1, min(i + 4, len(tokens))):
        if tokens[k].word in TIME_NOUNS:
            return k + 1
        if tokens[k].word not in TIME_LEADS and tokens[k].kind != "a":
            return 0
    return 0


def _share(tokens: list[Token], i: int) -> Chunk | None:
    """As in "many of them civilians": an insertion that counts nothing and is passed over like an adverb."""
    if (
        i + 2 >= len(tokens)
        or tokens[i].word not in SHARES
        or tokens[i + 1].kind != "o"
        or tokens[i + 2].word not in PRONOUNS
    ):
        return None
    last = i + 3
    while last < len(tokens) and tokens[last].kind == "a":
        last += 1
    noun, word, end, _ = noun_phrase(tokens, last)
    return _made("a", i, max(end if noun is not None else last, i + 3), word=word)


def _determined(tokens: list[Token], i: int) -> Chunk:
    """A determiner, article, possessive or "no" with its noun phrase."""
    first = tokens[i]
    if first.kind == "z":
        return _none(tokens, i)
    j = i + 1
    while j < len(tokens) and tokens[j].kind in "DSm":
        j += 1
    if j + 1 < len(tokens) and tokens[j].word in BEFORE_NUMBER and tokens[j + 1].kind == "N":
        j += 1
    if j < len(tokens) and tokens[j].kind == "N" and first.kind != "A":
        made = _counted(tokens, j)
        made.first = i
        return made
    noun, word, last, cue = noun_phrase(tokens, j)
    if noun is not None and not noun.plural and first.kind in "AS" and not _of_others(tokens, last):
        return _made("I" if first.kind == "A" else "J", i, last, noun=noun, word=word, cue=cue)
    if last == j:
        return Chunk("m" if first.kind == "m" else "D", i, j)
    made = _made("n", i, max(last, j), noun=noun, word=word)
    made.determined = True
    return made


def _of_others(tokens: list[Token], at: int) -> bool:
    """Whether the noun phrase goes on as "a member of parliament's staff": then it is still one person; "'s" makes it a modifier."""
    return tokens[at - 1].possessive


def _none(tokens: list[Token], i: int) -> Chunk:
    word = tokens[i].word
    j = i + 1
    if word == "no" and j < len(tokens) and tokens[j].word == "one":
        return _made("Z", i, j + 1, noun=PERSON)
    if word in ("nobody", "none", "no-one"):
        return _made("Z", i, _of_all(tokens, j), noun=PERSON)
    noun, at, last, cue = run(tokens, j)
    if noun is None and j < len(tokens) and tokens[j].kind == "k":
        entry = tokens[j].entry
        if isinstance(entry, Cue) and "N" in entry.forms:
            return _made("Z", i, j + 1, noun=noun_of_cue(tokens, j) or PERSON, cue=entry, word=j)
    if noun is not None:
        return _made("Z", i, last, noun=noun, word=at, cue=cue)
    return Chunk("n", i, max(last, j))


def _of_all(tokens: list[Token], j: int) -> int:
    """Return the token after "of the 120 passengers" behind "none"."""
    if j >= len(tokens) or tokens[j].kind != "o":
        return j
    k = j + 1
    while k < len(tokens) and (tokens[k].kind in "DSmNr" or (tokens[k].kind == "k" and tokens[k - 1].kind == "D")):
        k += 1  # "none of the wounded"
    return max(run(tokens, k)[2], k)


def _counted(tokens: list[Token], i: int) -> Chunk:
    """A number phrase with the noun it counts."""
    number = tokens[i].entry
    assert isinstance(number, NumberPhrase)
    if _ratio(tokens, i):
        return Chunk("a", i, i + 3)
    if i > 1 and tokens[i - 1].word == "but" and tokens[i - 2].word == "all":
        return Chunk("a", i, i + 1)  # "all but 12 are free"
    made = Chunk("N", i, i + 1)
    made.number = number
    n = len(tokens)
    j = i + 1
    while j < n and tokens[j].kind == "m":
        j += 1
    if i + 1 < j < n and tokens[j].word == "than":
        return Chunk("a", i, j + 1)  # "eight more than in June"
    if j < n and tokens[j].kind == "O":
        made.noun, made.word, made.last, made.others = OTHERS, j, j + 1, True
        return made
    if j + 1 < n and tokens[j].kind == "o":
        return _partitive(tokens, made, j + 1)
    return _headed(tokens, made, j)


def _ratio(tokens: list[Token], i: int) -> bool:
    """As in "four in ten of the displaced": a share, no count."""
    if i + 2 >= len(tokens) or tokens[i + 1].word != "in" or tokens[i + 2].kind != "N":
        return False
    part, whole = tokens[i].entry, tokens[i + 2].entry
    if not (isinstance(part, NumberPhrase) and isinstance(whole, NumberPhrase)):
        return False
    after = tokens[i + 3].kind if i + 3 < len(tokens) else ";"
    return (part.value or RATIO) < (whole.value or 0) <= RATIO and after not in "xXh"


def _partitive(tokens: list[Token], made: Chunk, j: int) -> Chunk:
    """What stands behind "of": "of them", "of its soldiers", "of the 12 hostages", "of people"."""
    n = len(tokens)
    if tokens[j].word in PRONOUNS and (tokens[j].kind in "rw" or not (j + 1 < n and tokens[j + 1].kind in "xXhN")):
        made.pronoun, made.last, made.elliptic = tokens[j].word, j + 1, True
        return _said_inside(tokens, made)
    start = j
    while j < n and tokens[j].kind in "DSm":
        if tokens[j].kind == "S":
            made.owner = j
        j += 1
    if j < n and tokens[j].kind == "N":
        made.pronoun, made.elliptic, made.last = "of", True, start
        return made
    if start < j < n and tokens[j].kind == "O":
        made.noun, made.word, made.last, made.others = OTHERS, j, j + 1, True
        return made  # "one of the others"
    if start < j < n and tokens[j].word in PEOPLE_ADJECTIVES and not (j + 1 < n and tokens[j + 1].kind in "xXh"):
        made.noun, made.word, made.last = PERSON, j, j + 1
        return made  # "80 of the sick"
    made = _headed(tokens, made, j)
    if made.cue is not None and made.cue.forms[:1] in "ANP" and made.word == made.last - 1:
        made.pronoun = "of the"  # "six of the dead"
    if made.elliptic and made.cue is None and made.last <= j:
        if j > start and j < n and tokens[j].kind == "k":
            made.pronoun = "of"
        made.last = start - 1 if made.pronoun is None else start
    return made


def _said_inside(tokens: list[Token], made: Chunk) -> Chunk:
    """As in "one of them a child", "two of them children", "two of whom were women": the noun belongs to the count."""
    j = made.last
    if j < len(tokens) and tokens[j].kind == "B":
        j += 1
    if j < len(tokens) and tokens[j].kind == "A":
        j += 1
    noun, word, last, _ = run(tokens, j)
    if noun is not None and word >= 0 and (noun.plural or tokens[j - 1].kind == "A"):
        made.noun, made.word, made.last, made.elliptic = noun, word, last, False
    return made


def _headed(tokens: list[Token], made: Chunk, j: int) -> Chunk:
    if j < len(tokens) and tokens[j].word in TIME_LEADS and j == made.last and _time(tokens, j):
        made.elliptic = True  # "to 29 from 25 last night"
        return made
    noun, word, last, cue = run(tokens, j)
    made.last, made.word, made.cue = max(last, made.last), word, cue
    if noun is not None:
        made.noun, made.owning = noun, tokens[word].possessive
        return made
    if cue is not None and word == j and cue.text in ONE_EACH and made.number is not None and made.number.value != 1:
        made.last, made.cue, made.word, made.elliptic = j, None, -1, True  # "took six prisoner"
        return made
    if cue is not None and word >= 0:
        made.noun = of_population(noun_of_cue(tokens, word), tokens, j, word)
        made.elliptic = made.noun is None
        return made
    if last == j:
        made.elliptic = True
        return made
    made.noun = guess_noun(tokens, j, last)
    if made.noun is None and any(t.kind == "h" for t in tokens[j:last]) and tokens[last - 1].kind == "x":
        made.noun, made.doubtful = (
            Noun(singular(tokens[last - 1].word), "unknown", True),
            True,
        )  # "two Thai deckhands", "two Thai trawlers"
    made.word = last - 1
    if made.noun is None and all(t.kind == "X" for t in tokens[j:last]) and not tokens[last - 1].word.endswith("s"):
        made.elliptic = made.noun is None and _no_noun(tokens, j, last)
        made.last = j if made.elliptic else last
    return made


def _no_noun(tokens: list[Token], j: int, last: int) -> bool:
    """A name right behind a number in a text that has lost its commas is not what is counted: "killing 12 Syria army says"."""
    return last - j == 1 and last < len(tokens) and tokens[last].kind in "vVBM"
