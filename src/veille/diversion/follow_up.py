"""What follows a decision: what was decided is done or not, treatment, and the end of the record.

Verbs as in `actions.py`.
"""

from datetime import date
from typing import Unpack

from django.utils.translation import gettext_lazy as _

from veille.ledger import clock
from veille.ledger.refusal import Malformed

from . import after_decision, facts, namesakes, policies, reads, treatment_facts
from .area import CASE
from .cases import Told, plainly, stepping
from .commissions import treatment_of
from .days import months_after
from .state import Case
from .words import ClosingReason, TreatmentVerb, Verb


def present(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person presented themselves, since the decision is final."""
    with stepping(Verb.PRESENT, by, case, told) as step:
        after_decision.check_runs(step.case, step.day)
        return step.write(facts.Presented(step.note))


def absent(*, by: str, case: str, on: date | None = None, **told: Unpack[Told]) -> Case:
    """The person missed a presentation, on that day; today where none is given."""
    with stepping(Verb.ABSENT, by, case, told) as step:
        after_decision.check_runs(step.case, step.day)
        missed = on or step.day
        after_decision.check_missed_on(missed, step.runs_from, step.day)
        return step.write(facts.PresentationMissed(missed, step.note))


def pay(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The fine is paid."""
    return plainly(Verb.PAY, facts.FinePaid, by, case, told)


def fulfil(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """What was decided is done: the measure, all presentations, or the time of a suspension."""
    with stepping(Verb.FULFIL, by, case, told) as step:
        after_decision.check_nothing_is_pending(step.case, step.day)
        after_decision.check_runs(step.case, step.day)
        after_decision.check_fulfils(step.case)
        after_decision.check_has_run(step.case, step.day)
        return step.write(facts.Fulfilled(step.note))


def offer_treatment(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """Treatment was offered."""
    return plainly(TreatmentVerb.OFFER, treatment_facts.TreatmentOffered, by, case, told)


def accept_treatment(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person wants treatment."""
    return plainly(TreatmentVerb.ACCEPT, treatment_facts.TreatmentAccepted, by, case, told)


def decline_treatment(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person does not want treatment."""
    return plainly(TreatmentVerb.DECLINE, treatment_facts.TreatmentDeclined, by, case, told)


def await_treatment(*, by: str, case: str, place: str, **told: Unpack[Told]) -> Case:
    """The person is on the waiting list of a place: the wait begins."""
    with stepping(TreatmentVerb.WAIT, by, case, told) as step:
        policies.check_takes_people(treatment_of(step.pen, place))
        care = step.case.treatment
        if care.place == place and care.status == "waiting":
            raise Malformed(_("The person waits for that place already. Nothing was written."))
        return step.write(treatment_facts.TreatmentAwaited(place, step.note))


def attend_treatment(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """Treatment has begun."""
    return plainly(TreatmentVerb.ATTEND, treatment_facts.TreatmentBegun, by, case, told)


def report_treatment(*, by: str, case: str, goes_on: bool, **told: Unpack[Told]) -> Case:
    """Who treats the person reports whether the treatment goes on as agreed."""
    with stepping(TreatmentVerb.REPORT, by, case, told) as step:
        return step.write(treatment_facts.TreatmentReported(goes_on, step.note))


def complete_treatment(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """Treatment is completed."""
    return plainly(TreatmentVerb.COMPLETE, treatment_facts.TreatmentCompleted, by, case, told)


def leave_treatment(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person left the waiting list or the treatment before its end."""
    return plainly(TreatmentVerb.LEAVE, treatment_facts.TreatmentLeft, by, case, told)


def close(*, by: str, case: str, reason: ClosingReason, **told: Unpack[Told]) -> Case:
    """Close the case. Its record is kept as long as the commission keeps records."""
    with stepping(Verb.CLOSE, by, case, told) as step:
        after_decision.check_closes_with(step.case, reason)
        if reason is not ClosingReason.DIED:
            after_decision.check_nothing_is_pending(step.case, step.day)
        destroy_on = months_after(step.day, step.commission.record_kept_months)
        return step.write(facts.Closed(reason, destroy_on, step.note))


def to_youth_path(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """The person turned out to be under age: the case leaves the commission at once, and its
    record may be destroyed from that day on."""
    with stepping(Verb.TO_YOUTH, by, case, told) as step:
        return step.write(facts.SentToYouth(step.day, step.note))


def destroy(*, by: str, case: str, **told: Unpack[Told]) -> Case:
    """Destroy a record on its date: nobody can read its words any more, nor find the person by
    it. Where it was the last of the person, nobody can find them at all."""
    with stepping(Verb.DESTROY, by, case, told) as step:
        after_decision.check_can_be_destroyed(step.case, clock.now().astimezone(step.zone))
        found_by_it = namesakes.persons_of(step.case)
        step.pen.forget(step.case.id)
        for person in found_by_it:
            if not reads.others_of(person, but=step.case.id):
                step.pen.forget(person)
        destroyed = step.pen.state(CASE, step.case.id)
        assert destroyed is not None
        return destroyed
