"""Every query that a page, a report or an action makes of the commission's tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from statistics import median
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.law import Decision
from veille.ledger.facts import Entry
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent
from veille.ledger.vault import vault

from . import competence, legal_range, people
from . import deadlines as limits_of_law
from . import funnel as reckoning
from .commission_facts import Details
from .course import ACCEPTING
from .deadlines import Limit, Times
from .folding import fold_case
from .state import Case
from .tables import (
    CaseRow,
    CommissionRow,
    LookupFoundRow,
    LookupRow,
    MemberRow,
    TreatmentRow,
)
from .words import Authority, Deadline, DecisionKind, Profession, Status, Treatment

#: How long before it falls due a time limit shows on the docket.
SHOWN_BEFORE = timedelta(days=7)
#: Measured waits are of treatment begun within so many days.
WAITS_DAYS = 365
#: Decisions after which a case is no prior record.
_NO_RECORD = (DecisionKind.ACQUITTAL.value, DecisionKind.CLOSED.value)


# Commissions, members, places of treatment.


def commission_id(slug: str) -> str:
    """A commission's identity follows from its slug, so that every node has the same."""
    return sha256(b"diversion.commission:" + slug.encode()).hexdigest()[:32]


def commissions() -> list[CommissionRow]:
    return list(CommissionRow.objects.order_by("opened_at", "slug"))


def commission(slug: str) -> CommissionRow:
    row = CommissionRow.objects.filter(pk=commission_id(slug)).first()
    if row is None:
        raise Absent(_("There is no commission “%(slug)s” here."), slug=slug[:40])
    return row


def details(row: CommissionRow) -> Details:
    """Everything that is set of a commission."""
    return msgspec.convert(row.details, Details)


def competent(text: str) -> CommissionRow | None:
    """The commission for somebody who lives there, or was found there: the one whose territory
    says it most exactly; None where no commission's does."""
    best: tuple[int, CommissionRow] | None = None
    for row in commissions():
        length = how_exactly(details(row).territory, text)
        if length and (best is None or length > best[0]):
            best = length, row
    return best[1] if best else None


def how_exactly(territory: Iterable[str], text: str) -> int:
    """How many letters of a place or postal code a territory names; 0 where it is not in it."""
    plain = "".join(text.split()).casefold()
    named = ["".join(one.split()).casefold() for one in territory]
    fits = [one for one in named if _begins(plain, one)]
    return max(map(len, fits), default=0)


def _begins(plain: str, one: str) -> bool:
    """A postal code by its beginning, the name of a place as a whole."""
    postal = any(c.isdigit() for c in one)
    return bool(one) and (plain.startswith(one) if postal else plain == one)


def members(slug: str, on: date | None = None) -> list[MemberRow]:
    """Members of a commission; with `on`, those who sit that day. Lawyers first."""
    rows = MemberRow.objects.filter(commission=slug).order_by("profession", "begins", "id")
    if on is not None:
        rows = rows.filter(Q(until=None) | Q(until__gt=on), begins__lte=on)
    return sorted(rows, key=lambda row: row.profession != Profession.LEGAL)


