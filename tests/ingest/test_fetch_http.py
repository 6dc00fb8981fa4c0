"""HTTP itself: answers broken at random, names and paths of every script, waits that a server asks for."""

from __future__ import annotations

import gzip
import random
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from flows.core.store import Store
from flows.ingest.fetch.addresses import checked
from flows.ingest.fetch.client import Answer, Client
from flows.ingest.fetch.faults import NotFetched
from flows.ingest.fetch.gather import gather
from flows.ingest.fetch.settings import AGENT_SETTING, Web
from tests.ingest.fuzz_readers import mutated
from tests.ingest.site import Site, raw, running, whole
from tests.ingest.test_fetch import QUICK, page, web


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


def test_answers_broken_at_random(site: Site) -> None:
    body = page(3).encode()
    packed = gzip.compress(body)
    good = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body),
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
        % (len(packed), packed),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
        b"HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
    ]
    dice = random.Random(5)
    client = Client(web(site, tries=2, redirects=2, read=0.2, total=0.5))
    kinds: set[str] = set()
    for _ in range(200):
        site.routes["/a"] = raw(mutated(dice, good))
        try:
            answer = client.get(f"{site.url}/a")
        except NotFetched as error:
            kinds.add(error.check)
            assert str(error)
        else:
            assert isinstance(answer, Answer)
            kinds.add("read")
    assert {"read", "status", "cut_short"} <= kinds


def test_names_and_paths_of_every_script(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    named: list[str] = []

    def found(host: str, port: int, *rest: Any, **more: Any) -> Any:
        named.append(host)
        return real("127.0.0.1", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    site.routes["/%D0%BD%D0%BE%D1%87%D1%8C%20a?q=%C3%A9&r=%41"] = whole(page(3))
    client = Client(Web(**{**_plain(web(site)), "allow_hosts": ("xn--b1amarcd.example",)}))
    assert client.get(f"http://новини.example:{site.port}/ночь a?q=é&r=%41#часть").status == 200
    assert set(named) - {"127.0.0.1"} == {"xn--b1amarcd.example"}
    assert site.heads[-1]["host"] == f"xn--b1amarcd.example:{site.port}"


def _plain(settings: Web) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in Web.__dataclass_fields__}


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "//news.example/",
        "news.example",
        "http://a b/",
        "http://[::1",
        "http://a:x/",
        "ftp://a/",
        "javascript:x",
        "",
        "http://u@a/",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(NotFetched) as error:
        checked(address)
    assert error.value.check == "address"


@pytest.mark.parametrize("label", ["a" * 70, "xn--", "-", "a..b", "\u200b", "☃" * 40])
def test_hostile_names_are_refused(label: str, site: Site) -> None:
    with pytest.raises(NotFetched):
        Client(replace(QUICK, tries=1)).get(f"http://{label}.invalid/")


@pytest.mark.parametrize("asked", ["7200", formatdate(4_000_000_000, usegmt=True)])
def test_a_long_wait_that_a_server_asks_for_is_kept(tmp_path: Path, site: Site, asked: str) -> None:
    site.routes["/a"] = whole("no", f"Retry-After: {asked}", status="429 Too Many Requests")
    for attempt in range(3):
        site.asked.clear()
        found = gather([f"{site.url}/a"], Store(tmp_path), web(site))
        (name,) = found.order
        kept = found.found(name)
        assert kept is not None
        assert kept.refused is not None
        assert kept.refused[0] == ("status" if attempt == 0 else "wait")
        assert ("/a" in site.asked) == (attempt == 0)


@pytest.mark.parametrize("asked", ["soon", "-5", "9" * 30, "Tue, 99 Foo 2024", ""])
def test_a_wait_that_cannot_be_read_is_none(site: Site, asked: str) -> None:
    site.routes["/a"] = whole("no", f"Retry-After: {asked}", status="503 Busy")
    with pytest.raises(NotFetched, match="503"):
        Client(web(site, tries=1)).get(f"{site.url}/a")


def test_who_asks_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AGENT_SETTING, "desk@news.example\r\nX-Evil: 1 é")
    told = Web.of(["127.0.0.1"])
    assert told.agent == "newstally/0.1 desk@news.exampleX-Evil: 1"
    assert told.name == "newstally"
    site.routes["/a"] = whole(page(1))
    Client(replace(told, delay=0.0)).get(f"{site.url}/a")
    assert site.heads[-1]["user-agent"] == told.agent
    assert "x-evil" not in site.heads[-1]
