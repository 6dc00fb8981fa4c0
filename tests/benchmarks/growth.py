"""How the time of extraction grows with the length of one article: CPU seconds at each length, and the exponent of the growth.

``python tests/benchmarks/growth.py [--largest BYTES] [--text NAME]`` reads single articles from 1 kB to 10 MB: ordinary reports,
nothing but numbers, one sentence without an end, marks that open and never close, quotations that run from
sentence to sentence, a paragraph of a million quotations. An exponent of 1
is linear; of 2 would let a text of 10 MB stand for days. It is fitted from 10 kB on, where the fixed costs of a batch count less.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from datetime import date

import polars as pl
from rich.console import Console
from rich.table import Table

from flows.core.batch import Batch
from flows.extract.dates import find_dates
from flows.extract.quantities.numbers.find import numbers_in
from flows.extract.stage import extract
from schemas import FACTS, polars_schema

TEXTS = {
    "reports": (
        "Mortar fire killed at least 12 villagers and wounded 30 in Arlem on Tuesday, Mayor Ines Kolar said. The army had lost "
        '40 tanks worth $3 million by 5 May 2021, she added. "We hold 200 prisoners," General Ivo Tarn told Northwire.\n'
    ),
    "numbers": "1,234 5.6 77 eight 9-10 300 ٣٠٠ １２ ",
    "one sentence": "and the men of the hill and 12 of the plain went on to the river ",
    "open marks": '“He said "that ‘5 people ',
    "open speech": "General Tarn said “we hold 200 men. He ",
    "joined speech": "General Tarn said “we hold on. He” ",
    "one paragraph": '"We hold 200 men," General Tarn said. ',
}
STEPS: dict[str, Callable[[pl.DataFrame], object]] = {
    "sentences": Batch.of,
    "dates": lambda frame: find_dates(Batch.of(frame)),
    "numbers": lambda frame: numbers_in(Batch.of(frame).sentences),
    "all extraction": extract,
}
SMALLEST, FITTED = 1_000, 10_000


def article(text: str, size: int) -> pl.DataFrame:
    """Return one article of about `size` characters."""
    row = {
        "article_id": "0" * 16,
        "text": text * (size // len(text) + 1),
        "published_date": date(2024, 5, 15),
        "language": "en",
    }
    return pl.DataFrame([row], schema=polars_schema(FACTS["articles"]), orient="row")


def seconds(step: Callable[[pl.DataFrame], object], frame: pl.DataFrame) -> float:
    """Return the CPU seconds of one step on one article."""
    begun = time.process_time()
    step(frame)
    return time.process_time() - begun


def exponent(measured: dict[int, float]) -> float:
    """Return the slope of the logarithms of time over length, by least squares."""
    points = [(math.log(size), math.log(max(spent, 1e-4))) for size, spent in measured.items() if size >= FITTED]
    x, y = (sum(p[k] for p in points) / len(points) for k in (0, 1))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--largest", type=int, default=10_000_000)
    ap.add_argument("--text", choices=TEXTS, action="append", help="may be repeated; without it all")
    args = ap.parse_args()
    sizes = [SMALLEST * 10**k for k in range(8) if SMALLEST * 10**k <= args.largest]
    table = Table("text", "step", *(f"{size:,} B" for size in sizes), "exponent", box=None, pad_edge=False)
    for name in args.text or TEXTS:
        extract(article(TEXTS[name], SMALLEST))  # tables are read once
        for step, run in STEPS.items():
            spent = {size: seconds(run, article(TEXTS[name], size)) for size in sizes}
            table.add_row(name, step, *(f"{s:.3f}" for s in spent.values()), f"{exponent(spent):.2f}")
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
