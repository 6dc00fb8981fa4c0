"""The step on disk: persons under two ids are linked, also when the second comes in a later run."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from flows import pipeline
from flows.core.store import Store
from flows.core.workspace import Limits
from flows.publish import verify

FULL = "The mayor, Anselm Vorobjeva-Koskinen, spoke. Anselm Vorobjeva-Koskinen said the town was quiet. Anselm Vorobjeva-Koskinen left."
BARE = "Vorobjeva-Koskinen said on Tuesday that the bridge was open. Vorobjeva-Koskinen thanked the engineers."


def write(folder: Path, name: str, text: str) -> str:
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps({"url": f"https://news.example/{name}", "language": "en", "text": text}) + "\n")
    return str(path)


def persons(data: Path) -> dict[str, str | None]:
    release = Store(data).find("latest")
    assert verify(release) == []
    rows = pl.concat([pl.read_parquet(p) for p in release.parts("entities")])
    names = dict(rows.select("entity_id", "name").rows())
    return {
        names[i]: names.get(other) for i, other in rows.select("entity_id", "same_as").rows() if "Koskinen" in names[i]
    }


def test_bare_surname_is_linked_whenever_it_comes(tmp_path: Path) -> None:
    full, bare = write(tmp_path, "full", FULL), write(tmp_path, "bare", BARE)
    one = Limits(workers=1)
    pipeline.run([full], tmp_path / "one", one)
    pipeline.run([bare], tmp_path / "one", one)
    pipeline.run([full, bare], tmp_path / "both", one)
    expected = {"Anselm Vorobjeva-Koskinen": None, "Vorobjeva-Koskinen": "Anselm Vorobjeva-Koskinen"}
    assert persons(tmp_path / "one") == persons(tmp_path / "both") == expected
