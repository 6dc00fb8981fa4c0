"""What a run of time words says, without its surroundings: spans and specs.

A spec is a plain tuple, its first part the name of a rule in `resolve`. The grammar knows neither the article's date nor the
words around the run; a guard names the check of `context` that an expression has to pass first. One pass over a run: the
rules are alternatives of one pattern, the first that fits at a place wins.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.extract.dates import words as w
from flows.extract.dates.parts import build
from flows.extract.dates.readings import Spec


class Item(NamedTuple):
    """One expression of a run.

    Its span in the run, its spec, the check it has to pass ("" for none), whether its value depends on nothing but the
    article's date and the direction, and whether the direction matters.
    """

    start: int
    end: int
    spec: Spec
    guard: str
    settled: bool
    looking: bool


S, J, H = w.SPACE, w.JOIN, w.HYPHEN
THE = f"(?:the{S})?"
AP = "['’]"
PART = f"(?:(?P<part>{w.PART}){J})?{THE}"
ABOUT = f"(?:(?P<about>{w.APPROXIMATE}){S})?"
WD = f"(?:(?P<wd>{w.WEEKDAY_ANY}),?{S}(?:the{S})?)?"
TWO = f"(?:{AP}[0-9]{{2}}|[6-9][0-9]|0[0-9])(?![0-9])"
YR = f"(?:(?P<y>{w.YEAR})(?![0-9])|(?P<y2>{TWO})|(?P<yrel>(?:this|last|next){S}year))"
TAIL_YEAR = f"(?:(?:,{S}?|{S}(?:of{S}|in{S})?|[-/]){YR})?"
DAY = f"(?P<d>{w.DAY_NUMBER})(?:st|nd|rd|th)?(?![0-9:])"
MON = f"(?P<mon>{w.MONTH_ANY})(?!\\w)"
PARTDAY = f"(?P<dp>{w.DAYPART})(?!\\w)"
ZONE = f"(?:,?{S}(?:\\([A-Z]{{2,4}}\\)|local{S}time|gmt|utc|est|edt|et|pst|cet|bst|hours|hrs))?"
CLOCK_TIME = (
    f"(?:(?P<hm>[0-9]{{1,2}}[:.][0-9]{{2}}(?::[0-9]{{2}})?|[0-9]{{1,2}}){S}?(?P<ap>[ap])(?:m\\b|\\.m\\b\\.?)"
    f"|(?P<h24>[0-9]{{1,2}}:[0-9]{{2}})(?::[0-9]{{2}})?(?![0-9:])|(?P<mil>[0-2][0-9][0-5][0-9])(?={J}(?:gmt|utc|hours|hrs|local))"
    f"|(?<=at )(?P<mil2>[0-2][0-9][0-5][0-9])(?![0-9])"
    f"|(?P<oc>{w.NUMBER}){S}o{AP}clock|(?P<noon>{w.any_of(w.CLOCK)})(?!\\w)"
    f"|(?P<hin>[0-9]{{1,2}}){S}in{S}the{S}(?P<hpart>morning|afternoon|evening))"
)
NUM = f"(?P<n>{w.NUMBER})"
UP_TO = f"(?:(?:{S}(?:to|or){S}|(?:{S})?{H}(?:to{H})?)(?P<n2>{w.NUMBER}))?"
ADDED = "more|full|whole|trading|business|working|consecutive|straight|additional|long|solid|calendar|other"
EXTRA = f"(?:{H}?(?:plus|odd))?(?:{J}(?:{ADDED}))?"
UNITS = f"(?P<u>{w.PLURAL}|{w.UNIT})(?!\\w)"
ONE = f"(?P<u>{w.UNIT})(?!\\w)"
MANY = f"(?P<u>{w.PLURAL})(?!\\w)"
STEP = f"(?P<step>{w.STEP})"
TEXT = f"(?P<tstep>{w.TEXT_STEP})"
DAYS_TAIL = f"(?:{S}(?P<dp>{w.DAYPART})(?!\\w))?"
QUARTER = f"(?P<q>{w.ORDINAL}){J}(?:fiscal{J}|calendar{J})?(?P<what>quarter|half)(?!\\w)"
QYEAR = f"(?:,?{S}(?:of{S})?(?:fiscal{S})?(?:(?P<y>{w.YEAR})|(?P<yrel>(?:this|last|next){S}year)))?"

# name, pattern, guard. Order matters: at one place the first that fits wins.
RULES: tuple[tuple[str, str, str], ...] = (
    (
        "iso",
        r"(?P<y>[0-9]{4})-(?P<m>[01][0-9])-(?P<d>[0-3][0-9])(?:T(?P<h24>[0-2][0-9]:[0-5][0-9])[0-9:.]*Z?)?(?![0-9-])",
        "number",
    ),
    ("numeric", f"{WD}" + r"(?P<y>[0-9]{4})(?P<sep>[/.])(?P<m>[0-9]{1,2})[/.](?P<d>[0-9]{1,2})(?![0-9])", "number"),
    (
        "numeric",
        f"{WD}" + r"(?P<a>[0-9]{1,2})(?P<sep>[/.-])(?P<b>[0-9]{1,2})[/.-](?P<y>[0-9]{4}|[0-9]{2})(?![0-9./])",
        "number",
    ),
    (
        "clock",
        f"{ABOUT}{CLOCK_TIME}{ZONE},?{S}(?:on{S}|of{S})?(?:{WD}(?:{MON}{J}{DAY}|(?P<dd>{w.DAY_NUMBER})(?:st|nd|rd|th)?{S}(?:of{S})?(?P<mon2>{w.MONTH_ANY})){TAIL_YEAR}|(?P<wd2>{w.WEEKDAY_FULL})(?!\\w)|(?P<dei>{w.any_of(w.DEICTIC)})(?!\\w))",
        "clock",
    ),
    ("clock", f"{ABOUT}{CLOCK_TIME}{ZONE}", "clock"),
    (
        "day_range",
        f"{WD}{THE}(?P<d1>{w.DAY_ORDINAL})(?P<to>{S}?{H}{S}?|/|{S}(?:to|and|or|until|through){S}(?:the{S})?)(?P<d2>{w.DAY_ORDINAL}){S}(?:of{S})?{MON}{TAIL_YEAR}",
        "month",
    ),
    (
        "range_day",
        f"{MON}\\.?{S}(?P<d1>{w.DAY_ORDINAL})(?P<to>{S}?{H}{S}?|/|{S}(?:to|and|or|until|through){S}(?:the{S})?)(?P<d2>{w.DAY_ORDINAL})(?![0-9:]){TAIL_YEAR}",
        "month",
    ),
    ("day", f"{PART}(?:{STEP}{S})?{WD}{THE}{DAY}(?:{S}(?:day{S})?of{S}|{S}|-)?{MON}\\.?{TAIL_YEAR}", "month"),
    ("day", f"{PART}(?:{STEP}{S})?{WD}{MON}\\.?{J}(?:the{S})?{DAY}{TAIL_YEAR}(?!{S}?%)", "month"),
    ("month", f"{PART}{MON}\\.?(?:,?{S}(?:of{S})?|[-/]){YR}", "month"),
    ("month", f"(?:each|every){S}{MON}", "each"),
    ("month", f"(?:{PART}(?:{STEP}|{TEXT}){S})?{MON}", "month_alone"),
    ("month", f"{PART}{MON}", "month_alone"),
    ("holiday", f"(?:{STEP}{S})?(?P<hol>{w.HOLIDAY})(?!\\w)(?:,?{S}(?P<y>{w.YEAR}))?", "holiday"),
    ("quarter", f"{PART}(?P<y>{w.YEAR}){S}(?:fiscal{S})?{QUARTER}", ""),
    ("quarter", f"(?:(?P<yrel>(?:this|last|next){S}year)|(?P<y>{w.YEAR})){AP}s{S}(?:fiscal{S})?{QUARTER}", ""),
    ("quarter", f"{PART}(?:fiscal{J})?(?:(?P<step>last|this|next){S})?{QUARTER}{QYEAR}", "quarter"),
    ("quarter", f"{PART}(?P<q>q[1-4]|[1-4]q|h[12]|[12]h)(?:{J}(?P<y>{w.YEAR}|fy[0-9]{{2,4}}))?(?!\\w)", "number"),
    ("half", f"the{S}(?P<q>last|latter|final){S}half{S}of{S}(?P<y>{w.YEAR})(?![0-9s])", ""),
    (
        "same_quarter",
        f"(?:the{S}|a{S})?(?:(?P<y>{w.YEAR})|(?P<yrel>(?:this|last){S}year){AP}s|(?P<ago>year{J}(?:ago|earlier))|(?P<same>latest|comparable|corresponding)){S}(?:year{J}(?:ago|earlier){S})?(?P<u>quarter|period)(?!\\w)(?:{S}(?P<ly>last{S}year|a{S}year{S}(?:ago|earlier)))?",
        "quarter",
    ),
    ("season", f"{PART}(?P<sea>{w.SEASON})(?!\\w)(?:,?{S}(?:of{S})?{YR})", ""),
    ("season", f"(?:each|every){S}(?P<sea>{w.SEASON})(?!\\w)", "each"),
    ("season", f"{PART}(?:{STEP}|{TEXT}){S}(?P<sea>{w.SEASON})(?!\\w)", ""),
    ("season", f"{PART}(?P<sea>{w.SEASON})(?!\\w)", "season"),
    ("decade", f"{PART}(?P<dec>1[0-9][0-9]|20[0-9])0{AP}?s(?!\\w)", ""),
    (
        "decade",
        f"{PART}(?:{AP}(?P<two>[0-9])0s|(?P<two2>[0-9])0s|(?:19|nineteen[ -])?(?P<dword>{w.any_of(w.DECADES)}))(?!\\w)",
        "decade",
    ),
    ("century", f"{PART}(?:(?P<o>{w.ORDINAL}){J})centur(?:y|ies)(?!\\w)(?:{S}(?P<bc>bce?))?", ""),
    ("fiscal", f"{PART}(?:fiscal(?:{S}year)?{S}|fy{S}?)(?P<y>{w.YEAR}|[0-9]{{2}})(?![0-9])", ""),
    ("year", f"the{S}year{S}(?:(?P<y>{w.YEAR})(?![0-9])|(?P<k>two{S}thousand))", ""),
    ("year_range", f"{PART}(?P<y>{w.YEAR}){S}?{H}{S}?(?P<yy>[0-9]{{2}})(?![0-9])", "year"),
    ("year", f"{PART}(?:post{H}|pre{H})?(?P<y>{w.YEAR})(?![0-9s])", "year"),
    ("year", f"{PART}(?P<y2>{AP}[0-9]{{2}})(?![0-9s])", "short_year"),
    ("weekday", f"(?:each|every){S}(?:other{S})?(?P<wd>{w.WEEKDAY_FULL}){DAYS_TAIL}(?!\\w)", "each"),
    ("weekday", f"(?P<wd>{w.WEEKDAY_FULL})s(?!\\w)", "plural"),
    ("week_day", f"{PART}(?P<wd>{w.WEEKDAY_FULL}){S}(?:of{S})?(?P<step>last|this|next){S}week(?!\\w)", ""),
    (
        "day_of",
        f"the{S}(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th){S}(?:day{S})?of{S}(?P<step>last|this|next){S}month(?!\\w)",
        "",
    ),
    (
        "weekday",
        f"{PART}(?:(?:{STEP}|{TEXT}){S})?(?:(?P<part2>early|late){S})?(?P<wd>{w.WEEKDAY_FULL})(?!\\w)(?:{S}(?:in{S}the{S}|at{S})?(?P<dp>{w.DAYPART})(?!\\w))?",
        "weekday",
    ),
    ("deictic", f"{PART}(?:(?P<dp0>{w.DAYPART}){S})?(?P<dei>{w.any_of(w.DEICTIC)})(?!\\w){DAYS_TAIL}", ""),
    (
        "daypart",
        f"{PART}(?P<day>this|last|that|the{S}(?:next|following|previous|same)|every|each){S}(?P<dp>{w.DAYPART})(?!\\w)",
        "",
    ),
    ("same_day", f"the{S}(?:very{S})?day{S}(?P<way>before|after|earlier)(?!\\w)", ""),
    (
        "ago",
        f"{ABOUT}{THE}(?:(?P<n>{w.NUMBER}){EXTRA}{J})?{UNITS}(?P<half>{S}and{S}a{S}half)?(?P<so>{S}or{S}so)?{S}(?P<way>ago|earlier|later|previously|hence|from{S}now|afterwards?)(?!\\w)",
        "ago",
    ),
    (
        "year_ago",
        f"{THE}(?:same{S}(?:period|quarter|time){S})?year{H}(?:ago|earlier)(?!\\w)(?:{S}(?P<u>quarter|period))?",
        "",
    ),
    (
        "span",
        f"{THE}(?P<step>(?:this{S})?past|last|next|coming|previous|preceding|following|recent|latest|first|final|opening|closing|initial|early|other|future){S}{NUM}{UP_TO}{EXTRA}{J}{UNITS}",
        "span",
    ),
    (
        "span",
        f"{THE}(?P<step>past|last|next|coming|recent|previous|preceding|following|first|final|opening|early|future|prior){S}{MANY}",
        "span",
    ),
    ("set", f"(?:each|every|per){S}(?:(?P<n>{w.NUMBER}|other|alternate){S})?(?P<u>{w.PLURAL}|{w.UNIT})(?!\\w)", ""),
    ("set", f"(?P<times>once|twice|(?:{w.NUMBER}){S}times){S}(?:a|an|per|each|every){S}{ONE}", ""),
    ("freq", f"{ABOUT}(?P<f>{w.any_of(w.FREQUENCY)})(?!\\w)", "frequency"),
    ("year_end", f"{ABOUT}(?:the{S})?(?:(?P<step>last|this|next){S})?year(?:{AP}s)?{J}end(?!\\w)", ""),
    ("rel", f"{PART}(?:{STEP}){S}(?:(?:fiscal|calendar|full|whole|entire|financial|academic){S})?{ONE}", "rel"),
    ("same", f"{PART}{TEXT}{S}(?:(?:fiscal|calendar){S})?{ONE}", "rel"),
    ("ref", f"(?P<ref>{w.any_of(w.REFERENCES)})(?!\\w)", "ref"),
    ("half_unit", f"{ABOUT}(?:half{J}an?{J}{ONE}|(?:a{S})?(?P<quarter>quarter){J}(?:of{S}a{S})?century(?!\\w))", ""),
    ("ordinal", f"{ABOUT}{THE}(?P<o>{w.ORDINAL}){J}(?:(?:consecutive|straight|full|successive){J})?{ONE}", "ordinal"),
    (
        "dur",
        f"{ABOUT}{THE}{NUM}(?:{J}and{J}a{J}(?P<half2>half))?{UP_TO}{EXTRA}{J}{UNITS}(?P<half>{S}and{S}a{S}half)?(?P<so>{S}or{S}so)?(?:{S}or{S}(?:more|less|so))?(?P<old>{J}old)?(?P<long>{J}long)?(?!\\w)",
        "dur",
    ),
    ("dur", f"{ABOUT}{NUM}{S}?(?P<u>{w.any_of(w.SHORT_UNITS)})(?!\\w)", "number"),
    (
        "dur",
        f"{ABOUT}{MANY}(?:{S}(?:or|and){S}(?:even{S})?{w.PLURAL})?(?P<old>{J}old)?(?P<long>{J}long)?(?!\\w)",
        "bare",
    ),
    ("dur", f"(?P<u>{w.UNIT})(?P<long>{H}long)(?!\\w)", ""),
    ("dur", f"(?P<the>the|a){S}(?:(?:fiscal|full|whole){S})?(?P<u>year|month|week)(?={S}end(?:ed|ing)\\b)", ""),
    ("the", f"{PART}the{S}(?:(?:fiscal|calendar|full|whole|entire|financial){S})?(?P<u>{w.UNIT})(?!\\w)", "the"),
    ("daypart", f"{PART}(?P<dp>{w.DAYPART})(?!\\w)", "daypart"),
)

SETTLED = frozenset(("abs", "dur", "set", "ref", "unit", "holiday", "span", "quarter"))
STEPPED = {
    "weekday": 3,
    "month": 4,
    "season": 4,
}  # settled unless they step from a date in the text: where the step stands
LOOKING = frozenset(("day", "week_of", "month", "weekday", "quarter", "season", "holiday", "the"))
WHOLE = ("iso", "numeric", "clock", "day", "day_range", "range_day")  # an impossible one is no part of another date
_GROUP = re.compile(r"\?P<\w+>")
_FLAGS = re.IGNORECASE
ANY = re.compile("|".join(f"(?<![\\w])({_GROUP.sub('?:', pattern)})" for _, pattern, _ in RULES), _FLAGS)
EACH = tuple(re.compile(pattern, _FLAGS) for _, pattern, _ in RULES)


def parse(run: str) -> tuple[Item, ...]:
    """Return the expressions of a run in order of place; none overlaps another."""
    out: list[Item] = []
    at = 0
    while match := ANY.search(run, at):
        index = (match.lastindex or 1) - 1
        name, _, guard = RULES[index]
        found = EACH[index].match(run, match.start())
        items = build(name, guard, found) if found else []
        out += [Item(*item, _settled(item[2]), item[2][0] in LOOKING) for item in items]
        at = out[-1].end if items else match.end() if name in WHOLE else _next_word(run, match)
    return tuple(out)


def _settled(spec: Spec) -> bool:
    return spec[0] in SETTLED or (spec[0] in STEPPED and spec[STEPPED[spec[0]]] is None)


def _next_word(run: str, match: re.Match[str]) -> int:
    """Where to go on after a match that is no expression of time: behind its first word."""
    at = match.start() + 1
    while at < len(run) and run[at].isalnum():
        at += 1
    return at
