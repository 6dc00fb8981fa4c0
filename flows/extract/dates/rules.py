"""The rules of the grammar: what an expression of time looks like, as patterns with named groups.

Order matters: at one place the first that fits wins. `needs` names the class of words of which a run must hold one for the
rule to be tried at all. The groups are read by `parts` and `relative`.
"""

from __future__ import annotations

from typing import NamedTuple

from flows.extract.dates import words as w


class Rule(NamedTuple):
    """One rule: the builder of its spec, the class of words it needs, the guard an expression has to pass, its pattern."""

    name: str
    needs: str
    guard: str
    pattern: str


S, J, H = w.SPACE, w.JOIN, w.HYPHEN
THE = f"(?:the{S})?"
AP = "['’]"
PART = f"(?:(?P<part>{w.PART}){J})?{THE}"
ABOUT = f"(?:(?P<about>{w.APPROXIMATE}){S}(?:(?<!over )|(?!the{S})))?"  # "over the 12 months" is no length of more than twelve
WD = f"(?:(?P<wd>{w.WEEKDAY_ANY}),?{S}(?:the{S})?)?"
TWO = f"(?:{AP}[0-9]{{2}}|[6-9][0-9]|0[0-9])(?![0-9])"
TEXT_YEAR = f"(?P<ytext>(?:that|(?:the{S})?(?:same|following|next|previous)){S}year)"
YR = f"(?:{TEXT_YEAR}|(?P<y>{w.YEAR})(?![0-9])|(?P<y2>{TWO})|(?P<yrel>(?:this|last|next){S}year))"
# Two figures behind a comma are a count ("On 12 May, 90 were wounded"), unless an apostrophe makes them a year.
BEHIND_COMMA = f",{S}?(?![0-9]{{2}}(?![0-9]))"
TAIL_YEAR = f"(?:(?:{BEHIND_COMMA}|{S}(?:of{S}|in{S})?|[-/]){YR})?"
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

# What the longer rules share.
OF_MONTH = f"(?:{MON}{J}{DAY}|(?P<dd>{w.DAY_NUMBER})(?:st|nd|rd|th)?{S}(?:of{S})?(?P<mon2>{w.MONTH_ANY}))"
TO = f"(?P<to>(?:{S})?{H}(?:{S})?|/|{S}(?:to|and|or|until|through){S}(?:the{S})?)"
DS, D2 = f"(?P<ds>{w.DAY_ORDINAL}(?:,{S}{w.DAY_ORDINAL}){{0,6}}),?", f"(?P<d2>{w.DAY_ORDINAL})"
WAY = f"(?P<way>ago|earlier|later|previously|hence|from{S}now|afterwards?)(?!\\w)"
AND_HALF = f"(?P<half>{S}and{S}a{S}half)?(?P<so>{S}or{S}so)?"
STRETCH = "past|last|next|coming|previous|preceding|following|recent|first|final|opening|closing|initial|early|other|future|prior|latest"
KIND_OF_YEAR = f"(?:(?:fiscal|calendar|full|whole|entire|financial|academic){S})?"
DEICTIC = f"(?P<dei>{w.any_of(w.DEICTIC)})(?!\\w)"

