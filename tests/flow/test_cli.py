"""The command line: what a user types, what comes back, and with which exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from flows import pipeline
from flows.cli import app
from flows.core.display import STEERING
from flows.core.store import Store
from flows.core.workspace import Limits
from schemas import SCHEMA_VERSION
from tests.publish import releases
from tests.publish.hostile import HOSTILE

runner = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, root: Path) -> str:
    folder = tmp_path_factory.mktemp("cli")
    pipeline.run([str(root / "seeds" / "articles")], folder, Limits(workers=1))
    return str(folder)


def said(*arguments: str) -> tuple[int, str]:
    result = runner.invoke(app, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_releases_and_verify(data: str) -> None:
    code, out = said("releases", "--data", data)
    assert (code, "16" in out) == (0, True)
    code, out = said("verify", "--data", data)
    assert (code, "is whole" in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("run", "nowhere-at-all"), 2, "nowhere-at-all"),
        (("run", "https://me:secret@news.example/feed"), 2, "holds a user name or password"),
        (("run",), 2, "SOURCE"),
        (("show", "numbers"), 2, "choose from claims, reports, figures, quotations"),
        (("verify", "20010101T000000Z"), 1, "no release"),
        (("releases", "--data", "/nowhere/at/all"), 1, "no release here yet"),
        (("frobnicate",), 2, "frobnicate"),
    ],
)
def test_mistakes_are_told_in_a_line(arguments: tuple[str, ...], code: int, line: str) -> None:
    got, out = said(*arguments)
    assert got == code
    assert line in out
    assert "Traceback" not in out


def test_show_filters(data: str) -> None:
    code, everything = said("show", "figures", "--data", data, "--most", "500")
    assert code == 0
    code, missing = said("show", "figures", "--data", data, "--kind", "missing")
    assert code == 0
    assert "missing" in missing
    assert "exchanged:" in everything
    assert "exchanged:" not in missing
    assert "no claims with these filters" in said("show", "claims", "--data", data, "--side", "Atlantis")[1]
    assert "Lami Danjuma" in said("show", "quotations", "--data", data, "--source", "danjuma")[1]


def test_show_claims_of_a_source_and_figures_of_an_agreement(data: str) -> None:
    code, out = said("show", "claims", "--data", data, "--source", "verbylo")
    assert (code, "held" in out, "exchanged" in out) == (0, True, False)
    conflicts = said("show", "claims", "--data", data, "--agreement", "conflict")[1]
    figures = said("show", "figures", "--data", data, "--agreement", "conflict")[1]
    assert "Menaka" in conflicts and "Menaka" in figures
    assert "exchanged:" not in figures
    reports = said("show", "reports", "--data", data, "--agreement", "conflict")[1]
    assert "outside" in reports and "equal" in reports


def test_report_is_made_anew_beside_the_release(data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    release = Store(Path(data)).find("latest")
    code, out = said("report", "--data", data)
    made = tmp_path / f"newstally-{release.version}.html"
    assert (code, made.name in out) == (0, True)
    assert made.read_bytes() == (release.path / "report.html").read_bytes()
    assert said("report", release.version, "--data", data, "--to", str(tmp_path / "r" / "x.html"))[0] == 0
    assert (tmp_path / "r" / "x.html").read_bytes() == made.read_bytes()
    assert "<!doctype html>" in said("report", "--data", data, "--to", "-")[1]
    own = release.path / "report.html"
    code, out = said("report", "--data", data, "--to", str(own))
    assert (code, "never change" in out.replace("\n", " ")) == (2, True)
    assert said("report", "20010101T000000Z", "--data", data)[0] == 1


def test_report_of_a_release_that_cannot_be_read_is_one_line(data: str, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    latest = tmp_path / "data" / "releases" / "latest"
    part = next((latest / "claims").glob("part-*.parquet"))
    part.chmod(0o644)
    part.write_bytes(b"PAR1")
    for harm in (lambda: None, part.unlink):
        harm()
        code, out = said("report", "--data", str(tmp_path / "data"), "--to", str(tmp_path / "x.html"))
        assert (code, "newstally verify" in out.replace("\n", " ")) == (1, True)
        assert not (tmp_path / "x.html").exists()


def test_explain_names_cue_rule_source_and_side() -> None:
    code, out = said("explain", "Rebels killed 14 Malian soldiers near the ford, Colonel Adama Sy said.")
    assert code == 0
    for part in ("cue 'killed'", "rule ", "figure: 14", "unit: soldier", "side: Mali", "source: Adama Sy"):
        assert part in out
    assert "no figure" in said("explain", "The museum showed 14 paintings.")[1]


def test_terminal_is_not_steered_by_a_text() -> None:
    _, out = said("explain", "Shelling killed 14 \x1b[31mcivilians\x1b[0m \u202eon Monday.")
    assert "\x1b[31m" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read"), ("{", ":1: no JSON object"), ("[]", ":1: lacks doc"), ('{"doc": "a"}', "lacks figures")],
)
def test_annotations_are_read_before_anything_starts(
    tmp_path: Path, root: Path, content: str | None, told: str
) -> None:
    gold = tmp_path / "gold.jsonl"
    if content is not None:
        gold.write_text(content + "\n")
    data = tmp_path / "data"
    code, out = said("run", str(root / "seeds" / "articles"), "--data", str(data), "--score", str(gold))
    assert (code, told in out.replace("\n", "")) == (2, True)
    assert not data.exists()


@pytest.mark.parametrize(
    ("what", "option"),
    [("quotations", "side"), ("quotations", "agreement")],
)
def test_filter_that_says_nothing_is_wrong_usage(data: str, what: str, option: str) -> None:
    code, out = said("show", what, "--data", data, f"--{option}", "x")
    assert (code, f"--{option}" in out) == (2, True)


@pytest.mark.parametrize("command", ["compact", "rebuild", "verify", "releases"])
def test_wrong_data_folder_is_told_and_not_made(tmp_path: Path, command: str) -> None:
    code, out = said(command, "--data", str(tmp_path / "typo"))
    assert (code, "no release here yet" in out) == (1, True)
    assert not (tmp_path / "typo").exists()


def test_damaged_manifest_is_one_line(data: str, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    (tmp_path / "data" / "releases" / "latest" / "datapackage.json").write_text('{"version": ')
    for command in ("verify", "releases", "rebuild"):
        code, out = said(command, "--data", str(tmp_path / "data"))
        assert (code, "is damaged" in out) == (1, True)


@pytest.mark.parametrize(
    "text",
    [
        *(t for t in HOSTILE if len(t) < 5_000),
        "[red]x[/red] [link=file:///etc]y[/link]",
        "\x1b]8;;https://evil.example\x07z",
    ],
)
def test_no_text_of_an_article_steers_the_terminal(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "releases" / releases.VERSION
    folder.mkdir(parents=True)
    manifest = releases.with_texts(folder, text)
    (folder / "datapackage.json").write_text(
        json.dumps(manifest | {"schema_version": SCHEMA_VERSION, "state": [], "provenance": {}})
    )
    for what in ("claims", "reports", "figures", "quotations"):
        code, out = said("show", what, "--data", str(tmp_path))
        assert code == 0
        assert not STEERING.search(out)
        if what == "figures" and "[red]" in text:
            assert "[red]" in out and "[link=" in out


def test_message_does_not_steer_the_terminal() -> None:
    code, out = said("run", "no\x1b[31mwhere\u202e")
    assert (code, "\x1b[31m" in out, "\u202e" in out) == (2, False, False)


def test_serve_refuses_a_source_that_is_not_there() -> None:
    code, out = said("serve", "nowhere-at-all")
    assert (code, "no such file or folder" in out) == (2, True)
    assert said("serve", "nowhere-at-all", "--every", "0")[0] == 2


def test_server_that_goes_away_is_told_in_a_line(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise httpx.ConnectError("All connection attempts failed")

    monkeypatch.setattr("flows.flow.newstally", gone)
    code, out = said("run", str(root / "seeds" / "articles"), "--data", str(tmp_path / "data"))
    assert (code, "went away during the run" in out, "Traceback" in out) == (1, True, False)
