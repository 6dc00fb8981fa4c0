"""The body of an HTML page: trafilatura finds it, paragraphs that it leaves out beside its own are put back.

Hostile pages (too large, or such that parsing fails) are refused before they cost time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction

from flows.ingest.pages.kinds import check_kind, looks_of
from flows.ingest.pages.metadata import HtmlPage, metadata
from flows.ingest.problems import BadInput

MAX_HTML = 8_000_000
PLACE_DEPTH = 3
SIBLINGS = 300  # of a page that are looked up
SIBLING = 80  # characters of a paragraph that is compared by its place
DIGITS = re.compile(r"\d+")
SIGNS = re.compile(r"[\W_]+")
# Elements that never hold text of the body; most of them the search would drop as well, after copying them several times.
TEXTLESS = (
    *(
        "style",
        "svg",
        "link",
        "meta",
        "iframe",
        "template",
        "object",
        "canvas",
        "input",
        "select",
        "textarea",
        "source",
        "path",
    ),
    *("nav", "footer", "aside", "button", "noscript", "label", "option"),
)
FAULTS = (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError)


def read_html(html: str) -> HtmlPage:
    """Return body and metadata of a page.

    Raises:
        BadInput: it is too large, nested too deep, cannot be parsed, or is no article but another kind of page.
    """
    if len(html) > MAX_HTML:
        raise BadInput("too_large", f"the page is longer than {MAX_HTML} characters")
    try:
        tree = document_fromstring(
            html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        )
        page = metadata(tree)
        _strip(tree)
        looks = looks_of(tree)
        paragraphs = _paragraphs(tree)
        found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False, fast=True)
    except FAULTS as error:
        raise BadInput("html", f"the page cannot be parsed: {type(error).__name__}: {error}") from error
    page.text = _with_siblings(getattr(found, "text", None) or "", paragraphs)
    check_kind(page, looks)
    return page


def _strip(tree: HtmlElement) -> None:
    """Take out what never holds text, which is most of a page: the search for the body copies the tree several times."""
    for script in tree.xpath("//script[not(@type='application/ld+json')]"):
        script.drop_tree()
    etree.strip_elements(tree, *TEXTLESS, with_tail=False)


Paragraph = tuple[tuple[tuple[str, str], ...], str]


def _paragraphs(tree: HtmlElement) -> list[Paragraph]:
    """Return the text of each longer paragraph with its place: tags and classes of the element and of three above it."""
    out = []
    for element in tree.iter("p"):
        text = " ".join("".join(element.itertext()).split())
        if len(text) >= SIBLING:
            above = [element, *islice(element.iterancestors(), PLACE_DEPTH)]
            out.append((tuple((e.tag, _kind(e.get("class") or "")) for e in above), text))
    return out


@lru_cache(maxsize=4096)
def _kind(classes: str) -> str:
    """Return the classes of an element without the numbers that tell one box from the next of its kind."""
    return DIGITS.sub("", classes)


def _with_siblings(text: str, paragraphs: list[Paragraph]) -> str:
    """Return a body with the paragraphs that stand in the same kind of place as its own and were left out.

    An article that is cut by an advertisement lies in several boxes of one kind, of which only one may have been found.
    """
    lines = text.split("\n")
    place_of = {_squeezed(line): i for i, line in enumerate(lines) if len(line) >= SIBLING}
    squeezed = [_squeezed(words) for _, words in paragraphs]
    found = [place_of.get(words) for words in squeezed]
    kinds = {kind for (kind, _), at in zip(paragraphs, found, strict=True) if at is not None}
    have = _squeezed(text)
    after: dict[int, list[str]] = {}
    last, looked = -1, 0
    for (kind, words), short, at in zip(paragraphs, squeezed, found, strict=True):
        if at is not None:
            last = at
        elif kind in kinds and (looked := looked + 1) <= SIBLINGS and short not in have:
            after.setdefault(last, []).append(words)
    merged = after.get(-1, []) + [line for i, own in enumerate(lines) for line in (own, *after.get(i, ()))]
    return "\n".join(merged)


def _squeezed(text: str) -> str:
    return SIGNS.sub("", text.casefold())
