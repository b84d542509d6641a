"""What every verb on a case begins and ends with: the case as it is, and that it holds after."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from veille.ledger.facts import Body, Sealed
from veille.ledger.ids import check_id
from veille.ledger.recording import Pen
from veille.ledger.refusal import Absent

from . import facts, hearings, lawful, policies, reads, receiving
from .area import CASE
from .commissions import commission_of
from .deadlines import Limit, Times, limits
from .state import Case, Move, fold_again
from .words import TreatmentVerb, Verb

#: Verbs that take people and rooms for a time.
_TAKES_TIME = (Verb.SCHEDULE, Verb.RESCHEDULE, Verb.SEAT, Verb.STEP_OUT)


def case_of(pen: Pen, id: str, verb: Verb | TreatmentVerb, seen: int | None) -> Case:
    """The case, where `verb` can be done with it; what is written is placed at its commission."""
    now = pen.state(CASE, check_id(id))
    if now is None:
        raise Absent(_("That case is not in this ledger. Go back and open the page again."))
    pen.place = now.commission
    policies.was_seen(now, seen)
    policies.may_move(now, verb)
    return now


def sealed(case: Case, note: str) -> Sealed | None:
    return receiving.sealed(case.id, note)


def holds(pen: Pen, now: Case, body: Body, at: datetime | None) -> Case:
    """Write what was done, and see that every rule holds after it.

    What came last was asked by its verb already; what is entered late can change what came after.
    """
    moved = pen.note(CASE, now.id, body, at=at)
    steps = list(fold_again(moved))
    if steps[-1][1].body == body:
        policies.course_holds(steps[-1:], moved.received_at)
    else:
        _hold(pen, steps, moved)
    if any(move.body == body and move.verb in _TAKES_TIME for _before, move in steps):
        is_free(moved)
    return moved


def case_holds(pen: Pen, case: Case) -> None:
    """What must be so after a correction, of the whole case."""
    _hold(pen, list(fold_again(case)), case)


def _hold(pen: Pen, steps: Sequence[tuple[Case, Move]], case: Case) -> None:
    """The course, by the time when things happened; each hearing before a whole panel; each
    decision within the law."""
    policies.course_holds(steps, case.received_at)
    for before, move in steps:
        if isinstance(move.body, facts.HearingHeld):
            policies.panel_holds(before, move.body.panel)
        elif isinstance(move.body, facts.Decided):
            _decision_holds(pen, before, move)


def is_free(case: Case) -> None:
    """Nobody of the panel sits on another hearing at that time."""
    if case.appointment is not None:
        accounts = [one.account for one in case.panel]
        begins, ends = case.appointment.at, case.appointment.ends
        policies.is_free(hearings.busy(accounts, begins, ends, case.id), begins)


def asked_of(before: Case, body: facts.Decided, at: datetime, zone: ZoneInfo) -> lawful.Asked:
    """A decision as the law is asked about it: of somebody as they stood before it."""
    day = at.astimezone(zone).date()
    return lawful.Asked(
        kind=body.decision, day=day, substances=tuple(one.substance for one in before.seized),
        circumstances=reads.circumstances(before, day), months=body.months, euros=body.euros,
    )  # fmt: skip


def times_of(case: Case) -> Times:
    return Times(
        status=case.status, authority=case.authority, found_at=case.found_at,
        received_at=case.received_at, acknowledged_at=case.acknowledged_at,
        heard_at=case.heard_at,
        decided_until=case.decision.until if case.decision else None,
        destroy_on=case.destroy_on,
        explained={key.value: why.value for key, why in case.explained.items()},
    )  # fmt: skip


def limits_of(pen: Pen, case: Case) -> Iterator[Limit]:
    said = commission_of(pen, case.commission).details
    return limits(times_of(case), said.law, said.time_zone)


def _decision_holds(pen: Pen, before: Case, move: Move) -> None:
    body = move.body
    assert isinstance(body, facts.Decided)
    policies.has_quorum(before)
    policies.panel_decides(before, body.panel)
    said = commission_of(pen, before.commission).details
    asked = asked_of(before, body, move.at, ZoneInfo(said.time_zone))
    lawful.allowing(said.law, asked, said.minimum_wage_euros)
