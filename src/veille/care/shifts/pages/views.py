"""The shift: who is on duty, what the last one leaves, incidents, debriefs."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.board import duty_names, handles_of
from veille.care.pages.objects import visit as visit_here
from veille.care.pages.requests import SiteRequest
from veille.ledger import clock
from veille.ledger.facts import Sealed
from veille.ledger.ids import check_id
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed
from veille.ledger.vault import vault
from veille.ui.answers import form_sheet, sheet, submit
from veille.ui.names import name_of
from veille.ui.words import words_of

from .. import actions, reads
from ..policies import DEBRIEF_HOURS, KEPT_HOURS, MANY_DOSES, MANY_OVERDOSES
from ..purge import purge
from ..tables import IncidentRow, NoteRow
from ..words import Hard, IncidentKind, Service, Where
from .forms import ClosingForm, DebriefForm, HandoverForm, IncidentForm, StepForm, WordsForm
from .room import incident_lines

#: The shift's page shows incidents this far back, and open ones however old.
_LATELY = timedelta(days=2)


def shift(request: SiteRequest, slug: str) -> HttpResponse:
    """What whoever comes on duty reads first."""
    purge()
    now = clock.now()
    lately = reads.incidents_between(slug, now - _LATELY, now)
    shown = {row.id: row for row in [*reads.open_incidents(slug), *lately]}
    nights = [_night(night) for night in reads.hard_nights(request.here, now)]
    context = {
        "duty": duty_names(floor.on_duty(slug)),
        "notes": [_note(row) for row in reads.notes(slug, now)],
        "incidents": [_incident(row) for row in shown.values()],
        "unanswered": [night for night in nights if not night["night"].debrief],
        "answered": [night for night in nights if night["night"].debrief],
        "debrief_hours": DEBRIEF_HOURS,
        "doses": MANY_DOSES,
        "overdoses": MANY_OVERDOSES,
        "tab": "shift",
    }
    return render(request, "shifts/shift.html", context)


def _note(row: NoteRow) -> dict[str, Any]:
    return {
        "row": row,
        "words": vault().open(row.id, Sealed(row.note)) or _("gone"),
        "by": name_of(row.by),
        "entry": entries(row.id)[0],
    }


def _incident(row: IncidentRow) -> dict[str, Any]:
    return {
        "row": row,
        "kind": words_of([row.kind], IncidentKind),
        "where": words_of([row.where], Where) if row.where != Where.OTHER else "",
        "calls": [
            {
                "service": words_of([call["service"]], Service),
                "called": _moment(call["called"]),
                "came": _moment(call["came"]),
            }
            for call in row.calls
        ],
        "by": name_of(row.by),
    }


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _night(night: reads.HardNight) -> dict[str, Any]:
    return {
        "night": night,
        "why": words_of([why.value for why in night.why], Hard),
        "by": name_of(night.debrief.by) if night.debrief else "",
    }


def hand_over(request: SiteRequest, slug: str) -> HttpResponse:
    """Leave words to the next shift."""
    form = HandoverForm(request.POST or None)
    home = reverse("shift", args=[slug])
    if submit(
        request,
        form,
        lambda data: actions.hand_over(
            by=request.user.id,
            place=slug,
            note=data["note"],
            hours=int(data["hours"].value),
            submission=form.identity,
        ),
    ):
        return done(request, _("Left for the next shift."), to=home)
    return form_sheet(
        request,
        form,
        title=_("A note for the next shift"),
        sub=_(
            "Sealed, and gone by itself after %(hours)s hours at most. What concerns one visitor "
            "belongs to their visit."
        )
        % {"hours": KEPT_HOURS},
        save=_("Leave the note"),
        back=home,
    )


def new_incident(request: SiteRequest, slug: str) -> HttpResponse:
    """Record an incident; of a visitor, where it is reached from their visit."""
    visit = request.GET.get("visit", "")
    whose = None
    if visit:
        whose = visit_here(request, check_id(visit))
    seat = whose.seat if whose else ""
    usual = {"seat": seat, "where": Where.CONSUMPTION if seat else None}
    form = IncidentForm(request.here, request.POST or None, initial=usual)
    if submitted := submit(
        request,
        form,
        lambda data: actions.happened(
            by=request.user.id,
            place=slug,
            what=data["what"],
            where=data["where"] or Where.OTHER,
            seat=data["seat"],
            visit=visit,
            called=data["called"],
            note=data["note"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        incident = submitted.made
        home = reverse("incident", args=[slug, incident.id])
        return done(request, _("Recorded."), to=home)
    context = {
        "who": handles_of([whose])[whose.id] if whose else "",
        "home": reverse("visit", args=[slug, visit]) if whose else reverse("shift", args=[slug]),
    }
    return sheet(request, "shifts/incident_new.html", context, form)


def incident(request: SiteRequest, slug: str, incident: IncidentRow) -> HttpResponse:
    """One incident: what happened, who was called, and what is still to be done."""
    whose = floor.visits([incident.visit]) if incident.visit else []
    called = {call["service"]: call for call in incident.calls}
    context = {
        **_incident(incident),
        "who": handles_of(whose)[incident.visit] if whose else "",
        "services": [
            {"value": service.value, "label": service.label, **called.get(service.value, {})}
            for service in Service
        ],
        "lines": incident_lines(incident.id),
        "tab": "shift",
    }
    return render(request, "shifts/incident.html", context)


def step(request: SiteRequest, slug: str, incident: IncidentRow) -> HttpResponse:
    """One tap: a service was called, or is here."""
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Malformed(
            _("That tap was not understood. Open the incident again, then tap once more.")
        )
    verb = actions.came if form.cleaned_data["came"] else actions.call
    service = form.cleaned_data["service"]
    verb(by=request.user.id, incident=incident.id, service=service, submission=form.identity)
    return done(request, _("Noted."), to=reverse("incident", args=[slug, incident]))


def add_note(request: SiteRequest, slug: str, incident: IncidentRow) -> HttpResponse:
    """Write something more down."""
    form = WordsForm(request.POST or None)
    home = reverse("incident", args=[slug, incident])
    if submit(
        request,
        form,
        lambda data: actions.add_note(
            by=request.user.id,
            incident=incident.id,
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Noted."), to=home)
    return form_sheet(
        request,
        form,
        title=_("A note on the incident"),
        sub=words_of([incident.kind], IncidentKind),
        save=_("Save"),
        back=home,
    )


def close(request: SiteRequest, slug: str, incident: IncidentRow) -> HttpResponse:
    """Say that an incident is over and dealt with."""
    form = ClosingForm(request.POST or None)
    home = reverse("incident", args=[slug, incident])
    if submit(
        request,
        form,
        lambda data: actions.close(
            by=request.user.id,
            incident=incident.id,
            note=data["note"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        words = _("The incident is closed.")
        return done(request, words, to=reverse("shift", args=[slug]))
    return form_sheet(
        request,
        form,
        title=_("Close the incident"),
        sub=words_of([incident.kind], IncidentKind),
        save=_("Save"),
        back=home,
    )


def debrief(request: SiteRequest, slug: str, date: str) -> HttpResponse:
    """Say that a hard night was talked over, or that nobody wanted to."""
    home = reverse("shift", args=[slug])
    form = DebriefForm(request.POST or None)
    held = "declined" not in request.POST
    if submit(
        request,
        form,
        lambda data: actions.answer_debrief(
            by=request.user.id,
            place=slug,
            date=date,
            held=held,
            present=data["present"] if held else None,
            submission=form.identity,
        ),
    ):
        return done(request, _("Noted."), to=home)
    return sheet(request, "shifts/debrief.html", {"date": date, "home": home}, form)
