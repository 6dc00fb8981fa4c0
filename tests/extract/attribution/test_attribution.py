"""Who says what, in sentences of the tests' own."""

from __future__ import annotations

import pytest

ONE = [
    # before, after and around what is said
    ("Maren Holt said nine people were killed.", "Maren Holt", "nine people were killed"),
    ("Nine people were killed, Maren Holt said.", "Maren Holt", "Nine people were killed"),
    ("Nine people were killed, Maren Holt said on Monday.", "Maren Holt", "Nine people were killed"),
    ("Nine people, Maren Holt said, were killed.", "Maren Holt", "Nine people, Maren Holt said, were killed"),
    ("Nine people were killed, said Maren Holt, the mayor of Belmar.", "Maren Holt", "Nine people were killed"),
    ("Maren Holt, the mayor of Belmar, said nine people were killed.", "Maren Holt", "nine people were killed"),
    ("The mayor of Belmar, Maren Holt, said nine people were killed.", "Maren Holt", "nine people were killed"),
    (
        "Nine people were killed, the mayor of Belmar, Maren Holt, told Northwire.",
        "Maren Holt",
        "Nine people were killed",
    ),
    ("Nine people were killed, said the child’s uncle, Tomas Verga.", "Tomas Verga", "Nine people were killed"),
    ("Maren Holt told reporters on Monday that nine people were killed.", "Maren Holt", "nine people were killed"),
    ("In Belmar, Maren Holt said nine people were killed.", "Maren Holt", "nine people were killed"),
    ("Residents said by telephone that nine people were killed.", "Residents", "nine people were killed"),
    # counting, finding, putting a number
    ("Red Lantern has documented 312 deaths.", "Red Lantern", "312 deaths"),
    ("Red Lantern puts the death toll at 312.", "Red Lantern", "the death toll at 312"),
    ("A report by Red Lantern found that nine people were killed.", "Red Lantern", "nine people were killed"),
    ("Figures from the Ostria Health Ministry show that nine died.", "Ostria Health Ministry", "nine died"),
    ("Red Lantern's latest tally stands at 312 dead.", "Red Lantern", "at 312 dead"),
    ("By Red Lantern's count, nine people are missing.", "Red Lantern", "nine people are missing"),
    # according to, by, citing
    ("According to Red Lantern, nine people were killed.", "Red Lantern", "nine people were killed"),
    ("Nine people were killed, according to local officials.", "local officials", "Nine people were killed"),
    ("Nine deaths were confirmed by Red Lantern.", "Red Lantern", "Nine deaths were"),
    ("Northwire, citing Red Lantern, reported nine deaths.", "Red Lantern", "nine deaths"),
    ("Nine people died, Northwire reported, citing hospital officials.", "hospital officials", "Nine people died"),
    (
        "Nine people died, according to Red Lantern, and two were hurt.",
        "Red Lantern",
        "Nine people died, according to Red Lantern, and two were hurt",
    ),
    (
        "The nine men who Red Lantern says were abducted came from Belmar.",
        "Red Lantern",
        "The nine men who Red Lantern says were abducted came from Belmar",
    ),
    (
        "The raid, according to Red Lantern, killed nine.",
        "Red Lantern",
        "The raid, according to Red Lantern, killed nine",
    ),
    ("Nine men died, Maren Holt said Friday, the latest loss of a grim week.", "Maren Holt", "Nine men died"),
    ("Red Lantern claimed the attack killed nine men.", "Red Lantern", "the attack killed nine men"),
    ("Villagers saw nine bodies by the road.", "Villagers", "nine bodies by the road"),
    ("Officials set the dead at nine.", "Officials", "the dead at nine"),
    ("Nine people died, Maren Holt announced this evening.", "Maren Holt", "Nine people died"),
    (
        "Since Monday nine men had fled, Red Lantern said; in April it had been 40.",
        "Red Lantern",
        "Since Monday nine men had fled, Red Lantern said; in April it had been 40",
    ),
    (
        "Red Lantern gave 40 as the number of dead and 52 as that of hurt.",
        "Red Lantern",
        "40 as the number of dead and 52 as that of hurt",
    ),
    ("Red Lantern put it at 40 by noon.", "Red Lantern", "it at 40 by noon"),
    ("Nine men had fled, by Red Lantern's own reckoning.", "Red Lantern", "Nine men had fled"),
    ("21:40 Red Lantern says nine people died.", "Red Lantern", "nine people died"),
    # where the comma between a clause and its source has been lost
    (
        "Nine died in a garden area in New Belmar BELTA reporter said.",
        "BELTA reporter",
        "Nine died in a garden area in New Belmar",
    ),
    ("A blast left dozens wounded Ostrian media reported.", "Ostrian media", "A blast left dozens wounded"),
    (
        "A bomb killed nine staff of the party state-run radio Dawn said.",
        "state-run radio Dawn",
        "A bomb killed nine staff of the party",
    ),
    ("Nine were hurt in Belmar Meanwhile civil sources told Northwire that ten died.", "civil sources", "ten died"),
    ("The raid according to Red Lantern killed nine.", "Red Lantern", "The raid according to Red Lantern killed nine"),
    ('Nine men died according to the opposition "Dawn" TV network.', 'opposition "Dawn" TV network', "Nine men died"),
    ("Interior Minister Elena Sorin: nine held after riots", "Elena Sorin", "nine held after riots"),
    ("Red Lantern admits to losing nine men.", "Red Lantern", "to losing nine men"),
    ("The toll of nine dead was given by Red Lantern.", "Red Lantern", "The toll of nine dead was"),
    # headings and notes
    ("Health officials: nine people killed in Belmar", "Health officials", "nine people killed in Belmar"),
    ("Nine people killed in Belmar – police", "police", "Nine people killed in Belmar"),
    # a sentence in capitals
    ("MAREN HOLT SAID NINE PEOPLE WERE KILLED.", "Maren Holt", "NINE PEOPLE WERE KILLED"),
    # over a dateline, a relative clause, a name with small words
    ("BELMAR (Northwire) — Nine people were killed, Maren Holt said.", "Maren Holt", "Nine people were killed"),
    (
        "Monitors who reached the town of Belmar on Saturday counted at least nine dead.",
        "Monitors",
        "at least nine dead",
    ),
    ("A young man who gave his name as Tomas Verga said nine people died.", "Tomas Verga", "nine people died"),
    ("A rights group, Voice of Belmar, says nine people are held.", "Voice of Belmar", "nine people are held"),
    ("Maren Holt, Chair of the Belmar Council said nine people died.", "Maren Holt", "nine people died"),
    ("The resident commander, al-Zarro, said nine people died.", "al-Zarro", "nine people died"),
    ("Envoy to Ostria Elena Sorin said nine people died.", "Elena Sorin", "nine people died"),
    ("The chair of the union, Most Rev. Elena Sorin, said nine people died.", "Elena Sorin", "nine people died"),
    ("Belmar and Ostria Police said nine people died.", "Belmar and Ostria Police", "nine people died"),
    ("Mina March said nine people were killed.", "Mina March", "nine people were killed"),
    # nobody named
    (
        "A police officer at the scene said nine people were killed.",
        "A police officer at the scene",
        "nine people were killed",
    ),
    ("Belmar police said nine people were killed.", "Belmar police", "nine people were killed"),
]


