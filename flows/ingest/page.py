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
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from flows.ingest import lines as of
from flows.ingest.moments import find_day

BODY_SHARE = 0.35  # of the prose must stand above a line that ends the article
LIST_LINES = 40
SUMMARY = 250  # a teaser's summary is shorter
GAP = 12  # lines without prose that part one text from another
NEAR = 4  # lines above the first prose
WORDY = 18  # blanks in a line that is too long for another story's headline
STANDFIRST = 0.3  # share of words in common with the body
OTHER_SHARE = 0.3  # a text beside the main one is kept when it has this share of its prose
WORD = re.compile(r"[^\W\d_]{4,}")
ROLE = (
    r"(?:reporter|correspondent|editor|journalist|writer|columnist|contributor|freelancer?|producer|blogger|analyst|fellow|professor|"
    r"author|photographer|photojournalist|anchor|presenter|intern)"
)
BIOGRAPHY = re.compile(
    rf"^(?P<name>{of.NAMES})(?:,? who .{{0,60}},)? (?:is|was|has been|works as|serves as) (?:(?:an?|the|our|currently|also) )?"
    rf".{{0,80}}?\b{ROLE}\b"
)
COVERS = re.compile(
    rf"^(?P<name>{of.NAMES}) (?:covers|writes (?:about|on|for)|reports (?:on|for|from)|has (?:covered|written|reported)|joined) "
)
FOR_OUTLET = re.compile(
    rf"\b{ROLE}s?\b.{{0,40}}? (?:for|at|with) (?P<outlet>(?:[Tt]he )?{of.NAME}(?: {of.NAME}){{0,4}})"
)
OUTLET_WORDS = re.compile(
    r"\b(?:News|Times|Post|Herald|Tribune|Gazette|Chronicle|Observer|Guardian|Journal|Mail|Telegraph|Express|Mirror|Star|Sun|Globe|Daily|"
    r"Press|Agency|Radio|TV|Television|Broadcasting|Media|Network|Today|Independent|Standard|Courier|Sentinel|Dispatch|Monitor|Inquirer)\b"
)


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


@dataclass(slots=True)
class _Lines:
    """The lines still on the page, with what is known of them."""

    all: list[str]
    keep: list[bool] = field(default_factory=list)
    prose: list[int] = field(default_factory=list)

    def drop(self, start: int, end: int) -> None:
        for i in range(max(0, start), min(end, len(self.all))):
            self.keep[i] = False

    def left(self) -> list[int]:
        return [i for i, kept in enumerate(self.keep) if kept]


def read_page(text: str, title: str | None = None) -> Page:
    """Return the article of a saved page's text.

    Args:
        text: lines separated by one newline, as `flows.ingest.normalise` leaves them.
        title: the headline where it is known.
    """
    page = Page(title=title)
    lines = _Lines(text.split("\n"))
    lines.keep = [True] * len(lines.all)
    captions = _take_credits(lines)
    _take_teasers(lines)
    _cut_sections(lines, page)
    lines.prose = [i for i in lines.left() if of.is_prose(lines.all[i])]
    _drop_furniture(lines)
    if lines.prose:
        _keep_main(lines)
        _read_head(lines, page, captions)
        _read_tail(lines, page)
        _drop_biographies(lines, page)
    page.text = "\n".join(lines.all[i] for i in lines.left())
    return page


def _take_credits(lines: _Lines) -> set[int]:
    """Take photo credits off their lines; return the lines that had one: captions."""
    captions = set()
    for i, line in enumerate(lines.all):
        rest, had = of.without_credit(line)
        if had:
            lines.all[i] = rest
            lines.keep[i] = bool(rest)
            captions.add(i)
    return captions


