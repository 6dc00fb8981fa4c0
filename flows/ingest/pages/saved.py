"""The body of a saved page that has lost its markup: title, byline, date and outlet taken out, what is not the article dropped.

The page is read as lines. Prose (long lines that end like sentences) marks where the article is; headings and short lines
between prose stay. From there:

* the head (above the first prose) gives title, byline, outlet and date, and keeps captions;
* teasers of other stories (headline, date line, summary, "Read More") go as blocks;
* a heading of a list of other stories goes with the headlines after it;
* comments and forms end the article, an author's box ends it and names the author;
* below the last prose only what is tied to the article stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from flows.core import reference
from flows.ingest.moments import find_day
from flows.ingest.pages import lines as of
from flows.ingest.pages.sections import (
    BODY_SHARE,
    Lines,
    drop_list,
    keep_main,
    take_credits,
    take_teasers,
    without_tail,
)

NEAR = 4  # lines above the first prose
WORDY = 18  # blanks in a line that is too long for another story's headline
TITLE, LONE_TITLE = 0.25, 0.12  # a headline shares so much with the body; one of few candidates less
TOP = 20
SENTENCES_ABOVE = 4  # more of them above a headline are not the navigation but the text
FORM_LINES, FORM_CHARS = 4, 140  # what stands between two lines of a form belongs to it
STANDFIRST = 0.3  # share of words in common with the body
WORD = re.compile(r"[^\W\d_]{4,}")
ROLE = (
    r"(?:reporter|correspondent|editor|journalist|writer|columnist|contributor|freelancer?|producer|blogger|analyst|fellow|professor|"
    r"author|photographer|photojournalist|anchor|presenter|intern)"
)
LONGEST_BIOGRAPHY = 700
NAME_ALONE = re.compile(of.NAMES)
ROLE_LINE = re.compile(rf"(?i:(?:[\w-]+ ){{0,3}}{ROLE}s?(?:,? [\w-]+){{0,3}})")
BIOGRAPHY = re.compile(
    rf"^(?P<name>{of.NAMES})(?:,? who .{{0,60}},)? (?:is|was|has been|works as|serves as) (?:(?:an?|the|our|currently|also) )?"
    rf".{{0,80}}?\b{ROLE}\b"
)
COVERS = re.compile(
    rf"^(?P<name>{of.NAMES}) (?:covers|writes (?:about|on|for)|reports (?:on|for|from)|has (?:covered|written|reported)|joined) "
)
PART = r"[^\W\d_a-z][\w'’-]{0,24}"  # a word of an outlet's name
FOR_OUTLET = re.compile(rf"\b{ROLE}s?\b.{{0,40}}? (?:for|at|with) (?P<outlet>(?:[Tt]he )?{PART}(?: {PART}){{0,4}})")


@dataclass(slots=True)
class Page:
    """What a page tells.

    Attributes:
        text: the body, paragraphs separated by one newline; empty if there is none.
        day: the publication date printed on the page.
    """

    text: str = ""
    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    day: date | None = None


def read_page(text: str, title: str | None = None) -> Page:
    """Return the article of a saved page's text.

    Args:
        text: lines separated by one newline, as `flows.ingest.normalise` leaves them.
        title: the headline where it is known.
    """
    page = Page(title=title)
    lines = Lines(text.split("\n"))
    lines.keep = [True] * len(lines.all)
    captions = take_credits(lines)
    take_teasers(lines)
    _cut_sections(lines, page)
    lines.prose = [i for i in lines.left() if of.is_prose(lines.all[i])]
    _drop_furniture(lines)
    if lines.prose:
        keep_main(lines)
        _take_long_headline(lines)
        _read_head(lines, page, captions)
        _read_tail(lines, page)
        _drop_biographies(lines, page)
        _read_biography([line for i, line in enumerate(lines.all) if not lines.keep[i]], page)
    left = without_tail([lines.all[i] for i in lines.left()]) or [
        line for line in text.split("\n") if of.is_prose(line)
    ]
    page.text = "\n".join(left)
    return page


def _cut_sections(lines: Lines, page: Page) -> None:
    """Cut at comments and author's boxes, and drop lists of other stories."""
    prose = [len(line) if of.is_prose(line) and lines.keep[i] else 0 for i, line in enumerate(lines.all)]
    total = sum(prose)
    above = 0
    for i, line in enumerate(lines.all):
        above += prose[i]
        effect = of.furniture(line) if lines.keep[i] else None
        if effect in ("end", "author") and above >= BODY_SHARE * total:
            if effect == "author":
                _read_author_box([x for x in lines.all[i + 1 : i + 6] if x], page)
            lines.drop(i, len(lines.all))
            return
        if effect == "list":
            drop_list(lines, i, above / total if total else 0.0)


