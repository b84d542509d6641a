"""What identities in addresses of the exchange stand for: things of the site of the request."""

from django.utils.translation import gettext as _

from veille.care.pages.requests import SiteRequest
from veille.ledger.recording import entries
from veille.ledger.refusal import Absent

from .. import reads
from ..tables import ExchangeRow, TransferRow


def exchange(request: SiteRequest, id: str) -> ExchangeRow:
    """What was handed out at this site."""
    row = reads.exchange(id)
    if row is None or row.site != request.here.slug:
        raise Absent(_("That exchange is not one of this site's. Nothing was changed."))
    return row


def transfer(request: SiteRequest, id: str) -> TransferRow:
    """A transfer that comes to this site."""
    return reads.transfer_to(request.here.slug, id)


def thing(request: SiteRequest, id: str) -> str:
    """The identity of an exchange, clean-up, delivery, count; of a transfer, at both its sites."""
    slug = request.here.slug
    ours = any(e.kind.startswith("care.exchange.") and e.place == slug for e in entries(id))
    if not ours and not reads.is_coming_to(slug, id):
        raise Absent(_("That entry is not one of this site's, or cannot be corrected."))
    return id
