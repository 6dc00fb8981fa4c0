"""Placing new figures with only the claims in reach read back ends where placing with all claims at hand ends."""

from __future__ import annotations

import itertools
import random
from typing import Any

import polars as pl
import pytest

from flows.reconcile import assign, block, report_rows
from flows.reconcile.assign import ENTRY, LATEST, OLDEST, assigned, indexed
from flows.reconcile.reach import claims_in_reach, keys_wanted
from tests.reconcile.claims_corpus import make


@pytest.mark.parametrize("seed", range(6))
def test_claims_out_of_reach_make_no_difference(seed: int) -> None:
    rows = block(report_rows(*make(seed, events=30, articles=160).frames())).drop("bucket")
    whole = assign(None, rows)
    articles = rows["article_id"].unique(maintain_order=True)
    dice = random.Random(seed)
    edges = [0, *sorted(dice.sample(range(1, len(articles)), 12)), len(articles)]
    told, index = whole.clear(), pl.DataFrame(schema=ENTRY)
    read_back = 0
    for begin, end in itertools.pairwise(edges):
        new = rows.filter(pl.col("article_id").is_in(articles[begin:end].implode()))
        met = claims_in_reach(index.lazy(), keys_wanted(new))
        old = told.filter(pl.col("claim_id").is_in(met.implode()))
        read_back += len(old)
        claims, added = assigned(old, new)
        index = pl.concat([index, added.select(*ENTRY)])
        told = pl.concat([told, new.with_columns(claims).select(told.columns)])
    by_figure = ["quantity_id", "claim_id"]
    assert told.select(by_figure).sort(by_figure).equals(whole.select(by_figure).sort(by_figure))
    assert read_back < 6 * len(whole), "nearly everything was read back each time"


def test_a_figure_of_another_day_reads_nothing_back() -> None:
    rows = block(report_rows(*make(3, events=10, articles=40).frames())).drop("bucket")
    dated = rows.filter(pl.col("kind") == "incident", pl.col("question") == "killed", pl.col("from_day").is_not_null())
    dated = dated.filter(pl.col("block") == dated["block"][0])
    index = indexed(assign(None, dated)).lazy()
    away = dated.with_columns(
        pl.col("from_day", "to_day") + 400, published_date=pl.col("published_date") + pl.duration(days=400)
    )
    assert claims_in_reach(index, keys_wanted(away)).is_empty()
    assert not claims_in_reach(index, keys_wanted(dated)).is_empty()


def test_of_a_key_that_leads_to_many_claims_few_are_read() -> None:
    one = {"question": "exchange", "family": "prisoner", "count_type": "exchanged"}
    rows = block(report_rows(*make(3, events=10, articles=40).frames())).drop("bucket").head(1)
    many = pl.concat([rows] * 300).with_columns(
        quantity_id=pl.int_range(300).cast(pl.String),
        article_id=pl.int_range(300).cast(pl.String),
        value=pl.int_range(300) * 5.0 + 1000,
        value_low=pl.int_range(300) * 5.0 + 1000,
        value_high=pl.int_range(300) * 5.0 + 1000,
        block=pl.lit("exchange|"),
        published_date=pl.lit(None, pl.Date),
        from_day=pl.int_range(300, dtype=pl.Int32) * 30,
        to_day=pl.int_range(300, dtype=pl.Int32) * 30,
        kind=pl.lit("incident"),
        part_of=pl.lit(None, pl.String),
        **{name: pl.lit(value) for name, value in one.items()},
    )
    claims, added = assigned(many.clear().with_columns(claim_id=pl.lit("")), many)
    assert claims.n_unique() > 200
    assert len(claims_in_reach(added.lazy(), keys_wanted(many.tail(1)))) <= OLDEST + LATEST


def crowded(seed: int) -> pl.DataFrame:
    """Figures of few days, places, sides and numbers, so that each key of the index leads to many claims."""
    dice = random.Random(seed)
    rows = block(report_rows(*make(seed, events=60, articles=500).frames())).drop("bucket")

    def drawn(values: list[Any], dtype: pl.DataType) -> pl.Series:
        return pl.Series([dice.choice(values) for _ in range(len(rows))], dtype=dtype)

    day, sides = drawn([17_000, 17_001, 17_002, None], pl.Int32()), drawn([None, "Mali", "Mali; Sudan"], pl.String())
    question = drawn(["killed", "displaced", "exchange", "held"], pl.String())
    kind = drawn(["incident"] * 6 + ["total", "period"], pl.String())
    value = drawn([2.0, 7.0, 12.0, 40.0, 300.0, 900.0, 2600.0], pl.Float64())
    return rows.with_columns(
        question=question, kind=kind, block=question + "|" + kind, from_day=day, to_day=day, value=value, value_low=value,
        value_high=value, sides=sides, home=sides, place=drawn([None, "a", "b"], pl.String()),
        count_type=question.replace({"exchange": "exchanged"}), qualifier=pl.lit("exact"), part_of=pl.lit(None, pl.String),
        published_date=drawn([17_003, 17_004, None], pl.Int32()).cast(pl.Date),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_claims_left_out_of_crowded_keys_make_no_difference(seed: int) -> None:
    rows = crowded(seed)
    whole, entries = assigned(rows.clear().with_columns(claim_id=pl.lit("")), rows)
    assert entries["key"].value_counts()["count"].max() > OLDEST + LATEST, "some key is crowded"
    articles = rows["article_id"].unique(maintain_order=True)
    first = pl.col("article_id").is_in(articles.head(len(articles) * 4 // 5).implode())
    before, new = rows.filter(first), rows.filter(~first)
    placed, added = assigned(rows.clear().with_columns(claim_id=pl.lit("")), before)
    met = claims_in_reach(added.lazy(), keys_wanted(new))
    old = before.with_columns(placed).filter(pl.col("claim_id").is_in(met.implode()))
    ids, _ = assigned(old, new)
    assert [*placed, *ids] == whole.to_list()
    assert len(met) < placed.n_unique(), "some claims were left out"
