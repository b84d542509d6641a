"""What tests of the commission do again and again, through the real actions, on a played clock."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from tests.care.scene import everything
from veille.diversion import actions, case_file, commissions, decisions, facts, follow_up, intake
from veille.diversion.commission_facts import Details, PlaceDetails, Session
from veille.diversion.commission_state import TreatmentPlace
from veille.diversion.facts import Seized
from veille.diversion.intake import Receipt
from veille.diversion.state import Case
from veille.diversion.tables import CaseRow, CommissionRow, MemberRow, SittingRow, TreatmentRow
from veille.diversion.words import (
    Authority,
    ClosingReason,
    Deadline,
    DecisionKind,
    FileVerb,
    LateReason,
    LawyerBy,
    Measure,
    MoveReason,
    NoticeBy,
    Profession,
    Risk,
    Ruling,
    Status,
    Treatment,
    TreatmentKind,
    TreatmentVerb,
    Unit,
    Verb,
)
from veille.ledger import clock

ROWS = (CommissionRow, MemberRow, TreatmentRow, CaseRow, SittingRow)
#: A Monday, seven in the morning in Montréal.
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
A_MONTH = timedelta(days=28)
T = TypeVar("T")

MONTREAL, LAVAL = "montreal", "laval"
WEEKDAYS = tuple(Session(day, 9 * 60, 12 * 60) for day in range(5))
DETAILS = Details(
    name_fr="Commission de Montréal",
    name_en="Montréal commission",
    territory=("H1", "H2", "H3"),
    rooms=("A", "B"),
    address_fr="1, rue de la Salle",
    address_en="1 De la Salle Street",
    phone="514-555-0190",
    sessions=WEEKDAYS,
    youth_path_fr="Maison des jeunes, 514-555-0191",
    youth_path_en="Youth house, 514-555-0191",
    minimum_wage_euros=Decimal(870),
)
LAVAL_DETAILS = Details(
    name_fr="Commission de Laval",
    name_en="Laval commission",
    territory=("H7", "Laval"),
    sessions=WEEKDAYS,
)
#: Two whole panels at Montréal and a lawyer to spare; one at Laval.
MEMBERS = {
    MONTREAL: {
        "ana": Profession.LEGAL,
        "bo": Profession.HEALTH,
        "chi": Profession.SOCIAL,
        "dan": Profession.LEGAL,
        "eve": Profession.HEALTH,
        "fay": Profession.SOCIAL,
        "gus": Profession.LEGAL,
    },
    LAVAL: {"lou": Profession.LEGAL, "max": Profession.HEALTH, "noa": Profession.SOCIAL},
}
CANNABIS = Seized("cannabis_herb", Decimal("4.5"), Unit.GRAMS)
HEROIN = Seized("heroin", Decimal("0.4"), Unit.GRAMS_ACTIVE)

_numbers = count(1)


def set_up() -> TreatmentPlace:
    """Two commissions with their members, and a place of treatment."""
    for slug, details in ((MONTREAL, DETAILS), (LAVAL, LAVAL_DETAILS)):
        commissions.open_commission(by="coord", slug=slug, details=details)
        for account, profession in MEMBERS[slug].items():
            commissions.appoint_member(
                by="coord",
                commission=slug,
                account=account,
                profession=profession,
                begins=date(2026, 1, 1),
            )
    return place()


def place(name: str = "Clinique du Saule", wait_days: int | None = 21) -> TreatmentPlace:
    details = PlaceDetails(name, (TreatmentKind.OAT,))
    return commissions.list_treatment(
        by="coord", commission=MONTREAL, details=details, wait_days=wait_days
    )


def receive(**other: Any) -> Receipt:
    """A referral of somebody found two hours ago in Montréal."""
    number = next(_numbers)
    told = {
        "by": "constable",
        "authority": Authority.POLICE,
        "service": "SPVM, poste 21",
        "reference": f"26-{number}",
        "found_at": clock.now() - 2 * HOUR,
        "where": "parc Émilie-Gamelin",
        "seized": (CANNABIS,),
        "name": f"Personne {number}",
        "age_years": 30,
        "domicile": "H2X",
    }
    return intake.receive(**{**told, **other})


def each_on_its_day(each: Iterable[T], since: int = 0, apart: int = 1) -> Iterator[T]:
    """Each of these on a Monday of its own, so many months `apart`, the first so many months after
    the beginning: what one brings about is over before the next."""
    for number, one in enumerate(each, since):
        with clock.pretending(START + number * apart * A_MONTH):
            yield one


def later(hours: float, do: Callable[[], Any], since: datetime | None = None) -> Any:
    """Do it so many hours later than now, or than `since`."""
    with clock.pretending((since or clock.now()) + timedelta(hours=hours)):
        return do()


def acknowledged(**other: Any) -> Case:
    case = receive(**other).case
    return actions.acknowledge(by="clerk", case=case)


def scheduled(**other: Any) -> Case:
    return actions.schedule(by="clerk", case=acknowledged(**other).id)


def notified(**other: Any) -> Case:
    return notify(scheduled(**other))


def notify(case: Case) -> Case:
    return actions.notify(by="clerk", case=case.id, way=NoticeBy.HANDED)


def appointment(case: Case) -> datetime:
    assert case.appointment is not None
    return case.appointment.at


def at_hearing(case: Case, do: Callable[[], Any], hours: float = 0.5) -> Any:
    """Do it half an hour after the hearing was to begin."""
    return later(hours, do, appointment(case))


def missed(**other: Any) -> Case:
    case = notified(**other)
    gone: Case = at_hearing(case, lambda: actions.miss(by="clerk", case=case.id))
    return gone


def missed_twice(**other: Any) -> Case:
    once = missed(**other)
    again = at_hearing(once, lambda: notify(actions.schedule(by="clerk", case=once.id)), 1)
    gone: Case = at_hearing(again, lambda: actions.miss(by="clerk", case=again.id))
    return gone


def heard(**other: Any) -> Case:
    case = notified(**other)
    met: Case = at_hearing(case, lambda: decisions.hear(by="ana", case=case.id))
    return met


def assessed(*, dependent: bool = False, risk: Risk = Risk.LOW, **other: Any) -> Case:
    case = heard(**other)
    done: Case = at_hearing(
        case, lambda: decisions.assess(by="ana", case=case.id, dependent=dependent, risk=risk), 0.6
    )
    return done


#: A sanction that a suspended one may be.
BARRED = facts.Sanction(kind=DecisionKind.OTHER_MEASURE, measure=Measure.PLACE, months=3)


def decide(case: Case, decision: DecisionKind, **told: Any) -> Case:
    """Decide, forty minutes after the hearing began; with what the kind needs."""
    needed: dict[DecisionKind, dict[str, Any]] = {
        DecisionKind.PROVISIONAL_SUSPENSION: {"months": 6},
        DecisionKind.SUSPENDED_SANCTION: {
            "months": 12,
            "presentations": 2,
            "sanction": BARRED,
        },
        DecisionKind.FINE: {"euros": Decimal(30), "due_by": date(2058, 6, 1)},
        DecisionKind.OTHER_MEASURE: {"months": 3, "measure": Measure.PLACE},
    }
    said = {**needed.get(decision, {}), **told}
    done: Case = at_hearing(
        case, lambda: decisions.decide(by="ana", case=case.id, decision=decision, **said), 0.7
    )
    return done


def relapsed(**other: Any) -> Case:
    """Assessed as not dependent; the suspension that the law prescribes at first was ended, so that
    a sanction is open."""
    case = decide(assessed(**other), DecisionKind.PROVISIONAL_SUSPENSION)
    anew: Case = at_hearing(case, lambda: decisions.resume(by="ana", case=case.id), 0.7)
    return anew


#: What brings a case to each state, from the decision on.
_BY_DECISION = {
    Status.SUSPENDED: DecisionKind.PROVISIONAL_SUSPENSION,
    Status.PRESENTING: DecisionKind.SUSPENDED_SANCTION,
    Status.FINED: DecisionKind.FINE,
    Status.MEASURED: DecisionKind.OTHER_MEASURE,
    Status.DECIDED: DecisionKind.WARNING,
}


def case_in(status: Status) -> Case:
    """A case that came to `status`; the clock may have to be played on to go further."""
    if status is Status.FINED:
        return decide(relapsed(), DecisionKind.FINE)
    if status in _BY_DECISION:
        dependent = status is not Status.SUSPENDED
        return decide(assessed(dependent=dependent), _BY_DECISION[status])
    made: dict[Status, Callable[[], Case]] = {
        Status.RECEIVED: lambda: _state(receive().case),
        Status.ACKNOWLEDGED: acknowledged,
        Status.SCHEDULED: scheduled,
        Status.RESCHEDULED: lambda: actions.reschedule(
            by="clerk", case=scheduled().id, why=MoveReason.PERSON
        ),
        Status.NOTIFIED: notified,
        Status.MISSED_ONCE: missed,
        Status.MISSED_TWICE: missed_twice,
        Status.UNREACHABLE: _unreachable,
        Status.TRANSFERRED: lambda: actions.transfer(
            by="clerk", case=acknowledged().id, to=LAVAL, domicile="H7N"
        ),
        Status.HEARD: heard,
        Status.ASSESSED: assessed,
        Status.FULFILLED: lambda: _then(
            case_in(Status.FINED), lambda c: follow_up.pay(by="clerk", case=c.id)
        ),
        Status.CLOSED: lambda: _then(case_in(Status.DECIDED), _close),
        Status.YOUTH: lambda: follow_up.to_youth_path(by="clerk", case=acknowledged().id),
        Status.DESTROYED: lambda: follow_up.destroy(by="clerk", case=case_in(Status.YOUTH).id),
    }
    return made[status]()


def treatment_in(status: Treatment, place: str) -> Case:
    """An assessed case whose referral to treatment stands there."""
    steps = {
        Treatment.NONE: "",
        Treatment.OFFERED: "offer",
        Treatment.ACCEPTED: "offer accept",
        Treatment.DECLINED: "offer decline",
        Treatment.WAITING: "offer accept wait",
        Treatment.ATTENDED: "offer accept wait attend",
        Treatment.COMPLETED: "offer accept wait attend complete",
        Treatment.LEFT: "offer accept wait leave",
    }
    case = assessed()
    for verb in steps[status].split():
        case = _then(case, lambda c, verb=verb: treat(TreatmentVerb(verb), c.id, place))
    return case


def treat(verb: TreatmentVerb, case: str, place: str) -> Case:
    told: dict[TreatmentVerb, Callable[[], Case]] = {
        TreatmentVerb.OFFER: lambda: follow_up.offer_treatment(by="bo", case=case),
        TreatmentVerb.ACCEPT: lambda: follow_up.accept_treatment(by="bo", case=case),
        TreatmentVerb.DECLINE: lambda: follow_up.decline_treatment(by="bo", case=case),
        TreatmentVerb.WAIT: lambda: follow_up.await_treatment(by="bo", case=case, place=place),
        TreatmentVerb.ATTEND: lambda: follow_up.attend_treatment(by="bo", case=case),
        TreatmentVerb.REPORT: lambda: follow_up.report_treatment(by="bo", case=case, goes_on=True),
        TreatmentVerb.COMPLETE: lambda: follow_up.complete_treatment(by="bo", case=case),
        TreatmentVerb.LEAVE: lambda: follow_up.leave_treatment(by="bo", case=case),
    }
    return told[verb]()


def do(verb: Verb, case: Case) -> Case:
    """The verb, with words that fit it wherever it is possible."""
    id = case.id
    replaced = case.panel[0].account if case.panel else "ana"
    told: dict[Verb, Callable[[], Case]] = {
        Verb.ACKNOWLEDGE: lambda: actions.acknowledge(by="clerk", case=id),
        Verb.SCHEDULE: lambda: actions.schedule(by="clerk", case=id),
        Verb.RESCHEDULE: lambda: actions.reschedule(by="clerk", case=id, why=MoveReason.PANEL),
        Verb.NOTIFY: lambda: actions.notify(by="clerk", case=id, way=NoticeBy.MAIL),
        Verb.SEAT: lambda: actions.seat(by="clerk", case=id, panel=("gus", "eve", "fay")),
        Verb.STEP_OUT: lambda: actions.step_out(by="clerk", case=id, account=replaced),
        Verb.MISS: lambda: actions.miss(by="clerk", case=id),
        Verb.GIVE_UP: lambda: actions.give_up(by="clerk", case=id),
        Verb.TRANSFER: lambda: actions.transfer(by="clerk", case=id, **_to_the_other(case)),
        Verb.HEAR: lambda: decisions.hear(by="ana", case=id),
        Verb.COMPETENCE: lambda: decisions.decide_competence(by="ana", case=id, competent=True),
        Verb.ASSESS: lambda: decisions.assess(by="ana", case=id, dependent=False),
        Verb.DECIDE: lambda: decisions.decide(by="ana", case=id, decision=DecisionKind.ACQUITTAL),
        Verb.PROLONG: lambda: decisions.prolong(by="ana", case=id, months=3, note="relapse"),
        Verb.RESUME: lambda: _breached(case, decisions.resume),
        Verb.REVOKE: lambda: _breached(case, decisions.revoke),
        Verb.WAIVE: lambda: decisions.waive_appeal(by="ana", case=id),
        Verb.APPEAL: lambda: decisions.appeal(by="ana", case=id),
        Verb.RULE: lambda: _ruled(case),
        Verb.PRESENT: lambda: follow_up.present(by="clerk", case=id),
        Verb.ABSENT: lambda: follow_up.absent(by="clerk", case=id),
        Verb.PAY: lambda: follow_up.pay(by="clerk", case=id),
        Verb.FULFIL: lambda: _all_presented(case),
        Verb.EXPLAIN: lambda: actions.explain(
            by="clerk", case=id, deadline=Deadline.APPEARANCE, why=LateReason.OTHER
        ),
        Verb.CLOSE: lambda: _close(case),
        Verb.TO_YOUTH: lambda: follow_up.to_youth_path(by="clerk", case=id),
        Verb.DESTROY: lambda: follow_up.destroy(by="clerk", case=id),
    }
    return told[verb]()


def enter(verb: FileVerb, case: str) -> Case:
    """In the file of a case, with words that fit."""
    told: dict[FileVerb, Callable[[], Case]] = {
        FileVerb.HELP: lambda: case_file.enter_help(
            by="clerk", case=case, lawyer_by=LawyerBy.OWN, lawyer="Me Roy", interpreted="innu-aimun"
        ),
        FileVerb.ANALYSE: lambda: case_file.enter_analysis(
            by="clerk", case=case, line=1, substance="heroin", purity_percent=Decimal(12)
        ),
        FileVerb.KEEP: lambda: case_file.keep_seized(by="clerk", case=case, where="coffre 3"),
        FileVerb.DISCARD: lambda: case_file.discard_seized(by="clerk", case=case),
    }
    return told[verb]()


def all_rows() -> list[dict[str, Any]]:
    return [
        {key: value for key, value in row.items() if model is not SittingRow or key != "id"}
        for model in ROWS
        for row in model.objects.order_by(
            *(["case", "account"] if model is SittingRow else ["pk"])
        ).values()
    ]


def written() -> tuple[Any, Any]:
    """The whole database, and this area's tables."""
    return everything(), all_rows()


