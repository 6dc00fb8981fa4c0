"""What kind of page an HTML page is: a running report, a gallery, a list of stories and the free lines of a paid article are no articles.

Two signs count for more than one: what the page says it is (types of schema.org and Open Graph), and what it looks like
(entries with a time, links, length). A word in the title or the address is believed only where the looks agree, because articles
are about live shows and galleries, too. The words stand in the table `page_kinds`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lxml.html import HtmlElement

from flows.core import reference
from flows.ingest.pages.metadata import HtmlPage
from flows.ingest.problems import BadInput

REASONS = {
    "live_blog": "the page is a running report of many entries, not an article; its outlet's articles on the same events can be read",
    "gallery": "the page is a gallery or a video with captions, not an article",
    "listing": "the page lists other stories and has no text of its own; give the addresses of the stories",
    "paywall": "only the beginning that everybody may read is on the page; give a page that was saved by a subscriber",
}
SIGNS = ("type", "og", "title", "address", "text")
STUB = 500  # characters; what a paid article shows to everybody is rarely more, and more may hold figures
CAPTIONS = 1_200  # characters of a gallery's own words
ENTRIES = 5  # times of a running report
HEADLINES = 8  # linked headings of a list
LINKED = 0.5  # share of a list's words that are links
ARTICLE = re.compile(r"article|blogposting|report$|review$")


@cache
def _table() -> dict[str, dict[str, re.Pattern[str]]]:
    """Return for each kind the pattern of its words by sign."""
    words: dict[str, dict[str, list[str]]] = {kind: {} for kind in REASONS}
    vocabulary = {"kind": REASONS, "sign": SIGNS}
    for row in reference.rows("page_kinds", "kind", "sign", "words", key=("kind", "sign", "words")):
        kind, sign, word = row["kind"] or "", row["sign"] or "", row["words"] or ""
        for column, value in (("kind", kind), ("sign", sign)):
            if value not in vocabulary[column]:
                known = ", ".join(vocabulary[column])
                raise reference.ReferenceTableError(f"page_kinds.csv: {column} {value!r} is none of {known}")
        words[kind].setdefault(sign, []).append(re.escape(word.casefold()))
    return {
        kind: {sign: re.compile(rf"(?<!\w)(?:{'|'.join(some)})(?!\w)") for sign, some in of.items()}
        for kind, of in words.items()
    }


@dataclass(frozen=True, slots=True)
class Looks:
    """What a page looks like before the search for its text takes it apart.

    Attributes:
        times: elements that hold a time.
        pictures: figures and images.
        headlines: headings that are links.
        linked: the share of its words that are links; counted only where there are enough headlines for a list.
    """

    times: int
    pictures: int
    headlines: int
    linked: float


def looks_of(tree: HtmlElement) -> Looks:
    """Return what a page looks like; scripts, navigation and the like must have been taken out."""
    headlines = len(tree.xpath(".//h2//a | .//h3//a | .//a//h2 | .//a//h3"))
    linked = _linked(tree) if headlines >= HEADLINES else 0.0
    return Looks(sum(1 for _ in tree.iter("time")), sum(1 for _ in tree.iter("figure", "img")), headlines, linked)


def check_kind(page: HtmlPage, looks: Looks) -> None:
    """Refuse a page that is no article.

    Args:
        page: its metadata and the text found in it.
        looks: as `looks_of` gives them.

    Raises:
        BadInput: it is one of the kinds in `REASONS`.
    """
    live = _declared("live_blog", page) or (_hinted("live_blog", page) and looks.times >= ENTRIES)
    shown = _declared("gallery", page) or (_hinted("gallery", page) and looks.pictures >= ENTRIES)
    lists = _declared("listing", page) or looks.linked >= LINKED
    paid = page.for_subscribers or _says("paywall", "text", page.text)
    holds = {
        "live_blog": live,
        "gallery": shown and len(page.text) < CAPTIONS,
        "listing": lists and looks.headlines >= HEADLINES and not (_is_article(page) or page.author),
        "paywall": paid and len(page.text) < STUB,
    }
    kind = next((kind for kind, so in holds.items() if so), None)
    if kind:
        raise BadInput(kind, REASONS[kind], page.title)


def _says(kind: str, sign: str, value: str | None) -> bool:
    pattern = _table()[kind].get(sign)
    return bool(pattern and value and pattern.search(value.casefold()))


def _declared(kind: str, page: HtmlPage) -> bool:
    return _says(kind, "type", " ".join(page.types)) or _says(kind, "og", page.og_type)


def _hinted(kind: str, page: HtmlPage) -> bool:
    return _says(kind, "title", page.title) or _says(kind, "address", page.address)


def _is_article(page: HtmlPage) -> bool:
    return any(ARTICLE.search(name.casefold()) for name in (*page.types, page.og_type or ""))


def _linked(tree: HtmlElement) -> float:
    """Return the share of a page's words that are links."""
    body = tree.find("body")
    root = tree if body is None else body
    words = len(root.text_content().split())
    return sum(len(link.text_content().split()) for link in root.iter("a")) / (words or 1)
