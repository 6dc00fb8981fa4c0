"""Persons that stand under two ids, found by blocks of names that may be one.

Two rules, both conservative. A bare surname is the person of that surname if exactly one full name in the store ends in it and that one
is at least as well known. Two full names are one person if their given names fold to the same key and their surnames, of some
length and with the same first letter, differ in one letter. The lesser known refers to the better known, never to one that itself refers.

Both rules look inside a *block* only: the names of one folded surname, or those whose surnames, with a letter left out, are spelled the
same. What changes when persons are named again is therefore found by the blocks of their names, in an index of all names that was kept, and
the rest of the store is not looked at. The index may hold names that an entity no longer has; they are left out when it is read.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import polars_hash  # noqa: F401  (registers the `nchash` namespace on expressions)
from rapidfuzz.distance import OSA

from flows.core.names import GENERATION, fold_token, person_key, plain_key

SURNAME = 4  # letters of a surname that may stand for a full name
FUZZY = 7  # letters of a surname that may differ by one
BLOCKS = {"block": pl.UInt64, "entity_id": pl.String}
COMPACT = ["entity_id", "name", "entity_type", "n_articles", "same_as"]
LINKS = {"entity_id": pl.String, "same_as": pl.String}

Link = tuple[str, int]  # the entity referred to, and its articles


def blocks(persons: pl.DataFrame) -> pl.DataFrame:
    """Return the blocks of the names of persons: columns `BLOCKS`, in order.

    A block is a number; it is odd for one of a surname, even for one of spellings.
    """
    ids: list[str] = []
    keys: list[str] = []
    for entity, name in persons.select("entity_id", "name").iter_rows():
        surname = _surname(name)
        told = [f"s {surname}"] if len(surname) >= SURNAME else []
        if len(surname) >= FUZZY and " " in name:
            given = person_key(name).rpartition(" ")[0]
            told += [f"f {given} {spelling}" for spelling in _spellings(surname)]
        keys += told
        ids += [entity] * len(told)
    frame = pl.DataFrame({"entity_id": ids, "key": keys}, schema={"entity_id": pl.String, "key": pl.String})
    hashed: pl.Expr = pl.col("key").nchash.xxhash64()  # type: ignore[attr-defined]
    block = hashed // 2 * 2 + pl.col("key").str.starts_with("s").cast(pl.UInt64)
    return frame.select(block=block, entity_id="entity_id").unique().sort("block", "entity_id")


def same_persons(persons: pl.DataFrame, index: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return `entity_id, same_as` of the persons that refer to another one.

    Args:
        persons: rows of `entities`, all of them.
        index: the `blocks` of their names, if they were worked out before.
    """
    rows = persons.filter(pl.col("entity_type") == "person")
    links = _direct(blocks(rows) if index is None else index, rows)
    return _frame({i: _root(i, links, {}) for i in sorted(links)})


def relinked(persons: pl.DataFrame, index: pl.LazyFrame, touched: pl.Series, named: pl.Series) -> pl.DataFrame:
    """Return `entity_id, same_as` of every person whose link may have changed; null where it refers to none.

    Args:
        persons: `COMPACT` of all entities as they are now, `same_as` as it was before.
        index: `blocks` of every name that a person of them ever had.
        touched: entities that were named again.
        named: the blocks of their names, those of before among them.
    """
    rows = persons.filter(pl.col("entity_type") == "person")
    near = index.filter(pl.col("block").is_in(named.implode())).collect()
    beside = near.join(rows.select("entity_id", "name"), on="entity_id").filter(
        (pl.col("block") % 2 == 0) | ~pl.col("name").str.contains(" ", literal=True)
    )["entity_id"]
    first = pl.concat([touched, beside]).unique()
    roots = rows.filter(pl.col("entity_id").is_in(first.implode()))["same_as"].drop_nulls()
    heads = pl.concat([first, roots]).unique()
    own = rows.filter(pl.col("entity_id").is_in(first.implode()) | pl.col("same_as").is_in(heads.implode()))
    wanted = blocks(own)["block"].unique()
    members = index.filter(pl.col("block").is_in(wanted.implode())).select("entity_id").unique().collect()
    context = rows.join(members, on="entity_id", how="semi")
    pairs = blocks(context).filter(pl.col("block").is_in(wanted.implode()))
    mine = set(own["entity_id"])
    links = {i: link for i, link in _direct(pairs, context).items() if i in mine}
    settled = dict(context.filter(pl.col("same_as").is_not_null()).select("entity_id", "same_as").iter_rows())
    settled = {i: other for i, other in settled.items() if i not in mine}
    return _frame({i: _root(i, links, settled) if i in links else None for i in sorted(mine)})


def _frame(links: Mapping[str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(list(links.items()), schema=LINKS, orient="row")


def _surname(name: str) -> str:
    tokens = [t for t in plain_key(name).split() if t not in GENERATION]
    return fold_token(tokens[-1]) if tokens else name


def _spellings(surname: str) -> set[str]:
    """Two words that differ in one letter share one of their spellings with a letter left out."""
    return {surname[:k] + surname[k + 1 :] for k in range(1, len(surname))} | {surname}


def _direct(pairs: pl.DataFrame, persons: pl.DataFrame) -> dict[str, Link]:
    """Return whom each person refers to by the two rules; `pairs` are all blocks of those who are asked for, with all their members."""
    told = pairs.filter(pl.col("block").is_duplicated()).join(
        persons.select("entity_id", "name", "n_articles"), on="entity_id"
    )
    told = told.with_columns(bare=~pl.col("name").str.contains(" ", literal=True))
    links = _bare(told.filter(pl.col("block") % 2 == 1))
    for entity, link in _fuzzy(told.filter(pl.col("block") % 2 == 0)).items():
        links.setdefault(entity, link)
    return links


def _bare(told: pl.DataFrame) -> dict[str, Link]:
    owner = (
        told.filter(~pl.col("bare"))
        .group_by("block")
        .agg(pl.len(), owner=pl.col("entity_id").first(), known=pl.col("n_articles").first())
    )
    found = told.filter("bare").join(owner.filter(pl.col("len") == 1), on="block")
    found = found.filter(pl.col("n_articles") <= pl.col("known"))
    return {i: (owner, known) for i, owner, known in found.select("entity_id", "owner", "known").iter_rows()}


def _fuzzy(told: pl.DataFrame) -> dict[str, Link]:
    """Links between full names of one block to the best known of it."""
    links: dict[str, Link] = {}
    members: dict[int, list[tuple[int, str, str]]] = {}
    for block, entity, name, articles in told.select("block", "entity_id", "name", "n_articles").iter_rows():
        members.setdefault(block, []).append((-articles, _surname(name), entity))
    for block in members.values():
        block.sort()
        count, best, other = block[0]
        for _, surname, entity in block[1:]:
            if OSA.distance(surname, best, score_cutoff=1) <= 1:
                link = (other, -count)
                links[entity] = max(links.get(entity, link), link, key=lambda found: (found[1], found[0]))
    return links


def _root(entity: str, links: Mapping[str, Link], settled: Mapping[str, str]) -> str:
    """Follow the links to the entity that refers to none; every link leads to a better known one or an earlier name or id."""
    seen = {entity}
    while entity in links and links[entity][0] not in seen:
        entity = links[entity][0]
        seen.add(entity)
    return settled.get(entity, entity)
