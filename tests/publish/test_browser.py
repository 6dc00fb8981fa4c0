"""The report in a real browser: it asks for nothing, complains of nothing, filters, leads to sentences, and no text of an article runs.

Needs Playwright (of the extra `dev`) and a Chromium on this machine, whose own one Playwright would have to download; skipped without.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from flows.publish.report import write_report
from tests.publish.hostile import HOSTILE, LINKS
from tests.publish.releases import claim, large, ordinary, release, with_texts
from tests.publish.releases import figure as told

playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright to drive a browser with")
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine to open the report with"),
    pytest.mark.xdist_group("browser"),
]
FIRST = f"{2**40 + 1:016x}"  # the figure of the mayor in `ordinary`
TAKEN = "window.taken = (window.taken || 0) + 1"
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as p:
        found = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def ordinary_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ordinary")
    write_report(folder, ordinary(folder))
    return folder / "report.html"


@contextmanager
def visited(browser: Any, report: Path, fragment: str = "", **how: Any) -> Iterator[Any]:
    """The page, opened; at the end it must have asked for nothing but itself and complained of nothing."""
    context = browser.new_context(**how)
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{report.as_uri()}{fragment}")
    yield page
    assert complaints == []
    assert [url for url in asked if not url.startswith(report.as_uri())] == []
    context.close()


def labels(page: Any) -> list[str]:
    """The questions of the claims that are seen."""
    return [h.inner_text() for h in page.locator("article.claim:visible h3").all()]


def settled(page: Any) -> list[str]:
    """The questions seen once the filters have been applied."""
    page.wait_for_timeout(250)
    return labels(page)


def choose(name: str, value: str) -> Callable[[Any], None]:
    return lambda page: page.locator(f"[name={name}]").select_option(value)


def fill(name: str, value: str) -> Callable[[Any], None]:
    return lambda page: page.locator(f"[name={name}]").fill(value)


@pytest.mark.parametrize(
    ("act", "left"),
    [
        (choose("agreement", "conflict"), [1]),
        (choose("agreement", "single"), [3, 4]),
        (choose("kind", "injured"), [4]),
        (choose("side", "Suland"), [3, 4]),
        (fill("text", "mayor torv"), [1]),
        (fill("text", "sud kurier"), [1]),
        (fill("text", "nobody at all"), []),
        (fill("from", "2026-01-06"), [2, 4]),
        (fill("to", "2026-01-04"), [1, 2]),
    ],
    ids=["agreement", "agreement-single", "kind", "side", "text", "outlet", "none", "from", "to"],
)
def test_every_filter_works(browser: Any, ordinary_report: Path, act: Callable[[Any], None], left: list[int]) -> None:
    with visited(browser, ordinary_report) as page:
        everything = labels(page)
        assert len(everything) == 4
        act(page)
        wanted = sorted(f"How many people were killed in place {n}?" for n in left)
        assert sorted(settled(page)) == wanted
        assert page.locator("#found").inner_text() == f"{len(left)} of 4 claims shown"
        assert page.locator(".none").is_visible() == (not left)
        page.reload()
        assert sorted(settled(page)) == wanted, "the address keeps what was chosen"
        page.get_by_role("button", name="Clear").click()
        assert settled(page) == everything
        assert "#" not in page.url


def test_filters_add_up_and_reach_the_other_charts(browser: Any, ordinary_report: Path) -> None:
    with visited(browser, ordinary_report) as page:
        choose("kind", "killed")(page)
        fill("text", "officials")(page)
        assert settled(page) == ["How many people were killed in place 2?"]
        assert not page.locator("#exchanges .row.item").first.is_visible()


def test_a_click_on_a_mark_reaches_the_highlighted_sentence(browser: Any, ordinary_report: Path) -> None:
    with visited(browser, ordinary_report) as page:
        marks = page.locator("a.mark, a.dot").all()
        assert len(marks) >= 5
        for mark in marks:
            mark.locator(".hit").click()
            sentence = page.locator(f"[id='{(mark.get_attribute('href') or '')[1:]}']")
            playwright.expect(sentence).to_be_in_viewport()
            playwright.expect(sentence).to_be_focused()
            assert sentence.locator("blockquote mark").inner_text() in (mark.get_attribute("aria-label") or "")
        sentence = page.locator(f"#f-{FIRST}")
        assert sentence.locator("blockquote").inner_text() == "The mayor of Arvik said 12 people were killed."
        by = sentence.locator(".by").inner_text()
        assert all(part in by for part in ("12", "Mayor Ilse Torv", "North Post", "2 Jan 2026", "Shelling in Arvik"))
        assert sentence.locator("a.out").get_attribute("href") == "https://north-post.example/a"


def test_an_address_opens_its_sentence(browser: Any, ordinary_report: Path) -> None:
    with visited(browser, ordinary_report, f"#f-{3 + 2**40:016x}") as page:
        playwright.expect(page.get_by_text("At the bridge 5 soldiers died.")).to_be_in_viewport()


def test_a_keyboard_is_enough(browser: Any, ordinary_report: Path) -> None:
    with visited(browser, ordinary_report) as page:
        page.keyboard.press("Tab")
        playwright.expect(page.get_by_text("Skip to the claims")).to_be_in_viewport()
        page.keyboard.press("/")
        playwright.expect(page.locator("[name=text]")).to_be_focused()
        page.keyboard.type("torv")
        assert len(settled(page)) == 1
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.classList.contains('mark')"):
                break
        page.keyboard.press("Enter")
        playwright.expect(page.locator(".said:focus")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_the_screen_and_its_words_stand_out(
    browser: Any, ordinary_report: Path, scheme: str, width: int
) -> None:
    how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with visited(browser, ordinary_report, **how) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for mark in page.locator(".chart .label, .claim h3, .legend, #filters label").all():
            box = mark.bounding_box()
            assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= width)
        weak = page.evaluate(CONTRAST)
        assert weak == [], "words that stand out less than 4.5 : 1"


CONTRAST = """() => {
  const channel = x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => parts(colour).slice(0, 3).reduce((s, x, i) => s + channel(x / 255) * [.2126, .7152, .0722][i], 0);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (parts(colour)[3] !== 0) return light(colour);
    }
    return 1;
  };
  const weak = new Set();
  document.querySelectorAll('h1, h2, h3, p, a, small, td, th, label, mark, summary, .tag, .badge, .bad, code').forEach(e => {
    if (e.closest('svg') || !e.textContent.trim()) return;
    const [dark, bright] = [light(getComputedStyle(e).color), ground(e)].sort((a, b) => a - b);
    const ratio = (bright + .05) / (dark + .05);
    if (ratio < 4.5) weak.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
  });
  return [...weak];
}"""


RUNS = [
    f"</script><script>{TAKEN}</script>",
    f"<img src=x onerror='{TAKEN}'><svg onload='{TAKEN}'>",
    f'" onmouseover="{TAKEN}" autofocus onfocus="{TAKEN}" x="',
    f"' onmouseover='{TAKEN}' '",
    f"</title></textarea></style><iframe srcdoc='<script>parent.{TAKEN}</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'><link rel=stylesheet href=https://evil.example/x.css>",
    f"<a href='javascript:{TAKEN}'>x</a><form action=https://evil.example><button>y</button></form>",
    "--></style><style>*{display:none}</style>",
    " ".join(text for text in HOSTILE if len(text) < 5_000),
]


@pytest.mark.parametrize("text", RUNS, ids=range(len(RUNS)))
def test_no_text_of_an_article_runs_or_asks_for_anything(browser: Any, tmp_path: Path, text: str) -> None:
    write_report(tmp_path, with_texts(tmp_path, text))
    with visited(browser, tmp_path / "report.html") as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for mark in page.locator("a.mark .hit, blockquote, .by").all():
            mark.hover()
        page.wait_for_timeout(50)
        assert page.evaluate("window.taken") is None
        assert page.title().startswith("newstally")
        assert page.locator("img, iframe, object, embed, base, link, form form, blockquote script").count() == 0
        shown = page.locator("blockquote").first.inner_text()
        assert not any(c in shown for c in "\x00\x1b\x07\u202e\u202c\u2066\u2069\u200f")


def test_no_link_is_a_script(browser: Any, tmp_path: Path) -> None:
    figures = [told(n, f"In all {n + 10} died.", str(n + 10), 10.0 + n, url=url) for n, url in enumerate(LINKS)]
    write_report(tmp_path, release(tmp_path, [(figures, claim(1, figures, "conflict"))]))
    with visited(browser, tmp_path / "report.html") as page:
        links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
        assert len(links) > len(LINKS) and all(link.startswith("#") for link in links)


@pytest.mark.parametrize("n", [10_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_it_answers_within_two_seconds(browser: Any, tmp_path: Path, n: int) -> None:
    """From the empty window to the answer to a search; the work of the page's thread, so that a busy machine does not count."""
    write_report(tmp_path, large(tmp_path, n))
    context = browser.new_context()
    page = context.new_page()
    meter = context.new_cdp_session(page)
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto((tmp_path / "report.html").as_uri())
    page.evaluate(ANSWERS)
    told = {m["name"]: m["value"] for m in meter.send("Performance.getMetrics")["metrics"]}
    context.close()
    assert 0 < told["TaskDuration"] < 2


ANSWERS = """() => new Promise(done => {
  const found = document.getElementById('found');
  new MutationObserver(() => done(performance.now())).observe(found, {childList: true, characterData: true, subtree: true});
  const search = document.querySelector('[name=text]');
  search.value = 'ministry 7';
  search.dispatchEvent(new Event('input', {bubbles: true}));
})"""
