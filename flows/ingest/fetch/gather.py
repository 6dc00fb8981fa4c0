"""Feeds and pages of the web into a round: what is new or has changed is fetched, and nothing twice.

A feed is asked for with the validators of its last answer. An item that it had before, unchanged, is known, and so is one whose
page another feed has brought. An item that holds its article is taken from the feed; for any other its page is fetched, with
the validators of its last fetch if the item has changed. What fails for a reason that may pass is tried again in the next run:
until all of a feed's items are had or refused for good, the feed is asked for in full.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from flows.core.addresses import page_key
from flows.core.ids import digest
from flows.core.store import Store
from flows.ingest import documents as docs
from flows.ingest.fetch.client import NOT_MODIFIED, Answer, Client
from flows.ingest.fetch.faults import NotFetched
from flows.ingest.fetch.rounds import Found, Round
from flows.ingest.fetch.seen import ItemSeen, Known, PageSeen, Seen
from flows.ingest.fetch.settings import Web
from flows.ingest.problems import BadInput
from flows.ingest.readers.feeds import Feed, Item, is_feed, read_feed, told
from flows.ingest.readers.payload import characters, media_type

log = logging.getLogger("newstally")
SECONDS_BETWEEN_LINES = 5.0
T = TypeVar("T")


@dataclass(slots=True)
class _Named:
    """One address that the user named, and what it has brought."""

    address: str
    key: str
    names: list[str] = field(default_factory=list)  # of documents, oldest first
    known: int = 0
    later: int = 0
    items: list[ItemSeen] = field(default_factory=list)
    pages: list[PageSeen] = field(default_factory=list)
    answer: Answer | None = None  # of a feed
    feed: Feed | None = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The page of one item."""

    name: str
    address: str
    otherwise: dict[str, str]
    item: ItemSeen


def gather(addresses: Sequence[str], store: Store, web: Web) -> Round:
    """Fetch what the addresses have that is not known and return it as a whole round; must be called as the only writer."""
    newest = store.newest()
    seen = Seen(store.feeds_folder / "seen.sqlite", newest.version if newest else None)
    work = _Gathering(Round(store.feeds_folder, addresses), seen, web)
    named = [_Named(address, page_key(address)) for address in addresses]
    work.all(named, lambda n: n.address, work.ask)
    wanted = [page for n in named for page in work.pages_of(n)]
    work.all(wanted, lambda w: w.address, work.page)
    work.close(named)
    return work.round


