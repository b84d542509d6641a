"""What the panel does: it hears, assesses and decides. Verbs as in `actions.py`."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed

from . import facts, legal_range, policies
from .area import CASE, asked_of, commission_of
from .cases import case_of, limits_of, sealed
from .deadlines import BLOCKS_DECISION
from .state import Case
from .words import DecisionKind, Measure, Risk, Verb

MOST_PRESENTATIONS = 200
_MONTHS_A_YEAR = 12


def hear(
    *,
    by: str,
    case: str,
    therapist: bool = False,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """The person appeared and was heard by the panel that is seated; `therapist`: with one whom
    they chose."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.HEAR, seen)
        policies.check_panel(now, now.panel)
        body = facts.HearingHeld(now.panel, therapist, sealed(now, note))
        return pen.note(CASE, now.id, body, at=at)


def assess(
    *,
    by: str,
    case: str,
    dependent: bool,
    risk: Risk = Risk.UNKNOWN,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """The panel's view: dependent or not, as the law asks; and the ASSIST level of risk."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.ASSESS, seen)
        return pen.note(CASE, now.id, facts.Assessed(dependent, risk, sealed(now, note)), at=at)


def decide(
    *,
    by: str,
    case: str,
    decision: DecisionKind,
    months: int | None = None,
    euros: Decimal | None = None,
    presentations: int | None = None,
    measure: Measure | None = None,
    pay_by: date | None = None,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """The panel decides.

    `months` for a suspension, a suspended sanction or a measure; `euros` and `pay_by` for a fine;
    `presentations` (how many) for a suspended sanction; `measure` for another measure. Refused:
    what the law does not allow of this person, a panel that is not whole, a time limit that was
    not kept and that nobody explained.
    """
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.DECIDE, seen)
        when = at or clock.now()
        blocking = (one for one in limits_of(pen, now) if one.deadline in BLOCKS_DECISION)
        policies.check_reasons_are_entered(blocking, when)
        policies.check_has_quorum(now)
        _is_complete(decision, presentations, measure, pay_by)
        said = commission_of(pen, now.commission).details
        zone = ZoneInfo(said.time_zone)
        day = when.astimezone(zone).date()
        if pay_by is not None and pay_by < day:
            raise Malformed(_("The day by which the fine is to be paid is past. Choose another."))
        body = facts.Decided(
            decision=decision,
            rule="",
            panel=now.panel,
            months=months,
            euros=euros,
            presentations=presentations,
            measure=measure,
            until=pay_by if months is None else months_after(day, months),
            note=sealed(now, note),
        )
        asked = asked_of(now, body, when, zone)
        rule = legal_range.allowing(said.law, asked, said.minimum_wage_euros)
        return pen.note(CASE, now.id, msgspec.structs.replace(body, rule=rule.key), at=at)


def resume(
    *,
    by: str,
    case: str,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """End a suspension before its day: the panel decides anew."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.RESUME, seen)
        return pen.note(CASE, now.id, facts.Resumed(sealed(now, note)), at=at)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def _is_complete(
    decision: DecisionKind,
    presentations: int | None,
    measure: Measure | None,
    pay_by: date | None,
) -> None:
    """What a kind of decision needs, and nothing that belongs to another."""
    sanction = decision is DecisionKind.SUSPENDED_SANCTION
    if sanction and not (presentations and 0 < presentations <= MOST_PRESENTATIONS):
        raise Malformed(_("Say how many times the person is to present themselves."))
    if (decision is DecisionKind.OTHER_MEASURE) != (measure is not None):
        raise Malformed(_("Choose the measure together with “other measure”, and only with it."))
    if (decision is DecisionKind.FINE) != (pay_by is not None):
        raise Malformed(_("Enter by which day the fine is to be paid, and only for a fine."))
    if presentations is not None and not sanction:
        raise Malformed(_("Presentations belong to a suspended sanction. Take them out."))
