"""What the report gives to pages that belong to no room: its tab, and what leaves the house of a
finished month. It writes no facts."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from veille.care.pages.rooms import CareRoom
from veille.disclosure import NETWORK
from veille.ui.rooms import Measure, Tab, Theme

from .. import release, rooms
from ..floor_sections import OVERDOSES, PEOPLE, VISITS
from ..period import month

MEASURES = (
    Measure(
        name=VISITS,
        drawn=True,
        label=_("Visits"),
        counted=ngettext_lazy("%(n)s visit", "%(n)s visits", "count"),
    ),
    Measure(
        name=PEOPLE,
        label=_("People"),
        counted=ngettext_lazy(
            "%(n)s person known by a handle", "%(n)s people known by a handle", "count"
        ),
    ),
    Measure(
        name=OVERDOSES,
        theme=Theme.BENEFIT,
        drawn=True,
        label=_("Overdoses cared for"),
        counted=ngettext_lazy("%(n)s overdose cared for", "%(n)s overdoses cared for", "count"),
    ),
    Measure(
        name=release.DEATHS,
        theme=Theme.BENEFIT,
        label=_("Deaths of an overdose in a site"),
        counted=ngettext_lazy(
            "%(n)s death of an overdose in a site", "%(n)s deaths of an overdose in a site", "count"
        ),
    ),
    Measure(
        name=release.AMBULANCES,
        theme=Theme.IMPACT,
        label=_("Overdoses with an ambulance"),
        counted=ngettext_lazy(
            "%(n)s overdose with an ambulance", "%(n)s overdoses with an ambulance", "count"
        ),
    ),
    Measure(
        name=release.DOSES,
        theme=Theme.BENEFIT,
        label=_("Naloxone given on site"),
        counted=ngettext_lazy(
            "%(n)s dose of naloxone given", "%(n)s doses of naloxone given", "count"
        ),
    ),
    Measure(
        name=release.NASAL_KITS,
        theme=Theme.BENEFIT,
        label=_("Nasal naloxone kits handed out"),
        counted=ngettext_lazy(
            "%(n)s nasal naloxone kit handed out", "%(n)s nasal naloxone kits handed out", "count"
        ),
    ),
    Measure(
        name=release.INJECTABLE_KITS,
        theme=Theme.BENEFIT,
        label=_("Injectable naloxone kits handed out"),
        counted=ngettext_lazy(
            "%(n)s injectable naloxone kit handed out",
            "%(n)s injectable naloxone kits handed out",
            "count",
        ),
    ),
    Measure(
        name=release.TRAINED,
        theme=Theme.BENEFIT,
        label=_("Naloxone training"),
        counted=ngettext_lazy(
            "%(n)s person trained to give naloxone",
            "%(n)s people trained to give naloxone",
            "count",
        ),
    ),
    Measure(
        name=release.PICKED_UP,
        theme=Theme.IMPACT,
        label=_("Needles picked up in the street"),
        counted=ngettext_lazy(
            "%(n)s needle picked up in the street", "%(n)s needles picked up in the street", "count"
        ),
    ),
    Measure(
        name=rooms.INCIDENTS,
        theme=Theme.IMPACT,
        label=_("Incidents other than overdoses"),
        counted=ngettext_lazy(
            "%(n)s incident other than an overdose",
            "%(n)s incidents other than overdoses",
            "count",
        ),
    ),
)


def _finished(first: date) -> release.Month | None:
    period = month(first.year, first.month)
    if not release.is_finished(period):
        return None
    return release.month(period)


def _caveats(first: date, place: str) -> list[str]:
    found = _finished(first)
    begun = [] if found is None or found.empty else release.begun_in(found, place)
    return [
        _("%(month)s is not a whole month: %(site)s is open since %(day)s.")
        % {
            "month": capfirst(date_format(first, "F Y")),
            "site": site.name,
            "day": date_format(site.opened_at.astimezone(ZoneInfo(site.time_zone)).date()),
        }
        for site in begun
    ]


def _released(first: date, place: str) -> Mapping[str, int | None] | None:
    """Of the finished months that everybody may read of; None of a month that goes on."""
    found = _finished(first)
    if found is None:
        return None
    at = place if place != NETWORK else found.everywhere
    return {name: number for (name, where), number in found.numbers.items() if where == at}


ROOM = CareRoom(
    prefix="care.report.",
    tabs=(Tab("report", _("Report")),),
    measures=MEASURES,
    released=_released,
    caveats=_caveats,
)
