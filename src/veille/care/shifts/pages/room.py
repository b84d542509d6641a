"""What this room gives to pages that belong to none: words, corrections, doors, a tab."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from veille.care import reads as floor
from veille.care.pages.rooms import CareRoom, DayPart, Door
from veille.care.reads import Day
from veille.care.tables import SiteRow, VisitRow
from veille.ledger import clock
from veille.ledger.recording import entries, words_key
from veille.ui.history import Line, lines
from veille.ui.rooms import Kind, Tab, ToDo, as_in

from .. import facts, reads
from ..tables import IncidentRow
from ..words import Where
from .forms import IncidentForm, StepForm


def _incident(body: facts.IncidentHappened) -> str:
    parts = [str(body.what.label)]
    if body.where != Where.OTHER:
        parts.append(str(body.where.label))
    if body.seat:
        parts.append(_("seat %(seat)s") % {"seat": body.seat})
    return _("Incident: %(told)s") % {"told": " · ".join(parts)}


def _debrief_held(body: facts.DebriefHeld) -> str:
    if body.present is None:
        return _("Debrief held, night of %(date)s") % {"date": body.date}
    values = {"date": body.date, "n": body.present}
    return _("Debrief held, night of %(date)s, %(n)s present") % values


def page_of(_kind: str, slug: str, about: str) -> str:
    if IncidentRow.objects.filter(pk=about).exists():
        return reverse("incident", args=[slug, about])
    return reverse("shift", args=[slug])


def _doors(site: SiteRow, visit: VisitRow) -> Sequence[Door]:
    address = reverse("incident-new", args=[site.slug])
    return [Door("incident-new", _lazy("An incident…"), f"{address}?visit={visit.id}")]


def incident_lines(incident: str) -> list[Line]:
    return lines(entries(incident), words_key(incident))


def _of_day(site: SiteRow, day: Day) -> Sequence[DayPart]:
    """The day's incidents, each with what was done."""
    found = reads.incidents_between(site.slug, day.begins, day.ends)
    parts = [line for row in reversed(found) for line in incident_lines(row.id)]
    return [DayPart(_("Incidents"), parts)] if parts else []


def _on_coming(site: SiteRow) -> str:
    """To the shift's page, where somebody left words or a debrief is to be held."""
    now = clock.now()
    asked = any(night.debrief is None for night in reads.hard_nights(site, now))
    waits = bool(reads.notes(site.slug, now)) or asked
    return reverse("shift", args=[site.slug]) if waits else ""


def _seat(site: SiteRow) -> forms.Field:
    numbers = [("", "–"), *((seat["number"], seat["number"]) for seat in site.seats)]
    return forms.ChoiceField(
        label=_lazy("Seat"), choices=numbers, widget=forms.RadioSelect, required=False
    )


def _tidy_incident(_said: facts.IncidentHappened, changes: dict[str, Any]) -> dict[str, Any]:
    return {"where": changes["where"] or Where.OTHER}


_SERVICE = as_in(StepForm, "service", label=_lazy("Who was called"))


def _to_do(slug: str, now: datetime) -> Iterator[ToDo]:
    address = reverse("shift", args=[slug])
    incidents = len(reads.open_incidents(slug))
    if incidents:
        words = ngettext(
            "%(n)s incident is not closed", "%(n)s incidents are not closed", incidents
        )
        yield ToDo(words=words % {"n": incidents}, address=address, done_by="incident-close")
    nights = sum(night.debrief is None for night in reads.hard_nights(floor.site(slug), now))
    if nights:
        words = ngettext(
            "%(n)s hard night waits for a debrief", "%(n)s hard nights wait for a debrief", nights
        )
        yield ToDo(words=words % {"n": nights}, address=address, done_by="debrief")


ROOM = CareRoom(
    prefix="care.shifts.",
    page_of=page_of,
    kinds={
        facts.NoteLeft: Kind(_lazy("Hand-over note"), {}),
        facts.IncidentHappened: Kind(
            _incident,
            {
                **as_in(IncidentForm, "what"),
                **as_in(IncidentForm, "where", required=True),
                "seat": _seat,
            },
            tidy=_tidy_incident,
        ),
        facts.HelpCalled: Kind(_lazy("Called: %(service)s"), _SERVICE),
        facts.HelpCame: Kind(_lazy("Here: %(service)s"), _SERVICE),
        facts.IncidentNoted: Kind(_lazy("Note"), {}),
        facts.IncidentClosed: Kind(_lazy("Incident closed"), {}),
        facts.DebriefHeld: Kind(_debrief_held, {}),
        facts.DebriefDeclined: Kind(_lazy("No debrief wanted, night of %(date)s"), {}),
    },
    things_of_visit=reads.of_visit,
    things_of_person=reads.of_person,
    doors=_doors,
    tabs=(Tab("shift", _lazy("Shift")),),
    to_do=_to_do,
    of_day=_of_day,
    on_coming=_on_coming,
)
