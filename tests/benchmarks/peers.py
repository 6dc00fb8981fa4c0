"""What users chain together today, beside newstally, on the same articles in the same run on one core: right, wrong, per second.

``python tests/benchmarks/peers.py [--articles N]`` reads annotated articles beside the project (../shared) and prints one line per
peer that is installed (``pip install quantulum3 dateparser recognizers-text-suite 'emoji<1.7'``); for names that is a pipeline
which ``NEWSTALLY_TAGGER`` names.
Right and wrong are counted against the annotations; where a peer gives an instant, it is compared at the precision that the
annotation has. `rows` are all that a peer gives, `per annotated` how many a reader has to look through for each annotated one.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from flows.core.batch import Batch
from flows.core.fingerprint import TAGGER
from flows.extract.dates import find_dates
from flows.extract.entities import find_mentions
from flows.extract.models import Tagger, named_tagger
from flows.extract.quantities.numbers.find import numbers_in
from flows.extract.stage import extract
from schemas import FACTS, polars_schema

MENTIONED = ("article", "char_start", "char_end", "entity_type")
SHARED = Path(__file__).parents[3] / "shared"
Span = tuple[int, int]
Line = tuple[str, str, int, int, int, int, float]  # task, who, annotated, right, wrong, rows, articles per second


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _frame(rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    given = [
        {"article_id": f"{i:016x}", "text": r["text"], "published_date": _day(r.get("published_at")), "language": "en"}
        for i, r in enumerate(rows)
    ]
    return pl.DataFrame(given, schema=polars_schema(FACTS["articles"]), orient="row")


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


def dates(n: int) -> Iterable[Line]:
    """Compare dates on news annotated with TIMEX3; only values that are a day, a month or a year can be compared."""
    articles = _lines(SHARED / "bench" / "tempeval-dev.articles.jsonl")[:n]
    labels = {row["url"]: row["timexes"] for row in _lines(SHARED / "bench" / "tempeval-dev.labels.jsonl")}
    gold = [
        [t for t in labels[a["url"]] if t["type"] == "DATE" and t["value"].replace("-", "").isdigit()] for a in articles
    ]
    batch = Batch.of(_frame(articles))
    find_dates(Batch.of(_frame(articles[:5])))  # tables are read once

    def ours() -> list[list[tuple[Span, str]]]:
        out: list[list[tuple[Span, str]]] = [[] for _ in articles]
        found = find_dates(batch).filter(pl.col("timex_type") == "DATE")
        for i, s, e, v in found.select("article", "char_start", "char_end", "timex_value").iter_rows():
            out[i].append(((s, e), v))
        return out

    yield _compared("dates", "newstally", gold, ours)
    if installed("dateparser"):
        yield _compared("dates", "dateparser.search", gold, lambda: [_searched(a) for a in articles])
    if installed("recognizers_date_time"):
        yield _compared("dates", "Recognizers-Text", gold, lambda: [_recognized_dates(a) for a in articles])


def installed(package: str) -> bool:
    """Tell whether a peer is here."""
    return importlib.util.find_spec(package) is not None


def _base(article: dict[str, Any]) -> datetime:
    return datetime.combine(_day(article["published_at"]) or date(2000, 1, 1), datetime.min.time())


def _searched(article: dict[str, Any]) -> list[tuple[Span, str]]:
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": _base(article), "PREFER_DATES_FROM": "past"}
    return _placed(article["text"], search_dates(article["text"], languages=["en"], settings=settings) or [])


def _recognized_dates(article: dict[str, Any]) -> list[tuple[Span, str]]:
    """The TIMEX of each reading, the last one where it gives several: the one that lies behind comes first."""
    from recognizers_date_time import recognize_datetime

    out = []
    for found in recognize_datetime(article["text"], "en-us", reference=_base(article)):
        values = (found.resolution or {}).get("values") or []
        past = next((v for v in values if v.get("type", "").startswith("date")), None)
        if past is not None:
            out.append(((found.start, found.end + 1), past.get("value") or past.get("timex") or ""))
    return out


def _placed(text: str, found: list[tuple[str, datetime]]) -> list[tuple[Span, str]]:
    out: list[tuple[Span, str]] = []
    at = 0
    for surface, value in found:
        start = text.find(surface, at)
        if start >= 0:
            at = start + len(surface)
            out.append(((start, at), value.date().isoformat()))
    return out


def _compared(
    task: str, who: str, gold: list[list[dict[str, Any]]], find: Callable[[], list[list[tuple[Span, str]]]]
) -> Line:
    begun = time.process_time()
    found = find()
    seconds = time.process_time() - begun
    right = wrong = 0
    for labels, rows in zip(gold, found, strict=True):
        for (start, end), value in rows:
            label = next((g for g in labels if g["start"] < end and g["end"] > start), None)
            if label is None or label["value"] is None:
                continue  # not annotated, or an annotation that cannot be compared
            if value[: len(label["value"])] == label["value"]:
                right += 1
            else:
                wrong += 1
    annotated = sum(label["value"] is not None for labels in gold for label in labels)
    return task, who, annotated, right, wrong, sum(map(len, found)), len(gold) / seconds


def numbers(n: int) -> Iterable[Line]:
    """Compare numbers of people on annotated news: right are annotated figures with their value, extra all other rows."""
    articles = _lines(SHARED / "gold" / "dev.articles.jsonl")[:n]
    labels = {row["doc"]: row["figures"] for row in _lines(SHARED / "gold" / "dev.jsonl")}
    gold = [[f["value"] for f in labels[a["url"]] if f["value"] is not None and not f["implicit"]] for a in articles]
    frame = _frame(articles)
    extract(frame.head(5))

    def ours() -> list[list[float]]:
        rows = extract(frame).quantities.filter(pl.col("count_type").is_not_null(), ~pl.col("is_implicit"))
        by = dict(rows.group_by("article_id").agg(pl.col("value").drop_nulls()).rows())
        return [by.get(i, []) for i in frame["article_id"]]

    yield _counted("newstally, with all other extraction", gold, ours)
    batch = Batch.of(frame)
    numbers_in(batch.sentences.head(100))

    def alone() -> list[list[float]]:
        out: list[list[float]] = [[] for _ in articles]
        where = batch.sentences["article"].to_list()
        for i, found in numbers_in(batch.sentences).items():
            out[where[i]] += [n.value for n in found if n.value is not None and n.excluded is None]
        return out

    yield _counted("newstally, numbers alone", gold, alone)
    if installed("quantulum3"):
        from quantulum3 import parser

        yield _counted("quantulum3", gold, lambda: [[q.value for q in parser.parse(a["text"])] for a in articles])
    if installed("recognizers_number"):
        yield _counted("Recognizers-Text", gold, lambda: [_recognized_numbers(a["text"]) for a in articles])


def _recognized_numbers(text: str) -> list[float]:
    from recognizers_number import recognize_number

    return [float(n.resolution["value"]) for n in recognize_number(text, "en-us") if n.resolution]


def _counted(who: str, gold: list[list[float]], find: Callable[[], list[list[float]]]) -> Line:
    begun = time.process_time()
    found = find()
    seconds = time.process_time() - begun
    right = 0
    for labels, values in zip(gold, found, strict=True):
        left = list(values)
        for value in labels:
            if value in left:
                left.remove(value)
                right += 1
    return "people figures", who, sum(map(len, gold)), right, 0, sum(map(len, found)), len(gold) / seconds


def names(n: int) -> Iterable[Line]:
    """Compare names and their types on annotated news, also with a pipeline that ``NEWSTALLY_TAGGER`` names, alone and behind our rules."""
    articles = _lines(SHARED / "bench" / "conll-dev.articles.jsonl")[:n]
    labels = {row["url"]: row["entities"] for row in _lines(SHARED / "bench" / "conll-dev.labels.jsonl")}
    types = {"PER": "person", "ORG": "organization", "LOC": "place"}
    gold = [[{**e, "value": types[e["type"]]} for e in labels[a["url"]] if e["type"] in types] for a in articles]
    batch = Batch.of(_frame(articles))
    find_mentions(Batch.of(_frame(articles[:5])))

    def ours(tagger: Tagger | None = None) -> list[list[tuple[Span, str]]]:
        out: list[list[tuple[Span, str]]] = [[] for _ in articles]
        for i, s, e, kind in find_mentions(batch, tagger).select(MENTIONED).iter_rows():
            out[i].append(((s, e), kind))
        return out

    yield _compared("names", "newstally", gold, ours)
    tagger = named_tagger()
    if tagger is None:
        return
    texts = [a["text"] for a in articles]
    yield _compared(
        "names", os.environ[TAGGER], gold, lambda: [[((s, e), k) for s, e, k in t] for t in tagger.tag(texts)]
    )
    yield _compared("names", f"newstally with {os.environ[TAGGER]}", gold, lambda: ours(tagger))


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=40)
    args = ap.parse_args()
    table = Table(
        *("task", "who", "annotated", "right", "wrong", "rows", "per annotated", "articles/s", "× slower"),
        box=None,
        pad_edge=False,
    )
    for task in (dates, numbers, names):
        best = 0.0
        for name, who, annotated, right, wrong, rows, speed in task(args.articles):
            best = best or speed
            table.add_row(
                name,
                who,
                *(f"{v:,}" for v in (annotated, right, wrong, rows)),
                f"{rows / annotated:.1f}",
                f"{speed:,.1f}",
                f"{best / speed:,.0f}",
            )
    for peer in ("dateparser", "quantulum3", "recognizers_number"):
        if not installed(peer):
            table.add_row("", f"{peer} is not installed")
    if not os.environ.get(TAGGER):
        table.add_row("", f"{TAGGER} names no tagger")
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
