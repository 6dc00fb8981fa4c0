"""How good a release is on annotated articles: figures and quotations, each used once.

An annotation is one JSON object per article: `doc` (its url or the end of its source_uri), `figures` and `quotations` as
`seeds/README.md` describes them. A figure is found when a row of the people families overlaps its surface inside its context, with the
same count type and number; it is complete when all its attributes are right too.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from flows.core.store import Release
from schemas.vocabulary import PEOPLE_FAMILIES

ATTRIBUTES = ("value_low", "value_high", "qualifier", "unit", "population", "affected", "attributed_to", "modality")
KEYS = ("doc", "figures", "quotations")
COPIES = ["exact", "near"]
Row = dict[str, Any]


class AnnotationError(ValueError):
    """An annotation that cannot be scored; says file, line and what to do."""


def read_annotations(files: list[Path]) -> list[tuple[str, Row]]:
    """Return every annotated article with its file and line.

    Raises:
        AnnotationError: a file cannot be read, or a line is no annotation.
    """
    out: list[tuple[str, Row]] = []
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as e:
            raise AnnotationError(f"{path}: the annotated articles cannot be read ({e})") from e
        out += [(f"{path}:{number}", _annotation(f"{path}:{number}", line)) for number, line in enumerate(lines, 1)]
    return out


def _annotation(where: str, line: str) -> Row:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as e:
        raise AnnotationError(f"{where}: no JSON object ({e.msg})") from e
    lacking = [key for key in KEYS if not isinstance(row, dict) or key not in row]
    if lacking:
        raise AnnotationError(f"{where}: lacks {', '.join(lacking)}; seeds/README.md describes an annotation")
    return dict(row)


def score(release: Release, annotated: list[tuple[str, Row]]) -> list[tuple[str, str]]:
    """Return pairs of a measure and its value, for all annotated articles together.

    Raises:
        AnnotationError: an annotated article is not in the release, or a context is not in its text.
    """
    articles = _table(release, "articles", ["article_id", "url", "source_uri", "text"])
    rows = {name: _by_article(release, name) for name in ("quantities", "quotations")}
    duplicates = _table(release, "duplicates", ["article_id", "canonical_id", "relation"])
    canonical = dict(duplicates.filter(pl.col("relation").is_in(COPIES)).select("article_id", "canonical_id").rows())
    texts = {a["article_id"]: a["text"] for a in articles.to_dicts()}
    tally: Counter[str] = Counter()
    for where, gold in annotated:
        article = _article(articles, gold["doc"], where)
        carrier = canonical.get(article, article)
        _score_figures(
            gold, where, texts[carrier], rows["quantities"].get(carrier, []), tally, is_copy=carrier != article
        )
        _score_quotations(gold, rows["quotations"].get(carrier, []), tally, is_copy=carrier != article)
    return _told(tally)


def _table(release: Release, name: str, columns: list[str]) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(part, columns=columns) for part in release.parts(name)])


def _by_article(release: Release, name: str) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for part in release.parts(name):
        for row in pl.read_parquet(part).iter_rows(named=True):
            out.setdefault(row["article_id"], []).append(row)
    return out


def _article(articles: pl.DataFrame, doc: str, where: str) -> str:
    found = articles.filter((pl.col("url") == doc) | pl.col("source_uri").str.ends_with(doc))
    if found.is_empty():
        raise AnnotationError(f"{where}: no article {doc} in the release; annotate only what the run reads")
    return str(found["article_id"][0])


def _score_figures(gold: Row, where: str, text: str, rows: list[Row], tally: Counter[str], *, is_copy: bool) -> None:
    left = [r for r in rows if r["family"] in PEOPLE_FAMILIES]
    for figure in gold["figures"]:
        kind = "implicit" if figure["implicit"] else "figure"
        tally[f"{kind}.gold"] += 1
        start, end = _place(text, figure, where)
        hit = next(
            (r for r in left if r["char_start"] < end and r["char_end"] > start and _same_number(figure, r)), None
        )
        if hit is None:
            continue
        left.remove(hit)
        tally[f"{kind}.found"] += 1
        tally[f"{kind}.complete"] += all(_agrees(a, figure[a], hit[a]) for a in ATTRIBUTES)
    if not is_copy:  # what a canonical article says beyond its copy is not the copy's error
        tally["figure.false"] += len(left)


def _place(text: str, figure: Row, where: str) -> tuple[int, int]:
    at = text.find(figure["context"])
    inside = figure["context"].find(figure["surface"])
    if at < 0 or inside < 0:
        raise AnnotationError(
            f"{where}: {figure['surface']!r} in {figure['context']!r} does not stand in the article's text"
        )
    return at + inside, at + inside + len(figure["surface"])


def _same_number(gold: Row, row: Row) -> bool:
    if gold["count_type"] != row["count_type"]:
        return False
    return all(
        gold[k] == row[k] for k in (("value",) if gold["value"] is not None else ("value", "value_low", "value_high"))
    )


def _agrees(attribute: str, gold: Any, found: Any) -> bool:
    """Equal; of names and units, the same words whatever their articles and capitals, or for units one word of them."""
    if gold is None or found is None or attribute not in ("unit", "affected", "attributed_to"):
        return bool(gold == found)
    words, told = (set(re.findall(r"\w+", name.casefold())) - {"the", "a", "an"} for name in (gold, found))
    return words == told or (attribute == "unit" and bool(words & told))


def _score_quotations(gold: Row, rows: list[Row], tally: Counter[str], *, is_copy: bool) -> None:
    left = [r for r in rows if r["quote_type"] == "direct"]
    for quotation in gold["quotations"]:
        tally["quote.gold"] += 1
        hit = next((r for r in left if _folded(r["text"]) == _folded(quotation["text"])), None)
        if hit is None:
            continue
        left.remove(hit)
        tally["quote.found"] += 1
        tally["quote.speaker"] += hit["speaker"] == quotation["speaker"]
    if not is_copy:
        tally["quote.false"] += len(left)


def _folded(text: str) -> str:
    return " ".join(text.split()).strip(" ,.;\"'“”‘’")


def _told(t: Counter[str]) -> list[tuple[str, str]]:
    return [
        ("figures F1", _f1(t["figure.found"], t["figure.false"], t["figure.gold"])),
        ("figures complete", _share(t["figure.complete"], t["figure.gold"])),
        ("implicit recall", _share(t["implicit.found"], t["implicit.gold"])),
        ("quotations F1", _f1(t["quote.found"], t["quote.false"], t["quote.gold"])),
        ("speakers right", _share(t["quote.speaker"], t["quote.found"])),
    ]


def _f1(found: int, false: int, gold: int) -> str:
    return (
        f"{2 * found / (found + false + gold):.3f} ({found} of {gold} found, {false} false)"
        if gold or false
        else "nothing annotated"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})" if whole else "nothing annotated"
