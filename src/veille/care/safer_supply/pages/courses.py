"""A person's course: enrolling, the prescription, its calendar, pause and stop."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.objects import readable
from veille.care.pages.requests import SiteRequest
from veille.care.tables import PersonRow
from veille.ledger.facts import Sealed
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent
from veille.ledger.vault import vault
from veille.ui.answers import form_sheet, sheet, submit
from veille.ui.forms import FloorForm
from veille.ui.history import lines
from veille.ui.names import handle_of, name_of
from veille.ui.words import words_of

from .. import actions, reads
from ..policies import Day as InWords
from ..tables import EnrolmentRow
from ..words import Mg, PauseReason, Status, StopReason, Units, Way, Why, product_words
from .forms import PauseForm, PrescriptionForm, ResumeForm, ReviewForm, StopForm

#: How far back a course's calendar goes, and how many doses stand in its table.
CALENDAR = timedelta(days=27)
_DOSES_IN_TABLE = 12


def _handle_of(person: PersonRow) -> str:
    """A person's handle; Absent for somebody forgotten."""
    if person.forgotten:
        raise Absent(_("That visitor is not in this ledger, or was forgotten."))
    return handle_of(person.id, person.handle)


def _who(row: EnrolmentRow) -> str:
    person = floor.person(row.person)
    return handle_of(row.person, person.handle) if person else _("forgotten")


def _prescriber(row: EnrolmentRow) -> str:
    return vault().open(row.person, Sealed(row.prescriber)) or ""


