"""At the door of somebody whom a restriction keeps out: turn away, let in all the same, or answer
an emergency at once."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.care import reads as floor
from veille.care.pages.answers import done
from veille.care.pages.forms import MoveForm
from veille.care.pages.requests import SiteRequest
from veille.care.pages.rooms import alerts_of
from veille.care.tables import PersonRow
from veille.care.words import Mode, Substance
from veille.ledger import clock
from veille.ledger.facts import Sealed
from veille.ledger.vault import vault
from veille.ui.answers import sheet, submit
from veille.ui.names import handle_of

from .. import actions, reads
from ..words import LetInReason
from .forms import LetInForm, TurnAwayForm
from .person import told_of, visit_here_of


def door(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """What keeps them out, and what can be done. A tap here turns them away."""
    form = TurnAwayForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.turn_away(
            by=request.user.id,
            place=slug,
            person=person.id,
            note=data["note"],
            submission=form.identity,
        ),
    ):
        words = _("Turned away: recorded. Tell them until when, and that they can appeal.")
        return done(request, words)
    return sheet(request, "people/door.html", _context(request, person), form)


def let_in(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """Let them in all the same, with a reason."""
    form = LetInForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.let_in(
            by=request.user.id,
            place=slug,
            person=person.id,
            why=data["why"],
            why_note=data["why_note"],
            submission=form.identity,
            **form.visit(),
        ),
    ):
        return done(request, _("Let in; the reason is recorded."))
    return sheet(request, "people/let_in.html", _context(request, person), form)


def emergency(request: SiteRequest, slug: str, person: PersonRow) -> HttpResponse:
    """One tap: they are in, and their visit is open with its overdose button. What they took is
    asked later."""
    form = MoveForm(request.POST)
    form.is_valid()
    last = floor.last_visit_of(person.id)
    visit = actions.let_in(
        by=request.user.id,
        place=slug,
        person=person.id,
        why=LetInReason.EMERGENCY,
        mode=Mode(last.mode) if last else Mode.INJECTION,
        substances=[Substance.UNKNOWN],
        submission=form.cleaned_data.get("submission") or None,
    )
    words = _("Let in: an emergency. What they took can be corrected later.")
    return done(request, words, to=reverse("visit", args=[slug, visit.id]))


def _context(request: SiteRequest, person: PersonRow) -> dict[str, Any]:
    """What keeps this visitor out, with its reason where this account may read it."""
    id = person.id
    slug = request.here.slug
    restrictions = reads.known_of(slug, [id], clock.now())[id].restrictions
    reason = can_open(request.user.role, "restriction")
    alerts = alerts_of(request.here, [id]).get(id, [])
    return {
        "person": person,
        "who": handle_of(id, person.handle),
        "restrictions": [
            {**told_of(one), "reason": vault().open(id, Sealed(one.note)) if reason else ""}
            for one in restrictions
        ],
        "alerts": [alert for alert in alerts if not alert.bars],
        "here": visit_here_of(request, person),
    }
