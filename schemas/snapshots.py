"""The tables that sum up the facts: kept in hash buckets, rewritten where a new fact touches them."""

from __future__ import annotations

from schemas import fields as f
from schemas import vocabulary as words
from schemas.table import Table, field


class Entities(Table):
    """One person, organisation, place, group, event, agreement or facility, under all its names."""

    entity_id: str = f.key("Id of the entity: over its founding key, never recomputed.")
    name: str = field("Its fullest usual name.", str_length={"min_value": 1})
    entity_type: str = f.choice("What it is.", words.ENTITY_TYPE)
    country_iso3: str = f.country(
        "ISO 3166-1 alpha-3 of the state it is or belongs to, where the reference tables know."
    )
    wikidata_id: str = field(
        "Wikidata item, where the reference tables know it.", nullable=True, str_matches=r"^Q[1-9][0-9]*$"
    )
    aliases: str = f.text("Other names it was printed under, joined by `; `.")
    n_articles: int = field("Articles that name it.", unit="articles", ge=1)
    n_mentions: int = field("Places where it is named.", unit="mentions", ge=1)
    same_as: str = f.reference("The entity it was later found to be.", "entities.entity_id", nullable=True)


class Claims(Table):
    """One question to which articles give figures, and how far they agree."""

    claim_id: str = f.key("Id of the claim: over its founding key, never recomputed.")
    label: str = field("The question in words.", str_length={"min_value": 1})
    family: str = f.family()
    count_type: str = f.count_type()
    unit: str = f.unit()
    population: str = f.population()
    affected: str = f.affected()
    location: str = f.location()
    period_start: f.Date = f.period_start()
    period_end: f.Date = f.period_end()
    scope: str = f.scope()
    modality: str = f.modality()
    best: float = f.number(
        "The figure best supported, by the stated rule; null when only vague words are printed.", unit="of `unit`"
    )
    low: float = f.number("The lowest figure that a report supports.", unit="of `unit`")
    high: float = f.number(
        "The highest figure that a report supports; null when all are open upward.", unit="of `unit`"
    )
    n_reports: int = field("Figures that answer it.", unit="figures", ge=1)
    n_articles: int = field("Articles that answer it.", unit="articles", ge=1)
    n_independent: int = field("Duplicate clusters that answer it: copies count once.", unit="clusters", ge=1)
    n_attributed: int = field("Different named or described sources that answer it.", unit="sources", ge=0)
    agreement: str = f.choice("How the reports stand to each other.", words.AGREEMENT)
    first_reported: f.Date = f.day("First publication date of a report.")
    last_reported: f.Date = f.day("Last publication date of a report.")


class ClaimReports(Table):
    """One figure that answers a claim."""

    claim_id: str = f.reference("The claim answered.", "claims.claim_id")
    quantity_id: str = f.reference("The figure.", "quantities.quantity_id")
    relation: str = f.choice("How the figure stands to the claim's best.", words.REPORT_RELATION)
    reported_date: f.Date = f.day("Publication date of the article that prints the figure.")
