"""Patterns of many words, written as a tree of their beginnings.

An engine that reads a list of words as a tree looks at the few that go on with the next letter, not at all of them: matching
by backtracking and the building of an automaton both get cheaper by a multiple. Longer words win over their own beginnings.
The pattern means the same to Python's `re` and to the Rust engine behind Polars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

END = ""  # marks in a node that a word ends here


def any_of(words: Iterable[str], pieces: Mapping[str, str] | None = None) -> str:
    """Return a group that matches any of `words`, the longest first.

    Args:
        words: plain words; the empty one is left out.
        pieces: what to write for a character instead of itself, as a pattern.
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        if word:
            node[END] = {}
    if not tree:
        raise ValueError("no words to make a pattern of")
    written = pieces or {}
    return f"(?:{_below(tree, written)})"


def _below(node: dict[str, Any], pieces: Mapping[str, str]) -> str:
    """Write what may follow at a node."""
    branches = [_branch(char, node[char], pieces) for char in sorted(node) if char != END]
    if not branches:
        return ""
    if END in node:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _branch(char: str, node: dict[str, Any], pieces: Mapping[str, str]) -> str:
    out = [_written(char, pieces)]
    while len(node) == 1 and END not in node:  # a stretch without a fork needs no group, however long it is
        char, node = next(iter(node.items()))
        out.append(_written(char, pieces))
    return "".join(out) + _below(node, pieces)


def _written(char: str, pieces: Mapping[str, str]) -> str:
    return pieces.get(char) or (char if char == " " else re.escape(char))
