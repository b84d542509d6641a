"""Lots of strips at a site: what each can see, its controls, a lot that was stopped."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ui.answers import form_sheet, on_to, submit
from veille.ui.history import lines
from veille.ui.words import words_of

from .. import actions, reads
from ..state import Lot
from ..words import Strip
from .forms import BenchForm, ControlForm, LotForm, StopForm
from .requests import BenchRequest

#: A lot that no control was tried on for so long, in days, is hardly in use.
RESTING_DAYS = 30


def lots(request: BenchRequest, slug: str) -> HttpResponse:
    """By their last control: stopped ones first, then those in use, the latest tried first; those
    that rest are folded."""
    today, now = timezone.localdate(), clock.now()
    groups: dict[str, list[dict[str, Any]]] = {"stopped": [], "in_use": [], "resting": []}
    for row in reads.lots_by_control(slug):
        expires = date.fromisoformat(row.expires)
        last = row.proven_at or row.at
        rests = expires < today or now - last > timedelta(days=RESTING_DAYS)
        group = "stopped" if row.stopped_at else "resting" if rests else "in_use"
        strip = words_of([row.strip], Strip)
        groups[group].append(
            {"row": row, "strip": strip, "expires": expires, "expired": expires < today}
        )
    shown = [
        (_("Stopped"), groups["stopped"], False),
        (_("In use, the latest control first"), groups["in_use"], False),
        (_("No control for 30 days, or past their date"), groups["resting"], True),
    ]
    context = {"groups": [group for group in shown if group[1]], "tab": "bench"}
    return render(request, "supply/lots.html", context)


def lot(request: BenchRequest, slug: str, lot: Lot) -> HttpResponse:
    """One lot, and everything that was written of it."""
    context = {
        "lot": lot,
        "name": _name(lot),
        "expires": date.fromisoformat(lot.expires),
        "lines": lines(entries(lot.id), lot.id),
        "tab": "bench",
    }
    return render(request, "supply/lot.html", context)


def new(request: BenchRequest, slug: str) -> HttpResponse:
    form = LotForm(request.POST or None)
    if not form.is_bound:
        del form.fields["again"]  # asked where a lot of that number is here
    return _filled(
        request,
        form,
        title=_("A new lot of strips"),
        act=lambda **values: actions.receive_lot(place=slug, **values),
    )


def control(request: BenchRequest, slug: str, lot: Lot) -> HttpResponse:
    return _filled(
        request,
        ControlForm(request.POST or None),
        title=_("Control"),
        sub=_name(lot),
        act=lambda **values: actions.control_lot(lot=lot.id, **values),
    )


def stop(request: BenchRequest, slug: str, lot: Lot) -> HttpResponse:
    return _filled(
        request,
        StopForm(request.POST or None),
        title=_("Stop this lot"),
        sub=_name(lot),
        act=lambda **values: actions.stop_lot(lot=lot.id, **values),
    )


def _name(lot: Lot) -> str:
    return f"{lot.strip.label}, {lot.brand} {lot.number}"


def _filled(
    request: BenchRequest, form: BenchForm, *, title: str, act: Callable[..., Lot], sub: str = ""
) -> HttpResponse:
    home = reverse("lots", args=[request.here.slug])
    done = submit(
        request,
        form,
        lambda _data: act(by=request.user.id, submission=form.identity, **form.values()),
    )
    if done:
        stopped = _("This lot is stopped: its readings since its last good control are marked.")
        return on_to(request, home, stopped if done.made.stopped_at else _("Saved."))
    return form_sheet(request, form, title=title, save=_("Save"), back=home, sub=sub)
