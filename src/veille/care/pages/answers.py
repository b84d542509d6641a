"""How a view of a site answers a verb that was done: the board anew where the tap came from it,
else the next page."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.http import reswap, retarget, trigger_client_event

from veille.accounts.access import role_of
from veille.ui.answers import on_to
from veille.ui.words import language

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


def done(request: SiteRequest, words: str = "", *, to: str | None = None) -> HttpResponse:
    """What was asked is done. On the board: the board anew and `words`; else on to `to`."""
    if to is None and from_board(request):
        notice = render_to_string("parts/notice_now.html", {"kind": "good", "words": words})
        response = HttpResponse(board_part(request) + (notice if words else ""))
        # A form of the board's own has it as its target already; by now the live board may
        # have replaced that form, and from there htmx would find no other target.
        if request.htmx.target != "board":
            retarget(response, "#board")
            reswap(response, "keyed")  # type: ignore[arg-type]
        return trigger_client_event(response, "sheet-done")
    return on_to(request, to or reverse("board", args=[request.here.slug]), words)
