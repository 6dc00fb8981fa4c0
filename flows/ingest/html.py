"""The body and the metadata of an HTML page: trafilatura finds the body, the page's own metadata the rest.

Metadata are read from JSON-LD, Open Graph and `meta` names, in this order; a date from a `time` element counts as printed on
the page. Hostile pages (too large, nested too deep) are refused before they cost time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction

from flows.ingest.problems import BadInput

MAX_HTML = 8_000_000
MAX_DEPTH = 400
ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report$|Review$|WebPage")
TEXTLESS = (
    "style",
    "svg",
    "link",
    "iframe",
    "template",
    "object",
    "canvas",
    "input",
    "select",
    "textarea",
    "source",
    "path",
)
NOBODY = frozenset(
    (
        "admin",
        "administrator",
        "editor",
        "editors",
        "staff",
        "staff writer",
        "staff reporter",
        "webmaster",
        "author",
        "guest",
        "user",
        "none",
        "null",
        "unknown",
        "anonymous",
    )
)
FAULTS = (etree.LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError)
PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "published-date",
    "citation_publication_date",
    "og:published_time",
)
TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline")
AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl", "article.author")
OUTLETS = ("og:site_name", "application-name", "al:iphone:app_name")


@dataclass(slots=True)
class HtmlPage:
    """What an HTML page tells; `published` as printed there, `on_page` where it is not from its metadata."""

    text: str = ""
    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    on_page: bool = False
    language: str | None = None
    headings: tuple[str, ...] = ()


def read_html(html: str) -> HtmlPage:
    """Return body and metadata of a page.

    Raises:
        BadInput: it is too large, nested too deep, or cannot be parsed.
    """
    if len(html) > MAX_HTML:
        raise BadInput("too_large", f"the page is longer than {MAX_HTML} characters")
    try:
        tree = document_fromstring(
            html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        )
        page = _metadata(tree)
        _strip(tree)
        found = bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False, fast=True)
    except FAULTS as error:
        raise BadInput("html", f"the page cannot be parsed: {type(error).__name__}: {error}") from error
    page.text = getattr(found, "text", None) or ""
    return page


def _strip(tree: HtmlElement) -> None:
    """Take out what never holds text, which is most of a page: the search for the body copies the tree several times."""
    for script in tree.xpath("//script[not(@type='application/ld+json')]"):
        script.drop_tree()
    etree.strip_elements(tree, *TEXTLESS, with_tail=False)


def _metadata(tree: HtmlElement) -> HtmlPage:
    page = HtmlPage()
    meta = _meta(tree)
    linked = list(_linked_data(tree))
    page.published = _first(linked, "datePublished") or _any(meta, PUBLISHED)
    if page.published is None:
        times = tree.xpath("//article//time[@datetime] | //main//time[@datetime] | //time[@pubdate]")
        page.published = times[0].get("datetime") if times else None
        page.on_page = page.published is not None
    page.title = _any(meta, TITLES) or _first(linked, "headline")
    page.author = _names(linked) or _author(_any(meta, AUTHORS))
    page.outlet = _any(meta, OUTLETS) or _publisher(linked)
    page.headings = tuple(" ".join(h.itertext()).strip() for h in tree.xpath("//h1")[:5])
    page.language = (
        tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or _any(meta, ("og:locale", "language"))
    )
    return page


def _meta(tree: HtmlElement) -> dict[str, str]:
    out: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            out.setdefault(name.strip().casefold(), content)
    return out


def _any(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD that describe an article."""
    for element in tree.xpath("//script[@type='application/ld+json']")[:20]:
        try:
            value = json.loads(element.text or "", strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue  # broken JSON-LD is common and tells nothing
        for item in value if isinstance(value, list) else [value]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            for thing in graph if isinstance(graph, list) else [item]:
                if isinstance(thing, dict) and ARTICLE_TYPES.search(str(thing.get("@type"))):
                    yield thing


def _first(linked: list[dict[str, Any]], key: str) -> str | None:
    return next((v.strip() for thing in linked if isinstance(v := thing.get(key), str) and v.strip()), None)


def _publisher(linked: list[dict[str, Any]]) -> str | None:
    for thing in linked:
        publisher = thing.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return str(publisher["name"])
    return None


def _names(linked: list[dict[str, Any]]) -> str | None:
    for thing in linked:
        people = thing.get("author")
        named = [
            _author(p.get("name") if isinstance(p, dict) else p)
            for p in (people if isinstance(people, list) else [people])
        ]
        if names := [name for name in named if name]:
            return "; ".join(dict.fromkeys(names))
    return None


def _author(name: Any) -> str | None:
    """Return a name; an address or a number is none."""
    if not isinstance(name, str) or "://" in name or not re.search(r"[^\W\d_]", name) or len(name) > 200:
        return None
    return re.sub(r"^\s*by\s+", "", name, flags=re.I).strip() or None


def headline(title: str | None, outlet: str | None) -> str | None:
    """Return a title without the outlet's name that many pages add behind a sign."""
    if not title or not outlet:
        return title
    found = re.search(rf"\s[|–—:·-]\s{re.escape(outlet)}\s*$", title, re.I)
    return title[: found.start()].strip() or None if found else title


def person(name: str | None, outlet: str | None) -> str | None:
    """Return an author's name; an account's or the outlet's own name is none."""
    if not name or name.casefold() in NOBODY or (outlet and name.casefold() == outlet.casefold()):
        return None
    return name
