"""The report: hostile text stays text, every mark leads to its sentence, drops are marked, and the size is bounded."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.display import STEERING
from flows.publish.report import write_report
from flows.publish.report.claims import MOST_CLAIMS
from flows.publish.report.scale import Days, between, figure, scale
from flows.publish.report.sentences import safe_link
from flows.publish.report.tolls import MOST_COURSES, MOST_MARKS, MOST_PANELS
from tests.publish import releases
from tests.publish.hostile import HOSTILE, LINKS
from tests.publish.releases import claim, large, ordinary, release, with_texts
from tests.publish.releases import figure as told


class Page(HTMLParser):
    """The page's elements with their attributes, its ids and its text by element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.opened: list[str] = []
        self.words: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.opened.append(tag)

    def handle_data(self, data: str) -> None:
        if self.opened:
            self.words.setdefault(self.opened[-1], []).append(data)

    def ids(self) -> list[str]:
        return [a["id"] or "" for _, a in self.elements if "id" in a]

    def having(self, tag: str, name: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.elements if t == tag and name in (a.get("class") or "").split()]


def made(folder: Path, manifest: dict[str, Any]) -> str:
    write_report(folder, manifest)
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(tmp_path: Path, text: str) -> None:
    plain = made(tmp_path / "plain", with_texts(tmp_path / "plain", "Nobody"))
    page = made(tmp_path / "hostile", with_texts(tmp_path / "hostile", text))
    assert not STEERING.search(page)
    assert len(page) < len(plain) + 40_000
    wanted, found = Page(plain).elements, Page(page).elements
    assert [(t, sorted(a)) for t, a in found] == [(t, sorted(a)) for t, a in wanted]


@pytest.mark.parametrize("url", LINKS, ids=range(len(LINKS)))
def test_a_link_is_a_plain_web_address_or_none(tmp_path: Path, url: str) -> None:
    assert safe_link(url) is None
    a = told(1, "In all 12 died.", "12", 12.0, url=url, source_name="North Post")
    page = Page(made(tmp_path, release(tmp_path, [([a], claim(1, [a], "single"))])))
    assert {(h or "")[0] for h in (x.get("href") for _, x in page.elements if "href" in x)} == {"#"}


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_whatever_is_linked_is_http_and_has_a_host(text: str) -> None:
    for url in (text, f"https://{text}", f"http://e.example/{text}"):
        found = safe_link(url)
        assert found is None or (re.fullmatch(r"(?i)https?://[^\s\"'<>`\\]+", found[0]) and found[1])


def test_nothing_is_asked_of_another_address(tmp_path: Path) -> None:
    page = Page(made(tmp_path, ordinary(tmp_path)))
    outside = [
        (t, a) for t, a in page.elements if not str(a.get("href", "#")).startswith("#") or "src" in a or "srcset" in a
    ]
    assert [(t, a["href"]) for t, a in outside] == [("a", "https://north-post.example/a")]
    assert all("noreferrer" in str(a["rel"]) for _, a in outside)
    assert not {t for t, _ in page.elements} & {"link", "img", "iframe", "object", "embed", "base", "image", "use"}
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert not [a for _, a in page.elements if "style" in a or any(name.startswith("on") for name in a)]


def test_every_mark_leads_to_its_sentence_with_the_figure_marked(tmp_path: Path) -> None:
    text = made(tmp_path, ordinary(tmp_path))
    page = Page(text)
    ids = page.ids()
    assert len(ids) == len(set(ids))
    marks = page.having("a", "mark") + page.having("a", "dot")
    assert len(marks) == 2 + 2 + 1 + len(page.having("a", "dot"))
    targets = {str(a["href"])[1:] for t, a in page.elements if t == "a" and str(a["href"]).startswith("#")}
    assert targets <= set(ids)
    assert all(a["aria-label"] for a in marks)
    assert "The army put the dead at <mark>31</mark>." in text
    assert len(page.having("li", "said")) == 6


def test_conflicts_come_first_and_their_sentences_are_open(tmp_path: Path) -> None:
    text = made(tmp_path, ordinary(tmp_path))
    assert [a["data-agreement"] for a in Page(text).having("article", "claim")] == [
        "conflict",
        "agree",
        "single",
        "single",
    ]
    conflict = text[text.index('<article class="claim item conflict') :]
    assert conflict.index("<details open>") < conflict.index("</article>")
    assert 'class="mark outside"' in conflict[: conflict.index("</article>")]


def test_the_figure_marked_is_the_one_of_the_span(tmp_path: Path) -> None:
    sentence = "Of 7 hurt at dawn 7 died."
    a = told(1, sentence, "7", 7.0)
    a["quantities"]["char_start"] = 8 + sentence.rindex("7")
    a["quantities"]["char_end"] = a["quantities"]["char_start"] + 1
    text = made(tmp_path, release(tmp_path, [([a], claim(1, [a], "single"))]))
    assert "Of 7 hurt at dawn <mark>7</mark> died." in text


