"""Dates, times, durations and sets as TIMEX3.

`find_dates` reads the sentences of a batch. Runs of time words are found by Polars (`finder`), read by a grammar, each
different run once (`grammar`, `parts`), checked against the words around them (`context`) and placed on the calendar
(`places`, `resolve`). Dates in figures that can be read both ways are day first unless the article writes `Month D, YYYY`,
holds a date that only the American order makes sense of, or tells nothing and is of an outlet that ``date_outlets`` knows to
write so. The words themselves are in `seeds/reference/date_*.csv`.
"""

from flows.extract.dates.stage import FOUND, find_dates

__all__ = ["FOUND", "find_dates"]
