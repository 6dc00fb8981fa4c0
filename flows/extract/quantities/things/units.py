"""Units of money, share, time and measure beside a number.

Names come from ``unit_names``, short names that say several things from ``unit_cues``, with the words in the sentence
that decide between them. Money is an ISO 4217 code (a part of a currency keeps its English name: `cent`), a share `%`, time its
English name (`hour`), a measure its usual sign (`km`, `ft`, `square km`) or, without one, its English name; a rate reads
"barrel per day", unless it has a sign of its own (`km/h`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import pycountry

from flows.core import reference
from flows.extract.quantities.numbers.tokens import SIGNS
from flows.extract.quantities.things import currencies
from flows.extract.quantities.things.nouns import IRREGULAR, singular

LARGE = 100
NAMED = {"match": ("word", "plural", "sign"), "family": ("money", "percent", "duration", "measure")}
CUED = {"match": ("word", "sign", "tied", "large", "money sign"), "family": ("money", "duration", "measure")}
PRIMES = ("′", "″", "'", "’", '"')
MAGNITUDES = {"million": 1e6, "billion": 1e9, "trillion": 1e12}


class Unit(NamedTuple):
    """A unit: its family, its name, how far behind the number it reaches, and what it multiplies the number by."""

    family: str
    unit: str
    length: int
    factor: float = 1.0


class Cue(NamedTuple):
    """One reading of a short name: the cues that ask for it (none: always), and whether it wants a large number."""

    match: str
    family: str
    unit: str
    cues: re.Pattern[str] | None
    million: bool


SCALES = {"k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9}  # before a currency: "30 MUSD", "5 k€"
_CODES = "|".join(sorted(s.upper() for s in SIGNS if s.isalpha() and s.isascii() and len(s) == 3))
_CURRENCY = "|".join(re.escape(s) for s in sorted(SIGNS, key=len, reverse=True))
_SPACE = " \u00a0\u2009\u202f"
_NEXT = re.compile(
    rf"([{_SPACE}](?:of )?an? |[{_SPACE}]?[({{<\[]?|-| - )"
    r"([°º]\s?(?:celsius|fahrenheit|[cf](?![a-z]))?|[′″'’\"]|[^\W\d_][\w.²³^/-]*)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r".an? $", re.IGNORECASE)
_PLAIN_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(rf"\.?[{_SPACE}-]([^\W\d_][\w-]*[²³23]?)")
_PER = re.compile(r"(?: per | an? (?=second|minute|hour|day|week|month|year|night|quarter)|/)([^\W\d_]+)")
_SIGN_AFTER = re.compile(rf"\s?({_CURRENCY})(?![A-Za-z])", re.IGNORECASE)
_SCALED_SIGN = re.compile(rf"\s?(k|M|MM|mn|mio|bn)\s?({_CODES}|[$£€¥₹₽₴])(?![A-Za-z])")
_MAGNITUDE = re.compile(r"\s(million|billion|trillion)(?![a-z])", re.IGNORECASE)


@cache
def _names() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Return names in lower case and signs as they stand, each with family and unit."""
    words: dict[str, tuple[str, str]] = {}
    signs: dict[str, tuple[str, str]] = {}
    for row in reference.rows("unit_names", "name", "match", "family", "unit", key=("name",), allowed=NAMED):
        held = (row["family"] or "", row["unit"] or "")
        (signs if row["match"] == "sign" else words)[row["name"] or ""] = held
    alone = [(word, unit) for word, (family, unit) in words.items() if family == "money" and word.isalpha()]
    for name, code in currencies.names(alone):
        words.setdefault(name, ("money", code))
    for prefix in reference.rows("unit_prefixes", "sign", "name", key=("sign",)):
        for base in reference.rows("unit_bases", "sign", "name", "spelling", key=("sign",)):
            name = f"{prefix['name']}{base['name']}"
            sign = f"{prefix['sign']}{base['sign']}"
            if sign.lower() not in words:
                signs.setdefault(sign, ("measure", name))
            for spelling in (base["name"], base["spelling"]):
                if spelling:
                    words.setdefault(f"{prefix['name']}{spelling}", ("measure", name))
    return words, signs


