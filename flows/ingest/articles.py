"""From documents to rows of `articles`: ids, cleaning, dates, language, all documents of a batch together.

A text handed over in a record loses only what is furniture beyond doubt (lines of the table `page_lines` with scope `any`); a
saved page is read by `flows.ingest.pages.saved`, HTML by `flows.ingest.pages.html` and then line by line.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from flows.core.ids import digest
from flows.ingest import documents as docs
from flows.ingest.documents import Document, refused
from flows.ingest.language import detect, parse_language
from flows.ingest.moments import dateline_day, find_day, parse_iso
from flows.ingest.normalise import normalise, one_line, storable
from flows.ingest.pages import lines as of
from flows.ingest.pages.html import read_html
from flows.ingest.pages.metadata import headline, person
from flows.ingest.pages.saved import Page, body_lines, read_page
from flows.ingest.problems import BadInput, Reject
from schemas import FACTS, polars_schema

CASE = 100
PAGE_LINES = 3  # lines of furniture that make a text a saved page
REPEATS = 3  # a headline may stand above the text more than once
MAX_PAGE = 2_000_000  # characters; a longer text is no saved page and is read like one from a record
DATELINE_CHARS = 120
SHORT_FOR_PAID = 1_500  # characters; a paid article that is longer is likely whole
TOP_LINE = 400  # characters of a first line that may be a title


@dataclass(slots=True)
class _Row:
    """One article on its way."""

    document: Document
    article_id: str
    text: str
    title: str | None = None
    author: str | None = None
    source_name: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    published_date: date | None = None
    published_basis: str | None = None
    headings: tuple[str, ...] = ()
    page_language: str | None = None  # what the markup says, which templates often have wrong: the words come first
    notes: list[Reject] = field(default_factory=list)


def assemble(documents: list[Document]) -> tuple[pl.DataFrame, list[Reject]]:
    """Return the articles of these documents, in order, and the rejects: documents without a body, cells that became null."""
    rejects: list[Reject] = []
    rows: list[_Row] = []
    for document in documents:
        row = _begin(document)
        try:
            if document.kind == docs.HTML:
                _from_html(row)
                _from_feed(row)
        except BadInput as error:
            rejects.append(_refuse(row, error))
        else:
            rows.append(row)
    cleaned = _clean(rows)
    out = [row for row in cleaned if row.text]
    for row in cleaned:
        if not row.text:
            rejects.append(
                _refuse(
                    row, BadInput("no_body", "nothing is left of the document once the page around it is taken away")
                )
            )
        rejects += row.notes
    return _frame(out), rejects


def _refuse(row: _Row, error: BadInput) -> Reject:
    found = refused(row.document.source_uri, error, row.document.body[:1000])
    return Reject(found.source_uri, found.check, found.reason, "text", found.case, found.payload, row.article_id)


def _begin(document: Document) -> _Row:
    """Return a row with what the caller says."""
    row = _Row(document, digest(document.url or document.source_uri, document.raw), storable(document.body))
    row.title = one_line(document.title)
    row.author = one_line(document.author)
    row.source_name = one_line(document.source_name)
    if document.language and document.language.strip():
        row.language = parse_language(document.language)
        if row.language is None:
            row.notes.append(_note(row, "language", document.language, "names no language of ISO 639-1"))
    if document.published_at and document.published_at.strip():
        moment = parse_iso(document.published_at)
        if moment is None:
            row.notes.append(_note(row, "published_at", document.published_at, "is no ISO 8601 date or instant"))
        else:
            row.published_at, row.published_date = moment
            row.published_basis = "caller"
    return row


def _note(row: _Row, column: str, value: str, what: str) -> Reject:
    shown = value.strip()[:CASE]
    return Reject(
        row.document.source_uri,
        column,
        f"{column} {what}; set to null, the article stays",
        column,
        shown,
        None,
        row.article_id,
    )


def _from_html(row: _Row) -> None:
    page = read_html(row.text)
    row.text = page.text
    row.headings = page.headings
    if page.for_subscribers and len(page.text) < SHORT_FOR_PAID:
        reason = "the page says that it is for subscribers; its text may be a beginning only; the article stays"
        row.notes.append(
            Reject(row.document.source_uri, "paywall", reason, "text", page.title, article_id=row.article_id)
        )
    row.source_name = row.source_name or one_line(page.outlet)
    row.title = row.title or headline(one_line(page.title), row.source_name)
    row.author = row.author or person(one_line(page.author), row.source_name)
    row.page_language = parse_language(page.language) if page.language else None
    if row.published_date is None and page.published:
        moment = parse_iso(page.published.strip())
        day = find_day(page.published) if moment is None else None
        if moment is None and day:
            moment = None, day[0]
        if moment is not None:
            row.published_at, row.published_date = moment
            row.published_basis = "page" if page.on_page else "metadata"


def _from_feed(row: _Row) -> None:
    """Take what a feed says where neither the caller nor the page's metadata say it."""
    said = row.document.otherwise
    row.source_name = row.source_name or one_line(said.get("source_name"))
    row.title = row.title or one_line(said.get("title"))
    row.author = row.author or one_line(said.get("author"))
    row.page_language = row.page_language or (parse_language(said["language"]) if "language" in said else None)
    if row.published_date is None and (moment := parse_iso(said.get("published_at", ""))) is not None:
        row.published_at, row.published_date = moment
        row.published_basis = "metadata"


