"""The public front page: what anybody may know, made of the rooms' parts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from veille.accounts.models import Account
from veille.ledger import clock
from veille.ledger.nodes import local_node
from veille.rehearsal.demo_accounts import DEMO_FILE
from veille.ui.public import front_parts, language_of, languages, public_page

from .house import workplace

#: A copy of the page is good for so long: the truck's next word shows within it.
FRESH_SECONDS = 30


def front(request: HttpRequest) -> HttpResponse:
    """Who is signed in goes on to work; who tries the demo chooses who to be; everybody else reads
    the front page, in the language of the browser."""
    if isinstance(account := getattr(request, "user", None), Account):
        return workplace(account)
    node = local_node()
    if node and node.rehearsal and (settings.VEILLE_VAR / DEMO_FILE).exists():
        return redirect("sign-in")
    response = public(request, language_of(request))
    # The same address leads whoever is signed in elsewhere.
    response.headers["Cache-Control"] = "no-store"
    return response


def public(request: HttpRequest, language: str) -> HttpResponse:
    return public_page(request, "front.html", _told, language=language, fresh_seconds=FRESH_SECONDS)


def _told() -> dict[str, Any]:
    now = clock.now()
    return {
        "addresses": languages("front"),
        "alerts": front_parts("alert", now),
        "main": front_parts("main", now),
        "side": front_parts("side", now),
        "below": front_parts("below", now),
        "foot": front_parts("foot", now),
    }
