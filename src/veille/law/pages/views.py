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
from veille.ledger.nodes import local_node
from veille.ui.public import LANGUAGES, language_of, languages

from .. import book
from .answers import answer_in
from .asking import HERE, Question, question
from .form import form_in
from .private import View, keeps_nothing
from .words import in_language

__all__ = ["View", "law", "law_en", "law_fr"]

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


def _put(request: HttpRequest, language: str) -> Question:
    """What was asked by POST. What stands in an address is no question: it would be kept there."""
    return question(request.POST, today(), language)


def today() -> date:
    return clock.now().astimezone(ZoneInfo(book(HERE).time_zone)).date()


def drawn(
    template: str, language: str, name: str, told: dict[str, Any], *args: str
) -> HttpResponse:
    """A page whose addresses are called `name`-fr and `name`-en. The language is in force."""
    node = local_node()
    context = {
        "language": language,
        "say": in_language(language),
        "addresses": languages({each: f"{name}-{each}" for each in LANGUAGES}, *args),
        "to": {each: reverse(f"{each}-{language}") for each in ("law",)},
        "network": reverse(f"network-{language}"),
        "rehearsal": bool(node and node.rehearsal),
        **told,
    }
    body = render_to_string(template, context)
    return HttpResponse(body, headers={"Content-Language": language})
