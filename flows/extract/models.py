"""Models of others that may find names or subjects: two small protocols, and how a model of the user's is loaded behind them.

Nothing here runs unless an environment variable names a model, ``NEWSTALLY_TAGGER`` for names or ``NEWSTALLY_PARSER`` for the
subjects of verbs; worker processes inherit it:

- ``spacy:MODEL``: an installed package or a folder that spaCy saved;
- ``gliner:FOLDER``: a folder that GLiNER saved, with its encoder's configuration and its tokenizer (names only).

Nothing is downloaded: a model that is not on this machine is an error. What a model's labels mean to us is told by
``seeds/reference/model_labels.csv``; a label without a type is left out on purpose, one without a row is an error. A release
remembers the name of the model that made it, not its weights: a new model should get a new name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from flows.core import reference
from flows.core.fingerprint import PARSER, TAGGER
from schemas.vocabulary import ENTITY_TYPE

TABLE = "model_labels"
FINDERS = ("ner", "beam_ner", "entity_ruler", "span_ruler")  # spaCy's components that find names
SYNTAX = ("parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler", "senter")
BATCH = 64
SURE = 0.5  # GLiNER's own threshold
UNLOADABLE = (
    OSError,
    ValueError,
    RuntimeError,
    ImportError,
    KeyError,
)  # what the libraries raise for a model they cannot read

SUBJECTS = ("nsubj", "sb")  # labels of the subject of an active verb
Model = TypeVar("Model")


class ModelError(ValueError):
    """A model that was named but cannot be used; says which and what to do."""


class Tag(NamedTuple):
    """A name in a text: a half-open span of code points and one of the contract's entity types."""

    start: int
    end: int
    entity_type: str


class Tagger(Protocol):
    """What finds names in texts.

    Attributes:
        types: the entity types it can tell; of the others our own names stand beside its.
    """

    types: frozenset[str]

    def tag(self, texts: Sequence[str]) -> list[list[Tag]]:
        """Return the names of each text, in order and apart from each other."""
        ...


class Parser(Protocol):
    """What finds the subjects of verbs in sentences."""

    def subjects(self, texts: Sequence[str]) -> list[dict[int, tuple[int, int]]]:
        """Return for each text where its verbs begin, each with the half-open span of the verb's subject, in code points."""
        ...


def named_tagger() -> Tagger | None:
    """Return the tagger that the environment names, loaded once in each process; None where it names none."""
    return load_tagger(os.environ.get(TAGGER) or None)


def named_parser() -> Parser | None:
    """Return the parser that the environment names, loaded once in each process; None where it names none."""
    return load_parser(os.environ.get(PARSER) or None)


@cache
def load_tagger(name: str | None) -> Tagger | None:
    """Return the tagger of a name such as ``spacy:en_core_web_trf``.

    Raises:
        ModelError: the name is not understood, its library or the model is not there, or a label has no row in the table.
    """
    return _load(TAGGER, name, TAGGERS, "spacy:PACKAGE, spacy:FOLDER or gliner:FOLDER") if name else None


@cache
def load_parser(name: str | None) -> Parser | None:
    """Return the parser of a name such as ``spacy:en_core_web_sm``.

    Raises:
        ModelError: the name is not understood, its library or the model is not there, or it does not parse.
    """
    return _load(PARSER, name, PARSERS, "spacy:PACKAGE or spacy:FOLDER") if name else None


def _load(setting: str, name: str, loaders: Mapping[str, Callable[[str], Model]], known: str) -> Model:
    library, _, model = name.partition(":")
    if library not in loaders or not model:
        raise ModelError(f"{setting}={name}: no such kind of model; write {known}")
    if find_spec(library) is None:
        raise ModelError(
            f"{setting}={name}: {library} is not installed; install it beside newstally (pip install {library})"
        )
    try:
        return loaders[library](model)
    except (ModelError, reference.ReferenceTableError):
        raise
    except UNLOADABLE as e:
        raise ModelError(f"{setting}={name}: cannot be loaded ({str(e).strip().partition(chr(10))[0]})") from e


def _spacy(model: str) -> Any:
    return import_module("spacy").load(Path(model) if Path(model).is_dir() else model)


