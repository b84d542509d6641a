"""What identities in addresses of the shift stand for: things of the site of the request."""

from django.utils.translation import gettext as _

from veille.care.pages.requests import SiteRequest
from veille.ledger.refusal import Absent

from .. import reads
from ..tables import IncidentRow


def incident(request: SiteRequest, id: str) -> IncidentRow:
    """An incident at this site."""
    row = reads.incident(id)
    if row.site != request.here.slug:
        raise Absent(_("That incident is at another site."))
    return row
