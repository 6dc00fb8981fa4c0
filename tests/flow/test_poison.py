"""One article on which a stage fails by a fault of the program costs that article; a fault in all of them ends the run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows import pipeline
from flows.core.poison import FEW, spare
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.extract import step as extract
from flows.ingest import read as ingest
from flows.publish import verify

ONE = Limits(workers=1)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    lines = [
        {
            "url": f"https://a.example/{n}",
            "language": "en",
            "text": f"Shelling killed {n + 4} people in street {n}, police said.",
        }
        for n in range(40)
    ]
    lines[17]["text"] += " POISON"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def table(data: Path, name: str) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(part) for part in Store(data).find("latest").parts(name)])


def failing(work: Callable[[Any], Any], is_bad: Callable[[Any], bool], error: BaseException) -> Callable[[Any], Any]:
    def failing_work(items: Any) -> Any:
        if is_bad(items):
            raise error
        return work(items)

    return failing_work


PANIC = pl.exceptions.PanicException("index out of bounds")


@pytest.mark.parametrize("error", [KeyError("a\nb"), RecursionError(), PANIC])
def test_extraction_that_fails_on_one_article(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    pipeline.run([str(source)], tmp_path / "sound", ONE)
    work = failing(extract.extract, lambda rows: rows["text"].str.contains("POISON").any(), error)
    with monkeypatch.context() as during:
        during.setattr(extract, "extract", work)
        pipeline.run([str(source)], tmp_path / "data", ONE)
    release = Store(tmp_path / "data").find("latest")
    assert verify(release) == []
    (note,) = table(tmp_path / "data", "rejects").filter(stage="extract").iter_rows(named=True)
    assert note["source_uri"] == "a.jsonl#18"
    assert type(error).__name__ in note["reason"]
    assert "\n" not in note["reason"]
    poisoned = pl.col("article_id") == note["article_id"]
    for name in ("quantities", "dates", "mentions", "quotations"):
        sound = table(tmp_path / "sound", name)
        assert table(tmp_path / "data", name).equals(sound.filter(~poisoned)), name
    assert len(table(tmp_path / "data", "articles")) == 40


def test_reading_that_fails_on_one_document(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = failing(ingest.assemble, lambda found: any("POISON" in d.body for d in found), IndexError("no such row"))
    monkeypatch.setattr(ingest, "assemble", work)
    pipeline.run([str(source)], tmp_path / "data", ONE)
    assert len(table(tmp_path / "data", "articles")) == 39
    (lost,) = table(tmp_path / "data", "rejects").iter_rows(named=True)
    assert (lost["source_uri"], lost["check"]) == ("a.jsonl#18", "failed")
    assert "POISON" in lost["payload"]


def test_a_fault_in_all_ends_the_run(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "extract", failing(extract.extract, len, ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        pipeline.run([str(source)], tmp_path / "data", ONE)
    assert not Store(tmp_path / "data").releases()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), MemoryError()])
def test_for_some_errors_no_item_is_at_fault(error: Exception) -> None:
    calls: list[int] = []

    def work(items: list[int]) -> None:
        calls.append(len(items))
        raise error

    with pytest.raises(type(error)):
        spare(work, [1, 2, 3, 4])
    assert calls == [4]


@pytest.mark.parametrize("bad", [set(), {0}, {3}, {0, 1}, {2, 9, 19}])
def test_order_stays(bad: set[int]) -> None:
    def work(items: list[int]) -> list[int]:
        if bad & set(items):
            raise ValueError(items)
        return items

    assert len(bad) <= FEW
    made, failed = spare(work, list(range(20)))
    assert [n for run in made for n in run] == [n for n in range(20) if n not in bad]
    assert set(failed) == bad


def test_nothing_is_worked_on_once() -> None:
    assert spare(len, []) == ([0], {})
    with pytest.raises(ZeroDivisionError):
        spare(lambda items: 1 // len(items), [])
