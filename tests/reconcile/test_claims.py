from __future__ import annotations

import itertools
import json
import time
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reconcile import assign, block, report_rows, summarise
from schemas import SNAPSHOTS, polars_schema
from tests.reconcile.claims_corpus import make
from tests.reconcile.claims_figures import claims, figure, joined, on, rows, since

RUSSIA, UKRAINE = {"affected": "Russia", "affected_iso3": "RUS"}, {"affected": "Ukraine", "affected_iso3": "UKR"}
BOTH = {"affected": "Russia; Ukraine", "affected_iso3": "RUS; UKR"}
TOWN = {"location": "Marnivka", "location_iso3": "UKR"}
OTHER_TOWN = {"location": "Velyke", "location_iso3": "UKR"}


def test_an_updated_toll_counts_from_the_incident_on():
    told = [
        figure("a", 12, **TOWN, **on("2024-05-03")),
        figure(
            "b",
            17,
            sentence="The governor said on Saturday 17 had died, raising the toll to 17.",
            **TOWN,
            **on("2024-05-04"),
        ),
        figure("c", 17, sentence="On Sunday it killed 17 people.", **TOWN, **on("2024-05-05")),
    ]
    found, _ = joined(told, {"a": "2024-05-03", "b": "2024-05-04", "c": "2024-05-05"})
    assert sorted((c["n_reports"], c["best"], c["period_start"].day) for c in found) == [(1, 17, 5), (2, 17, 3)]


def test_since_the_invasion_is_since_february_and_the_year():
    told = [
        figure("a", 40_000, population="military", **UKRAINE, **since("2022-02-01")),
        figure("b", 46_000, population="military", qualifier="at_least", **UKRAINE, **since("2022-02-24")),
        figure("c", 46_000, population="military", **UKRAINE, **since("2022-01-01")),
        figure("d", 46_500, population="military", scope="cumulative", **UKRAINE)
        | {"sentence": "Since the invasion 46,500 have died."},
        figure("e", 300, population="military", **UKRAINE, **since("2023-06-01")),
    ]
    found, _ = joined(told, {"a": "2024-01-01", "b": "2025-01-02", "c": "2025-01-02", "d": "2025-02-01"})
    assert sorted(c["n_reports"] for c in found) == [1, 4]
    assert max(found, key=lambda c: c["n_reports"])["period_start"] == date(2022, 2, 24)


def test_since_the_war_began_means_the_war_then_fought():
    said = {"sentence": "Since the war began 900 people have died.", "location": "Gaza", "scope": "cumulative"}
    told = [figure(a, 900, **said) for a in "abc"]
    blocked = rows(told, {"a": "2014-08-20", "b": "2024-01-05", "c": "2019-06-01"})
    assert blocked["from_day"].cast(pl.Date).to_list() == [date(2014, 7, 8), date(2023, 10, 7), None]


def test_vague_and_small_tolls_meet_only_those_of_the_same_side_or_place():
    hundreds = {"qualifier": "vague", "low": 100.0, "high": 999.0, "scope": "cumulative"}
    told = [
        figure("a", 350, population="military", scope="cumulative", **UKRAINE),
        figure("b", None, population="military", **hundreds, **UKRAINE),
        figure("c", None, **hundreds, location="Ukraine", location_iso3="UKR"),
        figure("d", 1, scope="cumulative", location="Ukraine", location_iso3="UKR"),
        figure("e", 1, location="Ukraine", location_iso3="UKR", **since("2023-06-01")),
    ]
    found, _ = joined(told, dict.fromkeys("abcde", "2024-01-01"))
    assert sorted(c["n_reports"] for c in found) == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("one", "other", "met"),
    [("Khan Sheikhun", "Khan Sheikhoun", 1), ("Salahuddin", "Salah al-Din", 1), ("Kalvo", "Kilva", 2), ("Marnivka", "Marovka", 2)],
)  # fmt: skip
def test_transcriptions_of_a_long_name_are_one_place(one, other, met):
    told = [figure(a, 12, **on("2024-05-03"), location=place) for a, place in (("a", one), ("b", other))]
    assert len(joined(told, dict.fromkeys("ab", "2024-05-03"))[0]) == met


def test_sides_of_a_war_stay_apart():
    told = [figure("a", 46_000, population="military", **side, **since("2022-02-24")) for side in (UKRAINE, RUSSIA)]
    assert len(joined(told)[0]) == 2


