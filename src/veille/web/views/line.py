"""Where nodes post their batches over a line. Sealed and signed: no session, no form, no cookie."""

from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from veille.ledger import clock
from veille.ledger.sync import here, joining
from veille.ledger.sync.line import answer, answer_errand
from veille.ledger.sync.words import Notice, NotTaken
from veille.ui.limits import Limit, address_of

#: A node that was alone for days sends its backlog at once; nobody needs more.
_BATCHES = Limit("line", 1_200, timedelta(minutes=1))
#: People mistype; five wrong tries end a code in any case.
_KNOCKS = Limit("join", 20, timedelta(minutes=15))
_TYPE = "application/octet-stream"


@csrf_exempt  # nobody is signed in: the code is what lets in
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Answer a node that pairs by the code that this hub shows."""
    if here.network() is None:
        return HttpResponse(status=404)
    if wait := _KNOCKS.take(address_of(request)):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    try:
        opened = joining.answer(request.body, clock.now())
    except (NotTaken, RequestDataTooBig) as error:
        notice = error.notice if isinstance(error, NotTaken) else Notice.GARBLED
        return JsonResponse({"notice": notice}, status=409)
    return HttpResponse(opened, content_type="application/json")


@csrf_exempt  # as below
@require_POST
def errand(request: HttpRequest) -> HttpResponse:
    """Keep, give or take away a carry card’s deposit, for a node."""
    return _answered(request, answer_errand)


@csrf_exempt  # there is no session that a forged form could use: a batch bears its own signature
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Take in a sealed batch; answers with the hub's, sealed, or with the word for why not."""
    return _answered(request, lambda sealed: answer(sealed, clock.now()))


def _answered(request: HttpRequest, do: Callable[[bytes], bytes]) -> HttpResponse:
    if here.network() is None:
        return HttpResponse(status=404)
    if wait := _BATCHES.take(address_of(request)):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    try:
        return HttpResponse(do(request.body), content_type=_TYPE)
    except RequestDataTooBig:
        return JsonResponse({"notice": Notice.GARBLED}, status=413)
    except NotTaken as error:
        return JsonResponse({"notice": error.notice}, status=409)