@pytest.mark.parametrize(("text", "source", "content"), ONE)
def test_source_and_stretch(listen, text, source, content):
    found = [
        (r["source"] or r["source_raw"], text[r["content_start"] : r["content_end"]]) for r in listen(text).attributions
    ]
    assert found == [(source, content)]


SILENT = [
    "Maren Holt did not say how many people were killed.",
    "Maren Holt declined to say how many people were killed.",
    "The orders were given on Monday and the attack killed nine people.",
    "Red Lantern claimed responsibility for the attack, which killed nine people.",
    "Police found nine bodies.",
    "Police saw nine bodies.",
    "Red Lantern claimed two attacks in Belmar which killed nine people.",
    "Red Lantern was holding nine men in Belmar.",
    "The town fell and Red Lantern gave up nine men.",
    "The shelling claimed the lives of nine people.",
    "The reported deaths shocked the town of Belmar.",
    "That nine people were killed was denied by Red Lantern.",
    "The rebel-held town of Belmar lost nine people.",
]


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_said(listen, text):
    assert listen(text).attributions == []


LAST = [
    # pronouns, roles and kinds stand for whoever bore them
    ("Maren Holt said the bridge was gone. He added that nine people were killed.", "Maren Holt"),
    ("Mr Verga met Elena Sorin in Belmar. She said nine people were killed.", "Elena Sorin"),
    ("Ostrian President Tomas Verga arrived late. The president said nine people were killed.", "Tomas Verga"),
    ("Red Lantern counted the graves. The group said nine people were killed.", "Red Lantern"),
    ("The Ostria Health Ministry was asked. The ministry said nine people were killed.", "Ostria Health Ministry"),
    (
        "Police said nine people were killed. Ostrian police confirmed the number. Police said ten died.",
        "Ostrian police",
    ),
    # nobody is told of by name in the middle of what he says, nor by the one who goes on
    ("Maren Holt spoke. It was no crime to strike Tomas Verga, he said.", "Maren Holt"),
    ("Tomas Verga said he knew little. Had Maren Holt been told, he added, nine people would live.", "Tomas Verga"),
    ("Maren Holt said Tomas Verga had fled to Ostria. He said nine people were killed.", "Maren Holt"),
    ("Red Lantern counted the graves. A camp in Belmar is shut, as it said nine people were killed.", "Red Lantern"),
    ("Maren Holt was there. A video shows it. He wrote that nine people died.", "Maren Holt"),
    ("Maren Holt was there. His figures show that nine people died.", "Maren Holt"),
    ("Red Lantern spoke. A father of two girls said nobody came. He said nine people were killed.", None),
    ("Maren Holt said 40 people fled. The same statement lists nine people as missing.", "Maren Holt"),
    # a report that plainly goes on
    ("Red Lantern said 40 people were held. Of those, nine were children.", "Red Lantern"),
    ("Red Lantern said 40 people were held. Another nine were killed.", "Red Lantern"),
    ("Red Lantern said the road was shut. The statement added that nine people were killed.", "Red Lantern"),
    # a source behind a sentence in which others tell something, too
    ("Nine men were held, and two of them confessed to killing a guard, said Maren Holt.", "Maren Holt"),
    # who passes on what another one says, also with a second verb; a document without an owner passes on nothing
    ("Northwire, citing Red Lantern, reported a raid and said nine people died.", "Red Lantern"),
    ("Citing the report, Maren Holt said nine people died.", "Maren Holt"),
    ("Maren Holt said ten died, but Tomas Verga disputed that and said nine people died.", "Tomas Verga"),
    ("The Ostria office of the league said it had verified nine deaths.", "Ostria office of the league"),
    # two sources
    ("Maren Holt, the mayor, and her deputy, Elena Sorin, said nine people were killed.", "Maren Holt; Elena Sorin"),
    ("Maren Holt, the mayor, said nine fled, and Elena Sorin, her deputy, said ten died.", "Elena Sorin"),
    ("Red Lantern and Northwire said nine people were killed.", "Red Lantern; Northwire"),
    ("Independent groups, including Red Lantern and Northwire, have documented nine deaths.", "Red Lantern; Northwire"),
    ("The minister of defence and security, Elena Sorin, said nine people were killed.", "Elena Sorin"),
]


