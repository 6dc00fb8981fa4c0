"""What an expression of time is, where it stands and what it is worth, sentence by sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from flows.core.batch import Batch
from flows.extract.dates import FOUND, find_dates

WEDNESDAY = date(2024, 5, 15)


def found(
    text: str, published: date | None = WEDNESDAY, source_name: str | None = None, url: str | None = None
) -> list[dict[str, Any]]:
    given = {"article_id": "0" * 16, "text": text, "published_date": published, "source_name": source_name, "url": url}
    strings = dict.fromkeys(("article_id", "text", "source_name", "url"), pl.String)
    articles = pl.DataFrame([given], schema_overrides={**strings, "published_date": pl.Date})
    rows = find_dates(Batch.of(articles)).to_dicts()
    for row in rows:
        assert text[row["char_start"] : row["char_end"]] == row["surface"]
    return rows


def values(text: str, published: date | None = WEDNESDAY) -> dict[str, str]:
    return {row["surface"]: row["timex_value"] for row in found(text, published)}


ABSOLUTE = [
    ("The bridge fell on 5 May 2024.", "5 May 2024", "2024-05-05"),
    ("The bridge fell on May 5, 2024.", "May 5, 2024", "2024-05-05"),
    ("The bridge fell on Sunday, 5 May 2024.", "Sunday, 5 May 2024", "2024-05-05"),
    ("The report is dated 2024-05-05.", "2024-05-05", "2024-05-05"),
    ("The order of 15.03.2017 still holds.", "15.03.2017", "2017-03-15"),
    ("LIMA, 25 OCT 88 -- THE MAYOR WAS HURT.", "25 OCT 88", "1988-10-25"),
    ("He was born on the 24th of February 1961.", "the 24th of February 1961", "1961-02-24"),
    ("The war began in February 2022.", "February 2022", "2022-02"),
    ("The war began in early 2022.", "early 2022", "2022"),
    ("It happened in the fall of 2021.", "the fall of 2021", "2021-FA"),
    ("Exports halved in the third quarter of 2019.", "the third quarter of 2019", "2019-Q3"),
    ("Exports halved in Q3 2019.", "Q3 2019", "2019-Q3"),
    ("Exports halved in the first half of 2019.", "the first half of 2019", "2019-H1"),
    ("The valley was mined in the 1990s.", "the 1990s", "199"),
    ("The valley was mined in the late nineties.", "late nineties", "199"),
    ("The fort is of the 14th century.", "the 14th century", "13"),
    ("Easter Sunday 2023 passed quietly.", "Easter Sunday 2023", "2023-04-09"),
    ("The base was built in the summer of 2014.", "the summer of 2014", "2014-SU"),
    ("Shelling resumed at 22:33 on 3 June 2016.", "22:33 on 3 June 2016", "2016-06-03T22:33"),
]


@pytest.mark.parametrize(("text", "surface", "value"), ABSOLUTE)
def test_a_printed_date_is_worth_the_same_whatever_the_article(text: str, surface: str, value: str) -> None:
    assert values(text).get(surface) == value
    assert values(text, None).get(surface) == value


RELATIVE = [
    ("The mayor spoke on Wednesday.", "Wednesday", "2024-05-15"),
    ("The mayor spoke on Thursday.", "Thursday", "2024-05-09"),
    ("The mayor will speak on Thursday.", "Thursday", "2024-05-16"),
    ("The envoys meet next Monday.", "next Monday", "2024-05-20"),
    ("Shells fell last Monday.", "last Monday", "2024-05-13"),
    ("Shells fell today.", "today", "2024-05-15"),
    ("Shells fell yesterday.", "yesterday", "2024-05-14"),
    ("Shells fell overnight.", "overnight", "2024-05-14TNI"),
    ("Shells fell on Friday morning.", "Friday morning", "2024-05-10TMO"),
    ("Shells fell late Friday.", "late Friday", "2024-05-10"),
    ("Shells fell this week.", "this week", "2024-W20"),
    ("Shells fell last weekend.", "last weekend", "2024-W19-WE"),
    ("Shells fell last month.", "last month", "2024-04"),
    ("The camp closed three weeks ago.", "three weeks ago", "2024-W17"),
    ("The camp closed two years ago.", "two years ago", "2022"),
    ("The camp closed ten days ago.", "ten days ago", "2024-05-05"),
    ("The camp closed earlier this year.", "earlier this year", "2024"),
    ("The camp closed in March.", "March", "2024-03"),
    ("The camp closed last June.", "last June", "2023-06"),
    ("The camp will open in June.", "June", "2024-06"),
    ("The camp closed on 3 April.", "3 April", "2024-04-03"),
    ("The camp closed last summer.", "last summer", "2023-SU"),
    ("The camp closed in the first quarter.", "the first quarter", "2024-Q1"),
    ("The camp closed on Christmas Eve.", "Christmas Eve", "2023-12-24"),
    ("The deadline is 3 p.m. Friday.", "3 p.m. Friday", "2024-05-17T15:00"),
]


@pytest.mark.parametrize(("text", "surface", "value"), RELATIVE)
def test_a_relative_date_rests_on_the_articles_day(text: str, surface: str, value: str) -> None:
    row = next(row for row in found(text) if row["surface"] == surface)
    assert row["timex_value"] == value
    assert row["anchor_date"] == WEDNESDAY


OPEN = [
    ("The mayor spoke on Thursday.", "Thursday", "XXXX-WXX-4"),
    ("The war began on February 24.", "February 24", "XXXX-02-24"),
    ("The camp closed in March.", "March", "XXXX-03"),
    ("The camp closed last summer.", "last summer", "XXXX-SU"),
    ("Shells fell this week.", "this week", "XXXX-WXX"),
]


@pytest.mark.parametrize(("text", "surface", "value"), OPEN)
def test_without_an_anchor_a_date_stays_open(text: str, surface: str, value: str) -> None:
    row = next(row for row in found(text, None) if row["surface"] == surface)
    assert (row["timex_value"], row["date_start"], row["anchor_date"]) == (value, None, None)


LENGTHS = [
    ("The siege lasted nearly four years.", "nearly four years", "P4Y", "LESS_THAN"),
    ("After two-day talks they left.", "two-day", "P2D", None),
    ("They waited for months.", "months", "PXM", None),
    ("They waited more than 18 months.", "more than 18 months", "P18M", "MORE_THAN"),
    ("They waited an hour and a half.", "an hour and a half", "PT1H30M", None),
    ("They waited two and a half years.", "two and a half years", "P2Y6M", None),
    ("They waited about 36 hours.", "about 36 hours", "PT36H", "APPROX"),
    ("They waited two decades.", "two decades", "P20Y", None),
    ("It entered its fourth year.", "fourth year", "P4Y", None),
    ("The four-year-old war goes on.", "The four-year-old", "P4Y", None),
]


@pytest.mark.parametrize(("text", "surface", "value", "mod"), LENGTHS)
def test_lengths_of_time(text: str, surface: str, value: str, mod: str | None) -> None:
    row = next(row for row in found(text) if row["surface"] == surface)
    assert (row["timex_type"], row["timex_value"], row["timex_mod"]) == ("DURATION", value, mod)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They pray every Tuesday.", "XXXX-WXX-2"),
        ("Drones come daily.", "P1D"),
        ("They vote annually.", "P1Y"),
        ("They march each July.", "XXXX-07"),
        ("They meet twice a week.", "P1W"),
        ("They meet every two weeks.", "P2W"),
    ],
)
def test_sets(text: str, value: str) -> None:
    assert [(row["timex_type"], row["timex_value"]) for row in found(text)] == [("SET", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They now live in Erbil.", "PRESENT_REF"),
        ("He recently fled.", "PAST_REF"),
        ("It may come in the near future.", "FUTURE_REF"),
    ],
)
def test_references(text: str, value: str) -> None:
    assert value in values(text).values()


def test_modifiers_go_beside_the_value() -> None:
    rows = {
        row["surface"]: row["timex_mod"] for row in found("From late 2021 to mid-June 2022 and the beginning of 2023.")
    }
    assert rows == {"late 2021": "END", "mid-June 2022": "MID", "the beginning of 2023": "START"}


def test_ranges_are_two_expressions() -> None:
    assert values("They met from 3 to 5 May 2021.") == {"3": "2021-05-03", "5 May 2021": "2021-05-05"}
    assert values("They met on May 3-5, 2021.") == {"May 3": "2021-05-03", "5, 2021": "2021-05-05"}
    assert values("Between 1914 and 1918 the town was shelled.") == {"1914": "1914", "1918": "1918"}
    assert values("The years 2014-2015 and the post-2020 talks.") == {"2014": "2014", "2015": "2015", "2020": "2020"}
    assert values("The war of 1914-18 began here.") == {"1914": "1914", "18": "1918"}


def test_a_step_from_a_date_in_the_text_rests_on_it() -> None:
    rows = found("The city fell on 3 March 2015. Two days later the army left. That year the war ended.")
    later, same = rows[1], rows[2]
    assert (later["timex_value"], later["anchor_date"]) == ("2015-03-05", date(2015, 3, 3))
    assert same["timex_value"] == "2015"


def test_a_step_finer_than_its_anchor_stays_a_length() -> None:
    rows = found("The city fell in 2015. Two days later the army left.")
    assert [row["timex_value"] for row in rows] == ["2015", "P2D"]


def test_a_year_told_once_holds_for_the_same_day_further_on() -> None:
    rows = found("On 7 October 2022 a dam broke. Those who saw 7 October will not forget.")
    assert [row["timex_value"] for row in rows] == ["2022-10-07", "2022-10-07"]


def test_a_day_behind_since_is_behind() -> None:
    assert values("Some 40 clinics closed since July 7.")["July 7"] == "2023-07-07"


def test_spans_up_to_the_articles_day_have_bounds() -> None:
    rows = {row["surface"]: row for row in found("In the past 24 hours and over the last three weeks 40 fell.")}
    day, weeks = rows["the past 24 hours"], rows["the last three weeks"]
    assert (day["timex_value"], day["date_start"], day["date_end"]) == ("PT24H", date(2024, 5, 14), WEDNESDAY)
    assert (weeks["timex_value"], weeks["date_start"], weeks["anchor_date"]) == ("P3W", date(2024, 4, 24), WEDNESDAY)


def test_bounds_are_as_wide_as_print_allows() -> None:
    rows = {row["surface"]: row for row in found("Since February 2022, since 2014 and since the 1990s.")}
    assert (rows["February 2022"]["date_start"], rows["February 2022"]["date_end"]) == (
        date(2022, 2, 1),
        date(2022, 2, 28),
    )
    assert (rows["2014"]["date_start"], rows["2014"]["date_end"], rows["2014"]["date_prec"]) == (
        date(2014, 1, 1),
        date(2014, 12, 31),
        "year",
    )
    assert rows["the 1990s"]["date_prec"] == "decade"


NOTHING = [
    "They may march on the palace and may fall.",
    "The sun sat low and the second man fell.",
    "Some 1,200 people fled and 2500 homes burned.",
    "In 2000 homes the power failed.",
    "Resolution 1973 was cited on flight 2022.",
    "Call +44 20 7946 0018 or never.",
    "They are here 24/7.",
    "Call 555-2022 or order #1998.",
    "An Astra-2000 came.",
    "Mrs May spoke to Sheriff March.",
    "A 14-year-old boy and a man, 30 years old, were hurt.",
    "A quarter of the town and three quarters of the crop were lost.",
    "The Prague Spring and the fall of the city are recalled.",
    "Verse 3:16 was read.",
    "The fund holds $2014 and 2015 tonnes of rice.",
    "Police counted 1988 men.",
    "Half the town fled.",
    "It rose 5.5 percent.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_words_and_numbers_that_are_no_dates(text: str) -> None:
    assert values(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "It was 31 February.",
        "It was 31 February 2020.",
        "It was 2023-02-30.",
        "It was 25:61.",
        "It was 32/13/2020.",
        "It was 30/02/2021.",
    ],
)
def test_an_impossible_date_is_none_and_no_other(text: str) -> None:
    assert all(row["date_start"] is None for row in found(text))


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("He fell on 5 May '44 near the dam.", "5 May '44", "1944-05-05"),
        ("She won in May of '26 again.", "May of '26", "2026-05"),
        ("It fell on 5 May '98.", "5 May '98", "1998-05-05"),
    ],
)
def test_a_year_in_two_figures_lies_not_far_ahead_of_the_article(text: str, surface: str, value: str) -> None:
    assert values(text)[surface] == value


@pytest.mark.parametrize(
    "text", ["In the year 2500 all is well.", "By 2350 the dam will be gone.", "In the year 30000 it ends."]
)
def test_a_year_off_the_calendar_is_no_other_year(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "source_name", "url", "value"),
    [
        ("It fell on 05/06/2024.", None, None, "2024-06-05"),
        ("It fell on 05/06/2024.", "the new york times", None, "2024-05-06"),
        ("It fell on 05/06/2024.", None, "https://edition.cnn.com/a/b", "2024-05-06"),
        ("It fell on 05/06/2024.", None, "https://notcnn.com/a", "2024-06-05"),
        ("It fell on 05/06/2024, not on 13/06/2024.", "CNN", None, "2024-06-05"),
        ("It fell on 05/06/2024.", None, "http://[", "2024-06-05"),
    ],
)
def test_an_outlet_decides_where_its_article_does_not_tell(
    text: str, source_name: str | None, url: str | None, value: str
) -> None:
    assert found(text, source_name=source_name, url=url)[0]["timex_value"] == value


def test_a_leap_day_falls_into_a_leap_year() -> None:
    assert values("The town was bombed on 29 February.")["29 February"] == "2024-02-29"
    assert values("The town was bombed on 29 February.", date(2023, 3, 1))["29 February"] == "2020-02-29"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Signed 05/06/2024.", "2024-06-05"),
        ("Signed 25/06/2024.", "2024-06-25"),
        ("Signed 06/25/2024.", "2024-06-25"),
        ("Signed 05/06/2024 and again 06/25/2024.", "2024-05-06"),
        ("Signed 05/06/2024 and again 25/06/2024.", "2024-06-05"),
        ("Signed 05/06/2024, before May 20, 2024.", "2024-05-06"),
        ("Signed 05/06/2024, before 20 May 2024.", "2024-06-05"),
        ("Signed 5.6.2024.", "2024-06-05"),
    ],
)
def test_dates_of_figures_are_day_first_unless_the_article_is_american(text: str, value: str) -> None:
    assert found(text)[0]["timex_value"] == value


def test_a_dateline_dates_an_undated_article() -> None:
    rows = found("KARSA, 10 Dec 1988 (Agency) -- Rebels struck yesterday.", None)
    assert [(row["timex_value"], row["anchor_date"]) for row in rows] == [
        ("1988-12-10", None),
        ("1988-12-09", date(1988, 12, 10)),
    ]
    assert values("Omar Sel (died 4 February 2015) fled yesterday.", None)["yesterday"] == "XXXX-XX-XX"


def test_capitals_say_nothing_in_a_text_of_capitals() -> None:
    assert values("THE REBELS STRUCK LAST APRIL AND ON 19 MARCH. THE MARCH HELD TODAY WAS LARGE.") == {
        "LAST APRIL": "2024-04",
        "19 MARCH": "2024-03-19",
        "TODAY": "2024-05-15",
    }


def test_may_of_capitals_is_a_month_only_behind_a_preposition() -> None:
    assert values("THEY MARCH ON AND MAY THEY WIN, IN MAY AND LATE MARCH.") == {
        "MAY": "2024-05",
        "LATE MARCH": "2024-03",
    }


def test_the_name_of_the_day_tells_the_year() -> None:
    assert values("A dam broke on Saturday, 7 October.") == {"Saturday, 7 October": "2023-10-07"}
    assert values("A dam broke on Monday, 7 October.") == {"Monday, 7 October": "2024-10-07"}
    assert values("A dam will open on Saturday, 7 October.") == {"Saturday, 7 October": "2023-10-07"}


def test_the_columns_are_the_contracts() -> None:
    articles = pl.DataFrame(
        {"article_id": ["0" * 16] * 2, "text": ["It was May 5.", "No date here."], "published_date": [WEDNESDAY, None]},
    )
    frame = find_dates(Batch.of(articles))
    assert dict(frame.schema) == FOUND
    assert dict(find_dates(Batch.of(articles.clear())).schema) == FOUND
    assert dict(find_dates(Batch.of(articles.tail(1))).schema) == FOUND


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Between 1 January and 30 June 2021 some 40 fell.", {"1 January": "2021-01-01", "30 June 2021": "2021-06-30"}),
        (
            "Between 20 December and 3 January 2021 40 fell.",
            {"20 December": "2020-12-20", "3 January 2021": "2021-01-03"},
        ),
        ("From January to March 2021 some 40 fell.", {"January": "2021-01", "March 2021": "2021-03"}),
        ("In late February-early March 2021 40 fell.", {"late February": "2021-02", "early March 2021": "2021-03"}),
        (
            "On 15, 16 and 17 May 2021 shells fell.",
            {"15": "2021-05-15", "16": "2021-05-16", "17 May 2021": "2021-05-17"},
        ),
        ("On May 15, 16, and 17, shells fell.", {"May 15": "2024-05-15", "16": "2024-05-16", "17": "2024-05-17"}),
        ("From 24 May 2020 to 3 June 2021 40 fell.", {"24 May 2020": "2020-05-24", "3 June 2021": "2021-06-03"}),
    ],
)
def test_dates_in_a_row_share_the_year_of_the_last(text: str, wanted: dict[str, str]) -> None:
    assert values(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In March 20 people were killed.", {"March": "2024-03"}),
        ("On March 20, people were killed.", {"March 20": "2024-03-20"}),
        ("On March 20 elections were held.", {"March 20": "2024-03-20"}),
        ("The 2003 invasion left 2003 homes in ruins.", {"The 2003": "2003"}),
    ],
)
def test_a_count_behind_a_month_is_no_day(text: str, wanted: dict[str, str]) -> None:
    assert values(text) == wanted


def test_named_days_of_weeks_and_months() -> None:
    assert values("They left on Wednesday of last week.") == {"Wednesday of last week": "2024-05-08"}
    assert values("They leave on the first Monday of June.") == {"the first Monday of June": "2024-06-03"}
    assert values("They left on the last Sunday of May 2021.") == {"the last Sunday of May 2021": "2021-05-30"}
    assert values("They left on the 10th of this month.") == {"the 10th of this month": "2024-05-10"}
    assert values("They left in the first week of May.") == {"the first week of May": "2024-05"}


def test_a_time_of_day_takes_the_day_of_its_sentence_even_behind() -> None:
    assert values("At 10:35 a.m. (0735 GMT) on Friday the wall fell.") == {
        "10:35 a.m.": "2024-05-10T10:35",
        "0735 GMT": "2024-05-10T07:35",
        "Friday": "2024-05-10",
    }


def test_the_day_after_an_event_has_no_date() -> None:
    assert values("It was signed on 3 May 2021. The day after, they left.")["The day after"] == "2021-05-04"
    assert values("It was signed on 3 May 2021. The day after the vote they left.")["The day after"] == "XXXX-XX-XX"


def test_an_event_of_the_past_lies_behind() -> None:
    assert values("He spoke of the July 7 massacre.")["the July 7"] == "2023-07-07"
    assert values("He spoke of the 9/11 attacks.")["the 9/11"] == "2001-09-11"


def test_that_year_is_the_one_named_last() -> None:
    assert values("In 1994 they voted; in April of that year and in May of the following year they fled.") == {
        "1994": "1994",
        "April of that year": "1994-04",
        "May of the following year": "1995-05",
    }


def test_to_last_is_a_verb() -> None:
    rows = found("The truce is to last three days.")
    assert [(row["timex_value"], row["date_start"]) for row in rows] == [("P3D", None)]


def test_about_so_long_ago_has_a_value_and_no_bounds() -> None:
    row = found("The war began nearly six years ago.")[0]
    assert (row["timex_value"], row["timex_mod"], row["date_start"]) == ("2018", "AFTER", None)
    assert row["anchor_date"] == WEDNESDAY


def test_names_of_outlets_are_no_dates() -> None:
    assert values("Karsa Today and the daily newspaper Vesti said so.") == {}
    assert values("Today the camp closed.") == {"Today": "2024-05-15"}


WEEKDAYS = [
    ("The prisoners will be released on Friday.", "Friday", "2024-05-17"),
    ("The first bodies are to be exchanged on Friday, officials said.", "Friday", "2024-05-17"),
    ("The minister will meet wounded troops on Monday.", "Monday", "2024-05-20"),
    ("The hostages will not be freed before Sunday.", "Sunday", "2024-05-19"),
    ("They would be moved to Karsa on Sunday.", "Sunday", "2024-05-19"),
    ("The truce is expected to be signed on Saturday.", "Saturday", "2024-05-18"),
    ("The city could be captured by Friday, he said.", "Friday", "2024-05-17"),
    ("The court meets on Monday.", "Monday", "2024-05-20"),
    ("He will succeed General Orl on 1 February.", "1 February", "2025-02-01"),
    ("Ahead of the trip, the ministry on Sunday issued a warning.", "Sunday", "2024-05-12"),
    ("The rebels plan to answer Saturday's attack.", "Saturday", "2024-05-11"),
    ("Families want to bury those killed in Saturday's shelling.", "Saturday", "2024-05-11"),
    ("The convoy, attacked on Sunday, will go on.", "Sunday", "2024-05-12"),
    ("Soldiers who were wounded on Sunday will be flown out on Friday.", "Sunday", "2024-05-12"),
    ("Soldiers who were wounded on Sunday will be flown out on Friday.", "Friday", "2024-05-17"),
    ("Aid trucks should have arrived on Monday.", "Monday", "2024-05-13"),
    ("The men, believed to be rebels, died on Monday.", "Monday", "2024-05-13"),
    ("The militia would have killed them on Sunday.", "Sunday", "2024-05-12"),
    ("Elections scheduled for Sunday were put off.", "Sunday", "2024-05-19"),
    ("In the year ended 31 January the mine lost money.", "31 January", "2024-01-31"),
]


@pytest.mark.parametrize(("text", "surface", "value"), WEEKDAYS)
def test_verbs_around_a_day_tell_whether_it_lies_ahead(text: str, surface: str, value: str) -> None:
    assert values(text)[surface] == value


def test_a_first_name_is_no_month() -> None:
    assert values("Two men and Jan Kavel were shot.") == {}


COUNTS = [
    ("On 12 May, 90 were wounded.", {"12 May": "2024-05-12"}),
    ("On 12 May 90 people were wounded.", {"12 May": "2024-05-12"}),
    ("On May 12 65 were killed.", {"May 12": "2024-05-12"}),
    ("In May, 70 died.", {"May": "2024-05"}),
    ("In May 70 died.", {"May": "2024-05"}),
    ("IN MAY 70 PEOPLE WERE KILLED.", {"MAY": "2024-05"}),
    ("Since March, 85 have died and in April, 60.", {"March": "2024-03", "April": "2024-04"}),
    ("LIMA, 25 OCT 88 -- THE MAYOR WAS HURT.", {"25 OCT 88": "1988-10-25"}),
    ("On May 12, '90, he died.", {"May 12, '90": "1990-05-12"}),
]


@pytest.mark.parametrize(("text", "wanted"), COUNTS)
def test_two_figures_behind_a_date_begin_a_count(text: str, wanted: dict[str, str]) -> None:
    assert values(text) == wanted


def test_the_next_day_is_that_after_the_day_spoken_of() -> None:
    assert values("He was shot on Sunday and died the next day.")["the next day"] == "2024-05-13"
    assert values("They left the next day.")["the next day"] == "XXXX-XX-XX"


def test_over_the_months_is_no_more_than_them() -> None:
    row = found("Nine fell over the 12 months to June 2023.")[0]
    assert (row["surface"], row["timex_value"], row["timex_mod"]) == ("the 12 months", "P12M", None)
    assert found("Nine fell in over 12 months.")[0]["timex_mod"] == "MORE_THAN"
