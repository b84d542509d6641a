"""Addresses of the law's public pages. They are short: they are read aloud and printed."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Literal

from django.http import HttpResponse
from django.urls import URLPattern

from veille.accounts.access import EVERYBODY
from veille.ui.addresses import page

from . import api, views
from .api_body import VERSION

View = Callable[..., HttpResponse]


def _asked(
    route: str, view: View, name: str, speaks: Literal["by-address", "by-browser"] = "by-address"
) -> URLPattern:
    """A page that answers a question in its own place, so that the question has no address."""
    return page(route, view, name=name, read=EVERYBODY, change=EVERYBODY, without_cookies=speaks)


def _read(routes: dict[str, str], view: View, name: str) -> list[URLPattern]:
    """A page that is the same for everybody, in each language."""
    return [
        page(
            route,
            update_wrapper(partial(view, language=language), view),
            name=f"{name}-{language}",
            read=EVERYBODY,
            without_cookies="by-address",
        )
        for language, route in routes.items()
    ]


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


_RULES = {"fr": "fr/loi/regles/", "en": "en/law/rules/"}
_SUBSTANCES = {"fr": "fr/loi/substances/", "en": "en/law/substances/"}

urlpatterns = [
    _asked("law/", views.law, "law", "by-browser"),
    _asked("fr/loi/", views.law_fr, "law-fr"),
    _asked("en/law/", views.law_en, "law-en"),
    _asked("fr/loi/comparer/", views.compare_fr, "law-compare-fr"),
    _asked("en/law/compare/", views.compare_en, "law-compare-en"),
    *_read(_RULES, views.rules, "law-rules"),
    *_read(
        {language: f"{route}<slug:jurisdiction>/" for language, route in _RULES.items()},
        views.place,
        "law-place",
    ),
    *_read(_SUBSTANCES, views.substances, "law-substances"),
    *_read(
        {language: f"{route}<slug:key>/" for language, route in _SUBSTANCES.items()},
        views.substance,
        "law-substance",
    ),
    _machine("assess", api.assess_case),
    _machine("compare", api.compare_case),
    _machine("jurisdictions", api.jurisdictions),
    _machine("parameters", api.parameter_values),
    _machine("openapi.json", api.description),
]
