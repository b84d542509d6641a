"""The headings by which a table of counts, or of events, is known without a profile: in both
languages, with or without accents, capitals and underscores."""

import re
from collections.abc import Iterable, Sequence

from veille.tabular.folding import folded

from .series import Period

#: Headings of the period, and what a day below one stands for.
PERIODS: dict[str, Period | None] = {
    "date": None,
    "period": None,
    "periode": None,
    "day": Period.DAY,
    "jour": Period.DAY,
    "date de deces": Period.DAY,
    "date du deces": Period.DAY,
    "week": Period.WEEK,
    "week ending": Period.WEEK,
    "week start": Period.WEEK,
    "semaine": Period.WEEK,
    "semaine du": Period.WEEK,
    "debut de semaine": Period.WEEK,
    "fin de semaine": Period.WEEK,
    "month": Period.MONTH,
    "mois": Period.MONTH,
    "quarter": Period.QUARTER,
    "trimestre": Period.QUARTER,
    "annee": Period.YEAR,
    "year": Period.YEAR,
}
YEARS = ("year", "annee", "an")
MONTHS = ("month", "mois")
COUNTS = (
    "count",
    "counts",
    "deaths",
    "number of deaths",
    "cases",
    "value",
    "number",
    "overdoses",
    "visits",
    "events",
    "n",
    "deces",
    "nombre de deces",
    "cas",
    "nombre de cas",
    "nombre",
    "nb",
    "nb deces",
    "valeur",
    "surdoses",
    "nombre de surdoses",
    "visites",
    "nombre de visites",
    "evenements",
    "effectif",
    "compte",
    "comptes",
    "decompte",
    "decomptes",
    "quantite",
    "nombre d'evenements",
    "total",
)
SERIES = (
    "series",
    "site",
    "place",
    "region",
    "province",
    "city",
    "location",
    "area",
    "substance",
    "serie",
    "lieu",
    "endroit",
    "ville",
    "territoire",
    "rss",
    "region sociosanitaire",
)
EXPOSURE = ("population", "exposure", "tests", "exposition", "analyses", "denominateur")
EVENTS = (
    "event",
    "event date",
    "date event",
    "onset",
    "dhosp",
    "date of death",
    "evenement",
    "date evenement",
    "date de l'evenement",
    "date deces",
    "date de deces",
    "date du deces",
)
REPORTS = (
    "report",
    "report date",
    "date report",
    "reported",
    "dreport",
    "signalement",
    "date signalement",
    "date de signalement",
    "date du signalement",
    "declaration",
    "date declaration",
    "date de declaration",
    "date de la declaration",
)
_APART = re.compile(r"[\s_\-.]+")


def plain(heading: str) -> str:
    """“Nb_décès” and “nb deces” are one."""
    return " ".join(_APART.split(folded(heading))).strip()


def first(headings: Sequence[str], words: Iterable[str]) -> str:
    """The heading that is the earliest of these words; empty where none is."""
    here = {plain(heading): heading for heading in reversed(headings)}
    return next((here[word] for word in words if word in here), "")


def every(headings: Sequence[str], words: Iterable[str]) -> tuple[str, ...]:
    return tuple(heading for heading in headings if plain(heading) in set(words))


#: Folded: they tell headings from a title above them.
KNOWN = frozenset({*PERIODS, *YEARS, *MONTHS, *COUNTS, *SERIES, *EXPOSURE, *EVENTS, *REPORTS})
