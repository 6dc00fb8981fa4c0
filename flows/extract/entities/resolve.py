"""The names of one article resolved: short forms join full ones, seats of government their states, unknown names get a kind.

Names are taken in the order of the text. A bare surname goes to the latest full name before it that ends in it, or else to the
first one after it. An acronym goes to the name it is printed behind in brackets, or whose initials it is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from flows.core.countries import countries, country_of_adjective
from flows.core.names import person_key, plain_key
from flows.extract.entities.article import Article, Name, new_entry, word_right, words_left
from flows.extract.entities.evidence import stands_as_place, teams, type_unknown
from flows.extract.entities.lexicon import Entry, entry, lexicon
from flows.extract.entities.tagged import hold

Found = tuple[int, int, str | None, Entry]  # start, end, role, entity
STATED = ("organization", "place", "facility", "event", "agreement", "group")
FEW = 30  # names of one article that end in the same word and are still compared
DANGLING = re.compile(r"(?: (?:of|for|at|to|in|with|the)){1,3}$")


def resolve(article: Article) -> list[Found]:
    """Return the mentions among the names of one article, in order."""
    for name in article.names:
        name.entry = name.part.entry if name.kind != "adjective" else None
        name.role = name.part.role
    full_persons(article)
    organisations(article)
    institutions(article)
    type_unknown(article)
    short_persons(article)
    metonyms(article)
    teams(article)
    if article.told:
        hold(article)
    roles(article)
    return [(n.start, n.end, n.role, n.entry) for n in article.names if n.entry is not None]


# -- persons ----------------------------------------------------------------------------------------------------------


def full_persons(article: Article) -> None:
    """Give every full name its entity: the fullest form in the article founds it."""
    fullest: dict[str, str] = {}
    _places_like_persons(article)
    for name in article.names:
        if name.part.full and name.entry is None and name.kind == "person":
            key = person_key(name.part.text)
            if len(name.part.text) > len(fullest.get(key, "")):
                fullest[key] = name.part.text
    entries = _merge_parts_of_names(fullest)
    for name in article.names:
        if name.part.full and name.kind == "person":
            if name.entry is None:
                name.entry = entries[person_key(name.part.text)]
            article.add_surname(name.part.text, name.start, name.entry)
        elif name.entry is not None and name.entry.entity_type == "person" and " " in name.part.text:
            article.add_surname(name.part.text, name.start, name.entry)


def _places_like_persons(article: Article) -> None:
    """Take back the kind of a name like "Tal Hadid" that stands where only places do, everywhere in the article."""
    as_place: dict[str, bool] = {}
    for name in article.names:
        if name.part.full and name.entry is None and name.tagged is None:
            text = name.part.text
            as_place[text] = as_place.get(text, True) and name.role is None and stands_as_place(name)
    for name in article.names:
        if name.part.full and name.tagged is None and as_place.get(name.part.text):
            name.kind = "unknown"


def _merge_parts_of_names(fullest: dict[str, str]) -> dict[str, Entry]:
    """The entity of each key: a name whose words all stand in one longer name with the same surname is that person."""
    by_surname: dict[str, list[str]] = {}
    for key in fullest:
        by_surname.setdefault(key.rsplit(" ", 1)[-1], []).append(key)
    entries: dict[str, Entry] = {}
    known = lexicon().persons
    for keys in by_surname.values():
        for key in keys:
            longer = [k for k in keys if len(k) > len(key) and set(key.split()) < set(k.split())]
            name = fullest[longer[0] if len(longer) == 1 else key]
            entries[key] = known.get(person_key(name)) or new_entry("person", name)
    return entries


def short_persons(article: Article) -> None:
    """Join bare surnames to full names, and given names to the one who bears them; others stand for themselves."""
    given = _by_given_name(article)
    for name in article.names:
        part = name.part
        if " " in part.text or not (name.kind == "person" or (name.kind == "unknown" and part.entry is None)):
            continue
        if part.common and name.entry is None and not _speaks(name, article):
            continue
        person = article.surname(part.text, name.start)
        if person is None and not part.common:
            person = given.get(part.text)
        if person is not None:
            name.entry = person
        elif name.kind == "person" and name.entry is None:
            name.entry = article.lex.persons.get(person_key(part.text)) or new_entry("person", part.text)


def _by_given_name(article: Article) -> dict[str, Entry]:
    """The persons of the article by given name, where only one bears it."""
    bearers: dict[str, set[Entry]] = {}
    for _, persons in article.surnames.values():
        for person in persons:
            bearers.setdefault(person.name.partition(" ")[0], set()).add(person)
    return {given: next(iter(found)) for given, found in bearers.items() if len(found) == 1}


def _speaks(name: Name, article: Article) -> bool:
    right = word_right(name.right)
    return (
        name.right.startswith(("'s", "’s"))
        or right in article.lex.words["say"]
        or right in article.lex.words["person_right"]
    )


# -- organisations ----------------------------------------------------------------------------------------------------


def organisations(article: Article) -> None:
    """Give names that their own words type their entity, and acronyms that of the name they shorten."""
    bracketed: dict[str, Entry] = {}
    initials: dict[str, Entry] = {}
    previous: Name | None = None
    for name in article.names:
        part = name.part
        if name.entry is None and name.kind in STATED:
            name.entry = _stated(name.kind, part.text)
        if (
            name.entry is not None
            and name.entry.entity_type in ("organization", "group", "agreement")
            and " " in part.text
        ):
            initials.setdefault(_initials(part.text), name.entry)
        short = part.text.isupper() and 2 <= len(part.text) <= 8 and name.right.startswith(")")
        if (
            short
            and previous is not None
            and previous.entry is not None
            and previous.end + 2 == name.start
            and _shortens(part.text, previous.part.text)
        ):
            bracketed[part.text] = previous.entry
        previous = name
    for name in article.names:
        if name.part.text in bracketed:
            name.entry = bracketed[name.part.text]
        elif name.kind == "acronym" and name.entry is None:
            name.entry = initials.get(name.part.text)
    _short_organisations(article)


def _short_organisations(article: Article) -> None:
    """Join "the Front" and "Liberation Front" to the "Talvora Liberation Front" of the same article, the latest before it."""
    full = [
        n for n in article.names if n.entry is not None and n.entry.entity_type == "organization" and " " in n.part.text
    ]
    longer: dict[str, dict[str, Entry]] = {}
    latest: dict[str, Entry] = {}
    for name in reversed(full):
        if name.entry is not None:
            latest.update(dict.fromkeys(name.part.text.split(" "), name.entry))
            longer.setdefault(name.part.text.rpartition(" ")[2], {})[name.part.text] = name.entry
    for name in article.names:
        text = name.part.text
        if name.entry is None and name.part.common and name.left.endswith("the ") and " " not in text:
            name.entry = latest.get(text)
        elif name.entry is not None and name.kind == "organization":
            if name.part.entry is None:
                name.entry = _longer(text, longer.get(text.rpartition(" ")[2], {})) or name.entry
            latest.update(dict.fromkeys(text.split(" "), name.entry))


def _longer(text: str, names: dict[str, Entry]) -> Entry | None:
    """The one longer name that ends in this one; beyond `FEW` names of one last word nothing is joined."""
    fits = {e.entity_id: e for n, e in names.items() if n.endswith(" " + text)} if len(names) <= FEW else {}
    return next(iter(fits.values())) if len(fits) == 1 else None


@lru_cache(maxsize=100_000)
def _stated(kind: str, name: str) -> Entry:
    found = lexicon().folded.get(plain_key(name))
    return found if found is not None and found.part == "name" else new_entry(kind, name)


@lru_cache(maxsize=100_000)
def _initials(name: str) -> str:
    return "".join(w[0] for w in name.replace("-", " ").split() if w[0].isupper())


def _shortens(acronym: str, name: str) -> bool:
    """Whether the acronym may stand for the name: its initials, or the same first letter and most letters in order."""
    own = _initials(name).upper()
    if own == acronym.upper():
        return True
    letters = iter(name.upper())
    return " " in name and acronym[0].upper() == name[0].upper() and all(c in letters for c in acronym.upper())


@cache
def _institution() -> re.Pattern[str]:
    nouns = sorted(lexicon().words["institution"], key=lambda w: (-len(w), w))
    return re.compile(rf"(?:['’]s?)? ({'|'.join(nouns)})(?![\w-])")


def institutions(article: Article) -> None:
    """Make an organisation of a country's or place's institution: "Israeli military", "Gaza's health ministry"."""
    pattern = _institution()
    for name in article.names:
        found = name.part.entry
        if found is None or (found.part not in ("adjective", "country") and found.entity_type != "place"):
            continue
        m = pattern.match(name.right)
        if m is None or not _stands_alone(name.right[m.end() :], article):
            continue
        owner = name.part.text if found.part != "country" else _adjective(found)
        full = f"{_spelled(found, owner)} {m[1]}"
        known = lexicon().folded.get(plain_key(full))
        name.entry = (
            known
            if known is not None and known.entity_type == "organization"
            else entry("organization", full, found.country_iso3)
        )
        name.end += m.end()


def _stands_alone(rest: str, article: Article) -> bool:
    """Whether the institution's noun is not itself before another noun ("military operation")."""
    word = word_right(rest)
    if not word:
        return True
    words = article.lex.words
    return (
        word in words["say"]
        or word in words["act"]
        or word in words["role"]
        or word.capitalize() in words["function"]
        or word in ("which", "that", "said")
    )


