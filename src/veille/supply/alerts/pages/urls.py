"""Addresses of alerts. The public’s are short: they are printed and typed."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern

from veille.accounts.access import COORDINATORS, EVERYBODY, FLOOR, READERS, SENIOR
from veille.ui.addresses import identities, page
from veille.ui.public import in_each_language

from . import desk, feed, objects, poster, protocol, public

identities(alert=objects.alert)

_HERE = "at/<slug:slug>/alerts/"
_ALERT = f"{_HERE}<id:alert>/"


def _open(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """What anybody may read, without a cookie, and is in both languages or in none."""
    return page(route, view, name=name, read=EVERYBODY, without_cookies="by-address")


urlpatterns = [
    *in_each_language(
        "alerts-public",
        public.everything,
        fr="fr/alertes/",
        en="en/alerts/",
        by_browser="alerts/",
    ),
    *in_each_language("alerts-atom", feed.feed, fr="fr/alertes/atom.xml", en="en/alerts/atom.xml"),
    *in_each_language(
        "alert-public",
        public.one,
        fr="fr/a/<str:code>/",
        en="en/a/<str:code>/",
        by_browser="a/<str:code>/",
    ),
    _open("a/<str:code>/poster/", poster.poster, "alert-poster"),
    _open("a/<str:code>/poster.pdf", poster.pdf, "alert-poster-pdf"),
    _open("a/<str:code>/cap/<int:number>.xml", protocol.message, "alert-cap"),
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
