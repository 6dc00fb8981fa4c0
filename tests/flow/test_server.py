"""The deployments against a real server on loopback: a schedule fires, a run on demand succeeds, and another fails."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from flows.core.store import Store

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("prefect")]
BIN = Path(sys.executable).parent


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
            os.killpg(running.pid, 15)
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, 9)
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


def test_deployments_run(tmp_path: Path) -> None:
    api = f"http://127.0.0.1:{free_port()}/api"
    env = {
        **os.environ,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": api.split(":")[2].split("/")[0],
    }
    inbox, data = tmp_path / "inbox", tmp_path / "data"
    inbox.mkdir()
    text = "Shelling killed four civilians near the dam on Monday, police said."
    (inbox / "one.jsonl").write_text(json.dumps({"url": "https://a.example/1", "language": "en", "text": text}) + "\n")
    store = Store(data)

    def on_demand(sources: list[str]) -> int:
        command = [
            str(BIN / "prefect"),
            "deployment",
            "run",
            "newstally/on-demand",
            "--watch",
            "--param",
            f"sources={json.dumps(sources)}",
        ]
        return subprocess.run(command, env=env, check=False, capture_output=True, timeout=120).returncode

    with process(str(BIN / "prefect"), "server", "start", "--no-ui", env=env, log=tmp_path / "server.log"):
        until(lambda: answers(f"{api}/health"), 60, "the server's start")
        serve = [str(BIN / "newstally"), "serve", str(inbox), "--data", str(data), "--every", "1"]
        with process(*serve, env=env, log=tmp_path / "serve.log"):
            until(lambda: answers(f"{api}/deployments/name/newstally/on-demand"), 60, "the deployments' registration")
            until(store.newest, 150, "a scheduled run")
            first = store.find("latest").version
            shutil.copy(inbox / "one.jsonl", tmp_path / "two.jsonl")
            (tmp_path / "two.jsonl").write_text(
                (inbox / "one.jsonl").read_text().replace("a.example/1", "a.example/2").replace("dam", "mill")
            )
            assert on_demand([str(tmp_path / "two.jsonl")]) == 0
            assert store.find("latest").version > first
            second = store.find("latest").version
            assert on_demand([str(tmp_path / "nowhere")]) != 0
            assert store.find("latest").version == second, "the release before stands"
