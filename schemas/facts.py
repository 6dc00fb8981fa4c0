"""The append-only tables: what was read, from which article, and what was refused."""

from __future__ import annotations

from schemas import fields as f
from schemas import vocabulary as words
from schemas.table import Table, field


class Articles(Table):
    """One article: its own body without navigation, teasers, credits or comment forms."""

    article_id: str = f.key("Id of the article: over its url, or else its source_uri, and the raw input.")
    url: str = f.text("Address of the article, verbatim.")
    source_uri: str = f.text("Where the document was read, relative to the source's root.")
    source_name: str = f.text("The outlet.")
    title: str = f.text("The headline.")
    author: str = f.text("Who wrote it; several are joined by `; `.")
    published_at: f.Instant = field(
        "Instant of publication; null when no time or zone is known beyond the date.", unit="UTC", nullable=True
    )
    published_date: f.Date = f.day("Local date of publication as printed; relative dates rest on it.")
    published_basis: str = f.choice("Where the publication date was found.", words.PUBLISHED_BASIS, nullable=True)
    retrieved_at: f.Instant = field(
        "When the document was fetched, as WARC, HTTP or sidecar say.", unit="UTC", nullable=True
    )
    language: str = field("Language of the text, ISO 639-1.", nullable=True, str_matches=f.LANGUAGE)
    text: str = field(
        "The article's own body, paragraphs separated by one newline, characters as printed.",
        str_length={"min_value": 1},
    )
    text_sha256: str = field("SHA-256 of `text` in UTF-8.", str_matches=r"^[0-9a-f]{64}$")
    n_chars: int = field("Length of `text`.", unit="code points", ge=1)


class Duplicates(Table):
    """How each article stands to the first article of its cluster."""

    article_id: str = field("The article.", refers_to="articles.article_id", unique=True, str_matches=f.ID)
    cluster_id: str = field("Id of the cluster, over its first article; never changes.", str_matches=f.ID)
    canonical_id: str = f.reference("The first article of the cluster in order of input.", "articles.article_id")
    relation: str = f.choice(
        "`exact` and `near` are copies and carry no rows of their own; `revision` adds a figure or quotation.",
        words.RELATION,
    )
    jaccard: float = f.number(
        "Jaccard similarity of the 5-word shingles of this and the canonical text.", unit="share", ge=0, le=1
    )
    containment: float = f.number(
        "Share of the shorter text's 5-word shingles that stand in the longer.", unit="share", ge=0, le=1
    )


class Quantities(Table):
    """One number phrase that counts or measures something."""

    quantity_id: str = f.key("Id of the figure: over table, article, span and type.")
    article_id: str = f.article_id()
    char_start: int = f.char_start()
    char_end: int = f.char_end()
    surface: str = f.surface()
    sentence: str = field("The sentence the figure stands in.", str_length={"min_value": 1})
    family: str = f.family()
    count_type: str = f.count_type()
    value: float = f.number("The number printed; null when only a range or a vague word is.", unit="of `unit`")
    value_low: float = f.number("Lower bound; null when open.", unit="of `unit`")
    value_high: float = f.number("Upper bound; null when open.", unit="of `unit`")
    qualifier: str = f.choice("How the number is bounded.", words.QUALIFIER)
    unit: str = f.unit()
    population: str = f.population()
    affected: str = f.affected()
    affected_iso3: str = f.country("ISO 3166-1 alpha-3 of `affected` where it is a state; several are joined by `; `.")
    attributed_to: str = f.text(
        "Who gives the number: canonical name or printed description; null for the article's own voice."
    )
    attributed_to_raw: str = f.text("The source's words as printed.")
    attributed_to_id: str = f.text("Entity of the source; several are joined by `; ` in the order of `attributed_to`.")
    location: str = f.location()
    location_iso3: str = f.country("ISO 3166-1 alpha-3 of the country the location lies in.")
    quotation_id: str = f.reference(
        "The direct quotation the figure stands in.", "quotations.quotation_id", nullable=True
    )
    period_start: f.Date = f.period_start()
    period_end: f.Date = f.period_end()
    scope: str = f.scope()
    modality: str = f.modality()
    part_of: str = f.reference("The figure that includes this one.", "quantities.quantity_id", nullable=True)
    is_implicit: bool = field("Whether the count is carried by an article or a bare singular.")
    confidence: float = field("Calibrated probability that the figure is right.", unit="share", ge=0, le=1)


