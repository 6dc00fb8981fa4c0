"""Feeds and pages of a real server: what is fetched, what not, and that nothing is fetched twice."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.core.store import Store
from flows.ingest import SourceError, check_sources, plan, read_chunk
from flows.ingest.fetch.addresses import split
from flows.ingest.fetch.client import Client
from flows.ingest.fetch.faults import NotFetched
from flows.ingest.fetch.gather import gather
from flows.ingest.fetch.network import is_public
from flows.ingest.fetch.settings import Web
from tests.ingest.feed_files import LONG, TEASER, rss, rss_item
from tests.ingest.site import Site, in_turn, raw, redirect, running, whole
from tests.ingest.warc_files import BODY

FEED = "application/rss+xml"
QUICK = Web(delay=0.0, backoff=0.02, connect=5.0, read=5.0, total=10.0, failures=10_000, longest_wait=1.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


def web(site: Site, **changed: Any) -> Web:
    return replace(QUICK, allow_hosts=(f"127.0.0.1:{site.port}",), **changed)


def page(n: int) -> str:
    return BODY.format(n=n)


def got(tmp_path: Path, site: Site, *addresses: str, **changed: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Fetch and read; nothing is remembered, as no release becomes visible."""
    round_ = gather(addresses, Store(tmp_path / "data"), web(site, **changed))
    read = [g for chunk in plan(round_.files()) for g in read_chunk(chunk)]
    empty = [], []
    frames = [[g.articles for g in read], [g.rejects for g in read]] if read else empty
    return tuple(pl.concat(f) if f else pl.DataFrame() for f in frames)  # type: ignore[return-value]


def test_feed_with_whole_items_and_pages(tmp_path: Path, site: Site) -> None:
    site.routes |= {
        "/feed": whole(rss(rss_item(2, "/b?utm_source=rss"), rss_item(1, "/a", html=LONG.format(n=1))), kind=FEED),
        "/b?utm_source=rss": whole(page(2)),
    }
    articles, rejects = got(tmp_path, site, f"{site.url}/feed")
    assert rejects.is_empty()
    assert articles["url"].to_list() == [f"{site.url}/a", f"{site.url}/b?utm_source=rss"], "oldest first, verbatim"
    assert articles["source_uri"].to_list() == articles["url"].to_list()
    assert articles["title"].to_list() == ["Night in Velmora 1", "Night in Velmora 2"]
    assert articles["author"].to_list() == ["Ada Keller"] * 2
    assert articles["source_name"].to_list() == ["Velmora Herald"] * 2
    assert articles["published_basis"].to_list() == ["metadata"] * 2
    assert articles["retrieved_at"].null_count() == 0
    assert site.asked == ["/robots.txt", "/feed", "/b?utm_source=rss"]
    assert all(h["user-agent"].startswith("newstally/") for h in site.heads)


MISBEHAVIOURS: dict[str, tuple[Any, str]] = {
    "drip": (raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<", every=0.1, times=999), "timeout"),
    "drip-head": (raw(b"HTTP/1.1 200 OK\r\n", b"X", every=0.1, times=999), "timeout"),
    "silence": (raw(b"", b"x", every=30.0), "timeout"),
    "endless-head": (raw(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"y" * 9_000 + b"\r\n", times=9_999), "cut_short"),
    "endless-100": (raw(b"", b"HTTP/1.1 100 Continue\r\n\r\n", times=99_999), "timeout"),
    "endless-redirect": (redirect("endless-redirect"), "redirects"),
    "to-loopback": (redirect("http://localhost/x"), "address"),
    "to-loopback-number": (redirect("http://2130706433/x"), "address"),
    "to-loopback-v6": (redirect("http://[::1]/x"), "address"),
    "to-loopback-hidden": (redirect("http://[::ffff:127.0.0.1]/x"), "address"),
    "to-private": (redirect("//10.1.2.3/x"), "address"),
    "to-metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "address"),
    "to-file": (redirect("file:///etc/passwd"), "address"),
    "to-password": (redirect("http://a:b@news.example/x"), "address"),
    "too-long-told": (whole("<p>short", length=5_000), "cut_short"),
    "huge-told": (whole("<p>x", length=10**12), "too_large"),
    "huge": (raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 1_000_000, times=60), "too_large"),
    "torn-gzip": (whole(gzip.compress(page(1).encode() * 9)[:-40], "Content-Encoding: gzip"), "packing"),
    "no-gzip": (whole(b"\x1f\x8b\x08 none of it", "Content-Encoding: gzip"), "packing"),
    "bomb": (whole(gzip.compress(b" " * 60_000_000), "Content-Encoding: gzip"), "too_large"),
    "brotli": (whole(b"\x0b\x02\x80", "Content-Encoding: br"), "content_encoding"),
    "torn-chunks": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"),
        "cut_short",
    ),
    "no-chunks": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "cut_short",
    ),
    "closed": (raw(b""), "cut_short"),
    "closed-in-head": (raw(b"HTTP/1.1 200 OK\r\nContent-"), "cut_short"),
    "no-http": (raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "cut_short"),
    "picture": (whole(b"\x89PNG", kind="image/png"), "content_type"),
    "binary": (whole(b"\x00\x01" * 99), "binary"),
    "wrong-charset": (whole("Обстрел города".encode("cp1251")), "encoding"),
    "empty": (whole(" \n"), "empty"),
    "no-body": (whole("<html><body><nav>Home</nav></body></html>"), "no_body"),
    "gone": (whole("gone", status="410 Gone"), "status"),
    "forbidden": (whole("no", status="403 Forbidden"), "status"),
    "down": (whole("no", status="503 Service Unavailable"), "status"),
    "no-content": (whole("", status="204 No Content"), "status"),
    "304-unasked": (whole("", status="304 Not Modified"), "status"),
    "later": (whole("no", "Retry-After: 7200", status="429 Too Many Requests"), "status"),
}


