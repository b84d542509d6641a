"""Clean-ups in the street, training with naloxone, kits that people tell were used."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.ledger.refusal import Refused
from veille.ui.answers import refused_form, sheet
from veille.ui.forms import FloorForm

from .. import actions
from .forms import IDENTITY, CleanUpForm, KitUsedForm, TrainingForm


def _told(
    request: SiteRequest,
    form: FloorForm,
    act: Callable[[dict[str, Any]], object],
    *,
    said: str | Promise,
    **words: str,
) -> HttpResponse:
    """One form that writes one fact, then back to the page it was opened from."""
    slug, visit = request.here.slug, str(form["visit"].value()) if "visit" in form.fields else ""
    home = reverse("equipment", args=[slug])
    if IDENTITY.fullmatch(visit):
        home = reverse("equipment-visit", args=[slug, visit])
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
        try:
            act(data)
        except Refused as refusal:
            refused_form(form, refusal)
        else:
            return done(request, str(said), to=home)
    return sheet(request, "exchange/form.html", {**words, "back": home}, form)


def clean_up(request: SiteRequest, slug: str) -> HttpResponse:
    """Needles picked up in the street."""
    form = CleanUpForm(request.POST or None)
    return _told(
        request,
        form,
        lambda data: actions.clean_up(
            by=request.user.id, place=slug, submission=form.identity, **data
        ),
        title=_("Clean-up"),
        sub=_("Needles picked up in a public place."),
        save=_("Save the clean-up"),
        said=_lazy("Clean-up saved."),
    )


def training(request: SiteRequest, slug: str) -> HttpResponse:
    """People trained to answer an overdose."""
    form = TrainingForm(request.POST or None, initial=_initial(request, people=1))
    return _told(
        request,
        form,
        lambda data: actions.train(
            by=request.user.id, place=slug, submission=form.identity, **data
        ),
        title=_("Naloxone training"),
        sub=_("To see an overdose, give naloxone and call 911."),
        save=_("Save the training"),
        said=_lazy("Training saved."),
    )


def kit_used(request: SiteRequest, slug: str) -> HttpResponse:
    """A kit that was used elsewhere, as somebody tells it."""
    form = KitUsedForm(request.POST or None, initial=_initial(request, kits=1))
    return _told(
        request,
        form,
        lambda data: actions.tell_use(
            by=request.user.id, place=slug, submission=form.identity, **data
        ),
        title=_("A naloxone kit was used"),
        sub=_("On one occasion, somewhere else than here. Ask nothing that they do not offer."),
        save=_("Save"),
        said=_lazy("Kits used saved. They may need another kit now."),
    )


def _initial(request: SiteRequest, **usual: Any) -> dict[str, Any]:
    return {**usual, "visit": request.GET.get("visit", "")}