def _clean(rows: list[_Row]) -> list[_Row]:
    """Normalise all texts at once, then send through Python only pages and texts that hold a cue of furniture."""
    texts = normalise(pl.Series("text", [row.text for row in rows], dtype=pl.String))
    cued = _cued(texts)
    for row, text, cue in zip(rows, texts.to_list(), cued, strict=True):
        row.text = text
        if row.document.kind == docs.PAGE and len(text) <= MAX_PAGE:
            _take_page(row, read_page(text, row.title))
        elif row.document.kind == docs.HTML:
            _take_page(row, body_lines(without_furniture(text, "page"), row.title, row.headings))
        elif cue:
            _from_record(row)
        _take_title(row)
        row.language = row.language or detect(row.text) or row.page_language
        if row.published_date is None and (day := dateline_day(row.text[:DATELINE_CHARS])) is not None:
            row.published_date, row.published_basis = day, "text"
    return rows


def _cued(texts: pl.Series) -> list[bool]:
    """Tell which texts may hold a line of furniture; line by line, so that most lines are left after their first letters."""
    lines = pl.DataFrame({"line": texts.str.split("\n")}).with_row_index("row").explode("line")
    short = lines.filter(pl.col("line").str.len_bytes() <= 4 * of.SHORT)  # a character has four bytes at the most
    found = short.filter(pl.col("line").str.contains(of.any_furniture()))["row"]
    return pl.select(pl.int_range(len(texts), dtype=pl.UInt32).is_in(found.implode())).to_series().to_list()


def without_furniture(text: str, scope: str) -> str:
    """Return a text without lines of furniture; a list or a form at the end goes with all that follows, if that is no prose."""
    lines = text.split("\n")
    effects = [of.furniture(line, scope) for line in lines]
    last = next((i for i in range(len(lines) - 1, -1, -1) if of.is_prose(lines[i])), -1)
    end = next((i for i in range(last + 1, len(lines)) if effects[i] not in (None, "drop")), len(lines))
    return "\n".join(line for line, effect in zip(lines[:end], effects, strict=False) if effect is None)


def _from_record(row: _Row) -> None:
    """Take lines of furniture out of a text; one with several is a saved page, whatever it was handed over as."""
    lines = row.text.split("\n")
    if sum(of.furniture(line, "any") is not None for line in lines) >= PAGE_LINES and len(row.text) <= MAX_PAGE:
        _take_page(row, read_page(row.text, row.title))
    else:
        row.text = without_furniture(row.text, "any")


def _take_page(row: _Row, page: Page) -> None:
    """Take what a page tells where the caller and the metadata do not."""
    row.text = page.text
    row.title = row.title or page.title
    row.author = row.author or page.author
    row.source_name = row.source_name or page.outlet
    if row.published_date is None and page.day is not None:
        row.published_date, row.published_basis = page.day, "page"


def _take_title(row: _Row) -> None:
    """Take the title out of the text where it stands on a line of its own at the top."""
    if not row.title or len(row.title) > TOP_LINE:
        return
    for _ in range(REPEATS):
        end = row.text.find("\n", 0, TOP_LINE)
        if end <= 0 or not of.same(row.text[:end], row.title):
            return
        row.text = row.text[end + 1 :]


def _frame(rows: list[_Row]) -> pl.DataFrame:
    columns = {
        "article_id": [row.article_id for row in rows],
        "url": [storable(row.document.url) if row.document.url else None for row in rows],
        "source_uri": [row.document.source_uri for row in rows],
        "source_name": [row.source_name for row in rows],
        "title": [row.title for row in rows],
        "author": [row.author for row in rows],
        "published_at": [row.published_at for row in rows],
        "published_date": [row.published_date for row in rows],
        "published_basis": [row.published_basis for row in rows],
        "retrieved_at": [_retrieved(row.document) for row in rows],
        "language": [row.language for row in rows],
        "text": [row.text for row in rows],
        "text_sha256": [hashlib.sha256(row.text.encode("utf-8")).hexdigest() for row in rows],
        "n_chars": [len(row.text) for row in rows],
    }
    return pl.DataFrame(columns, schema=polars_schema(FACTS["articles"]))


def _retrieved(document: Document) -> datetime | None:
    moment = parse_iso(document.retrieved_at) if document.retrieved_at else None
    return moment[0] if moment else None
