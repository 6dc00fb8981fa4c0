"""The deployments `newstally/scheduled` and `newstally/on-demand`, served by one process: no work pool, no worker."""

from __future__ import annotations

import os
from datetime import timedelta

from prefect import serve as prefect_serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment

from flows.flow import newstally


def serve(inbox: list[str], data: str, every: float, keep: str, allow_hosts: list[str]) -> None:
    """Serve both deployments until stopped.

    A scheduled run that comes while the one before still goes is skipped (Prefect tells it as cancelled); what lies in the inbox
    waits for the next. A run on demand waits for the writer before it, ten minutes if its parameter `wait` says nothing else.

    Args:
        inbox: sources of the scheduled run, and of an on-demand run that names none.
        data: the data folder of both.
        every: minutes between scheduled runs.
        allow_hosts: hosts of feeds and pages that may lie at an address that is not public.
        keep: which releases stay, empty for all.
    """
    parameters = {
        "sources": [_absolute(s) for s in inbox],
        "data": _absolute(data),
        "allow_hosts": allow_hosts,
        "keep": keep,
    }
    scheduled = RunnerDeployment.from_flow(
        newstally,
        "scheduled",
        interval=timedelta(minutes=every),
        parameters=parameters,
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
    )
    on_demand = RunnerDeployment.from_flow(newstally, "on-demand", parameters=parameters)
    prefect_serve(scheduled, on_demand, pause_on_shutdown=False)


def _absolute(path: str) -> str:
    return path if "://" in path else os.path.abspath(os.path.expanduser(path))  # noqa: PTH100, PTH111  (links stay, an unknown home is no crash)
