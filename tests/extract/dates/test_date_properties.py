"""Whatever the text: no exception, right places, closed vocabularies, bounds in order, time that grows with length."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.core.batch import Batch
from flows.extract.dates import find_dates
from flows.extract.dates import words as w
from flows.extract.dates.context import GUARDS
from flows.extract.dates.grammar import CLASSES, parse
from flows.extract.dates.parts import BUILDERS
from flows.extract.dates.periods import easter, holiday
from flows.extract.dates.rules import RULES
from schemas import vocabulary

PLACES = {"article_id": pl.String, "text": pl.String, "published_date": pl.Date}
VALUE = (
    r"^(?:\d{4}|XXXX|\d{2,3}|XXX|XX|BC\d\d|(?:PAST|PRESENT|FUTURE)_REF|P.*|(?:\d{4}|XXXX)-(?:\d\d|XX|W(?:\d\d|XX)|Q[1-4X]|H[12]|SP|SU|FA|WI)"
    r"(?:-(?:\d\d|XX|WE|[1-7]))?)(?:T(?:\d\d:\d\d|XX:XX|MO|AF|EV|NI|DT|MI))?$"
)
TABLES = (w.MONTHS, w.WEEKDAYS, w.SEASONS, w.NUMBERS, w.ORDINALS, w.UNITS, w.PLURALS, w.PARTS, w.APPROX, w.STEPS)
MORE = (w.TEXT_STEPS, w.DAYPARTS, w.DEICTIC, w.REFERENCES, w.HOLIDAYS, w.CLOCK, w.FREQUENCY, w.VAGUE, w.DECADES)
FIGURES = ("1999", "2024", "05/06/2024", "31/02/2020", "'88", "3 p.m.", "25:61", "0000", "9999", "4" * 40, "٢٠٢٢", "Q3")
OTHERS = (
    "the",
    "of",
    "and",
    "in",
    "May",
    "MAY",
    "p.m.",
    "ago",
    "later",
    "half",
    "old",
    "’s",
    "é",
    "🕐",
    "\u200b",
    "\u202e",
)
MARKS = ("\u00a0", "—", ",", ".", "-", "\n", "\x1f", "\ufffd")
WORDS = st.sampled_from([*(word for table in (*TABLES, *MORE) for word in table), *FIGURES, *OTHERS, *MARKS])
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=20).map("".join)
)
DATES = st.one_of(st.none(), st.dates(), st.sampled_from([date.min, date.max, date(2024, 2, 29), date(2023, 1, 1)]))


def frame(texts: list[str], published: date | None) -> pl.DataFrame:
    rows = {
        "article_id": [f"{i:016x}" for i in range(len(texts))],
        "text": texts,
        "published_date": [published] * len(texts),
    }
    return find_dates(Batch.of(pl.DataFrame(rows, schema=PLACES)))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=1, max_size=4), DATES)
def test_any_text_gives_rows_of_the_contract(texts: list[str], published: date | None) -> None:
    rows = frame(texts, published)
    for row in rows.iter_rows(named=True):
        assert texts[row["article"]][row["char_start"] : row["char_end"]] == row["surface"] != ""
        assert row["timex_type"] in vocabulary.TIMEX_TYPE
        assert row["timex_mod"] is None or row["timex_mod"] in vocabulary.TIMEX_MOD
        assert row["date_prec"] is None or row["date_prec"] in vocabulary.DATE_PREC
        assert (row["date_start"] is None) == (row["date_end"] is None)
        assert row["date_start"] is None or row["date_start"] <= row["date_end"]
    assert rows["timex_value"].str.contains(VALUE).all()
    ends = rows.select("article", "char_start", "char_end").rows()
    assert all(a[0] < b[0] or a[2] <= b[1] for a, b in pairwise(ends))


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, DATES)
def test_an_article_is_read_by_itself(one: str, other: str, published: date | None) -> None:
    alone = frame([one], published)
    beside = frame([other, one], published).filter(pl.col("article") == 1)
    assert alone.drop("article").equals(beside.drop("article"))


@settings(max_examples=100, deadline=None)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), DATES)
def test_a_full_date_is_itself_in_every_form(day: date, published: date | None) -> None:
    month = day.strftime("%B")
    for form in (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month[:3].upper()} {day.year}",
        f"{day.strftime('%A')}, {month} {day.day}, {day.year}",
    ):
        rows = frame([f"It broke on {form}."], published)
        assert rows.select("timex_value", "date_start", "date_end").rows() == [(day.isoformat(), day, day)], form


@pytest.mark.parametrize(
    "piece",
    ["the ", "last week ", "1 ", "12/", "May 5, ", "a few ", "two and ", "1999", "’", "three to ", "of the ", "early "],
)
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(n: int) -> float:
        begun = time.process_time()
        frame([piece * (n // len(piece))], date(2024, 5, 15))
        return time.process_time() - begun

    seconds(10_000)
    small, large = min(seconds(50_000) for _ in range(3)), min(seconds(400_000) for _ in range(2))
    assert large < 8 * small * 4 + 0.5


def test_hostile_texts_neither_hang_nor_shift() -> None:
    texts = [
        "9" * 400_000,
        "\u202eMay\u202c 5 " * 2_000,
        "5\u200bMay 2024 " * 2_000,
        "٥ مايو " * 5_000 + "5 May 2024",
        "🕐" * 50_000 + " Monday",
    ]
    rows = frame(texts, date(2024, 5, 15))
    for number, start, end, surface in rows.select("article", "char_start", "char_end", "surface").iter_rows():
        assert texts[number][start:end] == surface
    assert rows.filter(pl.col("article") == 3)["timex_value"].to_list() == ["2024-05-05"]
    assert rows.filter(pl.col("article") == 4)["surface"].to_list() == ["Monday"]


def test_every_rule_has_its_builder_its_guard_and_its_class_of_words() -> None:
    ranges = {"day_range", "range_day", "year_range"}
    assert {rule.name for rule in RULES} - ranges == set(BUILDERS)
    assert {rule.guard for rule in RULES} <= {"", *GUARDS}
    assert {rule.needs for rule in RULES} <= set(CLASSES)


def test_every_rule_of_the_holidays_can_be_computed() -> None:
    for rule in w.HOLIDAYS.values():
        assert holiday(rule, 2024) is not None


def test_easter_by_tables() -> None:
    assert [easter(y) for y in (1818, 1943, 2000, 2024, 2038)] == [
        date(1818, 3, 22), date(1943, 4, 25), date(2000, 4, 23), date(2024, 3, 31), date(2038, 4, 25),
    ]  # fmt: skip
    assert [easter(y, orthodox=True) for y in (2021, 2022, 2024)] == [
        date(2021, 5, 2),
        date(2022, 4, 24),
        date(2024, 5, 5),
    ]


def test_a_run_is_read_the_same_each_time() -> None:
    assert parse("early last Monday and 5 May 2024") == parse("early last Monday and 5 May 2024")
