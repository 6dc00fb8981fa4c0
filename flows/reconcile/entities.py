"""Entities of all articles, folded from the sightings of each batch.

The state is a count of values: one row per entity, field and value, with the articles and mentions that show it. Adding counts
is associative and does not hang on order, so any split of the articles into batches gives the same entities. An article must
come once; the pipeline sees to that.

Fields of the state: `entity` (the entity itself, value empty), `name`, `entity_type`, `country_iso3`, `wikidata_id`, `surface`.

An entity's row shows the fullest usual name, the commonest type, and the other names and surfaces by frequency. `same_as` stays
null here because it looks across buckets: `same_persons` finds it over a compact frame of all persons.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl
from rapidfuzz.distance import OSA

from flows.core.names import GENERATION, fold_token, person_key, plain_key
from schemas import TABLES, polars_schema
from schemas.vocabulary import ENTITY_TYPE

STATE = {
    "entity_id": pl.String,
    "field": pl.String,
    "value": pl.String,
    "n_articles": pl.Int64,
    "n_mentions": pl.Int64,
}
FIELDS = ("name", "entity_type", "country_iso3", "wikidata_id", "surface")
USUAL = 3  # a name is usual if it stands in at least a third as many articles as the commonest
SURNAME = 4  # letters of a surname that may stand for a full name
FUZZY = 7  # letters of a surname that may differ by one


def merge_sightings(state: pl.DataFrame | None, new: pl.DataFrame) -> pl.DataFrame:
    """Add the sightings of new articles to the state.

    Args:
        state: what this function returned before, or None.
        new: `entity_id, name, entity_type, country_iso3, wikidata_id, surface, article_id, n_mentions`.

    Returns:
        The new state, in order of entity, field and value.
    """
    counted = [_count(new, "entity", pl.lit(""))]
    counted += [_count(new.filter(pl.col(field).is_not_null()), field, pl.col(field)) for field in FIELDS]
    frames = [pl.DataFrame(schema=STATE), *counted] if state is None else [state.select(list(STATE)), *counted]
    return (
        pl.concat(frames)
        .group_by("entity_id", "field", "value")
        .agg(pl.col("n_articles", "n_mentions").sum())
        .sort("entity_id", "field", "value")
    )


def _count(new: pl.DataFrame, field: str, value: pl.Expr) -> pl.DataFrame:
    """Count the articles and mentions of each value of one field."""
    return (
        new.select("entity_id", "article_id", "n_mentions", value=value.cast(pl.String))
        .group_by("entity_id", "value")
        .agg(n_articles=pl.col("article_id").n_unique().cast(pl.Int64), n_mentions=pl.col("n_mentions").sum())
        .select("entity_id", pl.lit(field).alias("field"), "value", "n_articles", pl.col("n_mentions").cast(pl.Int64))
    )


def entities(state: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the table `entities` that the state tells, in order of id; `same_as` is null."""
    counts = state.filter(pl.col("field") == "entity").select("entity_id", "n_articles", "n_mentions")
    named = counts.join(_names(state), on="entity_id", how="left")
    for field in ("entity_type", "country_iso3", "wikidata_id"):
        named = named.join(_commonest(state, field), on="entity_id", how="left")
    named = named.join(_aliases(state, named.select("entity_id", "name")), on="entity_id", how="left")
    schema = polars_schema(TABLES["entities"])
    rows = named.with_columns(same_as=pl.lit(None, dtype=pl.String)).sort("entity_id")
    return rows.select([pl.col(name).cast(dtype) for name, dtype in schema.items()])


def _names(state: pl.DataFrame) -> pl.DataFrame:
    """The fullest usual name: of the usual ones that with most words, then the commonest, the longest, the first."""
    usual = pl.col("n_articles") * USUAL >= pl.col("n_articles").max().over("entity_id")
    words = pl.col("value").str.count_matches(" ")
    return (
        state.filter(pl.col("field") == "name")
        .filter(usual)
        .sort(
            "entity_id",
            words,
            "n_articles",
            "n_mentions",
            pl.col("value").str.len_chars(),
            "value",
            descending=[False, True, True, True, True, False],
        )
        .unique("entity_id", keep="first", maintain_order=True)
        .select("entity_id", name="value")
    )


def _commonest(state: pl.DataFrame, field: str) -> pl.DataFrame:
    """The value of a field with most mentions; among equals the first in the vocabulary or the alphabet."""
    rank = pl.col("value").replace_strict({t: i for i, t in enumerate(ENTITY_TYPE)}, default=len(ENTITY_TYPE))
    return (
        state.filter(pl.col("field") == field)
        .sort("entity_id", "n_mentions", rank, "value", descending=[False, True, False, False])
        .unique("entity_id", keep="first", maintain_order=True)
        .select("entity_id", pl.col("value").alias(field))
    )


