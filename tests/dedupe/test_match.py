"""Clusters: the ladder of similarities, the traps, the order of arrival."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.core.ids import digest
from flows.dedupe import match, sign
from flows.dedupe.candidates import PER_BAND, candidates
from flows.dedupe.compare import LEAST_SHINGLES, NEAR
from flows.dedupe.sketch import BINS, unpacked
from tests.dedupe.dedupe_articles import (
    WAYS_TO_CHANGE,
    Writer,
    assign,
    changed,
    frame,
    lay_out,
    plain_shingles,
    plain_similarity,
)


def clusters(texts: list[str], urls: dict[int, str] | None = None) -> list[str]:
    return assign(frame(texts, urls))["cluster_id"].to_list()


def test_ladder_of_similarities() -> None:
    """Containment 0 to .95 in six ways, up to three times the length: recall .98, precision .99."""
    writer = Writer(11)
    texts: list[str] = []
    for i in range(360):
        base = writer.sentences(writer.random.randint(6, 30))
        other = changed(base, WAYS_TO_CHANGE[i % 6], 0.95 * writer.random.random(), writer)
        texts += [lay_out(base), f"By {writer.name()}\n{lay_out(other)}"]
    found = assign(frame(texts))
    cluster = found["cluster_id"].to_list()
    right = missed = wrong = 0
    for first in range(0, len(texts), 2):
        near = plain_similarity(texts[first], texts[first + 1])[1] >= NEAR
        joined = cluster[first] == cluster[first + 1]
        right += near and joined
        missed += near and not joined
        wrong += joined and not near
    assert right + missed > 100
    assert right / (right + missed) >= 0.98
    assert right / (right + wrong) >= 0.99
    assert len(set(cluster)) == len(texts) - right - wrong, "articles of different pairs were joined"


def test_similarity_is_measured_against_the_canonical_article() -> None:
    writer = Writer(12)
    base = writer.sentences(20)
    texts = [lay_out(base), lay_out(base[:14]), lay_out(base[4:] + writer.sentences(3))]
    found = assign(frame(texts))
    for row in (1, 2):
        assert found["canonical_id"][row] == digest("0")
        assert (found["jaccard"][row], found["containment"][row]) == pytest.approx(
            plain_similarity(texts[row], texts[0])
        )
    assert found.row(0) == (digest("0"), digest("cluster", digest("0")), digest("0"), 1.0, 1.0, True)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 39), unique=True, max_size=5).map(sorted))
def test_the_same_in_one_batch_or_in_many(seed: int, cuts: list[int]) -> None:
    writer = Writer(seed)
    bases = [writer.sentences(12) for _ in range(4)]
    texts, urls = [], {}
    for i in range(40):
        base = writer.random.choice(bases)
        texts.append(
            lay_out(
                changed(base, writer.random.choice(WAYS_TO_CHANGE), writer.random.choice([0.4, 0.6, 0.8, 1.0]), writer)
            )
        )
        if writer.random.random() < 0.2:
            urls[i] = f"https://example.org/{writer.random.randint(1, 4)}"
    articles = frame(texts, urls)
    assert assign(articles, cuts).equals(assign(articles))


def test_a_mobile_address_with_tracking_is_that_of_the_same_page() -> None:
    writer = Writer(9)
    texts = [writer.article() for _ in range(3)]
    urls = {
        0: "https://www.example.org/a?id=1",
        1: "http://m.example.org/a/amp/?utm_source=x&id=1",
        2: "https://example.org/a?id=2",
    }
    first, same, other = clusters(texts, urls)
    assert first == same != other


def test_same_url_is_the_same_cluster_whatever_the_text() -> None:
    writer = Writer(13)
    texts = [writer.article(), writer.article(), writer.article(), "Gone."]
    found = clusters(
        [*texts, texts[1]],
        {0: "https://example.org/live", 2: "https://example.org/live", 3: "https://example.org/live"},
    )
    assert found[0] == found[2] == found[3]
    assert found[1] == found[4] != found[0]


def test_short_texts_only_join_when_exactly_the_same() -> None:
    text = "the old mill at the river burned down during the night and nobody came to help"
    assert len(plain_shingles(text)) < LEAST_SHINGLES
    found = assign(frame([text, text + "!", f"  {text}\n", text, "", "Ja", "Ja"]))
    assert found["exact"].to_list() == [True, True, True, True, True, True, True]
    cluster = found["cluster_id"].to_list()
    assert cluster[0] == cluster[2] == cluster[3]
    assert cluster[5] == cluster[6]
    assert len(set(cluster)) == 4


def test_exact_differs_from_the_same_words() -> None:
    text = Writer(14).article()
    found = assign(frame([text, text + "\n(Reporting by Ann Ode)", text.upper(), text.replace("\n", "\n\n")]))
    assert found["exact"].to_list() == [True, True, False, True]
    assert found["cluster_id"].n_unique() == 1


def test_copies_of_copies_do_not_drift() -> None:
    """Each article shares two thirds with the one before; far along the chain nothing of the first is left."""
    sentences = Writer(15).sentences(120)
    texts = [lay_out(sentences[i : i + 30]) for i in range(0, 90, 10)]
    cluster = clusters(texts)
    assert cluster[0] == cluster[1]
    assert len(set(cluster)) >= 3
    found = assign(frame(texts))
    assert found["containment"].min() >= 0.25


def war_bulletin(writer: Writer) -> str:
    n = writer.random.randint
    return (
        f"The general staff of the northern army said in its evening report on {writer.day()} that over the past day its forces "
        f"had fought {n(20, 99)} engagements along the front line. The enemy launched {n(100, 999)} attack drones and {n(2, 40)} "
        f"missiles against towns and villages near the border, and carried out {n(30, 99)} air strikes with guided bombs, the "
        f"report said. Since the beginning of the invasion the enemy has lost about {n(100, 999)},{n(100, 999)} soldiers, of "
        f"them {n(500, 1999)} over the past day, as well as {n(1000, 9999)} tanks, {n(1000, 9999)} artillery systems and "
        f"{n(100, 999)} air defence systems, according to the report. The figures could not be verified independently. The "
        "other side does not publish its losses and has not commented on the report."
    )


def ministry_notice(writer: Writer) -> str:
    n = writer.random.randint
    return (
        f"The health ministry of Dorvan said on {writer.day()} that {n(20, 99)} people were killed and {n(100, 300)} wounded in "
        f"air strikes over the past 24 hours. This brings the number of those killed since the beginning of the war to "
        f"{n(30, 40)},{n(100, 999)}, with {n(70, 90)},{n(100, 999)} wounded, the ministry said in its daily report. Victims are "
        "still under the rubble and on the roads, where ambulance crews cannot reach them. The ministry called on the families "
        "of the dead and the missing to complete their data through its pages."
    )


def market_bulletin(writer: Writer) -> str:
    n = writer.random.randint
    return (
        f"Shares on the Kestrel Exchange closed {writer.random.choice(['higher', 'lower', 'mixed'])} on {writer.day()}. The main "
        f"index moved {n(1, 99)}.{n(0, 9)} points to {n(2, 9)},{n(100, 999)}.{n(10, 99)} in turnover of {n(100, 999)} million "
        "crowns. Dealers said investors stayed on the sidelines ahead of economic data that are expected later in the week. "
        f"Gainers outnumbered losers {n(50, 200)} to {n(50, 200)}, with {n(10, 60)} shares unchanged. The exchange publishes a "
        "full list of closing prices on its pages every evening after trading has ended."
    )


def event_notice(writer: Writer) -> str:
    n = writer.random.randint
    return (
        f"An earthquake of magnitude {n(4, 6)}.{n(0, 9)} struck {n(5, 90)} km off {writer.name()} on {writer.day()}, the "
        f"geological institute said. The quake hit at a depth of {n(5, 90)} km at {n(1, 11)}:{n(10, 59)} local time. There were "
        "no reports of damage or casualties at first. The country lies where two plates meet, and earthquakes are common in all "
        "of its provinces, above all along the coast."
    )


@pytest.mark.parametrize("issue", [war_bulletin, ministry_notice, market_bulletin, event_notice])
def test_issues_of_a_bulletin_are_articles_of_their_own(issue: Callable[[Writer], str]) -> None:
    writer = Writer(16)
    texts = [issue(writer) for _ in range(30)]
    assert plain_similarity(texts[0], texts[1])[1] >= NEAR
    found = clusters([*texts, texts[7].replace("said", "reported")])
    assert len(set(found[:-1])) >= 28
    assert found[-1] == found[7], "a copy of an issue joins it"


@pytest.mark.parametrize("sentences", [4, 12, 30])
def test_a_revised_toll_is_the_same_article(sentences: int) -> None:
    writer = Writer(17)
    for _ in range(20):
        text = "At least 12 people were killed and 30 wounded in Norvik on Monday, the mayor said.\n" + writer.article(
            sentences
        )
        revised = (
            text.replace("12 people", "15 people").replace("30 wounded", "41 wounded").replace("Monday", "Tuesday")
        )
        assert len(set(clusters([text, revised]))) == 1


def test_an_update_that_changes_six_figures_is_no_bulletin() -> None:
    writer = Writer(23)
    story = [
        "Fighting went on in the hills above Norvik on Monday, and both armies said that they had taken ground.",
        "A hospital in the town counted 12 dead and 31 wounded, most of them hit while they waited for bread.",
        "Its director, Ann Ode, said the cellar had room for 60 beds and that the fuel would last for another day or so.",
        "Bo Lind, who speaks for the army, told the Dorvan Herald that 8 of its soldiers had fallen and 5 were missing.",
        "The rebels of the Northern League did not answer letters, and their radio in Karmi played songs all morning.",
        "Trains between Norvik and Solm have stood still since April, and the road along the river is mined.",
        "Farmers from Upper Hollin walk for 3 hours to the market, where a loaf now costs what a goat did in spring.",
        "The Council of Elders met the envoy of the League in Ostrava House but came to no agreement, Ode said.",
        "Talks are to be taken up again next week under the eyes of the bishop of Solm and the mayor of Karmi.",
    ]
    for _ in range(10):
        text = lay_out(story)
        revised = text
        for old in ("12 dead", "31 wounded", "60 beds", "8 of its", "5 were", "3 hours"):
            revised = revised.replace(old, f"{writer.random.randint(70, 99)} {old.split(' ', 1)[1]}")
        assert len(set(clusters([text, revised, text.upper(), revised.upper()]))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "x" * 300_000,
        "1 2 3 4 5 " * 20_000,
        "1" * 400,
        "\u202e\u200f" * 20_000,
        "😀" * 20_000,
        "停火" * 20_000,
        "\n" * 50_000 + "a",
    ],
)
def test_hostile_texts_are_matched_like_others(text: str) -> None:
    found = assign(frame([text, Writer(24).article(), text + "\n"]))
    assert found["cluster_id"][0] == found["cluster_id"][2] != found["cluster_id"][1]


FOOTER = (
    "Norvik Post is the oldest paper of the northern coast and is owned by those who read it. Our reporters live where they work and "
    "nobody tells them what to write. Ask your shop for the printed paper, which appears six days a week, or have it brought to your door. "
)


def test_a_footer_shared_by_a_thousand_articles_joins_none() -> None:
    writer = Writer(18)
    assert len(set(clusters([f"{writer.article(7)}\n{FOOTER}" for _ in range(1000)]))) == 1000


def test_a_footer_longer_than_its_articles_soon_joins_none() -> None:
    writer = Writer(19)
    found = clusters([f"{lay_out(writer.sentences(4))}\n{FOOTER}" for _ in range(200)])
    assert len(set(found)) >= 195


def test_boxes_of_the_page_are_not_what_is_shared() -> None:
    writer = Writer(20)
    box = "Sign in to continue reading, or create an account to read three free stories a month and follow what matters to you every day."
    more = "Subscribe to our newsletter and get the best stories of the week, chosen by our editors, every Sunday at eight in your inbox."
    texts = [f"{lay_out(writer.sentences(3))}\n{box}\n{more}" for _ in range(2)]
    assert plain_similarity(*texts)[1] >= NEAR
    assert len(set(clusters(texts))) == 2


def test_many_copies_stay_bounded() -> None:
    """Every article is a version of one text: each is compared with a few earlier ones, and all join."""
    writer = Writer(21)
    base = writer.sentences(20)
    texts = [lay_out(changed(base, "replaced", 0.9, writer)) for _ in range(400)]
    articles = frame(texts)
    stored = dict(articles.select("article_id", "text").iter_rows())
    asked: list[str] = []

    def read(ids: list[str]) -> dict[str, str]:
        asked.extend(ids)
        return {i: stored[i] for i in ids}

    signed = sign(articles)
    found = match(signed, signed.head(0).with_columns(cluster_id=pl.lit(""), canonical_id=pl.lit("")), read)
    assert found["cluster_id"].n_unique() == 1
    assert len(asked) <= 3 * len(texts)


def test_unrelated_texts_are_not_read() -> None:
    writer = Writer(22)
    signed = sign(frame([writer.article() for _ in range(500)]))
    asked: list[str] = []
    found = match(
        signed,
        signed.head(0).with_columns(cluster_id=pl.lit(""), canonical_id=pl.lit("")),
        lambda ids: asked.extend(ids) or {},
    )
    assert found["cluster_id"].n_unique() == 500
    assert not asked


def test_a_long_series_of_a_bulletin_stays_apart() -> None:
    """Among many issues some agree by chance in most of their figures; the series tells them."""
    writer = Writer(4)
    texts = [ministry_notice(writer) for _ in range(250)]
    assert len(set(clusters(texts))) == len(texts)


def test_a_band_value_remembers_the_first_articles_only() -> None:
    sketches = np.zeros((50, BINS), np.uint16)
    later, earlier = candidates(sketches, np.full(50, 200), np.ones(50, np.bool_), 0, NEAR)
    assert earlier.max() < PER_BAND
    assert (np.bincount(later)[1:] == np.minimum(np.arange(1, 50), PER_BAND)).all()


def test_a_boilerplate_of_all_articles_makes_few_candidates() -> None:
    """Articles that share a few sentences come together in some band by thousands; next to none is compared."""
    writer = Writer(31)
    shared = lay_out(writer.sentences(3))
    signed = sign(frame([f"{writer.article(40)}\n{shared}" for _ in range(1_500)]))
    sizes = signed["n_shingles"].to_numpy().astype(np.int64)
    later, _ = candidates(unpacked(signed["sketch"]), sizes, np.ones(len(signed), np.bool_), 0, NEAR)
    assert len(later) < 0.02 * len(signed)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 400), st.floats(0, 1), st.integers(2, 3000))
def test_few_new_articles_are_looked_for_as_many_are(seed: int, count: int, share_new: float, kinds: int) -> None:
    """Where few articles are new the search goes another way, and finds the same pairs of them."""
    dice = np.random.default_rng(seed)
    sketches = dice.integers(0, kinds, (count, BINS)).astype(np.uint16)
    copied = dice.integers(0, count, count // 2)
    sketches[copied] = np.where(dice.random((len(copied), BINS)) < 0.6, sketches[0], sketches[copied])
    sizes, usable = np.full(count, 200), dice.random(count) < 0.9
    first_new = round(count * (1 - share_new))
    later, earlier = candidates(sketches, sizes, usable, 0, NEAR)
    new = later >= first_new
    found = candidates(sketches, sizes, usable, first_new, NEAR)
    assert np.array_equal(found[0], later[new])
    assert np.array_equal(found[1], earlier[new])
