"""What a request carries by the time a view sees it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from veille.accounts.models import Account


class AccountRequest(HttpRequest):
    """Behind the guard: somebody is signed in."""

    user: Account
    htmx: HtmxDetails