OR_ELSE = {  # which of two limits is met first, and what a closed connection looks like, is a matter of speed
    "endless-head": ("timeout",),
    "endless-100": ("too_large", "cut_short"),
    "huge": ("timeout",),
    "closed": ("connection",),
    "closed-in-head": ("connection",),
    "no-http": ("connection",),
}


def test_every_misbehaviour_is_one_reject_and_the_rest_goes_on(tmp_path: Path, site: Site) -> None:
    site.routes |= {f"/{name}": answer for name, (answer, _) in MISBEHAVIOURS.items()}
    site.routes |= {
        "/feed": whole(rss(*(rss_item(n, f"/{name}") for n, name in enumerate([*MISBEHAVIOURS, "good"]))), kind=FEED),
        "/good": whole(page(3)),
    }
    begun = time.monotonic()
    articles, rejects = got(tmp_path, site, f"{site.url}/feed", tries=1, read=2.0, total=3.0)
    assert time.monotonic() - begun < 120
    assert articles["url"].to_list() == [f"{site.url}/good"]
    found = {uri.rpartition("/")[2]: check for uri, check in rejects.select("source_uri", "check").iter_rows()}
    assert found.keys() == MISBEHAVIOURS.keys()
    other = {
        name: check for name, check in found.items() if check not in (MISBEHAVIOURS[name][1], *OR_ELSE.get(name, ()))
    }
    assert not other
    assert len(rejects) == len(MISBEHAVIOURS)
    assert all(reason and "\n" not in reason for reason in rejects["reason"])


WRONG_BUT_READ = {
    "utf8-told-latin": whole("<p>" + "Café déjà vu. " * 40, kind="text/html; charset=iso-8859-1"),
    "cyrillic": whole(("<p>" + "Обстрел города. " * 40).encode("koi8-r"), kind="text/html; charset=koi8-r"),
    "too-short-told": whole(page(5) + "<p>more", length=len(page(5))),
    "gzip-told": whole(page(6), "Content-Encoding: gzip"),
    "gzip": whole(gzip.compress(page(7).encode()), "Content-Encoding: gzip"),
    "no-type": raw(f"HTTP/1.0 200 OK\r\n\r\n{page(8)}".encode()),
    "500-then-200": in_turn(whole("no", status="500 Oops"), whole(page(9))),
    "429-then-200": in_turn(whole("no", "Retry-After: 0", status="429 Too Many"), whole(page(10))),
    "cut-then-200": in_turn(whole("<p>", length=900), whole(page(11))),
    "moved": redirect("/moved-to", "301 Moved"),
    "moved-to": whole(page(12)),
}


def test_what_can_be_read_is_read(tmp_path: Path, site: Site) -> None:
    site.routes |= {f"/{name}": answer for name, answer in WRONG_BUT_READ.items()}
    addresses = [f"{site.url}/{name}" for name in WRONG_BUT_READ if name != "moved-to"]
    articles, rejects = got(tmp_path, site, *addresses)
    assert rejects.is_empty()
    texts = dict(zip(articles["url"], articles["text"], strict=True))
    assert set(texts) == set(addresses)
    assert "Café déjà vu." in texts[f"{site.url}/utf8-told-latin"]
    assert "Обстрел города" in texts[f"{site.url}/cyrillic"]
    assert "at least 12 people" in texts[f"{site.url}/moved"]


