"""Laboratories whose own systems send answers: a token for each, made, shown once, ended."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from veille.accounts.models import LaboratoryToken
from veille.ledger.ids import check_id
from veille.ledger.refusal import Absent
from veille.ui.answers import on_to, submit
from veille.ui.forms import PlainForm
from veille.ui.names import forget_names, name_of
from veille.ui.requests import AccountRequest

from ..policies import LONGEST_NAME
from . import laboratory_tokens as tokens


class LaboratoryForm(PlainForm):
    laboratory = forms.CharField(
        label=_lazy("Laboratory"),
        max_length=LONGEST_NAME,
        help_text=_lazy("Its answers bear this name, whatever its system writes."),
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )


def laboratories(request: AccountRequest) -> HttpResponse:
    """Every token; one that was made a moment ago, in words, on this answer alone."""
    form = LaboratoryForm(request.POST or None)
    made = submit(
        request,
        form,
        lambda data: tokens.make(by=request.user.id, laboratory=data["laboratory"]),
    )
    shown: dict[str, Any] = {}
    if made:
        forget_names()
        token, words = made.made
        shown, form = {"made": token, "token": words}, LaboratoryForm()
    context = {
        "form": form,
        "tokens": [(each, name_of(each.made_by)) for each in tokens.tokens()],
        "address": request.build_absolute_uri(reverse("api-answers")),
        "description": reverse("api-answers-description"),
        "tab": "supply",
        **shown,
    }
    status = 422 if form.is_bound and form.errors else 200
    response = render(request, "supply/laboratories.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def find(request: HttpRequest, id: str) -> LaboratoryToken:
    """A laboratory’s token, of the whole network."""
    found = LaboratoryToken.objects.filter(id=check_id(id)).first()
    if found is None:
        raise Absent(_("There is no such token. Go back and open the page again."))
    return found


def end(request: AccountRequest, laboratory_token: LaboratoryToken) -> HttpResponse:
    now = tokens.end(token=laboratory_token.id)
    words = _("Ended: %(laboratory)s’s system sends nothing more with it.")
    return on_to(request, reverse("laboratories"), words % {"laboratory": now.laboratory})
