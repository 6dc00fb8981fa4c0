"""What one line of a page is: furniture by the table `page_lines`, a credit, a date line, a byline, a headline, or prose.

Every test looks at one line only and is linear in its length; lines longer than `SHORT` are never furniture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from flows.core import reference
from flows.ingest.moments import find_day

SHORT = 240
EFFECTS = ("drop", "form", "list", "end", "author", "tail")
STAR = ".{0,240}"
LETTER = re.compile(r"[^\W\d_]")
SPACES = re.compile(r"\s+")
STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": " ", "\u00a0": " "})
ENDS = re.compile(r"[.!?…।。！？؟۔](?:[\"”’'»)\]*]|\[\d{1,3}\])*$|[:;]$|[.!?,][\"”’»]$")
UNSPACED = re.compile(r"[。！？]")
INNER_END = re.compile(r"[^\W\d_]{3}[.!?][\"”’)\]]{0,2} [\"“‘(\[]?[^\W\d_a-z]")
LONG = 220  # a line of this length is a paragraph however it ends
DATELINE = re.compile(r"^[^\W\d_a-z]{3,}[^\W\d_a-z .,'-]*(?:[ ,(].{0,60})?(?:--|[_–—-])$")
PLACE = re.compile(r"^[^\W\d_a-z]{3,}[^\W\d_a-z .,'-]*,? ")
LISTED = re.compile(r"^\||^[^\W\d_]{3,9}\.? \d{1,2}(?:, \d{4})?\s?(?:--|[–—:-])\s|^[^:|]{2,50}:\s{0,3}[-+~]?[\d$€£]")
BULLET = re.compile(r"^\s*(?:[•·▪●◦*–—-]|\d{1,2}[.)])\s")
TAGS = re.compile(r"^(?:#\w[\w'’&-]{0,40}(?: \w[\w'’&-]{0,20}){0,4}[\s,;|]*)+$")
CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?", re.I)
DATE_WORDS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|published|updated|posted|modified|last|first|on|at|"
    r"by|date|gmt|utc|est|edt|pst|pdt|cet|ist|bst|et|views?|reads?|min|mins|minutes?|hours?|days?|ago|read|created|uploaded)\b",
    re.I,
)
NAME = r"[^\W\d_a-z](?:[^\W\d_]|['’.-]){0,24}"
NAMES = rf"{NAME}(?:\s(?:(?:de|da|di|van|von|der|den|al|el|bin|ben|la|le|du)\s)?{NAME}){{1,3}}"
BYLINE = re.compile(
    rf"^(?i:(?:post(?:ed)?\s?|written\s|story\s|report(?:ed)?\s|published\s|words\s)?by|por|par|von|author|text|words)\s?:?\s{{1,3}}"
    rf"(?P<names>{NAMES}(?:(?:,\s|\sand\s|,\sand\s|\s&\s){NAMES}){{0,4}})"
    rf"(?:\s?[|,·•–—-]\s?.{{0,80}}|,?\s(?:in|for|at)\s.{{0,60}}|\s\(?@\w+\)?)?$"
)
AGENCIES = (
    "afp|ap|ap photo|associated press|the associated press|agence france-presse|press association|reuters|"
    "getty(?: images)?|epa|epa-efe|efe|tass|sputnik|anadolu(?: agency)?|xinhua|shutterstock|unsplash|pexels|pixabay|"
    "upi|ansa|dpa|pa(?: wire)?|alamy(?: stock photo)?|istock|bloomberg|wikimedia(?: commons)?|flickr|"
    "zuma(?: press)?|imago|nurphoto|ukrinform"
)
AGENCY = rf"(?i:{AGENCIES})(?: file| via .{{2,30}})?(?![^\W_])"
PHOTO = r"(?i:photo(?:graph)?s?|images?|picture|file photo|illustration|footage|credit|photo credit|image credit)"
CREDITS = (  # `(?<!\s)\s*`: a run of blanks is looked at once, not from each of its places
    re.compile(
        r"(?<!\s)\s*\(?(?:Photo(?:graph)?|Image|Picture)s? by .{2,60}? on (?i:pexels|unsplash|pixabay|flickr)\)?\.?$"
    ),
    re.compile(
        rf"(?:^|(?<=[.!?\"”)\]])\s|(?<!\s)\s*[|(\[–—-]\s?){PHOTO}\s?(?::|(?i:by)\s|©|(?i:courtesy(?: of)?)\s).{{2,80}}$"
    ),
    re.compile(
        r"(?<=[a-z.])(?:Photo(?:graph)?|Image|Picture|Credit)s?(?: credit)?(?:\.\.\.|:| by | courtesy(?: of)? | via ).{2,80}$"
    ),
    re.compile(
        rf"(?<!\s)(?:\s*[(\[](?:[^()\[\]/]{{2,60}}(?:/|\bvia\s|,\s)\s?{AGENCY}[^()\[\]]{{0,40}}"
        r"|(?i:ap photo|reuters)/[^()\[\]]{2,60})[)\]]){1,4}$"
    ),
    re.compile(
        rf"(?:^|(?<=[.!?\"”)\]])\s?|(?<!\s)\s*[|©]\s?|\s/\s)(?:{NAMES}\s?[/|,]\s?)?{AGENCY}(?:\s?[/|,]\s?{AGENCY}){{0,3}}$"
    ),
    re.compile(rf"(?:^|(?<=[.!?\"”)\]])\s?)(?:REUTERS|AP Photo|AFP)\s?/\s?{NAMES}$"),
    re.compile(r"(?<!\s)\s*©\s?[^.!?]{0,60}$"),
)
DOUBLED = re.compile(r"(?<!\s)\s*\((?P<who>[^()]{3,60})\)\s?\((?P=who)(?:\s?/\s?[^()]{2,40})?\)$")


LABELLED = re.compile(r"[^\W_] ?[\[(][A-Z]{4,12}[\])]\W{0,2}$")  # [VIDEO], (PHOTOS)
SIGNED = re.compile(rf"^(?:{NAMES}(?:(?:,\s|\sand\s|,\sand\s){NAMES}){{0,3}}\s{{0,3}}[,|/–—-]?\s{{0,3}})?{AGENCY}$")


Starred = tuple[re.Pattern[str], str]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the table `page_lines` that hold in one scope, ready to use.

    Attributes:
        exact: effect of lines without a star.
        by_word: patterns by their first word.
        open: patterns that begin with a star.
        begun: what stands before the star in the others.
    """

    exact: dict[str, str]
    by_word: dict[str, list[Starred]]
    open: list[Starred]
    begun: list[str]


