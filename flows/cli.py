"""The command line. Prefect is imported only by the commands that need it, so that the others start at once.

Exit codes: 0 a release is visible (also when nothing was new), 1 the run failed or every document was rejected and the previous
release stands, 2 wrong usage.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.core.display import plain
from flows.core.files import USER_MENDS

P = ParamSpec("P")
R = TypeVar("R")

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Who said how many: sourced, versioned tables of figures from news articles.",
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

Data = Annotated[Path, typer.Option("--data", help="The data folder.", envvar="NEWSTALLY_DATA")]
Wait = Annotated[
    float, typer.Option("--wait", min=0, help="Seconds to wait for another run that writes to the data folder.")
]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 means one per core.")]
DATA = Path("data")
NO_SERVER = "Failed to reach API"  # how Prefect's error begins when the configured server does not answer

PREFECT_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # no telemetry
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # its default of 20 is short on a busy machine
    "PREFECT_LOGGING_EXTRA_LOGGERS": "newstally",
    "PREFECT_CLI_PROMPT": "false",
}


def _clear_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the errors a user can mend into one line and exit code 1 or 2; a bug keeps its traceback."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        from flows.core.parallel import WorkerError
        from flows.core.reference import ReferenceTableError
        from flows.core.store import StoreError
        from flows.extract.models import ModelError
        from flows.ingest import SourceError
        from flows.ingest.step import AllRejectedError
        from flows.score import AnnotationError
        from flows.validate import GateError

        try:
            return command(*args, **kwargs)
        except (SourceError, AnnotationError, ModelError) as e:
            _fail(str(e), 2)
        except (StoreError, GateError, WorkerError, ReferenceTableError, AllRejectedError) as e:
            _fail(str(e), 1)
        except OSError as e:
            if e.errno not in USER_MENDS:
                raise
            _fail(
                f"{e.filename or 'the data folder'}: {e.strerror}; the release before stands, mend it and run again", 1
            )
        except RuntimeError as e:
            if not str(e).startswith(NO_SERVER):
                raise
            _fail(f"{e}; start that server, or unset PREFECT_API_URL to run without one", 1)
        except KeyboardInterrupt:
            _fail("stopped; what was done is kept, run the same command to go on", 1)

    return guarded


def _fail(message: str, code: int) -> NoReturn:
    err.print(Text(plain(f"newstally: {message}")), soft_wrap=True)
    raise typer.Exit(code)


def _prefect_settings() -> None:
    """Quiet Prefect's own output where the user has not chosen otherwise; with a server of his own its records stay complete."""
    for name, value in PREFECT_DEFAULTS.items():
        os.environ.setdefault(name, value)
    if "PREFECT_API_URL" not in os.environ:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")  # an error is told once, by us
    log = logging.getLogger("newstally")
    log.setLevel(logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
    log.propagate = False


@app.command()
@_clear_errors
def run(
    sources: Annotated[list[str], typer.Argument(help="Files, globs or folders of articles.", metavar="SOURCE...")],
    data: Data = DATA,
    workers: Workers = 0,
    batch_documents: Annotated[int, typer.Option(min=1, help="Documents per batch.")] = 1000,
    max_lost: Annotated[
        float, typer.Option(min=0, max=1, help="Share of a table's rows that checks may refuse.")
    ] = 0.05,
    wait: Wait = 0.0,
    score: Annotated[list[Path] | None, typer.Option(help="Annotated articles to score the release against.")] = None,
) -> None:
    """Read articles and publish a release."""
    from flows.core.store import Release
    from flows.extract.models import named_tagger
    from flows.ingest import resolve
    from flows.score import read_annotations
    from flows.score import score as score_of
    from flows.summary import holdings

    resolve(sources)  # a wrong path is told before anything starts,
    named_tagger()  # and so is a wrong model
    annotated = read_annotations(score or [])
    err.print(Text(plain(f"newstally: {len(sources)} source(s) into {data}; starting Prefect")), soft_wrap=True)
    _prefect_settings()
    from flows.flow import newstally

    told = newstally(sources, str(data), workers, batch_documents, max_lost, wait)
    if told["path"] is None:
        _fail("there was no document in the source, and there is no release yet", 1)
    release = Release(Path(told["path"]))
    table = Table("", "", show_header=False, box=None, pad_edge=False)
    for name, value in holdings(release):
        table.add_row(Text(name), Text(value))
    for name, value in score_of(release, annotated) if annotated else ():
        table.add_row(Text(name), Text(value))
    table.add_row("release", Text(str(release.path) + ("" if told["new"] else " (nothing new)")))
    table.add_row("report", Text(str(release.path / "report.html")))
    out.print(table)


@app.command()
@_clear_errors
def releases(data: Data = DATA) -> None:
    """List the releases, newest last."""
    from flows.core.store import Store

    table = Table("version", "articles", "figures", "claims", "rejects", box=None, pad_edge=False)
    store = Store(data)
    store.find("latest")
    for release in store.releases():
        counts = {r["name"]: r["rows"] for r in release.manifest["resources"]}
        table.add_row(release.version, *(f"{counts[n]:,}" for n in ("articles", "quantities", "claims", "rejects")))
    out.print(table)


@app.command()
@_clear_errors
def verify(release: Annotated[str, typer.Argument(help="A version, or latest.")] = "latest", data: Data = DATA) -> None:
    """Check a release: hashes, schemas, cross-table rules."""
    from flows.core.store import Store
    from flows.publish import verify as problems_of

    found = Store(data).find(release)
    problems = problems_of(found)
    for problem in problems:
        err.print(Text(plain(f"{found.version}: {problem}")), soft_wrap=True)
    if problems:
        _fail(f"release {found.version} is not whole: {len(problems)} problem(s)", 1)
    out.print(Text(f"release {found.version} is whole"))


@app.command()
@_clear_errors
def rebuild(data: Data = DATA, workers: Workers = 0, wait: Wait = 0.0) -> None:
    """Make the newest release anew from its stored articles, where code or reference tables have changed."""
    from flows.core.workspace import Limits
    from flows.pipeline import rebuild as make_anew

    told = make_anew(data, Limits(workers=workers), wait)
    out.print(Text("nothing is stale" if told is None else f"release {told['version']} in {told['path']}"))


@app.command()
@_clear_errors
def compact(data: Data = DATA, wait: Wait = 0.0) -> None:
    """Join the small parts of the newest release into large ones; changes no row."""
    from flows.core.store import Store
    from flows.publish import compact as join_parts

    store = Store(data)
    store.find("latest")
    with store.writing(wait):
        store.sweep()
        told = join_parts(store)
    out.print(
        Text("nothing to join" if told is None else f"release {told['version']} with {told['parts']} part(s) per table")
    )


Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@app.command()
@_clear_errors
def show(
    what: Annotated[str, typer.Argument(help="claims, figures or quotations.")] = "claims",
    kind: Annotated[
        str | None, typer.Option(help="Count type (killed, exchanged, ...); of quotations direct or indirect.")
    ] = None,
    side: Annotated[str | None, typer.Option(help="Whose people are counted.")] = None,
    source: Annotated[str | None, typer.Option(help="Who says it; not of claims.")] = None,
    agreement: Annotated[str | None, typer.Option(help="Of claims: single, agree, compatible or conflict.")] = None,
    since: Day = None,
    until: Day = None,
    most: Annotated[int, typer.Option(min=1, help="Rows at the most.")] = 30,
    release: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    data: Data = DATA,
) -> None:
    """Show claims, figures or quotations of a release in the terminal."""
    from flows.core.store import Store
    from flows.show import VIEWS, Filters, cells

    if what not in VIEWS:
        _fail(f"there are no {what} to show; choose from {', '.join(VIEWS)}", 2)
    filters = Filters(
        kind, side, source, agreement, since.date() if since else None, until.date() if until else None, most
    )
    idle = filters.idle(what)
    if idle:
        _fail(f"{what} cannot be chosen by {', '.join(f'--{name}' for name in idle)}; leave it out", 2)
    frame = VIEWS[what](Store(data).find(release), filters)
    table = Table(*(name.replace("_", " ") for name in frame.columns), box=None, pad_edge=False)
    for row in cells(frame):
        table.add_row(*map(Text, row))
    out.print(table if len(frame) else Text(f"no {what} with these filters"))


@app.command()
@_clear_errors
def explain(
    text: Annotated[str, typer.Argument(help="A text, or the path of a text file.")],
    published: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The article's date.")] = None,
) -> None:
    """Print each figure of a text with the cue, the rule, the source and the side it rests on."""
    from flows.extract.explain import explain as explained

    path = Path(text) if len(text) < 1_000 and "\n" not in text else None
    try:
        body = path.read_text(encoding="utf-8") if path and path.is_file() else text
    except (OSError, UnicodeDecodeError) as e:
        _fail(f"{text}: cannot be read as UTF-8 text ({e})", 2)
    found = explained(body, published.date() if published else None)
    for figure in found:
        sentence = Text(plain(figure.sentence))
        sentence.stylize("bold reverse", *figure.figure)
        sentence.stylize("underline", *figure.cue)
        out.print(sentence)
        cue = plain(figure.sentence[slice(*figure.cue)])
        out.print(Text(f"  cue {cue!r}, rule {figure.rule}"))
        for name, value in figure.reads.items():
            out.print(Text(f"  {name}: {plain(str(value))}"))
    if not found:
        out.print(Text("no figure of killed, injured, captured, released or displaced people in this text"))


@app.command()
@_clear_errors
def serve(
    inbox: Annotated[list[str], typer.Argument(help="What the scheduled run reads.", metavar="SOURCE...")],
    data: Data = DATA,
    every: Annotated[int, typer.Option(min=1, help="Minutes between scheduled runs.")] = 15,
) -> None:
    """Serve the deployments newstally/scheduled and newstally/on-demand against the configured Prefect server."""
    from flows.ingest import resolve

    resolve(inbox)  # an empty folder passes: articles will come
    _prefect_settings()
    from flows.deployments import serve as serve_deployments

    serve_deployments(inbox, data, every)


def main() -> None:
    """Run the command line."""
    app()