def _take_teasers(lines: _Lines) -> None:
    """Drop blocks of headline, date line and summary: closed by "Read more", or one after the other."""
    dated = {i: None for i, line in enumerate(lines.all) if of.is_date_line(line)}
    more = [
        i for i, line in enumerate(lines.all) if of.fold(line) in ("read more", "continue reading", "read full story")
    ]
    closed = set(more)
    for at in more:
        start = next((i - 1 for i in (at - 2, at - 1, at - 3) if i in dated), None)
        if start is not None and start >= 0 and of.is_headline(lines.all[start]):
            lines.drop(start, at + 1)
        elif len(more) > 1 and (before := _teaser_before(lines, at, closed)) is not None:
            lines.drop(before, at + 1)
        else:
            lines.drop(at, at + 1)
    pairs = [i for i in dated if i and of.is_headline(lines.all[i - 1]) and not of.is_prose(lines.all[i - 1])]
    for a, b in pairwise(pairs):
        if b - a <= 3 and a != pairs[0]:
            lines.drop(a - 1, b - 1)
    if len(pairs) > 2 and pairs[-1] - pairs[-2] <= 3:
        lines.drop(pairs[-1] - 1, pairs[-1] + 1)


def _teaser_before(lines: _Lines, at: int, closed: set[int]) -> int | None:
    """Return where a teaser that "Read more" closes begins: a headline and at most one short summary."""
    for i in (at - 1, at - 2):
        if i < 0 or i in closed or len(lines.all[i]) > 300:
            return None
        if of.is_headline(lines.all[i]) and not of.is_prose(lines.all[i]):
            return i
    return None


def _cut_sections(lines: _Lines, page: Page) -> None:
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
            _drop_list(lines, i, rest=total - above, total=total)


def _drop_list(lines: _Lines, at: int, rest: int, total: int) -> None:
    """Drop a list's heading and its headlines; all that follows where hardly any prose does."""
    end = at + 1
    if rest < 0.1 * total:
        lines.drop(at, len(lines.all))
        return
    while end < len(lines.all) and end - at <= LIST_LINES and not _resumes(lines.all, end):
        end += 1
    lines.drop(at, end)


def _resumes(lines: list[str], at: int) -> bool:
    """Tell whether the article goes on at a line below a list of stories: a paragraph that is no headline's summary."""
    if not of.is_sentence(lines[at]):
        return False
    follows = at + 1 < len(lines) and of.is_sentence(lines[at + 1])
    return len(lines[at]) >= SUMMARY or follows or not of.is_headline(lines[at - 1])


def _read_author_box(box: list[str], page: Page) -> None:
    for line in box:
        name = of.BULLET.sub("", line).strip()
        found = BIOGRAPHY.match(name) or COVERS.match(name)
        if found:
            page.author = page.author or found.group("name")
            outlet = FOR_OUTLET.search(name)
            page.outlet = page.outlet or (outlet.group("outlet") if outlet else None)
            return
        if re.fullmatch(of.NAMES, name):
            page.author = page.author or name


def _drop_furniture(lines: _Lines) -> None:
    for i in lines.left():
        line = lines.all[i]
        if of.furniture(line) in ("drop", "end", "author", "list") or of.is_tag_line(line):
            lines.drop(i, i + 1)


def _keep_main(lines: _Lines) -> None:
    """Keep the stretch with most prose, and others that have much: other texts lie beyond long gaps."""
    runs: list[list[int]] = [[lines.prose[0]]]
    for a, b in pairwise(lines.prose):
        if _gap(lines, a, b) > GAP:
            runs.append([])
        runs[-1].append(b)
    weights = [sum(len(lines.all[i]) for i in run) for run in runs]
    main = max(weights)
    kept = [run for run, weight in zip(runs, weights, strict=True) if weight >= OTHER_SHARE * main]
    keep: set[int] = set()
    for run in kept:
        keep.update(range(run[0], run[-1] + 1))
    first, last = kept[0][0], kept[-1][-1]
    for i in range(first, last + 1):
        if i not in keep:
            lines.keep[i] = False
    lines.prose = [i for i in lines.prose if i in keep]


def _gap(lines: _Lines, a: int, b: int) -> int:
    """Weigh what lies between two paragraphs: short lines count, sentences and lists do not, furniture counts more."""
    between = range(a + 1, b)
    furniture = sum(not lines.keep[i] for i in between)
    short = sum(not (of.is_sentence(lines.all[i]) or of.is_listed(lines.all[i])) for i in between if lines.keep[i])
    return short + 3 * furniture if furniture else short // 3


