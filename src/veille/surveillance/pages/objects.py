"""What the identity of an alarm in an address stands for, and whose counts an account may read."""

from django.utils.translation import gettext_lazy as _

from veille.accounts.models import Account
from veille.ledger.refusal import Absent
from veille.ui.requests import AccountRequest

from .. import reads
from ..gathering import NETWORK
from ..reads import Listed


def may_read(account: Account, site: str) -> bool:
    """Who works at some sites reads of those; the network's sums are for who works at all."""
    return account.works_at(site) if site != NETWORK else not account.sites


def alarm(request: AccountRequest, id: str) -> Listed:
    """An alarm, found in the counts or taken up, at a site whose counts the account may read."""
    found = reads.alarm(id)
    if not may_read(request.user, found.seen.site):
        raise Absent(_("There is no such alarm at your sites. Go back to the list."))
    return found
