"""Subjects found by a parser of the user's: how it is loaded, and that it has the last word on who says something."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.core import fingerprint
from flows.core.batch import Batch
from flows.extract.attribution import find_attributions
from flows.extract.entities import find_mentions
from flows.extract.models import ModelError, Parser, load_parser, named_parser

SPACY = pytest.mark.skipif(importlib.util.find_spec("spacy") is None, reason="spaCy is not installed (extra `models`)")
TEXT = "Nine people were killed. The envoy of Karl Maas said eight died."


class Fixed:
    """A parser in plain Python: one verb and one subject, wherever both stand in a text."""

    def __init__(self, verb: str, subject: str) -> None:
        self.verb, self.subject = verb, subject

    def subjects(self, texts: Sequence[str]) -> list[dict[int, tuple[int, int]]]:
        found = ((t.find(self.verb), t.find(self.subject)) for t in texts)
        return [{v: (s, s + len(self.subject))} if min(v, s) >= 0 else {} for v, s in found]


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("NEWSTALLY_PARSER", raising=False)
    yield
    load_parser.cache_clear()
    fingerprint.fingerprint.cache_clear()


def sources(text: str, parser: Parser | None = None) -> list[tuple[Any, str]]:
    batch = Batch.of(pl.DataFrame({"text": [text]}))
    found = find_attributions(batch, find_mentions(batch, None), parser).to_dicts()
    assert all(text[r["source_start"] : r["source_end"]] == r["source_raw"] for r in found)
    return [(r["source_raw"], text[r["content_start"] : r["content_end"]]) for r in found]


def test_the_parser_says_who_speaks() -> None:
    assert sources(TEXT) == [("The envoy of Karl Maas", "eight died")]
    assert sources(TEXT, Fixed("said", "Karl Maas")) == [("Karl Maas", "eight died")]
    assert sources(TEXT, Fixed("wept", "Karl Maas")) == sources(TEXT)


def test_a_subject_behind_its_verb() -> None:
    text = "Eight died on the road north, said after the talks the envoy."
    assert sources(text, Fixed("said", "the envoy")) == [("the envoy", "Eight died on the road north")]


def test_a_subject_that_is_no_run_of_words_is_passed_over() -> None:
    assert sources(TEXT, Fixed("said", " ")) == sources(TEXT)
    assert sources(TEXT, Fixed("aid", "Karl Maas")) == sources(TEXT)


def test_no_parser_without_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named_parser() is None
    monkeypatch.setenv("NEWSTALLY_PARSER", "")
    assert named_parser() is None


@pytest.mark.parametrize("name", ["gliner:folder", "stanza:en", "spacy", "spacy:"])
def test_a_name_that_is_not_understood_is_told(name: str) -> None:
    with pytest.raises(ModelError, match=r"NEWSTALLY_PARSER=.*write spacy:PACKAGE or spacy:FOLDER"):
        load_parser(name)


def test_another_parser_makes_other_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = fingerprint.fingerprint()
    seen = {plain}
    for setting in ("NEWSTALLY_PARSER", "NEWSTALLY_TAGGER"):
        fingerprint.fingerprint.cache_clear()
        monkeypatch.setenv(setting, "spacy:somewhere")
        seen.add(fingerprint.fingerprint())
        monkeypatch.delenv(setting)
    assert len(seen) == 3


# -- spaCy, the library itself ------------------------------------------------------------------------------------------


def pipeline(folder: Path) -> Path:
    """A pipeline whose parser knows one sentence: the word before 'said' is its subject, with all that stands before."""
    import spacy
    from spacy.language import Language

    @Language.component("tiny_parser", assigns=["token.dep", "token.head"])
    def tiny_parser(doc: Any) -> Any:
        verb = next((t for t in doc if t.lower_ == "said"), None)
        heads = [t.i if verb is None else verb.i for t in doc]
        deps = ["ROOT" if t is verb else "dep" for t in doc]
        if verb is not None and verb.i:
            deps[verb.i - 1] = "nsubj"
            heads[: verb.i - 1] = [verb.i - 1] * (verb.i - 1)
        return spacy.tokens.Doc(
            doc.vocab, [t.text for t in doc], [bool(t.whitespace_) for t in doc], heads=heads, deps=deps
        )

    nlp = spacy.blank("en")
    nlp.add_pipe("tiny_parser")
    nlp.to_disk(folder)
    return folder


@SPACY
def test_a_spacy_pipeline_is_loaded_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSTALLY_PARSER", f"spacy:{pipeline(tmp_path / 'model')}")
    parser = named_parser()
    assert parser is not None
    text = "The envoy 🙂 of Karl Maas said eight died."
    ((verb, (start, end)),) = parser.subjects([text])[0].items()
    assert (text[verb : verb + 4], text[start:end]) == ("said", "The envoy 🙂 of Karl Maas")
    assert sources(TEXT, parser) == [("The envoy of Karl Maas", "eight died")]
    assert parser.subjects([]) == []


@SPACY
def test_a_spacy_pipeline_that_does_not_parse_is_told(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "empty")
    with pytest.raises(ModelError, match="parses"):
        load_parser(f"spacy:{tmp_path / 'empty'}")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_parser("spacy:no_such_package_or_folder")
