"""The page itself: templates, their filters, and the policy that admits its own style and script and nothing else."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.core.display import plain
from flows.publish.report.scale import between, day, figure

TEMPLATES = Path(__file__).parents[1] / "templates"
POLICY = "default-src 'none'; style-src '{style}'; script-src '{script}'; base-uri 'none'; form-action 'none'"


def render(**told: Any) -> str:
    """Return the page; every word that is no markup of the templates is escaped and shown as it is."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.filters.update(figure=figure, day=day, between=lambda pair: between(*pair), count=lambda n: f"{n:,}")
    style, script = _part("report.css"), _part("report.js")
    policy = POLICY.format(style=_hash(style), script=_hash(script))
    return environment.get_template("report.html.jinja").render(style=style, script=script, policy=policy, **told)


def _harmless(value: Any) -> Any:
    """Characters that steer the display become a visible sign; markup of our own is left alone."""
    return plain(value) if type(value) is str else value


def _part(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
