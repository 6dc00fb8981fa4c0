"""How good extraction is on the annotated articles beside the project, and the floors that CI holds it to.

``python tests/quality/measure.py [SET...]`` runs the pipeline on each set and prints its scores; with ``--update`` the floors in
``floors.toml`` that were passed are raised to what was reached. A floor is never lowered by the command: that is a decision, made by hand.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import math
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import polars as pl

from flows import pipeline
from flows.core.workspace import Limits

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
FLOORS = HERE / "floors.toml"
ROOM = 0.004  # a floor lies this far under the measure it was set at, for the third digit's sake

SOURCES = {
    "seeds": "seeds",
    "dev": "gold/dev.articles.jsonl",
    "extra-a": "gold/extra.articles.jsonl",  # of the hash of the name: even, may be read by who writes rules
    "extra-b": "gold/extra.articles.jsonl",  # odd, held out
    **{
        f"{name}-dev": f"bench/{name}-dev.articles.jsonl"
        for name in ("tempeval", "cqe", "fakes", "muc", "conll", "re3d")
    },
    **{f"{name}-dev": f"bench/{name}-dev.articles.jsonl.gz" for name in ("polnear", "body")},
    "own-a": "own",  # tests/quality/own: even numbers, may be read by who writes rules
    "own-b": "own",  # odd numbers, held out
    "captives-a": "own",  # of the same file the short hard ones on captives, missing, displaced, likewise
    "captives-b": "own",
    "ordinary-a": "ordinary.csv",  # articles without war, disaster or crime, chosen by reading
    "ordinary-b": "ordinary.csv",  # chosen by their words alone, never read
}
LAST_LONG = 62  # own articles with a higher number are those on captives
PEOPLE = ("casualty", "prisoner", "displacement")


def floors() -> dict[str, dict[str, float]]:
    """Return the floors by set and measure."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"))


def half(name: str, folder: Path) -> tuple[Path, Path]:
    """Write the articles and the gold of one half of a set into `folder`; return the two files."""
    whole, rest = name.removesuffix("-a").removesuffix("-b"), int(name.endswith("-b"))
    of = HERE / "own" if SOURCES[name] == "own" else SHARED / "gold"
    parts = (
        ("articles.jsonl", "gold.jsonl") if SOURCES[name] == "own" else (f"{whole}.articles.jsonl", f"{whole}.jsonl")
    )
    for file, kept_in, key in zip(parts, ("articles.jsonl", "gold.jsonl"), ("url", "doc"), strict=True):
        lines = [line for line in (of / file).read_text(encoding="utf-8").split("\n") if line]
        kept = [line for line in lines if belongs(whole, json.loads(line)[key], rest)]
        (folder / kept_in).write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder / "articles.jsonl", folder / "gold.jsonl"


def belongs(whole: str, name: str, rest: int) -> bool:
    """Return whether the article of this name is in a half of a set: by its number in the project's own, else by its hash."""
    if whole not in ("own", "captives"):
        return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == rest
    number = int(name.removeprefix("own:"))
    return number % 2 == rest and (number > LAST_LONG) == (whole == "captives")


def ordinary(name: str, folder: Path) -> Path:
    """Write the ordinary articles of one half, of whichever benchmark, into `folder`; return the file."""
    with (HERE / SOURCES[name]).open(encoding="utf-8", newline="") as listed:
        wanted = {f"{row['set']}-dev:{row['id']}" for row in csv.DictReader(listed) if row["half"] == name[-1]}
    lines = []
    for source in sorted({url.split(":")[0] for url in wanted}):
        path = SHARED / SOURCES[source]
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines += [line for line in text.decode().split("\n") if line and json.loads(line)["url"] in wanted]
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "articles.jsonl"


def people_free(release: Path) -> dict[str, float]:
    """Return how many figures of people stand in an article, and what is left of 1 without them."""
    articles = len(pl.read_parquet(release / "articles" / "*.parquet"))
    figures = pl.read_parquet(release / "quantities" / "*.parquet").filter(pl.col("family").is_in(PEOPLE))
    share = len(figures) / articles
    return {"articles": articles, "people.per_article": share, "people.free": max(0.0, 1 - share)}


def measure(name: str, data: Path) -> dict[str, float]:
    """Return the scores of a set, read through the whole pipeline into `data`."""
    with tempfile.TemporaryDirectory() as folder:
        articles, gold = SHARED / SOURCES[name], SHARED / "gold" / f"{name}.jsonl"
        if SOURCES[name] == "own" or name.startswith("extra-"):
            articles, gold = half(name, Path(folder))
        if SOURCES[name] == "ordinary.csv":
            articles = ordinary(name, Path(folder))
        pipeline.run([str(articles)], data, Limits(workers=1))
        if SOURCES[name] == "ordinary.csv":
            return people_free(data / "releases" / "latest")
        return scored(name, data / "releases" / "latest", gold)


def scored(name: str, release: Path, gold: Path) -> dict[str, float]:
    """Return the scores of a release by the tool for gold articles, where `gold` is one, else by that for benchmarks."""
    command = (
        ["gold/score.py", str(release), str(gold)]
        if gold.is_file()
        else ["bench/score_bench.py", str(release), f"bench/{name}.labels.jsonl"]
    )
    done = subprocess.run([sys.executable, *command, "--json"], cwd=SHARED, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    scores = told if gold.is_file() else told[name]
    return {key: float(value) for key, value in scores.items() if isinstance(value, int | float)}


def raised(old: dict[str, dict[str, float]], found: dict[str, dict[str, float]]) -> str:
    """Return the floors as TOML, each raised to what was reached."""
    out = [f"# Floors of the scores on the annotated articles; `python {Path(__file__).name} --update` raises them.\n"]
    for name, measures in old.items():
        out.append(f'["{name}"]')
        for key, floor in measures.items():
            reached = found.get(name, {}).get(key, floor)
            out.append(f'"{key}" = {max(floor, math.floor((reached - ROOM) * 1000) / 1000):.3f}')
        out.append("")
    return "\n".join(out)


def main() -> int:
    """Measure and print; raise the floors on demand."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SOURCES))
    ap.add_argument("--update", action="store_true")
    args = ap.parse_args()
    found = {}
    for name in args.sets or SOURCES:
        with tempfile.TemporaryDirectory() as folder:
            found[name] = measure(name, Path(folder))
        print(name)
        for key, value in found[name].items():
            floor = floors().get(name, {}).get(key)
            print(
                f"  {key:28} {value:<8g}"
                + ("" if floor is None else f" floor {floor:g}{' BELOW' if value < floor else ''}")
            )
    if args.update:
        FLOORS.write_text(raised(floors(), found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
