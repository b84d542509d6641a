"""Cookies and headers: what a browser keeps, and over what it sends it."""

import pytest
from django.test import Client
from django.urls import reverse

from veille.web.sealed_messages import SealedCookieStorage

from .night import HANDLE, SITE, Night, form, words

TOLD = f"{HANDLE} is waiting."


def arrived(night: Night) -> tuple[Client, str]:
    """A browser whose next page says who arrived; and what its cookie holds."""
    client = night.client()
    person = night.welcome()
    told = form(mode="injection", substances="down")
    client.post(reverse("arrival-known", args=[SITE, person]), told)
    return client, client.cookies[SealedCookieStorage.cookie_name].value


def test_a_cookie_that_says_who_arrived_is_sealed_and_the_next_page_says_it(night: Night):
    client, kept = arrived(night)
    assert HANDLE not in kept
    assert TOLD in words(client.get(reverse("board", args=[SITE])))


@pytest.mark.parametrize("changed", ["", "x", "é", "A" * 40, "====", "\x00"])
def test_a_changed_cookie_says_nothing_and_fails_nothing(night: Night, changed: str):
    client, kept = arrived(night)
    client.cookies[SealedCookieStorage.cookie_name] = changed or kept[:-8] + "AAAAAAA="
    answer = client.get(reverse("board", args=[SITE]))
    assert (answer.status_code, TOLD in words(answer)) == (200, False)
