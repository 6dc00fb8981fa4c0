"""What all commands share: the app, the consoles, the options, and errors told in one line."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Annotated, NoReturn, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from flows.core.display import plain
from flows.core.files import USER_MENDS
from flows.core.startup import spare_pandas

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

Data = Annotated[
    str, typer.Option("--data", help="The data folder, here or s3://BUCKET/FOLDER.", envvar="NEWSTALLY_DATA")
]
Wait = Annotated[
    float, typer.Option("--wait", min=0, help="Seconds to wait for another run that writes to the data folder.")
]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 means one per core.")]
DATA = "data"
NO_SERVER = "Failed to reach API"  # how Prefect's error begins when the configured server does not answer
KEPT = "what was done is kept, run the same command to go on"

PREFECT_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # no telemetry
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",  # its default of 20 is short on a busy machine
    "PREFECT_LOGGING_EXTRA_LOGGERS": "newstally",
    "PREFECT_CLI_PROMPT": "false",
}


def clear_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the errors a user can mend into one line and exit code 1 or 2; a bug keeps its traceback."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        spare_pandas()
        import httpx

        from flows.core.parallel import SpreadError, WorkerError
        from flows.core.reference import ReferenceTableError
        from flows.core.store import StoreError
        from flows.extract.models import ModelError
        from flows.ingest import SourceError
        from flows.ingest.step import AllRejectedError
        from flows.keep.prune import PolicyError
        from flows.score import AnnotationError
        from flows.validate import GateError

        try:
            return command(*args, **kwargs)
        except (SourceError, AnnotationError, ModelError, PolicyError, SpreadError) as e:
            fail(str(e), 2)
        except (StoreError, GateError, WorkerError, ReferenceTableError, AllRejectedError) as e:
            fail(str(e), 1)
        except OSError as e:
            if e.errno not in USER_MENDS:
                raise
            fail(
                f"{e.filename or 'the data folder'}: {e.strerror}; the release before stands, mend it and run again", 1
            )
        except RuntimeError as e:
            if not str(e).startswith(NO_SERVER):
                raise
            fail(f"{e}; start that server, or unset PREFECT_API_URL to run without one", 1)
        except httpx.TransportError as e:  # of our own fetches none comes so far: each is told as a reject
            server = os.environ.get("PREFECT_API_URL", "its own")
            fail(
                f"Prefect's server ({server}) went away during the run ({str(e) or type(e).__name__}); `newstally releases` shows whether "
                f"it had published; {KEPT}",
                1,
            )
        except KeyboardInterrupt:
            fail(f"stopped; {KEPT}", 1)

    return guarded


def fail(message: str, code: int) -> NoReturn:
    """End the command with one line on what is wrong."""
    err.print(Text(plain(f"newstally: {message}")), soft_wrap=True)
    raise typer.Exit(code)


def prefect_settings() -> None:
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
