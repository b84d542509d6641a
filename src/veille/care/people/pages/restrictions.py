"""Restrictions: imposing, reviewing, appeals, lifting, and those in force."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.board import handle_of
from veille.care.pages.requests import SiteRequest
from veille.ledger import clock
from veille.ledger.refusal import Absent, Refused
from veille.ui.answers import refused_form, sheet
from veille.ui.names import name_of

from .. import actions, reads
from ..policies import LONGEST_DAYS
from ..tables import RestrictionRow
from .forms import AppealForm, DecisionForm, LoweringForm, RestrictionForm, ReviewForm
from .held import lines_of
from .person import here_only, known, told_of


def in_force(request: SiteRequest, slug: str) -> HttpResponse:
    """Restrictions that keep somebody out of this site now, the next to end first."""
    rows = reads.in_force(slug, clock.now())
    people = floor.people(row.person for row in rows)
    told = [
        {
            **told_of(row),
            "who": handle_of(row.person, people[row.person].handle if row.person in people else ""),
        }
        for row in rows
    ]
    return render(request, "people/restrictions.html", {"rows": told, "tab": "people-find"})


def _here(request: SiteRequest, id: str) -> RestrictionRow:
    """A restriction of this site, or one of the whole network."""
    row = reads.restriction(id)
    if row.site != request.here.slug and row.scope != "network":
        raise Absent(_("That restriction is of another site."))
    return row


def restriction(request: SiteRequest, slug: str, restriction: str) -> HttpResponse:
    """Everything that was said of one restriction."""
    row = _here(request, restriction)
    person = known(row.person)
    context = {
        **told_of(row),
        "person": person,
        "who": handle_of(person.id, person.handle),
        "imposed_by": name_of(row.imposed_by),
        "mine": row.imposed_by == request.user.id,
        "lines": here_only(lines_of(restriction), slug),
        "tab": "people-find",
    }
    return render(request, "people/restriction.html", context)


def restrict(request: SiteRequest, slug: str, person: str) -> HttpResponse:
    """Keep a visitor out for a time."""
    row = known(person)
    form = RestrictionForm(request.here, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.restrict(
                by=request.user.id, place=slug, person=person, kind=told["kind"],
                until=form.ends(), note=told["note"], scope=told["scope"], form=form.identity,
            )  # fmt: skip
        except Refused as refusal:
            refused_form(form, refusal)
        else:
            words = _("Recorded. Tell the visitor until when and why, and that they can appeal.")
            return done(request, words, to=reverse("person", args=[slug, person]))
    context = {"person": row, "who": handle_of(row.id, row.handle), "days": LONGEST_DAYS}
    return sheet(request, "people/restrict.html", context, form)


def review(request: SiteRequest, slug: str, restriction: str) -> HttpResponse:
    """Look at a restriction again."""
    return _verb(
        request, restriction, ReviewForm(request.here, request.POST or None), actions.review,
        _("Reviewed."), _("Review the restriction"),
    )  # fmt: skip


def appeal(request: SiteRequest, slug: str, restriction: str) -> HttpResponse:
    """Write down a visitor's appeal."""
    return _verb(
        request, restriction, AppealForm(request.POST or None), actions.appeal,
        _("The appeal is recorded. A colleague of whoever imposed the restriction decides it."),
        _("The visitor appeals"),
    )  # fmt: skip


def decide(request: SiteRequest, slug: str, restriction: str) -> HttpResponse:
    """Decide an appeal."""
    return _verb(
        request, restriction, DecisionForm(request.here, request.POST or None), actions.decide,
        _("Decided. Tell the visitor, and why."), _("Decide the appeal"),
    )  # fmt: skip


def lift(request: SiteRequest, slug: str, restriction: str) -> HttpResponse:
    """End a restriction now."""
    return _verb(
        request, restriction, LoweringForm(request.POST or None), actions.lift,
        _("Lifted: they can come in again."), _("Lift the restriction"),
    )  # fmt: skip


def _verb(
    request: SiteRequest, id: str, form: BaseForm, action: Callable[..., Any], words: str,
    title: str,
) -> HttpResponse:  # fmt: skip
    """One thing said of a restriction, by a sheet with a form."""
    row = _here(request, id)
    home = reverse("person", args=[request.here.slug, row.person])
    if request.method == "POST" and form.is_valid():
        told = {key: value for key, value in form.cleaned_data.items() if key != "form"}
        try:
            action(by=request.user.id, restriction=id, form=form.identity, **told)  # type: ignore[attr-defined]
        except Refused as refusal:
            refused_form(form, refusal)
        else:
            return done(request, words, to=home)
    person = known(row.person)
    context = {
        **told_of(row), "who": handle_of(person.id, person.handle), "title": title, "home": home
    }  # fmt: skip
    return sheet(request, "people/restriction_verb.html", context, form)
