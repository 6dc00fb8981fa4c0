"""The deployments against a real server on loopback: schedules fire and do not overlap, runs on demand succeed, fail and crash."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.core.store import Store
from flows.publish import verify

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("prefect")]
BIN = Path(sys.executable).parent
EVERY = 0.5  # minutes
PATIENCE = 300.0  # a machine may be busy; nothing waits longer than it must


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def process(*command: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        running = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield running
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGTERM)
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()


def until(true: Callable[[], object], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} did not happen in {seconds} s"
        time.sleep(0.5)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.HTTPError:
        return False


@dataclass
class Served:
    """A server, a process that serves both deployments, an inbox and a data folder."""

    folder: Path
    api: str
    env: dict[str, str]
    server: subprocess.Popen[bytes]

    @property
    def store(self) -> Store:
        return Store(self.folder / "data")

    @property
    def version(self) -> str:
        """The newest release, empty before the first."""
        newest = self.store.newest()
        return newest.version if newest else ""

    @property
    def told(self) -> str:
        """What the hook for failed runs was told."""
        path = self.folder / "told"
        return path.read_text() if path.exists() else ""

    def article(self, name: str, n: int) -> Path:
        path = self.folder / name
        text = f"Shelling number {n} killed four civilians near the dam on Monday, police said."
        path.write_text(json.dumps({"url": f"https://a.example/{n}", "language": "en", "text": text}) + "\n")
        return path

    def on_demand(self, source: Path) -> subprocess.Popen[bytes]:
        told = f"sources={json.dumps([str(source)])}"
        command = [str(BIN / "prefect"), "deployment", "run", "newstally/on-demand", "--watch", "--param", told]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def runs(self, state: str) -> list[dict[str, Any]]:
        wanted = {"flow_runs": {"state": {"type": {"any_": [state]}}}}
        return list(httpx.post(f"{self.api}/flow_runs/filter", json=wanted, timeout=10).json())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("server")
    port = str(free_port())
    api = f"http://127.0.0.1:{port}/api"
    hook = folder / "hook.py"
    hook.write_text(f"import sys; open({str(folder / 'told')!r}, 'a').write(sys.argv[-1] + '\\n')\n")
    env = {
        **os.environ,
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": port,
        "NEWSTALLY_ON_FAILURE": f"{sys.executable} {hook}",
    }
    (folder / "inbox").mkdir()
    with ExitStack() as stack:
        start = (str(BIN / "prefect"), "server", "start", "--no-ui")
        server = stack.enter_context(process(*start, env=env, log=folder / "server.log"))
        until(lambda: answers(f"{api}/health"), PATIENCE, "the server's start")
        serve = (str(BIN / "newstally"), "serve", str(folder / "inbox"), "--data", str(folder / "data"))
        more = ("--every", str(EVERY), "--keep", "last=3")
        stack.enter_context(process(*serve, *more, env=env, log=folder / "serve.log"))
        until(lambda: answers(f"{api}/deployments/name/newstally/on-demand"), PATIENCE, "the deployments' registration")
        yield Served(folder, api, env, server)


def test_schedule_fires_and_runs_on_demand_succeed_and_fail(served: Served) -> None:
    served.article("inbox/one.jsonl", 1)
    until(served.store.newest, PATIENCE, "a scheduled run")
    first = served.store.find("latest").version
    assert served.on_demand(served.article("two.jsonl", 2)).wait(PATIENCE) == 0
    second = served.store.find("latest").version
    assert second > first
    assert served.on_demand(served.folder / "nowhere").wait(PATIENCE) != 0
    assert served.store.find("latest").version == second, "the release before stands"
    until(lambda: "no such file or folder" in served.told, PATIENCE, "the hook")


@pytest.mark.slow
def test_runs_do_not_overlap(served: Served) -> None:
    """A scheduled run that meets the one before is skipped; a run on demand waits for the writer."""
    before = len(served.runs("CANCELLED"))
    with served.store.holding(60):
        until(lambda: len(served.runs("CANCELLED")) >= before + 2, PATIENCE, "skipped runs")
        assert len(served.runs("RUNNING")) == 1
        waiting = served.on_demand(served.article("three.jsonl", 3))
        until(lambda: len(served.runs("RUNNING")) == 2, PATIENCE, "a run on demand beside it")
        version = served.version
    assert waiting.wait(PATIENCE) == 0
    assert served.version > version


@pytest.mark.slow
def test_crash_is_told(served: Served) -> None:
    version = served.version
    with served.store.holding(60):
        waiting = served.on_demand(served.article("four.jsonl", 4))
        until(lambda: _killed(served) and waiting.poll() is not None, PATIENCE, "the end of the run")
    assert waiting.returncode != 0
    until(lambda: served.runs("CRASHED"), PATIENCE, "the state of the run")
    until(lambda: "Crashed" in served.told, PATIENCE, "the hook")
    assert served.version == version
    assert served.on_demand(served.folder / "four.jsonl").wait(PATIENCE) == 0


def _killed(served: Served) -> bool:
    """Kill whatever flow runs there are, once they have been at it for a moment."""
    time.sleep(2)
    for pid in _children(served):
        os.kill(pid, signal.SIGKILL)
    return True


def _children(served: Served) -> list[int]:
    """The processes of flow runs."""
    out = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line, env = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
        except OSError:
            continue
        if b"prefect.engine" in line and served.api.encode() in env:
            out.append(int(entry.name))
    return out


@pytest.mark.slow
def test_server_that_goes_away(served: Served) -> None:
    """Last, because it ends the server: the run fails in one line, and what was published stands."""
    version = served.version
    article = served.article("five.jsonl", 5)
    command = [str(BIN / "newstally"), "run", str(article), "--data", str(served.folder / "data"), "--wait", "300"]
    with served.store.holding(60):
        running = subprocess.Popen(command, env=served.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        until(
            lambda: any("five" in json.dumps(r["parameters"]) for r in served.runs("RUNNING")),
            PATIENCE,
            "the run's start",
        )
        os.killpg(served.server.pid, signal.SIGKILL)
        served.server.wait()
    out, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1, out
    assert "went away during the run" in out, out  # beside what Prefect itself writes of it
    # The work needs no server and may have come to its end before Prefect found it gone; nothing is half done either way.
    newest = served.store.newest()
    assert newest is None or verify(newest) == []
    alone = {k: v for k, v in served.env.items() if k != "PREFECT_API_URL"}
    assert subprocess.run(command, env=alone, check=False, capture_output=True, timeout=PATIENCE).returncode == 0
    assert served.version > version
