"""The tables of the report that the floor fills: their rows, words and relations."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from veille.disclosure import Shape

from ..words import Gender, Intervention, LeavingReason, Mode, Outcome, Substance
from .bands import AGE_BANDS, TIME_BANDS
from .tables import Section, Table

#: Counts what was dealt out: the name of a number → how many.
Counts = Counter[str]
Rows = Sequence[Sequence[Any]]

VISITS, PEOPLE, OVERDOSES = "visits.all", "people.all", "overdoses.all"
CONSUMED, WITHOUT, HERE = "consumed", "without", "here"
CONSUMPTIONS = "consumptions.all"
OPEN = "open"
#: What may be done for somebody in overdose, as the report names it.
DONE = (
    Intervention.NALOXONE,
    Intervention.OXYGEN,
    Intervention.BREATHS,
    Intervention.STIMULATION,
    Intervention.CALLED_911,
    Intervention.AMBULANCE,
)
_UNTOLD_GENDER = "untold"

GENDERS = tuple((value or _UNTOLD_GENDER, label) for value, label in Gender.choices)
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)

SECTIONS = (
    Section(
        "visits",
        _("Visits"),
        (
            Table(
                "visits",
                _("Visits"),
                _("visits"),
                (("all", _("all visits")),),
                shape=Shape.ALONE,
                means=_("By when the visitor arrived, not when it was typed in."),
            ),
            Table("visits.band", _("Visits by time of arrival"), _("visits"), TIME_BANDS, VISITS),
            Table(
                "visits.weekday",
                _("Visits by day of the week"),
                _("visits"),
                tuple((str(n), label) for n, label in enumerate(WEEKDAYS)),
                VISITS,
                means=_("By the site's day: a night belongs to the day on which it began."),
            ),
            Table(
                "visits.known",
                _("Visitors known by a handle, and anonymous ones"),
                _("visits"),
                (("known", _("known by a handle")), ("anonymous", _("anonymous"))),
                VISITS,
            ),
            Table(
                "visits.end",
                _("How visits ended"),
                _("visits"),
                (
                    (CONSUMED, _("consumed")),
                    (WITHOUT, _("left without consuming")),
                    (HERE, _("still here")),
                ),
                VISITS,
                leaves=False,
            ),
            Table(
                "visits.without",
                _("Left without consuming, by reason"),
                _("visits"),
                LeavingReason.choices,
                f"visits.end.{WITHOUT}",
                leaves=False,
            ),
        ),
    ),
    Section(
        "people",
        _("People"),
        (
            Table(
                "people",
                _("People"),
                _("people"),
                (("all", _("unique people")),),
                shape=Shape.ALONE,
                adds_up=False,
                means=_(
                    "Each handle once. Anonymous visitors are not guessed: they are counted as "
                    "visits only. Who came to two sites counts once in the network."
                ),
            ),
            Table(
                "people.gender", _("People by gender"), _("people"), GENDERS, PEOPLE, adds_up=False
            ),
            Table(
                "people.age",
                _("People by age"),
                _("people"),
                AGE_BANDS,
                PEOPLE,
                adds_up=False,
                means=_(
                    "The age reached in the year of the first visit of the period: visitors "
                    "tell their year of birth, no date."
                ),
            ),
            Table(
                "people.first",
                _("People on their first visit"),
                _("people"),
                (("new", _("first visit in this period")), ("before", _("known before"))),
                PEOPLE,
                adds_up=False,
            ),
        ),
    ),
    Section(
        "consumptions",
        _("Consumptions"),
        (
            Table(
                "consumptions",
                _("Consumptions"),
                _("consumptions"),
                (("all", _("all consumptions")),),
                shape=Shape.ALONE,
                means=_(
                    "One counts once, whatever and however much was consumed; again where the "
                    "visitor took a seat again after resting."
                ),
            ),
            Table(
                "consumed.mode",
                _("Consumptions by mode"),
                _("consumptions"),
                Mode.choices,
                CONSUMPTIONS,
            ),
            Table(
                "consumed.substance",
                _("Consumptions by substance"),
                _("consumptions"),
                Substance.choices,
                CONSUMPTIONS,
                shape=Shape.SEVERAL,
                means=_("As told. A consumption of two substances stands in two rows."),
            ),
            *(
                Table(
                    f"consumed.by_{mode}",
                    label,
                    _("consumptions"),
                    Substance.choices,
                    f"consumed.mode.{mode}",
                    shape=Shape.SEVERAL,
                    leaves=False,
                )
                for mode, label in Mode.choices
            ),
        ),
    ),
    Section(
        "overdoses",
        _("Overdoses"),
        (
            Table(
                "overdoses",
                _("Overdoses"),
                _("overdoses"),
                (("all", _("all overdoses")),),
                shape=Shape.ALONE,
                means=_("By when they began or were found."),
            ),
            Table(
                "overdoses.outcome",
                _("Overdoses by outcome"),
                _("overdoses"),
                (*Outcome.choices, (OPEN, _("still open"))),
                OVERDOSES,
            ),
            Table(
                "overdoses.done",
                _("Overdoses by what was done"),
                _("overdoses"),
                tuple((each.value, each.label) for each in DONE),
                OVERDOSES,
                shape=Shape.SOME,
                means=_("An overdose stands in the row of each thing that was done."),
            ),
            Table(
                "naloxone",
                _("Naloxone given on site"),
                _("doses"),
                (("doses", _("doses")),),
                shape=Shape.ALONE,
            ),
        ),
    ),
)
