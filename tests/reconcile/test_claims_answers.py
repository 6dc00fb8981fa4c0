from __future__ import annotations

from datetime import date

from tests.reconcile.claims_figures import figure, joined, on

RUSSIA, UKRAINE = {"affected": "Russia", "affected_iso3": "RUS"}, {"affected": "Ukraine", "affected_iso3": "UKR"}
BOTH = {"affected": "Russia; Ukraine", "affected_iso3": "RUS; UKR"}
TOWN = {"location": "Marnivka", "location_iso3": "UKR"}
OTHER_TOWN = {"location": "Velyke", "location_iso3": "UKR"}


def test_a_growing_toll_is_no_conflict_and_ends_at_the_latest():
    told = [
        figure("a", 5, **TOWN, **on("2024-05-03")),
        figure("b", 9, **TOWN, **on("2024-05-03")),
        figure("c", 11, **TOWN, **on("2024-05-03")),
    ]
    (claim,), reports = joined(told, {"a": "2024-05-03", "b": "2024-05-04", "c": "2024-05-06"})
    assert (claim["best"], claim["low"], claim["high"], claim["agreement"]) == (11, 11, 11, "compatible")
    assert [reports[t["quantity_id"]]["relation"] for t in told] == ["outside", "outside", "equal"]
    assert (claim["first_reported"], claim["last_reported"]) == (date(2024, 5, 3), date(2024, 5, 6))


def test_an_article_that_says_a_toll_rose_tells_the_toll_of_before_as_well():
    rose = {"sentence": "The dead rose to 8 overnight.", "attributed_to": "Police", **TOWN, **on("2024-05-03")}
    told = [
        figure("a", 8, **rose),
        figure("a", 5, sentence="Earlier the hospital counted 5 dead.", attributed_to="the hospital", **TOWN, **on("2024-05-03")),
    ]  # fmt: skip
    (claim,), _ = joined(told, {"a": "2024-05-03"})
    assert (claim["best"], claim["low"], claim["agreement"]) == (8, 8, "compatible")
    told[0]["sentence"] = "The dead were 8."
    assert joined(told, {"a": "2024-05-03"})[0][0]["agreement"] == "conflict"


def test_different_numbers_on_one_day_are_a_conflict_and_a_source_goes_first():
    told = [
        figure("a", 5, **TOWN, **on("2024-05-03")),
        figure("b", 9, attributed_to="Mayor", **TOWN, **on("2024-05-03")),
    ]
    (claim,), _ = joined(told, {"a": "2024-05-03", "b": "2024-05-03"})
    assert (claim["best"], claim["low"], claim["high"], claim["agreement"]) == (9, 5, 9, "conflict")


def test_a_source_that_corrects_itself_is_no_conflict():
    told = [
        figure("a", 9, attributed_to="Mayor", **TOWN, **on("2024-05-03")),
        figure("b", 7, attributed_to="Mayor", **TOWN, **on("2024-05-03")),
    ]
    (claim,), _ = joined(told, {"a": "2024-05-03", "b": "2024-05-04"})
    assert (claim["best"], claim["high"], claim["agreement"]) == (7, 7, "compatible")


def test_copies_and_one_source_count_once():
    told = [figure(a, 9, attributed_to="Interior Ministry", **TOWN, **on("2024-05-03")) for a in "abcd"]
    (claim,), _ = joined(told, dict.fromkeys("abcd", "2024-05-03"), {"b": "a", "c": "a"})
    assert (claim["n_reports"], claim["n_articles"], claim["n_independent"], claim["n_attributed"]) == (4, 4, 2, 1)
    assert claim["agreement"] == "agree"


def test_parts_beyond_the_whole_are_a_conflict():
    told = [figure("a", 12, name="y", **TOWN), figure("a", 15, unit="child", part_of="y", **TOWN)]
    assert joined(told)[0][0]["agreement"] == "conflict"


def test_a_denied_figure_answers_but_supports_nothing():
    told = [
        figure("a", 60, attributed_to="Ukraine", **RUSSIA, **TOWN, **on("2024-05-03")),
        figure("b", 60, attributed_to="Russia", modality="denied", **RUSSIA, **TOWN, **on("2024-05-03")),
    ]
    (claim,), reports = joined(told)
    assert (claim["best"], claim["agreement"]) == (60, "conflict")
    assert [reports[t["quantity_id"]]["relation"] for t in told] == ["equal", "outside"]


