"""The verbs on a case: by one tap, or on a sheet that asks what the verb has to say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.ledger import clock
from veille.ledger.refusal import Absent
from veille.ui.answers import on_to, sheet, submit
from veille.ui.words import language, words_of

from .. import actions, case_file, decisions, follow_up, reads
from ..course import CLOSES_EARLY, CLOSES_WITH
from ..tables import CaseRow
from ..words import DecisionKind, FileVerb, Status, TreatmentVerb, Verb
from . import choices as choosing
from . import decision_forms, forms, words
from .case_page import PANEL_VERBS, SHARED_VERBS
from .panels import NotOnPanel, sits
from .requests import CommissionRequest

Offers = dict[str, Sequence[tuple[str, Any]]]


@dataclass(frozen=True)
class Step:
    """`action` does the verb; `form` asks for what it says; `offers` gives the choices of the
    form's fields for a case."""

    action: Callable[..., Any]
    form: type[forms.StepForm] = forms.StepForm
    offers: Callable[[CommissionRequest, CaseRow], Offers] = lambda _request, _row: {}


def _slots(_request: CommissionRequest, row: CaseRow) -> Offers:
    return {"slot": choosing.slots(row)}


def _members(_request: CommissionRequest, row: CaseRow) -> Offers:
    members = choosing.members(row, reads.state(row.id))
    return {"panel": choosing.as_choices(members)}


def _stepping_out(request: CommissionRequest, row: CaseRow) -> Offers:
    """Who sits, and who could instead. A member of the panel names nobody but themselves."""
    case = reads.state(row.id)
    seated = case.panel
    if can_open(request.user.role, "panel-step"):
        seated = tuple(one for one in case.panel if one.account == request.user.id)
    sitting = {one.account for one in case.panel}
    free = [] if case.heard_at else choosing.members(row, case)
    others = [one for one in free if one.account not in sitting]
    return {"account": choosing.as_choices(seated), "replacement": choosing.as_choices(others)}


def _other_commissions(request: CommissionRequest, _row: CaseRow) -> Offers:
    return {"to": choosing.other_commissions(request.commission)}


def _late(_request: CommissionRequest, row: CaseRow) -> Offers:
    """Time limits that were not kept; any, where none is left to explain."""
    now = clock.now()
    limits = reads.limits(row)
    late = [one for one in limits if one.needs_reason(now)] or limits
    return {"deadline": [(one.deadline.value, one.deadline.label) for one in late]}


def _reasons(_request: CommissionRequest, row: CaseRow) -> Offers:
    reasons = CLOSES_WITH.get(Status(row.status), CLOSES_EARLY)
    return {"reason": [(one.value, one.label) for one in reasons]}


def _places(_request: CommissionRequest, _row: CaseRow) -> Offers:
    return {"place": choosing.treatment_places()}


def _things_seized(_request: CommissionRequest, row: CaseRow) -> Offers:
    return {"line": choosing.things_seized(reads.state(row.id))}


