"""Names: persons, organisations, places, groups, events, agreements, facilities.

Three steps: `runs` finds stretches of capitals over the whole batch, `parse` takes each different stretch apart once, `resolve`
joins and types the names of each article. Where the user names a model, `tagged` lets it decide what is a name between the last
two. All names, words and cues are tables in ``seeds/reference`` (`entity_*`, `names_*`, `groups`, `countries`).
"""

from __future__ import annotations

from functools import cache

import polars as pl

from flows.core.batch import Batch
from flows.extract.entities.article import Article, Name
from flows.extract.entities.lexicon import Entry, Lexicon, lexicon
from flows.extract.entities.parse import parse
from flows.extract.entities.resolve import resolve
from flows.extract.entities.runs import Idle, runs
from flows.extract.entities.tagged import impose, told
from flows.extract.models import Tagger

FOUND = {
    "article": pl.UInt32, "char_start": pl.Int64, "char_end": pl.Int64, "surface": pl.String, "role": pl.String, "entity_id": pl.String,
    "name": pl.String, "entity_type": pl.String, "country_iso3": pl.String, "wikidata_id": pl.String,
}  # fmt: skip
SMALL_JOINS = (" in ", " on ", " to ")
QUOTE_ENDS = ("“", '"', "‘", ": ", "— ")
SPORT_WORDS, SPORT_DENSITY = 4, 400  # a text on sport has so many words of sport, and one in so many characters
SHOUT = 24  # a longer run of nothing but capitals is read like a sentence in capitals
SCORE_LINES = 5  # or so many lines that end in a name and a score

Run = tuple[int, str, str, str, bool, bool]  # start, run, left, right, caps, first
Mention = tuple[int, int, int, str, str | None, Entry]  # article, start, end, surface, role, entity


def find_mentions(batch: Batch, tagger: Tagger | None = None) -> pl.DataFrame:
    """Return every mention: `article`, the columns of `mentions`, and its entity's `name, entity_type, country_iso3, wikidata_id`.

    Args:
        batch: the articles.
        tagger: a model of the user's that decides where names of its types are; without one we do.
    """
    lex = lexicon()
    texts = batch.articles["text"].to_list()
    sport = _sport(batch, lex)
    found: dict[int, list[Run]] = {}
    for article, *run in runs(batch, _idle()).iter_rows():
        found.setdefault(article, []).append((run[0], run[1], run[2], run[3], run[4], run[5]))
    tags = told(batch, tagger) if tagger is not None else {}
    types = tagger.types if tagger is not None else frozenset()
    out: list[Mention] = []
    for number in sorted({*found, *tags}):
        capitals = found.get(number, [])
        names = _names(capitals, lex)
        names = impose(texts[number], names, tags[number]) if number in tags else names
        loud = 2 * sum(run[4] for run in capitals) > len(capitals)
        out.extend(_mentions(number, Article(texts[number], names, lex, sport[number], loud, types)))
    return _frame(out)


def _frame(rows: list[Mention]) -> pl.DataFrame:
    """Make the frame; what belongs to an entity is written once for each entity and then spread over its mentions."""
    if not rows:
        return pl.DataFrame(schema=FOUND)
    *places, entries = zip(*rows, strict=True)
    numbers: dict[int, int] = {}  # by identity: hashing whole entries would cost more than the spreading saves
    number = pl.Series([numbers.setdefault(id(entry), len(numbers)) for entry in entries], dtype=pl.UInt32)
    different = list({id(entry): entry for entry in entries}.values())
    columns = ("article", "char_start", "char_end", "surface", "role")
    found = pl.DataFrame([pl.Series(c, v, FOUND[c]) for c, v in zip(columns, places, strict=True)])
    known = [(e.entity_id, e.name, e.entity_type, e.country_iso3, e.wikidata_id) for e in different]
    owned = {name: dtype for name, dtype in FOUND.items() if name not in columns}
    entities = pl.DataFrame(known, schema=owned, orient="row")
    return pl.concat([found, entities[number]], how="horizontal")


@cache
def _idle() -> Idle:
    lex = lexicon()
    never = lex.words["function"] | {
        w for kind in ("calendar", "number_word") for w in lex.words[kind] if w.lower() not in lex.given
    }
    known = {word.capitalize() for word in lex.common} - never
    opening = {word for word in known if word.lower() not in lex.folded and word.lower() not in lex.phrases}
    return Idle(sorted(never), sorted(opening), sorted(lex.words["say"] | lex.words["person_right"]))


def _sport(batch: Batch, lex: Lexicon) -> list[bool]:
    """Tell which articles are on sport: many words of sport for their length, or one such word and lines of scores."""
    words = "|".join(sorted(lex.words["sport_topic"]))
    text = pl.col("text")
    count = text.str.count_matches(rf"(?i-u:\b(?:{words})\b)")
    scores = text.str.count_matches(r"(?m)[A-Za-z] [0-9]{1,3}$")
    wordy = (count >= SPORT_WORDS) & (count * SPORT_DENSITY >= text.str.len_bytes())
    return batch.articles.select(wordy | ((scores >= SCORE_LINES) & (count > 0)))["text"].to_list()


def _mentions(number: int, article: Article) -> list[Mention]:
    """The rows of one article."""
    return [(number, start, end, article.text[start:end], role, entry) for start, end, role, entry in resolve(article)]


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
        caps = caps or (len(run) > SHOUT and run.isupper())
        for part in parse(run, first or left.endswith(QUOTE_ENDS), caps):
            before = left + run[: part.start] if part.start else left
            after = run[part.end :] + right
            names.append(Name(start + part.start, start + part.end, part, before, after, caps, part.kind))
        i += 1
    return names
