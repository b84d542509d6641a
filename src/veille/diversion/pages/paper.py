"""Papers for the person: nameless, on one page, in their language first and in the other one below.

They bear a number and no name: whoever finds one learns nobody's. The notice of an appointment says
place, time, contact, how to move it; what it is and is not; rights.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from veille.ledger import clock
from veille.ui.words import language

from .. import policies, reads
from ..commission_facts import Details
from ..state import Case
from ..tables import CaseRow
from . import words


def notice_page(request: HttpRequest, row: CaseRow, *, back: str) -> HttpResponse:
    """The notice as it is printed. `back` names the page it belongs to. Raises Refused for a day
    gone by."""
    assert row.appointment_at is not None
    policies.check_is_to_come(row.appointment_at, clock.now())
    address = (
        reverse(back, args=[row.id])
        if back == "filing"
        else reverse(back, args=[row.commission, row.id])
    )
    case = reads.state(row.id)
    return printed(
        request, "diversion/notice.html", row, lambda said: _of_notice(row, case), address
    )


def printed(
    request: HttpRequest,
    template: str,
    row: CaseRow,
    part: Callable[[Details], dict[str, Any]],
    back: str,
) -> HttpResponse:
    """A paper: `part` gives what it says in the language in force, on the commission's clock."""
    said = reads.details(reads.commission(row.commission))
    first = [code for code, _name in settings.LANGUAGES if code == row.language]
    languages = [*first, *(code for code, _name in settings.LANGUAGES if code not in first)]
    parts = []
    for code in languages:
        with timezone.override(reads.zone_of(row.commission)), translation.override(code):
            parts.append({**_sender(said), **part(said)})
    context = {"row": row, "parts": parts, "back": back, "tab": "cases"}
    return render(request, template, context)


def _sender(said: Details) -> dict[str, Any]:
    english = language() == "en"
    return {
        "language": language(),
        "commission": said.name_en if english else said.name_fr,
        "address": said.address_en if english else said.address_fr,
        "phone": said.phone,
    }


def _of_notice(row: CaseRow, case: Case) -> dict[str, Any]:
    """What the notice says in one language."""
    assert row.appointment_at is not None
    return {
        "room": row.room,
        "when": words.moment(row.appointment_at),
        "interpreted": case.help.interpreted if case.help else "",
        "law": _of_the_law(case),
    }


def _of_the_law(case: Case) -> dict[str, Any] | None:
    """That it is no crime, in the words of the rule that says so; None where no rule does."""
    answer = reads.says(case).answer
    if answer.outcome not in ("administrative", "no_offence", "exempt") or not answer.applied:
        return None
    rule = answer.applied[0]
    return {"words": rule.why[language()], "basis": words.reference(rule.reference)}
