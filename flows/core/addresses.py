"""When two addresses are those of the same page: scheme, `www`, default port, tracking, mobile and AMP forms do not matter.

The key is for comparing only and never shown; `url` stays as it was given. What is left out stands, name by name, in the
table `address_parts`: a parameter that is not known may name the article, and two articles taken for one page are worse than
one page taken for two. (Libraries for crawlers drop whatever looks like tracking, `cid`, `source` or `session` among it.)
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from flows.core import reference

WEB = ("http", "https")
DEFAULT_PORTS = ("80", "443")
AMP_CACHE = re.compile(r"/(?:[a-z]{1,3}/)?(?:amp/)?(?:s/)?((?:[\w-]{1,63}\.){1,8}[\w-]{2,63}(?:/.*)?)", re.ASCII)
SLASHES = re.compile(r"/{2,}")
MAX = 4_000  # characters; a longer address is only like itself


def page_key(url: str) -> str:
    """Return what is the same for all addresses of one page; an address that is not of the web is its own key."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return url
    if parts.scheme.lower() not in WEB or not host or len(url) > MAX:
        return url
    cached = _in_cache(host, parts)
    if cached is not None:
        return page_key(cached)
    query = _query(parts.query)
    route = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"{_host(host)}{_port(parts)}{_path(parts.path)}{'?' if query else ''}{query}{route}"


def _in_cache(host: str, parts: SplitResult) -> str | None:
    """Return the address that an AMP cache stands for."""
    is_google = host.startswith("www.google.") and parts.path.startswith("/amp/")
    if not is_google and not host.endswith(".cdn.ampproject.org"):
        return None
    found = AMP_CACHE.fullmatch(parts.path)
    return f"https://{found.group(1)}" + (f"?{parts.query}" if parts.query else "") if found else None


@cache
def _table(kind: str) -> tuple[str, ...]:
    """Return the parts of one kind, the longest first."""
    rows = reference.rows("address_parts", "part", "kind", key=("part", "kind"))
    return tuple(
        sorted((row["part"] or "" for row in rows if row["kind"] == kind), key=lambda part: (-len(part), part))
    )


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Return the names of parameters, the beginnings of names, and the pairs that do not matter."""
    names = frozenset(_table("parameter"))
    prefixes = tuple(sorted(name[:-1] for name in names if name.endswith("*")))
    return names, prefixes, frozenset(_table("pair"))


def _host(host: str) -> str:
    with suppress(UnicodeError):  # no name that could be read is compared as it is written
        host = host.encode("ascii").decode("idna") if "xn--" in host else host
    labels = host.lower().split(".")
    return ".".join([label for label in labels[:-2] if label not in _table("label")] + labels[-2:])


def _port(parts: SplitResult) -> str:
    _, colon, port = parts.netloc.rpartition("@")[2].rpartition(":")
    return f":{port}" if colon and port.isdigit() and port not in DEFAULT_PORTS else ""


def _path(path: str) -> str:
    path = SLASHES.sub("/", unquote(path)).rstrip("/")
    for beginning in _table("beginning"):
        if path.lower().startswith(beginning):
            path = path[len(beginning) - 1 :]
    for ending in _table("ending"):
        if path.lower().endswith(ending):
            return path[: -len(ending)]
    return path


def _query(query: str) -> str:
    if not query:
        return ""
    names, prefixes, known_pairs = _tracking()
    kept = []
    for pair in query.replace("&amp;", "&").split("&"):
        name = unquote(pair.partition("=")[0]).lower()
        if pair and name not in names and not name.startswith(prefixes) and pair.lower() not in known_pairs:
            kept.append(unquote(pair))
    return "&".join(sorted(kept))
