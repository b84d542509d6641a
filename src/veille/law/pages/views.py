"""The pages of the law: a question by POST, answered in its place, so that it has no address."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from veille.ui.public import LANGUAGES, everywhere, languages, public_page

from .. import codes
from ..books import every_name
from ..reform import names, offered
from .answers import answer_in
from .asking import Question, question, today
from .comparing import comparison_in
from .exploring import index_in, place_in
from .form import form_in
from .possible import possible_everywhere, possible_in
from .private import keeps_nothing
from .reforming import ASK_AGAIN_SECONDS, folder, reforms_in, shown
from .substance import substance_in, substances_in
from .words import in_language

#: The pages that each of the others leads to.
PAGES = {
    "law": "law",
    "compare": "law-compare",
    "rules": "law-rules",
    "substances": "law-substances",
    "reforms": "law-reforms",
}
#: Seconds for which a copy of what is the same for everybody is good.
FRESH_SECONDS = 600

_asks = require_http_methods(["GET", "HEAD", "POST"])


@keeps_nothing
@_asks
def law(request: HttpRequest, language: str) -> HttpResponse:
    put = _put(request, language)
    with translation.override(language):
        told = form_in(put, language)
        if put.case and put.is_unsure:
            told["possible"] = possible_in(put.case, language, today())
        elif put.case:
            told["answer"] = answer_in(put.case, language, today())
        return drawn("law/page.html", language, "law", told)


@keeps_nothing
@_asks
def compare(request: HttpRequest, language: str) -> HttpResponse:
    put = _put(request, language)
    with translation.override(language):
        told = {**form_in(put, language), "comparing": True}
        if put.case and put.is_unsure:
            told["possible"] = possible_everywhere(put.case, language, today())
        elif put.case:
            told["compared"] = comparison_in(put.case, language, today())
        return drawn("law/compare.html", language, "law-compare", told)


@keeps_nothing
@_asks
def reforms(request: HttpRequest, language: str) -> HttpResponse:
    """The reforms that come with Veille. Who asks for it by POST has their reports made, once."""
    here = reverse(f"law-reforms-{language}")
    if request.POST.get("make"):
        offered.begin(folder())
        return HttpResponseRedirect(here)
    with translation.override(language):
        told = reforms_in(language)
        response = drawn("law/reforms.html", language, "law-reforms", told)
    if told["making"] and not told["made"]:
        response.headers["Refresh"] = str(ASK_AGAIN_SECONDS)
    return response


def reform(request: HttpRequest, key: str, language: str) -> HttpResponse:
    if key not in names() or language not in LANGUAGES:
        raise Http404
    made = offered.report_of(folder(), key, language)
    if made is None:
        return HttpResponseRedirect(reverse(f"law-reforms-{language}"))
    return shown(request, made, language, FRESH_SECONDS)


def rules(request: HttpRequest, language: str) -> HttpResponse:
    return _explored(request, "law/rules.html", language, "law-rules", index_in)


def place(request: HttpRequest, jurisdiction: str, language: str) -> HttpResponse:
    if jurisdiction not in codes():
        written = {code.casefold(): code for code in codes()}.get(jurisdiction.casefold())
        if written is None:
            raise Http404
        return HttpResponseRedirect(reverse(f"law-place-{language}", args=[written]))

    def told(language: str) -> dict[str, Any]:
        return {"place": place_in(jurisdiction, language, today())}

    return _explored(request, "law/place.html", language, "law-place", told, jurisdiction)


def substances(request: HttpRequest, language: str) -> HttpResponse:
    return _explored(request, "law/substances.html", language, "law-substances", substances_in)


def substance(request: HttpRequest, key: str, language: str) -> HttpResponse:
    if every_name().key(key) != key:
        raise Http404

    def told(language: str) -> dict[str, Any]:
        return {"substance": substance_in(key, language, today())}

    return _explored(request, "law/substance.html", language, "law-substance", told, key)


def _explored(
    request: HttpRequest,
    template: str,
    language: str,
    named: str,
    told: Callable[[str], dict[str, Any]],
    *args: str,
) -> HttpResponse:
    """A page that is the same for everybody: a copy is good until the rules or the day change."""
    return public_page(
        request,
        template,
        lambda: {**around(language, named, *args), **told(language)},
        language=language,
        fresh_seconds=FRESH_SECONDS,
    )


def _put(request: HttpRequest, language: str) -> Question:
    """What was asked by POST. What stands in an address is no question: it would be kept there."""
    return question(request.POST, today(), language)


def drawn(template: str, language: str, named: str, told: dict[str, Any]) -> HttpResponse:
    """A page whose addresses are called `named`-fr and `named`-en. The language is in force."""
    context = {**everywhere(language), **around(language, named), **told}
    body = render_to_string(template, context)
    return HttpResponse(body, headers={"Content-Language": language})


def around(language: str, named: str, *args: str) -> dict[str, Any]:
    """What each of these pages says and where it leads."""
    return {
        "say": in_language(language),
        "addresses": languages(named, *args),
        "to": {each: reverse(f"{name}-{language}") for each, name in PAGES.items()},
        "network": reverse(f"network-{language}"),
    }
