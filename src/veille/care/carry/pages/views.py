"""Making a carry card, ending one, reading one that is shown."""

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.care.tables import PersonRow
from veille.ledger.refusal import Absent
from veille.ui.answers import form_sheet, submit
from veille.ui.names import handle_of

from .. import actions, reads
from ..tables import CardRow
from .forms import CardForm, EndForm, ShownForm


@never_cache
def card(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Make a card; it is shown once, to be printed, and can be had from nowhere afterwards."""
    if person.forgotten:
        raise Absent(_("This visitor was forgotten: there is nothing that a card could open."))
    form = CardForm(request.POST or None)
    made = submit(
        request,
        form,
        lambda data: actions.give(
            by=request.user.id,
            place=slug,
            person=person.id,
            handle=handle_of(person.id, person.handle),
            words=data["words"],
            submission=form.identity,
        ),
    )
    home = reverse("person", args=[slug, person.id])
    if made is not None:
        code = made.made.code
        return render(
            request, "carry/card.html", {"code": code, "square": square(code), "back": home}
        )
    context = {"form": form, "person": person, "back": home, "had": reads.cards_of(person.id)}
    return render(request, "carry/give.html", context, status=422 if form.errors else 200)


def end(request: SiteRequest, slug: str, card: CardRow) -> HttpResponse:
    """The card was lost, or the visitor wishes none."""
    form = EndForm(request.POST or None)
    home = reverse("person", args=[slug, card.person])
    if submit(
        request,
        form,
        lambda data: actions.end(
            by=request.user.id, card=card.id, lost=data["lost"], submission=form.identity
        ),
    ):
        return done(request, _("The card opens nothing any more."), to=home)
    title = _("End the carry card?")
    sub = _("What it opened is destroyed at the hub. A new one can be made.")
    return form_sheet(request, form, title=title, sub=sub, save=_("End the card"), back=home)


@never_cache
def shown(request: SiteRequest, slug: str) -> HttpResponse:
    """What a card opens, while it is shown: read, and not kept."""
    form = ShownForm(request.POST or None)
    read = submit(
        request,
        form,
        lambda data: actions.read(
            by=request.user.id, place=slug, code=data["code"], submission=form.identity
        ),
    )
    context = {"form": form, "read": read.made if read else None, "tab": "people-find"}
    return render(request, "carry/shown.html", context, status=422 if form.errors else 200)


def square(code: str) -> SafeString:
    """The code as a QR code, drawn in the page: nothing of it is a file of its own."""
    drawing = segno.make(code.replace("-", ""), error="q", micro=False)
    return mark_safe(drawing.svg_inline(scale=5, border=2))  # noqa: S308  (segno drew it)
