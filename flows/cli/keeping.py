"""Commands about what is kept: `releases` and its kin, `verify`, `forget`, `export`, `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from flows.cli.common import DATA, Data, Wait, app, clear_errors, err, fail, out
from flows.core.display import plain

releases_app = typer.Typer(help="List, compare, pin and prune releases.", invoke_without_command=True)
app.add_typer(releases_app, name="releases")

Version = Annotated[str, typer.Argument(help="A version, or latest.")]
SHOWN = 30


@releases_app.callback()
@clear_errors
def releases(context: typer.Context, data: Data = DATA) -> None:
    """List the releases, newest last."""
    if context.invoked_subcommand is not None:
        given = context.get_parameter_source("data")
        if given is not None and given.name == "COMMANDLINE":
            fail(f"give --data after `{context.invoked_subcommand}`", 2)
        return
    from flows.core.remote import store_at
    from flows.keep.prune import pins

    store = store_at(data)
    versions = store.versions()
    if not versions:
        store.check("latest")
    pinned = pins(store)
    table = Table("version", "articles", "figures", "claims", "rejects", "pinned", box=None, pad_edge=False)
    for version in versions:
        rows = {r["name"]: r["rows"] for r in store.manifest(version)["resources"]}
        counts = [f"{rows[n]:,}" for n in ("articles", "quantities", "claims", "rejects")]
        table.add_row(version, *counts, Text(plain(pinned.get(version, ""))))
    out.print(table)


@releases_app.command()
@clear_errors
def compare(old: Version, new: Version = "latest", data: Data = DATA) -> None:
    """Compare two releases: rows added, changed and gone, figures and claims that changed."""
    from flows.core.remote import store_at
    from flows.keep.compare import compare as compared

    store = store_at(data)
    before, after = store.find(old), store.find(new)
    found = compared(before, after)
    out.print(Text(f"{before.version} → {after.version}"))
    table = Table("table", "added", "changed", "gone", box=None, pad_edge=False)
    for name, rows in found.tables.items():
        table.add_row(name, f"{rows.added:,}", f"{rows.changed:,}", f"{rows.gone:,}")
    out.print(table)
    for what, lines in (("figures", found.figures), ("claims", found.claims)):
        if lines:
            out.print(
                Text(f"{what} that changed: {len(lines):,}" + (f", the first {SHOWN}" if len(lines) > SHOWN else ""))
            )
        for line in lines[:SHOWN]:
            out.print(Text(f"  {plain(line)}"), soft_wrap=True)


@releases_app.command()
@clear_errors
def prune(
    keep: Annotated[str, typer.Option(help="Which releases stay, for instance last=96,daily=30,monthly=24.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which would go.")] = False,
    data: Data = DATA,
    wait: Wait = 0.0,
) -> None:
    """Remove the releases that a policy does not keep; the newest and pinned ones stay."""
    from flows.core.remote import store_at
    from flows.keep.prune import Policy
    from flows.keep.prune import prune as pruned

    policy = Policy.parse(keep)
    store = store_at(data)
    store.check(store.versions()[-1] if store.versions() else "latest")
    with store.holding(wait):
        gone = pruned(store, policy, only_tell=dry_run)
    for version in gone:
        out.print(Text(version))
    out.print(Text(f"{len(gone)} release(s) {'would go' if dry_run else 'removed'}, {len(store.versions())} there"))


@releases_app.command()
@clear_errors
def pin(
    version: Annotated[str, typer.Argument(help="A version.")],
    why: Annotated[str, typer.Option(help="Why it stays.")] = "pinned",
    data: Data = DATA,
    wait: Wait = 0.0,
) -> None:
    """Keep a release whatever the policy says."""
    from flows.core.remote import store_at
    from flows.keep.prune import pin as pinned

    store = store_at(data)
    store.check(version)
    with store.holding(wait):
        pinned(store, version, why)
    out.print(Text(f"release {version} is pinned"))


@releases_app.command()
@clear_errors
def unpin(version: Annotated[str, typer.Argument(help="A version.")], data: Data = DATA, wait: Wait = 0.0) -> None:
    """Take a pin away."""
    from flows.core.remote import store_at
    from flows.keep.prune import pins
    from flows.keep.prune import unpin as unpinned

    store = store_at(data)
    if version not in pins(store):
        fail(f"release {version} is not pinned; `newstally releases` shows which are", 1)
    with store.holding(wait):
        unpinned(store, version)
    out.print(Text(f"release {version} is no longer pinned"))


@app.command()
@clear_errors
def verify(
    release: Annotated[str, typer.Argument(help="A version, latest, or the folder of an edition.")] = "latest",
    data: Data = DATA,
) -> None:
    """Check a release: hashes, schemas, cross-table rules."""
    from flows.core.remote import store_at
    from flows.core.store import MANIFEST, Release
    from flows.publish import verify as problems_of

    if (Path(release) / MANIFEST).is_file():
        _tell(release, problems_of(Release(Path(release))))
        return
    with store_at(data).fresh(release) as found:
        _tell(found.version, problems_of(found))


def _tell(name: str, problems: list[str]) -> None:
    for problem in problems:
        err.print(Text(plain(f"{name}: {problem}")), soft_wrap=True)
    if problems:
        fail(f"release {name} is not whole: {len(problems)} problem(s)", 1)
    out.print(Text(plain(f"release {name} is whole")))


@app.command()
@clear_errors
def forget(
    article: Annotated[str, typer.Argument(help="The article's address, or its article_id.", metavar="URL")],
    all_releases: Annotated[bool, typer.Option("--all-releases", help="Rewrite the earlier releases, too.")] = False,
    data: Data = DATA,
    wait: Wait = 0.0,
) -> None:
    """Take an article and all its rows out of the newest release on; it does not come back."""
    from flows.core.remote import store_at
    from flows.keep.forget import forget as forgotten

    store = store_at(data)
    if not store.versions():
        store.check("latest")
    with store.writing(wait):
        done = forgotten(store, article, every=all_releases)
    out.print(Text(plain(f"forgotten: {', '.join(done.articles)}" + _heirs(done.heirs))), soft_wrap=True)
    if done.version:
        out.print(Text(f"release {done.version} is without it"))
    if done.rewritten:
        out.print(Text(f"rewritten without it: {', '.join(done.rewritten)}"), soft_wrap=True)
    if done.refused:
        fail(f"{', '.join(done.refused)}: of another schema, still with the article; prune or remove them", 1)
    left = [v for v in store.versions() if v != done.version and v not in done.rewritten]
    if left and not all_releases:
        out.print(
            Text(f"{len(left)} earlier release(s) may still hold it: --all-releases, or `newstally releases prune`")
        )


def _heirs(heirs: list[str]) -> str:
    return f"; its copies {', '.join(heirs)} carry rows of their own now" if heirs else ""


@app.command()
@clear_errors
def export(
    target: Annotated[str, typer.Argument(help="A new folder, here or s3://BUCKET/FOLDER.")],
    without_text: Annotated[
        bool,
        typer.Option("--without-text", help="Leave out bodies, headlines, sentences, quotations, rejected records."),
    ] = False,
    release: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    data: Data = DATA,
) -> None:
    """Write an edition of a release that may be published where the texts may not."""
    from flows.core.remote import store_at
    from flows.keep.edition import export as written

    if not without_text:
        fail("a release with its texts is its own folder; give --without-text for an edition without them", 2)
    found = store_at(data).find(release)
    size = written(found, target)
    out.print(
        Text(plain(f"edition of {found.version} without texts in {target}: {size / 1e6:,.1f} MB")), soft_wrap=True
    )


@app.command()
@clear_errors
def doctor(data: Data = DATA) -> None:
    """Check the installation, the data folder and the server, and say what to do."""
    from flows.keep.doctor import api_url, examine

    findings = examine(data, api_url())
    signs = {"ok": "ok  ", "look": "look", "bad": "BAD "}
    for finding in findings:
        do = f"; {finding.do}" if finding.do else ""
        out.print(Text(plain(f"{signs[finding.level]} {finding.what}: {finding.told}{do}")), soft_wrap=True)
    bad = sum(f.level == "bad" for f in findings)
    if bad:
        fail(f"{bad} thing(s) to mend", 1)
