"""How a case becomes what it is: a pure fold, by when things happened, and by the order noted where
times are alike."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from veille.ledger.facts import Body, Entry, Forgotten, Unknown
from veille.ledger.states import by_time, first, state_of

from . import facts, file_facts, treatment_facts
from .case_parts import (
    Analysis,
    Appointment,
    Assessment,
    Care,
    Competence,
    Custody,
    Decision,
    Help,
    Move,
)
from .course import FOLLOWS, LEADS_TO, TREATMENT_LEADS_TO, after_missing
from .days import months_after
from .state import Case
from .words import (
    FileVerb,
    Ruling,
    Status,
    TreatmentVerb,
    Verb,
)

_VERB_OF: dict[type[Body | Unknown], Verb | TreatmentVerb | FileVerb] = {
    facts.Acknowledged: Verb.ACKNOWLEDGE,
    facts.Appointed: Verb.SCHEDULE,
    facts.Moved: Verb.RESCHEDULE,
    facts.NoticeIssued: Verb.NOTIFY,
    facts.PanelSeated: Verb.SEAT,
    facts.SteppedOut: Verb.STEP_OUT,
    facts.Missed: Verb.MISS,
    facts.GivenUp: Verb.GIVE_UP,
    facts.Transferred: Verb.TRANSFER,
    facts.CompetenceDecided: Verb.COMPETENCE,
    facts.HearingHeld: Verb.HEAR,
    facts.Assessed: Verb.ASSESS,
    facts.Decided: Verb.DECIDE,
    facts.Prolonged: Verb.PROLONG,
    facts.Resumed: Verb.RESUME,
    facts.Revoked: Verb.REVOKE,
    facts.AppealWaived: Verb.WAIVE,
    facts.Appealed: Verb.APPEAL,
    facts.AppealRuled: Verb.RULE,
    facts.Presented: Verb.PRESENT,
    facts.PresentationMissed: Verb.ABSENT,
    facts.FinePaid: Verb.PAY,
    facts.Fulfilled: Verb.FULFIL,
    facts.Explained: Verb.EXPLAIN,
    facts.Closed: Verb.CLOSE,
    facts.SentToYouth: Verb.TO_YOUTH,
    Forgotten: Verb.DESTROY,
    file_facts.HelpEntered: FileVerb.HELP,
    file_facts.Analysed: FileVerb.ANALYSE,
    file_facts.SeizedKept: FileVerb.KEEP,
    file_facts.SeizedDestroyed: FileVerb.DISCARD,
    treatment_facts.TreatmentOffered: TreatmentVerb.OFFER,
    treatment_facts.TreatmentAccepted: TreatmentVerb.ACCEPT,
    treatment_facts.TreatmentDeclined: TreatmentVerb.DECLINE,
    treatment_facts.TreatmentAwaited: TreatmentVerb.WAIT,
    treatment_facts.TreatmentBegun: TreatmentVerb.ATTEND,
    treatment_facts.TreatmentReported: TreatmentVerb.REPORT,
    treatment_facts.TreatmentCompleted: TreatmentVerb.COMPLETE,
    treatment_facts.TreatmentLeft: TreatmentVerb.LEAVE,
}
_replace = msgspec.structs.replace


def fold_case(_about: str, entries: Sequence[Entry], version: int) -> Case | None:
    """A case from its entries; None before its referral is known. Destroyed, it stays so."""
    received = first(entries, facts.Received)
    if received is None:
        return None
    arrival, body = received
    case = state_of(
        Case,
        arrival,
        version,
        commission=arrival.place,
        whose=((arrival.at, body.person),),
        named_at=_named_at(arrival),
        since=arrival.at,
        moved_by=arrival.by,
    )
    start, moves = case, []
    for entry in by_time(entries):
        said = entry.body
        if isinstance(said, facts.PersonTold):
            settled = max(entry.at, arrival.at), said.person
            start = _replace(start, person=said.person, whose=(*start.whose, settled))
        verb = _VERB_OF.get(type(said))
        if verb is None:
            continue
        assert isinstance(said, Body)
        moves.append(Move(entry=entry.id, verb=verb, at=entry.at, by=entry.by, body=said))
    case = start
    for move in moves:
        case = step(case, move)
    return _replace(case, start=start, moves=tuple(moves))


def _named_at(arrival: Entry) -> datetime:
    """When the name or the age of a referral was last corrected; else when it arrived."""
    at, said = arrival.at, None
    for wording in (*arrival.earlier, arrival.latest):
        if wording is not None and isinstance(wording.body, facts.Received):
            says = wording.body.name, wording.body.age_years
            at = wording.noted if said not in (None, says) else at
            said = says
    return at


def fold_again(case: Case) -> Iterator[tuple[Case, Move]]:
    """Each move, with the case as it stood before it, of whom it was then thought to be."""
    before = case.start
    assert before is not None
    for move in case.moves:
        yield _replace(before, person=case.person_at(max(move.at, case.received_at))), move
        before = step(before, move)


def step(case: Case, move: Move) -> Case:
    """The case after one more move. Nothing leads away from a destroyed record."""
    if case.status is Status.DESTROYED:
        return case
    if isinstance(move.verb, TreatmentVerb):
        return _replace(case, treatment=_cared(case.treatment, move), moved_by=move.by)
    case = _SAID[type(move.body)](case, move) if type(move.body) in _SAID else case
    if isinstance(move.verb, FileVerb):
        return _replace(case, moved_by=move.by)
    status = where_it_leads(case, move.verb)
    since = case.since if status is case.status else move.at
    return _replace(case, status=status, since=since, moved_by=move.by)


def where_it_leads(case: Case, verb: Verb) -> Status:
    """The state after `verb`, whose say is in `case` already."""
    if verb is Verb.MISS:
        return after_missing(case.missed)
    if verb is Verb.DECIDE and case.decision is not None:
        return FOLLOWS.get(case.decision.kind, Status.DECIDED)
    if verb is Verb.RULE and case.decision and case.decision.ruling is not Ruling.SET_ASIDE:
        return case.status
    if verb is Verb.REVOKE and case.decision is not None and case.decision.sanction is not None:
        return FOLLOWS[case.decision.sanction.kind]
    leads = LEADS_TO.get(verb)
    return leads[0] if leads else case.status


def _scheduled(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, (facts.Appointed, facts.Moved))
    return _replace(
        case,
        appointment=Appointment(body.appointment, body.minutes, body.room),
        scheduled_at=move.at,
        notified_at=None,
        panel=body.panel,
        heard_at=None,
        assessment=None,
        decision=None,
    )


def _seated(case: Case, move: Move) -> Case:
    assert isinstance(move.body, facts.PanelSeated)
    return _replace(case, panel=move.body.panel)


def _stepped_out(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, facts.SteppedOut)
    panel = tuple(one for one in case.panel if one.account != body.account)
    if body.replacement is not None:
        panel = (*panel, body.replacement)
    return _replace(case, panel=panel, conflicted=(*case.conflicted, body.account))


def _missed(case: Case, _move: Move) -> Case:
    return _replace(case, missed=case.missed + 1, panel=())


def _transferred(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, facts.Transferred)
    return _replace(
        case,
        commission=body.to,
        domicile=body.domicile,
        appointment=None,
        panel=(),
        scheduled_at=None,
        notified_at=None,
        came_from=(*case.came_from, case.commission),
    )


def _heard(case: Case, move: Move) -> Case:
    assert isinstance(move.body, facts.HearingHeld)
    return _replace(case, heard_at=move.at, panel=move.body.panel)


def _assessed(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, facts.Assessed)
    return _replace(case, assessment=Assessment(move.at, body.dependent, body.risk))


def _decided(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, facts.Decided)
    decision = Decision(
        at=move.at,
        kind=body.decision,
        rule=body.rule,
        panel=body.panel,
        months=body.months,
        euros=body.euros,
        presentations=body.presentations,
        measure=body.measure,
        measure_months=body.measure_months,
        accepted=body.accepted,
        not_viable=body.not_viable,
        until=body.until,
        from_final=body.from_final,
        appeal_until=body.appeal_until,
        sanction=body.sanction,
    )
    return _replace(case, decision=_until_told(decision), kept=0, absent=0)


def _until_told(decision: Decision) -> Decision:
    """With the day on which it ends, where that hangs on the day from which it is final."""
    if not decision.from_final or decision.months is None:
        return decision
    final = decision.final_on
    return _replace(decision, until=months_after(final, decision.months) if final else None)


def _revoked(case: Case, move: Move) -> Case:
    assert isinstance(move.body, facts.Revoked)
    if case.decision is None:
        return case
    told = _replace(case.decision, revoked_at=move.at, until=move.body.until)
    return _replace(case, decision=told)


def _prolonged(case: Case, move: Move) -> Case:
    assert isinstance(move.body, facts.Prolonged)
    decision = case.decision
    if decision is None or decision.until is None:
        return case
    months = (decision.months or 0) + move.body.months
    until = months_after(decision.until, move.body.months)
    return _replace(case, decision=_replace(decision, months=months, until=until), prolonged=True)


def _appeal(case: Case, move: Move) -> Case:
    """What became of the person's right to appeal."""
    if case.decision is None:
        return case
    match move.body:
        case facts.AppealWaived(on=day):
            told = _replace(case.decision, waived_on=day)
        case facts.AppealRuled(ruling=ruling, on=day):
            told = _replace(case.decision, ruling=ruling, ruled_on=day)
        case _:
            told = _replace(case.decision, appealed_at=move.at)
    return _replace(case, decision=_until_told(told))


