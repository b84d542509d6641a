"""The notice on paper: place, time, contact, how to move the appointment; what it is and is not;
rights. On one page, in the person's language first and in the other one below.

It bears a number and no name: whoever finds it learns nobody's.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from veille.law import Case, Place, Substance, assess

from .. import reads
from ..commission_facts import Details
from ..tables import CaseRow
from . import words


def notice_page(request: HttpRequest, row: CaseRow, *, back: str) -> HttpResponse:
    """The notice as it is printed. `back` names the page it belongs to."""
    said = reads.details(reads.commission(row.commission))
    zone = reads.zone_of(row.commission)
    first = [code for code, _name in settings.LANGUAGES if code == row.language]
    languages = [*first, *(code for code, _name in settings.LANGUAGES if code not in first)]
    with timezone.override(zone):
        parts = [_part(row, said, code) for code in languages]
    address = (
        reverse(back, args=[row.id])
        if back == "filing"
        else reverse(back, args=[row.commission, row.id])
    )
    context = {"row": row, "parts": parts, "back": address, "tab": "cases"}
    return render(request, "diversion/notice.html", context)


def _part(row: CaseRow, said: Details, code: str) -> dict[str, Any]:
    """What the notice says in one language."""
    assert row.appointment_at is not None
    english = code == "en"
    with translation.override(code):
        return {
            "language": code,
            "commission": said.name_en if english else said.name_fr,
            "address": said.address_en if english else said.address_fr,
            "phone": said.phone,
            "room": row.room,
            "when": words.moment(row.appointment_at),
            "law": _of_the_law(row, said, code),
        }


def _of_the_law(row: CaseRow, said: Details, code: str) -> dict[str, Any] | None:
    """That it is no crime, in the words of the rule that says so; None where no rule does."""
    zone = reads.zone_of(row.commission)
    answer = assess(
        Case(
            said.law,
            row.found_at.astimezone(zone).date(),
            row.age_years,
            Place("street"),
            tuple(
                Substance(one["substance"], **{one["unit"]: one["amount"]}) for one in row.seized
            ),
        )
    )
    if answer.outcome not in ("administrative", "no_offence", "exempt") or not answer.applied:
        return None
    rule = answer.applied[0]
    return {"words": rule.why[code], "basis": words.reference(rule.reference)}
