"""Names where a tagger of the user's decides: its spans say where a name is, its types what it is; the rest stays ours.

Our own names give titles, table entries and the words beside a name. Where the tagger's span differs from ours only by an
article, a title or a possessive, ours stands, since the contract leaves these out. Names of ours that the tagger passes over
are evidence while an article is resolved, and are mentions only if they turn out to be of a type it cannot tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from flows.core.batch import Batch
from flows.core.names import plain_key
from flows.extract.entities.lexicon import ID_KIND, Entry, Lexicon, lexicon
from flows.extract.entities.names import Names, Span, of_spans
from flows.extract.entities.parse import Part
from flows.extract.entities.register import KIND, KINDS, NOBODY
from flows.extract.entities.runs import LEFT, RIGHT
from flows.extract.models import ModelError, Tagger

LEADING = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
TRAILING = re.compile(r"(?:['’][sS]?|\s+)$")


class Told(NamedTuple):
    """A tagged name: its place in the article, its type, and where its sentence begins and ends."""

    start: int
    end: int
    entity_type: str
    low: int
    high: int


def with_tags(batch: Batch, names: Names, tagger: Tagger) -> Names:
    """Return the names as the tagger wants them, with those of ours that no tag touches."""
    tags = told(batch, tagger)
    ours: dict[int, list[Span]] = {}
    rows = np.arange(len(names.start))
    columns = (names.article, names.start, names.end, names.part, names.capitals)
    beside = (names.left_of(rows), names.right_of(rows))
    for article, start, end, part, capitals, left, right in zip(*(c.tolist() for c in columns), *beside, strict=True):
        found = Span(article, start, end, names.register.parts[part], left, right, capitals)
        ours.setdefault(article, []).append(found)
    spans: list[Span] = []
    for article in sorted({*ours, *tags}):
        spans += impose(article, names.texts[article], ours.get(article, []), tags.get(article, []))
    return of_spans(spans, names.register, names.texts, names.loud, names.sport, tagger.types)


def told(batch: Batch, tagger: Tagger) -> dict[int, list[Told]]:
    """Return what the tagger finds, by article, sentence after sentence.

    Raises:
        ModelError: a span lies outside its sentence.
    """
    found: dict[int, list[Told]] = {}
    sentences = batch.sentences.select("article", "char_start", "text")
    tags = tagger.tag(sentences["text"].to_list())
    for (article, low, text), names in zip(sentences.iter_rows(), tags, strict=True):
        for start, end, kind in names:
            if not 0 <= start < end <= len(text):
                raise ModelError(f"the tagger names characters {start} to {end} of a sentence of {len(text)}")
            found.setdefault(article, []).append(Told(low + start, low + end, kind, low, low + len(text)))
    return found


def _trimmed(text: str, tag: Told) -> tuple[int, int]:
    """The tag's span without an article before it and a possessive behind it, unless nothing else is left."""
    before, behind = LEADING.match(text, tag.start, tag.end), TRAILING.search(text, tag.start, tag.end)
    start, end = before.end() if before else tag.start, behind.start() if behind else tag.end
    return (start, end) if start < end else (tag.start, tag.end)


def impose(article: int, text: str, names: list[Span], tags: Sequence[Told]) -> list[Span]:
    """Return the tagged names and, in between, those of ours that no tag touches, in order."""
    lex = lexicon()
    out: list[Span] = []
    i = 0
    for tag in tags:
        while i < len(names) and names[i].end <= tag.start:
            out.append(names[i])
            i += 1
        ours = []
        while i < len(names) and names[i].start < tag.end:
            ours.append(names[i])
            i += 1
        before = out[-1].end if out else 0
        after = names[i].start if i < len(names) else len(text)
        low, high = max(before, tag.low), min(after, tag.high)
        out.append(_ours(text, tag, ours) or _new(article, text, tag, ours, low, high, lex))
    return out + names[i:]


def _ours(text: str, tag: Told, ours: list[Span]) -> Span | None:
    """Our only name under a tag, if it is the tag's but for an article or title before it and a possessive behind it."""
    if len(ours) != 1:
        return None
    name = ours[0]
    start, end = _trimmed(text, tag)
    titled = name.part.role is not None and start == name.start - len(name.part.role) - 1
    same = name.start in (tag.start, start) or titled
    return _typed(name, tag.entity_type) if same and name.end in (tag.end, end) else None


def _new(article: int, text: str, tag: Told, ours: list[Span], low: int, high: int, lex: Lexicon) -> Span:
    """A name that is not ours, or reaches further or less far than ours; a title before ours goes over to it."""
    start, end = _trimmed(text, tag)
    surface = text[start:end]
    role = next((n.part.role for n in ours if n.start == start and tag.entity_type == "person"), None)
    entry = lex.exact.get(surface) or lex.folded.get(plain_key(surface))
    part = Part(0, len(surface), surface, tag.entity_type, entry, role)
    left, right = text[max(low, start - LEFT) : start], text[end : min(max(high, end), end + RIGHT)]
    return _typed(Span(article, start, end, part, left, right, capitals=False), tag.entity_type)


def _typed(name: Span, kind: str) -> Span:
    """The name with the tagged type, and with its table's entry only if that is of this type too."""
    part = name.part
    known = part.entry if part.entry is not None and _alike(part.entry, kind) else None
    adjective = part.entry is not None and part.entry.part == "adjective" and kind in ("group", "place")
    if adjective:  # "Talvoran" is a name only in "Talvoran army", whoever tags it
        return name._replace(part=part._replace(kind="adjective"), tagged=kind)
    shown = known.entity_type if known is not None else kind
    if known is None and part.kind == "acronym" and shown == "organization":
        shown = "acronym"
    full = kind == "person" and " " in part.text
    return name._replace(part=part._replace(kind=shown, entry=known, weak=False, common=False, full=full), tagged=kind)


def _alike(entry: Entry, kind: str) -> bool:
    """Whether the types agree as far as a model can tell: a group is an organisation, a facility a place."""
    return ID_KIND.get(entry.entity_type, entry.entity_type) == ID_KIND.get(kind, kind)


def hold(names: Names) -> None:
    """Let the tagger have the last word: its types stand, and what it passes over though it could have told it is no mention."""
    register = names.register
    for row, (number, tagged) in enumerate(zip(names.entry.tolist(), names.tagged.tolist(), strict=True)):
        found = register.entries[number]
        part = register.parts[names.part[row]]
        if not tagged:
            if found is not None and found.entity_type in names.told:
                names.entry[row] = NOBODY
        elif names.kind[row] != KIND["adjective"] and (found is None or not _alike(found, KINDS[tagged])):
            known = part.entry
            own = register.entry_number(known) if known is not None else register.make(KINDS[tagged], part.text)
            names.entry[row] = own
