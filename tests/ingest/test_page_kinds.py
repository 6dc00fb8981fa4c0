"""Pages that are no articles are refused with the reason; articles about such things are not. All pages are invented."""

from __future__ import annotations

import json

import pytest

from flows.ingest.articles import assemble
from flows.ingest.documents import Document

LEAD = "Nine people were killed on Monday when a shell fell on the bus station of Halvard, the regional hospital said."
MORE = "Its director, Irma Tolland, said that four of the wounded were in a critical state and would be flown to the capital."
THIRD = "The army did not comment, and the separatists blamed a unit that had been moved to the hills a week earlier."


def html(
    *body: str, title: str = "Shell kills nine in Halvard", type_: str | None = None, head: str = "", **said: object
) -> str:
    linked = json.dumps({"@context": "https://schema.org", "@type": type_, "headline": title, **said}) if type_ else ""
    script = f"<script type='application/ld+json'>{linked}</script>" if linked else ""
    return (
        f"<html lang='en'><head><title>{title}</title><meta property='og:title' content='{title}'>{head}{script}</head>"
        f"<body><article><h1>{title}</h1>{''.join(body)}</article></body></html>"
    )


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(page: str) -> tuple[list[str], list[tuple[str, str | None]]]:
    """Return the texts of the articles, and check and title of the rejects, of one page."""
    articles, rejects = assemble([Document("a.html", "html", page, page)])
    return articles["text"].to_list(), [(r.check, r.case) for r in rejects]


ENTRY = "<div><time datetime='2024-05-06T{:02d}:00Z'>{:02d}:00</time><p>" + LEAD + "</p></div>"
ENTRIES = "".join(ENTRY.format(hour, hour) for hour in range(6, 12))
TEASERS = "".join(
    f"<div><h3><a href='/s/{i}'>Ferry number {i} leaves the port of Halvard</a></h3></div>" for i in range(20)
)
PICTURES = "".join(f"<figure><img src='{i}.jpg'><figcaption>A bus in Halvard.</figcaption></figure>" for i in range(8))

REFUSED = {
    "live_blog by type": (html(p(LEAD, MORE, THIRD), type_="LiveBlogPosting"), "live_blog"),
    "live_blog by title": (html(ENTRIES, title="Halvard shelling: live updates"), "live_blog"),
    "gallery by type": (html(PICTURES, p(LEAD), type_="ImageGallery"), "gallery"),
    "gallery by title": (html(PICTURES, p(LEAD), title="In pictures: Halvard after the shelling"), "gallery"),
    "listing by links": (html(TEASERS, title="Halvard"), "listing"),
    "listing by type": (html(TEASERS, p(LEAD, MORE, THIRD, LEAD), title="Halvard", type_="CollectionPage"), "listing"),
    "paywall declared": (html(p(LEAD), type_="NewsArticle", isAccessibleForFree=False), "paywall"),
    "paywall in words": (html(p(LEAD, "Subscribe to continue reading this article.")), "paywall"),
}


@pytest.mark.parametrize(("page", "kind"), REFUSED.values(), ids=REFUSED)
def test_a_page_that_is_no_article_is_refused_with_its_kind(page: str, kind: str) -> None:
    texts, rejects = read(page)
    assert texts == []
    assert [check for check, _ in rejects] == [kind]


KEPT = {
    "an article": html(p(LEAD, MORE, THIRD), type_="NewsArticle"),
    "an article about a live show": html(
        p(LEAD, MORE, THIRD), title="Station goes on with its live coverage after shelling"
    ),
    "an article with pictures": html(
        PICTURES,
        p(LEAD, MORE, THIRD, *[f"House {i} burned. {MORE}" for i in range(12)]),
        title="Halvard in pictures and words",
    ),
    "an article above a list": html(p(LEAD, MORE, THIRD), TEASERS, type_="NewsArticle"),
    "an article with times": html(p(LEAD, MORE, THIRD), ENTRIES),
    "a short article": html(p(LEAD), type_="NewsArticle", isAccessibleForFree=True),
    "an article on a wall": html(p(LEAD, MORE, "The paper made the story free, not for subscribers alone.")),
}


@pytest.mark.parametrize("page", KEPT.values(), ids=KEPT)
def test_an_article_that_only_resembles_them_stays(page: str) -> None:
    texts, rejects = read(page)
    assert len(texts) == 1
    assert LEAD in texts[0]
    assert rejects == []


def test_a_longer_paid_article_stays_with_a_note() -> None:
    texts, rejects = read(html(p(LEAD, MORE, THIRD, MORE, THIRD), type_="NewsArticle", isAccessibleForFree="False"))
    assert len(texts) == 1
    assert rejects == [("paywall", "Shell kills nine in Halvard")]
