"""How a view of a site answers a verb that was done: the board anew where the tap came from it,
else the next page."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.http import reswap, retarget, trigger_client_event

from veille.accounts.access import role_of
from veille.ledger import clock
from veille.ledger.ids import new_id
from veille.ledger.recording import entries
from veille.ui.answers import on_to
from veille.ui.words import language

from .. import policies
from .drawings import board_drawing, for_screen
from .requests import SiteRequest


def board_part(request: SiteRequest) -> str:
    """The board as this screen should show it now."""
    drawn = board_drawing(request.here, role_of(request.user), language())
    return for_screen(drawn, get_token(request))


def from_board(request: SiteRequest) -> bool:
    """Whether the tap came from the board's own page."""
    board = reverse("board", args=[request.here.slug])
    return bool(request.htmx) and request.htmx.current_url_abs_path == board


def done(
    request: SiteRequest, words: str = "", *, to: str | None = None, tapped: str = ""
) -> HttpResponse:
    """What was asked is done. On the board: the board anew and `words`; else on to `to`.

    `tapped` is the thing that one tap changed: beside the words stands a button that undoes it.
    """
    if to is None and from_board(request):
        context = {"kind": "good", "words": words, **_undo_of(request, tapped)}
        notice = render_to_string("parts/notice_now.html", context)
        response = HttpResponse(board_part(request) + (notice if words else ""))
        # A form of the board's own has it as its target already; by now the live board may
        # have replaced that form, and from there htmx would find no other target.
        if request.htmx.target != "board":
            retarget(response, "#board")
            reswap(response, "keyed")  # type: ignore[arg-type]
        return trigger_client_event(response, "sheet-done")
    return on_to(request, to or reverse("board", args=[request.here.slug]), words)


def _undo_of(request: SiteRequest, thing: str) -> dict[str, str]:
    """What the button needs that undoes what this account just did to a thing."""
    history = entries(thing) if thing else []
    mine = policies.undoable(history, clock.now(), request.user.id)
    last = next((entry for entry in reversed(history) if entry.id in mine), None)
    if last is None:
        return {}
    address = reverse("entry-undo", args=[request.here.slug, last.id])
    return {"undo": address, "token": get_token(request), "submission_id": new_id()}
