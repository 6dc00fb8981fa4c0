"""The models say what the contract says, in one place."""

from __future__ import annotations

import polars as pl
import pytest

from schemas import TABLES, describe
from schemas.dictionary import TARGET, markdown, table_schema

CONTRACT = {
    "articles": "article_id, url, source_uri, source_name, title, author, published_at, published_date, published_basis, retrieved_at, "
    "language, text, text_sha256, n_chars",
    "duplicates": "article_id, cluster_id, canonical_id, relation, jaccard, containment",
    "quantities": "quantity_id, article_id, char_start, char_end, surface, sentence, family, count_type, value, value_low, value_high, "
    "qualifier, unit, population, affected, affected_iso3, attributed_to, attributed_to_raw, attributed_to_id, location, location_iso3, "
    "quotation_id, period_start, period_end, scope, modality, part_of, is_implicit, confidence",
    "dates": "date_id, article_id, char_start, char_end, surface, timex_type, timex_value, timex_mod, date_start, date_end, date_prec, "
    "anchor_date",
    "quotations": "quotation_id, article_id, char_start, char_end, text, quote_type, speaker, speaker_raw, speaker_id, speaker_char_start, "
    "speaker_char_end, cue",
    "mentions": "mention_id, entity_id, article_id, char_start, char_end, surface, role",
    "rejects": "reject_id, stage, table_name, source_uri, article_id, column, check, failure_case, reason, payload",
    "entities": "entity_id, name, entity_type, country_iso3, wikidata_id, aliases, n_articles, n_mentions, same_as",
    "claims": "claim_id, label, family, count_type, unit, population, affected, location, period_start, period_end, scope, modality, best, "
    "low, high, n_reports, n_articles, n_independent, n_attributed, agreement, first_reported, last_reported",
    "claim_reports": "claim_id, quantity_id, relation, reported_date",
}


def test_tables_are_the_contracts() -> None:
    assert {name: ", ".join(c.name for c in describe(model)) for name, model in TABLES.items()} == CONTRACT


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described(table: str) -> None:
    for column in describe(TABLES[table]):
        assert column.description.endswith("."), f"{table}.{column.name}"
        assert not isinstance(column.dtype, pl.List | pl.Struct), "no nested types"
        if isinstance(column.dtype, pl.Datetime):
            assert (column.dtype.time_unit, column.dtype.time_zone) == ("us", "UTC")


def test_one_meaning_per_name() -> None:
    seen: dict[str, tuple[str, pl.DataType]] = {}
    for table, model in TABLES.items():
        for column in describe(model):
            if column.name in seen:
                other, dtype = seen[column.name]
                assert column.dtype == dtype, f"{column.name} in {table} and {other}"
            seen.setdefault(column.name, (table, column.dtype))


def test_references_exist() -> None:
    for model in TABLES.values():
        for column in describe(model):
            if column.refers_to:
                table, name = column.refers_to.split(".")
                assert name in {c.name for c in describe(TABLES[table])}
        assert table_schema(model)["fields"]


def test_dictionary_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == markdown()