def _read_author_box(box: list[str], page: Page) -> None:
    if not _read_biography(box, page):
        names = (of.BULLET.sub("", line).strip() for line in box)
        page.author = page.author or next((name for name in names if re.fullmatch(of.NAMES, name)), None)


def _read_biography(lines: Sequence[str], page: Page) -> bool:
    """Take author and outlet from the first line that tells who somebody is, where the page has not told them yet."""
    for line in lines:
        name = of.BULLET.sub("", line).strip()
        found = BIOGRAPHY.match(name) or COVERS.match(name)
        if found:
            page.author = page.author or found.group("name")
            outlet = FOR_OUTLET.search(name)
            page.outlet = page.outlet or (outlet.group("outlet") if outlet else None)
            return True
    return False


def _drop_furniture(lines: Lines) -> None:
    """Drop single lines of furniture, and what stands between the lines of one form."""
    form = None
    for i in lines.left():
        effect = of.furniture(lines.all[i])
        if effect is not None or of.is_link(lines.all[i]) or of.is_tag_line(lines.all[i]):
            lines.drop(i, i + 1)
        if effect == "form":
            if (
                form is not None
                and i - form <= FORM_LINES
                and all(len(lines.all[k]) <= FORM_CHARS for k in range(form, i))
            ):
                lines.drop(form, i)
            form = i


def _take_long_headline(lines: Lines) -> None:
    """Count a first line that looks like prose to the head where a byline or a date follows it: it is a long headline."""
    first = lines.prose[0]
    below = next((lines.all[i] for i in lines.left() if i > first), "")
    if len(lines.prose) > 1 and of.is_headline(lines.all[first]) and (of.byline(below) or of.is_imprint(below)):
        lines.prose = lines.prose[1:]


def _read_head(lines: Lines, page: Page, captions: set[int]) -> None:
    first = lines.prose[0]
    head = [i for i in range(first) if lines.keep[i]]
    body = set(WORD.findall(" ".join(lines.all[i] for i in lines.prose[:8]).casefold()))
    title = _title_line(lines, head, page, captions, body)
    said = _said(lines, [i for i in head if title is None or i > title])
    if len(said) > SENTENCES_ABOVE:  # the text begins in short paragraphs
        first = said[0]
        head = [i for i in head if i < first]
    for i, above in zip(head, [None, *head], strict=False):
        line = lines.all[i]
        below_title = title is None or i > title
        if of.is_dateline(line):
            continue
        if (names := of.byline(line)) is not None:
            page.author = page.author or names
            _take_day(line, page)
        elif of.is_imprint(line):
            _take_day(line, page)
        elif NAME_ALONE.fullmatch(line) and i + 1 < first and ROLE_LINE.fullmatch(lines.all[i + 1]):
            page.author = page.author or line
        elif above is not None and line == lines.all[above]:
            pass
        elif i in captions or _belongs(line, body, below_title, first - i <= NEAR, page.title):
            continue
        elif title is not None and i < title and _is_outlet(line, i):
            page.outlet = page.outlet or line
        lines.drop(i, i + 1)
    if page.title:
        for i in lines.left():
            if of.same(lines.all[i], page.title):
                lines.drop(i, i + 1)


def _belongs(line: str, body: set[str], below_title: bool, near: bool, title: str | None) -> bool:
    """Tell whether a line of the head is a standfirst or a caption: a sentence, or words close to the prose and like it."""
    if below_title and of.is_sentence(line):
        return True
    return (
        near
        and of.is_headline(of.BULLET.sub("", line))
        and not of.same(line, title or "")
        and _shared(line, body) >= STANDFIRST
    )


def _shared(line: str, body: set[str]) -> float:
    """Return the share of a line's longer words that stand in the body; short lines count for less."""
    words = set(WORD.findall(line.casefold()))
    return len(words & body) / (len(words) + 2)


