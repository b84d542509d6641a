"""What a request carries by the time a view sees it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from veille.care.models import SiteRow
from veille.diversion.models import CommissionRow

from .models import Account


class AccountRequest(HttpRequest):
    """Behind the guard: somebody is signed in."""

    user: Account
    htmx: HtmxDetails


class SiteRequest(AccountRequest):
    """On a page of a site: the guard has found it and let this account in: `here`."""

    here: SiteRow


class CommissionRequest(AccountRequest):
    """On a page of a commission, found and opened to this account by the guard."""

    commission: CommissionRow
