"""Author and date that an HTML page prints near its headline, for pages whose metadata do not tell them.

An element is looked at because of what its attributes call it (`itemprop`, `rel`, words in `class`); it is believed only where its
text is a name or holds a date and next to nothing else. Boxes of other stories carry the same attributes, so the first element at or below
the headline counts, then the nearest above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from lxml.html import HtmlElement

from flows.ingest.moments import find_day
from flows.ingest.pages import lines as of

T = TypeVar("T")
AUTHOR = re.compile(r"(?:^|[^a-z])(?:author|byline|writer|reporter|contributor|by-line)", re.I)
DATED = re.compile(r"date|time|publish|posted|byline|meta|entry-info|dateline", re.I)
# The same words for a first choice by XPath, which knows no case: without their first letters.
AUTHOR_PATH, DATED_PATH = (
    " or ".join(f"contains(@class, '{word}')" for word in words)
    for words in (
        ("uthor", "yline", "riter", "eporter", "ontributor", "y-line"),
        ("ate", "ime", "ublish", "osted", "yline", "eta"),
    )
)
LOOKED_AT = 60  # elements of one kind
MOST_AUTHOR, MOST_DATE = 160, 200  # characters of such an element
SAID = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words|text)\s)?(?:by|author|von|por|par|di)\b\s?:?\s*", re.I
)
CUT = re.compile(
    r"(?<!\s)\s*(?:[|•·–—/@(\d]|\s-\s|,\s(?!(?:and|&)\s)|\b(?:updated|published|posted|on)\b).*$", re.I | re.S
)
NAMED = re.compile(rf"{of.NAMES}(?:(?:,|,?\sand|\s&)\s{of.NAMES}){{0,4}}")
ISO = re.compile(r"\d{4}-\d\d-\d\d")
PARTS = re.compile(r",?\sand\s|,\s|\s&\s")


def printed_author(tree: HtmlElement) -> str | None:
    """Return the names of a byline, joined by `; `, None if none is printed as such."""
    return _nearest(tree, f".//*[@itemprop='author' or @rel='author' or {AUTHOR_PATH}]", _is_author, _names)


def printed_day(tree: HtmlElement) -> str | None:
    """Return the publication date as the page prints it, None if none stands in a place for it."""
    return _nearest(tree, f".//time | .//*[@itemprop='datePublished' or {DATED_PATH}]", _is_dated, _day)


def _nearest(
    tree: HtmlElement, path: str, wanted: Callable[[HtmlElement], bool], read: Callable[[HtmlElement], T | None]
) -> T | None:
    """Return what the first element at or below the headline tells, else the last above it."""
    above: list[HtmlElement] = []
    below: list[HtmlElement] = []
    passed = False
    for element in tree.xpath(f".//h1 | {path}"):
        passed = passed or element.tag == "h1"
        if wanted(element):
            (below if passed else above).append(element)
        if len(below) >= LOOKED_AT:
            break
    return _first(below, read) or _first(reversed(above[-LOOKED_AT:]), read)


def _first(elements: Iterable[HtmlElement], read: Callable[[HtmlElement], T | None]) -> T | None:
    return next((told for element in elements if (told := read(element)) is not None), None)


def _called(element: HtmlElement) -> str:
    return str(element.get("class") or "")


def _is_author(element: HtmlElement) -> bool:
    return "author" in (element.get("itemprop"), element.get("rel")) or bool(AUTHOR.search(_called(element)))


def _is_dated(element: HtmlElement) -> bool:
    return element.tag == "time" or element.get("itemprop") == "datePublished" or bool(DATED.search(_called(element)))


def _text(element: HtmlElement, most: int) -> str:
    """Return the text of an element, blanks joined; empty where it is longer than `most`."""
    out: list[str] = []
    length = 0
    for piece in element.itertext():
        out.append(piece)
        length += len(piece.strip())
        if length > most:
            return ""
    return " ".join(" ".join(out).split())


def _names(element: HtmlElement) -> str | None:
    text = CUT.sub("", SAID.sub("", _text(element, MOST_AUTHOR)))
    if text.isupper():
        text = text.title()
    return "; ".join(PARTS.split(text)) if NAMED.fullmatch(text) and not of.DATE_WORDS.search(text) else None


def _day(element: HtmlElement) -> str | None:
    for name in ("datetime", "content"):
        given = str(element.get(name) or "").strip()
        if ISO.match(given):
            return given
    text = _text(element, MOST_DATE)
    found = find_day(text) if text else None
    return found[0].isoformat() if found else None
