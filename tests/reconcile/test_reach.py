"""Placing new figures with only the claims in reach read back ends where placing with all claims at hand ends."""

from __future__ import annotations

import itertools
import random

import polars as pl
import pytest

from flows.reconcile import assign, block, report_rows
from flows.reconcile.reach import claims_in_reach
from tests.reconcile.claims_corpus import make


@pytest.mark.parametrize("seed", range(6))
def test_claims_out_of_reach_make_no_difference(seed: int) -> None:
    rows = block(report_rows(*make(seed, events=30, articles=160).frames())).drop("bucket")
    whole = assign(None, rows)
    articles = rows["article_id"].unique(maintain_order=True)
    dice = random.Random(seed)
    edges = [0, *sorted(dice.sample(range(1, len(articles)), 12)), len(articles)]
    told = whole.clear()
    read_back = 0
    for begin, end in itertools.pairwise(edges):
        new = rows.filter(pl.col("article_id").is_in(articles[begin:end].implode()))
        met = claims_in_reach(told.lazy(), new)
        old = told.filter(pl.col("claim_id").is_in(met.implode()))
        read_back += len(old)
        told = pl.concat([told, assign(old, new)[len(old) :]])
    by_figure = ["quantity_id", "claim_id"]
    assert told.select(by_figure).sort(by_figure).equals(whole.select(by_figure).sort(by_figure))
    assert read_back < 6 * len(whole), "nearly everything was read back each time"


def test_a_figure_of_another_day_reads_nothing_back() -> None:
    rows = block(report_rows(*make(3, events=10, articles=40).frames())).drop("bucket")
    dated = rows.filter(pl.col("kind") == "incident", pl.col("question") == "killed", pl.col("from_day").is_not_null())
    told = assign(None, dated)
    away = dated.with_columns(
        pl.col("from_day", "to_day") + 40, published_date=pl.col("published_date") + pl.duration(days=40)
    )
    same_block = away.with_columns(block=pl.lit(dated["block"][0]))
    assert claims_in_reach(
        told.filter(pl.col("from_day") == told["from_day"].min()).lazy(), same_block.tail(1)
    ).is_empty()