def test_a_drop_in_a_growing_toll_is_marked(tmp_path: Path) -> None:
    days = [date(2026, 1, n) for n in (2, 3, 5)]
    figures = [
        told(n, f"The clinic counted {v} dead.", str(v), float(v), attributed_to="the clinic", published_date=d)
        for n, (v, d) in enumerate(zip((9, 14, 7), days, strict=True))
    ]
    text = made(tmp_path, release(tmp_path, [(figures, claim(1, figures, "compatible"))]))
    page = Page(text)
    assert len(page.having("circle", "ring")) == 1
    assert len(page.having("line", "fell")) == 1
    words = "a drop: the same source gave 14 on 3 Jan 2026"
    (ringed,) = (a for a in page.having("a", "dot") if words in (a["aria-label"] or ""))
    assert str(ringed["aria-label"]).startswith("5 Jan 2026: 7, the clinic")
    assert text.count(f">{words}<") == 1 and "1 drop<" in text


def test_what_is_new_since_the_last_release_is_told(tmp_path: Path) -> None:
    a, b = told(1, "In all 12 died.", "12", 12.0), told(2, "There 5 died.", "5", 5.0)
    first, second = claim(1, [a], "single"), claim(2, [b], "single")
    manifest = release(tmp_path, [([a], first), ([b], second)])
    listed = {"n": 1, "claim_ids": [first["claims"][0]["claim_id"]]}
    manifest["changes"] |= {"since": "20260201T000000Z", "claims": {**manifest["changes"]["claims"], "added": listed}}
    assert made(tmp_path, manifest).count("new since the last release") == 1
    manifest["changes"]["claims"]["added"]["n"] = 2  # the manifest does not list them all
    assert made(tmp_path, manifest).count("new since the last release") == 0


def test_an_empty_release_has_a_report(tmp_path: Path) -> None:
    text = made(tmp_path, releases.write(tmp_path, {}))
    assert "No article of this release gives a figure" in text
    assert "None: every document that was read stands in the release." in text


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    manifest = ordinary(tmp_path)
    assert made(tmp_path, manifest) == made(tmp_path, manifest)


def test_a_hundred_thousand_figures_stay_under_five_megabytes(tmp_path: Path) -> None:
    manifest = large(tmp_path, 100_000)
    start = time.perf_counter()
    write_report(tmp_path, manifest)
    seconds = time.perf_counter() - start
    page = tmp_path / "report.html"
    assert 500_000 < page.stat().st_size < 5_000_000
    assert seconds < 20, f"took {seconds:.1f} s"
    found = Page(page.read_text(encoding="utf-8"))
    assert 100 < len(found.having("article", "claim")) <= MOST_CLAIMS
    assert {a["data-agreement"] for a in found.having("tr", "claim-line")} == {"conflict", "single"}
    marks = MOST_COURSES * 10 + (MOST_PANELS - MOST_COURSES) * MOST_MARKS  # a claim of this release has ten figures
    assert len(found.having("a", "dot")) == marks, "the claims leave room for the sentences of the charts"
    linked = {str(a["href"])[1:] for t, a in found.elements if t == "a" and str(a["href"]).startswith("#")}
    assert linked <= set(found.ids())


def test_words_that_grow_when_escaped_stay_under_five_megabytes(tmp_path: Path) -> None:
    claims = []
    for n in range(500):
        figures = [
            told(
                20 * n + i,
                '"' * 400 + f" {i} " + '"' * 400,
                f" {i} ",
                float(i),
                attributed_to='"' * 300 + str(i),
                title='"' * 300,
                source_name='"' * 300,
                affected='"' * 300 + str(n),
            )
            for i in range(5)
        ]
        claims.append((figures, claim(n, figures, "conflict", label='"' * 400, affected='"' * 300 + str(n))))
    manifest = release(tmp_path, claims)
    assert len(made(tmp_path, manifest).encode()) < 5_000_000


@given(
    st.lists(st.one_of(st.floats(0, 1e29), st.floats(0, 100), st.integers(0, 10**6).map(float)), min_size=1, max_size=8)
)
def test_every_figure_has_a_place_on_its_axis(values: list[float]) -> None:
    axis = scale(values)
    assert axis is not None
    places = [axis.at(v) for v in sorted(values)]
    assert places == sorted(places) and all(3 <= p <= 97 for p in places)
    assert 2 <= len(axis.ticks) <= 8


def test_an_axis_begins_at_zero_unless_all_figures_are_far_from_it() -> None:
    near, far, wide = scale([10, 40]), scale([46_000, 46_900]), scale([3, 90_000])
    assert near and near.low == 0 and not near.log
    assert far and far.low > 40_000
    assert wide and wide.log
    assert scale([None, float("inf"), float("nan")]) is None


def test_days_run_from_left_to_right() -> None:
    days = Days(date(2026, 1, 1), date(2026, 3, 1))
    places = [days.at(date(2026, 1, 1) + timedelta(days=n)) for n in range(60)]
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    ("value", "words"), [(None, "open"), (1234567.0, "1,234,567"), (2.5, "2.5"), (1e300, "1.00e+300"), (float("inf"), "inf"), (0.0, "0")]
)  # fmt: skip
def test_figures_are_short(value: float | None, words: str) -> None:
    assert figure(value) == words


def test_ranges_in_words() -> None:
    assert between(3, 9) == "3 to 9"
    assert between(3, 3) == "3"
    assert between(3, None) == "3 or more"
    assert between(None, 9) == "up to 9"
    assert between(None, None) == "no number"