def zone_of(slug: str) -> ZoneInfo:
    return ZoneInfo(details(commission(slug)).time_zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The midnight with which a day begins there."""
    return datetime.combine(day, time(), zone)


def is_member(slug: str, account: str, on: date) -> MemberRow | None:
    return next((row for row in members(slug, on) if row.account == account), None)


def treatment_places(*, closed: bool = False) -> list[TreatmentRow]:
    rows = TreatmentRow.objects.filter(closed_at__isnull=not closed)
    return list(rows.order_by("name", "id"))


def treatment_places_by_id() -> dict[str, TreatmentRow]:
    """Every place of treatment, those that were closed too."""
    return {row.id: row for row in TreatmentRow.objects.all()}


def treatment_place(id: str) -> TreatmentRow:
    row = TreatmentRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That place of treatment is not listed here. Choose another one."))
    return row


# Cases.


def case(id: str) -> CaseRow:
    row = CaseRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That case is not in this ledger. Go back and open the page again."))
    return row


def case_by_number(number: str) -> CaseRow | None:
    """The case that was acknowledged under this number, however it is typed."""
    plain = "".join(c for c in number.upper() if c.isalnum())
    return CaseRow.objects.filter(number=f"{plain[:4]}-{plain[4:]}").first()


def cases_of_reference(authority: Authority, service: str, reference: str) -> list[CaseRow]:
    found = people.cases_of_reference(authority, service, reference)
    return list(CaseRow.objects.filter(pk__in=found).order_by("received_at"))


def cases(slug: str, *statuses: Status) -> QuerySet[CaseRow]:
    """Cases of a commission that stand in one of these states; open ones where none is named.
    Those that have stood there longest come first."""
    rows = CaseRow.objects.filter(commission=slug).order_by("since", "id")
    return rows.filter(status__in=statuses) if statuses else rows.filter(open=True)


def filed_by(account: str, limit: int = 50) -> list[CaseRow]:
    """What an account referred, the latest first: to be shown by number and time alone."""
    return list(CaseRow.objects.filter(filed_by=account).order_by("-received_at")[:limit])


def history(id: str) -> list[Entry]:
    """Everything that was entered about a case, in the order noted, struck entries too."""
    return entries(id)


def state(id: str) -> Case:
    """A case as the fold gives it, with all that its entries say."""
    said = entries(id)
    standing = [entry for entry in said if not entry.struck]
    folded = fold_case(id, standing, sum(1 + len(e.earlier) for e in said)) if standing else None
    if folded is None:
        raise Absent(_("That case is not in this ledger. Go back and open the page again."))
    return folded


@dataclass(frozen=True)
class Words:
    """What is sealed of a case, opened; empty where its record was destroyed."""

    name: str
    contact: str
    where: str
    what: str
    reference: str


def words_of(case: Case) -> Words:
    opened = (
        vault().open(case.id, sealed) or ""
        for sealed in (case.name, case.contact, case.where, case.what, case.reference)
    )
    return Words(*opened)


def earlier_cases(person: str, before: datetime, on: date, but: str = "") -> QuerySet[CaseRow]:
    """Cases that are a prior record on a day: of the same person, referred before, decided by then
    with more than an acquittal or a closing, and such as may still be held then."""
    held = Q(destroy_on=None) | Q(destroy_on__gt=on)
    day_over = midnight(on + timedelta(days=1), timezone.get_current_timezone())
    rows = CaseRow.objects.filter(
        held, person=person, received_at__lt=before, decided_at__lt=day_over
    ).exclude(person="")
    rows = rows.exclude(pk=but).exclude(status=Status.DESTROYED).exclude(decision__in=_NO_RECORD)
    return rows.order_by("received_at")


def others_of(person: str, but: str = "") -> list[CaseRow]:
    """Every other case of a person whose record is still held."""
    rows = CaseRow.objects.filter(person=person).exclude(pk=but).exclude(person="")
    return list(rows.exclude(status=Status.DESTROYED).order_by("received_at"))


def cases_of_people(slug: str, people: Sequence[str]) -> list[CaseRow]:
    """Every case of these people that a commission has and still holds, the latest first."""
    rows = CaseRow.objects.filter(commission=slug, person__in=people)
    return list(rows.exclude(status=Status.DESTROYED).order_by("-received_at", "id"))


def lookups(slug: str, most: int = 50) -> list[LookupRow]:
    """Who looked for cases by name, the latest first."""
    return list(LookupRow.objects.filter(commission=slug).order_by("-at", "id")[:most])


def lookups_of(case: str) -> list[LookupFoundRow]:
    """Who found this case by name, the latest first."""
    return list(LookupFoundRow.objects.filter(case=case).order_by("-at"))


# Decisions, and time limits.


def open_decisions(case: Case, now: datetime) -> list[Decision]:
    """What the law lets the panel decide of this person, each with its reference and range."""
    said = details(commission(case.commission))
    day = now.astimezone(ZoneInfo(said.time_zone)).date()
    so = circumstances(case, day)
    seized = legal_range.schedules_of(said.law, day, competence.substances(case))
    first = legal_range.binding(said.law, day, so)
    return [
        one
        for one in legal_range.open_to(said.law, day)
        if legal_range.concerns(one, so | (legal_range.SAID_BY_DECISION & set(one.all_of)))
        and not (first and one.sanction)
        and (not one.schedules or seized & set(one.schedules))
    ]


def says(case: Case) -> competence.Says:
    """What the law says of a case, on the day of the finding."""
    said = details(commission(case.commission))
    found_on = case.found_at.astimezone(ZoneInfo(said.time_zone)).date()
    return competence.says(said.law, case, found_on)


def circumstances(case: Case, on: date) -> frozenset[str]:
    """What is so of a person, in the words of the law, as their case stands."""
    so = {
        "dependent": case.assessment is not None and case.assessment.dependent,
        "accepts_treatment": case.treatment.status in ACCEPTING,
        "prior_record": earlier_cases(case.person, case.received_at, on, case.id).exists(),
        "proceeding_resumed": case.resumed,
    }
    return frozenset(name for name, true in so.items() if true)


def times_of(row: CaseRow) -> Times:
    return Times(
        status=Status(row.status),
        authority=Authority(row.authority),
        found_at=row.found_at,
        received_at=row.received_at,
        acknowledged_at=row.acknowledged_at,
        heard_at=row.heard_at,
        decided_until=row.decided_until,
        decided_at=row.decided_at,
        rule=row.rule,
        treatment=Treatment(row.treatment),
        attended_at=row.attended_at,
        reported_at=row.reported_at,
        destroy_on=row.destroy_on,
        explained=row.explained,
    )


def limits(row: CaseRow) -> list[Limit]:
    """Every time limit of one case, met or not."""
    said = details(commission(row.commission))
    return list(limits_of_law.limits(times_of(row), said.law, said.time_zone))


@dataclass(frozen=True)
class Due:
    """A time limit that falls due or is past, and the case that it is of."""

    case: CaseRow
    limit: Limit
    passed: bool
    needs_reason: bool


def deadlines(slug: str, now: datetime, within: timedelta = SHOWN_BEFORE) -> list[Due]:
    """What falls due within so long and is not yet done, and what was not kept and nobody has
    said why; the first due first."""
    said = details(commission(slug))
    ending = Q(open=True) | Q(destroy_on__lte=(now + within).date(), open=False)
    rows = CaseRow.objects.filter(ending, commission=slug).exclude(status=Status.DESTROYED)
    found = []
    for row in rows:
        for limit in limits_of_law.limits(times_of(row), said.law, said.time_zone):
            if not row.open and limit.deadline is not Deadline.RECORD:
                continue
            known = limit.passed(now) and limit.reason  # late, and somebody said why
            open_one = limit.met_at is None and limit.due <= now + within and not known
            unexplained = limit.deadline in limits_of_law.BLOCKS_DECISION and limit.needs_reason(
                now
            )
            if open_one or unexplained:
                found.append(Due(row, limit, limit.passed(now), unexplained))
    return sorted(found, key=lambda due: due.limit.due)


# Treatment, and what became of everybody.


@dataclass(frozen=True)
class Wait:
    """How long somebody waits at a place: what it says, who waits, and what was measured.

    `median_days` is of treatment begun there within the last year after `measured` waits; None
    where there were none. `longest_days` is of those who wait now.
    """

    place: TreatmentRow
    waiting: int
    longest_days: int
    measured: int
    median_days: float | None


def waits(now: datetime) -> list[Wait]:
    """Every open place of treatment, the longest stated wait first."""
    rows = CaseRow.objects.exclude(treatment_place="").exclude(waiting_since=None)
    begun: dict[str, list[float]] = {}
    waiting: dict[str, list[int]] = {}
    since = now - timedelta(days=WAITS_DAYS)
    for row in rows:
        assert row.waiting_since is not None
        if row.treatment == Treatment.WAITING:
            waiting.setdefault(row.treatment_place, []).append((now - row.waiting_since).days)
        elif row.attended_at is not None and row.attended_at >= since:
            days = (row.attended_at - row.waiting_since) / timedelta(days=1)
            begun.setdefault(row.treatment_place, []).append(days)
    found = [
        Wait(
            place=place,
            waiting=len(waiting.get(place.id, ())),
            longest_days=max(waiting.get(place.id, (0,))),
            measured=len(begun.get(place.id, ())),
            median_days=median(begun[place.id]) if place.id in begun else None,
        )
        for place in treatment_places()
    ]
    return sorted(found, key=lambda wait: (-(wait.place.wait_days or 0), wait.place.name))


def split(slug: str, first: date, until: date) -> dict[reckoning.Part, int]:
    """How many cases were decided in [first, until), by the part that the decision belongs to."""
    zone = ZoneInfo(details(commission(slug)).time_zone)
    kinds = CaseRow.objects.filter(
        commission=slug,
        decided_at__gte=midnight(first, zone),
        decided_at__lt=midnight(until, zone),
    ).values_list("decision", flat=True)
    return reckoning.split(kinds)


def funnel(slug: str, first: date, until: date) -> Sequence[reckoning.Cohort]:
    """What became of everybody referred in [first, until), by month of referral. Cases that went
    to another commission are counted where they are now."""
    zone = ZoneInfo(details(commission(slug)).time_zone)
    rows = CaseRow.objects.filter(
        commission=slug,
        received_at__gte=midnight(first, zone),
        received_at__lt=midnight(until, zone),
    ).values_list(*reckoning.COLUMNS)
    return reckoning.cohorts((reckoning.Seen(*row) for row in rows), zone)
