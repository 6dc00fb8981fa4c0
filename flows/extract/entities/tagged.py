"""Names where a tagger of the user's decides: its spans say where a name is, its types what it is; the rest stays ours.

Our own names give titles, table entries and the words beside a name. Where the tagger's span differs from ours only by an
article, a title or a possessive, ours stands, since the contract leaves these out. Names of ours that the tagger passes over
are evidence while an article is resolved, and are mentions only if they turn out to be of a type it cannot tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from flows.core.batch import Batch
from flows.core.names import plain_key
from flows.extract.entities.article import Article, Name, new_entry
from flows.extract.entities.lexicon import ID_KIND, Entry, Lexicon, lexicon
from flows.extract.entities.parse import Part
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


def impose(text: str, names: list[Name], tags: Sequence[Told]) -> list[Name]:
    """Return the tagged names and, in between, those of ours that no tag touches, in order."""
    lex = lexicon()
    out: list[Name] = []
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
        out.append(_ours(text, tag, ours) or _new(text, tag, ours, max(before, tag.low), min(after, tag.high), lex))
    return out + names[i:]


def _ours(text: str, tag: Told, ours: list[Name]) -> Name | None:
    """Our only name under a tag, if it is the tag's but for an article or title before it and a possessive behind it."""
    if len(ours) != 1:
        return None
    name = ours[0]
    start, end = _trimmed(text, tag)
    titled = name.part.role is not None and start == name.start - len(name.part.role) - 1
    same = name.start in (tag.start, start) or titled
    return _typed(name, tag.entity_type) if same and name.end in (tag.end, end) else None


def _new(text: str, tag: Told, ours: list[Name], low: int, high: int, lex: Lexicon) -> Name:
    """A name that is not ours, or reaches further or less far than ours; a title before ours goes over to it."""
    start, end = _trimmed(text, tag)
    surface = text[start:end]
    role = next((n.part.role for n in ours if n.start == start and tag.entity_type == "person"), None)
    entry = lex.exact.get(surface) or lex.folded.get(plain_key(surface))
    part = Part(0, len(surface), surface, tag.entity_type, entry, role)
    left, right = text[max(low, start - LEFT) : start], text[end : min(max(high, end), end + RIGHT)]
    return _typed(Name(start, end, part, left, right, caps=False, kind=part.kind), tag.entity_type)


def _typed(name: Name, kind: str) -> Name:
    """The name with the tagged type, and with its table's entry only if that is of this type too."""
    part = name.part
    known = part.entry if part.entry is not None and _alike(part.entry, kind) else None
    adjective = part.entry is not None and part.entry.part == "adjective" and kind in ("group", "place")
    if adjective:  # "Talvoran" is a name only in "Talvoran army", whoever tags it
        return replace(name, part=replace(part, kind="adjective"), kind="adjective", tagged=kind)
    shown = known.entity_type if known is not None else kind
    if known is None and part.kind == "acronym" and shown == "organization":
        shown = "acronym"
    full = kind == "person" and " " in part.text
    typed = replace(part, kind=shown, entry=known, weak=False, common=False, full=full)
    return replace(name, part=typed, kind=shown, tagged=kind)


def _alike(entry: Entry, kind: str) -> bool:
    """Whether the types agree as far as a model can tell: a group is an organisation, a facility a place."""
    return ID_KIND.get(entry.entity_type, entry.entity_type) == ID_KIND.get(kind, kind)


def hold(article: Article) -> None:
    """Let the tagger have the last word: its types stand, and what it passes over though it could have told it is no mention."""
    for name in article.names:
        if name.tagged is None:
            if name.entry is not None and name.entry.entity_type in article.told:
                name.entry = None
        elif name.kind != "adjective" and (name.entry is None or not _alike(name.entry, name.tagged)):
            name.entry = name.part.entry or new_entry(name.tagged, name.part.text)
