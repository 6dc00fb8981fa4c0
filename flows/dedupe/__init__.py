"""Copies and versions of articles: exact and near-identical texts, each compared with all earlier articles.

`sign` makes the signatures of a batch, `match` assigns each new article to a cluster, `relation` tells copies from revisions by
their figures and quotations. Near-identical means that half of the shorter text's 5-word shingles stand in the longer.
"""

from flows.dedupe.clusters import match
from flows.dedupe.relations import relation
from flows.dedupe.signatures import SIGNATURE, sign

__all__ = ["SIGNATURE", "match", "relation", "sign"]
