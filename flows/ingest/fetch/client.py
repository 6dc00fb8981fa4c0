"""One address fetched over HTTP, politely and within bounds: robots.txt, turns, redirects, tries, limits of time and size.

httpcore, which is Prefect's HTTP library below its surface, lets a connection be opened by ourselves: only so can the address
that was checked be the one that is used, and the end of an answer be the end of all its bytes.
"""

from __future__ import annotations

import re
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, quote, urljoin

import httpcore
import idna

from flows.ingest.fetch.addresses import checked
from flows.ingest.fetch.faults import NotFetched
from flows.ingest.fetch.hosts import Hosts
from flows.ingest.fetch.network import Guarded
from flows.ingest.fetch.robots import MOST, Robots
from flows.ingest.fetch.seen import Known
from flows.ingest.fetch.settings import Web
from flows.ingest.problems import BadInput
from flows.ingest.readers.payload import ENCODINGS, media_type, unpacked

REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (408, 425, 429, 500, 502, 503, 504)
NOT_MODIFIED = 304
NEXT_RUN = (
    "address",
    "host_down",
    "robots",
    "robots_unreachable",
)  # may be had in another run, not by trying again in this one
TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")
FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf|x-rss)\+?xml")
ACCEPT = "application/rss+xml, application/atom+xml, text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.8"
FRAMING = 500_000  # bytes of headers and chunk sizes that an answer may have on top
SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent; of an answer that nothing has changed only the status counts."""

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    modified: str | None = None
    retrieved: str = ""


class Client:
    """Fetches for one run."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.hosts = Hosts(web)
        self.robots = Robots(self._get_rules, web.name)
        self.context = httpcore.default_ssl_context()

    def get(self, url: str, known: Known | None = None) -> Answer:
        """Return what stands at an address, or that nothing has changed there.

        Raises:
            NotFetched: it could not be had; says why, and whether a later run should try again.
        """
        return self._tried(url, known or Known())

    def _get_rules(self, url: str) -> tuple[int, bytes]:
        try:
            return 200, self._tried(url, Known(), rules=True).body
        except NotFetched as error:
            if error.check == "status" and not error.passing:
                return 404, b""
            raise

    def _tried(self, url: str, known: Known, *, rules: bool = False) -> Answer:
        wait = self.web.backoff
        for left in reversed(range(self.web.tries)):
            try:
                return self._followed(url, known, rules=rules)
            except NotFetched as error:
                asked = error.after if error.after is not None else wait
                if (
                    not error.passing
                    or error.check in ("host_down", "robots")
                    or not left
                    or asked > self.web.longest_wait
                ):
                    raise
                time.sleep(asked)
                wait *= 2
        raise AssertionError("a request is tried at least once")

    def _followed(self, url: str, known: Known, *, rules: bool) -> Answer:
        at = url
        for _ in range(self.web.redirects + 1):
            parts = checked(at)
            host = parts.hostname or ""
            if not rules:
                self.hosts.slow_down(host, self.robots.check(parts.geturl()))
            with self.hosts.turn(host):
                answer, target = self._asked(parts, known, rules=rules)
            if target is None:
                return answer
            at = urljoin(parts.geturl(), target)
        raise NotFetched("redirects", f"more than {self.web.redirects} redirects; the last one to {at[:200]}", at)

    def _asked(self, parts: SplitResult, known: Known, *, rules: bool) -> tuple[Answer, str | None]:
        host = parts.hostname or ""
        try:
            answered = self._request(parts, known, rules=rules)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            self.hosts.fail(host)
            raise _fault(error) from error
        self.hosts.answer(host)
        return answered

    def _request(self, parts: SplitResult, known: Known, *, rules: bool) -> tuple[Answer, str | None]:
        limit = MOST if rules else self.web.size
        guard = Guarded(self.web.allow_hosts, time.monotonic() + self.web.total, limit + FRAMING)
        timeout = {"connect": self.web.connect, "read": self.web.read, "write": self.web.read, "pool": self.web.connect}
        with (
            httpcore.ConnectionPool(ssl_context=self.context, network_backend=guard) as pool,
            pool.stream(
                "GET", _target(parts), headers=self._headers(parts, known), extensions={"timeout": timeout}
            ) as got,
        ):
            said = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in reversed(got.headers)}
            if got.status in REDIRECTS and "location" in said:
                return Answer(parts.geturl(), got.status), said["location"]
            if got.status == NOT_MODIFIED and (known.etag or known.modified):
                return Answer(parts.geturl(), got.status), None
            if not 200 <= got.status < 300 or got.status in (204, 206):
                raise _refusal(got.status, said)
            if not rules:
                _check_type(said.get("content-type", ""))
            body = _body(got, said, limit, rules=rules)
        return _answer(parts.geturl(), got.status, body, said), None

    def _headers(self, parts: SplitResult, known: Known) -> list[tuple[bytes, bytes]]:
        out = {
            "Host": _ascii_host(parts) + (f":{parts.port}" if parts.port else ""),
            "User-Agent": self.web.agent,
            "Accept": ACCEPT,
            "Accept-Encoding": ENCODINGS,
            "Connection": "close",
        }
        if known.etag:
            out["If-None-Match"] = known.etag
        if known.modified:
            out["If-Modified-Since"] = known.modified
        return [(k.encode("ascii"), v.encode("latin-1", "ignore")) for k, v in out.items()]


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        return f"[{host}]"
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise NotFetched("address", f"no name of a host: {error}", host) from None