def test_equal_numbers_of_different_places_days_and_types_stay_apart():
    told = [
        figure("a", 12, **TOWN, **on("2024-05-03")),
        figure("b", 12, **OTHER_TOWN, **on("2024-05-03")),
        figure("c", 12, **TOWN, **on("2024-05-13")),
        figure("d", 12, "injured", **TOWN, **on("2024-05-03")),
    ]
    assert len(joined(told, dict.fromkeys("abcd", "2024-05-14"))[0]) == 4


def test_additions_stay_apart_from_tolls():
    told = [
        figure("a", 13, sentence="Shelling killed 13 people there.", **TOWN, **on("2024-05-03")),
        figure("b", 13, sentence="Another 13 people were killed there.", **TOWN, **on("2024-05-03")),
        figure("c", 13, sentence="Shells killed 13 more people.", **TOWN, **on("2024-05-03")),
    ]
    found, _ = joined(told, dict.fromkeys("abc", "2024-05-03"))
    assert sorted(c["n_reports"] for c in found) == [1, 2]


def test_another_thirty_injured_after_the_dead_are_all_the_injured():
    lead = {"char_start": 0, **TOWN, **on("2024-05-03")}
    told = [
        figure("a", 12, **lead),
        figure("a", 30, "injured", char_start=50, sentence="Another 30 people were injured."),
        figure("b", 30, "injured", **lead),
        figure("c", 12, **lead),
        figure("c", 5, char_start=60, sentence="Another 5 people died in hospital."),
    ]
    found, _ = joined(told, dict.fromkeys("abc", "2024-05-03"))
    assert sorted((c["count_type"], c["best"], c["n_reports"]) for c in found) == [
        ("injured", 30, 2),
        ("killed", 5, 1),
        ("killed", 12, 2),
    ]


def test_parts_go_with_their_total_even_before_it():
    told = [
        figure("a", 3, unit="child", name="part", part_of="whole", **TOWN),
        figure("a", 12, name="whole", **TOWN, **on("2024-05-03")),
        figure("b", 5, population="civilian", name="x", part_of="y", **TOWN),
        figure("b", 7, population="military", name="z", part_of="y", **TOWN),
        figure("b", 12, name="y", **TOWN, **on("2024-05-03")),
    ]
    (claim,), reports = joined(told, {"a": "2024-05-04", "b": "2024-05-04"})
    assert [reports[t["quantity_id"]]["relation"] for t in told] == ["part", "equal", "sum", "sum", "equal"]
    assert (claim["best"], claim["unit"], claim["agreement"]) == (12, "person", "compatible")


def test_undated_reports_meet_by_publication_and_have_no_period():
    told = [figure(a, 12, **TOWN) for a in "abcd"]
    found, _ = joined(told, {"a": "2024-05-03", "b": "2024-05-04", "c": "2024-06-20", "d": None})
    assert sorted(c["n_reports"] for c in found) == [1, 1, 2]
    assert all(c["period_start"] is None and c["period_end"] is None for c in found)
    assert len(joined([figure("a", 12, **TOWN), figure("b", 12, **TOWN)])[0]) == 1


def test_two_incidents_of_one_article_at_one_place_stay_apart():
    told = [
        figure("a", 12, attributed_to="Police", **TOWN, **on("2024-05-03")),
        figure("a", 4, attributed_to="Police", **TOWN, **on("2024-05-03")),
        figure("b", 4, **TOWN, **on("2024-05-03")),
    ]
    found, _ = joined(told, dict.fromkeys("ab", "2024-05-03"))
    assert sorted((c["best"], c["n_reports"]) for c in found) == [(4, 2), (12, 1)]


def test_more_civilians_than_people_are_another_event_of_the_article():
    told = [
        figure("a", 17, char_start=1, **TOWN, **on("2024-05-03")),
        figure("a", 45, char_start=2, population="civilian", **TOWN, **on("2024-05-03")),
        figure("a", 6, char_start=3, population="civilian", **TOWN, **on("2024-05-03")),
    ]
    found, _ = joined(told, {"a": "2024-05-03"})
    assert sorted((c["best"], c["n_reports"]) for c in found) == [(17, 2), (45, 1)]


def test_country_and_side_alone_do_not_make_one_event():
    told = [
        figure(
            a, n, population="civilian", affected="Syria", affected_iso3="SYR", location="Syria", location_iso3="SYR"
        )
        for a, n in (("a", 3), ("b", 3), ("c", 8), ("d", 30))
    ]
    assert len(joined(told, dict.fromkeys("abcd", "2016-05-03"))[0]) == 4


