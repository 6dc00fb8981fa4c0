"""Feeds through the whole pipeline: what a second run asks for, what becomes a revision, and what a kill leaves behind."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows import pipeline
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.ingest.step import AllRejectedError
from flows.publish import verify
from tests.ingest.feed_files import LONG, rss, rss_item
from tests.ingest.site import Site, conditional, running, whole
from tests.ingest.test_fetch import FEED, QUICK


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


def run(site: Site, data: Path, *addresses: str) -> dict[str, Any]:
    """Run as a user would; the paths asked for in this run are in `site.asked`."""
    site.asked.clear()
    site.heads.clear()
    web = replace(QUICK, allow_hosts=(f"127.0.0.1:{site.port}",), tries=1)
    return pipeline.run([f"{site.url}/{a}" for a in addresses], data, Limits(workers=1), web=web)


def table(data: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(data / "releases" / "latest" / name)


def article(n: int, town: str, more: str = "") -> str:
    body = LONG.format(n=n).replace("Velmora", town)
    return f"<html><head><title>Night in {town}</title></head><body><article>{body}{more}</article></body></html>"


OTHER = (
    "<html><body><article><p>A ferry with grain for the islands ran onto a mine off Tarnopil, the port office said on Friday.</p>"
    "<p>At least 5 sailors were wounded, and the captain, Ilya Sorokin, was flown to hospital.</p></article></body></html>"
)


def feed(*items: str, etag: str) -> Any:
    return conditional(rss(*items), etag, kind=FEED)


def test_second_run_asks_only_for_what_is_new_or_changed(tmp_path: Path, site: Site) -> None:
    item = rss_item(1, "/a?utm_source=rss")
    site.routes |= {"/feed": feed(item, etag='"1"'), "/a?utm_source=rss": conditional(article(4, "Velmora"), '"a1"')}
    first = run(site, tmp_path, "feed")
    assert first["new"]
    assert site.asked == ["/robots.txt", "/feed", "/a?utm_source=rss"]
    again = run(site, tmp_path, "feed")
    assert (again["new"], again["version"]) == (False, first["version"])
    assert site.asked == ["/robots.txt", "/feed"]
    assert site.heads[1]["if-none-match"] == '"1"'
    assert "if-modified-since" in site.heads[1]

    site.routes |= {
        "/feed": feed(rss_item(2, "/b"), item.replace("22:01", "23:59"), etag='"2"'),
        "/a?utm_source=rss": conditional(article(9, "Velmora"), '"a2"'),
        "/b": whole(OTHER),
    }
    assert run(site, tmp_path, "feed")["new"]
    assert sorted(site.asked) == ["/a?utm_source=rss", "/b", "/feed", "/robots.txt"]
    articles = table(tmp_path, "articles").join(table(tmp_path, "duplicates"), on="article_id")
    relations = dict(zip(articles["text"].str.extract(r"[Aa]t least (\d)"), articles["relation"], strict=True))
    assert relations == {"4": "unique", "9": "revision", "5": "unique"}
    assert not run(site, tmp_path, "feed")["new"]
    assert verify(Store(tmp_path).find("latest")) == []


def test_a_changed_item_whose_page_has_not_changed_is_known(tmp_path: Path, site: Site) -> None:
    nonce = iter(range(100))
    site.routes |= {
        "/feed": feed(rss_item(1, "/a"), etag='"1"'),
        "/a": lambda *a: whole(article(4, "Velmora", f"<script>var nonce={next(nonce)}</script>"))(*a),
        "/page": lambda *a: whole(article(6, "Tarnopil", f"<script>var nonce={next(nonce)}</script>"))(*a),
    }
    assert run(site, tmp_path, "feed", "page")["new"]
    site.routes["/feed"] = feed(rss_item(1, "/a", teaser="Other words"), etag='"2"')
    assert not run(site, tmp_path, "feed", "page")["new"]
    assert {"/a", "/page"} <= set(site.asked)
    assert len(table(tmp_path, "articles")) == 2


def test_what_failed_is_tried_in_the_next_run(tmp_path: Path, site: Site) -> None:
    site.routes |= {
        "/feed": feed(rss_item(1, "/a"), rss_item(2, "/b"), rss_item(3, "/gone"), etag='"1"'),
        "/a": whole(article(4, "Velmora")),
        "/b": whole("no", status="503 Service Unavailable"),
        "/gone": whole("no", status="410 Gone"),
    }
    run(site, tmp_path, "feed")
    assert sorted(table(tmp_path, "rejects")["failure_case"]) == ["410", "503"]
    site.routes["/b"] = whole(article(5, "Tarnopil"))
    assert run(site, tmp_path, "feed")["new"]
    assert site.asked == ["/robots.txt", "/feed", "/b"], "neither what is had nor what is gone for good"
    assert "if-none-match" not in site.heads[1], "an answer without the items that are still to be had would lose them"
    assert len(table(tmp_path, "articles")) == 2
    run(site, tmp_path, "feed")
    assert site.heads[1]["if-none-match"] == '"1"'


def test_what_robots_forbid_does_not_cost_the_validators(tmp_path: Path, site: Site) -> None:
    site.routes |= {
        "/robots.txt": whole("User-agent: *\nDisallow: /b", kind="text/plain"),
        "/feed": feed(rss_item(1, "/a"), rss_item(2, "/b"), etag='"1"'),
        "/a": whole(article(4, "Velmora")),
    }
    run(site, tmp_path, "feed")
    assert table(tmp_path, "rejects")["check"].to_list() == ["robots"]
    assert not run(site, tmp_path, "feed")["new"]
    assert site.heads[1]["if-none-match"] == '"1"'
    assert "/b" not in site.asked


def test_a_feed_that_is_down_fails_the_run_and_leaves_the_release(tmp_path: Path, site: Site) -> None:
    site.routes["/feed"] = whole("no", status="500 Oops")
    with pytest.raises(AllRejectedError, match="the server answers 500"):
        run(site, tmp_path, "feed")
    site.routes |= {"/feed": feed(rss_item(1, "/a"), etag='"1"'), "/a": whole(article(4, "Velmora"))}
    assert run(site, tmp_path, "feed")["new"]
    assert table(tmp_path, "rejects").is_empty()
    assert not (tmp_path / "feeds" / "rounds").is_dir() or not list((tmp_path / "feeds" / "rounds").iterdir())


@pytest.mark.parametrize("when", ["before the release", "after the release"])
def test_a_killed_run_fetches_nothing_twice(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    site.routes |= {
        "/feed": feed(rss_item(1, "/a"), rss_item(2, "/b", html=LONG.format(n=5)), etag='"1"'),
        "/a": whole(article(4, "Velmora")),
    }

    def kill(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "_all" if when == "before the release" else "settle", kill)
        with pytest.raises(KeyboardInterrupt):
            run(site, tmp_path, "feed")
    told = run(site, tmp_path, "feed")
    assert told["new"] == (when == "before the release")
    assert "/a" not in site.asked
    assert len(table(tmp_path, "articles")) == 2
    assert not run(site, tmp_path, "feed")["new"]
    assert site.heads[1]["if-none-match"] == '"1"'
    assert len(Store(tmp_path).releases()) == 1


RUN = """
import sys
from dataclasses import replace
from pathlib import Path
from flows import pipeline
from flows.core.workspace import Limits
from flows.ingest.fetch.settings import Web
if __name__ == "__main__":
    print("begun", flush=True)
    web = Web(delay=0.01, allow_hosts=("127.0.0.1",))
    pipeline.run([sys.argv[1]], Path(sys.argv[2]), Limits(workers=1, batch_documents=4), web=web)
