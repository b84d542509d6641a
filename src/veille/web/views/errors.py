"""What a person sees when something is wrong: what happened, that nothing was lost, what to do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "error.html", {"what": "absent"}, status=404)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "error.html", {"what": "malformed"}, status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "error.html", {"what": "stale"}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed in the server. Drawn with nothing that may have failed: no database."""
    return render(request, "broken.html", {}, status=500, using=None)
