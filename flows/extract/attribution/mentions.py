"""The mentions of each article as columns, so that only those that are looked at become objects."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import polars as pl

BODIES = ("organization", "group", "place", "facility")
COLUMNS = ("char_start", "char_end", "surface", "role", "entity_id", "name", "entity_type")


class Mention(NamedTuple):
    """One mention, as the entities room gives it."""

    start: int
    end: int
    surface: str
    role: str | None
    entity_id: str
    name: str
    type: str


class Mentions:
    """The mentions of persons and bodies in one article, in order of place."""

    __slots__ = ("ends", "ids", "names", "roles", "starts", "surfaces", "types")

    def __init__(
        self,
        starts: list[int],
        ends: list[int],
        surfaces: list[str],
        roles: list[str | None],
        ids: list[str],
        names: list[str],
        types: list[str],
    ) -> None:
        self.starts = starts
        self.ends = ends
        self.surfaces = surfaces
        self.roles = roles
        self.ids = ids
        self.names = names
        self.types = types

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, k: int) -> Mention:
        """Return mention `k`."""
        return Mention(
            self.starts[k],
            self.ends[k],
            self.surfaces[k],
            self.roles[k],
            self.ids[k],
            self.names[k],
            self.types[k],
        )

    def before(self, place: int) -> int:
        """How many mentions begin before a place."""
        return bisect_left(self.starts, place)

    def within(self, start: int, end: int) -> list[int]:
        """Which mentions lie in a stretch."""
        starts, ends = self.starts, self.ends
        return [k for k in range(bisect_left(starts, start), bisect_left(starts, end)) if ends[k] <= end]


NONE = Mentions([], [], [], [], [], [], [])
_LAST: list[tuple[pl.DataFrame, dict[int, Mentions]]] = []  # the mentions read last: two rooms ask for them


def mentions_by_article(mentions: pl.DataFrame) -> dict[int, Mentions]:
    """Return the mentions of each article."""
    if not _LAST or _LAST[0][0] is not mentions:
        wanted = mentions.filter(pl.col("entity_type").is_in(["person", *BODIES])).sort("article", "char_start")
        columns = [wanted[name].to_list() for name in COLUMNS]
        out: dict[int, Mentions] = {}
        at = 0
        for article, n in wanted.group_by("article", maintain_order=True).len().iter_rows():
            out[article] = Mentions(*(column[at : at + n] for column in columns))
            at += n
        _LAST[:] = [(mentions, out)]
    return _LAST[0][1]
