"""The panel's pages: the hearings of the day, and one case at a time."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ledger.refusal import Refused

from .. import hearings, reads
from ..course import APPEARED, AWAITING_HEARING
from ..tables import CaseRow
from .case_page import context
from .docket import as_rows
from .requests import CommissionRequest

_DAYS = 14


class NotOnPanel(Refused):
    """Somebody else's case."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _(
                "You do not sit on this case, so it is not open to you. Nothing was changed; ask "
                "the clerk if that is wrong."
            ),
        )


def panel(request: CommissionRequest, commission: str) -> HttpResponse:
    """Straight to the case that is heard next today; else the hearings to come."""
    today = timezone.localdate(clock.now())
    by_day: dict[date, list[CaseRow]] = {today: []}
    for row in hearings.hearings_of(request.user.id, commission, today, _DAYS):
        assert row.appointment_at is not None
        by_day.setdefault(timezone.localdate(row.appointment_at), []).append(row)
    waiting = [row for row in by_day[today] if row.status in (*AWAITING_HEARING, *APPEARED)]
    if waiting and "all" not in request.GET:
        return redirect("panel-case", commission=commission, case=waiting[0].id)
    days = [
        {"date": day, "is_today": day == today, "hearings": as_rows(rows)}
        for day, rows in by_day.items()
    ]
    to_decide = _to_decide(request)
    return render(
        request, "diversion/panel.html", {"days": days, "to_decide": to_decide, "tab": "panel"}
    )


def _to_decide(request: CommissionRequest) -> list[CaseRow]:
    """Cases that this member heard and that wait for the panel's word."""
    rows = reads.cases(request.commission.slug, *APPEARED)
    return [row for row in rows if sits(request, row)]


def of_case(request: CommissionRequest, commission: str, case: CaseRow) -> HttpResponse:
    """One case with its history, what the law leaves open, and the panel's verbs."""
    if not sits(request, case):
        raise NotOnPanel
    shown = context(request, case, home="panel-case")
    after = _after(request, case)
    shown |= {
        "tab": "panel",
        "day_after": reverse("panel-case", args=[commission, after.id]) if after else "",
    }
    return render(request, "diversion/case.html", shown)


def sits(request: CommissionRequest, row: CaseRow) -> bool:
    """Whether this member is, or was last, on the case's panel."""
    state = reads.state(row.id)
    seated = {one.account for one in state.panel}
    decided = {one.account for one in state.decision.panel} if state.decision else set()
    return request.user.id in seated | decided


def _after(request: CommissionRequest, row: CaseRow) -> CaseRow | None:
    """The next case that this member hears on the same day."""
    if row.appointment_at is None:
        return None
    day = timezone.localdate(row.appointment_at)
    mine = hearings.hearings_of(request.user.id, request.commission.slug, day)
    later = [one for one in mine if one.appointment_at and one.appointment_at > row.appointment_at]
    return later[0] if later else None
