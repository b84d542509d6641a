"""Addresses of the law's public page. They are short: they are read aloud and printed."""

from typing import Literal

from django.urls import URLPattern

from veille.accounts.access import EVERYBODY
from veille.ui.addresses import page

from . import views


def _asked(
    route: str, view: views.View, name: str, speaks: Literal["by-address", "by-browser"]
) -> URLPattern:
    """A page that answers a question in its own place."""
    return page(route, view, name=name, read=EVERYBODY, change=EVERYBODY, without_cookies=speaks)


urlpatterns = [
    _asked("law/", views.law, "law", "by-browser"),
    _asked("fr/loi/", views.law_fr, "law-fr", "by-address"),
    _asked("en/law/", views.law_en, "law-en", "by-address"),
    _asked("fr/loi/comparer/", views.compare_fr, "law-compare-fr", "by-address"),
    _asked("en/law/compare/", views.compare_en, "law-compare-en", "by-address"),
]
