"""The door for laboratories' own systems: `POST /api/answers/`, by a bearer token.

It takes answers about samples by label. Nothing of a sample can be read here.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

import veille
from veille.ledger import clock
from veille.ledger.refusal import Refused
from veille.ui.limits import Limit, address_of
from veille.ui.machines import JSON, bearer_of, body_of, refused, too_many
from veille.ui.names import sentence

from ..answers import Answered, take_json
from . import answers_openapi, laboratory_tokens

_MINUTE = timedelta(minutes=1)
#: A laboratory sends a few dozen answers a day, many in one request. Assumed.
OF_TOKEN = Limit("answers-of-token", 60, _MINUTE)
OF_ADDRESS = Limit("answers-of-address", 180, _MINUTE)
#: Of an address; whoever has a token there goes on.
WRONG_TOKENS = Limit("answers-wrong-tokens", 10, _MINUTE)
MOST_BYTES = 128 * 1024
#: Each is a commit of its own: more of them in one request would keep the bench waiting.
MOST_ANSWERS = 200


@csrf_exempt
def answers(request: HttpRequest) -> HttpResponse:
    """200: all of them are in. 422: some or all were left out, each with why; the rest is in."""
    if request.method != "POST":
        return refused(405, "method", _("Send answers by POST."), headers={"Allow": "POST"})
    address = address_of(request)
    if wait := OF_ADDRESS.take(address):
        return too_many(wait)
    token = laboratory_tokens.holder(bearer_of(request))
    if wait := OF_TOKEN.take(token.id) if token else WRONG_TOKENS.take(address):
        return too_many(wait)
    if token is None:
        return refused(
            401,
            "token",
            _("Send the laboratory’s token, as “Authorization: Bearer …”."),
            headers={"WWW-Authenticate": "Bearer"},
        )
    if request.content_type != JSON:
        return refused(415, "type", _("Send JSON, with “Content-Type: application/json”."))
    body = body_of(request, MOST_BYTES)
    if body is None:
        return refused(413, "size", _("Send at most 128 KiB at once. Nothing was taken in."))
    laboratory_tokens.note_use(token, clock.now())
    try:
        done = take_json(
            by=token.id, content=body, only_of=token.laboratory, most_answers=MOST_ANSWERS
        )
    except Refused as refusal:
        return refused(422, "malformed", sentence(refusal))
    return JsonResponse(_told(done), status=422 if done.refused else 200)


def _told(done: Answered) -> dict[str, object]:
    """How many are in, and why others are not: `answer` counts from 1."""
    return {
        "new": done.new,
        "here": done.here,
        "left_out": [
            {"answer": number, "message": sentence(refusal)} for number, refusal in done.refused
        ],
    }


def description(request: HttpRequest) -> HttpResponse:
    """What this door takes and answers, as OpenAPI."""
    return JsonResponse(answers_openapi.document(veille.__version__))
