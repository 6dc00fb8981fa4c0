"""What was fetched and is not yet in a release: one file a document, `round.json` once the round is whole.

::

    data/feeds/rounds/<key>/<name>.json     one document, or why it could not be had, with what `seen` is to keep of it
    data/feeds/rounds/<key>/round.json      their order, and what was asked for and had not changed

The key is made of the addresses that were named, so that a run taken up again finds what the killed one had fetched. A document
is written before anything is done with it and goes only when a release is visible: the run's key rests on these files.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flows.core.files import read_json, write_json
from flows.core.ids import digest
from flows.core.store import Store
from flows.ingest.documents import Document
from flows.ingest.fetch.seen import ItemSeen, PageSeen, Seen
from flows.ingest.problems import BadInput
from flows.ingest.sources import SourceFile

FETCHED = "fetched"


@dataclass(slots=True)
class Found:
    """One document of the web, or why it could not be had.

    Attributes:
        address: as the user or the feed wrote it; the document's place.
        url: its own address; None if its feed names none.
        kind: `html` or `page` (plain text); empty if it could not be had.
        final: the page's key behind all redirects.
        refused: check, reason and case.
        passing: whether to try again in the next run.
        pages, items: what to remember.
    """

    address: str
    url: str | None = None
    kind: str = ""
    body: str = ""
    retrieved_at: str | None = None
    final: str = ""
    otherwise: dict[str, str] = field(default_factory=dict)
    refused: tuple[str, str, str | None] | None = None
    passing: bool = False
    pages: list[PageSeen] = field(default_factory=list)
    items: list[ItemSeen] = field(default_factory=list)


def _read(path: Path) -> Found:
    told = read_json(path)
    told["pages"] = [PageSeen(**row) for row in told["pages"]]
    told["items"] = [ItemSeen(**row) for row in told["items"]]
    told["refused"] = tuple(told["refused"]) if told["refused"] else None
    return Found(**told)


class Round:
    """The folder of what a list of addresses has brought."""

    def __init__(self, feeds: Path, addresses: Sequence[str]) -> None:
        self.folder = feeds / "rounds" / digest(*addresses)

    @classmethod
    def at(cls, folder: Path) -> Round:
        """Return the round in a folder."""
        found = cls.__new__(cls)
        found.folder = folder
        return found

    def path(self, name: str) -> Path:
        """Return the file of a document."""
        return self.folder / f"{name}.json"

    def held(self, name: str) -> Found | None:
        """Return a document that an earlier attempt fetched; what was refused then is forgotten and tried again."""
        found = self.found(name)
        if found is not None and found.refused is not None:
            self.path(name).unlink()
            return None
        return found

    def keep(self, name: str, found: Found) -> None:
        """Write a document, whole."""
        write_json(asdict(found), self.path(name))

    def found(self, name: str) -> Found | None:
        """Return what was kept under a name."""
        return _read(self.path(name)) if self.path(name).is_file() else None

    @property
    def order(self) -> list[str]:
        """The names of the documents of a whole round, in order of input."""
        return [name for name in self._told().get("order", []) if self.path(name).is_file()]

    def names(self) -> list[str]:
        """Return the names of all documents that are there, whole round or not."""
        return sorted(p.stem for p in self.folder.glob("*.json") if p.stem != "round") if self.folder.is_dir() else []

    def _told(self) -> dict[str, Any]:
        path = self.folder / "round.json"
        return dict(read_json(path)) if path.is_file() else {}

    def close(self, order: Sequence[str], known: int, pages: Sequence[PageSeen], items: Sequence[ItemSeen]) -> None:
        """Say that the round is whole."""
        told = {
            "order": list(order),
            "known": known,
            "pages": [asdict(p) for p in pages],
            "items": [asdict(i) for i in items],
        }
        write_json(told, self.folder / "round.json")

    @property
    def known(self) -> int:
        """How many items and pages had not changed."""
        return int(self._told().get("known", 0))

    def states(self) -> tuple[list[PageSeen], list[ItemSeen]]:
        """Return all that is to be remembered once a release is visible."""
        told = self._told()
        pages = [PageSeen(**row) for row in told.get("pages", [])]
        items = [ItemSeen(**row) for row in told.get("items", [])]
        for name in self.order:
            found = _read(self.path(name))
            pages += found.pages
            items += found.items
        return pages, items

    def files(self) -> list[SourceFile]:
        """Return the documents as files to ingest."""
        out = []
        for name in self.order:
            path, found = self.path(name), _read(self.path(name))
            info = path.stat()
            out.append(SourceFile(str(self.folder), str(path), found.address, info.st_size, info.st_mtime_ns, FETCHED))
        return out

    def remove(self) -> None:
        """Remove the round: its release is visible."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)


def fetched(file: SourceFile) -> Document:
    """Return the document of one file of a round.

    Raises:
        BadInput: it could not be had.
    """
    found = _read(Path(file.path))
    if found.refused is not None:
        raise BadInput(*found.refused)
    return Document(
        file.uri,
        found.kind,
        raw=found.body,
        body=found.body,
        url=found.url,
        retrieved_at=found.retrieved_at,
        otherwise=found.otherwise,
    )


def settle(folder: Path, store: Store) -> None:
    """Remember what a round has brought and remove it; called when the run's release is visible, or nothing in it was new."""
    newest = store.newest()
    found = Round.at(folder)
    if newest is not None:
        seen = Seen(store.feeds_folder / "seen.sqlite", newest.version)
        seen.settle(*found.states(), newest.version, time.time())
    found.remove()