@pytest.mark.parametrize(("text", "source"), LAST)
def test_who_is_meant(listen, text, source):
    assert listen(text).attributions[-1]["source"] == source


def test_what_is_promised_or_criticised_is_told_but_vouches_for_no_figure(listen):
    text = "Maren Holt has promised to free nine people and Tomas Verga criticised the plan."
    read = listen(text)
    told = [(r["source"], text[r["content_start"] : r["content_end"]], r["asserted"]) for r in read.attributions]
    assert told == [("Maren Holt", "to free nine people", False), ("Tomas Verga", "the plan", False)]
    assert [(r["text"], r["quote_type"]) for r in read.quotations] == [(c, "indirect") for _, c, _ in told]


WHERE = [
    ("Maren Holt also said she understands how hard that can be.", "she understands how hard that can be"),
    (
        "It is hard to tell, many doctors say, because nobody counts.",
        "It is hard to tell, many doctors say, because nobody counts",
    ),
    (
        "The truth, Maren Holt said then, was that nine men died.",
        "The truth, Maren Holt said then, was that nine men died",
    ),
    ("People close to the talks say nine men are free.", "nine men are free"),
    ("Those surveyed say nine men are free.", "nine men are free"),
    ("Some 61 percent of voters say nine men are free.", "nine men are free"),
    ("Nearly a third of voters say nine men are free.", "nine men are free"),
    ("Maren Holt rejects accusations that nine men were held.", "accusations that nine men were held"),
    ("Maren Holt said late on Monday that nine men were held.", "nine men were held"),
    ("Maren Holt vowed to form a force, which would hold the bridge.", "to form a force, which would hold the bridge"),
    ("Maren Holt appeared to suggest that nine men were free.", "nine men were free"),
]


@pytest.mark.parametrize(("text", "content"), WHERE)
def test_where_what_is_said_begins_and_ends(listen, text, content):
    assert [text[r["content_start"] : r["content_end"]] for r in listen(text).attributions] == [content]


def test_a_note_names_the_source_of_its_paragraph(listen):
    read = listen("BELMAR: Shell on market. Dead: nine. Source: hospital.")
    assert [(r["source_raw"], read.text[r["content_start"] : r["content_end"]]) for r in read.attributions] == [
        ("hospital", "BELMAR: Shell on market. Dead: nine.")
    ]


