"""What this room gives to pages that belong to none: words, corrections, doors, a tab."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.care.pages.rooms import CareRoom, DayPart, Door
from veille.care.reads import Day
from veille.care.tables import SiteRow, VisitRow
from veille.ledger import clock
from veille.ledger.facts import Body
from veille.ledger.recording import entries, words_key
from veille.ui.fields import ChipField
from veille.ui.history import Line, lines
from veille.ui.rooms import Tab
from veille.ui.words import words_of

from .. import facts, reads
from ..tables import IncidentRow
from ..words import IncidentKind, Service, Where


def in_words(body: Body) -> str:
    """What an entry of this room says, in the reader's language."""
    match body:
        case facts.NoteLeft():
            return _("Hand-over note")
        case facts.IncidentHappened():
            parts = [words_of([body.what], IncidentKind)]
            if body.where != Where.OTHER:
                parts.append(words_of([body.where], Where))
            if body.seat:
                parts.append(_("seat %(seat)s") % {"seat": body.seat})
            return _("Incident: %(told)s") % {"told": " · ".join(parts)}
        case facts.HelpCalled():
            return _("Called: %(who)s") % {"who": words_of([body.service], Service)}
        case facts.HelpCame():
            return _("Here: %(who)s") % {"who": words_of([body.service], Service)}
        case facts.IncidentNoted():
            return _("Note")
        case facts.IncidentClosed():
            return _("Incident closed")
        case facts.DebriefHeld():
            if body.present is None:
                return _("Debrief held, night of %(date)s") % {"date": body.date}
            return _("Debrief held, night of %(date)s, %(n)s present") % {
                "date": body.date,
                "n": body.present,
            }
        case facts.DebriefDeclined():
            return _("No debrief wanted, night of %(date)s") % {"date": body.date}
    return ""


def page_of(_kind: str, slug: str, about: str) -> str:
    if IncidentRow.objects.filter(pk=about).exists():
        return reverse("incident", args=[slug, about])
    return reverse("shift", args=[slug])


def _doors(site: SiteRow, visit: VisitRow) -> Sequence[Door]:
    address = reverse("incident-new", args=[site.slug])
    return [Door("incident-new", gettext_lazy("An incident…"), f"{address}?visit={visit.id}")]


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
        label=gettext_lazy("Seat"), choices=numbers, widget=forms.RadioSelect, required=False
    )


def _tidied(_body: Body, changes: dict[str, Any]) -> dict[str, Any]:
    if "where" in changes:
        changes["where"] = changes["where"] or Where.OTHER
    return changes


def _service(_site: SiteRow) -> forms.Field:
    return ChipField(Service, label=gettext_lazy("Who was called"))


ROOM = CareRoom(
    kinds="care.shifts.",
    in_words=in_words,
    page_of=page_of,
    correctable={
        facts.NoteLeft: {},
        facts.IncidentHappened: {
            "what": lambda _s: ChipField(IncidentKind, label=gettext_lazy("What happened")),
            "where": lambda _s: ChipField(Where, label=gettext_lazy("Where")),
            "seat": _seat,
        },
        facts.HelpCalled: {"service": _service},
        facts.HelpCame: {"service": _service},
        facts.IncidentNoted: {},
        facts.IncidentClosed: {},
        facts.DebriefHeld: {},
        facts.DebriefDeclined: {},
    },
    tidied=_tidied,
    things_of_visit=reads.of_visit,
    things_of_person=reads.of_person,
    doors=_doors,
    tabs=(Tab("shift", gettext_lazy("Shift")),),
    of_day=_of_day,
    on_coming=_on_coming,
)
