"""The names of a batch resolved: short forms join full ones, seats of government their states, unknown names get a kind.

Every step works on all names of the batch at once, on numbers: what joins within an article is joined by a key of article and
number. Only what is rare (an acronym in brackets, an institution, a title) is looked at name by name.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from flows.extract.entities.names import Names
from flows.extract.entities.namesakes import namesakes
from flows.extract.entities.organizations import institutions, organizations
from flows.extract.entities.persons import full_persons, short_persons
from flows.extract.entities.register import NOBODY
from flows.extract.entities.roles import metonyms, roles
from flows.extract.entities.sport import teams
from flows.extract.entities.tagged import hold
from flows.extract.entities.things import things
from flows.extract.entities.unknown import type_unknown

FOUND = {
    "article": pl.UInt32, "char_start": pl.Int64, "char_end": pl.Int64, "surface": pl.String, "role": pl.String, "entity_id": pl.String,
    "name": pl.String, "entity_type": pl.String, "country_iso3": pl.String, "wikidata_id": pl.String,
}  # fmt: skip


def resolve(names: Names) -> pl.DataFrame:
    """Return the mentions among the names, as the columns of `FOUND`."""
    full_persons(names)
    organizations(names)
    institutions(names)
    things(names)
    type_unknown(names)
    short_persons(names)
    metonyms(names)
    teams(names)
    namesakes(names)
    if names.told:
        hold(names)
    roles(names)
    return _frame(names)


def _frame(names: Names) -> pl.DataFrame:
    """Make the frame; what belongs to an entity, and each text, is written once and then spread over the mentions."""
    register = names.register
    rows = np.flatnonzero(names.entry != NOBODY)
    if not len(rows):
        return pl.DataFrame(schema=FOUND)
    entities, entity = np.unique(names.entry[rows], return_inverse=True)
    known = [e for e in map(register.entries.__getitem__, entities.tolist()) if e is not None]
    owned = {
        "entity_id": [e.entity_id for e in known],
        "name": [e.name for e in known],
        "entity_type": [e.entity_type for e in known],
        "country_iso3": [e.country_iso3 for e in known],
        "wikidata_id": [e.wikidata_id for e in known],
    }
    texts, text = np.unique(np.concatenate((names.text[rows], names.role[rows])), return_inverse=True)
    printed = pl.Series([register.texts[code] or None for code in texts.tolist()], dtype=pl.String)
    places = pl.DataFrame(
        {
            "article": pl.Series(names.article[rows], dtype=pl.UInt32),
            "char_start": names.start[rows],
            "char_end": names.end[rows],
            "surface": printed.gather(pl.Series(text[: len(rows)])),
            "role": printed.gather(pl.Series(text[len(rows) :])),
        }
    )
    spread = pl.DataFrame(owned, schema={name: FOUND[name] for name in owned})[pl.Series(entity)]
    return pl.concat([places, spread], how="horizontal")
