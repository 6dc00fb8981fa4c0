"""Names found by a model of the user's: how it is loaded, what its labels mean, and what stays ours."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows.cli import app
from flows.core import fingerprint
from flows.core.batch import Batch
from flows.extract.entities import find_mentions
from flows.extract.models import ModelError, SpacyTagger, Tag, Tagger, apart, label_types, load_tagger, named_tagger
from schemas.vocabulary import ENTITY_TYPE

SPACY = pytest.mark.skipif(importlib.util.find_spec("spacy") is None, reason="spaCy is not installed (extra `models`)")


class Listed:
    """A tagger in plain Python: every place of every surface it is given."""

    def __init__(self, names: dict[str, str], types: Sequence[str] = ENTITY_TYPE) -> None:
        self.names, self.types = names, frozenset(types)

    def tag(self, texts: Sequence[str]) -> list[list[Tag]]:
        return [
            apart(
                (at, at + len(name), kind)
                for name, kind in self.names.items()
                for at in range(len(text))
                if text.startswith(name, at)
            )
            for text in texts
        ]


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("NEWSTALLY_TAGGER", raising=False)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    yield
    load_tagger.cache_clear()
    fingerprint.fingerprint.cache_clear()


def mentions(text: str, tagger: Tagger | None = None) -> list[dict[str, Any]]:
    found = find_mentions(Batch.of(pl.DataFrame({"text": [text]})), tagger).to_dicts()
    assert all(text[m["char_start"] : m["char_end"]] == m["surface"] for m in found)
    return found


def kinds(text: str, tagger: Tagger | None = None) -> dict[str, str]:
    return {m["surface"]: m["entity_type"] for m in mentions(text, tagger)}


# -- what the tagger decides, and what stays ours -----------------------------------------------------------------------


def test_the_tagger_says_what_a_name_is() -> None:
    text = "Maren Tolvick said on Monday that the bridge was open."
    assert kinds(text) == {"Maren Tolvick": "person"}
    assert kinds(text, Listed({"Maren Tolvick": "organization"})) == {"Maren Tolvick": "organization"}


def test_the_tagger_says_where_a_name_is() -> None:
    text = "Shells fell on Upper Marn Crossing before the army of dorvath left."
    found = kinds(text, Listed({"Marn Crossing": "place", "dorvath": "place"}))
    assert found == {"Marn Crossing": "place", "dorvath": "place"}


def test_a_name_passed_over_is_none_if_the_tagger_could_have_told_it() -> None:
    text = "Anna Kerrel met the Talvora Liberation Front in Oskarhaven."
    assert set(kinds(text)) >= {"Anna Kerrel", "Talvora Liberation Front"}
    assert kinds(text, Listed({"Oskarhaven": "place"})) == {"Oskarhaven": "place"}
    only_places = kinds(text, Listed({"Oskarhaven": "place"}, types=["place"]))
    assert only_places.keys() >= {"Anna Kerrel", "Talvora Liberation Front", "Oskarhaven"}


def test_a_person_tagged_by_surname_is_the_person_of_the_full_name() -> None:
    text = "The foreign minister, Anna Kerrel, spoke first. Kerrel left early. Kerrel's aide stayed."
    found = mentions(text, Listed({"Anna Kerrel": "person", "Kerrel": "person"}))
    assert {m["name"] for m in found} == {"Anna Kerrel"}
    assert len({m["entity_id"] for m in found}) == 1
    assert [m["surface"] for m in found] == ["Anna Kerrel", "Kerrel", "Kerrel"]


def test_titles_and_articles_and_possessives_stay_out_of_the_span() -> None:
    text = "President Anna Kerrel praised the Harbour Watch's work."
    found = mentions(text, Listed({"President Anna Kerrel": "person", "the Harbour Watch's": "organization"}))
    assert [(m["surface"], m["role"]) for m in found] == [("Anna Kerrel", "President"), ("Harbour Watch", None)]


def test_a_known_name_keeps_its_entry_and_its_finer_type() -> None:
    ours = mentions("Troops of Hezbollah left Beirut.")
    tagged = mentions("Troops of Hezbollah left Beirut.", Listed({"Hezbollah": "organization", "Beirut": "place"}))
    assert tagged == ours
    assert tagged[0]["entity_type"] == "group"


def test_an_adjective_is_no_name_whoever_tags_it() -> None:
    tagger = Listed({"French": "group"})
    assert kinds("French shells fell on the road.", tagger) == {}
    assert kinds("A spokesman said the French army was near.", tagger) == {"French army": "organization"}


def test_a_tag_without_a_run_of_capitals_is_a_mention_in_an_article_without_any() -> None:
    found = mentions("fighters of dorvath held the road", Listed({"dorvath": "group"}))
    assert [(m["surface"], m["entity_type"], m["name"]) for m in found] == [("dorvath", "group", "dorvath")]


def test_a_span_outside_its_sentence_is_told() -> None:
    class Wild(Listed):
        def tag(self, texts: Sequence[str]) -> list[list[Tag]]:
            return [[Tag(0, 10_000, "place")] for _ in texts]

    with pytest.raises(ModelError, match="characters 0 to 10000"):
        mentions("Short text.", Wild({}))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Anna", "Kerrel", "the", "Hague", "US-Iran", "’s", "'", "é", "🙂", "\u200f", "said", ".", "NATO", "\n"]
        )
    ),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12), st.sampled_from(ENTITY_TYPE)), max_size=8),
)
def test_any_spans_keep_offsets_and_types(words: list[str], spans: list[tuple[int, int, str]]) -> None:
    class Spans(Listed):
        def tag(self, texts: Sequence[str]) -> list[list[Tag]]:
            out = []
            for text in texts:
                tags: list[Tag] = []
                for start, size, kind in sorted(spans):
                    if start + size <= len(text) and (not tags or start >= tags[-1].end):
                        tags.append(Tag(start, start + size, kind))
                out.append(tags)
            return out

    found = mentions(" ".join(words), Spans({}))
    assert all(m["entity_type"] in ENTITY_TYPE and m["name"] and m["entity_id"] for m in found)


# -- loading ------------------------------------------------------------------------------------------------------------


def test_without_a_name_there_is_no_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named_tagger() is None
    monkeypatch.setenv("NEWSTALLY_TAGGER", "")
    assert named_tagger() is None


@pytest.mark.parametrize("name", ["spacy", "spacy:", "stanza:en", "en_core_web_sm", ":x"])
def test_an_unknown_kind_of_model_is_told(name: str) -> None:
    with pytest.raises(ModelError, match=r"write spacy:PACKAGE, spacy:FOLDER or gliner:FOLDER"):
        load_tagger(name)


def test_a_library_that_is_absent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.extract.models.find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"spacy is not installed; install it beside newstally"):
        load_tagger("spacy:en_core_web_sm")


def test_the_command_tells_a_wrong_model_in_a_line_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSTALLY_TAGGER", "stanza:en")
    (tmp_path / "a.txt").write_text("Two soldiers were killed.", encoding="utf-8")
    told = CliRunner().invoke(app, ["run", str(tmp_path / "a.txt"), "--data", str(tmp_path / "data")])
    assert told.exit_code == 2
    assert "NEWSTALLY_TAGGER=stanza:en" in told.output
    assert not (tmp_path / "data").exists()


def test_the_fingerprint_tells_the_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    without = fingerprint.fingerprint()
    fingerprint.fingerprint.cache_clear()
    monkeypatch.setenv("NEWSTALLY_TAGGER", "spacy:somewhere")
    assert fingerprint.fingerprint() != without


def test_every_label_of_the_table_has_one_of_our_types() -> None:
    for library in ("spacy", "gliner"):
        assert set(label_types(library, None).values()) <= {None, *ENTITY_TYPE}
    assert label_types("spacy", ["GPE", "DATE"]) == {"GPE": "place", "DATE": None}


def test_a_label_without_a_row_is_told() -> None:
    with pytest.raises(ModelError, match=r"label SPELL is not in model_labels\.csv; add a row"):
        label_types("spacy", ["GPE", "SPELL"])


# -- GLiNER, by its interface -------------------------------------------------------------------------------------------


class FakeGliner:
    """What `gliner.GLiNER` offers, as far as it is used."""

    asked: tuple[Any, ...] = ()

    @classmethod
    def from_pretrained(cls, folder: str, *, local_files_only: bool) -> FakeGliner:
        assert local_files_only, "nothing may be fetched"
        if "broken" in folder:
            raise OSError("no weights here\nand a long story")
        return cls()

    def inference(
        self, texts: list[str], labels: list[str], *, threshold: float, batch_size: int
    ) -> list[list[dict[str, Any]]]:
        FakeGliner.asked = (labels, threshold, batch_size)
        spans = [("Rifle Nine", "weapon"), ("Anna Kerrel", "person"), ("Anna", "person")]
        return [
            [
                {"start": at, "end": at + len(name), "label": label}
                for name, label in spans
                if (at := text.find(name)) >= 0
            ]
            for text in texts
        ]


@pytest.fixture
def gliner(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("gliner")
    module.GLiNER = FakeGliner  # type: ignore[attr-defined]
    module.__spec__ = importlib.util.spec_from_loader("gliner", None)
    monkeypatch.setitem(sys.modules, "gliner", module)


def gliner_folder(path: Path) -> Path:
    path.mkdir()
    (path / "gliner_config.json").write_text("{}", encoding="utf-8")
    return path


@pytest.mark.usefixtures("gliner")
def test_a_gliner_model_is_asked_for_the_tables_labels_offline(tmp_path: Path) -> None:
    tagger = load_tagger(f"gliner:{gliner_folder(tmp_path / 'model')}")
    assert tagger is not None
    assert "agreement" in tagger.types
    assert tagger.tag(["Anna Kerrel held the Rifle Nine.", "Nothing."]) == [[Tag(0, 11, "person")], []]
    assert FakeGliner.asked[0] == list(label_types("gliner", None))
    assert tagger.tag([]) == []
    assert kinds("Anna Kerrel held the Rifle Nine.", tagger) == {"Anna Kerrel": "person"}


@pytest.mark.usefixtures("gliner")
def test_a_gliner_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no folder with a gliner_config\.json"):
        load_tagger(f"gliner:{tmp_path / 'none'}")
    with pytest.raises(ModelError, match=r"cannot be loaded \(no weights here\)$"):
        load_tagger(f"gliner:{gliner_folder(tmp_path / 'broken')}")


# -- spaCy, the library itself ------------------------------------------------------------------------------------------


def pipeline(folder: Path, label: str = "FAC") -> Path:
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "PERSON", "pattern": "Tal Verrin"},
            {"label": label, "pattern": "Gate Five"},
            {"label": "DATE", "pattern": "Monday"},
        ]
    )
    nlp.to_disk(folder)
    return folder


@SPACY
def test_a_spacy_pipeline_is_loaded_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSTALLY_TAGGER", f"spacy:{pipeline(tmp_path / 'model')}")
    tagger = named_tagger()
    assert tagger is not None
    assert tagger.types == {"person", "facility"}
    text = "“Rain 🙂 fell on Monday,” Tal Verrin said at Gate Five in Oskarhaven."
    ((first, second),) = tagger.tag([text])
    assert (text[first.start : first.end], first.entity_type) == ("Tal Verrin", "person")
    assert (text[second.start : second.end], second.entity_type) == ("Gate Five", "facility")
    assert kinds(text, tagger) == {"Tal Verrin": "person", "Gate Five": "facility", "Oskarhaven": "place"}


@SPACY
def test_a_spacy_pipeline_with_a_strange_label_or_without_names_is_told(tmp_path: Path) -> None:
    import spacy

    with pytest.raises(ModelError, match="label SPELL is not in"):
        load_tagger(f"spacy:{pipeline(tmp_path / 'strange', 'SPELL')}")
    spacy.blank("en").to_disk(tmp_path / "empty")
    with pytest.raises(ModelError, match="finds names"):
        load_tagger(f"spacy:{tmp_path / 'empty'}")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_tagger("spacy:no_such_package_or_folder")


@SPACY
def test_a_statistical_pipeline_is_loaded_without_its_syntax(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("tagger").add_label("NN")  # type: ignore[attr-defined]
    nlp.add_pipe("ner").add_label("GPE")  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(tmp_path / "model")
    tagger = SpacyTagger(str(tmp_path / "model"))
    assert tagger.nlp.pipe_names == ["ner"]
    assert tagger.types == {"place"}
    assert {t.entity_type for tags in tagger.tag(["Shells fell on Oskarhaven."]) for t in tags} <= {"place"}


@SPACY
def test_a_label_that_no_component_announces_is_told(tmp_path: Path) -> None:
    from spacy.language import Language
    from spacy.tokens import Span

    tagger = SpacyTagger(str(pipeline(tmp_path / "model")))

    def strange(doc: Any) -> Any:
        doc.ents = [Span(doc, 0, 1, label="SPELL")]
        return doc

    Language.component("strange", func=strange)
    tagger.nlp.add_pipe("strange", last=True)
    with pytest.raises(ModelError, match="gives a label 'SPELL'"):
        tagger.tag(["Somewhere else."])
