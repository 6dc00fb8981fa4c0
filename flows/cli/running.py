"""Commands that write to the data folder: `run`, `rebuild`, `compact`, and `serve`, which runs by a schedule."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from flows.cli.common import DATA, Data, Wait, Workers, app, clear_errors, err, fail, out, prefect_settings
from flows.core.display import plain

AllowHost = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host", help="A host that may be fetched from though its address is not public.", metavar="HOST"
    ),
]


@app.command()
@clear_errors
def run(
    sources: Annotated[
        list[str],
        typer.Argument(help="Files, globs, folders, addresses of feeds or pages, lists of them.", metavar="SOURCE..."),
    ],
    data: Data = DATA,
    workers: Workers = 0,
    batch_documents: Annotated[int, typer.Option(min=1, help="Documents per batch.")] = 1000,
    max_lost: Annotated[
        float, typer.Option(min=0, max=1, help="Share of a table's rows that checks may refuse.")
    ] = 0.05,
    wait: Wait = 0.0,
    allow_host: AllowHost = None,
    dask: Annotated[
        str | None, typer.Option(help="A Dask scheduler (tcp://HOST:8786) or local.", envvar="NEWSTALLY_DASK")
    ] = None,
    score: Annotated[list[Path] | None, typer.Option(help="Annotated articles to score the release against.")] = None,
) -> None:
    """Read articles and publish a release."""
    from flows.core.store import Release
    from flows.extract.models import named_parser, named_tagger
    from flows.ingest import check_sources
    from flows.score import read_annotations
    from flows.score import score as score_of
    from flows.summary import holdings

    check_sources(sources)  # a wrong path is told before anything starts,
    named_tagger()  # and so is a wrong model
    named_parser()
    annotated = read_annotations(score or [])
    err.print(Text(plain(f"newstally: {len(sources)} source(s) into {data}; starting Prefect")), soft_wrap=True)
    prefect_settings()
    if dask:
        os.environ["NEWSTALLY_DASK"] = dask  # the flow reads it, as it does when a server runs it
    from flows.flow import newstally

    told = newstally(sources, str(data), workers, batch_documents, max_lost, wait, allow_host or [])
    if told["path"] is None:
        fail("there was no document in the source, and there is no release yet", 1)
    release = Release(Path(told["path"]))
    table = Table("", "", show_header=False, box=None, pad_edge=False)
    for name, value in holdings(release):
        table.add_row(Text(name), Text(value))
    for name, value in score_of(release, annotated) if annotated else ():
        table.add_row(Text(name), Text(value))
    for n, line in enumerate(told.get("changes", [])):
        table.add_row("changed" if n == 0 else "", Text(line))
    for n, line in enumerate(told["refused"] if told["new"] else []):
        table.add_row("refused" if n == 0 else "", Text(line))
    table.add_row("release", Text(told["address"] + ("" if told["new"] else " (nothing new)")))
    table.add_row("report", Text(str(release.path / "report.html")))
    out.print(table)


@app.command()
@clear_errors
def rebuild(data: Data = DATA, workers: Workers = 0, wait: Wait = 0.0) -> None:
    """Make the newest release anew from its stored articles, where code or reference tables have changed."""
    from flows.core.workspace import Limits
    from flows.pipeline import rebuild as make_anew

    told = make_anew(data, Limits(workers=workers), wait)
    out.print(Text("nothing is stale" if told is None else f"release {told['version']} in {told['path']}"))


@app.command()
@clear_errors
def compact(data: Data = DATA, wait: Wait = 0.0) -> None:
    """Join the small parts of the newest release into large ones; changes no row."""
    from flows.core.remote import store_at
    from flows.publish import compact as join_parts

    store = store_at(data)
    store.find("latest")
    with store.writing(wait):
        store.sweep()
        told = join_parts(store)
    out.print(
        Text("nothing to join" if told is None else f"release {told['version']} with {told['parts']} part(s) per table")
    )


@app.command()
@clear_errors
def serve(
    inbox: Annotated[list[str], typer.Argument(help="What the scheduled run reads.", metavar="SOURCE...")],
    data: Data = DATA,
    every: Annotated[float, typer.Option(min=0.1, help="Minutes between scheduled runs.")] = 15,
    keep: Annotated[
        str, typer.Option(help="Which releases stay, for instance last=96,daily=30,monthly=24; else all.")
    ] = "",
    allow_host: AllowHost = None,
) -> None:
    """Serve the deployments newstally/scheduled and newstally/on-demand against the configured Prefect server."""
    from flows.ingest import check_sources
    from flows.keep.prune import Policy

    check_sources(inbox)  # an empty folder passes: articles will come
    if keep:
        Policy.parse(keep)
    prefect_settings()
    from flows.deployments import serve as serve_deployments

    serve_deployments(inbox, data, every, keep, allow_host or [])