def fold(line: str) -> str:
    """Return a line without case, typographic marks, and the signs and digits at its ends."""
    text = SPACES.sub(" ", line.translate(STRAIGHT).casefold())
    first = LETTER.search(text)
    if first is None:
        return ""
    end = len(text)
    while not LETTER.match(
        text, end - 1
    ):  # a pattern that ends in `+$` would look from every sign of a long row of them
        end -= 1
    return text[first.start() : end]


def same(line: str, title: str) -> bool:
    """Tell whether a line is this title; the title may carry the outlet's name behind a sign."""
    a, b = fold(line), fold(title)
    if a == b:
        return bool(a)
    return len(a) >= 20 and b.startswith(a) and bool(re.match(r"\s?[|–—:-]\s", b[len(a) :]))


@cache
def rules(scope: str) -> Rules:
    """Return the rules for a page (all of the table) or for `any` text."""
    out = Rules({}, {}, [], [])
    for row in reference.rows("page_lines", "line", "effect", "scope", key=("line",)):
        text, effect, holds = row["line"] or "", row["effect"] or "", row["scope"] or ""
        if effect not in EFFECTS or holds not in ("any", "page"):
            raise reference.ReferenceTableError(
                f"page_lines.csv: {text}: effect {effect!r} or scope {holds!r} is not known"
            )
        if scope == "any" and holds == "page":
            continue
        if effect == "tail":
            continue
        if "*" not in text:
            out.exact[fold(text)] = effect
            continue
        first = text.split(" ")[0].removesuffix("*")
        group = out.by_word.setdefault(first, []) if first else out.open
        group.append((_pattern(text), effect))
        out.begun.append(text.split("*")[0].strip())
    return out


def _spaced(text: str, blank: str) -> str:
    return re.escape(text).replace(r"\ ", blank).replace("'", "['’]")


@cache
def any_furniture() -> str:
    """Return a pattern, for Polars, of the lines that may be furniture of scope `any`; it looks at the beginning of a line only."""
    table = rules("any")
    blank, edge = r"\s+", r"\PL*"  # counted repeats of such classes would take a second to compile
    whole = [_spaced(line, blank) for line in sorted(table.exact)]
    begun = [_spaced(words, blank) for words in sorted(table.begun)]
    if table.open:
        raise reference.ReferenceTableError(
            "page_lines.csv: a line of scope any may not begin with *: every text would be searched for it"
        )
    return rf"(?i)^{edge}(?:(?:{'|'.join(whole)}){edge}$|(?:{'|'.join(begun)})(?:\PL|$))"


@cache
def tails() -> re.Pattern[str]:
    """Return the pattern of the prompts that may stand behind the last sentence on the same line."""
    table = reference.rows("page_lines", "line", "effect", "scope", key=("line",))
    words = "|".join(re.escape(row["line"] or "") for row in table if row["effect"] == "tail")
    return re.compile(rf"(?<=[.!?”\")])\s{{0,3}}(?i:{words})")


