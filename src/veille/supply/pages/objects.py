"""What identities in addresses of drug checking stand for: things of the site of the request."""

from django.utils.translation import gettext as _

from veille.ledger.refusal import Absent

from .. import reads
from ..state import Lot, Sample
from .requests import BenchRequest


def sample(request: BenchRequest, id: str) -> Sample:
    """A sample taken in at this site."""
    found = reads.sample(id)
    if found.site != request.here.slug:
        raise Absent(_("That sample is at another site."))
    return found


def lot(request: BenchRequest, id: str) -> Lot:
    """A lot of strips of this site."""
    found = reads.lot(id)
    if found is None or found.site != request.here.slug:
        raise Absent(_("That lot is not one of this site's. Go back and open the page again."))
    return found
