"""What an HTML page says about itself: JSON-LD first, then the `meta` elements that the table `page_metadata` names.

What they do not tell is looked for where a page prints it (see `flows.ingest.pages.imprint`); such a date counts as printed on the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from flows.core import reference
from flows.ingest.pages.imprint import printed_author, printed_day

ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report$|Review$|WebPage")


@dataclass(slots=True)
class HtmlPage:
    """What an HTML page tells.

    Attributes:
        published: as printed there; `on_page` where it is not from its metadata.
        types, og_type: what it says it is, in the words of schema.org and of Open Graph.
        address: the one it gives as its own.
        for_subscribers: it says that not everybody may read it.
    """

    text: str = ""
    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    on_page: bool = False
    language: str | None = None
    headings: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    og_type: str | None = None
    address: str | None = None
    for_subscribers: bool = False


def metadata(tree: HtmlElement) -> HtmlPage:
    """Return what the page says about itself, without its text."""
    page = HtmlPage()
    meta = _meta(tree)
    things = list(_linked_data(tree))
    linked = [thing for thing in things if ARTICLE_TYPES.search(str(thing.get("@type")))]
    page.types = tuple(dict.fromkeys(name for thing in things for name in _types(thing)))
    page.og_type = meta.get("og:type")
    page.address = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or meta.get("og:url")
    page.for_subscribers = any(str(thing.get("isAccessibleForFree")).casefold() == "false" for thing in linked)
    page.published = _first(linked, "datePublished") or _any(meta, "published")
    if page.published is None:
        page.published = printed_day(tree)
        page.on_page = page.published is not None
    title = _any(meta, "title") or _first(linked, "headline")
    page.title = unescape(title) if title else None  # many templates escape twice
    page.author = _names(linked) or _author(_any(meta, "author")) or printed_author(tree)
    page.outlet = _any(meta, "outlet") or _publisher(linked)
    page.headings = tuple(" ".join(h.itertext()).strip() for h in tree.xpath("//h1")[:5])
    page.language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or _any(meta, "language")
    return page


def _meta(tree: HtmlElement) -> dict[str, str]:
    out: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            out.setdefault(name.strip().casefold(), content)
    return out


def _any(meta: dict[str, str], field: str) -> str | None:
    return next((meta[name] for name in _names_of().get(field, ()) if name in meta), None)


@cache
def _names_of() -> dict[str, list[str]]:
    """Return the table `page_metadata`: for each field its names, in order."""
    out: dict[str, list[str]] = {}
    for row in reference.rows("page_metadata", "field", "name", key=("field", "name")):
        out.setdefault(row["field"] or "", []).append(row["name"] or "")
    return out


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD: what the page says it is and is about."""
    for element in tree.xpath("//script[@type='application/ld+json']")[:20]:
        try:
            value = json.loads(element.text or "", strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue  # broken JSON-LD is common and tells nothing
        for item in value if isinstance(value, list) else [value]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            for thing in graph if isinstance(graph, list) else [item]:
                if isinstance(thing, dict):
                    yield thing


def _types(thing: dict[str, Any]) -> list[str]:
    given = thing.get("@type")
    return [name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str)]


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
    if (
        not name
        or name.casefold() in _names_of().get("no_author", ())
        or (outlet and name.casefold() == outlet.casefold())
    ):
        return None
    return name