def _pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of a line with stars; a star that is a word of its own may also stand for nothing."""
    pieces = STAR.join(re.escape(piece) for piece in text.split("*"))
    return re.compile(pieces.replace(rf"\ {STAR}", rf"\b{STAR}").replace(rf"{STAR}\ ", rf"{STAR}\b"))


def furniture(line: str, scope: str = "page") -> str | None:
    """Return what a line of furniture does (one of `EFFECTS`), None for any other line.

    Args:
        line: the line.
        scope: `page`, or `any` for the rules that hold in every text.
    """
    if len(line) > SHORT:
        return None
    effect = _effect(fold(line), rules(scope))
    if effect in ("list", "author") and ENDS.search(line) and not line.endswith(":"):
        return None
    return effect


def _effect(folded: str, table: Rules) -> str | None:
    if folded in table.exact:
        return table.exact[folded]
    first = folded.split(" ", 1)[0]
    patterns = [*table.by_word.get(first, ()), *table.open]
    if first != (bare := first.rstrip(":,.!?")):
        patterns += table.by_word.get(bare, ())
    return next((effect for pattern, effect in patterns if pattern.fullmatch(folded)), None)


def is_sentence(line: str) -> bool:
    """Tell whether a line ends like a sentence and is long enough to be one."""
    return line.count(" ") >= 3 and bool(ENDS.search(line) or INNER_END.search(line))


def is_prose(line: str) -> bool:
    """Tell whether a line is a paragraph of running text: long, and with the end of a sentence at its end or inside."""
    if line.count(" ") < 10:
        return len(line) >= 40 and bool(UNSPACED.search(line))
    if len(line) < 80:
        return False
    return len(line) >= LONG or bool(ENDS.search(line)) or bool(INNER_END.search(line))


def is_dateline(line: str) -> bool:
    """Tell whether a line is a dateline of its own: a place in capitals with a dash, an agency or a date."""
    return len(line) <= 80 and bool(DATELINE.match(line) or (PLACE.match(line) and is_date_line(line)))


def is_listed(line: str) -> bool:
    """Tell whether a line is an item of a list: a bullet, a row of a table, a name with its number."""
    return bool(BULLET.match(line) or LISTED.match(line))


def is_date_line(line: str) -> bool:
    """Tell whether a line holds a date or a time and next to nothing else."""
    if len(line) > 120:
        return False
    day = find_day(line)
    rest = line[: day[1]] + " " + line[day[2] :] if day else line
    clock = CLOCK.search(rest)
    if (
        not day
        and not clock
        and not re.search(r"\b\d{1,3}\s(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?)\sago\b", line, re.I)
    ):
        return False
    rest = DATE_WORDS.sub(" ", CLOCK.sub(" ", rest))
    return len(re.findall(r"[^\W\d_]{2,}", rest)) <= (1 if day else 0)


def is_imprint(line: str) -> bool:
    """Tell whether a line below a headline says who, where and when, and nothing of the story: a date and a few names."""
    if is_date_line(line):
        return True
    if len(line) > 140 or (is_sentence(line) and not CLOCK.search(line)):
        return False
    day = find_day(line)
    if day is None:
        return bool(SIGNED.match(line))
    rest = DATE_WORDS.sub(" ", CLOCK.sub(" ", line[: day[1]] + " " + line[day[2] :]))
    words = re.findall(r"[^\W\d_]{2,}", rest)
    return len(words) <= 8 and all(word[0].isupper() for word in words)


def is_link(line: str) -> bool:
    """Tell whether a line is a link to another story: a headline with a label in brackets."""
    return len(line) <= SHORT and bool(LABELLED.search(line)) and not (is_sentence(line) or is_prose(line))


def is_tag_line(line: str) -> bool:
    """Tell whether a line is nothing but hashtags."""
    return line.startswith("#") and len(line) <= 600 and bool(TAGS.match(line))


def is_headline(line: str) -> bool:
    """Tell whether a line looks like a headline: some words, a capital, no end of a sentence."""
    words = line.count(" ") + 1
    return (
        4 <= words <= 35
        and len(line) <= SHORT
        and bool(re.match(r"[\"“‘'«(\[¿¡]?[^\W_a-z]", line))
        and not line.endswith((".", ":", ";", ","))
    )


def byline(line: str) -> str | None:
    """Return the names of a byline, joined by `; `, None for any other line."""
    if len(line) > 160:
        return None
    found = BYLINE.match(line.strip())
    if not found:
        return None
    names = re.split(r",\sand\s|\sand\s|,\s|\s&\s", found.group("names"))
    return "; ".join(name.strip() for name in names)


def without_credit(line: str) -> tuple[str, bool]:
    """Return a line without a photo credit at its end, and whether there was one."""
    if len(line) > 600:
        return line, False
    out = DOUBLED.sub("", line)
    for pattern in CREDITS:
        out = pattern.sub("", out)
    return out.rstrip(), out != line
