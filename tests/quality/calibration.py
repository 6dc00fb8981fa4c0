"""How far `confidence` can be trusted: cross-validation over the annotated articles, a picture of it, and the table that extraction uses.

Only held-out articles count: those that no rule was written from (half of `extra`, of the project's own set and of the benchmark); on the
others nearly every figure is right, which tells nothing of a new article. ``python tests/quality/calibration.py`` fits the log-odds of
``seeds/reference/confidence.csv`` on four fifths of them, asks of each figure in the last fifth whether it is right, five times, and prints
what share of the rows near each confidence is. ``--update`` then fits on all of them, writes the table, and draws what the cross-validation
found into ``calibration.svg`` beside this file.

A figure of people is right when the annotation has its place, count type and number, as ../shared/gold/score.py sees it; one of another
family when the annotated sentence has its number and unit, as ../shared/bench/score_bench.py sees it.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template
from types import ModuleType
from typing import Any, NamedTuple

import polars as pl

from flows.core import reference
from flows.core.batch import Batch
from flows.core.ids import digest
from flows.extract.quantities.confidence import NO_NOUN, PEOPLE, share, steps, weights
from flows.extract.quantities.numbers.find import numbers_in
from flows.extract.quantities.people.reading import readings
from flows.extract.stage import extract
from schemas import FACTS, polars_schema
from schemas.vocabulary import PEOPLE_FAMILIES
from tests.shared_scorers import SHARED, scorer

HERE = Path(__file__).parent
PICTURE = HERE / "calibration.svg"
TABLE = reference.FOLDER / "confidence.csv"
FOLDS = 5
BINS = 10
RIDGE = 1.0  # pulls the log-odds of a rule or count type towards 0
PRIOR = 5  # cases of the share of all that each family is given besides its own
ROUNDS, DAMPED = 60, 0.4

Name = tuple[str, str]  # kind and name, as in the table
Weights = dict[Name, float]


class Case(NamedTuple):
    """One figure: its article, what its confidence is made of (with the size of each), and whether it is right."""

    article: str
    parts: tuple[tuple[Name, float], ...]
    right: bool


def people(name: str) -> list[Case]:
    """Return the figures of people in the held-out half of a set of annotated articles: `extra` or `own`."""
    folder, files = (HERE / "own", "") if name == "own" else (SHARED / "gold", f"{name}.")
    articles = [a for a in _lines(folder / f"{files}articles.jsonl") if unread(a["url"])]
    gold = {row["doc"]: row for row in _lines(folder / ("gold.jsonl" if name == "own" else f"{name}.jsonl"))}
    tool = scorer("gold/score.py")
    batch = Batch.of(_frame(articles))
    out = []
    figures = defaultdict(list)
    for article, offset, _, found in readings(batch, numbers_in(batch.sentences)):
        figures[article] += [(offset, f) for f in found.figures]
    for article, rows in figures.items():
        url, text = articles[article]["url"], batch.articles["text"][article]
        open_labels = [(f, tool.spans(text, f["context"], f["surface"])) for f in gold[url]["figures"]]
        for offset, f in sorted(rows, key=lambda row: row[0] + row[1].start):
            hit = next((k for k, label in enumerate(open_labels) if _says(tool, label, offset, f)), None)
            if hit is not None:
                del open_labels[hit]
            parts: list[tuple[Name, float]] = [
                (("base", PEOPLE), 1.0), (("rule", f.rule), 1.0), (("count_type", f.count_type), 1.0), (("base", "step"), steps(f.score)),
            ]  # fmt: skip
            out.append(Case(url, (*parts, *([(("base", "single"), 1.0)] if f.implicit else [])), hit is not None))
    return out


def _says(tool: ModuleType, label: tuple[dict[str, Any], list[tuple[int, int]]], offset: int, f: Any) -> bool:
    gold, places = label
    row = {"value": f.value, "value_low": f.low, "value_high": f.high}
    return (
        f.count_type == gold["count_type"]
        and bool(tool.same_number(gold, row))
        and any(tool.close(offset + f.start, offset + f.end, *place) for place in places)
    )


def others() -> list[Case]:
    """Return the figures of the other families in the annotated sentences; what the annotation pardons is left out."""
    articles = [a for a in _lines(SHARED / "bench" / "cqe-dev.articles.jsonl") if unread(a["url"])]
    labels = {row["url"]: row.get("quantities") for row in _lines(SHARED / "bench" / "cqe-dev.labels.jsonl")}
    tool = scorer("bench/score_bench.py")
    frame = _frame(articles)
    found = extract(frame).quantities.filter(~pl.col("is_implicit")).partition_by("article_id", as_dict=True)
    out = []
    for article, text_id in zip(articles, frame["article_id"], strict=True):
        rows = found[(text_id,)].to_dicts() if (text_id,) in found else []
        if labels[article["url"]] is None:
            continue
        free = dict(enumerate(rows))
        right: set[int] = set()
        for g in sorted(labels[article["url"]], key=lambda label: label["optional"]):
            fits = [k for k, r in free.items() if tool.same_amount(g, r)]
            hit = next((k for k in fits if tool.same_unit(g, free[k])), fits[0] if fits else None)
            if hit is None:
                continue
            row = free.pop(hit)
            if g["optional"]:
                rows[hit] = {"family": None}
            elif tool.same_unit(g, row):
                right.add(hit)
        for k, row in enumerate(rows):
            if row["family"] is not None and row["family"] not in PEOPLE_FAMILIES:
                name = row["family"] if row["unit"] is not None else NO_NOUN
                out.append(Case(article["url"], ((("family", name), 1.0),), k in right))
    return out


def unread(url: str) -> bool:
    """Whether no rule was written from an article: an odd number in the project's own set, an odd hash of the address elsewhere."""
    if url.startswith("own:"):
        return int(url.removeprefix("own:")) % 2 == 1
    return int(hashlib.sha256(url.encode()).hexdigest(), 16) % 2 == 1


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _frame(articles: Sequence[dict[str, Any]]) -> pl.DataFrame:
    rows = [
        {"article_id": digest(a["url"]), "text": re.sub(r"\n\s*\n*", "\n", a["text"]).strip(), "language": "en"}
        for a in articles
    ]
    return pl.DataFrame(rows, schema=polars_schema(FACTS["articles"]), orient="row")


