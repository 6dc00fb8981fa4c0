"""Corrections of known errors in sources: what they change, what they leave, and what is told of those that find nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from flows import pipeline
from flows.core import reference
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.extract import corrections
from flows.extract.stage import Facts, extract
from flows.publish import verify
from flows.summary import holdings
from schemas import FACTS, polars_schema

URL = "https://hill-mail.example/ford"
TEXT = "Flooding at the ford killed 510 villagers, Mayor Ines Kolar said.\nThe ford was closed for 510 days."
HEADER = ",".join(corrections.COLUMNS)


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return a function that makes these lines the table, in a copy of all tables."""
    folder = tmp_path / "reference"
    shutil.copytree(reference.FOLDER, folder)

    def forget() -> None:
        corrections.corrections.cache_clear()
        reference._read.cache_clear()

    def write(*lines: str) -> None:
        (folder / "corrections.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        forget()
        monkeypatch.setattr(reference, "FOLDER", folder)

    yield write
    monkeypatch.undo()
    forget()


def frame(text_sha256: str = "") -> pl.DataFrame:
    row = {"article_id": "0" * 16, "url": URL, "source_uri": "ford.txt", "text": TEXT, "language": "en"}
    return pl.DataFrame([row | {"text_sha256": text_sha256}], schema=polars_schema(FACTS["articles"]), orient="row")


def killed(facts: Facts) -> dict[str, object]:
    (row,) = facts.quantities.filter(pl.col("count_type") == "killed").to_dicts()
    return row


def test_correction_changes_the_number_and_keeps_what_is_printed(listed: Callable[..., None]) -> None:
    before = killed(extract(frame()))
    listed(f"{URL},510,villagers,at least 51,a digit too many,the outlet's own note of 3 March")
    facts = extract(frame())
    after = killed(facts)
    assert (after["value"], after["value_low"], after["value_high"], after["qualifier"]) == (51, 51, None, "at_least")
    changed = {"value", "value_low", "value_high", "qualifier"}
    assert {k: v for k, v in after.items() if k not in changed} == {k: v for k, v in before.items() if k not in changed}
    days = facts.quantities.filter(pl.col("family") == "duration")
    assert days["value"].to_list() == [510]  # the same surface in another sentence
    (note,) = facts.notes.to_dicts()
    assert (note["check"], note["failure_case"], note["article_id"]) == ("correction", "510", "0" * 16)
    assert note["reason"] == "reads 'at least 51' instead of '510': a digit too many (the outlet's own note of 3 March)"
    assert [row["value"] for row in json.loads(note["payload"])] == [510]


def test_article_is_found_by_the_hash_of_its_text(listed: Callable[..., None]) -> None:
    listed(f"{'a' * 64},510,villagers,51,a digit too many,a note")
    assert killed(extract(frame("a" * 64)))["value"] == 51
    assert killed(extract(frame("b" * 64)))["value"] == 510


def test_correction_without_a_figure_is_told(listed: Callable[..., None]) -> None:
    listed(f"{URL},520,villagers,52,a typing error,a note")
    facts = extract(frame())
    (note,) = facts.notes.to_dicts()
    assert note["check"] == "correction without a figure"
    assert note["reason"] == "no figure '520' in a sentence with 'villagers': a typing error (a note)"
    assert killed(facts)["value"] == 510


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"{URL},510,,fifty-ish or so people,why,where", "which is no number phrase"),
        (f"{URL},510,,51,,where", "has an empty cell"),
        (f"{URL},510,,51,why,where\n{URL},510,,52,why,where", "stands already in line 2"),
    ],
)
def test_line_that_cannot_be_read_is_refused(listed: Callable[..., None], line: str, told: str) -> None:
    listed(line)
    with pytest.raises(reference.ReferenceTableError, match=told):
        extract(frame())


def test_release_tells_what_became_of_every_line(listed: Callable[..., None], tmp_path: Path) -> None:
    source = tmp_path / "ford.jsonl"
    source.write_text(json.dumps({"url": URL, "text": TEXT, "language": "en"}) + "\n")
    pipeline.run([str(source)], tmp_path / "first", Limits(workers=1))
    listed(
        f"{URL},510,villagers,51,a digit too many,a note",
        f"{URL},520,,52,a typing error,a note",
        "https://elsewhere.example/x,7,,8,a typing error,a note",
    )
    pipeline.run([str(source)], tmp_path / "data", Limits(workers=1))
    release = Store(tmp_path / "data").find("latest")
    assert verify(release) == []
    assert dict(holdings(release))["  corrections of sources"].startswith(
        "3 listed: 1 applied, 1 find no such figure, 1 of an article that is not here"
    )
    claims = pl.read_parquet(release.parts("claims"))
    assert claims.filter(pl.col("count_type") == "killed")["best"].to_list() == [51]


def test_without_lines_nothing_is_told() -> None:
    assert corrections.told(pl.Series("check", ["empty"])) is None
