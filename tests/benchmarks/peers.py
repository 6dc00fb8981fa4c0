"""What users chain together today, beside newstally, on the same articles in the same run on one core: right, wrong, per second.

``python tests/benchmarks/peers.py [--articles N]`` reads annotated articles beside the project (../shared) and prints one line per peer
that is installed (``pip install quantulum3 dateparser spacy``); a peer that is absent is named as absent. Right and wrong are counted
against the annotations; where a peer gives an instant, it is compared at the precision that the annotation has.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from flows.core.batch import Batch
from flows.extract.dates import find_dates
from flows.extract.entities import find_mentions
from flows.extract.stage import extract
from schemas import FACTS, polars_schema

SHARED = Path(__file__).parents[3] / "shared"
Span = tuple[int, int]
Line = tuple[str, str, int, int, int, int, float]  # task, who, annotated, right, wrong, extra, articles per second


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
    if importlib.util.find_spec("dateparser") is None:
        return
    from dateparser.search import search_dates

    def theirs() -> list[list[tuple[Span, str]]]:
        out = []
        for a in articles:
            base = datetime.combine(_day(a["published_at"]) or date(2000, 1, 1), datetime.min.time())
            settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
            out.append(_placed(a["text"], search_dates(a["text"], languages=["en"], settings=settings) or []))
        return out

    yield _compared("dates", "dateparser.search", gold, theirs)


def _plain(timex: dict[str, Any]) -> bool:
    return timex["type"] == "DATE" and timex["value"].replace("-", "").isdigit()


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
    right = wrong = extra = 0
    for labels, rows in zip(gold, found, strict=True):
        for (start, end), value in rows:
            label = next((g for g in labels if g["start"] < end and g["end"] > start), None)
            if label is None:
                extra += 1
            elif label["value"] is None:
                continue  # an annotation that cannot be compared
            elif value[: len(label["value"])] == label["value"]:
                right += 1
            else:
                wrong += 1
    annotated = sum(label["value"] is not None for labels in gold for label in labels)
    return task, who, annotated, right, wrong, extra, len(gold) / seconds


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

    yield _counted("newstally (all extraction)", gold, ours)
    if importlib.util.find_spec("quantulum3") is None:
        return
    from quantulum3 import parser

    yield _counted("quantulum3", gold, lambda: [[q.value for q in parser.parse(a["text"])] for a in articles])


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
    return "people figures", who, sum(map(len, gold)), right, 0, sum(map(len, found)) - right, len(gold) / seconds


def names(n: int) -> Iterable[Line]:
    """Compare places of names on annotated news; a peer's pipeline is taken if one is installed."""
    articles = _lines(SHARED / "bench" / "conll-dev.articles.jsonl")[:n]
    labels = {row["url"]: row["entities"] for row in _lines(SHARED / "bench" / "conll-dev.labels.jsonl")}
    gold = [[{**e, "value": ""} for e in labels[a["url"]] if e["type"] in ("PER", "ORG", "LOC")] for a in articles]
    batch = Batch.of(_frame(articles))
    find_mentions(Batch.of(_frame(articles[:5])))

    def ours() -> list[list[tuple[Span, str]]]:
        out: list[list[tuple[Span, str]]] = [[] for _ in articles]
        for i, s, e in find_mentions(batch).select("article", "char_start", "char_end").iter_rows():
            out[i].append(((s, e), ""))
        return out

    yield _compared("names", "newstally", gold, ours)
    if importlib.util.find_spec("en_core_web_sm") is None:
        return
    import en_core_web_sm

    model = en_core_web_sm.load()
    kinds = {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"}

    def theirs() -> list[list[tuple[Span, str]]]:
        return [
            [((e.start_char, e.end_char), "") for e in model(a["text"]).ents if e.label_ in kinds] for a in articles
        ]

    yield _compared("names", "spaCy en_core_web_sm", gold, theirs)


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=40)
    args = ap.parse_args()
    table = Table(
        "task", "who", "annotated", "right", "wrong", "extra rows", "articles/s", "× slower", box=None, pad_edge=False
    )
    for task in (dates, numbers, names):
        best = 0.0
        for name, who, annotated, right, wrong, extra, speed in task(args.articles):
            best = best or speed
            table.add_row(
                name,
                who,
                *(f"{v:,}" for v in (annotated, right, wrong, extra)),
                f"{speed:,.1f}",
                f"{best / speed:,.0f}",
            )
    for peer in ("dateparser", "quantulum3", "en_core_web_sm"):
        if importlib.util.find_spec(peer) is None:
            table.add_row("", f"{peer} is not installed")
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
