"""WARC archives: which records are articles, which are refused, and that a damaged one costs only itself."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import zstandard

from flows.ingest import plan, resolve
from flows.ingest.readers import records
from tests.ingest.test_ingest_formats import checks, ingest
from tests.ingest.warc_files import BODY, http, packed, page, record

INFO = record(b"software: a crawler\r\n", "warcinfo", "")
ASKED = record(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n", "request")


def killed(articles: pl.DataFrame) -> list[int]:
    return [int(t.split("at least ")[1].split()[0]) for t in articles["text"]]


@pytest.mark.parametrize("packing", ["", ".gz", "whole.gz", ".zst"])
def test_pages_are_articles_and_the_rest_is_passed_over(tmp_path: Path, packing: str) -> None:
    others = [
        record(http(b"\x89PNG", kind="image/png"), url="https://news.example/a.png"),
        record(http(b"gone", status="404 Not Found")),
        record(b"20240305221011 ns", url="dns:news.example"),
        record(http(b""), "revisit"),
    ]
    stored = [INFO, ASKED, page(3), *others, page(4)]
    raw = {
        "": b"".join(stored),
        ".gz": packed(*stored),
        "whole.gz": gzip.compress(b"".join(stored)),
        ".zst": zstandard.compress(b"".join(stored)),
    }[packing]
    path = tmp_path / f"crawl.warc{packing.removeprefix('whole')}"
    path.write_bytes(raw)
    articles, rejects = ingest(path)
    assert rejects.is_empty()
    assert killed(articles) == [3, 4]
    assert articles["url"].to_list() == ["https://news.example/3", "https://news.example/4"]
    assert articles["retrieved_at"].to_list() == [datetime(2024, 3, 5, 22, 10, 11, tzinfo=UTC)] * 2
    assert articles["source_uri"].n_unique() == 2
    if packing != "whole.gz" and packing != ".zst":
        at = int(articles["source_uri"][1].split("#")[1])
        begins = raw[at:] if not packing else zlib.decompressobj(31).decompress(raw[at:])
        assert begins.startswith(page(4)[:100]), "the place is the byte at which the record begins"


def test_bodies_as_servers_send_them(tmp_path: Path) -> None:
    body = BODY.format(n=7).encode()
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (body[:100], body[100:])) + b"0\r\n\r\n"
    raw_deflate = zlib.compressobj(wbits=-15)
    sent = [
        http(chunked, "Transfer-Encoding: chunked"),
        http(body, "Transfer-Encoding: chunked"),
        http(gzip.compress(body), "Content-Encoding: gzip"),
        http(body, "Content-Encoding: gzip"),
        http(zlib.compress(body), "Content-Encoding: deflate"),
        http(raw_deflate.compress(body) + raw_deflate.flush(), "Content-Encoding: deflate"),
        http(zstandard.compress(body), "Content-Encoding: zstd"),
        http(body, kind=""),
        http(body.replace(b"city", "çity".encode("cp1252")), kind="text/html; charset=iso-8859-1"),
        http(body.replace(b"city", "çity".encode()), kind="text/html; charset=iso-8859-1"),
        http(body.replace(b"city", "город".encode("cp1251")), kind='text/html; charset="windows-1251"'),
    ]
    (tmp_path / "a.warc.gz").write_bytes(packed(*(record(s, url=f"http://e.org/{i}") for i, s in enumerate(sent))))
    articles, rejects = ingest(tmp_path / "a.warc.gz")
    assert rejects.is_empty()
    assert killed(articles) == [7] * len(sent)
    assert ["çity" in t for t in articles["text"]][-3:] == [True, True, False]
    assert "город" in articles["text"][-1]


BAD: dict[str, tuple[bytes, str]] = {
    "length too large": (record(http(b"<html>x"), length=900), "damaged"),
    "length too small": (record(http(b"<html>" + b"x" * 900), length=300), "damaged"),
    "no length": (page(1).replace(b"Content-Length", b"Content-Longth"), "damaged"),
    "length no number": (page(1).replace(b"Content-Length: ", b"Content-Length: -"), "damaged"),
    "wrong digest": (record(http(b"<html><p>x"), digest="sha1:" + "A" * 32), "damaged"),
    "digest no digest": (record(http(b"<html><p>x"), digest="sha1:!"), "damaged"),
    "no http": (record(b"just a text\r\n"), "http"),
    "torn packing": (record(http(gzip.compress(b"x" * 999)[:20], "Content-Encoding: gzip")), "packing"),
    "unread packing": (record(http(b"\x0b\x02\x80", "Content-Encoding: br")), "content_encoding"),
    "torn chunks": (record(http(b"4\r\nabcd\r\nzz", "Transfer-Encoding: chunked")), "cut_short"),
    "bomb in gzip": (record(http(gzip.compress(b" " * 30_000_000), "Content-Encoding: gzip")), "too_large"),
    "bomb in zstd": (record(http(zstandard.compress(b" " * 30_000_000), "Content-Encoding: zstd")), "too_large"),
    "too large": (record(http(b"<p>" + b"x" * 20_100_000)), "too_large"),
    "binary": (record(http(b"\x00\x01\x02" * 99)), "binary"),
    "wrong charset": (record(http("Обстрел города".encode("cp1251"))), "encoding"),
    "hostile charset": (record(http(b"\xff\xfe\xfa" * 9, kind="text/html; charset=punycode")), "encoding"),
    "empty": (record(http(b" \n")), "empty"),
    "header flood": (page(1).replace(b"\r\n\r\n", b"\r\nX: y" * 999 + b"\r\n\r\n", 1), "damaged"),
}


@pytest.mark.parametrize("packing", ["", ".gz"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_costs_only_itself(tmp_path: Path, name: str, packing: str) -> None:
    bad, check = BAD[name]
    parts = [page(3), bad, page(4), page(5)]
    raw = packed(*parts) if packing else b"".join(parts)
    (tmp_path / f"a.warc{packing}").write_bytes(raw)
    articles, rejects = ingest(tmp_path / f"a.warc{packing}")
    assert killed(articles) == [3, 4, 5]
    cut = name == "length too large" and packing  # its member ends before it does
    assert [c for _, c in checks(rejects)] == ["cut_short" if cut else check]


def test_packed_damage(tmp_path: Path) -> None:
    whole = [gzip.compress(page(n), mtime=0) for n in range(6)]
    flipped = bytearray(whole[2])
    flipped[len(flipped) // 2] ^= 0xFF
    zeros = bytes(len(whole[3]))
    (tmp_path / "a.warc.gz").write_bytes(
        whole[0] + whole[1] + bytes(flipped) + zeros + whole[4] + b"\x1f\x8b\x08 none" + whole[5] + whole[5][:50]
    )
    articles, rejects = ingest(tmp_path / "a.warc.gz")
    assert killed(articles) == [0, 1, 4, 5]
    assert set(rejects["check"]) <= {"packing", "damaged"}
    assert len(rejects) == 3, "what lies between two members that can be read is refused once"
    (tmp_path / "torn.warc.zst").write_bytes(zstandard.compress(b"".join(page(n) for n in range(3000)))[:-100])
    articles, rejects = ingest(tmp_path / "torn.warc.zst")
    assert killed(articles) == list(range(len(articles)))
    assert len(articles) > 0
    assert [c for _, c in checks(rejects)] == ["packing"]


def test_a_packed_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "RATIO_FROM", 1 << 20)
    bomb = gzip.compress(record(b" " * 40_000_000, "resource"))
    (tmp_path / "a.warc.gz").write_bytes(packed(page(1)) + bomb + packed(page(2)))
    articles, rejects = ingest(tmp_path / "a.warc.gz")
    assert killed(articles) == [1, 2]
    assert [c for _, c in checks(rejects)] == ["packing"]


@pytest.mark.parametrize("packing", ["", ".gz"])
def test_the_cut_of_an_archive_does_not_change_what_is_read(tmp_path: Path, packing: str) -> None:
    parts = [p for n in range(120) for p in (ASKED, page(n))]
    parts[50] = BAD["length too large"][0]
    parts[80] = b"garbage\r\n" * 50
    path = tmp_path / f"a.warc{packing}"
    path.write_bytes(packed(*parts) if packing else b"".join(parts))
    whole, refused = ingest(path)
    cut, refused_cut = ingest(path, batch_documents=10, batch_bytes=20_000)
    assert len(plan(resolve([str(path)]), batch_bytes=20_000)) > 3
    assert whole.equals(cut)
    assert refused.equals(refused_cut)
    assert len(whole) == 120
    assert len(refused) == 2


def test_an_archive_without_a_page_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(INFO + ASKED)
    (tmp_path / "b.warc.gz").write_bytes(b"")
    (tmp_path / "c.warc.gz").write_bytes(b"not packed")
    _, rejects = ingest(tmp_path)
    assert checks(rejects) == [("a.warc", "empty"), ("b.warc.gz", "empty"), ("c.warc.gz#0", "damaged")]
