"""What made a part: one hash over the code of the stages, the schemas, the reference tables and the names of models of the user's."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
STAGES = ("core", "ingest", "dedupe", "extract", "validate", "reconcile")
TAGGER = "NEWSTALLY_TAGGER"  # the two settings that change what is extracted; see `flows.extract.models`
PARSER = "NEWSTALLY_PARSER"


@cache
def fingerprint() -> str:
    """Return 16 hex digits that change whenever a stage's code, a schema or a reference table changes, or another model is named."""
    files = [p for stage in STAGES for p in (ROOT / "flows" / stage).rglob("*.py")]
    files += (ROOT / "schemas").glob("*.py")
    files += (ROOT / "seeds" / "reference").glob("*.csv")
    sha = hashlib.sha256()
    for path in sorted(files):
        sha.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for setting in (TAGGER, PARSER):
        sha.update(os.environ.get(setting, "").encode() + b"\0")
    return sha.hexdigest()[:16]
