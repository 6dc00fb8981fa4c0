"""A row that an analyst adds to a reference table takes effect: tried on a copy of the tables, with words that no table has.

The tables are read once per process, so another process reads the same sentences with the changed copy.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROWS = {
    "unit_names": ["zorkmid,word,money,ZKM", "plimsk,word,measure,plimsk"],
    "currency_signs": ["Zk,ZKM"],
    "number_words": ["umptyodd,vague,11,99"],
    "number_qualifiers": ["hardly under,before,at_least"],
    "cue_words": ["snoffled,past,killed,", "skedaddlers,people,displaced,"],
    "people_nouns": ["frumper,frumpers,military"],
    "groups": ["Verdant Column,Green Column,armed,,"],
    "speech_nouns": ["quorlist,document"],
    "entity_words": ["Grand Wazoo,title"],
    "materiel_nouns": ["flobber tube"],
    "infrastructure_nouns": ["grain palace"],
    "modality_words": ["haply,possible"],
    "irregular_plurals": ["wexen,wex"],
    "date_words": ["smarch,month,3"],
}
SENTENCES = {
    "unit": "The barge cost 40 zorkmids.",
    "sign": "The barge cost Zk 40.",
    "measure": "The barge weighs 30 plimsks.",
    "vague": "Umptyodd people were killed in Arlem.",
    "qualifier": "Hardly under 50 people were killed in Arlem.",
    "cue": "Gunmen snoffled 12 people in Arlem.",
    "noun": "Gunmen killed 12 frumpers in Arlem.",
    "side": "Police killed 12 Verdant Column fighters in Arlem.",
    "source": "The quorlist shows five people were killed in Arlem.",
    "role": "Grand Wazoo Ines Kolar said that five people were killed in Arlem.",
    "materiel": "They fired 30 flobber tubes at Arlem.",
    "infrastructure": "They burnt 30 grain palaces in Arlem.",
    "modality": "They haply lost 30 trucks.",
    "plural": "They sold 30 wexen.",
    "month": "The bridge fell on 5 Smarch 2021.",
}
READ = """
import json, sys
from pathlib import Path
from flows.core import reference
reference.FOLDER = Path(sys.argv[1])
import polars as pl
from flows.extract.stage import extract
from schemas import FACTS, polars_schema
sentences = json.loads(sys.argv[2])
rows = [{"article_id": f"{i:016x}", "text": t, "language": "en", "source_uri": k} for i, (k, t) in enumerate(sentences.items())]
facts = extract(pl.DataFrame(rows, schema=polars_schema(FACTS["articles"]), orient="row"))
keys = {r["article_id"]: r["source_uri"] for r in rows}
out = {k: {} for k in sentences}
for name in ("quantities", "dates", "mentions"):
    for row in getattr(facts, name).to_dicts():
        out[keys[row["article_id"]]].setdefault(name, []).append(row)
print(json.dumps(out, default=str))
"""
Found = dict[str, dict[str, list[dict[str, Any]]]]


def read(folder: Path) -> Found:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(folder), json.dumps(SENTENCES)], check=True, capture_output=True, text=True
    )
    found: Found = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def plain(root: Path) -> Found:
    return read(root / "seeds" / "reference")


@pytest.fixture(scope="module")
def changed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = tmp_path_factory.mktemp("tables") / "reference"
    shutil.copytree(root / "seeds" / "reference", folder)
    for table, rows in ROWS.items():
        with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{row}\n" for row in rows)
    return read(folder)


FIGURES = [
    ("unit", {"family": "money", "unit": "ZKM", "value": 40.0}),
    ("sign", {"family": "money", "unit": "ZKM", "surface": "Zk 40"}),
    ("measure", {"family": "measure", "unit": "plimsk"}),
    ("vague", {"count_type": "killed", "value_low": 11.0, "value_high": 99.0, "qualifier": "vague"}),
    ("qualifier", {"surface": "Hardly under 50", "qualifier": "at_least", "value_high": None}),
    ("cue", {"count_type": "killed", "value": 12.0}),
    ("noun", {"unit": "frumper", "population": "military"}),
    ("side", {"affected": "Verdant Column"}),
    ("source", {"attributed_to_raw": "The quorlist"}),
    ("materiel", {"family": "materiel", "unit": "flobber tube"}),
    ("infrastructure", {"family": "infrastructure", "unit": "grain palace"}),
    ("modality", {"modality": "possible"}),
    ("plural", {"unit": "wex"}),
]


def fits(found: Found, key: str, wanted: dict[str, Any]) -> bool:
    return any(all(row[c] == v for c, v in wanted.items()) for row in found[key].get("quantities", []))


@pytest.mark.parametrize(("key", "wanted"), FIGURES, ids=[key for key, _ in FIGURES])
def test_an_added_row_changes_what_a_figure_reads(
    plain: Found, changed: Found, key: str, wanted: dict[str, Any]
) -> None:
    assert not fits(plain, key, wanted), "the word is known already: take another for this test"
    assert fits(changed, key, wanted), changed[key]


def test_an_added_title_is_a_role(plain: Found, changed: Found) -> None:
    assert [m["role"] for m in plain["role"]["mentions"] if m["surface"] == "Ines Kolar"] != ["Grand Wazoo"]
    assert [m["role"] for m in changed["role"]["mentions"] if m["surface"] == "Ines Kolar"] == ["Grand Wazoo"]


def test_an_added_month_is_a_date(plain: Found, changed: Found) -> None:
    assert "2021-03-05" not in {d["timex_value"] for d in plain["month"].get("dates", [])}
    assert "2021-03-05" in {d["timex_value"] for d in changed["month"]["dates"]}
