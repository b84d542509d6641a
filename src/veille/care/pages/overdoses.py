"""An overdose: opened by one tap, answered tap by tap, closed with its outcome."""

from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open, role_of
from veille.ledger import clock
from veille.ledger.recording import entries
from veille.ledger.refusal import Malformed, Refused
from veille.ui import live
from veille.ui.answers import form_sheet, sheet, submit
from veille.ui.history import lines
from veille.ui.words import date_words, language

from .. import actions, policies, reads
from ..tables import OverdoseRow, VisitRow
from ..words import Intervention, Outcome
from .answers import done
from .board import handles_of, step_words
from .drawings import Since, for_screen
from .floor import streamed
from .forms import EarlierStepForm, MoveForm, OutcomeForm, OverdoseForm, StepForm
from .overdose_steps import doses_offered, product_choices, step_buttons
from .requests import SiteRequest
from .rooms import alerts_beside
from .unattended import token_for


def find(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """One tap from the seat: the timeline is open. A second tap leads to the same one."""
    form = MoveForm(request.POST)
    form.is_valid()
    open_one = reads.open_overdose_of(visit.id)
    if open_one is None:
        open_one = actions.find_overdose(
            by=request.user.id, visit=visit.id, submission=form.identity
        ).id
    return done(request, to=reverse("overdose", args=[slug, open_one]))


def earlier(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """An overdose of this visit, filled in afterwards."""
    form = OverdoseForm(request.POST or None)
    form.fields["at"].near = visit.left_at  # type: ignore[attr-defined]
    if submitted := submit(
        request,
        form,
        lambda data: actions.find_overdose(
            by=request.user.id,
            visit=visit.id,
            signs=data["signs"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        found = submitted.made
        return done(request, to=reverse("overdose", args=[slug, found.id]))
    return form_sheet(
        request,
        form,
        title=_("%(who)s: an overdose, afterwards") % {"who": handles_of([visit])[visit.id]},
        sub=_("Visit of %(time)s. Enter the true times; the steps come next.")
        % {"time": date_words(visit.arrived_at)},
        save=_("Open its timeline"),
        back=reverse("visit", args=[slug, visit]),
    )


def timeline(request: SiteRequest, slug: str, overdose: OverdoseRow) -> HttpResponse:
    """The overdose's own page."""
    context = {
        "live": timeline_part(request, overdose),
        "overdose": overdose,
        "outcome": OutcomeForm(),
        "token": token_for(request, overdose),
    }
    return render(request, "care/overdose.html", context)


def timeline_live(request: SiteRequest, slug: str, overdose: OverdoseRow) -> live.Stream:
    """The timeline, sent again whenever something was added."""
    speech, role, site = language(), role_of(request.user), request.here
    by = request.user.id
    key = (overdose.id, by, role, speech)
    return streamed(request, "overdose", key, lambda: _drawing(site, overdose.id, role, speech, by))


def step(request: SiteRequest, slug: str, overdose: OverdoseRow) -> HttpResponse:
    """One intervention, as it happens."""
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Malformed(str(next(iter(form.errors.values()))[0]))
    actions.intervene(
        by=request.user.id, overdose=overdose.id, submission=form.identity, **form.step()
    )
    if request.htmx:
        return HttpResponse(timeline_part(request, overdose))
    return done(request, to=reverse("overdose", args=[slug, overdose]))


def step_of_visit(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """A step tapped while the overdose itself waited in the page, which knew its visit alone."""
    open_one = reads.open_overdose_of(visit.id)
    if open_one is None:
        raise Refused(
            _(
                "No overdose of this visitor is open any more, so this step was not added. Add it "
                "on the overdose's page as an earlier step, with its time."
            )
        )
    return step(request, slug, reads.overdose(open_one))


def earlier_step(request: SiteRequest, slug: str, overdose: OverdoseRow) -> HttpResponse:
    """A step that was forgotten, with its true time."""
    form = EarlierStepForm(request.POST or None, products=product_choices(slug))
    form.fields["at"].near = overdose.ended_at  # type: ignore[attr-defined]
    if submit(
        request,
        form,
        lambda data: actions.intervene(
            by=request.user.id,
            overdose=overdose.id,
            what=data["what"],
            route=data["route"],
            dose_mg=data["dose_mg"],
            note=data["note"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Added."), to=reverse("overdose", args=[slug, overdose]))
    return sheet(request, "care/overdose_step.html", {"overdose": overdose}, form)


def end(request: SiteRequest, slug: str, overdose: OverdoseRow) -> HttpResponse:
    """Close the timeline with its outcome."""
    form = OutcomeForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.end_overdose(
            by=request.user.id,
            overdose=overdose.id,
            outcome=data["outcome"],
            note=data["note"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        return done(request, _("The overdose is closed."), to=_after(request, overdose))
    return form_sheet(
        request,
        form,
        title=_("How did it end?"),
        sub=_("Overdose found at %(time)s") % {"time": date_words(overdose.found_at, "H:i:s")},
        save=_("Close the overdose"),
        back=reverse("overdose", args=[slug, overdose]),
    )


def _after(request: SiteRequest, overdose: OverdoseRow) -> str:
    """The board; after a death, the sheet that notes it of the visitor, for whoever may."""
    slug, row = request.here.slug, reads.overdose(overdose.id)
    person = reads.visit(row.visit).person
    if row.outcome == Outcome.DIED and person and can_open(request.user.role, "person-death"):
        return reverse("person-death", args=[slug, person])
    return reverse("board", args=[slug])


def timeline_part(request: SiteRequest, row: OverdoseRow) -> str:
    """The timeline as this screen should show it now."""
    drawn = _drawing(request.here, row.id, role_of(request.user), language(), _by(request))
    return for_screen(drawn, get_token(request))


def _by(request: SiteRequest) -> str:
    """The account that looks at the timeline; empty where a step was taken without one."""
    return str(getattr(request.user, "id", "") or "")


def _drawing(site: Any, overdose: str, role: str | None, speech: str, by: str) -> str:
    """Each account's own: it undoes what it did itself, and is offered nothing else."""
    with Since() as since:
        return since.drawn(
            "care/overdose_live.html",
            (overdose, by, can_open(role, "overdose-step", change=True)),
            lambda: _timeline(overdose, role, site, by),
            speech,
            site.time_zone,
        )


def _timeline(id: str, role: str | None, site: Any, by: str) -> dict[str, Any]:
    row = reads.overdose(id)
    visit = reads.visit(row.visit)
    steps = [step_words(step) | {"code": step["what"]} for step in row.steps]
    last = {step["code"]: step for step in steps}
    history = entries(id)
    return {
        "site": site,
        "overdose": row,
        "visit": visit,
        "who": handles_of([visit])[visit.id],
        "alerts": alerts_beside(site, visit),
        "offered": {"buttons": step_buttons(last), **doses_offered(site.slug, history)},
        "next_dose": row.doses + 1,
        "last_dose": last.get(Intervention.NALOXONE.value),
        "lines": lines(history, visit.person or visit.id),
        "undoable": policies.undoable(history, clock.now(), by) if by else set(),
        "change": can_open(role, "overdose-step", change=True),
        "can_correct": can_open(role, "entry-correct", change=True),
    }
