"""What a request on a page of a site carries."""

from veille.care.tables import SiteRow
from veille.ui.requests import AccountRequest


class SiteRequest(AccountRequest):
    """On a page of a site: the guard has found it and let this account in: `here`."""

    here: SiteRow
