"""What identities in addresses of the commission stand for: things of the commission of the
request, or what the sender of a referral sent themselves. Places of treatment are of every one.
"""

from django.utils.translation import gettext as _

from veille.accounts.access import can_open
from veille.ledger.facts import Entry
from veille.ledger.recording import entry
from veille.ledger.refusal import Absent
from veille.ui.requests import AccountRequest
from veille.ui.rooms import can_be_corrected

from .. import reads
from ..tables import CaseRow, MemberRow, TreatmentRow
from .panels import NotOnPanel, sits
from .requests import CommissionRequest


def case(request: CommissionRequest, id: str) -> CaseRow:
    """The case, where it is this commission's, or was before it went elsewhere."""
    row = reads.case(id)
    slug = request.commission.slug
    if slug != row.commission and slug not in row.came_from:
        raise Absent(_("That case is with another commission."))
    return row


def filing(request: AccountRequest, id: str) -> CaseRow:
    """A referral that this account sent; anybody else’s is as if it were not there."""
    try:
        row = reads.case(id)
    except Absent:
        row = None
    if row is None or row.filed_by != request.user.id:
        raise Absent(_("You sent no such referral."))
    return row


def case_entry(request: CommissionRequest, id: str) -> Entry:
    """An entry of a case that this reader follows."""
    found = entry(id)
    if not found.kind.startswith("diversion.case.") or not can_be_corrected(found):
        raise Absent(_("That entry is not one of a case here, or cannot be corrected."))
    row = case(request, found.about)
    if row.commission != request.commission.slug:
        raise Absent(_("This case is with another commission now, and is followed there."))
    if not can_open(request.user.role, "case") and not sits(request, row):
        raise NotOnPanel
    return found


def treatment(_request: CommissionRequest, id: str) -> TreatmentRow:
    """A place of treatment, of every commission's one list."""
    return reads.treatment_place(id)


def member(request: CommissionRequest, id: str) -> MemberRow:
    """A member of this commission."""
    row = next((one for one in reads.members(request.commission.slug) if one.id == id), None)
    if row is None:
        raise Absent(_("That member is not one of this commission’s."))
    return row
