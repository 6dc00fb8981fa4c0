"""Figures of whole articles: whose people, who says it, when, where, in which quotation, part of what."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core import reference
from flows.core.batch import Batch
from flows.extract import attribution, dates, entities, quotations
from flows.extract.quantities.around import Around
from flows.extract.quantities.columns import FOUND
from flows.extract.quantities.confidence import of_people
from flows.extract.quantities.numbers.find import find_numbers, numbers_in
from flows.extract.quantities.people import stage as people_stage
from flows.extract.quantities.people.candidates import patterns
from flows.extract.quantities.people.sentence import read
from flows.extract.quantities.people.words import lexicon, pairs
from schemas.vocabulary import MODALITY, PEOPLE_COUNT_TYPES, POPULATION

COUNT_TYPES = {t for types in PEOPLE_COUNT_TYPES.values() for t in types}


def batch(*texts: str) -> Batch:
    return Batch.of(pl.DataFrame({"article_id": [str(i) for i in range(len(texts))], "text": list(texts)}))


def people(text: str, **given_frames: pl.DataFrame) -> list[dict[str, object]]:
    frames = {name: pl.DataFrame(schema=module.FOUND) for name, module in MODULES.items()}
    frames["quotations"] = frames["quotations"].with_columns(quotation_id=pl.lit(None, dtype=pl.String))
    frames |= given_frames
    around = Around(frames["dates"], frames["mentions"], frames["attributions"], frames["quotations"])
    articles = batch(text)
    found = people_stage.find_people(articles, numbers_in(articles.sentences), around)
    return [dict(zip(tuple(FOUND)[1:], people_stage.row(f), strict=True)) | {"part_of": f.part_of} for f in found]


MODULES = {"dates": dates, "mentions": entities, "attributions": attribution, "quotations": quotations}


def said(text: str, content: str, raw: str, source: str | None) -> pl.DataFrame:
    at = text.index(content)
    row = {
        "article": 0,
        "content_start": at,
        "content_end": at + len(content),
        "source_raw": raw,
        "source": source,
        "source_id": None,
        "source_told": None,
    }
    return pl.DataFrame([row], schema={k: v for k, v in attribution.FOUND.items() if k in row})


def sides(text: str) -> list[object]:
    return [row["affected"] for row in people(text)]


def test_side_whose_name_begins_with_a_short_word() -> None:
    assert sides("Police killed 12 Al Shabab fighters near Loroma.") == ["al-Shabaab"]
    assert sides("A storm killed seven St Lucian sailors.") == ["Saint Lucia"]


def test_sides_by_adjective_people_group_and_possessive() -> None:
    assert sides("Mortars killed three Georgian soldiers and two Chechens.") == ["Georgia", "Russia"] or sides(
        "Mortars killed three Georgian soldiers."
    ) == ["Georgia"]
    assert sides("Nine members of the Lord's Resistance Army were killed.") == ["Lord's Resistance Army"]
    assert sides("Chad said 12 of its soldiers were killed.") == ["Chad"]
    assert sides("Shelling killed 12 people in Chad.") == [None]


def test_groups_with_an_arabic_article_and_peoples_of_a_country_are_sides() -> None:
    assert sides("The army killed 40 al-Nusra Front members near Arlem.") == ["Nusra Front"]
    assert sides("The rebels freed five Britons and two Frenchmen.") == ["United Kingdom", "France"]


def test_police_hurt_by_a_crowd_are_no_combatants() -> None:
    crowd = "Protesters threw bottles in Arlem on Friday. Three police officers were injured."
    armed = "Gunmen fired at a station in Arlem on Friday. Three police officers were injured."
    assert [f["population"] for f in people(crowd)] == ["unknown"]
    assert [f["population"] for f in people(armed)] == ["military"]
    assert [f["population"] for f in people("In Arlem the police said 22 officers were arrested.")] == ["unknown"]


def test_both_sides_of_a_swap_in_alphabetical_order() -> None:
    text = "Eritrea and Ethiopia agreed on a swap of 80 prisoners of war."
    assert [(r["affected"], r["count_type"], r["population"]) for r in people(text)] == [
        ("Eritrea; Ethiopia", "exchanged", "military")
    ]


def test_government_troops_belong_to_the_state_whose_army_is_named() -> None:
    text = "The Chadian army lost a base near the lake.\nThe rebels said they had killed 30 government troops."
    assert sides(text) == ["Chad"]


def test_source_is_the_narrowest_content_that_covers_the_figure() -> None:
    text = "A local doctor said 14 people were killed."
    rows = people(text, attributions=said(text, "14 people were killed", "A local doctor", None))
    assert [(r["attributed_to"], r["attributed_to_raw"]) for r in rows] == [("A local doctor", "A local doctor")]
    assert [r["attributed_to"] for r in people(text)] == [None]


def test_returned_soldiers_are_the_source_s_own() -> None:
    text = "Armenia said 32 soldiers were returned after years in captivity."
    rows = people(
        text, attributions=said(text, "32 soldiers were returned after years in captivity", "Armenia", "Armenia")
    )
    assert [(r["affected"], r["affected_iso3"], r["count_type"]) for r in rows] == [("Armenia", "ARM", "released")]


def test_part_of_points_at_the_whole() -> None:
    rows = people("The raid killed 12 people, including three children.")
    assert [(r["surface"], r["part_of"]) for r in rows] == [("12", -1), ("three", 0)]


def test_a_sentence_without_a_cue_goes_on_counting() -> None:
    rows = people("Gunmen kidnapped 40 pupils on Monday.\nTen were girls.\nThe school has 30 teachers.")
    assert [(r["surface"], r["count_type"], r["unit"]) for r in rows] == [
        ("40", "abducted", "pupil"),
        ("Ten", "abducted", "girl"),
    ]


def test_items_under_a_heading_take_its_cue() -> None:
    rows = people(
        "The ministry listed those killed this week:\n12 soldiers in the north;\nthree drivers on the coast road.\nPrices rose by 3."
    )
    assert [(r["surface"], r["count_type"], r["unit"]) for r in rows] == [
        ("12", "killed", "soldier"),
        ("three", "killed", "driver"),
    ]


def test_captivity_comes_from_the_article() -> None:
    assert [r["count_type"] for r in people("The hostages are pupils of one school.\nSixty were freed on Sunday.")] == [
        "released"
    ]
    assert people("Sixty were freed on Sunday from paying the fee.") == []


def test_time_and_scope() -> None:
    text = "Since 3 March 2021 the fighting has killed 900 people."
    at = text.index("3 March")
    when = pl.DataFrame(
        [{"article": 0, "char_start": at, "char_end": at + 12, "surface": "3 March 2021", "timex_type": "DATE", "timex_value": "2021-03-03",
          "timex_mod": None, "date_start": dt.date(2021, 3, 3), "date_end": dt.date(2021, 3, 3), "date_prec": "day", "anchor_date": None}],
        schema=dates.FOUND,
    )  # fmt: skip
    rows = people(text, dates=when)
    assert [(r["period_start"], r["period_end"], r["scope"]) for r in rows] == [
        (dt.date(2021, 3, 3), None, "cumulative")
    ]


def test_quotation_of_a_figure() -> None:
    text = 'The mayor said: "We counted 19 dead here." Nobody answered.'
    at = text.index("We")
    mark = {"article": 0, "char_start": at, "char_end": text.index('."') + 1, "text": "x", "quote_type": "direct"}
    told = mark | {"speaker": "Maren Holt", "speaker_raw": "The mayor", "speaker_id": "a1"}
    frame = pl.DataFrame([told], schema={k: v for k, v in quotations.FOUND.items() if k in told}).with_columns(
        quotation_id=pl.lit("q1")
    )
    found = people(text, quotations=frame)
    assert [(r["quotation_id"], r["attributed_to"]) for r in found] == [("q1", "Maren Holt")]


ORDINARY = """The club released 12 songs and sold 3,000 tickets. The team lost 3-1 and captured 30 seats in the poll.
The board held 40 meetings in 2019. Returned goods freed up $3m. He returned a kick 97 yards.
Three ministers met 200 delegates. The deal was killed by 12 votes. They moved 300 units and fired 14 workers.
A striker scored two goals and a fan took 40 pictures. The committee took 3 hours to release a report."""


def test_ordinary_news_counts_nobody() -> None:
    assert people(ORDINARY) == []


SMALL = """killed wounded were was and , of them whom including among the a 12 three dozens soldiers people dead released
hostages who said in exchange for from their homes Kabul - ( ) : ; missing no one others more than 40 toll rose to were taken by
1,200 Hamas its"""
WORDS = st.sampled_from(SMALL.split())


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_any_row_of_words_gives_rows_within_bounds(text: str) -> None:
    for figure in read(text, find_numbers(text), frozenset).figures:
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.count_type in COUNT_TYPES
        assert figure.population in POPULATION
        assert figure.modality in MODALITY
        assert figure.unit == figure.unit.lower() != ""
        assert 0 < of_people(figure.rule, figure.count_type, figure.score, single=figure.implicit) < 1


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    for row in people(f"Killed 12 {text} wounded 9."):
        sentence, surface = row["sentence"], row["surface"]
        assert isinstance(sentence, str)
        assert isinstance(surface, str)
        assert surface in sentence


def test_a_sentence_of_two_thousand_numbers_is_read_in_time() -> None:
    text = "killed " + "12 people, including three of them who, " * 400 + "were wounded."
    assert people(text) != []


def test_tables_hold_known_count_types_and_needs() -> None:
    cues = [e for _, e in lexicon()[0].values() if e is not None and hasattr(e, "count_type")]
    cues += [cue for found in pairs().values() for cue, _ in found]
    assert {c.count_type for c in cues} <= COUNT_TYPES
    assert reference.rows("cue_pairs", "verbs", "particles", "count_type", "needs")


def test_every_cue_is_found_by_the_patterns_that_choose_sentences() -> None:
    firm, other = patterns()
    for word, (kind, _) in lexicon()[0].items():
        if kind == "k":
            assert any(p in word for p in (*firm, *other)), word
