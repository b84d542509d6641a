"""The law for machines: `/api/law/v1/…`. No account, no cookie, nothing kept; docs/law-api.md.

A question comes by POST, so that no address holds it. What is wrong is said in a sentence, in the
language that was asked for, as `application/problem+json` (RFC 9457).
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

import veille
from veille.ui.limits import Limit, hidden_address_of
from veille.ui.public import LANGUAGES, language_of

from .. import assess, between, codes, side_by_side
from ..caveats import caveats
from ..engine import unkept
from ..parameters import parameters
from ..readings import possibilities
from . import openapi
from .api_body import (
    Assessed,
    Code,
    Compared,
    Jurisdictions,
    NotAsked,
    Parameters,
    Problem,
    ProblemFault,
    asked_back,
    jurisdiction,
    read_case,
    read_comparison,
)
from .asking import today
from .private import report
from .words import say

#: A page that asks at each change of a form, for several people behind one address. Assumed.
OF_ADDRESS = Limit("law-api", 120, timedelta(minutes=1))
MOST_BYTES = 64 * 1024
FRESH_SECONDS = 3600

_encoder = msgspec.json.Encoder(decimal_format="number")
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After, Content-Language",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Accept-Language",
    "Access-Control-Max-Age": "86400",
}


class Refusal(Exception):
    """A request that is not answered: `code` names a sentence in the pages' words."""

    def __init__(
        self, status: int, code: Code, *, faults: NotAsked | None = None, **values: object
    ) -> None:
        super().__init__(code)
        self.status, self.faults, self.values = status, faults, values
        self.code: Code = code
        self.headers: dict[str, str] = {}


View = Callable[[HttpRequest], Any]


def _open(method: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """An address that anybody may ask by this method, so often a minute."""

    def around(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest) -> HttpResponse:
            language = _language(request)
            try:
                if request.method == "OPTIONS":
                    response = HttpResponse(status=204, headers=_PREFLIGHT)
                else:
                    _check(request, method)
                    with unkept():
                        body = _encoder.encode(view(request))
                    response = HttpResponse(body, content_type="application/json")
            except Refusal as refusal:
                response = _problem(refusal, language)
            except Exception as failure:
                report(failure)
                response = _problem(Refusal(500, "broken"), language)
            kept = method == "GET" and response.status_code == 200
            response.headers["Cache-Control"] = (
                f"public, max-age={FRESH_SECONDS}" if kept else "no-store"
            )
            response.headers["Content-Language"] = language
            for name, value in _CORS.items():
                response.headers[name] = value
            return response

        return answered

    return around


def _check(request: HttpRequest, method: str) -> None:
    if request.method not in {method, "HEAD" if method == "GET" else method}:
        refusal = Refusal(405, "method", method=method)
        refusal.headers["Allow"] = f"{method}, OPTIONS"
        raise refusal
    if wait := OF_ADDRESS.take(hidden_address_of(request)):
        refusal = Refusal(429, "too_many", seconds=wait)
        refusal.headers["Retry-After"] = str(wait)
        raise refusal
    said = request.GET.get("lang")
    if said is not None and said not in LANGUAGES:
        raise Refusal(400, "language")


def _language(request: HttpRequest) -> str:
    """`lang` of the address, else what the request speaks."""
    said = request.GET.get("lang", "")
    return said if said in LANGUAGES else language_of(request)


def _body(request: HttpRequest) -> bytes:
    if request.content_type != "application/json":
        raise Refusal(415, "type")
    try:
        body = request.body
    except RequestDataTooBig:
        body = b" " * (MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Refusal(413, "size", kib=MOST_BYTES // 1024)
    return body


def _problem(refusal: Refusal, language: str) -> HttpResponse:
    faults = refusal.faults.faults if refusal.faults else []
    problem = Problem(
        title=say(f"problem.{refusal.code}", language),
        status=refusal.status,
        detail=say(f"problem.{refusal.code}.detail", language, **refusal.values),
        code=refusal.code,
        faults=[ProblemFault(fault.path, fault.in_words(language)) for fault in faults],
    )
    return HttpResponse(
        _encoder.encode(problem),
        status=refusal.status,
        content_type="application/problem+json",
        headers=refusal.headers,
    )


@_open("POST")
def assess_case(request: HttpRequest) -> Assessed:
    """What the law says of a case."""
    try:
        case = read_case(_body(request))
    except NotAsked as wrong:
        raise Refusal(422, "malformed", faults=wrong) from None
    return Assessed(assess(case), asked_back(case), caveats(case, today()), possibilities(case))


@_open("POST")
def compare_case(request: HttpRequest) -> Compared:
    """A case in every jurisdiction that is named, or all; and on another day in its own."""
    try:
        asked = read_comparison(_body(request))
    except NotAsked as wrong:
        raise Refusal(422, "malformed", faults=wrong) from None
    days = between(asked.case, *sorted((asked.case.date, asked.day))) if asked.day else None
    return Compared(
        beside=side_by_side(asked.case, asked.jurisdictions or ()),
        days=days,
        asked_back=asked_back(asked.case),
    )


@_open("GET")
def jurisdictions(request: HttpRequest) -> Jurisdictions:
    """Every jurisdiction with what a case there may name."""
    return Jurisdictions(jurisdictions=[jurisdiction(code) for code in codes()])


@_open("GET")
def parameter_values(request: HttpRequest) -> Parameters:
    """Every dated value of one jurisdiction, or those in force on a day."""
    code = request.GET.get("jurisdiction", "")
    if code not in codes():
        raise Refusal(404, "no_such_place", codes=", ".join(codes()))
    found = parameters(code)
    if (said := request.GET.get("on")) is not None:
        try:
            day = msgspec.convert(said, date)
        except msgspec.ValidationError:
            raise Refusal(400, "day") from None
        found = [
            each
            for each in found
            if each.begins <= day and (each.until is None or day < each.until)
        ]
    return Parameters(parameters=found)


@_open("GET")
def description(request: HttpRequest) -> dict[str, Any]:
    """What these addresses take and answer, as OpenAPI 3.1."""
    return openapi.document(veille.__version__)
