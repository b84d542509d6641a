"""The cases of a commission: the list, one case, the notice to print."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from veille.ledger.refusal import Refused

from .. import reads
from ..course import OPEN
from ..tables import CaseRow
from ..words import Status
from . import words
from .case_page import context
from .paper import notice_page
from .requests import CommissionRequest

_ON_PAGE = 40
_ENDED = (Status.CLOSED, Status.YOUTH, Status.DESTROYED)


def cases(request: CommissionRequest, commission: str) -> HttpResponse:
    """Open cases, or those that ended; by number, by where they stand."""
    number = request.GET.get("number", "").replace("\0", "").strip()
    status = request.GET.get("status", "")
    ended = "ended" in request.GET
    found = reads.case_by_number(number) if number else None
    if found is not None and commission in (found.commission, *found.came_from):
        return redirect("case", commission=commission, case=found.id)
    statuses = _ENDED if ended else OPEN
    asked = (Status(status),) if status in statuses else statuses
    rows = reads.cases(commission, *asked).order_by("-received_at", "-id")
    page = Paginator(rows.none() if number else rows, _ON_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [
            {
                "row": row,
                "status": words.status(row.status),
                "treatment": words.treatment(row.treatment) if row.offered_at else "",
            }
            for row in page.object_list
        ],
        "page": page,
        "ended": ended,
        "statuses": [(one.value, one.label) for one in OPEN],
        "asked": {"number": number, "status": status},
        "tab": "cases",
    }
    return render(request, "diversion/cases.html", context)


def case(request: CommissionRequest, commission: str, case: CaseRow) -> HttpResponse:
    """One case: what comes next, its time limits, and everything that was said of it."""
    return render(request, "diversion/case.html", context(request, case, home="case"))


def notice(request: CommissionRequest, commission: str, case: CaseRow) -> HttpResponse:
    """The notice to print: place, time, contact, how to move the appointment."""
    if case.appointment_at is None or case.commission != commission:
        raise Refused(
            _("There is no notice yet: no appointment is fixed here. Fix one, then print it.")
        )
    return notice_page(request, case, back="case")