_STEPS: dict[Verb, Step] = {
    Verb.ACKNOWLEDGE: Step(actions.acknowledge),
    Verb.SCHEDULE: Step(actions.schedule, forms.SlotForm, _slots),
    Verb.RESCHEDULE: Step(actions.reschedule, forms.MoveForm, _slots),
    Verb.NOTIFY: Step(actions.notify, forms.NoticeForm),
    Verb.SEAT: Step(actions.seat, forms.SeatForm, _members),
    Verb.STEP_OUT: Step(actions.step_out, forms.StepOutForm, _stepping_out),
    Verb.MISS: Step(actions.miss),
    Verb.GIVE_UP: Step(actions.give_up),
    Verb.TRANSFER: Step(actions.transfer, forms.TransferForm, _other_commissions),
    Verb.COMPETENCE: Step(decisions.decide_competence, decision_forms.CompetenceForm),
    Verb.HEAR: Step(decisions.hear, forms.HearForm),
    Verb.ASSESS: Step(decisions.assess, forms.AssessForm),
    Verb.DECIDE: Step(decisions.decide, decision_forms.DecideForm),
    Verb.PROLONG: Step(decisions.prolong, decision_forms.ProlongForm),
    Verb.RESUME: Step(decisions.resume),
    Verb.REVOKE: Step(decisions.revoke, decision_forms.RevokeForm),
    Verb.WAIVE: Step(decisions.waive_appeal),
    Verb.APPEAL: Step(decisions.appeal),
    Verb.RULE: Step(decisions.rule_on_appeal, forms.RulingForm),
    Verb.PRESENT: Step(follow_up.present),
    Verb.ABSENT: Step(follow_up.absent, forms.AbsentForm),
    Verb.PAY: Step(follow_up.pay),
    Verb.FULFIL: Step(follow_up.fulfil),
    Verb.EXPLAIN: Step(actions.explain, forms.ExplainForm, _late),
    Verb.CLOSE: Step(follow_up.close, forms.CloseForm, _reasons),
    Verb.TO_YOUTH: Step(follow_up.to_youth_path),
    Verb.DESTROY: Step(follow_up.destroy, forms.DestroyForm),
}
_TREATMENT: dict[TreatmentVerb, Step] = {
    TreatmentVerb.OFFER: Step(follow_up.offer_treatment),
    TreatmentVerb.ACCEPT: Step(follow_up.accept_treatment),
    TreatmentVerb.DECLINE: Step(follow_up.decline_treatment),
    TreatmentVerb.WAIT: Step(follow_up.await_treatment, forms.WaitForm, _places),
    TreatmentVerb.ATTEND: Step(follow_up.attend_treatment),
    TreatmentVerb.REPORT: Step(follow_up.report_treatment, forms.ReportForm),
    TreatmentVerb.COMPLETE: Step(follow_up.complete_treatment),
    TreatmentVerb.LEAVE: Step(follow_up.leave_treatment),
}
_FILE: dict[FileVerb, Step] = {
    FileVerb.HELP: Step(case_file.enter_help, forms.HelpForm),
    FileVerb.ANALYSE: Step(case_file.enter_analysis, forms.AnalysisForm, _things_seized),
    FileVerb.KEEP: Step(case_file.keep_seized, forms.CustodyForm),
    FileVerb.DISCARD: Step(case_file.discard_seized),
}


def step(request: CommissionRequest, commission: str, case: CaseRow, verb: str) -> HttpResponse:
    """A verb of the clerk's."""
    check_followed_here(request, case)
    if verb not in _STEPS or verb in PANEL_VERBS:
        raise _no_such_step()
    return _do(request, case, Verb(verb), _STEPS[Verb(verb)], "case")


def by_panel(
    request: CommissionRequest, commission: str, case: CaseRow, panel_verb: str
) -> HttpResponse:
    """A verb of the panel's, by a member who sits on the case."""
    check_followed_here(request, case)
    if not sits(request, case):
        raise NotOnPanel
    if panel_verb not in (*PANEL_VERBS, *SHARED_VERBS):
        raise _no_such_step()
    return _do(request, case, Verb(panel_verb), _STEPS[Verb(panel_verb)], "panel-case")


def treatment(
    request: CommissionRequest, commission: str, case: CaseRow, treatment_verb: str
) -> HttpResponse:
    """What becomes of a referral to treatment."""
    check_followed_here(request, case)
    home = "case" if can_open(request.user.role, "case") else "panel-case"
    if home == "panel-case" and not sits(request, case):
        raise NotOnPanel
    if treatment_verb not in _TREATMENT:
        raise _no_such_step()
    return _do(
        request,
        case,
        TreatmentVerb(treatment_verb),
        _TREATMENT[TreatmentVerb(treatment_verb)],
        home,
    )


def file(
    request: CommissionRequest, commission: str, case: CaseRow, file_verb: str
) -> HttpResponse:
    """What the clerk enters in the file of a case wherever it stands."""
    check_followed_here(request, case)
    if file_verb not in _FILE:
        raise _no_such_step()
    return _do(request, case, FileVerb(file_verb), _FILE[FileVerb(file_verb)], "case")


