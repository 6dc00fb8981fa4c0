"""A source that changes while it is read is noticed: nothing of it is taken, and one line says so."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows import pipeline
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.ingest import plan
from flows.ingest import step as ingest
from flows.ingest.step import AllRejectedError

LIMITS = Limits(workers=1, batch_documents=10)


def article(n: int) -> str:
    text = f"Shelling killed {n + 4} civilians in street {n} of Norvik on Monday, the mayor said."
    return json.dumps({"url": f"https://a.example/{n}", "language": "en", "text": text}) + "\n"


def appended(path: Path) -> None:
    with path.open("a") as file:
        file.write(article(99))


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def replaced(path: Path) -> None:
    draft = path.with_name("draft.tmp")
    draft.write_text("".join(article(n) for n in range(100, 140)))
    draft.replace(path)


def rewritten(path: Path) -> None:
    """Of the same size: only the time tells."""
    path.write_bytes(path.read_bytes().replace(b"Monday", b"Friday"))


WAYS = [appended, truncated, replaced, rewritten, Path.unlink]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file cut into four chunks, and one beside it that stays as it is."""
    monkeypatch.setattr(pipeline, "plan", lambda files, **limits: plan(files, batch_bytes=2_000, **limits))
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "moving.jsonl").write_text("".join(article(n) for n in range(40)))
    (folder / "still.jsonl").write_text(article(41))
    return folder


def run_while(change: Callable[[Path], None], before: int, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run, and let the file change before the chunk of this number is read."""
    read = ingest.read_chunk
    seen: list[Any] = []

    def reading(chunk: Any, **more: Any) -> Any:
        if len(seen) == before:
            change(source / "moving.jsonl")
        seen.append(chunk)
        yield from read(chunk, **more)

    monkeypatch.setattr(ingest, "read_chunk", reading)
    pipeline.run([str(source)], source.parent / "data", LIMITS)


def table(source: Path, name: str) -> pl.DataFrame:
    parts = Store(source.parent / "data").find("latest").parts(name)
    return pl.concat([pl.read_parquet(part) for part in parts])


@pytest.mark.parametrize("before", [0, 2, 3])
@pytest.mark.parametrize("change", WAYS)
def test_nothing_is_half_taken(
    change: Callable[[Path], None], before: int, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_while(change, before, source, monkeypatch)
    assert table(source, "articles")["source_uri"].to_list() == ["still.jsonl#1"]
    (refused,) = table(source, "rejects").iter_rows(named=True)
    assert refused["source_uri"] == "moving.jsonl"
    assert refused["check"] == ("vanished" if change is Path.unlink else "changed")
    assert "nothing of it was taken" in refused["reason"]


def test_what_changed_is_taken_by_the_next_run(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as during:
        run_while(appended, 1, source, during)
    assert pipeline.run([str(source)], source.parent / "data", LIMITS)["new"]
    assert table(source, "articles")["url"].n_unique() == 42


def test_a_run_over_it_alone_fails_in_one_line(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source / "still.jsonl").unlink()
    with pytest.raises(AllRejectedError, match=r"nothing is published: moving\.jsonl: the file changed .*; run again"):
        run_while(appended, 2, source, monkeypatch)


def test_a_page_among_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages share a chunk: only the one that changed is refused."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("a", "b", "c"):
        (source / f"{name}.txt").write_text(
            f"Shelling killed nine people in {name.upper()}dorf on Monday, police said."
        )
    read = ingest.read_chunk

    def reading(chunk: Any, **more: Any) -> Any:
        out = list(read(chunk, **more))
        if not more["changed"]:
            (source / "b.txt").write_text("Shelling killed ten")
        yield from out

    monkeypatch.setattr(ingest, "read_chunk", reading)
    pipeline.run([str(source)], tmp_path / "data", LIMITS)
    assert table(source, "articles")["source_uri"].to_list() == ["a.txt", "c.txt"]
    assert table(source, "rejects")["source_uri"].to_list() == ["b.txt"]
