"""The report: hostile text stays text, every mark leads to its sentence, the size is bounded, and the browser has nothing to say."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
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
from tests.publish.releases import claim, release
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


def ordinary(folder: Path) -> dict[str, Any]:
    """A release with a conflict, a claim that several agree on, one told once, and an exchange."""
    a = told(1, "The mayor of Arvik said 12 people were killed.", "12", 12.0, attributed_to="Mayor Ilse Torv", affected="Norland",
             url="https://north-post.example/a", source_name="North Post", title="Shelling in Arvik")  # fmt: skip
    b = told(
        2,
        "The army put the dead at 31.",
        "31",
        31.0,
        attributed_to="army",
        affected="Norland",
        source_name="Sud Kurier",
    )
    c = told(3, "At the bridge 5 soldiers died.", "5", 5.0, affected="Norland", source_name="North Post")
    d = told(
        4,
        "Both sides freed 90 prisoners.",
        "90",
        90.0,
        family="prisoner",
        count_type="exchanged",
        affected="Norland; Suland",
    )
    e = told(5, "Officials counted 5 dead.", "5", 5.0, attributed_to="officials", affected="Norland")
    f = told(6, "One died, and 7 were wounded.", "7", 7.0, count_type="injured", affected="Suland")
    return release(
        folder,
        [
            ([c, e], claim(2, [c, e], "agree", affected="Norland")),
            ([a, b], claim(1, [a, b], "conflict", affected="Norland")),
            ([d], claim(3, [d], "single", family="prisoner", count_type="exchanged", affected="Norland; Suland")),
            ([f], claim(4, [f], "single", count_type="injured", affected="Suland")),
        ],
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(tmp_path: Path, text: str) -> None:
    plain = made(tmp_path / "plain", _with_texts(tmp_path / "plain", "Nobody"))
    page = made(tmp_path / "hostile", _with_texts(tmp_path / "hostile", text))
    assert not STEERING.search(page)
    assert len(page) < len(plain) + 40_000
    wanted, found = Page(plain).elements, Page(page).elements
    assert [(t, sorted(a)) for t, a in found] == [(t, sorted(a)) for t, a in wanted]


def _with_texts(folder: Path, text: str) -> dict[str, Any]:
    """A release with a text in every place an article or a reference table can fill."""
    say = {"source_name": f"A {text}", "title": text, "source_uri": text, "url": "https://paper.example/1"}
    a = told(
        1,
        f"{text} said that 12 died; {text}.",
        "12",
        12.0,
        attributed_to=f"B {text}",
        affected=text,
        location=text,
        **say,
    )
    b = told(
        2, f"{text} said that 20 died.", "20 died", 20.0, attributed_to=f"C {text}", affected=text, unit=text, **say
    )
    c = told(3, f"{text} said that 28 died.", "28", 28.0, affected=text, **say)
    figures = [a, b, c]
    manifest = release(folder, [(figures, claim(1, figures, "conflict", label=text, affected=text, location=text))])
    rejects = [
        {"reject_id": "0" * 16, "stage": "ingest", "source_uri": text, "check": text, "reason": text, "payload": text}
    ]
    releases.frame("rejects", rejects).write_parquet(folder / "rejects" / "part-000000.parquet")
    copy = releases.frame(
        "duplicates", [{**c["duplicates"], "canonical_id": a["articles"]["article_id"], "relation": "near"}]
    )
    copy.write_parquet(folder / "duplicates" / "part-000000.parquet")
    return manifest


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


def test_an_empty_release_has_a_report(tmp_path: Path) -> None:
    text = made(tmp_path, releases.write(tmp_path, {}))
    assert "No article of this release gives a figure" in text
    assert "None: every document that was read stands in the release." in text


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    manifest = ordinary(tmp_path)
    assert made(tmp_path, manifest) == made(tmp_path, manifest)


def large(folder: Path, n: int) -> dict[str, Any]:
    """A release of n figures in n / 5 articles, answering n / 10 claims."""
    number = pl.int_range(n, eager=True)
    hexed = number.map_elements(lambda i: f"{i:016x}", return_dtype=pl.String)
    day = pl.lit(date(2024, 1, 1)) + pl.duration(days=pl.col("i") % 700)
    body = "In the long night of the shelling 1234 people were killed, said a spokesman who asked not to be named. " * 3
    base = pl.DataFrame({"i": number, "id": hexed})
    articles = base.head(n // 5).select(
        article_id="id", text=pl.lit(body), title=pl.lit("Shelling <again> & again"), source_name=pl.format("Paper {}", pl.col("i") % 50),
        url=pl.format("https://paper.example/{}?a=1&b=2", "i"), published_date=day,
    )  # fmt: skip
    quantities = base.with_columns(article=(pl.col("i") // 5)).join(base.select(article="i", article_id="id"), on="article").select(
        "article_id", quantity_id="id", char_start=34, char_end=38, surface=pl.lit("1234"), sentence=pl.lit(body[: len(body) // 3 - 1]),
        family=pl.lit("casualty"), count_type=pl.lit("killed"), value=(pl.col("i") % 997).cast(pl.Float64), qualifier=pl.lit("exact"),
        value_low=(pl.col("i") % 997).cast(pl.Float64), value_high=(pl.col("i") % 997).cast(pl.Float64), modality=pl.lit("asserted"),
        affected=pl.format("Land {}", pl.col("i") % 40), attributed_to=pl.format("Ministry {}", pl.col("i") % 300),
        scope=pl.lit("cumulative"),
    )  # fmt: skip
    agreement = pl.when(pl.col("i") % 3 == 0).then(pl.lit("conflict")).otherwise(pl.lit("single"))
    claims = base.head(n // 10).select(
        claim_id="id", label=pl.format("How many people were killed in Land {}?", "i"), family=pl.lit("casualty"),
        count_type=pl.lit("killed"),
        affected=pl.format("Land {}", pl.col("i") % 40), best=10.0, low=1.0, high=996.0, n_reports=10, n_articles=2, n_independent=2,
        n_attributed=10, agreement=agreement, modality=pl.lit("asserted"), first_reported=day, last_reported=day,
    )  # fmt: skip
    reports = base.with_columns(claim=pl.col("i") // 10).join(base.select(claim="i", claim_id="id"), on="claim")
    reports = reports.select("claim_id", quantity_id="id", relation=pl.lit("outside"), reported_date=day)
    duplicates = articles.select(
        "article_id",
        cluster_id="article_id",
        canonical_id="article_id",
        relation=pl.lit("unique"),
        jaccard=1.0,
        containment=1.0,
    )
    made_up = {
        "articles": articles,
        "quantities": quantities,
        "claims": claims,
        "claim_reports": reports,
        "duplicates": duplicates,
    }
    return releases.write(folder, {name: _whole(name, table) for name, table in made_up.items()})


def _whole(name: str, table: pl.DataFrame) -> pl.DataFrame:
    schema = releases.polars_schema(releases.TABLES[name])
    return table.select(
        [pl.col(c).cast(t) if c in table.columns else pl.lit(None, t).alias(c) for c, t in schema.items()]
    )


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


CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)


def browse(page: Path, fragment: str, profile: Path) -> tuple[str, str]:
    """What a browser makes of the page, and what it writes to its console."""
    call = [
        CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-quic", f"--user-data-dir={profile}", "--enable-logging=stderr",
        "--virtual-time-budget=2000", "--dump-dom", f"{page.as_uri()}{fragment}",
    ]  # fmt: skip
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to open the page with")
def test_the_browser_filters_and_has_no_complaint(tmp_path: Path) -> None:
    write_report(tmp_path / "r", ordinary(tmp_path / "r"))
    page = tmp_path / "r" / "report.html"
    for fragment, left in [
        ("", 4),
        ("#?agreement=conflict", 1),
        ("#?text=mayor+torv", 1),
        ("#?text=nobody", 0),
        ("#?to=2026-01-04", 2),
        ("#?kind=exchanged&side=Suland", 1),
    ]:
        dom, console = browse(page, fragment, tmp_path / "profile")
        assert console == "", fragment
        claims = Page(dom).having("article", "claim")
        assert sum("hidden" not in c for c in claims) == left, fragment


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to open the page with")
def test_a_mark_opens_the_sentences_it_leads_to(tmp_path: Path) -> None:
    write_report(tmp_path / "r", ordinary(tmp_path / "r"))
    page = tmp_path / "r" / "report.html"
    closed = Page(page.read_text(encoding="utf-8"))
    dom, console = browse(page, f"#f-{3 + 2**40:016x}", tmp_path / "profile")
    opened = [sum("open" in a for t, a in p.elements if t == "details") for p in (closed, Page(dom))]
    assert console == "" and opened[1] == opened[0] + 1


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to open the page with")
def test_no_script_of_an_article_runs(tmp_path: Path) -> None:
    text = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    write_report(tmp_path / "r", _with_texts(tmp_path / "r", text))
    dom, console = browse(tmp_path / "r" / "report.html", "", tmp_path / "profile")
    assert "<title>newstally" in dom and console == ""
