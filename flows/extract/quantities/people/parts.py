"""Parts of a whole, and what is left unsaid: "including three children", "six of them children", "12 killed, 30 injured"."""

from __future__ import annotations

from flows.extract.quantities.people.arguments import Arguments
from flows.extract.quantities.people.chunks import Chunk
from flows.extract.quantities.people.clause import AUXILIARIES
from flows.extract.quantities.people.nouns import PERSON
from flows.extract.quantities.people.restated import restates
from flows.extract.quantities.people.tokens import Token
from flows.extract.quantities.people.words import context

FIRM = 0.83  # a cue that claims less firmly gives way to that of the whole
ROW = 2  # numbers that make a row
TOTALS = context("numbering")
CLAIMING = context("claiming")
IN_EXCHANGE = context("in_exchange")
GRAVELY = context("gravely")
COMPARING = context("comparing")
SAYING = context("saying")
VERBAL = ("active", "pair", "topic", "gapping")
REACH = 14


def link_parts(clause: Arguments, tokens: list[Token]) -> None:
    """Link each count that is part of another one to it; a part without a cue of its own takes the whole's."""
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind == "i":
            _included(clause, at, tokens)
        elif chunk.kind == "N" and chunk.pronoun in ("them", "whom", "these", "those"):
            _of_them(clause, at)
        elif chunk.kind == "N" and clause.kind(at - 1) == "w" and clause.kind(at - 2) == "o":
            chunk.pronoun = "whom" if chunk.elliptic else None  # "45,000, of whom 20,000 are children"
            _take(clause, at, _whole_left(clause, at), "part")
        elif chunk.kind == "N" and chunk.pronoun == "of" and clause.kind(at + 1) == "N":
            chunk.like = clause.chunks[at + 1]
            chunk.noun = chunk.like.noun
            _take(clause, at, chunk.like, "part")
        elif chunk.kind == "o" and clause.kind(at + 1) == "N":
            _of_all(clause, at + 1)
        elif chunk.kind == "," and clause.kind(at + 1) == "N":
            _adds_up(clause, at)
        elif chunk.kind in "-(:" and clause.kind(at - 1) in "NI":
            _spelled_out(clause, at)
        elif chunk.kind == "N" and chunk.score <= 0.7 and chunk.first and tokens[chunk.first - 1].word in IN_EXCHANGE:
            _swapped(clause, at)
        elif chunk.kind == "N" and chunk.elliptic and chunk.governor is None and chunk.pronoun is None:
            _gapped(clause, at, tokens)
            _shared_verb(clause, at)
            _restated(clause, at)
            _total(clause, at, tokens)
            _tabled(clause, at)


def _take(clause: Arguments, at: int, whole: Chunk | None, rule: str) -> None:
    part = clause.chunks[at]
    if whole is None or whole is part or whole.governor is None or part.kind == "Z":
        return
    if part.kind == "J" and part.noun is None:
        return
    if part.governor is None or part.score < FIRM:
        if part.noun is None and not part.elliptic:
            return
        part.governor, part.governor_at, part.rule, part.score = (
            whole.governor,
            whole.governor_at,
            rule,
            whole.score - 0.05,
        )
    if part.governor.count_type == whole.governor.count_type:
        part.whole = whole


def _whole_left(clause: Arguments, at: int) -> Chunk | None:
    """Return the nearest governed count left of a place that is not itself a part in the same row."""
    for k in range(at - 1, max(-1, at - REACH), -1):
        chunk = clause.chunks[k]
        if chunk.kind in "NI" and chunk.governor is not None:
            return chunk
    return None


