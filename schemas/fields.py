"""Fields that stand in more than one table: defined once, so that a column name means the same thing everywhere."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl

from schemas import vocabulary as words
from schemas.table import field

ID = r"^[0-9a-f]{16}$"
COUNTRY = r"^[A-Z]{3}$"
LANGUAGE = r"^[a-z]{2}$"

Instant = Annotated[pl.Datetime, "us", "UTC"]
Date = pl.Date


def key(description: str) -> Any:
    """Return the field of a table's own id."""
    return field(description, unique=True, str_matches=ID)


def reference(description: str, refers_to: str, *, nullable: bool = False) -> Any:
    """Return the field of another table's id."""
    return field(description, refers_to=refers_to, nullable=nullable, str_matches=ID)


def article_id() -> Any:
    """Return the field that names the article a row stands in."""
    return reference("The article the row was read from.", "articles.article_id")


def char_start() -> Any:
    """Return the field of a span's beginning."""
    return field("Where the span begins in `articles.text`.", unit="code points", ge=0)


def char_end() -> Any:
    """Return the field of a span's end."""
    return field("Where the span ends in `articles.text`; the first character after it.", unit="code points", ge=1)


def surface() -> Any:
    """Return the field of a span's text."""
    return field("The words as printed: exactly `text[char_start:char_end]`.", str_length={"min_value": 1})


def country(description: str) -> Any:
    """Return a field of ISO 3166-1 alpha-3 codes."""
    return field(description, nullable=True, str_matches=r"^[A-Z]{3}(; [A-Z]{3})*$")


def text(description: str, **rules: Any) -> Any:
    """Return a field of non-empty text that may be unknown."""
    return field(description, nullable=True, str_length={"min_value": 1}, **rules)


def day(description: str) -> Any:
    """Return a field of a local date that may be unknown."""
    return field(description, nullable=True)


def choice(description: str, values: tuple[str, ...], *, nullable: bool = False) -> Any:
    """Return a field of a closed vocabulary."""
    return field(description, vocabulary=values, nullable=nullable)


def number(description: str, **rules: Any) -> Any:
    """Return a field of a finite number that may be unknown."""
    return field(description, nullable=True, **rules)


def family() -> Any:
    """Return the field of a figure's family."""
    return choice("What kind of thing is counted or measured.", words.FAMILY)


def count_type(*, nullable: bool = True) -> Any:
    """Return the field of what happened to those counted."""
    return choice(
        "What happened to those counted; null outside the people families and materiel.",
        words.COUNT_TYPE,
        nullable=nullable,
    )


def unit() -> Any:
    """Return the field of what is counted."""
    return text("Head noun counted, lower-case singular (`soldier`), or ISO 4217 code, `%`, SI or time unit.")


def population() -> Any:
    """Return the field of whose people are counted."""
    return choice(
        "Whether the people counted are military or civilian; null where no people are counted.",
        words.POPULATION,
        nullable=True,
    )


def affected() -> Any:
    """Return the field of the side counted."""
    return text("The side the counted belong to, by its usual English name; several are joined by `; `.")


def location() -> Any:
    """Return the field of the place."""
    return text("Where it happened, if the text says so.")


def period_start() -> Any:
    """Return the field of a period's first day."""
    return day("First day of the time the figure covers.")


def period_end() -> Any:
    """Return the field of a period's last day."""
    return day("Last day of the time the figure covers; null while it is open.")


def scope(*, nullable: bool = True) -> Any:
    """Return the field of what a figure sums up."""
    return choice(
        "Whether the figure counts one incident, a period, or all since a beginning.", words.SCOPE, nullable=nullable
    )


def modality(*, nullable: bool = False) -> Any:
    """Return the field of how a figure is meant."""
    return choice("Whether the figure is asserted, planned, possible or denied.", words.MODALITY, nullable=nullable)
