"""Every query that a page, a report or an action makes of shifts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from veille.care import reads as floor
from veille.care.records import records_of
from veille.care.tables import OverdoseRow, SiteRow, VisitRow
from veille.care.words import Outcome
from veille.ledger.refusal import Absent

from .policies import DEBRIEF_HOURS, VIOLENT, Night, hard
from .tables import DebriefRow, IncidentRow, NoteRow
from .words import Hard


def notes(slug: str, now: datetime) -> list[NoteRow]:
    """Hand-over notes that can still be read, the latest first."""
    rows = NoteRow.objects.filter(site=slug, until__gt=now, at__lte=now)
    return list(rows.order_by("-at", "-id"))


def note(id: str) -> NoteRow | None:
    return NoteRow.objects.filter(pk=id).first()


def gone_between(after: datetime | None, now: datetime) -> list[str]:
    """Notes whose time was up after `after` (ever) and by `now`."""
    rows = NoteRow.objects.filter(until__lte=now)
    if after is not None:
        rows = rows.filter(until__gt=after)
    return list(rows.values_list("id", flat=True))


def incident(id: str) -> IncidentRow:
    row = IncidentRow.objects.filter(pk=id).first()
    if row is None:
        raise Absent(_("That incident is not in this ledger. Go back and open the page again."))
    return row


def incidents_between(slug: str, begins: datetime, ends: datetime) -> list[IncidentRow]:
    rows = IncidentRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    return list(rows.order_by("-at", "-id"))


def open_incidents(slug: str) -> list[IncidentRow]:
    """Incidents that nobody has closed, however old, the latest first."""
    return list(IncidentRow.objects.filter(site=slug, closed_at=None).order_by("-at", "-id"))


def of_visit(visit: str) -> list[str]:
    rows = IncidentRow.objects.filter(visit=visit).exclude(visit="").order_by("at")
    return list(rows.values_list("id", flat=True))


def of_person(person: str) -> list[str]:
    """Incidents of a person's visits."""
    visits = VisitRow.objects.filter(person__in=records_of(person)).exclude(person="").values("id")
    rows = IncidentRow.objects.filter(visit__in=visits).exclude(visit="").order_by("at")
    return list(rows.values_list("id", flat=True))


def debrief_id(slug: str, date: str) -> str:
    """A debrief's identity follows from the site and its day: two screens tick one box."""
    return sha256(f"care.shifts.debrief:{slug}:{date}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class HardNight:
    """A day of a site that a team may want to talk over, until `until`."""

    day: floor.Day
    why: list[Hard]
    until: datetime
    debrief: DebriefRow | None

    @property
    def date(self) -> str:
        return self.day.date.date().isoformat()


def nights(site: SiteRow, since: datetime, now: datetime) -> dict[floor.Day, Night]:
    """What each day held that is hard on a team, for days that anything like it happened on."""
    begins = floor.day_of(site, since).begins
    happened: dict[floor.Day, list[tuple[datetime, dict[str, int]]]] = {}
    for row in OverdoseRow.objects.filter(site=site.slug, found_at__gte=begins, found_at__lte=now):
        outcome = row.outcome
        counts = {
            "overdoses": 1,
            "most_doses": row.doses,
            "transported": int(outcome == Outcome.TRANSPORTED),
            "died": int(outcome == Outcome.DIED),
        }
        happened.setdefault(floor.day_of(site, row.found_at), []).append((row.found_at, counts))
    violent = IncidentRow.objects.filter(
        site=site.slug, at__gte=begins, at__lte=now, kind__in=[kind.value for kind in VIOLENT]
    )
    for incident in violent:
        day = floor.day_of(site, incident.at)
        happened.setdefault(day, []).append((incident.at, {"violent": 1}))
    return {day: _night(counts) for day, counts in happened.items()}


def _night(counts: list[tuple[datetime, dict[str, int]]]) -> Night:
    def summed(name: str) -> int:
        return sum(one.get(name, 0) for _at, one in counts)

    return Night(
        overdoses=summed("overdoses"),
        most_doses=max(one.get("most_doses", 0) for _at, one in counts),
        transported=summed("transported"),
        died=summed("died"),
        violent=summed("violent"),
        last_at=max(at for at, _one in counts),
    )


def hard_nights(site: SiteRow, now: datetime) -> list[HardNight]:
    """Nights of the last three days that ask for a debrief, answered or not, the latest first."""
    lasts = timedelta(hours=DEBRIEF_HOURS)
    found = []
    for day, night in nights(site, now - lasts, now).items():
        why = hard(night)
        if why and night.last_at is not None and now < night.last_at + lasts:
            found.append((day, why, night.last_at + lasts))
    ids = {day: debrief_id(site.slug, day.date.date().isoformat()) for day, _w, _u in found}
    answered = DebriefRow.objects.in_bulk(list(ids.values()))
    listed = [HardNight(day, why, until, answered.get(ids[day])) for day, why, until in found]
    return sorted(listed, key=lambda one: one.day.begins, reverse=True)


# What the month's report asks. Times are of what happened, not of when it was typed in.


def incidents(slug: str, begins: datetime, ends: datetime) -> dict[str, int]:
    """How many incidents of each kind; kinds that did not happen are not in it."""
    rows = IncidentRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    return dict(rows.values_list("kind").annotate(count=Count("pk")).order_by("kind"))


def ambulance_calls(slug: str, begins: datetime, ends: datetime) -> int:
    """Incidents, other than overdoses, to which an ambulance was called."""
    rows = IncidentRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    return rows.exclude(ambulance_at=None).count()


def police_calls(slug: str, begins: datetime, ends: datetime) -> int:
    rows = IncidentRow.objects.filter(site=slug, at__gte=begins, at__lt=ends)
    return rows.exclude(police_at=None).count()
