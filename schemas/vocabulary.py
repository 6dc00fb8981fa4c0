"""The closed vocabularies of the contract."""

PUBLISHED_BASIS = ("metadata", "page", "text", "caller")
RELATION = ("unique", "exact", "near", "revision")

PEOPLE_COUNT_TYPES = {
    "casualty": ("killed", "injured", "casualties", "missing"),
    "prisoner": ("captured", "detained", "abducted", "held", "released", "exchanged"),
    "displacement": ("displaced", "evacuated"),
}
COUNT_TYPES = {**PEOPLE_COUNT_TYPES, "materiel": ("launched", "intercepted", "destroyed", "lost", "other")}
PEOPLE_FAMILIES = tuple(PEOPLE_COUNT_TYPES)
FAMILY = (*COUNT_TYPES, "infrastructure", "money", "percent", "duration", "measure", "count")
COUNT_TYPE = tuple(t for types in COUNT_TYPES.values() for t in types)
QUALIFIER = ("exact", "about", "at_least", "more_than", "at_most", "less_than", "between", "vague")
POPULATION = ("military", "civilian", "unknown")
SCOPE = ("incident", "period", "cumulative")
MODALITY = ("asserted", "planned", "possible", "denied")

TIMEX_TYPE = ("DATE", "TIME", "DURATION", "SET")
TIMEX_MOD = ("START", "MID", "END", "APPROX", "BEFORE", "AFTER", "LESS_THAN", "MORE_THAN")
DATE_PREC = ("day", "week", "month", "season", "quarter", "year", "decade", "century")
QUOTE_TYPE = ("direct", "indirect")
ENTITY_TYPE = ("person", "organization", "place", "group", "event", "agreement", "facility")

AGREEMENT = ("single", "agree", "compatible", "conflict")
REPORT_RELATION = ("equal", "within", "part", "sum", "outside")
STAGE = ("ingest", "dedupe", "extract", "reconcile", "validate")
