"""From article files to a release: what stands in it, what a second run adds, and what a killed one leaves."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows import pipeline
from flows.core.files import sha256
from flows.core.store import Release, Store, StoreError
from flows.core.workspace import Limits
from flows.ingest.step import AllRejectedError
from flows.publish import compact, verify
from flows.validate import GateError, split
from schemas import TABLES

ONE = Limits(workers=1)
OTHER = {
    "url": "https://hill-mail.example/mortar",
    "published_at": "2026-03-02",
    "language": "en",
    "text": "Mortar fire killed five soldiers and wounded 11 villagers near the pass on Monday, Governor Ilan Varo said.",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A data folder with one release of the sample articles."""
    data = tmp_path_factory.mktemp("made")
    pipeline.run([str(root / "seeds" / "articles")], data, ONE)
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    shutil.copytree(made, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def newest(data: Path) -> Release:
    return Store(data).find("latest")


def parts(data: Path) -> dict[str, str]:
    """Every part of the newest release with its hash."""
    folder = newest(data).path
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("part-*.parquet"))}


def other(tmp_path: Path) -> str:
    path = tmp_path / "other.jsonl"
    path.write_text(json.dumps(OTHER) + "\n")
    return str(path)


def test_release_is_whole(made: Path) -> None:
    assert verify(newest(made)) == []
    assert (made / "releases" / "latest" / "report.html").is_file()
    assert json.loads((made / "releases" / "latest.json").read_text())["version"] == newest(made).version
    assert not (made / "unfinished").exists() or not list((made / "unfinished").iterdir())


def test_every_document_ends_in_one_place(made: Path) -> None:
    release = newest(made)
    counts = release.manifest["provenance"]["steps"]["ingest"]
    rows = {r["name"]: r["rows"] for r in release.manifest["resources"]}
    assert counts["articles"] == rows["articles"] == rows["duplicates"] == 16
    assert (counts["seen"], counts["rejected"], counts["known"]) == (17, 1, 0)


def test_same_input_twice_makes_no_release(data: Path, root: Path) -> None:
    before = parts(data)
    told = pipeline.run([str(root / "seeds" / "articles")], data, ONE)
    assert not told["new"]
    assert len(Store(data).releases()) == 1
    assert parts(data) == before


def test_same_input_elsewhere_gives_the_same_bytes(made: Path, tmp_path: Path, root: Path) -> None:
    shutil.copytree(root / "seeds" / "articles", tmp_path / "moved")
    pipeline.run([str(tmp_path / "moved")], tmp_path / "again", Limits(workers=2))
    assert parts(tmp_path / "again") == parts(made)


def test_new_articles_add_parts_and_rewrite_none(data: Path, tmp_path: Path) -> None:
    old = newest(data)
    before = parts(data)
    assert pipeline.run([other(tmp_path)], data, ONE)["new"]
    after = parts(data)
    facts = [
        name
        for name in before
        if name.split("/")[0] in ("articles", "quantities", "dates", "mentions", "quotations", "duplicates")
    ]
    assert facts
    for name in facts:
        assert after[name] == before[name]
        assert (newest(data).path / name).stat().st_ino == (old.path / name).stat().st_ino, "carried over by hard link"
    assert verify(newest(data)) == []
    assert verify(old) == [], "the earlier release stands untouched"
    changes = newest(data).manifest["changes"]
    assert changes["since"] == old.version
    assert changes["tables"]["articles"]["rows"] == 17
    assert changes["claims"]["added"]["n"] > 0
    assert changes["claims"]["gone"]["n"] == 0, "claim ids survive new articles"


