"""How a view answers a verb that was done: the board anew where the tap came from it, else the
next page."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event

from veille.ledger.refusal import Refused, Repeated

from ..access import role_of
from ..drawings import board_drawing, for_screen
from ..names import sentence
from ..requests import AccountRequest, SiteRequest


def language() -> str:
    return get_language() or "fr"


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


def on_to(request: AccountRequest, url: str, words: str = "") -> HttpResponse:
    """To the next page, which then says `words`."""
    if words:
        messages.success(request, words)
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def refused_form(form: BaseForm, refusal: Refused) -> None:
    """Put a refusal's sentence at the head of the form it came from, which keeps its words.

    Not of one that was saved already: there is nothing to send again.
    """
    if isinstance(refusal, Repeated):
        raise refusal
    form.add_error(None, sentence(refusal))


def sheet(
    request: HttpRequest, template: str, context: dict[str, Any], form: BaseForm | None = None
) -> HttpResponse:
    """A sheet, over the board or as a page; 422 where the form in it was refused."""
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
