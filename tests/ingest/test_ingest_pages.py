"""The body of a page: what stays, what goes, what is read off it. All pages and people are invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.ingest import plan, read_chunk, resolve
from flows.ingest.articles import assemble
from flows.ingest.documents import Document
from flows.ingest.normalise import normalise
from flows.ingest.pages import lines
from flows.ingest.pages.saved import read_page
from schemas import FACTS

LEAD = "At least 31 people were wounded and six killed on Tuesday when rockets struck a crowded market in Tavira, officials said."
SECOND = "Governor Anselm Roth said that two of the dead were children. “We are still looking for people under the stalls,” he said."
SHORT_LINE = "The army said it had returned fire."
LAST = "The United Nations called for restraint, and its envoy is due in the capital on Thursday for talks with both sides."
BODY = [LEAD, SECOND, SHORT_LINE, LAST]


def article(text: str, kind: str = "page", **cells: str) -> dict[str, object]:
    """Return the one article made of a document."""
    articles, rejects = assemble([Document("a", kind, text, text, **cells)])  # type: ignore[arg-type]
    assert not rejects
    FACTS["articles"].validate(articles)
    return articles.row(0, named=True)


def page(*above: str, between: tuple[str, ...] = (), below: tuple[str, ...] = ()) -> dict[str, object]:
    return article("\n\n".join([*above, LEAD, SECOND, *between, SHORT_LINE, LAST, *below]))


def test_a_clean_text_stays_as_it_is() -> None:
    assert page()["text"] == "\n".join(BODY)


@pytest.mark.parametrize(
    "above",
    [
        (
            "The Marova Courier",
            "World",
            "Rockets strike Tavira market",
            "By Lena Okafor and Piotr Sand",
            "12 March 2024, 14:05 GMT",
            "Share",
        ),
        (
            "The Marova Courier",
            "Rockets strike Tavira market",
            "Rockets strike Tavira market",
            "By Lena Okafor and Piotr Sand | March 12, 2024",
        ),
        (
            "The Marova Courier",
            "Conflict",
            "Rockets strike Tavira market",
            "Posted by: Lena Okafor and Piotr Sand",
            "Published Mar 12,2024 - 2:05 pm",
        ),
    ],
)
def test_the_head_gives_title_author_outlet_and_date(above: tuple[str, ...]) -> None:
    row = page(*above)
    assert row["text"] == "\n".join(BODY)
    assert (row["title"], row["author"]) == ("Rockets strike Tavira market", "Lena Okafor; Piotr Sand")
    assert (row["source_name"], row["published_date"], row["published_basis"]) == (
        "The Marova Courier",
        date(2024, 3, 12),
        "page",
    )
    assert row["published_at"] is None


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("Smoke over the market in TaviraPhoto by Idris Kell on Pexels", "Smoke over the market in Tavira"),
        (
            "Smoke over the market in Tavira on Tuesday. (Idris KELL)(Idris KELL/AFP/AFP)",
            "Smoke over the market in Tavira on Tuesday.",
        ),
        (
            "Smoke over the market in Tavira on Tuesday. Photograph: Idris Kell/EPA",
            "Smoke over the market in Tavira on Tuesday.",
        ),
        (
            "Smoke over the market in Tavira on Tuesday. REUTERS/Idris Kell",
            "Smoke over the market in Tavira on Tuesday.",
        ),
        (
            "Smoke over the market in Tavira on Tuesday [Idris Kell/AP Photo]",
            "Smoke over the market in Tavira on Tuesday",
        ),
    ],
)
def test_captions_stay_and_credits_go(printed: str, kept: str) -> None:
    assert page("Rockets strike Tavira market", printed)["text"] == "\n".join([kept, *BODY])


@pytest.mark.parametrize(
    "below",
    [
        ("Comments",),
        ("Leave a Reply", "Your email address will not be published. Required fields are marked *", "Name *"),
        (
            "3 Comments",
            "Gregor says:",
            "My cousin was killed there with 14 others, and nobody reports about it at all, nobody cares in this country.",
        ),
        ("March 12, 2024 2:05 p.m. 129", "#Tavira #World News", "Sponsored", "Trending News"),
        ("Help us improve.", "Related Articles", "Trending"),
        (
            "Related Posts",
            "Famine feared in the east",
            "Jan 04,2024",
            "More than 200,000 people face famine, the United Nations said.",
            "Car bomb kills 14",
            "Jan 03,2024",
        ),
        (
            "Twelve soldiers die in crash",
            "March 11, 2024",
            "Twelve soldiers died when a helicopter came down.",
            "Read More",
            "Storm kills 3",
            "March 10, 2024",
            "A storm killed three people.",
            "Read More",
        ),
        (
            "Author",
            "  • Lena Okafor",
            "Lena Okafor is a senior reporter for The Marova Courier, where she covers the middle valley and its wars.",
        ),
        ("Lena Okafor is a senior reporter at The Marova Courier. She has covered the middle valley since 2011.",),
        (
            "Most read",
            "1",
            "Twelve soldiers die in helicopter crash",
            "2",
            "Parliament votes on budget",
            "© 2024 The Marova Courier",
        ),
        (
            "Sign up for our newsletter",
            "Get the day's stories delivered to your inbox every morning.",
            "Follow us on Facebook",
        ),
    ],
)
def test_what_follows_the_article_goes(below: tuple[str, ...]) -> None:
    row = page("Rockets strike Tavira market", below=below)
    assert row["text"] == "\n".join(BODY)
    if "senior reporter" in below[-1]:
        assert (row["author"], row["source_name"]) == ("Lena Okafor", "The Marova Courier")


@pytest.mark.parametrize(
    "between",
    [
        ("Advertisement",),
        ("Read more: Ceasefire talks collapse in Dornburg",),
        (
            "More on this story",
            "Ceasefire talks collapse in Dornburg",
            "11 March",
            "Army says 40 rebels killed in raid",
            "9 March",
        ),
        ("Related Articles", "Army says 40 rebels killed in raid", "Ceasefire talks collapse in Dornburg"),
        ("Sign up for our daily newsletter and never miss a story", "Share this article"),
    ],
)
def test_what_stands_inside_the_article_goes(between: tuple[str, ...]) -> None:
    assert page(between=between)["text"] == "\n".join(BODY)


@pytest.mark.parametrize(
    "line",
    [
        "Background",
        "Killed: 192",
        "What we know so far",
        "• Twelve bodies were found in the river near Aru",
        "TAVIRA, March 12 (Marova Wire) --",
        "He was freed.",
        "— 157 soldiers and seven civilians came home",
        "UPDATE (3 August): Within days of the attack the governor was killed at the front during an assault by the rebels of the valley",
    ],
)
def test_short_lines_of_the_article_stay(line: str) -> None:
    assert line in page(between=(line,))["text"].split("\n")  # type: ignore[attr-defined]
    if line.startswith(("Killed", "•", "He was", "—", "UPDATE")):
        assert line in page(below=(line,))["text"].split("\n")  # type: ignore[attr-defined]


def test_a_long_headline_is_no_paragraph() -> None:
    title = "Rockets strike Tavira market at noon, and the governor asks the whole valley: Will nobody stop this war?"
    row = page("The Marova Courier", title, "By Lena Okafor", "March 12, 2024")
    assert (row["title"], row["author"], row["text"]) == (title, "Lena Okafor", "\n".join(BODY))


def test_a_running_report_keeps_its_entries() -> None:
    entry = "The governor of Tavira has told local radio that rescue teams found {} bodies below the market by the afternoon."
    hours = [(f"Rescue teams find {n} bodies", f"{n}:05 GMT", entry.format(n)) for n in range(9, 16)]
    text = "\n".join(line for hour in hours for line in hour)
    assert all(entry.format(n) in read_page(text).text for n in range(9, 16))


def test_a_text_of_short_paragraphs_keeps_its_beginning() -> None:
    talk = [f"We lost {n} men near Tavira that week." for n in range(4, 12)]
    told = [*talk, "What rockets did to Tavira market", *talk, LEAD, SECOND]
    assert read_page("\n".join(told)).text == "\n".join(told)


def test_points_above_the_text_stay() -> None:
    points = ["- Six killed by rockets in Tavira market", "- Governor says two children among the dead"]
    assert page("Key points", *points)["text"] == "\n".join([*points, *BODY])


def test_prompts_behind_the_last_sentence_go() -> None:
    glued = (
        f"{LEAD} {LAST} Share this: Click to share on Twitter (Opens in new window) Like this: Like Loading... Related"
    )
    assert article(glued)["text"] == f"{LEAD} {LAST}"
    said = f"{LEAD} He asked the crowd to click to share on the town's page. {LAST}"
    assert article(said)["text"] == said


def test_a_text_from_a_record_loses_only_plain_furniture() -> None:
    odd = ["Trending", "Feb. 6, 2026", "By Lena Okafor", "Home", "Comments were sharp"]
    given_text = "\n\n".join([*odd, LEAD, SECOND, "Recommended for you", LAST, "Leave a Reply", "Name *"])
    assert article(given_text, "caller")["text"] == "\n".join([*odd, LEAD, SECOND, LAST])


def test_a_record_with_much_furniture_is_read_as_a_page() -> None:
    odd = ["Trending", "Feb. 6, 2026", "By Lena Okafor"]
    given_text = "\n\n".join(
        [*odd, LEAD, "Advertisement", SECOND, "Recommended for you", LAST, "Leave a Reply", "Name *"]
    )
    row = article(given_text, "caller")
    assert (row["text"], row["author"]) == ("\n".join([LEAD, SECOND, LAST]), "Lena Okafor")


def test_a_title_above_the_text_is_taken_out_and_one_inside_stays() -> None:
    title = "Rockets strike “Tavira” market"
    assert article(f'Rockets strike "Tavira" market\n\n{LEAD}', "caller", title=title)["text"] == LEAD
    assert article(f"{title}. {LEAD}", "caller", title=title)["text"] == f"{title}. {LEAD}"
    assert article(title, "caller", title=title)["text"] == title


def test_html_body_and_metadata(tmp_path: Path) -> None:
    story = "".join(f"<p>{p}</p>" for p in BODY * 2)
    (tmp_path / "a.html").write_text(
        '<html lang="en-GB"><head><meta property="og:title" content="Rockets strike Tavira market | The Marova Courier">'
        '<meta property="og:site_name" content="The Marova Courier"><script type="application/ld+json">'
        '{"@type": "NewsArticle", "datePublished": "2024-03-12T23:05:00-03:00", '
        '"author": [{"name": "Lena Okafor"}, {"name": "Piotr Sand"}]}'
        "</script></head><body><nav><a href='/'>Home</a><a href='/w'>World</a></nav><article><h1>Rockets strike Tavira market</h1>"
        f"{story}</article><footer>Privacy policy</footer></body></html>"
    )
    (got,) = read_chunk(plan(resolve([str(tmp_path)]))[0])
    row = got.articles.row(0, named=True)
    assert (row["title"], row["author"], row["source_name"]) == (
        "Rockets strike Tavira market",
        "Lena Okafor; Piotr Sand",
        "The Marova Courier",
    )
    assert (str(row["published_at"]), row["published_date"], row["published_basis"]) == (
        "2024-03-13 02:05:00+00:00",
        date(2024, 3, 12),
        "metadata",
    )
    assert row["language"] == "en"
    assert row["text"].startswith(LEAD)
    assert "Privacy" not in row["text"]
    assert "Home" not in row["text"]


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("TAVIRA, Karvia, March 12, 2024 (NAK) -- ", date(2024, 3, 12)),
        ("TAVIRA, 12 March 2024 — ", date(2024, 3, 12)),
        ("TAVIRA, March 12 (NAK) -- ", None),
        ("TAVIRA (NAK) — On March 12, 2024, shells fell. ", None),
        ("Tavira fell on March 12, 2024 (a Tuesday). ", None),
    ],
)
def test_a_full_date_in_the_dateline_is_the_date(dateline: str, day: date | None) -> None:
    row = article(dateline + LEAD, "caller")
    assert (row["published_date"], row["published_basis"]) == (day, "text" if day else None)
    assert row["text"] == dateline + LEAD


def test_normalise_keeps_characters_as_printed() -> None:
    given_text = "\ufeffOne\u200b two\u00a0three \r\n\r\n\tfour\x00\x85five\u2028six \u202eseven\x1f  \n"
    assert normalise(pl.Series([given_text]))[0] == "One\u200b two\u00a0three\nfour\nfive\nsix \u202eseven"


@given(st.lists(st.text(max_size=60), max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_out_clean_or_is_refused(parts: list[str]) -> None:
    text = "\n".join(parts)
    for kind in ("caller", "page"):
        articles, rejects = assemble([Document("a", kind, text, text)])
        FACTS["articles"].validate(articles)
        assert len(articles) + len(rejects) == 1
        for row in articles.to_dicts():
            assert row["text"] == row["text"].strip()
            assert "\n\n" not in row["text"]
            assert len(row["text"]) == row["n_chars"]
            assert not any(ord(c) < 32 and c != "\n" for c in row["text"])


def test_every_row_of_the_table_of_page_lines_works() -> None:
    table = lines.rules("page")
    assert all(lines.furniture(line) for line in table.exact)
    assert lines.furniture("Follow Lena Okafor on Google News", "any") == "drop"
    assert lines.furniture("Leave a Reply Cancel reply", "any") == "end"
    assert lines.furniture("Advertisement was scarce in the war years.", "any") is None
    told = pl.Series(["[Advertisement]", "Comments were sharp", "ADVERTISEMENT 12", "x Advertisement"])
    assert told.str.contains(lines.any_furniture()).to_list() == [True, False, True, False]


@pytest.mark.parametrize(
    "unit",
    [
        "Comments\n",
        "Related Articles\nA headline of some words\n",
        "A headline of words\nFeb. 6, 2026\nRead More\n",
        "#a a a a ",
        "(" * 9,
        "<b>",
        "| ",
    ],
)
def test_hostile_pages_end_in_good_time(unit: str) -> None:
    text = unit * (200_000 // len(unit)) + "\n" + LEAD
    for kind in ("caller", "page", "html"):
        articles, rejects = assemble([Document("a", kind, text, text)])
        assert len(articles) + len(rejects) == 1


def test_a_page_without_prose_keeps_its_lines() -> None:
    assert read_page("One line\nTwo lines").text == "One line\nTwo lines"


def test_a_biography_below_other_stories_tells_author_and_outlet() -> None:
    below = (
        "Related stories",
        "Ferry fire off Tavira kills nine",
        "March 3, 2024",
        "Rescuers search the bay.",
        "Read More",
    )
    row = page(
        below=(*below, "Lena Okafor is a foreign correspondent for The Marova Ledger. She has covered two wars.")
    )
    assert row["text"] == "\n".join(BODY)
    assert (row["author"], row["source_name"]) == ("Lena Okafor", "The Marova Ledger")


def test_a_reporter_in_the_story_is_not_its_author() -> None:
    told = "Marten Quist is a reporter for The Tavira Post who was detained in the raid, his editor told the court on Monday."
    row = page(
        between=(told, "Quist had come to the town in May to write about the harvest, and was held for nine days.")
    )
    assert told in str(row["text"])
    assert (row["author"], row["source_name"]) == (None, None)
