"""What runs do by themselves so that a data folder can be left alone for years: small parts are joined, old releases go."""

from __future__ import annotations

from collections.abc import Iterator

from flows.core.store import Store
from flows.keep.prune import Policy, prune
from flows.publish import ROWS, compact

SMALL = ROWS // 2  # rows of articles below which a part is small


def upkeep(store: Store, join_parts: int, keep: Policy | None) -> Iterator[str]:
    """Do what is due, and yield a line on each thing done; must be called as the only writer.

    Args:
        store: the data folder.
        join_parts: how many small parts of articles may stand before they are joined; 0 never joins them.
        keep: which releases stay; None keeps all.
    """
    newest = store.newest()
    if newest is None:
        return
    articles = next(r for r in newest.manifest["resources"] if r["name"] == "articles")
    small = sum(part["rows"] < SMALL for part in articles["parts"])
    if join_parts and small > join_parts:
        told = compact(store, by_size=True)
        if told is not None:
            yield f"release {told['version']}: {small:,} small parts joined, {told['parts']:,} left"
    if keep is not None:
        gone = prune(store, keep)
        if gone:
            yield f"{len(gone):,} old release(s) removed, the last of them {gone[-1]}"
