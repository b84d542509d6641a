"""Whoever opens something of a visitor's record is noted in the ledger, before they see it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from veille.accounts.models import Account
from veille.care import reads
from veille.care.people import actions
from veille.care.people.words import Opened
from veille.care.tables import OverdoseRow, PersonRow, VisitRow
from veille.ledger.refusal import DiskFull
from veille.ui.addresses import shown_records
from veille.ui.looks import looks_of, note_look

Next = Callable[[HttpRequest], HttpResponseBase]


class Looks:
    """Stands behind the guard, which has found the objects of the address.

    On a full disk the page opens all the same: an allergy must be read.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        account, site = request.user, getattr(request, "here", None)
        if response.status_code != 200 or site is None or not isinstance(account, Account):
            return response
        for look in looks_of(request):
            try:
                actions.open_page(
                    by=account.id, place=site.slug, person=look.person, what=Opened(look.what)
                )
            except DiskFull:
                break
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if what := shown_records().get(name or ""):
            for thing in kwargs.values():
                if person := _person_of(request, thing):
                    note_look(request, person, what)


def _person_of(request: HttpRequest, thing: object) -> str:
    """Whose record this is a part of; empty where it is nobody's, of who was forgotten, or of a
    visit that goes on: whoever is on duty there sees those on the board."""
    match thing:
        case PersonRow():
            return "" if thing.forgotten else thing.id
        case VisitRow():
            return thing.person if thing.left_at or not _is_on_duty(request, thing.site) else ""
        case OverdoseRow():
            return _person_of(request, reads.visit(thing.visit))
    return str(getattr(thing, "person", ""))


def _is_on_duty(request: HttpRequest, site: str) -> bool:
    account = request.user
    return any(row.account == account.pk for row in reads.on_duty(site))
