"""The door for laboratories' own systems: `POST /api/answers/`, by a bearer token.

It takes answers about samples by label. Nothing of a sample can be read here.
"""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt

import veille
from veille.ledger import clock
from veille.ledger.refusal import Refused
from veille.ui.limits import Limit
from veille.ui.machines import Door, refused
from veille.ui.names import sentence

from ..answers import Answered, take_json
from . import answers_openapi, laboratory_tokens

_MINUTE = timedelta(minutes=1)
#: Each is a commit of its own: more of them in one request would keep the bench waiting.
MOST_ANSWERS = 200
#: A laboratory sends a few dozen answers a day, many in one request. Assumed.
DOOR = Door(
    holder=laboratory_tokens.holder,
    of_token=Limit("answers-of-token", 60, _MINUTE),
    of_address=Limit("answers-of-address", 180, _MINUTE),
    wrong_tokens=Limit("answers-wrong-tokens", 10, _MINUTE),
    most_kib=128,
    by_post=_lazy("Send answers by POST."),
    with_token=_lazy("Send the laboratory’s token, as “Authorization: Bearer …”."),
    smaller=_lazy("Send at most 128 KiB at once. Nothing was taken in."),
)


@csrf_exempt
def answers(request: HttpRequest) -> HttpResponse:
    """200: all of them are in. 422: some or all were left out, each with why; the rest is in."""
    came = DOOR.let_in(request)
    if isinstance(came, JsonResponse):
        return came
    token, body = came
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
    return JsonResponse(answers_openapi.document(veille.__version__, DOOR, MOST_ANSWERS))
