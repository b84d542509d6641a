"""What identities in addresses of outreach stand for: stops of the site of the request."""

from django.utils.translation import gettext as _

from veille.care.pages.requests import SiteRequest
from veille.ledger.refusal import Absent

from .. import reads
from ..state import Stop


def stop(request: SiteRequest, id: str) -> Stop:
    """A stop of this site's schedule."""
    row = reads.stop(request.here.slug, id)
    if row is None:
        raise Absent(_("That stop is not in this ledger. Go back and open the page again."))
    return row
