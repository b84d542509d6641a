"""What the page of a case shows: to a clerk, and to the panel that hears it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.ledger import clock
from veille.ui.history import in_words, lines
from veille.ui.names import name_of
from veille.ui.words import words_of

from .. import after_decision, competence, namesakes, reads
from ..competence import Says
from ..course import ALLOWED, FILE_ALLOWED, TREATMENT_ALLOWED, TREATMENT_WHILE
from ..state import Case
from ..tables import CaseRow
from ..words import (
    Authority,
    ClosingReason,
    ContactBy,
    Deadline,
    DecisionKind,
    Language,
    LateReason,
    OwnUse,
    Status,
    Treatment,
    TreatmentVerb,
    Verb,
)
from . import case_terms, law_answer, letters, words
from .choices import open_decisions
from .requests import CommissionRequest

#: What the panel does; everything else on a case is the clerk's.
PANEL_VERBS = (
    Verb.COMPETENCE,
    Verb.ASSESS,
    Verb.DECIDE,
    Verb.PROLONG,
    Verb.RESUME,
    Verb.REVOKE,
)
#: What either of them may enter.
SHARED_VERBS = (Verb.HEAR, Verb.STEP_OUT, Verb.WAIVE)
#: One tap is all they need; a note or an earlier time is asked for under “Something else”.
TAPS = (Verb.ACKNOWLEDGE, Verb.MISS, Verb.PRESENT, Verb.PAY, Verb.FULFIL)
TREATMENT_TAPS = (
    TreatmentVerb.OFFER,
    TreatmentVerb.ACCEPT,
    TreatmentVerb.DECLINE,
    TreatmentVerb.ATTEND,
    TreatmentVerb.COMPLETE,
)
#: What is done seldom, and never by a slip of the finger.
_RARE = (Verb.EXPLAIN, Verb.TRANSFER, Verb.TO_YOUTH, Verb.CLOSE, Verb.SEAT, Verb.STEP_OUT)
#: Where it helps to see what the law leaves open.
_BEFORE_DECISION = (Status.NOTIFIED, Status.HEARD, Status.ASSESSED)


def context(request: CommissionRequest, row: CaseRow, *, home: str) -> dict[str, Any]:
    """`home` names the address of the page: the clerk's or the panel's."""
    case = reads.state(row.id)
    gone = row.commission != request.commission.slug
    sealed = reads.words_of(case)
    said = reads.says(case)
    mine = [] if gone else _verbs(request, case, home, said)
    first = [verb for verb in mine if verb["verb"] not in _RARE or verb is mine[0]]
    now = clock.now()
    waiting = row.treatment == Treatment.WAITING and row.waiting_since is not None
    return {
        "row": row,
        "name": sealed.name,
        "status": words.status(row.status),
        "gone": words.commission(row.commission) if gone else "",
        "verbs": first,
        "rare": [verb for verb in mine if verb not in first],
        "limits": _limits(request, row, gone=gone),
        "law": law_answer.shown(case, said),
        "competence_is_open": competence.is_open(case, said) and row.open and not gone,
        "file_verbs": [] if gone else _file_verbs(request, row),
        "letters": [] if gone else _letters(request, case),
        "missed_presentations": [] if gone else _missed_presentations(request, case),
        "open_decisions": (
            open_decisions(request.commission, case)
            if row.status in _BEFORE_DECISION and not gone
            else []
        ),
        "when": words.moment(row.appointment_at) if row.appointment_at else "",
        "panel": words.panel(case.panel),
        "terms": [*_terms(case, sealed), *case_terms.more(case)],
        "can_treat": row.status in TREATMENT_WHILE or row.treatment != Treatment.NONE,
        "treatment": words.treatment(row.treatment),
        "treatment_place": words.place(row.treatment_place) if row.treatment_place else "",
        "treatment_verbs": [] if gone else _treatment_verbs(request, row),
        "waited_days": (now - row.waiting_since).days if waiting and row.waiting_since else None,
        "waits": reads.treatment_places() if row.treatment in _ASKS_FOR_PLACE else [],
        "lines": lines(reads.history(row.id), row.id),
        "earlier": _earlier(row),
        "looked_up": [{"at": one.at, "who": name_of(one.by)} for one in reads.lookups_of(row.id)],
        **_namesakes(request, case),
        "tab": "cases",
    }


_ASKS_FOR_PLACE = (Treatment.NONE, Treatment.OFFERED, Treatment.ACCEPTED, Treatment.WAITING)


def verbs_of(role: str) -> tuple[Verb, ...]:
    """The verbs that a role enters on a case."""
    if can_open(role, "panel-step", change=True):
        return (*PANEL_VERBS, *SHARED_VERBS)
    return tuple(verb for verb in Verb if verb not in PANEL_VERBS)


def _verbs(request: CommissionRequest, case: Case, home: str, said: Says) -> list[dict[str, Any]]:
    """What this reader can do with the case now, the most usual first."""
    address = "panel-step" if home == "panel-case" else "case-step"
    mine = set(verbs_of(request.user.role)) - set(_not_now(case, said))
    possible = list(ALLOWED[case.status])
    if competence.is_open(case, said) and Verb.COMPETENCE in possible:
        possible.sort(key=lambda verb: verb is not Verb.COMPETENCE)
    return [
        {
            "verb": verb,
            "label": verb.label,
            "tap": verb in TAPS,
            "address": reverse(address, args=[request.commission.slug, case.id, verb.value]),
        }
        for verb in possible
        if verb in mine
    ]


def _not_now(case: Case, said: Says) -> Iterator[Verb]:
    """What the course allows, and what is so of the case does not."""
    decided, today = case.decision, timezone.localdate(clock.now())
    if competence.is_open(case, said):
        yield from (Verb.HEAR, Verb.DECIDE)
    elif said.answer.outcome in competence.OURS and case.competence is None:
        yield Verb.COMPETENCE
    if decided is None:
        return
    over = decided.appeal_until is None or today > decided.appeal_until
    if over or decided.waived_on or decided.appealed_at:
        yield from (Verb.WAIVE, Verb.APPEAL)
    if not decided.is_before_court:
        yield Verb.RULE
    if decided.kind is not DecisionKind.PROVISIONAL_SUSPENSION or case.prolonged:
        yield Verb.PROLONG
    if case.status is Status.PRESENTING:
        yield Verb.REVOKE if decided.sanction is None else Verb.RESUME
    if not after_decision.has_begun(decided, today):
        yield from (Verb.PRESENT, Verb.ABSENT, Verb.RESUME, Verb.REVOKE)
    if not after_decision.has_begun(decided, today) or after_decision.runs_on(decided, today):
        yield Verb.FULFIL


def _file_verbs(request: CommissionRequest, row: CaseRow) -> list[dict[str, Any]]:
    if row.status == Status.DESTROYED or not can_open(request.user.role, "case-file", change=True):
        return []
    slug = request.commission.slug
    return [
        {"label": verb.label, "address": reverse("case-file", args=[slug, row.id, verb.value])}
        for verb in FILE_ALLOWED
    ]


def _letters(request: CommissionRequest, case: Case) -> list[dict[str, str]]:
    """What can be printed for the person now."""
    slug, role = request.commission.slug, request.user.role
    found = []
    to_come = case.appointment is not None and case.appointment.at > clock.now()
    if to_come and can_open(role, "case-notice"):
        address = reverse("case-notice", args=[slug, case.id])
        found.append({"label": _("Notice to print"), "address": address})
    if can_open(role, "case-letter"):
        for letter, label in letters.of(case):
            address = reverse("case-letter", args=[slug, case.id, letter])
            found.append({"label": label, "address": address})
    return found


def _missed_presentations(request: CommissionRequest, case: Case) -> list[dict[str, str]]:
    """Each presentation that was missed since the decision, with what undoes it."""
    if case.status is not Status.PRESENTING:
        return []
    can_undo = can_open(request.user.role, "case-entry-strike", change=True)
    slug = request.commission.slug
    return [
        {
            "words": in_words(move.body),
            "undo": reverse("case-entry-strike", args=[slug, move.entry]) if can_undo else "",
        }
        for move in case.moves
        if move.verb is Verb.ABSENT and case.decision and move.at >= case.decision.at
    ]


def _treatment_verbs(request: CommissionRequest, row: CaseRow) -> list[dict[str, Any]]:
    if row.status not in TREATMENT_WHILE:
        return []
    slug = request.commission.slug
    return [
        {
            "label": verb.label,
            "tap": verb in TREATMENT_TAPS,
            "address": reverse("case-treatment", args=[slug, row.id, verb.value]),
        }
        for verb in TREATMENT_ALLOWED[Treatment(row.treatment)]
    ]


def _limits(request: CommissionRequest, row: CaseRow, *, gone: bool) -> list[dict[str, Any]]:
    now = clock.now()
    can_explain = Verb.EXPLAIN in ALLOWED[Status(row.status)] and not gone
    asks = ""
    if can_explain and can_open(request.user.role, "case-step", change=True):
        asks = reverse("case-step", args=[request.commission.slug, row.id, Verb.EXPLAIN.value])
    return [
        {
            "what": words_of([limit.deadline], Deadline),
            "due": limit.due,
            "met_at": limit.met_at,
            "late": limit.passed(now),
            "reason": words_of([limit.reason], LateReason) if limit.reason else "",
            "asks": f"{asks}?deadline={limit.deadline.value}" if asks else "",
            "basis": words.basis_of(limit),
        }
        for limit in reads.limits(row)
    ]


def _terms(case: Case, sealed: reads.Words) -> Sequence[tuple[str, str]]:
    decided = case.decision
    return (
        (_("Seized"), words.seized(case.seized)),
        (_("Found"), words.moment(case.found_at)),
        (_("Where"), sealed.where),
        (_("What happened"), sealed.what),
        (_("Said of use"), words_of([case.own_use], OwnUse)),
        (_("Age"), _("%(n)s years") % {"n": case.age_years}),
        (_("Language"), words_of([case.language], Language)),
        (_("Lives in"), case.domicile),
        (_("Wants to be reached"), _contact(case, sealed)),
        (_("Referred by"), _referred(case, sealed)),
        (_("Assessed"), _assessed(case)),
        (_("Decided"), words.decision(decided) if decided else ""),
        (_("Presentations"), _presentations(case)),
        (_("Last report of the treatment"), _reported(case)),
        (_("Closed"), _closed(case)),
    )


def _contact(case: Case, sealed: reads.Words) -> str:
    way = words_of([case.contact_by], ContactBy)
    return f"{way} · {sealed.contact}" if sealed.contact else way


def _referred(case: Case, sealed: reads.Words) -> str:
    return " · ".join(
        filter(None, (words_of([case.authority], Authority), case.service, sealed.reference))
    )


def _assessed(case: Case) -> str:
    if case.assessment is None:
        return ""
    view = _("dependent") if case.assessment.dependent else _("not dependent")
    return _("%(view)s; ASSIST risk: %(risk)s") % {
        "view": view,
        "risk": case.assessment.risk.label,
    }


def _presentations(case: Case) -> str:
    if case.decision is None or not case.decision.presentations:
        return ""
    return _("%(kept)s kept of %(all)s, %(missed)s missed") % {
        "kept": case.kept,
        "all": case.decision.presentations,
        "missed": case.absent,
    }


def _reported(case: Case) -> str:
    care = case.treatment
    if care.reported_at is None:
        return ""
    how = _("it goes on") if care.goes_on else _("it does not go on as agreed")
    return f"{words.day_of(timezone.localdate(care.reported_at))} · {how}"


def _closed(case: Case) -> str:
    if case.closed_at is None:
        return ""
    why = words_of([case.closing_reason], ClosingReason) if case.closing_reason else ""
    kept = ""
    if case.destroy_on is not None:
        kept = _("record kept until %(day)s") % {"day": words.day_of(case.destroy_on)}
    return " · ".join(filter(None, (why, kept)))


def _earlier(row: CaseRow) -> list[dict[str, Any]]:
    """Earlier cases of this person that count as a prior record now."""
    today = timezone.localdate(clock.now())
    found = reads.earlier_cases(row.person, row.received_at, today, row.id)
    return [
        {
            "number": one.number,
            "received_at": one.received_at,
            "words": words_of([one.decision], DecisionKind),
        }
        for one in found
    ]


def _namesakes(request: CommissionRequest, case: Case) -> dict[str, Any]:
    """What the page of a case says of other cases of this name."""
    found = namesakes.namesakes(case)
    others = [reads.state(row.id) for row in found]
    slug = request.commission.slug
    rows = [
        {
            "row": row,
            "status": words.status(row.status),
            "same": row.person == case.person,
            "elsewhere": words.commission(row.commission) if row.commission != slug else "",
            "address": _address_of(request, row),
        }
        for row in found
    ]
    settles = case.commission == slug and can_open(request.user.role, "case-person", change=True)
    return {
        "namesakes": rows,
        "unsettled": not all(namesakes.is_settled(case, other) for other in others),
        "alike": [other for other in others if namesakes.is_named_alike(case, other)],
        "settle": reverse("case-person", args=[slug, case.id]) if found and settles else "",
    }


def _address_of(request: CommissionRequest, row: CaseRow) -> str:
    """Of the other case's page, where this reader may open it."""
    slug = request.commission.slug
    mine = slug in (row.commission, *row.came_from) and can_open(request.user.role, "case")
    return reverse("case", args=[slug, row.id]) if mine else ""