def body_lines(text: str, title: str | None, headings: Sequence[str]) -> Page:
    """Return an extracted body without headlines, bylines and dates above it and headlines of other stories below it."""
    page = Page()
    lines = [line for whole in text.split("\n") if (line := of.without_credit(whole)[0]) and not of.is_link(line)]
    first = next((i for i, line in enumerate(lines) if of.is_prose(line)), 0)
    titles = [name for name in (title, *headings) if name]
    head = [line for line in lines[:first] if not _is_head(line, titles, page)]
    end = len(lines)
    while end > first + 1 and _is_other_story(lines[end - 1]):
        end -= 1
    page.text = "\n".join([*head, *lines[first:end]])
    return page


def _is_head(line: str, titles: list[str], page: Page) -> bool:
    """Tell whether a line above the body is no part of it; takes the author and the date from it."""
    if any(of.same(line, title) for title in titles):
        return True
    names = of.byline(line)
    if names is None and (of.is_dateline(line) or not of.is_imprint(line)):
        return False
    page.author = page.author or names
    _take_day(line, page)
    return True


def _take_day(line: str, page: Page) -> None:
    day = find_day(line)
    page.day = page.day or (day[0] if day else None)


def _is_other_story(line: str) -> bool:
    return (
        of.is_headline(line)
        and line.count(" ") >= 6
        and not (of.is_listed(line) or of.is_sentence(line) or of.is_prose(line))
    )


def _said(lines: Lines, head: list[int]) -> list[int]:
    return [i for i in head if of.is_sentence(lines.all[i])]


def _title_line(lines: Lines, head: list[int], page: Page, captions: set[int], body: set[str]) -> int | None:
    """Find the headline among the lines of the head; a line that stands twice is preferred, then what the body speaks of."""
    if page.title:
        return next((i for i in head if of.same(lines.all[i], page.title)), None)
    places = [
        i
        for i in head
        if i not in captions
        and of.is_headline(lines.all[i])
        and not (of.is_imprint(lines.all[i]) or of.byline(lines.all[i]))
    ]
    folded = Counter(of.fold(line) for line in lines.all if len(line) <= of.SHORT)
    said = _said(lines, head)
    begun = (
        said[SENTENCES_ABOVE] if len(said) > SENTENCES_ABOVE else len(lines.all)
    )  # the text begins in short paragraphs
    best, best_score = None, TITLE if len(places) > 2 else LONE_TITLE
    for i in places:
        line = lines.all[i]
        twice = folded[of.fold(line)] > 1 or any(of.same(line, lines.all[k]) for k in places[:TOP] if k != i)
        score = _shared(line, body) + (0.3 if twice else 0)
        if not twice and i >= begun:
            break
        if score > best_score:
            best, best_score = i, score
    if best is not None:
        page.title = lines.all[best]
    return best


@cache
def outlet_words() -> frozenset[str]:
    """Return the words that names of outlets hold, in lower case."""
    return frozenset(word.casefold() for word in reference.column("page_outlet_words", "word", "word"))


def _is_outlet(line: str, at: int) -> bool:
    words = line.split()
    return (
        at < 3
        and 1 < len(words) <= 5
        and not outlet_words().isdisjoint(line.casefold().split())
        and line[:1].isupper()
        and not of.ENDS.search(line)
    )


def _read_tail(lines: Lines, page: Page) -> None:
    """Below the last prose keep sentences and list items; take a date."""
    last = lines.prose[-1]
    apart = False
    for i in range(last + 1, len(lines.all)):
        if not lines.keep[i]:
            apart = apart or bool(lines.all[i])
            continue
        line = lines.all[i]
        if of.is_imprint(line):
            if not apart:
                _take_day(line, page)
        elif (names := of.byline(line)) is not None and not apart:
            page.author = page.author or names
        elif not apart and (
            of.ENDS.search(line) or of.is_sentence(line) or of.is_listed(line) or line.count(" ") >= WORDY
        ):
            continue
        lines.drop(i, i + 1)
        apart = True


def _drop_biographies(lines: Lines, page: Page) -> None:
    """Drop last paragraphs that only tell who the author is, and the name above them."""
    left = lines.left()
    for i in reversed(left[-3:]):
        line = lines.all[i]
        found = BIOGRAPHY.match(line) or COVERS.match(line)
        if not found or len(line) > LONGEST_BIOGRAPHY:
            continue
        name = found.group("name")
        named = [k for k in left if k != i and name.split()[-1] in lines.all[k] and lines.all[k] != name]
        if named and name not in (page.author or ""):
            continue
        _read_author_box([line], page)
        lines.drop(i, i + 1)
        if i and lines.all[i - 1] == name:
            lines.drop(i - 1, i)