def _aliases(state: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Other names and surfaces, the most frequent first, joined by `; `."""
    return (
        state.filter(pl.col("field").is_in(["surface", "name"]))
        .group_by("entity_id", "value")
        .agg(pl.col("n_mentions").max())
        .join(names, on="entity_id", how="left")
        .filter(pl.col("value") != pl.col("name"))
        .sort("entity_id", "n_mentions", "value", descending=[False, True, False])
        .group_by("entity_id", maintain_order=True)
        .agg(aliases=pl.col("value").str.join("; "))
    )


def same_persons(persons: pl.DataFrame) -> pl.DataFrame:
    """Find persons that stand under two ids.

    Two rules, both conservative. A bare surname is the person of that surname if exactly one full name in the store ends in
    it and that one is at least as well known. Two full names are one person if their given names fold to the same key and
    their surnames, of some length and with the same first letter, differ in one letter.

    Args:
        persons: rows of `entities`; `entity_id, name, entity_type, n_articles` are read. To stay bounded, pass the entities
            of touched buckets together with those of the store that share a `surname_block` with them.

    Returns:
        `entity_id, same_as`: the lesser known refers to the better known, never to one that itself refers.
    """
    rows = persons.filter(pl.col("entity_type") == "person").select("entity_id", "name", "n_articles")
    known = [(str(i), str(n), int(c)) for i, n, c in rows.iter_rows()]
    full, bare = _by_surname(known)
    links: dict[str, tuple[str, int]] = {}
    for surname, singles in bare.items():
        owners = full.get(surname, [])
        if len(surname) >= SURNAME and len(owners) == 1:
            owner, _, count = owners[0]
            links.update({i: (owner, count) for i, _, c in singles if c <= count and i != owner})
    for i, (other, count) in _fuzzy(full).items():
        links.setdefault(i, (other, count))
    pairs = [(i, _root(i, links)) for i in sorted(links)]
    return pl.DataFrame(pairs, schema={"entity_id": pl.String, "same_as": pl.String}, orient="row")


def surname_block(name: str) -> str:
    """Return the block in which a person's namesakes lie: first letter and folded consonants' beginning of the surname."""
    return _surname(name)[:2]


def _surname(name: str) -> str:
    tokens = [t for t in plain_key(name).split() if t not in GENERATION]
    return fold_token(tokens[-1]) if tokens else name


Known = tuple[str, str, int]  # id, name, articles


def _by_surname(known: list[Known]) -> tuple[dict[str, list[Known]], dict[str, list[Known]]]:
    """Full names and bare ones by folded surname."""
    full: dict[str, list[Known]] = defaultdict(list)
    bare: dict[str, list[Known]] = defaultdict(list)
    for row in known:
        (full if " " in row[1] else bare)[_surname(row[1])].append(row)
    return full, bare


def _fuzzy(full: dict[str, list[Known]]) -> dict[str, tuple[str, int]]:
    """Links between full names whose given names are one and whose surnames differ in one letter.

    Two words that differ in one letter share one of their spellings with a letter left out: that is the block, so that the
    work stays in proportion to the names.
    """
    blocks: dict[tuple[str, str], list[tuple[str, Known]]] = defaultdict(list)
    for surname, rows in full.items():
        if len(surname) >= FUZZY:
            spellings = {surname[:k] + surname[k + 1 :] for k in range(1, len(surname))} | {surname}
            for row in rows:
                given = person_key(row[1]).rpartition(" ")[0]
                for spelling in spellings:
                    blocks[given, spelling].append((surname, row))
    links: dict[str, tuple[str, int]] = {}
    for members in blocks.values():
        members.sort(key=lambda m: (-m[1][2], m[1][0]))
        best, (other, _, count) = members[0]
        for surname, (i, _, _) in members[1:]:
            if i != other and OSA.distance(surname, best, score_cutoff=1) <= 1:
                links[i] = max(links.get(i, (other, count)), (other, count), key=lambda link: (link[1], link[0]))
    return links


def _root(entity: str, links: dict[str, tuple[str, int]]) -> str:
    """Follow the links to the entity that refers to none; every link leads to a better known one or an earlier id."""
    seen = {entity}
    while entity in links and links[entity][0] not in seen:
        entity = links[entity][0]
        seen.add(entity)
    return entity
