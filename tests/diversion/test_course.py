"""The course of a case: every state × every verb, by the table, through the real actions."""

from datetime import datetime

import pytest

from veille.diversion import reads
from veille.diversion.commission_state import TreatmentPlace
from veille.diversion.course import (
    ALLOWED,
    FOLLOWS,
    LEADS_TO,
    OPEN,
    TREATMENT_ALLOWED,
    TREATMENT_LEADS_TO,
    TREATMENT_WHILE,
)
from veille.diversion.state import Case
from veille.diversion.words import DecisionKind, Status, Treatment, TreatmentVerb, Verb
from veille.ledger import clock
from veille.ledger.recording import batch
from veille.ledger.refusal import Refused

from . import scene

#: What can be done from where, and where it leads; all else is refused. Written apart from
#: `course.ALLOWED`.
POSSIBLE = {
    "received": "acknowledge:acknowledged transfer:transferred to_youth:youth explain close:closed",
    "acknowledged": "schedule:scheduled transfer:transferred to_youth:youth explain close:closed",
    "scheduled": "notify:notified reschedule:rescheduled competence seat step_out "
    "transfer:transferred to_youth:youth explain close:closed",
    "rescheduled": "notify:notified reschedule competence seat step_out transfer:transferred "
    "to_youth:youth explain close:closed",
    "notified": "hear:heard miss:missed_once reschedule:rescheduled notify competence seat "
    "step_out "
    "transfer:transferred to_youth:youth explain close:closed",
    "missed_once": "schedule:scheduled transfer:transferred to_youth:youth explain close:closed",
    "missed_twice": "give_up:unreachable schedule:scheduled transfer:transferred to_youth:youth "
    "explain close:closed",
    "unreachable": "close:closed schedule:scheduled transfer:transferred to_youth:youth explain",
    "transferred": "acknowledge:acknowledged transfer to_youth:youth explain close:closed",
    "heard": "assess:assessed competence reschedule:rescheduled step_out "
    "to_youth:youth explain close:closed",
    "assessed": "decide:decided competence reschedule:rescheduled step_out to_youth:youth explain "
    "close:closed",
    "suspended": "fulfil:fulfilled prolong resume:assessed explain close:closed",
    "presenting": "present absent fulfil:fulfilled revoke:measured resume:assessed waive appeal "
    "rule:decided explain close:closed",
    "fined": "pay:fulfilled waive appeal rule:decided explain close:closed",
    "measured": "fulfil:fulfilled waive appeal rule:decided explain close:closed",
    "decided": "close:closed waive appeal rule explain",
    "fulfilled": "close:closed explain",
    "closed": "destroy:destroyed",
    "youth": "destroy:destroyed",
    "destroyed": "",
}
TREATED = {
    "none": "offer:offered",
    "offered": "accept:accepted decline:declined",
    "accepted": "wait:waiting decline:declined",
    "declined": "offer:offered accept:accepted",
    "waiting": "attend:attended wait:waiting leave:left",
    "attended": "report:attended complete:completed leave:left",
    "completed": "",
    "left": "offer:offered",
}
#: Days after which no record is kept.
YEARS = 6 * 366
A_MONTH = 31 * scene.A_DAY


def leads_from(table: dict[str, str], status: Status | Treatment) -> dict[str, str]:
    """Each possible verb → the state that it leads to."""
    told = (each.partition(":") for each in table[status.value].split())
    return {verb: to or status.value for verb, _colon, to in told}


@pytest.mark.parametrize("status", list(Status))
def test_what_the_table_allows_leads_where_it_says(there: TreatmentPlace, status: Status) -> None:
    leads = leads_from(POSSIBLE, status)
    for verb in scene.each_on_its_day(map(Verb, leads), apart=18):
        with batch():
            case = scene.case_in(status)
        assert case.status is status
        with clock.pretending(when(verb, case)):
            moved = scene.do(verb, case)
        row = reads.case(case.id)
        assert (moved.status, row.status) == (leads[verb], leads[verb]), verb
        assert row.version > case.version


@pytest.mark.parametrize("status", list(Status))
def test_all_else_is_refused_with_a_sentence_and_writes_nothing(
    there: TreatmentPlace, status: Status
) -> None:
    with batch():
        case = scene.case_in(status)
    before = scene.written()
    for verb in set(Verb) - set(map(Verb, leads_from(POSSIBLE, status))):
        with clock.pretending(when(verb, case)), pytest.raises(Refused, match="othing") as refused:
            scene.do(verb, case)
        assert "%(" not in str(refused.value)
        assert scene.written() == before, verb


def when(verb: Verb, case: Case) -> datetime:
    """When the verb could be done, were it for the clock alone."""
    if verb is Verb.DESTROY:
        return scene.after(case) + YEARS * scene.A_DAY
    if verb in (Verb.HEAR, Verb.MISS) and case.appointment is not None:
        return max(scene.after(case), case.appointment.at)
    decided = case.decision
    if verb is Verb.FULFIL and decided is not None and decided.months is not None:
        return scene.after(case) + (decided.months + 2) * A_MONTH
    if (
        verb in (Verb.PRESENT, Verb.ABSENT, Verb.RESUME, Verb.REVOKE)
        and decided
        and decided.from_final
    ):
        return scene.after(case) + 2 * A_MONTH
    return scene.after(case)


@pytest.mark.parametrize("status", list(Treatment))
def test_each_verb_from_each_state_of_treatment(there: TreatmentPlace, status: Treatment) -> None:
    leads = leads_from(TREATED, status)
    other = scene.place("Clinique du Frêne").id
    with batch():
        case = scene.treatment_in(status, there.id)
    before = scene.written()
    for verb in set(TreatmentVerb) - set(map(TreatmentVerb, leads)):
        with clock.pretending(scene.after(case)), pytest.raises(Refused, match="othing"):
            scene.treat(verb, case.id, other)
        assert scene.written() == before
    for verb in scene.each_on_its_day(map(TreatmentVerb, leads), since=1):
        with batch():
            case = scene.treatment_in(status, there.id)
        with clock.pretending(scene.after(case)):
            moved = scene.treat(verb, case.id, other)
        assert moved.treatment.status == reads.case(case.id).treatment == leads[verb]


@pytest.mark.parametrize("status", [s for s in Status if s not in TREATMENT_WHILE])
def test_treatment_is_spoken_of_once_somebody_was_heard(
    there: TreatmentPlace, status: Status
) -> None:
    case = scene.case_in(status)
    with clock.pretending(scene.after(case)), pytest.raises(Refused):
        scene.treat(TreatmentVerb.OFFER, case.id, there.id)


def test_the_tables_have_every_state_and_lead_everywhere() -> None:
    assert set(ALLOWED) == set(Status)
    assert set(TREATMENT_ALLOWED) == set(Treatment)
    assert set(TREATMENT_LEADS_TO) == set(TreatmentVerb)
    assert set(FOLLOWS) == set(DecisionKind)
    assert set(LEADS_TO[Verb.DECIDE]) == set(FOLLOWS.values())
    reached = {status for leads in LEADS_TO.values() for status in leads}
    assert reached | {Status.RECEIVED} == set(Status)
    assert {verb for verbs in ALLOWED.values() for verb in verbs} == set(Verb)
    assert set(Status) - set(OPEN) == {Status.CLOSED, Status.YOUTH, Status.DESTROYED}
