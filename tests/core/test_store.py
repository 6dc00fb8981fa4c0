"""The data folder: what a damaged manifest, a strange pointer and leftovers in the folder of releases do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.core.store import KEYS, MANIFEST, Store, StoreError

VERSION = "20260301T120000Z"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    release = tmp_path / "releases" / VERSION
    release.mkdir(parents=True)
    (release / MANIFEST).write_text(json.dumps(dict.fromkeys(KEYS)))
    return Store(tmp_path)


@pytest.mark.parametrize("content", [b"", b'{"version": "2026', b"[]", b"{}", b"\xff\xfe", b"null"])
def test_damaged_manifest_is_told_in_a_line(store: Store, content: bytes) -> None:
    (store.find("latest").path / MANIFEST).write_bytes(content)
    with pytest.raises(StoreError, match=rf"{VERSION}/{MANIFEST}: is damaged"):
        _ = store.find("latest").manifest


@pytest.mark.parametrize("name", ["latest", "latest.json"])
def test_folder_in_place_of_the_pointer_is_kept_and_told(store: Store, name: str) -> None:
    (store.releases_folder / name / "mine").mkdir(parents=True)
    with pytest.raises(StoreError, match=f"{name}: is a folder"):
        store.point()
    assert (store.releases_folder / name / "mine").is_dir()


@pytest.mark.parametrize("target", ["nowhere", f"/elsewhere/{VERSION}", f"../{VERSION}"])
def test_pointer_that_leads_astray_is_mended(store: Store, target: str) -> None:
    link = store.releases_folder / "latest"
    link.symlink_to(target)
    (store.releases_folder / "latest.json").write_text("{{")
    store.point()
    assert link.readlink() == Path(VERSION)
    assert json.loads((store.releases_folder / "latest.json").read_text())["version"] == VERSION


def test_version_steps_over_a_folder_that_is_no_release(store: Store) -> None:
    (store.releases_folder / "20260301T120001Z").mkdir()
    assert store.next_version(datetime(2001, 1, 1, tzinfo=UTC)) == "20260301T120002Z"
    (store.releases_folder / "20260302T000000Z").mkdir()
    assert store.next_version(datetime(2026, 3, 2, tzinfo=UTC)) == "20260302T000001Z"


def test_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("x")
    with pytest.raises(StoreError, match="is a file"), Store(tmp_path).writing(0):
        pytest.fail("nothing can be written there")


def test_store_knows_its_own_files(store: Store, tmp_path: Path) -> None:
    (store.releases_folder / "latest").symlink_to(VERSION)
    assert store.holds(str(store.releases_folder / "latest" / "articles" / "part-000000.parquet"))
    assert store.holds(str(tmp_path / "writer.json"))
    assert not store.holds(str(tmp_path / "inbox" / "a.jsonl"))
    assert not store.holds(str(tmp_path.parent / "releases" / "a.jsonl"))


def test_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    store = Store(Path("~/data"))
    assert (store.folder, store.releases_folder.parent, store.work_folder.parent) == (tmp_path / "data",) * 3
