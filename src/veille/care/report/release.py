"""What everybody may read of the finished months: the network's report as it leaves the house, each
number rounded to ten. Two looks at one month, before and after a correction, tell of nobody."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veille.disclosure import NETWORK, Cell, Place
from veille.ledger import clock

from .. import reads
from ..exchange.words import Item
from ..tables import SiteRow
from ..words import Intervention, Outcome
from . import counts, rooms
from .floor_sections import OVERDOSES, PEOPLE, VISITS
from .period import Kind, Period, this_month

#: Small movements of a number tell of single people.
ROUNDED_TO = 10
MONTHS = 12
#: So many finished months are counted at all, where somebody asks for one.
LONGEST_BACK = 120
DEATHS = f"overdoses.outcome.{Outcome.DIED}"
AMBULANCES = f"overdoses.done.{Intervention.AMBULANCE}"
DOSES = "naloxone.doses"
NASAL_KITS, INJECTABLE_KITS = f"equipment.{Item.KIT_NASAL}", f"equipment.{Item.KIT_INJECTABLE}"
TRAINED, PICKED_UP = "trained.people", "clean_ups.needles"
#: What else of a month is let out, in bulletins; the public page shows the columns alone.
BESIDE = (PEOPLE, DEATHS, NASAL_KITS, INJECTABLE_KITS, TRAINED, PICKED_UP, rooms.INCIDENTS)
#: What a site's line says, in this order.
COLUMNS: Mapping[str, str | Promise] = {
    VISITS: _("visits"),
    OVERDOSES: _("overdoses cared for"),
    DOSES: _("doses of naloxone given"),
    AMBULANCES: _("overdoses with an ambulance"),
}
#: A finished month hardly changes; entries of later on show after so long.
FRESH_SECONDS = 900
#: A month that is over for longer than a quarter hardly changes at all.
SETTLED_MONTHS, SETTLED_SECONDS = 3, 24 * FRESH_SECONDS
_kept: dict[tuple[str, str], tuple[float, "Month"]] = {}


@dataclass(frozen=True)
class Month:
    """`numbers` has what may be read, by number and place; None where it is withheld. What is not
    in it was not done at that place in the month."""

    period: Period
    sites: tuple[SiteRow, ...]
    numbers: Mapping[Cell, int | None]

    @property
    def everywhere(self) -> Place:
        """The place that stands for all: the network, or the one site."""
        return NETWORK if len(self.sites) > 1 else self.sites[0].slug

    def of_all(self, name: str) -> int | None:
        """The network's number: 0 where there was nothing."""
        return self.numbers.get((name, self.everywhere), 0)

    @property
    def empty(self) -> bool:
        return self.of_all(VISITS) == 0


def finished_months(number: int = MONTHS) -> list[Period]:
    """The last ones, the latest first; none where there is no site."""
    sites, found = reads.sites(), list[Period]()
    while sites and len(found) < number:
        found.append((found[-1] if found else this_month(sites[0])).before)
    return found


def is_finished(period: Period) -> bool:
    """Whether it is one of the months that are counted, without a list of them."""
    sites = reads.sites()
    if not sites:
        return False
    last = this_month(sites[0]).before.first
    back = (last.year - period.first.year) * 12 + last.month - period.first.month
    return period.kind is Kind.MONTH and 0 <= back < LONGEST_BACK


def month(period: Period) -> Month:
    """One finished month. Counted at most every quarter of an hour, and every six hours where it is
    long over: anybody may ask for it."""
    key = str(connection.settings_dict["NAME"]), period.name
    made, found = _kept.get(key, (0.0, None))
    if found is None or time.monotonic() - made > _fresh_seconds(period):
        found = _count(period)
        if len(_kept) > 4 * MONTHS:
            _kept.clear()
        _kept[key] = (time.monotonic(), found)
    return found


def _fresh_seconds(period: Period) -> int:
    over_for = clock.now().date() - period.until
    settled = over_for > timedelta(days=SETTLED_MONTHS * 31)
    return SETTLED_SECONDS if settled else FRESH_SECONDS


def _was_before_all(period: Period) -> bool:
    """Whether it ended before anybody came to any site: there is nothing to count."""
    began = reads.first_arrival()
    return began is None or period.until < began.date() - timedelta(days=1)


def _count(period: Period) -> Month:
    if _was_before_all(period):
        return Month(period, tuple(reads.sites()), {})
    leaves = counts.leaving(period)
    report = leaves.report
    names = (*COLUMNS, *BESIDE)
    numbers: dict[Cell, int | None] = {}
    for place in report.places:
        if report.number(VISITS, place) == 0 and (VISITS, place) not in leaves.gone:
            continue
        for name in names:
            away = (name, place) in leaves.gone
            numbers[name, place] = None if away else rounded(report.number(name, place))
    return Month(period, tuple(report.sites), numbers)


def begun_in(found: Month, place: Place) -> list[SiteRow]:
    """The sites of a place that opened within the month: theirs is not a whole one."""
    there = [site for site in found.sites if place in (NETWORK, site.slug)]
    return [site for site in there if _opened_within(found.period, site)]


def _opened_within(period: Period, site: SiteRow) -> bool:
    begins, ends = period.span(site)
    return begins < site.opened_at < ends


def rounded(number: int) -> int:
    """To the nearest ten; halves up, so that five is not nought."""
    return (number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
