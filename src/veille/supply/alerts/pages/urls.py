"""Addresses of alerts. The public’s are short: they are printed and typed."""

from collections.abc import Callable
from typing import Literal

from django.http import HttpResponse
from django.urls import URLPattern

from veille.accounts.access import COORDINATORS, EVERYBODY, FLOOR, READERS, SENIOR
from veille.ui.addresses import identities, page

from . import desk, feed, objects, poster, protocol, public

identities(alert=objects.alert)

_HERE = "at/<slug:slug>/alerts/"
_ALERT = f"{_HERE}<id:alert>/"


def _open(route: str, view: Callable[..., HttpResponse], name: str, language: str) -> URLPattern:
    """What anybody may read, without a cookie."""
    by: Literal["by-address", "by-browser"] = "by-address" if language else "by-browser"
    return page(route, view, name=name, read=EVERYBODY, without_cookies=by)


urlpatterns = [
    _open("alerts/", public.everything, "alerts-public", ""),
    _open("fr/alertes/", public.everything_in_french, "alerts-public-fr", "fr"),
    _open("en/alerts/", public.everything_in_english, "alerts-public-en", "en"),
    _open("fr/alertes/atom.xml", feed.in_french, "alerts-atom-fr", "fr"),
    _open("en/alerts/atom.xml", feed.in_english, "alerts-atom-en", "en"),
    _open("a/<str:code>/", public.one, "alert-public", ""),
    _open("fr/a/<str:code>/", public.one_in_french, "alert-public-fr", "fr"),
    _open("en/a/<str:code>/", public.one_in_english, "alert-public-en", "en"),
    _open("a/<str:code>/poster/", poster.poster, "alert-poster", "both"),
    _open("a/<str:code>/poster.pdf", poster.pdf, "alert-poster-pdf", "both"),
    _open("a/<str:code>/cap/<int:number>.xml", protocol.message, "alert-cap", "both"),
    page(_HERE, desk.alerts, name="alerts", read=READERS),
    page(f"{_HERE}new/", desk.new, name="alert-new", read=FLOOR, change=FLOOR),
    page(_ALERT, desk.alert, name="alert", read=READERS),
    page(f"{_ALERT}edit/", desk.edit, name="alert-edit", read=SENIOR, change=SENIOR),
    page(f"{_ALERT}approve/", desk.approve, name="alert-approve", change=COORDINATORS),
    page(f"{_ALERT}publish/", desk.publish, name="alert-publish", change=COORDINATORS),
    page(f"{_ALERT}end/", desk.end, name="alert-end", read=COORDINATORS, change=COORDINATORS),
    page(
        f"{_ALERT}withdraw/",
        desk.withdraw,
        name="alert-withdraw",
        read=COORDINATORS,
        change=COORDINATORS,
    ),
    page(f"{_ALERT}drop/", desk.drop, name="alert-drop", read=COORDINATORS, change=COORDINATORS),
]
