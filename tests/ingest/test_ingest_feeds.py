"""Feeds of every kind: what each item says, what counts as a whole article, what is refused."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.ingest.problems import BadInput
from flows.ingest.readers.feeds import is_feed, read_feed
from tests.ingest.feed_files import LONG, TEASER, atom, rdf, rss, rss_item
from tests.ingest.test_ingest_formats import checks, ingest

WHERE = "https://news.example/feed.xml"


def test_rss_items() -> None:
    feed = read_feed(
        rss(
            rss_item(1, "/a?x=1&y=2", html=LONG.format(n=3)),
            rss_item(2, "https://news.example/b"),
            rss_item(3, None),
            "<item><guid>https://news.example/c</guid><description>short</description><pubDate>yesterday</pubDate></item>",
        ),
        WHERE,
    )
    assert (feed.title, feed.language) == ("Velmora Herald", "en-gb")
    assert [i.link for i in feed.items] == [
        "https://news.example/a?x=1&y=2",
        "https://news.example/b",
        None,
        "https://news.example/c",
    ]
    assert [i.is_whole for i in feed.items] == [True, False, False, False]
    assert [i.published for i in feed.items] == [f"2024-03-05T22:0{n}:00+02:00" for n in (1, 2, 3)] + [None]
    assert feed.items[0].author == "Ada Keller"
    assert len({i.mark for i in feed.items}) == 4


def test_rdf_and_atom_items() -> None:
    (item,) = read_feed(rdf(("https://post.example/a", LONG.format(n=4))), WHERE).items
    assert (item.link, item.is_whole, item.published) == ("https://post.example/a", True, "2024-03-05T22:01:00+02:00")
    for kind, html in (("html", LONG), ("xhtml", f"<div xmlns='http://www.w3.org/1999/xhtml'>{LONG}</div>")):
        (item,) = read_feed(atom(("../x", html.format(n=5)), kind=kind), WHERE).items
        assert (item.link, item.is_whole, item.author) == ("https://atom.example/x", True, "Ada Keller")
        assert item.published == "2024-03-05T22:01:00+02:00"
        assert "<p>Rescue teams" in item.html.replace(' xmlns="http://www.w3.org/1999/xhtml"', "")


def test_a_changed_item_has_another_mark() -> None:
    marks = [
        read_feed(rss(item), WHERE).items[0].mark
        for item in (
            rss_item(1, "/a"),
            rss_item(1, "/a"),
            rss_item(1, "/a", teaser="Now five"),
            rss_item(1, "/a", more="<atom:updated xmlns:atom='http://www.w3.org/2005/Atom'>2024-03-06</atom:updated>"),
            rss_item(1, "/a").replace("22:01", "23:01"),
        )
    ]
    assert marks[0] == marks[1]
    assert len(set(marks)) == 4


@pytest.mark.parametrize("ending", ["Read more", "read more »", "[…]", "Continue reading →", "…", "..."])
def test_a_long_teaser_is_not_the_article(ending: str) -> None:
    (item,) = read_feed(rss(rss_item(1, "/a", html=f"{LONG.format(n=1)} <a href='/a'>{ending}</a>")), WHERE).items
    assert not item.is_whole


def test_broken_feeds_are_read_as_far_as_they_go() -> None:
    good = rss_item(1, "https://news.example/a?b=1&c=2")
    stray = rss(good.replace("&amp;", "&"), rss_item(2, "/b").replace("Night in", "Night &nbsp;&mdash; R&D &foo; in"))
    first, second = read_feed(stray, WHERE).items
    assert first.link == "https://news.example/a?b=1&c=2"
    assert second.title == "Night — R&D &foo; in Velmora 2"
    cut = rss(good, rss_item(2, "/b"))[:-80]
    assert read_feed(cut, WHERE).items[0].link == first.link
    assert len(read_feed(rss(good.replace("Night", "Night \x00\x0b")), WHERE).items) == 1


BAD = {
    "page": ("<html><body>no feed</body></html>", "feed"),
    "other xml": ("<?xml version='1.0'?><sitemap><url>a</url></sitemap>", "feed"),
    "inner": ("<a><rss/></a>", "feed"),
    "nothing": ("", "feed"),
    "entities": (
        "<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>",
        "xml_entities",
    ),
    "file": (
        "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss><channel><title>&a;</title></channel></rss>",
        "xml_entities",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_feed_is_refused(name: str) -> None:
    text, check = BAD[name]
    with pytest.raises(BadInput) as error:
        read_feed(text, WHERE)
    assert error.value.check == check


def test_hostile_feeds_cost_little() -> None:
    begun = time.process_time()
    for text in (
        "<rss>" + "<a>" * 200_000,
        "<rss>" + "&" * 500_000,
        "<rss a='" + "x" * 2_000_000,
        "<rss>" + "<" * 300_000,
    ):
        try:
            read_feed(text, WHERE)
        except BadInput as error:
            assert error.check == "feed"
    assert time.process_time() - begun < 10


def test_is_feed() -> None:
    assert is_feed(rss())
    assert is_feed(atom())
    assert is_feed("\ufeff\n" + rdf())
    assert not is_feed("<html><body><p>about <rss></p></body></html>")
    assert not is_feed("rss")


def test_saved_feeds(tmp_path: Path) -> None:
    whole = rss(rss_item(1, "https://news.example/a", html=LONG.format(n=3)), rss_item(2, "https://news.example/b"))
    (tmp_path / "a.rss").write_text(whole)
    (tmp_path / "b.atom").write_text(atom(("x", LONG.format(n=4))))
    cyrillic = rdf(("https://post.example/a", LONG.format(n=5))).replace("Velmora", "Вельмора")
    (tmp_path / "c.xml").write_bytes(cyrillic.replace("?>", " encoding='windows-1251'?>", 1).encode("cp1251"))
    (tmp_path / "d.xml").write_text("<sitemap/>")
    (tmp_path / "e.xml").write_text(rss())
    (tmp_path / "f.xml").write_text("")
    articles, rejects = ingest(tmp_path)
    assert articles["source_uri"].to_list() == ["a.rss#1", "b.atom#1", "c.xml#1"]
    assert articles["url"].to_list() == [
        "https://news.example/a",
        "https://atom.example/news/x",
        "https://post.example/a",
    ]
    assert articles["title"].to_list() == ["Night in Velmora 1", "In full", "In short"]
    assert articles["source_name"].to_list() == ["Velmora Herald", "Velmora Wire", "Вельмора Post"]
    assert articles["published_at"][0] == datetime(2024, 3, 5, 20, 1, tzinfo=UTC)
    assert articles["published_date"][0] == date(2024, 3, 5)
    assert articles["published_basis"].to_list() == ["metadata"] * 3
    assert [f"at least {n} people were killed" in t for n, t in zip((3, 4, 5), articles["text"], strict=True)] == [
        True
    ] * 3
    assert checks(rejects) == [("a.rss#2", "teaser"), ("d.xml", "feed"), ("e.xml", "empty"), ("f.xml", "empty")]
    assert TEASER.split()[0] not in articles["title"][0]