def _competent(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, facts.CompetenceDecided)
    told = Competence(move.at, competent=body.competent, own_use_shown=body.own_use_shown)
    return _replace(case, competence=told)


def _analysed(case: Case, move: Move) -> Case:
    """What a laboratory found asks anew whether the case is the commission's."""
    body = move.body
    assert isinstance(body, file_facts.Analysed)
    found = Analysis(move.at, body.substance, body.purity_percent)
    before = case.analyses.get(body.line, ()) if body.besides else ()
    others = tuple(each for each in before if each.substance != body.substance)
    return _replace(case, analyses={**case.analyses, body.line: (*others, found)}, competence=None)


def _helped(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, file_facts.HelpEntered)
    return _replace(case, help=Help(body.lawyer_by, body.lawyer, body.interpreted))


def _custody(case: Case, move: Move) -> Case:
    if isinstance(move.body, file_facts.SeizedKept):
        kept = Custody(move.body.where, move.body.mark, case.custody.destroyed_at)
        return _replace(case, custody=kept)
    return _replace(case, custody=_replace(case.custody, destroyed_at=move.at))


def _explained(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, facts.Explained)
    return _replace(case, explained={**case.explained, body.deadline: body.why})


def _closed(case: Case, move: Move) -> Case:
    body = move.body
    assert isinstance(body, (facts.Closed, facts.SentToYouth))
    reason = body.reason if isinstance(body, facts.Closed) else None
    return _replace(case, closed_at=move.at, closing_reason=reason, destroy_on=body.destroy_on)


