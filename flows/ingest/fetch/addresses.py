"""Which sources are addresses of the web: http and https, and lists of them in files ending in `.urls` or `.opml`.

A `.urls` file has one address per line; empty lines and lines that begin with `#` are none. OPML is what feed readers export. A
list counts where it is named itself as a source, not where it lies in a folder; one that names none yet is no error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from lxml import etree

from flows.ingest.fetch.faults import NotFetched
from flows.ingest.problems import BadInput, SourceError
from flows.ingest.readers.streams import decode

SCHEMES = ("http://", "https://")
LISTS = (".urls", ".opml")
MOST = 20_000_000  # bytes of a list
CONTROL = re.compile(r"[\x00-\x20\x7f]")


def checked(url: str) -> SplitResult:
    """Return the parts of an address of the web.

    Raises:
        NotFetched: it is none, or holds a name and password.
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise NotFetched("address", f"no address: {error}", url) from None
    if parts.scheme not in ("http", "https"):
        raise NotFetched(
            "address", f"only http and https are fetched, not {parts.scheme or 'a name without a scheme'}", url
        )
    if not host or CONTROL.search(host):
        raise NotFetched("address", "the address names no host", url)
    if "@" in parts.netloc:
        raise NotFetched("address", "the address holds a user name or password, which are not sent", url)
    return parts._replace(fragment="", path=parts.path or "/")


def split(sources: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the sources that are files, and the addresses of the web, each once and in order.

    Raises:
        SourceError: a list cannot be read, or an address is none.
    """
    files: list[str] = []
    addresses: dict[str, None] = {}
    for source in sources:
        if source.lower().startswith(SCHEMES):
            addresses[_checked(source, "")] = None
        elif source.lower().endswith(LISTS) and "://" not in source:
            addresses.update(dict.fromkeys(_listed(source)))
        else:
            files.append(source)
    return files, list(addresses)


def _checked(address: str, where: str) -> str:
    try:
        checked(address)
    except NotFetched as error:
        raise SourceError(f"{where}{address}: {error}") from None
    return address


def _listed(source: str) -> list[str]:
    path = Path(os.path.expanduser(source))  # noqa: PTH111  (an unknown user's home is left as it is)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST + 1)
        text = decode(raw)
    except FileNotFoundError:
        raise SourceError(f"{source}: no such file or folder; check the path") from None
    except (OSError, BadInput) as error:
        raise SourceError(f"{source}: the list cannot be read ({error})") from None
    if len(raw) > MOST:
        raise SourceError(f"{source}: the list is larger than {MOST} bytes; cut it")
    found = list(_outlines(text, source) if source.lower().endswith(".opml") else _lines(text))
    return [_checked(address, f"{source}:{place}: ") for place, address in found]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def _outlines(text: str, source: str) -> Iterator[tuple[int, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.partition("?>")[2].encode() if text.startswith("<?xml") else text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{source}: no OPML ({error}); export it again") from None
    for outline in root.iter("outline"):
        if address := outline.get("xmlUrl", "").strip():
            line = outline.sourceline
            yield line if isinstance(line, int) else 0, address