def _included(clause: Arguments, at: int, tokens: list[Token]) -> None:
    """As in "including three children and a woman"; "a woman among them"; "three were among 48 people executed"."""
    word = tokens[clause.chunks[at].first].word
    j = clause.skip_right(at + 1, "aD")
    if clause.kind(j) == "r":
        left = clause.skip_left(at - 1, "a")
        j = clause.skip_right(j + 1, "aB")
        if clause.kind(j) not in "NIJ" and clause.kind(left) in "NI":
            _take(clause, left, _whole_left(clause, left), "part")
            return
    if word in ("among", "amongst") and (
        clause.kind(at - 1) == "B" or (clause.kind(at - 1) in "NI" and clause.chunks[at - 1].governor is None)
    ):
        if clause.kind(j) == "N":
            _among(clause, at, clause.chunks[j])
        return
    be = clause.skip_right(j + 1, "K")
    if clause.kind(j) == "N" and clause.chunks[j].governor is not None and clause.kind(be) == "B":
        for k, _ in clause.objects(be):
            _take(clause, k, clause.chunks[j], "part")  # "Among the 40 freed were six women"
        return
    whole = _whole_left(clause, at)
    first = True
    for k, _ in clause.objects(j - 1):
        if whole is None:
            return
        if whole is clause.chunks[k] or (not first and clause.chunks[k].rule == "adjacent"):
            break
        _take(clause, k, whole, "part")
        first = False


def _among(clause: Arguments, at: int, whole: Chunk) -> None:
    left = clause.skip_left(at - 1, "aB")
    if clause.kind(left) in "NI":
        for k, _ in clause.list_left(left, 0.9):
            _take(clause, k, whole, "part")


def _of_them(clause: Arguments, at: int) -> None:
    whole = _whole_left(clause, at)
    if clause.kind(at - 1) in "vV" and clause.word(at - 1) not in CLAIMING:
        return  # "arrested 40 and sent 30 of them back"
    if whole is not None and (clause.kind(at + 1) not in "vV" or clause.chunks[at].noun is not None):
        _take(clause, at, whole, "part")
        other = at + 2
        row = clause.kind(at + 1) == "c" and clause.kind(other) == "N" and clause.kind(other + 1) not in "vVBHMK"
        if row and clause.chunks[at].noun is not None and clause.chunks[other].noun is not None:
            _take(clause, other, whole, "part")  # "nine of them women and four children"


def _of_all(clause: Arguments, at: int) -> None:
    """As in "Of the 38 killed, 17 were women"."""
    whole = clause.chunks[at]
    comma = clause.shape.find(",", at, at + REACH)
    if whole.governor is None or comma < 0 or clause.kind(comma + 1) != "N" or not clause.chunks[comma + 1].elliptic:
        return
    part = clause.chunks[comma + 1]
    said = _noun_behind(clause, comma + 1)
    if said is not None or part.governor is not None or clause.kind(comma + 2) == "H":
        _take(clause, comma + 1, whole, "part")  # "Of the 30 men freed, 12 had been wounded"
    if said is not None:
        part.noun, part.like = said.noun, said
    elif part.governor is not None and part.noun is None:
        part.noun, part.like = whole.noun, whole.like or whole


def _gapped(clause: Arguments, at: int, tokens: list[Token]) -> None:
    """As in "Eight died in Basra, six in Mosul"; "30 injured, five seriously"; "12 on Monday and another 30 two days later"."""
    left = clause.skip_left(at - 1, "Dma")
    before, behind = clause.kind(left), clause.kind(at + 1)
    timed = (
        before == "p" and left < at - 1 and clause.kind(left - 1) in ",c;" and behind in " ,;)c"
    )  # "on Monday 7,500,"
    compared = timed or clause.word(left) in COMPARING
    if not compared and (before not in ",c-&(:;" or behind not in "paBt"):
        return
    k = _last_count(clause, left)
    if k is None:
        return
    other, chunk = clause.chunks[k], clause.chunks[at]
    said = _noun_behind(clause, at)
    if behind == "a" and tokens[clause.chunks[at + 1].first].word in GRAVELY:
        _take(clause, at, other, "part")
    elif (behind in "pat" and _has_place(clause, k, at)) or compared or said is not None:
        chunk.governor, chunk.governor_at, chunk.rule, chunk.score = other.governor, other.governor_at, "gapping", 0.75
        source = said if said is not None else other.like or other
        chunk.like, chunk.noun = source, source.noun


