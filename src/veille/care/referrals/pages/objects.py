"""What identities in addresses of referrals stand for. The directory is of the whole network."""

from django.utils.translation import gettext as _

from veille.care.pages.requests import SiteRequest
from veille.ledger.refusal import Absent

from .. import reads
from ..tables import DestinationRow, ReferralRow


def referral(request: SiteRequest, id: str) -> ReferralRow:
    """A referral of this site."""
    row = reads.referral(id)
    if row.site != request.here.slug:
        raise Absent(_("That referral is at another site."))
    return row


def destination(_request: SiteRequest, id: str) -> DestinationRow:
    """A place of the network's one directory."""
    return reads.destination(id)
