"""Commands that read: `show`, `report` and `explain`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from flows.cli.common import DATA, Data, app, clear_errors, fail, out
from flows.core.display import plain

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@app.command()
@clear_errors
def show(
    what: Annotated[str, typer.Argument(help="claims, reports, figures or quotations.")] = "claims",
    kind: Annotated[
        str | None, typer.Option(help="Count type (killed, exchanged, ...); of quotations direct or indirect.")
    ] = None,
    side: Annotated[str | None, typer.Option(help="Whose people are counted.")] = None,
    source: Annotated[str | None, typer.Option(help="Who says it.")] = None,
    agreement: Annotated[
        str | None, typer.Option(help="Of the claim: single, agree, compatible or conflict; not of quotations.")
    ] = None,
    since: Day = None,
    until: Day = None,
    most: Annotated[int, typer.Option(min=1, help="Rows at the most.")] = 30,
    release: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    data: Data = DATA,
) -> None:
    """Show claims, the reports that answer them, figures or quotations of a release in the terminal."""
    from flows.core.remote import store_at
    from flows.show import VIEWS, Filters, cells

    if what not in VIEWS:
        fail(f"there are no {what} to show; choose from {', '.join(VIEWS)}", 2)
    filters = Filters(
        kind, side, source, agreement, since.date() if since else None, until.date() if until else None, most
    )
    idle = filters.idle(what)
    if idle:
        fail(f"{what} cannot be chosen by {', '.join(f'--{name}' for name in idle)}; leave it out", 2)
    frame = VIEWS[what](store_at(data).find(release), filters)
    table = Table(*(name.replace("_", " ") for name in frame.columns), box=None, pad_edge=False)
    for row in cells(frame):
        table.add_row(*map(Text, row))
    out.print(table if len(frame) else Text(f"no {what} with these filters"))


@app.command()
@clear_errors
def report(
    release: Annotated[str, typer.Argument(help="A version, or latest.", metavar="VERSION")] = "latest",
    to: Annotated[
        Path | None, typer.Option(help="The file to write, or - for the standard output [newstally-VERSION.html].")
    ] = None,
    data: Data = DATA,
) -> None:
    """Make the report of a release anew, as a file of its own: the release and its report.html never change."""
    from flows.core.files import whole
    from flows.core.remote import store_at
    from flows.publish import remade

    store = store_at(data)
    found = store.find(release)
    target = to or Path(f"newstally-{found.version}.html")
    if store.holds(str(target)):
        fail(f"{target}: lies in the data folder, whose releases never change; name a file elsewhere with --to", 2)
    page = remade(found)
    if target == Path("-"):
        sys.stdout.write(page)
        return
    with whole(target) as draft:
        draft.write_text(page, encoding="utf-8", newline="\n")
    out.print(Text(plain(f"report of release {found.version} in {target}")), soft_wrap=True)


@app.command()
@clear_errors
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
        fail(f"{text}: cannot be read as UTF-8 text ({e})", 2)
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
