"""Strings that an article may hold to get at its reader: markup, script, template code, addresses, characters that steer the display."""

from __future__ import annotations

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</title></mark></blockquote><iframe src=https://evil.example></iframe>",
    "<svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% include 'x' %}",
    "<!-- --> ]]> <![CDATA[ <base href=https://evil.example>",
    "a\x00b\x1b[31mc\x07",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "&lt;script&gt;&#x6a;avascript:",
    "x" * 100_000,
    "<b>" * 3_000,
]
LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "https://",
    "http://[::1",
    'https://e.example/"onclick="alert(1)',
    "https://e.example/<script>",
    "https://e.example/\u202ex",
    "https://e.example/" + "a" * 5_000,
    "blob:https://e.example/1",
    "https://e.example/a b",
]
