"""Sources that stand further from their verb, and the roles by which an article calls a person later."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.extract.attribution import marks
from flows.extract.attribution.line import Hole, Read, Sentence
from flows.extract.attribution.parse import Said, parse
from flows.extract.attribution.persons import role_words, told_roles


def said_in(text: str, holes: tuple[Hole, ...] = ()) -> list[Said]:
    line = Read([Sentence(0, text, holes)]).line(0)
    return [] if line is None else parse(line)


SENTENCES = [
    ("A police officer who asked not to be named said nine men had died.", "A police officer"),
    ("Karim Duc, speaking through an interpreter, said his division lost nine men at the river.", "Karim Duc"),
    ("Nine men were held, a lawyer for the families, Ahmed Sabri, said by telephone from Belmar.", "Ahmed Sabri"),
    ("The radio reported, citing General Anwar Sadik, that nine men had died.", "General Anwar Sadik"),
    ("The agency quoted the governor, Pavel Orlin, as saying nine men had died.", "Pavel Orlin"),
    ("Two people with knowledge of the talks said nine men would be freed.", "Two people"),
    ("The charity Save Our Villages says nine men have died.", "Save Our Villages"),
    ("@mina_k wrote that nine men had died.", "@mina_k"),
]


@pytest.mark.parametrize(("text", "source"), SENTENCES)
def test_source_far_from_its_verb(text, source):
    assert any(source in text[slice(*said.source)] for said in said_in(text))


def test_passive_after_a_quotation():
    text = "The raid was described as “a massacre” by the envoy, Samuel Kent."
    said = said_in(text, ((26, 38),))
    assert [text[slice(*one.source)] for one in said] == ["the envoy, Samuel Kent"]


def test_ranks_are_known_in_full():
    assert {"lieutenant", "colonel"} <= role_words("Lt. Col.")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Luis Prieto, parish priest of Belmar, wept.", "priest"),
        ("Luis Prieto, 52, a retired teacher, wept.", "teacher"),
        ("The driver, Luis Prieto, was in tears.", "driver"),
    ],
)
def test_roles_beside_a_name(text, role):
    start = text.index("Luis")
    assert role in told_roles(text, start, start + len("Luis Prieto"))


def test_no_role_without_an_apposition():
    text = "Luis Prieto walked past the priest."
    assert told_roles(text, 0, len("Luis Prieto")) == set()


@settings(deadline=None)
@given(st.text(alphabet="ab.,'’ \n\"é\u2028日—", max_size=60))
def test_words_stand_where_they_are_printed(text):
    read = Read([Sentence(7, text, ()), Sentence(0, text, ())])
    for low, high, start in ((read.low[0], read.low[1], 7), (read.low[1], read.low[2], 0)):
        places = list(zip(read.starts[low:high], read.ends[low:high], read.words[low:high], strict=True))
        assert [text[s - start : e - start].lower().replace("’", "'") for s, e, _ in places] == [
            w for _, _, w in places
        ]
        assert "".join(w for _, _, w in places) == "".join(text.split()).lower().replace("’", "'")


@settings(deadline=None)
@given(st.text(alphabet="ab “”\"'’.(", max_size=40))
def test_marks_without_doubt_read_as_a_closer_look_reads_them(text):
    plain = marks._plain(text)
    assert plain is None or [q for q in plain if q.end > q.start] == marks._looked_at(text, inside=False)
