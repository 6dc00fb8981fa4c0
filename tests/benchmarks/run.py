"""One command for speed, memory and growth, each number from one run on this machine, beside the floor and what others offer.

``python tests/benchmarks/run.py [N...]`` makes N generated articles (default 1000 10000; 100000 and 1000000 take minutes), publishes a
release of them and prints one table: articles per second, processor time and the share of it that is not spread over workers, memory
of all processes together, the multiple of the floor (Polars reading the same JSON Lines and writing them as Parquet), how many planted
figures and relations were found, seconds by stage, and how each of these grows with N. More tables on demand, on the articles of the
largest N:

--peers      copies beside rensa and datasketch, the whole beside quantulum3, dateparser.search and datasketch chained
--increment  1,000 new articles on the release just made
--dask       two Dask workers beside one process
--reading    one side's killed figures of one month out of ten million quantities

Peers are no part of the project: ``pip install rensa datasketch quantulum3 prefect-dask``. What is not installed is named as not measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from flows.core.store import Store
from tests.benchmarks import chain, copies, increment, machines, reading
from tests.benchmarks.child import spend
from tests.benchmarks.whole import LAST, STAGES, Run, exponent, measured

COPIES = 5_000  # articles in which copies are looked for beside the peers
ONE_CORE = ("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS")


def whole_table(runs: Sequence[Run]) -> Table:
    """Return the table of runs, with a last line on growth where there are several."""
    names = (
        "articles",
        "seconds",
        "articles/s",
        "CPU ms each",
        "not shared",
        "peak MiB",
        "floor s",
        "× floor",
        "figures found",
    )
    table = _table("From JSON Lines to a visible release", [*names, "relations right", *STAGES, LAST])
    for r in runs:
        seconds, base = r.spent.seconds, r.floor.seconds
        table.add_row(
            f"{r.n:,}", f"{seconds:.1f}", f"{r.n / seconds:,.0f}", f"{1000 * r.spent.cpu / r.n:.2f}", f"{r.spent.own / r.spent.cpu:.0%}",
            f"{r.spent.peak:,.0f}",
            f"{base:.2f}", f"{seconds / base:.0f}", f"{r.figures:.4f}", f"{r.relations:.4f}",
            *(f"{r.stages[name]:.1f}" for name in (*STAGES, LAST)),
        )  # fmt: skip
    if len(runs) > 1:
        growth = [
            _growth((r.n, r.spent.seconds) for r in runs),
            "",
            _growth((r.n, r.spent.cpu) for r in runs),
            _growth((r.n, r.spent.own) for r in runs),
            _growth((r.n, r.spent.peak) for r in runs),
            _growth((r.n, r.floor.seconds) for r in runs),
        ]
        stages = [_growth((r.n, r.stages[name]) for r in runs) for name in (*STAGES, LAST)]
        table.add_row("grows as", *growth, "", "", "", *stages)
    return table


def _growth(points: Iterable[tuple[int, float]]) -> str:
    return f"n^{exponent(list(points)):.2f}"


def peers_tables(run: Run, sample: int) -> Iterator[Table | str]:
    """Yield tables of what others offer, and lines on those that are not here."""
    table = _table(
        "Copies, one core", ["who", "from shingles/s", "from texts/s", "planted", "ladder recall", "precision"]
    )
    for told in _on_one_core(min(run.n, COPIES)):
        speeds = (f"{speed:,.0f}" if speed else "" for speed in (told.of_shingles, told.of_texts))
        table.add_row(told.who, *speeds, *(f"{share:.3f}" for share in (told.planted, told.recall, told.precision)))
    yield table
    yield from _absent(name for name in copies.PEERS if not copies.installed(name))
    if lacking := chain.absent():
        yield from _absent(lacking)
        return
    found = chain.measured(min(run.n, sample), run)
    table = _table("The whole, articles/s", ["", "newstally", "chained", "ratio"])
    for how, ours, theirs in (
        ("as it runs", found.ours, found.theirs),
        ("per core", found.ours_per_core, found.theirs_per_core),
    ):
        table.add_row(how, f"{ours:,.0f}", f"{theirs:.2f}", f"{ours / theirs:,.0f}")
    yield table


def _on_one_core(n: int) -> list[copies.Line]:
    before = {name: os.environ.get(name) for name in ONE_CORE}
    os.environ.update(dict.fromkeys(ONE_CORE, "1"))
    try:
        found: list[copies.Line] = spend(copies.lines, n).made
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return found


def increment_table(told: increment.Increment) -> Table:
    """Return the table of a few articles on many."""
    names = [
        "on a store of",
        "new",
        "seconds",
        "CPU s",
        "peak MiB",
        "MiB added",
        "kB each",
        "before",
        "MiB written in all",
    ]
    table = _table("An increment", names)
    spent = told.spent
    table.add_row(
        f"{told.before:,}", f"{told.n:,}", f"{spent.seconds:.1f}", f"{spent.cpu:.1f}", f"{spent.peak:,.0f}", f"{told.added:.1f}",
        f"{told.each_new:.1f}", f"{told.each_before:.1f}", f"{spent.written:.1f}",
    )  # fmt: skip
    return table


def dask_table(told: machines.Machines) -> Table:
    """Return the table of two ways to run the same."""
    table = _table(f"{told.n:,} articles, start-up apart", ["", "seconds", "CPU s", "start-up s", "times as fast"])
    table.add_row("one process", f"{told.alone:.1f}", f"{told.cpu_alone:.1f}", f"{told.starts[0]:.1f}", "1.00")
    ratio = f"{told.alone / told.spread:.2f}"
    same = "the same bytes" if told.same else "OTHER BYTES"
    table.add_row(
        f"{machines.WORKERS} Dask workers, {same}",
        f"{told.spread:.1f}",
        f"{told.cpu_spread:.1f}",
        f"{told.starts[1]:.1f}",
        ratio,
    )
    return table


def reading_table(told: Sequence[reading.Reading]) -> Table:
    """Return the table of readings."""
    names = ["quantities", "order", "MiB", "rows found", "seconds", "CPU s", "rows in groups not excluded"]
    table = _table("Killed on one side in one month, by scan_parquet", names)
    for r in told:
        opened = f"{r.opened:.1%}"
        table.add_row(
            f"{r.rows:,}", r.order, f"{r.mib:,.0f}", f"{r.answer:,}", f"{r.seconds:.2f}", f"{r.cpu:.2f}", opened
        )
    return table


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for n, name in enumerate(columns):
        table.add_column(name, justify="left" if n == 0 else "right")
    return table


def _absent(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield f"{name} is not installed: not measured"


def tables(args: argparse.Namespace, folder: Path) -> Iterator[Table | str]:
    """Measure what is asked for, and yield what there is to print as soon as it is known."""
    runs = [measured(n, args.workers, folder) for n in sorted(args.n)]
    yield whole_table(runs)
    last = runs[-1]
    if args.peers:
        yield from peers_tables(last, args.peers)
    if args.reading:
        yield reading_table(reading.measured(args.reading, Store(last.data).find("latest"), folder))
    if args.increment:
        yield increment_table(increment.measured(args.increment, last.n, last.data, args.workers, folder))
    if args.dask and importlib.util.find_spec("prefect_dask") is None:
        yield from _absent(["prefect-dask"])
    elif args.dask:
        yield dask_table(machines.measured(args.dask, folder))


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("n", type=int, nargs="*", default=[1_000, 10_000])
    ap.add_argument("--workers", type=int, default=0, help="processes; without it one per core")
    ap.add_argument("--peers", type=int, nargs="?", const=20, metavar="N", help="articles for the chain, which is slow")
    ap.add_argument("--increment", type=int, nargs="?", const=1_000, metavar="N", help="new articles")
    ap.add_argument("--dask", type=int, nargs="?", const=10_000, metavar="N", help="articles")
    ap.add_argument("--reading", type=int, nargs="?", const=10_000_000, metavar="ROWS", help="quantities")
    ap.add_argument("--folder", type=Path, help="where to work; as a rule where the system keeps temporary files")
    args = ap.parse_args(given)
    console = Console(width=220)
    if args.folder is not None:
        args.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        for told in tables(args, Path(folder)):
            console.print(told)


if __name__ == "__main__":
    main()
