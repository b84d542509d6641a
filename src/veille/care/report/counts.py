"""A report, counted: of some sites, and of the network that they are."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock, store

from .. import reads
from ..models import SiteRow
from ..words import Mode
from . import floor, rooms
from .period import Period
from .shorter import Published
from .tables import NETWORK, Cell, Figure, Place, Report
from .withhold import withheld

Kept = TypeVar("Kept")
PER_VISITS = 1_000
_LONG_WAIT_PERCENT = 90
#: A year takes a second to count; the few reports that are looked at are kept until the next fact.
#: A year that leaves the house is laid beside its quarters and months: seventeen, twice.
_KEPT_AT_MOST = 64
_kept: dict[tuple[Any, ...], Any] = {}
_turn = threading.Lock()


def network(period: Period) -> Report:
    """The report of every site here, and of all together. Kept until the next fact arrives."""
    sites = reads.sites()
    return _kept_or("network", period, sites, lambda: report(period, sites))


def of_site(period: Period, site: SiteRow) -> Report:
    """The report of one site alone. Kept as `network` is."""
    return _kept_or("site", period, [site], lambda: report(period, [site]))


def withheld_from(period: Period) -> frozenset[Cell]:
    """What stays in the house of a period's numbers: found for all sites together, so that a
    site's report and the network's, laid side by side, give nothing away."""
    return _kept_or(
        "withheld", period, reads.sites(), lambda: withheld(network(period), _published(period))
    )


def _published(period: Period) -> list[Published]:
    """The shorter periods that a period is made of, as they left the house."""
    return [
        Published(network(part), withheld_from(part), _published(part)) for part in period.parts()
    ]


def _kept_or(what: str, period: Period, sites: Sequence[SiteRow], made: Callable[[], Kept]) -> Kept:
    with store.cursor() as cursor:
        position = store.latest_position(cursor)
    database = str(connection.settings_dict["NAME"])
    key = (what, database, position, period, *(site.slug for site in sites))
    with _turn:
        kept: Kept | None = _kept.get(key)
    if kept is not None:
        return kept
    found = made()
    with _turn:
        if len(_kept) >= _KEPT_AT_MOST:
            _kept.clear()
        _kept[key] = found
    return found


def report(period: Period, sites: Sequence[SiteRow]) -> Report:
    """Count everything, now."""
    people = floor.People()
    numbers: dict[Cell, int] = {}
    waits: dict[Place, Counter[int]] = {}
    by_day: dict[Place, Sequence[int]] = {}
    first_of_all: dict[str, Any] = {}
    for site in sites:
        visits = floor.visits(site, period)
        overdoses = floor.overdoses(site, period)
        first = floor.first_visits(visits)
        counts = floor.count(floor.OF_VISITS, visits)
        counts += floor.count(floor.OF_PEOPLE, people.columns(first, site, period))
        counts += floor.count(floor.OF_OVERDOSES, overdoses)
        counts["naloxone.doses"] = sum(overdoses["doses"])
        numbers.update({(name, site.slug): number for name, number in counts.items()})
        waits[site.slug] = visits.tally("waited")
        by_day[site.slug] = visits.run("weekday")
        for person, at in first.items():
            if person not in first_of_all or at < first_of_all[person]:
                first_of_all[person] = at
    beside = rooms.counted(sites, period)
    numbers.update(beside.numbers)
    sections = (*floor.SECTIONS, *beside.sections)
    if len(sites) > 1:
        for table in (table for section in sections for table in section.tables):
            if table.adds_up:
                for name in table.names:
                    numbers[name, NETWORK] = sum(numbers.get((name, s.slug), 0) for s in sites)
        counts = floor.count(floor.OF_PEOPLE, people.columns(first_of_all, sites[0], period))
        numbers.update({(name, NETWORK): number for name, number in counts.items()})
        waits[NETWORK] = sum(waits.values(), Counter())
        by_day[NETWORK] = [sum(day) for day in zip(*by_day.values(), strict=True)]
    figures = (*_figures(sites, numbers, waits), *beside.figures)
    return Report(
        period, tuple(sites), sections, numbers, figures,
        any(site.rehearsal for site in sites), clock.now(), by_day,
    )  # fmt: skip


def _figures(
    sites: Sequence[SiteRow], numbers: dict[Cell, int], waits: dict[Place, Counter[int]]
) -> list[Figure]:
    places = list(waits)
    had_seat = {place: sum(n for s, n in waits[place].items() if s is not None) for place in places}
    seats = {site.slug: Counter(seat["mode"] for seat in site.seats) for site in sites}
    if NETWORK in waits:
        seats[NETWORK] = sum(seats.values(), Counter())

    def rate(place: Place) -> float | None:
        visits = numbers.get((floor.VISITS, place), 0)
        return numbers.get((floor.OVERDOSES, place), 0) * PER_VISITS / visits if visits else None

    return [
        *(
            Figure(f"seats.{mode}", "visits", _SEATS[mode], _("seats"),
                   {place: seats[place][mode] for place in places})
            for mode in Mode.values if any(each[mode] for each in seats.values())
        ),
        Figure("wait.median", "visits", _("Median wait for a seat"), _("minutes"),
               {place: floor.percentile(waits[place], 50) for place in places}, had_seat),
        Figure("wait.long", "visits", _("Nine in ten waited at most"), _("minutes"),
               {place: floor.percentile(waits[place], _LONG_WAIT_PERCENT) for place in places},
               had_seat),
        Figure("overdoses.rate", "overdoses", _("Overdoses per 1,000 visits"),
               _("per 1,000 visits"), {place: rate(place) for place in places},
               made_of=(floor.OVERDOSES, floor.VISITS)),
    ]  # fmt: skip


_SEATS = {
    "injection": _("Seats for injection"),
    "inhalation": _("Seats for inhalation"),
    "nasal": _("Seats for nasal use"),
    "oral": _("Seats for oral use"),
}