def person(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """All enrolments of one person."""
    who = _handle_of(person)
    rows = [
        {
            "enrolment": row,
            "product": product_words(row.product),
            "dose": Mg(row.dose_ug),
            "status": words_of([row.status], Status),
        }
        for row in reads.enrolments_of(person.id)
    ]
    context = {"rows": rows, "who": who, "person": person.id, "tab": "safer-supply"}
    return render(request, "safer_supply/person.html", context)


def enrolment(request: SiteRequest, slug: str, enrolment: EnrolmentRow) -> HttpResponse:
    """One course: what is prescribed, the last four weeks, every entry."""
    site = request.here
    today = floor.day_of(site)
    days = reads.calendar(site, enrolment, today.begins - CALENDAR)
    doses = [dose for day in days for dose in day.doses]
    parts = [*entries(enrolment.id)]
    for dose in doses:
        parts += entries(dose.id)
    why = {**dict(PauseReason.choices), **dict(StopReason.choices)}.get(
        enrolment.why, enrolment.why
    )
    context = {
        "enrolment": enrolment,
        "who": _who(enrolment),
        "product": product_words(enrolment.product),
        "dose": Mg(enrolment.dose_ug),
        "units": Units(enrolment.dose_ug // enrolment.strength_ug, enrolment.form),
        "most": Mg(enrolment.most_ug),
        "status": words_of([enrolment.status], Status),
        "why": why,
        "prescriber": _prescriber(enrolment),
        "review_on": InWords(date.fromisoformat(enrolment.review_on)),
        "review_past": enrolment.review_on < today.date.date().isoformat(),
        "days": days,
        "missed": sum(day.missed for day in days),
        "taken": sum(bool(day.given.doses) for day in days),
        "doses": [_dose(dose) for dose in reversed(doses)][:_DOSES_IN_TABLE],
        "given": reads.given_on(enrolment.id, today),
        "lines": readable(request, lines(parts, enrolment.person)),
        "tab": "safer-supply",
    }
    return render(request, "safer_supply/enrolment.html", context)


def _dose(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "mg": Mg(row.net_ug),
        "units": Units(row.net_units, row.form),
        "back": row.units - row.net_units,
        "way": words_of([row.way], Way) if row.way else "",
        "why": words_of([row.why], Why) if row.why else "",
        "by": name_of(row.given_by),
    }


def enrol(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Write down that a prescriber enrolled somebody."""
    who = _handle_of(person)
    kept = [row for row in reads.products(slug) if not row.retired]
    form = PrescriptionForm(request.POST or None, kept=kept, rules=reads.rules(slug))
    if submitted := submit(
        request,
        form,
        lambda data: actions.enrol(
            by=request.user.id,
            place=slug,
            person=person.id,
            plan=form.plan(),
            review_on=data["review_on"],
            prescriber=data["prescriber"],
            note=data["note"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        made = submitted.made
        words = _("%(who)s is enrolled.") % {"who": who}
        to = reverse("safer-supply-enrolment", args=[slug, made.id])
        return done(request, words, to=to)
    context = {
        "who": who,
        "kept": kept,
        "title": _("%(who)s: enrol") % {"who": who},
        "verb": _("Enrol"),
        "back": reverse("safer-supply-person", args=[slug, person]),
    }
    return sheet(request, "safer_supply/prescription.html", context, form)


def change(request: SiteRequest, slug: str, enrolment: EnrolmentRow) -> HttpResponse:
    """Write down another prescription."""
    kept = [
        one for one in reads.products(slug) if not one.retired or one.product == enrolment.product
    ]
    form = PrescriptionForm(
        request.POST or None,
        kept=kept,
        rules=reads.rules(slug),
        now=enrolment,
        prescriber=_prescriber(enrolment),
    )
    if submit(
        request,
        form,
        lambda data: actions.change_prescription(
            by=request.user.id,
            place=slug,
            enrolment=enrolment.id,
            plan=form.plan(),
            review_on=data["review_on"],
            prescriber=data["prescriber"],
            note=data["note"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        return _changed(request, enrolment)
    who = _who(enrolment)
    context = {
        "who": who,
        "kept": kept,
        "title": _("%(who)s: change the prescription") % {"who": who},
        "verb": _("Save the prescription"),
        "back": _address(slug, enrolment),
    }
    return sheet(request, "safer_supply/prescription.html", context, form)


def review(request: SiteRequest, slug: str, enrolment: EnrolmentRow) -> HttpResponse:
    """The prescriber saw the person."""
    form = ReviewForm(request.POST or None, prescriber=_prescriber(enrolment))
    return _verb(
        request,
        enrolment,
        form,
        actions.review,
        ("review_on", "prescriber"),
        title=_("%(who)s: seen by the prescriber"),
        verb=_("Record the review"),
    )


def pause(request: SiteRequest, slug: str, enrolment: EnrolmentRow) -> HttpResponse:
    return _verb(
        request,
        enrolment,
        PauseForm(request.POST or None),
        actions.pause,
        ("why",),
        title=_("%(who)s: pause"),
        verb=_("Pause"),
    )


def resume(request: SiteRequest, slug: str, enrolment: EnrolmentRow) -> HttpResponse:
    return _verb(
        request,
        enrolment,
        ResumeForm(request.POST or None),
        actions.resume,
        (),
        title=_("%(who)s: resume"),
        verb=_("The prescriber agrees: resume"),
    )


def stop(request: SiteRequest, slug: str, enrolment: EnrolmentRow) -> HttpResponse:
    return _verb(
        request,
        enrolment,
        StopForm(request.POST or None),
        actions.stop,
        ("why", "decided_by"),
        title=_("%(who)s: stop safer supply"),
        verb=_("Stop for good"),
    )


def _address(slug: str, row: EnrolmentRow) -> str:
    return reverse("safer-supply-enrolment", args=[slug, row.id])


def _changed(request: SiteRequest, row: EnrolmentRow) -> HttpResponse:
    return done(request, _("Noted."), to=_address(request.here.slug, row))


def _verb(
    request: SiteRequest,
    row: EnrolmentRow,
    form: FloorForm,
    act: Callable[..., Any],
    asked: tuple[str, ...],
    *,
    title: str,
    verb: str,
) -> HttpResponse:
    """A sheet that asks for a few words and does one thing to an enrolment."""
    if submit(
        request,
        form,
        lambda data: act(
            by=request.user.id,
            place=request.here.slug,
            enrolment=row.id,
            submission=form.identity,
            **{name: data[name] for name in (*asked, "note", "at")},
        ),
    ):
        return _changed(request, row)
    return form_sheet(
        request,
        form,
        title=title % {"who": _who(row)},
        sub=_("Safer supply"),
        save=verb,
        back=_address(request.here.slug, row),
    )