VALUES = st.sampled_from([1.0, 3.0, 12.0, 13.0, 40.0, 2000.0])
TOLD = st.fixed_dictionaries(
    {},
    optional={
        "location": st.sampled_from(["Marnivka", "Velyke", "Ukraine"]),
        "population": st.sampled_from(["military", "civilian", "unknown"]),
        "affected": st.sampled_from(["Ukraine", "Russia", "Russia; Ukraine"]),
        "period_start": st.dates(date(2024, 5, 1), date(2024, 5, 6)),
        "scope": st.sampled_from(["incident", "cumulative", "period"]),
        "modality": st.sampled_from(["asserted", "planned", "denied"]),
        "attributed_to": st.sampled_from(["Mayor", "Army"]),
    },
)
FIGURES = st.lists(
    st.tuples(
        st.integers(0, 6),
        VALUES,
        st.sampled_from(["killed", "released", "exchanged", "displaced", "launched"]),
        st.sampled_from(["exact", "at_least", "at_most", "about"]),
        TOLD,
        st.booleans(),
    ),
    min_size=1,
    max_size=25,
)


def _made(drawn: list) -> tuple[list, dict]:
    figures, last = [], {}
    for n, (article, value, count_type, qualifier, told, part) in enumerate(sorted(drawn, key=lambda d: d[0])):
        whole = last.get(article) if part else None
        figures.append(
            figure(f"a{article}", value, count_type, qualifier=qualifier, name=str(n), part_of=whole, **told)
        )
        last[article] = str(n)
    return figures, {f"a{n}": f"2024-05-0{n}" if n else None for n in range(7)}


@settings(max_examples=40, deadline=None)
@given(FIGURES, st.lists(st.integers(0, 25), max_size=3))
def test_claims_do_not_depend_on_how_the_input_is_cut(drawn, cuts):
    blocked = rows(*_made(drawn)).drop("bucket")
    whole = assign(None, blocked)
    state = None
    edges = [0, *sorted(min(c, len(blocked)) for c in cuts), len(blocked)]
    for start, end in itertools.pairwise(edges):
        before = state
        state = assign(state, blocked[start:end])
        if before is not None:
            assert state[: len(before)].equals(before)
    assert state.equals(whole)


@settings(max_examples=40, deadline=None)
@given(FIGURES)
def test_claims_keep_the_contract(drawn):
    figures, published = _made(drawn)
    found, reports = claims(rows(figures, published))
    SNAPSHOTS["claims"].validate(found)
    SNAPSHOTS["claim_reports"].validate(reports)
    assert sorted(reports["quantity_id"]) == sorted(f["quantity_id"] for f in figures)
    assert found["n_reports"].sum() == len(figures)
    assert found.filter((pl.col("low") > pl.col("best")) | (pl.col("best") > pl.col("high"))).is_empty()
    assert found.filter((pl.col("n_reports") == 1) & (pl.col("agreement") != "single")).is_empty()
    counted = reports.join(found.select("claim_id", "best"), on="claim_id")
    assert counted.filter((pl.col("relation") == "equal") & pl.col("best").is_null()).is_empty()


def test_rows_of_an_article_do_not_depend_on_the_batch_it_comes_in():
    quantities, articles, duplicates = make(3, events=20, articles=60).frames()
    whole = report_rows(quantities, articles, duplicates)
    pieces = [
        report_rows(quantities.filter(pl.col("article_id").is_in(part["article_id"].implode())), part, duplicates)
        for part in articles.iter_slices(7)
    ]
    assert pl.concat(pieces).equals(whole)


def test_nothing_in_nothing_out():
    quantities, articles, duplicates = make(3, events=2, articles=1).frames()
    empty = block(report_rows(quantities.clear(), articles.clear(), duplicates.clear()))
    found, reports = claims(empty)
    assert (len(found), len(reports)) == (0, 0)
    assert found.schema == polars_schema(SNAPSHOTS["claims"])


def test_other_families_make_no_claims():
    told = [
        figure("a", 12, None, family=family, unit="x")
        for family in ("money", "percent", "duration", "measure", "count")
    ]
    assert joined(told) == ([], {})


def test_the_country_of_a_toll_is_read_from_the_text_where_no_figure_tells_it():
    blocked = rows(
        [figure("a", 9_000, scope="cumulative")], texts={"a": "Sudanese doctors met in London. Sudan is at war."}
    )
    assert blocked["theatre"].to_list() == ["Sudan"]


