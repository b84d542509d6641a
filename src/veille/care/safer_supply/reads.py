"""Every query that a page, a report or an action makes of safer supply, but for its stock
(`balance.py`)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from veille.care import reads as floor
from veille.care.reads import Day
from veille.care.records import count_of_visitors, records_of
from veille.care.tables import SiteRow
from veille.ledger import clock
from veille.ledger.areas import registry
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent
from veille.ledger.replay import fold

from .days import Course, course, date_at, days_between, is_due, missed_run
from .state import Unsigned
from .tables import DoseRow, EnrolmentRow, ProductRow, RulesRow
from .words import Status, Way, product_words

#: How a site keeps safer supply until its coordinator says otherwise: the careful way.
DEFAULT_RULES = {"two_sign": True, "peers_sign": True, "missed_days": 3}


def _id(*parts: str) -> str:
    return sha256(":".join(("care.safer_supply", *parts)).encode()).hexdigest()[:32]


def rules_id(slug: str) -> str:
    return _id("rules", slug)


def product_id(slug: str, product: str) -> str:
    return _id("product", slug, product)


def rules(slug: str) -> RulesRow:
    row = RulesRow.objects.filter(pk=rules_id(slug)).first()
    return row or RulesRow(id=rules_id(slug), site=slug, rehearsal=False, **DEFAULT_RULES)


def products(slug: str) -> list[ProductRow]:
    """Every product of the site, also those that it keeps no longer."""
    return list(
        ProductRow.objects.filter(site=slug).order_by("retired", "drug", "form", "strength_ug")
    )


def product(slug: str, id: str) -> ProductRow:
    row = ProductRow.objects.filter(pk=id, site=slug).first()
    if row is None:
        raise Absent(_("That product is not one of this site's. Go back and open the page again."))
    return row


def enrolment(id: str) -> EnrolmentRow:
    row = EnrolmentRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That enrolment is not in this ledger. Go back and open the page again."))
    return row


def enrolments_of(person: str) -> list[EnrolmentRow]:
    """A person's enrolments, those under way first."""
    if not person:
        return []
    rows = EnrolmentRow.objects.filter(person__in=records_of(person)).order_by("-begun_at")
    return sorted(rows, key=lambda row: Status.values.index(row.status))


def dose(id: str) -> DoseRow:
    row = DoseRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That dose is not in this ledger. Go back and open the page again."))
    return row


def things_of_visit(visit: str) -> list[str]:
    return list(
        DoseRow.objects.filter(visit=visit).order_by("given_at").values_list("id", flat=True)
    )


def things_of_person(person: str) -> list[str]:
    enrolments = [row.id for row in enrolments_of(person)]
    doses = DoseRow.objects.filter(enrolment__in=enrolments).order_by("given_at")
    return [*enrolments, *doses.values_list("id", flat=True)]


def was_used(enrolment: str) -> bool:
    """Whether anything was given under it."""
    return DoseRow.objects.filter(enrolment=enrolment).exists()


@dataclass(frozen=True)
class Given:
    """What was given under an enrolment in one day: doses, micrograms, doses carried away."""

    doses: int
    ug: int
    carried: int
    last_at: datetime | None
    last_by: str


def _given(rows: Iterable[DoseRow]) -> Given:
    taken = sorted((row for row in rows if row.net_units), key=lambda row: row.given_at)
    last = taken[-1] if taken else None
    return Given(
        doses=sum(row.doses for row in taken),
        ug=sum(row.net_ug for row in taken),
        carried=sum(row.doses for row in taken if row.way == Way.CARRIED),
        last_at=last.given_at if last else None,
        last_by=last.given_by if last else "",
    )


def doses_of_day(enrolments: Sequence[str], day: Day) -> list[DoseRow]:
    """Doses of these enrolments on that day, wherever they were given."""
    return list(
        DoseRow.objects.filter(
            enrolment__in=enrolments, given_at__gte=day.begins, given_at__lt=day.ends
        ).order_by("given_at", "id")
    )


def given_on(enrolment: str, day: Day, but: str = "") -> Given:
    """What was given on that day, but for the dose `but`."""
    return _given(row for row in doses_of_day([enrolment], day) if row.id != but)


def last_dose_before(enrolment: str, moment: datetime) -> datetime | None:
    return (
        DoseRow.objects.filter(enrolment=enrolment, given_at__lt=moment, counts=True)
        .order_by("-given_at")
        .values_list("given_at", flat=True)
        .first()
    )


@dataclass(frozen=True)
class Today:
    """One enrolment on today's list."""

    enrolment: EnrolmentRow
    doses: list[DoseRow]
    given: Given
    missed_before: int

    @property
    def done(self) -> bool:
        """Everything that is due today was given, or somebody wrote down why not."""
        return self.given.doses >= self.enrolment.doses_a_day or any(d.why for d in self.doses)

    @property
    def must_be_seen(self) -> bool:
        limit = self.enrolment.missed_days
        return bool(limit) and self.missed_before >= limit


