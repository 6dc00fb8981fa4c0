"""`report.html`: one self-contained page for the readers of a release.

The page asks nothing of any other address and its policy forbids it to. Every text from an article is escaped by the template and freed
of characters that steer the display; links are shown only where they are plain http(s). All is readable without the script, which only
adds the search and the filters. The same release gives the same bytes. The size is bounded whatever the release holds: the claims that
readers want first stand in full until `sentences.BUDGET` is used up, more follow in one line each, and the page says how many it
leaves to the tables of the release.

The page is a Jinja2 template; its charts are small SVG fragments of the same templates, with positions in per cent: so the text keeps
its size on a phone, colours follow dark mode, every mark is an ordinary link for mouse, keyboard and screen reader. Chart libraries
were tried on one chart of 30 linked marks, where the templates need 9 kB and no time to speak of; a page holds up to 400 charts in 5 MB:

- Vega-Altair with vl-convert: 29 kB and 95 ms a chart, links to `#sentence` become addresses elsewhere, one width, one set of colours;
- pygal: 30 kB, a script and a style of its own in each chart, nothing for a screen reader;
- Plotly and Bokeh: 4.8 MB and 1.3 MB of script that the policy would have to admit, and no mark is a link.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from flows.core.files import whole
from flows.core.store import Release, StoreError
from flows.publish.report import claims, contents, page, sources, tolls
from flows.publish.report.sentences import Sentences
from flows.publish.report.tables import Tables
from schemas import SCHEMA_VERSION


def write_report(folder: Path, manifest: dict[str, Any]) -> None:
    """Write `report.html` of the release in `folder`, from its own tables."""
    with whole(folder / "report.html") as draft:
        draft.write_text(report_page(folder, manifest), encoding="utf-8", newline="\n")


def remade(release: Release) -> str:
    """Return the report of a release that is there already, as today's code makes it.

    Raises:
        StoreError: the release is of another schema, or a part of it cannot be read.
    """
    manifest = release.manifest
    if manifest["schema_version"] != SCHEMA_VERSION:
        raise StoreError(
            f"{release.path}: is of schema {manifest['schema_version']}, this is newstally for {SCHEMA_VERSION}; "
            "its own report.html stands, and `newstally rebuild` moves the newest release"
        )
    try:
        return report_page(release.path, manifest)
    except (FileNotFoundError, pl.exceptions.ComputeError) as e:
        raise StoreError(
            f"{release.path}: cannot be read ({e}); `newstally verify {release.version}` tells what is wrong"
        ) from e


def report_page(folder: Path, manifest: dict[str, Any]) -> str:
    """Return the page of the release in `folder`."""
    tables = Tables.of(folder, manifest)
    sentences = Sentences(tables)
    shown = claims.shown(tables, sentences, contents.news(manifest))
    lines = claims.brief(tables, shown)
    panels = tolls.panels(tables)
    exchanges, exchange_ticks = sources.exchanges(tables)
    cited = sources.cited(tables)
    linked = [e.quantity_id for e in exchanges] + [m.quantity_id for p in panels for m in p.marks]
    linked += [k.quantity_id for c in cited for k in c.kinds if k.quantity_id]
    rest = sentences.rest(linked)
    return page.render(
        about=contents.about(tables, manifest),
        claims=shown,
        n_claims=len(tables.ranks),
        brief=lines,
        options=claims.options([*shown, *lines]),
        panels=panels,
        exchanges=exchanges,
        exchange_ticks=exchange_ticks,
        cited=cited,
        anchor=sentences.anchors,
        rest=rest,
    )
