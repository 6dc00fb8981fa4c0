"""The project's own annotated articles say nothing that their texts or the guidelines do not allow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
COUNT_TYPES = {
    *("killed", "injured", "casualties", "missing", "captured", "detained", "abducted", "held", "released"),
    *("exchanged", "displaced", "evacuated"),
}
POPULATIONS = {"military", "civilian", "unknown"}
MODALITIES = {"asserted", "planned", "possible", "denied"}
# Which of (value, value_low, value_high) each qualifier leaves open.
SHAPES = {
    "exact": (True, True, True),
    "about": (True, False, False),
    "at_least": (True, True, False),
    "more_than": (True, True, False),
    "at_most": (True, False, True),
    "less_than": (True, False, True),
    "between": (False, True, True),
    "vague": (False, True, True),
}
FIELDS = {
    *("surface", "context", "count_type", "value", "value_low", "value_high", "qualifier", "unit", "population"),
    *("affected", "attributed_to", "modality", "part_of", "implicit"),
}


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


TEXTS = {article["url"]: article["text"] for article in _lines("articles.jsonl")}
GOLD = {told["doc"]: told for told in _lines("gold.jsonl")}


def test_each_article_is_annotated_once() -> None:
    numbers = [int(url.removeprefix("own:")) for url in TEXTS]
    assert list(TEXTS) == list(GOLD)
    assert numbers == sorted(set(numbers))
    assert len(set(TEXTS.values())) == len(TEXTS)


@pytest.mark.parametrize("doc", GOLD)
def test_figures_stand_in_their_text(doc: str) -> None:
    figures = GOLD[doc]["figures"]
    contexts = [figure["context"] for figure in figures]
    assert len(set(contexts)) == len(contexts)
    for figure in figures:
        assert TEXTS[doc].count(figure["context"]) == 1, figure
        assert figure["surface"] in figure["context"], figure
        assert len(figure["context"].split()) <= 14, figure
        assert figure["part_of"] is None or figure["part_of"] in {other["surface"] for other in figures}, figure


@pytest.mark.parametrize("doc", GOLD)
def test_figures_keep_to_the_vocabulary(doc: str) -> None:
    for figure in GOLD[doc]["figures"]:
        assert set(figure) - {"note"} == FIELDS
        assert figure["count_type"] in COUNT_TYPES
        assert figure["population"] in POPULATIONS
        assert figure["modality"] in MODALITIES
        assert figure["unit"] == figure["unit"].lower() != ""
        numbers = (figure["value"], figure["value_low"], figure["value_high"])
        assert tuple(number is not None for number in numbers) == SHAPES[figure["qualifier"]], figure
        assert len({number for number in numbers if number is not None}) == (1 if numbers[0] is not None else 2) or (
            figure["surface"].lower() == "a couple"
        ), figure
        assert not figure["implicit"] or figure["value"] in (0, 1), figure


@pytest.mark.parametrize("doc", GOLD)
def test_quotations_stand_between_marks(doc: str) -> None:
    for quotation in GOLD[doc]["quotations"]:
        at = TEXTS[doc].find(quotation["text"])
        assert at > 0, quotation
        assert TEXTS[doc][at - 1] in "\"“‘'", quotation
        assert quotation["speaker"] or quotation["speaker_raw"]
