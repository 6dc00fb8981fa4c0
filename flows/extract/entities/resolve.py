"""The names of one article resolved: short forms join full ones, unknown names get a type by what stands beside them.

Names are taken in the order of the text. A bare surname goes to the latest full name before it that ends in it, or else to the
first one after it. An acronym goes to the name it is printed behind in brackets or whose initials it is. What stays unknown
gets its type from all its places in the article together.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from flows.core.names import fold_token, name_key, person_key, plain_key
from flows.extract.entities.lexicon import Entry, Lexicon, entity_id, lexicon
from flows.extract.entities.parse import Part

Found = tuple[int, int, str, str | None, Entry]  # start, end, surface, role, entity
WORD = re.compile(r"[\w$%€£'’.-]+")
SMALL = frozenset(("of", "the", "for", "and", "de", "la", "del", "y", "e", "des", "du", "di", "on", "in", "&"))


@dataclass(slots=True)
class Name:
    """A part with its place in the article and the words beside it."""

    start: int
    part: Part
    left: str
    right: str
    entry: Entry | None = None
    drop: bool = False


@dataclass(slots=True)
class Article:
    """What is known of the article's names so far."""

    names: list[Name]
    lex: Lexicon = field(default_factory=lexicon)
    surnames: dict[str, list[tuple[int, Entry]]] = field(default_factory=dict)
    persons: dict[str, Entry] = field(default_factory=dict)
    acronyms: dict[str, Entry] = field(default_factory=dict)


def resolve(names: list[Name]) -> list[Found]:
    """Return the mentions among the names of one article, in order."""
    article = Article(names)
    _fix_known(article)
    _full_persons(article)
    _organisations(article)
    _short_persons(article)
    _unknown(article)
    _metonyms(article)
    return [
        (n.start, n.start + len(n.part.text), n.part.text, n.part.role, n.entry)
        for n in names
        if n.entry is not None and not n.drop
    ]


def _fix_known(article: Article) -> None:
    for n in article.names:
        n.entry = n.part.entry


def _surname(name: str) -> str:
    tokens = [t for t in plain_key(name).split() if t not in ("jr", "sr", "ii", "iii", "iv")]
    return fold_token(tokens[-1]) if tokens else name


def _full_persons(article: Article) -> None:
    """Give every full name its entity: the fullest form in the article founds it."""
    fullest: dict[str, str] = {}
    for n in article.names:
        if n.part.kind == "person" and " " in n.part.text and n.entry is None:
            key = person_key(n.part.text)
            if len(n.part.text) > len(fullest.get(key, "")):
                fullest[key] = n.part.text
    for n in article.names:
        if n.part.kind != "person":
            continue
        if n.entry is None and " " in n.part.text:
            key = person_key(n.part.text)
            if key not in article.persons:
                name = fullest[key]
                article.persons[key] = Entry(entity_id("person", name), name, "person")
            n.entry = article.persons[key]
        if n.entry is not None and " " in n.part.text:
            article.surnames.setdefault(_surname(n.part.text), []).append((n.start, n.entry))


def _short_persons(article: Article) -> None:
    """Bare surnames: the latest full name before, or else the first after."""
    for n in article.names:
        single = " " not in n.part.text
        if (
            not single
            or n.part.kind not in ("person", "unknown")
            or (n.entry is not None and n.entry.entity_type != "person")
        ):
            continue
        known = article.surnames.get(_surname(n.part.text))
        if known:
            before = [e for at, e in known if at < n.start]
            n.entry = before[-1] if before else known[0][1]
        elif n.part.kind == "person" and n.entry is None:
            n.entry = Entry(entity_id("person", n.part.text), n.part.text, "person")


def _organisations(article: Article) -> None:
    """Organisations and other names that their own words type; acronyms in brackets behind them."""
    previous: Name | None = None
    for n in article.names:
        kind = n.part.kind
        if n.entry is None and kind in ("organization", "place", "facility", "event", "agreement", "group"):
            n.entry = Entry(entity_id(kind, n.part.text), _strip_the(n.part.text), kind)
        if (
            kind == "acronym"
            and previous is not None
            and previous.entry is not None
            and previous.right.rstrip().endswith("(")
            and n.right.startswith(")")
        ):
            if _initials(previous.part.text, n.part.text):
                article.acronyms[n.part.text] = previous.entry
        previous = n
    by_initials = {
        initials(n.part.text): n.entry
        for n in article.names
        if n.entry is not None and n.part.kind == "organization" and " " in n.part.text
    }
    for n in article.names:
        if n.part.kind == "acronym" and n.entry is None:
            n.entry = article.acronyms.get(n.part.text) or by_initials.get(n.part.text)