class _Gathering:
    """One round on its way."""

    def __init__(self, round_: Round, seen: Seen, web: Web) -> None:
        self.round, self.seen, self.web = round_, seen, web
        self.client = Client(web)
        self.taken: set[str] = set()
        self.unchanged: list[_Wanted] = []

    def all(self, jobs: Sequence[T], address: Callable[[T], str], do: Callable[[T], None]) -> None:
        """Do all jobs, those of one host one after the other, several hosts at a time."""
        by_host: dict[str, list[T]] = {}
        for job in jobs:
            by_host.setdefault(urlsplit(address(job)).netloc.lower(), []).append(job)
        done: list[T] = []
        stop = False

        def work(own: list[T]) -> None:
            for job in own:
                if stop:
                    return
                do(job)
                done.append(job)

        with ThreadPoolExecutor(self.web.workers) as crew:
            try:
                going = {crew.submit(work, own) for own in by_host.values()}
                while going:
                    finished, going = wait(going, timeout=SECONDS_BETWEEN_LINES)
                    for future in finished:
                        future.result()
                    if going:  # told from here: a thread knows nothing of the flow run that its lines belong to
                        log.info("fetch     %d of %d addresses", len(done), len(jobs))
            finally:
                stop = True
                crew.shutdown(cancel_futures=True)

    def ask(self, named: _Named) -> None:
        """Ask for an address that the user named: a feed is kept for `pages_of`, a page is a document."""
        name = digest(named.key)
        if self.round.held(name) is not None:
            named.names.append(name)
            return
        known = self.seen.known(named.key)
        try:
            answer = self._answer(named.address, named.key, known)
            if answer.status == NOT_MODIFIED:
                named.pages.append(PageSeen(named.key, known.etag, known.modified) if known else PageSeen(named.key))
                named.known += not self.seen.marks(named.key)
                return
            text = _text(answer)
            if is_feed(text):
                named.answer, named.feed = answer, read_feed(text, answer.url)
                return
            self.round.keep(name, _document(named.address, named.key, answer, text))
        except BadInput as error:
            self.round.keep(name, _refusal(named.address, error))
        named.names.append(name)

    def pages_of(self, named: _Named) -> list[_Wanted]:
        """Keep the items of a feed that hold their articles and return the pages of the others, as far as they are not known."""
        out: list[_Wanted] = []
        if named.feed is None:
            return out
        marks = self.seen.marks(named.key)
        for item in reversed(named.feed.items):
            page = page_key(item.link) if item.link else f"{named.key}#{item.mark}"
            state, name = ItemSeen(named.key, page, item.mark), digest(page)
            elsewhere = page not in marks and bool(item.link) and self.seen.known(page) is not None
            if marks.get(page) == item.mark or elsewhere or name in self.taken:
                named.known += 1
                named.items += [state] if elsewhere else []
                continue
            wanted = self._item(named, item, state, name)
            if wanted is not None and len(out) >= self.web.pages:
                named.later += 1
                continue
            self.taken.add(name)
            named.names.append(name)
            out += [wanted] if wanted is not None else []
        return out

    def _item(self, named: _Named, item: Item, state: ItemSeen, name: str) -> _Wanted | None:
        """Keep an item that needs no page; return the page of any other."""
        held = self.round.held(name)
        if named.feed is None or named.answer is None or (held is not None and state in held.items):
            return None
        otherwise = told(item, named.feed)
        place = item.link or f"{named.address}#{item.mark}"
        if item.is_whole:
            pages = [PageSeen(state.page)] if item.link else []
            at = named.answer.retrieved
            found = Found(place, item.link, docs.HTML, item.html, at, state.page, otherwise, pages=pages, items=[state])
            self.round.keep(name, found)
            return None
        if item.link is None:
            error = BadInput("teaser", "the item holds only a teaser and names no page")
            self.round.keep(name, _refusal(place, error, state))
            return None
        return _Wanted(name, item.link, otherwise, state)

    def page(self, wanted: _Wanted) -> None:
        """Fetch the page of an item."""
        known = self.seen.known(wanted.item.page)
        try:
            answer = self._answer(wanted.address, wanted.item.page, known)
            if answer.status == NOT_MODIFIED:
                self.unchanged.append(wanted)
                return
            found = _document(wanted.address, wanted.item.page, answer, _text(answer))
            found.otherwise = wanted.otherwise
            found.items = [wanted.item]
        except BadInput as error:
            found = _refusal(wanted.address, error, wanted.item)
        self.round.keep(wanted.name, found)

    def _answer(self, address: str, page: str, known: Known | None) -> Answer:
        if self.seen.until(page) > time.time():
            raise NotFetched("wait", "the server has asked not to be asked again so soon", address, passing=True)
        try:
            return self.client.get(address, known)
        except NotFetched as error:
            if error.after is not None and error.after > self.web.longest_wait:
                self.seen.wait(page, time.time() + error.after)
            raise

    def close(self, named: Sequence[_Named]) -> None:
        """Put the documents in order, drop those that are one page behind redirects, and say that the round is whole."""
        known = sum(n.known for n in named) + len(self.unchanged)
        items = [i for n in named for i in n.items] + [w.item for w in self.unchanged]
        pages = [p for n in named for p in n.pages]
        order: list[str] = []
        behind: set[str] = set()
        refused = 0
        now = [name for n in named for name in n.names]
        gone = [
            name for name in self.round.names() if name not in set(now)
        ]  # fetched by a killed run, no longer in its feed
        for name in dict.fromkeys([*self.round.order, *gone, *now]):
            found = self.round.found(name)
            if found is None:
                continue
            refused += found.refused is not None
            if found.final and (found.final in behind or self._is_known_behind(found)):
                known += 1
                items += found.items
                pages += found.pages
                self.round.path(name).unlink()
                continue
            behind.add(found.final)
            order.append(name)
        pages += [self._feed_seen(n) for n in named if n.answer is not None]
        self.round.close(order, known, pages, items)
        later = sum(n.later for n in named)
        left = f", {later:,} left for the next run" if later else ""
        log.info("fetch     %d documents, %d of them refused, %d known%s", len(order), refused, known, left)

    def _is_known_behind(self, found: Found) -> bool:
        """Tell whether a page that was never asked for leads to one that was."""
        own = found.pages[0].page if found.pages else found.final
        return found.final != own and self.seen.known(own) is None and self.seen.known(found.final) is not None

    def _feed_seen(self, named: _Named) -> PageSeen:
        """Return a feed's validators, none while something of it is still to be had.

        What robots.txt forbids is asked for again whenever the feed changes, and does not keep it from being asked conditionally.
        """
        found = [f for f in map(self.round.found, named.names) if f is not None]
        waiting = [f for f in found if f.passing and f.refused is not None and f.refused[0] != "robots"]
        if waiting or named.later or named.answer is None:
            return PageSeen(named.key)
        return PageSeen(named.key, named.answer.etag, named.answer.modified)


def _text(answer: Answer) -> str:
    text = characters(answer.body, answer.content_type)
    if not text.strip():
        raise BadInput("empty", "the server sent nothing")
    return text


def _document(address: str, page: str, answer: Answer, text: str) -> Found:
    kind = docs.PAGE if media_type(answer.content_type) == "text/plain" else docs.HTML
    final = page_key(answer.url)
    pages = [PageSeen(page, answer.etag, answer.modified)] + ([PageSeen(final)] if final != page else [])
    return Found(address, address, kind, text, answer.retrieved, final, pages=pages)


def _refusal(address: str, error: BadInput, item: ItemSeen | None = None) -> Found:
    passing = isinstance(error, NotFetched) and error.passing
    items = [item] if item is not None and not passing else []
    return Found(address, refused=(error.check, str(error), error.case), passing=passing, items=items)
