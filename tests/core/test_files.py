"""Files are there whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import polars as pl
import pytest

from flows.core.files import link, sha256, whole, write_json, write_parquet


def test_interrupted_write_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json({"n": 1}, path)
    with pytest.raises(RuntimeError), whole(path) as draft:
        draft.write_text("half")
        raise RuntimeError
    assert path.read_text() == '{\n  "n": 1\n}\n'
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_same_frame_gives_the_same_bytes(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [1, 2, None], "b": ["x", "é", "👍🏽"]})
    write_parquet(frame, tmp_path / "1.parquet")
    write_parquet(frame.clone(), tmp_path / "2.parquet")
    assert sha256(tmp_path / "1.parquet") == sha256(tmp_path / "2.parquet")


def test_full_disk_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)")

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_parquet(pl.DataFrame({"a": [1]}), tmp_path / "a.parquet")
    assert caught.value.errno == errno.ENOSPC
    assert not list(tmp_path.iterdir())


def test_link_falls_back_to_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("text")
    link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").stat().st_ino == (tmp_path / "a").stat().st_ino

    def refused(*_: object) -> None:
        raise OSError(errno.EXDEV, "another device")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    link(tmp_path / "a", tmp_path / "c")
    assert (tmp_path / "c").read_text() == "text"