def after(case: Case) -> datetime:
    """When the case has come to where it stands, and a minute."""
    due = [move.at for move in case.moves] or [case.received_at]
    return max([clock.now(), *due]) + timedelta(minutes=1)


def _then(case: Case, do: Callable[[Case], Case]) -> Case:
    with clock.pretending(after(case)):
        return do(case)


def _unreachable() -> Case:
    return _then(missed_twice(), lambda c: actions.give_up(by="clerk", case=c.id))


def _breached(case: Case, ended: Callable[..., Case]) -> Case:
    if case.status is Status.PRESENTING:
        for _ in range(2):
            follow_up.absent(by="clerk", case=case.id)
    return ended(by="ana", case=case.id)


def _ruled(case: Case) -> Case:
    if case.decision and case.decision.appeal_until and not case.decision.appealed_at:
        decisions.appeal(by="ana", case=case.id)
    return decisions.rule_on_appeal(by="ana", case=case.id, ruling=Ruling.SET_ASIDE)


def _close(case: Case) -> Case:
    decided = case.decision
    if case.status is Status.DECIDED and decided and not decided.is_final(decided.at.date()):
        decisions.waive_appeal(by="ana", case=case.id)
    reasons = {
        Status.UNREACHABLE: ClosingReason.UNREACHABLE,
        Status.DECIDED: ClosingReason.NOTHING_DUE,
        Status.FULFILLED: ClosingReason.FULFILLED,
    }
    reason = reasons.get(case.status, ClosingReason.OTHER)
    return follow_up.close(by="clerk", case=case.id, reason=reason)


def _all_presented(case: Case) -> Case:
    if case.status is Status.PRESENTING:
        for _ in range(2):
            follow_up.present(by="clerk", case=case.id)
    return follow_up.fulfil(by="clerk", case=case.id)


def _to_the_other(case: Case) -> dict[str, str]:
    if case.commission == LAVAL:
        return {"to": MONTREAL, "domicile": "H2X"}
    return {"to": LAVAL, "domicile": "Laval"}


def _state(id: str) -> Case:
    from veille.diversion import reads

    return reads.state(id)
