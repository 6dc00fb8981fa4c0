"""Passages with their names marked, and how well the mentions found agree with them.

``python tests/extract/entities/marked.py [--errors]`` prints the measures of both halves, and the errors of the half that may be read.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.core.batch import Batch
from flows.extract.entities import find_mentions
from schemas import FACTS, polars_schema

PASSAGES = Path(__file__).with_name("passages.txt")
MARKED = re.compile(r"\[([^\]]+)\]\((\w+)(?:=(\w+))?\)")


class Name(NamedTuple):
    """A marked name; `key` tells which are the same."""

    start: int
    end: int
    kind: str
    key: str | None


class Passage(NamedTuple):
    """A passage, its names, and whether it may be read while rules are written."""

    text: str
    names: list[Name]
    open: bool


def passages() -> list[Passage]:
    """Return the marked passages."""
    lines = [line for line in PASSAGES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [_passage(line, n % 2 == 0) for n, line in enumerate(lines, 1)]


def _passage(line: str, read: bool) -> Passage:
    text, names, at = "", [], 0
    for m in MARKED.finditer(line):
        text += line[at : m.start()]
        if m[2] != "none":
            names.append(Name(len(text), len(text) + len(m[1]), m[2], m[3]))
        text += m[1]
        at = m.end()
    return Passage(text + line[at:], names, read)


def found(given: list[Passage]) -> list[list[dict[str, Any]]]:
    """Return the mentions of each passage, each read as an article."""
    rows = [{"article_id": f"{i:016x}", "text": p.text, "language": "en"} for i, p in enumerate(given)]
    mentions = find_mentions(Batch.of(pl.DataFrame(rows, schema=polars_schema(FACTS["articles"]), orient="row")))
    out: list[list[dict[str, Any]]] = [[] for _ in given]
    for row in mentions.sort("article", "char_start").to_dicts():
        out[row["article"]].append(row)
    return out


def measured(given: list[Passage], errors: list[str] | None = None) -> dict[str, float]:
    """Return overlap, typed and exact-and-typed F1 of names, and the share of right pairs of those with a key."""
    tally: Counter[str] = Counter()
    for passage, rows in zip(given, found(given), strict=True):
        hits = [_hit(name, rows) for name in passage.names]
        tally["names"] += len(passage.names)
        tally["rows"] += len(rows)
        for name, row in zip(passage.names, hits, strict=True):
            typed = row is not None and row["entity_type"] == name.kind
            exact = typed and row is not None and (row["char_start"], row["char_end"]) == name[:2]
            tally.update({"overlap": row is not None, "typed": typed, "exact": exact})
            if errors is not None and not exact:
                got = None if row is None else (row["surface"], row["entity_type"])
                errors.append(f"{passage.text[name.start : name.end]!r} {name.kind}: {got}")
        if errors is not None:
            errors += [f"FALSE {r['surface']!r} {r['entity_type']}" for r in rows if not any(r is h for h in hits)]
        _pairs(passage, hits, tally, errors)
    out = {kind: 2 * tally[kind] / (tally["names"] + tally["rows"]) for kind in ("overlap", "typed", "exact")}
    return out | {"pairs": tally["pairs right"] / max(tally["pairs"], 1)}


def _hit(name: Name, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    over = [r for r in rows if r["char_start"] < name.end and name.start < r["char_end"]]
    return max(over, key=lambda r: min(r["char_end"], name.end) - max(r["char_start"], name.start), default=None)


def _pairs(passage: Passage, hits: list[dict[str, Any] | None], tally: Counter[str], errors: list[str] | None) -> None:
    keyed = [(n, r) for n, r in zip(passage.names, hits, strict=True) if n.key]
    for (a, x), (b, y) in combinations(keyed, 2):
        joined = x is not None and y is not None and x["entity_id"] == y["entity_id"]
        right = joined == (a.key == b.key) and x is not None and y is not None
        tally["pairs"] += 1
        tally["pairs right"] += right
        if errors is not None and not right:
            errors.append(f"PAIR {passage.text[a.start : a.end]!r} {passage.text[b.start : b.end]!r} joined: {joined}")


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--errors", action="store_true")
    errors: list[str] = []
    every = passages()
    for half, read in (("read", True), ("held out", False)):
        told = measured([p for p in every if p.open == read], errors if read else None)
        print(half, *(f"{name} {value:.3f}" for name, value in told.items()))
    if ap.parse_args().errors:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
