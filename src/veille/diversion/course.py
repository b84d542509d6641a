"""The course of a case and of a referral to treatment: what can be done where, and where it leads.

All data: it guards the actions, draws the diagram in `docs/diversion.md`, and a test walks every
state × every verb.
"""

from collections.abc import Mapping

from .words import (
    ClosingReason,
    DecisionKind,
    FileVerb,
    Status,
    Treatment,
    TreatmentVerb,
    Verb,
)

#: Where each verb leads: one state; of those that lead to several, `after_missing` and
#: `FOLLOWS` say which (of a suspension that is revoked, by the sanction). A verb that is not here
#: leaves the case where it stands.
LEADS_TO: Mapping[Verb, tuple[Status, ...]] = {
    Verb.ACKNOWLEDGE: (Status.ACKNOWLEDGED,),
    Verb.SCHEDULE: (Status.SCHEDULED,),
    Verb.RESCHEDULE: (Status.RESCHEDULED,),
    Verb.NOTIFY: (Status.NOTIFIED,),
    Verb.MISS: (Status.MISSED_ONCE, Status.MISSED_TWICE),
    Verb.GIVE_UP: (Status.UNREACHABLE,),
    Verb.TRANSFER: (Status.TRANSFERRED,),
    Verb.HEAR: (Status.HEARD,),
    Verb.ASSESS: (Status.ASSESSED,),
    Verb.DECIDE: (
        Status.SUSPENDED,
        Status.PRESENTING,
        Status.DECIDED,
        Status.FINED,
        Status.MEASURED,
    ),
    Verb.RESUME: (Status.ASSESSED,),
    Verb.REVOKE: (Status.FINED, Status.MEASURED),
    Verb.RULE: (Status.DECIDED,),
    Verb.PAY: (Status.FULFILLED,),
    Verb.FULFIL: (Status.FULFILLED,),
    Verb.CLOSE: (Status.CLOSED,),
    Verb.TO_YOUTH: (Status.YOUTH,),
    Verb.DESTROY: (Status.DESTROYED,),
}

#: What is followed after which decision.
FOLLOWS: Mapping[DecisionKind, Status] = {
    DecisionKind.PROVISIONAL_SUSPENSION: Status.SUSPENDED,
    DecisionKind.SUSPENDED_DETERMINATION: Status.SUSPENDED,
    DecisionKind.SUSPENDED_SANCTION: Status.PRESENTING,
    DecisionKind.WARNING: Status.DECIDED,
    DecisionKind.FINE: Status.FINED,
    DecisionKind.OTHER_MEASURE: Status.MEASURED,
    DecisionKind.ACQUITTAL: Status.DECIDED,
    DecisionKind.CLOSED: Status.DECIDED,
}

_AWAY = (Verb.TRANSFER, Verb.TO_YOUTH, Verb.EXPLAIN, Verb.CLOSE)
_PANEL = (Verb.COMPETENCE, Verb.SEAT, Verb.STEP_OUT)
_AFTER = (Verb.EXPLAIN, Verb.CLOSE)
_APPEAL = (Verb.WAIVE, Verb.APPEAL, Verb.RULE)

#: What can be done from where, the most usual first. Who decides has heard: once a panel that
#: heard the case is no longer whole, there is another hearing.
ALLOWED: Mapping[Status, tuple[Verb, ...]] = {
    Status.RECEIVED: (Verb.ACKNOWLEDGE, *_AWAY),
    Status.ACKNOWLEDGED: (Verb.SCHEDULE, *_AWAY),
    Status.SCHEDULED: (Verb.NOTIFY, Verb.RESCHEDULE, *_PANEL, *_AWAY),
    Status.RESCHEDULED: (Verb.NOTIFY, Verb.RESCHEDULE, *_PANEL, *_AWAY),
    Status.NOTIFIED: (Verb.HEAR, Verb.MISS, Verb.RESCHEDULE, Verb.NOTIFY, *_PANEL, *_AWAY),
    Status.MISSED_ONCE: (Verb.SCHEDULE, *_AWAY),
    Status.MISSED_TWICE: (Verb.GIVE_UP, Verb.SCHEDULE, *_AWAY),
    Status.UNREACHABLE: (Verb.CLOSE, Verb.SCHEDULE, Verb.TRANSFER, Verb.TO_YOUTH, Verb.EXPLAIN),
    Status.TRANSFERRED: (Verb.ACKNOWLEDGE, *_AWAY),
    Status.HEARD: (
        Verb.ASSESS,
        Verb.COMPETENCE,
        Verb.RESCHEDULE,
        Verb.STEP_OUT,
        Verb.TO_YOUTH,
        *_AFTER,
    ),
    Status.ASSESSED: (
        Verb.DECIDE,
        Verb.COMPETENCE,
        Verb.RESCHEDULE,
        Verb.STEP_OUT,
        Verb.TO_YOUTH,
        *_AFTER,
    ),
    Status.SUSPENDED: (Verb.FULFIL, Verb.PROLONG, Verb.RESUME, *_AFTER),
    Status.PRESENTING: (
        Verb.PRESENT,
        Verb.ABSENT,
        Verb.FULFIL,
        Verb.REVOKE,
        Verb.RESUME,
        *_APPEAL,
        *_AFTER,
    ),
    Status.FINED: (Verb.PAY, *_APPEAL, *_AFTER),
    Status.MEASURED: (Verb.FULFIL, *_APPEAL, *_AFTER),
    Status.DECIDED: (Verb.CLOSE, *_APPEAL, Verb.EXPLAIN),
    Status.FULFILLED: (Verb.CLOSE, Verb.EXPLAIN),
    Status.CLOSED: (Verb.DESTROY,),
    Status.YOUTH: (Verb.DESTROY,),
    Status.DESTROYED: (),
}

