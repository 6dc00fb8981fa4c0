"""A data folder on an object store keeps the promises of one on disk; against a server of its own on loopback."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from flows import pipeline
from flows.cli import app
from flows.core import lease as leases
from flows.core import remote
from flows.core.bucket import Bucket, BucketError
from flows.core.files import sha256
from flows.core.lease import Lease
from flows.core.remote import RemoteStore
from flows.core.store import Store, StoreError
from flows.core.workspace import Limits
from flows.publish import verify

moto = pytest.importorskip("moto.server", reason="moto is not installed")
pytest.importorskip("s3fs", reason="the extra `s3` is not installed")

ONE = Limits(workers=1)
TEXT = "Shelling killed {} civilians in the town of Harvel on Monday, Colonel Ada Lind said."


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def url(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty data folder."""
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        remote.CACHE: str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(name, value)
    remote.store_at.cache_clear()
    name = f"b{tmp_path.name.replace('_', '-').lower()[:50]}"
    Bucket(f"s3://{name}/x").fs.mkdir(name)
    return f"s3://{name}/news"


def source(tmp_path: Path, *numbers: int) -> str:
    path = tmp_path / f"in-{'-'.join(map(str, numbers))}.jsonl"
    lines = [{"url": f"https://a.example/{n}", "language": "en", "text": TEXT.format(n)} for n in numbers]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


def read(bucket: Bucket) -> tuple[str, int] | None:
    """Read `latest` as a reader without our code would: pointer, manifest, parts; all must be there and belong together."""
    pointer = bucket.get("latest.json")
    if pointer is None:
        return None
    found = bucket.get(json.loads(pointer[0])["path"])
    assert found is not None, "latest.json names a manifest that is not there"
    rows = {}
    for resource in json.loads(found[0])["resources"]:
        bodies = [bucket.get(path) for path in resource["path"]]
        assert all(bodies), "a part is not there"
        rows[resource["name"]] = sum(pl.read_parquet(body[0]).height for body in bodies if body)
        assert rows[resource["name"]] == resource["rows"]
    assert rows["articles"] == rows["duplicates"]
    return json.loads(pointer[0])["version"], rows["articles"]


def test_release_is_that_of_a_folder(url: str, tmp_path: Path) -> None:
    given = source(tmp_path, 4, 17)
    told = pipeline.run([given], url, ONE)
    pipeline.run([given], tmp_path / "data", ONE)
    bucket = Bucket(url)
    here = Store(tmp_path / "data").find("latest")
    parts = {sha256(p) for p in here.path.rglob("*.parquet")}
    assert {Path(key).stem for key in bucket.tree("parts")} == parts
    assert read(bucket) == (told["version"], 2)
    assert told["address"] == f"{url}/{told['version']}.datapackage.json"
    assert set(bucket.names("")) == {
        "latest.json",
        *(f"{told['version']}.{n}" for n in ("datapackage.json", "report.html")),
    }
    with RemoteStore(url).fresh("latest") as release:
        assert verify(release) == []
    assert not pipeline.run([given], url, ONE)["new"]


def test_second_machine_sends_only_what_is_new(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.run([source(tmp_path, 4)], url, ONE)
    bucket = Bucket(url)
    before = {key: bucket.fs.info(f"{bucket.root}/{key}")["LastModified"] for key in bucket.tree("parts")}
    monkeypatch.setenv(remote.CACHE, str(tmp_path / "other-machine"))
    remote.store_at.cache_clear()
    time.sleep(1.1)  # the store tells times to the second
    assert pipeline.run([source(tmp_path, 5)], url, ONE)["new"]
    after = {key: bucket.fs.info(f"{bucket.root}/{key}")["LastModified"] for key in bucket.tree("parts")}
    assert {key: after[key] for key in before} == before, "parts are sent once"
    assert len(after) > len(before)
    assert len(RemoteStore(url).versions()) == 2
    pipeline.run([source(tmp_path, 4)], tmp_path / "data", ONE)
    pipeline.run([source(tmp_path, 5)], tmp_path / "data", ONE)
    here = Store(tmp_path / "data").find("latest")
    assert {sha256(p) for p in here.path.rglob("*.parquet")} <= {Path(key).stem for key in after}


def test_commands(url: str, tmp_path: Path) -> None:
    pipeline.run([source(tmp_path, 4)], url, ONE)
    runner = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})
    for arguments, told in (
        (("show", "figures"), "Harvel"),
        (("releases",), "T"),
        (("verify",), "is whole"),
        (("compact",), "nothing to join"),
        (("rebuild",), "nothing is stale"),
    ):
        result = runner.invoke(app, [*arguments, "--data", url])
        assert (result.exit_code, told in result.output) == (0, True), result.output