def _shared_verb(clause: Arguments, at: int) -> None:
    """As in "Kyiv got back 59 fighters and Moscow 60": a second subject with its number behind the verb of the first."""
    if clause.kind(at - 1) != "n" or clause.kind(at - 2) not in ",c;" or clause.kind(at + 1) not in " ,;)c":
        return
    other = _whole_left(clause, at - 1)
    if not clause.tokens[clause.chunks[at - 1].first].capital or other is None or other.rule not in VERBAL:
        return
    chunk = clause.chunks[at]
    if other.governor is not None and clause.kind(clause.skip_left(other.governor_at - 1, AUXILIARIES)) == "n":
        chunk.governor, chunk.governor_at, chunk.rule, chunk.score = other.governor, other.governor_at, "gapping", 0.7
        chunk.like, chunk.noun = other.like or other, other.noun


def _restated(clause: Arguments, at: int) -> None:
    """As in "260 arrived on Friday; the day before it had been 140": the same is counted for another time."""
    if not restates(clause, at):
        return
    k = next(
        (
            k
            for k in range(at - 1, max(-1, at - 2 * REACH), -1)
            if clause.kind(k) == "N" and clause.chunks[k].governor is not None
        ),
        None,
    )
    if k is not None:
        other, chunk = clause.chunks[k], clause.chunks[at]
        chunk.governor, chunk.governor_at, chunk.rule, chunk.score = other.governor, other.governor_at, "gapping", 0.7
        chunk.like, chunk.noun = other.like or other, other.noun


def _last_count(clause: Arguments, at: int) -> int | None:
    """Return the count before `at` if it is governed and nothing else was counted since."""
    for k in range(at - 1, max(-1, at - REACH), -1):
        chunk = clause.chunks[k]
        if chunk.kind == "N":
            return k if chunk.governor is not None and (chunk.noun is not None or chunk.elliptic) else None
        if clause.word(k) in SAYING and clause.kind(k + 1) == ",":
            continue  # "3,700 crossed on Thursday, the army said, and 6,000 on Friday"
        if chunk.kind in "R" or (chunk.kind in "vV" and clause.kind(k - 1) in "nDR"):
            return None
    return None


def _tabled(clause: Arguments, at: int) -> None:
    """As in "By district, the missing are: Harun 12, Vell 8, Ost 5": numbers behind names in a row belong to the cue before them."""
    if (
        clause.kind(at + 1) not in " ,;)c-"
        or clause.kind(at - 1) not in "n:"
        or clause.kind(clause.skip_left(at - 1, ":")) not in "n"
    ):
        return
    row = [
        k
        for k in range(len(clause.shape))
        if clause.shape[k] == "N" and clause.kind(k - 1) in "n:" and clause.kind(k + 1) in " ,;)c-"
    ]
    cue = next((k for k in range(at - 1, -1, -1) if clause.shape[k] == "K"), None)
    if len(row) < ROW or cue is None:
        return
    if clause.claim(at, cue, "table", 0.7):
        label = clause.chunks[clause.skip_left(at - 1, ":")]
        clause.chunks[at].noun = label.noun if label.noun is not None and label.noun.plural else PERSON


def _total(clause: Arguments, at: int, tokens: list[Token]) -> None:
    """As in "45 were killed, bringing the total to 310"."""
    if clause.kind(at - 1) not in "tp" or clause.kind(at - 2) not in "nD":
        return
    whole = _whole_left(clause, at)
    if whole is None or whole.governor is None or tokens[clause.chunks[at - 2].last - 1].word not in TOTALS:
        return
    chunk = clause.chunks[at]
    chunk.governor, chunk.governor_at, chunk.rule, chunk.score = whole.governor, whole.governor_at, "total", 0.8
    chunk.like, chunk.noun = whole.like or whole, whole.noun


