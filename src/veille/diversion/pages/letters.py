"""Letters on paper: what was decided, how and until when it can be appealed; the end of a case.

Nameless, as the notice is: each bears the number of the case, in the person's language first and in
the other one below.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ledger.refusal import Absent
from veille.ui.words import language, words_of

from .. import legal_range, reads
from ..case_parts import Care, Decision
from ..commission_facts import Details
from ..state import Case
from ..tables import CaseRow
from ..words import ClosingReason, DecisionKind, Ruling, Status
from . import words
from .paper import printed
from .requests import CommissionRequest

DECISION, END = "decision", "end"


def of(case: Case) -> Iterator[tuple[str, str]]:
    """The letters that can be written about a case now, each with its label."""
    if case.status is Status.DESTROYED:
        return
    if case.decision is not None:
        yield DECISION, _("Letter: the decision")
    if case.status is Status.CLOSED:
        yield END, _("Letter: the end of the case")


def letter(request: CommissionRequest, commission: str, case: CaseRow, letter: str) -> HttpResponse:
    """One letter, as it is printed."""
    state = reads.state(case.id)
    if letter not in dict(of(state)) or case.commission != commission:
        raise Absent(_("There is no such letter for this case now. Go back and open it again."))
    make = _LETTERS[letter]
    back = reverse("case", args=[commission, case.id])
    return printed(
        request, f"diversion/letter_{letter}.html", case, lambda said: make(state, said), back
    )


def _of_decision(case: Case, said: Details) -> dict[str, Any]:
    decided = case.decision
    assert decided is not None
    day = timezone.localdate(decided.at)
    rule = legal_range.entry_of(said.law, day, decided.rule)
    return {
        "day": words.day_of(day),
        "decided": words.decision_kind(decided),
        "terms": words.decision_terms(decided),
        "accepted": decided.accepted,
        "law": None
        if rule is None
        else {"words": rule.text[language()], "basis": words.reference(rule.reference)},
        "appeal": _appeal(decided, said),
        "todo": todo(decided, health_service(case.treatment)),
    }


def health_service(care: Care) -> str:
    """Where the person was referred to, and how to reach it; empty where the commission has named
    none yet."""
    row = reads.treatment_places_by_id().get(care.place)
    return ", ".join(filter(None, (row.name, row.address, row.phone))) if row else ""


def todo(decided: Decision, health_service: str) -> str:
    """What is asked of the person; empty where nothing is."""
    if decided.ruling is Ruling.SET_ASIDE:
        return _("Nothing: the court set the decision aside.")
    until = words.day_of(decided.until) if decided.until else ""
    if decided.revoked_at is not None and decided.sanction is not None:
        return _("The suspension was revoked. What applies now, until %(day)s: %(what)s.") % {
            "day": until,
            "what": words.sanction(decided.sanction),
        }
    match decided.kind:
        case DecisionKind.FINE:
            return _("Pay the fine by %(day)s, as the commission tells you.") % {"day": until}
        case DecisionKind.SUSPENDED_SANCTION if decided.presentations:
            if health_service:
                return _(
                    "Present yourself %(n)s times at this health service: %(service)s. If you "
                    "cannot come, call before."
                ) % {"n": decided.presentations, "service": health_service}
            return _(
                "Present yourself %(n)s times at a health service. The commission has not named it "
                "yet: ask at the address below. If you cannot come, call before."
            ) % {"n": decided.presentations}
        case DecisionKind.PROVISIONAL_SUSPENSION | DecisionKind.SUSPENDED_DETERMINATION:
            return _(
                "Nothing is asked of you but what was agreed at the hearing. After %(day)s the "
                "case is closed for good."
            ) % {"day": until}
    return ""


def _appeal(decided: Decision, said: Details) -> str:
    """How and until when the person can appeal."""
    if decided.appeal_until is None:
        return _("The law opens no appeal against this decision.")
    if decided.ruling is not None and decided.ruled_on is not None:
        return _("You appealed. The court ruled on %(day)s: %(ruling)s.") % {
            "day": words.day_of(decided.ruled_on),
            "ruling": words_of([decided.ruling], Ruling),
        }
    if decided.appealed_at is not None:
        return _("You appealed: the court’s ruling counts.")
    if decided.waived_on is not None:
        day = words.day_of(decided.waived_on)
        return _("You waived an appeal: the decision is final since %(day)s.") % {"day": day}
    day = words.day_of(decided.appeal_until)
    if decided.appeal_until < timezone.localdate(clock.now()):
        return _("The time for an appeal ended on %(day)s.") % {"day": day}
    court = said.court_fr if language() == "fr" else said.court_en
    return _(
        "You can appeal until %(day)s, in writing, with your reasons: bring or send it to the "
        "commission, which passes it on to %(court)s. If nobody appeals, the decision is final "
        "after that day."
    ) % {"day": day, "court": court or _("the court of its seat")}


def _of_end(case: Case, said: Details) -> dict[str, Any]:
    assert case.closed_at is not None
    destroyed = case.custody.destroyed_at
    kept = case.destroy_on
    return {
        "day": words.day_of(timezone.localdate(case.closed_at)),
        "why": words_of([case.closing_reason], ClosingReason) if case.closing_reason else "",
        "asks_nothing": case.closing_reason is not ClosingReason.NOT_FULFILLED,
        "kept_until": words.day_of(kept) if kept else "",
        "destroyed": words.day_of(timezone.localdate(destroyed)) if destroyed else "",
    }


_LETTERS: dict[str, Callable[[Case, Details], dict[str, Any]]] = {
    DECISION: _of_decision,
    END: _of_end,
}
