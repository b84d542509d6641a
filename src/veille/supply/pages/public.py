"""The result of a sample on any phone: by its label, without an account or a cookie."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from veille.ledger.refusal import Malformed
from veille.ui.limits import Limit, address_of
from veille.ui.public import everywhere, language_of, languages

from .. import reads
from ..labels import in_groups, read_label
from .health import advice
from .result import result_of

#: Labels that nobody has, asked from one address: a person who mistypes needs a few.
GUESSES = Limit("result-guesses", 30, timedelta(minutes=10))
ADDRESSES = {"fr": "result-fr", "en": "result-en"}


def result(request: HttpRequest, label: str) -> HttpResponse:
    """In the language of the browser; French where it speaks neither."""
    return _page(request, label, language_of(request))


def in_french(request: HttpRequest, label: str) -> HttpResponse:
    return _page(request, label, "fr")


def in_english(request: HttpRequest, label: str) -> HttpResponse:
    return _page(request, label, "en")


def _page(request: HttpRequest, label: str, language: str) -> HttpResponse:
    with translation.override(language):
        address = address_of(request)
        if wait := GUESSES.wait(address):
            words = _("Too many labels were tried from here. Wait %(minutes)s minutes.") % {
                "minutes": -(-wait // 60)
            }
            return _absent(request, language, words, status=429)
        try:
            tidy = read_label(label)
        except Malformed as refusal:
            return _absent(request, language, str(refusal), status=404)
        sample = reads.sample_by_label(tidy)
        if sample is None:
            GUESSES.take(address)
            words = _("No sample has this label. Read it again, letter by letter.")
            return _absent(request, language, words, status=404)
        context = {
            "result": result_of(sample, reads.lot),
            "label": in_groups(sample.label),
            "expected": sample.expected,
            "advice": advice(),
            **_around_it(tidy, language),
        }
        return _answer(render(request, "supply/result.html", context), language)


def _absent(request: HttpRequest, language: str, words: str, status: int) -> HttpResponse:
    context = {"words": words, **everywhere(language), "addresses": []}
    return _answer(render(request, "supply/result.html", context, status=status), language)


def _around_it(label: str, language: str) -> dict[str, object]:
    return {**everywhere(language), "addresses": languages(ADDRESSES, label)}


def _answer(response: HttpResponse, language: str) -> HttpResponse:
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
