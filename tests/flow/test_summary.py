"""What artifacts show of a release: conflicts with who says what, and no markup of an article."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from flows.core.display import STEERING
from flows.core.store import Release
from flows.summary import claim_rows, conflict_rows, escaped, report_link
from tests.publish.hostile import HOSTILE
from tests.publish.releases import claim, release
from tests.publish.releases import figure as told

MARKDOWN = [
    "![x](https://evil.example/pixel.png)",
    "[click](javascript:alert(1))",
    "<https://evil.example>",
    "https://evil.example/?q=1",
    "www.evil.example",
    "mail@evil.example",
    "a | b\n---|---\n1 | 2",
    "`code` **bold** _soft_ ~~gone~~ ==x==",
    "\\[x\\](y)",
    "# title\n\n> said",
]


@pytest.mark.parametrize("text", [t for t in [*HOSTILE, *MARKDOWN] if len(t) < 5_000])
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    shown = escaped(f"Army of {text}")
    assert not STEERING.search(shown)
    (paragraph,) = (
        t for t in MarkdownIt("commonmark", {"html": True}).enable("table").parse(shown) if t.type == "inline"
    )
    assert {t.type for t in paragraph.children or []} <= {"text", "text_special"}


def test_conflicts_tell_who_says_what(tmp_path: Path) -> None:
    a = told(
        1, "The mayor said 12 died.", "12", 12.0, attributed_to="Mayor [x](javascript:1)", source_name="North Post"
    )
    b = told(2, "In all 31 died.", "31", 31.0, source_name="Sud Kurier")
    c = told(3, "The army denied that 31 died.", "31", 31.0, attributed_to="army", modality="denied")
    d = told(4, "At the bridge 5 died.", "5", 5.0)
    release(
        tmp_path, [([a, b, c], claim(1, [a, b, c], "conflict", label="How many <b>?")), ([d], claim(2, [d], "single"))]
    )
    made = Release(tmp_path)
    (row,) = conflict_rows(made)
    assert row == {
        "question": r"How many \<b\>?",
        "best": 12.0,
        "who says what": r"Mayor \[x\]\(javascript:1\): 12; Sud Kurier: 31; army: 31 \(denied\)",
    }
    assert [r["agreement"] for r in claim_rows(made)] == ["conflict", "single"]


def test_link_to_the_report(tmp_path: Path) -> None:
    made = Release(tmp_path / "a (b)")
    assert report_link(made, str(made.path)) == f"{tmp_path.as_uri()}/a%20%28b%29/report.html"
    remote = "s3://bucket/data/20260301T120000Z.datapackage.json"
    assert report_link(made, remote) == "s3://bucket/data/20260301T120000Z.report.html"


def test_no_conflict_is_an_empty_table(tmp_path: Path) -> None:
    release(tmp_path, [])
    assert conflict_rows(Release(tmp_path)) == []
