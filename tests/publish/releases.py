"""Releases made up for the tests of the report: tables written as Parquet beside a manifest, without running the pipeline."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from schemas import SNAPSHOTS, TABLES, polars_schema

VERSION = "20260301T120000Z"


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A frame of the table's columns; those not given are null."""
    schema = polars_schema(TABLES[table])
    return pl.DataFrame([{c: r.get(c) for c in schema} for r in rows], schema=schema)


def write(folder: Path, frames: dict[str, pl.DataFrame]) -> dict[str, Any]:
    """Write the frames as a release's parts and return a manifest that lists them."""
    resources = []
    for name, model in TABLES.items():
        table = frames.get(name, pl.DataFrame(schema=polars_schema(model)))
        path = f"{name}/part-00.parquet" if name in SNAPSHOTS else f"{name}/part-000000.parquet"
        (folder / name).mkdir(parents=True)
        table.write_parquet(folder / path)
        resources.append({"name": name.replace("_", "-"), "path": [path], "rows": len(table)})
    told = {r["name"].replace("-", "_"): {"rows": r["rows"], "rows_before": 0} for r in resources}
    claims = {kind: {"n": 0, "claim_ids": []} for kind in ("added", "changed", "gone")}
    return {
        "version": VERSION,
        "resources": resources,
        "changes": {"since": None, "tables": told, "claims": claims},
    }


def figure(n: int, sentence: str, surface: str, value: float, **more: Any) -> dict[str, dict[str, Any]]:
    """An article with one sentence and one figure in it, as rows of `articles`, `duplicates` and `quantities`."""
    article, start = f"{n:016x}", sentence.index(surface)
    day = more.pop("published_date", date(2026, 1, 1 + n % 28))
    about = {k: more.pop(k) for k in ("url", "source_name", "source_uri", "title") if k in more}
    return {
        "articles": {
            "article_id": article, "text": f"Before. {sentence} After.", "published_date": day, "text_sha256": "0" * 64,
            "n_chars": len(sentence) + 15, **about,
        },
        "duplicates": {
            "article_id": article, "cluster_id": article, "canonical_id": article, "relation": "unique", "jaccard": 1.0,
            "containment": 1.0,
        },
        "quantities": {
            "quantity_id": f"{n + 2**40:016x}", "article_id": article, "char_start": 8 + start,
            "char_end": 8 + start + len(surface), "surface": surface, "sentence": sentence, "family": "casualty",
            "count_type": "killed", "value": value, "value_low": value, "value_high": value, "qualifier": "exact",
            "modality": "asserted", "is_implicit": False, "confidence": 0.9, **more,
        },
    }  # fmt: skip


def claim(
    n: int, figures: list[dict[str, dict[str, Any]]], agreement: str, **more: Any
) -> dict[str, list[dict[str, Any]]]:
    """A claim that the figures answer, as rows of `claims` and `claim_reports`; in a conflict the last is outside."""
    values = [f["quantities"]["value"] for f in figures]
    days = [f["articles"]["published_date"] for f in figures]
    claim_id = f"{n + 2**48:016x}"
    relations = ["equal"] * len(figures)
    if agreement == "conflict":
        relations[-1] = "outside"
    told = {
        "claim_id": claim_id, "label": f"How many people were killed in place {n}?", "family": "casualty", "count_type": "killed",
        "best": values[0], "low": min(values), "high": max(values), "n_reports": len(figures), "n_articles": len(figures),
        "n_independent": len(figures), "n_attributed": 1, "agreement": agreement, "modality": "asserted",
        "first_reported": min(days), "last_reported": max(days), **more,
    }  # fmt: skip
    reports = [
        {"claim_id": claim_id, "quantity_id": f["quantities"]["quantity_id"], "relation": r, "reported_date": d}
        for f, r, d in zip(figures, relations, days, strict=True)
    ]
    return {"claims": [told], "claim_reports": reports}


def release(
    folder: Path, claims: list[tuple[list[dict[str, dict[str, Any]]], dict[str, list[dict[str, Any]]]]]
) -> dict[str, Any]:
    """Write a release of claims with their figures and return its manifest."""
    rows: dict[str, list[dict[str, Any]]] = {
        t: [] for t in ("articles", "duplicates", "quantities", "claims", "claim_reports")
    }
    for figures, told in claims:
        for table in ("articles", "duplicates", "quantities"):
            rows[table] += [f[table] for f in figures]
        for table in ("claims", "claim_reports"):
            rows[table] += told[table]
    return write(folder, {table: frame(table, found) for table, found in rows.items()})


