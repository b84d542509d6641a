"""The records of one visitor: found by another handle, shown side by side, joined, parted."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.found import ask_handle
from veille.care.pages.requests import SiteRequest
from veille.care.pages.rooms import alerts_of
from veille.care.records import records_of
from veille.care.tables import PersonRow, SameRow
from veille.ui.answers import form_sheet, sheet, submit
from veille.ui.fields import NoteField
from veille.ui.forms import FloorForm
from veille.ui.names import handle_of

from .. import records
from .forms import LoweringForm
from .joined import both_of
from .record import told_on_first_visit


class JoinForm(FloorForm):
    """`sure` is the question before: two people may have chosen like handles."""

    sure = forms.BooleanField(
        label=gettext_lazy("The visitor says that both are theirs, or we know it for certain"),
        error_messages={
            "required": gettext_lazy("Ask the visitor, look at both records, then tick it.")
        },
    )
    note = NoteField(label=gettext_lazy("How it is known"))


def same(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Ask for the visitor's other handle; whoever is known by it is shown beside this record."""
    form, found = ask_handle(
        request,
        lambda id: reverse("person-join", args=[slug, person, id]),
        but=records_of(person.id),
    )
    if found.address:
        return redirect(found.address)
    context = {"person": person, "who": handle_of(person.id, person.handle), **found.context}
    return sheet(request, "people/same.html", context, form)


def join(request: SiteRequest, slug: str, person: PersonRow, other: PersonRow) -> HttpResponse:
    """Both records side by side, and what joining them does; then it is done."""
    form = JoinForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: records.join(
            by=request.user.id,
            place=slug,
            person=person.id,
            other=other.id,
            note=data["note"],
            submission=form.identity,
        ),
    ):
        words = _("Joined: one visitor. It can be parted again on this page.")
        return done(request, words, to=reverse("person", args=[slug, person]))
    context = {"person": person, "both": [_record(request, one) for one in (person, other)]}
    return sheet(request, "people/join.html", context, form)


def _record(request: SiteRequest, person: PersonRow) -> dict[str, Any]:
    """What tells whether two records are one visitor's."""
    return {
        "person": person,
        "who": handle_of(person.id, person.handle),
        "visits": floor.visit_count_of(person.id),
        "last": floor.last_visit_of(person.id),
        "death": floor.death_of(person.id),
        "alerts": alerts_of(request.here, [person.id]).get(person.id, ()),
        "told": told_on_first_visit(person),
    }


def part(request: SiteRequest, slug: str, same: SameRow) -> HttpResponse:
    """Say that two joined records are of two visitors after all."""
    home = reverse("person", args=[slug, same.person])
    form = LoweringForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: records.part(
            by=request.user.id,
            place=slug,
            same=same.id,
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return done(request, _parted(same), to=home)
    if not same.joined:
        return redirect(home)
    return form_sheet(
        request,
        form,
        title=_("%(one)s and %(other)s are two people?") % both_of(same),
        sub=_(
            "Each record has again what was written of it, and only that. That they were joined "
            "stays visible. A visit by the wrong handle is corrected on its own page."
        ),
        save=_("Part the records"),
        back=home,
    )


def _parted(same: SameRow) -> str:
    left = len(records_of(same.person)) - 1
    if same.other in records_of(same.person):
        return _(
            "Parted; but the two are still one visitor by another record. Part that as well, if "
            "they are two people."
        )
    if left:
        return ngettext(
            "Parted. %(n)s other record is still of this visitor.",
            "Parted. %(n)s other records are still of this visitor.",
            left,
        ) % {"n": left}
    return _("Parted: two visitors.")
