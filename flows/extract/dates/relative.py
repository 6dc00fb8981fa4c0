"""Builders of specs that name no place on the calendar by themselves: relative expressions, lengths, sets, references."""

from __future__ import annotations

from flows.extract.dates import words as w
from flows.extract.dates.readings import (
    Builder,
    Groups,
    Spec,
    about_mod,
    daypart_of,
    duration,
    number_of,
    ordinal_of,
    part_mod,
    step_of,
    text_step_of,
    unit_code,
    unit_of,
    weekday_of,
)

SPANS = frozenset(("D", "W", "M", "Y", "E", "C"))  # "the past year" runs up to the day, "last year" is on the calendar


def _deictic(g: Groups, _: str) -> Spec | None:
    offset, _sep, part = w.DEICTIC[g["dei"] or ""].partition(" ")
    return ("unit", "D", int(offset), part_mod(g), daypart_of(g) or (f"T{part}" if part else ""))


def _daypart(g: Groups, _: str) -> Spec | None:
    which = (g.get("day") or "").removeprefix("the ")
    if which in ("every", "each"):
        return ("set", f"XXXX-XX-XX{daypart_of(g)}", None)
    return ("daypart", daypart_of(g), which or None, part_mod(g))


def _ago(g: Groups, text: str) -> Spec | None:
    number = number_of(g["n"] or "") if g.get("n") else "X"
    if g.get("half") and isinstance(number, float):
        number += 0.5
    count, code = unit_of(g)
    way = g["way"] or ""
    if not g.get("n") and (g["u"] or "") in w.UNITS:
        return None
    return (
        "ago",
        number,
        count,
        code,
        -1 if way in ("ago", "earlier", "before", "previously") else 1,
        way,
        about_mod(g),
    )


def _span(g: Groups, _: str) -> Spec | None:
    number = number_of(g["n"] or "") if g.get("n") else "X"
    count, code = unit_of(g)
    way = {"past": -1, "this past": -1, "last": -1, "recent": -1, "next": 1, "coming": 1}.get(g["step"] or "", 0)
    return ("span", duration(number, count, code), number, count, code, way, about_mod(g))


def _set(g: Groups, _: str) -> Spec | None:
    words = g.get("n") or ""
    count, code = unit_of(g)
    number = 2.0 if words in ("other", "alternate") else number_of(words) if words else 1.0
    return ("set", duration(number, count, code), None)


def _rel(g: Groups, text: str) -> Spec | None:
    code, step = unit_code(g), step_of(g)
    if not code or step is None:
        return None
    if step == -1 and text.casefold().startswith("the ") and code in SPANS and g.get("step") in ("last", "past"):
        count, unit = unit_of(g)
        return ("span", duration(1.0, count, unit), 1.0, count, unit, -1, None)
    if code == "D" and step == -1:
        return None
    if code in ("D", "N") and g.get("step") == "next":  # the day after the one spoken of, never tomorrow
        return ("same", code, step, part_mod(g))
    return ("unit", code, step, part_mod(g), "TNI" if code == "N" else "")


def _same(g: Groups, _: str) -> Spec | None:
    code = unit_code(g)
    return ("same", code, text_step_of(g) or 0, part_mod(g)) if code else None


def _the(g: Groups, text: str) -> Spec | None:
    code = unit_code(g)
    return ("the", code, part_mod(g)) if code else None


def _dur(g: Groups, text: str) -> Spec | None:
    number: float | str = number_of(g["n"] or "") if g.get("n") else "X"
    if "n" not in g and "old" not in g:
        number = 1.0
    count, code = unit_of(g)
    if (g.get("half") or g.get("half2")) and isinstance(number, float):
        number += 0.5
    if number == 0.0 or (number == "X" and (g["u"] or "") in w.UNITS):
        return None
    return ("dur", duration(number, count, code), "MORE_THAN" if g.get("n2") else about_mod(g, text))


def _half_unit(g: Groups, _: str) -> Spec | None:
    if g.get("quarter"):
        return ("dur", "P25Y", about_mod(g))
    count, code = unit_of(g)
    return ("dur", duration(0.5, count, code), about_mod(g))


def _ordinal(g: Groups, _: str) -> Spec | None:
    count, code = unit_of(g)
    number = ordinal_of(g["o"] or "")
    return ("dur", duration(float(number), count, code), about_mod(g)) if number and code != "Q" else None


def _same_quarter(g: Groups, _: str) -> Spec | None:
    back = 1 if g.get("ago") or (g.get("ly") and not g.get("y")) or g.get("yrel") == "last year" else 0
    return ("same_quarter", int(g["y"] or 0) if g.get("y") else None, back, bool(g.get("same")))


def _reference(g: Groups, _: str) -> Spec | None:
    return ("ref", w.REFERENCES[g["ref"] or ""])


RELATIVE: dict[str, Builder] = {
    "deictic": _deictic,
    "daypart": _daypart,
    "ago": _ago,
    "span": _span,
    "set": _set,
    "rel": _rel,
    "same": _same,
    "the": _the,
    "dur": _dur,
    "half_unit": _half_unit,
    "week_day": lambda g, _: ("week_day", weekday_of(g["wd"] or ""), step_of(g) or 0, part_mod(g)),
    "day_of": lambda g, _: ("day_of", int(g["d"] or 0), step_of(g) or 0),
    "ordinal": _ordinal,
    "ref": _reference,
    "same_quarter": _same_quarter,
    "freq": lambda g, _: ("set", w.FREQUENCY[g["f"] or ""], about_mod(g)),
    "same_day": lambda g, _: ("day_beside", 1 if g["way"] == "after" else -1),
    "year_end": lambda g, _: ("unit", "Y", step_of(g) or 0, "END", ""),
    "year_ago": lambda g, _: ("year_ago",),
}
