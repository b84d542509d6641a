"""What follows a decision: what was decided is done or not, treatment, and the end of the record.

Verbs as in `actions.py`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.facts import Body, Sealed
from veille.ledger.recording import recording
from veille.ledger.refusal import Malformed

from . import facts, namesakes, policies, reads
from .area import CASE, commission_of
from .cases import case_of, sealed
from .commissions import treatment_of
from .decisions import months_after
from .state import Case
from .words import ClosingReason, TreatmentVerb, Verb


def present(*, by: str, case: str, **data: Any) -> Case:
    """The person presented themselves. `data`: note, seen, at, form, as everywhere below."""
    return _plain(by, case, Verb.PRESENT, facts.Presented, **data)


def absent(*, by: str, case: str, **data: Any) -> Case:
    """The person missed a presentation."""
    return _plain(by, case, Verb.ABSENT, facts.PresentationMissed, **data)


def pay(*, by: str, case: str, **data: Any) -> Case:
    """The fine is paid."""
    return _plain(by, case, Verb.PAY, facts.FinePaid, **data)


def fulfil(
    *,
    by: str,
    case: str,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """What was decided is done: the measure, all presentations, or the time of a suspension."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.FULFIL, seen)
        policies.check_fulfils(now)
        return pen.note(CASE, now.id, facts.Fulfilled(sealed(now, note)), at=at)


def offer_treatment(*, by: str, case: str, **data: Any) -> Case:
    """Treatment was offered."""
    return _plain(by, case, TreatmentVerb.OFFER, facts.TreatmentOffered, **data)


def accept_treatment(*, by: str, case: str, **data: Any) -> Case:
    """The person wants treatment."""
    return _plain(by, case, TreatmentVerb.ACCEPT, facts.TreatmentAccepted, **data)


def decline_treatment(*, by: str, case: str, **data: Any) -> Case:
    """The person does not want treatment."""
    return _plain(by, case, TreatmentVerb.DECLINE, facts.TreatmentDeclined, **data)


def await_treatment(
    *,
    by: str,
    case: str,
    place: str,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """The person is on the waiting list of a place: the wait begins."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, TreatmentVerb.WAIT, seen)
        there = treatment_of(pen, place)
        policies.check_takes_people(there)
        if now.treatment.place == place and now.treatment.status == "waiting":
            raise Malformed(_("The person waits for that place already. Nothing was written."))
        return pen.note(CASE, now.id, facts.TreatmentAwaited(place, sealed(now, note)), at=at)


def attend_treatment(*, by: str, case: str, **data: Any) -> Case:
    """Treatment has begun."""
    return _plain(by, case, TreatmentVerb.ATTEND, facts.TreatmentBegun, **data)


def complete_treatment(*, by: str, case: str, **data: Any) -> Case:
    """Treatment is completed."""
    return _plain(by, case, TreatmentVerb.COMPLETE, facts.TreatmentCompleted, **data)


def leave_treatment(*, by: str, case: str, **data: Any) -> Case:
    """The person left the waiting list or the treatment before its end."""
    return _plain(by, case, TreatmentVerb.LEAVE, facts.TreatmentLeft, **data)


def close(
    *,
    by: str,
    case: str,
    reason: ClosingReason,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """Close the case. Its record is kept as long as the commission keeps records."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.CLOSE, seen)
        policies.check_closes_with(now, reason)
        said = commission_of(pen, now.commission).details
        day = (at or clock.now()).astimezone(ZoneInfo(said.time_zone)).date()
        body = facts.Closed(reason, months_after(day, said.record_kept_months), sealed(now, note))
        return pen.note(CASE, now.id, body, at=at)


def to_youth_path(
    *,
    by: str,
    case: str,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """The person turned out to be under age: the case leaves the commission at once, and its
    record may be destroyed from that day on."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.TO_YOUTH, seen)
        said = commission_of(pen, now.commission).details
        day = (at or clock.now()).astimezone(ZoneInfo(said.time_zone)).date()
        return pen.note(CASE, now.id, facts.SentToYouth(day, sealed(now, note)), at=at)


def destroy(*, by: str, case: str, seen: int | None = None, submission: str | None = None) -> Case:
    """Destroy a record on its date: nobody can read its words any more, nor find the person by
    it. Where it was the last of the person, nobody can find them at all."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, Verb.DESTROY, seen)
        said = commission_of(pen, now.commission).details
        policies.check_can_be_destroyed(now, clock.now().astimezone(ZoneInfo(said.time_zone)))
        found_by_it = namesakes.persons_of(now)
        pen.forget(now.id)
        for person in found_by_it:
            if not reads.others_of(person, but=now.id):
                pen.forget(person)
        destroyed = pen.state(CASE, now.id)
        assert destroyed is not None
        return destroyed


def _plain(
    by: str,
    case: str,
    verb: Verb | TreatmentVerb,
    body: Callable[[Sealed | None], Body],
    *,
    note: str = "",
    seen: int | None = None,
    at: datetime | None = None,
    submission: str | None = None,
) -> Case:
    """A verb that says nothing but that it was done, and a note."""
    with recording(by=by, submission=submission) as pen:
        now = case_of(pen, case, verb, seen)
        return pen.note(CASE, now.id, body(sealed(now, note)), at=at)
