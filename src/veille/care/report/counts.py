"""A report, counted: of some sites, and of the network that they are."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import gettext_lazy as _

from veille.disclosure import NETWORK, Cell, Place, Published, withheld
from veille.ledger import clock, store

from .. import reads
from ..tables import SiteRow
from ..words import Mode
from . import floor, floor_sections, rooms, tally
from .period import Period
from .tables import Figure, Report, Section
from .tally import Tally

Kept = TypeVar("Kept")
PER_VISITS = 1_000
_LONG_WAIT_PERCENT = 90
#: A year takes a second to count; the few reports that are looked at are kept until the next fact.
_KEPT_AT_MOST = 16
_kept: dict[tuple[Any, ...], Any] = {}
_turn = threading.Lock()


def network(period: Period) -> Report:
    """The report of every site here, and of all together. Kept until the next fact arrives."""
    sites = reads.sites()
    return _kept_or("network", period, sites, lambda: report(period, sites))


def of_site(period: Period, site: SiteRow) -> Report:
    """The report of one site alone. Kept as `network` is."""
    return _kept_or("site", period, [site], lambda: report(period, [site]))


def leaving(period: Period) -> Published[Report]:
    """The network's report as it leaves the house, with what stays in it: found for all sites
    together, so that a site's report and the network's, laid side by side, give nothing away.
    Kept as `network` is."""
    sites = reads.sites()
    return _kept_or("leaving", period, sites, lambda: published(period, sites))


def published(period: Period, sites: Sequence[SiteRow]) -> Published[Report]:
    """Count a period and the shorter ones that it is made of, now, and withhold from each."""
    reports = {each.period: each for each in with_its_parts(period, sites)}

    def leaves(each: Period) -> Published[Report]:
        shorter = [leaves(part) for part in each.parts()]
        return Published(reports[each], withheld(reports[each], shorter), shorter)

    return leaves(period)


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
    return next(with_its_parts(period, sites))


def with_its_parts(period: Period, sites: Sequence[SiteRow]) -> Iterator[Report]:
    """Count everything, now: of the period, then of all that it is made of. The floor is read
    once for all of them; one after another, as they are asked for."""
    months = {site.slug: tally.by_month(site, period) for site in sites}
    people = floor.People()
    longest: rooms.Beside | None = None
    for each in (period, *period.all_parts()):
        beside = rooms.counted(sites, each, longest)
        longest = longest or beside
        floors = {
            slug: tally.together(of for month, of in by_month.items() if each.holds(month))
            for slug, by_month in months.items()
        }
        yield _report(each, sites, floors, people, beside)


def _with_unknown_words(
    sections: Sequence[Section], numbers: Mapping[Cell, int]
) -> tuple[Section, ...]:
    """Every section, with a row for each counted word that its table does not list."""
    tables = {table.key: table for section in sections for table in section.tables}
    listed = {name for table in tables.values() for name in table.names}
    unlisted: dict[str, set[str]] = {}
    for (name, _place), number in numbers.items():
        if number and name not in listed:
            parts = name.split(".")
            heads = (".".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
            key = next((head for head in heads if head in tables), None)
            if key is not None:
                unlisted.setdefault(key, set()).add(name[len(key) + 1 :])
    if not unlisted:
        return tuple(sections)
    return tuple(
        replace(
            section,
            tables=[
                table.with_rows(sorted(unlisted.get(table.key, ()))) for table in section.tables
            ],
        )
        for section in sections
    )


def _report(
    period: Period,
    sites: Sequence[SiteRow],
    floors: dict[Place, Tally],
    people: floor.People,
    beside: rooms.Beside,
) -> Report:
    numbers = dict(beside.numbers)
    for site in sites:
        counts = floors[site.slug].counts + people.counted(floors[site.slug].first, site, period)
        numbers.update({(name, site.slug): number for name, number in counts.items()})
    waits = {slug: of.waits for slug, of in floors.items()}
    by_day: dict[Place, Sequence[int]] = {slug: of.by_day for slug, of in floors.items()}
    sections = _with_unknown_words((*floor_sections.SECTIONS, *beside.sections), numbers)
    if len(sites) > 1:
        for table in (table for section in sections for table in section.tables):
            if table.adds_up:
                for name in table.names:
                    numbers[name, NETWORK] = sum(numbers.get((name, s.slug), 0) for s in sites)
        first = tally.first_of_all(of.first for of in floors.values())
        counts = people.counted(first, sites[0], period)
        numbers.update({(name, NETWORK): number for name, number in counts.items()})
        waits[NETWORK] = sum(waits.values(), Counter())
        by_day[NETWORK] = [sum(day) for day in zip(*by_day.values(), strict=True)]
    figures = (*_figures(sites, numbers, waits), *beside.figures)
    return Report(
        period,
        tuple(sites),
        sections,
        numbers,
        figures,
        any(site.rehearsal for site in sites),
        clock.now(),
        by_day,
    )


def _figures(
    sites: Sequence[SiteRow], numbers: dict[Cell, int], waits: dict[Place, Counter[int | None]]
) -> list[Figure]:
    places = list(waits)
    had_seat = {place: sum(n for s, n in waits[place].items() if s is not None) for place in places}
    seats = {site.slug: Counter(seat["mode"] for seat in site.seats) for site in sites}
    if NETWORK in waits:
        seats[NETWORK] = sum(seats.values(), Counter())

    def rate(place: Place) -> float | None:
        visits = numbers.get((floor_sections.VISITS, place), 0)
        return (
            numbers.get((floor_sections.OVERDOSES, place), 0) * PER_VISITS / visits
            if visits
            else None
        )

    return [
        *(
            Figure(
                f"seats.{mode}",
                "visits",
                _SEATS[mode],
                _("seats"),
                {place: seats[place][mode] for place in places},
            )
            for mode in Mode.values
            if any(each[mode] for each in seats.values())
        ),
        Figure(
            "wait.median",
            "visits",
            _("Median wait for a seat"),
            _("minutes"),
            {place: floor.percentile(waits[place], 50) for place in places},
            had_seat,
        ),
        Figure(
            "wait.long",
            "visits",
            _("Nine in ten waited at most"),
            _("minutes"),
            {place: floor.percentile(waits[place], _LONG_WAIT_PERCENT) for place in places},
            had_seat,
        ),
        Figure(
            "overdoses.rate",
            "overdoses",
            _("Overdoses per 1,000 visits"),
            _("per 1,000 visits"),
            {place: rate(place) for place in places},
            made_of=(floor_sections.OVERDOSES, floor_sections.VISITS),
        ),
    ]


_SEATS = {
    "injection": _("Seats for injection"),
    "inhalation": _("Seats for inhalation"),
    "nasal": _("Seats for nasal use"),
    "oral": _("Seats for oral use"),
}
