"""RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom: the items of a feed with what they say of themselves.

An item that holds its whole article is one; the page of any other must be fetched from its link. Feeds are often broken XML:
one that is not well-formed is read with stray signs mended, as far as it goes. Entities of the feed's own are never resolved,
and a feed that declares some is refused. lxml is at hand and needs no more than this; the library for feeds that everybody uses
guesses much more than a table of sourced figures can bear, dates above all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from html.entities import html5
from urllib.parse import urljoin

from lxml import etree

from flows.core import reference
from flows.core.ids import digest
from flows.ingest import documents as docs
from flows.ingest.documents import Document, Found, refused
from flows.ingest.moments import parse_iso
from flows.ingest.normalise import one_line
from flows.ingest.problems import BadInput, Reject
from flows.ingest.readers.payload import characters
from flows.ingest.readers.streams import whole
from flows.ingest.sources import SourceFile

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
ORIGIN = "http://rssnamespace.org/feedburner/ext/1.0"
PLAIN = (  # where the elements of RSS and Atom themselves live
    "",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
    "http://backend.userland.com/rss2",
    ATOM,
)
BASE = "{http://www.w3.org/XML/1998/namespace}base"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
ROOTS = re.compile(r"<(?:\w{1,20}:)?(rss|feed|RDF)[\s>]")
DECLARATION = re.compile(r"^\s{0,99}<\?xml[^>]{0,400}\?>")
STRAY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)([A-Za-z][A-Za-z0-9]{1,31};)?")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
TAGS = re.compile(r"<[^<>]{0,5000}>")
HEAD = 4_096
WHOLE = 600  # visible characters from which what an item holds can be the article


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    Attributes:
        link: the absolute address of its page.
        mark: what changes when the item does.
        published: ISO 8601.
        html: the longest text it holds.
        is_whole: whether that is the article.
    """

    link: str | None
    mark: str
    title: str | None
    author: str | None
    published: str | None
    html: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its name, language and items, in its own order."""

    title: str | None
    language: str | None
    items: tuple[Item, ...]


def is_feed(text: str) -> bool:
    """Tell from its beginning whether a text is a feed."""
    head = DECLARATION.sub("", text[:HEAD].lstrip("\ufeff \t\r\n"))
    return head.startswith("<") and ROOTS.search(head) is not None and "<html" not in head[:200].lower()


def read_feed(text: str, address: str) -> Feed:
    """Return a feed; `address` is where it was found, for links that are not absolute.

    Raises:
        BadInput: it is no feed, declares entities, or nothing of it can be read.
    """
    root = _parsed(text)
    tag = _name(root)[1]
    if tag not in ("rss", "feed", "RDF"):
        raise BadInput("feed", f"the outermost element is {tag}, a feed has rss, feed or RDF", tag)
    channel = next((child for child in _children(root, "channel")), root)
    base = urljoin(address, root.get(BASE) or channel.get(BASE) or "") or _link(channel, address) or ""
    items = [e for parent in {id(p): p for p in (channel, root)}.values() for e in _children(parent, "item", "entry")]
    title = one_line(_text(channel, "title"))
    language = _text(channel, "language") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Feed(title, language, tuple(_item(e, base) for e in items))


def _parsed(text: str) -> etree._Element:
    text = FORBIDDEN.sub("", DECLARATION.sub("", text.lstrip("\ufeff \t\r\n")))
    root = ROOTS.search(text)
    if root is None:
        raise BadInput("feed", "no feed: it has no element rss, feed or RDF", text[:60])
    if "<!ENTITY" in text[: root.start()]:
        raise BadInput("xml_entities", "the feed declares entities of its own, which are not resolved")
    try:
        return etree.fromstring(text.encode("utf-8"), _parser(recover=False))
    except etree.XMLSyntaxError:
        mended = STRAY.sub(_mended, text).encode("utf-8")
    try:
        found = etree.fromstring(mended, _parser(recover=True))
    except etree.XMLSyntaxError as error:
        raise BadInput("feed", f"the feed is broken: {error}") from None
    if found is None:
        raise BadInput("feed", "the feed is broken from its beginning")
    return found


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _words(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _mended(stray: re.Match[str]) -> str:
    """Return the character that HTML knows by a name, else the sign itself written as XML wants it."""
    name = stray.group(1)
    known = html5.get(name) if name else None
    return known if known is not None and known not in "&<" else "&amp;" + (name or "")


def _children(parent: etree._Element, *names: str, spaces: tuple[str, ...] = PLAIN) -> Iterator[etree._Element]:
    for child in parent:
        if isinstance(child.tag, str):
            space, name = _name(child)
            if name in names and space in spaces:
                yield child


def _name(element: etree._Element) -> tuple[str, str]:
    """Return namespace and name; of a prefix that a broken feed does not declare only the prefix is lost."""
    space, _, name = str(element.tag).removeprefix("{").rpartition("}")
    return space, name if space else name.rpartition(":")[2]


def _text(parent: etree._Element, *names: str, spaces: tuple[str, ...] = PLAIN) -> str | None:
    """Return the text of the first of these elements that has some, in the order of the names."""
    for name in names:
        for child in _children(parent, name, spaces=spaces):
            if text := _words(child).strip():
                return text
    return None


def _item(element: etree._Element, base: str) -> Item:
    base = urljoin(base, element.get(BASE) or "")
    link = _link(element, base)
    content = _text(element, "encoded", spaces=(CONTENT,)) or _atom_content(element)
    summary = _text(element, "description", "summary")
    html = max(content or "", summary or "", key=len)
    title = one_line(_text(element, "title"))
    dates = [
        d
        for d in (
            _text(element, "published", "pubDate", "issued", "created"),
            _text(element, "date", spaces=(DC, DCTERMS)),
        )
        if d
    ]
    updated = _text(element, "updated", "modified") or ""
    return Item(
        link=link,
        mark=digest(_text(element, "guid", "id") or "", title or "", *dates, updated, html),
        title=_plain(title),
        author=_author(element),
        published=next((iso for d in dates if (iso := _iso(d))), None) or _iso(updated),
        html=html,
        is_whole=_is_whole(html),
    )


def _plain(title: str | None) -> str | None:
    """Return a title without the markup that some feeds put there."""
    return one_line(TAGS.sub("", title)) if title and "<" in title else title


def _link(element: etree._Element, base: str) -> str | None:
    """Return the absolute address of a page: a link of Atom or of RSS, else a guid that is one."""
    origin = _text(element, "origLink", spaces=(ORIGIN,))
    atom = [
        e.get("href") for e in _children(element, "link") if e.get("rel", "alternate") == "alternate" and e.get("href")
    ]
    guid = next((e for e in _children(element, "guid") if e.get("isPermaLink") != "false"), None)
    own = (guid.text or "").strip() if guid is not None else ""
    link = origin or next(iter(atom), None) or _text(element, "link") or (own if "://" in own else element.get(ABOUT))
    if not link:
        return None
    try:
        return urljoin(base, "".join(link.split()))
    except ValueError:
        return "".join(link.split())


def _atom_content(element: etree._Element) -> str | None:
    for child in _children(element, "content", spaces=(ATOM,)):
        if child.get("src"):
            continue
        if child.get("type") in ("xhtml", "application/xhtml+xml"):
            return "".join(etree.tostring(part, encoding="unicode", with_tail=True) for part in child)
        return _words(child).strip()
    return None


def _author(element: etree._Element) -> str | None:
    names = [_text(e, "name", spaces=(ATOM,)) for e in _children(element, "author", spaces=(ATOM,))]
    names += [_words(e) for e in _children(element, "creator", spaces=(DC,))]
    told = [name for name in (one_line(n) for n in names) if name and "@" not in name]
    return "; ".join(dict.fromkeys(told)) or None


def _iso(text: str) -> str | None:
    """Return a date of RFC 822 or ISO 8601 as the latter."""
    if parse_iso(text) is not None:
        return text.strip()
    try:
        moment = parsedate_to_datetime(text[:60])
        return moment.isoformat() if 1800 < moment.astimezone(UTC).year < 2100 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


@cache
def _teasers() -> tuple[str, ...]:
    return tuple(reference.column("feed_teasers", "phrase", "phrase"))


def _is_whole(html: str) -> bool:
    text = " ".join(TAGS.sub(" ", html).split()).lower().rstrip(" »→")
    return len(text) >= WHOLE and not (text.endswith(_teasers()) or text.rstrip(" .…»→").endswith(_teasers()))


def feed_items(file: SourceFile) -> Found:
    """Yield the items of a saved feed that hold their articles; nothing is fetched for the others."""
    feed = read_feed(characters(whole(file)), "")
    if not feed.items:
        yield Reject(file.uri, "empty", "the feed holds no items")
    for number, item in enumerate(feed.items, 1):
        place = f"{file.uri}#{number}"
        try:
            yield document(item, feed, place)
        except BadInput as error:
            yield refused(place, error, item.html[:1000])


def document(item: Item, feed: Feed, place: str) -> Document:
    """Return the article that an item holds.

    Raises:
        BadInput: it holds only a teaser of it.
    """
    if not item.is_whole:
        raise BadInput("teaser", "the item holds only a teaser; name the feed by its address, then its page is fetched")
    return Document(place, docs.HTML, raw=item.html, body=item.html, url=item.link, otherwise=told(item, feed))


def told(item: Item, feed: Feed) -> dict[str, str]:
    """Return what a feed says of an article, for where its page does not."""
    named = {
        "source_name": feed.title,
        "title": item.title,
        "author": item.author,
        "published_at": item.published,
        "language": feed.language,
    }
    return {key: value for key, value in named.items() if value}
