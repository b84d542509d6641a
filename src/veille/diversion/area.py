"""The area of the dissuasion commission, declared."""

from collections.abc import Iterator

import msgspec

from veille.ledger.areas import Area, Row, Table, Thing

from . import facts, standing, standing_facts, state, tables
from .course import APPEARED, AWAITING_HEARING, OPEN
from .words import Status


def _commission(commission: standing.Commission) -> Iterator[Row]:
    yield {
        "id": commission.id,
        "slug": commission.slug,
        "name_fr": commission.details.name_fr,
        "name_en": commission.details.name_en,
        "details": msgspec.to_builtins(commission.details),
        "opened_at": commission.opened_at,
        "changed_by": commission.changed_by,
        "changed_at": commission.changed_at,
        "version": commission.version,
        "rehearsal": commission.rehearsal,
    }


def _member(member: standing.Member) -> Iterator[Row]:
    yield {**msgspec.structs.asdict(member), "profession": member.profession.value}


def _treatment(place: standing.TreatmentPlace) -> Iterator[Row]:
    yield {
        "id": place.id,
        "name": place.details.name,
        "kinds": [kind.value for kind in place.details.kinds],
        "address": place.details.address,
        "phone": place.details.phone,
        "wait_days": place.wait_days,
        "wait_said_at": place.wait_said_at,
        "closed_at": place.closed_at,
        "version": place.version,
        "rehearsal": place.rehearsal,
    }


def _case(case: state.Case) -> Iterator[Row]:
    appointment, assessment, decision = case.appointment, case.assessment, case.decision
    care = case.treatment
    yield {
        "id": case.id,
        "number": case.number,
        "commission": case.commission,
        "came_from": list(case.came_from),
        "person": case.person,
        "authority": case.authority.value,
        "service": case.service,
        "filed_by": case.filed_by,
        "language": case.language.value,
        "age_years": case.age_years,
        "domicile": case.domicile,
        "own_use": case.own_use.value,
        "seized": msgspec.to_builtins(case.seized),
        "found_at": case.found_at,
        "received_at": case.received_at,
        "status": case.status.value,
        "since": case.since,
        "open": case.status in OPEN,
        "acknowledged_at": case.acknowledged_at,
        "appointment_at": appointment.at if appointment else None,
        "appointment_ends": appointment.ends if appointment else None,
        "room": appointment.room if appointment else "",
        "scheduled_at": case.scheduled_at,
        "notified_at": case.notified_at,
        "missed": case.missed,
        "heard_at": case.heard_at,
        "assessed_at": assessment.at if assessment else None,
        "dependent": assessment.dependent if assessment else None,
        "risk": assessment.risk.value if assessment else "",
        "decided_at": decision.at if decision else None,
        "decision": decision.kind.value if decision else "",
        "decided_until": decision.until if decision else None,
        "presentations": decision.presentations if decision else None,
        "kept": case.kept,
        "absent": case.absent,
        "treatment": care.status.value,
        "treatment_place": care.place,
        "offered_at": care.offered_at,
        "accepted_at": care.accepted_at,
        "waiting_since": care.waiting_since,
        "attended_at": care.attended_at,
        "completed_at": care.completed_at,
        "explained": {key.value: why.value for key, why in case.explained.items()},
        "closed_at": case.closed_at,
        "closing_reason": case.closing_reason.value if case.closing_reason else "",
        "destroy_on": case.destroy_on,
        "moved_by": case.moved_by,
        "version": case.version,
        "rehearsal": case.rehearsal,
    }


def _sittings(case: state.Case) -> Iterator[Row]:
    """Who is taken by this case's hearing: as long as it stands, and for good once it was held."""
    appointment = case.appointment
    taken = case.status in (*AWAITING_HEARING, *APPEARED) or case.decision is not None
    if appointment is None or not taken or case.status is Status.DESTROYED:
        return
    for one in case.panel:
        yield {
            "case": case.id,
            "account": one.account,
            "profession": one.profession.value,
            "begins": appointment.at,
            "ends": appointment.ends,
        }


COMMISSION = Thing(
    "diversion.commission",
    (standing_facts.CommissionOpened, standing_facts.CommissionChanged),
    standing.fold_commission,
    (Table(tables.CommissionRow, _commission),),
)
MEMBER = Thing(
    "diversion.member",
    (standing_facts.MemberAppointed, standing_facts.MemberEnded),
    standing.fold_member,
    (Table(tables.MemberRow, _member),),
)
TREATMENT = Thing(
    "diversion.treatment",
    (
        standing_facts.TreatmentListed,
        standing_facts.TreatmentChanged,
        standing_facts.WaitSaid,
        standing_facts.TreatmentClosed,
    ),
    standing.fold_treatment_place,
    (Table(tables.TreatmentRow, _treatment),),
)
CASE = Thing(
    "diversion.case",
    (
        facts.Received,
        facts.PersonTold,
        facts.Acknowledged,
        facts.Appointed,
        facts.Moved,
        facts.NoticeIssued,
        facts.PanelSeated,
        facts.SteppedOut,
        facts.Missed,
        facts.GivenUp,
        facts.Transferred,
        facts.HearingHeld,
        facts.Assessed,
        facts.Decided,
        facts.Resumed,
        facts.Presented,
        facts.PresentationMissed,
        facts.FinePaid,
        facts.Fulfilled,
        facts.Explained,
        facts.Closed,
        facts.SentToYouth,
        facts.TreatmentOffered,
        facts.TreatmentAccepted,
        facts.TreatmentDeclined,
        facts.TreatmentAwaited,
        facts.TreatmentBegun,
        facts.TreatmentCompleted,
        facts.TreatmentLeft,
    ),
    state.fold_case,
    (Table(tables.CaseRow, _case), Table(tables.SittingRow, _sittings, key="case")),
)

AREA = Area("diversion", (COMMISSION, MEMBER, TREATMENT, CASE))