def fit(cases: Sequence[Case], start: Weights) -> Weights:
    """Return the log-odds that explain the cases best; a name that no case has keeps that of `start`."""
    families = [case for case in cases if case.parts[0][0][0] == "family"]
    return {**start, **_fit_people([case for case in cases if case not in families]), **_fit_families(families)}


def _fit_people(cases: Sequence[Case]) -> Weights:
    """Fit log-odds that add up, by Newton's steps on each, damped as they share the same cases."""
    out = dict.fromkeys((part for case in cases for part, size in case.parts if size), 0.0)
    for _ in range(ROUNDS):
        slope, bend = dict.fromkeys(out, 0.0), dict.fromkeys(out, 0.25)
        for case in cases:
            expected = 1 / (1 + math.exp(-sum(out[part] * size for part, size in case.parts if size)))
            for part, size in case.parts:
                if size:
                    slope[part] += size * (case.right - expected)
                    bend[part] += size * size * expected * (1 - expected)
        for part in out:
            pull = 0.0 if part[0] == "base" else RIDGE
            out[part] += DAMPED * (slope[part] - pull * out[part]) / (bend[part] + pull)
    return out


def _fit_families(cases: Sequence[Case]) -> Weights:
    """The share that is right of each family, drawn towards that of all."""
    all_right = sum(case.right for case in cases) / max(1, len(cases))
    out = {}
    for part in {case.parts[0][0] for case in cases}:
        right = [case.right for case in cases if case.parts[0][0] == part]
        likely = (sum(right) + PRIOR * all_right) / (len(right) + PRIOR)
        out[part] = math.log(likely / (1 - likely))
    return out


def confidence(case: Case, of: Weights) -> float:
    """Return a figure's confidence by these log-odds."""
    return share(sum(of[part] * size for part, size in case.parts))


def held_out(cases: Sequence[Case], start: Weights) -> Iterator[tuple[Case, float]]:
    """Give each case the confidence that a fit on the other folds gives it."""
    fold = {case.article: int(digest(case.article), 16) % FOLDS for case in cases}
    for k in range(FOLDS):
        fitted = fit([case for case in cases if fold[case.article] != k], start)
        yield from ((case, confidence(case, fitted)) for case in cases if fold[case.article] == k)


class Bin(NamedTuple):
    """Rows near one confidence: how many, their mean confidence, the share that is right."""

    rows: int
    said: float
    right: float


def bins(told: Sequence[tuple[Case, float]]) -> list[Bin]:
    """Return the rows in tenths of confidence; tenths without rows are left out."""
    by: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for case, value in told:
        by[min(BINS - 1, int(value * BINS + 1e-9))].append((value, case.right))
    return [
        Bin(len(rows), sum(v for v, _ in rows) / len(rows), sum(r for _, r in rows) / len(rows))
        for _, rows in sorted(by.items())
    ]


