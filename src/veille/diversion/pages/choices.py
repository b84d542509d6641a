"""What a form offers to choose from: free hearings, members, and what the law leaves open."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from veille.law import Decision, substances
from veille.ledger import clock
from veille.ledger.refusal import Malformed
from veille.ui.names import name_of
from veille.ui.words import language, words_of

from .. import competence, hearings, legal_range, reads
from ..facts import Panelist
from ..sentences import On
from ..slots import Slot
from ..state import Case
from ..tables import CaseRow, CommissionRow, MemberRow
from ..words import Deadline, DecisionKind, Profession
from . import words
from .names import name_of_commission

#: How far ahead a free hearing is offered; on how many days, and how many times of each.
_AHEAD = timedelta(days=28)
_A_WEEK = timedelta(days=7)
_DAYS_OFFERED = 5
_TIMES_A_DAY = 4


def named_substances() -> list[tuple[str, str]]:
    """Every substance that the law has a word for, by its name in the reader's language."""
    named = [(key, words[language()]) for key, words in substances().items()]
    return [("", "–"), *sorted(named, key=lambda one: one[1].casefold())]


def slots(row: CaseRow) -> list[tuple[str, str]]:
    """Free hearings of the first days that have any, spread over each day, none at the time that
    is fixed already; those that come after the law's time say so."""
    now = clock.now()
    due = next((one.due for one in reads.limits(row) if one.deadline is Deadline.APPEARANCE), None)
    zone, begins = _zone(row), now
    days: dict[date, dict[datetime, Slot]] = {}
    while len(days) < _DAYS_OFFERED and begins < now + _AHEAD:
        for one in hearings.free_slots(row.commission, begins, begins + _A_WEEK, row.id):
            if one.at != row.appointment_at:
                days.setdefault(one.at.astimezone(zone).date(), {}).setdefault(one.at, one)
        begins += _A_WEEK
    first = [list(days[day].values()) for day in sorted(days)[:_DAYS_OFFERED]]
    return [(_key(slot), _slot_words(slot, due)) for day in first for slot in _spread(day)]


