"""The flow in Prefect: tasks, artifacts, retries, a failed run."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.exceptions import ParameterTypeError
from prefect.testing.utilities import prefect_test_harness

from flows.core.parallel import WorkerError
from flows.core.store import Store
from flows.flow import RETRY_HELPS, TASKS, newstally
from flows.ingest import SourceError
from flows.ingest.step import AllRejectedError
from flows.keep.prune import PolicyError
from flows.outcome import ON_FAILURE, tell_failure
from flows.pipeline import STEPS
from flows.validate import GateError

pytestmark = pytest.mark.xdist_group("prefect")


@pytest.fixture(scope="module", autouse=True)
def harness() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=120):
        yield


def article(tmp_path: Path) -> str:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"url": "https://a.example/1", "language": "en", "text": "Shelling killed four civilians on Monday, police said."}\n'
    )
    return str(path)


def test_flow_publishes_and_tells(tmp_path: Path) -> None:
    told = newstally([article(tmp_path)], str(tmp_path / "data"), workers=1)
    assert told["new"]
    assert told["documents"]["articles"] == 1
    release = Store(tmp_path / "data").find("latest")
    assert told["version"] == release.version
    assert set(release.manifest["provenance"]["steps"]) == {s.name for s in STEPS} - {"publish"}
    with get_client(sync_client=True) as client:
        kept = {a.key: a for a in client.read_artifacts()}
    assert release.version in str(kept["newstally-summary"].data)
    assert "killed" in str(kept["newstally-claims"].data)
    assert kept["newstally-conflicts"].data == "[]"
    assert (release.path / "report.html").as_uri() in str(kept["newstally-report"].data)
    assert not newstally([article(tmp_path)], str(tmp_path / "data"), workers=1)["new"]


def test_failed_run_is_failed_and_leaves_the_release(tmp_path: Path) -> None:
    newstally([article(tmp_path)], str(tmp_path / "data"), workers=1)
    before = Store(tmp_path / "data").find("latest").version
    state = newstally([str(tmp_path / "nowhere")], str(tmp_path / "data"), workers=1, return_state=True)
    assert state.is_failed()
    with pytest.raises(SourceError, match="nowhere"):
        state.result()
    assert Store(tmp_path / "data").find("latest").version == before


def test_retries_where_a_retry_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    real = TASKS["extract"]

    def shaky(root: str) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise WorkerError("killed")
        return real.fn(root)

    monkeypatch.setitem(TASKS, "extract", real.with_options(retry_delay_seconds=0))
    monkeypatch.setattr(TASKS["extract"], "fn", shaky)
    assert newstally([article(tmp_path)], str(tmp_path / "data"), workers=1)["new"]
    assert len(tries) == 2
    assert SourceError not in RETRY_HELPS


def test_empty_inbox_is_no_failure(tmp_path: Path) -> None:
    inbox, data = tmp_path / "inbox", str(tmp_path / "data")
    inbox.mkdir()
    told = newstally([str(inbox)], data, workers=1)
    assert (told["path"], told["new"]) == (None, False)
    newstally([article(tmp_path)], data, workers=1)
    told = newstally([str(inbox)], data, workers=1)
    assert (told["version"], told["new"]) == (Store(tmp_path / "data").find("latest").version, False)


@pytest.mark.parametrize(
    "wrong", [{"batch_documents": 0}, {"workers": -1}, {"max_lost": 1.5}, {"wait": -1.0}, {"data": None}]
)
def test_wrong_parameters_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ParameterTypeError):
        newstally(**{"sources": [article(tmp_path)], "data": str(tmp_path / "data"), **wrong})
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "error",
    [
        SourceError("nowhere"),
        GateError("too much was lost"),
        AllRejectedError("all"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_no_retry_where_none_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    tries: list[int] = []

    def failing(root: str) -> Any:
        tries.append(1)
        raise error

    monkeypatch.setattr(TASKS["extract"], "fn", failing)
    assert newstally([article(tmp_path)], str(tmp_path / "data"), workers=1, return_state=True).is_failed()
    assert len(tries) == 1


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the hook for failed runs writes what it is told."""
    script = tmp_path / "hook.py"
    script.write_text(f"import sys; open({str(tmp_path / 'told')!r}, 'a').write(sys.argv[-1])")
    monkeypatch.setenv(ON_FAILURE, f"{sys.executable} {script}")
    return tmp_path / "told"


def test_failure_is_told(tmp_path: Path, told: Path) -> None:
    newstally([article(tmp_path)], str(tmp_path / "data"), workers=1)
    assert not told.exists()
    newstally([str(tmp_path / "nowhere")], str(tmp_path / "data"), workers=1, return_state=True)
    assert "nowhere: no such file or folder" in told.read_text()


@pytest.mark.parametrize("how", ["false", "/nowhere/at-all", "http://127.0.0.1:9/hook", "http://[", "'unclosed"])
def test_hook_that_fails_is_told_and_fails_nothing(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setenv(ON_FAILURE, how)
    assert ON_FAILURE in str(tell_failure("a line"))


def test_hook_that_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Be silent."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        Thread(target=server.handle_request, daemon=True).start()
        monkeypatch.setenv(ON_FAILURE, f"http://127.0.0.1:{server.server_port}/hook")
        assert tell_failure("it failed") is None
    assert json.loads(got[0]) == {"text": "it failed"}


def test_run_keeps_the_folder_small(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data = str(tmp_path / "data")
    path = tmp_path / "a.jsonl"
    for n in range(4):
        text = f"Shelling killed {n + 4} civilians in street {n} on Monday, police said."
        path.write_text(json.dumps({"url": f"https://a.example/{n}", "language": "en", "text": text}) + "\n")
        told = newstally([str(path)], data, workers=1, keep="last=1", join_parts=2)
    store = Store(tmp_path / "data")
    assert [told["version"]] == store.versions()
    assert len(store.find("latest").parts("articles")) == 2, "three were joined, then one came"
    assert any(line.startswith("since ") for line in told["changes"])
    with pytest.raises(PolicyError):
        newstally([str(path)], data, workers=1, keep="for ever")


def test_what_was_refused_and_changed_is_told(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    newstally([article(tmp_path)], data, workers=1)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_text("")
    (tmp_path / "in" / "b.jsonl").write_text(
        '{"url": "https://b.example/1", "language": "en", "text": "Police said on Monday that shelling had killed four civilians."}\n'
    )
    told = newstally([str(tmp_path / "in")], data, workers=1)
    assert any("empty.txt" in reason for reason in told["refused"])
    assert "+1 articles" in told["changes"][0]
    with get_client(sync_client=True) as client:
        kept = [a for a in client.read_artifacts() if a.key == "newstally-summary"]
    assert any("What was refused" in str(a.data) and "Seconds" in str(a.data) for a in kept)