def todays(site: SiteRow, day: Day) -> list[Today]:
    """Whose dose is due today at this site, or was given: what the list shows, and nobody else."""
    last = (
        DoseRow.objects.filter(enrolment=OuterRef("pk"), counts=True, given_at__lt=day.begins)
        .order_by("-given_at")
        .values("given_at")[:1]
    )
    rows = list(
        EnrolmentRow.objects.filter(site=site.slug, status=Status.ACTIVE)
        .annotate(last_dose=Subquery(last))
        .order_by("begun_at", "id")
    )
    doses: dict[str, list[DoseRow]] = {}
    for dose in doses_of_day([row.id for row in rows], day):
        doses.setdefault(dose.enrolment, []).append(dose)
    known = floor.people(row.person for row in rows)
    listed = []
    for row in rows:
        person = known.get(row.person)
        if person is None or person.forgotten:
            continue
        mine, prescribed = doses.get(row.id, []), course(row)
        if mine or is_due(site, prescribed, day):
            listed.append(
                Today(row, mine, _given(mine), missed_run(site, prescribed, day, row.last_dose))
            )
    return listed


def unsigned_doses(slug: str) -> list[DoseRow]:
    return list(DoseRow.objects.filter(site=slug, unsigned=True).order_by("given_at"))


def unsigned(about: str) -> tuple[Unsigned, ...]:
    """Which entries of a dose, a movement or a count wait for a second signature."""
    history = entries(about)
    thing = registry.thing_of(history)
    state = fold(thing, about, history) if thing else None
    return getattr(state, "unsigned", ())


@dataclass(frozen=True)
class DayOfCourse:
    """One day of an enrolment, for its calendar."""

    day: Day
    due: bool
    over: bool
    doses: list[DoseRow]
    given: Given

    @property
    def missed(self) -> bool:
        return self.due and self.over and not any(dose.counts for dose in self.doses)


def calendar(site: SiteRow, enrolment: EnrolmentRow, begins: datetime) -> list[DayOfCourse]:
    """Each day from the one `begins` lies in up to today: due, given, missed."""
    now = clock.now()
    days = list(days_between(site, begins, now))
    return _days_of(site, enrolment, days, now)


def _days_of(
    site: SiteRow, enrolment: EnrolmentRow, days: list[Day], now: datetime
) -> list[DayOfCourse]:
    if not days:
        return []
    prescribed = course(enrolment)
    rows = DoseRow.objects.filter(
        enrolment=enrolment.id, given_at__gte=days[0].begins, given_at__lt=days[-1].ends
    ).order_by("given_at", "id")
    by_date: dict[object, list[DoseRow]] = {}
    for row in rows:
        by_date.setdefault(date_at(site, row.given_at), []).append(row)
    return [
        DayOfCourse(
            day,
            is_due(site, prescribed, day),
            day.ends <= now,
            mine := by_date.get(day.date.date(), []),
            _given(mine),
        )
        for day in days
    ]


def run_before(site: SiteRow, enrolment: str, prescribed: Course, day: Day) -> int:
    """How many due days in a row before `day` had no dose."""
    return missed_run(site, prescribed, day, last_dose_before(enrolment, day.begins))


# What the month's report counts.


def doses_dispensed(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """Doses handed out at the site, by the product in words; those that came back whole do not
    count."""
    rows = DoseRow.objects.filter(
        site=slug, given_at__gte=begins, given_at__lt=ends, net_units__gt=0
    ).values_list("product", "doses")
    counted: Counter[str] = Counter()
    for product, doses in rows:
        counted[product] += doses
    return {product_words(product): doses for product, doses in sorted(counted.items())}


def _enrolled_between(slug: str, begins: datetime, ends: datetime) -> list[EnrolmentRow]:
    return list(
        EnrolmentRow.objects.filter(
            ~Q(status=Status.STOPPED) | Q(since__gte=begins), site=slug, begun_at__lt=ends
        )
    )


def people_enrolled(slug: str, begins: datetime, ends: datetime) -> int:
    """People who were enrolled at the site at some time of the span, pauses included."""
    return count_of_visitors(row.person for row in _enrolled_between(slug, begins, ends))


def doses_missed(slug: str, begins: datetime, ends: datetime) -> int:
    """Days on which a dose was due at the site and none was taken: days of people, not doses."""
    site = floor.site(slug)
    now = clock.now()
    days = [day for day in days_between(site, begins, min(ends, now)) if day.begins >= begins]
    return sum(
        one.missed
        for row in _enrolled_between(slug, begins, ends)
        for one in _days_of(site, row, days, now)
    )
