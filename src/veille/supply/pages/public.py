"""The result of a sample on any phone: by its label, without an account or a cookie."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from veille.ledger.refusal import Malformed
from veille.ui.limits import Limit, address_of
from veille.ui.public import everywhere, languages

from .. import reads
from ..labels import EXAMPLE, in_groups, read_label
from ..naming import are_known
from ..state import Sample
from .forms import sold_as
from .health import advice
from .result import result_of, with_meanings
from .result_card import FURTHER, WORDS

#: Labels that nobody has, asked from one address: a person who mistypes needs a few.
LONGEST_TYPED = 60
GUESSES = Limit("result-guesses", 30, timedelta(minutes=10))


@csrf_exempt  # there is no session that a forged form could use, and nothing is written
def ask(request: HttpRequest, language: str) -> HttpResponse:
    """Where a label is typed; it is sent by POST, and leads to its result."""
    with translation.override(language):
        if request.method != "POST":
            return _typed_anew(request, language)
        typed = request.POST.get("label", "")[:LONGEST_TYPED]
        try:
            return redirect(f"result-{language}", read_label(typed))
        except Malformed as refusal:
            return _typed_anew(request, language, str(refusal), typed=typed, status=422)


def _typed_anew(
    request: HttpRequest, language: str, words: str = "", *, typed: str = "", status: int = 200
) -> HttpResponse:
    """The field for a label, and why what was typed before led nowhere."""
    context = {
        "words": words,
        "typed": typed,
        "example": in_groups(EXAMPLE),
        "ask": reverse(f"result-ask-{language}"),
        **everywhere(language),
        "addresses": languages("result-ask"),
    }
    return as_private(render(request, "supply/result.html", context, status=status), language)


def result(request: HttpRequest, label: str, language: str) -> HttpResponse:
    with translation.override(language):
        sample = sample_of(request, label, language)
        if isinstance(sample, HttpResponse):
            return sample
        guide = advice()
        context = {
            "result": with_meanings(result_of(sample, reads.lot), guide),
            "label": in_groups(sample.label),
            "expected": sold_as(sample.expected) if are_known(sample.expected) else "",
            "advice": guide,
            **_around_it(sample.label, language),
        }
        return as_private(render(request, "supply/result.html", context), language)


def sample_of(request: HttpRequest, label: str, language: str) -> Sample | HttpResponse:
    """The sample that a label is on; else the page, in the language in force, that says why none
    is shown. Whoever guesses has to wait."""
    address = address_of(request)
    if wait := GUESSES.wait(address):
        words = _("Too many labels were tried from here. Wait %(minutes)s minutes.") % {
            "minutes": -(-wait // 60)
        }
        return _typed_anew(request, language, words, status=429)
    try:
        tidy = read_label(label)
    except Malformed as refusal:
        return _typed_anew(request, language, str(refusal), status=404)
    sample = reads.sample_by_label(tidy)
    if sample is None:
        GUESSES.take(address)
        words = _("No sample has this label. Read it again, letter by letter.")
        return _typed_anew(request, language, words, status=404)
    return sample


def _around_it(label: str, language: str) -> dict[str, object]:
    return {
        **everywhere(language),
        "addresses": languages("result", label),
        "further": [
            (code, reverse("result-further", args=[code, label]), words.own_name)
            for code, words in WORDS.items()
            if code in FURTHER
        ],
    }


def as_private(response: HttpResponse, language: str) -> HttpResponse:
    """Kept by no cache, listed nowhere."""
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
