"""A disk that is really full, wherever the run happens to be: one line, the release before intact, and later the same bytes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DISK = 4 << 20  # bytes
LEFT = [40_000, 150_000, 400_000, 800_000]  # bytes that are free when the run begins
ON_A_SMALL_DISK = """
import errno, os, sys
from pathlib import Path
from flows import pipeline
from flows.core.files import sha256
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.publish import verify

def made(data):
    folder = Store(data).find("latest").path
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("part-*.parquet"))}

if __name__ == "__main__":
    disk, elsewhere, first, second, *free = sys.argv[1:]
    data, filler, one = Path(disk, "data"), Path(disk, "filler"), Limits(workers=1)
    for folder in (data, Path(elsewhere)):
        pipeline.run([first], folder, one)
    pipeline.run([second], Path(elsewhere), one)
    before = made(data)
    failed = 0
    for left in free:
        room = os.statvfs(disk)
        filler.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - int(left))))
        try:
            pipeline.run([second], data, one)
        except OSError as e:
            assert e.errno == errno.ENOSPC, e
            failed += 1
            assert len(Store(data).releases()) == 1
            assert made(data) == before and verify(Store(data).find("latest")) == []
        filler.unlink()
    pipeline.run([second], data, one)
    assert made(data) == made(Path(elsewhere))
    print("failed", failed)
"""


def in_own_mount(disk: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command that sees a small disk of its own in this folder."""
    mounted = f'mount -t tmpfs -o size={DISK} tmpfs "$0" && exec "$@"'
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", mounted, str(disk), *command], capture_output=True, text=True, check=False
    )


def test_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not shutil.which("unshare") or in_own_mount(disk, ["true"]).returncode:
        pytest.skip("this system mounts nothing for an ordinary user")
    (tmp_path / "run.py").write_text(ON_A_SMALL_DISK)
    for name, rows in (("first", range(20)), ("second", range(20, 220))):
        told = [
            {
                "url": f"https://a.example/{n}",
                "language": "en",
                "text": f"Shelling killed {n + 4} civilians in street {n} of Norvik. " * 3,
            }
            for n in rows
        ]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in told))
    sources = [str(tmp_path / f"{name}.jsonl") for name in ("first", "second")]
    command = [sys.executable, str(tmp_path / "run.py"), str(disk), str(tmp_path / "elsewhere"), *sources]
    told_all = in_own_mount(disk, [*command, *map(str, LEFT)])
    assert told_all.returncode == 0, told_all.stderr[-3000:]
    assert int(told_all.stdout.split()[-1]) >= 2, "the disk was large enough after all"
