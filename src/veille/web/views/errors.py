"""What a person sees when something is wrong: what happened, that nothing was lost, what to do."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from veille.ui.public import language_of, leave_no_cookie
from veille.ui.words import language

#: What a browser asks for by itself: nobody reads the answer, and it leaves no cookie.
_FILE = re.compile(r"^/static/|\.(?:ico|png|svg|js|css|map|txt|xml|webmanifest)$")
#: Where pages stand that are read without a cookie, in the language of their address.
_PUBLIC = re.compile(r"/(?:(fr|en)|law)/")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A mistyped address of the public pages is answered in its language, and leaves no cookie; one
    of the doors for machines as they answer everything; a file in one word."""
    if request.path_info.startswith("/api/"):
        return _no_such_door(request)
    if _FILE.search(request.path_info):
        return HttpResponse("404", status=404, content_type="text/plain")
    public = _PUBLIC.match(request.path_info)
    if public is None:
        return render(request, "error.html", {"what": "absent"}, status=404)
    with translation.override(public[1] or translation.get_language()):
        context = {"what": "absent-public", "front": reverse(f"front-{language()}")}
        response = render(request, "error.html", context, status=404)
    leave_no_cookie(request)
    return response


def _no_such_door(request: HttpRequest) -> HttpResponse:
    """RFC 9457; a script of another site's page may read it too."""
    spoken = language_of(request)
    with translation.override(spoken):
        problem = {
            "type": "about:blank",
            "title": _("Not found"),
            "status": 404,
            "detail": _(
                "There is no such address here; each interface says in its openapi.json "
                "which there are."
            ),
            "code": "address",
        }
    headers = {"Access-Control-Allow-Origin": "*", "Content-Language": spoken}
    kind = "application/problem+json"
    return JsonResponse(problem, status=404, content_type=kind, headers=headers)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "error.html", {"what": "malformed"}, status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "error.html", {"what": "stale"}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed in the server. Drawn with nothing that may have failed: no database."""
    return render(request, "broken.html", {}, status=500, using=None)
