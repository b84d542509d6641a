"""What the rooms beside the floor counted: equipment, services, referrals, doses, incidents.

Each table here says how it is counted (by its room's own function, where there is one) and what
stands behind a row: the rows of its room's read table, by when they happened.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, Sum
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from veille.disclosure import NETWORK, Cell, Place, Shape
from veille.ledger import clock

from .. import tables as floor_rows
from ..exchange import reads as exchange_reads
from ..exchange import tables as exchange_rows
from ..exchange.words import Counting, Item, Movement
from ..outreach import reads as outreach_reads
from ..outreach import tables as outreach_rows
from ..outreach.words import Setting
from ..people import reads as people_reads
from ..people import tables as people_rows
from ..referrals import reads as referral_reads
from ..referrals import tables as referral_rows
from ..referrals.words import Need, Status
from ..safer_supply import reads as supply_reads
from ..safer_supply import tables as supply_rows
from ..safer_supply.words import product_words
from ..shifts import reads as shift_reads
from ..shifts import tables as shift_rows
from ..shifts.words import IncidentKind
from ..tables import SiteRow, VisitRow
from .floor_sections import VISITS, WEEKDAYS
from .period import Period
from .tables import Figure, Section, Table, Words

# Names that are looked up in the reader's language when they are read: a report is kept for both.
_service_name = lazy(referral_reads.service_name, str)
_product_words = lazy(product_words, str)

Count = Callable[[str, datetime, datetime], Mapping[str, int]]
INCIDENTS = "incidents.all"
NOT_AT_A_STOP = "none"


@dataclass(frozen=True)
class Source:
    """Where the rows behind a number lie: `where` picks those of one row of the table, by the
    moment `at`; `kinds` is how the kinds of their facts begin."""

    model: type[Any]
    kinds: str
    at: str = "at"
    where: Callable[[str], Q] = lambda _row: Q()
    id: str = "id"

    def things(
        self, slug: str, begins: datetime, ends: datetime, row: str
    ) -> list[tuple[datetime, str]]:
        """(when, which thing) of everything behind a row, by time."""
        span = {f"{self.at}__gte": begins, f"{self.at}__lt": ends}
        found = self.model.objects.filter(self.where(row), site=slug, **span)
        return list(found.order_by(self.at, self.id).values_list(self.at, self.id))


@dataclass(frozen=True)
class Counted:
    table: Table
    count: Count
    source: Source | None = None


@dataclass
class Beside:
    """What was counted beside the floor; `happened` is which tables hold anything, and where."""

    sections: list[Section] = field(default_factory=list)
    numbers: dict[Cell, int] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    happened: set[tuple[str, Place]] = field(default_factory=set)


def _alone(key: str, title: Words, unit: Words, rows: Iterable[Any], means: Words = "") -> Table:
    return Table(key, title, unit, tuple(rows), shape=Shape.ALONE, means=means)


def _one(name: str, number: Callable[[str, datetime, datetime], int]) -> Count:
    return lambda slug, begins, ends: {name: number(slug, begins, ends)}


def _clean_ups(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    times, needles = exchange_reads.clean_ups(slug, begins, ends)
    return {"times": times, "needles": needles}


def _equipment(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    out = exchange_reads.equipment_out(slug, begins, ends)
    return {item.value: number for item, number in out.items()}


EQUIPMENT = (
    Counted(
        _alone("equipment", _("Equipment handed out"), _("pieces"), Item.choices),
        _equipment,
        Source(
            exchange_rows.MovementRow,
            "care.exchange.exchange.",
            id="thing",
            where=lambda row: Q(item=row, kind=Movement.HANDED_OUT),
        ),
    ),
    Counted(
        _alone("needles", _("Used needles that came back"), _("needles"), Counting.choices),
        exchange_reads.needles_back,
        Source(
            exchange_rows.ExchangeRow,
            "care.exchange.exchange.",
            where=lambda row: Q(back_how=row, back__gt=0),
        ),
    ),
    Counted(
        _alone(
            "clean_ups",
            _("Clean-ups in the street"),
            _("clean-ups, needles"),
            (("times", _("clean-ups")), ("needles", _("needles picked up"))),
        ),
        _clean_ups,
        Source(exchange_rows.CleanUpRow, "care.exchange.clean_up."),
    ),
    Counted(
        _alone("trained", _("Naloxone training"), _("people"), (("people", _("people trained")),)),
        _one("people", exchange_reads.people_trained),
        Source(exchange_rows.TrainingRow, "care.exchange.training."),
    ),
    Counted(
        _alone(
            "kits_used",
            _("Naloxone kits told to have been used"),
            _("kits"),
            (("kits", _("kits")),),
        ),
        _one("kits", exchange_reads.kits_used),
        Source(exchange_rows.KitUseRow, "care.exchange.kit_use."),
    ),
)


def _services(slugs: Sequence[str]) -> Counted:
    """Services are each site's own list: the rows are all of theirs."""
    keys = dict.fromkeys(key for slug in slugs for key in referral_reads.service_names(slug))
    return Counted(
        _alone(
            "services",
            _("Services given on site"),
            _("times"),
            ((key, _service_name(key)) for key in keys),
        ),
        referral_reads.services_given,
        Source(referral_rows.GivenRow, "care.referrals.service.", where=lambda row: Q(service=row)),
    )


