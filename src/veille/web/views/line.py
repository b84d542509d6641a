"""Where nodes post their batches over a line. Sealed and signed: no session, no form, no cookie."""

from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from veille.ledger import clock
from veille.ledger.sync import here
from veille.ledger.sync.line import answer
from veille.ledger.sync.words import Notice, NotTaken
from veille.ui.limits import Limit, address_of

#: A node that was alone for days sends its backlog at once; nobody needs more.
_BATCHES = Limit("line", 1_200, timedelta(minutes=1))
_TYPE = "application/octet-stream"


@csrf_exempt  # there is no session that a forged form could use: a batch bears its own signature
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Take in a sealed batch; answers with the hub's, sealed, or with the word for why not."""
    if here.network() is None:
        return HttpResponse(status=404)
    if wait := _BATCHES.take(address_of(request)):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    try:
        return HttpResponse(answer(request.body, clock.now()), content_type=_TYPE)
    except RequestDataTooBig:
        return JsonResponse({"notice": Notice.GARBLED}, status=413)
    except NotTaken as error:
        return JsonResponse({"notice": error.notice}, status=409)
