"""What identities in addresses of this room stand for.

A flag is said at every door of the network, and may be lowered at any of them.
"""

from django.utils.translation import gettext as _

from veille.care import records
from veille.care.pages.requests import SiteRequest
from veille.care.tables import SameRow
from veille.ledger.refusal import Absent

from .. import reads
from ..tables import FlagRow, RestrictionRow
from ..words import Scope


def flag(_request: SiteRequest, id: str) -> FlagRow:
    """A flag, wherever it was raised: it is said at every door."""
    return reads.flag(id)


def restriction(request: SiteRequest, id: str) -> RestrictionRow:
    """A restriction of this site, or one of the whole network."""
    row = reads.restriction(id)
    if not holds_here(request, row):
        raise Absent(_("That restriction is of another site."))
    return row


def same(_request: SiteRequest, id: str) -> SameRow:
    """That two records are of one visitor, whom every site of the network may welcome."""
    row = records.same(id)
    if row is None:
        raise Absent(_("That is not in this ledger. Go back and open the page again."))
    return row


def holds_here(request: SiteRequest, row: RestrictionRow) -> bool:
    return row.site == request.here.slug or row.scope == Scope.NETWORK.value
