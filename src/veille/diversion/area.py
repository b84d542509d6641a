"""The dissuasion commission, declared: its things, how they fold, what must hold of them, what
they fill."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext_lazy as _

from veille.ledger.areas import Area, Change, Row, Table, Thing
from veille.ledger.recording import Pen
from veille.ledger.refusal import Absent, Refused

from . import (
    commission_facts,
    commission_state,
    competence,
    facts,
    file_facts,
    folding,
    hearings,
    legal_range,
    lookup_facts,
    lookup_state,
    policies,
    reads,
    state,
    tables,
    treatment_facts,
)
from .case_parts import Move
from .commission_state import Commission
from .course import APPEARED, AWAITING_HEARING
from .folding import fold_again
from .state import Case
from .words import Status, Verb

#: Verbs that take people and rooms for a time.
_TAKES_TIME = (Verb.SCHEDULE, Verb.RESCHEDULE, Verb.SEAT, Verb.STEP_OUT)


def commission_of(pen: Pen, slug: str) -> Commission:
    """The commission. Raises Absent where there is none."""
    now = pen.state(COMMISSION, reads.commission_id(slug))
    if now is None:
        raise Absent(_("There is no commission “%(slug)s” here."), slug=slug[:40])
    return now


def asked_of(before: Case, body: facts.Decided, at: datetime, zone: ZoneInfo) -> legal_range.Asked:
    """A decision as the law is asked about it: of somebody as they stood before it."""
    day = at.astimezone(zone).date()
    said = {"accepts_conditions": body.accepted, "treatment_not_viable": body.not_viable}
    return legal_range.Asked(
        kind=body.decision,
        day=day,
        substances=competence.substances(before),
        circumstances=reads.circumstances(before, day) | {name for name in said if said[name]},
        months=body.months,
        euros=body.euros,
        presentations=body.presentations,
        measure=body.measure,
        measure_months=body.measure_months,
    )


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


def _nothing_follows(change: Change[Any]) -> None:
    if change.leaves_followers:
        raise Refused(
            _(
                "Other entries follow from this one. Strike those out first, the last one "
                "first; nothing was changed."
            ),
        )


def _commission_holds(_pen: Pen, change: Change[Commission]) -> None:
    _nothing_follows(change)
    if change.now is not None:
        policies.check_commission(change.now.slug, change.now.details)


def _member_holds(_pen: Pen, change: Change[commission_state.Member]) -> None:
    _nothing_follows(change)


def _treatment_holds(_pen: Pen, change: Change[commission_state.TreatmentPlace]) -> None:
    _nothing_follows(change)
    if change.now is not None:
        policies.check_place(change.now.details)
        policies.check_wait(change.now.wait_days)


def _case_holds(pen: Pen, change: Change[Case]) -> None:
    """What came last was asked by its verb already; what is entered late, or corrected, can
    change what came after."""
    _nothing_follows(change)
    case = change.now
    if case is None:
        return
    steps = list(fold_again(case))
    told = change.entry.id
    if change.amended:
        if case.status is Status.DESTROYED:
            raise Refused(_("The record of this case was destroyed: nothing more is done with it."))
        policies.check_seizure(case.seized)
        policies.check_was_found_before(case.found_at, case.at)
        _course_holds(pen, steps, case, told)
        _is_free(case)
        return
    move = next((move for _before, move in steps if move.entry == told), None)
    if move is None:
        return
    if move is steps[-1][1]:
        policies.check_course(steps[-1:], case.at)
    else:
        _course_holds(pen, steps, case, told)
    if move.verb in _TAKES_TIME:
        _is_free(case)


def _course_holds(pen: Pen, steps: Sequence[tuple[Case, Move]], case: Case, told: str) -> None:
    """The course, by the time when things happened; each hearing before a whole panel; each
    decision within the law. `told` is the entry that was entered or corrected."""
    policies.check_course(steps, case.at)
    for before, move in steps:
        if isinstance(move.body, facts.HearingHeld):
            policies.check_panel(before, move.body.panel)
        elif isinstance(move.body, facts.Decided):
            _decision_holds(pen, before, move, itself=move.entry == told)


def _is_free(case: Case) -> None:
    """Nobody of the panel sits on another hearing at that time."""
    if case.appointment is not None:
        accounts = [one.account for one in case.panel]
        begins, ends = case.appointment.at, case.appointment.ends
        policies.check_is_free(hearings.busy(accounts, begins, ends, case.id), begins)


def _decision_holds(pen: Pen, before: Case, move: Move, *, itself: bool) -> None:
    """A decision made by a rule that the law's data no longer have stands, unless it is said
    anew itself."""
    body = move.body
    assert isinstance(body, facts.Decided)
    policies.check_has_quorum(before)
    policies.check_panel_decides(before, body.panel)
    said = commission_of(pen, before.commission).details
    asked = asked_of(before, body, move.at, ZoneInfo(said.time_zone))
    if not itself and legal_range.entry_of(said.law, asked.day, body.rule) is None:
        return
    legal_range.allowing(said.law, asked, said.minimum_wage_euros)
    check_sanction(said, asked, body.sanction)


def check_sanction(
    said: commission_facts.Details, asked: legal_range.Asked, sanction: facts.Sanction | None
) -> None:
    """Whether the law allows the sanction itself whose execution is suspended."""
    if sanction is None:
        return
    alone = msgspec.structs.replace(
        asked,
        kind=sanction.kind,
        months=sanction.months,
        euros=sanction.euros,
        presentations=None,
        measure=sanction.measure,
        measure_months=None,
    )
    legal_range.allowing(said.law, alone, said.minimum_wage_euros)


COMMISSION = Thing(
    "diversion.commission",
    commission_facts,
    commission_state.Commission,
    commission_state.fold_commission,
    tables=(Table(tables.CommissionRow, within=("details",)),),
    holds=_commission_holds,
)
MEMBER = Thing(
    "diversion.member",
    commission_facts,
    commission_state.Member,
    commission_state.fold_member,
    tables=(Table(tables.MemberRow),),
    holds=_member_holds,
)
TREATMENT = Thing(
    "diversion.treatment",
    commission_facts,
    commission_state.TreatmentPlace,
    commission_state.fold_treatment_place,
    tables=(Table(tables.TreatmentRow, within=("details",)),),
    holds=_treatment_holds,
)
CASE = Thing(
    "diversion.case",
    (facts, file_facts, treatment_facts),
    state.Case,
    folding.fold_case,
    tables=(
        Table(
            tables.CaseRow,
            within=("treatment",),
            also={
                "appointment_at": "appointment.at",
                "appointment_ends": "appointment.ends",
                "room": "appointment.room",
                "assessed_at": "assessment.at",
                "dependent": "assessment.dependent",
                "risk": "assessment.risk",
                "decided_at": "decision.at",
                "decision": "decision.kind",
                "decided_until": "decision.until",
                "rule": "decision.rule",
                "presentations": "decision.presentations",
                "treatment": "treatment.status",
                "treatment_place": "treatment.place",
            },
        ),
        Table(tables.SittingRow, _sittings, key="case"),
    ),
    holds=_case_holds,
)


def _found(lookup: lookup_state.Lookup) -> Iterator[Row]:
    for case in lookup.cases:
        yield {"lookup": lookup.id, "case": case, "at": lookup.at, "by": lookup.by}


LOOKUP = Thing(
    "diversion.lookup",
    lookup_facts,
    lookup_state.Lookup,
    lookup_state.fold_lookup,
    tables=(Table(tables.LookupRow), Table(tables.LookupFoundRow, _found, key="lookup")),
)

AREA = Area("diversion", (COMMISSION, MEMBER, TREATMENT, CASE, LOOKUP))
