"""A visit that was let in by the wrong handle: whose it was, and what goes with it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.ui.answers import sheet, submit
from veille.ui.names import handle_of

from .. import mistaken_visits, reads
from ..records import records_of
from ..tables import PersonRow, VisitRow
from .answers import done
from .board import handles_of
from .forms import ReassignForm
from .found import ask_handle
from .requests import SiteRequest
from .rooms import alerts_of


def find(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Ask by which handle the visitor is known, or whether by none."""
    form, found = ask_handle(
        request,
        lambda id: reverse("visit-reassign-person", args=[slug, visit, id]),
        but=records_of(visit.person),
    )
    if found.address:
        return redirect(found.address)
    context = {"visit": visit, "who": _who(visit), **found.context}
    return sheet(request, "care/reassign.html", context, form)


def to_person(request: SiteRequest, slug: str, visit: VisitRow, other: PersonRow) -> HttpResponse:
    """Give the visit to somebody known."""
    known = {
        "last": reads.last_visit_of(other.id),
        "visits": reads.visit_count_of(other.id),
        "alerts": alerts_of(request.here, [other.id]).get(other.id, ()),
    }
    return _reassigned(request, visit, other.id, handle_of(other.id, other.handle), known)


def to_anonymous(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Give the visit to somebody who gave no handle."""
    return _reassigned(request, visit, "", _("anonymous"), {})


def _reassigned(
    request: SiteRequest, visit: VisitRow, person: str, whose: str, known: dict[str, Any]
) -> HttpResponse:
    home = reverse("visit", args=[request.here.slug, visit.id])
    form = ReassignForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: mistaken_visits.give_visit(
            by=request.user.id,
            visit=visit.id,
            person=person,
            note=data["note"],
            submission=form.identity,
        ),
    ):
        words = _("Corrected: the visit is of %(who)s. What it said before stays visible.")
        return done(request, words % {"who": whose}, to=home)
    context = {"visit": visit, "who": _who(visit), "whose": whose, "person": person, **known}
    return sheet(request, "care/reassign_to.html", context, form)


def _who(visit: VisitRow) -> str:
    return handles_of([visit])[visit.id]
