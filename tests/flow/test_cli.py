"""The command line: what a user types, what comes back, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import pipeline
from flows.cli import app
from flows.core.workspace import Limits

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
        (("run", "https://news.example/feed"), 2, "https://news.example/feed"),
        (("run",), 2, "SOURCE"),
        (("show", "numbers"), 2, "choose from claims, figures, quotations"),
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
