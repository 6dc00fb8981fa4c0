"""Commands about what is kept: `releases` and `verify`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from flows.cli.common import DATA, Data, app, clear_errors, err, fail, out
from flows.core.display import plain


@app.command()
@clear_errors
def releases(data: Data = DATA) -> None:
    """List the releases, newest last."""
    from flows.core.remote import store_at

    table = Table("version", "articles", "figures", "claims", "rejects", box=None, pad_edge=False)
    store = store_at(data)
    store.find("latest")
    for release in store.releases():
        counts = {r["name"]: r["rows"] for r in release.manifest["resources"]}
        table.add_row(release.version, *(f"{counts[n]:,}" for n in ("articles", "quantities", "claims", "rejects")))
    out.print(table)


@app.command()
@clear_errors
def verify(release: Annotated[str, typer.Argument(help="A version, or latest.")] = "latest", data: Data = DATA) -> None:
    """Check a release: hashes, schemas, cross-table rules."""
    from flows.core.remote import store_at
    from flows.publish import verify as problems_of

    found = store_at(data).find(release)
    problems = problems_of(found)
    for problem in problems:
        err.print(Text(plain(f"{found.version}: {problem}")), soft_wrap=True)
    if problems:
        fail(f"release {found.version} is not whole: {len(problems)} problem(s)", 1)
    out.print(Text(f"release {found.version} is whole"))
