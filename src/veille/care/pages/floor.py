"""The board, live, and the moves on it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.access import role_of
from veille.accounts.models import Account
from veille.ledger.refusal import Malformed, Refused
from veille.ui import live
from veille.ui.answers import form_sheet, refused_form, sheet, submit
from veille.ui.words import language

from .. import actions, reads
from ..tables import VisitRow
from ..words import Stage
from .answers import board_part, done, from_board
from .arrivals import new_arrival
from .board import handles_of
from .drawings import ELSEWHERE, bands_drawing, board_drawing, for_all
from .forms import AssistanceForm, LeavingForm, MoveForm, NoteForm
from .overdose_steps import first_steps
from .requests import SiteRequest
from .rooms import rooms


def board(request: SiteRequest, slug: str) -> HttpResponse:
    """The whole room at a glance."""
    drawn = board_part(request).partition(ELSEWHERE)[0]
    context = {
        "live": drawn,
        "tab": "board",
        "meanwhile": first_steps(slug),
        "arrival": new_arrival(),
    }
    return render(request, "care/board.html", context)


def board_live(request: SiteRequest, slug: str) -> live.Stream:
    """The board, sent again whenever something moved."""
    role, speech, site = role_of(request.user), language(), request.here
    key = (slug, role, speech)
    return streamed(request, "board", key, lambda: board_drawing(site, role, speech))


def bands_live(request: SiteRequest, slug: str) -> live.Stream:
    """Open overdoses, on every other page of the site."""
    speech, site = language(), request.here
    return streamed(request, "bands", (slug, speech), lambda: bands_drawing(site, speech))


def streamed(
    request: SiteRequest, event: str, key: live.Key, draw: Callable[[], str]
) -> live.Stream:
    """A live stream; `key` tells apart what screens show (site, role, language)."""
    events = live.stream(event, key, lambda: for_all(draw()), still_welcome(request))
    return live.Stream(events, account=request.user.id)


def still_welcome(request: SiteRequest) -> Callable[[], bool]:
    """Asks, from time to time, whether a stream's session and account still hold."""
    key, role, slug = request.session.session_key, request.user.role, request.here.slug
    password, session = request.user.get_session_auth_hash(), type(request.session)
    pk = request.user.pk

    def ask() -> bool:
        account = Account.objects.filter(pk=pk, role=role, is_active=True).first()
        return (
            session(key).load().get(SESSION_KEY) == pk
            and account is not None
            and account.works_at(slug)
            and account.get_session_auth_hash() == password
        )

    return ask


def _move(request: SiteRequest) -> dict[str, Any]:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("That tap was not understood. Open the board again, then tap once more."))
    return {"by": request.user.id, "submission": form.identity, "seen": form.cleaned_data["seen"]}


def _who(row: VisitRow) -> str:
    return handles_of([row])[row.id]


def seat(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Give a seat: by one tap on the board, or by choosing among all of them."""
    if request.method == "POST":
        number = request.POST.get("seat", "")
        actions.seat(visit=visit.id, seat=number, **_move(request))
        return done(
            request,
            _("%(who)s: seat %(seat)s.") % {"who": _who(visit), "seat": number},
            tapped=visit.id,
        )
    taken = {v.seat for v in reads.on_floor(slug) if v.stage == Stage.SEATED}
    seats = [{**s, "taken": s["number"] in taken} for s in request.here.seats]
    context = {"visit": visit, "who": _who(visit), "seats": seats}
    return sheet(request, "care/seat.html", context)


def aftercare(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    actions.send_to_aftercare(visit=visit.id, **_move(request))
    return done(request, _("%(who)s: aftercare room.") % {"who": _who(visit)}, tapped=visit.id)


def waiting(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    actions.send_back(visit=visit.id, **_move(request))
    return done(request, _("%(who)s: waiting room.") % {"who": _who(visit)}, tapped=visit.id)


def leave(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Leave: by one tap after consuming; without consuming, with the reason."""
    who = _who(visit)
    form = LeavingForm(request.POST or None, initial={"seen": visit.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.leave(
                by=request.user.id,
                visit=visit.id,
                consumed=data["consumed"],
                reason=data["reason"],
                note=data["note"],
                seen=data["seen"],
                at=data["at"],
                submission=form.identity,
            )
        except Refused as refusal:
            if from_board(request) and request.htmx.target != "sheet":
                raise  # one tap on the board: its answer is a notice
            refused_form(form, refusal)
            form.data = request.POST.copy()
            form.data["seen"] = str(visit.version)  # what is read now is seen
        else:
            return done(request, _("%(who)s left.") % {"who": who}, tapped=visit.id)
    return sheet(request, "care/leave.html", {"visit": visit, "who": who}, form)


def assistance(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Say who, of those who are not staff, helped a visitor to consume."""
    form = AssistanceForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.assist(
            by=request.user.id,
            visit=visit.id,
            assistant=data["assistant"],
            at=data["at"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Noted."), to=reverse("visit", args=[slug, visit]))
    return form_sheet(
        request,
        form,
        title=_("%(who)s: who assisted?") % {"who": _who(visit)},
        sub=_("Staff help with everything but the injection itself."),
        save=_("Save"),
        back=reverse("visit", args=[slug, visit]),
    )


def note(request: SiteRequest, slug: str, visit: VisitRow) -> HttpResponse:
    """Write something down about a visit."""
    form = NoteForm(request.POST or None)
    if submit(
        request,
        form,
        lambda data: actions.write_note(
            by=request.user.id,
            visit=visit.id,
            note=data["note"],
            submission=form.identity,
        ),
    ):
        return done(request, _("Noted."), to=reverse("visit", args=[slug, visit]))
    return form_sheet(
        request,
        form,
        title=_("%(who)s: a note") % {"who": _who(visit)},
        sub=_("Sealed: unreadable once the person asks to be forgotten."),
        save=_("Save the note"),
        back=reverse("visit", args=[slug, visit]),
    )


def duty(request: SiteRequest, slug: str) -> HttpResponse:
    """Come on duty here, or go off duty."""
    account = request.user
    form = MoveForm(request.POST)
    form.is_valid()
    if "end" in request.POST:
        actions.end_duty(by=account.id, account=account.id, submission=form.identity)
        return done(request, _("You are off duty."))
    actions.begin_duty(
        by=account.id, place=slug, account=account.id, role=account.role, submission=form.identity
    )
    first = next(filter(None, (room.on_coming(request.here) for room in rooms())), None)
    words = _("You are on duty at %(site)s.") % {"site": request.here.name}
    return done(request, words, to=first)
