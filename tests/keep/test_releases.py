"""Comparing, pinning and pruning releases, editions without texts, and the check-up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows import pipeline
from flows.cli import app
from flows.core.store import MANIFEST, Release, Store, StoreError
from flows.core.workspace import Limits
from flows.keep import doctor
from flows.keep.compare import compare
from flows.keep.edition import LEFT_OUT, export
from flows.keep.prune import Policy, PolicyError, prune
from flows.publish import verify

ONE = Limits(workers=1)
TEXTS = [
    "Shelling killed 4 civilians in the town of Harvel on 9 March 2026, Colonel Ada Lind said.",
    "Mayor Jon Reyd told reporters that five civilians were killed by shelling in Harvel on 9 March 2026.",
    "A convoy lost 17 trucks near Sellin on 11 March 2026, Colonel Ada Lind said.",
]
runner = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})


def said(*arguments: str) -> tuple[int, str]:
    result = runner.invoke(app, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keep")
    for n, text in enumerate(TEXTS):
        line = {"url": f"https://a.example/{n}", "language": "en", "title": "Ada", "text": text}
        (folder / "in.jsonl").write_text(json.dumps(line) + "\n")
        pipeline.run([str(folder / "in.jsonl")], folder / "data", ONE)
    return folder / "data"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Store:
    shutil.copytree(made, tmp_path / "data", symlinks=True)
    return Store(tmp_path / "data")


def test_compare(store: Store) -> None:
    first, second, _ = store.releases()
    found = compare(first, second)
    assert (found.tables["articles"].added, found.tables["articles"].gone) == (1, 0)
    assert found.tables["quantities"].added == 1
    assert found.tables["entities"].changed == 1, "the town is named by one article more"
    assert any("n_reports 1 → 2" in line for line in found.claims)
    back = compare(second, first)
    assert (back.tables["articles"].added, back.tables["articles"].gone) == (0, 1)
    assert not any((r.added, r.changed, r.gone) != (0, 0, 0) for r in compare(first, first).tables.values())


def test_figures_that_changed(store: Store, tmp_path: Path) -> None:
    old = store.releases()[0]
    shutil.copytree(old.path, tmp_path / "edited")
    new = Release(tmp_path / "edited")
    part = new.parts("quantities")[0]
    part.chmod(0o644)
    pl.read_parquet(part).with_columns(value=pl.lit(9.0), affected=pl.lit("Harvel")).write_parquet(part)
    manifest = new.manifest
    for resource in manifest["resources"]:
        for entry in resource["parts"]:
            entry["sha256"] += "x" if entry["path"].startswith("quantities/") else ""
    (new.path / MANIFEST).write_text(json.dumps(manifest))
    found = compare(old, new)
    assert found.tables["quantities"].changed == 1
    assert found.figures == ["4: value 4 → 9, affected unknown → Harvel"]


def test_commands(store: Store) -> None:
    data = str(store.folder)
    first, second, third = store.versions()
    code, out = said("releases", "compare", first, "--data", data)
    assert (code, "claims that changed" in out) == (0, True)
    assert said("releases", "pin", first, "--why", "cited in a paper", "--data", data)[0] == 0
    assert "cited in a paper" in said("releases", "--data", data)[1]
    code, out = said("releases", "prune", "--keep", "last=1", "--dry-run", "--data", data)
    assert (code, "1 release(s) would go, 3 there" in out) == (0, True)
    assert said("releases", "prune", "--keep", "last=1", "--data", data)[0] == 0
    assert store.versions() == [first, third]
    assert verify(store.find(first)) == verify(store.find(third)) == []
    assert said("releases", "unpin", first, "--data", data)[0] == 0
    assert said("releases", "prune", "--keep", "last=1", "--data", data)[0] == 0
    assert store.versions() == [third]
    assert said("releases", "pin", second, "--data", data)[0] == 1
    assert said("releases", "prune", "--keep", "sometimes", "--data", data)[0] == 2
    assert said("releases", "--data", data, "pin", third)[0] == 2


def test_damaged_pins_stop_pruning(store: Store) -> None:
    (store.folder / "pins.json").write_text("[")
    with pytest.raises(StoreError, match="damaged"), store.holding(0):
        prune(store, Policy(last=1))
    assert len(store.versions()) == 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("last=2", ["20260302T010000Z", "20260302T020000Z"]),
        ("daily=2", ["20260301T230000Z", "20260302T020000Z"]),
        ("daily=3", ["20260228T100000Z", "20260301T230000Z", "20260302T020000Z"]),
        ("monthly=2", ["20260228T100000Z", "20260302T020000Z"]),
        ("monthly=15,last=1", ["20250131T000000Z", "20260228T100000Z", "20260302T020000Z"]),
        ("last=0", ["20260302T020000Z"]),
    ],
)
def test_policy(text: str, kept: list[str]) -> None:
    versions = [
        "20250131T000000Z",
        "20260228T090000Z",
        "20260228T100000Z",
        "20260301T000000Z",
        "20260301T230000Z",
        "20260302T010000Z",
        "20260302T020000Z",
    ]
    assert Policy.parse(text).kept(versions, []) == kept


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 4_000), unique=True, min_size=1),
    st.integers(0, 9),
    st.integers(0, 400),
    st.integers(0, 30),
    st.data(),
)
def test_policy_never_drops_newest_or_pinned(
    hours: list[int], last: int, daily: int, monthly: int, data: st.DataObject
) -> None:
    from datetime import datetime, timedelta

    versions = [(datetime(2024, 1, 1) + timedelta(hours=h)).strftime("%Y%m%dT%H%M%SZ") for h in sorted(hours)]
    pinned = data.draw(st.lists(st.sampled_from(versions)))
    kept = Policy(last, daily, monthly).kept(versions, pinned)
    assert {versions[-1], *pinned, *versions[len(versions) - min(last, len(versions)) :]} <= set(kept)
    assert kept == [v for v in versions if v in set(kept)]
    assert Policy(last, daily, monthly).kept(kept, pinned) == kept, "pruning twice removes nothing more"


@pytest.mark.parametrize("text", ["", "last", "last=", "last=-1", "last=1,last=2", "hourly=3"])
def test_wrong_policy(text: str) -> None:
    with pytest.raises(PolicyError):
        Policy.parse(text)


def test_edition(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "edition"
    release = store.find("latest")
    assert said("export", str(target), "--without-text", "--data", str(store.folder))[0] == 0
    assert said("verify", str(target))[0] == 0
    everything = b"".join(p.read_bytes() for p in target.rglob("*") if p.is_file())
    for secret in (b"Shelling killed", b"civilians in the town"):
        assert secret not in everything
    assert not (target / "report.html").exists()
    for table, columns in LEFT_OUT.items():
        had = pl.read_parquet(release.parts(table)[0])
        assert set(had.columns) - set(pl.read_parquet(target / table).columns) == set(columns)
    joined = pl.read_parquet(target / "quantities").join(pl.read_parquet(target / "articles"), on="article_id")
    assert len(joined) == 3
    fields = {
        r["name"]: [f["name"] for f in r["schema"]["fields"]]
        for r in json.loads((target / MANIFEST).read_text())["resources"]
    }
    assert "text" not in fields["articles"]
    export(release, str(target))
    part = next((target / "quantities").iterdir())
    part.chmod(0o644)
    part.write_bytes(part.read_bytes() + b"x")
    assert said("verify", str(target))[0] == 1


def test_edition_does_not_replace_other_things(store: Store, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("mine")
    code, out = said("export", str(tmp_path / "papers"), "--without-text", "--data", str(store.folder))
    assert (code, "no edition" in out) == (1, True)
    assert said("export", str(tmp_path / "x"), "--data", str(store.folder))[0] == 2


def levels(data: Path | str, api: str | None = None) -> dict[str, str]:
    found: dict[str, str] = {}
    for finding in doctor.examine(str(data), api):
        found[finding.what] = finding.level if found.get(finding.what) != "bad" else "bad"
    return found


def _lost_part(store: Store) -> None:
    store.find("latest").parts("quantities")[0].unlink()


def _lost_pointer(store: Store) -> None:
    (store.releases_folder / "latest.json").write_text("{")


def _lost_manifest(store: Store) -> None:
    (store.releases()[0].path / MANIFEST).unlink()


def _damaged_manifest(store: Store) -> None:
    (store.find("latest").path / MANIFEST).write_text("{")


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_lost_part, "releases"),
        (_lost_pointer, "latest"),
        (_lost_manifest, "releases"),
        (_damaged_manifest, "data folder"),
    ],
)
def test_doctor_finds(store: Store, harm: Callable[[Store], None], what: str) -> None:
    assert set(levels(store.folder).values()) == {"ok"}
    harm(store)
    assert levels(store.folder)[what] == "bad"
    assert said("doctor", "--data", str(store.folder))[0] == 1


def test_doctor_looks_only(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(tmp_path / "nowhere")["data folder"] == "look"
    assert not (tmp_path / "nowhere").exists()
    (store.work_folder / "feedbeef").mkdir(parents=True)
    (store.work_folder / "feedbeef" / "plan.json").write_text('{"sources": ["inbox"], "started": "today"}')
    assert levels(store.folder)["unfinished run"] == "look"
    assert (store.work_folder / "feedbeef").exists()
    with store.holding(0):
        assert levels(store.folder)["data folder"] == "look"
    (store.folder / "pins.json").write_text('{"20200101T000000Z": "gone"}')
    assert levels(store.folder)["pins"] == "look"
    monkeypatch.setattr(doctor, "fingerprint", lambda: "0" * 16)
    assert levels(store.folder)["releases"] == "look"


def test_doctor_on_packages_and_server(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(store.folder, "http://127.0.0.1:9/api")["server"] == "bad"
    assert levels(store.folder, "nothing")["server"] == "bad"
    real = doctor.importlib.metadata.version
    monkeypatch.setattr(doctor.importlib.metadata, "version", lambda name: "99.0" if name == "fastapi" else real(name))
    assert levels(store.folder)["packages"] == "bad"
