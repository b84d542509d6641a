"""The questions of the public are kept nowhere: no address, no log, no copy. No cookie is read,
as the addresses declare."""

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from veille.ledger.refusal import Refused

from ..engine import unkept

View = Callable[..., HttpResponse]

_log = logging.getLogger("veille.law")


def keeps_nothing(view: View) -> View:
    """A view whose questions leave no copy: not in a cache, and not in the report of a failure.

    No token guards its form: there is no session that a forged question could use, and nothing is
    written.
    """

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with unkept():
                response = view(request, *args, **kwargs)
        except (Http404, Refused, SuspiciousOperation):
            raise
        except Exception as failure:
            report(failure)
            response = render(request, "broken.html", {}, status=500, using=None)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answered


def report(failure: Exception) -> None:
    """Logs where in the code it failed. Its words may hold what somebody asked: they are left
    out, and so is the request."""
    where = "".join(traceback.format_tb(failure.__traceback__))
    _log.error("%s; the question is not kept:\n%s", type(failure).__name__, where)