def _strip_the(name: str) -> str:
    return name[4:] if name[:4] == "The " else name


def initials(name: str) -> str:
    """Return the initials of the words with capitals."""
    return "".join(w[0] for w in name.replace("-", " ").split() if w[0].isupper())


def _initials(name: str, acronym: str) -> bool:
    """Whether the acronym may stand for the name: its letters stand in this order at least at two words' beginnings."""
    own = initials(name).upper()
    letters = acronym.upper()
    return own == letters or (
        len(letters) >= 2 and letters[0] == name[0].upper() and sum(c in own for c in letters) >= 2
    )


def _unknown(article: Article) -> None:
    votes: dict[str, Counter[str]] = {}
    for n in article.names:
        if n.entry is None and n.part.kind in ("unknown", "acronym"):
            votes.setdefault(n.part.text, Counter()).update(evidence(n, article.lex))
    for n in article.names:
        if n.entry is None and n.part.kind in ("unknown", "acronym"):
            kind = decide(n.part, votes[n.part.text], article.lex)
            if kind is None:
                n.drop = True
            else:
                n.entry = Entry(entity_id(kind, n.part.text), _strip_the(n.part.text), kind)
                if kind == "person" and " " in n.part.text:
                    article.surnames.setdefault(_surname(n.part.text), []).append((n.start, n.entry))
    for n in article.names:
        if n.entry is not None and n.part.kind == "unknown" and " " not in n.part.text and n.part.entry is None:
            known = article.surnames.get(_surname(n.part.text))
            if known:
                before = [e for at, e in known if at < n.start]
                n.entry, n.drop = before[-1] if before else known[0][1], False


def evidence(name: Name, lex: Lexicon) -> Counter[str]:
    """Return what the words beside a name say of its kind."""
    out: Counter[str] = Counter()
    words = lex.words
    left = WORD.findall(name.left)
    right = WORD.findall(name.right)
    last = left[-1].lower() if left and not name.left.rstrip().endswith((",", ".", ";", ":", "(")) else ""
    two = f"{left[-2]} {left[-1]}".lower() if len(left) > 1 else ""
    following = right[0].lower() if right and name.right.startswith((" ", "-")) else ""
    if last in words["place_left_strong"] or two in words["place_left_strong"]:
        out["place"] += 2
    elif last in words["place_left"]:
        out["place"] += 1
    if following in words["place_right"]:
        out["place"] += 2
    if last in words["role"]:
        out["person"] += 3
    if following in words["say"]:
        out["person"] += 2
    elif following in words["person_right"]:
        out["person"] += 1
    if re.match(r", \d\d,|, who ", name.right):
        out["person"] += 3
    if not name.part.weak:
        out["seen"] += 1
    return out


def decide(part: Part, votes: Counter[str], lex: Lexicon) -> str | None:
    """Return the kind of an unknown name, or None if it is no name."""
    if part.kind == "acronym":
        return "place" if votes["place"] > 2 * votes["seen"] else "organization"
    place, person = votes["place"], votes["person"]
    if place + person == 0 and votes["seen"] == 0 and part.text.lower() in lex.common:
        return None
    if place > person:
        return "place"
    if person > 0 or (" " in part.text and len(part.text.split()) <= 3) or name_key(part.text) in lex.given:
        return "person"
    return "organization" if not part.weak else None


def _metonyms(article: Article) -> None:
    """Seats of government that act or are dealt with stand for their states."""
    words = article.lex.words
    for n in article.names:
        if n.entry is None or n.entry.part != "city":
            continue
        state = article.lex.seats.get(name_key(n.part.text))
        if state is None:
            continue
        right = WORD.findall(n.right)
        left = WORD.findall(n.left)
        following = right[0].lower() if right and n.right.startswith(" ") else ""
        last = left[-1].lower() if left else ""
        acts = following in words["act"] and last not in words["place_left"]
        if acts or (last in ("between", "with", "by") and following not in words["place_right"]):
            n.entry = state