def test_sources_on_the_store(url: str, tmp_path: Path) -> None:
    bucket = Bucket(url)
    bucket.upload({"inbox/one.jsonl": Path(source(tmp_path, 4)), "inbox/two.jsonl": Path(source(tmp_path, 5))})
    told = pipeline.run([f"{url}/inbox"], url, ONE)
    assert read(bucket) == (told["version"], 2)
    assert not pipeline.run([f"{url}/"], url, ONE)["new"], "what came out does not go in again"


def test_poller_never_sees_half_a_release(url: str, tmp_path: Path) -> None:
    bucket, seen, faults = Bucket(url), [], []
    done = threading.Event()

    def poll() -> None:
        while not done.is_set():
            try:
                seen.append(read(bucket))
            except AssertionError as e:
                faults.append(e)

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        for n in range(3):
            pipeline.run([source(tmp_path, 10 + n)], url, ONE)
    finally:
        done.set()
        reader.join()
    assert not faults
    assert [s for s in dict.fromkeys(seen) if s] == sorted({s for s in seen if s}), "versions only grow"
    assert len(seen) > 5


@pytest.mark.parametrize("dies_at", ["part", "report", "manifest", "latest"])
def test_writer_that_dies_while_sending(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    first = pipeline.run([source(tmp_path, 4)], url, ONE)["version"]

    def dying(real: Callable[..., Any], what: str) -> Callable[..., Any]:
        def call(self: Bucket, key: Any, *rest: Any) -> Any:
            name = next(iter(key)) if isinstance(key, dict) and key else str(key)
            if what in name:
                raise BucketError("the connection was cut")
            return real(self, key, *rest)

        return call

    at = {"part": "parts/", "report": "report.html", "manifest": "datapackage.json", "latest": "latest.json"}[dies_at]
    with monkeypatch.context() as m, pytest.raises(BucketError):
        for name in ("upload", "put", "put_if"):
            m.setattr(Bucket, name, dying(getattr(Bucket, name), at))
        pipeline.run([source(tmp_path, 5)], url, ONE)
    assert read(Bucket(url)) == (first, 1), "the release before stands"
    assert RemoteStore(url).versions() == [first]
    told = pipeline.run([source(tmp_path, 5)], url, ONE)
    assert read(Bucket(url)) == (told["version"], 2)
    assert RemoteStore(url).versions() == [first, told["version"]]


def test_one_writer_on_all_machines(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.run([source(tmp_path, 4)], url, ONE)
    one = RemoteStore(url)
    monkeypatch.setenv(remote.CACHE, str(tmp_path / "other-machine"))
    two = RemoteStore(url)
    with one.writing(0), pytest.raises(StoreError, match=rf"process {os.getpid()} "), two.writing(0.6):
        pytest.fail("two writers")
    with two.writing(0):
        pass


def test_dead_writers_lease_is_taken_over(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Bucket(url)
    dead = {"pid": 4_000_000, "host": leases.socket.gethostname(), "since": "2026-01-01", "token": "gone"}
    bucket.put("writer.json", json.dumps(dead).encode())
    with Lease.taken(bucket, 0):
        pass
    assert bucket.get("writer.json") is None
    bucket.put("writer.json", json.dumps({**dead, "host": "elsewhere"}).encode())
    with pytest.raises(StoreError, match="elsewhere"), Lease.taken(bucket, 0):
        pytest.fail("it may be alive")
    monkeypatch.setattr(leases, "LAPSE", 1.0)
    with Lease.taken(bucket, 5):
        pass


def test_lease_is_renewed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT", 0.2)
    monkeypatch.setattr(leases, "LAPSE", 1.0)
    bucket = Bucket(url)
    with Lease.taken(bucket, 0) as mine:
        before = mine.etag
        with pytest.raises(StoreError, match="another run"), Lease.taken(bucket, 2.5):
            pytest.fail("it is alive")
        mine.check()
        assert mine.etag != before


def test_writer_thought_dead_publishes_nothing(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.run([source(tmp_path, 4)], url, ONE)
    slow = RemoteStore(url)
    with slow.writing(0):
        root = pipeline.prepare([source(tmp_path, 5)], slow, ONE)
        monkeypatch.setattr(remote, "store_at", lambda _: slow)
        Bucket(url).delete(["writer.json"])  # as if it had lapsed
        monkeypatch.setenv(remote.CACHE, str(tmp_path / "other-machine"))
        remote_two = RemoteStore(url)
        monkeypatch.setattr(pipeline, "store_at", lambda _: remote_two)
        monkeypatch.setattr("flows.publish.step.store_at", lambda _: remote_two)
        told = pipeline.run([source(tmp_path, 6)], url, ONE)
        monkeypatch.setattr("flows.publish.step.store_at", lambda _: slow)
        with pytest.raises(StoreError, match="taken over"):
            for step in pipeline.STEPS:
                step.run(root, None)
        monkeypatch.setattr(Lease, "check", lambda _: None)  # it was just looked at when the other took over
        with pytest.raises(StoreError, match="published meanwhile"):
            pipeline.STEPS[-1].run(root, None)
    assert read(Bucket(url)) == (told["version"], 2)
    assert RemoteStore(url).versions()[-1] == told["version"]


def test_damage_is_found(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.run([source(tmp_path, 4)], url, ONE)
    bucket = Bucket(url)
    key = next(k for k in bucket.tree("parts/quantities"))
    found = bucket.get(key)
    assert found is not None
    bucket.put(key, found[0][:-1] + b"x")
    with RemoteStore(url).fresh("latest") as release:
        assert any("changed after" in problem for problem in verify(release))
    monkeypatch.setenv(remote.CACHE, str(tmp_path / "other-machine"))
    with pytest.raises(StoreError, match="changed after"):
        RemoteStore(url).find("latest")
    bucket.put("latest.json", b"{")
    with pytest.raises(StoreError, match="damaged"):
        RemoteStore(url).find("latest")


def test_wrong_address_is_told_in_a_line(url: str) -> None:
    with pytest.raises(StoreError, match="name another"):
        RemoteStore("ftp://a.example/news")
    with pytest.raises(StoreError, match="no release here yet"):
        RemoteStore(url).find("latest")
    with pytest.raises(BucketError, match="failed"):
        pipeline.run([], "s3://there-is-no-such-bucket/news", ONE)


def test_keeping_on_the_store(url: str, tmp_path: Path) -> None:
    runner = CliRunner(env={"COLUMNS": "200", "TERM": "dumb"})

    def said(*arguments: str) -> str:
        result = runner.invoke(app, [*arguments, "--data", url])
        assert result.exit_code == 0, result.output
        return result.output

    for n in (4, 5, 6):
        pipeline.run([source(tmp_path, n)], url, ONE)
    store = RemoteStore(url)
    first, second, third = store.versions()
    assert "articles" in said("releases", "compare", first, third)
    said("releases", "pin", second)
    said("releases", "prune", "--keep", "last=1")
    assert store.versions() == [second, third]
    assert "rewritten without it" in said("forget", "https://a.example/4", "--all-releases")
    fourth = store.versions()[-1]
    bucket = Bucket(url)
    for version in store.versions():
        shutil.rmtree(store.mirror)  # as a machine that never read them: two parts of the same bytes are both brought
        assert verify(store.find(version)) == []
        with store.fresh(version) as release:
            assert verify(release) == []
            articles = pl.concat([pl.read_parquet(p) for p in release.parts("articles")])
            assert "https://a.example/4" not in articles["url"].to_list()
    wanted = {p["path"] for v in store.versions() for p in _parts(bucket, v)}
    assert set(bucket.tree("parts")) == wanted, "no part of what was forgotten or pruned is left"
    assert read(bucket) == (fourth, 2)
    assert not pipeline.run([source(tmp_path, 4)], url, ONE)["new"]
    said("compact")
    said("export", f"{url}-edition", "--without-text")
    assert Bucket(f"{url}-edition").get("datapackage.json") is not None
    assert "BAD" not in said("doctor")


def _parts(bucket: Bucket, version: str) -> list[dict[str, Any]]:
    found = bucket.get(f"{version}.datapackage.json")
    assert found is not None
    manifest = json.loads(found[0])
    return [p for r in manifest["resources"] for p in r["parts"]] + list(manifest["state"])
