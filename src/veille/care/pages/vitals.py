"""Vital signs in an overdose's timeline, and the sheet that goes with the paramedics."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ui.answers import sheet, submit
from veille.ui.history import lines
from veille.ui.words import words_of

from .. import actions, reads
from ..tables import OverdoseRow
from ..words import Sign, Substance
from .answers import done
from .forms import VitalsForm
from .requests import SiteRequest
from .rooms import alerts_beside

#: Both stand on the sheet side by side: nobody has to choose while the ambulance waits.
_LANGUAGES = ("fr", "en")


def vitals(request: SiteRequest, slug: str, overdose: OverdoseRow) -> HttpResponse:
    """Record what was measured."""
    form = VitalsForm(request.POST or None)
    form.fields["at"].near = overdose.ended_at  # type: ignore[attr-defined]
    if submit(
        request,
        form,
        lambda _data: actions.measure(
            by=request.user.id, overdose=overdose.id, submission=form.identity, **form.said()
        ),
    ):
        return done(request, _("Added."), to=reverse("overdose", args=[slug, overdose]))
    return sheet(request, "care/vitals.html", {"overdose": overdose}, form)


def for_paramedics(request: SiteRequest, slug: str, overdose: OverdoseRow) -> HttpResponse:
    """One page to print and hand over: what happened and when, in both languages. It names nobody:
    no handle, no code, no member of staff, none of the sealed words."""
    parts = []
    for language in _LANGUAGES:
        with translation.override(language):
            context = _told(request, overdose)
            words = render_to_string("care/paramedics_part.html", context)
        parts.append({"language": language, "words": words})
    return render(request, "care/paramedics.html", {"overdose": overdose, "parts": parts})


def _told(request: SiteRequest, overdose: OverdoseRow) -> dict[str, Any]:
    """What the sheet says, in the language that is active."""
    visit = reads.visit(overdose.visit)
    told = lines(entries(overdose.id), "")
    return {
        "site": request.here,
        "overdose": overdose,
        "signs": words_of(overdose.signs, Sign),
        "substances": words_of(visit.substances, Substance),
        "alerts": alerts_beside(request.here, visit),
        "lines": [line for line in told if not line.entry.struck],
        "printed": clock.now(),
    }