@cache
def _adjectives() -> dict[str, str]:
    return {c.name: c.adjectives[0] for c in countries() if c.adjectives}


def _adjective(found: Entry) -> str:
    return _adjectives().get(found.name, found.name)


def _spelled(found: Entry, owner: str) -> str:
    """The first adjective of the country for any of its adjectives: "US" for "American"."""
    if found.part != "adjective":
        return owner
    country = country_of_adjective(owner)
    return country.adjectives[0] if country is not None else owner


# -- seats of government, titles --------------------------------------------------------------------------------------


def metonyms(article: Article) -> None:
    """Seats of government that act or are dealt with stand for their states."""
    words = article.lex.words
    for i, name in enumerate(article.names):
        if name.entry is None or name.entry.part != "city" or name.end != name.start + len(name.part.text):
            continue
        state = article.lex.seats.get(plain_key(name.part.text))
        if state is None:
            continue
        last, _ = words_left(name.left)
        right = word_right(name.right)
        acts = right in words["act"] and last not in words["place_left"]
        dealt = (
            last in ("between", "with", "by", "against", "urged", "accused", "accuses", "accusing", "told")
            and right not in words["place_right"]
        )
        if acts or dealt:
            name.entry = state
            _join_pair(article, i)


def _join_pair(article: Article, i: int) -> None:
    """Let the seat before "and" share what the one behind it stands for: "Oslo and Lima agreed"."""
    before = article.names[i - 1] if i else None
    joined = before is not None and article.text[before.end : article.names[i].start] == " and "
    if before is not None and joined and before.entry is not None and before.entry.part == "city":
        before.entry = article.lex.seats.get(plain_key(before.part.text)) or before.entry


