"""The tables of a release: one pandera model each, the only source of column types, vocabularies, descriptions and units.

`TABLES` lists them in the order in which a release is made; `FACTS` are append-only, `SNAPSHOTS` are rewritten by bucket.
"""

from schemas.facts import Articles, Dates, Duplicates, Mentions, Quantities, Quotations, Rejects
from schemas.snapshots import ClaimReports, Claims, Entities
from schemas.table import Table, describe, empty, polars_schema

SCHEMA_VERSION = "1.1.0"

FACTS: dict[str, type[Table]] = {
    "articles": Articles,
    "duplicates": Duplicates,
    "quantities": Quantities,
    "dates": Dates,
    "quotations": Quotations,
    "mentions": Mentions,
    "rejects": Rejects,
}
SNAPSHOTS: dict[str, type[Table]] = {"entities": Entities, "claims": Claims, "claim_reports": ClaimReports}
TABLES: dict[str, type[Table]] = {**FACTS, **SNAPSHOTS}

__all__ = ["FACTS", "SCHEMA_VERSION", "SNAPSHOTS", "TABLES", "Table", "describe", "empty", "polars_schema"]
