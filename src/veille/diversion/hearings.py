"""Every query about hearings: the docket, who sits where, which times and rooms are free."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from veille.ledger import clock

from . import panel as panels
from . import slots
from .commission_facts import Details
from .course import AWAITING_HEARING
from .facts import Panelist
from .reads import commission, details, members, midnight, zone_of
from .slots import Slot
from .tables import CaseRow, SittingRow
from .words import Profession, Status

#: How far ahead a free hearing is looked for.
HORIZON = timedelta(days=60)
#: Longer than any hearing (policies.check_commission).
_LONGEST = timedelta(hours=4)


@dataclass(frozen=True)
class DocketDay:
    """A day of the docket: hearings in their order, and slots that are free."""

    day: date
    hearings: list[CaseRow]
    free: list[Slot]


def docket(slug: str, first: date, days: int) -> list[DocketDay]:
    """Every day from `first`, with its hearings (also those held) and its free slots to come."""
    said = details(commission(slug))
    zone = ZoneInfo(said.time_zone)
    begins, ends = midnight(first, zone), midnight(first + timedelta(days=days), zone)
    rows = CaseRow.objects.filter(
        commission=slug, appointment_at__gte=begins, appointment_at__lt=ends
    ).exclude(status=Status.DESTROYED)
    hearings: dict[date, list[CaseRow]] = {}
    for row in rows.order_by("appointment_at", "room"):
        assert row.appointment_at is not None
        hearings.setdefault(row.appointment_at.astimezone(zone).date(), []).append(row)
    free: dict[date, list[Slot]] = {}
    for slot in free_slots(slug, max(begins, clock.now()), ends):
        free.setdefault(slot.at.astimezone(zone).date(), []).append(slot)
    each = (first + timedelta(days=number) for number in range(days))
    return [DocketDay(day, hearings.get(day, []), free.get(day, [])) for day in each]


def hearings_of(account: str, slug: str, first: date, days: int = 1) -> list[CaseRow]:
    """The cases that somebody hears, or heard, on these days, in their order."""
    zone = zone_of(slug)
    begins, ends = midnight(first, zone), midnight(first + timedelta(days=days), zone)
    sat = SittingRow.objects.filter(account=account, begins__gte=begins, begins__lt=ends)
    rows = CaseRow.objects.filter(pk__in=sat.values("case"), commission=slug)
    return list(rows.order_by("appointment_at", "room"))


def panels_of(ids: Sequence[str]) -> dict[str, list[SittingRow]]:
    """Who sits on each of these cases, the lawyer first; nothing of those on which nobody does."""
    rows = SittingRow.objects.filter(case__in=ids).order_by("account")
    panels: dict[str, list[SittingRow]] = {}
    for row in sorted(rows, key=lambda row: row.profession != Profession.LEGAL):
        panels.setdefault(row.case, []).append(row)
    return panels


def free_slots(slug: str, since: datetime, until: datetime, but: str = "") -> list[Slot]:
    """Slots for which a room is free and a whole panel could be seated; `but` is a case whose
    own hearing does not count as taken."""
    said = details(commission(slug))
    return [slot for slot, _panel in _free(slug=slug, said=said, since=since, until=until, but=but)]


def first_free_slot(
    slug: str, said: Details, since: datetime, but: str = "", conflicted: Collection[str] = ()
) -> tuple[Slot, tuple[Panelist, ...]] | None:
    """The first slot after `since`, and a panel for it; None within the horizon. `said` is what is
    set of the commission."""
    week = timedelta(days=7)
    begins = since
    while begins < since + HORIZON:
        for found in _free(
            slug=slug, said=said, since=begins, until=begins + week, but=but, conflicted=conflicted
        ):
            return found
        begins += week
    return None


def panel_free_at(
    slug: str, slot: Slot, but: str, conflicted: Collection[str] = ()
) -> tuple[Panelist, ...]:
    """A whole panel that is free for one hearing; empty where there is none."""
    day = slot.at.astimezone(zone_of(slug)).date()
    sitting = members(slug, day)
    away = set(busy([row.account for row in sitting], slot.at, slot.ends, but))
    free = [
        Panelist(row.account, Profession(row.profession))
        for row in sitting
        if row.account not in away
    ]
    return panels.choose(free, {}, conflicted)


def _free(
    slug: str,
    said: Details,
    since: datetime,
    until: datetime,
    but: str,
    conflicted: Collection[str] = (),
) -> Iterable[tuple[Slot, tuple[Panelist, ...]]]:
    zone = ZoneInfo(said.time_zone)
    sitting = members(slug)
    accounts = {row.account for row in sitting}
    taken = list(
        hearings_between(slug, since, until, but).values_list(
            "room", "appointment_at", "appointment_ends"
        )
    )
    sat = SittingRow.objects.filter(begins__lt=until + _LONGEST, ends__gt=since)
    busy = [
        (account, begins, ends)
        for case, account, begins, ends in sat.values_list("case", "account", "begins", "ends")
        if account in accounts and case != but
    ]
    load = Counter(account for account, _begins, _ends in busy)
    for slot in slots.slots(said, since, until):
        if any(room == slot.room and _over(slot, begins, ends) for room, begins, ends in taken):
            continue
        away = {account for account, begins, ends in busy if _over(slot, begins, ends)}
        day = slot.at.astimezone(zone).date()
        free = [
            Panelist(row.account, Profession(row.profession))
            for row in sitting
            if row.account not in away
            and row.begins <= day
            and (row.until is None or day < row.until)
        ]
        panel = panels.choose(free, load, conflicted)
        if panel:
            yield slot, panel


def hearings_between(
    slug: str, begins: datetime, ends: datetime, but: str = ""
) -> QuerySet[CaseRow]:
    """Hearings that stand and lie over a span."""
    rows = CaseRow.objects.filter(
        commission=slug,
        appointment_at__lt=ends,
        appointment_at__gt=begins - _LONGEST,
        appointment_ends__gt=begins,
        status__in=AWAITING_HEARING,
    )
    return rows.exclude(pk=but)


def busy(accounts: Collection[str], begins: datetime, ends: datetime, but: str) -> list[str]:
    """Which of these accounts sit on another hearing then, at any commission."""
    rows = SittingRow.objects.filter(
        account__in=list(accounts), begins__lt=ends, begins__gt=begins - _LONGEST, ends__gt=begins
    ).exclude(case=but)
    return sorted(set(rows.values_list("account", flat=True)))


def _over(slot: Slot, begins: datetime | None, ends: datetime | None) -> bool:
    return begins is not None and ends is not None and begins < slot.ends and slot.at < ends
