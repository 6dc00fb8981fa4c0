"""Claims of corpora with known truth: what is joined, how the reports stand, and whether the best is true."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from flows.reconcile import assign, block, report_rows, summarise
from tests.reconcile.claims_corpus import Corpus, make, pairwise

SEEDS = (*range(11, 16), *range(900, 910))  # the latter were never looked at


def measure(corpus: Corpus) -> tuple[float, float, float, float]:
    """Return precision and recall of joining, the share of right agreement labels and of bests inside the true range."""
    claims, reports = summarise(assign(None, block(report_rows(*corpus.frames())).drop("bucket")))
    claim_of = dict(reports.select("quantity_id", "claim_id").iter_rows())
    of_truth: dict[str, Counter[str]] = defaultdict(Counter)
    for quantity, truth in corpus.truth.items():
        of_truth[truth][claim_of[quantity]] += 1
    said = {row["claim_id"]: row for row in claims.to_dicts()}
    agree = best = 0
    for truth, counted in of_truth.items():
        question, claim = corpus.questions[truth], said[counted.most_common(1)[0][0]]
        agree += question.agreement() == claim["agreement"]
        best += claim["best"] is not None and question.low <= claim["best"] <= question.high
    return *pairwise(corpus.truth, claim_of), agree / len(of_truth), best / len(of_truth)


@pytest.fixture(scope="module")
def measures():
    return [measure(make(seed)) for seed in SEEDS]


@pytest.mark.parametrize(
    ("which", "floor"), [(0, 0.97), (1, 0.90), (2, 0.95), (3, 0.95)], ids=["precision", "recall", "agreement", "best"]
)
def test_claims_of_corpora_with_known_truth(measures, which, floor):
    assert sum(m[which] for m in measures) / len(measures) >= floor


def test_reports_that_leave_out_the_place_cost_recall_but_not_precision():
    precision, recall, _, _ = measure(make(31, untold=0.3))
    assert precision >= 0.97
    assert recall < 0.9