_SAID: dict[type[Body], Callable[[Case, Move], Case]] = {
    facts.Acknowledged: lambda case, move: _replace(
        case, acknowledged_at=case.acknowledged_at or move.at
    ),
    facts.Appointed: _scheduled,
    facts.Moved: _scheduled,
    facts.NoticeIssued: lambda case, move: _replace(case, notified_at=move.at),
    facts.PanelSeated: _seated,
    facts.SteppedOut: _stepped_out,
    facts.Missed: _missed,
    facts.Transferred: _transferred,
    facts.HearingHeld: _heard,
    facts.Assessed: _assessed,
    facts.Decided: _decided,
    facts.CompetenceDecided: _competent,
    facts.Prolonged: _prolonged,
    facts.Revoked: _revoked,
    facts.Resumed: lambda case, _move: _replace(case, decision=None, resumed=True),
    facts.AppealWaived: _appeal,
    facts.Appealed: _appeal,
    facts.AppealRuled: _appeal,
    file_facts.HelpEntered: _helped,
    file_facts.Analysed: _analysed,
    file_facts.SeizedKept: _custody,
    file_facts.SeizedDestroyed: _custody,
    facts.Presented: lambda case, _move: _replace(case, kept=case.kept + 1),
    facts.PresentationMissed: lambda case, _move: _replace(case, absent=case.absent + 1),
    facts.Explained: _explained,
    facts.Closed: _closed,
    facts.SentToYouth: _closed,
    Forgotten: lambda case, _move: _replace(case, person="", domicile=""),
}


def _cared(care: Care, move: Move) -> Care:
    verb, body = move.verb, move.body
    assert isinstance(verb, TreatmentVerb)
    if isinstance(body, treatment_facts.TreatmentReported):
        return _replace(care, reported_at=move.at, goes_on=body.goes_on)
    status, since = TREATMENT_LEADS_TO[verb], move.at
    if verb is TreatmentVerb.OFFER:
        return Care(status, since=since, offered_at=care.offered_at or move.at)
    care = _replace(care, status=status, since=since)
    if verb is TreatmentVerb.ACCEPT:
        return _replace(care, accepted_at=move.at)
    if verb is TreatmentVerb.DECLINE:
        return _replace(care, accepted_at=None)
    if isinstance(body, treatment_facts.TreatmentAwaited):
        return _replace(care, place=body.place, waiting_since=move.at)
    if verb is TreatmentVerb.ATTEND:
        return _replace(care, attended_at=move.at)
    if verb is TreatmentVerb.COMPLETE:
        return _replace(care, completed_at=move.at)
    return care
