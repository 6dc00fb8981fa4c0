"""What stands around a run: whether it is an expression of time at all, and whether it lies ahead or behind.

Each guard takes the surface, the text before and after it in the sentence, and the spec, and says yes or no. Words that are
dates and something else (may, march, fall, second, 1,200, 2500 homes, 3:16) are told apart here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flows.core import reference
from flows.extract.dates import words as w
from flows.extract.dates.readings import Spec

_TRAPS = reference.rows("date_traps", "word", "side", "what", key=("word", "side", "what"))
_CONTEXT = reference.rows("date_context", "word", "role", key=("word", "role"))
_BEARERS = {str(row["noun"]) for row in reference.rows("date_bearers", "noun", key=("noun",))}
_OPENERS = ' \t\u00a0\u202f"“‘('
_PREFIXES = ("post-", "pre-", "mid-", "Post-", "Pre-", "Mid-", "post–", "pre–", "mid–")
_BEFORE_DASH = re.compile(r"(?i)\b(?:(?:1[5-9]|20)\d\d|[^\W\d_]{3,} )[-–]$|\s[-–]$")
_NUMBERED = re.compile(r"(?i)(?:\bnos?\.|[#№])\s*$")
_NO_YEAR = re.compile(r"[%/:°]|[.,]\d|-?[a-z]*-(?:\d|foot|mile|strong|member)")
_FIRST_WORD = re.compile(r"^[\s\"“‘'’(]*[-–]?\s*([^\W_]+)")
_SHORT_YEAR = re.compile(r"[\s\u00A0]\d\d$")
_BEHIND_COUNT = frozenset(("was", "were", "are", "is", "had", "have", "died"))
_SHORT_MONTHS = frozenset(w.table("month_short"))
_FIRST_SURE_YEAR, _LAST_SURE_YEAR, _FIRST_YEAR = 1900, 2049, 1500
_MONEY = tuple("$£€¥₴₽#№")


def _role(role: str) -> frozenset[str]:
    return frozenset(str(row["word"]) for row in _CONTEXT if row["role"] == role)


def _traps(side: str, what: str) -> frozenset[str]:
    return frozenset(str(row["word"]) for row in _TRAPS if row["side"] == side and row["what"] == what)


_NO_NOUN = _role("verb")
_PLACERS = _role("placer")
_TIMELY = _role("timely")
_MONTH_LEADS = _role("month_lead")
_FUNCTION = _role("function")
_NOT_LENGTH = _role("not_length")
PAST_EVENTS, BEHIND = _role("past_event"), _role("behind")
_NUMBER_BEFORE, _NUMBER_AFTER = _traps("before", "number"), _traps("after", "number")
_DAY_BEFORE, _DAY_AFTER = _traps("before", "weekday"), _traps("after", "weekday")
_HOLIDAY_AFTER = _traps("after", "holiday")
_BEHIND_PAST = frozenset(("is", "are", "will", "would", "could", "can", "of", "if", "because", "than"))
_PAPER = _traps("after", "frequency")


def last_word(before: str) -> str:
    """Return the word right before, as printed; empty when something else stands there."""
    end = len(before)
    while end and before[end - 1] in _OPENERS:
        end -= 1
    at = end
    while at and (before[at - 1].isalnum() or before[at - 1] in "'’"):
        at -= 1
    return before[at:end]


def first_word(after: str) -> str:
    """Return the word right after, as printed; empty when something else stands there."""
    match = _FIRST_WORD.match(after[:40])
    return match[1] if match else ""


def counted(after: str) -> bool:
    """Whether the word after makes the number before it a count ("people", "homes")."""
    word = first_word(after)
    if not word or not word.islower():
        return word.casefold() in _NUMBER_AFTER and not after.lstrip().startswith(",")
    return word in _NUMBER_AFTER or (word.endswith("s") and len(word) > 3 and word not in _NO_NOUN)


def _loud(text: str, before: str, after: str) -> bool:
    """Whether the words around are in capitals, so that capitals say nothing."""
    around = (before[-30:] + after[:30]).strip()
    return text.isupper() and (not any(c.islower() for c in around))


def _number(text: str, before: str, after: str, spec: Spec) -> bool:
    return not before.endswith(("/", ".", ",", ":", "-", *_MONEY)) and not re.match(r"[/%:]|[.,-]\d", after)


def _year(text: str, before: str, after: str, spec: Spec) -> bool:
    if not text[0].isdigit():
        return not counted(after)
    if before.endswith(("-", "–")):  # "post-2014" and "2014-2015", but no part of a number or a model's name
        return before.endswith(_PREFIXES) or (bool(_BEFORE_DASH.search(before)) and not counted(after))
    if re.match(r"[-–](?:19|20)\d\d(?!\d)", after):
        return True
    if re.match(r"[-–/]\d\d(?!\d)", after):
        return last_word(before).casefold() in _PLACERS
    if before.endswith((".", ",", "/", ":", "+", *_MONEY)) or _NUMBERED.search(before) or _NO_YEAR.match(after):
        return False
    year, lead = int(text[:4]), last_word(before).casefold()
    if lead in _NUMBER_BEFORE or (not year >= _FIRST_YEAR and lead not in _TIMELY):
        return False
    if counted(after):
        sure = _FIRST_SURE_YEAR <= year <= _LAST_SURE_YEAR
        return (
            sure
            and lead in ("the", "its", "their", "his", "her", "our", "of")
            and first_word(after) not in _NUMBER_AFTER
        )
    if _FIRST_SURE_YEAR <= year <= _LAST_SURE_YEAR:
        return True
    return (lead in _TIMELY and not first_word(after).islower()) or (lead in _TIMELY and first_word(after) in _FUNCTION)


def _short_year(text: str, before: str, after: str, spec: Spec) -> bool:
    return last_word(before).casefold() in _PLACERS and not first_word(after)[:1].isdigit()


def _month(text: str, before: str, after: str, spec: Spec) -> bool:
    """A month with a day or a year: the verbs may and march can deceive, and a count behind ("in March 20 people")."""
    if re.fullmatch(r"[^\W\d]+\.? \d+", text) and after[:1] != "," and counted(after):
        lead = last_word(before).casefold()
        return lead != "in" and (bool(lead) or first_word(after) not in _NUMBER_AFTER)
    if (text[-1:].isdigit() and text.isdigit() and counted(after)) or counts(text, after, spec):
        return False
    return not re.match(r"(?:may|march)\b", text) or bool(re.search(r"\d{4}|\d(?:st|nd|rd|th)", text))


def counts(text: str, after: str, spec: Spec) -> bool:
    """Whether two figures that end a date are no year but begin a count: "on 12 May 90 were wounded"; wires print 12 MAY 90."""
    if spec[0] not in ("abs", "either") or not _SHORT_YEAR.search(text):
        return False
    wire = any(word.isupper() and len(word) > 2 for word in text.split())
    if wire:
        return counted(after.lower()) or first_word(after).casefold() in _BEHIND_COUNT
    return after[:1] == " " and first_word(after).islower()


def _month_alone(text: str, before: str, after: str, spec: Spec) -> bool:
    word = (re.findall(r"[^\W\d_]+\.?$", text) or [text])[0]
    if word.rstrip(".").casefold() in ("may", "march") and word.islower():
        return False
    if text.casefold() in ("the may", "the march"):
        before, text = before + text[:4], text[4:]
    lead, follows = last_word(before), first_word(after)
    if word.casefold() in ("may", "march") and _loud(word, before, after):
        return lead.casefold() in _TIMELY | {"last", "next", "of"} or len(text) > len(word)
    led = lead.casefold() in _MONTH_LEADS or len(text) > len(word)
    if word.rstrip(".").casefold() in _SHORT_MONTHS and word.rstrip(".").casefold() != "may":
        return led and word[0].isupper() and not follows[:1].isdigit() and not follows[:1].isupper()
    if led:
        return not (word.casefold() in ("may", "march") and lead.casefold() in ("the", "a"))
    if word[0].islower() or _loud(word, before, after):
        return word.casefold() not in ("may", "march", "august")
    if lead[:1].isupper() and before.rstrip().endswith(lead):
        return False
    return word not in ("May", "March") and not (follows[:1].isupper() and word in ("April", "June", "August"))


def _clock(text: str, before: str, after: str, spec: Spec) -> bool:
    if before.endswith(("/", ".", ":", ",", "-", *_MONEY)) or re.match(r"[:/%]|\.\d|-\d", after):
        return False
    if re.match(r"\d:\d\d$", text):
        return last_word(before).casefold() in _TIMELY | {"at", "before", "after", "about", "to"}
    return not re.search(r"[A-Z] $", before) or not re.fullmatch(r"\d\d?:\d\d", text)


def _weekday(text: str, before: str, after: str, spec: Spec) -> bool:
    lead = last_word(before).casefold()
    return (
        lead not in _DAY_BEFORE
        and lead not in w.ORDINALS
        and not (first_word(after)[:1].isupper() and first_word(after).casefold() in _DAY_AFTER)
    )


def _deictic(text: str, before: str, after: str, spec: Spec) -> bool:
    """A capital in mid-sentence behind another one makes a name: "Karsa Today reported"."""
    named = text[:1].isupper() and last_word(before)[:1].isupper() and before.rstrip() == before[:-1]
    return not named or _loud(text, before, after)


def _plural(text: str, before: str, after: str, spec: Spec) -> bool:
    return last_word(before).casefold() in ("on", "and", "or", "the", "for", "except")


def _holiday(text: str, before: str, after: str, spec: Spec) -> bool:
    follows = first_word(after)
    if follows.casefold() in _HOLIDAY_AFTER or text.removeprefix("the ").islower():
        return False
    named = re.search(r"(?i)\b(?:day|eve|sunday|monday|friday|\d+)$", text)
    return bool(named) or not follows.islower() or follows in _FUNCTION


def _season(text: str, before: str, after: str, spec: Spec) -> bool:
    word = re.split(r"[\s-]", text)[-1]
    lead = last_word(before)
    the = text.casefold().startswith("the ") or lead.casefold() == "the"
    if after.startswith((" of ", "-")) or (
        word[:1].isupper() and not _loud(word, before, after) and lead[:1].isupper()
    ):
        return False
    if word.casefold() in ("summer", "winter", "autumn"):
        return the or lead.casefold() in _TIMELY | {"the", "over", "of"} or len(text) > len(word) + 4
    frame = re.search(
        r"\b(in|during|over|by|until|since|through|throughout|late|early|next|for) (the )?$",
        (before + text[: -len(word)]).casefold(),
    )
    if not frame:
        return False
    return the or word.casefold() == "spring" or frame[1] in ("in", "by", "since", "until", "late", "early")


def _decade(text: str, before: str, after: str, spec: Spec) -> bool:
    lead = last_word(before).casefold()
    if lead in ("his", "her", "their", "my", "your", "our", "whose"):
        return False
    if re.search(r"\d", text):
        return "'" in text or "’" in text or (lead == "the" and spec[2] in ("195", "196", "197", "198", "199"))
    return (
        text.casefold().startswith("the ")
        or lead == "the"
        or re.search(r"nineteen|19|early|mid|late", text.casefold()) is not None
    )


def _quarter(text: str, before: str, after: str, spec: Spec) -> bool:
    if spec[0] == "quarter" and spec[2] == "half":
        return (
            spec[3] is not None
            or spec[4] is not None
            or bool(re.match(r" of (?:the |this |last |next )?(?:fiscal )?year", after))
        )
    return not re.match(r" of (?:an? |the (?!year|fiscal))", after)


def _span(text: str, before: str, after: str, spec: Spec) -> bool:
    return not after.startswith("-old")


def _rel(text: str, before: str, after: str, spec: Spec) -> bool:
    if text.istitle() and before.strip(_OPENERS) and not _loud(text, before, after):
        return False  # a name: "the programme This Week"
    if after.startswith(" of ") and text[:4].casefold() == "the ":
        return False
    return not (spec[1] == "Q" and re.match(r" of (?:an? |the (?!year|fiscal))", after))


def _bare(text: str, before: str, after: str, spec: Spec) -> bool:
    if re.search(r"[- ]old$", text) or after.startswith(("-old", " old")):
        return _aged(text, after)
    return (
        (last_word(before).casefold() not in _NOT_LENGTH and text[:1].islower())
        or not before
        or _loud(text, before, after)
    )


def _aged(text: str, after: str) -> bool:
    """An age is a length of time only when a war, a truce or the like has it."""
    noun = first_word(re.sub(r"^[- ]old", "", after))
    return noun.casefold() in _BEARERS


def _dur(text: str, before: str, after: str, spec: Spec) -> bool:
    lowered = text.casefold()
    if lowered.endswith("old") or after.startswith(("-old", " old", "–old")):
        return _aged(text, after)
    if before.endswith((".", ",", "/", ":", *_MONEY)) and not before.endswith(", ") and text[:1].isdigit():
        return False
    if re.search(r"\bquarters?$", lowered):
        return not re.match(
            r"(?:a|an|one|two|three|half a|about a|nearly a|almost a|about three) ?-?quarter|three-", lowered
        ) and not after.startswith((" of ", "-"))
    if re.match(r"(?:a|the one|one) second$", lowered):
        return False
    unit = re.split(r"[\s-]", text)[-1]
    if unit[:1].isupper() and not _loud(text, before, after):
        return not first_word(after)[:1].isupper()
    return True


def _the(text: str, before: str, after: str, spec: Spec) -> bool:
    if spec[1] in ("D", "N", "C") or (spec[1] == "E" and not spec[2]):
        return False
    if re.match(r" \d{4}", after):  # "the year 2500": a year too far off to be one of the calendar
        return False
    return not after.startswith("-") and not (spec[1] == "Q" and first_word(after) in ("finals", "final", "of"))


def _ordinal(text: str, before: str, after: str, spec: Spec) -> bool:
    return not after.startswith("-") and last_word(before).casefold() not in ("every", "each")


def _frequency(text: str, before: str, after: str, spec: Spec) -> bool:
    named = last_word(before).casefold() in ("average", "party") or first_word(after).casefold() in _PAPER
    return not named and not after.startswith("-") and (text.islower() or _loud(text, before, after) or not before)


def _reference(text: str, before: str, after: str, spec: Spec) -> bool:
    lowered = text.casefold()
    if after.startswith("-"):
        return False
    if lowered in ("the future", "the past") and first_word(after)[:1].isdigit():
        return False
    if lowered in ("the future", "the past"):
        return not first_word(after).islower() or first_word(after) in _FUNCTION | _BEHIND_PAST
    return True


def _daypart(text: str, before: str, after: str, spec: Spec) -> bool:
    lead, word = last_word(before).casefold(), re.split(r"[\s-]", text.casefold())[-1]
    if word == "night":
        return False
    if lead == "the" and re.search(r"\b(?:in|during|by|until|through|throughout|for) the $", before.casefold()):
        return True
    return (
        lead in ("at", "by", "before", "since", "until", "in")
        and word in ("dawn", "dusk", "nightfall", "daybreak", "sunset", "sunrise")
    ) or (
        text.casefold().startswith(("mid", "late", "early"))
        and len(text) > len(word)
        and lead in ("in", "by", "the", "until", "since")
    )


def _each(text: str, before: str, after: str, spec: Spec) -> bool:
    return True


Guard = Callable[[str, str, str, Spec], bool]
GUARDS: dict[str, Guard] = {
    "number": _number,
    "year": _year,
    "short_year": _short_year,
    "month": _month,
    "month_alone": _month_alone,
    "clock": _clock,
    "weekday": _weekday,
    "plural": _plural,
    "deictic": _deictic,
    "holiday": _holiday,
    "season": _season,
    "decade": _decade,
    "quarter": _quarter,
    "span": _span,
    "ago": _each,
    "rel": _rel,
    "bare": _bare,
    "dur": _dur,
    "the": _the,
    "ordinal": _ordinal,
    "frequency": _frequency,
    "ref": _reference,
    "daypart": _daypart,
    "each": _each,
    "paired": _each,
}