def _read_head(lines: _Lines, page: Page, captions: set[int]) -> None:
    first = lines.prose[0]
    head = [i for i in range(first) if lines.keep[i]]
    body = set(WORD.findall(" ".join(lines.all[i] for i in lines.prose[:8]).casefold()))
    title = _title_line(lines, head, page, captions, body)
    for i in head:
        line = lines.all[i]
        below_title = title is None or i > title
        if of.is_dateline(line):
            continue
        if (names := of.byline(line)) is not None:
            page.author = page.author or names
        elif of.is_imprint(line):
            day = find_day(line)
            page.day = page.day or (day[0] if day else None)
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
    return near and of.is_headline(line) and not of.same(line, title or "") and _shared(line, body) >= STANDFIRST


def _shared(line: str, body: set[str]) -> float:
    """Return the share of a line's longer words that stand in the body; short lines count for less."""
    words = set(WORD.findall(line.casefold()))
    return len(words & body) / (len(words) + 2)


def body_lines(text: str, title: str | None, headings: Sequence[str]) -> Page:
    """Return an extracted body without headlines, bylines and dates above it and headlines of other stories below it."""
    page = Page()
    lines = text.split("\n")
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
    if (names := of.byline(line)) is not None:
        page.author = page.author or names
        return True
    if of.is_imprint(line) and not of.is_dateline(line):
        day = find_day(line)
        page.day = page.day or (day[0] if day else None)
        return True
    return False


def _is_other_story(line: str) -> bool:
    return (
        of.is_headline(line)
        and line.count(" ") >= 6
        and not (of.is_listed(line) or of.is_sentence(line) or of.is_prose(line))
    )


def _title_line(lines: _Lines, head: list[int], page: Page, captions: set[int], body: set[str]) -> int | None:
    """Find the headline among the lines of the head; a line that stands twice is preferred, then what the body speaks of."""
    if page.title:
        return next((i for i in head if of.same(lines.all[i], page.title)), None)
    best, best_score = None, 0.25
    folded = Counter(of.fold(line) for line in lines.all if len(line) <= of.SHORT)
    for i in head:
        line = lines.all[i]
        if i in captions or not of.is_headline(line) or of.is_imprint(line) or of.byline(line):
            continue
        score = _shared(line, body) + (0.3 if folded[of.fold(line)] > 1 else 0)
        if score > best_score:
            best, best_score = i, score
    if best is not None:
        page.title = lines.all[best]
    return best


def _is_outlet(line: str, at: int) -> bool:
    words = line.split()
    return (
        at < 3
        and 1 < len(words) <= 5
        and bool(OUTLET_WORDS.search(line))
        and line[:1].isupper()
        and not of.ENDS.search(line)
    )


def _read_tail(lines: _Lines, page: Page) -> None:
    """Below the last prose keep sentences and list items; take a date."""
    last = lines.prose[-1]
    apart = False
    for i in range(last + 1, len(lines.all)):
        if not lines.keep[i]:
            apart = apart or bool(lines.all[i])
            continue
        line = lines.all[i]
        if of.is_imprint(line):
            day = find_day(line)
            if not apart:
                page.day = page.day or (day[0] if day else None)
        elif (names := of.byline(line)) is not None and not apart:
            page.author = page.author or names
        elif not apart and (of.ENDS.search(line) or of.is_listed(line) or line.count(" ") >= WORDY):
            continue
        lines.drop(i, i + 1)
        apart = True


def _drop_biographies(lines: _Lines, page: Page) -> None:
    """Drop a last paragraph that only tells who the author is."""
    left = lines.left()
    for i in left[-3:][::-1]:
        line = lines.all[i]
        found = BIOGRAPHY.match(line) or COVERS.match(line)
        if not found or len(line) > 700:
            continue
        name = found.group("name")
        family = name.split()[-1]
        elsewhere = any(family in lines.all[k] for k in left if k != i)
        if elsewhere and name not in (page.author or ""):
            continue
        page.author = page.author or name
        outlet = FOR_OUTLET.search(line)
        page.outlet = page.outlet or (outlet.group("outlet") if outlet else None)
        lines.drop(i, i + 1)
