"""Names: persons, organisations, places, groups, events, agreements, facilities.

Three steps: `runs` finds stretches of capitals over the whole batch, `parse` takes each different stretch apart once, `resolve`
joins and types the names of each article. All names, words and cues are tables in ``seeds/reference`` (`entity_*`, `names_*`,
`groups`, `countries`).
"""

from __future__ import annotations

import polars as pl

from flows.core.batch import Batch
from flows.extract.entities.article import Article, Name
from flows.extract.entities.lexicon import Lexicon, lexicon
from flows.extract.entities.parse import parse
from flows.extract.entities.resolve import resolve
from flows.extract.entities.runs import runs

FOUND = {
    "article": pl.UInt32, "char_start": pl.Int64, "char_end": pl.Int64, "surface": pl.String, "role": pl.String, "entity_id": pl.String,
    "name": pl.String, "entity_type": pl.String, "country_iso3": pl.String, "wikidata_id": pl.String,
}  # fmt: skip
SMALL_JOINS = (" in ", " on ", " to ")
QUOTE_ENDS = ("“", '"', "‘", ": ", "— ")
SPORT_WORDS, SPORT_DENSITY = 4, 400  # a text on sport has so many words of sport, and one in so many characters

Run = tuple[int, str, str, str, bool, bool]  # start, run, left, right, caps, first


def find_mentions(batch: Batch) -> pl.DataFrame:
    """Return every mention: `article`, the columns of `mentions`, and its entity's `name, entity_type, country_iso3, wikidata_id`."""
    lex = lexicon()
    texts = batch.articles["text"].to_list()
    sport = _sport(batch, lex)
    out: list[tuple[object, ...]] = []
    found: list[Run] = []
    current = -1
    for article, *run in runs(batch).iter_rows():
        if article != current:
            if found:
                out.extend(_mentions(current, texts[current], found, lex, sport[current]))
            found, current = [], article
        found.append((run[0], run[1], run[2], run[3], run[4], run[5]))
    if found:
        out.extend(_mentions(current, texts[current], found, lex, sport[current]))
    return pl.DataFrame(out, schema=FOUND, orient="row")


def _sport(batch: Batch, lex: Lexicon) -> list[bool]:
    words = "|".join(sorted(lex.words["sport_topic"]))
    count = pl.col("text").str.count_matches(rf"(?-u:\b)(?:{words})(?-u:\b)")
    return batch.articles.select((count >= SPORT_WORDS) & (count * SPORT_DENSITY >= pl.col("text").str.len_bytes()))[
        "text"
    ].to_list()


def _mentions(number: int, text: str, found: list[Run], lex: Lexicon, sport: bool) -> list[tuple[object, ...]]:
    """The rows of one article."""
    article = Article(text, _names(found, lex), lex, sport, 2 * sum(run[4] for run in found) > len(found))
    return [
        (number, start, end, text[start:end], role, e.entity_id, e.name, e.entity_type, e.country_iso3, e.wikidata_id)
        for start, end, role, e in resolve(article)
    ]


def _names(found: list[Run], lex: Lexicon) -> list[Name]:
    names = []
    i = 0
    while i < len(found):
        start, run, left, right, caps, first = found[i]
        while (
            i + 1 < len(found)
            and right in SMALL_JOINS
            and found[i + 1][0] == start + len(run) + len(right)
            and run.rsplit(" ", 1)[-1] in lex.joined
        ):
            i += 1
            run, right = run + right + found[i][1], found[i][3]
        for part in parse(run, first or left.endswith(QUOTE_ENDS), caps):
            before = left + run[: part.start] if part.start else left
            after = run[part.end :] + right
            names.append(Name(start + part.start, start + part.end, part, before, after, caps))
        i += 1
    return names
