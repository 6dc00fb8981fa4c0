"""How an outlet writes dates in figures, by its name or the host of its pages, where an article itself does not tell."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from flows.core import reference

ORDERS = {"month first": True, "day first": False}


@cache
def _outlets() -> dict[str, bool]:
    out = {}
    for row in reference.rows("date_outlets", "outlet", "order", key=("outlet",)):
        if row["order"] not in ORDERS:
            raise reference.ReferenceTableError(
                f"date_outlets.csv: the order of {row['outlet']} is {row['order']}; it must be one of {', '.join(ORDERS)}"
            )
        out[(row["outlet"] or "").casefold()] = ORDERS[row["order"]]
    return out


def month_first(source_name: str | None, url: str | None) -> bool:
    """Return whether an outlet writes months first; one that the table does not know does not."""
    known = _outlets()
    if (named := known.get((source_name or "").casefold())) is not None:
        return named
    parts = _host(url).split(".")
    return next((known[end] for i in range(len(parts)) if (end := ".".join(parts[i:])) in known), False)


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").casefold()
    except ValueError:  # "http://[": no address at all
        return ""
