"""Texts from articles as they may be shown: nothing in them steers a terminal, a page or the direction of a line."""

from __future__ import annotations

import re

# Controls, marks that turn the line round, line separators, the byte order mark and invisible tags; joiners belong to scripts and emoji.
STEERING = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    """Return the text with a visible sign in place of every character that steers the display."""
    return STEERING.sub("\N{REPLACEMENT CHARACTER}", text)
