"""What changed since the release before: rows and parts per table, and claims added, changed and gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from flows.core.store import Release

MOST_LISTED = 1_000  # claim ids per kind of change; the counts are always whole
TOLD = ["best", "low", "high", "agreement", "n_reports", "n_independent", "n_attributed"]


def changes(
    folder: Path, resources: list[dict[str, Any]], base: Release | None, fresh: dict[str, str]
) -> dict[str, Any]:
    """Return the changes of the release drafted in `folder` against `base`.

    Args:
        folder: the draft.
        resources: the draft's resources as the manifest lists them.
        base: the release before, None for the first.
        fresh: the paths of the parts made by this run; parts carried over hold no change.
    """
    before = {r["name"]: r for r in base.manifest["resources"]} if base else {}
    tables = {r["name"]: _table(r, before.get(r["name"], {"rows": 0, "parts": []})) for r in resources}
    return {"since": base.version if base else None, "tables": tables, "claims": _claims(folder, base, sorted(fresh))}


def _table(now: dict[str, Any], then: dict[str, Any]) -> dict[str, int]:
    kept = {p["sha256"] for p in then["parts"]} & {p["sha256"] for p in now["parts"]}
    return {
        "rows_before": then["rows"],
        "rows": now["rows"],
        "parts_carried_over": len(kept),
        "parts_new": len(now["parts"]) - len(kept),
    }


def _claims(folder: Path, base: Release | None, fresh: list[str]) -> dict[str, Any]:
    names = [name for name in fresh if name.startswith("claims/")]
    now = _read([folder / name for name in names])
    then = _read([base.path / name for name in names if (base.path / name).is_file()] if base else [])
    both = now.join(then, on="claim_id", suffix="_before")
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_before")) for c in TOLD)
    return {
        "added": _listed(now.join(then, on="claim_id", how="anti")),
        "changed": _listed(both.filter(differs)),
        "gone": _listed(then.join(now, on="claim_id", how="anti")),
    }


def _read(parts: list[Path]) -> pl.DataFrame:
    columns = ["claim_id", *TOLD]
    if not parts:
        kinds = {"agreement": pl.String, "n_reports": pl.Int64, "n_independent": pl.Int64, "n_attributed": pl.Int64}
        return pl.DataFrame(
            schema={"claim_id": pl.String, "best": pl.Float64, "low": pl.Float64, "high": pl.Float64, **kinds}
        )
    return pl.concat([pl.read_parquet(p, columns=columns) for p in parts])


def _listed(claims: pl.DataFrame) -> dict[str, Any]:
    return {"n": len(claims), "claim_ids": claims["claim_id"].sort().head(MOST_LISTED).to_list()}
