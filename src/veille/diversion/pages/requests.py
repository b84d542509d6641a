"""What a request on a page of a commission carries."""

from veille.diversion.tables import CommissionRow
from veille.ui.requests import AccountRequest


class CommissionRequest(AccountRequest):
    """On a page of a commission, found and opened to this account by the guard."""

    commission: CommissionRow
