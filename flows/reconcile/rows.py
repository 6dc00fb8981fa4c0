"""The rows that claims are made from: every figure that answers a question, with what tells its question apart.

Only the families of `claim_count_types` make claims. Each figure gets, next to its own columns,

- `question`: its count type, `released` and `exchanged` together (`exchange`);
- `theatre`: the war or country it is about: of its place or side, else the one most figures of its article are about,
  else the war or country that the article's text names most;
- `kind`: `total` (counted since a beginning: cumulative, or so large and without day and place that it must be a war's toll),
  `period` (between two days) or `incident`;
- `from_day`, `to_day`: its days, counted from 1970-01-01. A total's first day is that of the war when it is said by its day,
  its month or its year, or named ("since the invasion"). An incident without a day of its own borrows the one its article told before,
  if it is the only one or was told just before (`day_borrowed`); the same holds for places (`place_borrowed`);
- `source`: the entities that give the number, else their names or descriptions as `attributed_to` has them;
- `detail`: for things the unit counted, for people the class of a noun that counts only some of them (children, medics);
- `increment`: an addition to a toll told elsewhere or before ("five more were killed"), which never answers the question for the toll;
- `updated`: a toll brought up to date ("raising the toll to 17"): it counts from the incident on, whatever day it names;
- `block`: what all figures of a claim share: the question, for things the unit, for tolls the theatre, for incidents and periods the
  year (of the day, else of publication), for exchanges nothing more. A part has the block of its whole. So a run with today's
  articles touches the blocks of this year and not those of ten.

Rows come in order of input; inside an article wholes come before their parts, so that parts find them.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from flows.core.ids import digests
from flows.core.store import BUCKETS
from flows.reconcile import conventions as conv
from flows.reconcile.wording import mark_words, settle_increments
from schemas.vocabulary import PEOPLE_FAMILIES

ROWS = {
    "quantity_id": pl.String, "article_id": pl.String, "cluster_id": pl.String, "published_date": pl.Date,
    "family": pl.String, "count_type": pl.String, "value": pl.Float64, "value_low": pl.Float64,
    "value_high": pl.Float64, "qualifier": pl.String, "unit": pl.String, "population": pl.String,
    "affected": pl.String, "source": pl.String, "location": pl.String, "period_start": pl.Date,
    "period_end": pl.Date, "scope": pl.String, "modality": pl.String, "part_of": pl.String,
    "question": pl.String, "theatre": pl.String, "sides": pl.String, "home": pl.String, "place": pl.String,
    "region": pl.Boolean, "land": pl.String, "place_borrowed": pl.Boolean, "kind": pl.String,
    "from_day": pl.Int32, "to_day": pl.Int32, "day_borrowed": pl.Boolean, "detail": pl.String,
    "increment": pl.Boolean, "updated": pl.Boolean, "block": pl.String,
}  # fmt: skip
YEAR = 365
LEVELS = 3  # parts of parts of parts


def report_rows(quantities: pl.DataFrame, articles: pl.DataFrame, duplicates: pl.DataFrame) -> pl.DataFrame:
    """Return the figures that answer a question, in order of input: columns `ROWS`.

    Args:
        quantities: rows of the table `quantities`, all of an article together.
        articles: with `article_id, published_date` and, if at hand, `text`, in order of input.
        duplicates: with `article_id, cluster_id`; an article without a row is a cluster of its own.
    """
    families = sorted({family for family, _ in conv.count_types()})
    order = articles.select("article_id", "published_date", article_order=pl.int_range(pl.len(), dtype=pl.Int64))
    rows = (
        quantities.filter(pl.col("family").is_in(families))
        .join(order, on="article_id", how="left", maintain_order="left")
        .join(duplicates.select("article_id", "cluster_id"), on="article_id", how="left", maintain_order="left")
        .with_columns(pl.col("cluster_id").fill_null(pl.col("article_id")))
    )
    rows = _questions(rows)
    rows = _theatres(_places(_sides(rows)), articles)
    for step in (mark_words, _kinds, _days, _article_context, settle_increments, _blocks):
        rows = step(rows)
    return _ordered(rows).select([pl.col(name).cast(dtype) for name, dtype in ROWS.items()])


def block(rows: pl.DataFrame, buckets: int = BUCKETS, name: str = "bucket") -> pl.DataFrame:
    """Return the rows with `name`, a number that is stable for each `block`: all figures of a claim share both."""
    number = digests("block", pl.col("block")).str.slice(0, 8).str.to_integer(base=16, strict=True).mod(buckets)
    return rows.with_columns(number.alias(name))


def _questions(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `question`, `detail` and `point` (the number that stands for the figure, for a range its lower end)."""
    table = pl.DataFrame(
        [(family, kind, c.question) for (family, kind), c in conv.count_types().items()],
        schema={"family": pl.String, "count_type": pl.String, "question": pl.String},
        orient="row",
    )
    narrow = pl.col("unit").replace_strict(conv.narrow_units(), default=None, return_dtype=pl.String)
    return rows.join(
        table, on=["family", "count_type"], how="inner", nulls_equal=True, maintain_order="left"
    ).with_columns(
        detail=pl.when(pl.col("family").is_in(PEOPLE_FAMILIES)).then(narrow).otherwise(pl.col("unit")),
        source=pl.coalesce("attributed_to_id", "attributed_to"),
        point=pl.coalesce("value", "value_low", "value_high"),
    )


