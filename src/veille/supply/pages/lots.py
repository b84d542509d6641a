"""Lots of strips at a site: what each can see, its controls, a lot that was stopped."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.ledger.refusal import Refused
from veille.ui.answers import on_to, refused_form
from veille.ui.forms import FloorForm
from veille.ui.words import words_of

from .. import actions, reads
from ..state import Lot
from ..words import Strip
from .forms import ControlForm, LotForm, StopForm
from .requests import BenchRequest


def lots(request: BenchRequest, slug: str) -> HttpResponse:
    today = timezone.localdate().isoformat()
    rows = [
        {"row": row, "strip": words_of([row.strip], Strip), "expired": row.expires < today}
        for row in reads.lots(slug)
    ]
    return render(request, "supply/lots.html", {"lots": rows, "tab": "bench"})


def new(request: BenchRequest, slug: str) -> HttpResponse:
    form = LotForm(request.POST or None)

    def act() -> Lot:
        data: dict[str, Any] = {
            name: form.cleaned_data[name]
            for name in ("strip", "brand", "number", "limit_ng_per_ml", "source")
        }
        return actions.receive_lot(
            by=request.user.id,
            place=slug,
            expires=form.cleaned_data["expires"].isoformat(),
            form=form.identity,
            **data,
        )

    return _filled(request, form, _("A new lot of strips"), "", act)


def control(request: BenchRequest, slug: str, lot: Lot) -> HttpResponse:
    form = ControlForm(request.POST or None)

    def act() -> Lot:
        return actions.control_lot(
            by=request.user.id,
            lot=lot.id,
            control=form.cleaned_data["control"],
            reading=form.cleaned_data["reading"],
            form=form.identity,
        )

    return _filled(request, form, _("Control"), _name(lot), act)


def stop(request: BenchRequest, slug: str, lot: Lot) -> HttpResponse:
    form = StopForm(request.POST or None)

    def act() -> Lot:
        return actions.stop_lot(
            by=request.user.id, lot=lot.id, why=form.cleaned_data["why"], form=form.identity
        )

    return _filled(request, form, _("Stop this lot"), _name(lot), act)


def _name(lot: Lot) -> str:
    return f"{lot.strip.label}, {lot.brand} {lot.number}"


def _filled(
    request: BenchRequest, form: FloorForm, title: str, label: str, act: Callable[[], Lot]
) -> HttpResponse:
    home = reverse("lots", args=[request.here.slug])
    if request.method == "POST" and form.is_valid():
        try:
            lot = act()
        except Refused as refusal:
            refused_form(form, refusal)
        else:
            stopped = _("This lot is stopped: its readings since its last good control are marked.")
            return on_to(request, home, stopped if lot.stopped_at else _("Saved."))
    context = {"form": form, "title": title, "label": label, "home": home, "tab": "bench"}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "supply/form.html", context, status=status)