@cache
def short_names() -> frozenset[str]:
    """Return the units of one short word, in lower case: what may touch digits without making them a name."""
    words, signs = _names()
    codes = [c for c in SIGNS if c.isalpha()]
    codes += [scale + code for scale in ("k", "m") for code in codes if len(code) == 3]
    return frozenset(n.lower() for n in (*words, *signs, *_cues(), *codes, *_codes()) if len(n) <= 6 and " " not in n)


@cache
def _cues() -> dict[str, tuple[Cue, ...]]:
    out: dict[str, tuple[Cue, ...]] = {}
    for row in reference.rows("unit_cues", "name", "match", "family", "unit", "cues", allowed=CUED):
        words = [w for w in (row["cues"] or "").split("|") if w]
        plain = "|".join(re.escape(w) for w in words if not w.startswith("*"))
        pattern = re.compile(rf"(?<![a-z])(?:{plain})", re.IGNORECASE) if plain else None
        cue = Cue(row["match"] or "", row["family"] or "", row["unit"] or "", pattern, "*million" in words)
        name = row["name"] or '"'
        out[name] = (*out.get(name, ()), cue)
    return out


@cache
def _codes() -> frozenset[str]:
    """ISO 4217 codes that may stand behind a number, in capitals."""
    return frozenset(c.alpha_3 for c in pycountry.currencies)


@cache
def _openings() -> frozenset[str]:
    """Return the words that a unit's name may begin with, in lower case."""
    words, signs = _names()
    firsts = {re.split(r"[ /.^-]", name.lower())[0] for name in (*words, *signs, *_cues())}
    codes = {code.lower() for code in _codes()} | {sign for sign in SIGNS if sign[0].isalpha()}
    codes |= {scale + code for scale in SCALES for code in (*codes, "")}
    plurals = {name for name, one in IRREGULAR.items() if one in firsts}
    return frozenset(
        firsts | codes | plurals | {f"{w}s" for w in firsts} | {f"{w}es" for w in firsts} | {"of", "a", "an"}
    )


@cache
def _phrase_openings() -> frozenset[str]:
    """Return the first words of units of several words, in lower case, with their plurals."""
    words, signs = _names()
    firsts = {name.lower().partition(" ")[0] for name in (*words, *signs, *_cues()) if " " in name}
    plurals = {name for name, one in IRREGULAR.items() if one in firsts}
    return frozenset(firsts | plurals | {f"{w}s" for w in firsts} | {f"{w}es" for w in firsts})


def _no_unit(text: str, end: int) -> bool:
    """Tell at a glance that the word behind a number is no unit."""
    if text[end : end + 1] != " ":
        return False
    word = _PLAIN_WORD.match(text, end + 1)
    return word is not None and word[0].lower() not in _openings()


def unit_after(text: str, end: int, value: float, *, part: bool = False) -> Unit | None:
    """Return the unit behind a number that ends at `end`; an article may stand before it where the number is a `part` of one."""
    if _no_unit(text, end):
        return None
    first = _NEXT.match(text, end)
    if (
        first is not None
        and (first[2] not in PRIMES or _is_prime(text, end, first))
        and (part or not _ARTICLE.match(first[1]))
    ):
        for length, name in _candidates(text, first):
            tied = first[1] == "-" or text.startswith(" of ", end + length)
            found = _lookup(text, name, value, tied=tied)
            if found is not None:
                if first[1] == " - " and found[0] not in ("duration", "measure"):
                    break
                return _extended(text, end, found, length)
    if money := _SCALED_SIGN.match(text, end):
        return Unit("money", SIGNS[money[2].casefold().replace(" ", "")], money.end() - end, SCALES[money[1].lower()])
    sign = _SIGN_AFTER.match(text, end)
    if sign is None:
        return None
    unit = decide_sign(text, sign[1], SIGNS[sign[1].casefold().replace(" ", "")])
    return Unit("money", unit, sign.end() - end)