def ordinary(folder: Path) -> dict[str, Any]:
    """A release with a conflict, a claim that several agree on, one told once, and an exchange."""
    a = figure(1, "The mayor of Arvik said 12 people were killed.", "12", 12.0, attributed_to="Mayor Ilse Torv", affected="Norland",
             url="https://north-post.example/a", source_name="North Post", title="Shelling in Arvik")  # fmt: skip
    b = figure(
        2,
        "The army put the dead at 31.",
        "31",
        31.0,
        attributed_to="army",
        affected="Norland",
        source_name="Sud Kurier",
    )
    c = figure(3, "At the bridge 5 soldiers died.", "5", 5.0, affected="Norland", source_name="North Post")
    d = figure(
        4,
        "Both sides freed 90 prisoners.",
        "90",
        90.0,
        family="prisoner",
        count_type="exchanged",
        affected="Norland; Suland",
    )
    e = figure(5, "Officials counted 5 dead.", "5", 5.0, attributed_to="officials", affected="Norland")
    f = figure(6, "One died, and 7 were wounded.", "7", 7.0, count_type="injured", affected="Suland")
    return release(
        folder,
        [
            ([c, e], claim(2, [c, e], "agree", affected="Norland")),
            ([a, b], claim(1, [a, b], "conflict", affected="Norland")),
            ([d], claim(3, [d], "single", family="prisoner", count_type="exchanged", affected="Norland; Suland")),
            ([f], claim(4, [f], "single", count_type="injured", affected="Suland")),
        ],
    )


def with_texts(folder: Path, text: str) -> dict[str, Any]:
    """A release with a text in every place an article or a reference table can fill."""
    say = {"source_name": f"A {text}", "title": text, "source_uri": text, "url": "https://paper.example/1"}
    a = figure(
        1,
        f"{text} said that 12 died; {text}.",
        "12",
        12.0,
        attributed_to=f"B {text}",
        affected=text,
        location=text,
        **say,
    )
    b = figure(
        2, f"{text} said that 20 died.", "20 died", 20.0, attributed_to=f"C {text}", affected=text, unit=text, **say
    )
    c = figure(3, f"{text} said that 28 died.", "28", 28.0, affected=text, **say)
    figures = [a, b, c]
    manifest = release(folder, [(figures, claim(1, figures, "conflict", label=text, affected=text, location=text))])
    rejects = [
        {"reject_id": "0" * 16, "stage": "ingest", "source_uri": text, "check": text, "reason": text, "payload": text}
    ]
    frame("rejects", rejects).write_parquet(folder / "rejects" / "part-000000.parquet")
    copy = frame("duplicates", [{**c["duplicates"], "canonical_id": a["articles"]["article_id"], "relation": "near"}])
    copy.write_parquet(folder / "duplicates" / "part-000000.parquet")
    return manifest


def large(folder: Path, n: int) -> dict[str, Any]:
    """A release of n figures in n / 5 articles, answering n / 10 claims."""
    number = pl.int_range(n, eager=True)
    hexed = number.map_elements(lambda i: f"{i:016x}", return_dtype=pl.String)
    day = pl.lit(date(2024, 1, 1)) + pl.duration(days=pl.col("i") % 700)
    body = "In the long night of the shelling 1234 people were killed, said a spokesman who asked not to be named. " * 3
    base = pl.DataFrame({"i": number, "id": hexed})
    articles = base.head(n // 5).select(
        article_id="id", text=pl.lit(body), title=pl.lit("Shelling <again> & again"), source_name=pl.format("Paper {}", pl.col("i") % 50),
        url=pl.format("https://paper.example/{}?a=1&b=2", "i"), published_date=day,
    )  # fmt: skip
    quantities = base.with_columns(article=(pl.col("i") // 5)).join(base.select(article="i", article_id="id"), on="article").select(
        "article_id", quantity_id="id", char_start=34, char_end=38, surface=pl.lit("1234"), sentence=pl.lit(body[: len(body) // 3 - 1]),
        family=pl.lit("casualty"), count_type=pl.lit("killed"), value=(pl.col("i") % 997).cast(pl.Float64), qualifier=pl.lit("exact"),
        value_low=(pl.col("i") % 997).cast(pl.Float64), value_high=(pl.col("i") % 997).cast(pl.Float64), modality=pl.lit("asserted"),
        affected=pl.format("Land {}", pl.col("i") % 40), attributed_to=pl.format("Ministry {}", pl.col("i") % 300),
        scope=pl.lit("cumulative"),
    )  # fmt: skip
    agreement = pl.when(pl.col("i") % 3 == 0).then(pl.lit("conflict")).otherwise(pl.lit("single"))
    claims = base.head(n // 10).select(
        claim_id="id", label=pl.format("How many people were killed in Land {}?", "i"), family=pl.lit("casualty"),
        count_type=pl.lit("killed"),
        affected=pl.format("Land {}", pl.col("i") % 40), best=10.0, low=1.0, high=996.0, n_reports=10, n_articles=2, n_independent=2,
        n_attributed=10, agreement=agreement, modality=pl.lit("asserted"), first_reported=day, last_reported=day,
    )  # fmt: skip
    reports = base.with_columns(claim=pl.col("i") // 10).join(base.select(claim="i", claim_id="id"), on="claim")
    reports = reports.select("claim_id", quantity_id="id", relation=pl.lit("outside"), reported_date=day)
    duplicates = articles.select(
        "article_id",
        cluster_id="article_id",
        canonical_id="article_id",
        relation=pl.lit("unique"),
        jaccard=1.0,
        containment=1.0,
    )
    made_up = {
        "articles": articles,
        "quantities": quantities,
        "claims": claims,
        "claim_reports": reports,
        "duplicates": duplicates,
    }
    return write(folder, {name: _whole(name, table) for name, table in made_up.items()})


def _whole(name: str, table: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(TABLES[name])
    return table.select(
        [pl.col(c).cast(t) if c in table.columns else pl.lit(None, t).alias(c) for c, t in schema.items()]
    )
