"""Restrictions: imposing, reviewing, appeals, lifting, and those in force."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.requests import SiteRequest
from veille.care.tables import PersonRow
from veille.ledger import clock
from veille.ui.answers import form_sheet, sheet, submit
from veille.ui.forms import FloorForm
from veille.ui.names import handle_of, name_of
from veille.ui.words import date_words, words_of

from .. import actions, reads
from ..policies import LONGEST_DAYS
from ..tables import RestrictionRow
from ..words import RestrictionKind
from .forms import AppealForm, DecisionForm, LoweringForm, RestrictionForm, ReviewForm
from .person import here_only, known, told_of
from .record import lines_of


def in_force(request: SiteRequest, slug: str) -> HttpResponse:
    """Restrictions that keep somebody out of this site now, the next to end first."""
    rows = reads.in_force(slug, clock.now())
    people = floor.people(row.person for row in rows)
    parts = [
        {
            **told_of(row),
            "who": handle_of(row.person, people[row.person].handle if row.person in people else ""),
        }
        for row in rows
    ]
    return render(request, "people/restrictions.html", {"rows": parts, "tab": "people-find"})


def restriction(request: SiteRequest, slug: str, restriction: RestrictionRow) -> HttpResponse:
    """Everything that was said of one restriction."""
    person = known(restriction.person)
    context = {
        **told_of(restriction),
        "person": person,
        "who": handle_of(person.id, person.handle),
        "imposed_by": name_of(restriction.imposed_by),
        "mine": restriction.imposed_by == request.user.id,
        "lines": here_only(lines_of(restriction.id), slug),
        "tab": "people-find",
    }
    return render(request, "people/restriction.html", context)


def restrict(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Keep a visitor out for a time."""
    form = RestrictionForm(request.here, request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.restrict(
            by=request.user.id,
            place=slug,
            person=person.id,
            kind=data["kind"],
            until=form.ends(),
            note=data["note"],
            scope=data["scope"],
            submission=form.identity,
        ),
    ):
        words = _("Recorded. Tell the visitor until when and why, and that they can appeal.")
        return done(request, words, to=reverse("person", args=[slug, person]))
    context = {"person": person, "who": handle_of(person.id, person.handle), "days": LONGEST_DAYS}
    return sheet(request, "people/restrict.html", context, form)


def review(request: SiteRequest, slug: str, restriction: RestrictionRow) -> HttpResponse:
    """Look at a restriction again."""
    return _verb(
        request,
        restriction,
        ReviewForm(request.here, request.POST or None),
        actions.review,
        _("Reviewed."),
        _("Review the restriction"),
    )


def appeal(request: SiteRequest, slug: str, restriction: RestrictionRow) -> HttpResponse:
    """Write down a visitor's appeal."""
    return _verb(
        request,
        restriction,
        AppealForm(request.POST or None),
        actions.appeal,
        _("The appeal is recorded. A colleague of whoever imposed the restriction decides it."),
        _("The visitor appeals"),
    )


def decide(request: SiteRequest, slug: str, restriction: RestrictionRow) -> HttpResponse:
    """Decide an appeal."""
    return _verb(
        request,
        restriction,
        DecisionForm(request.here, request.POST or None),
        actions.decide,
        _("Decided. Tell the visitor, and why."),
        _("Decide the appeal"),
    )


def lift(request: SiteRequest, slug: str, restriction: RestrictionRow) -> HttpResponse:
    """End a restriction now."""
    return _verb(
        request,
        restriction,
        LoweringForm(request.POST or None),
        actions.lift,
        _("Lifted: they can come in again."),
        _("Lift the restriction"),
    )


def _verb(
    request: SiteRequest,
    row: RestrictionRow,
    form: FloorForm,
    action: Callable[..., Any],
    words: str,
    title: str,
) -> HttpResponse:
    """One thing said of a restriction, by a sheet with a form."""
    home = reverse("person", args=[request.here.slug, row.person])
    if submit(
        request,
        form,
        lambda data: action(
            by=request.user.id, restriction=row.id, **{**data, "submission": form.identity}
        ),
    ):
        return done(request, words, to=home)
    person = known(row.person)
    words_for = {
        "who": handle_of(person.id, person.handle),
        "kind": words_of([row.kind], RestrictionKind),
        "until": date_words(row.ends_at),
    }
    return form_sheet(
        request,
        form,
        title=title,
        sub=_("%(who)s · %(kind)s, until %(until)s") % words_for,
        save=_("Save"),
        back=home,
    )
