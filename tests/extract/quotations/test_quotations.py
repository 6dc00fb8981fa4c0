"""Quotations and their speakers, in sentences of the tests' own."""

from __future__ import annotations

import pytest


def direct(read):
    return [(r["text"], r["speaker"] or r["speaker_raw"]) for r in read.quotations if r["quote_type"] == "direct"]


def indirect(read):
    return [(r["text"], r["speaker"] or r["speaker_raw"]) for r in read.quotations if r["quote_type"] == "indirect"]


MARKS = [
    ('Maren Holt said: "We lost nine people."', ["We lost nine people."]),
    ("“We lost nine people,” Maren Holt said.", ["We lost nine people,"]),
    ("‘We lost nine people,’ Maren Holt said.", ["We lost nine people,"]),
    ("'We don't count the dead,' Maren Holt said.", ["We don't count the dead,"]),
    ("«We lost nine people», Maren Holt said.", ["We lost nine people"]),
    ("„We lost nine people“, Maren Holt said.", ["We lost nine people"]),
    ("``We lost nine people,'' Maren Holt said.", ["We lost nine people,"]),
    ("“We lost nine people,” Maren Holt said, “and two houses.”", ["We lost nine people,", "and two houses."]),
    ("“He told us ‘run’ and we ran,” Maren Holt said.", ["He told us ‘run’ and we ran,"]),
    ("“Where are they?” Holt asked.", ["Where are they?"]),
    (
        "“They took them. Nobody knows where. We wait,” Maren Holt said.",
        ["They took them. Nobody knows where. We wait,"],
    ),
    ("“They took them.\n“Nobody knows where,” Maren Holt said.", ["They took them.", "Nobody knows where,"]),
    ("“We lost nine people, Maren Holt said.", ["We lost nine people, Maren Holt said."]),
    (
        '"The town fell. ""We lost nine people,"" Maren Holt said. ""It is over."""',
        ["We lost nine people,", "It is over."],
    ),
    ("Maren Holt, hurt in the ‘ferocious’ attack, was ‘well’, she said.", ["ferocious", "well"]),
    ("The soldiers’ wives and the Holts’ friends waited.", []),
    ("It was 5'10\" tall.", []),
]


@pytest.mark.parametrize(("text", "quoted"), MARKS)
def test_what_stands_between_the_marks(listen, text, quoted):
    assert [q for q, _ in direct(listen(text))] == quoted


SPEAKERS = [
    ('"We lost nine people," said Maren Holt, the mayor of Belmar.', "Maren Holt"),
    ('"We lost nine people," the mayor of Belmar, Maren Holt, told Northwire.', "Maren Holt"),
    ('According to Maren Holt, the town is "empty".', "Maren Holt"),
    ('Maren Holt called the attack "cowardly".', "Maren Holt"),
    ('"We lost nine people." – Red Lantern statement', "Red Lantern"),
    ('Maren Holt: "We lost nine people."', "Maren Holt"),
    ('Maren Holt was blunt. "We lost nine people in one night."', "Maren Holt"),
    ('Maren Holt told Northwire:\n"We lost nine people in one night."', "Maren Holt"),
    ('Maren Holt stood in the ruins.\n"We lost nine people," she said.', "Maren Holt"),
    ('Tomas Verga met Elena Sorin. "We lost nine people," she said.', "Elena Sorin"),
    ('"We lost nine people," an Ostrian official said.', "an Ostrian official"),
    ('"We lost nine people," the woman said.', "the woman"),
    ('One young girl, Mina, told Northwire she was alone. "I have nobody," she said.', "Mina"),
    ('This is a statement issued by Red Lantern.\n"We have lost nine people in one night."', "Red Lantern"),
    ('A masked man drove up shouting "go home, all of you" at her.', "A masked man"),
    ('They met counter-protesters who have vowed to keep "thugs off our streets".', "counter-protesters"),
    ('The mayor spoke of "a few dozen".', "The mayor"),
    ('Camp is "a place of shame"\nMaren Holt was blunt.\n"The camp is a place of shame."', "Maren Holt"),
    (
        "Unlike others who have pleaded guilty, he was a “minor figure,” Elena Sorin said, and knew little.",
        "Elena Sorin",
    ),
    ('The camp was described by aid workers as "hell".', "aid workers"),
    ('Maren Holt waved the "peace plan" away.', "Maren Holt"),
    ('Maren Holt said the raid, which Red Lantern described as brief, was "a crime".', "Maren Holt"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_who_speaks(listen, text, speaker):
    assert [s for _, s in direct(listen(text))] == [speaker]


def test_the_same_speaker_goes_on_in_one_paragraph(listen):
    read = listen('"We lost nine people," said Maren Holt. "The houses are gone. We have nothing left."')
    assert [s for _, s in direct(read)] == ["Maren Holt", "Maren Holt"]


def test_the_same_speaker_goes_on_in_the_next_paragraph(listen):
    read = listen('"We lost nine people," said Maren Holt.\n"The houses are gone and we have nothing left."')
    assert [s for _, s in direct(read)] == ["Maren Holt", "Maren Holt"]


LEFT_OUT = [
    'The film "The Long Road Home" opens in Belmar on Friday.',
    'Tomas "Wolf" Verga was seen in Belmar.',
    'The so-called "safe zone" near Belmar was shelled.',
    'The "Dawn" television network showed Belmar.',
    'The "safe zone" near Belmar was shelled.',
]


@pytest.mark.parametrize("text", LEFT_OUT)
def test_titles_nicknames_and_scare_quotes_are_none(listen, text):
    assert direct(listen(text)) == []


def test_one_word_that_somebody_is_said_to_use_is_a_quotation(listen):
    assert direct(listen('Maren Holt described the talks as "complicated".')) == [("complicated", "Maren Holt")]


def test_a_heading_that_is_one_quotation_is_spoken_by_the_next_speaker(listen):
    found = direct(listen("Tomas Verga said: “Go.”\n“An end of it all”\nMaren Holt said: “We want it to be over.”"))
    assert [speaker for _, speaker in found] == ["Tomas Verga", "Maren Holt", "Maren Holt"]


def test_reported_speech_without_marks_is_indirect(listen):
    read = listen("Maren Holt said on Monday that nine people were killed.")
    assert indirect(read) == [("nine people were killed", "Maren Holt")]
    assert direct(read) == []


def test_reported_speech_that_holds_marks_is_not_indirect(listen):
    read = listen("Maren Holt said the town was “empty” after the raid.")
    assert direct(read) == [("empty", "Maren Holt")]
    assert indirect(read) == []


def test_offsets_are_of_the_speaker_and_the_words(listen):
    text = "“Nine are dead,” said Maren Holt."
    row = listen(text).quotations[0]
    assert text[row["char_start"] : row["char_end"]] == row["text"] == "Nine are dead,"
    assert text[row["speaker_char_start"] : row["speaker_char_end"]] == "Maren Holt"
    assert row["cue"] == "said"
