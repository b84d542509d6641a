"""What a request carries by the time a view sees it."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from veille.accounts.models import Account


class AccountRequest(HttpRequest):
    """Behind the guard: somebody is signed in."""

    user: Account
    htmx: HtmxDetails


def is_own_page(request: HttpRequest, to: str) -> bool:
    """Whether `to` leads to a page of this site: by its path, or by its whole address."""
    whole = to.startswith(("/", "http://", "https://"))
    return whole and url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure())