def test_an_article_lends_the_one_place_it_told_before():
    told = [
        figure("a", 30, "injured", name="early", char_start=5),
        figure("a", 12, name="lead", char_start=10, **TOWN, **on("2024-05-03")),
        figure("a", 31, "injured", name="late", char_start=50),
        figure("a", 40, "exchanged", name="talks", char_start=60),
    ]
    lent = dict(rows(told, {"a": "2024-05-04"}).select("value", "place").iter_rows())
    assert lent == {30.0: None, 12.0: "~mrnvk", 31.0: "~mrnvk", 40.0: None}


def test_periods_meet_when_both_ends_agree():
    march = {"period_start": date(2024, 3, 1), "period_end": date(2024, 3, 31), "scope": "period"}
    spring = {"period_start": date(2024, 3, 1), "period_end": date(2024, 5, 31), "scope": "period"}
    told = [
        figure(a, n, **UKRAINE, **when) for a, n, when in (("a", 120, march), ("b", 125, march), ("c", 125, spring))
    ]
    found, _ = joined(told, dict.fromkeys("abc", "2024-06-02"))
    assert sorted((c["n_reports"], c["scope"]) for c in found) == [(1, "period"), (2, "period")]


def test_exchanges_of_two_wars_on_one_day_stay_apart():
    told = [
        figure("a", 40, "exchanged", **BOTH),
        figure("b", 40, "exchanged", affected="Israel; Palestine", affected_iso3="ISR; PSE"),
    ]
    assert len(joined(told, dict.fromkeys("ab", "2024-05-03"))[0]) == 2


def test_an_article_of_thousands_of_figures_stays_cheap():
    towns = [
        figure("a", 1 + n % 7, name=str(n), char_start=n, location=f"Town {n}", **on("2024-05-03")) for n in range(1200)
    ]
    equal = [
        figure(
            "b", 5_000 + n, name=str(n), char_start=n, population=("military", "unknown")[n % 2], **since("2022-02-24")
        )
        for n in range(1200)
    ]
    start = time.process_time()
    assert sum(c["n_reports"] for c in joined(towns + equal)[0]) == 2400
    assert time.process_time() - start < 4


def test_claim_ids_survive_new_articles():
    old = rows([figure("a", 12, **TOWN, **on("2024-05-03"))], {"a": "2024-05-03"}).drop("bucket")
    new = rows([figure("b", 14, **TOWN, **on("2024-05-03"))], {"b": "2024-05-05"}).drop("bucket")
    first = assign(None, old)
    both = assign(first, new)
    assert set(both["claim_id"]) == set(first["claim_id"])
    assert summarise(both)[0]["claim_id"].to_list() == summarise(first)[0]["claim_id"].to_list()


@pytest.mark.shared
def test_the_five_pages_make_exactly_their_four_claims(shared):
    path = shared / "gold" / "seeds.jsonl"
    figures, published, names = [], {}, {}
    for document in map(json.loads, path.read_text().splitlines()):
        published[document["doc"]] = document["meta"].get("published")
        for n, gold in enumerate([*document["figures"], *document["other_figures"]]):
            told = {k: gold[k] for k in ("unit", "population", "affected", "attributed_to", "modality", "surface")}
            row = figure(
                document["doc"], gold["value"], gold["count_type"], qualifier=gold["qualifier"],
                low=gold["value_low"], high=gold["value_high"], name=str(n), **told,
            )  # fmt: skip
            figures.append(row)
            names[row["quantity_id"]] = (gold["count_type"], gold["affected"])
    found, reports = joined(figures, published)
    questions = [{names[q] for q, r in reports.items() if r["claim_id"] == c["claim_id"]} for c in found]
    assert sorted(map(sorted, questions), key=str) == sorted(
        [
            [("exchanged", "Russia; Ukraine"), ("released", "Russia"), ("released", "Ukraine")],
            [("killed", "Russia")],
            [("killed", "Ukraine")],
            [(None, "Ukraine")],
        ],
        key=str,
    )
    exchange = next(c for c in found if c["count_type"] == "exchanged")
    assert (exchange["best"], exchange["agreement"], exchange["n_reports"]) == (314, "compatible", 7)


def test_labels_ask_for_people_and_not_for_deaths():
    told = [
        figure("a", 30, unit="death", **TOWN, **on("2024-05-03")),
        figure("b", 12, unit="ukrainian", **UKRAINE, **OTHER_TOWN, **on("2024-05-03")),
    ]
    found, _ = joined(told, {"a": "2024-05-03", "b": "2024-05-03"})
    labels = sorted(c["label"].split(" were ")[0] for c in found)
    assert labels == ["How many Ukrainians", "How many people"]