INSIDE = """
127.0.0.1 10.0.0.1 192.168.1.1 172.16.0.1 169.254.169.254 100.64.0.1 100.100.100.200 0.0.0.0 224.0.0.1 255.255.255.255
192.0.2.1 198.18.0.1 168.63.129.16 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1
::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
"""


def test_addresses_that_are_not_public() -> None:
    assert [a for a in INSIDE.split() if is_public(a)] == []
    assert all(is_public(a) for a in ("8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"))


def test_a_name_that_points_elsewhere_after_the_check(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the first look-up gives a public address, any later one this machine."""
    looked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *rest: Any, **more: Any) -> Any:
        if host == "rebind.example":
            looked.append(host)
            address = "203.0.113.9" if len(looked) == 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
        return real(host, port, *rest, **more)

    tried: list[str] = []
    connect = socket.create_connection

    def connecting(address: tuple[str, int], *rest: Any, **more: Any) -> Any:
        tried.append(address[0])
        if address[0] == "203.0.113.9":
            raise OSError("unreachable in a test")
        return connect(address, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connecting)
    monkeypatch.setattr("flows.ingest.fetch.network.is_public", lambda a: is_public(a) or a == "203.0.113.9")
    with pytest.raises(NotFetched) as error:
        Client(web(site, tries=2)).get(f"http://rebind.example:{site.port}/a")
    assert error.value.check in ("robots_unreachable", "address")
    assert "127.0.0.1" not in tried
    assert site.asked == []


def test_a_host_is_allowed_by_name_and_port_only(site: Site) -> None:
    site.routes["/a"] = whole(page(1))
    for allowed, ok in (
        (f"127.0.0.1:{site.port}", True),
        ("127.0.0.1", True),
        ("127.0.0.1:1", False),
        ("localhost", False),
    ):
        client = Client(replace(QUICK, allow_hosts=(allowed,)))
        if ok:
            assert client.get(f"{site.url}/a").status == 200
        else:
            with pytest.raises(NotFetched, match="--allow-host"):
                client.get(f"{site.url}/a")


@pytest.mark.parametrize(
    ("answer", "may"),
    [
        (whole("User-agent: *\nDisallow: /a", kind="text/plain"), False),
        (whole("User-agent: *\nDisallow: /*.html$", kind="text/plain"), True),
        (whole("User-agent: newstally\nDisallow: /\n\nUser-agent: *\nAllow: /", kind="text/plain"), False),
        (whole("User-agent: other\nDisallow: /", kind="text/plain"), True),
        (whole("no", status="404 Not Found"), True),
        (whole("no", status="403 Forbidden"), True),
        (whole("no", status="500 Oops"), False),
        (raw(b""), False),
        (whole(b"\x00\xff" * 300_000, kind="image/png"), True),
        (redirect("/robots.txt"), False),
    ],
)
def test_robots(site: Site, answer: Any, may: bool) -> None:
    site.routes |= {"/robots.txt": answer, "/a": whole(page(1))}
    client = Client(web(site))
    if may:
        assert client.get(f"{site.url}/a").status == 200
        assert client.get(f"{site.url}/a").status == 200
        assert site.asked.count("/robots.txt") == 1
    else:
        with pytest.raises(NotFetched) as error:
            client.get(f"{site.url}/a")
        assert error.value.check.startswith("robots")
        assert "/a" not in site.asked


def test_politeness(tmp_path: Path, site: Site) -> None:
    site.routes |= {
        "/robots.txt": whole("User-agent: *\nCrawl-delay: 0.2", kind="text/plain"),
        "/feed": whole(rss(*(rss_item(n, f"/{n}") for n in range(4))), kind=FEED),
        **{f"/{n}": whole(page(n)) for n in range(4)},
    }
    got(tmp_path, site, f"{site.url}/feed", delay=0.05)
    gaps = [b - a for a, b in zip(site.times[1:], site.times[2:], strict=False)]
    assert min(gaps) >= 0.19
    assert site.most_at_once == 1


def test_a_host_that_is_down_is_left_alone(tmp_path: Path, site: Site) -> None:
    site.routes |= {
        "/feed": whole(rss(*(rss_item(n, f"/{n}") for n in range(30))), kind=FEED),
        **{f"/{n}": raw(b"", b"x", every=30.0) for n in range(30)},
    }
    _, rejects = got(tmp_path, site, f"{site.url}/feed", failures=3, tries=2, read=0.4)
    assert sorted(set(rejects["check"])) == ["host_down", "timeout"]
    assert len(rejects) == 30
    assert len(site.asked) < 10


def test_nothing_is_fetched_twice_in_a_round(tmp_path: Path, site: Site) -> None:
    forms = ["/a", "/a?utm_source=x", "/a/", "/a#top", "/a/amp"]
    site.routes |= {
        "/one": whole(rss(*(rss_item(n, form) for n, form in enumerate(forms))), kind=FEED),
        "/two": whole(rss(rss_item(7, "/a?fbclid=1"), rss_item(8, "/short"), rss_item(9, "/long")), kind=FEED),
        "/short": redirect("/long"),
        "/long": whole(page(4)),
        **{form: whole(page(3)) for form in ("/a", "/a?utm_source=x", "/a/", "/a/amp", "/a?fbclid=1")},
    }
    articles, rejects = got(tmp_path, site, f"{site.url}/one", f"{site.url}/two")
    assert rejects.is_empty()
    assert len(articles) == 2
    assert sum(path.startswith("/a") for path in site.asked) == 1


def test_a_killed_round_is_taken_up(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes |= {
        "/feed": whole(
            rss(*(rss_item(n, f"/{n}") for n in range(6)), rss_item(7, "/7", html=LONG.format(n=7))), kind=FEED
        ),
        **{f"/{n}": whole(page(n)) for n in range(6)},
    }
    get = Client.get

    def killed(self: Client, url: str, known: Any = None) -> Any:
        if url.endswith("/2"):
            raise KeyboardInterrupt
        return get(self, url, known)

    monkeypatch.setattr(Client, "get", killed)
    with pytest.raises(KeyboardInterrupt):
        got(tmp_path, site, f"{site.url}/feed")
    monkeypatch.setattr(Client, "get", get)
    assert "/3" in site.asked
    articles, _ = got(tmp_path, site, f"{site.url}/feed")
    undisturbed, _ = got(tmp_path / "other", site, f"{site.url}/feed")
    assert articles.drop("retrieved_at").equals(undisturbed.drop("retrieved_at"))
    assert [site.asked.count(f"/{n}") for n in range(6)] == [2] * 6, "once, and once undisturbed"


def test_lists_of_addresses(tmp_path: Path) -> None:
    (tmp_path / "mine.urls").write_text(
        "# feeds\nhttps://a.example/feed\n\n  https://b.example/ \nhttps://a.example/feed\n"
    )
    (tmp_path / "reader.opml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><body><outline text="x"><outline xmlUrl="https://c.example/rss"/>'
        '<outline text="none"/></outline></body></opml>'
    )
    (tmp_path / "none.urls").write_text("# none yet\n")
    files, addresses = split(
        ["inbox", f"{tmp_path}/none.urls", f"{tmp_path}/mine.urls", f"{tmp_path}/reader.opml", "HTTPS://d.example/x"]
    )
    assert files == ["inbox"]
    assert addresses == ["https://a.example/feed", "https://b.example/", "https://c.example/rss", "HTTPS://d.example/x"]


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.urls", "https://a.example/\nftp://b.example/\n", "a.urls:2: ftp://b.example/: only http and https"),
        ("a.urls", "\x00\x01", "cannot be read"),
        ("a.opml", "<opml><body>", "no OPML"),
        ("a.opml", "<!DOCTYPE o [<!ENTITY a 'b'>]><opml><body><outline xmlUrl='&a;'/></body></opml>", "a.opml:"),
        ("a.opml", "<opml><body><outline xmlUrl='file:///etc/passwd'/></body></opml>", "only http and https"),
        ("b.urls", None, "no such file"),
    ],
)
def test_a_wrong_list_is_told_before_anything_starts(tmp_path: Path, name: str, content: str | None, line: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(SourceError) as error:
        check_sources([str(tmp_path / name)])
    assert line in str(error.value)
    assert "\n" not in str(error.value)


def test_wrong_addresses_are_told_before_anything_starts() -> None:
    for address in ("http://", "https://user:secret@news.example/", "http://[::1", "https://news.example:port/"):
        with pytest.raises(SourceError):
            check_sources([address])
    check_sources(["https://news.example/feed"])


def test_settings_are_plain_values() -> None:
    assert Web(**asdict(Web())) == Web()
    assert Web.of(["Host:1", "host:1"]).allow_hosts == ("host:1",)
    assert TEASER