RULES: tuple[Rule, ...] = (
    Rule(
        "iso",
        "figure",
        "number",
        r"(?P<y>[0-9]{4})-(?P<m>[01][0-9])-(?P<d>[0-3][0-9])(?:T(?P<h24>[0-2][0-9]:[0-5][0-9])[0-9:.]*Z?)?(?![0-9-])",
    ),
    Rule(
        "numeric",
        "figure",
        "number",
        f"{WD}(?P<y>[0-9]{{4}})(?P<sep>[/.])(?P<m>[0-9]{{1,2}})[/.](?P<d>[0-9]{{1,2}})(?![0-9])",
    ),
    Rule(
        "numeric",
        "figure",
        "number",
        f"{WD}(?P<a>[0-9]{{1,2}})(?P<sep>[/.-])(?P<b>[0-9]{{1,2}})[/.-](?P<y>[0-9]{{4}}|[0-9]{{2}})(?![0-9./])",
    ),
    Rule(
        "clock",
        "clock",
        "clock",
        f"{ABOUT}{CLOCK_TIME}{ZONE},?{S}(?:on{S}|of{S})?(?:{WD}{OF_MONTH}{TAIL_YEAR}|(?P<wd2>{w.WEEKDAY_FULL})"
        f"(?!\\w)|{DEICTIC})",
    ),
    Rule("clock", "clock", "clock", f"{ABOUT}{CLOCK_TIME}{ZONE}"),
    Rule(
        "holiday", "holiday", "holiday", f"(?:(?:the|{STEP}){S})?(?P<hol>{w.HOLIDAY})(?!\\w)(?:,?{S}(?P<y>{w.YEAR}))?"
    ),
    Rule(
        "nth_day",
        "weekday",
        "",
        f"the{S}(?P<o>{w.ORDINAL}|last){S}(?P<wd>{w.WEEKDAY_FULL}){S}(?:of|in){S}{MON}\\.?{TAIL_YEAR}",
    ),
    Rule("day_range", "month", "month", f"{WD}{THE}{DS}{TO}{D2}{S}(?:of{S})?{MON}{TAIL_YEAR}"),
    Rule("range_day", "month", "month", f"{MON}\\.?{S}{DS}{TO}{D2}(?![0-9:]){TAIL_YEAR}"),
    Rule(
        "day", "month", "month", f"{PART}(?:{STEP}{S})?{WD}{THE}{DAY}(?:{S}(?:day{S})?of{S}|{S}|-)?{MON}\\.?{TAIL_YEAR}"
    ),
    Rule("day", "month", "month", f"{PART}(?:{STEP}{S})?{WD}{MON}\\.?{J}(?:the{S})?{DAY}{TAIL_YEAR}(?!{S}?%)"),
    Rule("month", "month", "month", f"{PART}{MON}\\.?(?:{BEHIND_COMMA}|{S}(?:of{S})?|[-/]){YR}"),
    Rule("month", "month", "each", f"(?:each|every){S}{MON}"),
    Rule("month", "month", "month_alone", f"(?:{PART}(?:{STEP}|{TEXT}){S})?{MON}"),
    Rule("month", "month", "month_alone", f"{PART}{MON}"),
    Rule(
        "half", "quarter", "", f"the{S}(?:last|latter|final){S}(?P<what>half|quarter){S}of{S}(?P<y>{w.YEAR})(?![0-9s])"
    ),
    Rule("quarter", "quarter", "", f"{PART}(?P<y>{w.YEAR}){S}(?:fiscal{S})?{QUARTER}"),
    Rule(
        "quarter",
        "quarter",
        "",
        f"(?:(?P<yrel>(?:this|last|next){S}year)|(?P<y>{w.YEAR})){AP}s{S}(?:fiscal{S})?{QUARTER}",
    ),
    Rule("quarter", "quarter", "quarter", f"{PART}(?:fiscal{J})?(?:(?P<step>last|this|next){S})?{QUARTER}{QYEAR}"),
    Rule(
        "quarter",
        "quarter",
        "number",
        f"{PART}(?P<q>q[1-4]|[1-4]q|h[12]|[12]h)(?:{J}(?P<y>{w.YEAR}|fy[0-9]{{2,4}}))?(?!\\w)",
    ),
    Rule(
        "same_quarter",
        "quarter",
        "quarter",
        f"(?:the{S}|a{S})?(?:(?P<y>{w.YEAR})|(?P<yrel>(?:this|last){S}year){AP}s|(?P<ago>year{J}(?:ago|earlier))"
        f"|(?P<same>latest|comparable|corresponding)){S}(?:year{J}(?:ago|earlier){S})?(?P<u>quarter|period)(?!\\w)"
        f"(?:{S}(?P<ly>last{S}year|a{S}year{S}(?:ago|earlier)))?",
    ),
    Rule("season", "season", "", f"{PART}(?P<sea>{w.SEASON})(?!\\w)(?:{BEHIND_COMMA}|{S}(?:of{S})?){YR}"),
    Rule("season", "season", "each", f"(?:each|every){S}(?P<sea>{w.SEASON})(?!\\w)"),
    Rule("season", "season", "", f"{PART}(?:{STEP}|{TEXT}){S}(?P<sea>{w.SEASON})(?!\\w)"),
    Rule("season", "season", "season", f"{PART}(?P<sea>{w.SEASON})(?!\\w)"),
    Rule("decade", "decade", "", f"{PART}(?P<dec>1[0-9][0-9]|20[0-9])0{AP}?s(?!\\w)"),
    Rule(
        "decade",
        "decade",
        "decade",
        f"{PART}(?:{AP}(?P<two>[0-9])0s|(?P<two2>[0-9])0s|(?:19|nineteen[ -])?(?P<dword>{w.any_of(w.DECADES)}))(?!\\w)",
    ),
    Rule("century", "century", "", f"{PART}(?:(?P<o>{w.ORDINAL}){J})centur(?:y|ies)(?!\\w)(?:{S}(?P<bc>bce?))?"),
    Rule("fiscal", "figure", "", f"{PART}(?:fiscal(?:{S}year)?{S}|fy{S}?)(?P<y>{w.YEAR}|[0-9]{{2}})(?![0-9])"),
    Rule("year", "unit", "", f"the{S}year{S}(?:(?P<y>{w.YEAR})(?![0-9])|(?P<k>two{S}thousand))"),
    Rule("year_range", "figure", "year", f"{PART}(?P<y>{w.YEAR}){S}?{H}{S}?(?P<yy>[0-9]{{2}})(?![0-9])"),
    Rule("year", "figure", "year", f"{PART}(?:post{H}|pre{H})?(?P<y>{w.YEAR})(?![0-9s])"),
    Rule("year", "figure", "short_year", f"{PART}(?P<y2>{AP}[0-9]{{2}})(?![0-9s])"),
    Rule("weekday", "weekday", "each", f"(?:each|every){S}(?:other{S})?(?P<wd>{w.WEEKDAY_FULL}){DAYS_TAIL}(?!\\w)"),
    Rule("weekday", "weekday", "plural", f"(?P<wd>{w.WEEKDAY_FULL})s(?!\\w)"),
    Rule(
        "week_day", "weekday", "", f"{PART}(?P<wd>{w.WEEKDAY_FULL}){S}(?:of{S})?(?P<step>last|this|next){S}week(?!\\w)"
    ),
    Rule(
        "day_of",
        "unit",
        "",
        f"the{S}(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th){S}(?:day{S})?of{S}(?P<step>last|this|next){S}month(?!\\w)",
    ),
    Rule(
        "weekday",
        "weekday",
        "weekday",
        f"{PART}(?:(?:{STEP}|{TEXT}){S})?(?:(?P<part2>early|late){S})?(?P<wd>{w.WEEKDAY_FULL})(?!\\w)(?:{S}"
        f"(?:in{S}the{S}|at{S})?(?P<dp>{w.DAYPART})(?!\\w))?",
    ),
    Rule("deictic", "deictic", "deictic", f"{PART}(?:(?P<dp0>{w.DAYPART}){S})?{DEICTIC}{DAYS_TAIL}"),
    Rule(
        "daypart",
        "daypart",
        "",
        f"{PART}(?P<day>this|last|that|the{S}(?:next|following|previous|same)|every|each){S}(?P<dp>{w.DAYPART})(?!\\w)",
    ),
    Rule("same_day", "unit", "", f"the{S}(?:very{S})?day{S}(?P<way>before|after|earlier)(?!\\w)"),
    Rule("ago", "unit", "ago", f"{ABOUT}{THE}(?:(?P<n>{w.NUMBER}){EXTRA}{J})?{UNITS}{AND_HALF}{S}{WAY}"),
    Rule(
        "year_ago",
        "unit",
        "",
        f"{THE}(?:same{S}(?:period|quarter|time){S})?year{H}(?:ago|earlier)(?!\\w)(?:{S}(?P<u>quarter|period))?",
    ),
    Rule("span", "unit", "span", f"{THE}(?P<step>this{S}past|{STRETCH}){S}{NUM}{UP_TO}{EXTRA}{J}{UNITS}"),
    Rule("span", "unit", "span", f"{THE}(?P<step>{STRETCH}){S}{MANY}"),
    Rule(
        "set",
        "unit",
        "",
        f"(?:each|every|per){S}(?:(?P<n>{w.NUMBER}|other|alternate){S})?(?P<u>{w.PLURAL}|{w.UNIT})(?!\\w)",
    ),
    Rule("set", "unit", "", f"(?P<times>once|twice|(?:{w.NUMBER}){S}times){S}(?:a|an|per|each|every){S}{ONE}"),
    Rule("freq", "frequency", "frequency", f"{ABOUT}(?P<f>{w.any_of(w.FREQUENCY)})(?!\\w)"),
    Rule("year_end", "unit", "", f"{ABOUT}(?:the{S})?(?:(?P<step>last|this|next){S})?year(?:{AP}s)?{J}end(?!\\w)"),
    Rule("rel", "unit", "rel", f"{PART}(?:{STEP}){S}{KIND_OF_YEAR}{ONE}"),
    Rule("same", "unit", "rel", f"{PART}{TEXT}{S}{KIND_OF_YEAR}{ONE}"),
    Rule("ref", "reference", "ref", f"(?P<ref>{w.any_of(w.REFERENCES)})(?!\\w)"),
    Rule(
        "half_unit",
        "unit",
        "",
        f"{ABOUT}(?:half{J}an?{J}{ONE}|(?:a{S})?(?P<quarter>quarter){J}(?:of{S}a{S})?century(?!\\w))",
    ),
    Rule(
        "ordinal",
        "unit",
        "ordinal",
        f"{ABOUT}{THE}(?P<o>{w.ORDINAL}){J}(?:(?:consecutive|straight|full|successive){J})?{ONE}",
    ),
    Rule(
        "dur",
        "unit",
        "dur",
        f"{ABOUT}{THE}{NUM}(?:{J}and{J}a{J}(?P<half2>half))?{UP_TO}{EXTRA}{J}{UNITS}{AND_HALF}(?:{S}or{S}"
        f"(?:more|less|so))?(?P<old>{J}old)?(?P<long>{J}long)?(?!\\w)",
    ),
    Rule("dur", "figure", "number", f"{ABOUT}{NUM}{J}?(?P<u>{w.any_of(w.SHORT_UNITS)})(?!\\w)"),
    Rule(
        "dur",
        "unit",
        "bare",
        f"{ABOUT}{MANY}(?:{S}(?:or|and){S}(?:even{S})?{w.PLURAL})?(?P<old>{J}old)?(?P<long>{J}long)?(?!\\w)",
    ),
    Rule("dur", "unit", "", f"(?P<u>{w.UNIT})(?P<long>{H}long)(?!\\w)"),
    Rule(
        "dur",
        "unit",
        "",
        f"(?P<the>the|a){S}(?:(?:fiscal|full|whole){S})?(?P<u>year|month|week)(?={S}end(?:ed|ing)\\b)",
    ),
    Rule("the", "unit", "the", f"{PART}the{S}{KIND_OF_YEAR}{ONE}"),
    Rule("daypart", "daypart", "daypart", f"{PART}(?P<dp>{w.DAYPART})(?!\\w)"),
)
