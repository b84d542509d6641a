"""The questions of the public are kept nowhere: no address, no log, no copy. No cookie is read,
as the addresses declare."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from veille.ledger.refusal import Refused
from veille.ui.limits import Limit, hidden_address_of
from veille.ui.public import language_of, leave_no_cookie

from ..engine import unkept

View = Callable[..., HttpResponse]
#: Questions by the pages' forms, of several people behind one address. Assumed.
OF_ADDRESS = Limit("law-pages", 120, timedelta(minutes=1))

_log = logging.getLogger("veille.law")


def keeps_nothing(view: View) -> View:
    """A view whose questions leave no copy: not in a cache, and not in the report of a failure.

    No token guards its form: there is no session that a forged question could use, and nothing is
    written.
    """

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and (wait := OF_ADDRESS.take(hidden_address_of(request))):
            return _too_many(request, wait, kwargs.get("language", ""))
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


def _too_many(request: HttpRequest, wait: int, language: str) -> HttpResponse:
    with translation.override(language or language_of(request)):
        words = _(
            "Too many questions came from here. Wait %(n)s seconds, then go back and ask again."
        )
        context = {"what": "refused", "words": words % {"n": wait}}
        response = render(request, "error.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    leave_no_cookie(request)
    return response


def report(failure: Exception) -> None:
    """Logs where in the code it failed. Its words may hold what somebody asked: they are left
    out, and so is the request."""
    where = "".join(traceback.format_tb(failure.__traceback__))
    _log.error("%s; the question is not kept:\n%s", type(failure).__name__, where)