REFERRALS = (
    Counted(
        _alone("referrals", _("Referrals made, by need"), _("referrals"), Need.choices),
        referral_reads.referrals_made,
        Source(
            referral_rows.ReferralRow,
            "care.referrals.referral.",
            at="made_at",
            where=lambda row: Q(need=row),
        ),
    ),
    Counted(
        _alone(
            "offered",
            _("Referrals offered, by what came of them"),
            _("referrals"),
            Status.choices,
            _("By when they were offered; what came of them is as of today."),
        ),
        referral_reads.referral_outcomes,
        Source(
            referral_rows.ReferralRow,
            "care.referrals.referral.",
            at="offered_at",
            where=lambda row: Q(outcome=row),
        ),
    ),
)


def _doses(slugs: Sequence[str]) -> Counted:
    products = sorted({row.product for slug in slugs for row in supply_reads.products(slug)})
    return Counted(
        _alone(
            "doses",
            _("Safer supply, doses by product"),
            _("doses"),
            ((product, _product_words(product)) for product in products),
            _("Those that came back whole are not counted."),
        ),
        _doses_dispensed,
        Source(
            supply_rows.DoseRow,
            "care.safer_supply.dose.",
            at="given_at",
            where=lambda row: Q(product=row, net_units__gt=0),
        ),
    )


