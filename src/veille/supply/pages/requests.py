"""What a request on a page of a bench carries."""

from typing import Protocol

from veille.ui.requests import AccountRequest


class Place(Protocol):
    """A site, as far as a bench knows it."""

    slug: str
    name: str
    time_zone: str


class BenchRequest(AccountRequest):
    """On a page of a site: the guard has found it and let this account in."""

    here: Place