def _target(parts: SplitResult) -> httpcore.URL:
    path = quote(parts.path, safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
    host = _ascii_host(parts).strip("[]")
    return httpcore.URL(scheme=parts.scheme, host=host, port=parts.port, target=path)


def _check_type(content_type: str) -> None:
    kind = media_type(content_type)
    if kind not in TYPES and not FEED_TYPE.fullmatch(kind):
        raise NotFetched("content_type", f"the server says this is {kind}; only pages, text and feeds are read", kind)


def _body(got: httpcore.Response, said: dict[str, str], limit: int, *, rules: bool) -> bytes:
    told = said.get("content-length", "")
    if told.isascii() and told.isdigit() and len(told) < 19 and int(told) > limit and not rules:
        raise NotFetched("too_large", f"the server announces {told} bytes; at most {limit} are read", told)
    body = bytearray()
    for part in got.iter_stream():
        body += part
        if len(body) > limit:
            if rules:
                break
            raise NotFetched("too_large", f"the answer has more than {limit} bytes")
    try:
        return unpacked(bytes(body), said.get("content-encoding", ""), limit)
    except BadInput as error:
        raise NotFetched(error.check, str(error), error.case, passing=error.check == "packing") from None


def _answer(url: str, status: int, body: bytes, said: dict[str, str]) -> Answer:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Answer(url, status, body, said.get("content-type", ""), said.get("etag"), said.get("last-modified"), now)


def _refusal(status: int, said: dict[str, str]) -> NotFetched:
    after = _seconds(said.get("retry-after", "")) if status in (429, 503) else None
    asks = f" and asks to wait {after:.0f} s" if after else ""
    return NotFetched(
        "status", f"the server answers {status}{asks}", str(status), passing=status in PASSING, after=after
    )


def _seconds(retry_after: str) -> float | None:
    """Return the seconds that a Retry-After header asks for."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    now = datetime.now(UTC) if moment.tzinfo else datetime.now(UTC).replace(tzinfo=None)
    return max(0.0, (moment - now).total_seconds())


def _fault(error: Exception) -> NotFetched:
    told = str(error) or type(error).__name__
    if isinstance(error, httpcore.TimeoutException):
        return NotFetched("timeout", "the server did not answer, or not to the end, in time", passing=True)
    if isinstance(error, httpcore.RemoteProtocolError):
        return NotFetched("cut_short", f"the answer is broken or cut short: {told}", passing=True)
    if isinstance(error, httpcore.LocalProtocolError):
        return NotFetched("address", f"the address cannot be asked for: {told}")
    return NotFetched("connection", f"no connection: {told}", passing=True)
