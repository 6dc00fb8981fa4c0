"""Author and date printed near the headline, where the metadata do not tell them. All pages and people are invented."""

from __future__ import annotations

import re
import time

import pytest
from lxml.html import document_fromstring

from flows.ingest.pages.imprint import CUT, printed_author, printed_day
from flows.ingest.pages.lines import CREDITS, DOUBLED

HEADLINE = "<h1>Shell kills nine in Halvard</h1>"

AUTHORS = {
    "<a rel='author' href='/x'>Irma Tolland</a>": "Irma Tolland",
    "<span class='article__byline'>By Irma Tolland and Per Ruun, Halvard</span>": "Irma Tolland; Per Ruun",
    "<div class='Author-name'>IRMA TOLLAND</div>": "Irma Tolland",
    "<p class='byline'>Written by Irma Tolland | 6 May 2024</p>": "Irma Tolland",
    "<span itemprop='author'>Irma Tolland</span>": "Irma Tolland",
    "<div class='author-bio'>Irma Tolland writes about the north and has covered three wars for the paper.</div>": None,
    "<span class='byline'>Monday May</span>": None,
    "<span class='byline'>Newsroom</span>": None,
    "<p>By Irma Tolland</p>": None,
}
DAYS = {
    "<time datetime='2024-05-06T10:00:00+02:00'>yesterday</time>": "2024-05-06T10:00:00+02:00",
    "<span class='publish-date'>May 6, 2024 10:00 am</span>": "2024-05-06",
    "<p class='Meta'>Updated 6 May 2024</p>": "2024-05-06",
    "<span itemprop='datePublished' content='2024-05-06'>today</span>": "2024-05-06",
    "<p class='posted'>an hour ago</p>": None,
    "<p>May 6, 2024</p>": None,
}


@pytest.mark.parametrize(("markup", "names"), AUTHORS.items())
def test_a_byline_is_read_where_the_page_calls_it_one(markup: str, names: str | None) -> None:
    assert printed_author(document_fromstring(f"<body>{HEADLINE}{markup}</body>")) == names


@pytest.mark.parametrize(("markup", "day"), DAYS.items())
def test_a_date_is_read_where_the_page_calls_it_one(markup: str, day: str | None) -> None:
    assert printed_day(document_fromstring(f"<body>{HEADLINE}{markup}</body>")) == day


def test_what_stands_below_the_headline_goes_before_the_teasers_above_it() -> None:
    teaser = "<div class='byline'>By Otto Brahm</div><time datetime='2023-01-01'>1 January 2023</time>"
    own = "<div class='byline'>By Irma Tolland</div><time datetime='2024-05-06'>6 May 2024</time>"
    tree = document_fromstring(f"<body>{teaser}{HEADLINE}{own}{teaser}</body>")
    assert (printed_author(tree), printed_day(tree)) == ("Irma Tolland", "2024-05-06")
    tree = document_fromstring(f"<body>{own}{HEADLINE}</body>")
    assert (printed_author(tree), printed_day(tree)) == ("Irma Tolland", "2024-05-06")


def test_thousands_of_bylines_end_in_good_time() -> None:
    markup = "<div class='byline'>" + "By " * 50 + "</div>"
    assert printed_author(document_fromstring(f"<body>{markup * 5_000}{HEADLINE}{markup * 5_000}</body>")) is None


@pytest.mark.parametrize("pattern", [CUT, DOUBLED, *CREDITS], ids=lambda pattern: pattern.pattern[:24])
@pytest.mark.parametrize("piece", [" ", "(a, ", "(A, AFP)", "AFP, ", "a | "])
def test_a_long_line_takes_no_longer_than_its_length(pattern: re.Pattern[str], piece: str) -> None:
    line = piece * (20_000 // len(piece)) + "x"
    begun = time.process_time()
    pattern.sub("", line)
    assert time.process_time() - begun < 0.5  # seconds where each blank of a run is a beginning
