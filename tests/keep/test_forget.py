"""A takedown: what is left is what a run without the article would have made, and the article does not come back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from flows import pipeline
from flows.cli import app
from flows.core.files import sha256
from flows.core.store import Release, Store, StoreError
from flows.core.tallies import TALLIES, added_up
from flows.core.workspace import Limits
from flows.keep.forget import Forgotten, forget
from flows.publish import compact, verify
from flows.reconcile.claim_step import INDEX
from schemas import TABLES

ONE = Limits(workers=1)
BODY = (
    "Rockets hit the harbour of Orlen before dawn on Tuesday. Governor Pavla Reen said 14 dock workers were killed and 31 wounded. "
    "Cranes burned for hours while crews searched the sheds along the northern pier for people who had slept there. "
    '"We have found nobody else under the roof so far," said Mikko Sand, who leads the fire service of the port.'
)
UPDATE = BODY.replace("14 dock workers were killed", "17 dock workers were killed")
OTHER = "Mortar fire killed five soldiers near the pass of Tiel on Monday, Governor Pavla Reen said."
LINES: list[dict[str, Any]] = [
    {"url": "https://one.example/harbour", "published_at": "2026-03-03", "language": "en", "text": BODY},
    {"url": "https://two.example/pass", "published_at": "2026-03-03", "language": "en", "text": OTHER},
    {
        "url": "https://three.example/a",
        "published_at": "2026-03-03",
        "language": "en",
        "text": BODY.replace("for hours", "all day"),
    },
    {"url": "https://four.example/b", "published_at": "2026-03-03", "language": "en", "text": BODY},
    {"url": "https://five.example/c", "published_at": "2026-03-04", "language": "en", "text": UPDATE},
]
RENAMED = {
    "articles": ["source_uri"],
    "duplicates": ["cluster_id"],
    "claims": ["claim_id"],
    "claim_reports": ["claim_id"],
}


def write(lines: list[dict[str, Any]], path: Path) -> str:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases: three articles, then two more of the same cluster."""
    folder = tmp_path_factory.mktemp("forget")
    pipeline.run([write(LINES[:3], folder / "a.jsonl")], folder / "data", ONE)
    pipeline.run([write(LINES[3:], folder / "b.jsonl")], folder / "data", ONE)
    return folder / "data"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Store:
    shutil.copytree(made, tmp_path / "data", symlinks=True)
    return Store(tmp_path / "data")


def take_out(store: Store, url: str, *, every: bool = False) -> Forgotten:
    with store.writing(0):
        return forget(store, url, every=every)


def rows(release: Release, table: str) -> pl.DataFrame:
    frame = pl.concat([pl.read_parquet(p) for p in release.parts(table)]).drop(RENAMED.get(table, []))
    return frame.sort(frame.columns)


def bytes_below(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink())


@pytest.mark.parametrize("n", range(len(LINES)))
def test_as_if_it_had_never_come(store: Store, tmp_path: Path, n: int) -> None:
    before = store.find("latest")
    done = take_out(store, LINES[n]["url"])
    after = store.find("latest")
    assert (after.version, done.rewritten) == (done.version, [])
    assert verify(after) == []
    assert verify(before) == [], "the release before is not touched"
    pipeline.run([write(LINES[:n] + LINES[n + 1 :], tmp_path / "rest.jsonl")], tmp_path / "fresh", ONE)
    fresh = Store(tmp_path / "fresh").find("latest")
    for table in TABLES:
        assert rows(after, table).equals(rows(fresh, table)), table
    kept = [[pl.read_parquet(p) for p in release.parts(TALLIES)] for release in (after, fresh)]
    assert added_up(kept[0]).equals(added_up(kept[1])), "what later runs add to"
    index = [pl.concat([pl.read_parquet(p) for p in release.parts(INDEX)])["key"].sort() for release in (after, fresh)]
    assert index[0].equals(index[1]), "where later figures look for their claims"


def test_next_copy_becomes_canonical_and_speaks(store: Store) -> None:
    done = take_out(store, LINES[0]["url"])
    duplicates = rows(store.find("latest"), "duplicates")
    heir = duplicates.filter(pl.col("relation") == "unique", pl.col("article_id").is_in(done.heirs))
    assert len(heir) == len(done.heirs) == 1
    relations = dict(duplicates.filter(pl.col("canonical_id") == done.heirs[0])["relation"].value_counts().rows())
    assert relations == {"unique": 1, "near": 1, "revision": 1}
    figures = rows(store.find("latest"), "quantities")
    assert {14.0, 31.0} <= set(figures.filter(pl.col("article_id") == done.heirs[0])["value"])
    told = store.find("latest").manifest
    assert told["forgotten"] == 1
    assert told["provenance"]["forgotten"][0]["now_carrying_rows"] == done.heirs
    assert LINES[0]["url"] not in json.dumps(told)


