"""Draw the picture of the README anew: the first claims of the sample articles as the report shows them.

``python tests/publish/picture.py`` needs Playwright and a Chromium, as the tests of the report do.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from flows import pipeline
from flows.core.workspace import Limits

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "seeds" / "report.png"
WIDTH, CLAIMS = 860, 2


def main() -> None:
    """Make a release of the sample articles and photograph its first claims."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as p:
        told = pipeline.run([str(ROOT / "seeds" / "articles")], Path(scratch), Limits(workers=1))
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 2_000})
        page.goto((Path(told["path"]) / "report.html").as_uri())
        page.locator("#filters").evaluate("form => form.remove()")
        cards = page.locator("article.claim")
        first, last = cards.nth(0).bounding_box(), cards.nth(CLAIMS - 1).bounding_box()
        assert first and last
        height = last["y"] + last["height"] - first["y"] + 24
        page.screenshot(path=PICTURE, clip={"x": 0, "y": first["y"] - 12, "width": WIDTH, "height": height})
        browser.close()


if __name__ == "__main__":
    main()