class Dates(Table):
    """One expression of time, as TimeML TIMEX3."""

    date_id: str = f.key("Id of the expression: over table, article, span and type.")
    article_id: str = f.article_id()
    char_start: int = f.char_start()
    char_end: int = f.char_end()
    surface: str = f.surface()
    timex_type: str = f.choice("TIMEX3 type.", words.TIMEX_TYPE)
    timex_value: str = field("TIMEX3 value: `2022-02`, `2021-FA`, `P5M`, `XXXX-02-24`.", str_length={"min_value": 1})
    timex_mod: str = f.choice("TIMEX3 modifier.", words.TIMEX_MOD, nullable=True)
    date_start: f.Date = f.day("First day it covers.")
    date_end: f.Date = f.day("Last day it covers.")
    date_prec: str = f.choice("How precise the expression is.", words.DATE_PREC, nullable=True)
    anchor_date: f.Date = f.day("The date a relative expression rests on.")


class Quotations(Table):
    """One stretch of speech: between quotation marks (`direct`) or reported without (`indirect`)."""

    quotation_id: str = f.key("Id of the quotation: over table, article, span and type.")
    article_id: str = f.article_id()
    char_start: int = f.char_start()
    char_end: int = f.char_end()
    text: str = field(
        "The words between the marks, or the reported content: exactly `text[char_start:char_end]`.",
        str_length={"min_value": 1},
    )
    quote_type: str = f.choice("Between quotation marks or reported.", words.QUOTE_TYPE)
    speaker: str = f.text("Who says it, resolved inside the article; null if unnamed.")
    speaker_raw: str = f.text("The words that give the speaker, as printed.")
    speaker_id: str = f.reference("Entity of the speaker.", "entities.entity_id", nullable=True)
    speaker_char_start: int = field(
        "Where `speaker_raw` begins in `articles.text`.", unit="code points", nullable=True, ge=0
    )
    speaker_char_end: int = field(
        "Where `speaker_raw` ends in `articles.text`.", unit="code points", nullable=True, ge=1
    )
    cue: str = f.text("The word of saying, as printed.")


class Mentions(Table):
    """One place where an entity is named."""

    mention_id: str = f.key("Id of the mention: over table, article, span and entity.")
    entity_id: str = f.reference("The entity named.", "entities.entity_id")
    article_id: str = f.article_id()
    char_start: int = f.char_start()
    char_end: int = f.char_end()
    surface: str = f.surface()
    role: str = f.text("The title printed beside the name.")


class Rejects(Table):
    """One document that could not be read, one row that a check refused, or one figure that an analyst corrected, with the reason."""

    reject_id: str = f.key("Id of the reject: over stage, table, source, article, column, check and case.")
    stage: str = f.choice("The stage that refused it.", words.STAGE)
    table_name: str = f.text("The table it was meant for.")
    source_uri: str = f.text("Where the document was read, relative to the source's root.")
    article_id: str = field("The article concerned; it need not stand in `articles`.", nullable=True, str_matches=f.ID)
    column: str = f.text("The column at fault.")
    check: str = field("The rule that was broken.", str_length={"min_value": 1})
    failure_case: str = f.text("The value at fault, cut to a bounded length.")
    reason: str = field("What was wrong, in one line.", str_length={"min_value": 1})
    payload: str = f.text("The bad record or the beginning of the bad input, cut to a bounded length.")