#: Why a case can be closed, where that depends on where it stands; elsewhere `CLOSES_EARLY`.
CLOSES_EARLY = (
    ClosingReason.NOT_COMPETENT,
    ClosingReason.SOUGHT_HELP,
    ClosingReason.DIED,
    ClosingReason.OTHER,
)
_NOT_DONE = (ClosingReason.NOT_FULFILLED, ClosingReason.DIED, ClosingReason.OTHER)
CLOSES_WITH: Mapping[Status, tuple[ClosingReason, ...]] = {
    Status.UNREACHABLE: (ClosingReason.UNREACHABLE, *CLOSES_EARLY),
    Status.SUSPENDED: _NOT_DONE,
    Status.PRESENTING: _NOT_DONE,
    Status.FINED: _NOT_DONE,
    Status.MEASURED: _NOT_DONE,
    Status.DECIDED: (ClosingReason.NOTHING_DUE, ClosingReason.SET_ASIDE),
    Status.FULFILLED: (ClosingReason.FULFILLED,),
}

#: What can be entered in the file of a case; all of it while its record is held.
FILE_ALLOWED = tuple(FileVerb)

#: Cases that somebody still has to do something about.
OPEN = tuple(
    status for status in Status if status not in (Status.CLOSED, Status.YOUTH, Status.DESTROYED)
)
#: An appointment stands: its room and its panel are taken.
AWAITING_HEARING = (Status.SCHEDULED, Status.RESCHEDULED, Status.NOTIFIED)
#: Whoever appeared before the panel was heard.
APPEARED = (Status.HEARD, Status.ASSESSED)

#: Where a referral to treatment stands → what can be done with it, and where that leads.
TREATMENT_ALLOWED: Mapping[Treatment, tuple[TreatmentVerb, ...]] = {
    Treatment.NONE: (TreatmentVerb.OFFER,),
    Treatment.OFFERED: (TreatmentVerb.ACCEPT, TreatmentVerb.DECLINE),
    Treatment.ACCEPTED: (TreatmentVerb.WAIT, TreatmentVerb.DECLINE),
    Treatment.DECLINED: (TreatmentVerb.OFFER, TreatmentVerb.ACCEPT),
    Treatment.WAITING: (TreatmentVerb.ATTEND, TreatmentVerb.WAIT, TreatmentVerb.LEAVE),
    Treatment.ATTENDED: (TreatmentVerb.REPORT, TreatmentVerb.COMPLETE, TreatmentVerb.LEAVE),
    Treatment.COMPLETED: (),
    Treatment.LEFT: (TreatmentVerb.OFFER,),
}
TREATMENT_LEADS_TO: Mapping[TreatmentVerb, Treatment] = {
    TreatmentVerb.OFFER: Treatment.OFFERED,
    TreatmentVerb.ACCEPT: Treatment.ACCEPTED,
    TreatmentVerb.DECLINE: Treatment.DECLINED,
    TreatmentVerb.WAIT: Treatment.WAITING,
    TreatmentVerb.ATTEND: Treatment.ATTENDED,
    TreatmentVerb.REPORT: Treatment.ATTENDED,
    TreatmentVerb.COMPLETE: Treatment.COMPLETED,
    TreatmentVerb.LEAVE: Treatment.LEFT,
}
#: Where a case must stand for anything to be done about treatment: heard, and not yet closed.
TREATMENT_WHILE = (
    Status.HEARD,
    Status.ASSESSED,
    Status.SUSPENDED,
    Status.PRESENTING,
    Status.FINED,
    Status.MEASURED,
    Status.DECIDED,
    Status.FULFILLED,
)
#: The person has taken up the offer: what the law asks of a suspension for treatment.
ACCEPTING = (Treatment.ACCEPTED, Treatment.WAITING, Treatment.ATTENDED, Treatment.COMPLETED)


def after_missing(times: int) -> Status:
    """Where a case stands once the person has not appeared so many times."""
    once, twice = LEADS_TO[Verb.MISS]
    return once if times <= 1 else twice


def possible(status: Status, treatment: Treatment) -> tuple[Verb | TreatmentVerb | FileVerb, ...]:
    """Everything that can be done with a case now, the most usual first."""
    about_treatment = TREATMENT_ALLOWED[treatment] if status in TREATMENT_WHILE else ()
    in_the_file = FILE_ALLOWED if status is not Status.DESTROYED else ()
    return (*ALLOWED[status], *about_treatment, *in_the_file)