@pytest.mark.parametrize("then", ["run", "compact", "rebuild"])
def test_it_does_not_come_back(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str) -> None:
    gone = take_out(store, LINES[1]["url"]).articles
    if then == "compact":
        with store.writing(0):
            assert compact(store) is not None
    if then == "rebuild":
        for module in ("flows.pipeline", "flows.publish.step"):
            monkeypatch.setattr(f"{module}.fingerprint", lambda: "0" * 16)
        assert pipeline.rebuild(store.folder, ONE) is not None
    again = {**LINES[1], "url": LINES[1]["url"] + "?utm_source=mail", "text": OTHER.replace("five", "six")}
    new = {**LINES[1], "url": "https://six.example/d", "text": OTHER.replace("five", "nine")}
    pipeline.run([write([LINES[1], again, new], tmp_path / "again.jsonl")], store.folder, ONE)
    release = store.find("latest")
    assert "https://six.example/d" in set(rows(release, "articles")["url"])
    assert (
        not rows(release, "articles")
        .filter(pl.col("article_id").is_in(gone) | pl.col("url").str.contains("two.example"))
        .height
    )
    counts = release.manifest["provenance"]["steps"]["ingest"]
    assert (counts["seen"], counts["articles"], counts["known"]) == (3, 1, 2)
    assert verify(release) == []
    with pytest.raises(StoreError, match="forgotten before"):
        take_out(store, LINES[1]["url"])


def test_all_releases(store: Store) -> None:
    first, second = store.versions()
    done = take_out(store, LINES[0]["url"], every=True)
    assert done.rewritten == [first, second]
    assert store.versions() == [first, second, done.version]
    for release in store.releases():
        assert verify(release) == []
        assert not rows(release, "articles").filter(pl.col("url") == LINES[0]["url"]).height
        assert release.manifest["forgotten"] == 1
    assert b"one.example/harbour" not in bytes_below(store.folder)
    assert Release(store.releases_folder / first).manifest["changes"]["since"] is None
    untouched = {p.name: sha256(p) for p in store.find(second).parts("entities")}
    assert untouched, "parts without its rows are still there"


def test_killed_while_a_release_is_replaced(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = store.versions()[0]
    real, calls = Path.rename, []

    def dying(path: Path, target: Path) -> Path:
        calls.append(path)
        if str(target).endswith(f"{first}.gone"):
            real(path, target)
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as m, pytest.raises(KeyboardInterrupt):
        m.setattr(Path, "rename", dying)
        take_out(store, LINES[0]["url"], every=True)
    assert first not in store.versions()
    with store.writing(0):
        store.sweep()
    assert verify(store.find(first)) == []
    done = take_out(store, LINES[0]["url"], every=True)
    assert done.rewritten == [store.versions()[1]], "the first was finished by the sweep"


def test_by_id_and_by_nothing(store: Store) -> None:
    article = rows(store.find("latest"), "articles")["article_id"][0]
    assert take_out(store, article).articles == [article]
    with pytest.raises(StoreError, match=r"no article https://nowhere\.example/x"):
        take_out(store, "https://nowhere.example/x")


def test_last_article(tmp_path: Path) -> None:
    pipeline.run([write(LINES[1:2], tmp_path / "a.jsonl")], tmp_path / "data", ONE)
    store = Store(tmp_path / "data")
    take_out(store, LINES[1]["url"])
    assert verify(store.find("latest")) == []
    assert all(rows(store.find("latest"), table).is_empty() for table in TABLES)
    assert not pipeline.run([str(tmp_path / "a.jsonl")], tmp_path / "data", ONE)["new"]
    assert pipeline.run([write(LINES[:1], tmp_path / "b.jsonl")], tmp_path / "data", ONE)["new"]
    assert verify(store.find("latest")) == []


def test_compaction_of_a_batch_without_articles(store: Store) -> None:
    for line in LINES[:3]:
        take_out(store, line["url"])
    with store.writing(0):
        assert compact(store) is not None
    assert verify(store.find("latest")) == []


def test_command(store: Store) -> None:
    runner = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})
    result = runner.invoke(app, ["forget", LINES[0]["url"], "--data", str(store.folder)])
    assert (result.exit_code, "carry rows" in result.output, "earlier release" in result.output) == (0, True, True)
    result = runner.invoke(app, ["forget", LINES[0]["url"], "--data", str(store.folder), "--all-releases"])
    assert (result.exit_code, "rewritten without it" in result.output) == (0, True)
    result = runner.invoke(app, ["forget", LINES[0]["url"], "--data", str(store.folder), "--all-releases"])
    assert (result.exit_code, "forgotten before" in result.output) == (1, True)
