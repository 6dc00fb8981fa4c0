"""Parts of a page that are not its article: teasers of other stories, lists of them, stretches of other text.

A teaser is a headline, often with a date line and a summary, sometimes closed by "Read more". A list is a heading of the table
`page_lines` with headlines after it, each with a summary or each without; the article may go on below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from flows.ingest.pages import lines as of

BODY_SHARE = 0.35  # of the prose must stand above what may end the article
LAST_SHARE = 0.9  # of the prose stands above what surely ends it
LIST_LINES = 40
TEASER_LINES = 3  # from one date line to the next
TEASER_SHARE = 0.5  # of the prose on a page
TAIL = 600  # characters at the end of a page in which the prompts may stand
SUMMARY = 250  # a teaser's summary is shorter
BLOCK = 4  # what a dropped block weighs on top of its lines
GAP = 12  # lines without prose that part one text from another
OTHER_SHARE = 0.3  # a text beside the main one is kept when it has this share of its prose
CLOSINGS = ("read more", "continue reading", "read full story")


@dataclass(slots=True)
class Lines:
    """The lines still on the page, with what is known of them."""

    all: list[str]
    keep: list[bool] = field(default_factory=list)
    prose: list[int] = field(default_factory=list)

    def drop(self, start: int, end: int) -> None:
        """Take the lines from `start` to before `end` off the page."""
        for i in range(max(0, start), min(end, len(self.all))):
            self.keep[i] = False

    def left(self) -> list[int]:
        """Return the places of the lines still there."""
        return [i for i, kept in enumerate(self.keep) if kept]


def take_credits(lines: Lines) -> set[int]:
    """Take photo credits off their lines; return the lines that had one: captions."""
    captions = set()
    for i, line in enumerate(lines.all):
        rest, had = of.without_credit(line)
        if had:
            lines.all[i] = rest
            lines.keep[i] = bool(rest)
            captions.add(i)
    return captions


def take_teasers(lines: Lines) -> None:
    """Drop blocks of headline, date line and summary: closed by "Read more", or one after the other.

    Where such blocks hold most of the page's prose they are its article: the entries of a running report.
    """
    dated = {i for i, line in enumerate(lines.all) if of.is_date_line(line)}
    pairs = [i for i in sorted(dated) if i and of.is_headline(lines.all[i - 1]) and not of.is_prose(lines.all[i - 1])]
    close = [(a, b) for a, b in pairwise(pairs) if b - a <= TEASER_LINES]
    prose = [len(line) if of.is_sentence(line) else 0 for line in lines.all]
    entries = {i for pair in close for at in pair for i in range(at, at + TEASER_LINES)}
    if sum(prose[i] for i in entries if i < len(prose)) > TEASER_SHARE * sum(prose):
        return
    for start, end in _closed_teasers(lines.all, dated):
        lines.drop(start, end)
    for a, b in close:
        if a != pairs[0]:
            lines.drop(a - 1, b - 1)
    if len(close) > 1 and close[-1][1] == pairs[-1]:
        lines.drop(pairs[-1] - 1, pairs[-1] + 1)


def _closed_teasers(lines: list[str], dated: set[int]) -> list[tuple[int, int]]:
    """Return the blocks that "Read more" closes; that line alone where no block stands above it."""
    more = [i for i, line in enumerate(lines) if of.fold(line) in CLOSINGS]
    closed = set(more)
    blocks = []
    for at in more:
        start = next((i - 1 for i in (at - 2, at - 1, at - 3) if i in dated and i > 0), None)
        if start is None or not of.is_headline(lines[start]):
            start = _teaser_before(lines, at, closed) if len(more) > 1 else None
        blocks.append((at if start is None else start, at + 1))
    return blocks


def _teaser_before(lines: list[str], at: int, closed: set[int]) -> int | None:
    """Return where a teaser that "Read more" closes begins: a headline and at most one short summary."""
    for i in (at - 1, at - 2):
        if i < 0 or i in closed or len(lines[i]) > 300:
            return None
        if of.is_headline(lines[i]) and not of.is_prose(lines[i]):
            return i
    return None


def drop_list(lines: Lines, at: int, above: float) -> None:
    """Drop a list's heading and its headlines; all that follows where hardly any prose does.

    Args:
        lines: the page.
        at: where the heading stands.
        above: the share of the page's prose above it; sentences are taken for summaries only where much of it is.
    """
    if above > LAST_SHARE:
        lines.drop(at, len(lines.all))
    else:
        lines.drop(at, _list_end(lines.all, at + 1, summaries=above >= BODY_SHARE))


def _list_end(lines: list[str], at: int, *, summaries: bool) -> int:
    """Return the first line below a list of stories; the first item shows whether its items have summaries."""
    end = min(len(lines), at + LIST_LINES)
    first = next((i for i in range(at, end) if of.is_sentence(lines[i])), end)
    if not summaries:
        return next((i for i in range(at, first) if of.byline(lines[i])), first)
    headlines = sum(not of.is_imprint(line) for line in lines[at:first])
    if headlines != 1:
        return first
    while first < end and not _resumes(lines, first):
        first += 1
    return first


def _resumes(lines: list[str], at: int) -> bool:
    """Tell whether the article goes on at a line: a paragraph that is no summary below a headline."""
    if not of.is_sentence(lines[at]):
        return False
    above = lines[at - 2] if of.is_imprint(lines[at - 1]) else lines[at - 1]
    follows = at + 1 < len(lines) and of.is_sentence(lines[at + 1])
    return len(lines[at]) >= SUMMARY or follows or of.is_sentence(above)


def keep_main(lines: Lines) -> None:
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


def _gap(lines: Lines, a: int, b: int) -> int:
    """Weigh what lies between two paragraphs: short lines count, sentences and list items do not, dropped blocks count more."""
    between = range(a + 1, b)
    dropped = sum(not lines.keep[i] for i in between)
    blocks = sum(not lines.keep[i] and lines.keep[i - 1] for i in between)
    short = sum(not (of.is_sentence(lines.all[i]) or of.is_listed(lines.all[i])) for i in between if lines.keep[i])
    return short + dropped + BLOCK * blocks if dropped else short // 3


def without_tail(lines: list[str]) -> list[str]:
    """Return the lines without what a page prints behind the last sentence when its line breaks are lost."""
    if not lines:
        return lines
    last = lines[-1]
    found = of.tails().search(last, max(0, len(last) - TAIL))
    return [*lines[:-1], last[: found.start()].rstrip()] if found and found.start() else lines
