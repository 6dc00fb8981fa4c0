"""WARC archives made by hand for tests: records, responses, packed or plain."""

from __future__ import annotations

import base64
import gzip
import hashlib

BODY = (
    "<html><head><title>A night in {n}</title></head><body><article>"
    "<p>Shelling hit the harbour district of Velmora overnight, officials said on Monday, and at least {n} people were killed.</p>"
    "<p>Rescue teams worked until dawn to reach families below a collapsed block of flats, the city council said in a statement.</p>"
    "</article></body></html>"
)


def http(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(
    block: bytes,
    kind: str = "response",
    url: str = "https://news.example/1",
    length: int | None = None,
    digest: str | None = None,
) -> bytes:
    right = "sha1:" + base64.b32encode(hashlib.sha1(block).digest()).decode()
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-05T22:10:11Z\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nWARC-Block-Digest: {digest or right}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(n: int) -> bytes:
    """A good record; every page has its own number."""
    return record(http(BODY.format(n=n).encode()), url=f"https://news.example/{n}")


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(r, mtime=0) for r in records)
