"""What identities in addresses of the floor stand for: things of the site of the request."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from veille.accounts.models import Account
from veille.ledger.facts import Entry
from veille.ledger.recording import entry
from veille.ledger.refusal import Absent
from veille.ui.history import Line
from veille.ui.rooms import can_be_corrected, room_of

from .. import reads
from ..tables import OverdoseRow, PersonRow, VisitRow
from .requests import SiteRequest


def visit(request: SiteRequest, id: str) -> VisitRow:
    """A visit to this site."""
    row = reads.visit(id)
    if row.site != request.here.slug:
        raise Absent(_("That visit is at another site."))
    return row


def overdose(request: SiteRequest, id: str) -> OverdoseRow:
    """An overdose at this site."""
    row = reads.overdose(id)
    if row.site != request.here.slug:
        raise Absent(_("That visit is at another site."))
    return row


def correctable_entry(request: SiteRequest, id: str) -> Entry:
    """An entry that this site wrote and that can be corrected."""
    found = entry(id)
    room = room_of(found.kind)
    of_sites = room is not None and room.of_sites
    if not of_sites or found.place != request.here.slug or not can_be_corrected(found):
        raise Absent(_("That entry is not one of this site's, or cannot be corrected."))
    return found


def person(_request: SiteRequest, id: str) -> PersonRow:
    """A visitor, whom every site of the network may welcome; somebody forgotten too.

    What was written about them is another matter: that is read where it was written.
    """
    row = reads.person(id)
    if row is None:
        raise Absent(_("That visitor is not in this ledger. Go back and find them again."))
    return row


def readable(request: SiteRequest, lines: Iterable[Line]) -> list[Line]:
    """Lines that were written where this account works; what is of no site, everybody reads."""
    return [line for line in lines if can_read(request.user, line.entry.place)]


def can_read(reader: Account, site: str) -> bool:
    return not site or reader.works_at(site)
