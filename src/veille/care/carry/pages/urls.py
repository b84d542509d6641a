"""The addresses of this room."""

from django.utils.translation import gettext as _

from veille.accounts.access import FLOOR, SENIOR
from veille.care.pages.requests import SiteRequest
from veille.ledger.refusal import Absent
from veille.ui.addresses import identities, page

from ..tables import CardRow
from . import views


def _card(request: SiteRequest, id: str) -> CardRow:
    """A carry card that was given at this site."""
    row = CardRow.objects.filter(pk=id, site=request.here.slug).first()
    if row is None:
        raise Absent(_("That card is not in this ledger. Go back and open the page again."))
    return row


identities(card=_card)

urlpatterns = [
    page(
        "at/<slug:slug>/people/<id:person>/carry-card/",
        views.card,
        name="carry-card",
        read=SENIOR,
        change=SENIOR,
    ),
    page(
        "at/<slug:slug>/carry-cards/<id:card>/end/",
        views.end,
        name="carry-card-end",
        read=SENIOR,
        change=SENIOR,
    ),
    page("at/<slug:slug>/carry-card/", views.shown, name="carry-shown", read=FLOOR, change=FLOOR),
]
