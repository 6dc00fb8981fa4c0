"""A value that a closed column of a reference table does not know is refused with table, line and what is allowed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.core import reference
from flows.core.reference import ReferenceTableError
from flows.extract.quantities.people import topics, words
from flows.extract.quantities.things import families, units
from flows.extract.quantities.things import stage as things

CASES: list[tuple[str, str, Callable[[], object], str]] = [
    ("cue_topics", "yonder,,walker,displaced,", topics.frames, "role is walker"),
    ("cue_topics", "yonder,,subject,vanquished,", topics.frames, "count_type is vanquished"),
    ("cue_words", "snoffled,past|sideways,killed,", words._cues, "forms is sideways"),
    ("cue_words", "snoffled,past,defeated,", words._cues, "count_type is defeated"),
    ("cue_words", "snoffled,past,killed,moonlight", words._cues, "needs is moonlight"),
    ("cue_pairs", "snoff,away,killed,moonlight", words.pairs.__wrapped__, "needs is moonlight"),
    ("grammar_words", "snoffly,adverbial", words.lexicon.__wrapped__, "kind is adverbial"),
    ("people_nouns", "frumper,frumpers,naval", words._nouns, "population is naval"),
    ("people_suffixes", "umper,naval,", words.suffixes.__wrapped__, "population is naval"),
    ("materiel_verbs", "snoffled,mislaid", families._verbs.__wrapped__, "count_type is mislaid"),
    ("modality_words", "haply,hoped", things._modalities.__wrapped__, "modality is hoped"),
    ("unit_names", "zorkmid,noun,money,ZKM", units._names.__wrapped__, "match is noun"),
    ("unit_cues", "z,word,wealth,ZKM,", units._cues.__wrapped__, "family is wealth"),
]


@pytest.fixture
def folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    copy = tmp_path / "reference"
    shutil.copytree(root / "seeds" / "reference", copy)
    monkeypatch.setattr(reference, "FOLDER", copy)
    reference._read.cache_clear()
    topics.frames.cache_clear()
    yield copy
    reference._read.cache_clear()
    topics.frames.cache_clear()


@pytest.mark.parametrize(("table", "row", "load", "said"), CASES)
def test_an_unknown_value_is_refused_by_line(
    folder: Path, table: str, row: str, load: Callable[[], object], said: str
) -> None:
    path = folder / f"{table}.csv"
    line = len(path.read_text(encoding="utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    with pytest.raises(ReferenceTableError, match=rf"{table}\.csv:{line}: {said}; it must be one of \w+"):
        load()


def test_the_tables_as_they_are_hold_no_unknown_value(folder: Path) -> None:
    for _, _, load, _ in CASES:
        load()
