"""What was fetched before, in `data/feeds/seen.sqlite`: so that nothing is fetched twice, and what changed is fetched again.

A row counts only once a release is visible that holds what it tells of (or found it known), and carries that release's name:
rows of a release that is gone are dropped, so that what went with it is fetched again. All rows of a round come in one
transaction. SQLite, because a kill at any moment leaves it whole and a run touches only the rows it needs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flows.core.store import StoreError

TABLES = """
create table if not exists pages (page text primary key, etag text, modified text, release text not null) without rowid;
create table if not exists items (
    feed text not null, page text not null, mark text not null, release text not null, primary key (feed, page)
) without rowid;
create table if not exists waits (page text primary key, until real not null) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What makes a request conditional."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A page or a feed that was fetched: its validators, none where it must be asked for in full again."""

    page: str
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """An item of a feed in one version."""

    feed: str
    page: str
    mark: str


class Seen:
    """The store; one writer at a time, which is the writer of the data folder."""

    def __init__(self, path: Path, newest: str | None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        try:
            with closing(self._open()) as db, db:
                db.executescript(TABLES)
                for table in ("pages", "items"):
                    db.execute(f"delete from {table} where release > ?", (newest or "",))  # noqa: S608  (names of ours)
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{path}: is damaged ({error}); remove it: feeds are then read once more in full"
            ) from None

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path)

    def known(self, page: str) -> Known | None:
        """Return the validators of a page, None if it was never fetched."""
        with closing(self._open()) as db:
            row = db.execute("select etag, modified from pages where page = ?", (page,)).fetchone()
        return Known(*row) if row else None

    def marks(self, feed: str) -> dict[str, str]:
        """Return the marks of a feed's items, by page."""
        with closing(self._open()) as db:
            return dict(db.execute("select page, mark from items where feed = ?", (feed,)))

    def until(self, page: str) -> float:
        """Return the time before which a server does not want to be asked again, 0 for none."""
        with closing(self._open()) as db:
            row = db.execute("select until from waits where page = ?", (page,)).fetchone()
        return float(row[0]) if row else 0.0

    def wait(self, page: str, until: float) -> None:
        """Keep the time before which a server does not want to be asked again."""
        with closing(self._open()) as db, db:
            db.execute("insert or replace into waits values (?, ?)", (page, until))

    def settle(self, pages: Iterable[PageSeen], items: Iterable[ItemSeen], release: str, now: float) -> None:
        """Keep what a round has brought, all or nothing."""
        with closing(self._open()) as db, db:
            told = [(p.page, p.etag, p.modified, release) for p in pages]
            db.executemany("insert or replace into pages values (?, ?, ?, ?)", told)
            db.executemany(
                "insert or replace into items values (?, ?, ?, ?)", [(i.feed, i.page, i.mark, release) for i in items]
            )
            db.execute("delete from waits where until < ?", (now,))