class SpacyTagger:
    """A spaCy pipeline with a component that finds names."""

    def __init__(self, model: str) -> None:
        """Load a package or folder; components that only serve syntax are off unless rules may look at their work."""
        self.nlp = _spacy(model)
        kinds = {name: self.nlp.get_pipe_meta(name).factory for name in self.nlp.pipe_names}
        finders = [name for name, kind in kinds.items() if kind in FINDERS]
        if not finders:
            raise ModelError(f"spacy:{model}: none of its components ({', '.join(kinds) or 'none'}) finds names")
        if not any(kinds[name].endswith("_ruler") for name in finders):
            self.nlp.select_pipes(disable=[name for name, kind in kinds.items() if kind in SYNTAX])
        self._types = label_types("spacy", chain.from_iterable(self.nlp.pipe_labels[name] for name in finders))
        self.types = frozenset(kind for kind in self._types.values() if kind)

    def tag(self, texts: Sequence[str]) -> list[list[Tag]]:
        """Return the names of each text."""
        docs = self.nlp.pipe(texts, batch_size=BATCH)
        try:
            return [apart((e.start_char, e.end_char, self._types[e.label_]) for e in doc.ents) for doc in docs]
        except KeyError as e:  # a component of some other kind gave it
            raise ModelError(f"the spacy model gives a label {e} that none of its components announces") from e


class GlinerTagger:
    """A GLiNER model, asked for the labels that the table names."""

    def __init__(self, folder: str) -> None:
        """Load a folder; the hub is shut off before the library is read, since a folder may lack its tokenizer."""
        if not (Path(folder) / "gliner_config.json").is_file():
            raise ModelError(f"gliner:{folder}: no folder with a gliner_config.json; save a model there first")
        os.environ["HF_HUB_OFFLINE"] = "1"
        self._model: Any = import_module("gliner").GLiNER.from_pretrained(folder, local_files_only=True)
        self._types = label_types("gliner", None)
        self.types = frozenset(kind for kind in self._types.values() if kind)

    def tag(self, texts: Sequence[str]) -> list[list[Tag]]:
        """Return the names of each text."""
        if not texts:
            return []
        found = self._model.inference(list(texts), list(self._types), threshold=SURE, batch_size=BATCH)
        return [apart((e["start"], e["end"], self._types[e["label"]]) for e in one) for one in found]


class SpacyParser:
    """A spaCy pipeline with a component that parses."""

    def __init__(self, model: str) -> None:
        """Load a package or folder; what finds names is off."""
        self.nlp = _spacy(model)
        kinds = {name: self.nlp.get_pipe_meta(name) for name in self.nlp.pipe_names}
        if not any("token.dep" in meta.assigns for meta in kinds.values()):
            raise ModelError(f"spacy:{model}: none of its components ({', '.join(kinds) or 'none'}) parses")
        self.nlp.select_pipes(disable=[name for name, meta in kinds.items() if meta.factory in FINDERS])

    def subjects(self, texts: Sequence[str]) -> list[dict[int, tuple[int, int]]]:
        """Return the subjects of each text's verbs."""
        out = []
        for doc in self.nlp.pipe(texts, batch_size=BATCH):
            spans = ((t.head.idx, doc[t.left_edge.i : t.right_edge.i + 1]) for t in doc if t.dep_ in SUBJECTS)
            out.append({verb: (span.start_char, span.end_char) for verb, span in spans})
        return out


TAGGERS: Mapping[str, Callable[[str], Tagger]] = {"spacy": SpacyTagger, "gliner": GlinerTagger}
PARSERS: Mapping[str, Callable[[str], Parser]] = {"spacy": SpacyParser}


def label_types(library: str, labels: Iterable[str] | None) -> dict[str, str | None]:
    """Return our type of each label, None where the table leaves the label out on purpose; without `labels`, of all in the table.

    Raises:
        ModelError: a label has no row, or a row's type is none of ours.
    """
    table: dict[str, str | None] = {}
    for row in reference.rows(TABLE, "model", "label", "entity_type", key=("model", "label")):
        if row["entity_type"] not in (None, *ENTITY_TYPE):
            raise ModelError(
                f"{TABLE}.csv: {row['entity_type']} is no entity type; choose from {', '.join(ENTITY_TYPE)}"
            )
        if row["model"] == library:
            table[row["label"] or ""] = row["entity_type"]
    if labels is None:
        return table
    wanted = sorted(set(labels))
    unknown = [label for label in wanted if label not in table]
    if unknown:
        raise ModelError(
            f"the {library} model's label {', '.join(unknown)} is not in {TABLE}.csv; add a row that tells its entity type, "
            "or an empty one to leave it out"
        )
    return {label: table[label] for label in wanted}


def apart(found: Iterable[tuple[int, int, str | None]]) -> list[Tag]:
    """Names in order, those of labels left out dropped, and of two that overlap the first and longer kept."""
    tags: list[Tag] = []
    for start, end, kind in sorted(found, key=lambda f: (f[0], -f[1])):
        if kind is not None and start < end and (not tags or start >= tags[-1].end):
            tags.append(Tag(start, end, kind))
    return tags