def check_followed_here(request: CommissionRequest, case: CaseRow) -> None:
    """Raises Absent where the case is not with this commission now."""
    if case.commission != request.commission.slug:
        raise Absent(
            _(
                "This case is with another commission now, and is followed there. Nothing was "
                "written."
            ),
        )


def _no_such_step() -> Absent:
    return Absent(_("There is no such step. Go back and open the case again."))


def _do(
    request: CommissionRequest,
    row: CaseRow,
    verb: Verb | TreatmentVerb | FileVerb,
    step: Step,
    home: str,
) -> HttpResponse:
    more: dict[str, Any] = {}
    if verb is Verb.DECIDE:
        asked = request.POST.get("rule") or request.GET.get("rule", "")
        entry = choosing.entry(request.commission, asked)
        if entry is None or not entry.decides:
            return _which_decision(request, row, home)
        more["entry"] = entry
    form = step.form(
        request.POST or None,
        offers=step.offers(request, row),
        **more,
        initial={"seen": row.version, "deadline": request.GET.get("deadline", "")},
    )
    back = reverse(home, args=[request.commission.slug, row.id])
    if submit(
        request,
        form,
        lambda _data: step.action(
            by=request.user.id, case=row.id, submission=form.identity, **form.told()
        ),
    ):
        if home == "panel-case" and not sits(request, row):  # they stepped out of it
            back = reverse("panel", args=[request.commission.slug])
        return on_to(request, back, _("Noted: %(verb)s.") % {"verb": verb.label})
    if form.non_field_errors():
        see(form, row)
    context = {
        "row": row,
        "label": words_of([more["entry"].decides[0]], DecisionKind) if more else verb.label,
        "back": back,
        "lead": more["entry"].text[language()] if more else _lead(request, verb),
        "basis": words.reference(more["entry"].reference) if more else None,
    }
    return sheet(request, "diversion/step.html", context, form)


def _which_decision(request: CommissionRequest, row: CaseRow, home: str) -> HttpResponse:
    """What the law leaves open, to choose from; what it does not, with the reason."""
    choices, shut = choosing.decisions(request.commission, reads.state(row.id))
    context = {
        "row": row,
        "label": Verb.DECIDE.label,
        "back": reverse(home, args=[request.commission.slug, row.id]),
        "choices": choices,
        "shut": shut,
    }
    return sheet(request, "diversion/decide.html", context)


def see(form: Any, row: CaseRow) -> None:
    """What is read now, is seen: sent again, the form is no longer stale."""
    form.data = form.data.copy()
    form.data["seen"] = str(reads.case(row.id).version)


def _lead(request: CommissionRequest, verb: Verb | TreatmentVerb | FileVerb) -> str:
    """What has to be known before a verb is done."""
    if verb is Verb.TO_YOUTH:
        said = reads.details(request.commission)
        where = said.youth_path_en if request.LANGUAGE_CODE == "en" else said.youth_path_fr
        return _("The case leaves the commission at once. Where to refer instead: %(where)s") % {
            "where": where or _("not entered")
        }
    values: dict[Verb | TreatmentVerb | FileVerb, str] = {
        Verb.GIVE_UP: _("Nothing more is sent. Whoever turns up later is given an appointment."),
        Verb.RESUME: _("The suspension ends today, and the panel decides anew."),
        Verb.REVOKE: _("The suspension ends today, and the sanction that was suspended applies."),
        Verb.ABSENT: _("It can be undone on the page of the case."),
        Verb.WAIVE: _("The decision is final from today on."),
        Verb.APPEAL: _("The decision is not final until the court has ruled."),
        FileVerb.ANALYSE: _("Whether the case is the commission’s is asked anew."),
        FileVerb.DISCARD: _("Once it was destroyed, no court can have it looked at again."),
        Verb.RESCHEDULE: _("The notice has to be issued anew after it."),
        Verb.TRANSFER: _("The case goes on there, with its history; an appointment here is void."),
        Verb.DESTROY: _("Its words become unreadable for good; the counts stay right."),
    }
    return values.get(verb, "")
