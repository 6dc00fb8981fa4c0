"""The whole beside what users chain together: quantulum3 for numbers, dateparser.search for dates, datasketch for copies.

Both read the same generated articles in the same run. The chain runs in one process, as its libraries do; newstally's speed is that of
the run over all articles, of which the chain, being slow, is given a few. `per core` sets processor seconds against each other.
"""

from __future__ import annotations

import importlib.util
import itertools
import time
from dataclasses import dataclass
from datetime import datetime

from tests.benchmarks import copies, generator
from tests.benchmarks.child import spend
from tests.benchmarks.whole import Run

PACKAGES = ("quantulum3", "dateparser", "datasketch")


@dataclass(frozen=True, slots=True)
class Chain:
    """Articles per second of the chain and of newstally, by the clock and by processor time."""

    n: int
    theirs: float
    theirs_per_core: float
    ours: float
    ours_per_core: float


def absent() -> list[str]:
    """Return the packages that are not installed."""
    return [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def measured(n: int, run: Run) -> Chain:
    """Let the chain read the first `n` articles of a run."""
    seconds, cpu = spend(timed, n).made
    return Chain(n, n / seconds, n / cpu, run.n / run.spent.seconds, run.n / run.spent.cpu)


def timed(n: int) -> tuple[float, float]:
    """Return the wall and processor seconds the chain takes for `n` articles, once it has read one."""
    read(1)
    begun, used = time.perf_counter(), time.process_time()
    read(n)
    return time.perf_counter() - begun, time.process_time() - used


def read(n: int) -> tuple[int, int, int]:
    """Return how many numbers, dates and pairs of copies the chain finds in the first `n` generated articles."""
    from dateparser.search import search_dates
    from quantulum3 import parser

    numbers = dates = 0
    texts = []
    for article in itertools.islice(generator.articles(n), n):
        text = "\n".join(article.paragraphs)
        texts.append(copies.in_words(text))
        settings = {"RELATIVE_BASE": datetime.fromisoformat(article.published_at), "PREFER_DATES_FROM": "past"}
        numbers += len(parser.parse(text))
        dates += len(search_dates(text, languages=["en"], settings=settings) or [])
    return numbers, dates, len(copies.by_datasketch(texts))
