"""Names: persons, organisations, places, groups, events, agreements, facilities.

Four steps: `runs` finds stretches of capitals over the whole batch, `parse` takes each different stretch apart once, `register`
keeps what holds of a name in any article, and `resolve` joins and types the names of all articles at once, on numbers. Where the
user names a model, `tagged` lets it decide what is a name before they are resolved. All names, words and cues are tables in
``seeds/reference`` (`entity_*`, `names_*`, `groups`, `countries`).
"""

from __future__ import annotations

import polars as pl

from flows.core.batch import Batch
from flows.extract.entities.names import of_runs
from flows.extract.entities.register import the_register
from flows.extract.entities.resolve import FOUND, resolve
from flows.extract.entities.runs import find_runs
from flows.extract.entities.sport import on_sport
from flows.extract.entities.tagged import with_tags
from flows.extract.models import Tagger

__all__ = ["FOUND", "find_mentions"]


def find_mentions(batch: Batch, tagger: Tagger | None = None) -> pl.DataFrame:
    """Return every mention: `article`, the columns of `mentions`, and its entity's `name, entity_type, country_iso3, wikidata_id`.

    Args:
        batch: the articles.
        tagger: a model of the user's that decides where names of its types are; without one we do.
    """
    texts = batch.articles["text"].to_list()
    names = of_runs(find_runs(batch), the_register(), texts)
    names.sport = on_sport(batch, names)
    return resolve(names if tagger is None else with_tags(batch, names, tagger))
