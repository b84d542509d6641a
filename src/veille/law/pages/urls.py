"""Addresses of the law's public pages. They are short: they are read aloud and printed."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern

from veille.accounts.access import EVERYBODY
from veille.ui.addresses import page
from veille.ui.public import in_each_language

from . import api, views
from .api_body import VERSION

View = Callable[..., HttpResponse]


def _machine(name: str, view: View) -> URLPattern:
    """The door for machines. It takes every method, and says itself which one it answers."""
    return page(
        f"api/law/v{VERSION}/{name}",
        view,
        name=f"law-api-{name.partition('.')[0]}",
        read=EVERYBODY,
        change=EVERYBODY,
        without_cookies="by-browser",
    )


urlpatterns = [
    # A question is answered in its own place, so that it has no address.
    *in_each_language(
        "law", views.law, fr="fr/loi/", en="en/law/", by_browser="law/", change=EVERYBODY
    ),
    *in_each_language(
        "law-compare",
        views.compare,
        fr="fr/loi/comparer/",
        en="en/law/compare/",
        change=EVERYBODY,
    ),
    *in_each_language(
        "law-reforms",
        views.reforms,
        fr="fr/loi/reformes/",
        en="en/law/reforms/",
        change=EVERYBODY,
    ),
    # One address for both languages: the reports lead to one another by their files' names.
    page(
        "law/reforms/<str:key>/reform.<str:language>.html",
        views.reform,
        name="law-reform",
        read=EVERYBODY,
        without_cookies="by-address",
    ),
    *in_each_language("law-rules", views.rules, fr="fr/loi/regles/", en="en/law/rules/"),
    *in_each_language(
        "law-place",
        views.place,
        fr="fr/loi/regles/<slug:jurisdiction>/",
        en="en/law/rules/<slug:jurisdiction>/",
    ),
    *in_each_language(
        "law-substances", views.substances, fr="fr/loi/substances/", en="en/law/substances/"
    ),
    *in_each_language(
        "law-substance",
        views.substance,
        fr="fr/loi/substances/<slug:key>/",
        en="en/law/substances/<slug:key>/",
    ),
    _machine("assess", api.assess_case),
    _machine("compare", api.compare_case),
    _machine("jurisdictions", api.jurisdictions),
    _machine("parameters", api.parameter_values),
    _machine("openapi.json", api.description),
]