"""


@pytest.mark.slow
def test_runs_killed_by_the_system(tmp_path: Path, site: Site) -> None:
    script, data = tmp_path / "run.py", tmp_path / "data"
    script.write_text(RUN)
    pages = {f"/{n}": whole(article(n, f"Town{n} of {'abcdefghijkl'[n]}")) for n in range(12)}
    site.routes |= {"/feed": feed(*(rss_item(n, f"/{n}") for n in range(12)), etag='"1"'), **pages}
    dice, kills = random.Random(3), 0
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, str(script), f"{site.url}/feed", str(data)], stdout=subprocess.PIPE
        ) as run:
            assert run.stdout is not None
            run.stdout.readline()
            time.sleep(dice.uniform(0.05, 1.5))
            kills += run.poll() is None
            run.kill()
        for release in Store(data).releases():
            assert verify(release) == []
    web = replace(QUICK, allow_hosts=("127.0.0.1",))
    pipeline.run([f"{site.url}/feed"], data, Limits(workers=1, batch_documents=4), web=web)
    assert kills, "no run was killed: the test tests nothing"
    assert sorted(table(data, "articles")["url"]) == sorted(f"{site.url}{path}" for path in pages)
    assert all(site.asked.count(path) <= 1 + kills for path in pages)
    assert sum(site.asked.count(path) > 1 for path in pages) <= kills, (
        "only a page under way when the kill came is asked for again"
    )
    assert table(data, "rejects").is_empty()
    assert len(Store(data).releases()) == 1


def test_what_went_with_a_release_is_fetched_again(tmp_path: Path, site: Site) -> None:
    site.routes |= {"/feed": feed(rss_item(1, "/a"), etag='"1"'), "/a": whole(article(4, "Velmora"))}
    run(site, tmp_path, "feed")
    shutil.rmtree(tmp_path / "releases")
    assert run(site, tmp_path, "feed")["new"]
    assert len(table(tmp_path, "articles")) == 1


def test_an_inbox_and_a_list_of_feeds(tmp_path: Path, site: Site) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("Shelling killed 7 civilians in Norvik on Monday, the mayor said.")
    (tmp_path / "feeds.urls").write_text(f"{site.url}/feed\n")
    site.routes |= {"/feed": feed(rss_item(1, "/a"), etag='"1"'), "/a": whole(article(4, "Velmora"))}
    web = replace(QUICK, allow_hosts=(f"127.0.0.1:{site.port}",))
    sources = [str(tmp_path / "inbox"), str(tmp_path / "feeds.urls")]
    pipeline.run(sources, tmp_path / "data", Limits(workers=1), web=web)
    assert table(tmp_path / "data", "articles")["source_uri"].to_list() == ["a.txt", f"{site.url}/a"]
