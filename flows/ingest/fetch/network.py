"""Connections to public addresses only, with an end in time and size.

A name is looked up once, every address it has is checked, and the connection goes to an address that was checked: a name that
points elsewhere a moment later gains nothing. The same holds for every redirect, which is a connection of its own.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from flows.ingest.fetch.faults import NotFetched

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
INSIDE = (ipaddress.ip_network("168.63.129.16/32"),)  # a cloud's own services at an address that looks public


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet, whatever IPv6 form an IPv4 address is hidden in."""
    ip: IP = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return _is_open(ip)
    if ip.ipv4_mapped is not None:
        return _is_open(ip.ipv4_mapped)
    if ip in NAT64:
        return _is_open(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    hidden = [inner for inner in (ip.sixtofour, *(ip.teredo or ())) if inner is not None]
    return _is_open(ip) and all(map(_is_open, hidden))


def _is_open(ip: IP) -> bool:
    closed = (
        ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local or ip.is_private
    )
    return ip.is_global and not closed and not any(ip in net for net in INSIDE if net.version == ip.version)


def addresses(host: str, port: int, allow_hosts: Iterable[str]) -> list[str]:
    """Return the addresses of a host.

    Raises:
        NotFetched: it has none, or one of them is not public and the user has not allowed the host.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched("dns", f"the host {host} has no address: {error}", host, passing=True) from None
    out = list(dict.fromkeys(str(info[4][0]) for info in found))
    if host not in allow_hosts and f"{host}:{port}" not in allow_hosts:
        inside = [address for address in out if not is_public(address)]
        if inside:
            reason = (
                f"the host {host} lies at {inside[0]}, which is no public address; allow it with --allow-host {host}"
            )
            raise NotFetched("address", reason, host, passing=True)
    return out


class Guarded(httpcore.NetworkBackend):
    """The network for one request."""

    def __init__(self, allow_hosts: Iterable[str], until: float, most: int) -> None:
        self.allow_hosts, self.until, self.most = allow_hosts, until, most
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers."""
        last: Exception | None = None
        for address in addresses(host, port, self.allow_hosts):
            try:
                stream = self.inner.connect_tcp(address, port, self._left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _Ending(stream, self)
        raise last or httpcore.ConnectError("no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        """Refuse: nothing of the web is a socket of this machine."""
        raise NotFetched("address", "a local socket is no address of the web", path)

    def sleep(self, seconds: float) -> None:
        """Wait, as the library asks before it connects again."""
        time.sleep(seconds)

    def _left(self, timeout: float | None) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer took too long")
        return left if timeout is None else min(left, timeout)

    def count(self, size: int) -> None:
        """Take bytes off what an answer may have, headers and framing included."""
        self.most -= size
        if self.most < 0:
            raise NotFetched("too_large", "the answer has more bytes than a document may have")


class _Ending(httpcore.NetworkStream):
    """A connection that ends at the guard's time and size, however slowly the other side sends."""

    def __init__(self, inner: httpcore.NetworkStream, guard: Guarded) -> None:
        self.inner, self.guard = inner, guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        got = self.inner.read(max_bytes, self.guard._left(timeout))
        self.guard.count(len(got))
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.guard._left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Ending(self.inner.start_tls(ssl_context, server_hostname, self.guard._left(timeout)), self.guard)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)
