"""Places of treatment: how long somebody waits there, as they say and as it was measured."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ledger.refusal import Absent, Refused
from veille.ui.answers import on_to, refused_form, sheet, submit
from veille.ui.forms import FloorForm
from veille.ui.pictures import Quantity, bar_rows
from veille.ui.words import words_of

from .. import commissions, reads
from ..commission_facts import PlaceDetails
from ..tables import TreatmentRow
from ..words import TreatmentKind
from .forms import TreatmentForm
from .requests import CommissionRequest


def waits(request: CommissionRequest, commission: str) -> HttpResponse:
    """Where people wait, the longest wait first: it is here that Portugal's system fails."""
    found = reads.waits(clock.now())
    rows = [{"wait": one, "kinds": words_of(one.place.kinds, TreatmentKind)} for one in found]
    context = {
        "rows": rows,
        "picture": bar_rows([_drawn(one) for one in found]),
        "waiting": sum(one.waiting for one in found),
        "longest_days": max((one.longest_days for one in found), default=0),
        "tab": "treatment-waits",
    }
    return render(request, "diversion/waits.html", context)


def _drawn(wait: reads.Wait) -> Quantity:
    """The days that a place says, and the median that was measured."""
    says, measured = wait.place.wait_days, wait.median_days
    found = [floatformat(n, places) for n, places in ((says, 0), (measured, 1)) if n is not None]
    return Quantity(wait.place.name, " · ".join(found) or "–", [(says or 0, "")], measured)


def new(request: CommissionRequest, commission: str) -> HttpResponse:
    """Add a place of treatment."""
    form = TreatmentForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: commissions.list_treatment(
            by=request.user.id,
            commission=commission,
            details=_details(form),
            wait_days=data["wait_days"],
            submission=form.identity,
        ),
    ):
        return on_to(request, reverse("treatment-waits", args=[commission]), _("Noted."))
    return sheet(request, "diversion/place.html", {"place": None, **_back(commission)}, form)


def place(request: CommissionRequest, commission: str, treatment: TreatmentRow) -> HttpResponse:
    """What is known of a place, and the wait that it says now."""
    if treatment.closed_at is not None:
        raise Absent(_("That place takes nobody any more."))
    said = {
        "name": treatment.name,
        "kinds": treatment.kinds,
        "address": treatment.address,
        "phone": treatment.phone,
        "wait_days": treatment.wait_days,
    }
    form = TreatmentForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        by, data, identity = request.user.id, form.cleaned_data, form.identity
        before = PlaceDetails(
            treatment.name,
            tuple(TreatmentKind(kind) for kind in treatment.kinds),
            treatment.address,
            treatment.phone,
        )
        try:
            if _details(form) != before:
                commissions.change_treatment(
                    by=by,
                    commission=commission,
                    place=treatment.id,
                    details=_details(form),
                    submission=identity,
                )
                identity = None
            if data["wait_days"] is not None and data["wait_days"] != treatment.wait_days:
                commissions.say_wait(
                    by=by,
                    commission=commission,
                    place=treatment.id,
                    wait_days=data["wait_days"],
                    submission=identity,
                )
        except Refused as refusal:
            refused_form(form, refusal)
        else:
            return on_to(request, reverse("treatment-waits", args=[commission]), _("Noted."))
    return sheet(request, "diversion/place.html", {"place": treatment, **_back(commission)}, form)


def close(request: CommissionRequest, commission: str, treatment: TreatmentRow) -> HttpResponse:
    """A place takes nobody any more."""
    form = FloorForm(request.POST or None)
    if submit(
        request,
        form,
        lambda _data: commissions.close_treatment(
            by=request.user.id, commission=commission, place=treatment.id, submission=form.identity
        ),
    ):
        return on_to(request, reverse("treatment-waits", args=[commission]), _("Noted."))
    return sheet(
        request, "diversion/place_close.html", {"place": treatment, **_back(commission)}, form
    )


def _details(form: TreatmentForm) -> PlaceDetails:
    data = form.cleaned_data
    return PlaceDetails(
        data["name"].strip(), tuple(data["kinds"]), data["address"].strip(), data["phone"].strip()
    )


def _back(commission: str) -> dict[str, Any]:
    return {"back": reverse("treatment-waits", args=[commission]), "tab": "treatment-waits"}
