"""Addresses of one page are one; addresses of two pages stay two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.addresses import page_key

SAME = [
    [
        "https://www.news.example/world/2024/strike-on-velmora",
        "http://news.example/world/2024/strike-on-velmora/",
        "HTTPS://News.Example:443/world/2024/strike-on-velmora#comments",
        "https://m.news.example/world/2024/strike-on-velmora?utm_source=rss&utm_medium=feed",
        "https://mobile.news.example/world//2024/strike-on-velmora?fbclid=a&gclid=b&UTM_CAMPAIGN=c",
        "https://amp.news.example/world/2024/strike-on-velmora",
        "https://news.example/world/2024/strike-on-velmora/amp/",
        "https://news.example/amp/world/2024/strike-on-velmora",
        "https://news.example/world/2024/strike-on-velmora?outputType=amp",
        "https://news.example/world/2024/strike-on-velmora.amp",
        "https://www.google.com/amp/s/www.news.example/world/2024/strike-on-velmora/amp/",
        "https://news-example.cdn.ampproject.org/v/s/news.example/world/2024/strike-on-velmora?amp_js_v=0.1&usqp=mq331",
        "https://news.example/world/2024/strike%2Don%2Dvelmora?&amp;utm_term=x",
    ],
    ["https://news.example/story?id=7&page=2", "https://www.news.example/story?page=2&id=7&ref=home"],
    ["https://news.example", "https://news.example/", "http://news.example/index.html"],
    ["https://новини.example/a", "https://xn--b1amarcd.example/a"],
    ["https://en.m.news.example/a", "https://en.news.example/a"],
]
DIFFERENT = [
    ("https://news.example/story?id=7", "https://news.example/story?id=8"),
    ("https://news.example/a", "https://news.example/A"),
    ("https://news.example/?p=1", "https://news.example/?p=2"),
    ("https://news.example/a?cid=4", "https://news.example/a?cid=5"),
    ("https://a.news.example/1", "https://b.news.example/1"),
    ("https://news.example:8080/a", "https://news.example/a"),
    ("https://m.example/a", "https://n.example/a"),
    ("https://news.example/amplifier", "https://news.example/lifier"),
    ("https://news.example/#!/story/1", "https://news.example/#!/story/2"),
    ("urn:story:1", "urn:story:2"),
]


@pytest.mark.parametrize("addresses", SAME, ids=lambda a: a[0])
def test_forms_of_one_page(addresses: list[str]) -> None:
    assert {page_key(a) for a in addresses} == {page_key(addresses[0])}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


@given(st.text(max_size=200) | st.from_regex(r"https?://[^\s]{0,80}", fullmatch=True))
def test_any_text_has_a_key(text: str) -> None:
    assert isinstance(page_key(text), str)


def test_hostile_addresses_are_quick() -> None:
    for address in ("https://" + "a." * 50_000, "https://e.org/" + "/amp" * 50_000, "https://e.org/?" + "a&" * 50_000):
        assert page_key(address)
    assert page_key("https://www.google.com/amp/" + "s/" * 1_500)