def _is_prime(text: str, end: int, first: re.Match[str]) -> bool:
    """A mark of feet, inches or minutes touches digits, is followed by no letter and closes no quotation."""
    if first[1] or not text[end - 1].isdecimal() or text[first.end() : first.end() + 1].isalnum():
        return False
    mark = first[2]
    if mark == '"':
        return text.count('"', 0, end) % 2 == 0
    return mark in "′″" or re.search(r"(?:^|[\s(])['‘]", text[:end]) is None


def _candidates(text: str, first: re.Match[str]) -> list[tuple[int, str]]:
    """Return the words behind the number, longest first, with the length they reach."""
    start = first.start()
    name = first[2].rstrip(".-") if first[2][0].isalpha() else first[2].strip()
    length = first.start(2) - start + len(name)
    if first[1] in ("-", " - "):
        name = name.split("-")[0]
        return [(len(first[1]) + len(name), name)]
    out = [(length, name)]
    if name.lower() not in _phrase_openings():
        return out
    at = first.start(2) + len(name)
    for _ in range(3):
        following = _WORD.match(text, at)
        if following is None:
            break
        name = f"{name} {following[1]}"
        at = following.end()
        out.append((at - start, name))
    return out[::-1]


def _lookup(text: str, name: str, value: float, *, tied: bool = False) -> tuple[str, str] | None:
    words, signs = _names()
    name = name.replace("^2", "²").replace("^3", "³")
    forms = _folded(name)
    for form in (name, *forms):
        for cue in _cues().get(form, ()):
            if _holds(cue, text, value, tied=tied):
                return cue.family, cue.unit
    if name in signs:
        return signs[name]
    for form in forms:
        if form in words:
            return words[form]
    if len(name) == 3 and name.isupper() and name in _codes():
        return "money", name
    if "/" in name and forms:
        head, _, per = name.partition("/")
        known = _lookup(text, head, value)
        return (
            (known[0], f"{known[1]} per {singular(per.lower())}") if known and per and known[0] == "measure" else known
        )
    return None


@lru_cache(maxsize=65_536)
def _folded(name: str) -> tuple[str, ...]:
    """The name in lower case, with its last word in the singular, and with every word so."""
    low = name.lower()
    if len(low) < 3:
        return (low,) if len(low) == 2 and low not in ("in", "am") else ()
    words = low.split(" ")
    forms = (low, " ".join([*words[:-1], singular(words[-1])]), " ".join(singular(w) for w in words))
    return tuple(dict.fromkeys(forms))


def _holds(cue: Cue, text: str, value: float, *, tied: bool) -> bool:
    if cue.match == "tied":
        return tied
    if cue.match == "money sign" or (cue.match == "large" and value < LARGE):
        return False
    if cue.million and value >= 1e6:
        return True
    return cue.cues is None or cue.cues.search(text) is not None


def _extended(text: str, end: int, unit: tuple[str, str], length: int) -> Unit:
    """Add "per day" to a measure, and the magnitude that stands behind a currency ("75 USD million")."""
    family, name = unit
    if family == "measure" and (rate := _PER.match(text, end + length)) and " per " not in name:
        return Unit(family, f"{name} per {singular(rate[1].lower())}", rate.end() - end)
    if family == "money" and (more := _MAGNITUDE.match(text, end + length)):
        return Unit(family, name, more.end() - end, MAGNITUDES[more[1].lower()])
    return Unit(family, name, length)


def named_unit(name: str) -> tuple[str, str] | None:
    """Return family and unit of a unit's name in the singular ("year"), or None."""
    return _names()[0].get(name)


def decide_sign(text: str, sign: str, unit: str) -> str:
    """Return the currency of a sign that several countries use, by the words of the sentence."""
    for cue in _cues().get(sign, ()):
        if cue.match == "money sign" and cue.cues is not None and cue.cues.search(text):
            return cue.unit
    return unit
