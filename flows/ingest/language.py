"""Language: what is given, as ISO 639-1, or what the commonest words of a text tell.

The detector knows the languages of the table `language_words`. It counts their words among the first few hundred of a text
and answers only where one language is well ahead; a short text has none. Where a script belongs to one language, the
script answers.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

import pycountry

from flows.core import reference

HEAD = 1_500  # characters looked at
ENOUGH = 6  # common words
SHARE = 0.12  # of all words
AHEAD = 1.6
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
SCRIPT_SHARE = 0.3  # of the characters; a Japanese text has less of its own letters than this only with very few
LATIN_ONLY = re.compile(r"[\x00-\u024f\u2000-\u206f\u20a0-\u20cf]*")


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
def _languages_of() -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for row in reference.rows("language_words", "language", "words", key=("language",)):
        for word in (row["words"] or "").split():
            out.setdefault(word, []).append(row["language"] or "")
    return {word: tuple(languages) for word, languages in out.items()}


def detect(text: str) -> str | None:
    """Return the language of a text, or None where that is not sure."""
    head = text[:HEAD]
    if not LATIN_ONLY.fullmatch(head) and (code := _by_script(head)):
        return code
    languages = _languages_of()
    words = head.casefold().split()
    votes: Counter[str] = Counter()
    for word, count in Counter(filter(languages.__contains__, words)).items():
        for language in languages[word]:
            votes[language] += count
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < max(ENOUGH, SHARE * len(words)):
        return None
    if len(ranked) == 2 and ranked[0][1] < AHEAD * ranked[1][1]:
        return None
    return ranked[0][0]


def _by_script(head: str) -> str | None:
    letters = sum(map(len, WORD.findall(head))) or 1
    for code, sign in SCRIPTS:
        found = len(sign.findall(head))
        if found > SCRIPT_SHARE * letters or (code == "ja" and found > 0.1 * letters):
            return code
    return None
