"""What work costs in a process of its own: wall and processor seconds, memory and bytes written, its workers included."""

from __future__ import annotations

import multiprocessing
import os
import queue
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EVERY = 0.3  # seconds between two looks at the memory
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a piece of work made and cost.

    Attributes:
        made: what it returned.
        seconds: by the clock, from when the process had imported everything.
        cpu: processor seconds of the process and its workers.
        own: those of the process without its workers: what is not shared out.
        peak: MiB of all its processes together, what they share counted once; of the largest one where the system does not tell.
        written: MiB sent to the disk; 0 where the system does not tell.
    """

    made: Any
    seconds: float
    cpu: float
    own: float
    peak: float
    written: float


def spend(work: Callable[..., Any], *given: Any) -> Spent:
    """Do `work(*given)` in a fresh process and tell what it took.

    Raises:
        SystemExit: it failed.
    """
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    process = context.Process(target=_work, args=(told, work, *given))
    process.start()
    peak = 0.0
    answer = None
    while answer is None:
        try:
            answer = told.get(timeout=EVERY)
        except queue.Empty:
            if not process.is_alive():
                raise SystemExit(f"{work.__name__} failed") from None
            assert process.pid is not None
            peak = max(peak, sum(_share(pid) for pid in family(process.pid)))
    process.join()
    made, seconds, (own, of_workers), largest, written = answer
    return Spent(made, seconds, own + of_workers, own, max(peak, largest), written)


def _work(told: Any, work: Callable[..., Any], *given: Any) -> None:
    begun, before = time.perf_counter(), _usages()
    made = work(*given)
    seconds, after = time.perf_counter() - begun, _usages()
    cpu = [end.ru_utime + end.ru_stime - at.ru_utime - at.ru_stime for end, at in zip(after, before, strict=True)]
    told.put((made, seconds, cpu, max(usage.ru_maxrss for usage in after) / 1024, _written()))


def _usages() -> list[resource.struct_rusage]:
    """What this process has used, and those that it has waited for."""
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _written() -> float:
    """MiB that this process, and those it has waited for, sent to the disk."""
    try:
        lines = (PROC / "self" / "io").read_text().splitlines()
    except OSError:
        return 0.0
    return int(dict(line.split(": ") for line in lines)["write_bytes"]) / 2**20


def family(first: int) -> list[int]:
    """Return a process and all that it has started, by their numbers."""
    parents: dict[int, int] = {}
    for entry in PROC.glob("[0-9]*"):
        try:
            told = (entry / "stat").read_text()
        except OSError:
            continue  # it has just ended
        parents[int(entry.name)] = int(told.rpartition(")")[2].split()[1])
    out = [first]
    for pid in out:
        out += [child for child, parent in parents.items() if parent == pid]
    return out


def _share(pid: int) -> float:
    """MiB of one process, a page that several hold counted in shares."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def cpu_of(pids: list[int]) -> float:
    """Return the processor seconds of running processes."""
    total = 0
    for pid in pids:
        told = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        total += int(told[11]) + int(told[12])
    return total / os.sysconf("SC_CLK_TCK")