def error(told: Sequence[tuple[Case, float]]) -> float:
    """Return the expected calibration error: how far confidence and share of right rows lie apart, weighed by rows."""
    return sum(b.rows * abs(b.said - b.right) for b in bins(told)) / max(1, len(told))


def sets() -> dict[str, list[Case]]:
    """Return the cases that the table is fitted on: figures of people, and those of the other families."""
    return {"figures of people": [*people("own"), *people("extra")], "the other families": others()}


def write_table(cases: Sequence[Case], fitted: Weights) -> None:
    """Write the log-odds with the cases they rest on; names and examples stay as they are, new names are added."""
    rows = Counter(part for case in cases for part, size in case.parts if size)
    right = Counter(part for case in cases for part, size in case.parts if size and case.right)
    columns = ("kind", "name", "log_odds", "rows", "right", "example")
    old = {(r["kind"] or "", r["name"] or ""): r["example"] or "" for r in reference.rows("confidence", *columns)}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerow(("# Written by tests/quality/calibration.py --update; rows without cases stand on judgement.",))
        for part in dict.fromkeys([*old, *sorted(fitted)]):
            out.writerow((*part, f"{fitted[part]:.2f}", rows[part], right[part], old.get(part, "")))


_PICTURE = Template("""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 380" font-family="sans-serif" font-size="12" role="img">
<title>Share of right rows by confidence, cross-validated over articles</title>
<rect width="420" height="380" fill="#fff"/>
$grid<line x1="60" y1="320" x2="380" y2="20" stroke="#999" stroke-dasharray="4 4"/>
<text x="220" y="362" text-anchor="middle">confidence</text>
<text x="18" y="170" text-anchor="middle" transform="rotate(-90 18 170)">share that is right</text>
$marks</svg>
""")
_COLOURS = ("#1f5fa8", "#c2571a")


def picture(told: dict[str, list[tuple[Case, float]]]) -> str:
    """Return the reliability picture as SVG: a dot per tenth of confidence, as large as its rows are many, with its 95 % interval."""
    grid = "".join(
        f'<line x1="{_x(t / 5)}" y1="320" x2="{_x(t / 5)}" y2="20" stroke="#eee"/><line x1="60" y1="{_y(t / 5)}" x2="380" '
        f'y2="{_y(t / 5)}" stroke="#eee"/><text x="{_x(t / 5)}" y="338" text-anchor="middle">{t / 5:g}</text>'
        f'<text x="52" y="{_y(t / 5) + 4}" text-anchor="end">{t / 5:g}</text>\n'
        for t in range(6)
    )
    marks = []
    for n, ((name, rows), colour) in enumerate(zip(told.items(), _COLOURS, strict=True)):
        legend = f"{name}: {len(rows):,} rows, error {error(rows):.3f}"
        marks.append(
            f'<circle cx="72" cy="{34 + 18 * n}" r="5" fill="{colour}"/><text x="84" y="{38 + 18 * n}">{legend}</text>'
        )
        for b in bins(rows):
            low, high = _interval(b)
            marks.append(
                f'<line x1="{_x(b.said)}" y1="{_y(low)}" x2="{_x(b.said)}" y2="{_y(high)}" stroke="{colour}" opacity=".6"/>'
                f'<circle cx="{_x(b.said)}" cy="{_y(b.right)}" r="{2 + math.sqrt(b.rows) / 3:.1f}" fill="{colour}" opacity=".8">'
                f"<title>{b.rows} rows near {b.said:.2f}: {b.right:.2f} right</title></circle>"
            )
    return _PICTURE.substitute(grid=grid, marks="\n".join(marks))


def _x(value: float) -> float:
    return round(60 + 320 * value, 1)


def _y(value: float) -> float:
    return round(320 - 300 * value, 1)


def _interval(b: Bin) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    z, n, p = 1.96, b.rows, b.right
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def main() -> int:
    """Cross-validate and print; write table and picture on demand."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--update", action="store_true", help="write the table and the picture")
    args = ap.parse_args()
    cases = sets()
    told = {name: list(held_out(found, weights())) for name, found in cases.items()}
    for name, rows in told.items():
        print(f"{name}: {len(rows)} rows, calibration error {error(rows):.3f}")
        for b in bins(rows):
            print(f"  near {b.said:.2f}: {b.right:.2f} of {b.rows} right")
    every = [case for found in cases.values() for case in found]
    if args.update:
        write_table(every, fit(every, weights()))
        PICTURE.write_text(picture(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