def _doses_dispensed(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """By the product's key: its words change with the reader's language."""
    rows = supply_rows.DoseRow.objects.filter(
        site=slug, given_at__gte=begins, given_at__lt=ends, net_units__gt=0
    )
    return dict(rows.values_list("product").annotate(all=Sum("doses")))


SUPPLY = (
    Counted(
        _alone(
            "enrolled",
            _("Safer supply, people enrolled"),
            _("people"),
            (("people", _("people enrolled")),),
            _("At some time of the period, at each site."),
        ),
        _one("people", supply_reads.people_enrolled),
    ),
    Counted(
        _alone(
            "missed",
            _("Safer supply, missed doses"),
            _("days"),
            (("days", _("days on which a dose was due and none was taken")),),
        ),
        _one("days", supply_reads.doses_missed),
    ),
)


def _all_incidents(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    return {"all": sum(shift_reads.incidents(slug, begins, ends).values())}


def _called(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    return {
        "ambulance": shift_reads.ambulance_calls(slug, begins, ends),
        "police": shift_reads.police_calls(slug, begins, ends),
    }


_INCIDENT = "care.shifts.incident."
SHIFTS = (
    Counted(
        _alone(
            "incidents",
            _("Incidents other than overdoses"),
            _("incidents"),
            (("all", _("all incidents")),),
        ),
        _all_incidents,
        Source(shift_rows.IncidentRow, _INCIDENT),
    ),
    Counted(
        Table(
            "incidents.kind",
            _("Incidents by kind"),
            _("incidents"),
            IncidentKind.choices,
            INCIDENTS,
        ),
        shift_reads.incidents,
        Source(shift_rows.IncidentRow, _INCIDENT, where=lambda row: Q(kind=row)),
    ),
    Counted(
        Table(
            "incidents.called",
            _("Incidents by who was called"),
            _("incidents"),
            (("ambulance", _("an ambulance")), ("police", _("the police"))),
            INCIDENTS,
            shape=Shape.SOME,
        ),
        _called,
        Source(shift_rows.IncidentRow, _INCIDENT, where=lambda row: ~Q(**{f"{row}_at": None})),
    ),
)
DOORS = (
    Counted(
        _alone(
            "restrictions",
            _("Restrictions"),
            _("restrictions"),
            (("imposed", _("restrictions imposed")),),
        ),
        _one("imposed", people_reads.restrictions_imposed),
        Source(people_rows.RestrictionRow, "care.people.restriction.", at="begins_at"),
    ),
    Counted(
        _alone(
            "doors",
            _("Restrictions at the door"),
            _("times"),
            (("turned_away", _("turned away")), ("let_in", _("let in all the same"))),
        ),
        lambda slug, begins, ends: {
            "turned_away": people_reads.turned_away(slug, begins, ends),
            "let_in": people_reads.let_in_despite(slug, begins, ends),
        },
        Source(
            people_rows.DoorRow,
            "care.people.door.",
            where=lambda row: Q(why="") if row == "turned_away" else ~Q(why=""),
        ),
    ),
)


DEATHS = Counted(
    _alone(
        "deaths",
        _("Deaths of visitors that the site heard of"),
        _("people"),
        (("noted", _("deaths noted")),),
        _(
            "Wherever they died: by the day of the death, or by when the site heard of it where "
            "nobody knows the day. Those of overdoses here are among them once they are noted."
        ),
    ),
    _one("noted", people_reads.deaths),
    Source(floor_rows.DeathRow, "care.person.", id="person"),
)


def _stops(sites: Sequence[SiteRow], period: Period) -> list[Counted]:
    """Visits by stop, where a truck is among the sites; elsewhere they are at no stop."""
    trucks = {site.slug for site in sites if outreach_reads.has_stops(site.slug)}
    if not trucks:
        return []
    found: dict[str, dict[str, int]] = {}
    for site in sites:
        begins, ends = period.span(site)
        if site.slug in trucks:
            by_stop = outreach_reads.visits_by_stop(site.slug, begins, ends)
            by_stop[NOT_AT_A_STOP] = by_stop.pop("", 0)
        else:
            by_stop = {
                NOT_AT_A_STOP: VisitRow.objects.filter(
                    site=site.slug, arrived_at__gte=begins, arrived_at__lt=ends
                ).count()
            }
        found[site.slug] = by_stop
    corners = sorted({corner for each in found.values() for corner in each} - {NOT_AT_A_STOP})
    rows: list[tuple[str, str | Promise]] = [(corner, corner) for corner in corners]
    table = Table(
        "visits.stop",
        _("Visits by the truck's stop"),
        _("visits"),
        (*rows, (NOT_AT_A_STOP, _("at no stop"))),
        VISITS,
    )
    return [Counted(table, lambda slug, _begins, _ends: found[slug])]


CONTACTS = Counted(
    _alone(
        "contacts",
        _("People met outside, by where"),
        _("contacts"),
        Setting.choices,
        _("As staff counted them; somebody met twice counts twice."),
    ),
    outreach_reads.contacts_by_setting,
    Source(outreach_rows.CountRow, "care.outreach.contacts.", where=lambda row: Q(setting=row)),
)


def tables(sites: Sequence[SiteRow], period: Period) -> list[tuple[str, Words, list[Counted]]]:
    """Every section beside the floor: (key, title, tables)."""
    slugs = [site.slug for site in sites]
    return [
        ("services", _("Services"), [_services(slugs)]),
        ("referrals", _("Referrals"), list(REFERRALS)),
        ("equipment", _("Equipment"), list(EQUIPMENT)),
        ("supply", _("Safer supply"), [_doses(slugs), *SUPPLY]),
        ("incidents", _("Other emergencies"), [*SHIFTS, *DOORS, DEATHS]),
        ("outreach", _("Outreach"), [*_stops(sites, period), CONTACTS]),
    ]


def counted(sites: Sequence[SiteRow], period: Period, longer: Beside | None = None) -> Beside:
    """Every room's numbers for these sites; of the network, what adds up is added by the caller.

    `longer` is what was counted for a longer period around this one: what did not happen in it at
    a site is not looked for there again.
    """
    beside = Beside(figures=_hours(sites, period))
    for key, title, members in tables(sites, period):
        beside.sections.append(Section(key, title, tuple(each.table for each in members)))
        for each in members:
            for site in sites:
                if longer is not None and (each.table.key, site.slug) not in longer.happened:
                    continue
                for row, number in each.count(site.slug, *period.span(site)).items():
                    beside.numbers[each.table.named(row), site.slug] = number
                    if number:
                        beside.happened.add((each.table.key, site.slug))
    return beside


def _hours(sites: Sequence[SiteRow], period: Period) -> list[Figure]:
    """Hours open by the day of the week on which a site opened, until now; of sites that say
    their hours."""
    by_site = {}
    for site in sites:
        begins, ends = period.span(site)
        until = max(begins, min(ends, clock.now()))
        by_site[site.slug] = outreach_reads.hours_open(site.slug, begins, until)
    found = []
    for number, label in enumerate(WEEKDAYS):
        values: dict[Place, float | None] = {
            slug: hours[number] if any(hours.values()) else None for slug, hours in by_site.items()
        }
        if len(sites) > 1:
            values[NETWORK] = sum(value or 0.0 for value in values.values())
        found.append(Figure(f"hours.{number}", "hours", label, _("hours"), values))
    return found if any(any(hours.values()) for hours in by_site.values()) else []
