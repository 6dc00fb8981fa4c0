"""Which cue governs which count: a search through the clause, from each cue to the people it is about.

A passive, an intransitive verb and a predicate ("12 people were killed", "12 died", "12 dead") look to the left for their
subject; an active verb and a gerund ("killed 12", "killing 12") to the right for their objects; a noun of event ("the death of
12") for what follows "of"; a toll ("the death toll rose to 47") for the numbers behind it. Each finding carries a rule and a
score; where two cues claim one count, the higher score keeps it.
"""

from __future__ import annotations

from flows.extract.quantities.people.arguments import Arguments
from flows.extract.quantities.people.chunks import Chunk
from flows.extract.quantities.people.clause import COVERING, Fits
from flows.extract.quantities.people.tokens import Token
from flows.extract.quantities.people.words import pairs

FREED = 0.98  # a release or a death wins over the captivity it ends
ENDINGS = ("released", "killed")
BEFORE_RELEASE = ("held", "abducted", "captured", "detained")


def govern(tokens: list[Token], chunks: list[Chunk], fits: Fits) -> Arguments:
    """Tie the counts of a sentence to its cues."""
    clause = Arguments(tokens, chunks, fits)
    for at, chunk in enumerate(chunks):
        if chunk.kind == "K":
            _apply(clause, at)
    for at, chunk in enumerate(chunks):
        if chunk.counted and chunk.cue is not None:
            _own_cue(clause, at)
        if chunk.kind in "NI":
            _paired(clause, at)
    return clause


def _paired(clause: Arguments, at: int) -> None:
    """As in "took 30 villagers hostage", "let 12 sailors go": a verb before and its particle behind the people."""
    verb_at = clause.skip_left(at - 1, "aDS,cNIJ&")
    if clause.kind(verb_at) not in "vVgKG":
        return
    verb = clause.word(verb_at)
    chunk = clause.chunks[at]
    for cue, particles in pairs().get(verb, ()):
        for k in range(at + 1, min(len(clause.shape), at + 5)):
            if clause.kind(k) in ";sRTw," or (clause.kind(k) in "vVKBHM" and clause.word(k) not in particles):
                break
            if clause.phrase(k) in particles or clause.word(k) in particles:
                if chunk.score < 0.99 and (clause.dead(at) or not clause.fits(cue, chunk, "pair")):
                    break  # another cue may go with the same verb
                if chunk.score < 0.99:
                    chunk.governor, chunk.governor_at, chunk.rule, chunk.score = cue, verb_at, "pair", 0.99
                return


def _apply(clause: Arguments, at: int) -> None:
    cue = clause.chunks[at].cue
    assert cue is not None
    voice = clause.voice(at)
    if clause.word(at - 1) == "as" and clause.kind(at - 2) == "N" and any(f in cue.forms for f in "PQA"):
        clause.claim(at - 2, at, "passive", 0.95)  # "lists 15 as disappeared and 170 as arrested"
        return
    if voice in ("passive", "own", "predicate"):
        if cue.text == "taken" and clause.kind(at + 1) == "t":
            return  # "were taken to an army base"
        found = clause.subjects(at) or _relative_object(clause, at)
        if clause.kind(at - 1) in "NIJ" and voice != "own":
            clause.claim(at - 1, at, "adjacent", 0.97)
            found = [f for f in found if f[0] != at - 1]
        if not found and voice == "predicate":
            found = _predicate_nouns(clause, at)
        if cue.count_type in ENDINGS:
            found = [(j, FREED if _was_held(clause, j) else score) for j, score in found]
        _claim_all(clause, at, found, voice)
        if clause.kind(at + 1) in ":&":  # "Dead: 192", "was killed along with 10 others"
            _claim_all(clause, at, clause.objects(at + 1), voice)
    elif voice == "active":
        found = clause.objects(at) or clause.apposed(at + 1)
        _claim_all(clause, at, found, voice)
        if not found and cue.count_type == "evacuated" and clause.kind(at - 1) == "t":
            _claim_all(clause, at, clause.subjects(at), "own")  # "ordered 400 residents to evacuate"
    elif voice == "event" or (voice == "people" and clause.kind(at + 1) == "o"):
        if cue.text.endswith((" of", " for", " to", " with", " from")):
            _claim_all(clause, at, clause.objects(at), voice)  # "the fate of 17 sailors"
        elif clause.kind(at + 1) == "o":
            _claim_all(clause, at, clause.objects(at + 1), voice)
        elif found := clause.apposed(at):
            _claim_all(clause, at, found, voice)  # "The exchange, 34 people in all, was"
        elif (colon := clause.shape.find(":", at + 1, at + 5)) > 0:
            _claim_all(clause, at, clause.objects(colon), voice)  # "arrests followed: 1,200 in the capital"
        elif clause.kind(at + 1) in "gp" and clause.kind(at + 2) in "NI" and cue.count_type == "exchanged":
            _claim_all(clause, at, clause.objects(at + 1), voice)  # "a swap involving 300 prisoners"
        elif clause.kind(at - 1) == "N" and clause.chunks[at - 1].owning:
            clause.claim(at - 1, at, "owner", 0.85)
        elif clause.kind(at + 1) in "vVi" and cue.count_type == "exchanged" and clause.word(at + 1) in COVERING:
            _claim_all(clause, at, clause.objects(at + 1), voice)  # "the swap covered 900 detainees"
    elif voice == "toll":
        _claim_all(clause, at, clause.behind(at), voice)
    elif voice == "people":
        _claim_all(clause, at, _predicate_nouns(clause, at), voice)
    elif voice == "after":
        j = clause.skip_left(at - 1, "a,")
        if clause.kind(j) in "NI":
            clause.claim(j, at, voice, 0.9)


