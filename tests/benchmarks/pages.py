"""Bodies, titles, authors and dates of web pages: newstally beside trafilatura, resiliparse and newspaper4k in one run, one core.

``python tests/benchmarks/pages.py`` reads the pages beside the project (../shared/bench, body-dev) with each of them that is installed
(``pip install resiliparse newspaper4k``) and prints two tables. Bodies are scored as the set's own scorer does, by shingles of four words.
Title, author and date are scored on the pages that state them in JSON-LD, with the JSON-LD taken out before reading: what is measured is
how well the rest of the page is read. Seconds are of the processor, not of the clock.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape

from lxml.html import HTMLParser, document_fromstring, tostring
from rich.console import Console
from rich.table import Table

from flows.ingest.articles import assemble
from flows.ingest.documents import Document
from flows.ingest.pages.metadata import metadata
from tests.shared_scorers import SHARED, scorer

BENCH = SHARED / "bench"
FIELDS = ("title", "author", "published")


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader tells of a page."""

    text: str = ""
    title: str | None = None
    author: str | None = None
    published: date | None = None


Reader = Callable[[str], Told]


def newstally(html: str) -> Told:
    """Read a page as the pipeline does."""
    articles, _ = assemble([Document("a.html", "html", html, html)])
    if articles.is_empty():
        return Told()
    row = articles.row(0, named=True)
    return Told(row["text"], row["title"], row["author"], row["published_date"])


def trafilatura(html: str) -> Told:
    """Read a page with trafilatura and its search for dates."""
    from trafilatura import bare_extraction

    found = bare_extraction(html, include_comments=False, with_metadata=True)
    return Told(found.text or "", found.title, found.author, _day(found.date)) if found else Told()


def resiliparse(html: str) -> Told:
    """Read a page with resiliparse, which gives the body only."""
    from resiliparse.extract.html2text import extract_plain_text

    return Told(extract_plain_text(html, main_content=True))


def newspaper4k(html: str) -> Told:
    """Read a page with newspaper4k."""
    from newspaper import Article

    article = Article(
        "https://example.org/a", language="en", fetch_images=False
    )  # or it asks the network for each picture
    article.download(input_html=html)
    article.parse()
    moment = article.publish_date
    return Told(article.text, article.title, "; ".join(article.authors) or None, moment.date() if moment else None)


READERS: dict[str, tuple[str, Reader]] = {
    "newstally": ("flows", newstally),
    "trafilatura": ("trafilatura", trafilatura),
    "resiliparse": ("resiliparse", resiliparse),
    "newspaper4k": ("newspaper", newspaper4k),
}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


def stated(html: str) -> tuple[Told, str]:
    """Return what a page states in JSON-LD, and the page without it."""
    tree = document_fromstring(html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    scripts = tree.xpath("//script[@type='application/ld+json']")
    bare = document_fromstring("<html><head></head></html>")
    for script in scripts:
        script.getparent().remove(script)
        bare.head.append(script)
    said = metadata(bare) if scripts else None
    day = said.published[:10] if said and said.published and re.match(r"\d{4}-\d\d-\d\d", said.published) else None
    told = Told("", said.title if said else None, said.author if said else None, _day(day))
    return told, tostring(tree, encoding="unicode")


def _folded(value: str | None) -> str:
    return re.sub(r"\W+", " ", unescape(value or "").casefold()).strip()


def right(field: str, gold: Told, found: Told) -> bool:
    """Tell whether a field is as stated: the day; the title, which may carry the outlet's name; at least one author, and no other."""
    if field == "published":
        return gold.published == found.published
    wanted, got = _folded(getattr(gold, field)), _folded(getattr(found, field))
    return bool(got) and (wanted in got or got in wanted)


def measured(reader: Reader, pages: list[str]) -> tuple[list[Told], float]:
    """Return what a reader tells of each page, and the seconds of the processor it took."""
    reader(pages[0])
    begun = time.process_time()
    told = [reader(page) for page in pages]
    return told, time.process_time() - begun


def bodies(pages: list[str], gold: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each reader: F1, precision, recall of bodies, pages per second."""
    shingles = scorer("bench/score_bench.py").shingles
    for name, (package, reader) in READERS.items():
        if importlib.util.find_spec(package) is None:
            yield name, "not installed", "", "", ""
            continue
        told, seconds = measured(reader, pages)
        parts = []
        for text, page in zip(gold, told, strict=True):
            a, b = shingles(text), shingles(page.text)
            both = (a & b).total()
            parts.append((both / b.total() if page.text else None, both / a.total()))
        p = [x for x, _ in parts if x is not None]
        precision, recall = sum(p) / len(p), sum(y for _, y in parts) / len(parts)
        f1 = 2 * precision * recall / (precision + recall)
        yield name, f"{f1:.3f}", f"{precision:.3f}", f"{recall:.3f}", f"{len(pages) / seconds:.0f}"


def fields(pages: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each reader and field: stated, right, wrong, not told."""
    cases = [stated(page) for page in pages]
    for name, (package, reader) in READERS.items():
        if importlib.util.find_spec(package) is None or name == "resiliparse":
            continue
        for field in FIELDS:
            some = [(gold, page) for gold, page in cases if getattr(gold, field) is not None]
            told = [(gold, reader(page)) for gold, page in some]
            good = sum(right(field, gold, found) for gold, found in told)
            none = sum(getattr(found, field) is None for _, found in told)
            yield name, field, str(len(some)), str(good), str(len(some) - good - none), str(none)


def _print(title: str, columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    table = Table(*columns, title=title, box=None, pad_edge=False, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)


def main() -> None:
    """Measure and print."""
    if not BENCH.is_dir():
        raise SystemExit(f"{BENCH}: the annotated pages are not there")
    with gzip.open(BENCH / "body-dev.articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    labels = (BENCH / "body-dev.labels.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {row["url"]: row["text"] for row in map(json.loads, labels)}
    pages = [a["html"] for a in articles]
    _print(
        "body",
        ("who", "F1", "precision", "recall", "pages/s"),
        bodies(pages, [gold[a["url"]] for a in articles]),
    )
    _print(
        "as stated in JSON-LD, which was taken out", ("who", "what", "pages", "right", "wrong", "none"), fields(pages)
    )


if __name__ == "__main__":
    main()
