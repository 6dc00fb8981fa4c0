"""The Prefect flow `newstally`: one task per step, paths between them, artifacts at the end.

A task gets the folder of the run and leaves its result there, so a retry or a crashed run costs only what was not yet done.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Annotated, Any

from prefect import Flow, Task, flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun, State, TaskRun
from pydantic import Field

from flows import summary
from flows.core.display import plain
from flows.core.files import USER_MENDS
from flows.core.parallel import WorkerError, dismiss
from flows.core.remote import store_at
from flows.core.store import Release, Store, StoreError
from flows.core.workspace import Limits, Workspace
from flows.ingest.fetch.settings import Web
from flows.keep.prune import Policy
from flows.keep.upkeep import upkeep
from flows.outcome import changed, refused, tell_failure
from flows.pipeline import STEPS, Step, finish, prepare
from flows.spread import spreading, task_runner

log = logging.getLogger("newstally")

RETRY_HELPS = (OSError, WorkerError)  # a share that was away, a worker that was killed
SECONDS_BETWEEN_LINES = 2.0


async def _retry_helps(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, RETRY_HELPS) and getattr(error, "errno", None) not in USER_MENDS


def _as_task(step: Step) -> Task[[str], dict[str, Any]]:
    """Wrap a step: run it with progress, and keep what it tells."""

    def work(root: str) -> dict[str, Any]:
        begun = last = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal last
            if done < total and time.monotonic() - last > SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                log.info("%-9s %s: %d of %d", step.name, step.does, done, total)

        told = step.run(Path(root), progress)
        seconds = time.monotonic() - begun
        Workspace(Path(root)).note(step.name, **told, seconds=round(seconds, 3))
        log.info("%-9s %s: %s (%.1f s)", step.name, step.does, summary.line(step.name, told), seconds)
        return told

    made = task(
        name=step.name,
        description=step.does,
        retries=2,
        retry_delay_seconds=2,
        retry_condition_fn=_retry_helps,
        cache_policy=NO_CACHE,
    )
    return made(work)


TASKS = {step.name: _as_task(step) for step in STEPS}


def _failed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tell whom the user wants to be told of a run that failed or crashed."""
    problem = tell_failure(
        plain(f"{flow.name}: run {flow_run.name} {state.name}: {state.message}; the release before stands")
    )
    if problem:
        log.warning("%s", problem)


@flow(
    name="newstally",
    description="From articles to sourced, versioned tables of figures.",
    validate_parameters=True,
    task_runner=task_runner(),
    on_failure=[_failed],
    on_crashed=[_failed],
)
def newstally(
    sources: list[str],
    data: str = "data",
    workers: Annotated[int, Field(ge=0)] = 0,
    batch_documents: Annotated[int, Field(ge=1)] = 1000,
    max_lost: Annotated[float, Field(ge=0, le=1)] = 0.05,
    wait: Annotated[float, Field(ge=0)] = 600.0,
    allow_hosts: list[str] | None = None,
    keep: str = "",
    join_parts: Annotated[int, Field(ge=0)] = 200,
) -> dict[str, Any]:
    """Turn articles into a release.

    Args:
        sources: paths, globs or folders of articles, addresses of feeds or pages, lists of them (`.urls`, `.opml`). An empty
            folder holds no news, which is no failure of a scheduled run.
        data: the data folder; one writer at a time.
        workers: processes; 0 means one per core.
        batch_documents: documents per batch.
        max_lost: share of a table's rows that checks may refuse before nothing is published.
        wait: seconds to wait for another run that writes to the same folder.
        allow_hosts: hosts of feeds and pages that may lie at an address that is not public.
        keep: which releases stay, for instance `last=96,daily=30,monthly=24`; empty keeps all.
        join_parts: how many small parts may stand before they are joined; 0 never joins them.

    Returns:
        `version` and `path` of the newest release, and whether it is `new`.
    """
    log.setLevel(logging.INFO)  # where a server runs the flow, Prefect shows our lines and keeps them
    policy = Policy.parse(keep) if keep else None
    store = store_at(data)
    with store.writing(wait):
        root = prepare(sources, store, Limits(workers, batch_documents, max_lost), Web.of(allow_hosts or ()))
        if not Workspace(root).plan["chunks"]:
            log.info("no document in %s; nothing to do until one comes", plain(", ".join(sources)))
        told: dict[str, Any] = {}
        try:
            with spreading():
                for step in STEPS:
                    told = TASKS[step.name](str(root))
        finally:
            dismiss()
        work = Workspace(root)
        counts, reasons = work.notes()["ingest"], refused(work)
        finish(root)
        if told["new"]:
            changes = changed(Release(Path(told["path"])))
            for line in (*(f"refused {reason}" for reason in reasons), *changes):
                log.info("%s", line)
            _upkeep(store, join_parts, policy)
            newest = store.newest()  # after upkeep it may be another, with the same rows
            assert newest is not None
            where = {"version": newest.version, "path": str(newest.path), "address": store.address_of(newest)}
            told = {**told, **where, "changes": changes}
    _artifacts(told, counts, reasons)
    return {**told, "documents": counts, "refused": reasons}


def _upkeep(store: Store, join_parts: int, policy: Policy | None) -> None:
    """Do what keeps the folder small; the new release is visible, so that a fault here is told and fails no run."""
    try:
        for line in upkeep(store, join_parts, policy):
            log.info("%s", line)
    except (OSError, StoreError) as e:
        log.warning("upkeep: %s; it is tried again after the next release", plain(str(e)))


def _artifacts(told: dict[str, Any], counts: dict[str, Any], reasons: list[str]) -> None:
    if told["path"] is None:
        create_markdown_artifact(key="newstally-summary", markdown="No release yet, and no document in the source.")
        return
    release = Release(Path(told["path"]))
    told_all = summary.markdown(release, counts, told.get("changes", []), reasons)
    create_markdown_artifact(
        key="newstally-summary", markdown=told_all, description="What the run did and what there is"
    )
    create_table_artifact(
        key="newstally-claims", table=summary.claim_rows(release), description="Claims, conflicts first"
    )
    create_table_artifact(
        key="newstally-conflicts", table=summary.conflict_rows(release), description="Claims whose figures contradict"
    )
    create_link_artifact(
        key="newstally-report",
        link=summary.report_link(release, told["address"]),
        link_text=f"Report of release {release.version}",
        description="Claims with their figures in their sentences",
    )
