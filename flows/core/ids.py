"""Stable ids: the first 16 hex digits of a SHA-256 over what makes a thing itself, the same on every machine and in every run."""

from __future__ import annotations

import hashlib

import polars as pl
import polars_hash  # noqa: F401  (registers the `chash` namespace on expressions)

END = "\x1f"  # closes every part, so that ("ab", "c") and ("a", "bc") differ; it cannot stand in a cleaned text


def digest(*parts: str | bytes) -> str:
    """Return the id of one thing: 16 hex digits of the SHA-256 over its parts."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass"))
        sha.update(END.encode())
    return sha.hexdigest()[:16]


def digests(*parts: str | pl.Expr) -> pl.Expr:
    """Return `digest` as an expression over columns: strings are literals, a null counts as empty."""
    closed = [(pl.lit(p) if isinstance(p, str) else p.cast(pl.String).fill_null("")) + pl.lit(END) for p in parts]
    joined = pl.concat_str(closed)
    hashed: pl.Expr = joined.chash.sha2_256()  # type: ignore[attr-defined]
    return hashed.str.slice(0, 16)