@pytest.mark.parametrize("dies_at", range(len(pipeline.STEPS)))
@pytest.mark.parametrize("when", ["before", "after"])
def test_run_taken_up_again_gives_the_same_bytes(
    made: Path, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int, when: str
) -> None:
    class Killed(BaseException):
        pass

    def dying(run: Callable[..., Any]) -> Callable[..., Any]:
        def work(folder: Path, progress: Any) -> Any:
            if when == "after":
                run(folder, progress)
            raise Killed

        return work

    steps = list(pipeline.STEPS)
    steps[dies_at] = pipeline.Step("dies", "", dying(steps[dies_at].run))
    with monkeypatch.context() as m, pytest.raises(Killed):
        m.setattr(pipeline, "STEPS", tuple(steps))
        pipeline.run([str(root / "seeds" / "articles")], tmp_path, ONE)
    published = when == "after" and dies_at == len(steps) - 1
    assert bool(Store(tmp_path).releases()) == published
    pipeline.run([str(root / "seeds" / "articles")], tmp_path, ONE)
    assert parts(tmp_path) == parts(made)
    assert len(Store(tmp_path).releases()) == 1


def test_rebuild_gives_the_same_bytes(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pipeline.rebuild(data, ONE) is None, "nothing is stale"
    before = parts(data)
    for module in ("flows.pipeline", "flows.publish.step"):
        monkeypatch.setattr(f"{module}.fingerprint", lambda: "0" * 16)
    told = pipeline.rebuild(data, ONE)
    assert told is not None
    assert told["new"]
    after = parts(data)
    assert {k: v for k, v in after.items() if not k.startswith("rejects")} == {
        k: v for k, v in before.items() if not k.startswith("rejects")
    }
    assert verify(newest(data)) == []
    assert len(Store(data).releases()) == 2


def test_release_of_an_earlier_schema_is_made_anew_before_it_is_added_to(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Store(data).versions()
    monkeypatch.setattr("flows.publish.draft.SCHEMA_VERSION", "9.0.0")
    refused = r"is of schema .*, this is newstally for 9\.0\.0; run `newstally rebuild`"
    for go_on in (lambda: pipeline.run([other(tmp_path)], data, ONE), lambda: compact(Store(data))):
        with pytest.raises(StoreError, match=refused):
            go_on()
    assert Store(data).versions() == before


def test_verify_finds_what_was_changed(data: Path) -> None:
    release = newest(data)
    part = release.parts("quantities")[0]
    part.chmod(0o644)
    frame = pl.read_parquet(part)
    shutil.copy(part, part.with_suffix(".old"))
    part.unlink()
    frame.with_columns(value=pl.col("value") + 1).write_parquet(part)
    assert any("quantities/part-000000.parquet" in problem for problem in verify(release))
    part.unlink()
    assert any("is missing" in problem for problem in verify(release))


def test_one_writer_at_a_time(data: Path) -> None:
    with Store(data).writing(0), pytest.raises(StoreError, match=rf"process {os.getpid()} "), Store(data).writing(0.3):
        pytest.fail("two writers")
    with Store(data).writing(0):
        pass


def test_version_is_later_whatever_the_clock_says(data: Path) -> None:
    last = newest(data).version
    assert Store(data).next_version(datetime(2001, 1, 1, tzinfo=UTC)) > last


def test_leftovers_are_swept(data: Path, root: Path) -> None:
    draft = data / "releases" / ".20200101T000000Z.draft"
    draft.mkdir()
    (draft / "part").write_text("half")
    (data / "unfinished" / "feedbeef").mkdir(parents=True)
    pipeline.run([str(root / "seeds" / "articles")], data, ONE)
    assert not draft.exists()
    assert not (data / "unfinished" / "feedbeef").exists()


def test_pointer_is_mended(data: Path, root: Path) -> None:
    (data / "releases" / "latest").unlink()
    (data / "releases" / "latest.json").unlink()
    pipeline.run([str(root / "seeds" / "articles")], data, ONE)
    assert (data / "releases" / "latest").resolve() == newest(data).path.resolve()


def test_gate_keeps_the_release_before(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.extract import stage

    real = stage.find_dates

    def shifted(batch: Any) -> pl.DataFrame:
        return real(batch).with_columns(char_end=pl.col("char_end") + 1)

    monkeypatch.setattr("flows.extract.stage.find_dates", shifted)
    last = newest(data).version
    text = " ".join(f"On {day} May 2025 it rained." for day in range(1, 31))
    path = tmp_path / "rain.jsonl"
    path.write_text(json.dumps({"url": "https://hill-mail.example/rain", "language": "en", "text": text}) + "\n")
    with pytest.raises(GateError, match="dates"):
        pipeline.run([str(path)], data, ONE)
    assert newest(data).version == last
    assert verify(newest(data)) == []


def test_every_document_rejected_publishes_nothing(data: Path, tmp_path: Path) -> None:
    last = newest(data).version
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.txt").write_text("")
    (tmp_path / "bad" / "b.jsonl").write_text('{"url": "https://a.example/1", "text": "x"\n')
    with pytest.raises(AllRejectedError, match=r"a\.txt: .*b\.jsonl"):
        pipeline.run([str(tmp_path / "bad")], data, ONE)
    assert newest(data).version == last


def test_bad_documents_do_not_stop_the_others(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed" / "empty.txt").write_text("")
    (tmp_path / "mixed" / "binary.txt").write_bytes(bytes(range(256)) * 40)
    lines = [
        json.dumps(
            {
                **OTHER,
                "url": f"https://hill-mail.example/{i}",
                "text": f"{i} soldiers were killed at the ford of river {i}.",
            }
        )
        for i in range(20, 30)
    ]
    lines[6] = lines[6][:-5]
    (tmp_path / "mixed" / "lines.jsonl").write_text("\n".join(lines) + "\n")
    pipeline.run([str(tmp_path / "mixed")], data, ONE)
    counts = newest(data).manifest["provenance"]["steps"]["ingest"]
    assert (counts["seen"], counts["articles"], counts["rejected"]) == (12, 9, 3)
    rejects = pl.concat([pl.read_parquet(p) for p in newest(data).parts("rejects")])
    assert {"empty.txt", "binary.txt", "lines.jsonl#7"} <= set(rejects["source_uri"])
    again = pipeline.run([str(tmp_path / "mixed")], data, ONE)
    assert not again["new"], "rejected documents are known, too"
    assert verify(newest(data)) == []


def test_compaction_changes_no_row(data: Path, tmp_path: Path, root: Path) -> None:
    pipeline.run([other(tmp_path)], data, ONE)
    before = newest(data)
    store = Store(data)
    with store.writing(0):
        assert compact(store) is not None
        assert compact(store) is None, "nothing more to join"
    after = newest(data)
    assert after.version > before.version
    assert verify(after) == []
    assert len(after.parts("articles")) == 1 < len(before.parts("articles"))
    for table in TABLES:
        rows = [pl.concat([pl.read_parquet(p) for p in release.parts(table)]) for release in (before, after)]
        assert rows[0].equals(rows[1]), table
    assert not pipeline.run([other(tmp_path), str(root / "seeds" / "articles")], data, ONE)["new"], "all is known still"
    line = {**OTHER, "url": "https://copy-mail.example/mortar"}
    (tmp_path / "copy.jsonl").write_text(json.dumps(line) + "\n")
    pipeline.run([str(tmp_path / "copy.jsonl")], data, ONE)
    duplicates = pl.concat([pl.read_parquet(p) for p in newest(data).parts("duplicates")])
    assert "exact" in duplicates["relation"].tail(1).to_list(), "the original is found in the joined part"
    assert verify(newest(data)) == []


def test_joining_again_and_again_leaves_large_parts_alone(tmp_path: Path) -> None:
    folder, sizes = tmp_path / "in", []
    folder.mkdir()
    for n in range(7):
        line = {**OTHER, "url": f"https://hill-mail.example/{n}", "text": f"{n + 3} villagers were killed at mill {n}."}
        (folder / f"{n}.jsonl").write_text(json.dumps(line) + "\n")
        pipeline.run([str(folder)], tmp_path / "data", ONE)
        if n >= 3:
            compact(Store(tmp_path / "data"), rows=6, by_size=True)
        sizes.append([pl.read_parquet(part).height for part in newest(tmp_path / "data").parts("articles")])
        assert verify(newest(tmp_path / "data")) == []
    assert sizes == [[1], [1, 1], [1, 1, 1], [4], [4, 1], [4, 2], [4, 2, 1]]
    rows = pl.concat([pl.read_parquet(part) for part in newest(tmp_path / "data").parts("articles")])
    assert rows["url"].to_list() == [f"https://hill-mail.example/{n}" for n in range(7)], "in order of input"


def test_run_refused_for_lost_rows_can_be_repeated_with_another_limit(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoilt(name: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        bad = frame.with_columns(timex_value=pl.lit(None, dtype=pl.String)) if name == "dates" else frame
        return split(name, bad)

    monkeypatch.setattr("flows.validate.step.split", spoilt)
    articles = str(root / "seeds" / "articles")
    with pytest.raises(GateError, match="dates"):
        pipeline.run([articles], tmp_path, ONE)
    assert pipeline.run([articles], tmp_path, Limits(workers=1, max_lost=1.0))["new"]


def test_nothing_is_published_when_every_article_is_refused(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(name: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        return split(name, frame.with_columns(text=pl.lit("")) if name == "articles" else frame)

    before = newest(data).version
    monkeypatch.setattr("flows.validate.step.split", refusing)
    with pytest.raises(GateError, match="all 1 fail"):
        pipeline.run([other(tmp_path)], data, ONE)
    assert newest(data).version == before


def test_killed_run_on_another_folder_is_not_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    (one / "a.jsonl").write_text(json.dumps(OTHER) + "\n")
    with monkeypatch.context() as m, pytest.raises(KeyboardInterrupt):
        m.setattr(pipeline, "STEPS", (pipeline.Step("dies", "", _interrupted),))
        pipeline.run([str(one)], tmp_path / "data", ONE)
    one.rename(two)
    assert pipeline.run([str(two)], tmp_path / "data", ONE)["new"]


def _interrupted(_root: Path, _progress: Any) -> Any:
    raise KeyboardInterrupt


def test_step_done_again_after_the_rename_makes_no_second_release(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Store.point, []

    def failing(store: Store) -> None:
        calls.append(1)
        if len(calls) == 2:  # the first mends the pointer before the run, the second follows the rename
            raise OSError("the share was away")
        real(store)

    def twice(folder: Path, progress: Any) -> Any:
        with pytest.raises(OSError, match="away"):
            publish(folder, progress)
        return publish(folder, progress)

    publish = pipeline.STEPS[-1].run
    monkeypatch.setattr(Store, "point", failing)
    monkeypatch.setattr(pipeline, "STEPS", (*pipeline.STEPS[:-1], pipeline.Step("publish", "", twice)))
    told = pipeline.run([str(root / "seeds" / "articles")], tmp_path, ONE)
    assert told["new"]
    assert [r.version for r in Store(tmp_path).releases()] == [told["version"]]
    assert (tmp_path / "releases" / "latest").resolve().name == told["version"]


def test_what_came_out_does_not_go_in_again(tmp_path: Path) -> None:
    other(tmp_path)
    data = tmp_path / "data"
    pipeline.run([str(tmp_path)], data, ONE)
    for source in (tmp_path, data, data / "releases" / "latest"):
        assert not pipeline.run([str(source)], data, ONE)["new"], source
    assert pipeline.run([str(data / "releases" / "latest" / "articles")], tmp_path / "second", ONE)["new"]


@pytest.mark.parametrize("name", ["caf\udce9", "sp ace ünï 👍"])
def test_folder_names(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.mkdir()
    (source / f"{name}.jsonl").write_text(json.dumps(OTHER) + "\n")
    pipeline.run([str(source)], tmp_path / "data", ONE)
    assert newest(tmp_path / "data").manifest["provenance"]["sources"] == [str(source)]
    assert verify(newest(tmp_path / "data")) == []


def test_data_folder_of_another_encoding_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="UTF-8"):
        pipeline.run([other(tmp_path)], tmp_path / "caf\udce9", ONE)
