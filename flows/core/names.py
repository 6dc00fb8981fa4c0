"""Names folded: one key for all the spellings of a name, so that an entity's id does not hang on who wrote it first.

Three foldings, each a pure function of the printed name:

- `plain_key`: what tables are looked up by. Case, accents, apostrophes, dots and hyphens do not count.
- `name_key`: founding key of everything but persons: `plain_key` without a leading article.
- `person_key`: founding key of a person: titles must be off already. Middle initials and generation marks fall away,
  given names go to the first spelling of their line in ``names_given.csv`` (Mohammed, Muhammad, Mohamed), the rest is
  folded by the rules in `fold_token` for what differs between transliterations of Cyrillic and Arabic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from anyascii import anyascii

from flows.core import reference

DROPPED = re.compile(r"[.'’‘ʼ`´\"]")
SPACED = re.compile(r"[^a-z0-9&]+")
ARTICLES = ("the ", "a ", "an ")
GENERATION = frozenset(("jr", "sr", "ii", "iii", "iv"))
ARABIC_ARTICLES = frozenset(
    ("al", "el", "ul", "ad", "ar", "as", "ash", "an", "at", "az", "es", "ed", "er", "et", "ur", "ud", "uz")
)

SERVANT = re.compile(r"\babd(?: ?[aeiou]?l|[aeou](?=rr))[ -]?(?=[a-z]{3})")  # Abdel Rahman, Abd al-Rahman, Abdurrahman

# What one transliteration writes and another does not; applied in this order to an ASCII token of five letters or more.
# In front of each pattern: letters without which it cannot match, anywhere in the token and as its last letter; looking for
# them costs a tenth of trying the pattern. Without a pattern the letters themselves are replaced.
TRANSLITERATION = tuple(
    (inside, last, re.compile(pattern).sub if pattern else None, to)
    for inside, last, pattern, to in (
        ("sk", "yij", r"(?:skyy|skiy|skyi|skii|skij|sky|ski|skey|skei)$", "ski"),  # Zelenskyy, Zelenskiy, Zelensky
        ("k", "yi", r"(?:tzky|tsky|cki|tskiy|tskyi|tskii)$", "tski"),
        ("enk", "oa", r"enk[oa]$", "enko"),  # Lukashenko, Lukashenka
        ("", "hae", r"(?:iy|y|i)(?:eh|ah|a|e)$", "ia"),  # Haniyeh, Haniyah
        ("la", "ah", r"[au]l+ah?$", "ala"),  # Nasrallah, Nasrullah
        ("", "yij", r"(?:iy|yy|yi|ii|ij|y|i|ey|ei|ej)$", "i"),  # Sergey, Sergei, Valery, Valeriy
        ("", "fwv", r"(?:off|ow|ev|eff|yov|yev|iev|jev|ov|ew)$", "ov"),  # Gorbachev, Gorbachov
        ("va", "a", r"(?:eva|yova|yeva|ieva|jeva|ova)$", "ova"),
        ("ska", "a", r"ska[iyj]a$", "ska"),  # Zelenska, Zelenskaya
        ("chael", "", "", "kael"),
        ("tch", "", "", "ch"),
        ("tsch", "", "", "ch"),
        ("sch", "", "", "sh"),
        ("shch", "", "", "sh"),  # Oleshchuk, Oleschuk
        ("dj", "", "", "j"),  # Dzhokhar, Djokhar
        ("zh", "", r"dzh|zh", "j"),  # Prigozhin, Prigojin
        ("dh", "", "", "d"),
        ("gh", "", "", "g"),
        ("bh", "", "", "b"),
        ("h", "", r"kh|(?<!c)h(?=h)", "h"),
        ("ph", "", "", "f"),
        ("ck", "", "", "k"),
        ("q", "", "", "k"),
        ("w", "", "", "v"),
        ("x", "", "", "ks"),
        ("ou", "", "", "u"),
        ("yo", "", r"(?<=[^aeiou])yo(?=[^aeiou])", "e"),  # Fyodorov, Fedorov
        ("o", "", "", "u"),
        ("", "", r"(?:iye|ie|ye|je|ee|ea|ei|ey|ai(?!$)|ay(?!$))", "e"),
        ("a", "", r"(?<=[^aeiou])(?:ia|ya|ja)", "a"),
        ("u", "", r"(?<=[^aeiou])(?:iu|yu|ju)", "u"),
        ("j", "", r"j(?=[^aeiou])", "i"),
        ("e", "", "", "i"),
        ("y", "", "", "i"),
        ("h", "", r"(?<=[aeiou])h(?=$|[^aeiou])", ""),  # Abdullah, Abdulla
        ("", "", r"(.)\1+", r"\1"),  # Hussein, Husein
    )
)


@lru_cache(maxsize=200_000)
def plain_key(name: str) -> str:
    """Return the key by which tables are searched: lower-case ASCII words separated by one space."""
    ascii_name = name if name.isascii() else anyascii(name)
    return SPACED.sub(" ", DROPPED.sub("", ascii_name.lower())).strip()


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Return the founding key of a place, organisation, group, event, agreement or facility."""
    key = plain_key(name)
    for article in ARTICLES:
        if key.startswith(article) and len(key) > len(article):
            return key[len(article) :]
    return key or name


@cache
def given_names() -> Mapping[str, str]:
    """Return the first spelling of each given name in the table, by every spelling."""
    out: dict[str, str] = {}
    for row in reference.rows("names_given", "name", "variants"):
        first = plain_key(row["name"] or "")
        for spelling in (first, *(row["variants"] or "").split("|")):
            if key := plain_key(spelling):
                out.setdefault(key, first)
    return MappingProxyType(out)


@lru_cache(maxsize=200_000)
def fold_token(token: str) -> str:
    """Return an ASCII word of a person's name without what differs between transliterations; short words stay."""
    if len(token) < 5:
        return token
    for inside, last, replace, to in TRANSLITERATION:
        if inside in token and (not last or token[-1] in last):
            token = replace(to, token) if replace is not None else token.replace(inside, to)
    return token


@lru_cache(maxsize=200_000)
def person_key(name: str) -> str:
    """Return the founding key of a person by the fullest name, titles off."""
    tokens = SERVANT.sub("abdul", plain_key(name)).split()
    whole = [t for t in tokens if len(t) > 1 and t not in GENERATION]
    whole = [t for t in whole if t not in ARABIC_ARTICLES] or whole or tokens
    given = given_names()
    folded = [fold_token(given.get(t, t) if i < len(whole) - 1 else t) for i, t in enumerate(whole)]
    return " ".join(folded) or name
