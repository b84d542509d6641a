"""The page of the lockers: what is kept, and a form to keep more."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from veille.care.pages.requests import SiteRequest

from .. import actions, reads
from ..words import Thing


class LockerForm(forms.Form):
    number = forms.IntegerField(label=_("Locker"))
    thing = forms.ChoiceField(label=_("What"), choices=Thing.choices)
    note = forms.CharField(label=_("In a few words"), required=False)


def lockers(request: SiteRequest, slug: str) -> HttpResponse:
    form = LockerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.take(
            by=request.user.id,
            place=slug,
            number=data["number"],
            thing=Thing(data["thing"]),
            note=data["note"],
        )
        return redirect("lockers", slug)
    rows = [(row.number, Thing(row.thing).label) for row in reads.taken(slug)]
    return render(request, "lockers/lockers.html", {"rows": rows, "form": form})