def _spread(day: Sequence[Slot]) -> list[Slot]:
    """The first and the last of a day, and others between them."""
    most = min(len(day), _TIMES_A_DAY)
    return [day[n * (len(day) - 1) // max(most - 1, 1)] for n in range(most)]


def slot_of(key: str) -> tuple[datetime, str]:
    """When and in which room, of a choice that `slots` gave."""
    at, _bar, room = key.partition("|")
    try:
        return datetime.fromisoformat(at), room
    except ValueError:
        raise Malformed(_("Choose one of the free hearings.")) from None


def _key(slot: Slot) -> str:
    return f"{slot.at.isoformat()}|{slot.room}"


def _slot_words(slot: Slot, due: datetime | None) -> str:
    found = _("%(when)s, room %(room)s") % {"when": On(slot.at), "room": slot.room}
    if due is not None and slot.at > due:
        return _("%(slot)s: after the law’s time") % {"slot": found}
    return found


def members(row: CaseRow, case: Case) -> list[MemberRow]:
    """Who may sit on the case's hearing: members on that day who did not step out of it."""
    day = (row.appointment_at or clock.now()).astimezone(_zone(row)).date()
    return [one for one in reads.members(row.commission, day) if one.account not in case.conflicted]


def as_choices(rows: Sequence[MemberRow] | Sequence[Panelist]) -> list[tuple[str, str]]:
    return [
        (one.account, f"{name_of(one.account)} ({words_of([one.profession], Profession)})")
        for one in rows
    ]


def other_commissions(row: CommissionRow) -> list[tuple[str, str]]:
    return [
        (one.slug, name_of_commission(one)) for one in reads.commissions() if one.slug != row.slug
    ]


def things_seized(case: Case) -> list[tuple[str, str]]:
    """Each thing that was seized, by its number."""
    return [(str(n), words.seized([one])) for n, one in enumerate(case.seized, 1)]


def treatment_places() -> list[tuple[str, str]]:
    """Each with the wait that it tells."""
    return [(one.id, f"{one.name} · {wait(one.wait_days)}") for one in reads.treatment_places()]


def wait(days: int | None) -> str:
    if days is None:
        return _("wait not told")
    return _("a wait of %(n)s days") % {"n": days}


def open_decisions(commission: CommissionRow, case: Case) -> list[dict[str, Any]]:
    """Every decision that the law knows today, and why one is not open here."""
    said = reads.details(commission)
    today = clock.now().astimezone(ZoneInfo(said.time_zone)).date()
    so = reads.circumstances(case, today)
    schedules = legal_range.schedules_of(said.law, today, competence.substances(case))
    first = legal_range.binding(said.law, today, so) if case.assessment else None
    return [
        {
            "key": one.key,
            "kind": kind,
            "label": words_of([kind], DecisionKind),
            "text": one.text[language()],
            "range": _range(one, said.minimum_wage_euros),
            "basis": words.reference(one.reference),
            "why_not": _why_not(one, so, schedules, first, assessed=bool(case.assessment)),
        }
        for one in legal_range.open_to(said.law, today)
        for kind in one.decides
    ]


def _why_not(
    one: Decision,
    circumstances: frozenset[str],
    schedules: frozenset[str],
    first: Decision | None,
    *,
    assessed: bool,
) -> str:
    """Empty where it is open, be it on what the decision itself says."""
    asked_before = set(one.all_of) - legal_range.SAID_BY_DECISION
    if not assessed and (asked_before or one.none_of):
        return _("after the assessment")
    for wanted in one.all_of:
        if wanted in asked_before and wanted not in circumstances:
            return _only_if().get(wanted, wanted)
    for shut in one.none_of:
        if shut in circumstances:
            return _never_if().get(shut, shut)
    if one.schedules and not schedules & set(one.schedules):
        return _("not for what was seized")
    if first is not None and one.sanction:
        return _("the law suspends the proceeding first (%(section)s)") % {
            "section": first.reference.section[language()]
        }
    return ""


def _only_if() -> dict[str, str]:
    return {
        "dependent": _("only for a dependent person"),
        "accepts_treatment": _("only for who accepts treatment"),
        "prior_record": _("only with a prior record"),
    }


def _never_if() -> dict[str, str]:
    return {
        "dependent": _("never for a dependent person"),
        "accepts_treatment": _("not for who accepts treatment"),
        "prior_record": _("not with a prior record"),
        "proceeding_resumed": _("not once a suspension was ended"),
    }


def _range(one: Decision, minimum_wage_euros: Decimal | None) -> str:
    if one.euros is not None:
        low, high = one.euros[0], one.euros[1] or minimum_wage_euros
        if high is None:
            return _("from %(low)s €") % {"low": words.amount(low)}
        return _("%(low)s to %(high)s €") % {"low": words.amount(low), "high": words.amount(high)}
    if one.months is not None:
        return _("%(low)s to %(high)s months") % {"low": one.months[0], "high": one.months[1]}
    return ""


def decisions(commission: CommissionRow, case: Case) -> tuple[list[Any], list[Any]]:
    """The law's entries that are open, to choose from; and those that are not, with the reason."""
    all_of_them = open_decisions(commission, case)
    return (
        [one for one in all_of_them if not one["why_not"]],
        [one for one in all_of_them if one["why_not"]],
    )


def entry(commission: CommissionRow, key: str) -> Decision | None:
    """The law's entry of that name, as it is today."""
    said = reads.details(commission)
    today = clock.now().astimezone(ZoneInfo(said.time_zone)).date()
    return legal_range.entry_of(said.law, today, key)


def _zone(row: CaseRow) -> ZoneInfo:
    return ZoneInfo(reads.details(reads.commission(row.commission)).time_zone)