@cache
def _side_set(affected: str) -> tuple[str, str | None]:
    """Return the sides of `affected` under their usual names in order, and the home of the first that has one."""
    known = sorted({conv.side(name.strip()) for name in affected.split(";") if name.strip()}, key=lambda s: s[0])
    return "; ".join(name for name, _ in known), next((home for _, home in known if home), None)


def _sides(rows: pl.DataFrame) -> pl.DataFrame:
    names = rows["affected"].drop_nulls().unique().to_list()
    sides = {name: _side_set(name)[0] for name in names}
    homes = {name: _side_set(name)[1] for name in names}
    iso3 = pl.col("affected_iso3").str.split("; ").list.first()
    return rows.with_columns(
        sides=pl.col("affected").replace_strict(sides, default=None, return_dtype=pl.String),
        side_home=pl.coalesce(iso3, pl.col("affected").replace_strict(homes, default=None, return_dtype=pl.String)),
    )


def _places(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `place` (the key of a place narrower than a country, else null), `region` and `land`, the country it lies in."""
    known = {name: conv.place(name) for name in rows["location"].drop_nulls().unique().to_list()}
    keys = {name: key for name, (key, level, _) in known.items() if level != conv.COUNTRY}
    regions = [name for name, (_, level, _) in known.items() if level == conv.REGION]
    lands = {name: land for name, (_, _, land) in known.items()}
    location, iso3 = pl.col("location"), pl.col("location_iso3").str.split("; ").list.first()
    return rows.with_columns(
        place=location.replace_strict(keys, default=None, return_dtype=pl.String),
        region=location.is_in(regions).fill_null(value=False),
        land=pl.coalesce(iso3, location.replace_strict(lands, default=None, return_dtype=pl.String)),
    )


def _theatres(rows: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Add `home` and `theatre`."""
    swap = pl.col("question") == "exchange"  # where it was agreed or carried out tells nothing of whose war it is
    home = pl.when(swap).then("side_home").otherwise(pl.coalesce("land", "side_home"))
    theatre = home.replace(conv.theatres())
    rows = rows.with_columns(theatre=theatre, home=pl.coalesce("side_home", "land"))
    most = _most(rows.select("article_id", "theatre"))
    rows = rows.join(most, on="article_id", how="left", maintain_order="left", suffix="_of_article")
    rows = rows.with_columns(pl.coalesce("theatre", "theatre_of_article")).drop("theatre_of_article")
    untold = articles.join(
        rows.filter(pl.col("theatre").is_null()).select("article_id").unique(), on="article_id", how="semi"
    )
    if untold.is_empty() or "text" not in articles.columns:
        return rows
    named = untold.select("article_id", theatre=pl.col("text").str.extract_many(list(conv.land_words()), leftmost=True))
    named = named.explode("theatre").with_columns(pl.col("theatre").replace_strict(conv.land_words(), default=None))
    named = named.with_columns(pl.col("theatre").replace(conv.theatres()))
    warring = named.filter(pl.col("theatre").is_in([war.theatre for war in conv.wars()]))
    best = pl.concat([_most(warring), _most(named)]).unique("article_id", keep="first", maintain_order=True)
    rows = rows.join(best, on="article_id", how="left", maintain_order="left", suffix="_of_text")
    return rows.with_columns(pl.coalesce("theatre", "theatre_of_text")).drop("theatre_of_text")


def _most(told: pl.DataFrame) -> pl.DataFrame:
    """Return the theatre that each article tells most often, the first among equals."""
    return (
        told.filter(pl.col("theatre").is_not_null())
        .group_by("article_id", "theatre", maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
        .unique("article_id", keep="first", maintain_order=True)
        .select("article_id", "theatre")
    )


def _kinds(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `kind`."""
    number = conv.numbers()
    dated = pl.col("period_start").is_not_null()
    span = (pl.col("period_end") - pl.col("period_start")).dt.total_days()
    large = pl.col("scope").is_null() & ~dated & pl.col("place").is_null() & (pl.col("point") >= number["large_total"])
    large &= pl.col("family").is_in(["casualty", "displacement"])
    age = (pl.col("published_date") - pl.col("period_start")).dt.total_days()
    soft = [name for name, kind in conv.questions().items() if not kind.needs_place]
    told = pl.col("place").is_not_null() | pl.col("question").is_in(soft)
    young = dated & told & age.is_between(0, number["young_total_days"]).fill_null(value=False)
    total = (pl.col("scope") == "cumulative") & ~young
    total |= (pl.col("scope").is_null() | (pl.col("scope") == "period")) & dated & pl.col("period_end").is_null()
    period = ((pl.col("scope") == "period") & dated & pl.col("period_end").is_not_null()) | (
        pl.col("scope").is_null() & (span >= number["incident_days"])
    )
    kind = pl.when(total.fill_null(value=False) | large.fill_null(value=False)).then(pl.lit("total"))
    return rows.with_columns(
        kind=kind.when(period.fill_null(value=False)).then(pl.lit("period")).otherwise(pl.lit("incident"))
    )


def _named_start() -> pl.Expr:
    """Return the first day that the sentence's words name ("since the war began"), by theatre and day of publication."""
    sentence = pl.col("sentence").str.to_lowercase().str.replace_all("’", "'", literal=True)
    pub = pl.col("published_date").cast(pl.Int32)
    named = pl.lit(None, dtype=pl.Int32)
    unnamed = sentence.str.contains_any([phrase for phrase, theatre, _ in conv.named_periods() if theatre is None])
    for war in sorted(conv.wars(), key=lambda w: w.start):
        last = pl.lit(war.end + YEAR if war.end is not None else None, dtype=pl.Int32)
        then = pub.is_null() | ((pub >= war.start) & (last.is_null() | (pub <= last)))
        fought = unnamed & (pl.col("theatre") == war.theatre) & then
        named = pl.when(fought).then(pl.lit(war.start, dtype=pl.Int32)).otherwise(named)
    for phrase, theatre, start in conv.named_periods():
        if theatre is not None:
            said = (
                (pl.col("theatre") == theatre)
                & sentence.str.contains(phrase, literal=True)
                & (pub >= start).fill_null(value=True)
            )
            named = pl.when(said).then(pl.lit(start, dtype=pl.Int32)).otherwise(named)
    return named


def _days(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `from_day` and `to_day`; of a total only the first day, that of its war where the two agree."""
    number = conv.numbers()
    total = pl.col("kind") == "total"
    rows = rows.with_columns(
        from_day=pl.coalesce(pl.col("period_start").cast(pl.Int32), pl.when(total).then(_named_start())),
        to_day=pl.when(~total).then(pl.coalesce("period_end", "period_start").cast(pl.Int32)),
    )
    first = pl.col("from_day").cast(pl.Date)
    snapped = pl.col("from_day")
    for war in reversed(conv.wars()):
        begin = pl.lit(war.start, dtype=pl.Int32).cast(pl.Date)
        year = (first.dt.ordinal_day() == 1) & (first.dt.year() == begin.dt.year())
        month = (first.dt.day() == 1) & (first.dt.year() == begin.dt.year()) & (first.dt.month() == begin.dt.month())
        close = (pl.col("from_day") - war.start).abs() <= int(number["start_days"])
        same = total & (pl.col("theatre") == war.theatre) & (year | month | close)
        snapped = pl.when(same).then(pl.lit(war.start, dtype=pl.Int32)).otherwise(snapped)
    return rows.with_columns(from_day=snapped)


def _article_context(rows: pl.DataFrame) -> pl.DataFrame:
    """Let an article's incidents without place or day borrow those told last before: the only ones so far, or ones told just before.

    Only figures of questions that need a place borrow and lend: where talks were held tells nothing of where people died.
    """
    firm = [name for name, kind in conv.questions().items() if kind.needs_place]
    incident = (pl.col("kind") == "incident") & pl.col("question").is_in(firm)
    rows = rows.sort("article_order", "article_id", "char_start", maintain_order=True, nulls_last=False)
    for name, own, lent in (("place", "place", "region"), ("day", "from_day", "to_day")):
        lends = incident & pl.col(own).is_not_null()
        filled = {f"last_{name}": own, f"last_{lent}": lent, f"{name}_at": "char_start"}
        rows = rows.with_columns(
            *(pl.when(lends).then(c).forward_fill().over("article_id").alias(n) for n, c in filled.items()),
            (pl.when(lends).then(own).drop_nulls().n_unique().over("article_id") == 1).alias(f"one_{name}"),
        )
    place = (_told(incident, "place") & pl.col("place").is_null() & pl.col("location").is_null()).fill_null(value=False)
    day = (_told(incident, "day") & pl.col("from_day").is_null()).fill_null(value=False)
    return rows.with_columns(
        place=pl.when(place).then("last_place").otherwise("place"),
        region=pl.when(place).then("last_region").otherwise("region"),
        place_borrowed=place,
        from_day=pl.when(day).then("last_day").otherwise("from_day"),
        to_day=pl.when(day).then("last_to_day").otherwise("to_day"),
        day_borrowed=day,
    )


def _told(incident: pl.Expr, name: str) -> pl.Expr:
    """Tell whether the article told a place or day before: the only one of its incidents, or one just before."""
    close = pl.col("char_start") - pl.col(f"{name}_at") <= int(conv.numbers()["lending_characters"])
    return incident & pl.col(f"last_{name}").is_not_null() & (pl.col(f"one_{name}") | close)


def _blocks(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `block`; a part of a figure of the same question has its block, kind and increment."""
    when = pl.coalesce("from_day", pl.col("published_date").cast(pl.Int32)).cast(pl.Date)
    theatre = pl.concat_str([pl.lit("total"), "theatre"], separator=" ", ignore_nulls=True)
    year = pl.when(pl.col("question") != "exchange").then(when.dt.year().cast(pl.String))
    part = pl.when(pl.col("kind") == "total").then(theatre).otherwise(year)
    thing = pl.when(~pl.col("family").is_in(PEOPLE_FAMILIES)).then(pl.col("detail"))
    rows = rows.with_columns(
        block=pl.concat_str([pl.col("question"), part.fill_null(""), thing.fill_null("")], separator="|")
    )
    for _ in range(LEVELS):
        shared = ("block", "kind", "increment")
        wholes = rows.select("question", *(pl.col(c).alias(f"whole_{c}") for c in shared), part_of="quantity_id")
        rows = rows.join(wholes, on=["part_of", "question"], how="left", maintain_order="left")
        rows = rows.with_columns(pl.coalesce(f"whole_{c}", c).alias(c) for c in shared).drop(
            f"whole_{c}" for c in shared
        )
    return rows


def _ordered(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort by article in order of input, wholes before parts, placed before unplaced, wide before narrow, then by place in the text."""
    wide = pl.col("population").is_in(["military", "civilian"]).cast(pl.Int8) + pl.col("detail").is_not_null().cast(
        pl.Int8
    )
    return rows.sort(
        pl.col("article_order").fill_null(-1),
        "article_id",
        pl.col("part_of").is_not_null(),
        pl.col("count_type") == "released",
        pl.col("place").is_null() | pl.col("place_borrowed"),
        wide.fill_null(0),
        "char_start",
        maintain_order=True,
    )
