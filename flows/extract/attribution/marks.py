"""Quotation marks of one paragraph: which stretches stand between them.

Knows curly and straight double marks, guillemets, low-high marks, TimeBank's `` and '', and single marks where they cannot
be apostrophes. Only the outermost pair counts. A mark that is never closed runs to the end of its paragraph, as it does in
a quotation of several paragraphs, each of which opens anew. Two apostrophes on both sides (''…'', a typist's stand-in) are
`weak`: they frame speech for the parser, but do not make it a direct quotation.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MARK = re.compile(r"[\"“”„«»‘’'`]+")
ANY_MARK = r"[\"“”„«»‘]|``|''|(?:^|[\s(\[])'\w"  # for Polars: a text without any of these holds no quotation
SINGLE_OPENS = re.compile(r"'(?<=[\s(\[{—–:/…-]')")  # begins with the mark itself, which is searched fast
ODD = ("„", "«", "»", "‘", "`", "''")  # marks that want a closer look
BESIDE = " \t\xa0’'"  # what may not stand inside a mark, or behind it, where nothing is in doubt
AROUND_OPENING = "([{—–-:/…"
LONG = 40  # characters of a paragraph that may be one open quotation in single marks
DOUBLED = '""'
FAR = 30  # single marks looked at to find the one that closes


class Quote(NamedTuple):
    """A stretch between marks: `start`, `end` without them, `outer_start`, `outer_end` with them."""

    outer_start: int
    start: int
    end: int
    outer_end: int
    closed: bool
    weak: bool = False

    def moved(self, by: int) -> Quote:
        """Return the same quotation `by` characters further on."""
        return Quote(self[0] + by, self[1] + by, self[2] + by, self[3] + by, self.closed, self.weak)


def quotes(text: str, *, inside: bool = False) -> list[Quote]:
    """Return the outermost quotations of a paragraph in order.

    Args:
        text: the paragraph.
        inside: whether the paragraph before ended in a quotation that was still open.
    """
    if not inside and text[:1] == '"' == text[-1:] and DOUBLED in text[1:-1]:
        return _doubled(text)
    plain = None if inside else _plain(text)
    return _looked_at(text, inside=inside) if plain is None else plain


def _doubled(text: str) -> list[Quote]:
    """The quotations of a paragraph copied out of a table: put into marks as a whole, its own marks doubled."""
    out, at, last = [], text.find(DOUBLED, 1), len(text) - 1
    while at >= 0 and at + len(DOUBLED) < last:
        close = text.find(DOUBLED, at + len(DOUBLED), last)
        end = close if close >= 0 else last
        out.append(_quote(text, at, at + len(DOUBLED), end, min(end + len(DOUBLED), last), closed=close >= 0))
        at = text.find(DOUBLED, end + len(DOUBLED), last)
    return [q for q in out if q.end > q.start]


def _looked_at(text: str, *, inside: bool) -> list[Quote]:
    """Mark by mark, with a look at what stands on both sides of each."""
    marks = [(m.start(), m.end(), m[0]) for m in MARK.finditer(text)]
    out: list[Quote] = []
    opened: tuple[int, int] | None = None
    at = 0
    if inside:
        opened = _carried(text, marks)
    while at < len(marks):
        start, end, mark = marks[at]
        if opened is None:
            if _opens(text, start, end, mark):
                opened = (start, end)
            elif (close := _single(text, marks, at)) is not None:
                out.append(_quote(text, start, end, *marks[close][:2], closed=True))
                at = close
            elif _runs_on(text, start, end, mark):
                out.append(_quote(text, start, end, len(text), len(text), closed=False))
                break
        elif _closes(text, start, end, mark):
            out.append(_quote(text, *opened, start, end, closed=True))
            opened = None
        elif _opens(text, start, end, mark) and not _nested(marks, at):
            out.append(_quote(text, *opened, start, start, closed=False))
            opened = (start, end)
        at += 1
    if opened is not None:
        out.append(_quote(text, *opened, len(text), len(text), closed=False))
    return [q for q in out if q.end > q.start]


def _plain(text: str) -> list[Quote] | None:
    """The quotations of a paragraph in whose marks nothing can be taken in two ways; None if something can."""
    opening, closing = ("“", "”") if "“" in text or "”" in text else ('"', '"')
    if any(mark in text for mark in ODD) or (opening == "“" and '"' in text):
        return None
    if "'" in text and (text[0] == "'" or SINGLE_OPENS.search(text) is not None):
        return None
    out: list[Quote] = []
    at, done = text.find(opening), 0
    while at >= 0:
        end = text.find(closing, at + 1)
        after = text[end + 1 : end + 2]
        if end < 0 or text.find(closing, done, at) >= 0 or not _is_plain(text, at, end) or after in ("’", "'"):
            return None
        out.append(Quote(at, at + 1, end, end + 1, closed=True))
        done = end + 1
        at = text.find(opening, done)
    return out if text.find(closing, done) < 0 else None


def _is_plain(text: str, at: int, end: int) -> bool:
    """Whether what stands between two marks can only be one quotation."""
    first, last = text[at + 1], text[end - 1]
    if end - at < 2 or first in BESIDE or last in BESIDE or first.isspace() or last.isspace():
        return False
    if text[at] == "“":
        return text.find("“", at + 1, end) < 0 and (not at or text[at - 1] not in "’'”")
    return (not at or text[at - 1].isspace() or text[at - 1] in AROUND_OPENING) and last not in "([{"


def _quote(text: str, outer_start: int, start: int, end: int, outer_end: int, *, closed: bool) -> Quote:
    inner = text[start:end]
    first, last = start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
    return Quote(outer_start, first, last, outer_end, closed, text.startswith("''", outer_start))


def _double(mark: str) -> bool:
    return mark == "``" or mark.startswith("''") or any(c in '"“”„«»' for c in mark)


def _opens(text: str, start: int, end: int, mark: str) -> bool:
    if not _double(mark):
        return False
    if mark[0] in "“„«`":
        return True
    if mark[0] not in '"”' and not mark.startswith("''"):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    return (not before or before.isspace() or before in AROUND_OPENING) and bool(after) and not after.isspace()


def _closes(text: str, start: int, end: int, mark: str) -> bool:
    if not _double(mark) or mark[-1] in "„«`":
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if mark[-1] in "”»" or mark.endswith("''"):
        return not before.isspace() or not after or not (after.isalnum())
    return (
        not before.isspace()
        if mark[-1] == "“"
        else (not before.isspace() and before not in "([{") or not after or after.isspace()
    )


def _nested(marks: list[tuple[int, int, str]], at: int) -> bool:
    """A curly mark that opens inside a quotation is nested when one more closes than opens after it."""
    depth = 0
    for _, _, mark in marks[at : at + FAR]:
        depth += mark.count("“") - mark.count("”")
        if depth < 0:
            return True
    return False


def _single(text: str, marks: list[tuple[int, int, str]], at: int) -> int | None:
    """Return which mark closes the single mark `at`, if it opens a quotation and is no apostrophe."""
    start, end, mark = marks[at]
    before, after = text[start - 1 : start], text[end : end + 1]
    if (
        mark not in ("‘", "'")
        or not (not before or before.isspace() or before in AROUND_OPENING)
        or (not after.isalpha() and after not in "[(…")
    ):
        return None
    doubles, fallback = 0, None
    for k in range(at + 1, min(at + FAR, len(marks))):
        s, e, m = marks[k]
        if _double(m):
            doubles += 1
            continue
        prev, nxt = text[s - 1 : s], text[e : e + 1]
        if fallback is not None and nxt.isalnum() and (m[0] == "‘" or prev.isspace()):
            return fallback  # another one opens
        if m[0] not in "’'":
            continue
        if prev.isspace() or nxt.isalnum() or doubles % 2:
            continue
        if prev == "s" and nxt.isspace() and text[e + 1 : e + 2].islower():
            fallback = k if fallback is None else fallback  # may be a plural's possessive
            continue
        return k
    return fallback


def _runs_on(text: str, start: int, end: int, mark: str) -> bool:
    """A single mark that opens a long paragraph and is not closed in it: the quotation goes on in the next one."""
    return not start and mark in ("‘", "'") and len(text) >= LONG and text[end : end + 1].isupper()


def _carried(text: str, marks: list[tuple[int, int, str]]) -> tuple[int, int] | None:
    """A quotation left open goes on here when the first double mark of this paragraph closes one."""
    for start, end, mark in marks:
        if _double(mark):
            return (
                (0, 0)
                if mark[0] not in "“„«`"
                and start
                and _closes(text, start, end, mark)
                and not _opens(text, start, end, mark)
                else None
            )
    return None
