"""What identities in addresses of safer supply stand for: things of the site of the request.

An enrolment is of the network: its doses may be had at any site, and each counts for the day.
"""

from django.utils.translation import gettext as _

from veille.care.pages.requests import SiteRequest
from veille.ledger.facts import Entry
from veille.ledger.recording import entry
from veille.ledger.refusal import Absent

from .. import balance, reads
from ..tables import CountRow, DoseRow, EnrolmentRow, ProductRow


def enrolment(_request: SiteRequest, id: str) -> EnrolmentRow:
    """An enrolment, at whatever site: doses may be had at any."""
    return reads.enrolment(id)


def dose(request: SiteRequest, id: str) -> DoseRow:
    """Units handed out at this site."""
    row = reads.dose(id)
    if row.site != request.here.slug or not row.units:
        raise Absent(_("That dose is not one of this site's. Go back and open the page again."))
    return row


def unsigned(request: SiteRequest, id: str) -> Entry:
    """What this site wrote and somebody has to sign."""
    found = entry(id)
    if found.place != request.here.slug or not found.kind.startswith("care.safer_supply."):
        raise Absent(_("That entry is not one of this site's. Go back and open the page again."))
    return found


def count(request: SiteRequest, id: str) -> CountRow:
    """A count of this site."""
    row = balance.count(id)
    if row.site != request.here.slug:
        raise Absent(_("That count is at another site."))
    return row


def product(request: SiteRequest, id: str) -> ProductRow:
    """A product of this site."""
    return reads.product(request.here.slug, id)