def _swapped(clause: Arguments, at: int) -> None:
    """As in "freed 90 prisoners in exchange for three hostages": both sides' people are released."""
    other = _whole_left(clause, at)
    if other is not None and other.governor is not None and other.governor.count_type in ("released", "exchanged"):
        chunk = clause.chunks[at]
        chunk.governor, chunk.governor_at, chunk.rule, chunk.score = other.governor, other.governor_at, "swap", 0.8


def _has_place(clause: Arguments, first: int, last: int) -> bool:
    """Whether a phrase with a preposition stands between: two of them make two counts parallel."""
    return any(kind in clause.shape[first:last] for kind in "pat")


def _spelled_out(clause: Arguments, at: int) -> None:
    """As in "four engineers - two Peruvians and two Frenchmen -": the counts between the dashes make up the one before."""
    whole = clause.chunks[at - 1]
    if whole.governor is None or clause.kind(at + 1) not in "NI":
        return
    for k, _ in clause.objects(at):
        if clause.chunks[k].governor is None or clause.chunks[k].score < 0.95:
            _take(clause, k, whole, "part")


def _adds_up(clause: Arguments, comma: int) -> None:
    """As in "freed 12 hostages at noon, ten Israelis and two Thais": a row behind a comma that sums up to the count before it."""
    whole = _whole_left(clause, comma)
    row = [clause.chunks[k] for k, _ in clause.objects(comma)]
    if whole is None or whole.number is None or len(row) < ROW or any(c.kind != "N" for c in row):
        return
    values = [c.number.value for c in row if c.number is not None and c.noun is not None]
    total = sum(v for v in values if v is not None)
    if len(values) == len(row) and None not in values and whole not in row and total == whole.number.value:
        for k, _ in clause.objects(comma):
            _take(clause, k, whole, "part")


def fill_in(clause: Arguments, tokens: list[Token]) -> None:
    """Give counts without a noun the noun that is meant: the one said of them, their whole's, or that of the count before."""
    last: Chunk | None = None
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind != "N" or chunk.governor is None:
            continue
        if chunk.pronoun == "of the" and (said := _noun_behind(clause, at)) is not None:
            chunk.noun, chunk.like = said.noun, said
        elif chunk.elliptic and chunk.like is None:
            said = _said_of(clause, at)
            if said is not None:
                chunk.noun, chunk.like = said.noun, said
            elif chunk.whole is not None:
                chunk.noun, chunk.like = chunk.whole.noun, chunk.whole.like or chunk.whole
            elif (
                last is not None
                and last.noun is not None
                and (chunk.pronoun in ("them", "whom") or not (_event_noun(last) or _toll(chunk)))
            ):
                chunk.noun, chunk.like = last.noun, last.like or last
            if chunk.like is not None and chunk.noun is None:
                chunk.noun = chunk.like.noun
            chunk.noun = chunk.noun or PERSON
        if chunk.whole is None or last is None:
            last = chunk


def _toll(chunk: Chunk) -> bool:
    return chunk.governor is not None and "T" in chunk.governor.forms


def _event_noun(chunk: Chunk) -> bool:
    """Whether a count names an event or nobody in particular, so that its noun is none to be taken over."""
    return chunk.noun is None or chunk.others or (chunk.cue is not None and chunk.cue.forms in ("NE", "EN", "N"))


def _said_of(clause: Arguments, at: int) -> Chunk | None:
    """As in "two of them children", "two of whom were children"."""
    return None if clause.chunks[at].pronoun is None else _noun_behind(clause, at)


def _noun_behind(clause: Arguments, at: int) -> Chunk | None:
    j = at + 1
    if clause.kind(j) == "K" and clause.chunks[at].pronoun == "those":
        j += 1  # "two of those freed were women"
    j = clause.skip_right(j, "aB")
    if clause.kind(j) == "I":
        return clause.chunks[j]
    if clause.kind(j) != "n":
        return None
    noun = clause.chunks[j].noun
    return clause.chunks[j] if noun is not None and noun.plural else None