def _was_held(clause: Arguments, at: int) -> bool:
    """As in "five men held since March came back": what is told of them is that they are free."""
    chunk = clause.chunks[at]
    return chunk.rule == "adjacent" and chunk.governor is not None and chunk.governor.count_type in BEFORE_RELEASE


def _relative_object(clause: Arguments, at: int) -> list[tuple[int, float]]:
    """As in "the 40 schoolgirls it kidnapped": the object stands before a subject that is a pronoun."""
    j = clause.skip_left(at - 1, "aH")
    if clause.kind(j) != "R":
        return []
    j = clause.skip_left(j - 1, "wT")
    return [(j, 0.75)] if clause.kind(j) in "NI" else []


def _claim_all(clause: Arguments, at: int, found: list[tuple[int, float]], rule: str) -> None:
    anchor = False
    found = [(clause.share(j), score) for j, score in found]
    for j, score in found:
        if clause.chunks[j].kind == "J":
            continue
        anchor = clause.claim(j, at, rule, score) or anchor
    if anchor:
        for j, score in found:
            if clause.chunks[j].kind == "J":
                clause.claim(j, at, rule, score)


def _predicate_nouns(clause: Arguments, at: int) -> list[tuple[int, float]]:
    """As in "Among the dead were a man and two children", "the dead included 12 women", "two of the wounded", "10 were among the dead"."""
    j = at + 1
    if clause.kind(j) == ":":
        return clause.objects(j)
    if clause.kind(j) in "Bi" or (clause.kind(j) == "H" and clause.kind(j + 1) == "B"):
        while clause.kind(j) in "BHi":
            j += 1
        return [(k, score - 0.1) for k, score in clause.objects(j - 1)]
    if (
        clause.kind(j) == "p"
        and clause.kind(j + 1) == "N"
        and clause.chunks[j + 1].elliptic
        and clause.kind(at - 1) in "nDS"
    ):
        return [(j + 1, 0.8)]  # "put its dead at about 55,000"
    k = clause.skip_left(at - 1, 'a"')
    if clause.kind(k) == "B":
        return [(m, s - 0.1) for m, s in clause.subjects(at)]
    k = at - 1
    if clause.kind(k) == "D":
        k -= 1
    if clause.kind(k) in "N" and clause.chunks[k].pronoun == "of":
        return [(k, 0.7)]
    if clause.kind(k) == "i":
        left = clause.skip_left(k - 1, "aBvV")
        return [(j, s - 0.1) for j, s in clause.subjects(left + 1)] if left >= 0 else []
    if clause.kind(k) == "o" and clause.kind(k - 1) in ' ,;("':
        j = clause.skip_right(at + 1, ",")
        if clause.kind(j) == "N" and clause.chunks[j].elliptic:
            clause.chunks[j].pronoun = clause.chunks[j].pronoun or "of the"
            return [(j, 0.85)]  # "Of those killed, six were children"
    return []


def _own_cue(clause: Arguments, at: int) -> None:
    """A count whose own noun or adjective is the cue: "12 deaths", "six kidnapped girls"."""
    chunk = clause.chunks[at]
    assert chunk.cue is not None
    if chunk.kind in "IJ" and "N" in chunk.cue.forms and chunk.cue.forms == "N":
        return
    firm = any(f in chunk.cue.forms for f in "PAE") or chunk.cue.needs is None
    score = 0.92 if firm and chunk.word >= 0 and chunk.elliptic else 0.88 if firm and chunk.cue.forms != "N" else 0.7
    if chunk.score < score and clause.fits(chunk.cue, chunk, "noun"):
        chunk.governor, chunk.governor_at, chunk.rule, chunk.score = chunk.cue, at, "noun", score