def test_it_is_the_body_with_which_the_sentence_before_begins(listen):
    found = listen("The army has not commented. In March it acknowledged that nine people were killed.").attributions
    assert [(r["source"], r["source_raw"]) for r in found] == [(None, "The army")]


def test_a_sentence_without_source_inherits_none(listen):
    read = listen(
        "Red Lantern said 40 people were held. The city of Belmar lies on a river. Nine people drowned there."
    )
    assert [read.text[r["content_start"] : r["content_end"]] for r in read.attributions] == ["40 people were held"]


def test_each_of_two_sources_covers_its_own_number(listen):
    text = "Maren Holt said nine people were killed, while Tomas Verga put the number at twelve."
    rows = {r["source"]: text[r["content_start"] : r["content_end"]] for r in listen(text).attributions}
    assert "nine" in rows["Maren Holt"] and "twelve" not in rows["Maren Holt"]
    assert "twelve" in rows["Tomas Verga"] and "nine" not in rows["Tomas Verga"]


def test_who_has_no_name_is_told_by_the_words_that_tell_most(listen):
    found = listen("A source at the hospital said nine died. Six more were hurt, according to the source.").attributions
    assert [(r["source_raw"], r["source_told"]) for r in found] == [
        ("A source at the hospital", None),
        ("the source", "A source at the hospital"),
    ]


def test_what_somebody_without_a_name_says_is_the_word_of_the_person_who_tells_it(listen):
    rows = listen("Maren Holt said that medics had counted nine dead.").attributions
    assert [(r["source"], r["asserted"]) for r in rows] == [("Maren Holt", True), (None, False)]
    rows = listen("Northwire said that medics had counted nine dead.").attributions
    assert [r["asserted"] for r in rows] == [True, True]


def test_a_statement_that_a_colon_announces_is_the_paragraph_below(listen):
    text = "The mayor of Belmar, Maren Holt, has issued the following statement:\n“We lost nine people.”"
    assert [(q["text"], q["speaker"]) for q in listen(text).quotations] == [("We lost nine people.", "Maren Holt")]
    assert listen("Red Lantern has issued new uniforms:\nnine of them").quotations == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Both the army and the rebels said nine people died.", "the army; the rebels"),
        ("Nine people died, according to state media and aid agencies.", None),
        ("Doctors and local residents said nine people died.", "Doctors; local residents"),
        ("The defence and interior ministers said nine people died.", None),
    ],
)
def test_several_sources_without_a_name_are_told_one_by_one(listen, text, told):
    assert [(r["source"], r["source_told"]) for r in listen(text).attributions] == [(None, told)]


def test_each_verb_over_a_relative_clause_has_its_own_number(listen):
    text = "The ministry, which earlier said nine people had died, raised the toll to ten."
    contents = sorted(text[r["content_start"] : r["content_end"]] for r in listen(text).attributions)
    assert contents == ["nine people had died", "the toll to ten"]


HELD = [
    # verbs of two words, states of mind, nouns of saying with their owner: what is vouched for, and what is only told
    ("Maren Holt made clear that nine men had died.", [("Maren Holt", "nine men had died", True)]),
    ("Nine men had died, Maren Holt pointed out.", [("Maren Holt", "Nine men had died", True)]),
    ("Maren Holt's claim that nine men died stands.", [("Maren Holt", "nine men died stands", True)]),
    ("Maren Holt talked about the nine dead.", [("Maren Holt", "the nine dead", False)]),
    ("Maren Holt is confident that the bridge will hold.", [("Maren Holt", "the bridge will hold", False)]),
    ("Maren Holt is not confident that the bridge will hold.", []),
    ("Maren Holt came. Her support for the raid is known.", [("Maren Holt", "the raid is known", False)]),
    ("The claims of the people of Belmar were heard.", []),
    (
        "Maren Holt was critical of the raid and said nine men died.",
        [("Maren Holt", "nine men died", True), ("Maren Holt", "the raid", False)],
    ),
]


@pytest.mark.parametrize(("text", "told"), HELD)
def test_what_is_held_and_talked_about(listen, text, told):
    rows = listen(text).attributions
    assert [(r["source"], text[r["content_start"] : r["content_end"]], r["asserted"]) for r in rows] == told


def test_a_quotation_in_two_part_marks_goes_on_behind_its_source(listen):
    text = "''We lost nine,'' Maren Holt said. ''We lost them in one night.'' The bridge is gone."
    (row,) = listen(text).attributions
    assert text[row["content_start"] : row["content_end"]] == text.removesuffix(" The bridge is gone.")