def test_two_denials_do_not_contradict_each_other():
    told = [figure(a, 60, modality="denied", **TOWN, **on("2024-05-03")) for a in "ab"]
    (claim,), reports = joined(told)
    assert (claim["best"], claim["agreement"], claim["modality"]) == (None, "agree", "denied")
    assert {r["relation"] for r in reports.values()} == {"outside"}


def test_figures_that_are_parts_of_each_other_still_answer():
    told = [figure("a", 5, name="x", part_of="y", **TOWN), figure("a", 5, name="y", part_of="x", **TOWN)]
    (claim,), _ = joined(told)
    assert (claim["best"], claim["n_reports"]) == (5, 2)


def test_vague_words_alone_give_a_range_and_no_best():
    told = [figure("a", None, qualifier="vague", low=12.0, high=99.0, **TOWN)]
    (claim,), _ = joined(told)
    assert (claim["best"], claim["low"], claim["high"], claim["agreement"]) == (None, 12, 99, "single")


def test_what_outlets_print_late_is_the_old_toll_and_no_conflict():
    told = [
        figure("a", 5, **TOWN, **on("2024-05-03")),
        figure("b", 9, **TOWN, **on("2024-05-03")),
        figure("c", 5, **TOWN, **on("2024-05-03")),
    ]
    day = {"a": "2024-05-03", "b": "2024-05-04"}
    assert joined(told, {**day, "c": "2024-05-05"})[0][0]["agreement"] == "compatible"
    assert joined(told, {**day, "c": "2024-05-08"})[0][0]["agreement"] == "conflict"


def test_the_number_that_named_sources_contradict_is_not_the_best():
    told = [figure(a, 9, attributed_to=f"Source {a}", **TOWN, **on("2024-05-03")) for a in "abc"]
    told.append(figure("d", 40, attributed_to="The other army", **TOWN, **on("2024-05-03")))
    told.append(figure("e", 20, attributed_to="A third", **TOWN, **on("2024-05-03")))
    found, _ = joined(told, dict.fromkeys("abcde", "2024-05-03"))
    assert max(found, key=lambda c: c["n_reports"])["best"] == 9


def test_two_armies_that_count_the_same_dead_contradict_each_other():
    told = [
        figure("a", 30, population="military", attributed_to="The army", **TOWN),
        figure("a", 8, population="military", attributed_to="The rebels", **TOWN, **UKRAINE),
    ]
    (claim,), _ = joined(told, {"a": "2024-05-03"})
    assert (claim["agreement"], claim["low"], claim["high"]) == ("conflict", 8, 30)


def test_a_release_that_leaves_out_whose_people_is_the_other_way():
    told = [
        figure("a", 24, "released", name="freed", affected=None),
        figure("a", 13, "released", name="own", part_of="freed", affected="Israel", affected_iso3="ISR"),
        figure("a", 39, "released", name="back", affected="Palestine", affected_iso3="PSE"),
    ]
    (claim,), reports = joined(told, {"a": "2023-11-25"})
    assert (claim["best"], claim["count_type"]) == (63, "exchanged")
    assert [reports[t["quantity_id"]]["relation"] for t in told] == ["sum", "part", "sum"]


def test_both_sides_of_a_swap_meet_without_a_total():
    told = [figure("a", 30, "released", **RUSSIA), figure("b", 35, "released", **UKRAINE)]
    (claim,), reports = joined(told, {"a": "2024-05-03", "b": "2024-05-03"})
    assert (claim["best"], claim["count_type"], claim["agreement"]) == (65, "exchanged", "compatible")
    assert {r["relation"] for r in reports.values()} == {"sum"}


def test_an_exchange_told_in_many_ways_is_one_compatible_claim():
    told = [
        figure("a", 410, "exchanged", qualifier="more_than", **BOTH),
        figure("b", 418, "exchanged", modality="planned", population="military", unit="prisoner", **BOTH),
        figure("c", 209, "released", population="military", attributed_to="Russia", **RUSSIA),
        figure("c", 201, "released", population="military", attributed_to="Ukraine", **UKRAINE),
        figure("c", 8, "released", population="civilian", attributed_to="Ukraine", **UKRAINE),
        figure("d", 400, "exchanged", qualifier="at_least", **BOTH),
    ]
    (claim,), reports = joined(told, {"c": "2024-05-03"})
    assert (claim["best"], claim["low"], claim["high"], claim["agreement"]) == (418, 400, 418, "compatible")
    assert [reports[t["quantity_id"]]["relation"] for t in told] == ["within", "equal", "sum", "sum", "sum", "within"]
    assert (claim["n_reports"], claim["n_articles"], claim["n_attributed"], claim["modality"]) == (6, 4, 2, "asserted")
    assert claim["count_type"] == "exchanged"
