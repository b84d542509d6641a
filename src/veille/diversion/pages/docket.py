"""The docket: the clerk's first page. What is late, who comes when, what falls due, who waits."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.ledger import clock
from veille.ui.requests import AccountRequest
from veille.ui.words import words_of

from .. import hearings, reads
from ..course import ALLOWED, AWAITING_HEARING
from ..tables import CaseRow
from ..words import Deadline, Status, Treatment
from . import words
from .names import name_of_commission
from .requests import CommissionRequest

#: Today and the days after it.
_DAYS = 8
#: So many of those who wait are shown; the page of cases has them all.
_WAITING_SHOWN = 12
#: So many time limits to come are shown; the others are one tap away.
_SOON_SHOWN = 12
#: Where a case stands when its next step is ours and not the person's.
_WAITS_FOR_US = (
    Status.RECEIVED,
    Status.TRANSFERRED,
    Status.ACKNOWLEDGED,
    Status.SCHEDULED,
    Status.RESCHEDULED,
    Status.MISSED_ONCE,
    Status.MISSED_TWICE,
    Status.HEARD,
    Status.ASSESSED,
    Status.DECIDED,
    Status.FULFILLED,
)
#: Where nothing is left of the decision, but treatment goes on: the case is closed when that ends.
_NOTHING_LEFT = (Status.DECIDED, Status.FULFILLED)
_IN_TREATMENT = (Treatment.WAITING, Treatment.ATTENDED)


def commissions(request: AccountRequest) -> HttpResponse:
    """To the page of the day, where there is one commission to work for; else to the choice."""
    first = "docket" if can_open(request.user.role, "docket") else "panel"
    mine = [row for row in reads.commissions() if request.user.sits_in(row.slug)]
    if len(mine) == 1:
        return redirect(first, commission=mine[0].slug)
    rows = [
        {
            "name": name_of_commission(row),
            "address": reverse(first, args=[row.slug]),
            "hearings": len(
                hearings.docket(row.slug, timezone.localdate(clock.now()), 1)[0].hearings
            ),
        }
        for row in mine
    ]
    return render(request, "diversion/commissions.html", {"rows": rows})


def docket(request: CommissionRequest, commission: str) -> HttpResponse:
    """What is late first; hearings by day; what falls due, with its legal basis; who waits."""
    now = clock.now()
    today = timezone.localdate(now)
    due = reads.deadlines(commission, now)
    days = hearings.docket(commission, today, _DAYS)
    waiting = reads.cases(commission, *_WAITS_FOR_US).exclude(
        status__in=_NOTHING_LEFT, treatment__in=_IN_TREATMENT
    )
    soon = _limits([one for one in due if not one.passed and not _is_seen_to(one)])
    context = {
        "late": _limits([one for one in due if one.passed]),
        "soon": soon[:_SOON_SHOWN],
        "soon_after": soon[_SOON_SHOWN:],
        "days": [
            {"date": day.day, "is_today": day.day == today, "hearings": as_rows(day.hearings)}
            for day in days
            if day.hearings or day.day == today
        ],
        "free": [
            {
                "date": day.day,
                "is_today": day.day == today,
                "count": len(day.free),
                "first": day.free[0].at,
            }
            for day in days
            if day.free
        ],
        "waiting": [
            {"row": row, "status": words.status(row.status), "next": _next(row)}
            for row in waiting[:_WAITING_SHOWN]
        ],
        "waiting_count": waiting.count(),
        "tab": "docket",
    }
    return render(request, "diversion/docket.html", context)


def as_rows(rows: Sequence[CaseRow]) -> list[dict[str, Any]]:
    """Cases with who hears them and where they stand."""
    panels = hearings.panels_of([row.id for row in rows])
    return [
        {"row": row, "panel": words.panel(panels.get(row.id, ())), "status": _stands(row)}
        for row in rows
    ]


def _stands(row: CaseRow) -> str:
    if row.status in AWAITING_HEARING and row.missed:
        return _("%(status)s; did not appear before") % {"status": words.status(row.status)}
    return words.status(row.status)


def _next(row: CaseRow) -> str:
    return str(ALLOWED[Status(row.status)][0].label)


def _is_seen_to(due: reads.Due) -> bool:
    """Whether the hearing that keeps the limit stands among those of the days above."""
    at = due.case.appointment_at
    if due.limit.deadline is not Deadline.APPEARANCE or due.case.status not in AWAITING_HEARING:
        return False
    return at is not None and at <= due.limit.due


def _limits(due: Sequence[reads.Due]) -> list[dict[str, Any]]:
    return [
        {
            "case": one.case.id,
            "number": one.case.number,
            "what": words_of([one.limit.deadline], Deadline),
            "due": one.limit.due,
            "late": one.passed,
            "who": words.keeper(one.limit.kept_by),
            "basis": words.basis_of(one.limit),
        }
        for one in due
    ]
