"""A visitor's death: noted after a question, taken back where it was a mistake."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.forms import DeathForm, StrikeForm
from veille.care.pages.requests import SiteRequest
from veille.care.tables import PersonRow
from veille.care.words import CorrectionReason, HeardOfDeath, Outcome
from veille.ui.answers import form_sheet, submit
from veille.ui.names import handle_of
from veille.ui.words import date_words

from .. import deaths
from .person import visit_here_of


class NotingForm(DeathForm):
    """`sure` is the question before: the page may be somebody else's of a like handle."""

    sure = forms.BooleanField(
        label=gettext_lazy("This is the visitor who died, and not somebody of a like handle"),
        error_messages={
            "required": gettext_lazy("Look at the handle and the visits once more, then tick it.")
        },
    )


def death(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Note that a visitor died. Of one whose overdose here ended so, it says how it is known."""
    home = reverse("person", args=[slug, person])
    if floor.death_of(person.id) and request.method != "POST":
        return redirect(home)
    last = floor.last_visit_of(person.id)
    here = last is not None and any(
        one.outcome == Outcome.DIED for one in floor.overdoses_of([last.id])
    )
    form = NotingForm(request.POST or None, initial={"heard": HeardOfDeath.HERE} if here else {})
    if submit(
        request,
        form,
        lambda data: deaths.note_death(
            by=request.user.id,
            place=slug,
            person=person.id,
            heard=data["heard"],
            day=data["day"],
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return _noted(request, person, home)
    seen = date_words(last.arrived_at) if last else _("never")
    return form_sheet(
        request,
        form,
        title=_("%(who)s died?") % {"who": handle_of(person.id, person.handle)},
        sub=_(
            "Last here: %(seen)s. Their enrolments, referrals, appointments and restrictions are "
            "closed, no dose is given, and the door says so. It can be taken back."
        )
        % {"seen": seen},
        save=_("Note the death"),
        back=home,
    )


def _noted(request: SiteRequest, person: PersonRow, home: str) -> HttpResponse:
    """Back to their page; to their visit, where that goes on: nobody takes them out of the room by
    a note."""
    visit = visit_here_of(request, person)
    if visit is None:
        return done(request, _("It is noted. What was open of theirs is closed."), to=home)
    words = _(
        "It is noted, and what was open of theirs is closed, but for this visit: their seat stays "
        "taken. When they are no longer in the room, end the visit here."
    )
    return done(request, words, to=reverse("visit", args=[request.here.slug, visit]))


def take_back(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """They are alive: the note was a mistake."""
    home = reverse("person", args=[slug, person])
    form = StrikeForm(request.POST or None, reasons=CorrectionReason)
    if submit(
        request,
        form,
        lambda data: deaths.take_death_back(
            by=request.user.id,
            person=person.id,
            why=data["why"],
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Taken back. What the note had closed is open again."), to=home)
    if floor.death_of(person.id) is None:
        return redirect(home)
    return form_sheet(
        request,
        form,
        title=_("%(who)s is alive?") % {"who": handle_of(person.id, person.handle)},
        sub=_("The note is struck out and stays visible; what it closed is open again."),
        save=_("Take the note back"),
        back=home,
    )
