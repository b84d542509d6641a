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
from veille.care.pages.board import handle_of
from veille.care.pages.requests import SiteRequest
from veille.ledger.facts import Sealed
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent, Refused
from veille.ledger.vault import vault
from veille.ui.answers import refused_form, sheet
from veille.ui.forms import FloorForm
from veille.ui.history import lines
from veille.ui.names import name_of
from veille.ui.words import words_of

from .. import actions, reads
from ..policies import Day as InWords
from ..tables import EnrolmentRow
from ..words import Mg, PauseReason, Status, StopReason, Units, Way, Why, product_words
from .forms import PauseForm, PrescriptionForm, ResumeForm, ReviewForm, StopForm

#: How far back a course's calendar goes, and how many doses stand in its table.
CALENDAR = timedelta(days=27)
_DOSES_IN_TABLE = 12


def _known(person: str) -> str:
    """A person's handle; Absent for somebody unknown or forgotten."""
    row = floor.person(person)
    if row is None or row.forgotten:
        raise Absent(_("That visitor is not in this ledger, or was forgotten."))
    return handle_of(person, row.handle)


def _who(row: EnrolmentRow) -> str:
    person = floor.person(row.person)
    return handle_of(row.person, person.handle) if person else _("forgotten")


def _prescriber(row: EnrolmentRow) -> str:
    return vault().open(row.person, Sealed(row.prescriber)) or ""


def person(request: SiteRequest, slug: str, person: str) -> HttpResponse:
    """All enrolments of one person."""
    who = _known(person)
    rows = [
        {
            "enrolment": row,
            "product": product_words(row.product),
            "dose": Mg(row.dose_ug),
            "status": words_of([row.status], Status),
        }
        for row in reads.enrolments_of(person)
    ]
    context = {"rows": rows, "who": who, "person": person, "tab": "safer-supply"}
    return render(request, "safer_supply/person.html", context)


def enrolment(request: SiteRequest, slug: str, enrolment: str) -> HttpResponse:
    """One course: what is prescribed, the last four weeks, every entry."""
    row = reads.enrolment(enrolment)
    site = request.here
    today = floor.day_of(site)
    days = reads.calendar(site, row, today.begins - CALENDAR)
    doses = [dose for day in days for dose in day.doses]
    told = [*entries(row.id)]
    for dose in doses:
        told += entries(dose.id)
    why = {**dict(PauseReason.choices), **dict(StopReason.choices)}.get(row.why, row.why)
    context = {
        "enrolment": row,
        "who": _who(row),
        "product": product_words(row.product),
        "dose": Mg(row.dose_ug),
        "units": Units(row.dose_ug // row.strength_ug, row.form),
        "most": Mg(row.most_ug),
        "status": words_of([row.status], Status),
        "why": why,
        "prescriber": _prescriber(row),
        "review_on": InWords(date.fromisoformat(row.review_on)),
        "review_past": row.review_on < today.date.date().isoformat(),
        "days": days,
        "missed": sum(day.missed for day in days),
        "taken": sum(bool(day.given.doses) for day in days),
        "doses": [_dose(dose) for dose in reversed(doses)][:_DOSES_IN_TABLE],
        "given": reads.given_on(row.id, today),
        "lines": lines(told, row.person),
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


def enrol(request: SiteRequest, slug: str, person: str) -> HttpResponse:
    """Write down that a prescriber enrolled somebody."""
    who = _known(person)
    kept = [row for row in reads.products(slug) if not row.retired]
    form = PrescriptionForm(request.POST or None, kept=kept, rules=reads.rules(slug))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.enrol(
                by=request.user.id, place=slug, person=person, plan=form.plan(),
                review_on=told["review_on"], prescriber=told["prescriber"], note=told["note"],
                at=told["at"], form=form.identity,
            )  # fmt: skip
        except Refused as refusal:
            refused_form(form, refusal)
        else:
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


def change(request: SiteRequest, slug: str, enrolment: str) -> HttpResponse:
    """Write down another prescription."""
    row = reads.enrolment(enrolment)
    kept = [one for one in reads.products(slug) if not one.retired or one.product == row.product]
    form = PrescriptionForm(
        request.POST or None, kept=kept, rules=reads.rules(slug), now=row,
        prescriber=_prescriber(row),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.change_prescription(
                by=request.user.id, place=slug, enrolment=enrolment, plan=form.plan(),
                review_on=told["review_on"], prescriber=told["prescriber"], note=told["note"],
                at=told["at"], form=form.identity,
            )  # fmt: skip
        except Refused as refusal:
            refused_form(form, refusal)
        else:
            return _changed(request, row)
    who = _who(row)
    context = {
        "who": who,
        "kept": kept,
        "title": _("%(who)s: change the prescription") % {"who": who},
        "verb": _("Save the prescription"),
        "back": _address(slug, row),
    }
    return sheet(request, "safer_supply/prescription.html", context, form)


def review(request: SiteRequest, slug: str, enrolment: str) -> HttpResponse:
    """The prescriber saw the person."""
    row = reads.enrolment(enrolment)
    form = ReviewForm(request.POST or None, prescriber=_prescriber(row))
    return _verb(
        request, row, form, actions.review, ("review_on", "prescriber"),
        title=_("%(who)s: seen by the prescriber"), verb=_("Record the review"),
    )  # fmt: skip


def pause(request: SiteRequest, slug: str, enrolment: str) -> HttpResponse:
    row = reads.enrolment(enrolment)
    return _verb(
        request, row, PauseForm(request.POST or None), actions.pause, ("why",),
        title=_("%(who)s: pause"), verb=_("Pause"),
    )  # fmt: skip


def resume(request: SiteRequest, slug: str, enrolment: str) -> HttpResponse:
    row = reads.enrolment(enrolment)
    return _verb(
        request, row, ResumeForm(request.POST or None), actions.resume, (),
        title=_("%(who)s: resume"), verb=_("The prescriber agrees: resume"),
    )  # fmt: skip


def stop(request: SiteRequest, slug: str, enrolment: str) -> HttpResponse:
    row = reads.enrolment(enrolment)
    return _verb(
        request, row, StopForm(request.POST or None), actions.stop, ("why", "decided_by"),
        title=_("%(who)s: stop safer supply"), verb=_("Stop for good"),
    )  # fmt: skip


def _address(slug: str, row: EnrolmentRow) -> str:
    return reverse("safer-supply-enrolment", args=[slug, row.id])


def _changed(request: SiteRequest, row: EnrolmentRow) -> HttpResponse:
    return done(request, _("Noted."), to=_address(request.here.slug, row))


def _verb(
    request: SiteRequest, row: EnrolmentRow, form: FloorForm, act: Callable[..., Any],
    asked: tuple[str, ...], *, title: str, verb: str,
) -> HttpResponse:  # fmt: skip
    """A sheet that asks for a few words and does one thing to an enrolment."""
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        words = {name: told[name] for name in (*asked, "note", "at")}
        try:
            act(by=request.user.id, place=request.here.slug, enrolment=row.id,
                form=form.identity, **words)  # fmt: skip
        except Refused as refusal:
            refused_form(form, refusal)
        else:
            return _changed(request, row)
    context = {
        "title": title % {"who": _who(row)},
        "verb": verb,
        "back": _address(request.here.slug, row),
        "fields": [form[name] for name in (*asked, "note", "at")],
    }
    return sheet(request, "safer_supply/verb.html", context, form)
