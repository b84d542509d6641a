"""Clean-ups in the street, training with naloxone, kits that people tell were used."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.ui.answers import sheet, submit
from veille.ui.forms import FloorForm

from .. import actions
from .forms import IDENTITY, CleanUpForm, KitUsedForm, TrainingForm


def clean_up(request: SiteRequest, slug: str) -> HttpResponse:
    """Needles picked up in the street."""
    return _one_fact(
        request,
        CleanUpForm(request.POST or None),
        actions.clean_up,
        title=_("Clean-up"),
        sub=_("Needles picked up in a public place."),
        save=_("Save the clean-up"),
        saved=_("Clean-up saved."),
    )


def training(request: SiteRequest, slug: str) -> HttpResponse:
    """People trained to answer an overdose."""
    return _one_fact(
        request,
        TrainingForm(request.POST or None, initial=_initial(request, people=1)),
        actions.train,
        title=_("Naloxone training"),
        sub=_("To see an overdose, give naloxone and call 911."),
        save=_("Save the training"),
        saved=_("Training saved."),
    )


def kit_used(request: SiteRequest, slug: str) -> HttpResponse:
    """A kit that was used elsewhere, as somebody tells it."""
    return _one_fact(
        request,
        KitUsedForm(request.POST or None, initial=_initial(request, kits=1)),
        actions.tell_use,
        title=_("A naloxone kit was used"),
        sub=_("On one occasion, somewhere else than here. Ask nothing that they do not offer."),
        save=_("Save"),
        saved=_("Kits used saved. They may need another kit now."),
    )


def _initial(request: SiteRequest, **usual: Any) -> dict[str, Any]:
    return {**usual, "visit": request.GET.get("visit", "")}


def _one_fact(
    request: SiteRequest,
    form: FloorForm,
    act: Callable[..., object],
    *,
    saved: str,
    **words: str,
) -> HttpResponse:
    """A form that writes one fact, then back to the page it was opened from."""
    slug, visit = request.here.slug, str(form["visit"].value()) if "visit" in form.fields else ""
    home = reverse("equipment", args=[slug])
    if IDENTITY.fullmatch(visit):
        home = reverse("equipment-visit", args=[slug, visit])
    if submit(
        request,
        form,
        lambda data: act(by=request.user.id, place=slug, **{**data, "submission": form.identity}),
    ):
        return done(request, saved, to=home)
    return sheet(request, "exchange/form.html", {**words, "back": home}, form)
