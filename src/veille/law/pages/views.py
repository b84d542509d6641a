"""The pages of the law: a question by POST, answered in its place, so that it has no address."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from veille.ledger import clock
from veille.ui.public import LANGUAGES, everywhere, language_of, languages

from .. import book
from .answers import answer_in
from .asking import HERE, Question, question
from .comparing import comparison_in
from .form import form_in
from .private import View, keeps_nothing
from .words import in_language

__all__ = ["View", "compare_en", "compare_fr", "law", "law_en", "law_fr"]

#: The pages that each of the others leads to.
PAGES = {"law": "law", "compare": "law-compare"}

_asks = require_http_methods(["GET", "HEAD", "POST"])


@keeps_nothing
@_asks
def law(request: HttpRequest) -> HttpResponse:
    """In the language of the browser; French where it says neither."""
    return _law(request, language_of(request))


@keeps_nothing
@_asks
def law_fr(request: HttpRequest) -> HttpResponse:
    return _law(request, "fr")


@keeps_nothing
@_asks
def law_en(request: HttpRequest) -> HttpResponse:
    return _law(request, "en")


def _law(request: HttpRequest, language: str) -> HttpResponse:
    put = _put(request, language)
    with translation.override(language):
        answer = answer_in(put.case, language, today()) if put.case else None
        told = {**form_in(put, language), "answer": answer}
        return drawn("law/page.html", language, "law", told)


@keeps_nothing
@_asks
def compare_fr(request: HttpRequest) -> HttpResponse:
    return _compare(request, "fr")


@keeps_nothing
@_asks
def compare_en(request: HttpRequest) -> HttpResponse:
    return _compare(request, "en")


def _compare(request: HttpRequest, language: str) -> HttpResponse:
    put = _put(request, language)
    with translation.override(language):
        found = comparison_in(put.case, language, today()) if put.case else None
        told = {**form_in(put, language), "compared": found, "comparing": True}
        return drawn("law/compare.html", language, "law-compare", told)


def _put(request: HttpRequest, language: str) -> Question:
    """What was asked by POST. What stands in an address is no question: it would be kept there."""
    return question(request.POST, today(), language)


def today() -> date:
    return clock.now().astimezone(ZoneInfo(book(HERE).time_zone)).date()


def drawn(
    template: str, language: str, named: str, told: dict[str, Any], *args: str
) -> HttpResponse:
    """A page whose addresses are called `named`-fr and `named`-en. The language is in force."""
    context = {
        **everywhere(language),
        "say": in_language(language),
        "addresses": languages({each: f"{named}-{each}" for each in LANGUAGES}, *args),
        "to": {each: reverse(f"{name}-{language}") for each, name in PAGES.items()},
        "network": reverse(f"network-{language}"),
        **told,
    }
    body = render_to_string(template, context)
    return HttpResponse(body, headers={"Content-Language": language})