@cache
def _role_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    nouns = "|".join(sorted((re.escape(w) for w in lexicon().words["role"]), key=lambda w: (-len(w), w)))
    modifiers = "|".join(sorted((re.escape(w) for w in lexicon().words["role_modifier"]), key=lambda w: (-len(w), w)))
    before = re.compile(rf"(?:^|[\s,(“\"])((?:(?:{modifiers}|(?:ex|vice|co|deputy)-\w+) ){{0,4}}(?:{nouns}),? )$")
    after = re.compile(
        r", (?:the |a |an |who is |who was |its |their )?"
        rf"((?:[a-z][\w’'-]* ){{0,4}}?(?:{nouns})\b(?: (?:of|for|at|to|in|with)(?: the)? ?)?)"
    )
    return before, after


def roles(article: Article) -> None:
    """Give persons the title printed beside them in lower case: before the name, or in apposition behind it."""
    before, after = _role_patterns()
    names, nouns = article.names, article.lex.words["role"]
    for i, name in enumerate(names):
        if name.role is not None or name.entry is None or name.entry.entity_type != "person":
            continue
        last = name.left[-24:].rstrip(", ").rpartition(" ")[2].lstrip('("“')
        if last in nouns and (m := before.search(name.left)):
            name.role = _with_owner(article, i, m)
        elif name.right.startswith(", ") and (m := after.match(name.right)):
            name.role = _with_object(article, i, m)


def _with_owner(article: Article, i: int, m: re.Match[str]) -> str:
    """Take the name before a role into it if nothing stands between: "Ukrainian foreign minister"."""
    name = article.names[i]
    begin = name.start - len(m[1])
    if i and begin - 1 <= article.names[i - 1].end <= begin and m.start() == 0:
        owner = article.names[i - 1]
        if owner.kind != "person" and article.text[owner.end : begin].strip() == "":
            begin = owner.start
    return article.text[begin : name.start].strip(" ,")


def _with_object(article: Article, i: int, m: re.Match[str]) -> str:
    """Take the name right behind a role's preposition into it: "the mayor of Springfield"."""
    name = article.names[i]
    begin, end = name.end + m.start(1), name.end + m.end(1)
    following = article.names[i + 1] if i + 1 < len(article.names) else None
    if m[1].endswith(" ") and following is not None and following.start == end:
        end = following.end
    return DANGLING.sub("", article.text[begin:end].strip())
